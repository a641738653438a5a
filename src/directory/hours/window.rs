//! A stretch of open time on certain days, and the minute of the day it is made of.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::days::{Day, DaySet, Weeks};

/// A time of day in minutes after midnight, going on past 24:00 into the next day (25:00 is 翌1:00), up to 48:00.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct Minute(u16);

impl Minute {
    /// 0:00.
    pub const MIDNIGHT: Self = Self(0);
    /// 24:00, the end of the day.
    pub const END_OF_DAY: Self = Self(24 * 60);
    /// 48:00, the end of the next day: the latest time there is.
    pub const LATEST: Self = Self(48 * 60);

    /// The time `hour:minute`; nothing when the minute is past 59 or the time past 48:00.
    pub const fn new(hour: u16, minute: u16) -> Option<Self> {
        if minute > 59 || hour > 48 || hour * 60 + minute > Self::LATEST.0 {
            return None;
        }
        Some(Self(hour * 60 + minute))
    }

    /// Minutes after midnight.
    pub const fn minutes(self) -> u16 {
        self.0
    }

    /// The hour, 0 to 48.
    pub const fn hour(self) -> u16 {
        self.0 / 60
    }

    /// The minute within the hour.
    pub const fn minute(self) -> u16 {
        self.0 % 60
    }

    /// The same time on the next day, for an end that is written before its start.
    pub(super) const fn next_day(self) -> Option<Self> {
        if self.0 > Self::END_OF_DAY.0 { None } else { Some(Self(self.0 + Self::END_OF_DAY.0)) }
    }
}

/// A time past 48:00 was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("48:00を過ぎた時刻です。")]
pub struct NoSuchTime;

impl TryFrom<u16> for Minute {
    type Error = NoSuchTime;

    fn try_from(minutes: u16) -> Result<Self, NoSuchTime> {
        if minutes > Self::LATEST.0 { Err(NoSuchTime) } else { Ok(Self(minutes)) }
    }
}

impl From<Minute> for u16 {
    fn from(minute: Minute) -> Self {
        minute.0
    }
}

/// As people write it: `9:00`, `24:00`, `翌1:00`.
impl fmt::Display for Minute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self > Self::END_OF_DAY {
            write!(f, "翌{}:{:02}", self.hour() - 24, self.minute())
        } else {
            write!(f, "{}:{:02}", self.hour(), self.minute())
        }
    }
}

/// What goes on in a window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum WindowKind {
    /// 診療・営業: the place is open.
    #[default]
    #[serde(rename = "o")]
    Open,
    /// 受付: patients are taken in.
    #[serde(rename = "r")]
    Reception,
}

/// From one time to another, on some day. The start lies within the day and before the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    from: Minute,
    to: Minute,
}

impl Span {
    /// The whole day.
    pub const ALL_DAY: Self = Self { from: Minute::MIDNIGHT, to: Minute::END_OF_DAY };

    /// A span; an end before the start means the next day (17:00–9:00), the same time twice means nothing.
    pub fn new(from: Minute, to: Minute) -> Result<Self, NoSpan> {
        if from == to || from >= Minute::END_OF_DAY {
            return Err(NoSpan);
        }
        let to = if to < from { to.next_day().ok_or(NoSpan)? } else { to };
        Ok(Self { from, to })
    }

    /// When it begins: before 24:00.
    pub fn from(self) -> Minute {
        self.from
    }

    /// When it ends: after its beginning, perhaps on the next day.
    pub fn to(self) -> Minute {
        self.to
    }

    /// Whether it goes on past midnight.
    pub fn is_overnight(self) -> bool {
        self.to > Minute::END_OF_DAY
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.from, self.to)
    }
}

/// The two times do not make a span of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("始まりと終わりの時刻が正しくありません。")]
pub struct NoSpan;

/// A span of time on certain days (診療時間帯).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "WindowParts", into = "WindowParts")]
pub struct Window {
    kind: WindowKind,
    weeks: Weeks,
    doubtful: bool,
    span: Span,
    days: DaySet,
}

impl Window {
    /// Open in this span on these days of every week.
    pub fn open(days: DaySet, span: Span) -> Self {
        Self { kind: WindowKind::Open, weeks: Weeks::ALL, span, doubtful: false, days }
    }

