//! What the browser's script asks and answers when a passkey is used. JSON both ways.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::caller::{Here, cookies, way_on, with_cookies};
use super::words;
use crate::hub::Hub;
use crate::people::sign_in::operations::passkeys::{self, Answered, Asked, ChallengeId};
use crate::people::sign_in::operations::{Caller, NotLetIn};
use crate::platform::web::{Page, Phrase, Presence, Problem, Result};

/// What a browser answers.
#[derive(Deserialize)]
pub struct Answer {
    id: ChallengeId,
    credential: Value,
    #[serde(default)]
    shared: bool,
    #[serde(default)]
    back: String,
    #[serde(default)]
    name: String,
}

impl Answer {
    /// As the operations want it.
    pub fn answered(&self) -> Answered {
        Answered { id: self.id, credential: self.credential.clone() }
    }

    /// Where to go on.
    pub fn back(&self) -> &str {
        &self.back
    }
}

/// `POST /sign-in/passkey/challenge`.
pub async fn ask_to_sign_in(State(hub): State<Hub>, page: Page, here: Here) -> Result<Response> {
    if !here.visitor.is_safe() {
        return Err(Problem::not_found());
    }
    match passkeys::ask_to_sign_in(&hub, &here.caller).await? {
        Ok(asked) => Ok(options(asked)),
        Err(seconds) => Ok(says(&words::wait(&page, seconds))),
    }
}

/// `POST /sign-in/passkey`.
pub async fn sign_in(State(hub): State<Hub>, page: Page, here: Here, Json(answer): Json<Answer>) -> Result<Response> {
    let caller: &Caller = &here.caller;
    match passkeys::sign_in(&hub, answer.answered(), answer.shared, caller).await? {
        Ok(entered) => Ok(with_cookies(goes_to(&way_on(&answer.back)), cookies(&hub, &entered))),
        Err(NotLetIn::Wait(seconds)) => Ok(says(&words::wait(&page, seconds))),
        Err(_) => Ok(says(&page.t.sign_in_passkey_refused())),
    }
}

/// `POST /session/unlock/challenge` and `POST /desk/proof/challenge`.
pub async fn ask_for_proof(State(hub): State<Hub>, page: Page, me: Presence) -> Result<Response> {
    match passkeys::ask_for_proof(&hub, &me).await? {
        Some(asked) => Ok(options(asked)),
        None => Ok(says(&page.t.sign_in_passkey_none())),
    }
}

/// `POST /desk/sign-in/passkeys/challenge`.
pub async fn ask_to_make(State(hub): State<Hub>, me: Presence) -> Result<Response> {
    passkeys::ask_to_make(&hub, &me).await.map(options)
}

/// The longest name of a passkey, in characters.
pub const LONGEST_NAME: usize = 40;

/// `POST /desk/sign-in/passkeys`.
pub async fn add(
    State(hub): State<Hub>,
    page: Page,
    me: Presence,
    here: Here,
    Json(answer): Json<Answer>,
) -> Result<Response> {
    let typed = name(&answer.name);
    let name = if typed.is_empty() { here.caller.label.clone() } else { typed };
    match passkeys::add(&hub, &me, answer.answered(), name).await? {
        true => Ok(goes_to(&super::change::back_to_list(&me))),
        false => Ok(says(&page.t.sign_in_passkey_refused())),
    }
}

/// A name as it is kept.
pub fn name(typed: &str) -> String {
    kyoten_text::normalize::display_line(typed).chars().take(LONGEST_NAME).collect()
}

fn options(asked: Asked) -> Response {
    Json(json!({ "id": asked.id, "options": asked.options })).into_response()
}

/// Where the page goes on.
pub fn goes_to(path: &str) -> Response {
    Json(json!({ "to": path })).into_response()
}

/// Why not.
pub fn says(words: &Phrase) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "says": words.plain() }))).into_response()
}
