//! One of the reader threads.

use rusqlite::Connection;

use super::command;
use crate::store::Job;
use crate::tx::Backend;
use crate::unit::Unit;
use crate::{Error, Result, Tx, queue::Queue};

/// Runs reads, each in a transaction of its own, until the queue is closed and empty.
pub(crate) fn serve_reads(connection: &Connection, queue: &Queue<Job>) {
    while let Some(job) = queue.next() {
        let mut unit = job.unit;
        // Nobody waits for it any more, and a read leaves nothing behind.
        if unit.is_abandoned() {
            continue;
        }
        let problem = read(connection, &mut *unit).err();
        unit.answer(problem);
    }
}

fn read(connection: &Connection, unit: &mut dyn Unit) -> Result<()> {
    command(connection, "begin")?;
    let mut tx = Tx::on(Backend::Sqlite(connection));
    unit.run(&mut tx);
    let failure = tx.into_failure();
    if !connection.is_autocommit() {
        command(connection, "rollback")?;
    }
    failure.map_or(Ok(()), |first| Err(Error::Failed { first: first.to_string() }))
}
