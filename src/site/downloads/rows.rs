//! One organisation as rows of a list: facts that its sources and the hub publish, no answers and no notes of the hub.

use std::collections::BTreeMap;

use super::hours::{HoursCells, cells, days_and_words};
use super::layout::{Layout, medical_word};
use crate::directory::OrganizationId;
use crate::directory::organization::{Organization, Place, Service};
use crate::directory::record::IdentifierSystem;
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

/// An institution is one row.
fn medical(listed: &Listed, place: &Place, names: &Municipalities) -> Option<Vec<String>> {
    let organization = &listed.organization;
    let kind = medical_word(organization.kind)?.to_owned();
    Some(row(
        Layout::Medical,
        &Subject {
            organization,
            place,
            known: names.get(&place.municipality),
            number: listed.id.to_string(),
            name: organization.name.clone(),
            kana: organization.kana.clone().unwrap_or_default(),
            kind,
            official_number: number(organization, IdentifierSystem::MedicalInstitution),
            hours: medical_hours(organization),
            places: beds(organization),
        },
    ))
}

/// A service of an office is one row.
fn care(listed: &Listed, service: &Service, place: &Place, names: &Municipalities) -> Vec<String> {
    let organization = &listed.organization;
    // The reading is that of the organisation's name.
    let (name, kana) = match &service.name {
        Some(own) => (own.clone(), String::new()),
        None => (organization.name.clone(), organization.kana.clone().unwrap_or_default()),
    };
    let office = listed.office_numbers.get(&service.code).cloned();
    row(
        Layout::Care,
        &Subject {
            organization,
            place,
            known: names.get(&place.municipality),
            number: format!("{}-{}", listed.id, service.code),
            name,
            kana,
            kind: service_type::by_code(&service.code).map_or_else(String::new, |known| known.japanese.to_owned()),
            official_number: office.unwrap_or_else(|| number(organization, IdentifierSystem::CareOffice)),
            hours: service.hours.as_ref().map(days_and_words).unwrap_or_default(),
            places: service.capacity.map_or_else(String::new, |people| people.to_string()),
        },
    )
}

/// What one row tells of.
pub struct Subject<'a> {
    /// The organisation.
    pub organization: &'a Organization,
    /// Where it is.
    pub place: &'a Place,
    /// Prefecture and name of the municipality.
    pub known: Option<&'a (String, String)>,
    /// NO.
    pub number: String,
    /// The name, of the institution or of the service.
    pub name: String,
    /// Its reading.
    pub kana: String,
    /// 医療機関の種類, or the service.
    pub kind: String,
    /// 医療機関コード or 事業所番号.
    pub official_number: String,
    /// The hours, as far as the columns hold them.
    pub hours: HoursCells,
    /// Beds, or the people whom there is room for.
    pub places: String,
}

fn row(layout: Layout, subject: &Subject<'_>) -> Vec<String> {
    layout.columns().map(|(column, _)| (column.cell)(subject)).collect()
}

fn number(organization: &Organization, system: IdentifierSystem) -> String {
    let found = organization.identifiers.iter().find(|identifier| identifier.system == system);
    found.map_or_else(String::new, |identifier| identifier.value.clone())
}

/// The hours of the consulting room, not those of the ward or of a care service under the same roof.
fn medical_hours(organization: &Organization) -> HoursCells {
    let of = |wanted: &str| organization.services.iter().find(|one| one.code == wanted && one.hours.is_some());
    let found = ["outpatient", "dental", "pharmacy", "midwifery"].into_iter().find_map(of);
    found.and_then(|service| service.hours.as_ref()).map(cells).unwrap_or_default()
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
