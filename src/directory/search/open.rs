//! Which documents are open when: equal hours are looked at once, whoever keeps them.

use std::hash::Hash;

use jiff::civil::DateTime;
use roaring::RoaringBitmap;

use super::super::hours::{CareManagerTime, Day, Hours, NIGHT_FROM, NIGHT_TO, Opening, Openness};
use super::hash::QuickMap;
use super::lists::Union;
use super::query::Moment;
use crate::platform::holidays::Holidays;

/// The hours at which the night begins and ends.
const NIGHT_BEGINS: i8 = NIGHT_FROM.hour() as i8;
const NIGHT_ENDS: i8 = NIGHT_TO.hour() as i8;

/// From when on tonight is looked at: this evening, or now when it is night already.
pub fn tonight(now: DateTime) -> DateTime {
    if now.hour() < NIGHT_ENDS { now } else { now.max(now.date().at(NIGHT_BEGINS, 0, 0, 0)) }
}

/// Until when a place is open that is open at this moment of a night, or opens later in the same night.
pub fn open_in_night(hours: &Hours, at: DateTime, holidays: &dyn Holidays) -> Option<DateTime> {
    let opens = match hours.openness(at, holidays) {
        Openness::Open { until } => return Some(until),
        Openness::ClosedNow { opens: Some(Opening::At(opens)) } => opens,
        _ => return None,
    };
    let morning = if at.hour() < NIGHT_ENDS { at.date() } else { at.date().tomorrow().ok()? };
    if opens >= morning.at(NIGHT_ENDS, 0, 0, 0) {
        return None;
    }
    match hours.openness(opens, holidays) {
        Openness::Open { until } => Some(until),
        _ => None,
    }
}

/// Whether a place is open at this moment or opens later on the same day; one whose times nobody told may.
pub fn opens_later(hours: &Hours, from: DateTime, holidays: &dyn Holidays) -> bool {
    let minute = from.hour() as u16 * 60 + from.minute() as u16;
    hours.opens_on(from.date(), holidays) && {
        let spans = hours.windows_on(from.date(), holidays);
        spans.is_empty() || spans.iter().any(|span| span.to().minutes() > minute)
    }
}

/// A set that depends on the hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum OpenAt {
    /// Open at this minute.
    Minute(DateTime),
    /// Open at this minute or later on its day.
    RestOfDay(DateTime),
    /// Open on this day in some week of the month.
    Day(Day),
    /// Open at night.
    Night,
    /// Open in the night that begins, or goes on, at this minute.
    Tonight(DateTime),
    /// Open at night, or said to answer at night.
    NightOrSaid,
    /// Care managers may call at this minute.
    CareManager(DateTime),
}

/// Different values, and for each document the numbers of its own.
struct Shared<T> {
    values: Vec<T>,
    ends: Vec<u32>,
    numbers: Vec<u32>,
}

impl<T> Shared<T> {
    fn of(&self, doc: u32) -> impl Iterator<Item = &T> {
        let doc = doc as usize;
        let from = if doc == 0 { 0 } else { self.ends[doc - 1] as usize };
        self.numbers[from..self.ends[doc] as usize].iter().map(|n| &self.values[*n as usize])
    }

    fn documents(&self, holds: impl Fn(&T) -> bool) -> RoaringBitmap {
        let holds: Vec<bool> = self.values.iter().map(holds).collect();
        let mut documents = Union::new(self.ends.len() as u32);
        let mut from = 0;
        for (doc, end) in self.ends.iter().enumerate() {
            if self.numbers[from..*end as usize].iter().any(|n| holds[*n as usize]) {
                documents.insert(doc as u32);
            }
            from = *end as usize;
        }
        documents.finish()
    }
}

/// [`Shared`] while the index is built.
struct Growing<T> {
    known: QuickMap<T, u32>,
    ends: Vec<u32>,
    numbers: Vec<u32>,
}

impl<T: Eq + Hash> Growing<T> {
    fn new() -> Self {
        Self { known: QuickMap::default(), ends: Vec::new(), numbers: Vec::new() }
    }

