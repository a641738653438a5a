//! Fresh databases for tests, of this crate and of those that build on it.
//!
//! PostgreSQL takes part when `KYOTEN_TEST_POSTGRES` names a server where databases may be made, such as
//! `postgres://postgres@localhost:5432/postgres`; on a build server (`CI=true`) it must be named.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tokio_postgres::{Config, NoTls};

use crate::{Database, Engine, Options, Store};

const SERVER: &str = "KYOTEN_TEST_POSTGRES";

static MADE: AtomicU32 = AtomicU32::new(0);

/// A fresh database, gone when this is dropped.
pub struct TestDatabase {
    database: Database,
    remains: Remains,
}

enum Remains {
    Folder(PathBuf),
    Server { admin: Box<Config>, name: String },
}

/// One fresh SQLite database and, when a server is named, one fresh PostgreSQL database.
pub async fn databases() -> Vec<TestDatabase> {
    let mut all = vec![sqlite()];
    all.extend(postgres().await);
    all
}

/// A fresh SQLite database in a folder of its own.
pub fn sqlite() -> TestDatabase {
    let folder = std::env::temp_dir().join(fresh_name());
    // Left over from a killed test whose process had the same number.
    let _ = std::fs::remove_dir_all(&folder);
    let database = Database::Sqlite { path: folder.join("test.db") };
    TestDatabase { database, remains: Remains::Folder(folder) }
}

/// A fresh PostgreSQL database, when a server is named.
pub async fn postgres() -> Option<TestDatabase> {
    let Ok(server) = std::env::var(SERVER) else {
        assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "{SERVER} must be set where CI=true");
        eprintln!("skipped on PostgreSQL: {SERVER} is not set");
        return None;
    };
    let admin: Config = server.parse().unwrap_or_else(|e| panic!("{SERVER} is no PostgreSQL URL: {e}"));
    let name = fresh_name();
    let drop_old = format!("drop database if exists {name} with (force)");
    let create =
        format!("create database {name} template template0 encoding 'UTF8' lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'");
    command(&admin, &[&drop_old, &create]).await.unwrap_or_else(|e| panic!("no test database on {SERVER}: {e:?}"));
    let database = Database::Postgres { url: with_database(&server, &name) };
    Some(TestDatabase { database, remains: Remains::Server { admin: Box::new(admin), name } })
}

impl TestDatabase {
    /// What to open.
    pub fn database(&self) -> Database {
        self.database.clone()
    }

    /// Which kind it is.
    pub fn engine(&self) -> Engine {
        self.database.engine()
    }

    /// Opens it with few threads; may be called again, as a program does that starts again.
    pub async fn open(&self) -> Store {
        self.open_with(Options { readers: 2, connections: 4, ..Options::default() }).await
    }

    /// Opens it with other options.
    pub async fn open_with(&self, options: Options) -> Store {
        Store::open(self.database(), options).await.unwrap_or_else(|e| panic!("{}: {e}", self.database))
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        match &self.remains {
            Remains::Folder(folder) => {
                let _ = std::fs::remove_dir_all(folder);
            }
            Remains::Server { admin, name } => {
                let (admin, name) = (admin.clone(), name.clone());
                // A thread of its own: the test may be inside a runtime.
                let dropping = std::thread::spawn(move || {
                    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
                    let drop_it = format!("drop database if exists {name} with (force)");
                    runtime.block_on(command(&admin, &[&drop_it])).map_err(std::io::Error::other)
                });
                if !matches!(dropping.join(), Ok(Ok(()))) {
                    eprintln!("a test database was left behind");
                }
            }
        }
    }
}

fn fresh_name() -> String {
    format!("kyoten_test_{}_{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed))
}

async fn command(admin: &Config, sql: &[&str]) -> Result<(), tokio_postgres::Error> {
    let mut admin = admin.clone();
    let (client, connection) = admin.connect_timeout(Duration::from_secs(5)).connect(NoTls).await?;
    let talk = async {
        for statement in sql {
            client.batch_execute(statement).await?;
        }
        Ok(())
    };
    tokio::select! {
        done = talk => done,
        lost = connection => lost,
    }
}

/// Puts another database into a URL such as `postgres://user@host:port/database?options`.
fn with_database(url: &str, name: &str) -> String {
    let (address, options) = match url.split_once('?') {
        Some((address, options)) => (address, format!("?{options}")),
        None => (url, String::new()),
    };
    let host_begins = address.find("://").map_or(0, |at| at + 3);
    let host_ends = address[host_begins..].find('/').map_or(address.len(), |at| host_begins + at);
    format!("{}/{name}{options}", &address[..host_ends])
}

#[cfg(test)]
mod tests {
    use super::with_database;

    #[test]
    fn another_database_on_the_same_server() {
        assert_eq!(
            with_database("postgres://a:b@c:1/old?sslmode=disable", "new"),
            "postgres://a:b@c:1/new?sslmode=disable"
        );
        assert_eq!(with_database("postgres://a@c", "new"), "postgres://a@c/new");
    }
}
