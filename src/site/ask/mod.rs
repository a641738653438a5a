//! From the parameters of an address to a question for the directory.

use jiff::civil::Weekday;

use super::params::Params;
use crate::directory::capability::codes;
use crate::directory::hours::Day;
use crate::directory::kind::OrganizationKind;
use crate::directory::record::Point;
use crate::directory::search::{Condition, Near, OpenFilter, Order, Query};
use crate::directory::service_type;
use crate::directory::store::places::{self, NamedPlace};
use crate::hub::Hub;
use crate::platform::web::Result;

/// The longest text that is searched for, in characters.
pub const LONGEST_TEXT: usize = 100;
/// Hits on one page.
pub const PER_PAGE: usize = 20;
/// Pages that can be asked for; nobody reads further, and nobody copies the whole directory page by page.
pub const LAST_PAGE: usize = 250;
/// The distances offered, in kilometres.
pub const DISTANCES: [u32; 6] = [1, 2, 5, 10, 20, 50];

/// A question with what the page must say of it.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The question.
    pub query: Query,
    /// The place that was named and is unknown.
    pub unknown_place: Option<String>,
    /// Places of that name: the one that is used first.
    pub places: Vec<NamedPlace>,
    /// The text was cut.
    pub too_long: bool,
    /// The page, counted from 1.
    pub page: usize,
    /// The parameters, with conditions that were typed as words in their own place.
    pub params: Params,
}

/// Reads the question; the place is looked up in the reference tables.
pub async fn read(hub: &Hub, params: &Params) -> Result<Asked> {
    let typed = params.first("q");
    let cut: String = typed.chars().take(LONGEST_TEXT).collect();
    let (text, spoken) = Spoken::heard_in(&cut);
    let params = &spoken.written_into(params, &text);
    let page = params.first("page").parse().unwrap_or(1).clamp(1, LAST_PAGE);
    let mut query = Query {
        text,
        kinds: params.all("kind").filter_map(OrganizationKind::from_code).collect(),
        services: params
            .all("service")
            .filter(|code| service_type::by_code(code).is_some())
            .map(str::to_owned)
            .collect(),
        capabilities: several(params.all("can").filter(|code| is_code(code))),
        comes_home: params.first("home") == "1",
        open: params.all("open").filter_map(open).fold(Vec::new(), |mut all, one| {
            if !all.contains(&one) {
                all.push(one);
            }
            all
        }),
        care_manager_time_now: params.first("cmt") == "1",
        order: match params.first("order") {
            "near" => Some(Order::Near),
            "kana" => Some(Order::Gojuon),
            "words" => Some(Order::Match),
            _ => None,
        },
        offset: (page - 1) * PER_PAGE,
        limit: PER_PAGE,
        ..Query::default()
    };
    if params.first("area") != "all" {
        query.municipalities.clone_from(&hub.config().hub.area);
    }
    let mut asked = Asked {
        query,
        unknown_place: None,
        places: Vec::new(),
        too_long: typed.chars().count() > LONGEST_TEXT,
        page,
        params: Params::default(),
    };
    find_place(hub, params, &mut asked).await?;
    asked.params = params.clone();
    Ok(asked)
}

async fn find_place(hub: &Hub, params: &Params, asked: &mut Asked) -> Result<()> {
    let named: String = params.first("near").chars().take(LONGEST_TEXT).collect();
    if !named.is_empty() {
        let (wanted, area) = (named.clone(), hub.config().hub.area.clone());
        asked.places = hub.read(move |tx, _| places::named(tx, &wanted, &area, 6)).await?;
        match asked.places.first() {
            Some(place) => asked.query.near = Some(Near { point: place.point, label: named }),
            None => asked.unknown_place = Some(named),
        }
    } else if let Some(point) = point(params.first("lat"), params.first("lon")) {
        asked.query.near = Some(Near { point, label: String::new() });
    }
    if asked.query.near.is_some() {
        let kilometres: Option<u32> = params.first("km").parse().ok();
        asked.query.within_metres = kilometres.filter(|km| (1..=500).contains(km)).map(|km| km * 1000);
    }
    Ok(())
}

fn point(latitude: &str, longitude: &str) -> Option<Point> {
    let found = kyoten_text::distance::Point::from_degrees(latitude.parse().ok()?, longitude.parse().ok()?)?;
    found.is_in_japan().then_some(Point { latitude: found.latitude, longitude: found.longitude })
}

/// Conditions of one kind that are listened to; every pair of conditions costs when nothing is found.
const MOST_CONDITIONS: usize = 8;

/// Each value once, and not more of them than people tick.
fn several<'a>(values: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for value in values {
        if all.len() < MOST_CONDITIONS && !all.iter().any(|known| known == value) {
            all.push(value.to_owned());
        }
    }
    all
}

/// A code may be one of the hub's own; whether it is asked for is the directory's business.
fn is_code(code: &str) -> bool {
    codes::by_code(code).is_some() || (code.starts_with("own_") && code.len() <= 44)
}

fn open(value: &str) -> Option<OpenFilter> {
    Some(match value {
        "now" => OpenFilter::Now,
        "night" => OpenFilter::Night,
        other => OpenFilter::On(day(other)?),
    })
}

