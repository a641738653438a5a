//! An extract of one municipality out of the national files. Its rows carry the source and key of the original, so both
//! meet; its dataset is its own, because an extract never brings the original's whole.

use super::cells::{Checks, Refused, facilities, note, short, text};
use super::kaigo::{Services, office_number};
use super::navii::{Institution, mended_id};
use super::place::Stated;
use super::{Context, Interrupted, Refusal, Sink};
use crate::directory::hours;
use crate::directory::import::day::day_in_name;
use crate::directory::import::gazetteer::split_prefecture;
use crate::directory::import::table::{Row, Table};
use crate::directory::record::{Identifier, IdentifierSystem, Record, ServiceFacts, Source};

pub(super) fn read(mut table: Table, context: Context<'_>, sink: Sink<'_>) -> Result<(), Interrupted> {
    let columns =
        ["kind", "service_type", "id", "name", "kana", "address", "lat", "lng", "tel", "url", "extra", "source_file"];
    let columns = columns.map(|name| table.column(name));
    let mut services = Services::default();
    let mut last = None;
    facilities(&mut table, context, sink, |row, checks| {
        let record = record(row, columns, last.as_deref(), &mut services, checks)?;
        if !record.place.municipality.is_empty() {
            last = Some(record.place.municipality.clone());
        }
        Ok(record)
    })
}

fn record(
    row: &Row,
    columns: [Option<usize>; 12],
    last: Option<&str>,
    services: &mut Services,
    checks: &mut Checks<'_>,
) -> Result<Record, Refused> {
    let [kind, service, id, name, kana, address, latitude, longitude, phone, url, extra, file] =
        columns.map(|column| text(row, column));
    let name = checks.name("name", name)?;
    // All rows are of one municipality; an address without it is of the same as the row before.
    let known = checks.context.gazetteer.municipality_of(None, "", address).filter(|code| {
        // A town may bear the name of a municipality far away: 長崎市新地町 is not 新地町 in Fukushima.
        split_prefecture(address).0.is_some() || last.is_none_or(|last| last.get(..2) == code.get(..2))
    });
    let place = checks.place(&Stated {
        municipality: known.or(last).map(str::to_owned),
        prefecture: split_prefecture(address).0.map_or("", prefecture_name),
        address,
        latitude,
        longitude,
        address_column: "address",
        position_column: "lat",
        ..Stated::default()
    })?;
    let web = checks.web("url", url);
    let mut record = Record {
        source: Source::Navii,
        key: String::new(),
        dataset: format!("extract:{}", place.municipality),
        as_of: day_in_name(file).or(checks.context.as_of),
        kind: crate::directory::kind::OrganizationKind::Other,
        name,
        kana: checks.kana(kana),
        identifiers: Vec::new(),
        owner: None,
        owner_number: None,
        place,
        phone: checks.phone("tel", phone),
        fax: None,
        url: web.url,
        email: web.email,
        services: Vec::new(),
        note: String::new(),
    };
    if kind == "care" {
        care(&mut record, service, id, extra, services, checks)?;
    } else {
        medical(&mut record, kind, id, extra, checks)?;
    }
    Ok(record)
}

fn prefecture_name(number: u8) -> &'static str {
    use crate::directory::import::gazetteer::PREFECTURES;
    usize::from(number).checked_sub(1).and_then(|index| PREFECTURES.get(index)).copied().unwrap_or_default()
}

fn care(
    record: &mut Record,
    service: &str,
    id: &str,
    extra: &str,
    services: &mut Services,
    checks: &mut Checks<'_>,
) -> Result<(), Refused> {
    let service = services.named(service).map_err(|(_, reason)| ("service_type", reason))?;
    let number = office_number(id, checks)?;
    let (days, days_note) = extra.split_once(" / ").unwrap_or((extra, ""));
    let hours = checks.hours("extra", hours::from_open_days(days, &note(days_note)));
    record.source = Source::Kaigo;
    record.key = format!("{number}:{}", service.code);
    record.kind = service.kind;
    record.identifiers.push(Identifier { system: IdentifierSystem::CareOffice, value: number });
    record.services.push(ServiceFacts { code: service.code.to_owned(), hours, ..ServiceFacts::default() });
    Ok(())
}

fn medical(record: &mut Record, kind: &str, id: &str, extra: &str, checks: &mut Checks<'_>) -> Result<(), Refused> {
    let institution = match kind {
        "hospital" => Institution::Hospital,
        "clinic" => Institution::Clinic,
        "dental" => Institution::Dental,
        "pharmacy" => Institution::Pharmacy,
        "midwife" => Institution::Midwife,
        other => return Err(("kind", Refusal::UnknownKind(short(other)))),
    };
    let prefecture = record.place.municipality.get(..2).and_then(|code| code.parse().ok());
    let id = mended_id(id, prefecture.or_else(|| split_prefecture(&record.place.address).0))?;
    record.key.clone_from(&id);
    record.kind = institution.kind();
    record.identifiers.push(Identifier { system: IdentifierSystem::Navii, value: id });
    let departments = checks.departments(extra.split('|'));
    if institution == Institution::Hospital {
        record.services.push(ServiceFacts { code: "inpatient".to_owned(), ..ServiceFacts::default() });
    }
    let code = institution.service().to_owned();
    record.services.push(ServiceFacts { code, departments, ..ServiceFacts::default() });
    Ok(())
}
