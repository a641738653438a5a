//! Fills a hub with the story of the demo, through the real code: the import joins the records, the operations keep the
//! survey.

use std::path::Path;

use jiff::civil::Date;
use kyoten_store::{Store, Tx};

use super::area::{self, RecordKey, Subject, SurveyLayer};
use super::files::made_files;
use crate::directory::import::ImportError;
use crate::directory::import::made::import_made;
use crate::directory::import::run::ImportOptions;
use crate::directory::refusal::Refused;
use crate::directory::store::map::{self, Landmark, LandmarkKind};
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
    import_made(store, clock, hub, made_files(&made), &options)?;
    draw(store, &made)?;
    tell(store, clock, hub, made.survey)
}

/// What the map shows beside borders and names: open data has no such thing for the invented area.
fn draw(store: &Store, made: &area::FictionalArea) -> Result<(), DemoError> {
    let towns = made.boundaries.iter().filter(|one| one.level == area::BoundaryLevel::Town).map(|one| Landmark {
        kind: LandmarkKind::Town,
        name: one.name.to_owned(),
        label: one.label,
        line: one.ring.clone(),
    });
    let landmarks: Vec<Landmark> = towns.chain(made.decorations.iter().cloned()).collect();
    let municipality = made.hub.municipality;
    Ok(store.write_blocking(move |tx| map::save_landmarks(tx, municipality, &landmarks))?)
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
