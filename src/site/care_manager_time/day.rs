//! Who takes calls on one day (いま・今日・明日・ほかの日): the upper half of the page.

use jiff::civil::{Date, DateTime, Weekday};

use super::turn::{self, Turn, Until};
use super::view::{Line, until_words};
use crate::directory::hours::Day;
use crate::directory::kind::OrganizationKind;
use crate::directory::search::Moment;
use crate::directory::store::care_manager_times::TimeOf;
use crate::platform::web::{Page, Phrase};
use crate::site::ask::DAYS;
use crate::site::params::Params;
use crate::site::times;
use crate::site::words;

/// So many days can be chosen.
const DAYS_OFFERED: usize = 7;
/// So many days ahead the next one is looked for; a window of each week or month lies within.
const DAYS_AHEAD: i32 = 35;

/// A link that chooses a day or a kind.
pub struct Choice {
    /// What it is called.
    pub words: Phrase,
    /// Where it leads.
    pub href: String,
    /// Whether it is chosen.
    pub here: bool,
}

/// The day that was asked for.
pub struct DayView {
    /// The heading; nothing for today, which has two lists with their own.
    pub title: Option<Phrase>,
    /// That it is a holiday, and which.
    pub holiday: Option<Phrase>,
    /// Those who take calls now.
    pub now: Vec<Line>,
    /// Those who take calls later today, or at any time of another day.
    pub later: Vec<Line>,
    /// That nobody does.
    pub none: Option<Phrase>,
    /// The next day on which somebody does, when nobody does on this one any more.
    pub next: Option<Choice>,
}

/// The day that an address names: `tomorrow`, `wednesday` for the next one, `holiday`, or a date that is not far away; else
/// today.
pub fn named(name: &str, moment: &Moment<'_>) -> Date {
    let today = moment.now.date();
    let day: Option<Day> = DAYS.iter().find(|(known, _)| *known == name).map(|(_, day)| *day);
    let date: Option<Date> = name.parse().ok();
    match (name, day) {
        ("tomorrow", _) => today.tomorrow().unwrap_or(today),
        (_, Some(day)) => words::next_date_of(day, moment).unwrap_or(today),
        _ => date.filter(|date| (0..=DAYS_AHEAD).contains(&(*date - today).get_days())).unwrap_or(today),
    }
}

impl DayView {
    /// Works out the day for these facilities.
    pub fn new(page: &Page, all: &[&TimeOf], date: Date, kind: Option<OrganizationKind>, moment: &Moment<'_>) -> Self {
        let t = &page.t;
        let is_today = date == moment.now.date();
        let (now, later) =
            if is_today { today(page, all, moment) } else { (Vec::new(), another(page, all, date, moment)) };
        let is_holiday = moment.holidays.name(date).is_some();
        let is_over = now.is_empty() && later.is_empty();
        let holiday = moment.holidays.name(date).map(|name| match is_today {
            true => t.care_manager_more_today_is(t.holiday(name)),
            false => t.care_manager_more_day_is(t.short_date(date), t.holiday(name)),
        });
        Self {
            title: (!is_today).then(|| t.care_manager_more_on(day_words(page, date, moment))),
            holiday,
            none: is_over.then(|| match is_today {
                _ if is_holiday => t.care_manager_more_none_on_holiday(),
                true => t.care_manager_more_none_today(),
                false => t.care_manager_more_none_on(t.short_date(date)),
            }),
            next: if is_over { next(page, all, date, kind, moment) } else { None },
            now,
            later,
        }
    }
}

/// Those whose turn is now, the one that ends first on top, and those whose turn comes later today.
fn today(page: &Page, all: &[&TimeOf], moment: &Moment<'_>) -> (Vec<Line>, Vec<Line>) {
    let (at, holidays) = (moment.now, moment.holidays);
    let (mut now, mut later) = (Vec::new(), Vec::new());
    for one in all {
        match turn::turn(one.stored.time.hours(), at, holidays) {
            Turn::Now(until) => {
                let end = if let Until::At(end) = until { end } else { DateTime::MAX };
                now.push((end, Line::new(page, one, until_words(page, at, until), at, holidays)));
            }
            Turn::Later(spans) => {
                let first = spans.first().map_or(u16::MAX, |span| span.from().minutes());
                later.push((first, Line::new(page, one, told(page, &spans), at, holidays)));
            }
            Turn::Over(_) | Turn::NotToday => {}
        }
    }
    now.sort_by_key(|(end, _)| *end);
    later.sort_by_key(|(first, _)| *first);
    (now.into_iter().map(|(_, line)| line).collect(), later.into_iter().map(|(_, line)| line).collect())
}

