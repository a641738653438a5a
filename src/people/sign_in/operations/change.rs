//! Changing how one signs in: password, authenticator app, recovery codes; and finishing when a sign-in was set up anew.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use kyoten_store::{Result as Stored, Tx};

use super::{Beginning, Caller, Entered, invitations, second, tell};
use crate::hub::Hub;
use crate::people::link::{self, Dead};
use crate::people::operations::{self, Accepted};
use crate::people::refusal::Refused;
use crate::people::sign_in::app::{self, Secret, Verdict};
use crate::people::sign_in::hasher::Line;
use crate::people::sign_in::notice::Notice;
use crate::people::sign_in::password::{Password, Strength, Weak};
use crate::people::sign_in::recovery;
use crate::people::sign_in::session::{Method, Why, after};
use crate::people::sign_in::store::{accounts, credentials, sessions};
use crate::people::sign_in::trail::{Event, What, trail};
use crate::people::store::links;
use crate::platform::Clock;
use crate::platform::access::{MemberId, Viewer};
use crate::platform::hub_id::HubId;
use crate::platform::id::random_bytes;
use crate::platform::web::{Presence, Problem, SessionId};

/// How good a password would be for a member. Computed where passwords are hashed, since it may take a while.
pub async fn strength(hub: &Hub, member: MemberId, typed: &str) -> Result<Result<Strength, Weak>, Problem> {
    let Some(password) = Password::typed(typed) else { return Ok(Err(Weak::Long)) };
    let known = known_words(hub, member).await?;
    let judged = hub.sign_in().hasher().run(Line::Known, move || {
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        password.strength(&known)
    });
    judged.await
}

async fn known_words(hub: &Hub, member: MemberId) -> Result<Vec<String>, Problem> {
    let account = hub.read(move |tx, hub| accounts::of(tx, hub, member)).await?.ok_or_else(Problem::not_found)?;
    let own = [account.name, account.sign_in_name, account.email.unwrap_or_default()];
    Ok(own.into_iter().chain(hub.sign_in().hub_names().iter().cloned()).collect())
}

/// Sets a password. All other sessions end: whoever knew the old one is out.
pub async fn set_password(hub: &Hub, presence: &Presence, typed: &str) -> Result<Result<(), Weak>, Problem> {
    let member = presence.viewer.member;
    if let Err(weak) = strength(hub, member, typed).await? {
        return Ok(Err(weak));
    }
    let Some(hash) = hashed(hub, typed).await? else { return Ok(Err(Weak::Long)) };
    let (clock, session) = (hub.clock().clone(), presence.session);
    let set = hub.write(move |tx, hub| write_password(tx, hub, &clock, member, &hash, Some(session)));
    set.await?;
    Ok(Ok(()))
}

/// The hash of a password that was found good. `None`: too long to be one.
pub(super) async fn hashed(hub: &Hub, typed: &str) -> Result<Option<String>, Problem> {
    match Password::typed(typed) {
        Some(password) => hub.sign_in().hasher().hash(password).await.map(Some),
        None => Ok(None),
    }
}

/// Writes a password, ends the other sessions and tells its owner.
pub(super) fn write_password(
    tx: &mut Tx<'_>,
    hub: HubId,
    clock: &Clock,
    member: MemberId,
    hash: &str,
    session: Option<SessionId>,
) -> Stored<()> {
    credentials::set_password(tx, hub, member, hash, clock.now())?;
    sessions::end_all(tx, hub, member, session, Why::Revoked, clock.now())?;
    tell(tx, hub, clock, member, Notice::PasswordChanged, &[])?;
    trail(tx, hub, clock, &Event::own(What::PasswordSet, member))
}

/// An authenticator app that is being set up.
pub struct NewApp {
    /// What the form carries until the app shows its first code: the secret, sealed for this session.
    pub pending: String,
    /// What the app reads from a QR code.
    pub address: String,
    /// What is typed where no camera is.
    pub typed: String,
}

/// A secret waits so long for its first code.
const APP_WAITS: SignedDuration = SignedDuration::from_mins(30);
const PENDING: &str = "new authenticator app";

