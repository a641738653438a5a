//! The whole week at a glance (ケアマネタイムの表), and the page around it.

use askama::Template;
use jiff::civil::Date;

use super::day::{self, Choice, DayChoice, DayView};
use super::view::{call, reach, told};
use crate::directory::hours::Day;
use crate::directory::kind::OrganizationKind;
use crate::directory::search::Moment;
use crate::directory::store::care_manager_times::TimeOf;
use crate::platform::web::{Page, Phrase};
use crate::site::times;
use crate::site::words::{self, Named, Telephone};

/// The page.
#[derive(Template)]
#[template(path = "site/care_manager_time/board.html")]
pub struct Board {
    page: Page,
    is_empty: bool,
    days: Vec<DayChoice>,
    day: DayView,
    kinds: Vec<Choice>,
    none: Option<Phrase>,
    columns: Vec<Column>,
    rows: Vec<Row>,
    /// What is said of the holidays of all of them.
    common: Vec<Phrase>,
    count: Phrase,
    printed: Phrase,
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
    kind: Phrase,
    reach: Phrase,
    contact: String,
    note: String,
    told: Phrase,
    telephone: Option<Telephone>,
    call: String,
    cells: Vec<Cell>,
    /// What is said of its holidays and closing days, beside what is said of all.
    exceptions: Vec<Phrase>,
    /// The same week in a line or two, for paper.
    lines: Vec<Phrase>,
}

struct Cell {
    day: String,
    times: Vec<(Option<Phrase>, Phrase)>,
}

impl Board {
    /// Works out the page for a day; `kind`: only facilities of this kind.
    pub fn new(page: Page, all: &[TimeOf], date: Date, kind: Option<OrganizationKind>, moment: &Moment<'_>) -> Self {
        let shown: Vec<&TimeOf> = all.iter().filter(|one| kind.is_none_or(|kind| kind == one.kind)).collect();
        let has_holiday = shown.iter().any(|one| one.stored.time.hours().is_open_on(Day::Holiday));
        let columns: Vec<Day> = Day::ALL.into_iter().filter(|day| *day != Day::Holiday || has_holiday).collect();
        let today = moment.now.date();
        // On a holiday the column of the weekday says nothing.
        let today_is = if moment.holidays.name(today).is_some() { Day::Holiday } else { Day::of(today) };
        let mut rows: Vec<Row> = shown.iter().map(|one| Row::new(&page, one, &columns, today)).collect();
        let common = common(&mut rows);
        Self {
            is_empty: all.is_empty(),
            days: day::choices(&page, date, kind, moment),
            day: DayView::new(&page, &shown, date, kind, moment),
            kinds: kind_choices(&page, all, kind),
            none: shown.is_empty().then(|| page.t.care_manager_more_none_found()),
            columns: columns.iter().map(|day| Column::new(&page, *day, *day == today_is)).collect(),
            rows,
            common,
            count: page.t.care_manager_time_count(shown.len()),
            printed: page.t.sheet_printed(page.t.date(today), words::time(moment.now.time())),
            page,
        }
    }
}

/// What every row says of its holidays is said once, and taken out of the rows.
fn common(rows: &mut [Row]) -> Vec<Phrase> {
    let first = rows.first().map(|row| row.exceptions.clone()).unwrap_or_default();
    let common: Vec<Phrase> =
        first.into_iter().filter(|said| rows.iter().all(|row| row.exceptions.contains(said))).collect();
    for row in rows {
        row.exceptions.retain(|said| !common.contains(said));
    }
    common
}

/// Only kinds that somebody here is; nothing where there is no choice.
fn kind_choices(page: &Page, times: &[TimeOf], chosen: Option<OrganizationKind>) -> Vec<Choice> {
    let there = OrganizationKind::ALL.into_iter().filter(|kind| times.iter().any(|one| one.kind == *kind));
    let kinds: Vec<OrganizationKind> = there.collect();
    if kinds.len() < 2 {
        return Vec::new();
    }
    let all =
        Choice { words: page.t.care_manager_more_all_kinds(), href: day::address("", None), here: chosen.is_none() };
    let one = |kind: OrganizationKind| Choice {
        words: words::kind(page, kind),
        href: day::address("", Some(kind)),
        here: chosen == Some(kind),
    };
    std::iter::once(all).chain(kinds.into_iter().map(one)).collect()
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
    fn new(page: &Page, one: &TimeOf, days: &[Day], today: Date) -> Self {
        let time = &one.stored.time;
        let cell = |day: &Day| Cell {
            day: words::day(page, *day).plain().into_owned(),
            times: times::on_day(page, time.hours(), *day),
        };
        let telephone = one.phone.as_deref().map(words::telephone);
        Self {
            name: words::named(page, &one.name, one.kana.as_deref()),
            href: format!("/facilities/{}", one.id),
            kind: words::kind(page, one.kind),
            reach: reach(page, time),
            contact: time.contact().to_owned(),
            note: time.note().to_owned(),
            told: told(page, one),
            call: call(page, one, telephone.as_ref()),
            telephone,
            cells: days.iter().map(cell).collect(),
            lines: times::lines(page, time.hours()),
            exceptions: times::exceptions(page, time.hours(), today),
        }
    }
}
