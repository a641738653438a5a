//! Times of a day as rotas and opening hours write them (時刻): 25:00 is one o'clock on the next morning (翌1:00).

use crate::normalize::narrow;
use std::fmt;

/// Minutes after the midnight on which the day began, up to 30:00.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClockTime(u16);

/// Why a text is no time of day; shown as it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAClockTime {
    /// The text does not read as a time at all.
    #[error("「{0}」は時刻として読めません。9:00、9時30分、25:00 のように書いてください。")]
    Unreadable(String),
    /// There is no such minute, or the hour is after 30:00.
    #[error("{hour}時{minute}分という時刻はありません。0:00〜30:00 で書いてください。")]
    OutOfRange {
        /// The hour that was written.
        hour: u32,
        /// The minute that was written.
        minute: u32,
    },
}

impl ClockTime {
    /// The last time a rota can name: 30:00, six o'clock on the next morning.
    pub const LAST: Self = Self(30 * 60);

    /// A time from an hour and a minute.
    pub fn new(hour: u32, minute: u32) -> Result<Self, NotAClockTime> {
        let minutes = hour.saturating_mul(60).saturating_add(minute);
        if minute < 60 && minutes <= u32::from(Self::LAST.0) {
            Ok(Self(minutes as u16))
        } else {
            Err(NotAClockTime::OutOfRange { hour, minute })
        }
    }

    /// A time from minutes after midnight; `None` after 30:00.
    pub fn from_minutes(minutes: u16) -> Option<Self> {
        (minutes <= Self::LAST.0).then_some(Self(minutes))
    }

    /// Reads 9:00, 09：00, 0900, 900, 9時, 9時半, 午後3時30分, 25:00 or 翌1:00, in any width.
    pub fn parse(text: &str) -> Result<Self, NotAClockTime> {
        let unreadable = || NotAClockTime::Unreadable(text.trim().chars().take(20).collect());
        let narrowed: String = text.chars().map(narrow).filter(|c| !c.is_whitespace()).collect();
        let mut rest = narrowed.as_str();
        let mut later = 0;
        for (word, hours) in [("翌日", 24), ("翌", 24), ("午前", 0), ("午後", 12)] {
            if let Some(after) = rest.strip_prefix(word) {
                (rest, later) = (after, later + hours);
            }
        }
        if rest == "正午" {
            return Self::new(12, 0);
        }
        let (hour, minute) = hour_and_minute(rest).ok_or_else(unreadable)?;
        // 午後12時 is noon by custom, and 午後15時 is a slip of the pen.
        let later = if later % 24 == 12 && hour >= 12 { later - 12 } else { later };
        Self::new(hour.saturating_add(later), minute)
    }

    /// Minutes after the midnight on which the day began.
    pub fn minutes(self) -> u16 {
        self.0
    }

    /// The hour, up to 30.
    pub fn hour(self) -> u16 {
        self.0 / 60
    }

    /// The minute of the hour.
    pub fn minute(self) -> u16 {
        self.0 % 60
    }

    /// Does this time fall on the next day?
    pub fn is_next_day(self) -> bool {
        self.0 >= 24 * 60
    }
}

/// Shows 09:00, and 翌1:00 for what falls on the next day.
impl fmt::Display for ClockTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_next_day() {
            write!(f, "翌{}:{:02}", self.hour() - 24, self.minute())
        } else {
            write!(f, "{:02}:{:02}", self.hour(), self.minute())
        }
    }
}

fn hour_and_minute(text: &str) -> Option<(u32, u32)> {
    if let Some((hour, minute)) = text.split_once([':', '時']) {
        let minute = match minute.strip_suffix('分').unwrap_or(minute) {
            "" if text.ends_with('時') => "0",
            "半" => "30",
            minute => minute,
        };
        return Some((number(hour)?, number(minute)?));
    }
    match text.len() {
        3 | 4 if text.is_ascii() => Some((number(&text[..text.len() - 2])?, number(&text[text.len() - 2..])?)),
        _ => None,
    }
}

fn number(digits: &str) -> Option<u32> {
    let plain = (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        for (text, shown) in [
            ("9:00", "09:00"),
            ("09：00", "09:00"),
            ("９時３０分", "09:30"),
            ("9時半", "09:30"),
            ("9時", "09:00"),
            ("900", "09:00"),
            ("1730", "17:30"),
            ("午後3時30分", "15:30"),
            ("午後 12:15", "12:15"),
            ("正午", "12:00"),
            ("25:00", "翌1:00"),
            ("翌1:00", "翌1:00"),
            ("30:00", "翌6:00"),
            ("24:00", "翌0:00"),
        ] {
            assert_eq!(ClockTime::parse(text).unwrap().to_string(), shown, "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_refused_with_a_reason() {
        assert_eq!(ClockTime::parse("9:60"), Err(NotAClockTime::OutOfRange { hour: 9, minute: 60 }));
        assert_eq!(ClockTime::parse("30:01"), Err(NotAClockTime::OutOfRange { hour: 30, minute: 1 }));
        for text in ["", "朝", "9", "9:", "12345", ":30", "+9:00", "9:5:00"] {
            assert!(matches!(ClockTime::parse(text), Err(NotAClockTime::Unreadable(_))), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_again(minutes in 0u16..=1800) {
            let time = ClockTime::from_minutes(minutes).unwrap();
            prop_assert_eq!(ClockTime::parse(&time.to_string()), Ok(time));
        }

        #[test]
        fn no_text_makes_it_fail_badly(text: String) {
            let _ = ClockTime::parse(&text);
        }
    }
}
