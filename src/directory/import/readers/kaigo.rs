//! 介護サービス情報公表システム: one national file per service, one row per office.

use std::collections::HashMap;

use kyoten_text::identifier::CareOfficeNumber;
use kyoten_text::normalize::narrow;

use super::cells::{Checks, Refused, facilities, note, short, text};
use super::place::{Stated, six_digit_municipality};
use super::{Context, Interrupted, Refusal, Sink, Warning};
use crate::directory::hours;
use crate::directory::import::table::{Row, Table};
use crate::directory::record::{Identifier, IdentifierSystem, Record, ServiceFacts, Source};
use crate::directory::service_type::{self, ServiceType};

/// The columns by their official and their re-published names.
struct Columns {
    municipality: Option<usize>,
    prefecture: Option<usize>,
    city: Option<usize>,
    name: Option<usize>,
    kana: Option<usize>,
    service: Option<usize>,
    address: Option<usize>,
    building: Option<usize>,
    latitude: Option<usize>,
    longitude: Option<usize>,
    phone: Option<usize>,
    fax: Option<usize>,
    owner_number: Option<usize>,
    owner: Option<usize>,
    number: Option<usize>,
    days: Option<usize>,
    days_note: Option<usize>,
    capacity: Option<usize>,
    url: Option<usize>,
    shared: Option<usize>,
    note: Option<usize>,
}

impl Columns {
    fn of(table: &Table) -> Self {
        let column = |names: &[&str]| table.any_column(names);
        Self {
            municipality: column(&["都道府県コード又は市町村コード"]),
            prefecture: column(&["都道府県名", "pref"]),
            city: column(&["市区町村名", "city"]),
            name: column(&["事業所名", "name"]),
            kana: column(&["事業所名カナ", "kana"]),
            service: column(&["サービスの種類", "serviceType"]),
            address: column(&["住所", "address"]),
            building: column(&["方書（ビル名等）", "方書"]),
            latitude: column(&["緯度", "lat"]),
            longitude: column(&["経度", "lng"]),
            phone: column(&["電話番号", "tel"]),
            fax: column(&["FAX番号"]),
            owner_number: column(&["法人番号"]),
            owner: column(&["法人の名称"]),
            number: column(&["事業所番号", "id"]),
            days: column(&["利用可能曜日", "openDays"]),
            days_note: column(&["利用可能曜日特記事項", "openDaysNote"]),
            capacity: column(&["定員", "capacity"]),
            url: column(&["URL"]),
            shared: column(&["高齢者の方と障害者の方が同時一体的に利用できるサービス"]),
            note: column(&["備考"]),
        }
    }
}

/// Reads the official layout, whole or trimmed, and the re-published one.
pub(super) fn read(mut table: Table, context: Context<'_>, sink: Sink<'_>) -> Result<(), Interrupted> {
    let columns = Columns::of(&table);
    let mut services = Services::default();
    facilities(&mut table, context, sink, |row, checks| record(row, &columns, &mut services, checks))
}

fn record(row: &Row, columns: &Columns, services: &mut Services, checks: &mut Checks<'_>) -> Result<Record, Refused> {
    let cell = |column| text(row, column);
    let name = checks.name("事業所名", cell(columns.name))?;
    let service = services.named(cell(columns.service))?;
    let number = office_number(cell(columns.number), checks)?;
    let place = checks.place(&Stated {
        municipality: six_digit_municipality(cell(columns.municipality)),
        prefecture: cell(columns.prefecture),
        city: cell(columns.city),
        address: cell(columns.address),
        building: cell(columns.building),
        latitude: cell(columns.latitude),
        longitude: cell(columns.longitude),
        postal_code: "",
        address_column: "住所",
        position_column: "緯度",
    })?;
    let web = checks.web("URL", cell(columns.url));
    let days_note = note(cell(columns.days_note));
    let hours = checks.hours("利用可能曜日", hours::from_open_days(cell(columns.days), &days_note));
    let mut notes = note(cell(columns.note));
    if cell(columns.shared) == "あり" {
        if !notes.is_empty() {
            notes.push('\n');
        }
        notes.push_str("高齢者と障害者が同時一体的に利用できるサービスあり");
    }
    Ok(Record {
        source: Source::Kaigo,
        key: format!("{number}:{}", service.code),
        dataset: format!("kaigo:{}", service.code),
        as_of: checks.context.as_of,
        kind: service.kind,
        name,
        kana: checks.kana(cell(columns.kana)),
        identifiers: vec![Identifier { system: IdentifierSystem::CareOffice, value: number }],
        owner: checks.owner(cell(columns.owner)),
        owner_number: checks.owner_number("法人番号", cell(columns.owner_number)),
        place,
        phone: checks.phone("電話番号", cell(columns.phone)),
        fax: checks.phone("FAX番号", cell(columns.fax)),
        url: web.url,
        email: web.email,
        services: vec![ServiceFacts {
            code: service.code.to_owned(),
            capacity: checks.count("定員", cell(columns.capacity)),
            hours,
            ..ServiceFacts::default()
        }],
        note: notes,
    })
}

