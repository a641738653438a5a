//! The beginning of a hub: its first administrator, and the day on which the administrator has lost everything.

use kyoten_store::Tx;

use super::links::make;
use super::{LinkLife, NewLink, Now, Result, begin};
use crate::people::form::MemberForm;
use crate::people::history::Act;
use crate::people::member::{Member, MemberState, compared_sign_in};
use crate::people::refusal::Refused;
use crate::people::roles::RoleAssignment;
use crate::people::sign_in::operations::own;
use crate::people::store::{self, members, professions};
use crate::people::trail::{Trace, trail};
use crate::platform::Clock;
use crate::platform::access::{MemberId, Role, Viewer};
use crate::platform::hub_id::HubId;

/// Names the first administrator of a hub and makes his invitation. A hub has a first one only once.
pub fn found_administrator(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    form: &MemberForm,
    life: LinkLife,
    clock: &Clock,
) -> Result<NewLink> {
    let (hub, at) = begin_at_the_machine(tx, viewer, clock)?;
    if !administrators(tx, hub, at)?.is_empty() {
        return Err(Refused::HasAdministrator);
    }
    let who = form.checked(&professions::own(tx, hub)?)?;
    if members::by_sign_in_look(tx, hub, &who.keys().sign_in_look)?.is_some() {
        return Err(Refused::SignInTaken);
    }
    let id = MemberId::new(clock);
    members::add(tx, hub, id, &who, MemberState::Invited, at.now)?;
    let role = RoleAssignment { role: Role::Administrator, organization: None, since: at.now, until: None };
    store::roles::add(tx, hub, id, &role)?;
    trail(tx, viewer, Trace::of(Act::AdministratorNamed, id, 1), clock)?;
    let member = members::find(tx, hub, id)?.ok_or(Refused::NoSuchMember)?;
    make(tx, viewer, &member, life, clock)
}

/// Lets an administrator in who has lost everything: his sessions and devices end, his old links die, and a new one is made.
/// `sign_in` says which one, when there are several.
pub fn recover_administrator(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    sign_in: Option<&str>,
    life: LinkLife,
    clock: &Clock,
) -> Result<NewLink> {
    let (hub, at) = begin_at_the_machine(tx, viewer, clock)?;
    let mut all = administrators(tx, hub, at)?;
    if all.is_empty() {
        return Err(Refused::NoAdministrator);
    }
    let names: Vec<String> = all.iter().map(|one| one.particulars.sign_in.clone()).collect();
    if let Some(wanted) = sign_in.map(compared_sign_in) {
        all.retain(|one| one.particulars.sign_in == wanted);
    }
    let [member] = all.as_slice() else { return Err(Refused::WhichAdministrator(names.join("、"))) };
    own::end_everything(tx, hub, clock, member.id)?;
    trail(tx, viewer, Trace::of(Act::AdministratorRecovered, member.id, 0), clock)?;
    make(tx, viewer, member, life, clock)
}

/// Everybody who is or will be administrator and whose account has not ended.
fn administrators(tx: &mut Tx<'_>, hub: HubId, at: Now) -> Result<Vec<Member>> {
    let mut found: Vec<Member> = Vec::new();
    for (id, ..) in store::roles::administrators(tx, hub, at.now)? {
        if found.iter().all(|known| known.id != id) {
            found.extend(members::find(tx, hub, id)?);
        }
    }
    Ok(found)
}

/// Only whoever may type commands on the machine itself.
fn begin_at_the_machine(tx: &mut Tx<'_>, viewer: &Viewer, clock: &Clock) -> Result<(HubId, Now)> {
    if !matches!(viewer, Viewer::Operator { .. }) {
        return Err(Refused::OnlyAdministrators);
    }
    begin(tx, viewer, clock)
}
