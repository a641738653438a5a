//! One-time links: a new password for whoever still has his second factor.

use super::second::Typed;
use super::{Caller, NotLetIn, change, enter, record, second, tell, told_lately};
use crate::hub::Hub;
use crate::people::member::compared_sign_in;
use crate::people::sign_in::SEALED_LINK;
use crate::people::sign_in::hasher::Line;
use crate::people::sign_in::link::{ASKED_AGAIN, LASTS, Link, State};
use crate::people::sign_in::notice::Notice;
use crate::people::sign_in::password::Weak;
use crate::people::sign_in::session::after;
use crate::people::sign_in::store::{accounts, links};
use crate::people::sign_in::throttle::Attempt;
use crate::people::sign_in::trail::{Event, What, trail};
use crate::platform::secrets::Token;
use crate::platform::web::Problem;

/// Makes the link for a new password, if this name has a password, an app and a letter box. Whoever asked is told nothing; the caller
/// answers him before this is done, so that its time tells nothing either.
pub async fn make_password_link(hub: &Hub, name: &str) -> Result<(), Problem> {
    let (clock, name, token) = (hub.clock().clone(), compared_sign_in(name), Token::new());
    let secrets = hub.sign_in().secrets().clone();
    let made = hub.write(move |tx, hub| -> Result<(), Failed> {
        let now = clock.now();
        let Some(account) = accounts::by_name(tx, hub, &name)? else { return Ok(()) };
        let can = account.is_active && account.password.is_some() && account.app.is_some() && account.email.is_some();
        let newest = links::newest(tx, hub, account.member)?;
        if !can || newest.is_some_and(|at| now < after(at, ASKED_AGAIN)) {
            return Ok(());
        }
        let link = Link { made_at: now, expires_at: after(now, LASTS), used_at: None, replaced_at: None };
        links::add(tx, hub, account.member, &token.hash(), &link)?;
        let sealed = secrets.seal(SEALED_LINK, &account.member.to_bytes(), token.written().as_bytes())?;
        tell(tx, hub, &clock, account.member, Notice::PasswordLink, &sealed)?;
        trail(tx, hub, &clock, &Event::own(What::LinkMade, account.member).detail("password"))?;
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

/// Whether a link is good.
pub async fn look(hub: &Hub, token: &Token) -> Result<bool, Problem> {
    let (hash, now) = (token.hash(), hub.clock().now());
    let found = hub.read(move |tx, hub| links::find(tx, hub, &hash)).await?;
    Ok(found.is_some_and(|(_, link)| link.state(now) == State::Good))
}

/// Whoever opens a link that is used up may have stolen it: its owner is told.
pub async fn opened_in_vain(hub: &Hub, token: &Token) -> Result<(), Problem> {
    let (hash, clock) = (token.hash(), hub.clock().clone());
    let told = hub.write(move |tx, hub| -> kyoten_store::Result<_> {
        let Some((member, link)) = links::find(tx, hub, &hash)? else { return Ok(()) };
        if told_lately(tx, hub, &clock, member, Notice::LinkOpenedAgain)? {
            return Ok(());
        }
        if link.state(clock.now()) == State::Used {
            tell(tx, hub, &clock, member, Notice::LinkOpenedAgain, &[])?;
        }
        let event = Event::by_anyone(What::LinkRefused, Some(member));
        trail(tx, hub, &clock, &event)
    });
    Ok(told.await?)
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
            let good = found.filter(|(_, link)| link.state(now) == State::Good);
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
    Ok(record(hub, Event::by_anyone(What::LinkAsked, None)).await?)
}
