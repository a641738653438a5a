//! The invented area as the files in which real sources would publish it, so that each source tells what came of it.

use std::collections::BTreeMap;

use super::area::{self, FictionalArea};
use crate::directory::import::day::{FileDay, ToldBy};
use crate::directory::import::kinds::{FileKind, NaviiFile};
use crate::directory::import::made::MadeFile;
use crate::directory::import::readers::{Area, Measure, Period, Read, Statistic};
use crate::directory::record::{Record, Source};

/// Every file, reference tables first.
pub fn made_files(made: &FictionalArea) -> Vec<MadeFile> {
    let mut files = reference_files(made);
    let mut lists: BTreeMap<(Source, &str), Vec<&Record>> = BTreeMap::new();
    for record in &made.records {
        lists.entry((record.source, &record.dataset)).or_default().push(record);
    }
    for ((source, dataset), records) in lists {
        let day = records.iter().filter_map(|record| record.as_of).max();
        let rows =
            records.iter().zip(1..).map(|(record, line)| Read::Facility { line, record: Box::new((*record).clone()) });
        files.push(MadeFile {
            label: format!("架空の見本 {dataset}"),
            kind: kind(source, dataset),
            as_of: day.map(|day| FileDay { day, told_by: ToldBy::Columns }),
            rows: rows.collect(),
        });
    }
    files
}

/// The file in which the source publishes such records. What the hub found out by itself comes in none.
fn kind(source: Source, dataset: &str) -> Option<FileKind> {
    Some(match (source, dataset) {
        (Source::Kaigo, _) => FileKind::KaigoOffices,
        (Source::Navii, "navii:hospital") => FileKind::NaviiFacilities(NaviiFile::Hospital),
        (Source::Navii, "navii:dental") => FileKind::NaviiFacilities(NaviiFile::Dental),
        (Source::Navii, "navii:pharmacy") => FileKind::NaviiPharmacy,
        (Source::Navii, "navii:maternity") => FileKind::NaviiMidwife,
        (Source::Navii, _) => FileKind::NaviiFacilities(NaviiFile::Clinic),
        (Source::Municipal, list) if list.starts_with("municipal:medical") => FileKind::MunicipalMedical,
        (Source::Municipal, _) => FileKind::MunicipalCare,
        (Source::Hoken, _) => FileKind::HokenCodes,
        (Source::Prefecture, _) => FileKind::PrefectureHospitals,
        (Source::Hub, _) => return None,
    })
}

fn reference_files(made: &FictionalArea) -> Vec<MadeFile> {
    let file = |label: &str, kind: FileKind, rows: Vec<Read>| MadeFile {
        label: format!("架空の見本 {label}"),
        as_of: rows.iter().filter_map(day).max().map(|day| FileDay { day, told_by: ToldBy::Columns }),
        kind: Some(kind),
        rows,
    };
    let municipalities = made.municipalities.iter().map(|one| Read::Municipality {
        code: one.code.to_owned(),
        prefecture: one.prefecture.to_owned(),
        name: one.name.to_owned(),
        kana: Some(one.kana.to_owned()),
        parent: None,
        position: Some(one.point),
    });
    let towns = made.towns.iter().map(|one| Read::Town {
        municipality: one.municipality.to_owned(),
        name: one.name.clone(),
        position: one.point,
    });
    let postal_codes = made.postal_codes.iter().map(|one| Read::PostalCode {
        code: one.code.clone(),
        municipality: one.municipality.to_owned(),
        town: one.town.to_owned(),
        kana: Some(one.kana.to_owned()),
    });
    let borders = made.boundaries.iter().filter(|one| one.level == area::BoundaryLevel::Municipality);
    let borders =
        borders.map(|one| Read::Boundary { municipality: one.municipality.to_owned(), rings: vec![one.ring.clone()] });
    let mut files = vec![
        file("市区町村", FileKind::Municipalities, municipalities.collect()),
        file("町丁目", FileKind::Towns, towns.collect()),
        file("郵便番号", FileKind::PostalCodes, postal_codes.collect()),
        file("境界", FileKind::Boundaries, borders.collect()),
    ];
    let mut statistics: BTreeMap<&str, Vec<Read>> = BTreeMap::new();
    for one in &made.statistics {
        let figure = measure(one.indicator).map(|measure| Statistic {
            area: Area::Municipality(one.municipality.to_owned()),
            measure,
            period: Period::Day(one.as_of),
            value_milli: one.value * 1000,
            source: one.source.to_owned(),
        });
        statistics.entry(one.source).or_default().extend(figure.map(Read::Statistic));
    }
    files.extend(statistics.into_iter().map(|(source, rows)| {
        let kind = match source {
            _ if source.starts_with("国勢調査") => FileKind::Census2015,
            _ if source.starts_with("介護保険") => FileKind::CertifiedStatistics,
            _ => FileKind::TownPopulation,
        };
        file(source, kind, rows)
    }));
    files
}

fn day(read: &Read) -> Option<jiff::civil::Date> {
    match read {
        Read::Statistic(one) => one.day(),
        _ => None,
    }
}

fn measure(indicator: &str) -> Option<Measure> {
    Some(match indicator {
        "population" => Measure::PopulationTotal,
        "households" => Measure::Households,
        "age_65_up" => Measure::Insured65Plus,
        "age_65_74" => Measure::Age65To74,
        "age_75_84" => Measure::Age75To84,
        "age_85_up" => Measure::Age85Plus,
        "certified" => Measure::CertifiedTotal,
        "certified_support_1" => Measure::CertifiedSupport1,
        "certified_support_2" => Measure::CertifiedSupport2,
        "certified_care_1" => Measure::CertifiedCare1,
        "certified_care_2" => Measure::CertifiedCare2,
        "certified_care_3" => Measure::CertifiedCare3,
        "certified_care_4" => Measure::CertifiedCare4,
        "certified_care_5" => Measure::CertifiedCare5,
        // The younger ages have no place in the directory.
        _ => return None,
    })
}
