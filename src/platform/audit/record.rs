//! Writing events down, inside the unit of work that does the thing: both are kept, or neither.

use kyoten_store::{Error, Result, Tx, Value, params};

use super::super::hub_id::HubId;
use super::digest::Digester;
use super::event::{Event, Place};
use super::lane;
use super::store::events;

/// Writes down what is being done in this unit of work.
pub fn record(tx: &mut Tx<'_>, hub: HubId, event: &Event) -> Result<Place> {
    let (place, row) = place(hub, event);
    let written = if place.number == 1 {
        events::open_lane(tx, hub, place.lane)?;
        events::insert(tx, &row).map(|()| true)?
    } else {
        events::insert_after(tx, &row, place.number - 1)?
    };
    if written {
        return Ok(place);
    }
    // The event before was undone with its unit of work, or the lane is over: a new lane has no event before.
    let last = events::last_number(tx, hub, place.lane)?;
    lane::leave(hub);
    lane::withdraw(&[place]);
    lane::undone(place.lane, last);
    record(tx, hub, event)
}

/// Writes down many things at once.
pub fn record_many(tx: &mut Tx<'_>, hub: HubId, all: &[Event]) -> Result<()> {
    let Some((first, more)) = all.split_first() else { return Ok(()) };
    record(tx, hub, first)?;
    let (mut places, mut rows) = (Vec::with_capacity(more.len()), Vec::with_capacity(more.len()));
    for event in more {
        let (place, row) = place(hub, event);
        // A lane ended between two events: the rest goes the long way.
        if place.number == 1 {
            events::open_lane(tx, hub, place.lane)?;
        }
        places.push(place);
        rows.push(row);
    }
    events::insert_many(tx, rows).inspect_err(|error| {
        if matches!(error, Error::Unique { .. }) {
            lane::withdraw(&places);
            lane::leave(hub);
        }
    })
}

/// Hands out the next place and makes the row for it.
fn place(hub: HubId, event: &Event) -> (Place, Vec<Value>) {
    let place = lane::next(hub);
    let values = event.values(hub, place);
    let digest = Digester::default().digest(values.iter().map(Value::as_ref));
    lane::issue(hub, place, digest);
    let mut row = Vec::from(values);
    row.extend_from_slice(params![digest]);
    (place, row)
}
