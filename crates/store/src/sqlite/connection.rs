//! Opening a connection, and reading back what durability rests on.

use std::fs;
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::{error, refuse_unsafe_sqlite};
use crate::{Engine, Error, Options, Result};

/// What a connection is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Writer,
    Reader,
}

/// Opens a connection that is safe to write with, or refuses.
pub(crate) fn connect(path: &Path, role: Role, options: &Options) -> Result<Connection> {
    refuse_unsafe_sqlite(rusqlite::version_number())?;
    if role == Role::Writer {
        make_file(path)?;
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(error)?;
    connection.set_prepared_statement_cache_capacity(options.statements);
    connection.busy_timeout(options.busy_timeout).map_err(error)?;

    if role == Role::Writer {
        set(&connection, "journal_mode", "wal", "wal")?;
        // The log is folded into the file every 4 MB … 16 MB instead of every 4 MB: fewer, longer runs.
        set(&connection, "wal_autocheckpoint", "4000", "4000")?;
        set(&connection, "journal_size_limit", "67108864", "67108864")?;
    }
    // With less than FULL, a commit that was acknowledged can vanish in a power cut.
    set(&connection, "synchronous", "full", "2")?;
    set(&connection, "foreign_keys", "on", "1")?;
    let cache = if role == Role::Writer { "-65536" } else { "-16384" };
    set(&connection, "cache_size", cache, cache)?;
    set(&connection, "temp_store", "memory", "2")?;
    // May be less where the system has no mmap; only speed depends on it.
    connection.pragma_update(None, "mmap_size", 268_435_456).map_err(error)?;
    if role == Role::Reader {
        set(&connection, "query_only", "on", "1")?;
    }
    Ok(connection)
}

/// Sets a pragma and reads it back: SQLite ignores what it does not know.
fn set(connection: &Connection, name: &'static str, value: &str, expected: &str) -> Result<()> {
    // Some pragmas answer with their new value and some do not.
    connection.pragma_update_and_check(None, name, value, |_| Ok(())).or_else(|e| match e {
        rusqlite::Error::QueryReturnedNoRows => Ok(()),
        other => Err(error(other)),
    })?;
    let found =
        connection.pragma_query_value(None, name, |row| row.get::<_, rusqlite::types::Value>(0)).map_err(error)?;
    let found = match found {
        rusqlite::types::Value::Integer(number) => number.to_string(),
        rusqlite::types::Value::Text(text) => text,
        other => format!("{other:?}"),
    };
    if found.eq_ignore_ascii_case(expected) {
        return Ok(());
    }
    Err(Error::UnsafeSetting { engine: Engine::Sqlite, setting: name, found })
}

/// Makes the file before SQLite does, readable by its owner only; SQLite gives its side files the same rights.
fn make_file(path: &Path) -> Result<()> {
    let unavailable = |e: std::io::Error| Error::Unavailable { reason: format!("{}: {e}", path.display()) };
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(unavailable)?;
    }
    let mut file = fs::OpenOptions::new();
    file.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut file, 0o600);
    file.open(path).map(drop).map_err(unavailable)
}
