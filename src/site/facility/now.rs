//! Whether a facility is open (いまの様子): the one big sentence of its page and what has to be said after it.
//!
//! Decided from the hours, the moment and the calendar alone.

use jiff::civil::{Date, DateTime, Time};

use crate::directory::hours::{Day, Doubt, HolidayRule, Hours, Minute, Opening, Openness, Span};
use crate::platform::holidays::Holidays;

/// So many holidays before the next opening are named.
const NAMED_HOLIDAYS: usize = 2;

/// What the page says of this moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Now {
    /// The big sentence.
    pub say: Say,
    /// What follows it, in order.
    pub then: Vec<Then>,
}

/// The big sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Say {
    /// Open, and until when.
    OpenUntil(DateTime),
    /// Open, and it does not close for days.
    OpenAllDay,
    /// Open today, at times nobody told.
    OpenToday,
    /// Closed until later today.
    OpensLater(Time),
    /// Between the morning and the afternoon.
    InBreak(Time),
    /// Today's last open time is over.
    DoneToday,
    /// Closed today because of this holiday.
    ClosedHoliday(String),
    /// Closed today.
    ClosedToday,
    /// Nobody told.
    Unknown,
}

/// A sentence after the big one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Then {
    /// Until when patients are taken in.
    ReceptionUntil(Time),
    /// Open still, but nobody is taken in any more.
    ReceptionOver,
    /// When it opens next.
    Next(Opening),
    /// When it opens next: tomorrow.
    NextTomorrow(Time),
    /// Closed on a holiday on which it would be open otherwise.
    HolidayClosed(Date, String),
    /// Nobody told whether holidays are kept.
    HolidayUnknown,
    /// A source says 0:00–23:59, which it may not mean.
    AskAllDay,
    /// The times are to be asked for.
    AskTimes,
}

impl Say {
    /// The surer and nearer, the smaller: the service that a person can use first speaks for the facility.
    fn rank(&self) -> u8 {
        match self {
            Self::OpenUntil(_) | Self::OpenAllDay => 0,
            Self::OpenToday => 1,
            Self::OpensLater(_) | Self::InBreak(_) => 2,
            Self::DoneToday | Self::ClosedHoliday(_) | Self::ClosedToday => 3,
            Self::Unknown => 4,
        }
    }
}

/// What is said of a facility whose services have these hours, and which of them it is about. `None`: no hours at all.
pub fn of_services(all: &[&Hours], at: DateTime, holidays: &dyn Holidays) -> Option<(usize, Now)> {
    let said = all.iter().enumerate().map(|(which, hours)| (which, of(hours, at, holidays)));
    said.min_by_key(|(which, now)| (now.say.rank(), *which))
}

/// What is said of a place with these hours.
pub fn of(hours: &Hours, at: DateTime, holidays: &dyn Holidays) -> Now {
    let mut then = Vec::new();
    let say = match hours.openness(at, holidays) {
        Openness::Open { until } => {
            then.extend(reception(hours, at, holidays));
            if is_days_away(at, until) { Say::OpenAllDay } else { Say::OpenUntil(until) }
        }
        Openness::OpenToday => {
            then.push(Then::AskTimes);
            Say::OpenToday
        }
        Openness::ClosedNow { opens } => {
            let say = closed(hours, at, opens, holidays);
            if !matches!(say, Say::OpensLater(_) | Say::InBreak(_)) {
                then.extend(next(hours, at, opens, holidays));
            }
            say
        }
        Openness::Unknown => Say::Unknown,
    };
    match hours.doubt(at, holidays) {
        Some(Doubt::HolidayNotStated) => then.push(Then::HolidayUnknown),
        Some(Doubt::AllDay) => then.push(Then::AskAllDay),
        None => {}
    }
    then.dedup();
    Now { say, then }
}

/// Whether it stays open through the whole of tomorrow.
fn is_days_away(at: DateTime, until: DateTime) -> bool {
    let tomorrow = at.date().tomorrow().unwrap_or(at.date());
    until.date() > tomorrow
}

