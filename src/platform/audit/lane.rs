//! Lanes: every thread that writes numbers its own events, so that no writer waits for another one's number.
//!
//! And the witness: what this process handed out and what it was told is committed. As long as the process lives, an
//! event that is changed, invented or taken away before it is sealed is noticed (ADR 7).

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::super::hub_id::HubId;
use super::super::id::random_bytes;
use super::event::Place;
use super::tree::Hash;

/// A thread leaves its lane after this time, so that lanes come to an end.
const LIFE: Duration = Duration::from_secs(3600);

/// A lane that nobody adds to for so long is over. Much longer than [`LIFE`] and the longest unit of work.
pub(super) const OVER_AFTER: Duration = Duration::from_secs(3 * 3600);

/// What was handed out in a lane and never committed, and how far it was sealed, is forgotten after this time: longer than
/// [`LIFE`] and any unit of work, shorter than [`OVER_AFTER`].
const REMEMBERED: Duration = Duration::from_secs(2 * 3600);

struct Lane {
    hub: HubId,
    id: i64,
    last: i64,
    opened: Instant,
}

thread_local! {
    static LANES: RefCell<Vec<Lane>> = const { RefCell::new(Vec::new()) };
    static RECEIPTS: RefCell<Option<Vec<Place>>> = const { RefCell::new(None) };
}

/// The place of the next event of this thread. Nobody gets it twice, even if the unit of work is undone.
pub(super) fn next(hub: HubId) -> Place {
    LANES.with_borrow_mut(|lanes| {
        lanes.retain(|lane| lane.hub != hub || lane.opened.elapsed() < LIFE);
        let at = lanes.iter().position(|lane| lane.hub == hub).unwrap_or_else(|| {
            // Without the sign, so that a lane reads the same in every tool.
            let id = (u64::from_be_bytes(random_bytes()) >> 1).cast_signed();
            lanes.push(Lane { hub, id, last: 0, opened: Instant::now() });
            lanes.len() - 1
        });
        let lane = &mut lanes[at];
        lane.last += 1;
        Place { lane: lane.id, number: lane.last }
    })
}

/// Begins another lane: the last event of this one was undone, or the lane is over.
pub(super) fn leave(hub: HubId) {
    LANES.with_borrow_mut(|lanes| lanes.retain(|lane| lane.hub != hub));
}

/// What this process knows about an event that is not sealed yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Issued {
    pub(super) digest: Hash,
    /// When this process was told that it is committed.
    pub(super) committed: Option<Instant>,
}

/// The events of one lane that this process recorded and that are not sealed yet, by their numbers.
#[derive(Clone, Debug)]
pub(super) struct Outstanding {
    hub: HubId,
    pub(super) events: BTreeMap<i64, Issued>,
    /// Up to which number this process has sealed it; nothing when it has not.
    pub(super) sealed: Option<i64>,
    touched: Instant,
}

fn witness() -> MutexGuard<'static, HashMap<i64, Outstanding>> {
    static WITNESS: LazyLock<Mutex<HashMap<i64, Outstanding>>> = LazyLock::new(Mutex::default);
    WITNESS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Remembers an event before it is written, so that whoever sees its row can ask for it.
pub(super) fn issue(hub: HubId, place: Place, digest: Hash) {
    let mut witness = witness();
    let now = Instant::now();
    let lane = witness.entry(place.lane).or_insert_with(|| {
        let sealed = (place.number == 1).then_some(0);
        Outstanding { hub, events: BTreeMap::new(), sealed, touched: now }
    });
    lane.touched = now;
    lane.events.insert(place.number, Issued { digest, committed: None });
    drop(witness);
    RECEIPTS.with_borrow_mut(|receipts| {
        if let Some(receipts) = receipts {
            receipts.push(place);
        }
    });
}

