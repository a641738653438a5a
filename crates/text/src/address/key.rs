//! The key of an address (住所の突合キー): town, then the house number with hyphens, and no building.

use super::{parts, without_postal_code};
use crate::normalize::{is_dash, narrow, search_key};

/// What follows a number inside the name of a town: 13条, 東1線, 3区, 一番町, 六番丁.
const TOWN_UNITS: [&str; 16] =
    ["条", "線", "号線", "区", "町", "通", "番町", "番丁", "番通", "番街", "番組", "丁町", "丁堀", "村", "組", "軒"];

/// What follows a number between the numbers of a house.
const HOUSE_UNITS: [&str; 10] = ["丁目", "番地", "地割", "丁", "番", "号", "部", "の", "ノ", "之"];

/// What follows a number that counts rooms, floors and buildings.
const ROOM_UNITS: [&str; 11] = ["階", "F", "f", "棟", "室", "号室", "号棟", "号館", "号店", "号機", "Ｆ"];

/// A house number has three parts at most (丁目・番・号); what follows is a room.
const MOST_NUMBERS: usize = 3;

/// A key by which two writings of one address are equal (住所の突合).
///
/// The prefecture, 大字 and 字, spaces and what stands in brackets are left out; kanji numerals before 丁目, 番, 号, 条, 線 and 地割
/// become digits; 丁目, 番地, 番, 号, の and hyphens become `-`; what follows the house number (building, floor, room) is cut;
/// the town goes through [`search_key`]. 札幌市北区麻生町６丁目６番９号あざぶマリオン１階 → 札幌市北区麻生町6-6-9.
pub fn key(address: &str) -> String {
    let Place { mut town, numbers, .. } = Place::read(parts(address).rest);
    for (at, number) in numbers.iter().enumerate() {
        if at > 0 {
            town.push('-');
        }
        town.push_str(number);
    }
    search_key(&town)
}

/// The key of the town alone: the same for every house of it, and the whole key where an address says no house number.
pub fn town_key(address: &str) -> String {
    search_key(&Place::read(parts(address).rest).town)
}

/// The part before the house number (町名まで), as it is written: 高知市桟橋通 of 高知市桟橋通２丁目７ー７.
///
/// A number that belongs to the name of a town stays: 札幌市南区川沿１３条 of 札幌市南区川沿１３条２丁目１番３８号.
pub fn town_part(address: &str) -> &str {
    let address = without_postal_code(address.trim());
    address[..Place::read(address).town_end].trim_end()
}

struct Place {
    town: String,
    /// Where the town ends in the address, in bytes.
    town_end: usize,
    numbers: Vec<String>,
}

/// A run of numbers with house units between them.
struct Chain {
    numbers: Vec<String>,
    /// How many characters it took.
    length: usize,
    /// The units that were read, joined.
    units: String,
}

impl Place {
    fn read(address: &str) -> Self {
        let (offsets, text): (Vec<usize>, Vec<char>) = address.char_indices().map(|(at, c)| (at, narrow(c))).unzip();
        let mut town = String::with_capacity(address.len());
        let mut at = 0;
        while at < text.len() {
            let rest = &text[at..];
            if let Some(skipped) = left_out(rest, town.chars().next_back()) {
                at += skipped;
                continue;
            }
            let ordinal = usize::from(rest[0] == '第');
            let Some((number, digits)) = number_at(&rest[ordinal..]) else {
                town.push(rest[0]);
                at += 1;
                continue;
            };
            let after = &rest[ordinal + digits..];
            if starts_with_any(after, &ROOM_UNITS) {
                return Self { town, town_end: offsets[at], numbers: Vec::new() };
            }
            if belongs_to_town(after) {
                town.push_str(&number);
                at += ordinal + digits;
                continue;
            }
            let chain = Chain::read(&rest[ordinal..]);
            let after = &rest[ordinal + chain.length..];
            if chain.numbers.len() == 1 && is_followed_by_town(&chain.units, after) {
                town.push_str(&number);
                town.push_str(&chain.units);
                at += ordinal + chain.length;
                continue;
            }
            return Self { town, town_end: offsets[at], numbers: chain.numbers };
        }
        Self { town, town_end: address.len(), numbers: Vec::new() }
    }
}

