//! Measures the store, and beside each figure the bare driver on the same machine in the same minute.
//!
//! Store and driver take turns, so that whatever else the machine does hits both. The floor is:
//!
//! * SQLite, durable transactions: rusqlite, `synchronous=FULL`, one connection behind a lock and a thread per client, each
//!   transaction `begin immediate` … `commit` with its own fsync. It is the best that can be had without sharing an fsync.
//! * PostgreSQL, durable transactions: tokio-postgres, one task per connection, prepared statements, and
//!   `transaction()`, `execute`, `commit()` as its manual shows them. There are as many connections as clients, but
//!   never more than the store has.
//! * Many rows at once: a prepared insert in a loop on SQLite, a binary `COPY` on PostgreSQL, in one transaction.
//! * Reads: one prepared statement on one connection, without a transaction and without another thread.

mod postgres;
mod sqlite;

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::{Database, Error, Options, Result, Store, Tx, params, values};

/// One measured figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Such as `durable_tx_per_s_128`.
    pub name: &'static str,
    /// What the store reached.
    pub value: f64,
    /// `tx/s` or `rows/s` (more is better) or `µs` (less is better).
    pub unit: &'static str,
    /// What the bare driver reached.
    pub floor: f64,
}

impl Figure {
    /// How much of the bare driver's speed the store has: 1.0 is as fast, 2.0 is twice as fast.
    pub fn share_of_floor(&self) -> f64 {
        if self.unit == "µs" { self.floor / self.value } else { self.value / self.floor }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Work {
    /// One row inserted in its own durable transaction.
    OneRow,
    /// A select, an upsert and two inserts in one durable transaction.
    FourStatements,
    /// One row by its key.
    PointRead,
    /// Fifty rows in order.
    List,
    /// [`BULK_ROWS`] narrow rows in one durable transaction.
    Bulk,
}

const TABLES: &str = "
    create table bench_entry (client bigint, number bigint, note text not null, primary key (client, number));
    create table bench_audit (client bigint, number bigint, note text not null, primary key (client, number));
    create table bench_counter (client bigint primary key, number bigint not null);
    create table bench_bulk (client bigint, number bigint);
    create table bench_list (list bigint, number bigint, note text not null, primary key (list, number));";
const NO_TABLES: &str = "
    drop table if exists bench_entry;
    drop table if exists bench_audit;
    drop table if exists bench_counter;
    drop table if exists bench_bulk;
    drop table if exists bench_list;";

const COUNTER: &str = "select number from bench_counter where client = $1";
const COUNT: &str = "insert into bench_counter (client, number) values ($1, 1)
                     on conflict (client) do update set number = bench_counter.number + 1";
const ENTRY: &str = "insert into bench_entry (client, number, note) values ($1, $2, $3)";
const AUDIT: &str = "insert into bench_audit (client, number, note) values ($1, $2, $3)";
const POINT: &str = "select note from bench_list where list = $1 and number = $2";
const LIST: &str = "select number, note from bench_list where list = $1 order by number limit 50";

const NOTE: &str = "訪問 10:40、SpO2 94%、下肢浮腫なし。次回は金曜日の午前に変更。";
const BULK_ROWS: i64 = 20_000;
const LISTS: i64 = 200;
const LIST_LENGTH: i64 = 60;
const ROUNDS: u32 = 6;

/// What [`figures`] can measure: a name, what is done, and by how many clients at the same time.
const MEASURES: [(&str, Work, usize); 9] = [
    ("durable_tx_per_s_1", Work::OneRow, 1),
    ("durable_tx_per_s_16", Work::OneRow, 16),
    ("durable_tx_per_s_128", Work::OneRow, 128),
    ("durable_tx4_per_s_1", Work::FourStatements, 1),
    ("durable_tx4_per_s_16", Work::FourStatements, 16),
    ("durable_tx4_per_s_128", Work::FourStatements, 128),
    ("point_read_us", Work::PointRead, 1),
    ("list50_us", Work::List, 1),
    ("bulk_rows_per_s", Work::Bulk, 1),
];

/// Measures in an empty database, `each` long per figure for the store and as long for the floor: the figures named in
/// `only`, or all when it is empty.
///
/// Tables named `bench_…` are made and removed. Call it on a runtime with several threads.
pub async fn figures(database: &Database, options: &Options, each: Duration, only: &[&str]) -> Result<Vec<Figure>> {
    let store = Store::open(database.clone(), options.clone()).await?;
    store.write(|tx| tx.batch(NO_TABLES)).await?;
    store.write(|tx| tx.batch(TABLES)).await?;
    store.write(fill).await?;
    store.checkpoint().await?;

    let mut figures = Vec::new();
    let wanted = MEASURES.iter().filter(|(name, ..)| only.is_empty() || only.contains(name));
    for &(name, work, clients) in wanted {
        let (rate, floor) = measure(&store, database, options, work, clients, each).await?;
        let (unit, of): (_, fn(f64) -> f64) = match work {
            Work::OneRow | Work::FourStatements => ("tx/s", |rate| rate),
            Work::PointRead | Work::List => ("µs", |rate| 1e6 / rate),
            Work::Bulk => ("rows/s", |rate| rate * BULK_ROWS as f64),
        };
        figures.push(Figure { name, value: of(rate), unit, floor: of(floor) });
    }
    store.write(|tx| tx.batch(NO_TABLES)).await?;
    store.shutdown().await?;
    Ok(figures)
}

fn fill(tx: &mut Tx<'_>) -> Result<u64> {
    let rows = (0..LISTS * LIST_LENGTH).map(|n| values![n / LIST_LENGTH, n % LIST_LENGTH, NOTE]);
    tx.insert_many("bench_list", &["list", "number", "note"], rows)
}

/// Times per second: the store's, and the bare driver's.
async fn measure(
    store: &Store,
    database: &Database,
    options: &Options,
    work: Work,
    clients: usize,
    each: Duration,
) -> Result<(f64, f64)> {
    let (mut through_store, mut bare) = (Counted::default(), Counted::default());
    for _ in 0..ROUNDS {
        bare.add(match database {
            Database::Sqlite { path } => {
                let path = path.clone();
                let busy = tokio::task::spawn_blocking(move || sqlite::run(&path, work, clients, each / ROUNDS));
                busy.await.map_err(panicked)??
            }
            Database::Postgres { url } => {
                postgres::run(url, work, clients.min(options.connections), each / ROUNDS).await?
            }
        });
        through_store.add(run(store, work, clients, each / ROUNDS).await?);
    }
    Ok((through_store.per_second(), bare.per_second()))
}

async fn run(store: &Store, work: Work, clients: usize, during: Duration) -> Result<Counted> {
    let began = Instant::now();
    let mut running = JoinSet::new();
    for client in fresh_clients(clients) {
        let store = store.clone();
        running.spawn(async move {
            let mut number = 0;
            while began.elapsed() < during {
                number += 1;
                match work {
                    Work::OneRow | Work::FourStatements | Work::Bulk => {
                        store.write(move |tx| write(tx, work, client, number)).await?;
                    }
                    Work::PointRead | Work::List => store.read(move |tx| read(tx, work, number)).await?,
                }
            }
            Ok::<_, Error>(number)
        });
    }
    let mut times = 0;
    while let Some(ended) = running.join_next().await {
        times += ended.map_err(panicked)??;
    }
    Ok(Counted { times, took: began.elapsed() })
}

fn write(tx: &mut Tx<'_>, work: Work, client: i64, number: i64) -> Result<()> {
    if work == Work::Bulk {
        let rows = (0..BULK_ROWS).map(|number| values![client, number]);
        return tx.insert_many("bench_bulk", &["client", "number"], rows).map(drop);
    }
    if work == Work::FourStatements {
        tx.find(COUNTER, params![client], |row| row.read::<i64>(0))?;
        tx.execute(COUNT, params![client])?;
        tx.execute(AUDIT, params![client, number, NOTE])?;
    }
    tx.execute(ENTRY, params![client, number, NOTE]).map(drop)
}

fn read(tx: &mut Tx<'_>, work: Work, number: i64) -> Result<()> {
    if work == Work::PointRead {
        return tx.one(POINT, params![number % LISTS, number % LIST_LENGTH], |row| row.read::<String>(0)).map(drop);
    }
    let rows = tx.query(LIST, params![number % LISTS], |row| Ok((row.read::<i64>(0)?, row.read::<String>(1)?)))?;
    assert_eq!(rows.len(), 50);
    Ok(())
}

/// How often something was done in how long.
#[derive(Clone, Copy, Default)]
struct Counted {
    times: i64,
    took: Duration,
}

impl Counted {
    fn add(&mut self, more: Self) {
        self.times += more.times;
        self.took += more.took;
    }

    fn per_second(self) -> f64 {
        self.times as f64 / self.took.as_secs_f64()
    }
}

/// Clients that never wrote a row before.
fn fresh_clients(count: usize) -> impl Iterator<Item = i64> {
    static CLIENTS: AtomicI64 = AtomicI64::new(0);
    (0..count).map(|_| CLIENTS.fetch_add(1, Ordering::Relaxed))
}

fn panicked(e: tokio::task::JoinError) -> Error {
    Error::Panicked { message: e.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::databases;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_short_run_is_over_soon_also_with_many_clients_and_every_figure_has_its_floor() {
        for database in databases().await {
            let began = Instant::now();
            let names = ["durable_tx_per_s_128", "point_read_us"];
            let options = Options { connections: 4, ..Options::default() };
            let each = Duration::from_millis(60);
            let measured = figures(&database.database(), &options, each, &names).await.unwrap();
            assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
            assert!(measured.iter().map(|figure| figure.name).eq(names));
            assert!(measured.iter().all(|figure| figure.value > 0.0 && figure.floor > 0.0), "{measured:?}");
        }
    }
}
