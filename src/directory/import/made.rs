//! Rows that were never in a file, imported as files would bring them: for the demo and for benches.

use std::collections::{BTreeMap, HashSet};
use std::io;
use std::sync::Arc;

use kyoten_store::Store;

use super::ImportError;
use super::day::FileDay;
use super::files::Found;
use super::gazetteer::Gazetteer;
use super::intake::Intake;
use super::kinds::FileKind;
use super::open::Opened;
use super::progress::Progress;
use super::readers::Read;
use super::reading::Reading;
use super::reference::ReferenceIntake;
use super::report::{FileReport, ImportReport, RowList};
use super::run::{Ending, ImportOptions, join, write};
use crate::directory::record::Source;
use crate::directory::store::documents;
use crate::platform::Clock;
use crate::platform::hub_id::HubId;

/// A file that lies in memory.
pub struct MadeFile {
    /// What people would call it.
    pub label: String,
    /// What it would be recognised as; nothing for what the hub found out by itself.
    pub kind: Option<FileKind>,
    /// The day it speaks of.
    pub as_of: Option<FileDay>,
    /// Its rows.
    pub rows: Vec<Read>,
}

/// Imports the files in their order, reference tables first.
pub fn import_made(
    store: &Store,
    clock: &Clock,
    hub: HubId,
    files: Vec<MadeFile>,
    options: &ImportOptions,
) -> Result<ImportReport, ImportError> {
    let started_at = clock.now();
    let progress = Arc::new(Progress::default());
    let mut reference = ReferenceIntake::new(&options.spool_folder)?;
    let mut gazetteer = Gazetteer::default();
    let mut intake = Intake::new(&options.spool_folder)?;
    let mut rows = RowList::new(io::sink(), options.preview)?;
    let mut reports = Vec::with_capacity(files.len());
    for (position, made) in files.into_iter().enumerate() {
        let name = made.kind.as_ref().map_or(Source::Hub.japanese(), FileKind::japanese);
        let mut report = FileReport { label: made.label, kind: name.to_owned(), ..FileReport::default() };
        // Like an extract, what the hub found out speaks for nothing but its rows.
        let kind = made.kind.unwrap_or(FileKind::SeedExtract);
        let opened = Opened { found: Found::in_memory(&report.label, Vec::new()), kind, position };
        let mut reading = Reading {
            options,
            progress: &progress,
            intake: &mut intake,
            reference: &mut reference,
            rows: &mut rows,
            gazetteer: &mut gazetteer,
            report: &mut report,
            trouble: None,
            datasets: HashSet::new(),
            outside: BTreeMap::new(),
            told: None,
            list: None,
        };
        reading.take_all(&opened, made.rows)?;
        report.as_of = made.as_of;
        reports.push(report);
    }
    let revision = store.read_blocking(move |tx| documents::revision(tx, hub))?;
    let reduced = HashSet::new();
    let ending =
        Ending { revision, reduced, gazetteer, reference, files: reports, options, started_at, progress: &progress };
    let joined = join(store, hub, intake, &progress)?;
    write(store, clock, hub, joined, ending)
}
