//! Members who exist only for the demo.

use jiff::Timestamp;
use kyoten_store::{Result, Tx, params};

use super::micros;
use crate::platform::access::{MemberId, OrganizationKey, Role};
use crate::platform::hub_id::HubId;

/// A member of the demo that is to be added.
pub struct NewDemoMember<'a> {
    /// His id.
    pub member: MemberId,
    /// His name.
    pub name: &'a str,
    /// Its reading.
    pub kana: &'a str,
    /// Unlike anybody's.
    pub sign_in_name: &'a str,
    /// What he is chosen for.
    pub role: Role,
    /// What he manages.
    pub organization: Option<OrganizationKey>,
}

/// Adds a member of the demo, unless somebody with his sign-in name is there.
pub fn add(tx: &mut Tx<'_>, hub: HubId, new: &NewDemoMember<'_>, now: Timestamp) -> Result<()> {
    let added = tx.execute(
        "insert into member (hub_id, id, name, kana, sign_in_name, state, created_at) values ($1, $2, $3, $4, $5, 'active', $6)
         on conflict (hub_id, sign_in_name) do nothing",
        params![hub.to_bytes(), new.member, new.name, new.kana, new.sign_in_name, micros(now)],
    )?;
    if added == 0 {
        return Ok(());
    }
    let of = new.organization.map(|organization| organization.to_vec()).unwrap_or_default();
    if new.role != Role::Member {
        tx.execute(
            "insert into member_role (hub_id, member_id, role, organization_id, since) values ($1, $2, $3, $4, $5)",
            params![hub.to_bytes(), new.member, new.role.code(), of, micros(now)],
        )?;
    }
    mark(tx, hub, new.member)
}

/// The members of the demo, by the order in which they were added.
pub fn all(tx: &mut Tx<'_>, hub: HubId) -> Result<Vec<(MemberId, String)>> {
    tx.query(
        "select m.id, m.name from demo_member d join member m on m.hub_id = d.hub_id and m.id = d.member_id
         where d.hub_id = $1 and m.state = 'active' order by m.id",
        params![hub.to_bytes()],
        |row| Ok((row.read(0)?, row.read(1)?)),
    )
}

/// Marks a member as one of the demo.
pub fn mark(tx: &mut Tx<'_>, hub: HubId, member: MemberId) -> Result<()> {
    tx.execute(
        "insert into demo_member (hub_id, member_id) values ($1, $2) on conflict (hub_id, member_id) do nothing",
        params![hub.to_bytes(), member.to_bytes()],
    )?;
    Ok(())
}
