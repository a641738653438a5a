//! Opening hours (診療時間・営業時間): what a source says of them, whether a place is open at a moment, when it opens
//! next, and how people write and read them.
//!
//! Everything here is a value or a function of values. A public holiday is told by [`Holidays`]; a day that is kept as a
//! holiday with hours of its own uses only those. A window belongs to the day it begins on, also past midnight.
//!
//! [`Holidays`]: crate::platform::holidays::Holidays

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

mod care_manager_time;
mod closing_text;
mod closures;
mod columns;
mod days;
mod departments;
mod error;
mod open_days;
mod openness;
mod parse;
mod pharmacy;
mod scan;
mod table;
mod window;
mod write;

#[cfg(test)]
mod tests;

pub use care_manager_time::{CareManagerTime, NoWindow, Reach};
pub use closing_text::{Closings, closings_from_notes, closings_from_text};
pub use closures::{Closure, HolidayRule, MonthDay, NoSuchDay};
pub use columns::{Bands, Times};
pub use days::{Day, DaySet, NoSuchWeek, Weeks};
pub use departments::{DepartmentRow, EMERGENCY_DEPARTMENT, NaviiFlags, from_navii};
pub use error::HoursError;
pub use open_days::{from_municipal, from_open_days};
pub use openness::{Doubt, NIGHT_FROM, NIGHT_TO, Opening, Openness, SEARCH_DAYS};
pub use parse::parse_text;
pub use pharmacy::{PharmacyColumns, from_bands, from_pharmacy};
pub use table::{Exception, Row, RowHours, Table};
pub use window::{Minute, NoSpan, NoSuchTime, Span, Window, WindowKind};

/// When a place is open (診療時間・営業時間), as far as a source tells.
///
/// Always in one canonical form, so that equal hours are equal values and can be kept once for many facilities.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "HoursParts", into = "HoursParts")]
pub struct Hours {
    windows: Vec<Window>,
    untimed: Vec<UntimedDays>,
    holidays: HolidayRule,
    closures: Vec<Closure>,
    departments: BTreeMap<String, Vec<Window>>,
    note: String,
}

/// Days known to be open, at times nobody told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct UntimedDays {
    /// In these weeks of the month.
    #[serde(rename = "w", default, skip_serializing_if = "Weeks::is_all")]
    pub weeks: Weeks,
    /// On these days.
    #[serde(rename = "d")]
    pub days: DaySet,
}

/// The parts hours are made of; [`Hours::from`] puts them in order.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct HoursParts {
    /// Spans of time on days, in any order; overlapping ones become one.
    #[serde(rename = "w", skip_serializing_if = "Vec::is_empty")]
    pub windows: Vec<Window>,
    /// Days known to be open without times.
    #[serde(rename = "u", skip_serializing_if = "Vec::is_empty")]
    pub untimed: Vec<UntimedDays>,
    /// How holidays are kept; [`HolidayRule::Own`] follows from the days and need not be said.
    #[serde(rename = "h", skip_serializing_if = "is_not_stated")]
    pub holidays: HolidayRule,
    /// Days on which nothing opens.
    #[serde(rename = "c", skip_serializing_if = "Vec::is_empty")]
    pub closures: Vec<Closure>,
    /// The windows of each 診療科, beside those of the whole place.
    #[serde(rename = "p", skip_serializing_if = "BTreeMap::is_empty")]
    pub departments: BTreeMap<String, Vec<Window>>,
    /// Free text.
    #[serde(rename = "n", skip_serializing_if = "String::is_empty")]
    pub note: String,
}

fn is_not_stated(rule: &HolidayRule) -> bool {
    *rule == HolidayRule::NotStated
}

