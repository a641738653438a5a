//! Places that people name: a town, a municipality, a postal code; by name or by reading.

mod field;

use kyoten_store::{Result, Row, Tx, params};
use kyoten_text::normalize::{is_kana, search_key};

use super::reference::{self, Municipality, municipalities};
use crate::directory::import::gazetteer::place_key;
use crate::directory::record::Point;
pub use field::{Named, named};

/// A place that somebody named: a town, a municipality or a postal code with its point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedPlace {
    /// Municipality and town, as a page calls it among others.
    pub label: String,
    /// The town or the municipality alone.
    pub name: String,
    /// Five digits.
    pub municipality: String,
    /// Its point.
    pub point: Point,
    /// Whether it is a whole municipality and not a town.
    pub is_municipality: bool,
}

/// What a word among others may mean as a place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Called {
    /// The places that are called just so, those of the hub's area first. Several: nobody can know which is meant.
    pub exactly: Vec<NamedPlace>,
    /// Places of the hub's area whose name or reading begins so.
    pub beginning: Vec<NamedPlace>,
}

/// How many places a word may suggest.
const MOST: usize = 6;

/// What a word among others may mean as a place. A word is rarely one, so that only names and readings count that are
/// whole; the beginnings are there to ask back.
pub fn called(tx: &mut Tx<'_>, word: &str, area: &[String]) -> Result<Called> {
    if let Some(digits) = postal_code(word) {
        let exactly = of_postal_code(tx, &digits)?;
        return Ok(Called { exactly: one_of_each(exactly, area), beginning: Vec::new() });
    }
    let key = place_key(word);
    if key.chars().count() < 2 {
        return Ok(Called::default());
    }
    let towns = if word.chars().all(is_kana) {
        towns_read(tx, &search_key(word), None)?
    } else {
        towns_like(tx, &key, None)?.into_iter().map(|town| (is_only_number(&town.key[key.len()..]), town)).collect()
    };
    let (exactly, beginning): (Vec<_>, Vec<_>) = towns.into_iter().partition(|(is_whole, _)| *is_whole);
    let mut exactly: Vec<NamedPlace> = gathered(exactly.into_iter().map(|(_, town)| town));
    if exactly.is_empty() && may_be_municipality(word) {
        exactly = municipalities_called(tx, word)?;
    }
    let own = |town: &Town| area.is_empty() || area.contains(&town.municipality);
    let mut beginning = gathered(beginning.into_iter().map(|(_, town)| town).filter(own));
    // 「桐原」 may be the city or the towns that begin so.
    for municipality in area_municipalities(tx, area)? {
        if without_kind(&municipality.name) == word || read_without_kind(&municipality) == search_key(word) {
            beginning.extend(whole(&municipality));
        }
    }
    beginning.truncate(MOST);
    let called = Called { exactly: one_of_each(exactly, area), beginning };
    match word.strip_suffix('駅').filter(|_| called == Called::default()) {
        // No list knows stations, but a town or a city of that name is near.
        Some(town) => {
            let Called { mut exactly, beginning } = self::called(tx, town, area)?;
            exactly.extend(beginning);
            Ok(Called { exactly: Vec::new(), beginning: exactly })
        }
        None => Ok(called),
    }
}

/// The hub's own first, each once; those elsewhere only when the hub has none.
fn one_of_each(mut places: Vec<NamedPlace>, area: &[String]) -> Vec<NamedPlace> {
    places.dedup();
    if places.iter().any(|place| area.contains(&place.municipality)) {
        places.retain(|place| area.contains(&place.municipality));
    }
    places.truncate(MOST);
    places
}

/// The digits when the text is a number such as 516-0000 and nothing else.
fn postal_code(text: &str) -> Option<String> {
    let is_number = !text.trim().is_empty() && text.chars().all(|c| c.is_numeric() || "-ー－‐〒 　".contains(c));
    is_number.then(|| search_key(text).chars().filter(char::is_ascii_digit).collect())
}

