//! Roles.

use jiff::Timestamp;
use kyoten_store::{Result, Row, Tx, params};

use super::{coded, maybe_organization, moment, or_empty, some_moment};
use crate::directory::OrganizationId;
use crate::directory::store::names;
use crate::people::member::MemberState;
use crate::people::roles::RoleAssignment;
use crate::platform::access::{MemberId, Role};
use crate::platform::hub_id::HubId;

/// Gives a role.
pub fn add(tx: &mut Tx<'_>, hub: HubId, member: MemberId, given: &RoleAssignment) -> Result<()> {
    tx.execute(
        "insert into member_role (hub_id, member_id, role, organization_id, since, until) values ($1, $2, $3, $4, $5, $6)
         on conflict (hub_id, member_id, role, organization_id, since) do update set until = excluded.until",
        params![
            hub,
            member,
            given.role.code(),
            or_empty(given.organization.map(OrganizationId::to_bytes)),
            given.since.as_microsecond(),
            given.until.map(|t| t.as_microsecond())
        ],
    )?;
    Ok(())
}

/// Ends a role, given at a moment at an organisation as the row has it.
pub fn set_until(tx: &mut Tx<'_>, hub: HubId, member: MemberId, row: &StoredRole, until: Timestamp) -> Result<()> {
    tx.execute(
        "update member_role set until = $1
         where hub_id = $2 and member_id = $3 and role = $4 and organization_id = $5 and since = $6",
        params![
            until.as_microsecond(),
            hub,
            member,
            row.assignment.role.code(),
            or_empty(row.organization.map(OrganizationId::to_bytes)),
            row.assignment.since.as_microsecond()
        ],
    )?;
    Ok(())
}

/// A role, with the organisation that its row names: it may have become another one.
pub struct StoredRole {
    /// The role, with the organisation of today.
    pub assignment: RoleAssignment,
    organization: Option<OrganizationId>,
}

/// The roles of a member as the rows have them.
pub fn rows_of_member(tx: &mut Tx<'_>, hub: HubId, member: MemberId) -> Result<Vec<StoredRole>> {
    let found = tx.query(
        "select role, organization_id, since, until from member_role where hub_id = $1 and member_id = $2
         order by since, role, organization_id",
        params![hub, member],
        assignment,
    )?;
    let ids: Vec<OrganizationId> = found.iter().filter_map(|one| one.organization).collect();
    let names = names::of(tx, hub, &ids)?;
    let today = |id: OrganizationId| names.get(&id).map_or(id, |named| named.id);
    let stored = |one: RoleAssignment| StoredRole {
        organization: one.organization,
        assignment: RoleAssignment { organization: one.organization.map(today), ..one },
    };
    Ok(found.into_iter().map(stored).collect())
}

/// The roles of a member, those of the past too.
pub fn of_member(tx: &mut Tx<'_>, hub: HubId, member: MemberId) -> Result<Vec<RoleAssignment>> {
    Ok(rows_of_member(tx, hub, member)?.into_iter().map(|row| row.assignment).collect())
}

/// Every administrator's role that has not ended, with who he is and where his account stands.
pub fn administrators(
    tx: &mut Tx<'_>,
    hub: HubId,
    now: Timestamp,
) -> Result<Vec<(MemberId, MemberState, RoleAssignment)>> {
    tx.query(
        "select r.role, r.organization_id, r.since, r.until, m.id, m.state
         from member_role r join member m on m.hub_id = r.hub_id and m.id = r.member_id
         where r.hub_id = $1 and r.role = $2 and m.state <> 'ended' and (r.until is null or r.until > $3)
         order by m.created_at, m.id",
        params![hub, Role::Administrator.code(), now.as_microsecond()],
        |row| Ok((row.read(4)?, coded(row, 5, MemberState::from_code)?, assignment(row)?)),
    )
}

fn assignment(row: &Row<'_>) -> Result<RoleAssignment> {
    Ok(RoleAssignment {
        role: coded(row, 0, Role::from_code)?,
        organization: maybe_organization(row, 1)?,
        since: some_moment(row, 2)?,
        until: moment(row, 3)?,
    })
}
