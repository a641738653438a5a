//! One row of an answer.

use crate::{Error, FromColumn, Result, ValueRef};

/// One row of an answer; columns are counted from 0.
pub struct Row<'a>(pub(crate) Source<'a>);

pub(crate) enum Source<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a tokio_postgres::Row),
}

impl Row<'_> {
    /// Reads a column as a value of the program.
    pub fn read<T: FromColumn>(&self, column: usize) -> Result<T> {
        T::from_column(self.value(column)?).map_err(|reason| Error::Unreadable { column, reason })
    }

    /// Reads a text without copying it.
    pub fn text(&self, column: usize) -> Result<&str> {
        match self.value(column)? {
            ValueRef::Text(text) => Ok(text),
            other => Err(Error::unreadable(column, format_args!("wanted a text, found {}", other.kind()))),
        }
    }

    /// Reads bytes without copying them.
    pub fn bytes(&self, column: usize) -> Result<&[u8]> {
        match self.value(column)? {
            ValueRef::Bytes(bytes) => Ok(bytes),
            other => Err(Error::unreadable(column, format_args!("wanted bytes, found {}", other.kind()))),
        }
    }

    /// Reads whatever is there.
    pub fn value(&self, column: usize) -> Result<ValueRef<'_>> {
        match self.0 {
            Source::Sqlite(row) => crate::sqlite::column(row, column),
            Source::Postgres(row) => crate::postgres::column(row, column),
        }
    }

    /// How many columns the row has.
    pub fn columns(&self) -> usize {
        match self.0 {
            Source::Sqlite(row) => row.as_ref().column_count(),
            Source::Postgres(row) => row.len(),
        }
    }
}
