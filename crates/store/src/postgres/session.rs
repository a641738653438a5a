//! Statements on one PostgreSQL connection.

use std::collections::HashMap;
use std::future::Future;
use std::pin::pin;

use futures_util::{TryStreamExt, future};
use tokio::runtime::Runtime;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Statement};

use super::errors::error;
use crate::value::refuse_nul;
use crate::{Error, Result, Value};

/// A connection and the little runtime that drives it, only while a statement is waited for.
pub(crate) struct Session {
    runtime: Runtime,
    client: Client,
    prepared: HashMap<String, Statement>,
    most_prepared: usize,
    /// Not sent yet: it travels with the first statement.
    begin: Option<&'static str>,
    in_transaction: bool,
}

impl Session {
    pub(super) fn new(runtime: Runtime, client: Client, most_prepared: usize) -> Self {
        Self { runtime, client, prepared: HashMap::new(), most_prepared, begin: None, in_transaction: false }
    }

    pub(super) fn begin(&mut self, begin: &'static str) {
        self.begin = Some(begin);
        self.in_transaction = false;
    }

    /// Commits or rolls back, if anything was sent at all.
    pub(super) fn end(&mut self, end: &'static str) -> Result<()> {
        self.begin = None;
        if !std::mem::take(&mut self.in_transaction) {
            return Ok(());
        }
        self.runtime.block_on(self.client.batch_execute(end)).map_err(error)
    }

    pub(crate) fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64> {
        refuse_nul(params)?;
        let statement = self.prepare(sql)?;
        if !statement.columns().is_empty() {
            return Err(Error::AnswersRows);
        }
        fits(&statement, params)?;
        self.send(async |client| client.execute_raw(&statement, params).await)
    }

    pub(crate) fn for_each(
        &mut self,
        sql: &str,
        params: &[Value],
        mut see: impl FnMut(&tokio_postgres::Row) -> Result<()>,
    ) -> Result<()> {
        refuse_nul(params)?;
        let statement = self.prepare(sql)?;
        fits(&statement, params)?;
        let rows = self.send(async |client| client.query_raw(&statement, params).await)?;
        // One visit to the runtime for all rows. The driver holds back the server when rows are not taken.
        self.runtime.block_on(async {
            let mut rows = pin!(rows);
            while let Some(row) = rows.try_next().await.map_err(error)? {
                see(&row)?;
            }
            Ok(())
        })
    }

    pub(crate) fn insert_many(
        &mut self,
        table: &str,
        columns: &[&str],
        rows: impl IntoIterator<Item = Vec<Value>>,
    ) -> Result<u64> {
        let names = columns.join(", ");
        let shape = self.prepare(&format!("select {names} from {table} limit 0"))?;
        let types: Vec<Type> = shape.columns().iter().map(|column| column.type_().clone()).collect();
        let copy = format!("copy {table} ({names}) from stdin (format binary)");
        let sink = self.send(async |client| client.copy_in(&copy).await)?;
        self.runtime.block_on(async {
            let mut writer = pin!(BinaryCopyInWriter::new(sink, &types));
            for row in rows {
                if row.len() != types.len() {
                    return Err(Error::Parameters { expected: types.len(), given: row.len() });
                }
                refuse_nul(&row)?;
                writer.as_mut().write_raw(row.iter()).await.map_err(error)?;
            }
            writer.finish().await.map_err(error)
        })
    }

    pub(crate) fn batch(&mut self, sql: &str) -> Result<()> {
        self.send(async |client| client.batch_execute(sql).await)
    }

    /// Prepares a statement once per connection.
    pub(crate) fn prepare(&mut self, sql: &str) -> Result<Statement> {
        if let Some(statement) = self.prepared.get(sql) {
            return Ok(statement.clone());
        }
        if self.prepared.len() >= self.most_prepared {
            self.prepared.clear();
        }
        let statement = self.send(async |client| client.prepare(sql).await)?;
        self.prepared.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    /// Sends a statement, with `begin` before it in the same breath when it is the first one.
    fn send<'c, T, F>(&'c mut self, statement: impl FnOnce(&'c Client) -> F) -> Result<T>
    where
        F: Future<Output = Result<T, tokio_postgres::Error>>,
    {
        let client = &self.client;
        let statement = statement(client);
        let Some(begin) = self.begin.take() else {
            return self.runtime.block_on(statement).map_err(error);
        };
        self.in_transaction = true;
        // `join` polls in order and both are sent when first polled, so `begin` is the first on the wire.
        let (begun, outcome) = self.runtime.block_on(future::join(client.batch_execute(begin), statement));
        begun.map_err(error)?;
        outcome.map_err(error)
    }
}

fn fits(statement: &Statement, params: &[Value]) -> Result<()> {
    let expected = statement.params().len();
    if expected == params.len() { Ok(()) } else { Err(Error::Parameters { expected, given: params.len() }) }
}
