//! The first page after signing in (ホーム): who one is here, and what should be done about one's own sign-in.

use askama::Template;
use axum::extract::State;
use axum::http::Method;
use axum::response::Response;

use crate::hub::Hub;
use crate::people::sign_in::operations::{forms, own};
use crate::people::sign_in::store::credentials::Overview;
use crate::platform::access::{Right, Role};
use crate::platform::web::{Door, Page, Phrase, Presence, Result, SessionKind, show};

/// Its page.
pub fn door() -> Door<Hub> {
    Door::new().members(Method::GET, "/desk", Right::UseDesk, home)
}

#[derive(Template)]
#[template(path = "desk/home/page.html")]
struct Home {
    page: Page,
    me: Presence,
    roles: Vec<Phrase>,
    overview: Overview,
    has_passkey: bool,
    kept: usize,
}

/// So few recovery codes are a reason to make new ones.
const FEW_CODES: usize = 3;

impl Home {
    fn is_emergency(&self) -> bool {
        self.me.kind == SessionKind::Emergency
    }

    fn is_full(&self) -> bool {
        self.me.kind == SessionKind::Full
    }

    fn needs_codes(&self) -> bool {
        self.is_full() && self.overview.password_at.is_some() && self.overview.codes_left < FEW_CODES
    }

    fn needs_passkey(&self) -> bool {
        self.is_full() && !self.has_passkey
    }
}

/// `GET /desk`.
async fn home(State(hub): State<Hub>, page: Page, me: Presence) -> Result<Response> {
    let own = own::everything(&hub, me.viewer.member).await?;
    let kept = forms::kept(&hub, me.viewer.member).await?.len();
    let roles = me.viewer.roles.iter().map(|role| role_name(&page, *role)).collect();
    let has_passkey = !own.passkeys.is_empty();
    show(&Home { page, me, roles, overview: own.overview, has_passkey, kept })
}

/// A role in words.
pub fn role_name(page: &Page, role: Role) -> Phrase {
    match role {
        Role::Coordinator => page.t.desk_role_coordinator(),
        Role::Administrator => page.t.desk_role_administrator(),
        Role::PrivacyOfficer => page.t.desk_role_privacy_officer(),
        Role::Manager => page.t.desk_role_manager(),
        Role::Member => page.t.desk_role_member(),
    }
}
