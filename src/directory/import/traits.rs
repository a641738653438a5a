//! What joining (名寄せ) needs of one record, worked out without knowing the others, and small enough to hold the nation in memory.

use kyoten_text::{address, name, normalize};
use xxhash_rust::xxh3::xxh3_64;

use crate::directory::kind::OrganizationKind;
use crate::directory::record::{Identifier, IdentifierSystem, Record, Source};

pub(super) const NONE: u64 = 0;
pub(super) const NO_ORGANIZATION: u32 = u32::MAX;

/// Everything about a record that matters for joining. Texts are hashes, [`NONE`] where there is no text.
#[derive(Debug)]
pub(super) struct Features {
    /// Its official numbers.
    pub(super) numbers: [u64; 2],
    /// Where its core name stands among the names.
    pub(super) name: (u32, u16),
    /// The name without legal form and owner.
    pub(super) core_name: u64,
    /// The name to the letter, without its spaces.
    pub(super) whole_name: u64,
    /// Town and house number.
    pub(super) address: u64,
    /// The address to the letter, without its spaces.
    pub(super) whole_address: u64,
    /// The town.
    pub(super) town: u64,
    /// Whether the address says more than the town.
    pub(super) has_house: bool,
    pub(super) phone: u64,
    pub(super) municipality: u64,
    pub(super) dataset: u16,
    /// What it is called in its dataset.
    pub(super) key: u64,
    /// Its numbers where one table may give a facility only one.
    pub(super) claims: Box<[Claim]>,
    pub(super) kind: OrganizationKind,
    /// Numbered as a medical institution, or licensed like one.
    pub(super) is_institution: bool,
    /// A nursing station that no medical institution's number says to be its own nurses.
    pub(super) is_station: bool,
    pub(super) source: Source,
    pub(super) organization: u32,
}

/// A number that a table gives to one facility: another number of the same table is another facility.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Claim {
    pub(super) register: Register,
    pub(super) number: u64,
}

/// Who numbers facilities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Register {
    /// The rows of one dataset.
    Dataset(u16),
    /// 医療機関コード, in whatever list.
    MedicalInstitution,
    /// Which licence (医科, 歯科, 薬局, 助産) it has; never two of them.
    Licence,
    /// 事業所番号 of one care service, in whatever list.
    CareService(u16),
}

/// What joining needs of one record, worked out without knowing the others.
#[derive(Debug)]
pub struct Traits {
    pub(super) core: Box<str>,
    pub(super) dataset: String,
    pub(super) features: Features,
}

impl Traits {
    /// The traits of a record.
    pub fn of(record: &Record) -> Self {
        let core = name::organization_core(&record.name).into_boxed_str();
        let address_key = address::key(&record.place.address);
        let town_key = address::town_key(&record.place.address);
        let mut numbers = [NONE; 2];
        for (slot, identifier) in numbers.iter_mut().zip(&record.identifiers) {
            *slot = number_hash(identifier.system, &identifier.value);
        }
        let digits: String = record.phone.iter().flat_map(|phone| phone.chars()).filter(char::is_ascii_digit).collect();
        // Without a house number an address is a whole town: nothing can be told from it.
        let has_number = address_key.bytes().any(|b| b.is_ascii_digit());
        let is_institution = licence(record) != 0;
        let features = Features {
            numbers,
            name: (0, 0),
            core_name: hash(&core),
            whole_name: hash(&normalize::search_key(&record.name)),
            address: if has_number { hash(&address_key) ^ hash(&record.place.municipality) } else { NONE },
            whole_address: hash(&normalize::search_key(&record.place.address)),
            town: hash(&town_key),
            has_house: address_key != town_key,
            phone: if digits.len() >= 9 { hash(&digits) } else { NONE },
            municipality: hash(&record.place.municipality),
            dataset: 0,
            // An office keeps its number in all of its services; elsewhere the whole key is the number.
            key: hash(match record.source {
                Source::Kaigo => record.key.split(':').next().unwrap_or_default(),
                _ => &record.key,
            }),
            claims: claims(record),
            kind: record.kind,
            is_institution,
            is_station: record.kind == OrganizationKind::VisitingNurseStation && !is_institution,
            source: record.source,
            organization: NO_ORGANIZATION,
        };
        Self { core, dataset: record.dataset.clone(), features }
    }
}

/// Kinds of one licence; 0 for those without a medical one.
pub(super) fn trade(kind: OrganizationKind) -> u8 {
    match kind {
        OrganizationKind::Hospital | OrganizationKind::ClinicWithBeds | OrganizationKind::Clinic => 1,
        OrganizationKind::DentalClinic => 2,
        OrganizationKind::Pharmacy => 3,
        OrganizationKind::Midwife => 4,
        _ => 0,
    }
}

fn claims(record: &Record) -> Box<[Claim]> {
    let mut claims = Vec::new();
    let licence = licence(record);
    if licence != 0 {
        claims.push(Claim { register: Register::Licence, number: licence.into() });
    }
    for identifier in &record.identifiers {
        let number = number_hash(identifier.system, &identifier.value);
        match identifier.system {
            IdentifierSystem::MedicalInstitution => {
                claims.push(Claim { register: Register::MedicalInstitution, number });
            }
            IdentifierSystem::CareOffice => {
                let services = record.services.iter().filter_map(|service| service.code.parse().ok());
                claims.extend(services.map(|code| Claim { register: Register::CareService(code), number }));
            }
            // Its id is its key in a dataset.
            IdentifierSystem::Navii => {}
        }
    }
    claims.into()
}

/// The licence by the kind, or, of an office that an institution runs, by the number.
fn licence(record: &Record) -> u8 {
    match trade(record.kind) {
        0 => record.identifiers.iter().map(licence_in_number).find(|licence| *licence != 0).unwrap_or(0),
        trade => trade,
    }
}

/// The third digit is that of the fee table: 1 医科, 3 歯科, 4 薬局. Nursing stations have a 6, offices of care others.
fn licence_in_number(identifier: &Identifier) -> u8 {
    match (identifier.system, identifier.value.as_bytes().get(2)) {
        (IdentifierSystem::Navii, _) => 0,
        (_, Some(b'1')) => trade(OrganizationKind::Clinic),
        (_, Some(b'3')) => trade(OrganizationKind::DentalClinic),
        (_, Some(b'4')) => trade(OrganizationKind::Pharmacy),
        _ => 0,
    }
}

/// A care office that a medical institution runs carries that institution's ten digits, so both tables count as one.
fn number_hash(system: IdentifierSystem, value: &str) -> u64 {
    match system {
        IdentifierSystem::Navii => hash(value) ^ 1,
        IdentifierSystem::CareOffice | IdentifierSystem::MedicalInstitution => hash(value),
    }
}

fn hash(text: &str) -> u64 {
    if text.is_empty() { NONE } else { xxh3_64(text.as_bytes()).max(1) }
}
