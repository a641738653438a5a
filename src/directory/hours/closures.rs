//! When a place that would be open is not: regular days off, 年末年始 and お盆, single days; and how holidays are kept.

use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

use super::days::{Day, DaySet, Weeks};

/// How public holidays (祝日) are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum HolidayRule {
    /// The source does not say; the day's weekday decides, with a doubt.
    #[default]
    #[serde(rename = "n")]
    NotStated,
    /// 祝日休み.
    #[serde(rename = "c")]
    Closed,
    /// 祝日も曜日どおり.
    #[serde(rename = "o")]
    Open,
    /// Holidays have windows or days of their own, and only those count.
    #[serde(rename = "w")]
    Own,
}

/// A day of every year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "(i8, i8)", into = "(i8, i8)")]
pub struct MonthDay {
    month: i8,
    day: i8,
}

impl MonthDay {
    /// The day; nothing when the calendar has no such day. 2月29日 is one.
    pub fn new(month: i8, day: i8) -> Option<Self> {
        Date::new(2024, month, day).ok().map(|_| Self { month, day })
    }

    /// 1 to 12.
    pub fn month(self) -> i8 {
        self.month
    }

    /// 1 to 31.
    pub fn day(self) -> i8 {
        self.day
    }

    /// The month and day of a date.
    pub fn of(date: Date) -> Self {
        Self { month: date.month(), day: date.day() }
    }
}

/// The calendar has no such day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("暦にない日です。")]
pub struct NoSuchDay;

impl TryFrom<(i8, i8)> for MonthDay {
    type Error = NoSuchDay;

    fn try_from((month, day): (i8, i8)) -> Result<Self, NoSuchDay> {
        Self::new(month, day).ok_or(NoSuchDay)
    }
}

impl From<MonthDay> for (i8, i8) {
    fn from(day: MonthDay) -> Self {
        (day.month, day.day)
    }
}

/// Days on which nothing opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Closure {
    /// 第3水曜休み.
    #[serde(rename = "w")]
    Weekly(DaySet, Weeks),
    /// 12/29-1/3休み, every year; the last day may lie before the first, over the turn of the year.
    #[serde(rename = "y")]
    Yearly(MonthDay, MonthDay),
    /// 2026/3/1-2026/3/5休み, once.
    #[serde(rename = "d")]
    Dated(Date, Date),
}

impl Closure {
    /// How many days a range of dates takes; nothing for days of the week.
    pub(super) fn days(&self) -> Option<i32> {
        match *self {
            Self::Weekly(..) => None,
            Self::Yearly(first, last) => {
                let of_year = |day: MonthDay| i32::from(date(2024, day.month, day.day).day_of_year());
                Some((of_year(last) - of_year(first)).rem_euclid(366) + 1)
            }
            Self::Dated(first, last) => Some((last - first).get_days() + 1),
        }
    }

    /// Whether it closes this date, which is kept as this day.
    pub(super) fn closes(&self, date: Date, day: Day, occurrence: u8) -> bool {
        match *self {
            Self::Weekly(days, weeks) => days.contains(day) && weeks.contains(occurrence),
            Self::Yearly(first, last) => is_within(MonthDay::of(date), first, last),
            Self::Dated(first, last) => first <= date && date <= last,
        }
    }
}

/// Every day of a year that has a 29 February.
static YEAR: LazyLock<Vec<MonthDay>> =
    LazyLock::new(|| date(2024, 1, 1).series(1.day()).take(366).map(MonthDay::of).collect());

/// The yearly closures as the fewest ranges: 12/31, 1/1 and 1/2-1/3 are one.
pub(super) fn joined(yearly: &[(MonthDay, MonthDay)]) -> Vec<Closure> {
    // Hardly any hours have one, and hours are read by the hundred thousand.
    if yearly.is_empty() {
        return Vec::new();
    }
    let year = &*YEAR;
    let closed = |n: usize| yearly.iter().any(|(first, last)| is_within(year[n % 366], *first, *last));
    let whole = (0..366).all(closed).then(|| Closure::Yearly(year[0], year[365]));
    let firsts = (0..366).filter(|n| closed(*n) && !closed(n + 365));
    let ranges = firsts.map(|n| {
        let length = (0..366).take_while(|more| closed(n + more)).count();
        Closure::Yearly(year[n], year[(n + length - 1) % 366])
    });
    ranges.chain(whole).collect()
}

fn is_within(day: MonthDay, first: MonthDay, last: MonthDay) -> bool {
    if first <= last { first <= day && day <= last } else { first <= day || day <= last }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_new_year_closure_goes_over_the_turn_of_the_year() {
        let new_year = Closure::Yearly(MonthDay::new(12, 29).unwrap(), MonthDay::new(1, 3).unwrap());
        let closed = |d: Date| new_year.closes(d, Day::of(d), 1);
        assert!(closed(date(2026, 12, 29)) && closed(date(2027, 1, 1)) && closed(date(2027, 1, 3)));
        assert!(!closed(date(2026, 12, 28)) && !closed(date(2027, 1, 4)) && !closed(date(2027, 7, 1)));
    }

    #[test]
    fn single_days_join_into_one_range() {
        let day = |month, day| MonthDay::new(month, day).unwrap();
        let single = |d| (d, d);
        let days = [single(day(1, 1)), single(day(12, 31)), (day(1, 2), day(1, 3)), single(day(8, 15))];
        let expected = [Closure::Yearly(day(8, 15), day(8, 15)), Closure::Yearly(day(12, 31), day(1, 3))];
        assert_eq!(joined(&days), expected);
        assert_eq!(joined(&[(day(1, 1), day(12, 31))]), [Closure::Yearly(day(1, 1), day(12, 31))]);
        assert_eq!(joined(&[(day(5, 2), day(5, 1))]), [Closure::Yearly(day(1, 1), day(12, 31))]);
    }
}
