//! A stretch of days (期間): from a day until the first day on which it no longer holds.

use jiff::civil::Date;

/// From a day on, perhaps until another. It may be empty: what was ended on the day it began never held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Period {
    from: Date,
    until: Option<Date>,
}

/// The end lies before the beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the end lies before the beginning")]
pub struct EndsBeforeItStarts;

impl Period {
    /// From a day on, for as long as nobody ends it.
    pub fn since(from: Date) -> Self {
        Self { from, until: None }
    }

    /// From a day until the first on which it no longer holds.
    pub fn new(from: Date, until: Option<Date>) -> Result<Self, EndsBeforeItStarts> {
        if until.is_some_and(|until| until < from) { Err(EndsBeforeItStarts) } else { Ok(Self { from, until }) }
    }

    /// The same, ended on this day at the latest; one that has not begun by then never holds.
    pub fn ended(self, until: Date) -> Self {
        let until = until.max(self.from);
        Self { until: Some(self.until.map_or(until, |earlier| earlier.min(until))), ..self }
    }

    /// Its first day.
    pub fn from(self) -> Date {
        self.from
    }

    /// The first day on which it no longer holds.
    pub fn until(self) -> Option<Date> {
        self.until
    }

    /// Whether it holds on this day.
    pub fn holds_on(self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }

    /// Whether it holds on this day or on a later one.
    pub fn holds_or_will(self, day: Date) -> bool {
        !self.is_empty() && self.until.is_none_or(|until| day < until)
    }

    /// Whether it holds on no day at all.
    pub fn is_empty(self) -> bool {
        self.until == Some(self.from)
    }

    /// Whether both hold on some day.
    pub fn overlaps(self, other: Self) -> bool {
        let begins_before_end = |one: Self, two: Self| two.until.is_none_or(|until| one.from < until);
        !self.is_empty() && !other.is_empty() && begins_before_end(self, other) && begins_before_end(other, self)
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan as _;
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn some_period() -> impl Strategy<Value = Period> {
        (0..30i64, prop::option::of(0..15i64)).prop_map(|(from, length)| {
            let from = date(2026, 4, 1) + from.days();
            Period::new(from, length.map(|days| from + days.days())).unwrap()
        })
    }

    proptest! {
        #[test]
        fn periods_overlap_when_they_share_a_day(one in some_period(), other in some_period()) {
            // The last period begins within thirty days, so a shared day lies within sixty.
            let days = (0..60i64).map(|day| date(2026, 4, 1) + day.days());
            let shared = days.into_iter().any(|day| one.holds_on(day) && other.holds_on(day));
            prop_assert_eq!(one.overlaps(other), shared);
            prop_assert_eq!(one.overlaps(other), other.overlaps(one));
        }

        #[test]
        fn what_is_ended_holds_no_longer(period in some_period(), day in 0..60i64, later in 0..60i64) {
            let day = date(2026, 4, 1) + day.days();
            prop_assert!(!period.ended(day).holds_on(day + later.days()));
            prop_assert!(!period.ended(day).holds_or_will(day));
            prop_assert!(!period.ended(day).holds_on(day - later.days()) || period.holds_on(day - later.days()));
        }
    }

    #[test]
    fn an_end_before_the_beginning_is_none() {
        assert_eq!(Period::new(date(2026, 4, 1), Some(date(2026, 3, 31))), Err(EndsBeforeItStarts));
        assert!(Period::new(date(2026, 4, 1), Some(date(2026, 4, 1))).unwrap().is_empty());
    }
}