/// Those who take calls on another day, the earliest on top.
fn another(page: &Page, all: &[&TimeOf], date: Date, moment: &Moment<'_>) -> Vec<Line> {
    let at = date.at(0, 0, 0, 0);
    let mut lines: Vec<(u16, Line)> = Vec::new();
    for one in all.iter().filter(|one| one.stored.time.hours().opens_on(date, moment.holidays)) {
        let spans = one.stored.time.hours().windows_on(date, moment.holidays);
        let first = spans.first().map_or(u16::MAX, |span| span.from().minutes());
        lines.push((first, Line::new(page, one, told(page, &spans), at, moment.holidays)));
    }
    lines.sort_by_key(|(first, _)| *first);
    lines.into_iter().map(|(_, line)| line).collect()
}

fn told(page: &Page, spans: &[crate::directory::hours::Span]) -> Phrase {
    if spans.is_empty() { page.t.care_manager_more_times_not_told() } else { times::spans(page, spans) }
}

/// The next day on which somebody takes calls.
fn next(
    page: &Page,
    all: &[&TimeOf],
    date: Date,
    kind: Option<OrganizationKind>,
    moment: &Moment<'_>,
) -> Option<Choice> {
    let takes_calls = |day: &Date| all.iter().any(|one| one.stored.time.hours().opens_on(*day, moment.holidays));
    let last = moment.now.date().checked_add(jiff::ToSpan::days(DAYS_AHEAD)).ok()?;
    let day = date.series(jiff::ToSpan::days(1)).skip(1).take_while(|day| *day <= last).find(takes_calls)?;
    let words = page.t.care_manager_more_next(day_words(page, day, moment));
    Some(Choice { words, href: address(&name_of(day, moment), kind), here: false })
}

/// One day of the strip of days.
pub struct DayChoice {
    /// 今日, 明日, 水; in English the day of the week for all of them.
    pub short: Phrase,
    /// The day of the month.
    pub number: i8,
    /// The whole of it, for those who do not see the strip.
    pub words: Phrase,
    /// `sun` on Sundays and holidays, `sat` on Saturdays.
    pub class: &'static str,
    /// Where it leads.
    pub href: String,
    /// Whether it is chosen.
    pub here: bool,
}

/// Today, tomorrow, and the days after them.
pub fn choices(page: &Page, chosen: Date, kind: Option<OrganizationKind>, moment: &Moment<'_>) -> Vec<DayChoice> {
    let days = moment.now.date().series(jiff::ToSpan::days(1)).take(DAYS_OFFERED);
    let choice = |day: Date| DayChoice {
        short: match name_of(day, moment).as_str() {
            // The English words are wider than their place; who does not see the strip hears them.
            "today" if !page.is_english() => page.t.weekday_today(),
            "tomorrow" if !page.is_english() => page.t.weekday_tomorrow(),
            _ if moment.holidays.name(day).is_some() => page.t.weekday_short_holiday(),
            _ => page.t.short_weekday(day.weekday()),
        },
        number: day.day(),
        words: day_words(page, day, moment),
        class: match day.weekday() {
            _ if moment.holidays.name(day).is_some() => "sun",
            Weekday::Sunday => "sun",
            Weekday::Saturday => "sat",
            _ => "",
        },
        href: address(&name_of(day, moment), kind),
        here: day == chosen,
    };
    days.map(choice).collect()
}

/// 今日 11月23日(月・祝), 明日 11月24日(火), 11月25日(水).
fn day_words(page: &Page, day: Date, moment: &Moment<'_>) -> Phrase {
    let t = &page.t;
    let date = if moment.holidays.name(day).is_some() { t.short_holiday(day) } else { t.short_date(day) };
    match name_of(day, moment).as_str() {
        "today" => Phrase::joined(&[t.weekday_today(), date], " "),
        "tomorrow" => Phrase::joined(&[t.weekday_tomorrow(), date], " "),
        _ => date,
    }
}

/// How an address names a day: the next seven by what people call them, later ones by their date.
fn name_of(day: Date, moment: &Moment<'_>) -> String {
    let weekday = || DAYS.iter().find(|(_, known)| *known == Day::of(day)).map(|(name, _)| (*name).to_owned());
    match (day - moment.now.date()).get_days() {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        2..7 => weekday().unwrap_or_else(|| day.to_string()),
        _ => day.to_string(),
    }
}

/// The address of the page for a day and a kind.
pub fn address(day: &str, kind: Option<OrganizationKind>) -> String {
    let mut params = Params::default();
    if !matches!(day, "" | "today") {
        params = params.with("day", day);
    }
    if let Some(kind) = kind {
        params = params.with("kind", kind.code());
    }
    params.address("/care-manager-time")
}
