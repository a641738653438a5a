//! What facilities are joined with: municipalities, towns, postal codes and holidays (基準となる一覧).

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;

use super::cells::{self, plain_digits};
use super::successor::{self, Now};
use super::{Context, Interrupted, Read, Refusal, Sink, Stop, data_rows, refuse, rows, warn};
use crate::directory::import::gazetteer::{PREFECTURES, place_key};
use crate::directory::import::table::{Row, Table};
use crate::directory::record::Point;

/// 全国地方公共団体コード: the list with parents, or the one with readings and positions.
pub(super) fn municipalities(mut table: Table, sink: Sink<'_>) -> Result<(), Interrupted> {
    if table.column("name_ja").is_some() { with_parents(&mut table, sink) } else { with_positions(&mut table, sink) }
}

fn with_positions(table: &mut Table, sink: Sink<'_>) -> Result<(), Interrupted> {
    let columns = ["pref", "city", "citykana", "lat", "lng", "cid", "lgcode"].map(|name| table.column(name));
    let mut made = HashSet::new();
    rows(table, sink, |row, sink| {
        let [prefecture, city, kana, latitude, longitude, short, long] = columns.map(|c| cells::text(row, c));
        let digits = plain_digits(long);
        let code = match (short.is_empty(), digits.len()) {
            (false, _) => format!("{:0>5}", plain_digits(short)),
            (true, 5) => format!("0{}", &digits[..4]),
            (true, 6) => digits[..5].to_owned(),
            (true, _) => String::new(),
        };
        if code.len() != 5 || !code.bytes().all(|b| b.is_ascii_digit()) {
            return refuse(sink, row.line(), Some("lgcode"), Refusal::BadNumber(cells::short(long)));
        }
        let (name, prefecture) = match (cells::place_name(&joined(city)), cells::place_name(prefecture)) {
            (Ok(name), Ok(prefecture)) => (name, prefecture),
            (Err(reason), _) | (_, Err(reason)) => return refuse(sink, row.line(), Some("city"), reason),
        };
        if name.is_empty() {
            return refuse(sink, row.line(), Some("city"), Refusal::Missing);
        }
        let position = cells::position(latitude, longitude).ok().flatten();
        let parent = city.split_whitespace().count() > 1;
        let parent = parent.then(|| city_of_ward(&code)).flatten();
        let kana = cells::place_name(&joined(kana)).ok().filter(|kana| !kana.is_empty());
        hand_over(sink, &mut made, Read::Municipality { code, prefecture, name, kana, parent, position })
    })
}

/// The list of 統計LOD names a ward without its city, and has prefectures, counties and bureaus between.
fn with_parents(table: &mut Table, sink: Sink<'_>) -> Result<(), Interrupted> {
    let columns = ["lgcode", "name_ja", "parent"].map(|name| table.column(name));
    let mut names: HashMap<String, String> = HashMap::new();
    let mut made = HashSet::new();
    rows(table, sink, |row, sink| {
        let [code, name, parent] = columns.map(|c| cells::text(row, c));
        let name = match cells::place_name(name) {
            Ok(name) => name,
            Err(reason) => return refuse(sink, row.line(), Some("name_ja"), reason),
        };
        let Ok(number) = code.parse::<u32>() else {
            return refuse(sink, row.line(), Some("lgcode"), Refusal::BadNumber(cells::short(code)));
        };
        let code = format!("{number:05}");
        let parent = format!("{:0>5}", plain_digits(parent));
        let city = names.get(&parent).filter(|city| city.ends_with('市') && name.ends_with('区'));
        let full = city.map_or_else(|| name.clone(), |city| format!("{city}{name}"));
        let parent = city.map(|_| parent);
        names.insert(code.clone(), full.clone());
        let is_municipality = number % 1000 >= 100 && full.ends_with(['市', '区', '町', '村']);
        let prefecture = (number as usize / 1000).checked_sub(1).and_then(|index| PREFECTURES.get(index));
        match prefecture {
            Some(prefecture) if is_municipality => {
                let prefecture = (*prefecture).to_owned();
                let read = Read::Municipality { code, prefecture, name: full, kana: None, parent, position: None };
                hand_over(sink, &mut made, read)
            }
            _ => Ok(()),
        }
    })
}