fn of_postal_code(tx: &mut Tx<'_>, digits: &str) -> Result<Vec<NamedPlace>> {
    if digits.len() != 7 {
        return Ok(Vec::new());
    }
    let towns: Vec<(String, String)> = tx.query(
        "select municipality, town from reference_postal_code where code = $1 order by municipality, town",
        params![digits],
        |row| Ok((row.read(0)?, row.read(1)?)),
    )?;
    let mut places = Vec::new();
    for (municipality, town) in towns {
        match town_of_list(tx, &municipality, &town)? {
            Some(place) => places.push(place),
            None => places.extend(whole_municipality(tx, &municipality)?),
        }
    }
    places.dedup();
    Ok(places)
}

/// A town as the postal list writes it, with its place.
fn town_of_list(tx: &mut Tx<'_>, municipality: &str, town: &str) -> Result<Option<NamedPlace>> {
    let key = place_key(town.split(['(', '（', '〜']).next().unwrap_or_default());
    if key.is_empty() {
        return Ok(None);
    }
    let like = towns_like(tx, &key, Some(municipality))?;
    Ok(gathered(like.into_iter().filter(|town| is_only_number(&town.key[key.len()..]))).into_iter().next())
}

/// The towns whose reading begins so, and whether that is the whole reading.
fn towns_read(tx: &mut Tx<'_>, key: &str, of: Option<&str>) -> Result<Vec<(bool, Town)>> {
    if key.is_empty() {
        return Ok(Vec::new());
    }
    let after = format!("{key}\u{10ffff}");
    let read = |row: &Row<'_>| Ok((row.read(0)?, row.read(1)?, row.read(2)?));
    let rows: Vec<(String, String, String)> = match of {
        Some(code) => tx.query(READINGS_OF_MUNICIPALITY, params![key, after, code], read)?,
        None => tx.query(READINGS, params![key, after], read)?,
    };
    let mut towns = Vec::new();
    for (municipality, town, kana_key) in rows {
        let name = place_key(town.split(['(', '（', '〜']).next().unwrap_or_default());
        if name.is_empty() {
            continue;
        }
        let like = towns_like(tx, &name, Some(&municipality))?;
        let whole = like.into_iter().filter(|town| is_only_number(&town.key[name.len()..]));
        towns.extend(whole.map(|town| (kana_key == key, town)));
    }
    Ok(towns)
}

/// A row of the table of towns.
#[derive(Clone, Debug)]
struct Town {
    municipality: String,
    municipality_name: String,
    name: String,
    key: String,
    point: Point,
}

impl Town {
    fn place(self) -> NamedPlace {
        NamedPlace {
            label: format!("{}{}", self.municipality_name, self.name),
            name: self.name,
            municipality: self.municipality,
            point: self.point,
            is_municipality: false,
        }
    }

    /// The name without 1丁目.
    fn base(&self) -> &str {
        let Some(rest) = self.name.strip_suffix("丁目") else { return &self.name };
        rest.trim_end_matches(|c: char| c.is_numeric() || "一二三四五六七八九十".contains(c))
    }
}

/// 1丁目, 2丁目 … of one town as one place in their middle.
fn gathered(towns: impl Iterator<Item = Town>) -> Vec<NamedPlace> {
    let mut groups: Vec<(Town, Vec<Point>)> = Vec::new();
    for town in towns {
        match groups
            .iter_mut()
            .find(|(known, _)| known.municipality == town.municipality && known.base() == town.base())
        {
            Some((_, points)) if points.contains(&town.point) => {}
            Some((_, points)) => points.push(town.point),
            None => {
                let point = town.point;
                groups.push((town, vec![point]));
            }
        }
    }
    let middle = |points: &[Point], of: fn(&Point) -> i32| {
        let sum: i64 = points.iter().map(|point| i64::from(of(point))).sum();
        i32::try_from(sum / points.len() as i64).unwrap_or_default()
    };
    let place = |(town, points): (Town, Vec<Point>)| {
        let point = Point { latitude: middle(&points, |p| p.latitude), longitude: middle(&points, |p| p.longitude) };
        let name = if points.len() > 1 { town.base().to_owned() } else { town.name.clone() };
        Town { name, point, ..town }.place()
    };
    groups.into_iter().map(place).collect()
}

