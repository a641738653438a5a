//! Days of the week with the public holiday as an eighth, and which occurrence in the month (第2・第4土曜).

use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

/// A day as hours are announced: seven weekdays, and 祝日.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Day {
    /// 日曜日.
    Sunday,
    /// 月曜日.
    Monday,
    /// 火曜日.
    Tuesday,
    /// 水曜日.
    Wednesday,
    /// 木曜日.
    Thursday,
    /// 金曜日.
    Friday,
    /// 土曜日.
    Saturday,
    /// 祝日.
    Holiday,
}

impl Day {
    /// Sunday first, as the month calendar and the facility page show them; the holiday last.
    pub const ALL: [Self; 8] = [
        Self::Sunday,
        Self::Monday,
        Self::Tuesday,
        Self::Wednesday,
        Self::Thursday,
        Self::Friday,
        Self::Saturday,
        Self::Holiday,
    ];

    /// Monday first, as people write hours and as the open data orders its columns.
    pub const MONDAY_FIRST: [Self; 8] = [
        Self::Monday,
        Self::Tuesday,
        Self::Wednesday,
        Self::Thursday,
        Self::Friday,
        Self::Saturday,
        Self::Sunday,
        Self::Holiday,
    ];

    /// The weekday of this date; never the holiday.
    pub fn of(date: Date) -> Self {
        match date.weekday() {
            Weekday::Sunday => Self::Sunday,
            Weekday::Monday => Self::Monday,
            Weekday::Tuesday => Self::Tuesday,
            Weekday::Wednesday => Self::Wednesday,
            Weekday::Thursday => Self::Thursday,
            Weekday::Friday => Self::Friday,
            Weekday::Saturday => Self::Saturday,
        }
    }

    /// The one-character name: 月, …, 祝.
    pub fn japanese(self) -> &'static str {
        match self {
            Self::Sunday => "日",
            Self::Monday => "月",
            Self::Tuesday => "火",
            Self::Wednesday => "水",
            Self::Thursday => "木",
            Self::Friday => "金",
            Self::Saturday => "土",
            Self::Holiday => "祝",
        }
    }

    /// The short English name.
    pub fn english(self) -> &'static str {
        match self {
            Self::Sunday => "Sun",
            Self::Monday => "Mon",
            Self::Tuesday => "Tue",
            Self::Wednesday => "Wed",
            Self::Thursday => "Thu",
            Self::Friday => "Fri",
            Self::Saturday => "Sat",
            Self::Holiday => "Holiday",
        }
    }

    /// The day written with this character.
    pub fn from_char(c: char) -> Option<Self> {
        Self::ALL.into_iter().find(|day| day.japanese().starts_with(c))
    }

    fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// A set of days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DaySet(u8);

impl DaySet {
    /// No day.
    pub const NONE: Self = Self(0);
    /// Monday to Friday (平日).
    pub const WEEKDAYS: Self = Self(0b0011_1110);
    /// The seven days of the week, without the holiday (毎日).
    pub const WEEK: Self = Self(0b0111_1111);
    /// The seven days of the week and the holiday.
    pub const ALL: Self = Self(0b1111_1111);

    /// Whether the day is in the set.
    pub fn contains(self, day: Day) -> bool {
        self.0 & day.bit() != 0
    }

    /// Whether no day is in the set.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The days of either set.
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The days of this set that are not in the other.
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether the sets share a day.
    pub fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// This set and one day more.
    pub fn with(self, day: Day) -> Self {
        Self(self.0 | day.bit())
    }

    /// The days, Sunday first.
    pub fn iter(self) -> impl Iterator<Item = Day> {
        Day::ALL.into_iter().filter(move |day| self.contains(*day))
    }

    /// The days, Monday first.
    pub fn monday_first(self) -> impl Iterator<Item = Day> {
        Day::MONDAY_FIRST.into_iter().filter(move |day| self.contains(*day))
    }
}

impl From<Day> for DaySet {
    fn from(day: Day) -> Self {
        Self(day.bit())
    }
}

impl FromIterator<Day> for DaySet {
    fn from_iter<I: IntoIterator<Item = Day>>(days: I) -> Self {
        days.into_iter().fold(Self::NONE, Self::with)
    }
}

/// Which occurrences of a weekday in its month: the 1st to the 5th. Never empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Weeks(u8);

impl Weeks {
    /// Every week.
    pub const ALL: Self = Self(0b1_1111);

    /// The given occurrences, 1 to 5; nothing when there is none or one is out of range.
    pub fn new(occurrences: impl IntoIterator<Item = u8>) -> Option<Self> {
        let mut bits = 0;
        for n in occurrences {
            if !(1..=5).contains(&n) {
                return None;
            }
            bits |= 1 << (n - 1);
        }
        (bits != 0).then_some(Self(bits))
    }

    /// Whether this occurrence (1 to 5) belongs.
    pub fn contains(self, occurrence: u8) -> bool {
        (1..=5).contains(&occurrence) && self.0 & (1 << (occurrence - 1)) != 0
    }

    /// Whether it is every week.
    pub fn is_all(&self) -> bool {
        *self == Self::ALL
    }

    /// The occurrences, 1 to 5.
    pub fn iter(self) -> impl Iterator<Item = u8> {
        (1..=5).filter(move |n| self.contains(*n))
    }

    /// The other occurrences; nothing when this is every week.
    pub fn others(self) -> Option<Self> {
        Self::new((1..=5).filter(|n| !self.contains(*n)))
    }

    /// Which occurrence of its weekday in the month a date is: the 8th is always a second one.
    pub fn occurrence(date: Date) -> u8 {
        (date.day() as u8 - 1) / 7 + 1
    }
}

impl Default for Weeks {
    fn default() -> Self {
        Self::ALL
    }
}

/// No week, or one beyond the fifth, was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("第1〜第5の週ではありません。")]
pub struct NoSuchWeek;

impl TryFrom<u8> for Weeks {
    type Error = NoSuchWeek;

    fn try_from(bits: u8) -> Result<Self, NoSuchWeek> {
        match bits {
            1..=0b1_1111 => Ok(Self(bits)),
            _ => Err(NoSuchWeek),
        }
    }
}

impl From<Weeks> for u8 {
    fn from(weeks: Weeks) -> Self {
        weeks.0
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_eighth_is_a_second_and_the_thirty_first_a_fifth_occurrence() {
        assert_eq!(
            [1, 7, 8, 14, 15, 28, 29, 31].map(|d| Weeks::occurrence(date(2026, 8, d))),
            [1, 1, 2, 2, 3, 4, 5, 5]
        );
    }

    #[test]
    fn weeks_are_never_empty() {
        assert_eq!(Weeks::new([]), None);
        assert_eq!(Weeks::new([6]), None);
        assert_eq!(Weeks::new([2, 4]).map(|w| w.iter().collect::<Vec<_>>()), Some(vec![2, 4]));
        assert!(serde_json::from_str::<Weeks>("0").is_err());
    }
}
