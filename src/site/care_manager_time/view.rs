//! Care-manager times in the words of the page's language.

use askama::Template;
use jiff::civil::DateTime;

use super::turn::{self, Turn, Until};
use crate::directory::hours::{CareManagerTime, Day, Reach};
use crate::directory::kind::OrganizationKind;
use crate::directory::store::care_manager_times::TimeOf;
use crate::directory::store::survey::StoredCareManagerTime;
use crate::platform::holidays::Holidays;
use crate::platform::web::{Page, Phrase};
use crate::site::ask::{self, DAYS};
use crate::site::params::Params;
use crate::site::times;
use crate::site::words::{self, Named, Telephone};

/// One care-manager time, for the page of its facility.
pub struct CareView {
    /// That it is now, and until when.
    pub now: Option<Phrase>,
    /// The days and times.
    pub lines: Vec<Phrase>,
    /// The ways to reach them.
    pub reach: Phrase,
    /// Whom to ask for.
    pub contact: String,
    /// Anything else.
    pub note: String,
    /// Who told the hub.
    pub source: String,
    /// When.
    pub date: String,
}

impl CareView {
    /// Puts it in words.
    pub fn new(page: &Page, stored: &StoredCareManagerTime, now: DateTime, holidays: &dyn Holidays) -> Self {
        let time = &stored.time;
        let now = match turn::turn(time.hours(), now, holidays) {
            Turn::Now(until) => Some(until_words(page, now, until)),
            _ => None,
        };
        Self {
            now,
            lines: times::lines(page, time.hours()),
            reach: reach(page, time),
            contact: time.contact().to_owned(),
            note: time.note().to_owned(),
            source: stored.source.clone(),
            date: words::date(page, stored.answered_on),
        }
    }
}

fn until_words(page: &Page, now: DateTime, until: Until) -> Phrase {
    match until {
        Until::At(end) => page.t.care_manager_more_until(times::until(page, now, end)),
        Until::Always => page.t.care_manager_more_all_day(),
    }
}

/// 電話、FAX.
fn reach(page: &Page, time: &CareManagerTime) -> Phrase {
    let t = &page.t;
    let way = |reach: &Reach| match reach {
        Reach::Phone => t.care_manager_time_by_telephone(),
        Reach::Fax => t.care_manager_time_by_fax(),
        Reach::Visit => t.care_manager_time_by_visit(),
        Reach::Mail => t.care_manager_time_by_mail(),
        Reach::Chat => t.care_manager_more_by_chat(),
    };
    let ways: Vec<Phrase> = time.reach().iter().map(way).collect();
    times::joined(page, &ways, if page.is_english() { ", " } else { "、" })
}

/// What narrows the board.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Narrow {
    /// Only this day.
    pub day: Option<Day>,
    /// Only this kind.
    pub kind: Option<OrganizationKind>,
}

/// The page.
#[derive(Template)]
#[template(path = "site/care_manager_time/board.html")]
pub struct Board {
    page: Page,
    is_empty: bool,
    now: Vec<Line>,
    later: Vec<Line>,
    days: Vec<Choice>,
    kinds: Vec<Choice>,
    none: Option<Phrase>,
    columns: Vec<Column>,
    rows: Vec<Row>,
    count: Phrase,
}

/// One that takes calls today.
struct Line {
    name: Named,
    href: String,
    kind: &'static str,
    what: Phrase,
    reach: Phrase,
    contact: String,
    telephone: Option<Telephone>,
    call: String,
}

/// A link that narrows the board.
struct Choice {
    words: Phrase,
    href: String,
    here: bool,
}

struct Column {
    words: Phrase,
    full: Phrase,
    class: &'static str,
    today: bool,
}

/// One facility's week.
struct Row {
    name: Named,
    href: String,
    kind: &'static str,
    reach: Phrase,
    contact: String,
    note: String,
    cells: Vec<Cell>,
}

struct Cell {
    day: String,
    times: Vec<(Option<Phrase>, Phrase)>,
}

impl Board {
    /// Works out the page.
    pub fn new(page: Page, all: &[TimeOf], narrow: Narrow, now: DateTime, holidays: &dyn Holidays) -> Self {
        let of_kind: Vec<&TimeOf> = all.iter().filter(|one| narrow.kind.is_none_or(|kind| kind == one.kind)).collect();
        let is_open = |one: &&&TimeOf| narrow.day.is_none_or(|day| one.stored.time.hours().is_open_on(day));
        let shown: Vec<&TimeOf> = of_kind.iter().filter(is_open).copied().collect();
        let has_holiday = shown.iter().any(|one| one.stored.time.hours().is_open_on(Day::Holiday));
        let days: Vec<Day> = Day::ALL.into_iter().filter(|day| *day != Day::Holiday || has_holiday).collect();
        let is_holiday = has_holiday && holidays.name(now.date()).is_some();
        let today = if is_holiday { Day::Holiday } else { ask::day_of(now.weekday()) };
        let (now_lines, later) = lines_of_today(&page, &of_kind, now, holidays);
        Self {
            is_empty: all.is_empty(),
            now: now_lines,
            later,
            days: day_choices(&page, narrow),
            kinds: kind_choices(&page, all, narrow),
            none: shown.is_empty().then(|| none(&page, narrow)),
            columns: days.iter().map(|day| Column::new(&page, *day, *day == today)).collect(),
            rows: shown.iter().map(|one| Row::new(&page, one, &days)).collect(),
            count: page.t.care_manager_time_count(shown.len()),
            page,
        }
    }
}

