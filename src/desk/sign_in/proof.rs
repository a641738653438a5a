//! `/desk/proof`: both factors again, before something sensitive.

use askama::Template;
use axum::Json;
use axum::extract::{Form, Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::caller::{Here, go_on, session_cookie, way_on, with_cookies};
use super::enter::{Back, refused};
use super::passkey::{Answer, goes_to, says};
use super::words::Wrong;
use crate::hub::Hub;
use crate::people::sign_in::operations::enter::SecondFactor;
use crate::people::sign_in::operations::lock::{self, Shown};
use crate::people::sign_in::operations::own;
use crate::platform::web::{Page, Presence, Result, SessionKind, show};

#[derive(Template)]
#[template(path = "desk/sign_in/proof.html")]
struct ProofPage {
    page: Page,
    me: Presence,
    back: String,
    wrong: Wrong,
    has_password: bool,
    has_passkey: bool,
}

impl ProofPage {
    fn is_demo(&self) -> bool {
        self.me.kind == SessionKind::Demo
    }

    fn is_emergency(&self) -> bool {
        self.me.kind == SessionKind::Emergency
    }
}

async fn proof_page(hub: &Hub, page: Page, me: Presence, back: String, wrong: Wrong) -> Result<Response> {
    let own = own::everything(hub, me.viewer.member).await?;
    let has_password = own.overview.password_at.is_some() && own.overview.app_at.is_some();
    show(&ProofPage { page, me, back, wrong, has_password, has_passkey: !own.passkeys.is_empty() })
}

/// `GET /desk/proof`.
pub async fn page(State(hub): State<Hub>, page: Page, me: Presence, Query(back): Query<Back>) -> Result<Response> {
    proof_page(&hub, page, me, back.back, Wrong::nothing()).await
}

/// What was typed.
#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    password: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    back: String,
}

/// `POST /desk/proof`: password and code, or in a demo the button.
pub async fn prove(
    State(hub): State<Hub>,
    page: Page,
    me: Presence,
    here: Here,
    Form(typed): Form<Typed>,
) -> Result<Response> {
    let proven = match me.kind {
        SessionKind::Demo => lock::prove(&hub, &me, Shown::Nothing).await?,
        SessionKind::Full | SessionKind::SettingUp | SessionKind::Emergency => {
            let shown = (typed.password, SecondFactor::Code(typed.code));
            lock::prove_with_password(&hub, &me, shown, &here.caller).await?
        }
    };
    match proven {
        Ok(token) => Ok(with_cookies(go_on(&typed.back), [session_cookie(&hub, &token)])),
        Err(why) => {
            let wrong = Wrong::of(&page, why);
            refused(proof_page(&hub, page, me, typed.back, wrong).await?)
        }
    }
}

/// `POST /desk/proof/passkey`.
pub async fn prove_by_passkey(
    State(hub): State<Hub>,
    page: Page,
    me: Presence,
    Json(answer): Json<Answer>,
) -> Result<Response> {
    match lock::prove(&hub, &me, Shown::Passkey(answer.answered())).await? {
        Ok(token) => Ok(with_cookies(goes_to(&way_on(answer.back())), [session_cookie(&hub, &token)])),
        Err(_) => Ok(says(&page.t.sign_in_passkey_refused())),
    }
}
