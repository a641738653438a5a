//! Where a place is (地名の索引): municipalities, towns and postal codes in memory, small enough to stay there.
//!
//! It is made from what the readers of [`super::readers`] hand over: [`Gazetteer::learn`] takes it in, and
//! [`Gazetteer::settle`] after each file makes it found. A clone shares the memory.

mod key;
mod names;
mod postal;

use std::collections::HashMap;
use std::sync::Arc;

use kyoten_text::distance;

pub use key::place_key;
pub use postal::Town;

use super::readers::Read;
use crate::directory::record::Point;
use names::Names;
use postal::PostalCodes;

/// The prefectures in the order of their codes.
pub const PREFECTURES: [&str; 47] = [
    "北海道",
    "青森県",
    "岩手県",
    "宮城県",
    "秋田県",
    "山形県",
    "福島県",
    "茨城県",
    "栃木県",
    "群馬県",
    "埼玉県",
    "千葉県",
    "東京都",
    "神奈川県",
    "新潟県",
    "富山県",
    "石川県",
    "福井県",
    "山梨県",
    "長野県",
    "岐阜県",
    "静岡県",
    "愛知県",
    "三重県",
    "滋賀県",
    "京都府",
    "大阪府",
    "兵庫県",
    "奈良県",
    "和歌山県",
    "鳥取県",
    "島根県",
    "岡山県",
    "広島県",
    "山口県",
    "徳島県",
    "香川県",
    "愛媛県",
    "高知県",
    "福岡県",
    "佐賀県",
    "長崎県",
    "熊本県",
    "大分県",
    "宮崎県",
    "鹿児島県",
    "沖縄県",
];

/// The number of the prefecture of this name, 1 to 47.
pub fn prefecture_number(name: &str) -> Option<u8> {
    let name = name.trim();
    let index = PREFECTURES.iter().position(|known| *known == name)?;
    u8::try_from(index + 1).ok()
}

/// The number under which an invented prefecture counts: the first two digits of its municipalities, beyond those of the real ones.
fn invented_number(code: &str) -> Option<u8> {
    code.get(..2)?.parse().ok().filter(|number| *number > 47)
}

/// The prefecture that an address begins with, and the rest of the address.
pub fn split_prefecture(address: &str) -> (Option<u8>, &str) {
    let address = address.trim_start();
    for (number, name) in (1..).zip(PREFECTURES) {
        if let Some(rest) = address.strip_prefix(name) {
            return (Some(number), rest.trim_start());
        }
    }
    (None, address)
}

/// How well an address was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accuracy {
    /// The town's representative point.
    Town,
    /// Only the municipality's.
    Municipality,
}

/// A municipality the gazetteer knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Municipality {
    /// Five digits.
    pub code: String,
    /// 1 to 47.
    pub prefecture: u8,
    /// 札幌市中央区, without county.
    pub name: String,
    /// The code of the city a ward belongs to.
    pub parent: Option<String>,
    /// Its representative point.
    pub position: Option<Point>,
}

/// Municipalities, towns and postal codes.
#[derive(Clone, Debug, Default)]
pub struct Gazetteer {
    municipalities: Arc<Municipalities>,
    towns: Arc<Names>,
    postal: Arc<PostalCodes>,
}

#[derive(Clone, Debug, Default)]
struct Municipalities {
    list: Vec<Municipality>,
    by_code: HashMap<String, u16>,
    /// By prefecture, and under 0 of the whole country where the name is the only one. The point holds the index.
    names: Names,
    /// The key of the prefecture of the invented area, which no list of prefectures has.
    invented: String,
}

/// Where an address begins to speak of the town.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InMunicipality<'k> {
    /// The municipality that was found.
    index: u16,
    /// What follows it in the key of the address.
    pub rest: &'k str,
}

impl Gazetteer {
    /// Takes in what a reader hands over; everything that is no place is passed over.
    pub fn learn(&mut self, read: &Read) {
        match read {
            Read::Municipality { code, prefecture: stated, name, parent, position, .. } => {
                let known = prefecture_number(stated);
                let Some(prefecture) = known.or_else(|| invented_number(code)) else { return };
                if known.is_none() {
                    Arc::make_mut(&mut self.municipalities).invented = place_key(stated);
                }
                let new = Municipality {
                    code: code.clone(),
                    prefecture,
                    name: name.clone(),
                    parent: parent.clone(),
                    position: *position,
                };
                Arc::make_mut(&mut self.municipalities).add(new);
            }
            Read::Town { municipality, name, position } => {
                if let Some(&area) = self.municipalities.by_code.get(municipality) {
                    Arc::make_mut(&mut self.towns).add(area, &place_key(name), *position);
                }
            }
            Read::PostalCode { code, municipality, town, .. } => {
                if let Some(&area) = self.municipalities.by_code.get(municipality) {
                    Arc::make_mut(&mut self.postal).add(code, area, town);
                }
            }
            _ => {}
        }
    }

