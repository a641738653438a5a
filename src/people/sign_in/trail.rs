//! What happened (記録): written beside the change itself, in its transaction. Codes and ids only, never a name or an address.

use kyoten_store::{Result, Tx};

use super::store::records;
use crate::platform::access::MemberId;
use crate::platform::hub_id::HubId;
use crate::platform::web::SessionId;
use crate::platform::{Clock, Id};

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
    /// As the database writes it.
    pub fn code(self) -> &'static str {
        match self {
            Self::SignedIn => "signed_in",
            Self::SignInRefused => "sign_in_refused",
            Self::SessionEnded => "session_ended",
            Self::Locked => "locked",
            Self::Unlocked => "unlocked",
            Self::UnlockRefused => "unlock_refused",
            Self::Proven => "proven",
            Self::ProofRefused => "proof_refused",
            Self::DeviceForgotten => "device_forgotten",
            Self::PasswordSet => "password_set",
            Self::AppSet => "app_set",
            Self::PasskeyAdded => "passkey_added",
            Self::PasskeyRemoved => "passkey_removed",
            Self::RecoveryCodesMade => "recovery_codes_made",
            Self::SetUp => "set_up",
            Self::LinkAsked => "link_asked",
            Self::LinkMade => "link_made",
            Self::LinkUsed => "link_used",
            Self::LinkRefused => "link_refused",
            Self::EmergencyAsked => "emergency_asked",
            Self::EmergencyVouched => "emergency_vouched",
            Self::EmergencyRefused => "emergency_refused",
            Self::EmergencyReviewed => "emergency_reviewed",
            Self::Refused => "refused",
        }
    }
}

/// Stands for an event.
#[derive(Debug)]
pub enum EventRow {}

/// One thing that happened.
#[derive(Clone, Debug)]
pub struct Event {
    /// What.
    pub what: What,
    /// Whom it is about. `None`: a name that is nobody's.
    pub member: Option<MemberId>,
    /// Who did it, where that is somebody else.
    pub by: Option<MemberId>,
    /// In which session.
    pub session: Option<SessionId>,
    /// A code: how, why, which.
    pub detail: String,
}

impl Event {
    /// Something that a member did himself.
    pub fn own(what: What, member: MemberId) -> Self {
        Self { what, member: Some(member), by: Some(member), session: None, detail: String::new() }
    }

    /// With its session.
    #[must_use]
    pub fn session(self, session: SessionId) -> Self {
        Self { session: Some(session), ..self }
    }

    /// With a code.
    #[must_use]
    pub fn detail(self, detail: impl Into<String>) -> Self {
        Self { detail: detail.into(), ..self }
    }
}

/// Records an event.
pub fn trail(tx: &mut Tx<'_>, hub: HubId, clock: &Clock, event: &Event) -> Result<()> {
    records::add_event(tx, hub, Id::new(clock), clock.now(), event)
}