/// Makes a secret for an app. Nothing is kept until the app has shown a right code.
pub async fn new_app(hub: &Hub, presence: &Presence) -> Result<NewApp, Problem> {
    let secret: Secret = random_bytes();
    let until = after(hub.clock().now(), APP_WAITS).as_second();
    let plain = [&until.to_be_bytes()[..], &secret].concat();
    let sealed = hub.sign_in().secrets().seal(PENDING, &presence.session.to_bytes(), &plain)?;
    describe(hub, presence, &secret, &sealed).await
}

/// The app that is being set up, from what its form carried. `None`: too late, or not of this session.
pub async fn pending_app(hub: &Hub, presence: &Presence, pending: &str) -> Result<Option<NewApp>, Problem> {
    let Some((sealed, secret)) = opened(hub, presence, pending) else { return Ok(None) };
    describe(hub, presence, &secret, &sealed).await.map(Some)
}

async fn describe(hub: &Hub, presence: &Presence, secret: &Secret, sealed: &[u8]) -> Result<NewApp, Problem> {
    let member = presence.viewer.member;
    let account = hub.read(move |tx, hub| accounts::of(tx, hub, member)).await?.ok_or_else(Problem::not_found)?;
    Ok(NewApp {
        pending: URL_SAFE_NO_PAD.encode(sealed),
        address: app::address(secret, &hub.config().hub.name, &account.sign_in_name),
        typed: app::typed(secret),
    })
}

fn opened(hub: &Hub, presence: &Presence, pending: &str) -> Option<(Vec<u8>, Secret)> {
    let sealed = URL_SAFE_NO_PAD.decode(pending).ok()?;
    let plain = hub.sign_in().secrets().open_sealed(PENDING, &presence.session.to_bytes(), &sealed)?;
    let (until, secret) = plain.split_first_chunk::<8>()?;
    let is_in_time = hub.clock().now().as_second() < i64::from_be_bytes(*until);
    is_in_time.then_some((sealed, secret.try_into().ok()?))
}

/// Sets an app whose first code is `code`. `None`: what the form carried is too old.
pub async fn set_app(hub: &Hub, presence: &Presence, pending: &str, code: &str) -> Result<Option<Verdict>, Problem> {
    let Some((_, secret)) = opened(hub, presence, pending) else { return Ok(None) };
    let verdict = app::judge(&secret, code, &[], hub.clock().now());
    let Verdict::Right(step) = verdict else { return Ok(Some(verdict)) };
    let (clock, member, session) = (hub.clock().clone(), presence.viewer.member, presence.session);
    let sealed = hub.sign_in().secrets().seal(second::SEALED_FOR, &member.to_bytes(), &secret)?;
    let set = hub.write(move |tx, hub| -> kyoten_store::Result<_> {
        credentials::set_app(tx, hub, member, &sealed, clock.now())?;
        second::burn(tx, hub, &clock, member, step)?;
        sessions::end_all(tx, hub, member, Some(session), Why::Revoked, clock.now())?;
        tell(tx, hub, &clock, member, Notice::AppChanged, &[])?;
        trail(tx, hub, &clock, &Event::own(What::AppSet, member))
    });
    set.await?;
    Ok(Some(verdict))
}

/// Makes ten recovery codes; the old ones are good no more. They are shown once and never again.
pub async fn make_codes(hub: &Hub, presence: &Presence) -> Result<Vec<String>, Problem> {
    let written: Vec<String> =
        (0..recovery::COUNT).map(|_| recovery::written(u64::from_be_bytes(random_bytes()))).collect();
    let plain: Vec<String> = written.iter().filter_map(|code| recovery::read(code)).collect();
    let salt = random_bytes();
    let hashes = hub.sign_in().hasher().codes(Line::Known, plain, salt).await?;
    let (clock, member) = (hub.clock().clone(), presence.viewer.member);
    let made = hub.write(move |tx, hub| -> kyoten_store::Result<_> {
        credentials::set_codes(tx, hub, member, salt, &hashes, clock.now())?;
        tell(tx, hub, &clock, member, Notice::RecoveryCodes, &[])?;
        trail(tx, hub, &clock, &Event::own(What::RecoveryCodesMade, member))
    });
    made.await?;
    Ok(written)
}

