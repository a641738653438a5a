//! An import from its files to its report.

use std::collections::HashSet;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use jiff::civil::Date;
use kyoten_store::Store;

use super::apply::{self, Outcome, Work};
use super::files::{self, FileProblem, Found, Limits};
use super::gazetteer::Gazetteer;
use super::intake::{self, Intake};
use super::kinds::{self, FileKind};
use super::matching::Traits;
use super::readers::{self, Context, Interrupted, Read, Stop};
use super::report::{FileReport, ImportReport, RowList};
use super::{ImportError, ImportRun};
use crate::directory::record::Record;
use crate::directory::store::reference::ReferenceRows;
use crate::directory::store::{documents, imports, records, reference, reviews};
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
    /// Tell what would change and change nothing. Reference tables are not written either.
    pub preview: bool,
    /// The list of refused and odd rows goes here.
    pub row_list: PathBuf,
    /// Where records wait while the files are read.
    pub spool_folder: PathBuf,
    /// What may be unpacked.
    pub limits: Limits,
}

/// How far an import has come, for those who watch and for those who want it to stop.
#[derive(Debug, Default)]
pub struct Progress {
    /// Set to stop; nothing is changed then.
    pub stop: AtomicBool,
    /// Rows read so far.
    pub rows: AtomicU64,
    /// Facilities to write; 0 while files are read.
    pub facilities: AtomicU64,
    /// Facilities written so far.
    pub written: AtomicU64,
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

struct Opened {
    found: Found,
    kind: FileKind,
    position: usize,
}

/// Reads all files, joins what they say and writes it. Nothing of the facilities changes until everything is known;
/// reference tables are replaced file by file, each as a whole.
pub fn import(
    store: &Store,
    clock: &Clock,
    hub: HubId,
    options: &ImportOptions,
    progress: &Arc<Progress>,
) -> Result<ImportReport, ImportError> {
    let started_at = clock.now();
    let mut report = ImportReport::default();
    let mut rows = RowList::new(BufWriter::new(File::create(&options.row_list)?))?;
    let opened = open_all(options, &mut report, &mut rows)?;
    let mut gazetteer = store.read_blocking(reference::gazetteer)?;
    let mut intake = Intake::new(&options.spool_folder)?;
    let revision = store.read_blocking(move |tx| documents::revision(tx, hub))?;
    let known = store.read_blocking(move |tx| records::known(tx, hub, |_, _, _| Ok(())))?;
    let has_known = !known.is_empty();
    intake.know(known);
    for file in &opened {
        let mut reading = Reading {
            options,
            progress,
            intake: &mut intake,
            rows: &mut rows,
            gazetteer: &mut gazetteer,
            report: &mut report.files[file.position],
            trouble: None,
            datasets: HashSet::new(),
        };
        reading.read(store, file)?;
    }
    if has_known {
        take_stored(store, hub, &mut intake)?;
    }
    let reduced = opened.iter().filter(|file| file.kind.is_reduced()).map(|file| file.position as u16).collect();
    let files = report.files;
    let result =
        write(store, clock, hub, intake, Ending { revision, reduced, gazetteer, files, options, started_at, progress });
    rows.finish()?;
    match result {
        Err(ImportError::Preview(report)) => Ok(*report),
        other => other,
    }
}

/// What the second half of an import needs beside the rows.
struct Ending<'a> {
    revision: i64,
    reduced: HashSet<u16>,
    gazetteer: Gazetteer,
    files: Vec<FileReport>,
    options: &'a ImportOptions,
    started_at: jiff::Timestamp,
    progress: &'a Arc<Progress>,
}

