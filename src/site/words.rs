//! Values in the words of the page's language.

use jiff::civil::{Date, Time};
use kyoten_text::name::{Ruby, romaji, ruby};

use crate::directory::hours::{Day, Minute};
pub use crate::directory::words::{ability, group, item, kind, service, source};
use crate::platform::web::{Page, Phrase};

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

/// A time of day as it is written: 9:00.
pub fn time(time: Time) -> String {
    format!("{}:{:02}", time.hour(), time.minute())
}

/// A minute of the day, past midnight too: 9:00, 翌1:00.
pub fn minute(page: &Page, minute: Minute) -> Phrase {
    let (hour, rest) = (minute.hour(), minute.minute());
    if hour > 24 || (hour == 24 && rest > 0) {
        return page.t.weekday_next_morning(format!("{}:{rest:02}", hour - 24));
    }
    page.t.find_plain(format!("{hour}:{rest:02}"))
}

/// Words in a row: 電話、FAX.
pub fn listed(page: &Page, all: &[Phrase]) -> Phrase {
    Phrase::joined(all, &page.t.area_profile_list_comma().plain())
}

/// A distance: 700m, 1.6km.
pub fn distance(metres: u32) -> String {
    match metres {
        0..1000 => format!("{}m", metres.div_ceil(10) * 10),
        1000..100_000 => format!("{:.1}km", f64::from(metres) / 1000.0),
        _ => format!("{}km", metres / 1000),
    }
}

/// A name with its reading.
pub struct Named {
    /// Parts of the name, some with a reading over them.
    pub parts: Vec<Ruby>,
    /// The reading of the whole name where it does not stand over the parts.
    pub below: Option<String>,
    /// Whether that is in Latin letters.
    pub is_latin: bool,
}

/// A reading over more characters could not be broken, and would be wider than a phone.
const LONGEST_RUBY: usize = 7;

/// A name as the page shows it: always with its reading where it is known, on English pages in Latin letters.
pub fn named(page: &Page, name: &str, kana: Option<&str>) -> Named {
    let parts = ruby(name, kana.unwrap_or_default());
    let length =
        |part: &Ruby| part.base.chars().count().max(part.reading.as_ref().map_or(0, |r| r.chars().count() / 2));
    let is_short = parts.iter().all(|part| part.reading.is_none() || length(part) <= LONGEST_RUBY);
    let is_latin = page.is_english();
    if kana.is_none() || (is_short && !is_latin) {
        return Named { parts, below: None, is_latin };
    }
    let read = |part: &Ruby| part.reading.clone().unwrap_or_else(|| part.base.trim().to_owned());
    let below = if is_latin {
        let words = parts.iter().map(|part| romaji(&read(part))).filter(|word| !word.is_empty());
        words.collect::<Vec<_>>().join(" ")
    } else {
        parts.iter().map(read).collect()
    };
    Named { parts: vec![Ruby { base: name.to_owned(), reading: None }], below: Some(below), is_latin }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::Config;
    use crate::platform::web::{Language, Words};

    #[test]
    fn a_reading_that_is_too_long_to_stand_over_the_name_stands_below() {
        let page = Page::plain(Config::standard().hub);
        let short = named(&page, "汐見野みなと歯科", Some("シオミノミナトシカ"));
        assert_eq!((short.parts[0].reading.as_deref(), short.below), (Some("しおみの"), None));
        let kana = "イリョウホウジンシャダンカネツキキネンソウゴウビョウイン";
        let long = named(&page, "医療法人社団鐘撞記念総合病院", Some(kana));
        assert_eq!(long.parts.len(), 1);
        assert_eq!(long.below.as_deref(), Some("いりょうほうじんしゃだんかねつききねんそうごうびょういん"));
        assert_eq!(named(&page, "よみのない歯科", None).below, None);
    }

    #[test]
    fn english_pages_have_the_reading_in_latin_letters() {
        let mut page = Page::plain(Config::standard().hub);
        (page.t, page.preferences.language) = (Words::new(Language::English), Language::English);
        let name = named(&page, "汐見野みなと歯科", Some("シオミノミナトシカ"));
        assert_eq!(name.below.as_deref(), Some("Shiomino Minato Shika"));
        assert!(name.parts.iter().all(|part| part.reading.is_none()));
    }
}
