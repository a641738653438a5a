//! The second half of an import: the joined facilities go into the database, in one transaction.
//!
//! One transaction is what makes "never half" true: whatever happens before its commit, nothing has happened. A preview is
//! the same work with the transaction given up at the end.

mod vanishing;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::atomic::Ordering;

use jiff::Timestamp;
use jiff::civil::Date;
use kyoten_store::{Tx, Value};

use super::ImportError;
use super::gazetteer::Gazetteer;
use super::intake::{Group, Joined, Member};
use super::progress::{Phase, Progress};
use super::reference::ReferenceRead;
use super::report::FileCounts;
use crate::directory::OrganizationId;
use crate::directory::document::{self, Surveyed};
use crate::directory::facts;
use crate::directory::item;
use crate::directory::merge::{Locate, absorb, merge, merge_joined};
use crate::directory::organization::{Accuracy, Organization};
use crate::directory::record::{Point, Record, Source};
use crate::directory::store::history::{self, Change};
use crate::directory::store::organizations::{NewOrganizations, Stored};
use crate::directory::store::records::{Gone, Known, Sources, content_hash, short_key};
use crate::directory::store::{documents, facts as held_facts, organizations, records, reviews, survey};
use crate::platform::hub_id::HubId;
use crate::platform::{Clock, Id};

/// How many organisations are written together.
const BATCH: usize = 2000;

/// Everything the second half works with.
pub struct Work<'a> {
    /// Whose directory.
    pub hub: HubId,
    /// The time.
    pub clock: &'a Clock,
    /// The import's id.
    pub import: Id<super::ImportRun>,
    /// The joined facilities.
    pub joined: &'a Joined,
    /// The rows of reference tables.
    pub reference: &'a ReferenceRead,
    /// Towns and their points.
    pub gazetteer: &'a Gazetteer,
    /// The directory's revision when reading began: what was joined is only true of that.
    pub revision: i64,
    /// The files that tell less than the layout they come from; their rows take nothing away.
    pub reduced: &'a HashSet<u16>,
    /// Believe that everything the files leave out is gone.
    pub accept_removals: bool,
    /// How far it has come, and whether somebody wants it to stop.
    pub progress: &'a Progress,
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// For each file what its rows became.
    pub files: Vec<FileCounts>,
    /// For each file the newest day of what was there and is newer than its rows.
    pub newer_is_there: Vec<Option<Date>>,
    /// New organisations.
    pub created: u64,
    /// Organisations that changed.
    pub changed: u64,
    /// Rows that the newest files no longer have.
    pub vanished: u64,
    /// Organisations that no newest file names any more.
    pub missing: u64,
    /// New doubtful matches by reason.
    pub reviews: BTreeMap<String, u64>,
    /// Datasets whose loss was not believed.
    pub not_believed: BTreeMap<String, u64>,
}

struct Writer<'a> {
    work: &'a Work<'a>,
    revision: i64,
    now: Timestamp,
    touched: HashSet<OrganizationId>,
    new: NewOrganizations,
    records: Vec<Vec<Value>>,
    documents: Vec<Vec<Value>>,
    changes: Vec<Vec<Value>>,
    organization_of: HashMap<u32, OrganizationId>,
    /// New rows that the newest list of an earlier import no longer has.
    outlived: Vec<Gone>,
    outcome: Outcome,
}

/// Writes reference tables and all facilities, marks what vanished and asks people about what is doubtful.
pub fn apply(tx: &mut Tx<'_>, work: &Work<'_>, files: usize) -> Result<Outcome, ImportError> {
    work.progress.written.store(0, Ordering::Relaxed);
    work.progress.enter(Phase::Reference)?;
    // From here to the commit nobody else writes to this directory: everybody raises the revision first.
    let revision = documents::raise_revision(tx, work.hub)?;
    if revision != work.revision + 1 {
        return Err(ImportError::DirectoryChanged);
    }
    work.reference.write(tx, work.progress)?;
    work.progress.enter(Phase::Facilities)?;
    let mut writer = Writer {
        work,
        revision,
        now: work.clock.now(),
        touched: survey::touched(tx, work.hub)?.into_iter().collect(),
        new: NewOrganizations::default(),
        records: Vec::new(),
        documents: Vec::new(),
        changes: Vec::new(),
        organization_of: HashMap::new(),
        outlived: Vec::new(),
        outcome: Outcome {
            files: vec![FileCounts::default(); files],
            newer_is_there: vec![None; files],
            ..Outcome::default()
        },
    };
    for group in work.joined.groups() {
        writer.write(tx, &group)?;
        work.progress.written.fetch_add(1, Ordering::Relaxed);
        work.progress.go_on()?;
    }
    writer.flush(tx)?;
    work.progress.enter(Phase::Ending)?;
    writer.mark_vanished(tx)?;
    writer.ask_about_doubts(tx)?;
    writer.flush(tx)?;
    Ok(writer.outcome)
}

