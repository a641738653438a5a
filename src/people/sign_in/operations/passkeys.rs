//! Signing in with a passkey, and adding, naming and taking away passkeys.

use jiff::SignedDuration;
use serde_json::Value;

use super::{Beginning, Caller, Entered, NotLetIn, record, tell};
use crate::hub::Hub;
use crate::people::sign_in::notice::Notice;
use crate::people::sign_in::passkey::{Challenge, Passkeys, Refused};
use crate::people::sign_in::session::{Method, after};
use crate::people::sign_in::store::accounts;
use crate::people::sign_in::store::credentials::{self, PasskeyRow, StoredPasskey};
use crate::people::sign_in::store::sessions::{self, ChallengeRow, Purpose};
use crate::people::sign_in::trail::{Event, What, trail};
use crate::platform::Id;
use crate::platform::access::MemberId;
use crate::platform::web::{Presence, Problem, SessionId};

/// A browser has so long to answer.
const ANSWERS_WITHIN: SignedDuration = SignedDuration::from_mins(5);

/// A challenge's id.
pub type ChallengeId = Id<ChallengeRow>;

/// What the browser is asked, and under which number it answers.
pub struct Asked {
    /// The number.
    pub id: ChallengeId,
    /// The options.
    pub options: Value,
}

/// An answer of a browser.
#[derive(Clone, Debug)]
pub struct Answered {
    /// The number of the challenge.
    pub id: ChallengeId,
    /// What it says.
    pub credential: Value,
}

/// Asks for a passkey to sign in with. `Err`: the seconds to wait.
pub async fn ask_to_sign_in(hub: &Hub, caller: &Caller) -> Result<Result<Asked, u64>, Problem> {
    if let Err(seconds) = hub.sign_in().attempts().begin_challenge(caller.address, caller.uptime) {
        return Ok(Err(seconds));
    }
    let challenge = hub.sign_in().passkeys().begin_sign_in().map_err(Problem::ours)?;
    keep(hub, challenge, (Purpose::SignIn, None)).await.map(Ok)
}

/// Signs in with a passkey. Whatever is wrong, the answer is the same.
pub async fn sign_in(
    hub: &Hub,
    answered: Answered,
    shared: bool,
    caller: &Caller,
) -> Result<Result<Entered, NotLetIn>, Problem> {
    let Some((member, credential_id)) = Passkeys::whose(&answered.credential) else { return Ok(Err(NotLetIn::Wrong)) };
    let (id, now) = (answered.id, hub.clock().now());
    let (state, account, own) = hub
        .read(move |tx, hub| -> kyoten_store::Result<_> {
            let state = sessions::challenge(tx, hub, id, (Purpose::SignIn, None), now)?;
            let own = credentials::passkeys(tx, hub, member)?;
            Ok((state, accounts::of(tx, hub, member)?, own))
        })
        .await?;
    // Without a challenge of ours nothing is looked at, and nothing written down.
    let Some(state) = state else { return Ok(Err(NotLetIn::Wrong)) };
    let passkey = own.into_iter().find(|passkey| passkey.credential_id == credential_id);
    let (Some(_), Some(passkey)) = (account.filter(|account| account.is_active), passkey) else {
        give_up(hub, id).await?;
        return refuse(hub, None, "passkey").await;
    };
    let checked = hub.sign_in().passkeys().finish_sign_in(&answered.credential, &state, &passkey.credential);
    let credential = match checked {
        Ok(credential) => credential,
        Err(refused) => {
            give_up(hub, id).await?;
            return refuse_passkey(hub, member, &refused).await;
        }
    };
    let (clock, beginning) = (hub.clock().clone(), Beginning::new(member, Method::Passkey, shared, caller));
    let entered = beginning.entered();
    let written = hub.write(move |tx, hub| -> kyoten_store::Result<_> {
        let is_first = sessions::use_challenge(tx, hub, id)?
            && credentials::passkey_used(tx, hub, &passkey, &credential, clock.now())?;
        if is_first {
            beginning.write(tx, hub, &clock)?;
        }
        Ok(is_first)
    });
    if written.await? { Ok(Ok(entered)) } else { refuse(hub, Some(member), "replayed").await }
}

