//! Open or not at a moment, and when next.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};

use super::Hours;
use super::closures::HolidayRule;
use super::days::{Day, DaySet, Weeks};
use super::window::{Minute, Span, Window, WindowKind};
use crate::platform::holidays::Holidays;

/// How far ahead the next opening is looked for.
pub const SEARCH_DAYS: u16 = 60;

/// Night (夜間) begins at 21:00, when an evening surgery has ended: a place with any window after it, or before [`NIGHT_TO`], opens at night.
pub const NIGHT_FROM: Minute = Minute::new(21, 0).unwrap();

/// Night (夜間) ends at 6:00.
pub const NIGHT_TO: Minute = Minute::new(6, 0).unwrap();

/// How many days on end a place is followed that does not close.
const FOLLOWED_DAYS: u32 = 7;

const DAY: u32 = 24 * 60;

/// Whether a place is open at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Openness {
    /// Open now.
    Open {
        /// When it closes, perhaps tomorrow; a place that stays open is followed to the end of the seventh day.
        until: DateTime,
    },
    /// Closed now.
    ClosedNow {
        /// When it opens next, within [`SEARCH_DAYS`].
        opens: Option<Opening>,
    },
    /// Open on this day, but nobody told the times.
    OpenToday,
    /// Nothing is known of its days or times.
    Unknown,
}

/// When a place opens next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Opening {
    /// At this time.
    At(DateTime),
    /// On this day, at a time nobody told.
    On(Date),
}

impl Opening {
    /// The day.
    pub fn date(self) -> Date {
        match self {
            Self::At(moment) => moment.date(),
            Self::On(day) => day,
        }
    }
}

/// Why an answer should be asked about before somebody sets out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Doubt {
    /// Today is a holiday, and the source does not say how holidays are kept.
    HolidayNotStated,
    /// A `00:00-23:59` of the source is what makes it open.
    AllDay,
}

impl Hours {
    /// Whether it is open at this moment of local time.
    pub fn openness(&self, at: DateTime, holidays: &dyn Holidays) -> Openness {
        if self.windows.is_empty() && self.untimed.is_empty() {
            return self.of_unknown_place(at.date(), holidays);
        }
        let minute = minute_of(at);
        if let Some(end) = self.closing_after(at.date(), minute, holidays) {
            return Openness::Open { until: moment(at.date(), end) };
        }
        if self.kept(at.date(), holidays).is_some_and(|kept| self.is_untimed(kept)) {
            return Openness::OpenToday;
        }
        Openness::ClosedNow { opens: self.first_start(at.date(), minute, holidays) }
    }

    /// The next time it goes from closed to open, within [`SEARCH_DAYS`]; nothing for a place that never closes.
    pub fn next_opening(&self, after: DateTime, holidays: &dyn Holidays) -> Option<Opening> {
        let limit = after.date().saturating_add(i64::from(SEARCH_DAYS).days());
        let mut closed = after;
        while let Some(end) = self.closing_after(closed.date(), minute_of(closed), holidays) {
            closed = moment(closed.date(), end);
            if closed.date() > limit {
                return None;
            }
        }
        self.first_start(closed.date(), minute_of(closed), holidays)
    }

    /// The spans that begin on this date, in order. Empty when it is closed, and when only the day is known.
    pub fn windows_on(&self, date: Date, holidays: &dyn Holidays) -> Vec<Span> {
        let mut spans: Vec<Span> = match self.kept(date, holidays) {
            Some(kept) => self.spans(kept).collect(),
            None => Vec::new(),
        };
        spans.sort_unstable();
        spans
    }

    /// The spans in which patients are taken in (受付) on this date, where the source tells them.
    pub fn reception_on(&self, date: Date, holidays: &dyn Holidays) -> Vec<Span> {
        let Some(kept) = self.kept(date, holidays) else { return Vec::new() };
        let of_reception = self.windows.iter().filter(|w| w.kind() == WindowKind::Reception);
        of_reception.filter(|w| w.holds(kept.day, kept.occurrence)).map(Window::span).collect()
    }

