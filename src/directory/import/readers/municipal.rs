//! 自治体標準オープンデータセット (デジタル庁): 医療機関一覧 and 介護サービス事業所一覧, a municipality's own lists.
//!
//! A list belongs to whoever publishes it: its rows are keyed by the publisher, and only rows of the publisher's own say what
//! is gone. Code and name of the municipality are the publisher's by the standard; where a facility lies, its address tells.

use std::collections::HashMap;

use kyoten_text::identifier::{FeeTable, MedicalInstitutionCode, MunicipalityCode};

use super::cells::{Checks, Refused, facilities, line, note, short, text};
use super::kaigo::{Services, office_number};
use super::place::{Stated, six_digit_municipality};
use super::{Context, Interrupted, Read, Refusal, Sink, Warning, rows};
use crate::directory::OrganizationId;
use crate::directory::hours;
use crate::directory::import::files::Found;
use crate::directory::import::gazetteer::{place_key, split_prefecture};
use crate::directory::import::kinds::FileKind;
use crate::directory::import::table::{Row, Table};
use crate::directory::kind::OrganizationKind;
use crate::directory::record::{Identifier, IdentifierSystem, Record, ServiceFacts, Source};

struct Columns {
    municipality: Option<usize>,
    number: Option<usize>,
    prefecture: Option<usize>,
    city: Option<usize>,
    name: Option<usize>,
    kana: Option<usize>,
    kind: Option<usize>,
    address: Option<usize>,
    building: Option<usize>,
    latitude: Option<usize>,
    longitude: Option<usize>,
    phone: Option<usize>,
    extension: Option<usize>,
    fax: Option<usize>,
    email: Option<usize>,
    owner_number: Option<usize>,
    owner: Option<usize>,
    code: Option<usize>,
    days: Option<usize>,
    from: Option<usize>,
    to: Option<usize>,
    days_note: Option<usize>,
    out_of_hours: Option<usize>,
    departments: Option<usize>,
    beds: Option<usize>,
    capacity: Option<usize>,
    url: Option<usize>,
    note: Option<usize>,
}

impl Columns {
    fn of(table: &Table) -> Self {
        let column = |names: &[&str]| table.any_column(names);
        Self {
            municipality: column(&[
                "都道府県コード又は市区町村コード",
                "全国地方公共団体コード",
                "都道府県コード又は市町村コード",
            ]),
            number: column(&["NO", "ID"]),
            prefecture: column(&["都道府県名", "所在地_都道府県"]),
            city: column(&["市区町村名", "地方公共団体名", "所在地_市区町村"]),
            name: column(&["名称", "介護サービス事業所名称"]),
            kana: column(&["名称_カナ", "介護サービス事業所名称_カナ"]),
            kind: column(&["医療機関の種類", "実施サービス"]),
            address: column(&["住所", "所在地_連結表記"]),
            building: column(&["方書", "建物名等(方書)"]),
            latitude: column(&["緯度"]),
            longitude: column(&["経度"]),
            phone: column(&["電話番号"]),
            extension: column(&["内線番号"]),
            fax: column(&["FAX番号"]),
            email: column(&["メールアドレス"]),
            owner_number: column(&["法人番号"]),
            owner: column(&["法人の名称"]),
            code: column(&["医療機関コード", "事業所番号"]),
            days: column(&["診療曜日", "利用可能曜日"]),
            from: column(&["診療開始時間", "開始時間"]),
            to: column(&["診療終了時間", "終了時間"]),
            days_note: column(&["診療日時特記事項", "利用可能日時特記事項", "利用可能曜日特記事項"]),
            out_of_hours: column(&["時間外における対応"]),
            departments: column(&["診療科目"]),
            beds: column(&["病床数"]),
            capacity: column(&["定員"]),
            url: column(&["URL"]),
            note: column(&["備考"]),
        }
    }
}

