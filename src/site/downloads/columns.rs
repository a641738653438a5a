//! The columns of both lists: what each is called, what it means (列の説明), and what stands in it.

use kyoten_text::address::prefecture_of_code;
use kyoten_text::identifier::MunicipalityCode;

use super::rows::Subject;
use crate::directory::organization::Accuracy;
use crate::directory::record::{Point, Source};
use crate::platform::web::{Phrase, Words};

/// A column of the lists.
pub struct Column {
    /// What 医療機関一覧 calls it; nothing where it has no such column.
    pub medical: Option<Head>,
    /// What 介護サービス事業所一覧 calls it.
    pub care: Option<Head>,
    /// What stands in it.
    pub cell: fn(&Subject<'_>) -> String,
}

/// How a list calls a column.
#[derive(Clone, Copy)]
pub struct Head {
    /// The name in the first row of its file.
    pub name: &'static str,
    /// Its meaning, how it is written, in which unit, and where it comes from.
    pub meaning: fn(Words) -> Phrase,
}

/// Every column in the order of the standard. Header, rows and explanations all follow this table.
pub const COLUMNS: [Column; 26] = [
    both("都道府県コード又は市区町村コード", Words::column_code, code),
    each(("NO", Words::column_number), ("NO", Words::column_number_of_service), |of| of.number.clone()),
    both("都道府県名", Words::column_prefecture, prefecture),
    both("市区町村名", Words::column_municipality, |of| {
        of.known.map_or_else(String::new, |(_, name)| name.clone())
    }),
    each(("名称", Words::column_name), ("介護サービス事業所名称", Words::column_name), |of| {
        of.name.clone()
    }),
    each(("名称_カナ", Words::column_kana), ("介護サービス事業所名称_カナ", Words::column_kana), |of| of.kana.clone()),
    each(("医療機関の種類", Words::column_kind), ("実施サービス", Words::column_service), |of| {
        of.kind.clone()
    }),
    both("住所", Words::column_address, |of| of.place.address.clone()),
    both("方書", Words::column_building, |of| text(&of.place.building)),
    both("緯度", Words::column_latitude, |of| degrees(of, |point| point.latitude)),
    both("経度", Words::column_longitude, |of| degrees(of, |point| point.longitude)),
    both("電話番号", Words::column_phone, |of| text(&of.organization.phone)),
    both("内線番号", Words::column_extension, not_asked),
    both("FAX番号", Words::column_fax, |of| text(&of.organization.fax)),
    both("法人番号", Words::column_owner_number, |of| text(&of.organization.owner_number)),
    both("法人の名称", Words::column_owner, |of| text(&of.organization.owner)),
    each(
        ("医療機関コード", Words::column_medical_code),
        ("事業所番号", Words::column_office_number),
        |of| of.official_number.clone(),
    ),
    each(
        ("診療曜日", Words::column_days_of_consultation),
        ("利用可能曜日", Words::column_days_of_service),
        |of| of.hours.days.clone(),
    ),
    medical("診療開始時間", Words::column_from, |of| of.hours.from.clone()),
    medical("診療終了時間", Words::column_to, |of| of.hours.to.clone()),
    each(
        ("診療日時特記事項", Words::column_hours_note),
        ("利用可能曜日特記事項", Words::column_hours_note),
        |of| of.hours.note.clone(),
    ),
    medical("時間外における対応", Words::column_out_of_hours, not_asked),
    medical("診療科目", Words::column_departments, departments),
    each(("病床数", Words::column_beds), ("定員", Words::column_capacity), |of| of.places.clone()),
    both("URL", Words::column_url, |of| text(&of.organization.url)),
    both("備考", Words::column_note, note),
];

type Meaning = fn(Words) -> Phrase;
type Cell = fn(&Subject<'_>) -> String;

const fn both(name: &'static str, meaning: Meaning, cell: Cell) -> Column {
    each((name, meaning), (name, meaning), cell)
}

const fn each(medical: (&'static str, Meaning), care: (&'static str, Meaning), cell: Cell) -> Column {
    Column { medical: Some(head(medical)), care: Some(head(care)), cell }
}

const fn medical(name: &'static str, meaning: Meaning, cell: Cell) -> Column {
    Column { medical: Some(head((name, meaning))), care: None, cell }
}

const fn head((name, meaning): (&'static str, Meaning)) -> Head {
    Head { name, meaning }
}

fn text(value: &Option<String>) -> String {
    value.clone().unwrap_or_default()
}

/// Nobody is asked for this in such words.
fn not_asked(_: &Subject<'_>) -> String {
    String::new()
}

fn code(of: &Subject<'_>) -> String {
    MunicipalityCode::with_check_digit(&of.place.municipality).unwrap_or_default()
}

fn prefecture(of: &Subject<'_>) -> String {
    let by_code = || of.place.municipality.get(..2).and_then(|code| prefecture_of_code(code.parse().ok()?));
    match of.known {
        Some((prefecture, _)) => prefecture.clone(),
        None => by_code().map_or_else(String::new, |one| one.name.to_owned()),
    }
}

/// A point that is only the town's is left out: the columns cannot say that it is a guess.
fn degrees(of: &Subject<'_>, part: impl Fn(Point) -> i32) -> String {
    let position = of.place.position.filter(|_| of.place.accuracy == Accuracy::Exact);
    position.map(part).map_or_else(String::new, |micro| format!("{}.{:06}", micro / 1_000_000, micro % 1_000_000))
}

fn departments(of: &Subject<'_>) -> String {
    let mut all: Vec<&str> = Vec::new();
    for name in of.organization.services.iter().flat_map(|service| &service.departments) {
        if !all.contains(&name.as_str()) {
            all.push(name);
        }
    }
    all.join(";")
}

/// Only what a source published; what the hub wrote down may speak of persons.
fn note(of: &Subject<'_>) -> String {
    let origin = of.organization.origins.get("note");
    if origin.is_some_and(|origin| origin.source != Source::Hub) { of.organization.note.clone() } else { String::new() }
}