/// Hands over today's municipalities instead of those that are gone.
fn hand_over(sink: Sink<'_>, made: &mut HashSet<String>, read: Read) -> Result<(), Stop> {
    let Read::Municipality { code, prefecture, name, kana, parent, position } = read else { return sink(read) };
    let (code, name, kana, position) = match successor::now(&code) {
        Now::Same => (code, name, kana, position),
        Now::Renumbered(now) if name.ends_with('区') => (now.to_owned(), name, kana, position),
        Now::Renumbered(_) => return Ok(()),
        Now::PartOf(now) => match successor::NEW.iter().find(|new| new.0 == now) {
            Some((_, name, kana)) => (now.to_owned(), (*name).to_owned(), Some((*kana).to_owned()), position),
            None => return Ok(()),
        },
    };
    if made.insert(code.clone()) {
        sink(Read::Municipality { code, prefecture, name, kana, parent, position })
    } else {
        Ok(())
    }
}

/// 01101 belongs to 01100, 14131 to 14130: the city's code is the ten below, going down to one the wards begin after.
fn city_of_ward(code: &str) -> Option<String> {
    const CITIES: [&str; 20] = [
        "01100", "04100", "11100", "12100", "14100", "14130", "14150", "15100", "22100", "22130", "23100", "26100",
        "27100", "27140", "28100", "33100", "34100", "40100", "40130", "43100",
    ];
    CITIES.iter().rev().find(|city| **city < code && city[..2] == code[..2]).map(|city| (*city).to_owned())
}

fn joined(text: &str) -> String {
    text.split_whitespace().collect()
}

/// 郵便番号データ: the official 15 columns without header, or the reduced ones.
pub(super) fn postal_codes(mut table: Table, sink: Sink<'_>) -> Result<(), Interrupted> {
    if table.column("zipcode").is_some() {
        let columns = ["zipcode", "lgcode", "town", "town_kana"].map(|name| table.column(name));
        rows(&mut table, sink, |row, sink| postal_code(row, columns, sink))
    } else {
        data_rows(&mut table, sink, |row, sink| postal_code(row, [2, 0, 8, 5].map(Some), sink))
    }
}

fn postal_code(row: &Row, columns: [Option<usize>; 4], sink: Sink<'_>) -> Result<(), Stop> {
    let [code, municipality, town, kana] = columns.map(|c| cells::text(row, c));
    let Some(code) = cells::padded(code, 7) else {
        return refuse(sink, row.line(), Some("郵便番号"), Refusal::BadNumber(cells::short(code)));
    };
    let Some(municipality) = cells::padded(municipality, 5) else {
        return refuse(sink, row.line(), Some("市区町村コード"), Refusal::BadNumber(cells::short(municipality)));
    };
    let town = match cells::place_name(town_of_post(town)) {
        Ok(town) => town,
        Err(reason) => return refuse(sink, row.line(), Some("町域"), reason),
    };
    let kana = cells::place_name(kana).unwrap_or_default();
    let kana = Some(kana.as_str()).filter(|kana| !kana.is_empty() && !town.is_empty());
    let kana = kana.map(|kana| kyoten_text::normalize::to_katakana(kana.split(['(', '（']).next().unwrap_or(kana)));
    let municipality = successor::current(&municipality).to_owned();
    sink(Read::PostalCode { code, municipality, town, kana })
}

/// 町域 without what the post office adds for itself.
fn town_of_post(town: &str) -> &str {
    let town = town.split(['（', '(']).next().unwrap_or(town).trim();
    let whole = town.is_empty()
        || town == "以下に掲載がない場合"
        || town.ends_with("の次に番地がくる場合")
        || (town.ends_with("一円") && town.chars().count() > 2);
    if whole { "" } else { town }
}

/// The towns of one municipality, gathered so that 阿下喜 is found where only its 小字 are listed.
struct Group {
    municipality: String,
    town: String,
    own: bool,
    latitude: i64,
    longitude: i64,
    count: i64,
}

impl Group {
    fn hand_over(self, sink: Sink<'_>) -> Result<(), Stop> {
        let mean = |sum: i64| i32::try_from(sum / self.count.max(1)).unwrap_or_default();
        if self.own || self.town.is_empty() {
            return Ok(());
        }
        let position = Point { latitude: mean(self.latitude), longitude: mean(self.longitude) };
        sink(Read::Town { municipality: self.municipality, name: self.town, position })
    }
}

