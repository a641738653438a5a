//! Is the hub well? (健全性) `/healthz`: the process lives. `/readyz`: it can work; if not, which part cannot.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use kyoten_store::Store;
use serde::Serialize;

use super::clock::Clock;
use super::config::Config;
use super::data_folder::DataFolder;
use super::timers::{Queue, Timers};

/// Watches over database, disk and clock.
#[derive(Clone)]
pub struct Health(Arc<Watch>);

struct Watch {
    store: Store,
    folder: Arc<DataFolder>,
    min_free: u64,
    clock: Clock,
    max_offset: Duration,
    last: Mutex<ClockWatch>,
    timers: Option<Timers>,
    stopping: AtomicBool,
}

/// What `/readyz` answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Readiness {
    /// Whether every part is well.
    pub ready: bool,
    /// Does the database answer?
    pub database: Part,
    /// Is there room on the disk?
    pub disk: Part,
    /// Is the time right?
    pub clock: Part,
    /// Does what is due happen in time?
    pub queue: Part,
    /// Is the program not about to stop?
    pub running: Part,
}

/// One part of the hub.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Part {
    /// Whether it is well.
    pub ok: bool,
    /// What is the matter, in one sentence; when it is well, what is worth knowing, mostly nothing.
    pub says: String,
}

impl Part {
    fn well() -> Self {
        Self { ok: true, says: String::new() }
    }

    fn ill(says: impl Into<String>) -> Self {
        Self { ok: false, says: says.into() }
    }
}

/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// What is due may wait for this long before the hub is ill.
const LATE: SignedDuration = SignedDuration::from_secs(60);

impl Health {
    /// Watches over these.
    pub fn new(config: &Config, clock: Clock, store: Store, folder: Arc<DataFolder>) -> Self {
        Self::with_timers(config, clock, store, folder, None)
    }

    /// Watches over these, and over what is to happen on its own.
    pub fn with_timers(
        config: &Config,
        clock: Clock,
        store: Store,
        folder: Arc<DataFolder>,
        timers: Option<Timers>,
    ) -> Self {
        let last = Mutex::new(ClockWatch::new(clock.now(), clock.uptime()));
        let (min_free, max_offset) = (config.disk_min_free, config.clock_max_offset);
        let stopping = AtomicBool::new(false);
        Self(Arc::new(Watch { store, folder, min_free, clock, max_offset, last, timers, stopping }))
    }

    /// From now on the hub is not ready: a load balancer should send nobody any more.
    pub fn stop(&self) {
        self.0.stopping.store(true, Ordering::Relaxed);
    }

    /// Looks at every part.
    pub async fn look(&self) -> Readiness {
        let (database, disk, clock) = (self.database().await, self.disk(), self.clock());
        let queue = if database.ok { self.queue().await } else { Part::ill("the database does not answer") };
        let running =
            if self.0.stopping.load(Ordering::Relaxed) { Part::ill("the program is stopping") } else { Part::well() };
        let ready = [&database, &disk, &clock, &queue, &running].iter().all(|part| part.ok);
        Readiness { ready, database, disk, clock, queue, running }
    }

    /// The cause goes to the log and not to the answer: it may name hosts.
    async fn database(&self) -> Part {
        match tokio::time::timeout(PATIENCE, self.0.store.ping()).await {
            Ok(Ok(())) => Part::well(),
            Ok(Err(cause)) => {
                tracing::error!(error = %cause, "the database does not answer");
                Part::ill("the database does not answer")
            }
            Err(_) => Part::ill(format!("the database did not answer within {} s", PATIENCE.as_secs())),
        }
    }

    /// Only what hangs on this hub alone counts: a mail server that is away makes nobody turn away from the hub.
    async fn queue(&self) -> Part {
        let Some(timers) = &self.0.timers else { return Part::well() };
        match tokio::time::timeout(PATIENCE, timers.queue()).await {
            Ok(Ok(queue)) if queue.age > LATE => {
                Part::ill(format!("the oldest step that is due waits for {} s", queue.age.as_secs()))
            }
            Ok(Ok(queue)) => Part { ok: true, says: unknown(&queue) },
            Ok(Err(cause)) => {
                tracing::error!(error = %cause, "nobody knows what is due");
                Part::ill("nobody knows what is due")
            }
            Err(_) => Part::ill(format!("nobody knew what is due within {} s", PATIENCE.as_secs())),
        }
    }