impl Chain {
    /// `text` begins with a number.
    fn read(text: &[char]) -> Self {
        let mut chain = Self { numbers: Vec::new(), length: 0, units: String::new() };
        while let Some((number, digits)) = number_at(&text[chain.length..]) {
            let number_end = chain.length + digits;
            if !chain.numbers.is_empty() && starts_with_any(&text[number_end..], &ROOM_UNITS) {
                break;
            }
            chain.numbers.push(number);
            chain.length = number_end;
            let (units, length) = units_at(&text[number_end..]);
            let next = &text[number_end + length..];
            // A number straight behind 号 is a room, but for 南2号5番地 in Hokkaidō.
            let goes_on = number_at(next).is_some_and(|(_, digits)| {
                !units.is_empty() && (!units.contains('号') || next.get(digits) == Some(&'番'))
            });
            let most = if chain.units.contains("地割") { MOST_NUMBERS + 1 } else { MOST_NUMBERS };
            chain.units.push_str(&units);
            if !goes_on || chain.numbers.len() == most {
                chain.length += if goes_on { 0 } else { length };
                break;
            }
            chain.length += length;
        }
        chain
    }
}

/// How many characters at the front say nothing about the place: spaces, brackets with their content, 大字, 字.
fn left_out(text: &[char], before: Option<char>) -> Option<usize> {
    match text {
        [c, ..] if c.is_whitespace() => Some(1),
        ['(', ..] => Some(text.iter().position(|c| *c == ')').map_or(text.len(), |end| end + 1)),
        ['大' | '小', '字', ..] => Some(2),
        // 十文字, 大文字町, 点字: here 字 is part of a word.
        ['字', ..] if before.is_some_and(|c| !matches!(c, '文' | '十' | '点' | '名' | '数')) => Some(1),
        _ => None,
    }
}

/// The number at the front, and how many characters it takes. Kanji numerals count when a unit follows them.
fn number_at(text: &[char]) -> Option<(String, usize)> {
    let digits = text.iter().take_while(|c| c.is_ascii_digit()).count();
    if digits > 0 {
        let number: String = text[..digits].iter().collect();
        let trimmed = number.trim_start_matches('0');
        return Some((if trimmed.is_empty() { "0" } else { trimmed }.to_owned(), digits));
    }
    let numerals = text.iter().take_while(|c| numeral(**c).is_some()).count();
    let has_unit = match text.get(numerals..)? {
        ['丁', '目', ..] | ['番' | '号' | '条' | '線', ..] | ['地', '割', ..] => true,
        // 三丁8番46号 in Sakai, but not 八丁堀.
        ['丁', next, ..] => next.is_ascii_digit(),
        _ => false,
    };
    if !(1..=7).contains(&numerals) || !has_unit {
        return None;
    }
    Some((kanji_number(&text[..numerals]).to_string(), numerals))
}

fn numeral(c: char) -> Option<u32> {
    "〇一二三四五六七八九十百".chars().position(|numeral| numeral == c).map(|value| value as u32)
}

/// 二十五 → 25, 二五 → 25, 百三 → 103.
fn kanji_number(numerals: &[char]) -> u32 {
    let (mut sum, mut current) = (0, None);
    for value in numerals.iter().filter_map(|c| numeral(*c)) {
        match value {
            10 => sum += current.take().unwrap_or(1) * 10,
            11 => sum += current.take().unwrap_or(1) * 100,
            digit => current = Some(current.unwrap_or(0) * 10 + digit),
        }
    }
    sum + current.unwrap_or(0)
}

/// The house units at the front with hyphens and spaces among them, and how many characters they take.
/// Spaces alone are no unit: a building follows.
fn units_at(text: &[char]) -> (String, usize) {
    let mut units = String::new();
    let mut at = 0;
    while at < text.len() {
        if let Some(unit) = HOUSE_UNITS.iter().find(|unit| starts_with(&text[at..], unit)) {
            units.push_str(unit);
            at += unit.chars().count();
        } else if is_dash(text[at]) {
            units.push('-');
            at += 1;
        } else if text[at].is_whitespace() {
            at += 1;
        } else {
            break;
        }
    }
    (units, at)
}

/// Does what follows a number make it part of a town's name (13条, 西5南3, 一番町)?
fn belongs_to_town(after: &[char]) -> bool {
    starts_with_any(after, &TOWN_UNITS)
        || matches!(after, ['東' | '西' | '南' | '北', next, ..] if next.is_ascii_digit())
}

/// A lone 3丁目 or 29地割 can be followed by a smaller place (字南, 甲) and its own number.
fn is_followed_by_town(units: &str, after: &[char]) -> bool {
    let smaller_place = match after {
        ['字', ..] | ['大' | '小', '字', ..] => true,
        ['東' | '西' | '南' | '北' | '甲' | '乙' | '丙' | '丁' | 'イ' | 'ロ' | 'ハ' | 'ニ', next, ..] => {
            next.is_ascii_digit()
        }
        _ => false,
    };
    match units {
        "地割" => !after.is_empty(),
        "丁目" | "区" | "部" => smaller_place,
        _ => false,
    }
}

