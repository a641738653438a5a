//! Ending an account, and bringing somebody back.

use kyoten_store::Tx;

use super::affiliations::{NewAffiliation, begin_affiliation, end_row};
use super::{
    Reach, Result, begin, check, check_at, check_hub, keeping_an_administrator, known, known_and_not_ended,
    organization,
};
use crate::people::history::Act;
use crate::people::link::WithdrawnBecause;
use crate::people::member::{Member, MemberState};
use crate::people::refusal::Refused;
use crate::people::sign_in::operations::own;
use crate::people::store::{links, members, roles};
use crate::people::trail::{Trace, trail};
use crate::platform::Clock;
use crate::platform::access::{MemberId, Right, Viewer};

/// Ends an account at once: affiliations, roles, links, every session and every device.
pub fn end(tx: &mut Tx<'_>, viewer: &Viewer, id: MemberId, clock: &Clock) -> Result<()> {
    let (hub, at) = begin(tx, viewer, clock)?;
    let member = known_and_not_ended(tx, viewer, id, at)?;
    check(viewer, Right::ChangeAccess, &member, Reach::Alone, at)?;
    keeping_an_administrator(tx, hub, at, |tx| close(tx, viewer, &member, clock))
}

/// Ends everything that a member has. Whoever calls has checked that he may.
pub(super) fn close(tx: &mut Tx<'_>, viewer: &Viewer, member: &Member, clock: &Clock) -> Result<()> {
    let (hub, at) = (viewer.hub(), super::Now::of(clock));
    for one in member.affiliations.iter().filter(|one| one.period.holds_or_will(at.today)) {
        end_row(tx, hub, one, at.today, at)?;
    }
    for row in roles::rows_of_member(tx, hub, member.id)? {
        if row.assignment.is_or_will_be(at.now) {
            roles::set_until(tx, hub, member.id, &row, at.now)?;
        }
    }
    links::withdraw_of(tx, hub, member.id, WithdrawnBecause::Ended, at.now)?;
    let revision = members::set_state(tx, hub, member.id, MemberState::Ended, Some(at.now))?;
    own::end_everything(tx, hub, clock, member.id)?;
    Ok(trail(tx, viewer, Trace::of(Act::Ended, member.id, revision), clock)?)
}

/// Brings somebody back whose account has ended. Roles do not come back with him, and he needs a new invitation.
pub fn come_back(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    id: MemberId,
    new: Option<&NewAffiliation>,
    clock: &Clock,
) -> Result<()> {
    let (hub, at) = begin(tx, viewer, clock)?;
    let member = known(tx, viewer, id, at)?;
    match new {
        Some(new) => {
            let place = organization(tx, hub, new.organization)?;
            check_at(viewer, Right::AddMember, place.id)?;
        }
        None => check_hub(viewer, Right::AddMember).map_err(|_| Refused::OrganizationMissing)?,
    }
    check(viewer, Right::AddMember, &member, Reach::Alone, at)?;
    if member.state != MemberState::Ended {
        return Err(Refused::HasNotEnded);
    }
    let revision = members::set_state(tx, hub, id, MemberState::Invited, None)?;
    trail(tx, viewer, Trace::of(Act::CameBack, id, revision), clock)?;
    match new {
        Some(new) => begin_affiliation(tx, viewer, id, &member.affiliations, new, clock),
        None => Ok(()),
    }
}
