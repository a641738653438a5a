//! Writing events down, inside the unit of work that does the thing: both are kept, or neither.

use kyoten_store::{Error, Result, Store, Tx, Value, params};

use super::super::hub_id::HubId;
use super::digest::Digester;
use super::event::{Event, Place};
use super::lane::{self, Collecting, Receipts};
use super::store::events;

/// Runs a unit of work that may [`record`] what it does. The witness is told of the commit even if the caller goes away.
pub async fn write<T, E, F>(store: &Store, hub: HubId, mut work: F) -> Result<T, E>
where
    F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    E: From<Error> + Send + 'static,
    T: Send + 'static,
{
    let store = store.clone();
    let unit = tokio::spawn(async move {
        let (answer, receipts) = store.write(move |tx| collect(tx, hub, &mut work)).await?;
        receipts.committed();
        Ok(answer)
    });
    // It cannot panic; it is given up when the program ends.
    unit.await.unwrap_or_else(|_| Err(Error::Closed.into()))
}

fn collect<T, E: From<Error>>(
    tx: &mut Tx<'_>,
    hub: HubId,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
) -> Result<(T, Receipts), E> {
    let collecting = Collecting::begin();
    let answer = work(tx)?;
    if tx.has_undone_a_part() {
        for lane in collecting.lanes() {
            lane::undone(lane, events::last_number(tx, hub, lane)?);
        }
    }
    Ok((answer, collecting.end()))
}

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