    fn disk(&self) -> Part {
        match self.0.folder.free_bytes() {
            Ok(free) if free >= self.0.min_free => Part::well(),
            Ok(free) => Part::ill(format!(
                "only {} MB are free, {} MB are wanted",
                free / 1_000_000,
                self.0.min_free / 1_000_000
            )),
            Err(cause) => {
                tracing::error!(error = %cause, "the free disk cannot be read");
                Part::ill("the free disk cannot be read")
            }
        }
    }

    fn clock(&self) -> Part {
        let mut last = self.0.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.look(self.0.clock.now(), self.0.clock.uptime(), self.0.max_offset)
    }
}

/// Steps of kinds that this program does not know, in a sentence.
fn unknown(queue: &Queue) -> String {
    let count: u64 = queue.unknown.iter().map(|overdue| overdue.count).sum();
    if count == 0 { String::new() } else { format!("{count} steps wait for a program that knows their kind") }
}

/// Compares the wall clock with the counter that nobody can set: they must advance together.
struct ClockWatch {
    wall: Timestamp,
    counter: Duration,
    /// The last jump and when the counter saw it.
    jump: Option<(SignedDuration, Duration)>,
}

/// How long a jump is reported. Then the new time is taken as the right one: somebody has set the clock.
const ALARM: Duration = Duration::from_secs(60);

/// No hub ran before this program was written, so an earlier year is a clock that was never set.
const FIRST_YEAR: i16 = 2026;

impl ClockWatch {
    fn new(wall: Timestamp, counter: Duration) -> Self {
        Self { wall, counter, jump: None }
    }

    fn look(&mut self, wall: Timestamp, counter: Duration, most: Duration) -> Part {
        let by_counter = SignedDuration::try_from(counter.saturating_sub(self.counter)).unwrap_or(SignedDuration::MAX);
        let offset = wall.duration_since(self.wall) - by_counter;
        if offset.unsigned_abs() > most {
            tracing::error!(offset_ms = offset.as_millis() as i64, "the wall clock jumped");
            self.jump = Some((offset, counter));
        }
        (self.wall, self.counter) = (wall, counter);
        if let Some((offset, seen)) = self.jump {
            if counter.saturating_sub(seen) < ALARM {
                return Part::ill(format!("the wall clock jumped by {:.1} s", offset.as_secs_f64()));
            }
            self.jump = None;
        }
        let year = super::clock::local(wall).year();
        if year < FIRST_YEAR { Part::ill(format!("the clock says it is the year {year}")) } else { Part::well() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOST: Duration = Duration::from_secs(1);

    fn watch(at: &str) -> (Clock, impl FnMut() -> Part) {
        let clock = Clock::moved(at.parse().unwrap());
        let mut watch = ClockWatch::new(clock.now(), clock.uptime());
        (clock.clone(), move || watch.look(clock.now(), clock.uptime(), MOST))
    }

    #[test]
    fn time_that_passes_is_well() {
        let (clock, mut look) = watch("2026-04-01T00:00:00Z");
        for _ in 0..3 {
            clock.pass(SignedDuration::from_hours(30));
            assert_eq!(look(), Part::well());
        }
    }

    #[test]
    fn a_jump_of_the_clock_gives_the_alarm_for_a_minute() {
        for jump in [SignedDuration::from_hours(1), SignedDuration::from_hours(-1)] {
            let (clock, mut look) = watch("2026-04-01T00:00:00Z");
            clock.set_by(jump);
            assert!(!look().ok);
            clock.pass(SignedDuration::from_secs(59));
            assert!(look().says.contains("jumped by"));
            clock.pass(SignedDuration::from_secs(1));
            assert_eq!(look(), Part::well());
        }
    }

    #[test]
    fn a_small_correction_is_no_jump() {
        let (clock, mut look) = watch("2026-04-01T00:00:00Z");
        clock.set_by(SignedDuration::from_millis(900));
        assert_eq!(look(), Part::well());
    }

    #[test]
    fn a_clock_that_was_never_set_is_noticed() {
        let (_, mut look) = watch("1970-01-01T00:00:00Z");
        assert_eq!(look().says, "the clock says it is the year 1970");
    }
}
