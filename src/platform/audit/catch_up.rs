//! Following the chain in the database with a tree of one's own: what was read once is not believed a second time.

use std::collections::HashMap;

use kyoten_store::{Result, Tx};

use super::super::hub_id::HubId;
use super::batch::{Batch, LARGEST, Span};
use super::digest::leaf;
use super::key::PublicKey;
use super::store::chain::{self, BatchRow};
use super::store::events::{self, Stored};
use super::tree::{Frontier, Hash};

/// Stands in the tree where an event is lost, so that those after it keep their places.
pub(super) const LOST: Hash = [0; 32];

/// Reads so many events at once, or a few more: a batch is never cut.
const WINDOW: u64 = 50_000;
/// And at most so many batches.
const BATCHES: i64 = 4_000;

/// A part of the chain: some batches in a row, and the events they name.
pub(super) struct Window {
    /// In order.
    pub(super) batches: Vec<BatchRow>,
    rows: HashMap<i64, Vec<Stored>>,
    /// Where the next window begins; nothing when there is none.
    pub(super) next: Option<u64>,
}

impl Window {
    /// Reads the batches from this position on, and their events.
    pub(super) fn read(tx: &mut Tx<'_>, hub: HubId, from: u64) -> Result<Self> {
        let mut batches = chain::batches(tx, hub, from, BATCHES)?;
        let mut is_last = batches.len() < BATCHES as usize;
        let mut events = 0;
        let enough = batches.iter().position(|row| {
            events += row.batch.as_ref().map_or(0, Batch::count);
            events >= WINDOW
        });
        if let Some(enough) = enough.filter(|at| at + 1 < batches.len()) {
            batches.truncate(enough + 1);
            is_last = false;
        }
        let next = batches.last().filter(|_| !is_last).map(|row| row.first + 1);
        let mut ranges: HashMap<i64, (i64, i64)> = HashMap::new();
        for span in batches.iter().filter_map(|row| row.batch.as_ref()).flat_map(|batch| &batch.spans) {
            let range = ranges.entry(span.lane).or_insert((span.from, span.last()));
            *range = (range.0.min(span.from), range.1.max(span.last()));
        }
        let mut rows = HashMap::with_capacity(ranges.len());
        for (lane, (from, to)) in ranges {
            rows.insert(lane, events::in_lane(tx, hub, lane, from, to, i64::MAX)?);
        }
        Ok(Self { batches, rows, next })
    }

    /// The events of a span, in order; nothing where one is missing.
    pub(super) fn events(&self, span: &Span) -> impl Iterator<Item = Option<&Stored>> {
        let rows = self.rows.get(&span.lane).map_or(&[][..], Vec::as_slice);
        let mut rest = rows[rows.partition_point(|row| row.number < span.from)..].iter().peekable();
        (span.from..=span.last()).map(move |number| rest.next_if(|row| row.number == number))
    }
}

/// What came of following the chain.
pub(super) struct Followed {
    /// `false`: the batches are not what was sealed, or not signed by one of the keys.
    pub(super) holds: bool,
    /// Up to which number they sealed a lane.
    pub(super) sealed: HashMap<i64, i64>,
}

/// Lets a tree grow by the batches that the database has after it. Without any key nothing can be said about signatures.
pub(super) fn follow(tx: &mut Tx<'_>, hub: HubId, tree: &mut Frontier, keys: &[PublicKey]) -> Result<Followed> {
    let mut followed = Followed { holds: true, sealed: HashMap::new() };
    let mut next = Some(tree.size());
    while let Some(from) = next {
        let window = Window::read(tx, hub, from)?;
        for row in &window.batches {
            let signed = |batch: &Batch| keys.is_empty() || batch.is_signed_by(hub, keys);
            followed.holds &= row.batch.as_ref().is_some_and(|batch| add(tree, batch, &window) && signed(batch));
            for span in row.batch.iter().flat_map(|batch| &batch.spans) {
                let up_to = followed.sealed.entry(span.lane).or_default();
                *up_to = span.last().max(*up_to);
            }
        }
        next = window.next;
    }
    Ok(followed)
}

fn add(tree: &mut Frontier, batch: &Batch, window: &Window) -> bool {
    if batch.first < tree.size() || batch.first - tree.size() > LARGEST {
        return false;
    }
    let mut complete = batch.first == tree.size();
    while tree.size() < batch.first {
        tree.push(LOST);
    }
    for event in batch.spans.iter().flat_map(|span| window.events(span)) {
        complete &= event.is_some();
        tree.push(event.map_or(LOST, |event| leaf(&event.digest, batch.sealed_at, batch.witnessed)));
    }
    complete && tree.root() == batch.root
}
