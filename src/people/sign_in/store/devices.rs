//! Browsers in which members have signed in.

use jiff::Timestamp;
use kyoten_store::{Result, Tx, params};

use super::{micros, moment};
use crate::platform::Id;
use crate::platform::access::MemberId;
use crate::platform::hub_id::HubId;

/// Stands for a device.
#[derive(Debug)]
pub enum DeviceRow {}

/// A device's id.
pub type DeviceId = Id<DeviceRow>;

/// A browser in which a member has signed in.
#[derive(Clone, Debug)]
pub struct Device {
    /// Its id.
    pub id: DeviceId,
    /// What it says it is.
    pub label: String,
    /// Whether others use it too.
    pub shared: bool,
    /// When the member first signed in there.
    pub first_at: Timestamp,
    /// When he last did.
    pub last_at: Timestamp,
}

/// The device of a member that holds this token. `None` for a member: a name that is nobody's, asked about all the same.
pub fn known(tx: &mut Tx<'_>, hub: HubId, member: Option<MemberId>, token: &[u8; 32]) -> Result<Option<DeviceId>> {
    let member = member.map_or([0; 16], MemberId::to_bytes);
    tx.find(
        "select id from device where hub_id = $1 and member_id = $2 and token_hash = $3",
        params![hub.to_bytes(), member, *token],
        |row| row.read(0),
    )
}

/// Adds a device, or writes down that it was used again.
pub fn save(tx: &mut Tx<'_>, hub: HubId, member: MemberId, token: &[u8; 32], device: &Device) -> Result<DeviceId> {
    tx.execute(
        "insert into device (hub_id, id, member_id, token_hash, label, shared, first_at, last_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (hub_id, member_id, token_hash)
         do update set label = excluded.label, shared = excluded.shared, last_at = excluded.last_at",
        params![
            hub.to_bytes(),
            device.id,
            member.to_bytes(),
            *token,
            device.label,
            device.shared,
            micros(device.first_at),
            micros(device.last_at)
        ],
    )?;
    let saved = known(tx, hub, Some(member), token)?;
    Ok(saved.unwrap_or(device.id))
}

/// The devices of a member, the last used first.
pub fn all(tx: &mut Tx<'_>, hub: HubId, member: MemberId) -> Result<Vec<Device>> {
    tx.query(
        "select id, label, shared, first_at, last_at from device where hub_id = $1 and member_id = $2 order by last_at desc, id",
        params![hub.to_bytes(), member.to_bytes()],
        |row| {
            Ok(Device {
                id: row.read(0)?,
                label: row.read(1)?,
                shared: row.read(2)?,
                first_at: moment(row, 3)?,
                last_at: moment(row, 4)?,
            })
        },
    )
}

/// Forgets a device. `false`: the member has no such device.
pub fn forget(tx: &mut Tx<'_>, hub: HubId, member: MemberId, id: DeviceId) -> Result<bool> {
    let forgotten = tx.execute(
        "delete from device where hub_id = $1 and member_id = $2 and id = $3",
        params![hub.to_bytes(), member.to_bytes(), id],
    )?;
    Ok(forgotten == 1)
}

/// Forgets every device of a member.
pub fn forget_all(tx: &mut Tx<'_>, hub: HubId, member: MemberId) -> Result<()> {
    tx.execute("delete from device where hub_id = $1 and member_id = $2", params![hub.to_bytes(), member.to_bytes()])?;
    Ok(())
}