pub(super) fn read(found: &Found, kind: &FileKind, context: Context<'_>, sink: Sink<'_>) -> Result<(), Interrupted> {
    let medical = *kind == FileKind::MunicipalMedical;
    let name = if medical { "municipal:medical" } else { "municipal:care" };
    let publisher = publisher(found, context)?;
    let list = List { name, publisher };
    sink(Read::List { dataset: list.publisher.as_deref().map(|code| list.dataset(code)) })?;
    let mut table = Table::open(found)?;
    let columns = Columns::of(&table);
    let mut services = Services::default();
    facilities(&mut table, context, sink, |row, checks| {
        if medical {
            institution(row, &columns, &list, checks)
        } else {
            office(row, &columns, &list, &mut services, checks)
        }
    })
}

/// A municipal list.
struct List {
    name: &'static str,
    publisher: Option<String>,
}

impl List {
    /// The rows that one publisher answers for.
    fn dataset(&self, publisher: &str) -> String {
        format!("{}:{publisher}", self.name)
    }
}

/// Who publishes the list: whom more than half of its rows name. Hubs and prefectures put the lists of several
/// municipalities into one file; then nobody may have so many.
fn publisher(found: &Found, context: Context<'_>) -> Result<Option<String>, Interrupted> {
    let mut table = Table::open(found)?;
    let columns = Columns::of(&table);
    let mut named: HashMap<String, usize> = HashMap::new();
    let mut all = 0;
    rows(&mut table, &mut |_| Ok(()), |row, _| {
        all += 1;
        let code = stated_code(row, &columns).or_else(|| by_name(row, &columns, context));
        if let Some(code) = code {
            *named.entry(code).or_default() += 1;
        }
        Ok(())
    })?;
    Ok(named.into_iter().find(|(_, rows)| rows * 2 > all).map(|(code, _)| code))
}

/// The publisher in the code column: five digits of a municipality, two of a prefecture.
fn stated_code(row: &Row, columns: &Columns) -> Option<String> {
    let raw = text(row, columns.municipality);
    six_digit_municipality(raw).or_else(|| {
        let six = MunicipalityCode::parse_six(raw).ok()?;
        six.as_str().ends_with("000").then(|| six.as_str()[..2].to_owned())
    })
}

/// The municipality that the columns of names, or else the address, speak of.
fn by_name(row: &Row, columns: &Columns, context: Context<'_>) -> Option<String> {
    let [prefecture, city, address] = [columns.prefecture, columns.city, columns.address].map(|c| text(row, c));
    let prefecture = Some(prefecture).filter(|name| !name.is_empty());
    context.gazetteer.municipality_of(prefecture, city, address).map(str::to_owned)
}

/// Where the facility is. The columns name the publisher; an address that names another municipality, or a ward of the
/// publisher's, knows better — unless it is only a town of the publisher's that is called like a municipality.
fn municipality(row: &Row, columns: &Columns, context: Context<'_>) -> Option<String> {
    let gazetteer = context.gazetteer;
    let stated = stated_code(row, columns).filter(|code| code.len() == 5).or_else(|| by_name(row, columns, context));
    let address = text(row, columns.address);
    let (in_address, rest) = split_prefecture(address);
    let prefecture = Some(text(row, columns.prefecture)).filter(|name| in_address.is_none() && !name.is_empty());
    let named = gazetteer.municipality_of(prefecture, "", address);
    let (Some(stated), Some(named)) = (&stated, named) else { return stated.or(named.map(str::to_owned)) };
    let is_ward = gazetteer.municipality(named).is_some_and(|found| found.parent.as_ref() == Some(stated));
    let is_town = in_address.is_none() && gazetteer.has_town(stated, &place_key(rest));
    Some(if is_ward || !is_town { named.to_owned() } else { stated.clone() })
}

