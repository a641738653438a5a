//! Public holidays of Japan (国民の祝日) as a function of the date, and the Cabinet Office's list where one is loaded.
//!
//! 国民の祝日に関する法律 (昭和23年法律第178号), in force since 1948-07-20:
//! <https://laws.e-gov.go.jp/law/323AC1000000178>. The equinoxes are those of the usual approximation, good to 2150;
//! the real ones are announced in February of the year before.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};

/// The name of a day that is off under article 3, because a holiday fell on a Sunday.
const SUBSTITUTE: &str = "振替休日";
/// The name of a day that is off under article 3, because it lies between two holidays.
const BETWEEN: &str = "国民の休日";

/// Says which days are public holidays. Left as it is, it follows the law.
pub trait Holidays: Send + Sync {
    /// The holiday's name, or nothing on an ordinary day.
    fn name(&self, day: Date) -> Option<&str> {
        holiday_name(day)
    }
}

/// The holidays as the law gives them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Law;

impl Holidays for Law {}

/// The Cabinet Office's list (国民の祝日・休日), which overrides the law for the years it covers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfficialList {
    days: BTreeMap<Date, String>,
    years: Option<(i16, i16)>,
}

/// A line of the official list that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("祝日一覧の{line}行目「{text}」を読めません。")]
pub struct UnreadLine {
    /// Counted from 1, with the heading.
    pub line: usize,
    /// What stands there.
    pub text: String,
}

impl OfficialList {
    /// The list of these days; it covers every year from its first day's to its last day's.
    pub fn new(days: BTreeMap<Date, String>) -> Self {
        let year = |entry: Option<(&Date, &String)>| entry.map(|(day, _)| day.year());
        let years = year(days.first_key_value()).zip(year(days.last_key_value()));
        Self { days, years }
    }

    /// Reads the text of `syukujitsu.csv` (decoded from CP932): a heading, then `2026/1/1,元日`.
    pub fn read(csv: &str) -> Result<Self, UnreadLine> {
        let mut days = BTreeMap::new();
        for (n, line) in csv.lines().enumerate().skip(1).filter(|(_, line)| !line.trim().is_empty()) {
            let unread = || UnreadLine { line: n + 1, text: line.to_owned() };
            let (day, name) = line.split_once(',').ok_or_else(unread)?;
            days.insert(read_day(day).ok_or_else(unread)?, name.trim().to_owned());
        }
        Ok(Self::new(days))
    }

    /// The first and the last year it covers.
    pub fn years(&self) -> Option<(i16, i16)> {
        self.years
    }
}

impl Holidays for OfficialList {
    fn name(&self, day: Date) -> Option<&str> {
        match self.years {
            Some((first, last)) if (first..=last).contains(&day.year()) => self.days.get(&day).map(String::as_str),
            _ => holiday_name(day),
        }
    }
}

fn read_day(text: &str) -> Option<Date> {
    let mut parts = text.trim().split('/');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// The code of a holiday's official name, by which the pages know it in other languages. `None`: one that is over for good, or
/// one that is newer than this table.
pub fn code(name: &str) -> Option<&'static str> {
    Some(match name {
        "元日" => "new_year",
        "成人の日" => "coming_of_age",
        "建国記念の日" => "foundation",
        "天皇誕生日" => "emperor",
        "春分の日" => "spring_equinox",
        "昭和の日" => "showa",
        "憲法記念日" => "constitution",
        "みどりの日" => "greenery",
        "こどもの日" => "children",
        "海の日" => "marine",
        "山の日" => "mountain",
        "敬老の日" => "aged",
        "秋分の日" => "autumn_equinox",
        "スポーツの日" => "sports",
        "文化の日" => "culture",
        "勤労感謝の日" => "labour",
        SUBSTITUTE => "substitute",
        BETWEEN => "between",
        // What the Cabinet Office's list calls both days of article 3.
        "休日" => "day_off",
        _ => return None,
    })
}

/// The name of the public holiday on this day under the law in force then.
pub fn holiday_name(day: Date) -> Option<&'static str> {
    if let Some(name) = named(day) {
        return Some(name);
    }
    if is_substitute(day) {
        return Some(SUBSTITUTE);
    }
    is_between(day).then_some(BETWEEN)
}

/// Article 3 (2): in force since 1973-04-12; since 2007 it moves on past other holidays.
fn is_substitute(day: Date) -> bool {
    if day < date(1973, 4, 12) {
        return false;
    }
    if day.year() < 2007 {
        return day.weekday() == Weekday::Monday && before(day).is_some_and(|d| named(d).is_some());
    }
    let mut earlier = before(day);
    while let Some(d) = earlier.filter(|d| named(*d).is_some()) {
        if d.weekday() == Weekday::Sunday {
            return true;
        }
        earlier = before(d);
    }
    false
}

