//! Joins everything that is said of one facility into one organisation.
//!
//! Decides from the records alone, so it can be asked again and again: the same records give the same organisation,
//! in whatever order they come. What the hub itself knows is laid over it afterwards ([`super::facts`]).

use std::cmp::Ordering;

use kyoten_text::{address, normalize};

use super::kind::OrganizationKind as Kind;
use super::organization::{Accuracy, Organization, Origin, Origins, Place, Service};
use super::record::{Point, Record, Source};

/// Finds a point for an address that came without one; the gazetteer while importing, nothing in tests.
pub trait Locate {
    /// The point of the town or the municipality, and how exact that is.
    fn locate(&self, municipality: &str, address: &str) -> Option<(Point, Accuracy)>;
}

impl<F: Fn(&str, &str) -> Option<(Point, Accuracy)>> Locate for F {
    fn locate(&self, municipality: &str, address: &str) -> Option<(Point, Accuracy)> {
        self(municipality, address)
    }
}

/// Joins the records of one facility. `records` is never empty.
pub fn merge(records: Vec<Record>, locate: &dyn Locate) -> Organization {
    merge_joined(records, &[], locate)
}

/// The same for one that others were joined into: what the hub had entered for those, by its keys, only fills gaps.
pub fn merge_joined(mut records: Vec<Record>, joined: &[String], locate: &dyn Locate) -> Organization {
    let is_own = |record: &Record| record.source == Source::Hub && !joined.contains(&record.key);
    let rank = |record: &Record| match record.source {
        Source::Hub if is_own(record) => 0,
        Source::Hub => 2,
        _ => 1,
    };
    // Rows that only tell hours have no name and speak last.
    records.sort_by(|a, b| {
        let named = a.name.is_empty().cmp(&b.name.is_empty());
        named.then_with(|| rank(a).cmp(&rank(b))).then_with(|| first_to_be_asked(a, b))
    });
    let mut origins = Origins::new();
    let first = &records[0];
    let origin_of = |record: &Record| Origin { source: record.source, as_of: record.as_of };
    origins.insert("name".to_owned(), origin_of(first));
    let mut pick = |field: &str, read: &dyn Fn(&Record) -> Option<String>| {
        let (record, value) = records.iter().find_map(|record| Some((record, read(record)?)))?;
        origins.insert(field.to_owned(), origin_of(record));
        Some(value)
    };
    let name = first.name.clone();
    // A reading belongs to its own name: that of a branch's service would be wrong under the main name.
    let kana = pick("kana", &|r| if same_name(&r.name, &name) { r.kana.clone() } else { None });
    let owner = pick("owner", &|r| r.owner.clone());
    let owner_number = pick("owner_number", &|r| r.owner_number.clone());
    let phone = pick("phone", &|r| r.phone.clone());
    let fax = pick("fax", &|r| r.fax.clone());
    let url = pick("url", &|r| r.url.clone());
    let email = pick("email", &|r| r.email.clone());
    let mut identifiers: Vec<_> = records.iter().flat_map(|record| record.identifiers.iter().cloned()).collect();
    identifiers.sort();
    identifiers.dedup();
    let named = || records.iter().filter(|record| !record.name.is_empty());
    let by_hub = named().find(|record| is_own(record)).map(|record| record.kind);
    let kind = by_hub.or_else(|| named().map(|record| record.kind).min_by_key(|kind| precedence(*kind)));
    let kind = kind.unwrap_or(Kind::Other);
    let (places, place_of) = places(&records, locate);
    let housed = records.iter().find(|record| !record.place.address.is_empty()).unwrap_or(first);
    origins.insert("address".to_owned(), origin_of(housed));
    let services = services(&records, &place_of, &name);
    if let Some(told) = records.iter().find(|r| r.services.iter().any(|s| s.hours.is_some())) {
        origins.insert("hours".to_owned(), origin_of(told));
    }
    // What the hub wrote is not anybody's open data, also where it stands beside the words of others.
    let mut noted: Vec<&Record> = records.iter().filter(|record| !record.note.trim().is_empty()).collect();
    noted.sort_by_key(|record| record.source != Source::Hub);
    if let Some(told) = noted.first() {
        origins.insert("note".to_owned(), origin_of(told));
    }
    let mut notes: Vec<&str> =
        records.iter().map(|record| record.note.trim()).filter(|note| !note.is_empty()).collect();
    notes.dedup();
    let note = notes.join("\n");
    Organization {
        kind,
        name,
        kana,
        owner,
        owner_number,
        phone,
        fax,
        url,
        email,
        note,
        identifiers,
        places,
        services,
        origins,
    }
}

/// Who is believed first, after what the hub itself entered: the record that says most exactly what the organisation is, then the
/// more trusted source, then the newer day; the key only makes the order certain.
fn first_to_be_asked(a: &Record, b: &Record) -> Ordering {
    precedence(a.kind)
        .cmp(&precedence(b.kind))
        .then(a.source.cmp(&b.source))
        .then(b.as_of.cmp(&a.as_of))
        .then_with(|| a.key.cmp(&b.key))
}

/// A hospital that also runs a day service is a hospital: the weightier licence names the organisation.
fn precedence(kind: Kind) -> u8 {
    match kind {
        Kind::Hospital => 0,
        Kind::ClinicWithBeds => 1,
        Kind::Clinic => 2,
        Kind::DentalClinic => 3,
        Kind::Pharmacy => 4,
        Kind::Midwife => 5,
        Kind::ResidentialCare => 6,
        Kind::MultifunctionalCare => 7,
        Kind::VisitingNurseStation => 8,
        Kind::CommunitySupportCentre => 9,
        Kind::CareManagementOffice => 10,
        Kind::HomeCare => 11,
        Kind::ShortStay => 12,
        Kind::DayService => 13,
        Kind::HomeRehabilitation => 14,
        Kind::Equipment => 15,
        Kind::PublicOffice | Kind::ProfessionalAssociation | Kind::CouncilOfSocialWelfare | Kind::FireDepartment => 16,
        Kind::Informal => 17,
        Kind::Other => 18,
    }
}

