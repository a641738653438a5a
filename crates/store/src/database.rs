//! Which database a store works on.

use std::path::PathBuf;

use crate::{Error, Result};

/// Where the data lives.
#[derive(Clone, PartialEq, Eq)]
pub enum Database {
    /// One file (with its `-wal` and `-shm` beside it) on a local disk.
    Sqlite {
        /// The file; it and its folder are made when they are missing.
        path: PathBuf,
    },
    /// A PostgreSQL server.
    Postgres {
        /// `postgres://user:password@host:port/database`; several hosts may be named.
        url: String,
    },
}

/// The kind of database, for the few places where the SQL must differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Engine {
    /// SQLite, inside the program.
    Sqlite,
    /// PostgreSQL, a server.
    Postgres,
}

impl Database {
    /// Reads `postgres://…` as a server, `sqlite:…` or any other text as the path of a file.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres { url: text.to_owned() });
        }
        let path = text.strip_prefix("sqlite://").or_else(|| text.strip_prefix("sqlite:")).unwrap_or(text);
        if path.is_empty() || path.starts_with(':') || path.contains("://") {
            return Err(Error::UnknownDatabase { text: without_password(text) });
        }
        Ok(Self::Sqlite { path: PathBuf::from(path) })
    }

    /// Which kind it is.
    pub fn engine(&self) -> Engine {
        match self {
            Self::Sqlite { .. } => Engine::Sqlite,
            Self::Postgres { .. } => Engine::Postgres,
        }
    }
}

impl std::str::FromStr for Database {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text)
    }
}

/// Never shows a password, so it may be logged.
impl std::fmt::Display for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite { path } => write!(f, "SQLite {}", path.display()),
            Self::Postgres { url } => write!(f, "PostgreSQL {}", without_password(url)),
        }
    }
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}

impl std::fmt::Display for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        })
    }
}

/// Drops what follows `?` too: a password may be a parameter there.
pub(crate) fn without_password(url: &str) -> String {
    let url = url.split('?').next().unwrap_or_default();
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    match rest.rsplit_once('@') {
        Some((who, place)) => format!("{scheme}://{}@{place}", who.split(':').next().unwrap_or_default()),
        None => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_recognised_by_its_scheme_and_everything_else_is_a_file() {
        let file = |path: &str| Database::Sqlite { path: path.into() };
        assert_eq!(Database::parse("data/hub.db").unwrap(), file("data/hub.db"));
        assert_eq!(Database::parse("sqlite:///var/lib/kyoten/hub.db").unwrap(), file("/var/lib/kyoten/hub.db"));
        assert_eq!(Database::parse("sqlite:hub.db").unwrap(), file("hub.db"));
        assert_eq!(Database::parse("postgresql://a@b/c").unwrap().engine(), Engine::Postgres);
        for nonsense in ["", "mysql://a/b", ":memory:"] {
            assert!(matches!(Database::parse(nonsense), Err(Error::UnknownDatabase { .. })), "{nonsense}");
        }
    }

    #[test]
    fn a_password_is_never_shown() {
        let database = Database::parse("postgres://hub:s3cret@db1:5432/kyoten?password=s3cret").unwrap();
        assert_eq!(format!("{database} {database:?}").matches("s3cret").count(), 0);
        assert_eq!(database.to_string(), "PostgreSQL postgres://hub@db1:5432/kyoten");
    }
}