/// Article 3 (3): in force since 1985-12-27.
fn is_between(day: Date) -> bool {
    day >= date(1985, 12, 27)
        && (day.year() >= 2007 || day.weekday() != Weekday::Sunday)
        && before(day).is_some_and(|d| named(d).is_some())
        && day.tomorrow().is_ok_and(|d| named(d).is_some())
}

fn before(day: Date) -> Option<Date> {
    day.yesterday().ok()
}

/// Article 2, with its changes, and the one-off laws.
fn named(day: Date) -> Option<&'static str> {
    let (year, month, dom) = (day.year(), day.month(), day.day());
    if day < date(1948, 7, 20) {
        return None;
    }
    match month {
        1 => january(year, day),
        2 => february(year, dom),
        3 => (Some(dom) == spring_equinox(year)).then_some("春分の日"),
        4 => april(year, dom),
        5 => may(year, dom),
        6 => ((year, dom) == (1993, 9)).then_some("結婚の儀"),
        7 | 8 => summer(year, month, day),
        9 => september(year, day),
        10 => october(year, day),
        11 => november(year, dom),
        _ => ((1989..=2018).contains(&year) && dom == 23).then_some("天皇誕生日"),
    }
}

fn january(year: i16, day: Date) -> Option<&'static str> {
    let coming_of_age = if year < 2000 { day.day() == 15 } else { is_nth_monday(day, 2) };
    match day.day() {
        1 => Some("元日"),
        _ => coming_of_age.then_some("成人の日"),
    }
}

fn february(year: i16, dom: i8) -> Option<&'static str> {
    match dom {
        11 if year >= 1967 => Some("建国記念の日"),
        23 if year >= 2020 => Some("天皇誕生日"),
        24 if year == 1989 => Some("大喪の礼"),
        _ => None,
    }
}

fn april(year: i16, dom: i8) -> Option<&'static str> {
    match dom {
        10 if year == 1959 => Some("結婚の儀"),
        29 if year < 1989 => Some("天皇誕生日"),
        29 if year < 2007 => Some("みどりの日"),
        29 => Some("昭和の日"),
        _ => None,
    }
}

fn may(year: i16, dom: i8) -> Option<&'static str> {
    match dom {
        1 if year == 2019 => Some("天皇の即位の日"),
        3 => Some("憲法記念日"),
        4 if year >= 2007 => Some("みどりの日"),
        5 => Some("こどもの日"),
        _ => None,
    }
}

/// 海の日, 山の日 and スポーツの日, moved in 2020 and 2021 for the Olympic Games.
fn summer(year: i16, month: i8, day: Date) -> Option<&'static str> {
    match (year, month, day.day()) {
        (2020, 7, 23) | (2021, 7, 22) => Some("海の日"),
        (2020, 7, 24) | (2021, 7, 23) => Some("スポーツの日"),
        (2020, 8, 10) | (2021, 8, 8) => Some("山の日"),
        (2020 | 2021, _, _) => None,
        (1996..=2002, 7, 20) => Some("海の日"),
        (2003.., 7, _) if is_nth_monday(day, 3) => Some("海の日"),
        (2016.., 8, 11) => Some("山の日"),
        _ => None,
    }
}

fn september(year: i16, day: Date) -> Option<&'static str> {
    let for_the_aged = match year {
        ..1966 => false,
        1966..=2002 => day.day() == 15,
        _ => is_nth_monday(day, 3),
    };
    match for_the_aged {
        true => Some("敬老の日"),
        false => (Some(day.day()) == autumn_equinox(year)).then_some("秋分の日"),
    }
}

fn october(year: i16, day: Date) -> Option<&'static str> {
    match year {
        2019 if day.day() == 22 => Some("即位礼正殿の儀"),
        1966..=1999 if day.day() == 10 => Some("体育の日"),
        2000..=2019 if is_nth_monday(day, 2) => Some("体育の日"),
        2022.. if is_nth_monday(day, 2) => Some("スポーツの日"),
        _ => None,
    }
}

fn november(year: i16, dom: i8) -> Option<&'static str> {
    match dom {
        3 => Some("文化の日"),
        12 if year == 1990 => Some("即位礼正殿の儀"),
        23 => Some("勤労感謝の日"),
        _ => None,
    }
}

fn is_nth_monday(day: Date, n: i8) -> bool {
    day.weekday() == Weekday::Monday && (day.day() - 1) / 7 + 1 == n
}

fn spring_equinox(year: i16) -> Option<i8> {
    equinox(year, [208_357, 208_431, 218_510])
}

fn autumn_equinox(year: i16) -> Option<i8> {
    equinox(year, [232_588, 232_488, 242_488])
}

