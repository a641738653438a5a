//! The writer thread: many units of work, one fsync.

use rusqlite::Connection;

use super::command;
use crate::store::{Job, Kind};
use crate::tx::Backend;
use crate::unit::{Outcome, Unit};
use crate::{Error, Result, Tx, queue::Queue};

/// A unit that was run, and the error that takes the place of its answer.
type Run = (Box<dyn Unit>, Option<Error>);

/// Runs writes in groups until the queue is closed and empty.
pub(crate) fn serve_writes(connection: &Connection, queue: &Queue<Job>, most: usize) {
    let mut jobs = Vec::with_capacity(most);
    loop {
        queue.next_group(most, &mut jobs);
        if jobs.is_empty() {
            return;
        }
        let mut group = Vec::with_capacity(jobs.len());
        for job in jobs.drain(..) {
            match job.kind {
                Kind::Outside => {
                    commit_together(connection, std::mem::take(&mut group));
                    run_outside(connection, job.unit);
                }
                _ => group.push(job.unit),
            }
        }
        commit_together(connection, group);
    }
}

/// Runs each unit in a savepoint, commits all of them at once, and only then answers.
fn commit_together(connection: &Connection, group: Vec<Box<dyn Unit>>) {
    let mut waiting = group.into_iter();
    while waiting.len() > 0 {
        let mut done = Vec::with_capacity(waiting.len());
        let problem = match command(connection, "begin immediate") {
            Err(e) => {
                done.extend(waiting.by_ref().map(|unit| (unit, None)));
                Some(e)
            }
            Ok(()) => run_group(connection, &mut waiting, &mut done).and_then(|()| command(connection, "commit")).err(),
        };
        if !connection.is_autocommit() && command(connection, "rollback").is_err() {
            tracing::error!("SQLite could neither commit nor roll back; the next group will be refused");
        }
        for (unit, own) in done {
            unit.answer(own.or_else(|| problem.clone()));
        }
    }
}

/// Stops early, with an error for all that ran so far, when SQLite gave up the whole transaction (a full disk).
fn run_group(
    connection: &Connection,
    waiting: &mut std::vec::IntoIter<Box<dyn Unit>>,
    done: &mut Vec<Run>,
) -> Result<()> {
    // Alone, the transaction itself is all that has to be undone.
    let alone = waiting.len() == 1;
    for mut unit in waiting {
        if !alone && let Err(e) = command(connection, "savepoint unit") {
            done.push((unit, None));
            return Err(e);
        }
        let mut tx = Tx::on(Backend::Sqlite(connection));
        let succeeded = unit.run(&mut tx) == Outcome::Succeeded;
        let failure = tx.into_failure();
        let keep = succeeded && failure.is_none();
        let swallowed = failure.map(|first| Error::Failed { first: first.to_string() });
        done.push((unit, swallowed.clone()));
        if connection.is_autocommit() {
            let lost = Error::Failed { first: "the transaction ended early".to_owned() };
            return Err(swallowed.unwrap_or(lost));
        }
        match (keep, alone) {
            (true, true) => {}
            (true, false) => command(connection, "release unit")?,
            (false, true) => command(connection, "rollback")?,
            (false, false) => {
                command(connection, "rollback to unit")?;
                command(connection, "release unit")?;
            }
        }
        if !keep && alone {
            // Nothing is left to commit; begin again so that the caller's commit has a transaction.
            command(connection, "begin")?;
        }
    }
    Ok(())
}

/// Runs what cannot be done inside a transaction, such as folding the log into the file.
fn run_outside(connection: &Connection, mut unit: Box<dyn Unit>) {
    let mut tx = Tx::on(Backend::Sqlite(connection));
    unit.run(&mut tx);
    let failure = tx.into_failure();
    unit.answer(failure);
}