/// Whether nothing but 3, or 3丁目, is left of a town's key.
fn is_only_number(rest: &str) -> bool {
    rest.strip_suffix("丁目").unwrap_or(rest).chars().all(|c| c.is_ascii_digit())
}

/// The towns whose name begins so. A range and not LIKE: it uses an index and knows no wildcards.
fn towns_like(tx: &mut Tx<'_>, key: &str, municipality: Option<&str>) -> Result<Vec<Town>> {
    let after = format!("{key}\u{10ffff}");
    match municipality {
        Some(code) => tx.query(TOWNS_OF_MUNICIPALITY, params![key, after, code], read_town),
        None => tx.query(TOWNS, params![key, after], read_town),
    }
}

const READINGS: &str = "select municipality, town, kana_key from reference_postal_code
     where kana_key >= $1 and kana_key < $2 order by length(kana_key), municipality, town limit 40";

const READINGS_OF_MUNICIPALITY: &str = "select municipality, town, kana_key from reference_postal_code
     where kana_key >= $1 and kana_key < $2 and municipality = $3 order by length(kana_key), town limit 40";

const TOWNS: &str = "select m.name, t.name, t.municipality, t.name_key, t.latitude, t.longitude
     from reference_town t join reference_municipality m on m.code = t.municipality
     where t.name_key >= $1 and t.name_key < $2
     order by length(t.name_key), t.municipality, t.name_key limit 200";

const TOWNS_OF_MUNICIPALITY: &str = "select m.name, t.name, t.municipality, t.name_key, t.latitude, t.longitude
     from reference_town t join reference_municipality m on m.code = t.municipality
     where t.name_key >= $1 and t.name_key < $2 and t.municipality = $3
     order by length(t.name_key), t.name_key limit 200";

fn read_town(row: &Row<'_>) -> Result<Town> {
    Ok(Town {
        municipality_name: row.read(0)?,
        name: row.read(1)?,
        municipality: row.read(2)?,
        key: row.read(3)?,
        point: Point { latitude: row.read(4)?, longitude: row.read(5)? },
    })
}

/// Reading them all costs a moment, so a word must look like one: 桐原市, きりはらし.
fn may_be_municipality(word: &str) -> bool {
    word.ends_with(['市', '区', '町', '村', 'し', 'く', 'シ', 'ク'])
        || ["ちょう", "まち", "むら", "そん", "チョウ", "マチ", "ムラ", "ソン"].iter().any(|kind| word.ends_with(kind))
}

fn municipalities_called(tx: &mut Tx<'_>, word: &str) -> Result<Vec<NamedPlace>> {
    let (key, reading) = (place_key(word), search_key(word));
    let is_called = |one: &Municipality| place_key(&one.name) == key || search_key(&one.kana) == reading;
    Ok(municipalities(tx)?.iter().filter(|one| is_called(one)).filter_map(whole).collect())
}

fn area_municipalities(tx: &mut Tx<'_>, area: &[String]) -> Result<Vec<Municipality>> {
    let mut own = Vec::new();
    for code in area {
        own.extend(reference::municipality(tx, code)?);
    }
    Ok(own)
}

fn without_kind(name: &str) -> &str {
    name.trim_end_matches(['市', '区', '町', '村'])
}

/// しおみの of シオミノシ; the whole reading when it is not written to its end.
fn read_without_kind(municipality: &Municipality) -> String {
    let reading = search_key(&municipality.kana);
    let kinds = ["し", "く", "ちよう", "まち", "むら", "そん"];
    kinds.iter().find_map(|kind| reading.strip_suffix(kind)).unwrap_or(&reading).to_owned()
}

fn whole(municipality: &Municipality) -> Option<NamedPlace> {
    municipality.position.map(|point| NamedPlace {
        label: municipality.name.clone(),
        name: municipality.name.clone(),
        municipality: municipality.code.clone(),
        point,
        is_municipality: true,
    })
}

fn whole_municipality(tx: &mut Tx<'_>, code: &str) -> Result<Option<NamedPlace>> {
    Ok(reference::municipality(tx, code)?.as_ref().and_then(whole))
}
