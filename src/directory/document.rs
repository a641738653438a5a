//! The compact text that search is loaded from, written in the transaction that changed the organisation.

use kyoten_text::normalize;
use serde::{Deserialize, Serialize};

use super::OrganizationId;
use super::capability::codes;
use super::capability::{Answer, Capability};
use super::hours::{CareManagerTime, Hours};
use super::kind::OrganizationKind;
use super::organization::{Accuracy, Organization};
use super::record::Point;
use super::search::{Answered, Document, Fields, Located};
use super::service_type;

/// What search keeps of one organisation, as the database stores it.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Stored {
    #[serde(rename = "k")]
    kind: String,
    #[serde(rename = "a", skip_serializing_if = "Vec::is_empty")]
    also: Vec<OrganizationKind>,
    #[serde(rename = "s")]
    sort_key: String,
    #[serde(rename = "t")]
    search_text: String,
    #[serde(rename = "m", skip_serializing_if = "String::is_empty")]
    municipality: String,
    #[serde(rename = "p", skip_serializing_if = "Option::is_none")]
    point: Option<Point>,
    #[serde(rename = "x", skip_serializing_if = "std::ops::Not::not")]
    exact: bool,
    #[serde(rename = "v", skip_serializing_if = "Vec::is_empty")]
    services: Vec<String>,
    #[serde(rename = "c", skip_serializing_if = "Vec::is_empty")]
    answers: Vec<Answered>,
    #[serde(rename = "h", skip_serializing_if = "Vec::is_empty")]
    hours: Vec<Hours>,
    #[serde(rename = "q", skip_serializing_if = "Option::is_none")]
    care_manager_time: Option<CareManagerTime>,
    #[serde(rename = "z", skip_serializing_if = "std::ops::Not::not")]
    missing: bool,
}

/// The hub's own layer, as far as search uses it.
#[derive(Clone, Debug, Default)]
pub struct Surveyed {
    /// Every current answer, with the label of a question of the hub's own.
    pub answers: Vec<(Capability, Option<String>)>,
    /// ケアマネタイム.
    pub care_manager_time: Option<CareManagerTime>,
    /// The names of those that were joined with it: people go on looking for them.
    pub joined: Vec<String>,
}

/// The stored text of an organisation.
pub fn write(organization: &Organization, surveyed: &Surveyed, missing: bool) -> String {
    let mut words: Vec<&str> = vec![organization.kind.japanese(), organization.kind.english()];
    let mut services: Vec<String> = Vec::new();
    for service in &organization.services {
        if !services.contains(&service.code) {
            services.push(service.code.clone());
            words.extend(service_type::by_code(&service.code).map(|known| known.japanese));
        }
        words.extend(service.departments.iter().map(String::as_str));
        words.extend(service.name.as_deref());
    }
    let mut answers = Vec::new();
    for (Capability { code, answer, condition, answered_on, .. }, label) in &surveyed.answers {
        answers.push(Answered { code: code.clone(), answer: *answer, on: *answered_on });
        if *answer == Answer::No {
            continue;
        }
        words.extend(label.as_deref().or_else(|| codes::by_code(code).map(|known| known.japanese)));
        if code == codes::LANGUAGES {
            words.push(condition);
        }
    }
    words.extend(organization.owner.as_deref());
    words.extend(surveyed.joined.iter().map(String::as_str));
    if !is_numbered(organization.kind) {
        words.push(&organization.note);
    }
    let place = organization.main_place();
    let kana = organization.kana.as_deref().unwrap_or_default();
    let fields = Fields {
        name: &organization.name,
        kana,
        address: &place.address,
        building: place.building.as_deref().unwrap_or_default(),
        phone: organization.phone.as_deref().unwrap_or_default(),
        words: &words,
    };
    let read_as = if kana.is_empty() { &organization.name } else { kana };
    let stored = Stored {
        kind: organization.kind.code().to_owned(),
        also: also(organization),
        sort_key: normalize::kana_sort_key(read_as),
        search_text: fields.search_text(),
        municipality: place.municipality.clone(),
        point: place.position,
        exact: place.accuracy == Accuracy::Exact,
        services,
        answers,
        hours: organization.services.iter().filter_map(|service| Some(service.hours.clone()?.timetable())).collect(),
        care_manager_time: surveyed.care_manager_time.clone(),
        missing,
    };
    serde_json::to_string(&stored).unwrap_or_default()
}

/// Whether a code table says what such a place does. Where none does, its own words say it: 「買い物。電話で受けて…」.
fn is_numbered(kind: OrganizationKind) -> bool {
    use OrganizationKind as K;
    !matches!(
        kind,
        K::CommunitySupportCentre
            | K::PublicOffice
            | K::ProfessionalAssociation
            | K::CouncilOfSocialWelfare
            | K::FireDepartment
            | K::Informal
            | K::Other
    )
}

/// The kinds that its care services make it: who looks for a day service also finds the one of a nursing home.
fn also(organization: &Organization) -> Vec<OrganizationKind> {
    let mut kinds: Vec<OrganizationKind> = Vec::new();
    for service in organization.services.iter().filter(|service| service.code.len() == 3) {
        let kind = service_type::by_code(&service.code).map(|known| known.kind);
        kinds.extend(kind.filter(|kind| *kind != organization.kind && !kinds.contains(kind)));
    }
    kinds
}

/// The document that a stored text holds; nothing when it is empty (the organisation is gone) or cannot be read.
pub fn read(id: OrganizationId, text: &str) -> Option<Document> {
    let stored: Stored = serde_json::from_str(text).ok()?;
    let kind = OrganizationKind::from_code(&stored.kind)?;
    let mut document = Document::new(id.uuid().as_u128(), kind, stored.sort_key, stored.search_text);
    document.also = stored.also;
    document.municipality = stored.municipality;
    document.located = stored.point.map(|point| Located { point, exact: stored.exact });
    document.services = stored.services;
    document.answer(stored.answers);
    document.hours = stored.hours;
    document.care_manager_time = stored.care_manager_time;
    document.missing = stored.missing;
    Some(document)
}
