//! Inviting, opening, accepting.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use kyoten_store::Tx;

use super::{Now, Reach, Result, begin, check, known_and_not_ended};
use crate::people::history::Act;
use crate::people::link::{Dead, Link, NoticeKind, Purpose, Secret, SecretHash, Verdict, WithdrawnBecause};
use crate::people::member::{Member, MemberState};
use crate::people::refusal::Refused;
use crate::people::sign_in::notice::Notice;
use crate::people::sign_in::operations::{own, tell};
use crate::people::store::{links, members};
use crate::people::trail::{Trace, trail};
use crate::platform::access::{MemberId, Right, Role, Viewer};
use crate::platform::config::LinkSettings;
use crate::platform::hub_id::HubId;
use crate::platform::id::random_bytes;
use crate::platform::{Clock, Id};

/// How long links live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkLife {
    /// An invitation: paper takes days to arrive.
    pub invitation: Duration,
    /// A link that sets a sign-in up anew.
    pub reset: Duration,
}

impl From<LinkSettings> for LinkLife {
    fn from(settings: LinkSettings) -> Self {
        Self { invitation: settings.invitation, reset: settings.reset }
    }
}

impl LinkLife {
    fn of(self, purpose: Purpose) -> SignedDuration {
        let life = match purpose {
            Purpose::Invitation => self.invitation,
            Purpose::Reset => self.reset,
        };
        SignedDuration::try_from(life).unwrap_or(SignedDuration::ZERO)
    }
}

/// A new link. Its secret is here and nowhere else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLink {
    /// The link.
    pub link: Link,
    /// What stands in it.
    pub secret: Secret,
}

/// What became of opening a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opened {
    /// It is alive.
    Welcome {
        /// Whose it is.
        member: MemberId,
        /// That member's name.
        name: String,
        /// What it is for.
        purpose: Purpose,
        /// Until when it lives.
        expires_at: Timestamp,
        /// What proves from now on that this browser opened it; nothing when it holds that already.
        claim: Option<Secret>,
    },
    /// It is dead.
    Dead(Dead),
}

/// What a link is, without opening it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Looked {
    /// It is alive.
    Alive {
        /// The name of whose it is.
        name: String,
        /// What it is for.
        purpose: Purpose,
        /// Until when it lives.
        expires_at: Timestamp,
        /// Whether another browser opened it: opening it here too would kill it.
        is_open_elsewhere: bool,
    },
    /// It is dead.
    Dead(Dead),
}

/// What became of using a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepted {
    /// It was used; what follows belongs to this member.
    Member {
        /// Whose it was.
        member: MemberId,
        /// What it was for.
        purpose: Purpose,
    },
    /// It is dead.
    Dead(Dead),
}

/// Makes a link for a member: an invitation for one who has not come yet, a reset for one who has. An older link dies.
pub fn invite(tx: &mut Tx<'_>, viewer: &Viewer, id: MemberId, life: LinkLife, clock: &Clock) -> Result<NewLink> {
    begin(tx, viewer, clock)?;
    let member = invitable(tx, viewer, id, clock)?;
    make(tx, viewer, &member, life, clock)
}

/// The member, if this viewer may make a link for him. Nobody makes his own: he would take away the proof that it is he.
pub fn invitable(tx: &mut Tx<'_>, viewer: &Viewer, id: MemberId, clock: &Clock) -> Result<Member> {
    let at = Now::of(clock);
    let member = known_and_not_ended(tx, viewer, id, at)?;
    if acting(viewer) == Some(id) {
        return Err(Refused::NoSuchMember);
    }
    check(viewer, Right::ChangeAccess, &member, Reach::Alone, at)?;
    Ok(member)
}

/// Makes a link. Whoever calls has checked that he may.
pub(super) fn make(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    member: &Member,
    life: LinkLife,
    clock: &Clock,
) -> Result<NewLink> {
    let (hub, now) = (viewer.hub(), clock.now());
    let purpose = if member.state == MemberState::Active { Purpose::Reset } else { Purpose::Invitation };
    let secret = Secret::from_bytes(random_bytes());
    let link = Link {
        id: Id::new(clock),
        member: member.id,
        purpose,
        made_at: now,
        made_by: acting(viewer),
        expires_at: now.saturating_add(life.of(purpose)).unwrap_or(now),
        opened_at: None,
        claim: None,
        used_at: None,
        withdrawn: None,
    };
    take_back(tx, hub, member.id, WithdrawnBecause::Replaced, clock)?;
    links::add(tx, hub, &link, &secret.hash())?;
    let act = match purpose {
        Purpose::Invitation => Act::Invited,
        Purpose::Reset => Act::ResetMade,
    };
    if purpose == Purpose::Reset {
        links::tell(tx, hub, Some(member.id), NoticeKind::ResetMade, &link, now)?;
        tell(tx, hub, clock, member.id, Notice::ResetLink, &[])?;
    }
    trail(tx, viewer, Trace::of(act, member.id, 0), clock)?;
    Ok(NewLink { link, secret })
}