fn starts_with(text: &[char], word: &str) -> bool {
    let mut at = 0;
    word.chars().all(|c| {
        at += 1;
        text.get(at - 1) == Some(&c)
    })
}

fn starts_with_any(text: &[char], words: &[&str]) -> bool {
    words.iter().any(|word| starts_with(text, word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_address_has_one_key_however_it_is_written() {
        for (address, expected) in [
            ("札幌市北区麻生町６丁目６番９号あざぶマリオン１階", "札幌市北区麻生町6-6-9"),
            ("北海道札幌市北区麻生町6-6-9", "札幌市北区麻生町6-6-9"),
            ("札幌市南区川沿１３条２丁目１番３８号", "札幌市南区川沿13条2-1-38"),
            ("三重県いなべ市員弁町松之木１４８－３", "いなべ市員弁町松之木148-3"),
            ("高知市桟橋通２丁目７ー７", "高知市桟橋通2-7-7"),
            ("多度津町大字青木 1番地の2", "多度津町青木1-2"),
            ("札幌市北区北25条西6丁目3番23号", "札幌市北区北25条西6-3-23"),
            ("札幌市北区北二十五条西六丁目３－２３", "札幌市北区北25条西6-3-23"),
            ("岩手県滝沢市大釜第2地割5番地3", "滝沢市大釜2-5-3"),
            ("盛岡市上田字松屋敷34番地", "盛岡市上田松屋敷34"),
            ("〒１０４－００３２ 東京都中央区八丁堀三丁目２番１号", "中央区八丁堀3-2-1"),
            ("中央区八丁堀3-2-1-405", "中央区八丁堀3-2-1"),
            ("千代田区一番町５－３ 3F", "千代田区1番町5-3"),
            ("いなべ市北勢町阿下喜７７１", "いなべ市北勢町阿下喜771"),
            ("いなべ市北勢町阿下喜771メゾン203号室", "いなべ市北勢町阿下喜771"),
            ("不破郡関ヶ原町大字関ケ原1番地", "不破郡関が原町関が原1"),
            ("輪島市河井町２０部１番地１", "輪島市河井町20-1-1"),
            ("京都市中京区烏丸通御池上る二条殿町538", "京都市中京区烏丸通御池上る2条殿町538"),
            ("丸亀市六番丁8-3", "丸亀市6番丁8-3"),
            ("松戸市旭町１－１６１（旧本館）", "松戸市旭町1-161"),
            ("堺市堺区向陵東町三丁８番４６号カズトビル3階", "堺市堺区向陵東町3-8-46"),
            ("松戸市役所2階", "松戸市役所"),
            ("東京都新宿区", "新宿区"),
            ("帯広市西5条南12丁目1番地", "帯広市西5条南12-1"),
            ("沼津市中央1-02-003", "沼津市中央1-2-3"),
        ] {
            assert_eq!(key(address), search_key(expected), "{address}");
        }
    }

    #[test]
    fn the_key_of_a_town_is_that_of_each_of_its_houses() {
        for (house, town) in [
            ("北海道札幌市南区川沿１３条２丁目１番３８号", "札幌市南区川沿13条"),
            ("大分県佐伯市鶴岡町一丁目11番59号", "佐伯市鶴岡町"),
            ("大分県大分市大字佐賀関750番地の88", "大分県大分市佐賀関"),
        ] {
            assert_eq!(town_key(house), key(town), "{house}");
            assert_eq!(town_key(town), key(town));
            assert_ne!(town_key(house), key(house));
        }
    }

    #[test]
    fn the_town_is_what_stands_before_the_house_number() {
        assert_eq!(town_part("高知市桟橋通２丁目７ー７"), "高知市桟橋通");
        assert_eq!(town_part("札幌市南区川沿１３条２丁目１番３８号"), "札幌市南区川沿１３条");
        assert_eq!(town_part("多度津町大字青木 1番地の2"), "多度津町大字青木");
        assert_eq!(town_part("滝沢市大釜第2地割5番地"), "滝沢市大釜");
        assert_eq!(town_part("東京都新宿区"), "東京都新宿区");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_fail_badly(text in "\\PC*|[0-9０-９一二十百第東西条線丁目番地号の大字（） 階F\\-ー−町]{0,20}") {
            let key = key(&text);
            prop_assert!(text.contains(town_part(&text)));
            prop_assert_eq!(search_key(&key), key);
        }
    }
}
