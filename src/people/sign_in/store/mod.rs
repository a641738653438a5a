//! All SQL of sign-in.

pub mod accounts;
pub mod credentials;
pub mod devices;
pub mod emergencies;
pub mod forms;
pub mod links;
pub mod records;
pub mod sessions;

use jiff::Timestamp;
use kyoten_store::{Error, Result, Row};

/// A moment in a column.
fn moment(row: &Row<'_>, column: usize) -> Result<Timestamp> {
    Timestamp::from_microsecond(row.read(column)?).map_err(|e| Error::unreadable(column, e))
}

/// A moment that may be missing.
fn moment_if_any(row: &Row<'_>, column: usize) -> Result<Option<Timestamp>> {
    let micros: Option<i64> = row.read(column)?;
    micros.map(Timestamp::from_microsecond).transpose().map_err(|e| Error::unreadable(column, e))
}

/// A moment for a column.
fn micros(moment: Timestamp) -> i64 {
    moment.as_microsecond()
}

/// An id that may be empty bytes: nobody, none.
fn id_if_any<T>(row: &Row<'_>, column: usize) -> Result<Option<crate::platform::Id<T>>> {
    match row.bytes(column)? {
        [] => Ok(None),
        _ => row.read(column).map(Some),
    }
}

/// The bytes of an id, or none.
fn bytes_of<T>(id: Option<crate::platform::Id<T>>) -> Vec<u8> {
    id.map(|id| id.to_bytes().to_vec()).unwrap_or_default()
}
