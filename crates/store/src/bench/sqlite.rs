//! The floor: rusqlite as it is.

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::{Connection, params};

use super::{
    AUDIT, BULK_ROWS, COUNT, COUNTER, Counted, ENTRY, LIST, LIST_LENGTH, LISTS, NOTE, POINT, Work, fresh_clients,
};
use crate::sqlite::error;
use crate::{Error, Result};

pub(super) fn run(path: &Path, work: Work, clients: usize, during: Duration) -> Result<Counted> {
    // Opening is not measured.
    let connections: Vec<Connection> =
        (0..clients).map(|_| connect(path)).collect::<rusqlite::Result<_>>().map_err(error)?;
    let began = Instant::now();
    let times = std::thread::scope(|threads| {
        let running: Vec<_> = connections
            .into_iter()
            .zip(fresh_clients(clients))
            .map(|(connection, client)| {
                threads.spawn(move || -> rusqlite::Result<i64> {
                    let mut number = 0;
                    while began.elapsed() < during {
                        number += 1;
                        once(&connection, work, client, number)?;
                    }
                    Ok(number)
                })
            })
            .collect();
        running.into_iter().try_fold(0, |sum, thread| {
            let times = thread.join().map_err(|_| Error::Panicked { message: "a client".to_owned() })?;
            Ok::<_, Error>(sum + times.map_err(error)?)
        })
    })?;
    Ok(Counted { times, took: began.elapsed() })
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(Duration::from_secs(60))?;
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
