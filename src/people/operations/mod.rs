//! What people do about people: every operation takes who wants it, decides, checks, writes, and leaves its trace in one transaction.
//!
//! Each locks the people of the hub before it reads anything, so that on PostgreSQL too one operation sees what the other left:
//! two administrators cannot dismiss each other at once.

mod accounts;
mod affiliations;
mod agreements;
mod beginning;
mod ending;
mod links;
mod review;
mod roles;

pub use accounts::{NewMember, SameName, add, add_profession, change, changeable, may_add, signed_in};
pub use affiliations::{NewAffiliation, join, leave, move_to, retitle};
pub use agreements::{PaperAgreement, agree, publish, record_agreement};
pub use beginning::{found_administrator, recover_administrator};
pub use ending::{come_back, end};
pub use links::{
    Accepted, LinkLife, Looked, NewLink, Opened, accept, invitable, invite, look, open, opened_with, see_notices,
    withdraw,
};
pub(super) use links::{open_link, told};
pub use review::confirm;
pub use roles::{NewRole, give_role, take_role};

use jiff::Timestamp;
use jiff::civil::Date;
use kyoten_store::Tx;

use super::may;
use super::member::{Member, MemberState};
use super::refusal::Refused;
use super::roles::has_lasting_administrator;
use super::store::{self, members};
use crate::directory::OrganizationId;
use crate::directory::store::names::{self, Named};
use crate::platform::Clock;
use crate::platform::access::{MemberId, Relation, Right, Viewer};
use crate::platform::clock::local;
use crate::platform::hub_id::HubId;

/// An operation's answer: done, or a refusal that says what to mend, or the database's trouble.
pub type Result<T> = std::result::Result<T, Refused>;

/// When it is, for one operation.
#[derive(Clone, Copy)]
pub(super) struct Now {
    pub(super) now: Timestamp,
    pub(super) today: Date,
}

impl Now {
    pub(super) fn of(clock: &Clock) -> Self {
        let now = clock.now();
        Self { now, today: local(now).date() }
    }
}

/// Nobody else changes people of this hub until the commit.
fn begin(tx: &mut Tx<'_>, viewer: &Viewer, clock: &Clock) -> Result<(HubId, Now)> {
    members::lock(tx, viewer.hub())?;
    Ok((viewer.hub(), Now::of(clock)))
}

/// The member, as far as this viewer may know that he exists: his own, or one that he sees among the colleagues.
pub(super) fn known(tx: &mut Tx<'_>, viewer: &Viewer, id: MemberId, at: Now) -> Result<Member> {
    let member = members::find(tx, viewer.hub(), id)?.ok_or(Refused::NoSuchMember)?;
    let sees = may::may(viewer, Right::SeeMember, may::to_member(viewer, &member, at.now, at.today));
    let colleague = member.may_enter(at.now, at.today) && may::may(viewer, Right::SeeDirectory, Relation::SameHub);
    if sees || colleague { Ok(member) } else { Err(Refused::NoSuchMember) }
}

/// The same, for what cannot be done to an account that has ended.
fn known_and_not_ended(tx: &mut Tx<'_>, viewer: &Viewer, id: MemberId, at: Now) -> Result<Member> {
    match known(tx, viewer, id, at)? {
        ended if ended.state == MemberState::Ended => Err(Refused::HasEnded),
        member => Ok(member),
    }
}

/// How far a manager's word reaches.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// To everybody who works at his organisation.
    Everybody,
    /// To those who work nowhere else and not for the hub.
    Alone,
}

/// Refuses what this viewer may not do to this member.
fn check(viewer: &Viewer, right: Right, member: &Member, reach: Reach, at: Now) -> Result<()> {
    let everybody = may::to_member(viewer, member, at.now, at.today);
    let relations = match reach {
        Reach::Everybody => everybody,
        Reach::Alone => may::to_member_alone(viewer, member, at.now, at.today),
    };
    if may::may(viewer, right, relations) {
        return Ok(());
    }
    Err(match viewer {
        _ if reach == Reach::Alone && may::may(viewer, right, everybody) => Refused::AlsoElsewhere,
        Viewer::Member(signed_in) if !signed_in.manages.is_empty() => Refused::NotYours,
        _ => Refused::OnlyAdministrators,
    })
}

/// Refuses what this viewer may not do at this organisation.
fn check_at(viewer: &Viewer, right: Right, organization: OrganizationId) -> Result<()> {
    if may::may(viewer, right, may::to_organization(viewer, organization)) {
        Ok(())
    } else {
        Err(Refused::NotYourOrganization)
    }
}

/// Refuses what only the hub's administrators do.
fn check_hub(viewer: &Viewer, right: Right) -> Result<()> {
    if may::may(viewer, right, Relation::SameHub) { Ok(()) } else { Err(Refused::OnlyAdministrators) }
}

/// The organisation, by its id of today.
fn organization(tx: &mut Tx<'_>, hub: HubId, id: OrganizationId) -> Result<Named> {
    names::of(tx, hub, &[id])?.remove(&id).ok_or(Refused::NoSuchOrganization)
}

/// Does something to roles or accounts, and gives it up when the hub would be left without an administrator.
///
/// A hub whose first administrator has not accepted yet has none to lose.
fn keeping_an_administrator<T>(
    tx: &mut Tx<'_>,
    hub: HubId,
    at: Now,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T>,
) -> Result<T> {
    let had = has_administrator(tx, hub, at)?;
    let done = work(tx)?;
    if had && !has_administrator(tx, hub, at)? {
        return Err(Refused::LastAdministrator);
    }
    Ok(done)
}

fn has_administrator(tx: &mut Tx<'_>, hub: HubId, at: Now) -> Result<bool> {
    let all = store::roles::administrators(tx, hub, at.now)?;
    let active = all.iter().filter(|(_, state, _)| *state == MemberState::Active).map(|(.., role)| role);
    Ok(has_lasting_administrator(active, at.now))
}
