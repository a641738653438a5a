//! What a closure can do inside its transaction.

use crate::postgres::Session;
use crate::row::Source;
use crate::{Engine, Error, Result, Row, Value, sqlite};

/// One unit of work: everything done through it is kept together or not at all.
///
/// SQL is one text for both databases, with `$1`, `$2`, … for values.
pub struct Tx<'a> {
    backend: Backend<'a>,
    /// The first failure of a statement; PostgreSQL takes nothing more after it, so SQLite does not either.
    failed: Option<Error>,
    depth: u32,
    undone: bool,
}

pub(crate) enum Backend<'a> {
    Sqlite(&'a rusqlite::Connection),
    Postgres(&'a mut Session),
}

impl<'a> Tx<'a> {
    pub(crate) fn on(backend: Backend<'a>) -> Self {
        Self { backend, failed: None, depth: 0, undone: false }
    }

    /// What broke the transaction, even if the closure swallowed it.
    pub(crate) fn into_failure(self) -> Option<Error> {
        self.failed
    }

    /// Which database this is, for the few places where the SQL must differ.
    pub fn engine(&self) -> Engine {
        match self.backend {
            Backend::Sqlite(_) => Engine::Sqlite,
            Backend::Postgres(_) => Engine::Postgres,
        }
    }

    /// Changes rows and says how many.
    pub fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64> {
        self.guarded(|backend| match backend {
            Backend::Sqlite(connection) => sqlite::execute(connection, sql, params),
            Backend::Postgres(session) => session.execute(sql, params),
        })
    }

    /// Reads all rows.
    pub fn query<T>(
        &mut self,
        sql: &str,
        params: &[Value],
        mut read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut all = Vec::new();
        self.for_each(sql, params, |row| {
            all.push(read(row)?);
            Ok(())
        })?;
        Ok(all)
    }

    /// Reads the only row, if it is there; two rows are an error.
    pub fn find<T>(
        &mut self,
        sql: &str,
        params: &[Value],
        mut read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        let mut found = None;
        self.for_each(sql, params, |row| match found {
            Some(_) => Err(Error::ManyRows),
            None => {
                found = Some(read(row)?);
                Ok(())
            }
        })?;
        Ok(found)
    }

    /// Reads the only row, which must be there.
    pub fn one<T>(&mut self, sql: &str, params: &[Value], read: impl FnMut(&Row<'_>) -> Result<T>) -> Result<T> {
        self.find(sql, params, read)?.ok_or(Error::NoRow)
    }

    /// Sees row after row without keeping them, so that any number of rows needs the same memory.
    pub fn for_each(&mut self, sql: &str, params: &[Value], mut see: impl FnMut(&Row<'_>) -> Result<()>) -> Result<()> {
        self.guarded(|backend| match backend {
            Backend::Sqlite(connection) => {
                sqlite::for_each(connection, sql, params, |row| see(&Row(Source::Sqlite(row))))
            }
            Backend::Postgres(session) => session.for_each(sql, params, |row| see(&Row(Source::Postgres(row)))),
        })
    }

    /// Inserts many rows the fastest way the database has; each row has one value per column.
    ///
    /// The names come from the program, never from a person.
    pub fn insert_many(
        &mut self,
        table: &str,
        columns: &[&str],
        rows: impl IntoIterator<Item = Vec<Value>>,
    ) -> Result<u64> {
        let inserted = self.guarded(|backend| match backend {
            Backend::Sqlite(connection) => sqlite::insert_many(connection, table, columns, rows),
            Backend::Postgres(session) => session.insert_many(table, columns, rows),
        });
        // Even a row that was refused before it was sent breaks off PostgreSQL's COPY.
        if let Err(error) = &inserted {
            self.failed.get_or_insert_with(|| error.clone());
        }
        inserted
    }

    /// Runs several statements without values, as migrations do.
    pub fn batch(&mut self, sql: &str) -> Result<()> {
        self.guarded(|backend| match backend {
            Backend::Sqlite(connection) => connection.execute_batch(sql).map_err(sqlite::error),
            Backend::Postgres(session) => session.batch(sql),
        })
    }

    /// Checks that a statement is valid on this database, without running it.
    pub fn check(&mut self, sql: &str) -> Result<()> {
        self.guarded(|backend| match backend {
            Backend::Sqlite(connection) => connection.prepare_cached(sql).map(drop).map_err(sqlite::error),
            Backend::Postgres(session) => session.prepare(sql).map(drop),
        })
    }

    /// Does something that may fail without taking the whole unit with it: on an error only this part is undone.
    pub fn attempt<T, E: From<Error>>(&mut self, work: impl FnOnce(&mut Tx<'a>) -> Result<T, E>) -> Result<T, E> {
        let depth = self.depth;
        self.batch(&format!("savepoint attempt_{depth}"))?;
        self.depth += 1;
        let outcome = work(self);
        self.depth = depth;
        let undo = match &self.failed {
            // The whole unit is run again; there is nothing left to go back to.
            Some(error) if error.is_conflict() || error.is_unavailable() => return outcome,
            Some(_) => true,
            None => outcome.is_err(),
        };
        let swallowed = self.failed.take();
        if undo {
            self.undone = true;
            self.batch(&format!("rollback to savepoint attempt_{depth}"))?;
        }
        self.batch(&format!("release savepoint attempt_{depth}"))?;
        match (outcome, swallowed) {
            (Ok(_), Some(first)) => Err(Error::Failed { first: first.to_string() }.into()),
            (outcome, _) => outcome,
        }
    }

    /// Whether a part of this unit was undone by [`Tx::attempt`].
    pub fn has_undone_a_part(&self) -> bool {
        self.undone
    }

    fn guarded<T>(&mut self, statement: impl FnOnce(&mut Backend<'a>) -> Result<T>) -> Result<T> {
        match &self.failed {
            // Passed on as it is, so that the unit is tried again.
            Some(error) if error.is_conflict() || error.is_unavailable() => {
                return Err(error.clone());
            }
            Some(first) => {
                return Err(Error::Failed { first: first.to_string() });
            }
            None => {}
        }
        let outcome = statement(&mut self.backend);
        if let Err(error) = &outcome
            && breaks_the_transaction(error)
        {
            self.failed = Some(error.clone());
        }
        outcome
    }
}

/// Said by the database rather than by the store or the closure.
fn breaks_the_transaction(error: &Error) -> bool {
    matches!(
        error,
        Error::Unique { .. }
            | Error::ForeignKey { .. }
            | Error::Constraint { .. }
            | Error::Busy { .. }
            | Error::Conflict { .. }
            | Error::Unavailable { .. }
            | Error::ReadOnly
            | Error::Sql { .. }
    )
}
