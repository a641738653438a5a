//! From the parameters of an address to a question for the directory.

mod places;
#[cfg(test)]
mod tests;
mod values;
mod words;

use jiff::civil::Weekday;

use super::params::Params;
use crate::directory::hours::Day;
use crate::directory::record::Point;
use crate::directory::search::{Answer, Condition, Moment, Near, OpenFilter, Query, Spoken, understand};
use crate::directory::store::places::NamedPlace;
use crate::hub::Hub;
use crate::platform::web::Result;
use values::Values;
pub use words::{Part, PartMeaning, Question, WordPlaces};

/// The longest text that is searched for, in characters.
pub const LONGEST_TEXT: usize = 100;
/// Shorter words in Latin letters are no readings.
const SHORTEST_READING: usize = 3;
/// Hits on one page.
pub const PER_PAGE: usize = 20;
/// Pages that can be asked for; nobody reads further, and nobody copies the whole directory page by page.
pub const LAST_PAGE: usize = 250;
/// The distances offered, in kilometres.
pub const DISTANCES: [u32; 6] = [1, 2, 5, 10, 20, 50];

/// The distances that are listened to, in kilometres.
const KILOMETRES: std::ops::RangeInclusive<u32> = 1..=500;

/// The parameters of a question; others are nobody's.
pub const NAMES: [&str; 15] =
    ["q", "wish", "kind", "service", "can", "home", "open", "cmt", "near", "lat", "lon", "km", "order", "area", "page"];

/// A question with what the page must say of it.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The question.
    pub query: Query,
    /// What was typed, understood.
    pub words: Question,
    /// The place that was named and is unknown.
    pub unknown_place: Option<String>,
    /// Several places are called as the one that was named, none of them of the hub: somebody has to choose.
    pub has_to_choose: bool,
    /// Places of the name in the field, the one that is used first; or places that may have been meant by an unknown one.
    pub places: Vec<NamedPlace>,
    /// The text was cut.
    pub too_long: bool,
    /// Names and values that mean nothing here.
    pub unread: Vec<(String, String)>,
    /// Nothing of what was typed can be looked for, and nothing else was asked.
    pub asks_nothing: bool,
    /// The page, counted from 1.
    pub page: usize,
    /// The parameters, with conditions that were typed as words in their own place.
    pub params: Params,
}

/// Reads the question; places are looked up in the reference tables.
pub async fn read(hub: &Hub, params: &Params) -> Result<Asked> {
    let typed = params.first("q");
    let cut: String = typed.chars().take(LONGEST_TEXT).collect();
    let pieces = understand(&cut);
    let has_place = !params.first("near").is_empty() || point(params).is_some();
    let found = places::of_words(hub, &pieces).await?;
    let words = Question::new(&cut, &pieces, &found, has_place);
    let holidays = hub.holidays();
    let moment = Moment { now: hub.clock().local_now(), holidays: &*holidays };
    let params = ticked(params, &words, &moment);
    let too_long = typed.chars().count() > LONGEST_TEXT;
    // What is too long stays as it was typed, so that nothing is lost.
    let params = if too_long { params } else { with_text(&params, &words.text()) };
    let Values { mut query, unread } = Values::read(&params, &hub.config().hub.area);
    let params = unread.iter().fold(params, |params, (name, value)| params.without_value(name, value));
    query.text = words.searched();
    query.near = words.near.clone();
    query.place_word.clone_from(&words.place_word);
    if words.leaves_area {
        query.municipalities.clear();
    }
    let page = params.first("page").parse().unwrap_or(1).clamp(1, LAST_PAGE);
    (query.offset, query.limit) = ((page - 1) * PER_PAGE, PER_PAGE);
    let mut asked = Asked {
        asks_nothing: false,
        unknown_place: None,
        has_to_choose: false,
        places: Vec::new(),
        too_long,
        unread,
        page,
        params,
        query,
        words,
    };
    find_place(hub, &mut asked).await?;
    let rest = Query { municipalities: Vec::new(), ..asked.query.clone() };
    asked.asks_nothing = !asked.words.unsearchable.is_empty() && rest.is_empty() && rest.near.is_none();
    Ok(asked)
}

/// Conditions that were typed as words are conditions as if they had been ticked.
fn ticked(params: &Params, words: &Question, moment: &Moment<'_>) -> Params {
    words.spoken.iter().fold(params.clone(), |params, spoken| match spoken {
        Spoken::Open(filter) => params.and("open", code_of(*filter)),
        Spoken::DayOff => params.and("open", code_of(day_off(moment))),
        Spoken::ComesHome => params.with("home", "1"),
        Spoken::CareManagerTime => params.with("cmt", "1"),
    })
}

