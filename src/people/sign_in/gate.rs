//! What a session's cookie is worth: asked before every members' page.

use jiff::Timestamp;

use super::operations::forms;
use super::session::{Effect, Event as Happens, Method, Session, State};
use super::store::sessions::{self, Stored};
use super::trail::{Event, What, trail};
use crate::hub::Hub;
use crate::people::standing;
use crate::platform::access::{Right, SignedIn};
use crate::platform::secrets::Token;
use crate::platform::web::cookies::cookie_name;
use crate::platform::web::{Gate, Looked, Places, Presence, Result, SessionKind, Standing};

/// Keeps the members' door of a hub.
pub struct Doorkeeper {
    hub: Hub,
    cookie: String,
    is_demo: bool,
}

/// The name of the session's cookie, without what https puts before it.
pub const SESSION_COOKIE: &str = "kyoten-session";

/// The name of the cookie by which a browser is known again.
pub const DEVICE_COOKIE: &str = "kyoten-device";

/// Where the door sends people.
pub const PLACES: Places = Places {
    sign_in: "/sign-in",
    unlock: "/session/unlock",
    step_up: "/desk/proof",
    kept: "/desk/kept",
    home: "/desk",
};

impl Doorkeeper {
    /// For a hub. `is_demo`: the roles of a demo are let in.
    pub fn new(hub: Hub, is_demo: bool) -> Self {
        let cookie = cookie_name(SESSION_COOKIE, hub.sign_in().https());
        Self { hub, cookie, is_demo }
    }

    async fn standing(&self, token: &Token, counts: bool) -> Result<Standing> {
        let (hash, now) = (token.hash(), self.now());
        let found = self
            .hub
            .read(move |tx, hub| -> kyoten_store::Result<_> {
                let Some(stored) = sessions::by_token(tx, hub, &hash)? else { return Ok(None) };
                let member = standing::signed_in(tx, hub, stored.member, Timestamp::UNIX_EPOCH, now)?;
                Ok(Some((stored, member)))
            })
            .await?;
        let Some((stored, member)) = found else { return Ok(Standing::Nobody) };
        let is_setting_up = stored.session.method == Method::Link;
        let may_be_here = member.is_some() || is_setting_up && stored.member_state != "ended";
        if !may_be_here || stored.session.method == Method::Demo && !self.is_demo {
            return Ok(Standing::Nobody);
        }
        if counts {
            self.count(&stored, now).await?;
        }
        let state = stored.session.state(now);
        let presence = Presence { is_locked: state == State::Locked, ..self.presence(stored, member) };
        Ok(match state {
            State::Here => Standing::Here(presence),
            State::Locked => Standing::Locked(presence),
            State::Over => Standing::Over(presence),
            State::Ended => Standing::Nobody,
        })
    }

    async fn count(&self, stored: &Stored, now: Timestamp) -> Result<()> {
        let (_, effect) = stored.session.on(Happens::Seen, now);
        if effect == Effect::Nothing {
            return Ok(());
        }
        let id = stored.id;
        Ok(self.hub.write(move |tx, hub| sessions::seen(tx, hub, id, now)).await?)
    }

    fn presence(&self, stored: Stored, member: Option<SignedIn>) -> Presence {
        let Session { method, proven_at, ends_at, .. } = stored.session;
        let kind = match method {
            Method::Password | Method::Recovery | Method::Passkey => SessionKind::Full,
            Method::Link => SessionKind::SettingUp,
            Method::Emergency => SessionKind::Emergency,
            Method::Demo => SessionKind::Demo,
        };
        // Never proven is proven long ago.
        let proven_at = proven_at.unwrap_or(Timestamp::UNIX_EPOCH);
        let newcomer = SignedIn::without_roles(self.hub.id(), stored.member, proven_at);
        // Who only sets up his sign-in is nothing to the hub yet.
        let member = member.filter(|_| kind != SessionKind::SettingUp).unwrap_or(newcomer);
        Presence {
            viewer: SignedIn { proven_at, ..member },
            name: stored.name,
            csrf: csrf(&self.hub, stored.id),
            session: stored.id,
            kind,
            is_locked: false,
            seen_now: self.now(),
            locks_at: stored.session.locks_at(),
            ends_at,
        }
    }
}

/// The token of a session's forms: the same as long as the session lasts, so that a page that was open when the session was locked
/// can still be sent.
fn csrf(hub: &Hub, session: crate::platform::web::SessionId) -> String {
    let sum = hub.sign_in().secrets().sign("csrf", &session.to_bytes());
    sum[..16].iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Gate for Doorkeeper {
    fn cookie(&self) -> &str {
        &self.cookie
    }

    fn places(&self) -> Places {
        PLACES
    }

    fn now(&self) -> Timestamp {
        self.hub.clock().now()
    }

    fn look<'a>(&'a self, token: &'a Token, counts: bool) -> Looked<'a, Standing> {
        Box::pin(self.standing(token, counts))
    }

    fn refused<'a>(&'a self, presence: &'a Presence, right: Right, _: &'a str) -> Looked<'a, ()> {
        let event = Event::own(What::Refused, presence.viewer.member);
        let event = event.detail(right.code());
        Box::pin(async move {
            let clock = self.hub.clock().clone();
            Ok(self.hub.write(move |tx, hub| trail(tx, hub, &clock, &event)).await?)
        })
    }

    fn taken<'a>(&'a self, presence: &'a Presence, path: &'a str) -> Looked<'a, ()> {
        Box::pin(forms::taken(&self.hub, presence.viewer.member, path))
    }

    fn keep<'a>(&'a self, presence: &'a Presence, path: &'a str, form: &'a [(String, String)]) -> Looked<'a, ()> {
        Box::pin(forms::keep(&self.hub, presence.viewer.member, path, form))
    }
}
