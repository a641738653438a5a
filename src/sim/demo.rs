//! Fills a hub with the story of the demo, through the real code: the import joins the records, the operations keep the
//! survey.

use std::path::Path;

use jiff::civil::Date;
use kyoten_store::{Store, Tx};

use super::area::{self, RecordKey, Subject, SurveyLayer};
use crate::directory::import::ImportError;
use crate::directory::import::readers::{Area, Measure, Period, Read, Statistic};
use crate::directory::import::run::{ImportOptions, import_records};
use crate::directory::refusal::Refused;
use crate::directory::store::records;
use crate::directory::store::survey::{By, StoredCareManagerTime};
use crate::directory::{OrganizationId, operations};
use crate::platform::Clock;
use crate::platform::config::HubSettings;
use crate::platform::hub_id::HubId;

/// Why the demo could not be built.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The import.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// An operation.
    #[error(transparent)]
    Operation(#[from] Refused),
    /// The database.
    #[error(transparent)]
    Store(#[from] kyoten_store::Error),
}

/// Who the hub of the invented area is.
pub fn settings(seed: u64, today: Date) -> HubSettings {
    let facts = area::fictional_area(seed, today).hub;
    HubSettings {
        name: facts.name.to_owned(),
        name_en: facts.english.to_owned(),
        short: facts.name.strip_suffix("在宅医療連携拠点").unwrap_or(facts.name).to_owned(),
        phone: facts.phone.to_owned(),
        hours: facts.hours_text.to_owned(),
        area: vec![facts.municipality.to_owned()],
    }
}

/// Fills the hub with the invented area.
pub fn fill_invented(store: &Store, clock: &Clock, hub: HubId, seed: u64, folder: &Path) -> Result<(), DemoError> {
    let made = area::fictional_area(seed, clock.today());
    let options = ImportOptions::of(Vec::new(), folder);
    import_records(store, clock, hub, &made.records, &reference_rows(&made), &options)?;
    tell(store, clock, hub, made.survey)
}

/// Adds invented answers to a hub that was filled with open data; each says that it is a sample.
pub fn add_answers(store: &Store, clock: &Clock, hub: HubId, seed: u64) -> Result<(), DemoError> {
    let subjects = store.read_blocking(move |tx| subjects(tx, hub))?;
    tell(store, clock, hub, area::survey_for(&subjects, seed, clock.today()))
}

fn tell(store: &Store, clock: &Clock, hub: HubId, survey: SurveyLayer) -> Result<(), DemoError> {
    let now = clock.now();
    store.write_blocking(move |tx| {
        let by = By { who: "demo", now };
        for told in &survey.answers {
            if let Some(id) = organization_of(tx, hub, &told.record)? {
                operations::answer(tx, hub, id, told.capability.clone(), by)?;
            }
        }
        for told in &survey.care_manager_times {
            if let Some(id) = organization_of(tx, hub, &told.record)? {
                let time = StoredCareManagerTime {
                    time: told.time.clone(),
                    source: told.source.clone(),
                    answered_on: told.answered_on,
                };
                operations::set_care_manager_time(tx, hub, id, time, by)?;
            }
        }
        Ok(())
    })
}

fn reference_rows(made: &area::FictionalArea) -> Vec<Read> {
    let mut rows = Vec::new();
    for one in &made.municipalities {
        rows.push(Read::Municipality {
            code: one.code.to_owned(),
            prefecture: one.prefecture.to_owned(),
            name: one.name.to_owned(),
            kana: Some(one.kana.to_owned()),
            parent: None,
            position: Some(one.point),
        });
    }
    for one in &made.towns {
        rows.push(Read::Town {
            municipality: one.municipality.to_owned(),
            name: one.name.clone(),
            position: one.point,
        });
    }
    for one in &made.postal_codes {
        rows.push(Read::PostalCode {
            code: one.code.clone(),
            municipality: one.municipality.to_owned(),
            town: one.town.to_owned(),
            kana: Some(one.kana.to_owned()),
        });
    }
    for one in made.boundaries.iter().filter(|one| one.level == area::BoundaryLevel::Municipality) {
        rows.push(Read::Boundary { municipality: one.municipality.to_owned(), rings: vec![one.ring.clone()] });
    }
    for one in &made.statistics {
        if let Some(measure) = measure(one.indicator) {
            rows.push(Read::Statistic(Statistic {
                area: Area::Municipality(one.municipality.to_owned()),
                measure,
                period: Period::Day(one.as_of),
                value_milli: one.value * 1000,
                source: one.source.to_owned(),
            }));
        }
    }
    rows
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

fn organization_of(tx: &mut Tx<'_>, hub: HubId, record: &RecordKey) -> kyoten_store::Result<Option<OrganizationId>> {
    records::organization_of(tx, hub, record.source.code(), &record.key)
}

/// One record of every organisation, for whom answers are invented.
fn subjects(tx: &mut Tx<'_>, hub: HubId) -> kyoten_store::Result<Vec<Subject>> {
    let first = records::first_of_each(tx, hub)?;
    Ok(first
        .into_iter()
        .map(|record| Subject {
            record: RecordKey { source: record.source, key: record.key },
            kind: record.kind,
            services: record.services.into_iter().map(|service| service.code).collect(),
        })
        .collect())
}
