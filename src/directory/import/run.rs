//! An import from its files to its report.

use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use jiff::civil::Date;
use kyoten_store::Store;

use super::apply::{self, Outcome, Work};
use super::files::Limits;
use super::gazetteer::Gazetteer;
use super::intake::{Intake, Joined};
use super::kinds::FileKind;
use super::matching::Traits;
use super::open::open_all;
use super::progress::Phase;
pub use super::progress::Progress;
use super::reading::Reading;
use super::reference::ReferenceIntake;
use super::report::{FileReport, ImportReport, RowList};
use super::{ImportError, ImportRun};
use crate::directory::record::Record;
use crate::directory::store::{documents, imports, lists, records, reference, reviews};
use crate::platform::hub_id::HubId;
use crate::platform::{Clock, Id};

/// What to import, and how.
#[derive(Clone, Debug)]
pub struct ImportOptions {
    /// Files, folders and archives.
    pub paths: Vec<PathBuf>,
    /// Only facilities of these municipalities; empty takes all.
    pub area: Vec<String>,
    /// The day the files speak of, when their names do not tell.
    pub as_of: Option<Date>,
    /// Believe that everything the files leave out is gone.
    pub accept_removals: bool,
    /// Tell what would change and change nothing.
    pub preview: bool,
    /// The list of refused and odd rows goes here.
    pub row_list: PathBuf,
    /// Where records wait while the files are read.
    pub spool_folder: PathBuf,
    /// What may be unpacked.
    pub limits: Limits,
}

impl ImportOptions {
    /// Everything at `paths`, with its list of rows and its spool in `folder`.
    pub fn of(paths: Vec<PathBuf>, folder: &Path) -> Self {
        Self {
            paths,
            area: Vec::new(),
            as_of: None,
            accept_removals: false,
            preview: false,
            row_list: folder.join("import-report.csv"),
            spool_folder: folder.to_owned(),
            limits: Limits::default(),
        }
    }
}

/// Digits of a municipality's code without check digit.
const CODE_DIGITS: usize = 5;

impl ImportOptions {
    /// What was typed can be meant: no data is of a day that has not come, and a municipality has five digits.
    fn check(&self, today: Date) -> Result<(), ImportError> {
        if let Some(day) = self.as_of.filter(|day| *day > today) {
            return Err(ImportError::FutureDay { day, today });
        }
        let is_code = |code: &str| code.len() == CODE_DIGITS && code.bytes().all(|byte| byte.is_ascii_digit());
        match self.area.iter().find(|code| !is_code(code)) {
            Some(code) => Err(ImportError::NoCode(code.clone())),
            None => Ok(()),
        }
    }

    /// The area is one of municipalities that there are, as far as they are known.
    fn check_area(&self, gazetteer: &Gazetteer) -> Result<(), ImportError> {
        let all = gazetteer.municipalities();
        let is_known = |code: &String| all.iter().any(|one| one.code == *code || one.parent.as_ref() == Some(code));
        match self.area.iter().find(|code| !all.is_empty() && !is_known(code)) {
            Some(code) => Err(ImportError::UnknownMunicipality(code.clone())),
            None => Ok(()),
        }
    }
}

/// Reads all files, joins what they say and writes it. Until everything is known nothing is written, and then everything at
/// once: reference tables, facilities, history.
pub fn import(
    store: &Store,
    clock: &Clock,
    hub: HubId,
    options: &ImportOptions,
    progress: &Arc<Progress>,
) -> Result<ImportReport, ImportError> {
    let started_at = clock.now();
    progress.enter(Phase::Looking)?;
    let mut report = ImportReport::default();
    let today = clock.today();
    options.check(today)?;
    let list = File::create(&options.row_list)
        .map_err(|cause| ImportError::RowList { path: options.row_list.clone(), cause })?;
    let mut rows = RowList::new(BufWriter::new(list), options.preview)?;
    let opened = open_all(options, today, progress, &mut report, &mut rows)?;
    let mut gazetteer = store.read_blocking(reference::gazetteer)?;
    let mut reference = ReferenceIntake::new(&options.spool_folder)?;
    let mut intake = Intake::new(&options.spool_folder)?;
    let revision = store.read_blocking(move |tx| documents::revision(tx, hub))?;
    let read_before = store.read_blocking(move |tx| imports::days(tx, hub))?;
    let known = store.read_blocking(move |tx| records::known(tx, hub, |_, _, _| Ok(())))?;
    let has_known = !known.is_empty();
    intake.know(known, store.read_blocking(move |tx| lists::known(tx, hub))?);
    progress.enter(Phase::Reading)?;
    let mut is_area_known = false;
    for file in &opened {
        if !is_area_known && file.kind != FileKind::Municipalities {
            options.check_area(&gazetteer)?;
            is_area_known = true;
        }
        let mut reading = Reading {
            options,
            progress,
            intake: &mut intake,
            reference: &mut reference,
            rows: &mut rows,
            gazetteer: &mut gazetteer,
            report: &mut report.files[file.position],
            trouble: None,
            datasets: HashSet::new(),
            outside: BTreeMap::new(),
            told: None,
            list: None,
        };
        reading.read(file)?;
        report.files[file.position].compare_with(&read_before);
    }
    progress.enter(Phase::Joining)?;
    if has_known {
        take_stored(store, hub, &mut intake, progress)?;
    }
    let reduced = opened.iter().filter(|file| file.kind.is_reduced()).map(|file| file.position as u16).collect();
    let mut files = report.files;
    let joined = join(store, hub, intake, progress)?;
    tell_contradictions(&joined, &gazetteer, &mut files, &mut rows)?;
    let ending = Ending { revision, reduced, gazetteer, reference, files, options, started_at, progress };
    let result = write(store, clock, hub, joined, ending);
    rows.finish()?;
    match result {
        Err(ImportError::Preview(report)) => Ok(*report),
        other => other,
    }
}