/// Joins what was read and writes it in one transaction.
fn write(
    store: &Store,
    clock: &Clock,
    hub: HubId,
    intake: Intake,
    ending: Ending<'_>,
) -> Result<ImportReport, ImportError> {
    let kept_apart = store.read_blocking(move |tx| reviews::kept_apart(tx, hub))?;
    let joined = intake.join(&kept_apart)?;
    ending.progress.facilities.store(joined.count() as u64, Ordering::Relaxed);
    let import = Id::<ImportRun>::new(clock);
    let (clock, gazetteer, files, started_at) = (clock.clone(), ending.gazetteer, ending.files, ending.started_at);
    let (accept_removals, preview) = (ending.options.accept_removals, ending.options.preview);
    let progress = Arc::clone(ending.progress);
    store.write_blocking(move |tx| {
        let work = Work {
            hub,
            clock: &clock,
            import,
            revision: ending.revision,
            reduced: &ending.reduced,
            joined: &joined,
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
        Ok(report)
    })
}

/// Writes records that lie in memory as an import of one file would: for the demo and for benches.
pub fn import_records(
    store: &Store,
    clock: &Clock,
    hub: HubId,
    records: &[Record],
    reference: &[Read],
    options: &ImportOptions,
) -> Result<ImportReport, ImportError> {
    let mut rows = ReferenceRows::default();
    let mut gazetteer = Gazetteer::default();
    for read in reference {
        gazetteer.learn(read);
        rows.push(read);
    }
    gazetteer.settle();
    store.write_blocking(move |tx| rows.write(tx))?;
    let mut intake = Intake::new(&options.spool_folder)?;
    for record in records {
        intake.take(record, 0, false)?;
    }
    let files = vec![FileReport { label: "memory".to_owned(), kind: "records".to_owned(), ..FileReport::default() }];
    let progress = Arc::new(Progress::default());
    let revision = store.read_blocking(move |tx| documents::revision(tx, hub))?;
    write(
        store,
        clock,
        hub,
        intake,
        Ending {
            revision,
            reduced: HashSet::new(),
            gazetteer,
            files,
            options,
            started_at: clock.now(),
            progress: &progress,
        },
    )
}

/// Recognises every file; reference tables come first, whatever the order on the command line.
fn open_all<W: std::io::Write>(
    options: &ImportOptions,
    report: &mut ImportReport,
    rows: &mut RowList<W>,
) -> Result<Vec<Opened>, ImportError> {
    let mut opened = Vec::new();
    for (position, found) in files::expand(&options.paths, options.limits).into_iter().enumerate() {
        let mut file = FileReport { label: found.label.clone(), ..FileReport::default() };
        let recognised = found.problem().cloned().map_or_else(|| kinds::recognise(&found), Err);
        // A file that is cut off or damaged is told before any of its rows is used.
        match recognised.and_then(|kind| whole(&found, &kind).map(|()| kind)) {
            Ok(FileKind::NotOurs(why)) => {
                file.kind = "not_ours".to_owned();
                file.problem = Some(why.to_string());
            }
            Ok(kind) => {
                file.kind = kind.japanese().to_owned();
                opened.push(Opened { found, kind, position });
            }
            Err(problem) => {
                rows.file(&file.label, &problem.to_string())?;
                file.problem = Some(problem.to_string());
                file.is_fault = true;
            }
        }
        report.files.push(file);
    }
    opened.sort_by_key(|file| (file.kind.order(), file.position));
    Ok(opened)
}

/// Reads a file of ours to its end and throws it away: archives carry a checksum there.
fn whole(found: &Found, kind: &FileKind) -> Result<(), FileProblem> {
    if matches!(kind, FileKind::NotOurs(_)) {
        return Ok(());
    }
    found.read_through()
}

struct Reading<'a, W: std::io::Write> {
    options: &'a ImportOptions,
    progress: &'a Progress,
    intake: &'a mut Intake,
    rows: &'a mut RowList<W>,
    gazetteer: &'a mut Gazetteer,
    report: &'a mut FileReport,
    trouble: Option<ImportError>,
    datasets: HashSet<String>,
}

