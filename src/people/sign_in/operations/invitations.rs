//! One-time links of the room of people (招待・再設定): made at the desk, opened in a browser, where a sign-in is set up then.

use kyoten_store::Tx;

use super::{Beginning, Caller, Entered, record};
use crate::hub::Hub;
use crate::people::link::{Dead, Purpose, Secret};
use crate::people::member::{Member, MemberState};
use crate::people::operations::{self, LinkLife, Looked, NewLink, Opened};
use crate::people::refusal::Refused;
use crate::people::sign_in::session::Method;
use crate::people::sign_in::trail::{Event, What};
use crate::platform::access::{MemberId, Right, Viewer};
use crate::platform::hub_id::HubId;
use crate::platform::web::{Presence, Problem};

/// Somebody for whom a link can be made.
#[derive(Clone, Debug)]
pub struct Invitable {
    /// Who.
    pub member: MemberId,
    /// His name.
    pub name: String,
    /// What the link would be for.
    pub purpose: Purpose,
}

impl From<Member> for Invitable {
    fn from(member: Member) -> Self {
        let purpose = if member.state == MemberState::Active { Purpose::Reset } else { Purpose::Invitation };
        Self { member: member.id, name: member.particulars.name, purpose }
    }
}

/// For whom a member at the desk may make a link. Whom he may not help is not found; the refusal says what stands in the way where he
/// answers for him, but cannot decide alone.
pub async fn invitable(hub: &Hub, me: &Presence, member: MemberId) -> Result<Result<Invitable, Refused>, Problem> {
    let (clock, viewer) = (hub.clock().clone(), me.as_viewer());
    let found = hub.read(move |tx, _| operations::invitable(tx, &viewer, member, &clock)).await;
    or_not_found(hub, me, member, found.map(Invitable::from)).await
}

/// Makes a link.
pub async fn invite(
    hub: &Hub,
    me: &Presence,
    member: MemberId,
) -> Result<Result<(Invitable, NewLink), Refused>, Problem> {
    let (clock, viewer, life) = (hub.clock().clone(), me.as_viewer(), LinkLife::from(hub.config().links));
    let made = hub
        .write(move |tx, _| {
            let invitable = operations::invitable(tx, &viewer, member, &clock)?.into();
            Ok((invitable, operations::invite(tx, &viewer, member, life, &clock)?))
        })
        .await;
    or_not_found(hub, me, member, made).await
}

async fn or_not_found<T>(
    hub: &Hub,
    me: &Presence,
    member: MemberId,
    done: Result<T, Refused>,
) -> Result<Result<T, Refused>, Problem> {
    match done {
        Ok(done) => Ok(Ok(done)),
        Err(why @ (Refused::AlsoElsewhere | Refused::HasEnded)) => Ok(Err(why)),
        Err(Refused::Store(cause)) => Err(cause.into()),
        Err(_) => {
            let event = Event { member: Some(member), ..Event::own(What::Refused, me.viewer.member) };
            record(hub, event.detail(Right::ChangeAccess.code())).await?;
            Err(Problem::not_found())
        }
    }
}

/// What a link is. Looking changes nothing, since mail programs look before their readers do.
pub async fn look(hub: &Hub, secret: Secret, claims: Vec<Secret>) -> Result<Looked, Problem> {
    let clock = hub.clock().clone();
    let looked = hub.read(move |tx, hub| operations::look(tx, &Viewer::Anyone { hub }, &secret, &claims, &clock));
    looked.await.map_err(ours)
}

/// Somebody opened a link and may set up how he signs in.
pub struct Welcome {
    /// For the cookie of the session in which he does.
    pub entered: Entered,
    /// For the cookie by which the link knows its browser again, and how many seconds it is good. `None`: the browser has it.
    pub claim: Option<(Secret, u64)>,
}

/// Opens a link and begins to set up. A link that somebody else has opened dies.
pub async fn open(
    hub: &Hub,
    secret: Secret,
    claims: Vec<Secret>,
    caller: &Caller,
) -> Result<Result<Welcome, Dead>, Problem> {
    let (clock, caller) = (hub.clock().clone(), caller.clone());
    let opened = hub.write(move |tx: &mut Tx<'_>, hub: HubId| -> Result<_, Refused> {
        match operations::open(tx, &Viewer::Anyone { hub }, &secret, &claims, &clock)? {
            Opened::Dead(dead) => Ok(Err(dead)),
            Opened::Welcome { member, expires_at, claim, .. } => {
                let ends_by = Some(expires_at);
                let beginning = Beginning { ends_by, ..Beginning::new(member, Method::Link, true, &caller) };
                beginning.write(tx, hub, &clock)?;
                let seconds = expires_at.duration_since(clock.now()).as_secs().unsigned_abs();
                let claim = claim.map(|claim| (claim, seconds));
                Ok(Ok(Welcome { entered: beginning.entered(), claim }))
            }
        }
    });
    opened.await.map_err(ours)
}

/// A refusal where nobody can have done anything wrong.
pub(super) fn ours(refused: Refused) -> Problem {
    match refused {
        Refused::Store(cause) => cause.into(),
        other => Problem::ours(other),
    }
}
