//! Sealing: the events of all lanes are put into one order and hashed into one tree, a moment after they were written.
//!
//! A round reads what is there, decides without the database, and writes one small batch. Several nodes may do so at
//! once: only one of them can add the batch at a position.

use std::collections::{HashMap, HashSet};

use kyoten_store::{Error, Result, Tx};

use super::super::hub_id::HubId;
use super::batch::{Batch, Span};
use super::catch_up;
use super::code::Code;
use super::digest::leaf;
use super::event::Place;
use super::key::{Announcement, PublicKey, trusted};
use super::lane::Outstanding;
use super::store::chain::{self, LaneState};
use super::store::checkpoints;
use super::store::events::{self, Stored};
use super::tree::{Frontier, Hash, Head};

/// So many events of one lane in one round: a batch is read at once.
const MOST: i64 = 10_000;

/// What a round found in the database.
pub(super) struct Found {
    /// This process's own tree, grown by what other nodes sealed since.
    pub(super) tree: Frontier,
    /// What is wrong with the chain itself.
    pub(super) trouble: Option<Trouble>,
    /// Up to which number other nodes have sealed a lane since.
    sealed: HashMap<i64, i64>,
    pub(super) lanes: Vec<LaneRows>,
}

/// A lane and its events that are not sealed, and those that this process waits for.
pub(super) struct LaneRows {
    pub(super) lane: i64,
    /// Nothing: its row is gone.
    pub(super) sealed: Option<i64>,
    pub(super) rows: Vec<Stored>,
}

/// The chain in the database is not the one that this process knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// It is shorter: a backup was put in place, or somebody cut it.
    Cut { known: Head, found: Head },
    /// It has another root.
    Changed { known: Head, found: Head },
}

impl Trouble {
    /// Whether it is the same state of the database.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Cut { found: a, .. }, Self::Cut { found: b, .. })
            | (Self::Changed { found: a, .. }, Self::Changed { found: b, .. }) => a == b,
            _ => false,
        }
    }
}

/// Something that only somebody with his hands in the database can have done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Alarm {
    /// An event is not what this process wrote.
    Changed(Place),
    /// An event stands in this process's lane that it did not write.
    Invented(Place),
    /// An event that was committed is gone.
    Vanished(Place),
    /// The row of a lane in use is gone.
    LaneGone(i64),
    /// The row of a lane in use says another number than this process wrote.
    LaneChanged(i64),
}

impl Alarm {
    /// What the alarm's event says, and about which place.
    pub(super) fn code(self) -> (Code, Place) {
        match self {
            Self::Changed(place) => (const { Code::new("event_changed") }, place),
            Self::Invented(place) => (const { Code::new("event_invented") }, place),
            Self::Vanished(place) => (const { Code::new("event_vanished") }, place),
            Self::LaneGone(lane) => (const { Code::new("lane_gone") }, Place { lane, number: 0 }),
            Self::LaneChanged(lane) => (const { Code::new("lane_changed") }, Place { lane, number: 0 }),
        }
    }
}

/// Reads the end of the chain and the lanes: those of this process, and with `others` all.
pub(super) fn read(
    tx: &mut Tx<'_>,
    hub: HubId,
    known: &Frontier,
    key: Option<PublicKey>,
    own: &HashMap<i64, i64>,
    others: bool,
) -> Result<Found> {
    let Compared { tree, trouble, sealed } = compare(tx, hub, known, key)?;
    let mut lanes = Vec::new();
    for (&lane, &first) in own {
        let sealed = chain::sealed(tx, hub, lane)?;
        // What another node sealed meanwhile is looked at as well.
        let from = sealed.map_or(first, |sealed| first.min(sealed + 1));
        lanes.push(LaneRows { lane, sealed, rows: events::in_lane(tx, hub, lane, from, i64::MAX, MOST)? });
    }
    if others {
        let waiting: HashSet<i64> = chain::waiting(tx, hub)?.into_iter().collect();
        for LaneState { lane, sealed } in chain::lanes(tx, hub)? {
            if !own.contains_key(&lane) {
                let rows = match waiting.contains(&lane) {
                    true => events::in_lane(tx, hub, lane, sealed.saturating_add(1), i64::MAX, MOST)?,
                    false => Vec::new(),
                };
                lanes.push(LaneRows { lane, sealed: Some(sealed), rows });
            }
        }
    }
    Ok(Found { tree, trouble, sealed, lanes })
}