impl<W: std::io::Write> Reading<'_, W> {
    fn read(&mut self, store: &Store, file: &Opened) -> Result<(), ImportError> {
        let mut reference = ReferenceRows::default();
        let gazetteer = self.gazetteer.clone();
        let context = Context { gazetteer: &gazetteer, as_of: self.options.as_of };
        let end = readers::read(&file.found, &file.kind, context, &mut |read| self.take(file, read, &mut reference));
        drop(gazetteer);
        match (end, self.trouble.take()) {
            (_, Some(trouble)) => return Err(trouble),
            (Err(Interrupted::Stopped), None) => return Err(ImportError::Stopped),
            (Err(Interrupted::File(problem)), None) => {
                self.rows.file(&file.found.label, &problem.to_string())?;
                self.report.problem = Some(problem.to_string());
                self.report.is_fault = true;
            }
            (Ok(()), None) => {}
        }
        if self.report.is_fault || self.report.counts.refused_total() > 0 {
            // What could not be read may be just what seems to be missing.
            self.datasets.iter().for_each(|dataset| self.intake.distrust(dataset));
        }
        self.gazetteer.settle();
        if self.report.is_fault {
            return Ok(());
        }
        if self.report.counts.reference > 0 && !self.options.preview {
            store.write_blocking(move |tx| reference.write(tx))?;
        }
        Ok(())
    }

    fn take(&mut self, file: &Opened, read: Read, reference: &mut ReferenceRows) -> Result<(), Stop> {
        self.progress.rows.fetch_add(1, Ordering::Relaxed);
        if self.progress.stop.load(Ordering::Relaxed) {
            return Err(Stop);
        }
        let taken = match read {
            Read::Facility(record) => self.facility(file, &record),
            Read::Refused { line, column, reason } => {
                self.report.counts.read += 1;
                *self.report.counts.refused.entry(reason.code().to_owned()).or_default() += 1;
                self.rows.refused(&file.found.label, line, column.as_deref(), &reason).map_err(ImportError::from)
            }
            Read::Warned { line, column, warning } => {
                *self.report.counts.warned.entry(warning.code().to_owned()).or_default() += 1;
                self.rows.warned(&file.found.label, line, column.as_deref(), &warning).map_err(ImportError::from)
            }
            other => {
                self.report.counts.read += 1;
                self.gazetteer.learn(&other);
                self.report.counts.reference += u64::from(reference.push(&other));
                Ok(())
            }
        };
        taken.map_err(|trouble| {
            self.trouble = Some(trouble);
            Stop
        })
    }

    /// The area names municipalities; that of a city with wards means all of its wards.
    fn is_in_area(&self, municipality: &str) -> bool {
        let area = &self.options.area;
        let parent = || self.gazetteer.municipality(municipality)?.parent.as_ref();
        area.is_empty()
            || area.iter().any(|code| code == municipality)
            || parent().is_some_and(|city| area.contains(city))
    }

    fn facility(&mut self, file: &Opened, record: &Record) -> Result<(), ImportError> {
        let is_outside = !record.name.is_empty() && !self.is_in_area(&record.place.municipality);
        let counts = &mut self.report.counts;
        counts.read += 1;
        if is_outside {
            counts.outside_area += 1;
            return Ok(());
        }
        // An extract of a region says nothing of what it leaves out, and neither do rows that only complete others.
        let whole = !matches!(file.kind, FileKind::SeedExtract | FileKind::NaviiHours);
        self.datasets.insert(record.dataset.clone());
        let taken = self.intake.take(record, file.position as u16, whole)?;
        intake::count(taken, counts);
        Ok(())
    }
}

/// Adds what earlier imports brought and this one did not, so that new rows find the organisations they belong to.
fn take_stored(store: &Store, hub: HubId, intake: &mut Intake) -> Result<(), ImportError> {
    let seen = intake.keys();
    let stored = store.read_blocking(move |tx| {
        let mut kept = Vec::new();
        records::known(tx, hub, |key, known, content| {
            if !seen.contains(&key) {
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
    Ok(())
}

fn fill(report: &mut ImportReport, outcome: Outcome) {
    for (file, counts) in report.files.iter_mut().zip(outcome.files) {
        file.counts.created = counts.created;
        file.counts.merged = counts.merged;
        file.counts.updated = counts.updated;
        file.counts.unchanged = counts.unchanged;
        file.counts.older = counts.older;
        file.counts.orphans = counts.orphans;
    }
    report.organizations_created = outcome.created;
    report.organizations_changed = outcome.changed;
    report.vanished = outcome.vanished;
    report.organizations_missing = outcome.missing;
    report.reviews = outcome.reviews.values().sum();
    report.reviews_by_reason = outcome.reviews;
    report.removals_not_believed = outcome.not_believed;
}