    fn push(&mut self, values: impl IntoIterator<Item = T>) {
        for value in values {
            let next = self.known.len() as u32;
            self.numbers.push(*self.known.entry(value).or_insert(next));
        }
        self.ends.push(self.numbers.len() as u32);
    }

    fn finish(self) -> Shared<T> {
        let mut values: Vec<(T, u32)> = self.known.into_iter().collect();
        values.sort_unstable_by_key(|(_, number)| *number);
        let values = values.into_iter().map(|(value, _)| value).collect();
        Shared { values, ends: self.ends, numbers: self.numbers }
    }
}

/// The hours while the index is built.
pub(super) struct GrowingOpenHours {
    hours: Growing<Hours>,
    care_manager_times: Growing<CareManagerTime>,
}

impl GrowingOpenHours {
    pub(super) fn new() -> Self {
        Self { hours: Growing::new(), care_manager_times: Growing::new() }
    }

    /// Adds the next document.
    pub(super) fn push(&mut self, hours: Vec<Hours>, care_manager_time: Option<CareManagerTime>) {
        self.hours.push(hours);
        self.care_manager_times.push(care_manager_time);
    }

    pub(super) fn finish(self) -> OpenHours {
        OpenHours { hours: self.hours.finish(), care_manager_times: self.care_manager_times.finish() }
    }
}

/// The hours of all documents.
pub(super) struct OpenHours {
    hours: Shared<Hours>,
    care_manager_times: Shared<CareManagerTime>,
}

impl OpenHours {
    /// The documents that are open then.
    pub(super) fn documents(&self, when: OpenAt, holidays: &dyn Holidays) -> RoaringBitmap {
        match when {
            OpenAt::Minute(at) => {
                let then = Then::new(at, holidays);
                self.hours.documents(|hours| then.is_open(hours))
            }
            OpenAt::RestOfDay(from) => self.hours.documents(|hours| opens_later(hours, from, holidays)),
            OpenAt::Day(day) => self.hours.documents(|hours| hours.is_open_on(day)),
            OpenAt::Night | OpenAt::NightOrSaid => self.hours.documents(Hours::opens_at_night),
            OpenAt::Tonight(from) => {
                let is_open = |hours: &Hours| hours.opens_at_night() && open_in_night(hours, from, holidays).is_some();
                self.hours.documents(is_open)
            }
            OpenAt::CareManager(at) => {
                let then = Then::new(at, holidays);
                self.care_manager_times.documents(|time| then.is_open(time.hours()))
            }
        }
    }

    /// Until when a document that is open stays so: the latest of its services.
    pub(super) fn open_until(&self, doc: u32, at: DateTime, moment: &Moment<'_>) -> Option<DateTime> {
        let ends = self.hours.of(doc).map(|hours| hours.openness(at, moment.holidays));
        let ends = ends.filter_map(|openness| match openness {
            Openness::Open { until } => Some(until),
            _ => None,
        });
        ends.max()
    }
}

/// A moment with which many hours are compared.
struct Then<'a> {
    at: DateTime,
    minute: u16,
    today: Day,
    yesterday: Day,
    holidays: &'a dyn Holidays,
}

impl<'a> Then<'a> {
    fn new(at: DateTime, holidays: &'a dyn Holidays) -> Self {
        let minute = at.hour() as u16 * 60 + at.minute() as u16;
        let yesterday = Day::of(at.date().yesterday().unwrap_or(at.date()));
        Self { at, minute, today: Day::of(at.date()), yesterday, holidays }
    }

    /// Whether these hours are open then. The quick look spares the calendar, and the walk to the next opening that a closed
    /// place would cost.
    fn is_open(&self, hours: &Hours) -> bool {
        const DAY: u16 = 24 * 60;
        let minute = self.minute;
        let may_be = hours.windows().iter().any(|window| {
            let (from, to) = (window.span().from().minutes(), window.span().to().minutes());
            let on = |day| window.days().contains(day) || window.days().contains(Day::Holiday);
            (from <= minute && minute < to && on(self.today))
                || (from <= minute + DAY && minute + DAY < to && on(self.yesterday))
        });
        may_be && matches!(hours.openness(self.at, self.holidays), Openness::Open { .. })
    }
}