/// A challenge that was answered wrongly is not asked again.
async fn give_up(hub: &Hub, id: ChallengeId) -> Result<(), Problem> {
    hub.write(move |tx, hub| sessions::use_challenge(tx, hub, id)).await?;
    Ok(())
}

async fn refuse<T>(hub: &Hub, member: Option<MemberId>, detail: &'static str) -> Result<Result<T, NotLetIn>, Problem> {
    let event = Event::by_anyone(What::SignInRefused, member).detail(detail);
    record(hub, event).await?;
    Ok(Err(NotLetIn::Wrong))
}

async fn refuse_passkey<T>(hub: &Hub, member: MemberId, why: &Refused) -> Result<Result<T, NotLetIn>, Problem> {
    if matches!(why, Refused::Copied) {
        let clock = hub.clock().clone();
        hub.write(move |tx, hub| tell(tx, hub, &clock, member, Notice::PasskeyCopied, &[])).await?;
        return refuse(hub, Some(member), "passkey_copied").await;
    }
    tracing::info!("a passkey was not taken: {why}");
    refuse(hub, Some(member), "passkey").await
}

/// Asks for one of the member's own passkeys, to unlock or to show both factors again. `None`: he has none.
pub async fn ask_for_proof(hub: &Hub, presence: &Presence) -> Result<Option<Asked>, Problem> {
    let member = presence.viewer.member;
    let own = hub.read(move |tx, hub| credentials::passkeys(tx, hub, member)).await?;
    // Who has not proven himself yet has nothing to prove again, and need not know what its owner has.
    if own.is_empty() || !presence.can_lock() {
        return Ok(None);
    }
    let credentials: Vec<String> = own.into_iter().map(|passkey| passkey.credential).collect();
    let challenge = hub.sign_in().passkeys().begin_proof(&credentials).map_err(Problem::ours)?;
    keep(hub, challenge, (Purpose::Prove, Some(presence.session))).await.map(Some)
}

/// Whether a browser proved that its user is the member whose session it is.
pub(super) async fn proves(hub: &Hub, presence: &Presence, answered: Answered) -> Result<bool, Problem> {
    let (id, member, session) = (answered.id, presence.viewer.member, presence.session);
    let now = hub.clock().now();
    let (state, own) = hub
        .read(move |tx, hub| -> kyoten_store::Result<_> {
            let state = sessions::challenge(tx, hub, id, (Purpose::Prove, Some(session)), now)?;
            Ok((state, credentials::passkeys(tx, hub, member)?))
        })
        .await?;
    let wanted = Passkeys::credential_id(&answered.credential);
    let passkey = own.into_iter().find(|passkey| Some(&passkey.credential_id) == wanted.as_ref());
    let (Some(state), Some(passkey)) = (state, passkey) else { return Ok(false) };
    let checked = hub.sign_in().passkeys().finish_proof(&answered.credential, &state, &passkey.credential);
    let credential = match checked {
        Ok(credential) => credential,
        Err(refused) => {
            give_up(hub, id).await?;
            let _: Result<(), NotLetIn> = refuse_passkey(hub, member, &refused).await?;
            return Ok(false);
        }
    };
    let proven = hub.write(move |tx, hub| -> kyoten_store::Result<_> {
        let is_first = sessions::use_challenge(tx, hub, id)?;
        Ok(is_first && credentials::passkey_used(tx, hub, &passkey, &credential, now)?)
    });
    Ok(proven.await?)
}

