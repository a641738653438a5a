//! 道内医療機関名簿 (北海道): a prefecture's own list of hospitals with beds, departments and emergency signs. The
//! director's name in it is not taken.

use super::cells::{Checks, Refused, facilities, line, text};
use super::place::Stated;
use super::{Context, Interrupted, Sink};
use crate::directory::import::gazetteer::place_key;
use crate::directory::import::table::{Row, Table};
use crate::directory::kind::OrganizationKind;
use crate::directory::record::{Record, ServiceFacts, Source};

/// The list's short names of departments.
const DEPARTMENTS: &[(&str, &str)] = &[
    ("内", "内科"),
    ("神内", "神経内科"),
    ("呼", "呼吸器科"),
    ("消", "消化器科"),
    ("循", "循環器科"),
    ("胃", "胃腸科"),
    ("心内", "心療内科"),
    ("アレ", "アレルギー科"),
    ("リウ", "リウマチ科"),
    ("精", "精神科"),
    ("神", "神経科"),
    ("小", "小児科"),
    ("外", "外科"),
    ("整", "整形外科"),
    ("形", "形成外科"),
    ("美", "美容外科"),
    ("脳", "脳神経外科"),
    ("呼外", "呼吸器外科"),
    ("心外", "心臓血管外科"),
    ("小外", "小児外科"),
    ("皮", "皮膚科"),
    ("泌", "泌尿器科"),
    ("肛", "肛門外科"),
    ("産婦", "産婦人科"),
    ("産", "産科"),
    ("婦", "婦人科"),
    ("眼", "眼科"),
    ("耳", "耳鼻いんこう科"),
    ("気", "気管食道科"),
    ("リハ", "リハビリテーション科"),
    ("放", "放射線科"),
    ("麻", "麻酔科"),
    ("歯", "歯科"),
    ("矯歯", "矯正歯科"),
    ("小歯", "小児歯科"),
    ("歯外", "歯科口腔外科"),
];

const BEDS: [(&str, &str); 5] = [
    ("一般", "general"),
    ("療養", "recuperation"),
    ("精神", "psychosis"),
    ("結核", "tuberculosis"),
    ("感染症", "infected"),
];

pub(super) fn read(mut table: Table, context: Context<'_>, sink: Sink<'_>) -> Result<(), Interrupted> {
    let columns = [
        "hospital_name",
        "postal_num",
        "address",
        "phone_number",
        "latitude",
        "longtitude",
        "services",
        "emergency",
        "開設者",
        "sickbed_num",
    ];
    let columns = columns.map(|name| table.column(name));
    let beds = BEDS.map(|(kind, name)| (kind, table.column(name)));
    facilities(&mut table, context, sink, |row, checks| record(row, columns, beds, checks))
}

fn record(
    row: &Row,
    columns: [Option<usize>; 10],
    beds: [(&str, Option<usize>); 5],
    checks: &mut Checks<'_>,
) -> Result<Record, Refused> {
    let [name, postal_code, address, phone, latitude, longitude, services, emergency, owner, total] =
        columns.map(|column| text(row, column));
    let name = checks.name("hospital_name", name)?;
    let place = checks.place(&Stated {
        prefecture: "北海道",
        address,
        postal_code,
        latitude,
        longitude,
        address_column: "address",
        position_column: "latitude",
        ..Stated::default()
    })?;
    let mut of_kind = Vec::new();
    for (kind, column) in beds {
        if let Some(count) = checks.count("sickbed_num", text(row, column)) {
            of_kind.push((kind.to_owned(), count));
        }
    }
    let capacity = checks.count("sickbed_num", total);
    let inpatient = ServiceFacts { code: "inpatient".to_owned(), capacity, beds: of_kind, ..ServiceFacts::default() };
    let departments = departments(services);
    let outpatient = ServiceFacts { code: "outpatient".to_owned(), departments, ..ServiceFacts::default() };
    Ok(Record {
        source: Source::Prefecture,
        key: format!("{}:{}", place.municipality, name_hash(&name)),
        dataset: "prefecture:01".to_owned(),
        as_of: checks.context.as_of,
        kind: OrganizationKind::Hospital,
        name,
        kana: None,
        identifiers: Vec::new(),
        owner: checks.owner(owner),
        owner_number: None,
        place,
        phone: checks.phone("phone_number", phone),
        fax: None,
        url: None,
        email: None,
        services: vec![inpatient, outpatient],
        note: if emergency.contains(['○', '〇']) { "救急告示".to_owned() } else { String::new() },
    })
}

fn departments(raw: &str) -> Vec<String> {
    let mut list: Vec<String> = Vec::new();
    for short in raw.split(['|', '，', '、', ',']).map(line).filter(|name| !name.is_empty()) {
        let full = DEPARTMENTS.iter().find(|known| known.0 == short).map_or(short, |known| known.1.to_owned());
        if !list.contains(&full) {
            list.push(full);
        }
    }
    list
}

/// A short stand-in for the number that a list does not give.
pub(super) fn name_hash(name: &str) -> String {
    format!("{:016x}", xxhash_rust::xxh3::xxh3_64(place_key(name).as_bytes()))
}
