//! Code tables and values in the words of the page's language.

use askama::filters::Safe;
use jiff::civil::{Date, Time};
use kyoten_text::era;
use kyoten_text::name::ruby;

use crate::directory::capability::codes;
use crate::directory::hours::{Day, Minute};
use crate::directory::kind::OrganizationKind;
use crate::directory::record::Source;
use crate::directory::service_type;
use crate::platform::web::{Fill, Language, Page, Phrase};

/// A kind's name.
pub fn kind(page: &Page, kind: OrganizationKind) -> &'static str {
    if page.is_english() { kind.english() } else { kind.japanese() }
}

/// A service's name.
pub fn service(page: &Page, code: &str) -> String {
    let known = service_type::by_code(code);
    known.map_or_else(|| code.to_owned(), |s| if page.is_english() { s.english } else { s.japanese }.to_owned())
}

/// A capability's name; one of the hub's own that was not looked up keeps its code.
pub fn capability(page: &Page, code: &str) -> String {
    let Some(known) = codes::by_code(code) else { return code.to_owned() };
    match page.t.language {
        Language::Japanese => known.japanese,
        Language::EasyJapanese => known.easy,
        Language::English => known.english,
    }
    .to_owned()
}

/// A source's name.
pub fn source(page: &Page, source: Source) -> &'static str {
    if page.is_english() { source.english() } else { source.japanese() }
}

/// A day of the week, or the holidays.
pub fn day(page: &Page, day: Day) -> Phrase {
    let t = &page.t;
    match day {
        Day::Sunday => t.weekday_sunday(),
        Day::Monday => t.weekday_monday(),
        Day::Tuesday => t.weekday_tuesday(),
        Day::Wednesday => t.weekday_wednesday(),
        Day::Thursday => t.weekday_thursday(),
        Day::Friday => t.weekday_friday(),
        Day::Saturday => t.weekday_saturday(),
        Day::Holiday => t.weekday_holiday(),
    }
}

/// A day of the week in one letter, or three in English.
pub fn short_day(page: &Page, day: Day) -> Phrase {
    let t = &page.t;
    match day {
        Day::Sunday => t.weekday_short_sunday(),
        Day::Monday => t.weekday_short_monday(),
        Day::Tuesday => t.weekday_short_tuesday(),
        Day::Wednesday => t.weekday_short_wednesday(),
        Day::Thursday => t.weekday_short_thursday(),
        Day::Friday => t.weekday_short_friday(),
        Day::Saturday => t.weekday_short_saturday(),
        Day::Holiday => t.weekday_short_holiday(),
    }
}

/// A date: 令和8年11月22日(日), or 22 November 2026.
pub fn date(page: &Page, day: Date) -> String {
    if page.is_english() { format!("{} {} {}", day.day(), month(day.month()), day.year()) } else { era::long(day) }
}

/// A date without its weekday, as the day of an answer is told: 令和8年11月22日, or 22 November 2026.
pub fn day_told(page: &Page, day: Date) -> Phrase {
    unbroken(page, if page.is_english() { date(page, day) } else { era::plain(day) })
}

/// A text that no line cuts in two: a date, a name.
pub fn unbroken(page: &Page, text: impl Fill) -> Phrase {
    page.t.find_plain(Safe(format!("<span class=\"nb\">{}</span>", page.t.find_plain(text))))
}

/// A text of the directory, which is Japanese on English pages too.
pub fn in_japanese(page: &Page, text: &str) -> Phrase {
    let text = page.t.find_plain(text);
    if page.is_english() { page.t.find_plain(Safe(format!("<span lang=\"ja\">{text}</span>"))) } else { text }
}

/// A date without its year: 11月24日(火), or Tue 24 November.
pub fn short_date(page: &Page, date: Date) -> String {
    let weekday = super::ask::day_of(date.weekday());
    if page.is_english() {
        format!("{} {} {}", short_day(page, weekday).plain(), date.day(), month(date.month()))
    } else {
        format!("{}月{}日({})", date.month(), date.day(), weekday.japanese().chars().next().unwrap_or_default())
    }
}

fn month(number: i8) -> &'static str {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    NAMES[usize::from(number.unsigned_abs()).clamp(1, 12) - 1]
}

/// A time of day as it is written: 9:00.
pub fn time(time: Time) -> String {
    format!("{}:{:02}", time.hour(), time.minute())
}

/// A minute of the day, past midnight too: 9:00, 翌1:00.
pub fn minute(page: &Page, minute: Minute) -> String {
    let (hour, rest) = (minute.hour(), minute.minute());
    match (hour > 24 || (hour == 24 && rest > 0), page.is_english()) {
        (false, _) => format!("{hour}:{rest:02}"),
        (true, false) => format!("翌{}:{rest:02}", hour - 24),
        (true, true) => format!("{}:{rest:02} next day", hour - 24),
    }
}

/// A distance: 700m, 1.6km.
pub fn distance(metres: u32) -> String {
    match metres {
        0..1000 => format!("{}m", metres.div_ceil(10) * 10),
        1000..100_000 => format!("{:.1}km", f64::from(metres) / 1000.0),
        _ => format!("{}km", metres / 1000),
    }
}

/// A name with its reading over the kanji.
pub struct Named {
    /// Parts of the name, some with a reading.
    pub parts: Vec<kyoten_text::name::Ruby>,
}

/// A name as the page shows it: always with its reading where it is known.
pub fn named(name: &str, kana: Option<&str>) -> Named {
    Named { parts: ruby(name, kana.unwrap_or_default()) }
}

/// A telephone number for people and for the telephone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telephone {
    /// With hyphens.
    pub shown: String,
    /// After `tel:`.
    pub digits: String,
}

/// A telephone number for people and for the telephone.
pub fn telephone(number: &str) -> Telephone {
    Telephone { shown: number.to_owned(), digits: number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect() }
}

/// The town of an address, without what stands before it: for lists.
pub fn town_of<'a>(address: &'a str, municipality_names: &[String]) -> &'a str {
    let rest = kyoten_text::address::parts(address).rest;
    let found =
        municipality_names.iter().filter_map(|name| rest.find(name.as_str()).map(|at| &rest[at + name.len()..]));
    found.min_by_key(|rest| rest.len()).filter(|rest| !rest.is_empty()).unwrap_or(rest)
}

/// The next date that is this day; for holidays the next public holiday within a year.
pub fn next_date_of(day: Day, moment: &crate::directory::search::Moment<'_>) -> Option<Date> {
    let today = moment.now.date();
    let mut date = today;
    for _ in 0..366 {
        let fits = if day == Day::Holiday {
            moment.holidays.name(date).is_some()
        } else {
            super::ask::day_of(date.weekday()) == day
        };
        if fits {
            return Some(date);
        }
        date = date.tomorrow().ok()?;
    }
    None
}

/// Some weeks of the month: 第2・第4日曜日, or 2nd and 4th Sunday.
pub fn nth_weeks(page: &Page, weeks: crate::directory::hours::Weeks, named: Day) -> String {
    const ORDINALS: [&str; 6] = ["", "1st", "2nd", "3rd", "4th", "5th"];
    let list: Vec<String> = if page.is_english() {
        weeks.iter().map(|n| ORDINALS[usize::from(n).min(5)].to_owned()).collect()
    } else {
        weeks.iter().map(|n| n.to_string()).collect()
    };
    let between = if page.is_english() { " & " } else { "・第" };
    page.t.find_nth_weeks(list.join(between), day(page, named)).plain().into_owned()
}