fn reception(hours: &Hours, at: DateTime, holidays: &dyn Holidays) -> Option<Then> {
    let spans = hours.reception_on(at.date(), holidays);
    let minute = i32::from(at.hour()) * 60 + i32::from(at.minute());
    let end = |span: &Span| i32::from(span.to().minutes());
    let over = spans.iter().all(|span| end(span) <= minute);
    let now = spans.iter().find(|span| i32::from(span.from().minutes()) <= minute && minute < end(span));
    match now {
        Some(span) => time_of(span.to()).map(Then::ReceptionUntil),
        None => (over && !spans.is_empty()).then_some(Then::ReceptionOver),
    }
}

fn time_of(minute: Minute) -> Option<Time> {
    let (hour, minute) = (i8::try_from(minute.hour()).ok()?, i8::try_from(minute.minute()).ok()?);
    Time::new(hour, minute, 0, 0).ok()
}

fn closed(hours: &Hours, at: DateTime, opens: Option<Opening>, holidays: &dyn Holidays) -> Say {
    let today = hours.windows_on(at.date(), holidays);
    match opens {
        Some(Opening::At(from)) if from.date() == at.date() => {
            let minute = i32::from(at.hour()) * 60 + i32::from(at.minute());
            let was_open = today.iter().any(|span| i32::from(span.to().minutes()) <= minute);
            if was_open { Say::InBreak(from.time()) } else { Say::OpensLater(from.time()) }
        }
        _ if !today.is_empty() => Say::DoneToday,
        _ => match holidays.name(at.date()) {
            Some(name) if is_kept(hours) => Say::ClosedHoliday(name.to_owned()),
            _ => Say::ClosedToday,
        },
    }
}

/// Whether holidays make a difference here.
fn is_kept(hours: &Hours) -> bool {
    matches!(hours.holidays(), HolidayRule::Closed | HolidayRule::Own)
}