/// What both lists have in common; kind, services and number come from the caller.
fn common(row: &Row, columns: &Columns, list: &List, checks: &mut Checks<'_>) -> Result<Record, Refused> {
    let cell = |column| text(row, column);
    let name = checks.name("名称", cell(columns.name))?;
    let place = checks.place(&Stated {
        municipality: municipality(row, columns, checks.context),
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
    let mail = checks.web("メールアドレス", cell(columns.email)).email;
    let mut parts = vec![note(cell(columns.note))];
    for (title, column) in [("内線", columns.extension), ("時間外", columns.out_of_hours)] {
        let said = note(cell(column));
        if !said.is_empty() {
            parts.push(format!("{title}: {said}"));
        }
    }
    parts.retain(|part| !part.is_empty());
    let number = own_number(cell(columns.number), &name)?;
    let publisher = stated_code(row, columns).or_else(|| list.publisher.clone());
    let publisher = if organization_of(&number).is_some() { Some(A_HUB.to_owned()) } else { publisher };
    let dataset = list.dataset(publisher.as_deref().unwrap_or(&place.municipality));
    Ok(Record {
        source: Source::Municipal,
        // Two lists count their rows alike: whose list it is is part of the key.
        key: format!("{dataset}:{number}"),
        dataset,
        as_of: checks.context.as_of,
        kind: OrganizationKind::Other,
        name,
        kana: checks.kana(cell(columns.kana)),
        identifiers: Vec::new(),
        owner: checks.owner(cell(columns.owner)),
        owner_number: checks.owner_number("法人番号", cell(columns.owner_number)),
        place,
        phone: checks.phone("電話番号", cell(columns.phone)),
        fax: checks.phone("FAX番号", cell(columns.fax)),
        url: web.url,
        email: web.email.or(mail),
        services: Vec::new(),
        note: parts.join("\n"),
    })
}

/// Whose the lists are that a hub wrote: not a municipality's, whose own list stays as it is.
const A_HUB: &str = "hub";

/// The organisation that a hub gave this NO, when a hub wrote the list: its id, in 介護サービス事業所一覧 with the service behind it.
fn organization_of(number: &str) -> Option<OrganizationId> {
    let (id, service) = number.split_once('-').unwrap_or((number, ""));
    id.parse().ok().filter(|_| id.len() == 26 && (service.is_empty() || service.len() == 3))
}

/// The organisation that a row of a hub's own list speaks of.
pub fn listed_by_a_hub(record: &Record) -> Option<OrganizationId> {
    let number = record.key.strip_prefix(&record.dataset)?.strip_prefix(':')?;
    organization_of(number).filter(|_| record.source == Source::Municipal && record.dataset.ends_with(A_HUB))
}

/// Characters the number of a row may have.
const LONGEST_NUMBER: usize = 100;

/// The number within the list, or the name where the list has none.
fn own_number(number: &str, name: &str) -> Result<String, Refused> {
    match line(number) {
        number if number.is_empty() => Ok(super::prefecture::name_hash(name)),
        number if number.chars().count() > LONGEST_NUMBER => Err(("NO", Refusal::TooLong(LONGEST_NUMBER))),
        number => Ok(number),
    }
}

fn hours_of(row: &Row, columns: &Columns, checks: &mut Checks<'_>) -> Option<hours::Hours> {
    let [days, from, to] = [columns.days, columns.from, columns.to].map(|column| text(row, column));
    let days_note = note(text(row, columns.days_note));
    checks.hours("診療曜日", hours::from_municipal(days, from, to, &days_note))
}

fn institution(row: &Row, columns: &Columns, list: &List, checks: &mut Checks<'_>) -> Result<Record, Refused> {
    let raw = text(row, columns.kind);
    let kind = kind_of(raw).ok_or_else(|| ("医療機関の種類", Refusal::UnknownKind(short(raw))))?;
    let mut record = common(row, columns, list, checks)?;
    let table = match kind {
        OrganizationKind::DentalClinic => FeeTable::Dental,
        OrganizationKind::Pharmacy => FeeTable::Pharmacy,
        _ => FeeTable::Medical,
    };
    let raw = text(row, columns.code);
    if !raw.is_empty() {
        let prefecture = record.place.municipality.get(..2).and_then(|code| code.parse::<u8>().ok());
        let code = match (super::cells::plain_digits(raw).len(), prefecture) {
            (6 | 7, Some(prefecture)) => MedicalInstitutionCode::from_seven_digits(prefecture, raw, table),
            _ => MedicalInstitutionCode::parse(raw),
        };
        match code {
            Ok(code) => {
                if code.check().is_wrong() {
                    checks.warn("医療機関コード", Warning::CheckDigit(code.as_str().to_owned()));
                }
                let value = code.as_str().to_owned();
                key_by_number(&mut record, &value);
                record.identifiers.push(Identifier { system: IdentifierSystem::MedicalInstitution, value });
            }
            Err(_) => checks.warn("医療機関コード", Warning::CheckDigit(short(raw))),
        }
    }
    let departments = text(row, columns.departments);
    let departments = checks.departments(departments.split([';', '；', '、', '|']));
    let beds = checks.count("病床数", text(row, columns.beds));
    let service = match kind {
        OrganizationKind::DentalClinic => "dental",
        OrganizationKind::Pharmacy => "pharmacy",
        OrganizationKind::Midwife => "midwifery",
        _ => "outpatient",
    };
    let hours = hours_of(row, columns, checks);
    if kind == OrganizationKind::Hospital || beds.is_some() {
        // The list does not say of what kind the beds are.
        record.services.push(ServiceFacts { code: "inpatient".to_owned(), capacity: beds, ..ServiceFacts::default() });
    }
    record.services.push(ServiceFacts { code: service.to_owned(), hours, departments, ..ServiceFacts::default() });
    record.kind = match kind {
        OrganizationKind::Clinic if beds.is_some() => OrganizationKind::ClinicWithBeds,
        other => other,
    };
    Ok(record)
}

/// A row of a municipality is the same row as long as its official number is; that of a hub, as long as its NO is.
fn key_by_number(record: &mut Record, number: &str) {
    if listed_by_a_hub(record).is_none() {
        record.key = format!("{}:{number}", record.dataset);
    }
}

fn kind_of(raw: &str) -> Option<OrganizationKind> {
    let has = |word: &str| raw.contains(word);
    if has("歯科") {
        Some(OrganizationKind::DentalClinic)
    } else if has("病院") {
        Some(OrganizationKind::Hospital)
    } else if has("有床") {
        Some(OrganizationKind::ClinicWithBeds)
    } else if has("診療所") || has("クリニック") || has("医院") {
        Some(OrganizationKind::Clinic)
    } else if has("薬局") {
        Some(OrganizationKind::Pharmacy)
    } else if has("助産") {
        Some(OrganizationKind::Midwife)
    } else {
        None
    }
}

/// An office of the list may offer several services; the first tells what it is.
fn office(
    row: &Row,
    columns: &Columns,
    list: &List,
    services: &mut Services,
    checks: &mut Checks<'_>,
) -> Result<Record, Refused> {
    let raw = text(row, columns.kind);
    let names = raw.split([';', '；', '|', '\n']).map(str::trim).filter(|name| !name.is_empty());
    let mut offered = Vec::new();
    for name in names {
        offered.push(services.named(name).map_err(|(_, reason)| ("実施サービス", reason))?);
    }
    let Some(first) = offered.first() else { return Err(("実施サービス", Refusal::Missing)) };
    let mut record = common(row, columns, list, checks)?;
    record.kind = first.kind;
    let raw = text(row, columns.code);
    if !raw.is_empty() {
        let value = office_number(raw, checks)?;
        key_by_number(&mut record, &format!("{value}:{}", first.code));
        record.identifiers.push(Identifier { system: IdentifierSystem::CareOffice, value });
    }
    let capacity = checks.count("定員", text(row, columns.capacity));
    let hours = hours_of(row, columns, checks);
    for service in offered {
        let code = service.code.to_owned();
        record.services.push(ServiceFacts { code, capacity, hours: hours.clone(), ..ServiceFacts::default() });
    }
    Ok(record)
}
