//! What must hold of the invented area, whatever the seed.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date};
use kyoten_text::identifier::{CheckDigit, CorporateNumber};

use super::*;
use crate::directory::capability::{Answer, OLD_AFTER_DAYS, codes};
use crate::directory::hours::{Day, Reach};
use crate::directory::kind::OrganizationKind as K;
use crate::directory::record::{IdentifierSystem, Point, Record, Source};
use crate::directory::service_type;
use crate::platform::holidays::Law;

/// A fourth Sunday.
const TODAY: Date = date(2026, 11, 22);

fn area() -> FictionalArea {
    fictional_area(1, TODAY)
}

/// Records that describe a facility a second time: 厚生局, and the city's own list.
fn is_second(record: &Record) -> bool {
    record.source == Source::Hoken || record.dataset.starts_with("municipal:medical")
}

fn named<'a>(area: &'a FictionalArea, name: &str) -> &'a Record {
    area.records.iter().find(|r| r.name == name).unwrap_or_else(|| panic!("no {name}"))
}

fn says_yes(area: &FictionalArea, record: &Record, code: &str) -> bool {
    let mut answers = area.survey.answers.iter().filter(|a| a.record.key == record.key && a.capability.code == code);
    answers.any(|a| a.capability.answer != Answer::No)
}

/// Metres between two points of the area.
fn metres(one: Point, other: Point) -> f64 {
    let north = f64::from(one.latitude - other.latitude) * 0.111_195;
    let east = f64::from(one.longitude - other.longitude) * 0.111_195 * 31.17_f64.to_radians().cos();
    north.hypot(east)
}

#[test]
fn one_seed_and_day_are_one_area() {
    assert_eq!(fictional_area(7, TODAY), fictional_area(7, TODAY));
    assert_ne!(fictional_area(7, TODAY).records, fictional_area(8, TODAY).records);
}

#[test]
fn every_facility_has_a_readable_name_of_at_most_sixty_characters() {
    let area = area();
    for record in area.records.iter().filter(|r| r.source != Source::Hoken) {
        let kana = record.kana.as_deref().unwrap_or_default();
        assert!(!kana.is_empty(), "{} has no kana", record.name);
        assert!(kana.chars().all(|c| ('ァ'..='ヶ').contains(&c) || c == 'ー'), "{}: {kana}", record.name);
    }
    let lengths: BTreeSet<usize> = area.records.iter().map(|r| r.name.chars().count()).collect();
    assert_eq!((lengths.first(), lengths.last()), (Some(&1), Some(&60)));
    assert!(area.records.iter().any(|r| r.name.contains('髙')) && area.records.iter().any(|r| r.name.contains('﨑')));
}

#[test]
fn nobody_can_be_called() {
    let area = area();
    let numbers = area.records.iter().flat_map(|r| r.phone.iter().chain(&r.fax)).map(String::as_str);
    for number in numbers.chain([area.hub.phone, area.hub.fax]) {
        assert!(number.starts_with("0000-") && number.len() == 12, "{number}");
    }
    assert!(area.records.iter().filter(|r| r.phone.is_none()).all(|r| r.source == Source::Navii || is_second(r)));
}

#[test]
fn every_facility_stands_in_its_own_municipality_and_town() {
    for seed in 0..5 {
        let area = fictional_area(seed, TODAY);
        for record in &area.records {
            let Some(position) = record.place.position else { continue };
            let home = area.boundaries.iter().find(|b| b.municipality == record.place.municipality).unwrap();
            assert!(land::contains(&home.ring, position), "{} stands outside {}", record.name, home.name);
            assert!(area.postal_codes.iter().any(|p| Some(&p.code) == record.place.postal_code.as_ref()));
        }
        for town in &area.towns {
            let home = area.boundaries.iter().find(|b| b.name == town.district).unwrap();
            assert!(land::contains(&home.ring, town.point), "{} stands outside {}", town.name, home.name);
            assert!(town.postal_code.starts_with("000"));
        }
    }
}

#[test]
fn every_code_is_known_and_every_number_right() {
    let area = area();
    for answer in &area.survey.answers {
        let capability = &answer.capability;
        assert!(codes::by_code(&capability.code).is_some(), "{}", capability.code);
        assert!(capability.answer != Answer::Conditional || !capability.condition.is_empty());
        assert!(capability.answered_on < TODAY && capability.answered_on >= date(2025, 10, 1));
    }
    for record in &area.records {
        assert!(record.services.iter().all(|s| service_type::by_code(&s.code).is_some()), "{}", record.name);
        for identifier in &record.identifiers {
            match identifier.system {
                IdentifierSystem::Navii => assert_eq!(identifier.value.len(), 13),
                _ => assert_eq!(identifier.value, numbers::with_check_digit(&identifier.value[..9])),
            }
            assert!(identifier.value.starts_with("99"));
        }
        if let Some(number) = &record.owner_number {
            assert_eq!(CorporateNumber::parse(number).unwrap().check(), CheckDigit::Right, "{number}");
        }
    }
    let keys: BTreeSet<_> = area.records.iter().map(|r| (r.source, &r.key)).collect();
    assert_eq!(keys.len(), area.records.len(), "a key is used twice");
    for told in area.survey.answers.iter().map(|a| &a.record) {
        assert!(keys.contains(&(told.source, &told.key)), "{told:?} is nobody");
    }
}

