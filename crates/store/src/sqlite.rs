//! SQLite: one writer that commits in groups, many readers.

mod connection;
mod reader;
mod statements;
mod version;
mod writer;

pub(crate) use connection::{Role, connect};
pub(crate) use reader::serve_reads;
pub(crate) use statements::{column, error, execute, for_each, insert_many};
pub use version::{SAFE_SQLITE, refuse_unsafe_sqlite};
pub(crate) use writer::serve_writes;

/// Runs a statement of the store's own, such as `begin`.
fn command(connection: &rusqlite::Connection, sql: &str) -> crate::Result<()> {
    let mut statement = connection.prepare_cached(sql).map_err(error)?;
    statement.raw_execute().map(drop).map_err(error)
}
