//! One-time links: a new password for whoever still has his second factor, or everything anew for whoever has lost both.

use super::second::Typed;
use super::{Beginning, Caller, Entered, NotLetIn, change, enter, record, second, tell};
use crate::hub::Hub;
use crate::people::may;
use crate::people::sign_in::hasher::Line;
use crate::people::sign_in::link::{ASKED_AGAIN, LASTS, Link, Scope, State};
use crate::people::sign_in::notice::Notice;
use crate::people::sign_in::password::Weak;
use crate::people::sign_in::session::{Method, after};
use crate::people::sign_in::store::accounts::Account;
use crate::people::sign_in::store::{accounts, links, records};
use crate::people::sign_in::throttle::Attempt;
use crate::people::sign_in::trail::{Event, What, trail};
use crate::people::sign_in::{SEALED_LINK, compared};
use crate::people::store::members;
use crate::platform::access::{MemberId, Relation, Right, Viewer};
use crate::platform::clock::local;
use crate::platform::hub_id::HubId;
use crate::platform::secrets::Token;
use crate::platform::web::Problem;

/// Makes the link for a new password, if this name has a password, an app and a letter box. Whoever asked is told nothing; the caller
/// answers him before this is done, so that its time tells nothing either.
pub async fn make_password_link(hub: &Hub, name: &str) -> Result<(), Problem> {
    let (clock, name, token) = (hub.clock().clone(), compared(name), Token::new());
    let secrets = hub.sign_in().secrets().clone();
    let made = hub.write(move |tx, hub| -> Result<(), Failed> {
        let now = clock.now();
        let Some(account) = accounts::by_name(tx, hub, &name)? else { return Ok(()) };
        let can = account.is_active && account.password.is_some() && account.app.is_some() && account.email.is_some();
        let newest = links::newest(tx, hub, Some(account.member), Scope::Password)?;
        if !can || newest.is_some_and(|at| now < after(at, ASKED_AGAIN)) {
            return Ok(());
        }
        let link = fresh(Scope::Password, now);
        links::add(tx, hub, account.member, None, &token.hash(), &link)?;
        let sealed = secrets.seal(SEALED_LINK, &account.member.to_bytes(), token.written().as_bytes())?;
        tell(tx, hub, &clock, account.member, Notice::PasswordLink, &sealed)?;
        trail(tx, hub, &clock, &Event::own(What::LinkMade, account.member).detail(Scope::Password.code()))?;
        Ok(())
    });
    made.await.map_err(|failed| failed.0)
}

/// An error of the database or of sealing, as a problem.
struct Failed(Problem);

impl From<kyoten_store::Error> for Failed {
    fn from(cause: kyoten_store::Error) -> Self {
        Self(cause.into())
    }
}

impl From<anyhow::Error> for Failed {
    fn from(cause: anyhow::Error) -> Self {
        Self(cause.into())
    }
}

fn fresh(scope: Scope, now: jiff::Timestamp) -> Link {
    Link { scope, made_at: now, expires_at: after(now, LASTS), used_at: None, replaced_at: None }
}

/// A link that was given out: what stands in it, and for whom.
pub struct Given {
    /// The secret part of its address.
    pub token: Token,
    /// For whom.
    pub name: String,
    /// Until when it is good.
    pub until: jiff::Timestamp,
}

/// The name of a member for whom the viewer may make a link. Whom he may not help is not found.
pub async fn may_reset(hub: &Hub, viewer: &Viewer, member: MemberId) -> Result<String, Problem> {
    let (now, viewer) = (hub.clock().now(), viewer.clone());
    let found = hub.read(move |tx, hub| resettable(tx, hub, &viewer, member, now)).await?;
    found.map(|account| account.name).ok_or_else(Problem::not_found)
}