fn next(hours: &Hours, at: DateTime, opens: Option<Opening>, holidays: &dyn Holidays) -> Vec<Then> {
    let Some(opens) = opens else { return Vec::new() };
    let tomorrow = at.date().tomorrow().ok();
    let mut then = vec![match opens {
        Opening::At(from) if Some(from.date()) == tomorrow => Then::NextTomorrow(from.time()),
        other => Then::Next(other),
    }];
    let between = at.date().series(jiff::ToSpan::days(1)).skip(1).take_while(|day| *day < opens.date());
    let would_open = |day: &Date| hours.open_days().contains(Day::of(*day)) && !hours.opens_on(*day, holidays);
    let named = between.filter(would_open).filter(|_| is_kept(hours));
    let holidays_before =
        named.filter_map(|day| Some(Then::HolidayClosed(day, holidays.name(day)?.to_owned()))).take(NAMED_HOLIDAYS);
    then.extend(holidays_before);
    if matches!(opens, Opening::On(_)) {
        then.push(Then::AskTimes);
    }
    if hours.doubt(opens.date().at(0, 0, 0, 0), holidays) == Some(Doubt::HolidayNotStated) {
        then.push(Then::HolidayUnknown);
    }
    then
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;
    use crate::directory::hours::{HoursParts, Window, parse_text};
    use crate::platform::holidays::Law;

    /// 2026-11-20 is a Friday; Monday the 23rd is 勤労感謝の日.
    fn at(day: i8, hour: i8, minute: i8) -> DateTime {
        date(2026, 11, day).at(hour, minute, 0, 0)
    }

    fn said(hours: &str, moment: DateTime) -> (Say, Vec<Then>) {
        let Now { say, then } = of(&parse_text(hours).unwrap(), moment, &Law);
        (say, then)
    }

    const DENTIST: &str = "日 9:00-12:00、月・火・水・金 9:00-12:30 14:00-18:30、土 9:00-12:30、祝日休み";

    #[test]
    fn a_dentist_through_the_day() {
        let clock = |hour, minute| time(hour, minute, 0, 0);
        assert_eq!(said(DENTIST, at(20, 8, 59)), (Say::OpensLater(clock(9, 0)), vec![]));
        assert_eq!(said(DENTIST, at(20, 9, 0)), (Say::OpenUntil(at(20, 12, 30)), vec![]));
        assert_eq!(said(DENTIST, at(20, 13, 0)), (Say::InBreak(clock(14, 0)), vec![]));
        assert_eq!(said(DENTIST, at(20, 18, 30)), (Say::DoneToday, vec![Then::NextTomorrow(clock(9, 0))]));
    }

    #[test]
    fn a_holiday_is_named_when_it_lies_before_the_next_opening() {
        let thanks = || "勤労感謝の日".to_owned();
        let tuesday = Then::Next(Opening::At(at(24, 9, 0)));
        let sunday_evening = said(DENTIST, at(22, 15, 0));
        assert_eq!(sunday_evening, (Say::DoneToday, vec![tuesday, Then::HolidayClosed(date(2026, 11, 23), thanks())]));
        let monday = said(DENTIST, at(23, 10, 0));
        assert_eq!(monday, (Say::ClosedHoliday(thanks()), vec![Then::NextTomorrow(time(9, 0, 0, 0))]));
    }

    #[test]
    fn an_ordinary_closed_day_and_a_place_that_never_says_when() {
        assert_eq!(said(DENTIST, at(26, 10, 0)), (Say::ClosedToday, vec![Then::NextTomorrow(time(9, 0, 0, 0))]));
        assert_eq!(said("日曜休み", at(22, 10, 0)), (Say::ClosedToday, vec![]));
        assert_eq!(said("日曜休み", at(20, 10, 0)), (Say::Unknown, vec![]));
        assert_eq!(of(&Hours::default(), at(20, 10, 0), &Law), Now { say: Say::Unknown, then: vec![] });
    }

    #[test]
    fn where_only_days_are_known_the_times_are_asked_for() {
        let (hours, _) = crate::directory::hours::from_open_days("平日", "");
        let say = |moment| of(&hours, moment, &Law);
        assert_eq!(say(at(20, 10, 0)), Now { say: Say::OpenToday, then: vec![Then::AskTimes] });
        let next = Then::Next(Opening::On(date(2026, 11, 24)));
        let holiday = Then::HolidayClosed(date(2026, 11, 23), "勤労感謝の日".into());
        assert_eq!(say(at(21, 10, 0)), Now { say: Say::ClosedToday, then: vec![next, holiday, Then::AskTimes] });
    }

    #[test]
    fn a_night_goes_on_after_midnight_and_a_day_and_night_place_never_closes() {
        let bar = "金 18:00-翌1:00";
        assert_eq!(said(bar, at(20, 23, 0)).0, Say::OpenUntil(at(21, 1, 0)));
        assert_eq!(said(bar, at(21, 0, 30)).0, Say::OpenUntil(at(21, 1, 0)));
        let always = said("毎日 0:00-24:00、祝日は曜日どおり", at(20, 10, 0));
        assert_eq!(always, (Say::OpenAllDay, vec![]));
    }

    #[test]
    fn a_doubt_is_said() {
        assert_eq!(said("月 9:00-12:00", at(23, 10, 0)).1, [Then::HolidayUnknown]);
        let sunday = said("月 9:00-12:00", at(22, 10, 0));
        assert_eq!(sunday, (Say::ClosedToday, vec![Then::NextTomorrow(time(9, 0, 0, 0)), Then::HolidayUnknown]));
        let all_day = Window::open(Day::Friday.into(), Span::ALL_DAY).doubted();
        let doubtful = Hours::from(HoursParts { windows: vec![all_day], ..HoursParts::default() });
        assert_eq!(of(&doubtful, at(20, 10, 0), &Law).then, [Then::AskAllDay]);
    }

    #[test]
    fn reception_ends_before_the_doors_close() {
        let clinic = "金 9:00-12:00、金 受付 8:30-11:30";
        assert_eq!(said(clinic, at(20, 10, 0)).1, [Then::ReceptionUntil(time(11, 30, 0, 0))]);
        assert_eq!(said(clinic, at(20, 11, 45)).1, [Then::ReceptionOver]);
    }

    #[test]
    fn the_service_that_is_open_speaks_for_the_facility() {
        let (morning, evening) = (parse_text("金 9:00-12:00").unwrap(), parse_text("金 17:00-20:00").unwrap());
        let spoken = |moment| of_services(&[&morning, &evening], moment, &Law).map(|(which, now)| (which, now.say));
        assert_eq!(spoken(at(20, 18, 0)), Some((1, Say::OpenUntil(at(20, 20, 0)))));
        assert_eq!(spoken(at(20, 13, 0)), Some((1, Say::OpensLater(time(17, 0, 0, 0)))));
        assert_eq!(of_services(&[], at(20, 18, 0), &Law), None);
    }
}
