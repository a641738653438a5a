//! The first half of an import: every facility row that was read, waiting to be joined.
//!
//! The records lie in a [`Spool`] on disk; memory holds only what joining needs. Nothing is written to the database yet.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::contradiction::{Difference, differences};
use super::coverage::{Coverage, Day, KnownLists, Lists, Says};
use super::matching::{Matching, Traits};
use super::spool::{Spool, Spooled};
use crate::directory::OrganizationId;
use crate::directory::merge::absorb;
use crate::directory::record::Record;
use crate::directory::store::records::{Known, short_key};

/// Collects the records of all files.
pub struct Intake {
    spool: Spool,
    matching: Matching,
    /// The record of each source key: its number in the matching, and the newest day on which a list has it.
    by_key: HashMap<u128, (u32, Day)>,
    /// The keys that lists of different days have.
    repeated: HashSet<u128>,
    /// For each record of the matching where its content lies.
    content: Vec<Content>,
    /// Further rows of the same key, which fill gaps.
    more: HashMap<u32, Vec<u32>>,
    /// Organisations that are already there, by the number that the matching uses.
    organizations: Vec<OrganizationId>,
    organization_number: HashMap<OrganizationId, u32>,
    known: HashMap<u128, Known>,
    /// Their organisations, once somebody asked.
    own: Option<HashSet<OrganizationId>>,
    known_lists: KnownLists,
    lists: HashMap<String, Lists>,
}

/// Where a row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct At {
    /// The position of its file in the report.
    pub file: u16,
    /// Its physical line, counted from 1.
    pub line: u64,
}

/// A row with its place.
#[derive(Clone, Debug)]
pub struct SourceRow {
    /// Where it stands.
    pub at: At,
    /// What it says.
    pub record: Record,
}

/// Where a record's content lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// Read in this import: its number in the spool.
    Read(u32),
    /// In the database from an earlier import, and not read again.
    Stored,
}

impl Intake {
    /// An empty intake that spools into `folder`.
    pub fn new(folder: &Path) -> io::Result<Self> {
        Ok(Self {
            spool: Spool::new(folder)?,
            matching: Matching::default(),
            by_key: HashMap::new(),
            repeated: HashSet::new(),
            content: Vec::new(),
            more: HashMap::new(),
            organizations: Vec::new(),
            organization_number: HashMap::new(),
            known: HashMap::new(),
            own: None,
            known_lists: KnownLists::default(),
            lists: HashMap::new(),
        })
    }

    /// Tells which rows are there already, and of which days their lists are, before any file is read.
    pub fn know(&mut self, known: HashMap<u128, Known>, lists: KnownLists) {
        self.known = known;
        self.known_lists = lists;
    }

    /// Whether rows of this organisation are there already.
    pub fn has(&mut self, organization: OrganizationId) -> bool {
        let known = &self.known;
        let all = self.own.get_or_insert_with(|| known.values().map(|known| known.organization).collect());
        all.contains(&organization)
    }

    /// Takes a row.
    pub fn take(&mut self, record: &Record, at: At, says: Says) -> io::Result<()> {
        let key = short_key(record.source.code(), &record.key);
        let day = record.as_of;
        if says != Says::Nothing {
            self.list(&record.dataset, day).take(record, says);
        }
        let spooled = self.spool.len() as u32;
        self.spool.push(&(at, record))?;
        if let Some((first, newest)) = self.by_key.get_mut(&key) {
            if *newest != day {
                self.repeated.insert(key);
                *newest = day.max(*newest);
            }
            let first = *first;
            self.more.entry(first).or_default().push(spooled);
            return Ok(());
        }
        let known = self.known.get(&key).copied();
        let organization = known.map(|known| self.number_of(known.organization));
        let number = self.matching.add(Traits::of(record), organization) as u32;
        self.content.push(Content::Read(spooled));
        self.by_key.insert(key, (number, day));
        Ok(())
    }

    /// What the lists of a dataset and a day speak of.
    pub fn list(&mut self, dataset: &str, day: Day) -> &mut Coverage {
        self.lists.entry(dataset.to_owned()).or_default().of(day)
    }

    /// Adds a row of the database that no file brought again, so that new ones can be joined with it.
    pub fn take_stored(&mut self, known: &Known, traits: Traits) {
        let organization = self.number_of(known.organization);
        self.matching.add(traits, Some(organization));
        self.content.push(Content::Stored);
    }

    fn number_of(&mut self, organization: OrganizationId) -> u32 {
        let next = self.organizations.len() as u32;
        *self.organization_number.entry(organization).or_insert_with(|| {
            self.organizations.push(organization);
            next
        })
    }

    /// Joins everything. `kept_apart` are pairs that a person called different.
    pub fn join(self, kept_apart: &[(OrganizationId, OrganizationId)]) -> io::Result<Joined> {
        let apart: HashSet<(u32, u32)> = kept_apart
            .iter()
            .filter_map(|(a, b)| Some((*self.organization_number.get(a)?, *self.organization_number.get(b)?)))
            .collect();
        let groups = self.matching.join(&apart);
        let mut organization_of = vec![None; groups.count];
        for (record, organization) in self.matching.organizations() {
            let slot = &mut organization_of[groups.group_of[record] as usize];
            if slot.is_none() {
                *slot = Some(self.organizations[organization as usize]);
            }
        }
        let mut members: Vec<u32> = (0..groups.group_of.len() as u32).collect();
        members.sort_by_key(|record| (groups.group_of[*record as usize], *record));
        Ok(Joined {
            spooled: self.spool.finish()?,
            content: self.content,
            more: self.more,
            known: self.known,
            seen: self.by_key.into_iter().map(|(key, (_, day))| (key, day)).collect(),
            repeated: self.repeated,
            known_lists: self.known_lists,
            lists: self.lists,
            group_of: groups.group_of,
            members,
            organization_of,
            doubts: groups.doubts,
        })
    }