/// Those whose turn is now, the one that ends first on top, and those whose turn comes later today.
fn lines_of_today(page: &Page, all: &[&TimeOf], at: DateTime, holidays: &dyn Holidays) -> (Vec<Line>, Vec<Line>) {
    let (mut now, mut later) = (Vec::new(), Vec::new());
    for one in all {
        match turn::turn(one.stored.time.hours(), at, holidays) {
            Turn::Now(until) => {
                let end = if let Until::At(end) = until { end } else { DateTime::MAX };
                now.push((end, Line::new(page, one, until_words(page, at, until))));
            }
            Turn::Later(spans) => {
                let first = spans.first().map(|span| span.from().minutes());
                let what = match spans.is_empty() {
                    true => page.t.care_manager_more_times_not_told(),
                    false => page.t.find_plain(times::spans(page, &spans)),
                };
                later.push((first.unwrap_or(u16::MAX), Line::new(page, one, what)));
            }
            Turn::Over(_) | Turn::NotToday => {}
        }
    }
    now.sort_by_key(|(end, _)| *end);
    later.sort_by_key(|(first, _)| *first);
    (now.into_iter().map(|(_, line)| line).collect(), later.into_iter().map(|(_, line)| line).collect())
}

fn none(page: &Page, narrow: Narrow) -> Phrase {
    match narrow {
        Narrow { day: Some(day), kind: None } => page.t.care_manager_time_none_on_day(words::day(page, day)),
        _ => page.t.care_manager_more_none_found(),
    }
}

fn day_choices(page: &Page, narrow: Narrow) -> Vec<Choice> {
    let all = Choice {
        words: page.t.care_manager_time_all_days(),
        href: address(None, narrow.kind),
        here: narrow.day.is_none(),
    };
    let one = |(_, day): &(&str, Day)| Choice {
        words: words::day(page, *day),
        href: address(Some(*day), narrow.kind),
        here: narrow.day == Some(*day),
    };
    std::iter::once(all).chain(DAYS.iter().map(one)).collect()
}

/// Only kinds that somebody here is; nothing where there is no choice.
fn kind_choices(page: &Page, times: &[TimeOf], narrow: Narrow) -> Vec<Choice> {
    let there = OrganizationKind::ALL.into_iter().filter(|kind| times.iter().any(|one| one.kind == *kind));
    let kinds: Vec<OrganizationKind> = there.collect();
    if kinds.len() < 2 {
        return Vec::new();
    }
    let all = Choice {
        words: page.t.care_manager_more_all_kinds(),
        href: address(narrow.day, None),
        here: narrow.kind.is_none(),
    };
    let one = |kind: OrganizationKind| Choice {
        words: page.t.find_plain(words::kind(page, kind)),
        href: address(narrow.day, Some(kind)),
        here: narrow.kind == Some(kind),
    };
    std::iter::once(all).chain(kinds.into_iter().map(one)).collect()
}

fn address(day: Option<Day>, kind: Option<OrganizationKind>) -> String {
    let mut params = Params::default();
    if let Some((name, _)) = DAYS.iter().find(|(_, known)| Some(*known) == day) {
        params = params.with("day", name);
    }
    if let Some(kind) = kind {
        params = params.with("kind", kind.code());
    }
    params.address("/care-manager-time")
}

impl Line {
    fn new(page: &Page, one: &TimeOf, what: Phrase) -> Self {
        let telephone = one.phone.as_deref().map(words::telephone);
        let call = telephone.as_ref().map(|telephone| page.t.common_call_name(&one.name, &telephone.shown));
        Self {
            name: words::named(&one.name, one.kana.as_deref()),
            href: format!("/facilities/{}", one.id),
            kind: words::kind(page, one.kind),
            what,
            reach: reach(page, &one.stored.time),
            contact: one.stored.time.contact().to_owned(),
            call: call.map(|call| call.plain().into_owned()).unwrap_or_default(),
            telephone,
        }
    }
}

impl Column {
    fn new(page: &Page, day: Day, today: bool) -> Self {
        Self {
            words: words::short_day(page, day),
            full: words::day(page, day),
            class: match day {
                Day::Sunday | Day::Holiday => "sun",
                Day::Saturday => "sat",
                _ => "",
            },
            today,
        }
    }
}

impl Row {
    fn new(page: &Page, one: &TimeOf, days: &[Day]) -> Self {
        let time = &one.stored.time;
        let cell = |day: &Day| Cell {
            day: words::day(page, *day).plain().into_owned(),
            times: times::on_day(page, time.hours(), *day),
        };
        Self {
            name: words::named(&one.name, one.kana.as_deref()),
            href: format!("/facilities/{}", one.id),
            kind: words::kind(page, one.kind),
            reach: reach(page, time),
            contact: time.contact().to_owned(),
            note: time.note().to_owned(),
            cells: days.iter().map(cell).collect(),
        }
    }
}