/// What is still missing before somebody who came by a link can sign in by himself. `None`: nothing, and this is how he will.
pub fn missing(done: &Done) -> Option<Missing> {
    if done.passkey {
        return None;
    }
    match (done.password, done.app) {
        (true, true) => None,
        (true, false) => Some(Missing::App),
        (false, true) => Some(Missing::Password),
        (false, false) => Some(Missing::Everything),
    }
}

/// What was set up since somebody came by a link.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// A passkey.
    pub passkey: bool,
    /// A password.
    pub password: bool,
    /// An authenticator app.
    pub app: bool,
    /// Recovery codes.
    pub codes: bool,
}

/// What is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// Both factors.
    Everything,
    /// A password beside the app.
    Password,
    /// An app beside the password.
    App,
}

/// What was set up since the link was opened. Whoever opens it again in the same browser goes on where he was.
pub async fn done(hub: &Hub, presence: &Presence) -> Result<Done, Problem> {
    let member = presence.viewer.member;
    let done = hub.read(move |tx, hub| -> kyoten_store::Result<_> {
        match links::open_of(tx, hub, member)?.and_then(|link| link.opened_at) {
            Some(since) => done_since(tx, hub, member, since),
            None => Ok(Done::default()),
        }
    });
    Ok(done.await?)
}

fn done_since(tx: &mut Tx<'_>, hub: HubId, member: MemberId, since: Timestamp) -> Stored<Done> {
    let overview = credentials::overview(tx, hub, member)?;
    let is_new = |at: Option<Timestamp>| at.is_some_and(|at| at >= since);
    let codes = credentials::codes(tx, hub, member)?;
    Ok(Done {
        passkey: credentials::passkeys(tx, hub, member)?.iter().any(|passkey| passkey.made_at >= since),
        password: is_new(overview.password_at),
        app: is_new(overview.app_at),
        codes: codes.first().is_some_and(|code| code.made_at >= since),
    })
}

/// Why setting up is not at its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotFinished {
    /// Something is missing.
    Missing(Missing),
    /// The link is good no more.
    Dead(Dead),
}

/// Ends setting up: the link is used up, what was there before goes, all sessions end, and a full one begins. `claims`: what the browser
/// was given when it opened the link.
pub async fn finish(
    hub: &Hub,
    presence: &Presence,
    claims: Vec<link::Secret>,
    caller: &Caller,
) -> Result<Result<Entered, NotFinished>, Problem> {
    let (clock, member) = (hub.clock().clone(), presence.viewer.member);
    let by_passkey = Beginning::new(member, Method::Passkey, true, caller);
    let by_password = Beginning { method: Method::Password, ..by_passkey.clone() };
    let entered = by_passkey.entered();
    let finished = hub.write(move |tx, hub| -> Result<Result<(), NotFinished>, Refused> {
        let opened = operations::opened_with(tx, hub, member, &claims)?;
        let Some((link, claim)) = opened else { return Ok(Err(NotFinished::Dead(Dead::Unknown))) };
        let since = link.opened_at.unwrap_or(link.made_at);
        let done = done_since(tx, hub, member, since)?;
        if let Some(missing) = missing(&done) {
            return Ok(Err(NotFinished::Missing(missing)));
        }
        if let Accepted::Dead(dead) = operations::accept(tx, &Viewer::Anyone { hub }, link.id, &claim, &clock)? {
            return Ok(Err(NotFinished::Dead(dead)));
        }
        credentials::remove_older(tx, hub, member, since)?;
        trail(tx, hub, &clock, &Event::own(What::SetUp, member))?;
        let beginning = if done.passkey { &by_passkey } else { &by_password };
        beginning.write(tx, hub, &clock)?;
        Ok(Ok(()))
    });
    Ok(finished.await.map_err(invitations::ours)?.map(|()| entered))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passkey_is_enough_and_a_password_needs_an_app() {
        let of = |passkey, password, app| missing(&Done { passkey, password, app, codes: false });
        assert_eq!(of(false, false, false), Some(Missing::Everything));
        assert_eq!(of(false, true, false), Some(Missing::App));
        assert_eq!(of(false, false, true), Some(Missing::Password));
        assert_eq!([of(true, false, false), of(false, true, true), of(true, true, false)], [None; 3]);
    }
}