    /// Whether it opens on this date at all, at known times or not.
    pub fn opens_on(&self, date: Date, holidays: &dyn Holidays) -> bool {
        self.kept(date, holidays).is_some_and(|kept| self.spans(kept).next().is_some() || self.is_untimed(kept))
    }

    /// Whether it is announced as open on this day, in some week of the month.
    pub fn is_open_on(&self, day: Day) -> bool {
        match (day, self.holidays) {
            (Day::Holiday, HolidayRule::Open) => !self.open_days().is_empty(),
            (Day::Holiday, HolidayRule::NotStated | HolidayRule::Closed) => false,
            _ => self.open_days().contains(day),
        }
    }

    /// Whether it is open on Sundays, be it only some of the month.
    pub fn opens_on_sundays(&self) -> bool {
        self.is_open_on(Day::Sunday)
    }

    /// Whether it is open on public holidays, by its own hours or by those of the weekday.
    pub fn opens_on_holidays(&self) -> bool {
        self.is_open_on(Day::Holiday)
    }

    /// Whether any window touches the night, from [`NIGHT_FROM`] to [`NIGHT_TO`]. A doubtful whole day does not count.
    pub fn opens_at_night(&self) -> bool {
        self.counted()
            .filter(|w| !w.is_doubtful())
            .map(Window::span)
            .any(|span| span.from() < NIGHT_TO || span.to() > NIGHT_FROM)
    }

    /// Every day that has a window or is known to be open.
    pub fn open_days(&self) -> DaySet {
        let untimed = self.untimed.iter().map(|u| u.days);
        self.counted().map(Window::days).chain(untimed).fold(DaySet::NONE, DaySet::union)
    }

    /// Why the answer for this moment is not sure, if it is not.
    pub fn doubt(&self, at: DateTime, holidays: &dyn Holidays) -> Option<Doubt> {
        let is_holiday = || holidays.name(at.date()).is_some();
        if self.holidays == HolidayRule::NotStated && !self.open_days().is_empty() && is_holiday() {
            return Some(Doubt::HolidayNotStated);
        }
        let kept = self.kept(at.date(), holidays)?;
        let minute = minute_of(at);
        let mut now =
            self.counted().filter(|w| w.holds(kept.day, kept.occurrence) && covers(w.span(), minute)).peekable();
        (now.peek().is_some() && now.all(Window::is_doubtful)).then_some(Doubt::AllDay)
    }

    /// The windows that make the place open: those of 診療・営業, or of 受付 where nothing else is told.
    fn counted(&self) -> impl Iterator<Item = &Window> {
        let kind = self.windows.first().map_or(WindowKind::Open, Window::kind);
        self.windows.iter().take_while(move |w| w.kind() == kind)
    }

    /// What the date is kept as; nothing when it is closed.
    fn kept(&self, date: Date, holidays: &dyn Holidays) -> Option<Kept> {
        let mut kept = Kept { day: Day::of(date), occurrence: Weeks::occurrence(date) };
        match self.holidays {
            HolidayRule::Own if holidays.name(date).is_some() => kept.day = Day::Holiday,
            HolidayRule::Closed if holidays.name(date).is_some() => return None,
            _ => {}
        }
        (!self.closures.iter().any(|c| c.closes(date, kept.day, kept.occurrence))).then_some(kept)
    }

    fn spans(&self, kept: Kept) -> impl Iterator<Item = Span> {
        self.counted().filter(move |w| w.holds(kept.day, kept.occurrence)).map(Window::span)
    }

    fn is_untimed(&self, kept: Kept) -> bool {
        let timed = self.spans(kept).next().is_some();
        !timed && self.untimed.iter().any(|u| u.days.contains(kept.day) && u.weeks.contains(kept.occurrence))
    }