/// The next Sunday or public holiday, whichever comes first; today if it is one.
fn day_off(moment: &Moment<'_>) -> OpenFilter {
    let today = moment.now.date();
    for (days, date) in today.series(jiff::Span::new().days(1)).take(7).enumerate() {
        let is_holiday = moment.holidays.name(date).is_some();
        match (days, is_holiday || date.weekday() == Weekday::Sunday) {
            (_, false) => {}
            (0, true) => return OpenFilter::Today,
            (_, true) if is_holiday => return OpenFilter::On(Day::Holiday),
            (_, true) => break,
        }
    }
    OpenFilter::On(Day::Sunday)
}

async fn find_place(hub: &Hub, asked: &mut Asked) -> Result<()> {
    let named: String = asked.params.first("near").chars().take(LONGEST_TEXT).collect();
    if !named.is_empty() {
        let found = places::named(hub, &named).await?;
        asked.places = found.places;
        match asked.places.first() {
            Some(place) if found.is_clear => {
                asked.query.near = Some(Near { point: place.point, label: place.name.clone() });
            }
            Some(_) => asked.has_to_choose = true,
            None => {
                asked.places = places::suggested(hub, &named).await?;
                asked.unknown_place = Some(named);
            }
        }
    } else if let Some(point) = point(&asked.params) {
        asked.query.near = Some(Near { point, label: String::new() });
    }
    if asked.query.near.is_some() {
        let kilometres: Option<u32> = asked.params.first("km").parse().ok();
        asked.query.within_metres = kilometres.filter(|km| KILOMETRES.contains(km)).map(|km| km * 1000);
    }
    Ok(())
}

fn point(params: &Params) -> Option<Point> {
    let degrees = |name: &str| params.first(name).parse().ok();
    let found = kyoten_text::distance::Point::from_degrees(degrees("lat")?, degrees("lon")?)?;
    found.is_in_japan().then_some(Point { latitude: found.latitude, longitude: found.longitude })
}

/// The answer to a question; nobody, when nothing was asked that can be looked for.
pub async fn answer(hub: &Hub, asked: &Asked, moment: &Moment<'_>) -> Result<Answer> {
    if asked.asks_nothing { Ok(Answer::default()) } else { Ok(hub.finder().search(&asked.query, moment).await?) }
}

/// The same question with its Latin words read as kana, when there are such: Chidori is ちどり.
pub fn in_kana(asked: &Asked) -> Option<Params> {
    let read = |part: &words::Part| match part.meaning {
        PartMeaning::Word => kana_of(&part.typed),
        _ => None,
    };
    asked.words.parts.iter().any(|part| read(part).is_some()).then(|| {
        let words = asked.words.parts.iter().map(|part| read(part).unwrap_or_else(|| part.typed.clone()));
        asked.params.with("q", &words.collect::<Vec<_>>().join(" "))
    })
}

/// The kana of a word in Latin letters that may be a reading.
fn kana_of(word: &str) -> Option<String> {
    let is_latin = |c: char| c.is_ascii_alphabetic() || "āīūēōĀĪŪĒŌ'-".contains(c);
    let may_be_read = word.chars().count() >= SHORTEST_READING && word.chars().all(is_latin);
    may_be_read.then(|| kyoten_text::name::kana(word)).flatten()
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

/// How an address names an opening time.
pub fn code_of(filter: OpenFilter) -> &'static str {
    match filter {
        OpenFilter::Now | OpenFilter::At(_) => "now",
        OpenFilter::Today => "today",
        OpenFilter::Night => "night",
        OpenFilter::On(day) => DAYS.iter().find(|(_, known)| *known == day).map_or("", |(name, _)| name),
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

impl Asked {
    /// The address of the same question without one condition that is no single word.
    pub fn without(&self, params: &Params, condition: &Condition) -> Params {
        match condition {
            Condition::Term(number) => self.without_words(params, &[*number]),
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

    /// The same without some of the words that are looked for. A need may stay as a wish: nobody is left out for it any more.
    pub fn without_words(&self, params: &Params, numbers: &[usize]) -> Params {
        let gone: Vec<usize> = numbers.iter().filter_map(|number| self.words.searched_part(*number)).collect();
        if gone.is_empty() {
            return params.clone();
        }
        let wished = gone.iter().map(|part| &self.words.parts[*part]);
        let wished = wished.filter(|part| matches!(part.meaning, PartMeaning::Need(need) if need.can_be_wished()));
        let mut params = wished.fold(params.clone(), |params, part| params.and("wish", &part.typed));
        // A place is understood among words; what is left may be a place alone.
        if let Some(place) = self.words.place_word.as_ref() {
            params = params.with("near", place);
        }
        if self.words.leaves_area {
            params = params.with("area", "all");
        }
        with_text(&params, &self.words.text_without_place(&gone))
    }
}

/// The same with another text, which may be empty.
pub fn with_text(params: &Params, text: &str) -> Params {
    if text.is_empty() { params.without(&["q"]) } else { params.with("q", text) }
}