/// 事業所番号, with the zero that a spreadsheet dropped.
pub(super) fn office_number(raw: &str, checks: &mut Checks<'_>) -> Result<String, Refused> {
    if raw.is_empty() {
        return Err(("事業所番号", Refusal::Missing));
    }
    let number = CareOfficeNumber::parse(raw).map_err(|_| ("事業所番号", Refusal::BadNumber(short(raw))))?;
    if number.check().is_wrong() {
        checks.warn("事業所番号", Warning::CheckDigit(number.as_str().to_owned()));
    }
    Ok(number.as_str().to_owned())
}

/// The services found so far by the names that files write; a file has one, so this is asked once and remembered.
#[derive(Default)]
pub(super) struct Services(HashMap<String, Option<&'static ServiceType>>);

impl Services {
    pub(super) fn named(&mut self, name: &str) -> Result<&'static ServiceType, Refused> {
        let known = match self.0.get(name) {
            Some(known) => *known,
            None => {
                let found = service_named(name);
                if self.0.len() < 1000 {
                    self.0.insert(name.to_owned(), found);
                }
                found
            }
        };
        known.ok_or_else(|| ("サービスの種類", Refusal::UnknownService(short(name))))
    }
}

/// The official table writes its brackets in many ways, so what stands in them decides.
fn service_named(name: &str) -> Option<&'static ServiceType> {
    let plain: String = name.chars().map(narrow).filter(|c| !c.is_whitespace()).collect();
    let has = |word: &str| plain.contains(word);
    let outside = has("外部サービス利用型");
    let code = if plain.starts_with("地域密着型特定施設") {
        match (has("サービス付き"), has("軽費")) {
            (true, _) => "364",
            (_, true) => "362",
            _ => "361",
        }
    } else if plain.starts_with("特定施設入居者生活介護") {
        match (has("サービス付き"), has("軽費"), outside) {
            (true, _, false) => "334",
            (true, _, true) => "337",
            (_, true, false) => "332",
            (_, true, true) => "336",
            (_, _, false) => "331",
            (_, _, true) => "335",
        }
    } else if plain.starts_with("短期入所療養介護") {
        match (has("介護医療院"), has("病院") || has("療養病床")) {
            (true, _) => "551",
            (_, true) => "230",
            _ => "220",
        }
    } else if plain == "複合型サービス" {
        "770"
    } else {
        let bare = plain.strip_prefix("指定").unwrap_or(&plain);
        let bare = bare.split('(').next().unwrap_or(bare);
        return service_type::by_code(&plain).or_else(|| service_type::by_name(bare)).filter(|t| t.code.len() == 3);
    };
    service_type::by_code(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_the_official_names_is_known() {
        for (name, code) in [
            ("訪問介護", "110"),
            ("訪問看護", "130"),
            ("指定療養通所介護", "155"),
            ("療養通所介護", "155"),
            ("特定施設入居者生活介護（有料老人ホーム（サービス付き高齢者向け住宅（外部サービス利用型））)", "337"),
            ("特定施設入居者生活介護（有料老人ホーム（サービス付き高齢者向け住宅））", "334"),
            ("地域密着型特定施設入居者生活介護（有料老人ホーム（サービス付き高齢者向け住宅））", "364"),
            ("看護小規模多機能型居宅介護（複合型サービス）", "770"),
            ("短期入所療養介護(療養病床を有する病院等）", "230"),
            ("短期入所療養介護（介護医療院）", "551"),
            ("介護医療院", "550"),
            ("地域密着型通所介護", "780"),
            ("居宅介護支援", "430"),
            ("短期入所生活介護", "210"),
            ("認知症対応型共同生活介護", "320"),
        ] {
            assert_eq!(service_named(name).map(|s| s.code), Some(code), "{name}");
        }
        assert_eq!(service_named("なんでも屋"), None);
        assert_eq!(service_named(""), None);
    }
}
