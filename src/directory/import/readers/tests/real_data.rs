//! All published files that lie beside the project, when they do.

use std::path::PathBuf;
use std::time::Instant;

use super::*;
use crate::directory::import::files::{Limits, expand};

fn folder() -> Option<PathBuf> {
    let beside = PathBuf::from(std::env::var("KYOTEN_OPEN_DATA").unwrap_or_else(|_| "../shared/data".to_owned()));
    beside.is_dir().then_some(beside)
}

#[derive(Default)]
struct Count {
    read: u64,
    refused: BTreeMap<&'static str, u64>,
    warned: BTreeMap<&'static str, u64>,
}

#[test]
fn every_published_file_is_recognised_and_read() {
    let Some(folder) = folder() else {
        println!("the published files are not here; nothing was read");
        return;
    };
    let found = expand(&[folder], Limits::default());
    let mut files: Vec<_> =
        found.iter().map(|f| (f, recognise(f).unwrap_or_else(|e| panic!("{}: {e}", f.label)))).collect();
    files.sort_by_key(|(_, kind)| kind.order());
    for (name, kind, ..) in EXPECTED {
        let of_name = files.iter().find(|(found, _)| found.name() == *name).map(|(_, kind)| format!("{kind:?}"));
        assert_eq!(of_name.as_deref(), Some(*kind), "{name}");
    }
    if cfg!(debug_assertions) && std::env::var_os("KYOTEN_OPEN_DATA").is_none() {
        println!("all files are recognised; without optimisation they are not read to the end");
        return;
    }
    let begun = Instant::now();
    let mut gazetteer = Gazetteer::default();
    let mut facilities = 0;
    for (found, kind) in &files {
        let started = Instant::now();
        let count = count(found, kind, &mut gazetteer);
        facilities += if kind.is_facilities() { count.read } else { 0 };
        println!(
            "{:5} ms  {}  {kind:?}  read {}  refused {:?}  warned {:?}",
            started.elapsed().as_millis(),
            found.label,
            count.read,
            count.refused,
            count.warned
        );
        let (_, _, read, refused) =
            EXPECTED.iter().find(|(name, ..)| *name == found.name()).unwrap_or_else(|| panic!("{}", found.label));
        assert_eq!((count.read, count.refused.values().sum()), (*read, *refused), "{}", found.label);
    }
    println!(
        "{facilities} facilities, {} towns in {} bytes, {:?}",
        gazetteer.town_count(),
        gazetteer.bytes(),
        begun.elapsed()
    );
    assert!(gazetteer.bytes() < 25_000_000);
}

fn count(found: &Found, kind: &FileKind, gazetteer: &mut Gazetteer) -> Count {
    let shown = std::env::var("SHOW").unwrap_or_default();
    let show = !shown.is_empty() && found.name().contains(&shown);
    let mut count = Count::default();
    let known = gazetteer.clone();
    let context = Context { gazetteer: &known, as_of: None };
    let end = read(found, kind, context, &mut |read| {
        match &read {
            Read::Refused { reason, .. } => *count.refused.entry(reason.code()).or_default() += 1,
            Read::Warned { warning, .. } => *count.warned.entry(warning.code()).or_default() += 1,
            other => {
                count.read += 1;
                gazetteer.learn(other);
            }
        }
        if show && matches!(read, Read::Refused { .. } | Read::Warned { .. }) {
            println!("{read:?}");
        }
        Ok(())
    });
    assert_eq!(end, Ok(()), "{}", found.label);
    drop(known);
    gazetteer.settle();
    count
}