#[test]
fn names_are_unique_but_for_the_deliberate_pairs() {
    let area = area();
    let mut seen: BTreeMap<&str, &Record> = BTreeMap::new();
    for record in area.records.iter().filter(|r| !is_second(r)) {
        if let Some(other) = seen.insert(&record.name, record) {
            assert_eq!(other.identifiers, record.identifiers, "{} twice", record.name);
        }
    }
    assert_eq!(area.doubtful_pairs.len(), 3);
    let second_sources = area.records.iter().filter(|r| r.source == Source::Hoken).count();
    assert!((30..60).contains(&second_sources), "{second_sources} second sources");
}

#[test]
fn on_a_sunday_three_dentists_come_to_the_house_near_kanetsuki() {
    for seed in 0..5 {
        let area = fictional_area(seed, TODAY);
        let here = area.towns.iter().find(|t| t.name == "鐘撞町").unwrap().point;
        let visiting: Vec<&Record> = area
            .records
            .iter()
            .filter(|r| r.kind == K::DentalClinic && r.source == Source::Navii && says_yes(&area, r, "dental_visit"))
            .collect();
        assert_eq!(visiting.len(), 7);
        let sunday =
            |r: &&Record| r.services[0].hours.iter().flat_map(|h| h.windows()).any(|w| w.days().contains(Day::Sunday));
        let mut found: Vec<(u32, &str, &str)> = visiting
            .into_iter()
            .filter(sunday)
            .map(|r| {
                (
                    (metres(here, r.place.position.unwrap()) / 10.0).round() as u32 * 10,
                    &*r.name,
                    r.phone.as_deref().unwrap(),
                )
            })
            .collect();
        found.sort_unstable();
        assert_eq!(
            found,
            [
                (700, "汐見野みなと歯科", "0000-22-0188"),
                (1_600, "千鳥デンタルクリニック", "0000-22-0142"),
                (2_300, "歯科すみれ", "0000-22-0151"),
            ]
        );
        assert_eq!(named(&area, "汐見野みなと歯科").place.address, "潮路県汐見野市梅ヶ枝町3丁目2-8");
    }
}

#[test]
fn hard_questions_have_an_answer() {
    let area = area();
    let can = |kind: K, codes: &[&str]| {
        area.records.iter().filter(|r| r.kind == kind && codes.iter().all(|code| says_yes(&area, r, code))).count()
    };
    assert!(can(K::Pharmacy, &["opioid_injection", "night"]) >= 1);
    assert!(can(K::VisitingNurseStation, &["ventilator", "contact_24h"]) >= 2);
    assert!(can(K::VisitingNurseStation, &["paediatrics"]) >= 2);
    assert!(can(K::Clinic, &["dialysis"]) >= 1 && can(K::Clinic, &["house_call_night"]) >= 3);
    assert!(can(K::Clinic, &["paediatrics", "home_visit"]) >= 1);
    assert!(can(K::Hospital, &["respite"]) >= 1 && can(K::Hospital, &["psychiatric"]) >= 1);
    let old = area.survey.answers.iter().filter(|a| a.capability.is_old(TODAY)).count();
    assert!(old > 50 && old * 4 < area.survey.answers.len(), "{old} of {}", area.survey.answers.len());
    assert!(area.survey.answers.iter().all(|a| (TODAY - a.capability.answered_on).get_days() < OLD_AFTER_DAYS + 60));
}

#[test]
fn at_any_hour_of_a_weekday_somebody_takes_the_calls_of_care_managers() {
    let area = area();
    let times = &area.survey.care_manager_times;
    for day in 24..=27 {
        for hour in 9..18 {
            for minute in [0, 25, 50] {
                let now = date(2026, 11, day).at(hour, minute, 0, 0);
                assert!(times.iter().any(|t| t.time.is_now(now, &Law)), "nobody at {now}");
            }
        }
    }
    let minato = &named(&area, "汐見野みなと歯科").key;
    let minato = times.iter().find(|t| t.record.key == *minato).unwrap();
    assert_eq!(minato.time.hours().to_string(), "火・金 13:00-14:00、祝日休み");
    assert_eq!((minato.time.reach(), minato.time.contact()), (&[Reach::Phone, Reach::Fax][..], "FAX 0000-22-0189"));
}

#[test]
fn sample_answers_depend_on_the_place_alone_and_say_that_they_are_samples() {
    let subject = |key: &str, kind, service: &str| Subject {
        record: RecordKey { source: Source::Kaigo, key: key.into() },
        kind,
        services: vec![service.into()],
    };
    let some: Vec<Subject> = (0..200)
        .flat_map(|n| {
            let key = format!("{n:010}");
            [subject(&key, K::Clinic, "outpatient"), subject(&format!("{key}:110"), K::HomeCare, "110")]
        })
        .collect();
    let all = survey_for(&some, 3, TODAY);
    assert!(all.answers.len() > 2_000 && all.care_manager_times.len() > 30);
    assert!(all.answers.iter().all(|a| a.capability.source == "見本の回答"));
    let alone = survey_for(&some[40..41], 3, TODAY);
    let same: Vec<&SurveyAnswer> = all.answers.iter().filter(|a| a.record == some[40].record).collect();
    assert_eq!(alone.answers.iter().collect::<Vec<_>>(), same);
}

#[test]
fn the_area_has_the_places_of_a_small_city() {
    let area = area();
    let mut seen = BTreeSet::new();
    let mut counts: BTreeMap<K, usize> = BTreeMap::new();
    for record in area.records.iter().filter(|r| r.source != Source::Hoken) {
        if seen.insert(&record.name) {
            *counts.entry(record.kind).or_default() += 1;
        }
    }
    assert!((300..=330).contains(&counts.values().sum::<usize>()), "{counts:?}");
    assert!(K::ALL.into_iter().all(|kind| counts.contains_key(&kind)), "{counts:?}");
}