fn same_name(a: &str, b: &str) -> bool {
    a == b || normalize::search_key(a) == normalize::search_key(b)
}

/// One place for each address, the first record's first; and for each record, which place it speaks of. A record without an
/// address speaks of the main place, and only fills what the others leave open.
fn places(records: &[Record], locate: &dyn Locate) -> (Vec<Place>, Vec<usize>) {
    let keys: Vec<String> = records.iter().map(|record| address::key(&record.place.address)).collect();
    let mut order: Vec<usize> = (0..records.len()).collect();
    order.sort_by_key(|record| keys[*record].is_empty());
    let mut known: Vec<&str> = Vec::new();
    let mut places: Vec<Place> = Vec::new();
    let mut place_of = vec![0; records.len()];
    for record in order {
        let (facts, key) = (&records[record].place, keys[record].as_str());
        let index = known.iter().position(|one| *one == key || key.is_empty()).unwrap_or_else(|| {
            known.push(key);
            places.push(Place {
                postal_code: None,
                municipality: String::new(),
                address: facts.address.clone(),
                building: None,
                position: None,
                accuracy: Accuracy::Unknown,
            });
            places.len() - 1
        });
        let place = &mut places[index];
        place.postal_code = place.postal_code.take().or_else(|| facts.postal_code.clone());
        place.building = place.building.take().or_else(|| facts.building.clone());
        if place.municipality.is_empty() {
            place.municipality.clone_from(&facts.municipality);
        }
        if place.position.is_none() && facts.position.is_some() {
            place.position = facts.position;
            place.accuracy = Accuracy::Exact;
        }
        place_of[record] = index;
    }
    for place in &mut places {
        if place.position.is_none()
            && let Some((point, accuracy)) = locate.locate(&place.municipality, &place.address)
        {
            place.position = Some(point);
            place.accuracy = accuracy;
        }
    }
    (places, place_of)
}

/// One service for each code and place; what one record leaves open, the next one fills.
fn services(records: &[Record], place_of: &[usize], organization_name: &str) -> Vec<Service> {
    let mut services: Vec<Service> = Vec::new();
    for (record, place) in records.iter().zip(place_of) {
        for facts in &record.services {
            let known =
                services.iter_mut().find(|s| s.code == facts.code && (s.place == *place || record.source != s.source));
            if let Some(service) = known {
                service.capacity = service.capacity.or(facts.capacity);
                if service.hours.is_none() {
                    service.hours.clone_from(&facts.hours);
                }
                if service.departments.is_empty() {
                    service.departments.clone_from(&facts.departments);
                }
                if service.beds.is_empty() {
                    service.beds.clone_from(&facts.beds);
                }
                continue;
            }
            services.push(Service {
                place: *place,
                code: facts.code.clone(),
                name: (!record.name.is_empty() && !same_name(&record.name, organization_name))
                    .then(|| record.name.clone()),
                capacity: facts.capacity,
                hours: facts.hours.clone(),
                departments: facts.departments.clone(),
                beds: facts.beds.clone(),
                source: record.source,
            });
        }
    }
    services.sort_by(|a, b| (a.place, &a.code).cmp(&(b.place, &b.code)));
    services
}

/// Fills the gaps of a record with a second row of the same source and key: the department-and-hours file completes the
/// facility file, and one file may tell what another leaves out. `false`: the two contradict each other, nothing changed.
pub fn absorb(record: &mut Record, other: Record) -> bool {
    if record.source != other.source || record.key != other.key {
        return false;
    }
    fn fill<T>(mine: &mut Option<T>, theirs: Option<T>) {
        if mine.is_none() {
            *mine = theirs;
        }
    }
    if record.name.is_empty() {
        record.name = other.name;
        record.kind = other.kind;
        record.dataset = other.dataset;
    }
    fill(&mut record.kana, other.kana);
    fill(&mut record.as_of, other.as_of);
    fill(&mut record.owner, other.owner);
    fill(&mut record.owner_number, other.owner_number);
    fill(&mut record.phone, other.phone);
    fill(&mut record.fax, other.fax);
    fill(&mut record.url, other.url);
    fill(&mut record.email, other.email);
    fill(&mut record.place.postal_code, other.place.postal_code);
    fill(&mut record.place.building, other.place.building);
    fill(&mut record.place.position, other.place.position);
    if record.place.address.is_empty() {
        record.place.address = other.place.address;
    }
    if record.place.municipality.is_empty() {
        record.place.municipality = other.place.municipality;
    }
    for facts in other.services {
        match record.services.iter_mut().find(|known| known.code == facts.code) {
            None => record.services.push(facts),
            Some(known) => {
                fill(&mut known.capacity, facts.capacity);
                fill(&mut known.hours, facts.hours);
                if known.departments.is_empty() {
                    known.departments = facts.departments;
                }
                if known.beds.is_empty() {
                    known.beds = facts.beds;
                }
            }
        }
    }
    for identifier in other.identifiers {
        if !record.identifiers.contains(&identifier) {
            record.identifiers.push(identifier);
        }
    }
    if record.source == Source::Navii && other.note.len() > record.note.len() {
        record.note = other.note;
    }
    true
}
