//! Places that people name: a town, a municipality, a postal code.

use kyoten_store::{Result, Tx, params};

use super::reference::{municipalities, point};
use crate::directory::import::gazetteer::place_key;
use crate::directory::record::Point;

/// A place that somebody named: a town or a postal code with its point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedPlace {
    /// Municipality and town, as a page calls it.
    pub label: String,
    /// Five digits.
    pub municipality: String,
    /// Its point.
    pub point: Point,
}

/// The towns whose name begins with `text`, the hub's own municipalities first; or those of a postal code.
pub fn named(tx: &mut Tx<'_>, text: &str, area: &[String], limit: usize) -> Result<Vec<NamedPlace>> {
    let digits: String = kyoten_text::normalize::search_key(text).chars().filter(char::is_ascii_digit).collect();
    let only_digits = !text.trim().is_empty() && text.chars().all(|c| c.is_numeric() || "-ー－‐〒 　".contains(c));
    let mut found = if only_digits { of_postal_code(tx, &digits)? } else { of_name(tx, &place_key(text))? };
    found.sort_by_key(|place| !area.contains(&place.municipality));
    found.truncate(limit);
    Ok(found)
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
        let key = place_key(town.split(['(', '（', '〜']).next().unwrap_or_default());
        let exact = if key.is_empty() { Vec::new() } else { towns_like(tx, &key, Some(&municipality))? };
        match exact.into_iter().next() {
            Some(place) => places.push(place),
            None => places.extend(whole_municipality(tx, &municipality)?),
        }
    }
    places.dedup();
    Ok(places)
}

fn of_name(tx: &mut Tx<'_>, key: &str) -> Result<Vec<NamedPlace>> {
    if key.is_empty() {
        return Ok(Vec::new());
    }
    let towns = towns_like(tx, key, None)?;
    if !towns.is_empty() {
        return Ok(towns);
    }
    let all = municipalities(tx)?;
    // 「新宿区四谷」: the municipality's name may stand before the town's, and the prefecture's before that.
    let mut best = Vec::new();
    for municipality in &all {
        let (name, prefecture) = (place_key(&municipality.name), place_key(&municipality.prefecture));
        let rest = key.strip_prefix(prefecture.as_str()).unwrap_or(key);
        if rest == name || rest == name.trim_end_matches(['市', '区', '町', '村']) {
            best.extend(municipality.position.map(|point| NamedPlace {
                label: municipality.name.clone(),
                municipality: municipality.code.clone(),
                point,
            }));
        } else if let Some(town) = rest.strip_prefix(name.as_str()) {
            best.extend(towns_like(tx, town, Some(&municipality.code))?);
        }
    }
    Ok(best)
}

fn towns_like(tx: &mut Tx<'_>, key: &str, municipality: Option<&str>) -> Result<Vec<NamedPlace>> {
    // A range and not LIKE: it uses the index and knows no wildcards.
    let after = format!("{key}\u{10ffff}");
    let (from, to) = match municipality {
        Some(code) => (code.to_owned(), code.to_owned()),
        None => (String::new(), "\u{10ffff}".to_owned()),
    };
    tx.query(
        "select m.name, t.name, t.municipality, t.latitude, t.longitude
         from reference_town t join reference_municipality m on m.code = t.municipality
         where t.name_key >= $1 and t.name_key < $2 and t.municipality >= $3 and t.municipality <= $4
         order by length(t.name_key), t.municipality, t.name_key limit 200",
        params![key, after, from, to],
        |row| {
            Ok(NamedPlace {
                label: format!("{}{}", row.text(0)?, row.text(1)?),
                municipality: row.read(2)?,
                point: Point { latitude: row.read(3)?, longitude: row.read(4)? },
            })
        },
    )
}

fn whole_municipality(tx: &mut Tx<'_>, code: &str) -> Result<Option<NamedPlace>> {
    let found = tx.find(
        "select name, latitude, longitude from reference_municipality where code = $1",
        params![code],
        |row| Ok((row.read::<String>(0)?, point(row.read(1)?, row.read(2)?))),
    )?;
    Ok(found.and_then(|(label, point)| Some(NamedPlace { label, municipality: code.to_owned(), point: point? })))
}
