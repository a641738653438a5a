//! The place that somebody names in a field of its own: 「どこの近く」. It is one for certain, so that the beginning of a name is
//! enough; but which of several is meant, when none is the hub's own, only the one who typed it knows.

use std::collections::BTreeMap;

use kyoten_store::{Result, Tx};
use kyoten_text::distance;
use kyoten_text::normalize::{is_kana, search_key};

use super::super::reference::{Municipality, municipalities};
use super::{
    NamedPlace, gathered, is_only_number, of_postal_code, postal_code, read_without_kind, towns_like, towns_read,
    whole, without_kind,
};
use crate::directory::import::gazetteer::place_key;
use crate::directory::record::Point;

/// What a name may mean.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// The places of the name, the hub's own first and then the nearest to them.
    pub places: Vec<NamedPlace>,
    /// Whether the first is meant; else somebody has to choose.
    pub is_clear: bool,
}

/// The places that are called so: a municipality, a prefecture, a town, or what begins so; or those of a postal code.
pub fn named(tx: &mut Tx<'_>, text: &str, area: &[String], limit: usize) -> Result<Named> {
    if let Some(digits) = postal_code(text) {
        let mut places = of_postal_code(tx, &digits)?;
        places.sort_by_key(|place| !area.contains(&place.municipality));
        places.truncate(limit);
        return Ok(Named { is_clear: !places.is_empty(), places });
    }
    let all = municipalities(tx)?;
    let asked = Asked { key: place_key(text), reading: reading(text), all: &all, area };
    if asked.key.is_empty() {
        return Ok(Named::default());
    }
    let mut places = asked.places(tx)?;
    let is_clear = places.len() == 1 || places.iter().any(|place| asked.is_own(place));
    let centre = asked.centre();
    places.sort_by_cached_key(|place| (!asked.is_own(place), centre.map_or(0, |centre| metres(centre, place.point))));
    places.truncate(limit);
    places.iter_mut().filter(|place| !asked.is_own(place)).for_each(|place| asked.call_fully(place));
    Ok(Named { places, is_clear })
}

/// The reading that was typed, when it is one.
fn reading(text: &str) -> Option<String> {
    let key = search_key(text);
    (!key.is_empty() && key.chars().all(is_kana)).then_some(key)
}

fn metres(from: Point, to: Point) -> u64 {
    let point = |point: Point| distance::Point { latitude: point.latitude, longitude: point.longitude };
    distance::metres(point(from), point(to)) as u64
}

struct Asked<'a> {
    key: String,
    reading: Option<String>,
    all: &'a [Municipality],
    area: &'a [String],
}

