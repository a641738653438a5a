//! Where an address or a point that somebody typed is (場所): municipality, postal code and point come from the reference tables, by
//! the rules of the import.

use kyoten_store::Tx;
use kyoten_text::distance;
use kyoten_text::identifier::MunicipalityCode;
use kyoten_text::normalize::{display_line, narrow};

use super::{Result, check};
use crate::directory::border;
use crate::directory::facts::HeldFact;
use crate::directory::import::gazetteer::{Gazetteer, place_key, split_prefecture};
use crate::directory::import::readers::{LONGEST_ADDRESS, Warning, typed};
use crate::directory::import::reference::locate;
use crate::directory::merge::Locate;
use crate::directory::organization::{Accuracy, Organization, Place};
use crate::directory::record::{PlaceFacts, Point, Record};
use crate::directory::refusal::Refused;
use crate::directory::store::reference::{self, Municipality};

/// A point may lie so many metres outside of a border, which is drawn with few corners and ends at the water.
const BESIDE_THE_BORDER: f64 = 1_000.0;
/// Where no border is known: so many metres from the nearest town of the municipality.
const FAR_FROM_TOWNS: f64 = 20_000.0;
/// Where no municipality is known: so many metres from the middle of the nearest one.
const FAR_FROM_LAND: f64 = 60_000.0;

/// Where an organisation is shown after its address or its point was changed: what the person who typed it should read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whereabouts {
    /// The name of its municipality, when one is known.
    pub municipality: Option<String>,
    /// Its main place.
    pub place: Place,
}

impl Whereabouts {
    pub(super) fn of(tx: &mut Tx<'_>, organization: &Organization) -> Result<Self> {
        let place = organization.main_place().clone();
        let name = reference::names(tx, std::slice::from_ref(&place.municipality))?.into_iter().next();
        Ok(Self { municipality: name, place })
    }
}

/// The towns of the reference tables, as [`merge`](crate::directory::merge) asks for them.
pub(super) struct Towns(Gazetteer);

impl Locate for Towns {
    fn locate(&self, municipality: &str, address: &str) -> Option<(Point, Accuracy)> {
        locate(&self.0, municipality, address)
    }
}

/// The towns that are needed to place these records and facts.
pub(super) fn towns_of(tx: &mut Tx<'_>, records: &[Record], held: &[HeldFact]) -> Result<Towns> {
    let places = records.iter().map(|record| &record.place).chain(held.iter().filter_map(|held| held.place.as_ref()));
    let mut codes: Vec<String> =
        places.map(|place| place.municipality.clone()).filter(|code| !code.is_empty()).collect();
    codes.sort_unstable();
    codes.dedup();
    Ok(Towns(reference::gazetteer_of(tx, &codes)?))
}

/// What a typed address says of its place. `named` is the municipality that was named beside it; `near` are those that are meant
/// when the address does not say.
pub(super) fn read(tx: &mut Tx<'_>, address: &str, named: Option<&str>, near: &[String]) -> Result<PlaceFacts> {
    let address = check::line(address)?;
    let known = reference::municipalities(tx)?;
    let named = named.map(|named| municipality(&known, named)).transpose()?;
    let candidates = candidates(tx, &known, &address, named.iter().chain(near))?;
    let gazetteer = reference::gazetteer_of(tx, &candidates)?;
    let meant = named.clone().or_else(|| meant(&gazetteer, &address, near));
    let (mut place, warnings) = typed::place(&gazetteer, &address, meant.as_deref())
        .map_err(|_| Refused::TooLong { most: LONGEST_ADDRESS, has: address.chars().count() })?;
    for warning in warnings {
        if let (Warning::OtherMunicipality(other), Some(named)) = (warning, &named) {
            return Err(Refused::AddressElsewhere { other, named: called(&known, named) });
        }
    }
    if place.address.is_empty() {
        // A service that comes to the house has no address, but it is of somewhere.
        place.municipality = named.or_else(|| near.first().cloned()).unwrap_or_default();
    }
    if place.postal_code.is_none() {
        place.postal_code = postal_code(tx, &gazetteer, &place)?;
    }
    Ok(place)
}