    /// The short keys of the rows that were read.
    pub fn keys(&self) -> HashSet<u128> {
        self.by_key.keys().copied().collect()
    }

    /// How many rows were read.
    pub fn len(&self) -> usize {
        self.spool.len()
    }

    /// Nothing was read.
    pub fn is_empty(&self) -> bool {
        self.spool.is_empty()
    }
}

/// All rows, joined into facilities, ready to be written.
pub struct Joined {
    spooled: Spooled,
    content: Vec<Content>,
    more: HashMap<u32, Vec<u32>>,
    /// The rows that were there before, by short key.
    pub known: HashMap<u128, Known>,
    /// The short keys of the rows that were read, each with the newest day on which a list has it.
    pub seen: HashMap<u128, Day>,
    /// Those that lists of different days have.
    pub repeated: HashSet<u128>,
    /// The days of the lists of earlier imports.
    pub known_lists: KnownLists,
    /// What the files speak for, by dataset.
    pub lists: HashMap<String, Lists>,
    /// The group of each record.
    pub group_of: Vec<u32>,
    members: Vec<u32>,
    organization_of: Vec<Option<OrganizationId>>,
    /// What a person should look at.
    pub doubts: Vec<super::matching::Doubt>,
}

/// One facility of an import.
pub struct Group<'a> {
    /// Its number.
    pub number: u32,
    /// The organisation that it already is.
    pub organization: Option<OrganizationId>,
    members: &'a [u32],
}

/// Two rows of one key that do not say the same.
pub struct Contradiction<'a> {
    /// The row that counts.
    pub counts: &'a SourceRow,
    /// The row that does not; where it alone says something it fills gaps all the same.
    pub other: &'a SourceRow,
    /// What they say.
    pub differences: Vec<Difference>,
}

/// One record of a group with the file it came from.
pub struct Member {
    /// The record, gaps filled.
    pub record: Record,
    /// The position of its file.
    pub file: u16,
    /// The positions of the files whose rows only filled its gaps.
    pub filled_by: Vec<u16>,
}

impl Joined {
    /// The facilities, in the order in which their first rows were read.
    pub fn groups(&self) -> impl Iterator<Item = Group<'_>> {
        self.members.chunk_by(|a, b| self.group_of[*a as usize] == self.group_of[*b as usize]).map(|members| {
            let number = self.group_of[members[0] as usize];
            Group { number, organization: self.organization_of[number as usize], members }
        })
    }

    /// The records of a group that this import read.
    pub fn read(&self, group: &Group<'_>) -> io::Result<Vec<Member>> {
        let mut read = Vec::with_capacity(group.members.len());
        for member in group.members {
            let mut rows = self.rows(*member)?.into_iter();
            let Some(SourceRow { at, mut record }) = rows.next() else { continue };
            let mut filled_by = Vec::new();
            for filling in rows {
                filled_by.push(filling.at.file);
                if !absorb(&mut record, filling.record) {
                    return Err(io::Error::other("two keys were taken for one"));
                }
            }
            read.push(Member { record, file: at.file, filled_by });
        }
        Ok(read)
    }

    /// Every row of a record's key: the one that counts first, then those that fill its gaps. The newest counts, and of one
    /// day the one that was read first.
    fn rows(&self, member: u32) -> io::Result<Vec<SourceRow>> {
        let Content::Read(spooled) = self.content[member as usize] else { return Ok(Vec::new()) };
        let mut rows = vec![self.row(spooled)?];
        for more in self.more.get(&member).into_iter().flatten() {
            rows.push(self.row(*more)?);
        }
        rows.sort_by_key(|row| std::cmp::Reverse(row.record.as_of));
        Ok(rows)
    }

    /// Where a record stands that this import read.
    pub fn at(&self, record: usize) -> io::Result<Option<At>> {
        let Content::Read(spooled) = self.content[record] else { return Ok(None) };
        let (at, _): (At, serde::de::IgnoredAny) = self.spooled.row(spooled as usize)?;
        Ok(Some(at))
    }

    fn row(&self, spooled: u32) -> io::Result<SourceRow> {
        let (at, record) = self.spooled.row(spooled as usize)?;
        Ok(SourceRow { at, record })
    }

    /// Every row that says something else than a row of the same key that counts.
    pub fn contradictions(
        &self,
        is_ward_of: &dyn Fn(&str, &str) -> bool,
        mut see: impl FnMut(Contradiction<'_>) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut several: Vec<u32> = self.more.keys().copied().collect();
        several.sort_unstable();
        for member in several {
            let rows = self.rows(member)?;
            for (n, other) in rows.iter().enumerate().skip(1) {
                let mut told: Vec<&str> = Vec::new();
                // What the first leaves open the second may tell; nobody needs more than a few.
                for counts in rows[..n].iter().take(4) {
                    let mut differences = differences(&counts.record, &other.record, is_ward_of);
                    differences.retain(|difference| !told.contains(&difference.column));
                    told.extend(differences.iter().map(|difference| difference.column));
                    if !differences.is_empty() {
                        see(Contradiction { counts, other, differences })?;
                    }
                }
            }
        }
        Ok(())
    }

    /// How many facilities there are.
    pub fn count(&self) -> usize {
        self.organization_of.len()
    }
}