/// Takes the link of a member back.
pub fn withdraw(tx: &mut Tx<'_>, viewer: &Viewer, id: MemberId, clock: &Clock) -> Result<()> {
    let (hub, at) = begin(tx, viewer, clock)?;
    let member = known_and_not_ended(tx, viewer, id, at)?;
    check(viewer, Right::ChangeAccess, &member, Reach::Alone, at)?;
    if !take_back(tx, hub, id, WithdrawnBecause::Withdrawn, clock)? {
        return Err(Refused::NoLink);
    }
    Ok(trail(tx, viewer, Trace::of(Act::LinkWithdrawn, id, 0), clock)?)
}

/// Takes the open link of a member back; whoever was setting up with it is out. `false`: there is none.
fn take_back(
    tx: &mut Tx<'_>,
    hub: HubId,
    member: MemberId,
    because: WithdrawnBecause,
    clock: &Clock,
) -> kyoten_store::Result<bool> {
    own::end_setting_up(tx, hub, clock, member)?;
    links::withdraw_of(tx, hub, member, because, clock.now())
}

/// What a link is. Changes nothing, so that a mail scanner does no harm; `claims` are those that this browser holds.
pub fn look(tx: &mut Tx<'_>, viewer: &Viewer, secret: &Secret, claims: &[Secret], clock: &Clock) -> Result<Looked> {
    let hub = viewer.hub();
    let Some(link) = links::by_token(tx, hub, &secret.hash())? else { return Ok(Looked::Dead(Dead::Unknown)) };
    let is_open_elsewhere = match link.judge(held(&link, claims), clock.now()) {
        Verdict::First | Verdict::Again => false,
        Verdict::Kill => true,
        Verdict::Dead(dead) => return Ok(Looked::Dead(dead)),
    };
    let member = members::find(tx, hub, link.member)?.ok_or(Refused::NoSuchMember)?;
    let Link { purpose, expires_at, .. } = link;
    Ok(Looked::Alive { name: member.particulars.name, purpose, expires_at, is_open_elsewhere })
}

/// The claim on this link among those that a browser holds.
fn held<'a>(link: &'a Link, claims: &[Secret]) -> Option<&'a SecretHash> {
    link.claim.as_ref().filter(|first| claims.iter().any(|claim| claim.hash() == **first))
}

/// The link of a member that was opened with one of these claims, the newest last, and that claim.
pub fn opened_with(
    tx: &mut Tx<'_>,
    hub: HubId,
    member: MemberId,
    claims: &[Secret],
) -> kyoten_store::Result<Option<(Link, Secret)>> {
    for claim in claims.iter().rev() {
        if let Some(link) = links::by_claim(tx, hub, member, &claim.hash())? {
            return Ok(Some((link, claim.clone())));
        }
    }
    Ok(None)
}

/// Opens a link: somebody pressed the button behind it. Looking at the page does not open it, so that a mail scanner does no harm.
///
/// Whoever opens it first is given a claim for his browser. Who comes without it kills the link, and whoever made it is told.
/// Asks for no right: the secret is the right.
pub fn open(tx: &mut Tx<'_>, viewer: &Viewer, secret: &Secret, claims: &[Secret], clock: &Clock) -> Result<Opened> {
    let Some((link, hub, at)) = find_and_begin(tx, viewer, secret, clock)? else {
        return Ok(Opened::Dead(Dead::Unknown));
    };
    let claim = held(&link, claims);
    match link.judge(claim, at.now) {
        Verdict::First => {
            let new = Secret::from_bytes(random_bytes());
            links::set_opened(tx, hub, link.id, &new.hash(), at.now)?;
            trail(tx, viewer, Trace::of(Act::LinkOpened, link.member, 0), clock)?;
            welcome(tx, hub, &link, Some(new))
        }
        Verdict::Again => welcome(tx, hub, &link, None),
        verdict => bury(tx, viewer, &link, verdict, claim, clock).map(Opened::Dead),
    }
}