/// The code of a municipality that somebody named by its code (five or six digits) or its name.
fn municipality(known: &[Municipality], typed: &str) -> Result<String> {
    let typed: String = display_line(typed).chars().map(narrow).collect();
    let is_six = typed.len() == 6 && typed.bytes().all(|b| b.is_ascii_digit());
    let is_wrong = is_six && MunicipalityCode::parse_six(&typed).is_ok_and(|code| code.check().is_wrong());
    let five = if is_six { &typed[..5] } else { &typed };
    if known.is_empty() {
        let is_code = five.len() == 5 && five.bytes().all(|b| b.is_ascii_digit());
        return if is_code { Ok(five.to_owned()) } else { Err(Refused::NotAMunicipality(typed)) };
    }
    if let Some(found) = known.iter().find(|one| one.code == five && !is_wrong) {
        return Ok(found.code.clone());
    }
    let key = place_key(&typed);
    let named = |one: &&Municipality| {
        place_key(&one.name) == key || place_key(&format!("{}{}", one.prefecture, one.name)) == key
    };
    let same: Vec<&Municipality> = known.iter().filter(named).collect();
    match same[..] {
        [one] => return Ok(one.code.clone()),
        [_, _, ..] => {
            let each = same.iter().map(|one| called(known, &one.code)).collect::<Vec<_>>();
            return Err(Refused::SeveralMunicipalities { typed, each: each.join("、") });
        }
        [] => {}
    }
    let distance = |one: &&Municipality| match (five.parse::<i64>(), one.code.parse::<i64>()) {
        (Ok(a), Ok(b)) => (a - b).abs() as f64,
        _ => -strsim::jaro_winkler(&typed, &one.name),
    };
    let nearest = known.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)));
    let nearest = nearest.map(|one| called(known, &one.code)).unwrap_or_default();
    Err(Refused::UnknownMunicipality { typed, nearest })
}

/// 24999(三重県汐見野市).
fn called(known: &[Municipality], code: &str) -> String {
    let one = known.iter().find(|one| one.code == code);
    one.map_or_else(|| code.to_owned(), |one| format!("{code}({}{})", one.prefecture, one.name))
}

/// The municipalities whose towns are needed to understand the address: with a city its wards, with a ward its city.
fn candidates<'c>(
    tx: &mut Tx<'_>,
    known: &[Municipality],
    address: &str,
    others: impl Iterator<Item = &'c String>,
) -> Result<Vec<String>> {
    let mut codes: Vec<String> = others.cloned().collect();
    let names = reference::gazetteer_of(tx, &[])?;
    codes.extend(names.municipality_of(None, "", address).map(str::to_owned));
    let digits: String = address.strip_prefix('〒').unwrap_or_default().chars().map(narrow).take(9).collect();
    let digits: String = digits.chars().filter(char::is_ascii_digit).take(7).collect();
    codes.extend(reference::municipalities_of_postal_code(tx, &digits)?);
    let family = |code: &String| {
        let wards = known.iter().filter(|one| one.parent.as_ref() == Some(code)).map(|one| one.code.clone());
        let city = known.iter().find(|one| one.code == *code).and_then(|one| one.parent.clone());
        wards.chain(city).collect::<Vec<_>>()
    };
    let more: Vec<String> = codes.iter().flat_map(family).collect();
    codes.extend(more);
    codes.sort_unstable();
    codes.dedup();
    Ok(codes)
}

/// Of which municipality near by an address speaks that begins with a town, or with a name that others have too.
fn meant(gazetteer: &Gazetteer, address: &str, near: &[String]) -> Option<String> {
    let (prefecture, rest) = split_prefecture(address);
    if prefecture.is_some() || rest.starts_with('〒') {
        return None;
    }
    let key = place_key(rest);
    // A town may be called like a town elsewhere (府中町), but not like a city.
    let city =
        gazetteer.begins_with(None, &key).is_some_and(|found| gazetteer.found(found).name.ends_with(['市', '区']));
    let fits = |code: &&String| {
        let name = gazetteer.municipality(code).map(|one| place_key(&one.name)).unwrap_or_default();
        (!name.is_empty() && key.starts_with(&name)) || (!city && gazetteer.has_town(code, &key))
    };
    near.iter().find(fits).cloned()
}

