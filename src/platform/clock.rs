//! The only reader of the system clock (時計). Moments belong to UTC, days to Asia/Tokyo.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};

/// The time of this process: the system's, or one that a test moves.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Source>);

#[derive(Debug)]
enum Source {
    System { started: Instant },
    Moved(Mutex<Hands>),
}

#[derive(Clone, Copy, Debug)]
struct Hands {
    now: Timestamp,
    uptime: Duration,
}

impl Clock {
    /// The clock of the machine.
    pub fn system() -> Self {
        Self(Arc::new(Source::System { started: Instant::now() }))
    }

    /// A clock that stands at `now` until [`Clock::pass`] moves it.
    pub fn moved(now: Timestamp) -> Self {
        Self(Arc::new(Source::Moved(Mutex::new(Hands { now, uptime: Duration::ZERO }))))
    }

    /// The present moment.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the system clock")]
    pub fn now(&self) -> Timestamp {
        match &*self.0 {
            Source::System { .. } => Timestamp::now(),
            Source::Moved(hands) => hands.lock().unwrap_or_else(PoisonError::into_inner).now,
        }
    }

    /// The day in Japan.
    pub fn today(&self) -> Date {
        self.local_now().date()
    }

    /// The time on a wall in Japan.
    pub fn local_now(&self) -> DateTime {
        local(self.now())
    }

    /// How long the clock has been running, by a counter that nobody can set back.
    pub fn uptime(&self) -> Duration {
        match &*self.0 {
            Source::System { started } => started.elapsed(),
            Source::Moved(hands) => hands.lock().unwrap_or_else(PoisonError::into_inner).uptime,
        }
    }

    /// Lets time pass on a moved clock. A system clock cannot be moved: nothing happens.
    pub fn pass(&self, time: SignedDuration) {
        self.turn(time, Duration::try_from(time).unwrap_or_default());
    }

    /// Sets a moved clock forward or back as an administrator would: the counter does not notice.
    pub fn set_by(&self, time: SignedDuration) {
        self.turn(time, Duration::ZERO);
    }

    fn turn(&self, wall: SignedDuration, counter: Duration) {
        if let Source::Moved(hands) = &*self.0 {
            let mut hands = hands.lock().unwrap_or_else(PoisonError::into_inner);
            hands.now = hands.now.saturating_add(wall).unwrap_or(hands.now);
            hands.uptime += counter;
        }
    }
}

/// The wall time in Japan at a moment.
pub fn local(moment: Timestamp) -> DateTime {
    tokyo().to_datetime(moment)
}

/// The zone of every day and wall time. Fixed, so that it does not hang on the zone files of the machine: Japan has
/// had no summer time since 1951.
pub fn tokyo() -> TimeZone {
    TimeZone::fixed(Offset::constant(9))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_day_begins_in_japan_at_fifteen_hours_utc() {
        let clock = Clock::moved("2026-03-31T14:59:59Z".parse().unwrap());
        assert_eq!(clock.today(), jiff::civil::date(2026, 3, 31));
        clock.pass(SignedDuration::from_secs(1));
        assert_eq!(clock.local_now(), jiff::civil::date(2026, 4, 1).at(0, 0, 0, 0));
    }

    #[test]
    fn the_counter_of_a_moved_clock_does_not_notice_that_the_wall_clock_was_set() {
        let clock = Clock::moved("2026-04-01T00:00:00Z".parse().unwrap());
        clock.pass(SignedDuration::from_mins(5));
        clock.set_by(SignedDuration::from_hours(-1));
        assert_eq!(clock.uptime(), Duration::from_secs(300));
        assert_eq!(clock.now(), "2026-03-31T23:05:00Z".parse().unwrap());
    }

    #[test]
    fn a_system_clock_cannot_be_moved() {
        let clock = Clock::system();
        let before = clock.now();
        clock.pass(SignedDuration::from_hours(1000));
        assert!(clock.now().duration_since(before) < SignedDuration::from_hours(1));
    }
}
