//! The store: takes units of work in, and hands them to the threads beside the database.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::oneshot;

use crate::queue::{Queue, Refused};
use crate::unit::{Unit, refuse_inside, unit};
use crate::{Database, Engine, Error, Result, Tx, postgres, sqlite};

/// How many threads, how much patience.
#[derive(Clone, Debug)]
pub struct Options {
    /// SQLite: connections that read at the same time.
    pub readers: usize,
    /// PostgreSQL: connections, each with its thread.
    pub connections: usize,
    /// SQLite: units of work that share one fsync at most.
    pub group: usize,
    /// Units of work that may wait; more are refused as busy.
    pub longest_queue: usize,
    /// Prepared statements each connection keeps.
    pub statements: usize,
    /// SQLite: how long to wait for another program that holds the file.
    pub busy_timeout: Duration,
    /// PostgreSQL: how long a unit of work is tried again while the server is away (a failover takes 5 to 30 s).
    pub patience: Duration,
    /// How often a unit of work is tried again after it lost against others (40001, 40P01).
    pub retries: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            readers: 8,
            connections: 16,
            group: 256,
            longest_queue: 65_536,
            statements: 512,
            busy_timeout: Duration::from_secs(10),
            patience: Duration::from_secs(10),
            retries: 16,
        }
    }
}

/// A database that runs units of work. Cloning gives another hand on the same one.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    engine: Engine,
    reads: Arc<Queue<Job>>,
    /// On PostgreSQL the same queue as `reads`.
    writes: Arc<Queue<Job>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

/// A queued unit of work.
pub(crate) struct Job {
    pub(crate) kind: Kind,
    pub(crate) unit: Box<dyn Unit>,
}

/// What a unit of work needs around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One picture of the database, nothing to commit.
    Read,
    /// A transaction.
    Write,
    /// The connection that writes, outside of any transaction.
    Outside,
}

impl Store {
    /// Opens the database and checks that it is safe to use; migrates nothing.
    pub async fn open(database: Database, options: Options) -> Result<Self> {
        tokio::task::spawn_blocking(move || Self::open_blocking(&database, &options))
            .await
            .unwrap_or_else(|e| Err(Error::Panicked { message: e.to_string() }))
    }

    /// [`Store::open`] outside of async code.
    pub fn open_blocking(database: &Database, options: &Options) -> Result<Self> {
        let reads = Arc::new(Queue::new(options.longest_queue));
        let mut store =
            Inner { engine: database.engine(), writes: Arc::clone(&reads), reads, threads: Mutex::default() };
        match database {
            Database::Sqlite { path } => {
                store.writes = Arc::new(Queue::new(options.longest_queue));
                let connection = sqlite::connect(path, sqlite::Role::Writer, options)?;
                let (queue, most) = (Arc::clone(&store.writes), options.group.max(1));
                store.start("store-writer", move || sqlite::serve_writes(&connection, &queue, most))?;
                for _ in 0..options.readers.max(1) {
                    let connection = sqlite::connect(path, sqlite::Role::Reader, options)?;
                    let queue = Arc::clone(&store.reads);
                    store.start("store-reader", move || sqlite::serve_reads(&connection, &queue))?;
                }
            }
            Database::Postgres { url } => {
                let config = postgres::configuration(url)?;
                postgres::check_server(&mut postgres::connect(&config, options)?)?;
                for _ in 0..options.connections.max(1) {
                    let (queue, config, options) = (Arc::clone(&store.reads), config.clone(), options.clone());
                    store.start("store-postgres", move || postgres::serve(&queue, &config, &options))?;
                }
            }
        }
        Ok(Self { inner: Arc::new(store) })
    }

    /// Reads from one picture of the database. The closure may be run again after a lost connection.
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        E: From<Error> + Send + 'static,
        T: Send + 'static,
    {
        self.run(Kind::Read, work).await
    }

    /// Changes the database; the answer comes after the commit. The closure may be run again after a conflict.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        E: From<Error> + Send + 'static,
        T: Send + 'static,
    {
        self.run(Kind::Write, work).await
    }

    /// [`Store::read`] outside of async code.
    pub fn read_blocking<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        E: From<Error> + Send + 'static,
        T: Send + 'static,
    {
        let answer = self.queue(Kind::Read, work)?;
        answer.blocking_recv().unwrap_or_else(|_| Err(Error::Closed.into()))
    }

    /// [`Store::write`] outside of async code.
    pub fn write_blocking<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        E: From<Error> + Send + 'static,
        T: Send + 'static,
    {
        let answer = self.queue(Kind::Write, work)?;
        answer.blocking_recv().unwrap_or_else(|_| Err(Error::Closed.into()))
    }

    /// Which database this is.
    pub fn engine(&self) -> Engine {
        self.inner.engine
    }

    /// Does the database answer? For readiness.
    pub async fn ping(&self) -> Result<()> {
        self.read(|tx| tx.one("select 1", &[], |_| Ok(()))).await
    }

    /// SQLite: folds the write-ahead log into the file, as before a copy of the file. PostgreSQL does so by itself.
    pub async fn checkpoint(&self) -> Result<()> {
        if self.engine() == Engine::Postgres {
            return Ok(());
        }
        let busy: bool =
            self.run(Kind::Outside, |tx| tx.one("pragma wal_checkpoint(truncate)", &[], |row| row.read(0))).await?;
        if busy { Err(Error::Busy { reason: "a reader still needs the log".to_owned() }) } else { Ok(()) }
    }

    /// Takes no more work, finishes what is queued, and closes the connections; also for all clones.
    pub async fn shutdown(self) -> Result<()> {
        tokio::task::spawn_blocking(move || self.shutdown_blocking())
            .await
            .map_err(|e| Error::Panicked { message: e.to_string() })
    }

    /// [`Store::shutdown`] outside of async code.
    pub fn shutdown_blocking(self) {
        self.inner.close();
        let threads = std::mem::take(&mut *self.inner.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            if thread.join().is_err() {
                tracing::error!("a thread of the store ended in a panic");
            }
        }
    }

    async fn run<T, E, F>(&self, kind: Kind, work: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        E: From<Error> + Send + 'static,
        T: Send + 'static,
    {
        let answer = self.queue(kind, work)?;
        answer.await.unwrap_or_else(|_| Err(Error::Closed.into()))
    }

    fn queue<T, E, F>(&self, kind: Kind, work: F) -> Result<oneshot::Receiver<Result<T, E>>>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        E: From<Error> + Send + 'static,
        T: Send + 'static,
    {
        refuse_inside();
        let (unit, answer) = unit(work);
        let queue = if kind == Kind::Read { &self.inner.reads } else { &self.inner.writes };
        match queue.push(Job { kind, unit }) {
            Ok(()) => Ok(answer),
            Err(Refused::Full(_)) => Err(Error::Busy { reason: "too much work waits already".to_owned() }),
            Err(Refused::Closed(_)) => Err(Error::Closed),
        }
    }
}

impl Inner {
    fn start(&mut self, name: &str, work: impl FnOnce() + Send + 'static) -> Result<()> {
        let thread = std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(work)
            .map_err(|e| Error::Unavailable { reason: format!("no thread could be started: {e}") })?;
        self.threads.get_mut().unwrap_or_else(PoisonError::into_inner).push(thread);
        Ok(())
    }

    fn close(&self) {
        self.reads.close();
        self.writes.close();
    }
}

/// The threads finish what is queued and end by themselves.
impl Drop for Inner {
    fn drop(&mut self) {
        self.close();
    }
}
