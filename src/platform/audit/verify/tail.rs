//! What comes after the last batch: lanes, and events that are not sealed yet.

use kyoten_store::{Result, Tx};

use super::finding::Finding;
use super::{LaneSeen, Verifier};
use crate::platform::audit::event::Place;
use crate::platform::audit::store::chain::{self, LaneState};
use crate::platform::audit::store::events::{self, Extent, Stored};
use crate::platform::hub_id::HubId;

/// Everything about events that no batch names.
pub(super) struct Tail {
    lanes: Vec<(LaneState, Vec<Stored>)>,
    extents: Vec<Extent>,
}

impl Tail {
    pub(super) fn read(tx: &mut Tx<'_>, hub: HubId) -> Result<Self> {
        let extents = events::extents(tx, hub)?;
        let mut lanes = Vec::new();
        for state in chain::lanes(tx, hub)? {
            let from = state.sealed.saturating_add(1);
            lanes.push((state, events::in_lane(tx, hub, state.lane, from, i64::MAX, i64::MAX)?));
        }
        Ok(Self { lanes, extents })
    }
}

impl Verifier {
    pub(super) fn tail(&mut self, tail: &Tail) {
        for (state, rows) in &tail.lanes {
            let sealed = self.lanes.get(&state.lane).map_or(0, |lane| lane.next - 1);
            if state.sealed != sealed {
                self.tell(Finding::LaneChanged(Place { lane: state.lane, number: state.sealed }));
                continue;
            }
            self.waiting(*state, rows);
        }
        for extent in &tail.extents {
            let seen = self.lanes.get(&extent.lane).copied().unwrap_or(LaneSeen { next: 1, there: 0 });
            let waiting = tail.lanes.iter().find(|(state, _)| state.lane == extent.lane);
            let waiting = waiting.map_or(0, |(_, rows)| rows.len() as u64);
            if let Some(count) = extent.count.checked_sub(seen.there + waiting).filter(|count| *count > 0) {
                let number = if extent.last >= seen.next && waiting == 0 { seen.next } else { 0 };
                self.tell(Finding::EventsInserted { first: Place { lane: extent.lane, number }, count });
            }
        }
    }

    fn waiting(&mut self, state: LaneState, rows: &[Stored]) {
        self.report.unsealed += rows.len() as u64;
        let mut expected = state.sealed + 1;
        for row in rows {
            let place = Place { lane: state.lane, number: row.number };
            if row.number != expected {
                self.tell(Finding::UnsealedMissing(Place { number: expected, ..place }));
            }
            if row.unsound.is_some() {
                self.tell(Finding::UnsealedChanged(place));
            }
            expected = row.number.saturating_add(1);
        }
    }
}
