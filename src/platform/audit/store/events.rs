//! The table of events.

use kyoten_store::{Result, Row, Tx, Value, ValueRef, params};

use crate::platform::audit::digest::Digester;
use crate::platform::audit::event::COLUMNS;
use crate::platform::audit::tree::Hash;
use crate::platform::hub_id::HubId;

/// Makes a lane known to the sealer.
pub fn open_lane(tx: &mut Tx<'_>, hub: HubId, lane: i64) -> Result<()> {
    tx.execute("insert into audit_lane (hub_id, lane, sealed) values ($1, $2, 0)", params![hub, lane]).map(drop)
}

/// Writes the first event of a lane.
pub fn insert(tx: &mut Tx<'_>, row: &[Value]) -> Result<()> {
    tx.execute(
        "insert into audit_event (hub_id, lane, number, at, actor_kind, actor_id, behalf_id, what, object_kind,
           object_id, subject_id, reason, amount, request, network, digest)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        row,
    )
    .map(drop)
}

/// Writes an event if its lane is not over and the event before it is there. `false`: neither.
pub fn insert_after(tx: &mut Tx<'_>, row: &[Value], before: i64) -> Result<bool> {
    let mut values = row.to_vec();
    values.push(Value::Int(before));
    let written = tx.execute(
        "insert into audit_event (hub_id, lane, number, at, actor_kind, actor_id, behalf_id, what, object_kind,
           object_id, subject_id, reason, amount, request, network, digest)
         select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16
         where exists (select 1 from audit_lane where hub_id = $1 and lane = $2)
           and exists (select 1 from audit_event where hub_id = $1 and lane = $2 and number = $17)
         on conflict do nothing",
        &values,
    )?;
    Ok(written == 1)
}

/// Writes many events whose lane was just looked at.
pub fn insert_many(tx: &mut Tx<'_>, rows: Vec<Vec<Value>>) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut columns = COLUMNS.to_vec();
    columns.push("digest");
    tx.insert_many("audit_event", &columns, rows).map(drop)
}

/// An event as a check sees it: what was written beside it, and whether its columns still say so.
#[derive(Clone, Debug)]
pub struct Stored {
    /// Its number in its lane.
    pub number: i64,
    /// Its moment, microseconds.
    pub at: i64,
    /// The digest that stands beside it.
    pub digest: Hash,
    /// Only where the columns do not have that digest: the columns as they are.
    pub unsound: Option<Box<[Value]>>,
}

impl Stored {
    fn read(row: &Row<'_>, digester: &mut Digester) -> Self {
        // SQLite keeps any kind of value in any column; what cannot even be read was not written by the program.
        let value = |column| row.value(column).unwrap_or(ValueRef::Null);
        let number = |column| row.read(column).unwrap_or_default();
        let counted = digester.digest((0..COLUMNS.len()).map(value));
        let digest = row.read::<Hash>(COLUMNS.len());
        let unsound = digest != Ok(counted);
        Self {
            number: number(2),
            at: number(3),
            digest: digest.unwrap_or_default(),
            unsound: unsound.then(|| (0..COLUMNS.len()).map(|column| value(column).to_owned()).collect()),
        }
    }
}

const READ: &str = "select hub_id, lane, number, at, actor_kind, actor_id, behalf_id, what, object_kind, object_id,
    subject_id, reason, amount, request, network, digest
  from audit_event where hub_id = $1 and lane = $2 and number between $3 and $4 order by number limit $5";

/// The events of a lane from one number to another, at most so many.
pub fn in_lane(tx: &mut Tx<'_>, hub: HubId, lane: i64, from: i64, to: i64, most: i64) -> Result<Vec<Stored>> {
    let mut digester = Digester::default();
    tx.query(READ, params![hub, lane, from, to, most], |row| Ok(Stored::read(row, &mut digester)))
}

/// The number of the last event of a lane that this unit of work can see.
pub fn last_number(tx: &mut Tx<'_>, hub: HubId, lane: i64) -> Result<i64> {
    let sql = "select coalesce(max(number), 0) from audit_event where hub_id = $1 and lane = $2";
    tx.one(sql, params![hub, lane], |row| row.read(0))
}

/// What one lane holds, sealed or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// Which.
    pub lane: i64,
    /// How many events.
    pub count: u64,
    /// The highest number; the highest there is when it cannot even be read.
    pub last: i64,
}

/// Every lane that has events.
pub fn extents(tx: &mut Tx<'_>, hub: HubId) -> Result<Vec<Extent>> {
    let sql = "select lane, count(*), max(number) from audit_event where hub_id = $1 group by lane order by lane";
    tx.query(sql, params![hub], |row| {
        let last = row.read(2).unwrap_or(i64::MAX);
        Ok(Extent { lane: row.read(0).unwrap_or(i64::MAX), count: row.read(1)?, last })
    })
}

/// How many alarms the hub itself raised.
pub fn alarms(tx: &mut Tx<'_>, hub: HubId) -> Result<u64> {
    tx.one("select count(*) from audit_event where hub_id = $1 and what = 'alarm'", params![hub], |row| row.read(0))
}