    /// Sorts what was learnt since the last time; until then it is not found.
    pub fn settle(&mut self) {
        Arc::make_mut(&mut self.municipalities).settle();
        Arc::make_mut(&mut self.towns).sort();
        Arc::make_mut(&mut self.postal).sort();
    }

    /// The municipality with this code.
    pub fn municipality(&self, code: &str) -> Option<&Municipality> {
        self.municipalities.by_code.get(code).map(|&index| &self.municipalities.list[usize::from(index)])
    }

    /// Every municipality, in the order of their codes after [`Gazetteer::settle`].
    pub fn municipalities(&self) -> &[Municipality] {
        &self.municipalities.list
    }

    /// How many towns are known.
    pub fn town_count(&self) -> usize {
        self.towns.len()
    }

    /// Bytes of the names in memory.
    pub fn bytes(&self) -> usize {
        self.towns.bytes() + self.postal.bytes() + self.municipalities.names.bytes()
    }

    /// The code of the municipality that a prefecture, a city column and an address speak of. The city may have the
    /// town behind it, the county before it, and the prefecture may be missing where only one place has the name.
    pub fn municipality_of(&self, prefecture: Option<&str>, city: &str, address: &str) -> Option<&str> {
        let (stated, rest) = split_prefecture(address);
        let prefecture = prefecture.and_then(prefecture_number).or(stated);
        let city = place_key(split_prefecture(city).1);
        let address = place_key(rest);
        let found = self.begins_with(prefecture, &city).or_else(|| self.begins_with(prefecture, &address))?;
        let index = self.ward_of(found.index, found.rest, &address);
        Some(&self.municipalities.list[usize::from(index)].code)
    }