/// The chain in the database, as far as this process knows it and beyond.
pub(super) struct Compared {
    pub(super) tree: Frontier,
    pub(super) trouble: Option<Trouble>,
    sealed: HashMap<i64, i64>,
}

/// Compares the end of the chain with what this process knows, and takes over what came after it.
pub(super) fn compare(tx: &mut Tx<'_>, hub: HubId, known: &Frontier, key: Option<PublicKey>) -> Result<Compared> {
    let found = chain::end(tx, hub)?.unwrap_or_else(|| head(&Frontier::default()));
    let (mut tree, own, mut sealed) = (known.clone(), head(known), HashMap::new());
    let trouble = if found.size < own.size {
        Some(Trouble::Cut { known: own, found })
    } else if found.size == own.size {
        (found.root != own.root).then_some(Trouble::Changed { known: own, found })
    } else {
        let list: Vec<Announcement> = checkpoints::keys(tx, hub)?.into_iter().flatten().collect();
        let keys = trusted(hub, &Vec::from_iter(key), &list);
        let followed = catch_up::follow(tx, hub, &mut tree, &keys)?;
        sealed = followed.sealed;
        (!followed.holds).then_some(Trouble::Changed { known: own, found })
    };
    Ok(Compared { tree, trouble, sealed })
}

/// The size and root of a tree.
pub(super) fn head(tree: &Frontier) -> Head {
    Head { size: tree.size(), root: tree.root() }
}

/// What a round is about to write, and what it noticed.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) batches: Vec<Batch>,
    /// Lane, up to which number it was sealed, and is now.
    pub(super) moves: Vec<(i64, i64, i64)>,
    restore: Vec<LaneState>,
    pub(super) alarms: Vec<Alarm>,
    /// Up to which number nothing is waited for any more.
    pub(super) settled: Vec<(i64, i64)>,
    pub(super) lost: Vec<Place>,
    pub(super) tree: Frontier,
    /// Some lane has more than fits into one round.
    pub(super) more: bool,
}

/// Decides which events are sealed now: what this process wrote and finds unchanged, and what is left behind by a
/// process that ended (`left`).
pub(super) fn plan(found: Found, own: &HashMap<i64, Outstanding>, left: &HashSet<i64>, now: i64) -> Plan {
    let mut plan = Plan { tree: found.tree, ..Plan::default() };
    let (mut witnessed, mut unwitnessed) = (Vec::new(), Vec::new());
    // The lane with the oldest event first: the order is nearly that of time.
    let mut lanes = found.lanes;
    lanes.sort_by_key(|lane| (lane.rows.first().map(|row| row.at), lane.lane));
    for lane in lanes {
        match own.get(&lane.lane) {
            Some(outstanding) => {
                let by_others = found.sealed.get(&lane.lane).copied().unwrap_or(0);
                plan.own_lane(&lane, outstanding, by_others, &mut witnessed, &mut unwitnessed);
            }
            None if left.contains(&lane.lane) => plan.left_lane(&lane, &mut unwitnessed),
            None => {}
        }
    }
    for (rows, is_witnessed) in [(witnessed, true), (unwitnessed, false)] {
        plan.add_batch(&rows, is_witnessed, now);
    }
    plan
}

/// An event to be sealed: its lane, its number, its digest.
type Row = (i64, i64, Hash);

