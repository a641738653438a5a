//! Giving and taking roles.

use jiff::Timestamp;
use kyoten_store::Tx;

use super::{
    Now, Reach, Result, begin, check, check_at, check_hub, keeping_an_administrator, known_and_not_ended, organization,
};
use crate::directory::OrganizationId;
use crate::people::affiliation;
use crate::people::history::{Act, FieldChange, MemberField};
use crate::people::may::right_to_appoint;
use crate::people::member::Member;
use crate::people::refusal::Refused;
use crate::people::roles::{RoleAssignment, is_of_hub};
use crate::people::store::{members, roles};
use crate::people::trail::{Trace, trail};
use crate::platform::Clock;
use crate::platform::access::{MemberId, Right, Role, Viewer};
use crate::platform::hub_id::HubId;

/// A role to be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewRole {
    /// Which.
    pub role: Role,
    /// A manager's organisation.
    pub organization: Option<OrganizationId>,
    /// From when on; nothing, or a moment that is over: now.
    pub since: Option<Timestamp>,
    /// Until when, when that is known: a deputy for some weeks.
    pub until: Option<Timestamp>,
}

impl NewRole {
    /// A role in the whole hub, from now on.
    pub fn of_hub(role: Role) -> Self {
        Self { role, organization: None, since: None, until: None }
    }

    /// The manager of an organisation, from now on.
    pub fn manager(organization: OrganizationId) -> Self {
        Self { role: Role::Manager, organization: Some(organization), since: None, until: None }
    }
}

/// Gives a member a role.
pub fn give_role(tx: &mut Tx<'_>, viewer: &Viewer, id: MemberId, new: NewRole, clock: &Clock) -> Result<()> {
    let (hub, at) = begin(tx, viewer, clock)?;
    let member = known_and_not_ended(tx, viewer, id, at)?;
    let place = place(tx, viewer, &member, new.role, new.organization, at)?;
    if let Some(place) = place
        && !affiliation::present_or_coming(&member.affiliations, at.today).contains(&place)
    {
        return Err(Refused::ManagerWorksThere);
    }
    let given = RoleAssignment {
        role: new.role,
        organization: place,
        since: new.since.map_or(at.now, |since| since.max(at.now)),
        until: new.until,
    };
    if given.until.is_some_and(|until| until <= given.since) {
        return Err(Refused::EndsBeforeItStarts);
    }
    if member.roles.iter().any(|one| in_the_way(one, &given)) {
        return Err(Refused::HasRole(given.role));
    }
    roles::add(tx, hub, id, &given)?;
    written(tx, viewer, Act::RoleGiven, &member, &given, clock)
}

/// Takes a role from a member at once.
pub fn take_role(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    id: MemberId,
    role: Role,
    organization: Option<OrganizationId>,
    clock: &Clock,
) -> Result<()> {
    let (hub, at) = begin(tx, viewer, clock)?;
    let member = known_and_not_ended(tx, viewer, id, at)?;
    let place = place(tx, viewer, &member, role, organization, at)?;
    keeping_an_administrator(tx, hub, at, |tx| {
        let Some(taken) = end_roles(tx, hub, &member, role, place, at)? else { return Err(Refused::HasNotRole(role)) };
        written(tx, viewer, Act::RoleTaken, &member, &taken, clock)
    })
}

/// Ends every assignment of a role; says one of them.
fn end_roles(
    tx: &mut Tx<'_>,
    hub: HubId,
    member: &Member,
    role: Role,
    place: Option<OrganizationId>,
    at: Now,
) -> Result<Option<RoleAssignment>> {
    let mut taken = None;
    for row in roles::rows_of_member(tx, hub, member.id)? {
        let one = row.assignment;
        if one.role == role && one.organization == place && one.is_or_will_be(at.now) {
            roles::set_until(tx, hub, member.id, &row, at.now)?;
            taken = Some(one);
        }
    }
    Ok(taken)
}

/// Refuses whoever may not appoint; says the organisation of a manager by its id of today.
fn place(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    member: &Member,
    role: Role,
    organization_id: Option<OrganizationId>,
    at: Now,
) -> Result<Option<OrganizationId>> {
    let right = right_to_appoint(role);
    match (role, organization_id) {
        (Role::Member, _) => Err(Refused::EverybodysRole),
        (Role::Manager, Some(id)) => {
            let place = organization(tx, viewer.hub(), id)?;
            check_at(viewer, right, place.id)?;
            check(viewer, right, member, Reach::Everybody, at)?;
            Ok(Some(place.id))
        }
        (role, None) if is_of_hub(role) => check_hub(viewer, right).map(|()| None),
        _ => {
            check_hub(viewer, Right::AppointForHub)?;
            Err(Refused::RoleAndOrganization)
        }
    }
}

/// Whether a role would be held twice at some moment.
fn in_the_way(one: &RoleAssignment, new: &RoleAssignment) -> bool {
    let before = |until: Option<Timestamp>, since: Timestamp| until.is_none_or(|until| since < until);
    (one.role, one.organization) == (new.role, new.organization)
        && before(one.until, new.since)
        && before(new.until, one.since)
        && one.until.is_none_or(|until| one.since < until)
}

fn written(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    act: Act,
    member: &Member,
    role: &RoleAssignment,
    clock: &Clock,
) -> Result<()> {
    let revision = members::raise_revision(tx, viewer.hub(), member.id)?;
    let code = role.role.code().to_owned();
    let (was, became) = if act == Act::RoleGiven { (String::new(), code) } else { (code, String::new()) };
    let fields = [FieldChange { field: MemberField::Role, was, became }];
    let trace = Trace::of(act, member.id, revision).with(&fields);
    let trace = Trace { organization: role.organization, ..trace };
    Ok(trail(tx, viewer, trace, clock)?)
}
