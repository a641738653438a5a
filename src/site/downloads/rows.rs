//! One organisation as rows of a list: facts that its sources and the hub publish, no answers and no notes of the hub.

use std::collections::BTreeMap;

use kyoten_text::address::prefecture_of_code;
use kyoten_text::identifier::MunicipalityCode;

use super::hours::{HoursCells, cells, days_and_words};
use super::layout::{Layout, medical_word};
use crate::directory::OrganizationId;
use crate::directory::organization::{Accuracy, Organization, Place, Service};
use crate::directory::record::{IdentifierSystem, Source};
use crate::directory::service_type;

/// An organisation of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its id: the NO of its rows, the same in every file.
    pub id: OrganizationId,
    /// What is known of it.
    pub organization: Organization,
    /// 事業所番号 by service code, where there are several numbers.
    pub office_numbers: BTreeMap<String, String>,
}

/// Prefecture and name of every municipality, by code.
pub type Municipalities = BTreeMap<String, (String, String)>;

/// The rows of an organisation within an area; an empty area takes all.
pub fn rows(layout: Layout, listed: &Listed, area: &[String], names: &Municipalities) -> Vec<Vec<String>> {
    let organization = &listed.organization;
    let within = |place: &Place| area.is_empty() || area.contains(&place.municipality);
    match layout {
        Layout::Medical => {
            let place = organization.places.iter().find(|place| within(place));
            place.and_then(|place| medical(listed, place, names)).into_iter().collect()
        }
        Layout::Care => {
            let at = |service: &Service| organization.places.get(service.place).filter(|place| within(place));
            let services = organization.services.iter().filter(|service| is_care(&service.code));
            services.filter_map(|service| Some(care(listed, service, at(service)?, names))).collect()
        }
    }
}

/// The services that 介護サービス情報公表 numbers.
fn is_care(code: &str) -> bool {
    code.len() == 3 && service_type::by_code(code).is_some()
}

fn medical(listed: &Listed, place: &Place, names: &Municipalities) -> Option<Vec<String>> {
    let organization = &listed.organization;
    let kind = medical_word(organization.kind)?;
    let hours = medical_hours(organization);
    let mut row = beginning(listed.id.to_string(), place, names);
    row.extend([organization.name.clone(), text(organization.kana.as_ref()), kind.to_owned()]);
    row.extend(whereabouts(organization, place));
    row.extend([
        number(organization, IdentifierSystem::MedicalInstitution),
        hours.days,
        hours.from,
        hours.to,
        hours.note,
    ]);
    // 時間外における対応 is not asked in these words.
    row.extend([String::new(), departments(organization), beds(organization)]);
    row.extend([text(organization.url.as_ref()), note(organization)]);
    Some(row)
}

fn care(listed: &Listed, service: &Service, place: &Place, names: &Municipalities) -> Vec<String> {
    let organization = &listed.organization;
    let hours = service.hours.as_ref().map(days_and_words).unwrap_or_default();
    let mut row = beginning(format!("{}-{}", listed.id, service.code), place, names);
    // The reading is that of the organisation's name.
    match &service.name {
        Some(own) => row.extend([own.clone(), String::new()]),
        None => row.extend([organization.name.clone(), text(organization.kana.as_ref())]),
    }
    row.push(service_type::by_code(&service.code).map_or_else(String::new, |known| known.japanese.to_owned()));
    row.extend(whereabouts(organization, place));
    let office = listed.office_numbers.get(&service.code).cloned();
    row.push(office.unwrap_or_else(|| number(organization, IdentifierSystem::CareOffice)));
    row.extend([hours.days, hours.note]);
    row.push(service.capacity.map_or_else(String::new, |people| people.to_string()));
    row.extend([text(organization.url.as_ref()), note(organization)]);
    row
}

/// Code with check digit, NO, prefecture, municipality.
fn beginning(no: String, place: &Place, names: &Municipalities) -> Vec<String> {
    let code = MunicipalityCode::parse_five(&place.municipality).ok();
    let known = names.get(&place.municipality);
    let prefecture = known.map(|(prefecture, _)| prefecture.clone());
    let by_code = || code.and_then(|code| prefecture_of_code(code.prefecture())).map(|one| one.name.to_owned());
    vec![
        code.map_or_else(String::new, |code| code.six_digits()),
        no,
        prefecture.or_else(by_code).unwrap_or_default(),
        known.map_or_else(String::new, |(_, name)| name.clone()),
    ]
}

/// 住所 to 法人の名称, the same nine columns in both lists. A point that is only the town's is left out: the columns cannot
/// say that it is a guess.
fn whereabouts(organization: &Organization, place: &Place) -> [String; 9] {
    let position = place.position.filter(|_| place.accuracy == Accuracy::Exact);
    let degrees = |microdegrees: i32| format!("{}.{:06}", microdegrees / 1_000_000, microdegrees % 1_000_000);
    [
        place.address.clone(),
        text(place.building.as_ref()),
        position.map_or_else(String::new, |point| degrees(point.latitude)),
        position.map_or_else(String::new, |point| degrees(point.longitude)),
        text(organization.phone.as_ref()),
        String::new(),
        text(organization.fax.as_ref()),
        text(organization.owner_number.as_ref()),
        text(organization.owner.as_ref()),
    ]
}

fn text(value: Option<&String>) -> String {
    value.cloned().unwrap_or_default()
}

fn number(organization: &Organization, system: IdentifierSystem) -> String {
    let found = organization.identifiers.iter().find(|identifier| identifier.system == system);
    found.map_or_else(String::new, |identifier| identifier.value.clone())
}

/// Only what a source published; what the hub wrote down may speak of persons.
fn note(organization: &Organization) -> String {
    let origin = organization.origins.get("note");
    if origin.is_some_and(|origin| origin.source != Source::Hub) { organization.note.clone() } else { String::new() }
}

/// The hours of the consulting room, not those of the ward or of a care service under the same roof.
fn medical_hours(organization: &Organization) -> HoursCells {
    let of = |wanted: &str| organization.services.iter().find(|one| one.code == wanted && one.hours.is_some());
    let found = ["outpatient", "dental", "pharmacy", "midwifery"].into_iter().find_map(of);
    found.and_then(|service| service.hours.as_ref()).map(cells).unwrap_or_default()
}

fn departments(organization: &Organization) -> String {
    let mut all: Vec<&str> = Vec::new();
    for name in organization.services.iter().flat_map(|service| &service.departments) {
        if !all.contains(&name.as_str()) {
            all.push(name);
        }
    }
    all.join(";")
}

/// All beds; empty when nobody stated any, since 0 would be a statement.
fn beds(organization: &Organization) -> String {
    let wards = || organization.services.iter().filter(|service| service.code == "inpatient");
    let by_kind: u32 = wards().flat_map(|ward| &ward.beds).map(|(_, beds)| beds).sum();
    let stated = wards().filter_map(|ward| ward.capacity).max().unwrap_or_default();
    match by_kind.max(stated) {
        0 => String::new(),
        beds => beds.to_string(),
    }
}