/// The member, if the viewer may reset how he signs in. Nobody resets his own: he would take away the proof that it is he.
fn resettable(
    tx: &mut kyoten_store::Tx<'_>,
    hub: HubId,
    viewer: &Viewer,
    member: MemberId,
    now: jiff::Timestamp,
) -> kyoten_store::Result<Option<Account>> {
    let (account, found) = (accounts::of(tx, hub, member)?, members::find(tx, hub, member)?);
    let (Some(account), Some(found)) = (account, found) else { return Ok(None) };
    let relations = may::to_member_alone(viewer, &found, now, local(now).date());
    let may = !relations.contains(Relation::Own) && may::may(viewer, Right::ChangeAccess, relations);
    Ok(Some(account).filter(|account| may && (account.is_active || account.is_invited)))
}

/// Makes a link to set up a sign-in anew. A member whom the viewer may not help is not found.
pub async fn make_reset_link(hub: &Hub, viewer: &Viewer, member: MemberId) -> Result<Given, Problem> {
    let (clock, token, viewer) = (hub.clock().clone(), Token::new(), viewer.clone());
    let by = match &viewer {
        Viewer::Member(signed_in) => Some(signed_in.member),
        Viewer::Anyone { .. } | Viewer::Operator { .. } => None,
    };
    let (given, made_at) = (token.clone(), hub.clock().now());
    let made = hub.write(move |tx, hub| -> kyoten_store::Result<_> {
        let now = clock.now();
        let Some(account) = resettable(tx, hub, &viewer, member, now)? else {
            let detail = Right::ChangeAccess.code().to_owned();
            trail(tx, hub, &clock, &Event { what: What::Refused, member: Some(member), by, session: None, detail })?;
            return Ok(None);
        };
        links::add(tx, hub, member, by, &token.hash(), &fresh(Scope::Everything, now))?;
        tell(tx, hub, &clock, member, Notice::ResetLink, &[])?;
        let detail = Scope::Everything.code().to_owned();
        trail(tx, hub, &clock, &Event { what: What::LinkMade, member: Some(member), by, session: None, detail })?;
        Ok(Some(account.name))
    });
    let name = made.await?.ok_or_else(Problem::not_found)?;
    Ok(Given { token: given, name, until: after(made_at, LASTS) })
}

/// What a link opens. `None`: nothing, any more or ever.
pub async fn look(hub: &Hub, token: &Token) -> Result<Option<Scope>, Problem> {
    let (hash, now) = (token.hash(), hub.clock().now());
    let found = hub.read(move |tx, hub| links::find(tx, hub, &hash)).await?;
    Ok(found.filter(|(_, link)| link.state(now) == State::Good).map(|(_, link)| link.scope))
}

/// Whoever opens a link that is used up may have stolen it: its owner is told.
pub async fn opened_in_vain(hub: &Hub, token: &Token) -> Result<(), Problem> {
    let (hash, clock) = (token.hash(), hub.clock().clone());
    let told = hub.write(move |tx, hub| -> kyoten_store::Result<_> {
        let Some((member, link)) = links::find(tx, hub, &hash)? else { return Ok(()) };
        // Told once: whoever opens it a thousand times fills no letter box.
        if records::has_notice(tx, hub, member, Notice::LinkOpenedAgain)? {
            return Ok(());
        }
        if link.state(clock.now()) == State::Used {
            tell(tx, hub, &clock, member, Notice::LinkOpenedAgain, &[])?;
        }
        let event =
            Event { what: What::LinkRefused, member: Some(member), by: None, session: None, detail: String::new() };
        trail(tx, hub, &clock, &event)
    });
    Ok(told.await?)
}

