//! What happened (記録): written into the audit beside the change itself, in its transaction. Codes and ids only, never a name or an address,
//! and never a session.

use kyoten_store::{Result, Tx};

use super::session::{Method, Why};
use crate::platform::Clock;
use crate::platform::access::MemberId;
use crate::platform::audit::{self, Actor, Code, Object};
use crate::platform::hub_id::HubId;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Somebody signed in.
    SignedIn,
    /// Somebody could not sign in.
    SignInRefused,
    /// A session was ended.
    SessionEnded,
    /// A session was locked.
    Locked,
    /// A locked session was opened.
    Unlocked,
    /// Somebody could not open a locked session.
    UnlockRefused,
    /// Both factors were shown again.
    Proven,
    /// Both factors were asked for again and not shown.
    ProofRefused,
    /// A computer was forgotten.
    DeviceForgotten,
    /// A password was set.
    PasswordSet,
    /// An authenticator app was set.
    AppSet,
    /// A passkey was added.
    PasskeyAdded,
    /// A passkey was taken away.
    PasskeyRemoved,
    /// Recovery codes were given out.
    RecoveryCodesMade,
    /// A sign-in was set up anew.
    SetUp,
    /// Somebody asked for a link for a new password.
    LinkAsked,
    /// A one-time link was made.
    LinkMade,
    /// A one-time link was used.
    LinkUsed,
    /// A one-time link that is used up was opened.
    LinkRefused,
    /// Somebody asked colleagues to vouch.
    EmergencyAsked,
    /// A colleague vouched.
    EmergencyVouched,
    /// Somebody could not vouch.
    EmergencyRefused,
    /// An emergency sign-in was looked at afterwards.
    EmergencyReviewed,
    /// A member asked for something that he has no right to.
    Refused,
}

impl What {
    /// As the audit calls it, and the finer code that it keeps as the reason. `detail`: how, why, which.
    fn in_the_audit(self, detail: &str) -> (audit::What, String) {
        use audit::What as Kept;
        let (kept, code) = match self {
            Self::SignedIn if detail == Method::Emergency.code() => (Kept::EmergencySignIn, ""),
            Self::SignedIn => (Kept::SignIn, ""),
            Self::SignInRefused => (Kept::SignInFailed, ""),
            Self::SessionEnded if detail == Why::SignedOut.code() => (Kept::SignOut, ""),
            Self::SessionEnded => (Kept::Revoke, "session"),
            Self::Locked => (Kept::SignOut, "locked"),
            Self::Unlocked => (Kept::SignIn, "unlocked"),
            Self::UnlockRefused => (Kept::SignInFailed, "unlock"),
            Self::Proven => (Kept::StepUp, ""),
            Self::ProofRefused => (Kept::SignInFailed, "proof"),
            Self::DeviceForgotten => (Kept::Revoke, "device"),
            Self::PasswordSet => (Kept::Write, "password"),
            Self::AppSet => (Kept::Write, "authenticator_app"),
            Self::PasskeyAdded => (Kept::Write, "passkey"),
            Self::PasskeyRemoved => (Kept::Revoke, "passkey"),
            Self::RecoveryCodesMade => (Kept::Write, "recovery_codes"),
            Self::SetUp => (Kept::Write, "set_up"),
            Self::LinkAsked => (Kept::Write, "link.asked"),
            Self::LinkMade => (Kept::Write, "link.made"),
            Self::LinkUsed => (Kept::Write, "link.used"),
            Self::LinkRefused => (Kept::Refuse, "link"),
            Self::EmergencyAsked => (Kept::Write, "emergency.asked"),
            Self::EmergencyVouched => (Kept::Write, "emergency.vouched"),
            Self::EmergencyRefused => (Kept::Refuse, "emergency"),
            Self::EmergencyReviewed => (Kept::Write, "emergency.reviewed"),
            Self::Refused => (Kept::Refuse, ""),
        };
        let parts: Vec<&str> = [code, detail].into_iter().filter(|part| !part.is_empty()).collect();
        (kept, parts.join("."))
    }
}

/// One thing that happened.
#[derive(Clone, Debug)]
pub struct Event {
    /// What.
    pub what: What,
    /// Whom it is about. `None`: a name that is nobody's.
    pub member: Option<MemberId>,
    /// Who did it.
    pub by: Actor,
    /// A code: how, why, which.
    pub detail: &'static str,
}

impl Event {
    /// Something that a member did himself.
    pub fn own(what: What, member: MemberId) -> Self {
        Self { what, member: Some(member), by: Actor::Member(member), detail: "" }
    }

    /// Something that somebody did who had not signed in; perhaps the member himself, perhaps not.
    pub fn by_anyone(what: What, member: Option<MemberId>) -> Self {
        Self { what, member, by: Actor::Anyone, detail: "" }
    }

    /// With a code.
    #[must_use]
    pub fn detail(self, detail: &'static str) -> Self {
        Self { detail, ..self }
    }
}

/// The kind of object that members are in the audit.
const MEMBER: Code = Code::new("member");

/// Stands where a name was typed that is nobody's: an event about nobody costs what one about somebody costs, so that its time tells nothing.
pub const NOBODY: MemberId = MemberId::from_bytes([0; 16]);

/// Records an event.
pub fn trail(tx: &mut Tx<'_>, hub: HubId, clock: &Clock, event: &Event) -> Result<()> {
    let (what, reason) = event.what.in_the_audit(event.detail);
    let mut kept = audit::Event::new(event.by, what, clock.now());
    kept.object = Some(Object::new(MEMBER, event.member.unwrap_or(NOBODY)));
    kept.reason = Code::cleaned(&reason);
    audit::record(tx, hub, &kept).map(drop)
}
