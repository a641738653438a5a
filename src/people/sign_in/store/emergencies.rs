//! Emergency sign-ins.

use jiff::Timestamp;
use kyoten_store::{Result, Row, Tx, params};

use super::super::emergency::Emergency;
use super::{bytes_of, id_if_any, micros, moment, moment_if_any};
use crate::platform::Id;
use crate::platform::access::MemberId;
use crate::platform::hub_id::HubId;

/// Stands for an emergency sign-in.
#[derive(Debug)]
pub enum EmergencyRow {}

/// An emergency sign-in's id.
pub type EmergencyId = Id<EmergencyRow>;

/// An emergency sign-in as it is kept.
#[derive(Clone, Debug)]
pub struct Stored {
    /// Its id.
    pub id: EmergencyId,
    /// Who asked and who vouched.
    pub emergency: Emergency,
    /// Why, in the words of whoever asked.
    pub reason: String,
    /// His name; empty if he is nobody.
    pub name: String,
    /// Whether he may sign in at all.
    pub is_active: bool,
    /// When somebody looked at it afterwards, and who.
    pub reviewed: Option<(Timestamp, Option<MemberId>)>,
}

/// By what one is found.
#[derive(Clone, Copy, Debug)]
pub enum By<'a> {
    /// The code that is read out.
    Code(&'a [u8; 32]),
    /// What the waiting browser holds.
    Browser(&'a [u8; 32]),
    /// Its id.
    Id(EmergencyId),
}

const SELECT: &str = "select e.id, e.member_id, e.reason, e.asked_at, e.entered_at, e.reviewed_at, e.reviewed_by,
       coalesce(m.name, ''), coalesce(m.state, '')
     from emergency e left join member m on m.hub_id = e.hub_id and m.id = e.member_id";

/// Adds one.
pub fn add(
    tx: &mut Tx<'_>,
    hub: HubId,
    id: EmergencyId,
    (code, browser): (&[u8; 32], &[u8; 32]),
    member: Option<MemberId>,
    reason: &str,
    now: Timestamp,
) -> Result<()> {
    tx.execute(
        "insert into emergency (hub_id, id, member_id, code_sum, browser_hash, reason, asked_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        params![hub.to_bytes(), id, bytes_of(member), *code, *browser, reason, micros(now)],
    )?;
    Ok(())
}

/// Finds one.
pub fn find(tx: &mut Tx<'_>, hub: HubId, by: By<'_>) -> Result<Option<Stored>> {
    let (column, value) = match by {
        By::Code(sum) => ("code_sum", sum.to_vec()),
        By::Browser(hash) => ("browser_hash", hash.to_vec()),
        By::Id(id) => ("id", id.to_bytes().to_vec()),
    };
    let found =
        tx.find(&format!("{SELECT} where e.hub_id = $1 and e.{column} = $2"), params![hub.to_bytes(), value], read)?;
    found.map(|found| with_vouchers(tx, hub, found)).transpose()
}

/// Those that somebody should look at, the newest first.
pub fn recent(tx: &mut Tx<'_>, hub: HubId, limit: u32) -> Result<Vec<Stored>> {
    let found = tx.query(
        &format!("{SELECT} where e.hub_id = $1 and e.entered_at is not null order by e.asked_at desc, e.id limit $2"),
        params![hub.to_bytes(), limit],
        read,
    )?;
    found.into_iter().map(|found| with_vouchers(tx, hub, found)).collect()
}

fn read(row: &Row<'_>) -> Result<Stored> {
    let reviewed_by: Option<MemberId> = row.read(6)?;
    Ok(Stored {
        id: row.read(0)?,
        emergency: Emergency {
            member: id_if_any(row, 1)?,
            asked_at: moment(row, 3)?,
            vouchers: Vec::new(),
            entered_at: moment_if_any(row, 4)?,
        },
        reason: row.read(2)?,
        name: row.read(7)?,
        is_active: row.text(8)? == "active",
        reviewed: moment_if_any(row, 5)?.map(|at| (at, reviewed_by)),
    })
}

fn with_vouchers(tx: &mut Tx<'_>, hub: HubId, mut found: Stored) -> Result<Stored> {
    found.emergency.vouchers = tx.query(
        "select member_id from emergency_voucher where hub_id = $1 and emergency_id = $2 order by vouched_at, member_id",
        params![hub.to_bytes(), found.id],
        |row| row.read(0),
    )?;
    Ok(found)
}

/// Writes down that a colleague vouched. `false`: he had done so already.
pub fn vouch(tx: &mut Tx<'_>, hub: HubId, id: EmergencyId, by: MemberId, now: Timestamp) -> Result<bool> {
    let added = tx.execute(
        "insert into emergency_voucher (hub_id, emergency_id, member_id, vouched_at) values ($1, $2, $3, $4)
         on conflict (hub_id, emergency_id, member_id) do nothing",
        params![hub.to_bytes(), id, by, micros(now)],
    )?;
    Ok(added == 1)
}

/// Writes down that he entered. `false`: he had done so already.
pub fn enter(tx: &mut Tx<'_>, hub: HubId, id: EmergencyId, now: Timestamp) -> Result<bool> {
    let entered = tx.execute(
        "update emergency set entered_at = $1 where hub_id = $2 and id = $3 and entered_at is null",
        params![micros(now), hub.to_bytes(), id],
    )?;
    Ok(entered == 1)
}

/// Writes down that somebody looked at it. `false`: somebody had done so already.
pub fn review(tx: &mut Tx<'_>, hub: HubId, id: EmergencyId, by: MemberId, now: Timestamp) -> Result<bool> {
    let reviewed = tx.execute(
        "update emergency set reviewed_at = $1, reviewed_by = $2 where hub_id = $3 and id = $4 and reviewed_at is null",
        params![micros(now), by, hub.to_bytes(), id],
    )?;
    Ok(reviewed == 1)
}