/// Begins to set up a sign-in anew with a link. `None`: it is good no more.
pub async fn begin_setting_up(hub: &Hub, token: &Token, caller: &Caller) -> Result<Option<Entered>, Problem> {
    let (hash, now) = (token.hash(), hub.clock().now());
    let found = hub.read(move |tx, hub| links::find(tx, hub, &hash)).await?;
    let is_good = |link: &Link| link.scope == Scope::Everything && link.state(now) == State::Good;
    let Some((member, _)) = found.filter(|(_, link)| is_good(link)) else {
        opened_in_vain(hub, token).await?;
        return Ok(None);
    };
    let beginning = Beginning::new(member, Method::Link, true, caller);
    let (clock, entered) = (hub.clock().clone(), beginning.entered());
    let begun = hub.write(move |tx, hub| -> kyoten_store::Result<_> {
        if !links::use_up(tx, hub, &hash, clock.now())? {
            return Ok(false);
        }
        let id = beginning.write(tx, hub, &clock)?;
        trail(tx, hub, &clock, &Event::own(What::LinkUsed, member).session(id))?;
        Ok(true)
    });
    if begun.await? {
        return Ok(Some(entered));
    }
    opened_in_vain(hub, token).await?;
    Ok(None)
}

/// Begins to set up the sign-in of a member whose invitation was accepted. For the room that invites.
pub async fn begin_for_invited(hub: &Hub, member: MemberId, caller: &Caller) -> Result<Entered, Problem> {
    let beginning = Beginning::new(member, Method::Link, true, caller);
    let (clock, entered) = (hub.clock().clone(), beginning.entered());
    hub.write(move |tx, hub| beginning.write(tx, hub, &clock)).await?;
    Ok(entered)
}

/// Why a new password was not set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotSet {
    /// The link is good no more.
    Dead,
    /// The second factor.
    Second(NotLetIn),
    /// The password.
    Weak(Weak),
}

/// Sets a new password with a link and the second factor. All sessions end.
pub async fn new_password(
    hub: &Hub,
    token: &Token,
    (password, typed): (&str, Typed),
    caller: &Caller,
) -> Result<Result<(), NotSet>, Problem> {
    let (hash, now) = (token.hash(), hub.clock().now());
    let found = hub
        .read(move |tx, hub| -> kyoten_store::Result<_> {
            let found = links::find(tx, hub, &hash)?;
            let good = found.filter(|(_, link)| link.scope == Scope::Password && link.state(now) == State::Good);
            good.map_or(Ok(None), |(member, _)| accounts::of(tx, hub, member))
        })
        .await?;
    let Some(account) = found.filter(|account| account.is_active) else {
        opened_in_vain(hub, token).await?;
        return Ok(Err(NotSet::Dead));
    };
    if let Err(weak) = change::strength(hub, account.member, password).await? {
        return Ok(Err(NotSet::Weak(weak)));
    }
    let attempt = Attempt::new(caller.address, &account.sign_in_name, None, caller.uptime);
    let right = match enter::second_is_right(hub, &account, &typed, attempt, Line::Others).await? {
        Ok(right) => right,
        Err(says) => return Ok(Err(NotSet::Second(says))),
    };
    let Some(new) = change::hashed(hub, password).await? else { return Ok(Err(NotSet::Weak(Weak::Long))) };
    let (clock, member) = (hub.clock().clone(), account.member);
    let set = hub.write(move |tx, hub| -> kyoten_store::Result<_> {
        if !links::use_up(tx, hub, &hash, clock.now())? {
            return Ok(Err(NotSet::Dead));
        }
        if !second::use_up(tx, hub, &clock, member, &right)? {
            return Ok(Err(NotSet::Second(NotLetIn::CodeUsed)));
        }
        trail(tx, hub, &clock, &Event::own(What::LinkUsed, member))?;
        change::write_password(tx, hub, &clock, member, &new, None)?;
        Ok(Ok(()))
    });
    Ok(set.await?)
}

/// Records that somebody asked for a link, whoever the name belongs to.
pub async fn asked(hub: &Hub) -> Result<(), Problem> {
    let what = What::LinkAsked;
    Ok(record(hub, Event { what, member: None, by: None, session: None, detail: String::new() }).await?)
}