impl Asked<'_> {
    fn is_own(&self, place: &NamedPlace) -> bool {
        self.area.contains(&place.municipality)
    }

    /// The first of these ways to read the name that finds anything: the hub's own municipality, a municipality by its whole
    /// name, a town of a municipality, an own town, a prefecture or a municipality without 市, an own town that begins so, any
    /// town, any town that begins so.
    fn places(&self, tx: &mut Tx<'_>) -> Result<Vec<NamedPlace>> {
        let own = |one: &&Municipality| self.area.contains(&one.code);
        let own_municipalities = self.municipalities(|one| self.is_whole(one) || self.is_short(one));
        let of_area: Vec<NamedPlace> = own_municipalities.iter().filter(|place| self.is_own(place)).cloned().collect();
        if !of_area.is_empty() {
            return Ok(of_area);
        }
        let by_whole_name = self.municipalities(|one| self.is_whole(one));
        if !by_whole_name.is_empty() {
            return Ok(by_whole_name);
        }
        let within = self.towns_within(tx)?;
        if !within.is_empty() {
            return Ok(within);
        }
        let mut exactly = Vec::new();
        let mut beginning = Vec::new();
        for municipality in self.all.iter().filter(own) {
            let (whole, begins) = self.towns(tx, Some(&municipality.code))?;
            exactly.extend(whole);
            beginning.extend(begins);
        }
        let (elsewhere, begin_elsewhere) = self.towns(tx, None)?;
        let has_own = !exactly.is_empty();
        exactly.extend(elsewhere.into_iter().filter(|place| !self.is_own(place)));
        if has_own {
            return Ok(exactly);
        }
        let mut regions = self.prefecture();
        // 大阪 is the city as much as the prefecture.
        let by_short_name = own_municipalities
            .into_iter()
            .filter(|one| regions.iter().all(|region| region.municipality != one.municipality));
        regions.extend(by_short_name.collect::<Vec<_>>());
        let groups = [regions, beginning, exactly, begin_elsewhere];
        Ok(groups.into_iter().find(|places| !places.is_empty()).unwrap_or_default())
    }

    fn municipalities(&self, is_meant: impl Fn(&Municipality) -> bool) -> Vec<NamedPlace> {
        self.all.iter().filter(|one| is_meant(one)).filter_map(whole).collect()
    }

    /// The key without the prefecture in front.
    fn rest(&self, municipality: &Municipality) -> &str {
        self.key.strip_prefix(place_key(&municipality.prefecture).as_str()).unwrap_or(&self.key)
    }

    fn is_whole(&self, municipality: &Municipality) -> bool {
        self.rest(municipality) == place_key(&municipality.name)
            || self.reading.as_ref().is_some_and(|reading| *reading == search_key(&municipality.kana))
    }

    fn is_short(&self, municipality: &Municipality) -> bool {
        self.rest(municipality) == without_kind(&place_key(&municipality.name))
            || self.reading.as_ref().is_some_and(|reading| *reading == read_without_kind(municipality))
    }

    /// 「新宿区四谷」: the municipality's name may stand before the town's.
    fn towns_within(&self, tx: &mut Tx<'_>) -> Result<Vec<NamedPlace>> {
        let mut places = Vec::new();
        for municipality in self.all {
            let Some(town) = self.rest(municipality).strip_prefix(place_key(&municipality.name).as_str()) else {
                continue;
            };
            let like = towns_like(tx, town, Some(&municipality.code))?;
            let is_whole = |key: &str| is_only_number(&key[town.len()..]);
            let has_whole = like.iter().any(|one| is_whole(&one.key));
            places.extend(gathered(like.into_iter().filter(|one| !has_whole || is_whole(&one.key))));
        }
        Ok(places)
    }

    /// The towns that are called so, and those that only begin so.
    fn towns(&self, tx: &mut Tx<'_>, municipality: Option<&str>) -> Result<(Vec<NamedPlace>, Vec<NamedPlace>)> {
        let mut towns: Vec<_> = towns_like(tx, &self.key, municipality)?
            .into_iter()
            .map(|town| (is_only_number(&town.key[self.key.len()..]), town))
            .collect();
        if let Some(reading) = &self.reading {
            towns.extend(towns_read(tx, reading, municipality)?);
        }
        let (exactly, beginning): (Vec<_>, Vec<_>) = towns.into_iter().partition(|(is_whole, _)| *is_whole);
        let places = |towns: Vec<(bool, _)>| gathered(towns.into_iter().map(|(_, town)| town));
        Ok((places(exactly), places(beginning)))
    }

    /// The prefecture of the name, at its seat.
    fn prefecture(&self) -> Vec<NamedPlace> {
        let mut of_prefecture: BTreeMap<&str, Vec<&Municipality>> = BTreeMap::new();
        for municipality in self.all {
            of_prefecture.entry(&municipality.prefecture).or_default().push(municipality);
        }
        let is_called = |prefecture: &str| {
            let key = place_key(prefecture);
            // 北海道 is never called 北海.
            self.key == key || key.strip_suffix(['都', '府', '県']) == Some(&self.key)
        };
        let called = of_prefecture.iter().filter(|(prefecture, _)| is_called(prefecture));
        called.filter_map(|(prefecture, members)| seat(prefecture, members)).collect()
    }

    /// The middle of the hub's area.
    fn centre(&self) -> Option<Point> {
        let points: Vec<Point> =
            self.all.iter().filter(|one| self.area.contains(&one.code)).filter_map(|one| one.position).collect();
        let middle = |of: fn(&Point) -> i32| {
            let sum: i64 = points.iter().map(|point| i64::from(of(point))).sum();
            i32::try_from(sum.checked_div(points.len() as i64)?).ok()
        };
        Some(Point { latitude: middle(|point| point.latitude)?, longitude: middle(|point| point.longitude)? })
    }

    /// A place elsewhere is called with its prefecture, so that it is that one when it is typed again.
    fn call_fully(&self, place: &mut NamedPlace) {
        let prefecture = self.all.iter().find(|one| one.code == place.municipality).map(|one| one.prefecture.as_str());
        if let Some(prefecture) = prefecture.filter(|prefecture| !place.label.starts_with(prefecture)) {
            place.label = format!("{prefecture}{}", place.label);
        }
        if !place.is_municipality {
            place.name.clone_from(&place.label);
        }
    }
}

/// Where a prefecture is governed: the city of its name, else the city that the numbering of municipalities begins with.
fn seat(prefecture: &str, members: &[&Municipality]) -> Option<NamedPlace> {
    let city = format!("{}市", prefecture.trim_end_matches(['都', '府', '県']));
    let by_name = members.iter().find(|one| one.name == city).and_then(|one| whole(one));
    let by_number = || {
        let of_number =
            |number: &str| members.iter().find(|one| one.code.get(2..) == Some(number)).and_then(|one| whole(one));
        ["100", "201", "101"].into_iter().find_map(of_number)
    };
    let mut place = by_name.or_else(by_number)?;
    if place.name != city {
        place.label = format!("{prefecture}{}", place.name);
        place.name.clone_from(&place.label);
    }
    Some(place)
}
