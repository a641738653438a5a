//! What people do with sign-in. Each is one unit of work; what takes time (hashing, checking a passkey) is done before it.

pub mod change;
pub mod demo;
pub mod emergencies;
pub mod enter;
pub mod forms;
pub mod invitations;
pub mod links;
pub mod lock;
pub mod notices;
pub mod own;
pub mod passkeys;
mod second;

use std::net::IpAddr;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use kyoten_store::{Result as Stored, Tx};

use super::notice::{Notice, NoticeId};
use super::session::{Event as Happens, Method, Session, Why};
use super::store::devices::{self, Device};
use super::store::records::{self, Due};
use super::store::sessions;
use super::trail::{Event, What, trail};
use crate::hub::Hub;
use crate::platform::access::MemberId;
use crate::platform::hub_id::HubId;
use crate::platform::secrets::Token;
use crate::platform::timers::{self, When};
use crate::platform::web::SessionId;
use crate::platform::{Clock, Id};

/// Where somebody is who wants in.
#[derive(Clone, Debug)]
pub struct Caller {
    /// His address.
    pub address: IpAddr,
    /// What his browser holds since he last signed in there.
    pub browser: Option<Token>,
    /// The session his browser holds; it is ended when a new one begins.
    pub session: Option<Token>,
    /// What his browser says it is.
    pub label: String,
    /// How long this process has been running.
    pub uptime: Duration,
}

/// Somebody is in.
#[derive(Clone, Debug)]
pub struct Entered {
    /// For the cookie of the session.
    pub token: Token,
    /// For the cookie by which the browser is known again. `None`: it is not remembered.
    pub browser: Option<Token>,
}

/// Why somebody is not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotLetIn {
    /// Something is wrong, and it is not said what.
    Wrong,
    /// Too often; so many seconds to wait.
    Wait(u64),
    /// The code was used already. The password was right.
    CodeUsed,
    /// The telephone's clock is so far ahead (negative: behind). The password was right.
    ClockWrong(SignedDuration),
    /// The code is wrong. The password was right.
    WrongCode,
}

/// A session that begins, with everything that goes with it. Made before the unit of work, since that may be run twice.
#[derive(Clone)]
struct Beginning {
    member: MemberId,
    method: Method,
    shared: bool,
    caller: Caller,
    token: Token,
    browser: Token,
    /// It ends then, if not earlier.
    ends_by: Option<Timestamp>,
}

impl Beginning {
    fn new(member: MemberId, method: Method, shared: bool, caller: &Caller) -> Self {
        let browser = caller.browser.clone().unwrap_or_default();
        Self { member, method, shared, caller: caller.clone(), token: Token::new(), browser, ends_by: None }
    }

    /// Whether the browser is known again next time.
    fn is_remembered(&self) -> bool {
        matches!(self.method, Method::Password | Method::Recovery | Method::Passkey)
    }

    /// Whether he is here to work, so that the yearly review knows him to be about: not while he only sets up how he signs in.
    fn is_a_visit(&self) -> bool {
        self.method != Method::Link
    }

    fn entered(&self) -> Entered {
        Entered { token: self.token.clone(), browser: self.is_remembered().then(|| self.browser.clone()) }
    }

    /// Writes the session: a new token for whoever was anybody before, the old session of this browser over.
    fn write(&self, tx: &mut Tx<'_>, hub: HubId, clock: &Clock) -> Stored<SessionId> {
        let now = clock.now();
        if let Some(old) = &self.caller.session {
            end_by_token(tx, hub, clock, old, Why::Replaced)?;
        }
        if self.is_a_visit() {
            crate::people::operations::signed_in(tx, hub, self.member, clock)?;
        }
        let device = if self.is_remembered() { Some(self.write_device(tx, hub, clock)?) } else { None };
        let id = SessionId::new(clock);
        let session = Session::begin(self.method, self.shared, now);
        let session = if let Some(until) = self.ends_by { session.ending_by(until) } else { session };
        sessions::add(tx, hub, id, (self.member, device), &self.token.hash(), &session)?;
        trail(tx, hub, clock, &Event::own(What::SignedIn, self.member).detail(self.method.code()))?;
        Ok(id)
    }

    fn write_device(&self, tx: &mut Tx<'_>, hub: HubId, clock: &Clock) -> Stored<devices::DeviceId> {
        let (now, token) = (clock.now(), self.browser.hash());
        let others = devices::all(tx, hub, self.member)?;
        let is_new = devices::known(tx, hub, Some(self.member), &token)?.is_none();
        if is_new && !others.is_empty() {
            let (member, device) = (self.member, self.caller.label.clone());
            let due = Due { member, notice: Notice::NewDevice, sealed: Vec::new(), device, made_at: now };
            tell_of(tx, hub, clock, due)?;
        }
        let label = self.caller.label.clone();
        let device = Device { id: Id::new(clock), label, shared: self.shared, first_at: now, last_at: now };
        devices::save(tx, hub, self.member, &token, &device)
    }
}

/// Ends the session of a token.
fn end_by_token(tx: &mut Tx<'_>, hub: HubId, clock: &Clock, token: &Token, why: Why) -> Stored<()> {
    let Some(found) = sessions::by_token(tx, hub, &token.hash())? else { return Ok(()) };
    end(tx, hub, clock, found.id, why).map(|_| ())
}

/// Ends a session. `None`: there is none, or it is over already.
fn end(tx: &mut Tx<'_>, hub: HubId, clock: &Clock, id: SessionId, why: Why) -> Stored<Option<()>> {
    let Some(stored) = sessions::to_change(tx, hub, id)? else { return Ok(None) };
    let (next, effect) = stored.session.on(Happens::Ends(why), clock.now());
    if effect == super::session::Effect::Nothing {
        return Ok(None);
    }
    sessions::save(tx, hub, id, &next, None)?;
    trail(tx, hub, clock, &Event::own(What::SessionEnded, stored.member).detail(why.code()))?;
    Ok(Some(()))
}

/// Writes down what a member must be told.
pub(in crate::people) fn tell(
    tx: &mut Tx<'_>,
    hub: HubId,
    clock: &Clock,
    member: MemberId,
    notice: Notice,
    sealed: &[u8],
) -> Stored<()> {
    tell_of(
        tx,
        hub,
        clock,
        Due { member, notice, sealed: sealed.to_vec(), device: String::new(), made_at: clock.now() },
    )
}

/// The same, with more to say.
fn tell_of(tx: &mut Tx<'_>, hub: HubId, clock: &Clock, due: Due) -> Stored<()> {
    let (id, now) = (NoticeId::new(clock), clock.now());
    records::add_notice(tx, hub, id, &due)?;
    timers::set(tx, hub, notices::KIND, &id.to_string(), When::At(due.notice.due_at(due.made_at)), now)
}

/// Who was told the same within this time is not told again: whoever tries a thousand times fills no letter box.
fn told_lately(tx: &mut Tx<'_>, hub: HubId, clock: &Clock, member: MemberId, notice: Notice) -> Stored<bool> {
    let since = clock.now().saturating_sub(TOLD_AGAIN).unwrap_or(Timestamp::MIN);
    records::has_notice(tx, hub, member, notice, since)
}

const TOLD_AGAIN: SignedDuration = SignedDuration::from_hours(1);

/// Records something by itself.
async fn record(hub: &Hub, event: Event) -> Stored<()> {
    let clock = hub.clock().clone();
    hub.write(move |tx, hub| trail(tx, hub, &clock, &event)).await
}
