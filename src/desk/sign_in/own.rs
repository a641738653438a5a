//! `/desk/sign-in`: what a member has set up, where he is signed in, and where he has been.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};

use crate::hub::Hub;
use crate::people::sign_in::operations::own::{self, Everything};
use crate::people::sign_in::session::Method;
use crate::people::sign_in::store::devices::DeviceId;
use crate::people::sign_in::store::sessions::Stored;
use crate::platform::web::{Page, Phrase, Presence, Result, SessionId, SessionKind, show};

#[derive(Template)]
#[template(path = "desk/sign_in/own.html")]
struct OwnPage {
    page: Page,
    me: Presence,
    own: Everything,
}

impl OwnPage {
    fn is_full(&self) -> bool {
        self.me.kind == SessionKind::Full
    }

    fn how(&self, session: &Stored) -> Phrase {
        let t = self.page.t;
        match session.session.method {
            Method::Password => t.own_by_password(),
            Method::Recovery => t.own_by_recovery(),
            Method::Passkey => t.own_by_passkey(),
            Method::Link => t.own_by_link(),
            Method::Emergency => t.own_by_emergency(),
            Method::Demo => t.own_by_demo(),
        }
    }

    /// The browser of a session, in a few words.
    fn place(&self, session: &Stored) -> String {
        let device = self.own.devices.iter().find(|device| Some(device.id) == session.device);
        let label = device.map(|device| device.label.clone()).filter(|label| !label.is_empty());
        label.unwrap_or_else(|| self.page.t.own_unknown_device().plain().into_owned())
    }

    fn others(&self) -> usize {
        self.own.sessions.iter().filter(|session| session.id != self.me.session).count()
    }
}

/// `GET /desk/sign-in`.
pub async fn page(State(hub): State<Hub>, page: Page, me: Presence) -> Result<Response> {
    let own = own::everything(&hub, me.viewer.member).await?;
    show(&OwnPage { page, me, own })
}

fn back() -> Response {
    Redirect::to("/desk/sign-in").into_response()
}

/// `POST /desk/sign-in/sessions/{session}/ending`.
pub async fn end_session(State(hub): State<Hub>, me: Presence, Path(id): Path<SessionId>) -> Result<Response> {
    own::end_session(&hub, &me, id).await?;
    Ok(back())
}

/// `POST /desk/sign-in/sessions/ending`.
pub async fn end_others(State(hub): State<Hub>, me: Presence) -> Result<Response> {
    own::end_other_sessions(&hub, &me).await?;
    Ok(back())
}

/// `POST /desk/sign-in/devices/{device}/ending`.
pub async fn forget_device(State(hub): State<Hub>, me: Presence, Path(id): Path<DeviceId>) -> Result<Response> {
    own::forget_device(&hub, &me, id).await?;
    Ok(back())
}