/// The postal code of the town that the address names, when it has only one.
fn postal_code(tx: &mut Tx<'_>, gazetteer: &Gazetteer, place: &PlaceFacts) -> Result<Option<String>> {
    let key = place_key(split_prefecture(&place.address).1);
    let prefecture = gazetteer.municipality(&place.municipality).map(|one| one.prefecture);
    let rest = gazetteer.begins_with(prefecture, &key).map_or(key.as_str(), |found| found.rest);
    let mut best = (0, None);
    for (town, code) in reference::postal_codes_of(tx, &place.municipality)? {
        let town = place_key(town.split(['(', '（']).next().unwrap_or_default());
        if town.is_empty() || !rest.starts_with(&town) || town.len() < best.0 {
            continue;
        }
        let other = town.len() == best.0 && best.1.as_ref().is_some_and(|known| *known != code);
        best = (town.len(), (!other).then_some(code));
    }
    Ok(best.1)
}

/// A point as people type it: 緯度, then 経度, in degrees.
pub fn point(typed: &str) -> Result<Point> {
    let plain: String = typed.chars().map(|c| if c == '、' { ',' } else { narrow(c) }).collect();
    let parts: Vec<&str> = plain.split([',', ' ']).map(str::trim).filter(|part| !part.is_empty()).collect();
    let degrees = |part: &str| part.parse::<f64>().ok().filter(|degrees| degrees.is_finite());
    let (Some(latitude), Some(longitude), 2) =
        (parts.first().and_then(|part| degrees(part)), parts.get(1).and_then(|part| degrees(part)), parts.len())
    else {
        return Err(Refused::NotAPoint(display_line(typed)));
    };
    if latitude == 0.0 || longitude == 0.0 {
        return Err(Refused::PointOfNothing);
    }
    let in_japan = |latitude, longitude| distance::Point::from_degrees(latitude, longitude).filter(|p| p.is_in_japan());
    match in_japan(latitude, longitude) {
        Some(point) => Ok(Point { latitude: point.latitude, longitude: point.longitude }),
        None if in_japan(longitude, latitude).is_some() => {
            Err(Refused::PointTurned { latitude: longitude, longitude: latitude })
        }
        None => Err(Refused::PointOutsideJapan),
    }
}

/// Refuses a point in the sea or in another municipality than the address.
pub(super) fn check_point(tx: &mut Tx<'_>, point: Point, municipality: &str) -> Result<()> {
    let far = |metres: f64, from: String| Refused::PointElsewhere { from, kilometres: (metres / 1000.0).ceil() as u64 };
    let known = reference::municipalities(tx)?;
    let name = known.iter().find(|one| one.code == municipality).map(|one| one.name.clone());
    let Some(name) = name else {
        let middles = known.iter().filter_map(|one| Some((border::metres(one.position?, point), one.name.clone())));
        let nearest = middles.min_by(|a, b| a.0.total_cmp(&b.0));
        return match nearest {
            Some((metres, name)) if metres > FAR_FROM_LAND => Err(far(metres, name)),
            _ => Ok(()),
        };
    };
    let rings = reference::boundary(tx, municipality)?;
    if !rings.is_empty() {
        let outside = border::metres_outside(&rings, point);
        return if outside > BESIDE_THE_BORDER { Err(far(outside, name)) } else { Ok(()) };
    }
    let gazetteer: Gazetteer = reference::gazetteer_of(tx, &[municipality.to_owned()])?;
    match gazetteer.metres_from(municipality, point) {
        Some(metres) if metres > FAR_FROM_TOWNS => Err(far(metres, name)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Point = Point { latitude: 34_500_000, longitude: 136_700_000 };

    #[test]
    fn a_point_is_read_however_it_is_typed_and_a_wrong_one_is_named() {
        for good in ["34.5,136.7", "３４．５，１３６．７", " 34.5 136.7 ", "34.5、136.7"] {
            assert_eq!(point(good).expect(good), HERE);
        }
        assert!(matches!(point("0,0"), Err(Refused::PointOfNothing)));
        assert!(matches!(point("136.7,34.5"), Err(Refused::PointTurned { .. })));
        assert!(matches!(point("51.5,-0.1"), Err(Refused::PointOutsideJapan)));
        for bad in ["", "34.5", "34.5,136.7,1", "北緯34度", "NaN,136", "inf,136"] {
            assert!(matches!(point(bad), Err(Refused::NotAPoint(_))), "{bad}");
        }
    }
}