/// The link with this secret, read anew when nobody else changes people any more. What is no link holds nobody up.
fn find_and_begin(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    secret: &Secret,
    clock: &Clock,
) -> Result<Option<(Link, HubId, Now)>> {
    let token = secret.hash();
    if links::by_token(tx, viewer.hub(), &token)?.is_none() {
        return Ok(None);
    }
    let (hub, at) = begin(tx, viewer, clock)?;
    Ok(links::by_token(tx, hub, &token)?.map(|link| (link, hub, at)))
}

fn welcome(tx: &mut Tx<'_>, hub: HubId, link: &Link, claim: Option<Secret>) -> Result<Opened> {
    let member = members::find(tx, hub, link.member)?.ok_or(Refused::NoSuchMember)?;
    Ok(Opened::Welcome {
        member: link.member,
        name: member.particulars.name,
        purpose: link.purpose,
        expires_at: link.expires_at,
        claim,
    })
}

/// Says why a link is dead, kills it if it dies just now, and tells whoever made it.
fn bury(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    link: &Link,
    verdict: Verdict,
    claim: Option<&SecretHash>,
    clock: &Clock,
) -> Result<Dead> {
    let (hub, now) = (viewer.hub(), clock.now());
    let (dead, notice) = match verdict {
        Verdict::First | Verdict::Again | Verdict::Kill => {
            take_back(tx, hub, link.member, WithdrawnBecause::OpenedTwice, clock)?;
            trail(tx, viewer, Trace::of(Act::LinkKilled, link.member, 0), clock)?;
            (Dead::OpenedTwice, Some(NoticeKind::OpenedTwice))
        }
        Verdict::Dead(Dead::Used) if link.is_strange(claim) => (Dead::Used, Some(NoticeKind::OpenedAfterUse)),
        Verdict::Dead(Dead::Expired) => (Dead::Expired, Some(NoticeKind::OpenedLate)),
        Verdict::Dead(dead) => (dead, None),
    };
    if let Some(kind) = notice {
        links::tell(tx, hub, link.made_by, kind, link, now)?;
    }
    Ok(dead)
}

/// Uses a link up: whoever opened it has set up how he signs in, in the same transaction.
pub fn accept(tx: &mut Tx<'_>, viewer: &Viewer, id: Id<Link>, claim: &Secret, clock: &Clock) -> Result<Accepted> {
    let (hub, at) = begin(tx, viewer, clock)?;
    let Some(link) = links::by_id(tx, hub, id)? else { return Ok(Accepted::Dead(Dead::Unknown)) };
    let claim = claim.hash();
    match link.judge(Some(&claim), at.now) {
        Verdict::Again => {}
        verdict => return bury(tx, viewer, &link, verdict, Some(&claim), clock).map(Accepted::Dead),
    }
    links::set_used(tx, hub, link.id, at.now)?;
    // Whoever was signed in by an older way, or is just setting up, is out.
    own::end_everything(tx, hub, clock, link.member)?;
    match link.purpose {
        Purpose::Invitation => {
            let revision = members::set_state(tx, hub, link.member, MemberState::Active, None)?;
            trail(tx, viewer, Trace::of(Act::Accepted, link.member, revision), clock)?;
        }
        Purpose::Reset => {
            trail(tx, viewer, Trace::of(Act::ResetUsed, link.member, 0), clock)?;
        }
    }
    Ok(Accepted::Member { member: link.member, purpose: link.purpose })
}

/// Keeps that a viewer has seen what he had to be told.
pub fn see_notices(tx: &mut Tx<'_>, viewer: &Viewer, clock: &Clock) -> Result<()> {
    if let Some((member, administrator)) = told(viewer) {
        links::set_seen(tx, viewer.hub(), member, administrator, clock.now())?;
    }
    Ok(())
}

/// Whose notices a viewer reads, and whether those of all administrators too.
pub(in crate::people) fn told(viewer: &Viewer) -> Option<(Option<MemberId>, bool)> {
    match viewer {
        Viewer::Anyone { .. } => None,
        Viewer::Operator { .. } => Some((None, true)),
        Viewer::Member(signed_in) => Some((Some(signed_in.member), signed_in.roles.contains(&Role::Administrator))),
    }
}

fn acting(viewer: &Viewer) -> Option<MemberId> {
    match viewer {
        Viewer::Member(signed_in) => Some(signed_in.member),
        Viewer::Anyone { .. } | Viewer::Operator { .. } => None,
    }
}

/// The link of a member that was neither used nor taken back, and whether its time is over.
pub(in crate::people) fn open_link(tx: &mut Tx<'_>, hub: HubId, id: MemberId, at: Now) -> Result<Option<(Link, bool)>> {
    Ok(links::open_of(tx, hub, id)?.map(|link| {
        let alive = link.is_alive(at.now);
        (link, alive)
    }))
}
