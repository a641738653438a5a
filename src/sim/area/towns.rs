//! Municipalities and towns of the invented area (市町村・町丁目) with their postal codes.

use super::land::{Spot, point};
use super::model::{HubFacts, Municipality, PostalCode, Town};

/// The prefecture of all three municipalities; 99 is the number of no real one.
pub(super) const PREFECTURE: &str = "潮路県";

/// The hub itself.
pub(super) fn hub() -> HubFacts {
    HubFacts {
        name: "汐見野市在宅医療連携拠点",
        kana: "シオミノシザイタクイリョウレンケイキョテン",
        english: "Shiomino Home Care Hub",
        municipality: "99201",
        phone: "0000-22-0100",
        fax: "0000-22-0101",
        hours_text: super::hours::OFFICE_DESK,
        centre: point((301.0, 195.0)),
    }
}

/// The city and its two neighbours.
pub(super) fn municipalities() -> Vec<Municipality> {
    let one = |code, name, kana, english, county, spot| Municipality {
        code,
        name,
        kana,
        english,
        prefecture: PREFECTURE,
        county,
        point: point(spot),
    };
    vec![
        one("99201", "汐見野市", "シオミノシ", "Shiomino City", "", (322.0, 214.0)),
        one("99202", "桐原市", "キリハラシ", "Kirihara City", "", (330.0, -70.0)),
        one("99341", "浦波町", "ウラナミチョウ", "Uranami Town", "磯辺郡", (-64.0, 250.0)),
    ]
}

/// A row of the table of towns.
pub(super) struct Place {
    /// How the tables of facilities call it.
    pub tag: &'static str,
    pub municipality: &'static str,
    pub district: &'static str,
    pub base: &'static str,
    pub kana: &'static str,
    pub number: Option<u8>,
    pub postal_code: &'static str,
    pub spot: Spot,
}

/// 町丁目 by municipality.
pub(super) const PLACES: &[Place] = &[
    s("ka1", "上桐原", "上桐原", "カミキリハラ", 1, "0000001", (228.0, 118.0)),
    s("ka3", "上桐原", "上桐原", "カミキリハラ", 3, "0000001", (140.0, 132.0)),
    s("ka5", "上桐原", "上桐原", "カミキリハラ", 5, "0000001", (184.0, 92.0)),
    s("kid", "上桐原", "桐の台", "キリノダイ", 0, "0000002", (98.0, 78.0)),
    s("kan", "鐘撞", "鐘撞町", "カネツキチョウ", 0, "0000011", (285.0, 136.0)),
    s("kah", "鐘撞", "鐘撞本町", "カネツキホンマチ", 0, "0000012", (366.0, 118.0)),
    s("ter", "鐘撞", "寺前町", "テラマエチョウ", 0, "0000013", (452.0, 96.0)),
    s("mat", "鐘撞", "松風台", "マツカゼダイ", 0, "0000014", (560.0, 112.0)),
    s("ich", "鐘撞", "一里塚", "イチリヅカ", 0, "0000015", (640.0, 146.0)),
    s("um1", "梅ヶ枝", "梅ヶ枝町", "ウメガエチョウ", 1, "0000021", (132.0, 200.0)),
    s("um2", "梅ヶ枝", "梅ヶ枝町", "ウメガエチョウ", 2, "0000021", (194.0, 212.0)),
    s("um3", "梅ヶ枝", "梅ヶ枝町", "ウメガエチョウ", 3, "0000021", (246.0, 184.0)),
    s("yan", "梅ヶ枝", "柳田", "ヤナギダ", 0, "0000022", (96.0, 252.0)),
    s("ch1", "千鳥野", "千鳥野", "チドリノ", 1, "0000031", (356.0, 190.0)),
    s("ch2", "千鳥野", "千鳥野", "チドリノ", 2, "0000031", (436.0, 222.0)),
    s("eki", "千鳥野", "駅前町", "エキマエチョウ", 0, "0000032", (318.0, 212.0)),
    s("shi", "千鳥野", "汐入", "シオイリ", 0, "0000033", (530.0, 224.0)),
    s("ha1", "浜手", "浜手", "ハマテ", 1, "0000041", (160.0, 312.0)),
    s("ha2", "浜手", "浜手", "ハマテ", 2, "0000041", (262.0, 302.0)),
    s("min", "浜手", "港町", "ミナトマチ", 0, "0000042", (366.0, 308.0)),
    s("sho", "浜手", "塩屋敷", "シオヤシキ", 0, "0000043", (306.0, 282.0)),
    n("kho", "99202", "桐原市", "城下本町", "ジョウカホンマチ", "0000101", (330.0, -66.0)),
    n("kek", "99202", "桐原市", "桐原駅通", "キリハラエキドオリ", "0000102", (430.0, -88.0)),
    n("koo", "99202", "桐原市", "大橋", "オオハシ", "0000103", (196.0, -64.0)),
    n("kmi", "99202", "桐原市", "見晴台", "ミハラシダイ", "0000104", (540.0, -48.0)),
    n("ura", "99341", "浦波町", "浦波", "ウラナミ", "0000201", (-60.0, 250.0)),
    n("iso", "99341", "浦波町", "磯辺", "イソベ", "0000202", (10.0, 330.0)),
    n("mis", "99341", "浦波町", "岬", "ミサキ", "0000203", (-110.0, 140.0)),
];

const fn s(
    tag: &'static str,
    district: &'static str,
    base: &'static str,
    kana: &'static str,
    number: u8,
    postal_code: &'static str,
    spot: Spot,
) -> Place {
    let number = if number == 0 { None } else { Some(number) };
    Place { tag, municipality: "99201", district, base, kana, number, postal_code, spot }
}

const fn n(
    tag: &'static str,
    municipality: &'static str,
    district: &'static str,
    base: &'static str,
    kana: &'static str,
    postal_code: &'static str,
    spot: Spot,
) -> Place {
    Place { tag, municipality, district, base, kana, number: None, postal_code, spot }
}

/// Every district once, in the order of the table.
pub(super) fn districts() -> Vec<&'static str> {
    let mut districts: Vec<&str> = PLACES.iter().map(|place| place.district).collect();
    districts.dedup();
    districts
}

/// The place that the tables of facilities call by this tag.
pub(super) fn place(tag: &str) -> &'static Place {
    PLACES.iter().find(|place| place.tag == tag).unwrap_or_else(|| panic!("no town {tag}"))
}

/// The towns as values.
pub(super) fn towns() -> Vec<Town> {
    PLACES
        .iter()
        .map(|place| Town {
            municipality: place.municipality,
            name: place.number.map_or_else(|| place.base.to_owned(), |n| format!("{}{n}丁目", place.base)),
            kana: place.number.map_or_else(|| place.kana.to_owned(), |n| format!("{}{n}チョウメ", place.kana)),
            base: place.base,
            number: place.number,
            district: place.district,
            postal_code: place.postal_code.to_owned(),
            point: point(place.spot),
        })
        .collect()
}

/// One postal code for every name of a town.
pub(super) fn postal_codes() -> Vec<PostalCode> {
    let mut codes: Vec<PostalCode> = Vec::new();
    for place in PLACES {
        if codes.iter().all(|known| known.code != place.postal_code) {
            codes.push(PostalCode {
                code: place.postal_code.to_owned(),
                municipality: place.municipality,
                town: place.base,
                kana: place.kana,
            });
        }
    }
    codes
}
