//! Care-manager times (ケアマネタイム), spread so that at any hour of a weekday somebody can be called.

use std::sync::LazyLock;

use crate::directory::hours::{CareManagerTime, Hours, Reach};
use crate::directory::kind::OrganizationKind as K;

use super::chance::Chance;
use super::hours;
use super::model::{RecordKey, ToldTime};
use super::survey::Voice;

const SLOTS: &[&str] = &[
    "月〜金 12:30-13:30、祝日休み",
    "月・水・金 9:00-10:00、祝日休み",
    "火・木 8:30-10:00、祝日休み",
    "月〜金 13:00-14:00、祝日休み",
    "月・水 14:00-15:00、祝日休み",
    "火・木・金 14:00-15:00、祝日休み",
    "月〜金 17:00-18:00、祝日休み",
    "月〜金 10:00-11:00、祝日休み",
    "月・木 11:00-12:30、祝日休み",
    "火・水・金 11:00-12:30、祝日休み",
    "月〜金 15:00-16:00、祝日休み",
    "水・金 16:00-17:00、祝日休み",
    "月・火・木 16:00-17:00、祝日休み",
    "火・金 13:00-14:00、祝日休み",
    "第2・4土曜 12:00-12:30",
];

/// When 汐見野みなと歯科 takes calls.
const TUESDAY_AND_FRIDAY: &str = "火・金 13:00-14:00、祝日休み";

/// The slots, read once: sample answers are made for many thousand places.
static READ: LazyLock<Vec<Hours>> = LazyLock::new(|| SLOTS.iter().map(|text| hours::read(text)).collect());

const WAYS: &[&[Reach]] = &[
    &[Reach::Phone],
    &[Reach::Phone, Reach::Fax],
    &[Reach::Phone, Reach::Fax],
    &[Reach::Phone, Reach::Visit],
    &[Reach::Phone, Reach::Fax, Reach::Mail],
    &[Reach::Phone, Reach::Chat],
];

const CONTACTS: &[&str] = &["", "", "受付", "連携の担当者"];

const NOTES: &[&str] = &[
    "",
    "",
    "",
    "「ケアマネです」と伝えてください。",
    "来るときは前の日までに電話を。",
    "急ぐときは、時間の外でも電話してください。",
];

/// Whether places of this kind tell such a time.
pub(super) fn is_usual(kind: K) -> bool {
    matches!(kind, K::Clinic | K::ClinicWithBeds | K::DentalClinic | K::Pharmacy)
}

/// The time of the `number`th place that tells one.
pub(super) fn time(number: usize, fax: Option<&str>, record: RecordKey, told: Voice, chance: &mut Chance) -> ToldTime {
    let ways: Vec<Reach> =
        chance.pick(WAYS).iter().copied().filter(|way| fax.is_some() || *way != Reach::Fax).collect();
    let contact = match chance.pick(CONTACTS) {
        "" if ways.contains(&Reach::Fax) => fax.map(|fax| format!("FAX {fax}")).unwrap_or_default(),
        who => who.to_owned(),
    };
    told_time(READ[number % READ.len()].clone(), &ways, &contact, chance.pick(NOTES), record, told)
}

/// What 汐見野みなと歯科 tells: 火・金 13:00–14:00, telephone and fax.
pub(super) fn minato(fax: Option<&str>, record: RecordKey, told: Voice) -> ToldTime {
    let contact = fax.map(|fax| format!("FAX {fax}")).unwrap_or_default();
    told_time(hours::read(TUESDAY_AND_FRIDAY), &[Reach::Phone, Reach::Fax], &contact, "", record, told)
}

fn told_time(hours: Hours, ways: &[Reach], contact: &str, note: &str, record: RecordKey, told: Voice) -> ToldTime {
    let time = CareManagerTime::new(hours, ways.iter().copied(), contact, note);
    ToldTime { record, time: time.expect("every slot has a window"), source: told.source, answered_on: told.day }
}
