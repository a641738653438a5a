//! The tables of lanes and batches: which events are sealed, and in which order.

use kyoten_store::{Error, Result, Row, Tx, params};

use crate::platform::audit::batch::{Batch, LARGEST, Span};
use crate::platform::audit::tree::{Hash, Head};
use crate::platform::hub_id::HubId;

/// A lane that may still receive events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LaneState {
    /// Which.
    pub lane: i64,
    /// Its events are sealed up to this number.
    pub sealed: i64,
}

/// All lanes that may still receive events.
pub fn lanes(tx: &mut Tx<'_>, hub: HubId) -> Result<Vec<LaneState>> {
    tx.query("select lane, sealed from audit_lane where hub_id = $1 order by lane", params![hub], |row| {
        // What somebody made unreadable is no lane of ours, and no number that was sealed: the check tells of it.
        Ok(LaneState { lane: row.read(0).unwrap_or(i64::MAX), sealed: row.read(1).unwrap_or(i64::MAX) })
    })
}

/// The lanes in which something waits to be sealed.
pub fn waiting(tx: &mut Tx<'_>, hub: HubId) -> Result<Vec<i64>> {
    tx.query(
        "select lane from audit_lane l where hub_id = $1 and exists
           (select 1 from audit_event e where e.hub_id = l.hub_id and e.lane = l.lane and e.number > l.sealed)",
        params![hub],
        |row| row.read(0),
    )
}

/// How far one lane is sealed; nothing when it is over.
pub fn sealed(tx: &mut Tx<'_>, hub: HubId, lane: i64) -> Result<Option<i64>> {
    tx.find("select sealed from audit_lane where hub_id = $1 and lane = $2", params![hub, lane], |row| row.read(0))
}

/// Moves a lane on. `false`: somebody else did.
pub fn advance(tx: &mut Tx<'_>, hub: HubId, lane: i64, from: i64, to: i64) -> Result<bool> {
    let sql = "update audit_lane set sealed = $4 where hub_id = $1 and lane = $2 and sealed = $3";
    Ok(tx.execute(sql, params![hub, lane, from, to])? == 1)
}

/// Brings back a lane whose row is gone although it is in use.
pub fn restore_lane(tx: &mut Tx<'_>, hub: HubId, state: LaneState) -> Result<()> {
    tx.execute(
        "insert into audit_lane (hub_id, lane, sealed) values ($1, $2, $3) on conflict do nothing",
        params![hub, state.lane, state.sealed],
    )
    .map(drop)
}

/// Ends a lane that has not moved.
pub fn end_lane(tx: &mut Tx<'_>, hub: HubId, state: LaneState) -> Result<()> {
    let sql = "delete from audit_lane where hub_id = $1 and lane = $2 and sealed = $3";
    tx.execute(sql, params![hub, state.lane, state.sealed]).map(drop)
}

/// Adds a batch. An error of a unique key: somebody else was quicker.
pub fn add_batch(tx: &mut Tx<'_>, hub: HubId, batch: &Batch) -> Result<()> {
    tx.execute(
        "insert into audit_batch (hub_id, first, count, sealed_at, witnessed, spans, root, signature)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![
            hub,
            position(batch.first)?,
            position(batch.count())?,
            batch.sealed_at,
            batch.witnessed,
            Span::write(&batch.spans),
            batch.root,
            batch.signature.map_or(Vec::new(), Vec::from)
        ],
    )
    .map(drop)
}

/// The size and root of the chain, as its last batch says; nothing when it is empty.
pub fn end(tx: &mut Tx<'_>, hub: HubId) -> Result<Option<Head>> {
    let sql = "select first + count, root from audit_batch where hub_id = $1 order by first desc limit 1";
    tx.find(sql, params![hub], |row| {
        // What somebody made unreadable differs from what this process knows, and that is noticed.
        Ok(Head { size: row.read(0)?, root: row.read(1).unwrap_or_default() })
    })
}

/// A batch as it stands in the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchRow {
    /// The position by which it was found.
    pub first: u64,
    /// The batch; nothing when its columns make no sense.
    pub batch: Option<Batch>,
}

/// The batches from this position on, at most so many, in order.
pub fn batches(tx: &mut Tx<'_>, hub: HubId, from: u64, most: i64) -> Result<Vec<BatchRow>> {
    tx.query(
        "select first, count, sealed_at, witnessed, spans, root, signature from audit_batch
         where hub_id = $1 and first >= $2 order by first limit $3",
        params![hub, position(from)?, most],
        |row| Ok(BatchRow { first: row.read(0).unwrap_or(i64::MAX as u64), batch: read(row).ok() }),
    )
}

fn read(row: &Row<'_>) -> Result<Batch> {
    let spans = Span::read(row.bytes(4)?).ok_or_else(|| Error::unreadable(4, "these are no spans"))?;
    let signature = row.bytes(6)?;
    let batch = Batch {
        first: row.read(0)?,
        sealed_at: row.read(2)?,
        witnessed: row.read(3)?,
        spans,
        root: row.read::<Hash>(5)?,
        signature: if signature.is_empty() { None } else { Some(row.read(6)?) },
    };
    if row.read::<u64>(1)? == batch.count() && batch.count() <= LARGEST {
        Ok(batch)
    } else {
        Err(Error::unreadable(1, "the spans hold another number of events"))
    }
}

fn position(number: u64) -> Result<i64> {
    i64::try_from(number).map_err(|_| Error::unreadable(0, "a position beyond all positions"))
}
