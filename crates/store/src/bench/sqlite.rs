//! The floor: rusqlite as it is.

use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::{Connection, params};

use super::{
    AUDIT, BULK_ROWS, COUNT, COUNTER, Counted, ENTRY, LIST, LIST_LENGTH, LISTS, NOTE, POINT, Work, fresh_clients,
};
use crate::sqlite::error;
use crate::{Error, Result};

/// One connection; clients wait for it in turn.
pub(super) fn run(path: &Path, work: Work, clients: usize, during: Duration) -> Result<Counted> {
    // Opening is not measured.
    let turn = Mutex::new(Turn { connection: connect(path).map_err(error)?, times: 0 });
    let began = Instant::now();
    std::thread::scope(|threads| {
        let running: Vec<_> = fresh_clients(clients)
            .map(|client| {
                let turn = &turn;
                threads.spawn(move || -> rusqlite::Result<()> {
                    for number in 1.. {
                        let mut turn = turn.lock().unwrap_or_else(PoisonError::into_inner);
                        if turn.times > 0 && began.elapsed() >= during {
                            break;
                        }
                        once(&turn.connection, work, client, number)?;
                        turn.times += 1;
                    }
                    Ok(())
                })
            })
            .collect();
        running.into_iter().try_for_each(|thread| {
            let ended = thread.join().map_err(|_| Error::Panicked { message: "a client".to_owned() })?;
            ended.map_err(error)
        })
    })?;
    let took = began.elapsed();
    Ok(Counted { times: turn.into_inner().unwrap_or_else(PoisonError::into_inner).times, took })
}

/// The connection, and how often it was used.
struct Turn {
    connection: Connection,
    times: i64,
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "foreign_keys", "on")?;
    // The same as the store's writer, so that checkpoints cost both the same.
    connection.pragma_update(None, "wal_autocheckpoint", 4000)?;
    Ok(connection)
}

fn once(connection: &Connection, work: Work, client: i64, number: i64) -> rusqlite::Result<()> {
    match work {
        Work::OneRow | Work::FourStatements => {
            connection.prepare_cached("begin immediate")?.execute([])?;
            if work == Work::FourStatements {
                let mut counter = connection.prepare_cached(COUNTER)?;
                let mut rows = counter.query([client])?;
                if let Some(row) = rows.next()? {
                    row.get::<_, i64>(0)?;
                }
                drop(rows);
                connection.prepare_cached(COUNT)?.execute([client])?;
                connection.prepare_cached(AUDIT)?.execute(params![client, number, NOTE])?;
            }
            connection.prepare_cached(ENTRY)?.execute(params![client, number, NOTE])?;
            connection.prepare_cached("commit")?.execute([])?;
        }
        Work::Bulk => {
            connection.prepare_cached("begin immediate")?.execute([])?;
            let mut insert = connection.prepare_cached("insert into bench_bulk (client, number) values ($1, $2)")?;
            for number in 0..BULK_ROWS {
                insert.execute([client, number])?;
            }
            connection.prepare_cached("commit")?.execute([])?;
        }
        Work::PointRead => {
            let mut statement = connection.prepare_cached(POINT)?;
            statement.query_row([number % LISTS, number % LIST_LENGTH], |row| row.get::<_, String>(0))?;
        }
        Work::List => {
            let mut statement = connection.prepare_cached(LIST)?;
            let rows =
                statement.query_map([number % LISTS], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?;
            assert_eq!(rows.collect::<rusqlite::Result<Vec<_>>>()?.len(), 50);
        }
    }
    Ok(())
}