    /// Only closures may be known: 日曜休み says something of a Sunday, and nothing of a Monday.
    fn of_unknown_place(&self, date: Date, holidays: &dyn Holidays) -> Openness {
        let nothing_told = self.closures.is_empty() && self.holidays != HolidayRule::Closed;
        if nothing_told || self.kept(date, holidays).is_some() {
            return Openness::Unknown;
        }
        Openness::ClosedNow { opens: None }
    }

    /// When the open time that covers this minute ends, in minutes after the date's midnight; nothing when it is closed.
    fn closing_after(&self, date: Date, minute: u32, holidays: &dyn Holidays) -> Option<u32> {
        let overnight = self.counted().any(|w| w.span().is_overnight());
        let mut end = minute;
        let mut covered = overnight
            .then(|| self.end_of_spans_over(date.yesterday().ok()?, minute + DAY, holidays))
            .flatten()
            .map(|e| e - DAY)
            .inspect(|e| end = *e)
            .is_some();
        let mut day = 0;
        let mut today = date;
        while day < FOLLOWED_DAYS && end >= day * DAY {
            if let Some(later) = self.end_of_spans_over(today, end - day * DAY, holidays) {
                end = later + day * DAY;
                covered = true;
            }
            let Some(tomorrow) = (covered && end >= (day + 1) * DAY).then(|| today.tomorrow().ok()).flatten() else {
                break;
            };
            (day, today) = (day + 1, tomorrow);
        }
        covered.then_some(end.min(FOLLOWED_DAYS * DAY))
    }

    /// The end of the unbroken open time over this minute, of the windows that begin on this date.
    fn end_of_spans_over(&self, date: Date, minute: u32, holidays: &dyn Holidays) -> Option<u32> {
        if !self.may_cover(Day::of(date), minute) {
            return None;
        }
        let kept = self.kept(date, holidays)?;
        let mut end = minute;
        while let Some(span) = self.spans(kept).find(|span| covers(*span, end)) {
            end = u32::from(span.to().minutes());
        }
        (end > minute).then_some(end)
    }

    /// A quick look before the calendar is asked.
    fn may_cover(&self, day: Day, minute: u32) -> bool {
        let relevant = DaySet::from(day).with(Day::Holiday);
        self.counted().any(|w| w.days().intersects(relevant) && covers(w.span(), minute))
    }

    /// The first beginning after this minute. The days are walked, so a closure or a holiday is never jumped over.
    fn first_start(&self, date: Date, minute: u32, holidays: &dyn Holidays) -> Option<Opening> {
        let (mut day, mut after) = (date, Some(minute));
        let relevant = self.open_days();
        for _ in 0..=SEARCH_DAYS {
            let possible = relevant.contains(Day::of(day)) || relevant.contains(Day::Holiday);
            if let Some(kept) = possible.then(|| self.kept(day, holidays)).flatten() {
                let starts = self.spans(kept).map(|span| u32::from(span.from().minutes()));
                if let Some(start) = starts.filter(|start| after.is_none_or(|after| *start > after)).min() {
                    return Some(Opening::At(moment(day, start)));
                }
                if after.is_none() && self.is_untimed(kept) {
                    return Some(Opening::On(day));
                }
            }
            (day, after) = (day.tomorrow().ok()?, None);
        }
        None
    }
}

/// A day as the hours see it.
#[derive(Clone, Copy)]
struct Kept {
    day: Day,
    occurrence: u8,
}

fn covers(span: Span, minute: u32) -> bool {
    u32::from(span.from().minutes()) <= minute && minute < u32::from(span.to().minutes())
}

fn minute_of(moment: DateTime) -> u32 {
    moment.hour() as u32 * 60 + moment.minute() as u32
}

fn moment(date: Date, minutes: u32) -> DateTime {
    date.at(0, 0, 0, 0).saturating_add(i64::from(minutes).minutes())
}
