//! Three pairs of records of which only a person can say whether they are one facility (名寄せの疑い).

use crate::directory::record::{Record, Source};

use super::address::address;
use super::facilities::{Facility, medical_code};
use super::model::RecordKey;
use super::towns::place;

/// The doubtful second records, and which record each may belong to.
pub(super) fn doubtful(facilities: &[Facility]) -> (Vec<Record>, Vec<(RecordKey, RecordKey)>) {
    let known = |name: &str| facilities.iter().find(|f| f.main.name == name).expect("the tables have it");
    let mut records = Vec::new();

    // It may have moved: the same name in another town, another number.
    let moved = known("塩屋敷医院");
    let mut second = other_record(moved, 9_001);
    second.place.address = address(place("min"), "41-7", 0);
    second.place.postal_code = Some(place("min").postal_code.to_owned());
    second.phone = Some("0000-22-9004".into());
    records.push((moved, second));

    // It may have been renamed: one address, names that are alike.
    let renamed = known("スマイルデンタル桐の台");
    let mut second = other_record(renamed, 9_002);
    second.name = "スマイル歯科 桐の台".into();
    second.phone = Some("0000-22-9008".into());
    records.push((renamed, second));

    // One telephone, two houses: a branch, or a wrong line in a list?
    let shared = known("港町薬局");
    let mut second = other_record(shared, 9_003);
    second.name = "みなとまち調剤薬局".into();
    second.place.address = address(place("min"), "43-2", 1);
    records.push((shared, second));

    let key = |record: &Record| RecordKey { source: record.source, key: record.key.clone() };
    let pairs = records.iter().map(|(first, second)| (key(&first.main), key(second))).collect();
    (records.into_iter().map(|(_, second)| second).collect(), pairs)
}

fn other_record(of: &Facility, serial: u32) -> Record {
    let key = medical_code(of.line, of.main.kind, serial);
    let mut record = of.main.clone();
    record.source = Source::Hoken;
    record.dataset = "hoken:99".into();
    record.identifiers.iter_mut().for_each(|identifier| {
        identifier.system = crate::directory::record::IdentifierSystem::MedicalInstitution;
        identifier.value.clone_from(&key);
    });
    record.key = key;
    record.kana = None;
    record.fax = None;
    record.url = None;
    record.email = None;
    record.place.position = None;
    record.place.building = None;
    record.place.address = address(of.line.place, &of.house, 1);
    record.services.clear();
    record
}