/// The days as an address names them.
pub const DAYS: [(&str, Day); 8] = [
    ("sunday", Day::Sunday),
    ("monday", Day::Monday),
    ("tuesday", Day::Tuesday),
    ("wednesday", Day::Wednesday),
    ("thursday", Day::Thursday),
    ("friday", Day::Friday),
    ("saturday", Day::Saturday),
    ("holiday", Day::Holiday),
];

fn day(value: &str) -> Option<Day> {
    DAYS.iter().find(|(name, _)| *name == value).map(|(_, day)| *day)
}

/// How an address names an opening time.
fn code_of(filter: OpenFilter) -> &'static str {
    match filter {
        OpenFilter::Now | OpenFilter::At(_) => "now",
        OpenFilter::Night => "night",
        OpenFilter::On(day) => DAYS.iter().find(|(_, known)| *known == day).map_or("", |(name, _)| name),
    }
}

/// Conditions that people type as words: 「歯科 日曜日」.
#[derive(Debug, Default, PartialEq, Eq)]
struct Spoken {
    comes_home: bool,
    open: Vec<OpenFilter>,
}

/// Words that mean a condition and nothing else.
const SPOKEN: &[(&str, OpenFilter)] = &[
    ("日曜", OpenFilter::On(Day::Sunday)),
    ("日曜日", OpenFilter::On(Day::Sunday)),
    ("月曜日", OpenFilter::On(Day::Monday)),
    ("火曜日", OpenFilter::On(Day::Tuesday)),
    ("水曜日", OpenFilter::On(Day::Wednesday)),
    ("木曜日", OpenFilter::On(Day::Thursday)),
    ("金曜日", OpenFilter::On(Day::Friday)),
    ("土曜", OpenFilter::On(Day::Saturday)),
    ("土曜日", OpenFilter::On(Day::Saturday)),
    ("祝日", OpenFilter::On(Day::Holiday)),
    ("夜", OpenFilter::Night),
    ("夜間", OpenFilter::Night),
    ("いま開いている", OpenFilter::Now),
    ("今開いている", OpenFilter::Now),
    ("sunday", OpenFilter::On(Day::Sunday)),
    ("saturday", OpenFilter::On(Day::Saturday)),
    ("holiday", OpenFilter::On(Day::Holiday)),
    ("night", OpenFilter::Night),
];

/// Words that mean that somebody comes to the house.
const SPOKEN_HOME: &[&str] = &["家に来る", "家に来てくれる", "訪問", "往診"];

impl Spoken {
    /// The same parameters with the conditions as if they had been ticked.
    fn written_into(&self, params: &Params, text: &str) -> Params {
        let mut written = params.without(&["q"]);
        if !text.trim().is_empty() {
            written = written.with("q", text.trim());
        }
        if self.comes_home {
            written = written.with("home", "1");
        }
        self.open.iter().fold(written, |written, filter| written.and("open", code_of(*filter)))
    }

    /// The words that are left to look for, and the conditions that were among them. One word alone is looked for as it is:
    /// it may be part of a name.
    fn heard_in(text: &str) -> (String, Self) {
        let mut spoken = Self::default();
        if text.split_whitespace().count() < 2 {
            return (text.to_owned(), spoken);
        }
        let is_left = |word: &&str| {
            let key = word.to_lowercase();
            if let Some((_, filter)) = SPOKEN.iter().find(|(known, _)| *known == key) {
                spoken.open.push(*filter);
                return false;
            }
            let comes_home = SPOKEN_HOME.contains(&key.as_str());
            spoken.comes_home |= comes_home;
            !comes_home
        };
        let left: Vec<&str> = text.split_whitespace().filter(is_left).collect();
        (left.join(" "), spoken)
    }
}

/// The last page of so many hits, counted from 1.
pub fn last_page(total: u64) -> usize {
    usize::try_from(total).unwrap_or(usize::MAX).div_ceil(PER_PAGE).clamp(1, LAST_PAGE)
}

/// The day of the week as the hours know it.
pub fn day_of(weekday: Weekday) -> Day {
    DAYS[usize::from(weekday.to_sunday_zero_offset().unsigned_abs())].1
}

/// The address of the same question without one condition.
pub fn without(params: &Params, condition: &Condition) -> Params {
    let params = params.without(&["page"]);
    match condition {
        Condition::LastTerm => {
            let mut terms: Vec<&str> = params.first("q").split_whitespace().collect();
            terms.pop();
            params.with("q", &terms.join(" "))
        }
        Condition::Text => params.without(&["q"]),
        Condition::Kinds => params.without(&["kind"]),
        Condition::Services => params.without(&["service"]),
        Condition::Capability(code) => params.without_value("can", code),
        Condition::ComesHome => params.without(&["home"]),
        Condition::Open(filter) => params.without_value("open", code_of(*filter)),
        Condition::CareManagerTime => params.without(&["cmt"]),
        Condition::Distance => params.without(&["km"]),
        Condition::Municipalities => params.with("area", "all"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_typed_as_words_are_conditions_and_a_lone_word_is_a_word() {
        let (text, spoken) = Spoken::heard_in("歯科　日曜日 家に来る");
        assert_eq!(text, "歯科");
        assert_eq!(spoken, Spoken { comes_home: true, open: vec![OpenFilter::On(Day::Sunday)] });
        assert_eq!(Spoken::heard_in("訪問"), ("訪問".to_owned(), Spoken::default()));
    }
}