impl Plan {
    fn own_lane(
        &mut self,
        lane: &LaneRows,
        outstanding: &Outstanding,
        by_others: i64,
        witnessed: &mut Vec<Row>,
        unwitnessed: &mut Vec<Row>,
    ) {
        let place = |number| Place { lane: lane.lane, number };
        let full = lane.rows.len() as i64 >= MOST;
        let last = lane.rows.last().map(|row| row.number);
        let known = outstanding.sealed.or(lane.sealed);
        let known = known.unwrap_or_else(|| lane.rows.first().map_or(0, |row| row.number - 1));
        // What this process and the chain say counts, not what somebody wrote into the lane's row.
        let sealed = known.max(by_others);
        match lane.sealed {
            None if !lane.rows.is_empty() => {
                self.alarms.push(Alarm::LaneGone(lane.lane));
                self.restore.push(LaneState { lane: lane.lane, sealed });
            }
            Some(found) if found != sealed => self.alarms.push(Alarm::LaneChanged(lane.lane)),
            _ => {}
        }
        let first = outstanding.events.first_key_value().map_or(i64::MAX, |(number, _)| *number);
        for (&number, issued) in &outstanding.events {
            let looked_at = !full || last.is_some_and(|last| number <= last);
            let is_there = lane.rows.binary_search_by_key(&number, |row| row.number).is_ok();
            if issued.committed.is_some() && looked_at && !is_there {
                self.alarms.push(Alarm::Vanished(place(number)));
                self.lost.push(place(number));
            }
        }
        let mut trusted = true;
        for row in &lane.rows {
            match outstanding.events.get(&row.number) {
                Some(issued) if issued.digest == row.digest && row.unsound.is_none() => {}
                Some(_) => {
                    self.alarms.push(Alarm::Changed(place(row.number)));
                    trusted = false;
                }
                // Another node has sealed it, and what it was compared with is forgotten.
                None if row.number <= sealed => {}
                // Its unit of work took so long that it was given up.
                None if row.number < first => trusted = false,
                None => {
                    self.alarms.push(Alarm::Invented(place(row.number)));
                    trusted = false;
                }
            }
            if row.number > sealed {
                let to = if trusted { &mut *witnessed } else { &mut *unwitnessed };
                to.push((lane.lane, row.number, row.digest));
            }
        }
        let stands_at = lane.sealed.unwrap_or(sealed);
        self.finish_lane(lane.lane, stands_at, sealed, last, full);
    }

    fn left_lane(&mut self, lane: &LaneRows, unwitnessed: &mut Vec<Row>) {
        for row in &lane.rows {
            if row.unsound.is_some() {
                self.alarms.push(Alarm::Changed(Place { lane: lane.lane, number: row.number }));
            }
            unwitnessed.push((lane.lane, row.number, row.digest));
        }
        let full = lane.rows.len() as i64 >= MOST;
        let sealed = lane.sealed.unwrap_or(0);
        self.finish_lane(lane.lane, sealed, sealed, lane.rows.last().map(|row| row.number), full);
    }

    /// `stands_at` is what the lane's row says, `sealed` what is true.
    fn finish_lane(&mut self, lane: i64, stands_at: i64, sealed: i64, last: Option<i64>, full: bool) {
        if let Some(last) = last {
            let to = last.max(sealed);
            if to != stands_at {
                self.moves.push((lane, stands_at, to));
            }
            self.settled.push((lane, to));
        }
        self.more |= full;
    }

    fn add_batch(&mut self, rows: &[Row], witnessed: bool, sealed_at: i64) {
        if rows.is_empty() {
            return;
        }
        let first = self.tree.size();
        for (_, _, digest) in rows {
            self.tree.push(leaf(digest, sealed_at, witnessed));
        }
        let lanes = rows.chunk_by(|a, b| a.0 == b.0);
        let spans = lanes.flat_map(|lane| Span::of_numbers(lane[0].0, lane.iter().map(|row| row.1))).collect();
        self.batches.push(Batch { first, sealed_at, witnessed, spans, root: self.tree.root(), signature: None });
    }
}

/// Why a round was given up without harm.
#[derive(Debug)]
pub(super) enum GivenUp {
    /// Another node sealed at the same time.
    Late,
    /// The database did not want to.
    Store(Error),
}

impl From<Error> for GivenUp {
    fn from(error: Error) -> Self {
        if error.is_unique_violation() { Self::Late } else { Self::Store(error) }
    }
}

/// Writes a plan, unless somebody else was quicker.
pub(super) fn write(tx: &mut Tx<'_>, hub: HubId, plan: &Plan) -> Result<(), GivenUp> {
    for batch in &plan.batches {
        chain::add_batch(tx, hub, batch)?;
    }
    for state in &plan.restore {
        chain::restore_lane(tx, hub, *state)?;
    }
    for &(lane, from, to) in &plan.moves {
        if !chain::advance(tx, hub, lane, from, to)? {
            return Err(GivenUp::Late);
        }
    }
    Ok(())
}