/// 町丁目・小字 with their points.
pub(super) fn towns(mut table: Table, context: Context<'_>, sink: Sink<'_>) -> Result<(), Interrupted> {
    let columns = [
        &["pref", "都道府県名"][..],
        &["city", "市区町村名"],
        &["town", "大字町丁目名"],
        &["koaza", "小字・通称名"],
        &["lat", "緯度"],
        &["lng", "経度"],
    ]
    .map(|names| table.any_column(names));
    let mut known: HashMap<String, Option<String>> = HashMap::new();
    // Two levels: 小字 within a town, 丁目 within a town.
    let mut groups: [Option<Group>; 2] = [None, None];
    rows(&mut table, sink, |row, sink| {
        let [prefecture, city, town, part, latitude, longitude] = columns.map(|c| cells::text(row, c));
        let municipality = known
            .entry(format!("{prefecture}{city}"))
            .or_insert_with(|| context.gazetteer.municipality_of(Some(prefecture), city, "").map(str::to_owned));
        let Some(municipality) = municipality else {
            let unknown = cells::short(&format!("{prefecture}{city}"));
            return refuse(sink, row.line(), Some("city"), Refusal::UnknownMunicipality(unknown));
        };
        let (town, part) = match (cells::place_name(town), cells::place_name(part)) {
            (Ok(town), Ok(part)) => (town, part),
            (Err(reason), _) | (_, Err(reason)) => return refuse(sink, row.line(), Some("town"), reason),
        };
        let town = town.as_str();
        if latitude.is_empty() && longitude.is_empty() {
            return refuse(sink, row.line(), Some("lat"), Refusal::Missing);
        }
        let Ok(Some(position)) = cells::position(latitude, longitude) else {
            return refuse(
                sink,
                row.line(),
                Some("lat"),
                Refusal::BadPosition(cells::short(&format!("{latitude},{longitude}"))),
            );
        };
        for (group, whole) in groups.iter_mut().zip([town, without_block(town)]) {
            let own = part.is_empty() && whole == town;
            let begun = group.take_if(|open| open.municipality == *municipality && open.town == whole);
            if let Some(done) = group.take() {
                done.hand_over(sink)?;
            }
            let mut open = begun.unwrap_or_else(|| Group {
                municipality: municipality.clone(),
                town: whole.to_owned(),
                own: false,
                latitude: 0,
                longitude: 0,
                count: 0,
            });
            open.own |= own;
            open.latitude += i64::from(position.latitude);
            open.longitude += i64::from(position.longitude);
            open.count += 1;
            *group = Some(open);
        }
        sink(Read::Town { municipality: municipality.clone(), name: format!("{town}{part}"), position })
    })?;
    for group in groups.into_iter().flatten() {
        group.hand_over(sink)?;
    }
    Ok(())
}

/// 麻生町 of 麻生町六丁目.
fn without_block(town: &str) -> &str {
    town.strip_suffix("丁目").map_or(town, |block| {
        block.trim_end_matches(['一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '〇'])
    })
}

/// 国民の祝日.
pub(super) fn holidays(mut table: Table, sink: Sink<'_>) -> Result<(), Interrupted> {
    rows(&mut table, sink, |row, sink| {
        let day = row.cell(0).trim();
        let Some(date) = day_of(day) else {
            return refuse(sink, row.line(), Some("国民の祝日・休日月日"), Refusal::BadDay(cells::short(day)));
        };
        let name = match cells::place_name(row.cell(1)) {
            Ok(name) => name,
            Err(reason) => return refuse(sink, row.line(), Some("国民の祝日・休日名称"), reason),
        };
        if name.is_empty() {
            return refuse(sink, row.line(), Some("国民の祝日・休日名称"), Refusal::Missing);
        }
        sink(Read::Holiday { day: date, name })
    })
}

/// `2026/1/1` or `2026-01-01`.
fn day_of(text: &str) -> Option<Date> {
    let mut parts = text.split(['/', '-']).map(|part| part.trim().parse::<i16>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Used by the readers that name their area only by its towns.
pub(super) fn same_place(one: &str, other: &str) -> bool {
    place_key(one) == place_key(other)
}

/// Tells of an area that no municipality fits.
pub(super) fn warn_unknown_area(sink: Sink<'_>, line: u64, column: &str, text: &str) -> Result<(), Stop> {
    warn(sink, line, column, super::Warning::UnknownArea(text.to_owned()))
}