/// Takes back what turned out not to be written.
pub(super) fn withdraw(places: &[Place]) {
    let mut witness = witness();
    for place in places {
        if let Some(lane) = witness.get_mut(&place.lane) {
            lane.events.remove(&place.number);
        }
    }
    drop(witness);
    RECEIPTS.with_borrow_mut(|receipts| {
        if let Some(receipts) = receipts {
            receipts.retain(|receipt| !places.contains(receipt));
        }
    });
}

/// Forgets what was handed out in a lane after the last event that is there, and never committed.
pub(super) fn undone(lane: i64, last: i64) {
    let places: Vec<Place> = match witness().get(&lane) {
        Some(known) => known
            .events
            .range(last + 1..)
            .filter(|(_, issued)| issued.committed.is_none())
            .map(|(number, _)| Place { lane, number: *number })
            .collect(),
        None => return,
    };
    withdraw(&places);
}

/// The events that one run of a unit of work recorded.
#[derive(Debug, Default)]
pub(super) struct Receipts(Vec<Place>);

impl Receipts {
    /// To be called once the unit of work is committed: from now on these events may not vanish.
    pub(super) fn committed(self) {
        if self.0.is_empty() {
            return;
        }
        let now = Some(Instant::now());
        let mut witness = witness();
        for place in self.0 {
            // Sealed already, when the sealer was quicker.
            if let Some(issued) = witness.get_mut(&place.lane).and_then(|lane| lane.events.get_mut(&place.number)) {
                issued.committed = now;
            }
        }
    }
}

/// Collects what this thread records while it lives, also through a panic.
pub(super) struct Collecting;

impl Collecting {
    /// Begins with nothing.
    pub(super) fn begin() -> Self {
        RECEIPTS.set(Some(Vec::new()));
        Self
    }

    /// The lanes in which something was recorded.
    pub(super) fn lanes(&self) -> BTreeSet<i64> {
        RECEIPTS.with_borrow(|receipts| receipts.iter().flatten().map(|place| place.lane).collect())
    }

    /// What was recorded.
    pub(super) fn end(self) -> Receipts {
        Receipts(RECEIPTS.take().unwrap_or_default())
    }
}

impl Drop for Collecting {
    fn drop(&mut self) {
        RECEIPTS.set(None);
    }
}

/// What is not sealed yet in the lanes of this process, by lane.
pub(super) fn outstanding(hub: HubId) -> HashMap<i64, Outstanding> {
    let mut witness = witness();
    witness.retain(|_, lane| {
        lane.touched.elapsed() < REMEMBERED || lane.events.values().any(|issued| issued.committed.is_some())
    });
    let own = witness.iter().filter(|(_, lane)| lane.hub == hub && !lane.events.is_empty());
    own.map(|(id, lane)| (*id, lane.clone())).collect()
}

/// Adds what was handed out since, without asking that it be there.
pub(super) fn add_newer(known: &mut HashMap<i64, Outstanding>, hub: HubId) {
    for (id, newer) in outstanding(hub) {
        if let Some(lane) = known.get_mut(&id) {
            for (number, issued) in newer.events {
                lane.events.entry(number).or_insert(Issued { committed: None, ..issued });
            }
        }
    }
}

/// How long the oldest committed event has been waiting to be sealed.
pub(super) fn longest_wait(hub: HubId) -> Duration {
    let witness = witness();
    let events = witness.values().filter(|lane| lane.hub == hub).flat_map(|lane| lane.events.values());
    events.filter_map(|issued| issued.committed).map(|since| since.elapsed()).max().unwrap_or_default()
}

/// Forgets what is sealed.
pub(super) fn settle(lane: i64, up_to: i64) {
    if let Some(lane) = witness().get_mut(&lane) {
        lane.events = lane.events.split_off(&(up_to + 1));
        lane.sealed = Some(up_to);
    }
}

/// Forgets everything about a hub, as the end of the process does.
#[cfg(test)]
pub(super) fn forget(hub: HubId) {
    witness().retain(|_, lane| lane.hub != hub);
}
