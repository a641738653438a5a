//! Leaving the desk and coming back (離席・再開), and showing both factors again for what is sensitive (再認証).

use super::passkeys::{self, Answered};
use super::second::{self, Typed};
use super::{NotLetIn, enter, record};
use crate::hub::Hub;
use crate::people::sign_in::hasher::Line;
use crate::people::sign_in::password::Password;
use crate::people::sign_in::session::{Effect, Event as Happens};
use crate::people::sign_in::store::accounts::{self, Account};
use crate::people::sign_in::store::sessions;
use crate::people::sign_in::throttle::Attempt;
use crate::people::sign_in::trail::{Event, What, trail};
use crate::platform::secrets::Token;
use crate::platform::web::{Presence, Problem, SessionKind};

use super::Caller;

/// What somebody shows who is back.
#[derive(Clone, Debug)]
pub enum Shown {
    /// His password.
    Password(String),
    /// A passkey.
    Passkey(Answered),
    /// In a demo: that he pressed the button.
    Nothing,
}

/// Locks a session.
pub async fn leave(hub: &Hub, presence: &Presence) -> Result<(), Problem> {
    change(hub, presence, Happens::Leaves, What::Locked, None).await.map(|_| ())
}

/// The owner of an open page does something there.
pub async fn stay(hub: &Hub, presence: &Presence) -> Result<(), Problem> {
    let (id, now) = (presence.session, hub.clock().now());
    Ok(hub.write(move |tx, hub| sessions::seen(tx, hub, id, now)).await?)
}

/// Opens a locked session. The new token of the session, or `None` if what was shown is wrong.
pub async fn unlock(hub: &Hub, presence: &Presence, shown: Shown) -> Result<Option<Token>, Problem> {
    let is_right = match shown {
        Shown::Password(typed) => password_is_right(hub, presence, &typed).await?,
        Shown::Passkey(answered) => passkeys::proves(hub, presence, answered).await?,
        Shown::Nothing => presence.kind == SessionKind::Demo,
    };
    if !is_right {
        change(hub, presence, Happens::WronglyUnlocked, What::UnlockRefused, None).await?;
        return Ok(None);
    }
    renewed(hub, presence, Happens::Unlocked, What::Unlocked).await
}

/// Shows both factors again. The new token of the session.
pub async fn prove_with_password(
    hub: &Hub,
    presence: &Presence,
    (password, second): (String, Typed),
    caller: &Caller,
) -> Result<Result<Token, NotLetIn>, Problem> {
    let Some(account) = account(hub, presence).await? else { return Ok(Err(NotLetIn::Wrong)) };
    // Whoever has the session is known here; its own bucket is that of the session.
    let attempt = Attempt::new(caller.address, &account.sign_in_name, Some(bucket(presence)), caller.uptime);
    if let Err(seconds) = hub.sign_in().attempts().begin(attempt) {
        return Ok(Err(NotLetIn::Wait(seconds)));
    }
    if !password_is_right(hub, presence, &password).await? {
        return refuse(hub, presence).await;
    }
    let right = match enter::second_is_right(hub, &account, &second, attempt, Line::Known).await? {
        Ok(right) => right,
        Err(says) => return Ok(Err(says)),
    };
    let (clock, member) = (hub.clock().clone(), account.member);
    if !hub.write(move |tx, hub| second::use_up(tx, hub, &clock, member, &right)).await? {
        return Ok(Err(NotLetIn::CodeUsed));
    }
    hub.sign_in().attempts().was_right(attempt);
    let token = renewed(hub, presence, Happens::Proven, What::Proven).await?;
    Ok(token.ok_or(NotLetIn::Wrong))
}

/// Shows a passkey again, or in a demo presses the button. The new token of the session.
pub async fn prove(hub: &Hub, presence: &Presence, shown: Shown) -> Result<Result<Token, NotLetIn>, Problem> {
    let is_right = match shown {
        Shown::Passkey(answered) => passkeys::proves(hub, presence, answered).await?,
        Shown::Nothing => presence.kind == SessionKind::Demo,
        Shown::Password(_) => false,
    };
    if !is_right {
        return refuse(hub, presence).await;
    }
    let token = renewed(hub, presence, Happens::Proven, What::Proven).await?;
    Ok(token.ok_or(NotLetIn::Wrong))
}

async fn refuse<T>(hub: &Hub, presence: &Presence) -> Result<Result<T, NotLetIn>, Problem> {
    record(hub, Event::own(What::ProofRefused, presence.viewer.member)).await?;
    Ok(Err(NotLetIn::Wrong))
}

fn bucket(presence: &Presence) -> [u8; 32] {
    let mut bucket = [0; 32];
    bucket[..16].copy_from_slice(&presence.session.to_bytes());
    bucket
}

async fn account(hub: &Hub, presence: &Presence) -> Result<Option<Account>, Problem> {
    let member = presence.viewer.member;
    Ok(hub.read(move |tx, hub| accounts::of(tx, hub, member)).await?)
}

async fn password_is_right(hub: &Hub, presence: &Presence, typed: &str) -> Result<bool, Problem> {
    let hash = account(hub, presence).await?.and_then(|account| account.password);
    hub.sign_in().hasher().verify(Line::Known, Password::typed(typed), hash).await
}

/// Changes a session so that it gets a new token. `None`: it cannot be changed so, or not any more.
async fn renewed(hub: &Hub, presence: &Presence, event: Happens, what: What) -> Result<Option<Token>, Problem> {
    let token = Token::new();
    let effect = change(hub, presence, event, what, Some(token.clone())).await?;
    Ok((effect == Effect::NewToken).then_some(token))
}

async fn change(
    hub: &Hub,
    presence: &Presence,
    event: Happens,
    what: What,
    token: Option<Token>,
) -> Result<Effect, Problem> {
    let (clock, id, member) = (hub.clock().clone(), presence.session, presence.viewer.member);
    let changed = hub.write(move |tx, hub| -> kyoten_store::Result<_> {
        let Some(stored) = sessions::to_change(tx, hub, id)? else { return Ok(Effect::Nothing) };
        let (next, effect) = stored.session.on(event, clock.now());
        if effect == Effect::Nothing {
            return Ok(effect);
        }
        let hash = token.as_ref().filter(|_| effect == Effect::NewToken).map(Token::hash);
        sessions::save(tx, hub, id, &next, hash.as_ref())?;
        trail(tx, hub, &clock, &Event::own(what, member))?;
        Ok(effect)
    });
    Ok(changed.await?)
}