/// Asks the browser to make a passkey.
pub async fn ask_to_make(hub: &Hub, presence: &Presence) -> Result<Asked, Problem> {
    let member = presence.viewer.member;
    let found = hub.read(move |tx, hub| -> kyoten_store::Result<_> {
        let account = accounts::of(tx, hub, member)?;
        Ok((account, credentials::passkeys(tx, hub, member)?))
    });
    let (account, own) = found.await?;
    let account = account.ok_or_else(Problem::not_found)?;
    let existing = own.into_iter().map(|passkey| passkey.credential_id).collect();
    let passkeys = hub.sign_in().passkeys();
    let challenge = passkeys.begin_registration(member, &account.sign_in_name, &account.name, existing);
    keep(hub, challenge.map_err(Problem::ours)?, (Purpose::Register, Some(presence.session))).await
}

/// Adds a passkey that the browser made. `false`: it is not taken.
pub async fn add(hub: &Hub, presence: &Presence, answered: Answered, name: String) -> Result<bool, Problem> {
    let (id, now, session) = (answered.id, hub.clock().now(), presence.session);
    let state =
        hub.read(move |tx, hub| sessions::challenge(tx, hub, id, (Purpose::Register, Some(session)), now)).await?;
    let Some(state) = state else { return Ok(false) };
    let made = match hub.sign_in().passkeys().finish_registration(&answered.credential, &state) {
        Ok(made) => made,
        Err(refused) => {
            tracing::info!("a new passkey was not taken: {refused}");
            return Ok(false);
        }
    };
    let (clock, member) = (hub.clock().clone(), presence.viewer.member);
    let passkey = StoredPasskey {
        id: Id::new(&clock),
        member,
        credential_id: made.credential_id,
        credential: made.credential,
        name,
        made_at: now,
        used_at: None,
    };
    let added = hub.write(move |tx, hub| -> kyoten_store::Result<_> {
        if !sessions::use_challenge(tx, hub, id)? || !credentials::add_passkey(tx, hub, &passkey)? {
            return Ok(false);
        }
        tell(tx, hub, &clock, member, Notice::PasskeyAdded, &[])?;
        trail(tx, hub, &clock, &Event::own(What::PasskeyAdded, member))?;
        Ok(true)
    });
    Ok(added.await?)
}

/// Gives a passkey another name.
pub async fn rename(hub: &Hub, member: MemberId, id: Id<PasskeyRow>, name: String) -> Result<(), Problem> {
    let renamed = hub.write(move |tx, hub| credentials::rename_passkey(tx, hub, member, id, &name)).await?;
    renamed.then_some(()).ok_or_else(Problem::not_found)
}

/// Whether a passkey was taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removal {
    /// It is gone.
    Removed,
    /// It is the only way in: another must be set up first.
    OnlyWayIn,
}

/// Takes a passkey away.
pub async fn remove(hub: &Hub, presence: &Presence, id: Id<PasskeyRow>) -> Result<Removal, Problem> {
    let (clock, member) = (hub.clock().clone(), presence.viewer.member);
    let removed = hub.write(move |tx, hub| -> kyoten_store::Result<_> {
        let overview = credentials::overview(tx, hub, member)?;
        let others = credentials::passkeys(tx, hub, member)?.iter().any(|passkey| passkey.id != id);
        if !others && (overview.password_at.is_none() || overview.app_at.is_none()) {
            return Ok(Some(Removal::OnlyWayIn));
        }
        if !credentials::remove_passkey(tx, hub, member, id)? {
            return Ok(None);
        }
        trail(tx, hub, &clock, &Event::own(What::PasskeyRemoved, member))?;
        Ok(Some(Removal::Removed))
    });
    removed.await?.ok_or_else(Problem::not_found)
}

async fn keep(hub: &Hub, challenge: Challenge, of: (Purpose, Option<SessionId>)) -> Result<Asked, Problem> {
    let (id, now) = (ChallengeId::new(hub.clock()), hub.clock().now());
    let until = after(now, ANSWERS_WITHIN);
    let state = challenge.state;
    hub.write(move |tx, hub| sessions::add_challenge(tx, hub, id, of, &state, (now, until))).await?;
    Ok(Asked { id, options: challenge.options })
}