/// Name, kind, rows read, rows refused.
const EXPECTED: &[(&str, &str, u64, u64)] = &[
    ("01-1_hospital_facility_info_20250601_trimmed.csv", "NaviiFacilities(ByRow)", 7587, 0),
    ("01105_札幌市豊平区.csv", "SeedExtract", 465, 0),
    ("03201_盛岡市.csv", "SeedExtract", 1035, 0),
    ("04_maternity_home_20250601_trimmed.csv", "NaviiMidwife", 2039, 0),
    ("06203_鶴岡市.csv", "SeedExtract", 358, 0),
    ("08225_常陸大宮市.csv", "SeedExtract", 104, 0),
    ("12207_松戸市.csv", "SeedExtract", 1065, 0),
    ("13104_新宿区.csv", "SeedExtract", 800, 0),
    ("18205_大野市.csv", "SeedExtract", 89, 0),
    ("22140_浜松市天竜区.csv", "SeedExtract", 83, 0),
    ("42201_長崎市.csv", "SeedExtract", 1574, 0),
    ("44202_別府市.csv", "SeedExtract", 454, 0),
    ("Bundle-bundleReferralExample01.json", "NotOurs(Fhir)", 0, 0),
    ("Bundle-bundleReferralExample01_v2.json", "NotOurs(Fhir)", 0, 0),
    ("CodeSystem.ndjson", "NotOurs(Fhir)", 0, 0),
    ("CompartmentDefinition.ndjson", "NotOurs(Fhir)", 0, 0),
    ("LG_CODE.csv", "Municipalities", 1918, 0),
    ("N03-21_01_210101.geojson", "Boundaries", 194, 0),
    ("N03-21_03_210101.geojson", "Boundaries", 33, 0),
    ("N03-21_06_210101.geojson", "Boundaries", 35, 0),
    ("N03-21_08_210101.geojson", "Boundaries", 44, 0),
    ("N03-21_12_210101.geojson", "Boundaries", 59, 0),
    ("N03-21_13_210101.geojson", "Boundaries", 62, 0),
    ("N03-21_18_210101.geojson", "Boundaries", 17, 0),
    ("N03-21_22_210101.geojson", "Boundaries", 43, 0),
    ("N03-21_42_210101.geojson", "Boundaries", 21, 0),
    ("N03-21_44_210101.geojson", "Boundaries", 18, 0),
    ("OperationDefinition.ndjson", "NotOurs(Fhir)", 0, 0),
    ("README.md", "NotOurs(Prose)", 0, 0),
    ("SearchParameter.ndjson", "NotOurs(Fhir)", 0, 0),
    ("StructureDefinition-profiles-extensions.ndjson", "NotOurs(Fhir)", 0, 0),
    ("StructureDefinition-resources.ndjson", "NotOurs(Fhir)", 0, 0),
    ("StructureDefinition-types.ndjson", "NotOurs(Fhir)", 0, 0),
    ("ValueSet.ndjson", "NotOurs(Fhir)", 0, 0),
    ("care_certified_by_insurer.csv", "CertifiedStatistics", 12576, 0),
    ("census2015_population_by_municipality.csv", "Census2015", 3916, 0),
    ("clinic_20250601.csv", "NaviiReduced", 63720, 0),
    ("codesystems_valuesets.csv", "NotOurs(Terminology)", 0, 0),
    ("dental_20250601.csv", "NaviiReduced", 52168, 0),
    ("element_constraints.csv", "NotOurs(Terminology)", 0, 0),
    ("examples.ndjson", "NotOurs(Fhir)", 0, 0),
    ("format_sample_01-1_hospital_kochi.csv", "NaviiFacilities(Hospital)", 6, 0),
    ("format_sample_05_pharmacy_kochi.csv", "NaviiPharmacy", 3, 0),
    ("format_sample_430_kyotaku_sapporo.csv", "KaigoOffices", 9, 0),
    ("hoken_iryokikan_codes_202508.csv", "HokenCodes", 97024, 0),
    ("hokkaido_hospitals_20151001.csv", "PrefectureHospitals", 574, 0),
    ("hospital_departments_20250601.csv", "NaviiReduced", 7587, 0),
    ("insured_65plus_by_insurer.csv", "InsuredStatistics", 6288, 0),
    ("jigyosho_120.csv", "KaigoOffices", 1568, 0),
    ("jigyosho_140.csv", "KaigoOffices", 5091, 0),
    ("jigyosho_155.csv", "KaigoOffices", 54, 0),
    ("jigyosho_160.csv", "KaigoOffices", 7737, 0),
    ("jigyosho_170.csv", "KaigoOffices", 7042, 0),
    ("jigyosho_220.csv", "KaigoOffices", 3698, 0),
    ("jigyosho_230.csv", "KaigoOffices", 127, 0),
    ("jigyosho_331.csv", "KaigoOffices", 4467, 0),
    ("jigyosho_332.csv", "KaigoOffices", 507, 0),
    ("jigyosho_334.csv", "KaigoOffices", 617, 0),
    ("jigyosho_335.csv", "KaigoOffices", 8, 0),
    ("jigyosho_336.csv", "KaigoOffices", 5, 0),
    ("jigyosho_337.csv", "KaigoOffices", 9, 0),
    ("jigyosho_361.csv", "KaigoOffices", 256, 0),
    ("jigyosho_362.csv", "KaigoOffices", 64, 0),
    ("jigyosho_364.csv", "KaigoOffices", 52, 0),
    ("jigyosho_410.csv", "KaigoOffices", 5969, 0),
    ("jigyosho_510_20250601.csv", "KaigoOffices", 8496, 0),
    ("jigyosho_520.csv", "KaigoOffices", 4121, 0),
    ("jigyosho_530.csv", "KaigoOffices", 75, 0),
    ("jigyosho_540.csv", "KaigoOffices", 2553, 0),
    ("jigyosho_550.csv", "KaigoOffices", 923, 0),
    ("jigyosho_551.csv", "KaigoOffices", 181, 0),
    ("jigyosho_710.csv", "KaigoOffices", 207, 0),
    ("jigyosho_720.csv", "KaigoOffices", 3088, 0),
    ("jigyosho_730.csv", "KaigoOffices", 5451, 0),
    ("jigyosho_760.csv", "KaigoOffices", 1466, 0),
    ("jigyosho_770.csv", "KaigoOffices", 1106, 0),
    ("kaigo_hoken_jigyo_02h.xlsx", "InsuredStatistics", 6288, 0),
    ("kaigo_hoken_jigyo_04-1-1h.xlsx", "CertifiedStatistics", 12576, 0),
    ("localgovjp-utf8.csv", "Municipalities", 1912, 0),
    ("municipalities_designated_city_s0001.topojson", "Boundaries", 1739, 0),
    ("municipalities_s0001.topojson", "Boundaries", 1894, 0),
    ("naming_systems.csv", "NotOurs(Terminology)", 0, 0),
    ("other.ndjson", "NotOurs(Fhir)", 0, 0),
    ("pharmacy_20250601.csv", "NaviiReduced", 60040, 0),
    ("postal_codes.csv", "PostalCodes", 124512, 0),
    ("prefectures_s0001.geojson", "Boundaries", 47, 0),
    ("profiles_extensions.csv", "NotOurs(Terminology)", 0, 0),
    ("reduced_110_home_help.csv", "KaigoReduced", 34956, 0),
    ("reduced_150_day_service.csv", "KaigoReduced", 24705, 0),
    ("reduced_780_community_day_service.csv", "KaigoReduced", 18180, 0),
    ("search_parameters.csv", "NotOurs(Terminology)", 0, 0),
    ("shinjuku_population_by_town.csv", "TownPopulation", 2, 0),
    ("syukujitsu.csv", "Holidays", 1067, 0),
    ("towns_geolonia.csv", "Towns", 301206, 469),
    ("vital_signs_loinc.csv", "NotOurs(Terminology)", 0, 0),
];
