//! Where a facility is: municipality, whole address, building and position.

use kyoten_text::identifier::MunicipalityCode;
use kyoten_text::normalize::narrow;

use super::cells::{self, Checks, NotInJapan, Refused, short};
use super::refusal::{LONGEST_ADDRESS, LONGEST_NAME};
use super::{Refusal, Warning, successor};
use crate::directory::import::gazetteer::{PREFECTURES, place_key, split_prefecture};
use crate::directory::record::{PlaceFacts, Point};

/// Metres from the municipality beyond which coordinates are another place's.
const FARTHEST: f64 = 60_000.0;

/// Characters that the name of a prefecture or a city may have.
const LONGEST_PLACE: usize = 40;

/// What a row says of its place, raw.
#[derive(Clone, Debug, Default)]
pub(super) struct Stated<'r> {
    /// The municipality, five digits, when a column says so.
    pub(super) municipality: Option<String>,
    pub(super) prefecture: &'r str,
    pub(super) city: &'r str,
    pub(super) address: &'r str,
    pub(super) building: &'r str,
    pub(super) latitude: &'r str,
    pub(super) longitude: &'r str,
    pub(super) postal_code: &'r str,
    /// The names of the columns, for messages.
    pub(super) address_column: &'static str,
    pub(super) position_column: &'static str,
}

/// The municipality of a six-digit column, which spreadsheets shorten to five digits.
pub(super) fn six_digit_municipality(raw: &str) -> Option<String> {
    if raw.is_empty() {
        return None;
    }
    let code = MunicipalityCode::parse_six(raw).ok().filter(|code| !code.check().is_wrong());
    let code = code.or_else(|| MunicipalityCode::parse_five(raw).ok())?;
    let code = code.as_str();
    (!code.ends_with("000")).then(|| successor::current(code).to_owned())
}

impl Checks<'_> {
    /// Brings together what the columns and the address say.
    pub(super) fn place(&mut self, stated: &Stated<'_>) -> Result<PlaceFacts, Refused> {
        let gazetteer = self.context.gazetteer;
        let mut address = cells::narrow_latin(&cells::line(stated.address));
        if address.len() > LONGEST_ADDRESS && address.chars().count() > LONGEST_ADDRESS {
            return Err((stated.address_column, Refusal::TooLong(LONGEST_ADDRESS)));
        }
        let mut postal_code = self.postal_code(stated.postal_code);
        if let Some((code, rest)) = leading_postal_code(&address) {
            postal_code = postal_code.or(Some(code));
            address = rest;
        }
        let building = self.short_line("方書", stated.building, LONGEST_NAME);
        let building = building.map(|text| cells::narrow_latin(&text)).filter(|text| !cells::says_none(text));
        if let Some(building) = &building {
            drop_repeated_building(&mut address, building);
        }
        let municipality = self.municipality(stated, &address, postal_code.as_deref());
        let address = self.complete(stated, &municipality, address);
        if municipality.is_empty() && !gazetteer.municipalities().is_empty() {
            self.warn(stated.address_column, Warning::NoMunicipality(short(&address)));
        }
        let position = self.position(stated, &municipality);
        Ok(PlaceFacts { municipality, postal_code, address, building, position })
    }

    fn postal_code(&mut self, raw: &str) -> Option<String> {
        if cells::says_none(raw) {
            return None;
        }
        let code = cells::padded(raw, 7);
        if code.is_none() {
            self.warn("郵便番号", Warning::BadPostalCode(short(raw)));
        }
        code
    }

    fn municipality(&self, stated: &Stated<'_>, address: &str, postal_code: Option<&str>) -> String {
        let gazetteer = self.context.gazetteer;
        if let Some(code) = &stated.municipality {
            return code.clone();
        }
        let prefecture = Some(stated.prefecture).filter(|name| !name.is_empty());
        gazetteer
            .municipality_of(prefecture, stated.city, address)
            .or_else(|| postal_code.and_then(|code| gazetteer.municipality_of_postal(code)))
            .map(str::to_owned)
            .unwrap_or_default()
    }

    /// The address with prefecture and municipality, each added only when it is not there.
    fn complete(&mut self, stated: &Stated<'_>, municipality: &str, address: String) -> String {
        let (in_address, rest) = split_prefecture(&address);
        let known = self.context.gazetteer.municipality(municipality);
        let by_code = known.map(|m| m.prefecture).or_else(|| municipality.get(..2).and_then(|code| code.parse().ok()));
        let prefecture = by_code.and_then(|n| PREFECTURES.get(usize::from(n).checked_sub(1)?)).copied();
        // No name of a prefecture or a city is long, and what stands in the columns goes into the address.
        let [stated_prefecture, stated_city] = [stated.prefecture, stated.city]
            .map(cells::line)
            .map(|name| if name.chars().count() > LONGEST_PLACE { String::new() } else { name });
        let prefecture = prefecture.unwrap_or(&stated_prefecture);
        // The list of prefectures does not know an invented one, the column does.
        let named = Some(prefecture).filter(|name| in_address.is_none() && !name.is_empty());
        let after = named.and_then(|name| rest.strip_prefix(name)).map(str::trim_start);
        let (has_prefecture, rest) = (in_address.is_some() || after.is_some(), after.unwrap_or(rest));
        let name = known.map_or(stated_city.as_str(), |m| m.name.as_str());
        let missing = if name.is_empty() || rest.is_empty() {
            ""
        } else {
            match self.spoken_of(municipality, by_code.or(in_address), name, rest) {
                Spoken::Whole => "",
                Spoken::Nothing => name,
                Spoken::WardOnly(city) => &name[..city],
                Spoken::Other(other) => {
                    self.warn(stated.address_column, Warning::OtherMunicipality(other));
                    ""
                }
            }
        };
        if has_prefecture && missing.is_empty() {
            return address;
        }
        format!("{prefecture}{missing}{rest}")
    }

    fn spoken_of(&self, municipality: &str, prefecture: Option<u8>, name: &str, rest: &str) -> Spoken {
        if rest.starts_with(name) {
            return Spoken::Whole;
        }
        let gazetteer = self.context.gazetteer;
        let key = place_key(rest);
        if key.starts_with(&place_key(name)) {
            return Spoken::Whole;
        }
        let ward = name.find('市').map(|at| at + '市'.len_utf8()).filter(|_| name.ends_with('区'));
        if let Some(city) = ward
            && rest.starts_with(&name[city..])
        {
            return Spoken::WardOnly(city);
        }
        let Some(found) = gazetteer.begins_with(prefecture, &key) else {
            return if rest.contains(name) { Spoken::Whole } else { Spoken::Nothing };
        };
        let found = gazetteer.found(found);
        if successor::former_names(&found.code).iter().any(|former| rest.starts_with(former)) {
            // The old name of a ward that was divided says less than the column's code.
            return Spoken::Whole;
        }
        let same_city = |code: &str| {
            code == municipality
                || gazetteer.municipality(municipality).is_some_and(|m| m.parent.as_deref() == Some(code))
        };
        if same_city(&found.code) || found.parent.as_deref() == Some(municipality) {
            Spoken::Whole
        } else if gazetteer.has_town(municipality, &key) {
            // 府中市 has a town 府中町, and 府中町 is also a municipality of its own.
            Spoken::Nothing
        } else {
            Spoken::Other(found.name.clone())
        }
    }

    fn position(&mut self, stated: &Stated<'_>, municipality: &str) -> Option<Point> {
        let written = || format!("{},{}", stated.latitude, stated.longitude);
        match cells::position(stated.latitude, stated.longitude) {
            Ok(None) => None,
            Ok(Some(point)) => {
                let metres = self.context.gazetteer.metres_from(municipality, point);
                if metres.is_some_and(|metres| metres > FARTHEST) {
                    self.warn(stated.position_column, Warning::ConfirmedWrongPlace(short(&written())));
                    return None;
                }
                Some(point)
            }
            Err(NotInJapan::NoNumber) => {
                self.warn(stated.position_column, Warning::BadPosition(short(&written())));
                None
            }
            Err(NotInJapan::Swapped) => {
                self.warn(stated.position_column, Warning::SwappedPosition(short(&written())));
                None
            }
            Err(NotInJapan::Elsewhere) => {
                self.warn(stated.position_column, Warning::ConfirmedWrongPlace(short(&written())));
                None
            }
        }
    }
}

