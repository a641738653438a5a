//! What the columns of the open data say: pairs of times, and flags of days.
//!
//! In every flag 1 is open and 0 is closed, also in the columns called 休診 and 閉店.

use super::closing_text::closings_from_text;
use super::closures::{Closure, HolidayRule};
use super::days::{Day, DaySet, Weeks};
use super::scan::Scan;
use super::window::{Minute, Span, Window, WindowKind};
use super::{Hours, HoursParts, UntimedDays, Warning};

/// A start and an end as a file writes them, such as `09:00` and `12:30`; empty when not given.
pub type Times<'a> = (&'a str, &'a str);

/// One band (時間帯): the times of Monday to Sunday and the holiday, in the order of [`Day::MONDAY_FIRST`].
pub type Bands<'a> = [Times<'a>; 8];

/// The windows of one band.
pub(super) fn band(times: &Bands, kind: WindowKind, warnings: &mut Vec<Warning>) -> Vec<Window> {
    let days = Day::MONDAY_FIRST.into_iter().zip(times);
    days.filter_map(|(day, times)| window(day, *times, warnings)).map(|window| window.of_kind(kind)).collect()
}

pub(super) fn window(day: Day, (from, to): Times, warnings: &mut Vec<Warning>) -> Option<Window> {
    let mut read = |text: &str| {
        let time = Scan::only_time(text);
        if time.is_none() && !text.trim().is_empty() {
            warnings.push(Warning::BadTime(day, text.trim().chars().take(20).collect()));
        }
        time
    };
    let (start, end) = (read(from), read(to));
    let (start, end) = match (start, end) {
        (Some(start), Some(end)) => (start, end),
        (None, None) => return None,
        _ => {
            warnings.push(Warning::HalfWindow(day));
            return None;
        }
    };
    if (start, Some(end)) == (Minute::MIDNIGHT, Minute::new(23, 59)) {
        warnings.push(Warning::DoubtfulAllDay(day));
        return Some(Window::open(day.into(), Span::ALL_DAY).doubted());
    }
    if start == end {
        warnings.push(Warning::SameTimes(day));
        return None;
    }
    match Span::new(start, end) {
        Ok(span) => Some(Window::open(day.into(), span)),
        Err(_) => {
            warnings.push(Warning::BadTime(day, format!("{start}-{end}")));
            None
        }
    }
}

/// `1` is open, `0` closed.
pub(super) fn flag(text: &str, warnings: &mut Vec<Warning>) -> Option<bool> {
    match text.trim() {
        "1" | "１" => Some(true),
        "0" | "０" => Some(false),
        "" => None,
        other => {
            warnings.push(Warning::BadFlag(other.chars().take(20).collect()));
            None
        }
    }
}

/// The flags of a facility: each week, some weeks of the month, and the holiday. Days from Monday to Sunday.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Flags {
    pub(super) weekly: [Option<bool>; 7],
    pub(super) weeks: [[Option<bool>; 7]; 5],
    pub(super) holiday: Option<bool>,
    pub(super) other: String,
}

impl Flags {
    /// Seven flags for each of five weeks, in one row.
    pub(super) fn weeks(columns: &[&str], warnings: &mut Vec<Warning>) -> [[Option<bool>; 7]; 5] {
        let mut weeks = [[None; 7]; 5];
        for (n, text) in columns.iter().take(35).enumerate() {
            weeks[n / 7][n % 7] = flag(text, warnings);
        }
        weeks
    }

    /// Joins flags and times. Where they contradict each other the times are kept and a warning says so.
    pub(super) fn join(&self, windows: Vec<Window>, warnings: &mut Vec<Warning>) -> HoursParts {
        let timed = windows.iter().fold(DaySet::NONE, |days, window| days.union(window.days()));
        let mut parts = HoursParts { windows, ..HoursParts::default() };
        for (n, day) in Day::MONDAY_FIRST.into_iter().take(7).enumerate() {
            self.join_day(n, day, timed, &mut parts, warnings);
        }
        let untimed = |days: DaySet| UntimedDays { weeks: Weeks::ALL, days };
        match (self.holiday, timed.contains(Day::Holiday)) {
            (Some(false), true) => warnings.push(Warning::ClosedButTimes(Day::Holiday)),
            (Some(false), false) => parts.holidays = HolidayRule::Closed,
            (Some(true), false) => parts.untimed.push(untimed(Day::Holiday.into())),
            _ => {}
        }
        let closings = closings_from_text(&self.other);
        warnings.extend(closings.warnings);
        parts.closures.extend(closings.closures);
        if !closings.is_all_understood {
            parts.note = self.other.replace("（改行）", " ");
        }
        parts
    }

    fn join_day(&self, n: usize, day: Day, timed: DaySet, parts: &mut HoursParts, warnings: &mut Vec<Warning>) {
        let has_times = timed.contains(day);
        let off = Weeks::new((1..=5).zip(&self.weeks).filter(|(_, week)| week[n] == Some(false)).map(|(w, _)| w));
        let always_off = self.weekly[n] == Some(false) || off == Some(Weeks::ALL);
        if always_off && has_times {
            warnings.push(Warning::ClosedButTimes(day));
        }
        match off {
            _ if always_off && !has_times => parts.closures.push(Closure::Weekly(day.into(), Weeks::ALL)),
            Some(weeks) if !weeks.is_all() => parts.closures.push(Closure::Weekly(day.into(), weeks)),
            _ => {}
        }
        if self.weekly[n] == Some(true) && !always_off && !has_times {
            if !timed.is_empty() {
                warnings.push(Warning::OpenButNoTimes(day));
            }
            parts.untimed.push(UntimedDays { weeks: Weeks::ALL, days: day.into() });
        }
    }
}

/// The finished hours, and each warning once.
pub(super) fn finished(parts: HoursParts, warnings: Vec<Warning>) -> (Hours, Vec<Warning>) {
    let mut once: Vec<Warning> = Vec::with_capacity(warnings.len());
    for warning in warnings {
        if !once.contains(&warning) {
            once.push(warning);
        }
    }
    (parts.into(), once)
}
