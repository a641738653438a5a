//! What a member is today (いまの立場): what signing in makes a viewer of, read anew for every request.

use jiff::Timestamp;
use kyoten_store::{Result, Tx};

use super::affiliation;
use super::member::Member;
use super::store::members;
use crate::platform::access::{MemberId, OrganizationKey, Role, SignedIn};
use crate::platform::clock::local;
use crate::platform::hub_id::HubId;

/// The viewer that a member is at this moment; nothing for one who may not enter: who has not accepted, has ended, or works nowhere
/// today and not for the hub.
///
/// Nothing here is kept: a role that is taken is gone with the commit.
pub fn signed_in(
    tx: &mut Tx<'_>,
    hub: HubId,
    id: MemberId,
    proven_at: Timestamp,
    now: Timestamp,
) -> Result<Option<SignedIn>> {
    Ok(members::find(tx, hub, id)?.and_then(|member| viewer_of(&member, hub, proven_at, now)))
}

/// The same, of a member who was read.
pub fn viewer_of(member: &Member, hub: HubId, proven_at: Timestamp, now: Timestamp) -> Option<SignedIn> {
    let today = local(now).date();
    if !member.may_enter(now, today) {
        return None;
    }
    let here = affiliation::present(&member.affiliations, today);
    let mut roles: Vec<Role> = member.roles_now(now).map(|one| one.role).collect();
    // Who no longer works there manages nothing there.
    let manages: Vec<OrganizationKey> = member
        .roles_now(now)
        .filter(|one| one.role == Role::Manager)
        .filter_map(|one| one.organization)
        .filter(|organization| here.contains(organization))
        .map(|organization| organization.to_bytes())
        .collect();
    roles.retain(|role| *role != Role::Manager || !manages.is_empty());
    roles.push(Role::Member);
    roles.sort_unstable();
    roles.dedup();
    let organizations = here.into_iter().map(|organization| organization.to_bytes()).collect();
    Some(SignedIn { hub, member: member.id, roles, organizations, manages, proven_at })
}