    /// The municipality at the start of a key made by [`place_key`], prefecture already taken away.
    pub fn begins_with<'k>(&self, prefecture: Option<u8>, key: &'k str) -> Option<InMunicipality<'k>> {
        let area = prefecture.map_or(0, u16::from);
        let invented = self.municipalities.invented.as_str();
        let key = if invented.is_empty() { key } else { key.strip_prefix(invented).unwrap_or(key) };
        let find = |key: &'k str| {
            let (point, length) = self.municipalities.names.longest_prefix(area, key)?;
            Some(InMunicipality { index: u16::try_from(point.latitude).ok()?, rest: &key[length..] })
        };
        // 郡 stands before towns and villages, 三宅島 before 三宅村; but 郡山市 and 広島市 are no counties.
        find(key).or_else(|| {
            key.char_indices()
                .take(9)
                .filter(|(at, c)| *at > 0 && matches!(c, '郡' | '島'))
                .find_map(|(at, c)| find(&key[at + c.len_utf8()..]))
        })
    }

    /// The municipality found by [`Gazetteer::begins_with`].
    pub fn found(&self, place: InMunicipality<'_>) -> &Municipality {
        &self.municipalities.list[usize::from(place.index)]
    }

    /// A city with wards, when the address leaves the ward out: the only ward that has such a town.
    fn ward_of(&self, city: u16, rest: &str, address: &str) -> u16 {
        let code = &self.municipalities.list[usize::from(city)].code;
        if !code.ends_with('0') {
            return city;
        }
        let wards = (0_u16..).zip(&self.municipalities.list).filter(|(_, m)| m.parent.as_ref() == Some(code));
        let rest = if rest.is_empty() { address } else { rest };
        let mut best = (0, None);
        for (ward, _) in wards {
            match self.towns.longest_prefix(ward, rest) {
                Some((_, length)) if length > best.0 => best = (length, Some(ward)),
                Some((_, length)) if length == best.0 => best.1 = None,
                _ => {}
            }
        }
        best.1.unwrap_or(city)
    }

    /// Where an address within a municipality is: the point of the longest town it names, else of the municipality.
    pub fn locate(&self, municipality: &str, address: &str) -> Option<(Point, Accuracy)> {
        let &index = self.municipalities.by_code.get(municipality)?;
        let known = &self.municipalities.list[usize::from(index)];
        let key = place_key(split_prefecture(address).1);
        let rest = self.begins_with(Some(known.prefecture), &key).map_or(key.as_str(), |found| found.rest);
        match self.town(index, rest) {
            Some(point) => Some((point, Accuracy::Town)),
            None => known.position.map(|point| (point, Accuracy::Municipality)),
        }
    }

    /// Whether the key of an address without municipality begins with a town of this one.
    pub fn has_town(&self, municipality: &str, key: &str) -> bool {
        let area = self.municipalities.by_code.get(municipality);
        area.is_some_and(|&area| self.towns.longest_prefix(area, key).is_some())
    }

    /// The town that `rest` begins with. 麻生町6-6-9 means 麻生町六丁目, and in Kyoto the town follows the streets.
    fn town(&self, area: u16, rest: &str) -> Option<Point> {
        let Some((point, length)) = self.towns.longest_prefix(area, rest) else {
            let after = ["上る", "下る", "入る", "上ル", "下ル", "入ル", "入"]
                .into_iter()
                .filter_map(|turn| rest.rfind(turn).map(|at| at + turn.len()))
                .max()?;
            return self.towns.longest_prefix(area, &rest[after..]).map(|found| found.0);
        };
        let block = &rest[length..];
        let digits = block.bytes().take_while(u8::is_ascii_digit).count();
        let is_short_form = (1..=2).contains(&digits) && block[digits..].starts_with(['-', 'の', '番']);
        if is_short_form {
            let spelt = format!("{}{}丁目", &rest[..length], &block[..digits]);
            match self.towns.longest_prefix(area, &spelt) {
                Some((finer, all)) if all == spelt.len() => return Some(finer),
                _ => {}
            }
        }
        Some(point)
    }

    /// Metres to the nearest known point of the municipality: its representative point or any of its towns.
    pub fn metres_from(&self, municipality: &str, point: Point) -> Option<f64> {
        let &index = self.municipalities.by_code.get(municipality)?;
        let own = self.municipalities.list[usize::from(index)].position;
        let near = own.map(|own| metres(own, point));
        // Islands and large towns reach far from their hall; only then the towns are asked.
        match near {
            Some(near) if near < 20_000.0 => Some(near),
            _ => self.towns.points(index).map(|town| metres(town, point)).chain(near).min_by(f64::total_cmp),
        }
    }

    /// The towns of a postal code.
    pub fn postal(&self, code: &str) -> Vec<Town> {
        self.postal.find(code, |area| &self.municipalities.list[usize::from(area)].code)
    }

    /// The municipality of a postal code, when it is only one.
    pub fn municipality_of_postal(&self, code: &str) -> Option<&str> {
        self.postal.only_area(code).map(|area| self.municipalities.list[usize::from(area)].code.as_str())
    }

    /// The municipality that has the most of these towns, and how many of them.
    pub fn municipality_with(&self, towns: &[String]) -> Option<(&str, usize)> {
        let keys: Vec<String> = towns.iter().map(|town| place_key(town)).collect();
        let has = |area: u16| {
            let whole = |key: &&String| self.towns.longest_prefix(area, key).is_some_and(|found| found.1 == key.len());
            keys.iter().filter(whole).count()
        };
        let (area, count) =
            (0_u16..).take(self.municipalities.list.len()).map(|area| (area, has(area))).max_by_key(|found| found.1)?;
        (count > 0).then(|| (self.municipalities.list[usize::from(area)].code.as_str(), count))
    }
}

impl Municipalities {
    fn add(&mut self, new: Municipality) {
        match self.by_code.get(&new.code) {
            Some(&index) => {
                let known = &mut self.list[usize::from(index)];
                known.position = known.position.or(new.position);
                known.parent = known.parent.take().or(new.parent);
            }
            None => {
                let Ok(index) = u16::try_from(self.list.len()) else { return };
                self.by_code.insert(new.code.clone(), index);
                self.list.push(new);
            }
        }
    }

    /// Indices stay what they are: towns point to them.
    fn settle(&mut self) {
        let mut names = Names::default();
        let mut spelt: HashMap<String, Vec<(u8, u16)>> = HashMap::new();
        for (index, municipality) in (0..).zip(&self.list) {
            let aliases = super::readers::former_names(&municipality.code);
            for name in std::iter::once(municipality.name.as_str()).chain(aliases.iter().copied()) {
                spelt.entry(place_key(name)).or_default().push((municipality.prefecture, index));
            }
        }
        for (key, places) in &spelt {
            let point = |index: u16| Point { latitude: i32::from(index), longitude: 0 };
            for &(prefecture, index) in places {
                names.add(u16::from(prefecture), key, point(index));
            }
            if let [(_, index)] = places[..] {
                names.add(0, key, point(index));
            }
        }
        names.sort();
        self.names = names;
    }
}

fn metres(from: Point, to: Point) -> f64 {
    let point = |p: Point| distance::Point { latitude: p.latitude, longitude: p.longitude };
    distance::metres(point(from), point(to))
}

#[cfg(test)]
mod tests;