/// What the second half of an import needs beside the rows of facilities.
pub(super) struct Ending<'a> {
    pub(super) revision: i64,
    pub(super) reduced: HashSet<u16>,
    pub(super) gazetteer: Gazetteer,
    pub(super) reference: ReferenceIntake,
    pub(super) files: Vec<FileReport>,
    pub(super) options: &'a ImportOptions,
    pub(super) started_at: jiff::Timestamp,
    pub(super) progress: &'a Arc<Progress>,
}

/// Finds out which rows speak of one facility.
pub(super) fn join(store: &Store, hub: HubId, intake: Intake, progress: &Progress) -> Result<Joined, ImportError> {
    let kept_apart = store.read_blocking(move |tx| reviews::kept_apart(tx, hub))?;
    let joined = intake.join(&kept_apart)?;
    progress.facilities.store(joined.count() as u64, Ordering::Relaxed);
    progress.go_on()?;
    Ok(joined)
}

/// Lists every row that says something else than another row of the same key.
fn tell_contradictions<W: Write>(
    joined: &Joined,
    gazetteer: &Gazetteer,
    files: &mut [FileReport],
    rows: &mut RowList<W>,
) -> Result<(), ImportError> {
    let mut last = None;
    let is_ward_of = |ward: &str, city: &str| {
        gazetteer.municipality(ward).is_some_and(|known| known.parent.as_deref() == Some(city))
    };
    joined.contradictions(&is_ward_of, |found| {
        rows.contradicts(files, &found)?;
        let at = found.other.at;
        // A row may contradict several, and is counted once.
        if last.replace(at) != Some(at)
            && let Some(file) = files.get_mut(usize::from(at.file))
        {
            file.counts.contradicting += 1;
        }
        Ok(())
    })?;
    Ok(())
}

/// Writes everything in one transaction.
pub(super) fn write(
    store: &Store,
    clock: &Clock,
    hub: HubId,
    joined: Joined,
    ending: Ending<'_>,
) -> Result<ImportReport, ImportError> {
    let import = Id::<ImportRun>::new(clock);
    let (clock, gazetteer, files, started_at) = (clock.clone(), ending.gazetteer, ending.files, ending.started_at);
    let (accept_removals, preview) = (ending.options.accept_removals, ending.options.preview);
    let reference = ending.reference.finish()?;
    let progress = Arc::clone(ending.progress);
    store.write_blocking(move |tx| {
        let work = Work {
            hub,
            clock: &clock,
            import,
            revision: ending.revision,
            reduced: &ending.reduced,
            joined: &joined,
            reference: &reference,
            gazetteer: &gazetteer,
            accept_removals,
            progress: &progress,
        };
        let outcome = apply::apply(tx, &work, files.len())?;
        let mut report = ImportReport { files: files.clone(), ..ImportReport::default() };
        fill(&mut report, outcome);
        if preview {
            // Giving up the transaction is what makes a preview of the real thing.
            return Err(ImportError::Preview(Box::new(report)));
        }
        imports::refresh_statistics(tx)?;
        let summary = serde_json::to_string(&ImportReport { files: Vec::new(), ..report.clone() })?;
        imports::remember(tx, hub, import, (started_at, work.clock.now()), &summary, &report.files)?;
        progress.enter(Phase::Committing)?;
        Ok(report)
    })
}

/// Adds what earlier imports brought and this one did not, so that new rows find the organisations they belong to.
fn take_stored(store: &Store, hub: HubId, intake: &mut Intake, progress: &Arc<Progress>) -> Result<(), ImportError> {
    let seen = intake.keys();
    let asked = Arc::clone(progress);
    let stored = store.read_blocking(move |tx| {
        let mut kept = Vec::new();
        records::known(tx, hub, |key, known, content| {
            // Who wants to stop need not wait for the contents of a nation.
            if !seen.contains(&key) && !asked.is_stopped() {
                // Only the traits are kept: the contents of a nation would not fit into memory.
                kept.extend(
                    serde_json::from_str(content).ok().map(|record: Record| (key, *known, Traits::of(&record))),
                );
            }
            Ok(())
        })?;
        kept.sort_unstable_by_key(|(key, _, _)| *key);
        Ok::<_, kyoten_store::Error>(kept)
    })?;
    for (_, known, traits) in stored {
        intake.take_stored(&known, traits);
    }
    progress.go_on()
}

fn fill(report: &mut ImportReport, outcome: Outcome) {
    for ((file, counts), newer) in report.files.iter_mut().zip(outcome.files).zip(outcome.newer_is_there) {
        file.newer_is_there = file.newer_is_there.max(newer);
        file.counts.created = counts.created;
        file.counts.merged = counts.merged;
        file.counts.completes = counts.completes;
        file.counts.updated = counts.updated;
        file.counts.unchanged = counts.unchanged;
        file.counts.older = counts.older;
        file.counts.outlived = counts.outlived;
        file.counts.orphans = counts.orphans;
        file.counts.reviews = counts.reviews;
    }
    report.organizations_created = outcome.created;
    report.organizations_changed = outcome.changed;
    report.vanished = outcome.vanished;
    report.organizations_missing = outcome.missing;
    report.reviews = outcome.reviews.values().sum();
    report.reviews_by_reason = outcome.reviews;
    report.removals_not_believed = outcome.not_believed;
}