impl From<HoursParts> for Hours {
    fn from(mut parts: HoursParts) -> Self {
        let always_off = always_off(&parts.closures);
        let mut windows: Vec<Window> = parts.windows.iter().map(|w| w.on(w.days().without(always_off))).collect();
        canonical_windows(&mut windows);
        let mut untimed = canonical_untimed(&parts.untimed, always_off);
        untimed.retain(|u| !u.days.is_empty());
        let days = windows.iter().map(Window::days).chain(untimed.iter().map(|u| u.days));
        let stated = days.fold(DaySet::NONE, DaySet::union);
        let holidays = if stated.contains(Day::Holiday) {
            HolidayRule::Own
        } else if parts.holidays == HolidayRule::Own || always_off.contains(Day::Holiday) {
            HolidayRule::Closed
        } else {
            parts.holidays
        };
        let mut departments = parts.departments;
        departments.retain(|_, windows| {
            canonical_windows(windows);
            !windows.is_empty()
        });
        let closures = canonical_closures(std::mem::take(&mut parts.closures), stated.is_empty());
        Self { windows, untimed, holidays, closures, departments, note: parts.note.trim().to_owned() }
    }
}

impl From<Hours> for HoursParts {
    fn from(hours: Hours) -> Self {
        let Hours { windows, untimed, holidays, closures, departments, note } = hours;
        Self { windows, untimed, holidays, closures, departments, note }
    }
}

impl Hours {
    /// The windows, the ones of kind [`WindowKind::Open`] first.
    pub fn windows(&self) -> &[Window] {
        &self.windows
    }

    /// Days known to be open without times.
    pub fn untimed(&self) -> &[UntimedDays] {
        &self.untimed
    }

    /// How holidays are kept.
    pub fn holidays(&self) -> HolidayRule {
        self.holidays
    }

    /// Days on which nothing opens.
    pub fn closures(&self) -> &[Closure] {
        &self.closures
    }

    /// The windows of each 診療科.
    pub fn departments(&self) -> &BTreeMap<String, Vec<Window>> {
        &self.departments
    }

    /// Free text.
    pub fn note(&self) -> &str {
        &self.note
    }

    /// Whether nothing is known at all.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The same hours with these closures added, such as a source's note tells.
    pub fn with_closures(self, closures: impl IntoIterator<Item = Closure>) -> Self {
        let mut parts = HoursParts::from(self);
        parts.closures.extend(closures);
        parts.into()
    }

    /// The same hours without what does not decide when it is open: the note and the hours of departments.
    pub fn timetable(self) -> Self {
        Self { departments: BTreeMap::new(), note: String::new(), ..self }
    }

    /// The same hours with another note.
    pub fn with_note(self, note: &str) -> Self {
        HoursParts { note: note.to_owned(), ..self.into() }.into()
    }
}

/// Days that a closure takes away in every week of the month.
fn always_off(closures: &[Closure]) -> DaySet {
    closures.iter().fold(DaySet::NONE, |off, closure| match closure {
        Closure::Weekly(days, weeks) if weeks.is_all() => off.union(*days),
        _ => off,
    })
}

/// Joins what overlaps on the same day, gathers the days of equal spans and sorts.
fn canonical_windows(windows: &mut Vec<Window>) {
    let mut gathered: BTreeMap<Window, DaySet> = BTreeMap::new();
    for day in Day::ALL {
        let mut of_day: Vec<Window> =
            windows.iter().filter(|w| w.days().contains(day)).map(|w| w.on(DaySet::NONE)).collect();
        of_day.sort_unstable();
        let mut joined: Vec<Window> = Vec::new();
        for window in of_day {
            match joined.last_mut().and_then(|last| Some((last.join(window)?, last))) {
                Some((both, last)) => *last = both,
                None => joined.push(window),
            }
        }
        for window in joined {
            let days = gathered.entry(window).or_default();
            *days = days.with(day);
        }
    }
    *windows = gathered.into_iter().map(|(window, days)| window.on(days)).collect();
}

/// Gathers by weeks; a day open in every week is not named again for some.
fn canonical_untimed(untimed: &[UntimedDays], off: DaySet) -> Vec<UntimedDays> {
    let mut by_weeks: BTreeMap<Weeks, DaySet> = BTreeMap::new();
    for day in Day::ALL.into_iter().filter(|day| !off.contains(*day)) {
        let weeks = untimed.iter().filter(|u| u.days.contains(day)).flat_map(|u| u.weeks.iter());
        if let Some(weeks) = Weeks::new(weeks) {
            let days = by_weeks.entry(weeks).or_default();
            *days = days.with(day);
        }
    }
    by_weeks.into_iter().map(|(weeks, days)| UntimedDays { weeks, days }).collect()
}