    /// The same, of another kind.
    pub fn of_kind(self, kind: WindowKind) -> Self {
        Self { kind, ..self }
    }

    /// The same, only in these weeks of the month.
    pub fn in_weeks(self, weeks: Weeks) -> Self {
        Self { weeks, ..self }
    }

    /// The same, on other days.
    pub fn on(self, days: DaySet) -> Self {
        Self { days, ..self }
    }

    /// The same, but the source can hardly mean it: `00:00-23:59` is more often a default than a night doctor.
    pub fn doubted(self) -> Self {
        Self { doubtful: true, ..self }
    }

    /// The days it holds on.
    pub fn days(&self) -> DaySet {
        self.days
    }

    /// The weeks of the month it holds in.
    pub fn weeks(&self) -> Weeks {
        self.weeks
    }

    /// From when to when.
    pub fn span(&self) -> Span {
        self.span
    }

    /// What goes on in it.
    pub fn kind(&self) -> WindowKind {
        self.kind
    }

    /// Whether somebody should ask before relying on it.
    pub fn is_doubtful(&self) -> bool {
        self.doubtful
    }

    /// The two as one, when they are alike but for the span and the second begins before the first has ended.
    pub(super) fn join(&self, later: Self) -> Option<Self> {
        let span = Span { from: self.span.from, to: self.span.to.max(later.span.to) };
        let alike = Self { span, ..*self } == Self { span, ..later };
        (alike && later.span.from <= self.span.to).then_some(Self { span, ..*self })
    }

    /// Whether it holds on this day, being this occurrence in its month.
    pub(super) fn holds(&self, day: Day, occurrence: u8) -> bool {
        self.days.contains(day) && self.weeks.contains(occurrence)
    }
}

#[derive(Serialize, Deserialize)]
struct WindowParts {
    #[serde(rename = "d")]
    days: DaySet,
    #[serde(rename = "w", default, skip_serializing_if = "Weeks::is_all")]
    weeks: Weeks,
    #[serde(rename = "f")]
    from: Minute,
    #[serde(rename = "t")]
    to: Minute,
    #[serde(rename = "k", default, skip_serializing_if = "is_open")]
    kind: WindowKind,
    #[serde(rename = "q", default, skip_serializing_if = "std::ops::Not::not")]
    doubtful: bool,
}

fn is_open(kind: &WindowKind) -> bool {
    *kind == WindowKind::Open
}

impl From<Window> for WindowParts {
    fn from(w: Window) -> Self {
        Self { days: w.days, weeks: w.weeks, from: w.span.from, to: w.span.to, kind: w.kind, doubtful: w.doubtful }
    }
}

impl TryFrom<WindowParts> for Window {
    type Error = NoSpan;

    fn try_from(p: WindowParts) -> Result<Self, NoSpan> {
        let span = Span::new(p.from, p.to)?;
        Ok(Self { kind: p.kind, weeks: p.weeks, span, doubtful: p.doubtful, days: p.days })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: u16, minute: u16) -> Minute {
        Minute::new(hour, minute).unwrap()
    }

    #[test]
    fn an_end_before_the_start_is_the_next_morning() {
        let night = Span::new(at(17, 0), at(9, 0)).unwrap();
        assert_eq!((night.to(), night.to_string()), (at(33, 0), "17:00-翌9:00".into()));
    }

    #[test]
    fn the_same_time_twice_says_nothing() {
        assert_eq!(Span::new(at(9, 0), at(9, 0)), Err(NoSpan));
        assert_eq!(Span::new(at(25, 0), at(26, 0)), Err(NoSpan));
    }

    #[test]
    fn a_window_is_a_few_bytes_of_json() {
        let plain = Window::open(DaySet::WEEKDAYS, Span::new(at(9, 0), at(12, 30)).unwrap());
        assert_eq!(serde_json::to_string(&plain).unwrap(), r#"{"d":62,"f":540,"t":750}"#);
        let odd = plain.in_weeks(Weeks::new([2]).unwrap()).of_kind(WindowKind::Reception).doubted();
        assert_eq!(serde_json::from_str::<Window>(&serde_json::to_string(&odd).unwrap()).unwrap(), odd);
        assert!(serde_json::from_str::<Window>(r#"{"d":62,"f":540,"t":540}"#).is_err());
    }
}