/// The day of the equinox; `bases` are in ten-thousandths of a day for 1948–1979, 1980–2099 and 2100–2150.
fn equinox(year: i16, bases: [i64; 3]) -> Option<i8> {
    let (base, leap_from) = match year {
        1948..=1979 => (bases[0], 1983),
        1980..=2099 => (bases[1], 1980),
        2100..=2150 => (bases[2], 1980),
        _ => return None,
    };
    let year = i64::from(year);
    let millionths = base * 100 + 242_194 * (year - 1980) - (year - leap_from) / 4 * 1_000_000;
    i8::try_from(millionths / 1_000_000).ok()
}

/// The public holidays from one day to another, both included, with their names.
pub fn holidays_between(holidays: &dyn Holidays, first: Date, last: Date) -> Vec<(Date, &str)> {
    first.series(1.day()).take_while(|day| *day <= last).filter_map(|day| Some((day, holidays.name(day)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFICIAL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/e_geo/syukujitsu.csv");

    /// The list calls both days of article 3 休日, and three days of 2019 by names of its own.
    fn as_listed(day: Date) -> Option<&'static str> {
        match holiday_name(day)? {
            SUBSTITUTE | BETWEEN => Some("休日"),
            "天皇の即位の日" => Some("休日（祝日扱い）"),
            "即位礼正殿の儀" if day.year() == 2019 => Some("休日（祝日扱い）"),
            "体育の日" if day.year() == 2019 => Some("体育の日（スポーツの日）"),
            name => Some(name),
        }
    }

    #[test]
    fn the_law_agrees_with_the_official_list_on_every_day() {
        let Ok(bytes) = std::fs::read(OFFICIAL) else {
            println!("skipped: {OFFICIAL} is not there");
            return;
        };
        let (text, _, _) = encoding_rs::SHIFT_JIS.decode(&bytes);
        let list = OfficialList::read(&text).unwrap();
        let (first, last) = list.years().unwrap();
        assert!(first <= 1955 && last >= 2027, "{first}–{last}");
        let differences: Vec<String> = date(first, 1, 1)
            .series(1.day())
            .take_while(|day| day.year() <= last)
            .filter(|day| as_listed(*day) != list.days.get(day).map(String::as_str))
            .map(|day| format!("{day}: law {:?}, list {:?}", holiday_name(day), list.days.get(&day)))
            .collect();
        assert!(differences.is_empty(), "{differences:#?}");
    }

    #[test]
    fn the_years_that_tripped_others() {
        assert_eq!(holiday_name(date(1948, 7, 19)), None);
        assert_eq!(holiday_name(date(1948, 11, 3)), Some("文化の日"));
        assert_eq!(holiday_name(date(1948, 9, 23)), Some("秋分の日"));
        assert_eq!(holiday_name(date(1973, 4, 30)), Some(SUBSTITUTE));
        assert_eq!(holiday_name(date(1972, 9, 24)), None);
        assert_eq!(holiday_name(date(1988, 5, 4)), Some(BETWEEN));
        assert_eq!(holiday_name(date(2003, 5, 4)), None, "a Sunday between two holidays, before 2007");
        assert_eq!(holiday_name(date(2009, 5, 6)), Some(SUBSTITUTE), "5月3日 was a Sunday");
        assert_eq!(holiday_name(date(2009, 9, 22)), Some(BETWEEN));
        assert_eq!(holiday_name(date(2019, 4, 30)), Some(BETWEEN));
        assert_eq!(holiday_name(date(2019, 5, 2)), Some(BETWEEN));
        assert_eq!(holiday_name(date(2021, 8, 9)), Some(SUBSTITUTE));
        assert_eq!(holiday_name(date(2026, 9, 22)), Some(BETWEEN));
        assert_eq!(holiday_name(date(2026, 11, 23)), Some("勤労感謝の日"));
    }

    #[test]
    fn the_list_rules_the_years_it_covers_and_the_law_the_others() {
        let list = OfficialList::read("heading\r\n2026/1/1,元日\r\n2026/7/1,町の日\r\n").unwrap();
        assert_eq!(list.name(date(2026, 7, 1)), Some("町の日"));
        assert_eq!(list.name(date(2026, 5, 3)), None);
        assert_eq!(list.name(date(2027, 5, 3)), Some("憲法記念日"));
        assert_eq!(OfficialList::default().name(date(2026, 5, 3)), Some("憲法記念日"));
        assert_eq!(OfficialList::read("heading\n2026/13/1,x").unwrap_err().line, 2);
    }

    #[test]
    fn the_days_of_a_month_are_listed() {
        let november = holidays_between(&Law, date(2026, 11, 1), date(2026, 11, 30));
        assert_eq!(november, [(date(2026, 11, 3), "文化の日"), (date(2026, 11, 23), "勤労感謝の日")]);
    }
}