/// Sorts; a day that is always off is only said when no open day is known, and of the holiday the rule says it.
fn canonical_closures(mut closures: Vec<Closure>, nothing_open: bool) -> Vec<Closure> {
    for closure in &mut closures {
        if let Closure::Weekly(days, weeks) = closure
            && weeks.is_all()
        {
            *days = if nothing_open { days.without(Day::Holiday.into()) } else { DaySet::NONE };
        }
    }
    let mut weekly: BTreeMap<Weeks, DaySet> = BTreeMap::new();
    let mut yearly = Vec::new();
    let mut rest = Vec::new();
    for closure in closures {
        match closure {
            Closure::Weekly(days, _) if days.is_empty() => {}
            Closure::Weekly(days, weeks) => {
                let gathered = weekly.entry(weeks).or_default();
                *gathered = gathered.union(days);
            }
            Closure::Yearly(first, last) => yearly.push((first, last)),
            once @ Closure::Dated(..) => rest.push(once),
        }
    }
    rest.extend(closures::joined(&yearly));
    rest.extend(weekly.into_iter().map(|(weeks, days)| Closure::Weekly(days, weeks)));
    rest.sort_unstable();
    rest.dedup();
    rest
}

/// What was odd in a source while its hours were read; the hours are kept as well as they can be.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Warning {
    /// The flags say closed, but times are given; the times are kept.
    #[error("{}は休みとされていますが、時間が書かれています。時間を残しました。", .0.japanese())]
    ClosedButTimes(Day),
    /// A time that is none.
    #[error("{day}の時刻「{text}」を読めません。", day = .0.japanese(), text = .1)]
    BadTime(Day, String),
    /// Only a start or only an end.
    #[error("{}の始まりか終わりの時刻がありません。", .0.japanese())]
    HalfWindow(Day),
    /// Start and end are the same; taken as not given.
    #[error("{}の始まりと終わりが同じ時刻です。書かれていないものとしました。", .0.japanese())]
    SameTimes(Day),
    /// `00:00-23:59`, kept as a doubtful whole day.
    #[error("{}が0:00-23:59です。24時間かどうか確かめてください。", .0.japanese())]
    DoubtfulAllDay(Day),
    /// The flags say open, and other days have times, but this one has none; kept as open without times.
    #[error("{}は開いているとされていますが、時間がありません。", .0.japanese())]
    OpenButNoTimes(Day),
    /// A flag that is neither 0 nor 1.
    #[error("休みの印「{0}」は0でも1でもありません。")]
    BadFlag(String),
    /// A day nobody knows.
    #[error("曜日「{0}」がわかりません。")]
    UnknownDay(String),
    /// A closure longer than two months, or with a day the calendar does not have.
    #[error("休みの日「{0}」は長すぎるか、暦にありません。")]
    BadClosure(String),
}

impl Warning {
    /// The same in English.
    pub fn english(&self) -> String {
        match self {
            Self::ClosedButTimes(day) => {
                format!("{} is marked closed but has times; the times are kept", day.english())
            }
            Self::BadTime(day, text) => format!("{}: \"{text}\" is not a time", day.english()),
            Self::HalfWindow(day) => format!("{}: only a start or only an end is given", day.english()),
            Self::SameTimes(day) => format!("{}: start and end are the same; taken as not given", day.english()),
            Self::DoubtfulAllDay(day) => format!("{}: 00:00-23:59 may or may not mean 24 hours", day.english()),
            Self::OpenButNoTimes(day) => format!("{} is marked open but has no times", day.english()),
            Self::BadFlag(text) => format!("the flag \"{text}\" is neither 0 nor 1"),
            Self::UnknownDay(text) => format!("\"{text}\" is not a day"),
            Self::BadClosure(text) => format!("the closure \"{text}\" is too long or not in the calendar"),
        }
    }
}
