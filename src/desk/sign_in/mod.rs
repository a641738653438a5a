//! The pages of sign-in (サインイン): the way in, the ways back in, and what a member keeps for it.
//!
//! Everything but passkeys works without JavaScript.

mod caller;
mod change;
mod demo;
mod emergency;
mod enter;
mod forgotten;
mod invitation;
mod kept;
mod own;
mod passkey;
mod proof;
mod reset;
mod session;
mod setting_up;
mod vouching;
mod words;

use axum::http::Method;

use crate::hub::Hub;
use crate::platform::access::Right;
use crate::platform::web::{Door, STATE_PATH};

pub use change::back_to_list;
pub use enter::refused;

/// The pages.
pub fn door() -> Door<Hub> {
    ways_in().merge(session_pages()).merge(own_pages()).merge(for_others())
}

/// What only a demo has.
pub fn demo_door() -> Door<Hub> {
    Door::new().public(Method::GET, "/demo/roles", demo::roles).public(Method::POST, "/demo/sign-in", demo::sign_in)
}

fn ways_in() -> Door<Hub> {
    Door::new()
        .public(Method::GET, "/sign-in", enter::page)
        .public(Method::POST, "/sign-in", enter::sign_in)
        .public(Method::POST, "/sign-in/passkey/challenge", passkey::ask_to_sign_in)
        .public(Method::POST, "/sign-in/passkey", passkey::sign_in)
        .public(Method::GET, "/sign-in/recovery", enter::recovery_page)
        .public(Method::POST, "/sign-in/recovery", enter::recover)
        .public(Method::GET, "/sign-in/forgotten", forgotten::page)
        .public(Method::POST, "/sign-in/forgotten", forgotten::ask)
        .public(Method::GET, "/sign-in/link/{token}", forgotten::link)
        .public(Method::POST, "/sign-in/link/{token}", forgotten::use_link)
        .public(Method::GET, "/invitation", invitation::typed_page)
        .public(Method::POST, "/invitation", invitation::typed)
        .public(Method::GET, "/invitation/{secret}", invitation::page)
        .public(Method::POST, "/invitation/{secret}", invitation::open)
        .public(Method::GET, "/sign-in/emergency", emergency::page)
        .public(Method::POST, "/sign-in/emergency", emergency::ask)
        .public(Method::GET, "/sign-in/emergency/waiting", emergency::waiting)
        .public(Method::POST, "/sign-in/emergency/entry", emergency::enter)
}

fn session_pages() -> Door<Hub> {
    Door::new()
        .session(Method::GET, STATE_PATH, session::state)
        .session(Method::POST, "/session/presence", session::stay)
        .session(Method::POST, "/session/form", session::keep)
        .session(Method::GET, "/session/form", session::kept)
        .session(Method::POST, "/session/lock", session::leave)
        .session(Method::GET, "/session/unlock", session::unlock_page)
        .session(Method::POST, "/session/unlock", session::unlock)
        .session(Method::POST, "/session/unlock/challenge", passkey::ask_for_proof)
        .session(Method::POST, "/session/unlock/passkey", session::unlock_by_passkey)
        .session(Method::POST, "/session/end", session::sign_out)
        .public(Method::GET, "/signed-out", session::signed_out)
}

fn own_pages() -> Door<Hub> {
    use Right::{ChangeOwnSignIn, KeepOwnSessions};
    Door::new()
        .members(Method::GET, "/desk/sign-in", KeepOwnSessions, own::page)
        .members(Method::POST, "/desk/sign-in/sessions/{session}/ending", KeepOwnSessions, own::end_session)
        .members(Method::POST, "/desk/sign-in/sessions/ending", KeepOwnSessions, own::end_others)
        .members(Method::POST, "/desk/sign-in/devices/{device}/ending", KeepOwnSessions, own::forget_device)
        .members(Method::GET, "/desk/kept", KeepOwnSessions, kept::page)
        .members(Method::POST, "/desk/kept/discarding", KeepOwnSessions, kept::discard)
        .members(Method::GET, "/desk/proof", KeepOwnSessions, proof::page)
        .members(Method::POST, "/desk/proof", KeepOwnSessions, proof::prove)
        .members(Method::POST, "/desk/proof/challenge", KeepOwnSessions, passkey::ask_for_proof)
        .members(Method::POST, "/desk/proof/passkey", KeepOwnSessions, proof::prove_by_passkey)
        .members(Method::GET, "/desk/sign-in/password", ChangeOwnSignIn, change::password_page)
        .members(Method::POST, "/desk/sign-in/password", ChangeOwnSignIn, change::set_password)
        .members(Method::POST, "/desk/sign-in/password/strength", ChangeOwnSignIn, change::strength)
        .members(Method::GET, "/desk/sign-in/app", ChangeOwnSignIn, change::app_page)
        .members(Method::POST, "/desk/sign-in/app", ChangeOwnSignIn, change::set_app)
        .members(Method::GET, "/desk/sign-in/recovery-codes", ChangeOwnSignIn, change::codes_page)
        .members(Method::POST, "/desk/sign-in/recovery-codes", ChangeOwnSignIn, change::make_codes)
        .members(Method::GET, "/desk/sign-in/passkeys", ChangeOwnSignIn, change::passkeys_page)
        .members(Method::POST, "/desk/sign-in/passkeys/challenge", ChangeOwnSignIn, passkey::ask_to_make)
        .members(Method::POST, "/desk/sign-in/passkeys", ChangeOwnSignIn, passkey::add)
        .members(Method::POST, "/desk/sign-in/passkeys/{passkey}/name", ChangeOwnSignIn, change::rename_passkey)
        .members(Method::POST, "/desk/sign-in/passkeys/{passkey}/ending", ChangeOwnSignIn, change::remove_passkey)
        .members(Method::GET, "/desk/setting-up", ChangeOwnSignIn, setting_up::page)
        .members(Method::POST, "/desk/setting-up", ChangeOwnSignIn, setting_up::finish)
}

fn for_others() -> Door<Hub> {
    use Right::{ChangeAccess, ReviewEmergencies, VouchForColleague};
    Door::new()
        .members(Method::GET, "/desk/vouching", VouchForColleague, vouching::page)
        .members(Method::POST, "/desk/vouching", VouchForColleague, vouching::vouch)
        .members(Method::GET, "/desk/emergencies", ReviewEmergencies, vouching::emergencies)
        .members(Method::POST, "/desk/emergencies/{emergency}/review", ReviewEmergencies, vouching::review)
        .members(Method::GET, "/desk/members/{member}/sign-in-link", ChangeAccess, reset::page)
        .members(Method::POST, "/desk/members/{member}/sign-in-link", ChangeAccess, reset::give)
}