/// How much of the municipality's name an address begins with.
enum Spoken {
    Whole,
    Nothing,
    /// The ward is there, but not its city, whose name is so long.
    WardOnly(usize),
    Other(String),
}

/// 〒012-3456 before an address.
fn leading_postal_code(address: &str) -> Option<(String, String)> {
    let marked = address.strip_prefix('〒')?.trim_start();
    let end = marked.find(|c: char| !narrow(c).is_ascii_digit() && !kyoten_text::normalize::is_dash(c));
    let (code, rest) = marked.split_at(end.unwrap_or(marked.len()));
    let digits = cells::plain_digits(code);
    (digits.len() == 7).then(|| (digits, rest.trim_start().to_owned()))
}

/// Takes the building away from the end of the address, once, whatever the spaces; never the whole address.
fn drop_repeated_building(address: &mut String, building: &str) {
    let mut wanted = building.chars().rev().filter(|c| !c.is_whitespace()).peekable();
    let mut cut = None;
    for (at, c) in address.char_indices().rev() {
        if c.is_whitespace() {
            continue;
        }
        match wanted.next() {
            Some(next) if next == c => {
                if wanted.peek().is_none() {
                    cut = Some(at);
                    break;
                }
            }
            _ => return,
        }
    }
    if let Some(cut) = cut {
        let kept = address[..cut].trim_end().len();
        // 方書 that repeats the whole address is no building.
        if address[..kept].chars().any(|c| c.is_ascii_digit()) {
            address.truncate(kept);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_building_is_said_once() {
        let mut address = "札幌市北区麻生町6丁目6番9号あざぶマリオン1階".to_owned();
        drop_repeated_building(&mut address, "あざぶマリオン 1階");
        assert_eq!(address, "札幌市北区麻生町6丁目6番9号");
        let mut address = "本町".to_owned();
        drop_repeated_building(&mut address, "本町");
        assert_eq!(address, "本町");
    }

    #[test]
    fn a_postal_code_before_the_address_is_taken_away() {
        assert_eq!(
            leading_postal_code("〒012－3456 秋田県湯沢市"),
            Some(("0123456".to_owned(), "秋田県湯沢市".to_owned()))
        );
        assert_eq!(leading_postal_code("秋田県湯沢市"), None);
    }

    #[test]
    fn a_code_that_lost_its_zero_is_mended() {
        assert_eq!(six_digit_municipality("011029").as_deref(), Some("01102"));
        assert_eq!(six_digit_municipality("11011").as_deref(), Some("01101"));
        assert_eq!(six_digit_municipality("221376").as_deref(), Some("22140"));
        assert_eq!(six_digit_municipality("130001"), None);
    }
}
