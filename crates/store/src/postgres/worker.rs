//! One of the threads that own a PostgreSQL connection.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::{Duration, Instant};

use tokio_postgres::Config;

use super::{Session, connect};
use crate::store::{Job, Kind};
use crate::tx::Backend;
use crate::unit::{Outcome, Unit};
use crate::{Error, Options, Result, Tx, queue::Queue};

const BEGIN_READ: &str = "begin isolation level repeatable read read only";
const BEGIN_WRITE: &str = "begin isolation level read committed read write";

/// Runs units of work until the queue is closed and empty; connects when there is something to do.
pub(crate) fn serve(queue: &Queue<Job>, config: &Config, options: &Options) {
    let mut session = None;
    while let Some(job) = queue.next() {
        if job.kind == Kind::Read && job.unit.is_abandoned() {
            continue;
        }
        run(&mut session, config, options, job);
        end_read(&mut session);
    }
}

/// Runs a unit until it is done, or until nobody has patience any more.
fn run(session: &mut Option<Session>, config: &Config, options: &Options, mut job: Job) {
    let mut tries = Tries { conflicts: 0, losses: 0, lost_since: None };
    loop {
        let attempt = match connected(session, config, options) {
            Ok(open) => once(open, job.kind, &mut *job.unit),
            Err(error) => Attempt { again: error.is_unavailable(), instead: Some(error), connected: false },
        };
        if !attempt.connected {
            *session = None;
        }
        match &attempt.instead {
            Some(error) if attempt.again && tries.pause_before_another(error, options) => {
                tracing::debug!("a unit of work is run again: {error}");
            }
            _ => return job.unit.answer(attempt.instead),
        }
    }
}

struct Attempt {
    /// The error that takes the place of the closure's answer.
    instead: Option<Error>,
    /// Nothing was changed and it may go better the next time.
    again: bool,
    /// The connection is still good.
    connected: bool,
}

fn once(session: &mut Session, kind: Kind, unit: &mut dyn Unit) -> Attempt {
    session.begin(if kind == Kind::Read { BEGIN_READ } else { BEGIN_WRITE });
    let mut tx = Tx::on(Backend::Postgres(session));
    let outcome = unit.run(&mut tx);
    let failure = tx.into_failure();

    if let Some(first) = failure {
        // A former primary that became a standby refuses writes: the next connection finds the new one.
        let lost = first.is_unavailable() || (first == Error::ReadOnly && kind == Kind::Write);
        let connected = !lost && session.end("rollback").is_ok();
        // What a closure captured may be half changed after a panic.
        let again = (lost || first.is_conflict()) && outcome != Outcome::Panicked;
        let instead = if again { first } else { Error::Failed { first: first.to_string() } };
        return Attempt { instead: Some(instead), again, connected };
    }
    match (outcome, kind) {
        // Its transaction ends after the answer: the caller need not wait for that.
        (_, Kind::Read) => Attempt { instead: None, again: false, connected: true },
        (Outcome::Succeeded, _) => commit(session),
        (Outcome::Failed | Outcome::Panicked, _) => {
            Attempt { instead: None, again: false, connected: session.end("rollback").is_ok() }
        }
    }
}

fn commit(session: &mut Session) -> Attempt {
    match session.end("commit") {
        Ok(()) => Attempt { instead: None, again: false, connected: true },
        Err(Error::Unavailable { reason }) => {
            Attempt { instead: Some(Error::OutcomeUnknown { reason }), again: false, connected: false }
        }
        // PostgreSQL said no: a conflict or a deferred constraint, and rolled back.
        Err(error) => Attempt { again: error.is_conflict(), instead: Some(error), connected: true },
    }
}

fn end_read(session: &mut Option<Session>) {
    if let Some(open) = session
        && open.end("commit").is_err()
    {
        *session = None;
    }
}

fn connected<'s>(session: &'s mut Option<Session>, config: &Config, options: &Options) -> Result<&'s mut Session> {
    match session {
        Some(open) => Ok(open),
        None => Ok(session.insert(connect(config, options)?)),
    }
}

struct Tries {
    conflicts: u32,
    losses: u32,
    lost_since: Option<Instant>,
}

impl Tries {
    /// `false`: it was tried often enough.
    fn pause_before_another(&mut self, error: &Error, options: &Options) -> bool {
        let pause = if error.is_conflict() {
            self.conflicts += 1;
            if self.conflicts > options.retries {
                return false;
            }
            // Whoever met once would meet again without chance in it.
            chance(Duration::from_millis(1 << self.conflicts.min(6)))
        } else {
            let since = *self.lost_since.get_or_insert_with(Instant::now);
            if since.elapsed() >= options.patience {
                return false;
            }
            self.losses += 1;
            // The first loss is usually a connection that died while nobody used it.
            if self.losses == 1 { Duration::ZERO } else { chance(Duration::from_millis(500)) }
        };
        std::thread::sleep(pause);
        true
    }
}

/// Some time up to `most`.
fn chance(most: Duration) -> Duration {
    let random = RandomState::new().build_hasher().finish() % 1024;
    most.mul_f64(random as f64 / 1024.0)
}
