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
use crate::directory::store::survey::{By, StoredCareManagerTime};
use crate::directory::store::{documents, records};
use crate::directory::{OrganizationId, operations};
use crate::people;
use crate::platform::config::HubSettings;
use crate::platform::hub_id::{self, HubId};
use crate::platform::{Clock, Demo, Refusal};

/// Why the demo could not be built.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The hub is another one.
    #[error(transparent)]
    NotThisDemo(#[from] Refusal),
    /// The import.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// An operation.
    #[error(transparent)]
    Operation(#[from] Refused),
    /// An operation upon people.
    #[error(transparent)]
    People(#[from] people::refusal::Refused),
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

/// Makes the hub a demo of this kind, or finds that it is one. It is marked before anything is filled in, so that no program
/// ever shows what is invented as real; a hub at work stays as it is.
pub fn claim(store: &Store, hub: HubId, kind: Demo) -> Result<(), DemoError> {
    store.write_blocking(move |tx| match hub_id::demo(tx, hub)? {
        Some(demo) if demo == kind => Ok(()),
        Some(demo) => Err(other_demo(demo).into()),
        // The revision also keeps an import away until the mark is kept.
        None if documents::raise_revision(tx, hub)? == documents::FIRST_CHANGE => Ok(hub_id::mark_demo(tx, hub, kind)?),
        None => Err(at_work().into()),
    })
}

fn at_work() -> Refusal {
    Refusal::new(
        "ここには拠点のデータがあります。見本はそれにさわりません。--data で空のフォルダーを(--database のときは空のデータベースを)示してください。",
        "This is the data of a hub at work, and a demo leaves it alone: name an empty folder with --data (or an empty database with --database).",
    )
}

fn other_demo(demo: Demo) -> Refusal {
    match demo {
        Demo::Invented => Refusal::new(
            "ここにあるのは、実在しない事業所の見本です。公開データの見本は、--data で示す空のフォルダーに作ってください。",
            "This is a demo of invented facilities: make the one of open data in an empty folder, named with --data.",
        ),
        Demo::OpenData => Refusal::new(
            "ここにあるのは、公開データの見本です。それを見るには --open-data をつけてください。実在しない事業所の見本は、--data で示す空のフォルダーに作ってください。",
            "This is a demo of open data: add --open-data to see it, or make one of invented facilities in an empty folder, named with --data.",
        ),
    }
}

/// Refuses to mix real facilities into invented ones: nobody could tell them apart.
pub fn refuse_real(demo: Option<Demo>) -> Result<(), Refusal> {
    if demo != Some(Demo::Invented) {
        return Ok(());
    }
    Err(Refusal::new(
        "ここにあるのは、実在しない事業所の見本です。実在の事業所は、--data で示す別のフォルダーに取り込んでください。",
        "This is a demo of invented facilities: import real ones into another folder, named with --data.",
    ))
}

/// Fills the hub with the invented area.
pub fn fill_invented(store: &Store, clock: &Clock, hub: HubId, seed: u64, folder: &Path) -> Result<(), DemoError> {
    claim(store, hub, Demo::Invented)?;
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
    claim(store, hub, Demo::OpenData)?;
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

pub(super) fn organization_of(
    tx: &mut Tx<'_>,
    hub: HubId,
    record: &RecordKey,
) -> kyoten_store::Result<Option<OrganizationId>> {
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