impl Writer<'_> {
    fn write(&mut self, tx: &mut Tx<'_>, group: &Group<'_>) -> Result<(), ImportError> {
        if let Some(organization) = group.organization {
            self.organization_of.insert(group.number, organization);
        }
        let read = self.work.joined.read(group)?;
        for file in read.iter().flat_map(|member| &member.filled_by) {
            self.outcome.files[usize::from(*file)].completes += 1;
        }
        if read.is_empty() {
            return Ok(());
        }
        match group.organization {
            None => self.create(group.number, read),
            Some(id) => self.update(tx, id, read)?,
        }
        if self.new.len() >= BATCH || self.records.len() >= 2 * BATCH {
            self.flush(tx)?;
        }
        Ok(())
    }

    fn create(&mut self, group: u32, read: Vec<Member>) {
        if read.iter().all(|member| member.record.name.is_empty()) {
            // Hours of a facility that nobody has named yet.
            read.iter().for_each(|member| self.outcome.files[usize::from(member.file)].orphans += 1);
            return;
        }
        let id = OrganizationId::new(self.work.clock);
        for (i, member) in read.iter().enumerate() {
            let counts = &mut self.outcome.files[usize::from(member.file)];
            if i == 0 {
                counts.created += 1
            } else {
                counts.merged += 1
            }
            self.add_record(member, id);
        }
        let organization = merge(read.into_iter().map(|member| member.record).collect(), &self.locate());
        self.new.push(self.work.hub, id, &organization, self.now);
        self.add_document(id, &organization, &Surveyed::default(), false);
        self.organization_of.insert(group, id);
        self.outcome.created += 1;
    }

    fn update(&mut self, tx: &mut Tx<'_>, id: OrganizationId, read: Vec<Member>) -> Result<(), ImportError> {
        let mut changed = false;
        for mut member in read {
            let known = self.work.joined.known.get(&short_key(member.record.source.code(), &member.record.key));
            if let Some(newer) = known.and_then(|known| self.newer_than(&member.record, known)) {
                self.is_older(member.file, newer).older += 1;
                continue;
            }
            if known.is_some() && self.work.reduced.contains(&member.file) {
                let record = &mut member.record;
                let stored = records::find(tx, self.work.hub, record.source.code(), &record.key)?;
                if let Some(stored) = stored {
                    record.dataset.clone_from(&stored.dataset);
                    absorb(record, stored);
                }
            }
            let counts = &mut self.outcome.files[usize::from(member.file)];
            let record = &member.record;
            let content = serde_json::to_string(record)?;
            match known {
                Some(known) if known.hash == content_hash(record) && !known.vanished => {
                    counts.unchanged += 1;
                    continue;
                }
                Some(_) => {
                    counts.updated += 1;
                    records::update(tx, self.work.hub, record, &content, self.work.import.to_bytes())?;
                }
                None => {
                    counts.merged += 1;
                    self.add_record(&member, id);
                }
            }
            changed = true;
        }
        if changed {
            // The new rows must be there before the organisation is joined anew from all of its rows.
            self.flush(tx)?;
            let changes = self.rewrite(tx, id)?;
            self.changes.extend(changes.iter().map(|change| history::row(self.work.hub, id, self.revision, change)));
        }
        Ok(())
    }

    /// Joins an organisation anew and lets search know. Answers what changed, for its history.
    fn rewrite(&mut self, tx: &mut Tx<'_>, id: OrganizationId) -> Result<Vec<Change>, ImportError> {
        let hub = self.work.hub;
        let Some(old) = organizations::find(tx, hub, id)? else { return Ok(Vec::new()) };
        let Sources { records, joined, missing } = records::of_organization(tx, hub, id)?;
        if records.iter().all(|record| record.name.is_empty()) {
            return Ok(Vec::new());
        }
        let mut organization = merge_joined(records, &joined, &self.locate());
        let mut surveyed = Surveyed::default();
        if self.touched.contains(&id) {
            facts::lay_over(&mut organization, &held_facts::held(tx, hub, id)?, &self.locate());
            surveyed = survey::surveyed(tx, hub, id)?;
        }
        let now = self.now;
        let missing_since = missing.then(|| old.missing_since.unwrap_or(now));
        if organization == old.organization && missing_since == old.missing_since {
            return Ok(Vec::new());
        }
        organizations::save(tx, hub, id, &organization, missing_since, now)?;
        documents::save(tx, hub, id, self.revision, &document::write(&organization, &surveyed, missing))?;
        self.outcome.changed += 1;
        Ok(self.changes(&old, &organization, missing))
    }

    fn changes(&self, old: &Stored, new: &Organization, missing: bool) -> Vec<Change> {
        let change = |field: &str, was: Option<String>, became: Option<String>, source: &str| Change {
            at: self.now,
            field: field.to_owned(),
            was,
            became,
            source: source.to_owned(),
            by: "import".to_owned(),
            reason: String::new(),
        };
        let mut changes: Vec<Change> = item::differences(&old.organization, new)
            .into_iter()
            .map(|(item, was, became)| {
                change(item.code(), was, became, item.source(new).map_or("import", Source::code))
            })
            .collect();
        let was_missing = old.missing_since.is_some();
        if missing != was_missing {
            let (was, became) = (Some(was_missing.to_string()), Some(missing.to_string()));
            changes.push(change(item::MISSING, was, became, "import"));
        }
        changes
    }

    /// The day of what is there, when it is newer than the row: a newer list speaks of its place, or told the row itself. A row
    /// that has vanished stays so unless its list is as new as the one that left it out.
    fn newer_than(&self, record: &Record, known: &Known) -> Option<Date> {
        let lists = self.work.joined.known_lists.days(&record.dataset, &record.place.municipality);
        let newest = if known.vanished { lists.whole } else { lists.newest.max(known.as_of) };
        newest.filter(|_| newest > record.as_of)
    }

    /// Notes that a file has rows of an older day than what is there, and hands out its counts.
    fn is_older(&mut self, file: u16, than: Date) -> &mut FileCounts {
        let newest = &mut self.outcome.newer_is_there[usize::from(file)];
        *newest = (*newest).max(Some(than));
        &mut self.outcome.files[usize::from(file)]
    }

    fn add_record(&mut self, member: &Member, id: OrganizationId) {
        let record = &member.record;
        let list = self.work.joined.known_lists.days(&record.dataset, &record.place.municipality);
        if let Some(whole) = list.whole.filter(|_| list.whole > record.as_of) {
            self.is_older(member.file, whole).outlived += 1;
            let (source, key) = (record.source.code().to_owned(), record.key.clone());
            self.outlived.push(Gone { source, key, organization: id });
        }
        // A record is made of texts and numbers: it always has JSON.
        let content = serde_json::to_string(record).unwrap_or_default();
        self.records.push(records::row(self.work.hub, record, content, id, self.work.import.to_bytes()));
    }

    fn add_document(&mut self, id: OrganizationId, organization: &Organization, surveyed: &Surveyed, missing: bool) {
        let text = document::write(organization, surveyed, missing);
        self.documents.push(documents::row(self.work.hub, id, self.revision, text));
    }

    fn locate(&self) -> impl Locate + use<'_> {
        let gazetteer = self.work.gazetteer;
        move |municipality: &str, address: &str| -> Option<(Point, Accuracy)> {
            super::reference::locate(gazetteer, municipality, address)
        }
    }

    fn flush(&mut self, tx: &mut Tx<'_>) -> Result<(), ImportError> {
        self.new.flush(tx)?;
        tx.insert_many("source_record", &records::COLUMNS, self.records.drain(..))?;
        tx.insert_many("directory_document", &documents::COLUMNS, self.documents.drain(..))?;
        tx.insert_many("organization_change", &history::COLUMNS, self.changes.drain(..))?;
        Ok(())
    }

    fn ask_about_doubts(&mut self, tx: &mut Tx<'_>) -> Result<(), ImportError> {
        let joined = self.work.joined;
        let mut asked = reviews::asked(tx, self.work.hub)?;
        let mut rows = Vec::new();
        for doubt in &joined.doubts {
            let organization = |record: usize| self.organization_of.get(&joined.group_of[record]).copied();
            let (Some(one), Some(other)) = (organization(doubt.one), organization(doubt.other)) else { continue };
            let pair = reviews::ordered((one, other));
            if one != other && asked.insert(pair) {
                rows.push(reviews::row(self.work.hub, self.work.clock, pair, doubt.reason.code()));
                *self.outcome.reviews.entry(doubt.reason.code().to_owned()).or_default() += 1;
                // The row that came later raised the question.
                let later = doubt.one.max(doubt.other);
                let at = joined.at(later).transpose().or_else(|| joined.at(doubt.one.min(doubt.other)).transpose());
                if let Some(counts) = at.transpose()?.and_then(|at| self.outcome.files.get_mut(usize::from(at.file))) {
                    counts.reviews += 1;
                }
            }
        }
        tx.insert_many("match_review", &reviews::COLUMNS, rows)?;
        Ok(())
    }
}
