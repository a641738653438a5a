//! `/session/…`: what open pages ask by themselves, leaving the desk and coming back, signing out.

use askama::Template;
use axum::Json;
use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use serde_json::json;

use super::caller::{go_on, no_session, session_cookie, way_on, with_cookies};
use super::enter::{Back, refused};
use super::passkey::{Answer, goes_to, says};
use crate::hub::Hub;
use crate::people::sign_in::PLACES;
use crate::people::sign_in::operations::lock::{self, Shown};
use crate::people::sign_in::operations::{forms, own};
use crate::people::sign_in::session::WARNS_BEFORE;
use crate::people::sign_in::store::credentials::Overview;
use crate::platform::web::{Page, Presence, Problem, Result, SessionKind, show};

/// `GET /session/state`: how long the session is open, for pages that are. Whoever has none gets 401 from the door.
pub async fn state(State(hub): State<Hub>, me: Presence) -> Response {
    let now = hub.clock().now();
    let left = |until: jiff::Timestamp| until.duration_since(now).as_millis().max(0);
    let state = json!({
        "session": me.session,
        "locked": me.is_locked,
        "locks_in_ms": left(me.locks_at),
        "ends_in_ms": left(me.ends_at),
        "warns_before_ms": WARNS_BEFORE.as_millis(),
    });
    Json(state).into_response()
}

/// `POST /session/presence`: somebody types in an open page.
pub async fn stay(State(hub): State<Hub>, me: Presence) -> Result<Response> {
    lock::stay(&hub, &me).await?;
    Ok(Json(json!({})).into_response())
}

/// A form that a page wants to be kept.
#[derive(Deserialize)]
pub struct Kept {
    path: String,
    fields: Vec<(String, String)>,
}

/// So much is kept of one form.
const LONGEST: usize = 64 * 1024;

/// `POST /session/form`: keeps what was written so far. A locked session keeps nothing more.
pub async fn keep(State(hub): State<Hub>, me: Presence, Json(kept): Json<Kept>) -> Result<Response> {
    let length: usize = kept.fields.iter().map(|(name, value)| name.len() + value.len()).sum();
    let path = crate::platform::web::local_path(&kept.path);
    if !may_keep(&me) || length > LONGEST || path.len() > 300 {
        return Err(Problem::not_found());
    }
    forms::keep(&hub, me.viewer.member, &path, &kept.fields).await?;
    Ok(Json(json!({})).into_response())
}

/// Neither a locked screen nor somebody who came by a link sees what its owner was writing.
fn may_keep(me: &Presence) -> bool {
    !me.is_locked && me.kind != SessionKind::SettingUp
}

/// Of which form.
#[derive(Deserialize)]
pub struct Of {
    path: String,
}

/// `GET /session/form`: what was kept of a form, to fill it in again. A locked session shows nothing.
pub async fn kept(State(hub): State<Hub>, me: Presence, Query(of): Query<Of>) -> Result<Response> {
    if !may_keep(&me) {
        return Err(Problem::not_found());
    }
    let kept = forms::kept(&hub, me.viewer.member).await?;
    let form = kept.into_iter().find(|form| form.path == of.path);
    Ok(Json(json!({ "fields": form.map(|form| form.fields) })).into_response())
}

/// `POST /session/lock`.
pub async fn leave(State(hub): State<Hub>, me: Presence, Form(back): Form<Back>) -> Result<Response> {
    lock::leave(&hub, &me).await?;
    Ok(to_unlock(&back.back))
}

fn to_unlock(back: &str) -> Response {
    let back: String = form_urlencoded::byte_serialize(way_on(back).as_bytes()).collect();
    Redirect::to(&format!("{}?back={back}", PLACES.unlock)).into_response()
}

#[derive(Template)]
#[template(path = "desk/sign_in/unlock.html")]
struct UnlockPage {
    page: Page,
    me: Presence,
    back: String,
    is_wrong: bool,
    has_password: bool,
    has_passkey: bool,
}

impl UnlockPage {
    fn is_demo(&self) -> bool {
        self.me.kind == SessionKind::Demo
    }
}

async fn unlock_with(hub: &Hub, page: Page, me: Presence, back: String, is_wrong: bool) -> Result<Response> {
    let own = own::everything(hub, me.viewer.member).await?;
    let Overview { password_at, .. } = own.overview;
    let (has_password, has_passkey) = (password_at.is_some(), !own.passkeys.is_empty());
    show(&UnlockPage { page, me, back, is_wrong, has_password, has_passkey })
}

/// `GET /session/unlock`. Who is not locked goes on at once.
pub async fn unlock_page(
    State(hub): State<Hub>,
    page: Page,
    me: Presence,
    Query(back): Query<Back>,
) -> Result<Response> {
    if !me.is_locked {
        return Ok(go_on(&back.back));
    }
    unlock_with(&hub, page, me, back.back, false).await
}

/// What was typed to unlock.
#[derive(Deserialize)]
pub struct Unlocking {
    #[serde(default)]
    password: Option<String>,
    #[serde(default)]
    back: String,
}

/// `POST /session/unlock`: the password, or in a demo the button.
pub async fn unlock(
    State(hub): State<Hub>,
    page: Page,
    me: Presence,
    Form(typed): Form<Unlocking>,
) -> Result<Response> {
    if !me.is_locked {
        return Ok(go_on(&typed.back));
    }
    let shown = typed.password.map_or(Shown::Nothing, Shown::Password);
    match lock::unlock(&hub, &me, shown).await? {
        Some(token) => Ok(with_cookies(go_on(&typed.back), [session_cookie(&hub, &token)])),
        None => refused(unlock_with(&hub, page, me, typed.back, true).await?),
    }
}

/// `POST /session/unlock/passkey`.
pub async fn unlock_by_passkey(
    State(hub): State<Hub>,
    page: Page,
    me: Presence,
    Json(answer): Json<Answer>,
) -> Result<Response> {
    match lock::unlock(&hub, &me, Shown::Passkey(answer.answered())).await? {
        Some(token) => Ok(with_cookies(goes_to(&way_on(answer.back())), [session_cookie(&hub, &token)])),
        None => Ok(says(&page.t.sign_in_passkey_refused())),
    }
}

/// `POST /session/end`.
pub async fn sign_out(State(hub): State<Hub>, me: Presence) -> Result<Response> {
    own::sign_out(&hub, &me).await?;
    let answer = with_cookies(Redirect::to("/signed-out").into_response(), [no_session(&hub)]);
    Ok(forgetting(answer))
}

/// Tells the browser to forget what it has seen here (ASVS 14.3.1). Not its other cookies: by one of them it is known again, and
/// another holds the letter size.
fn forgetting(mut answer: Response) -> Response {
    let headers: &mut HeaderMap = answer.headers_mut();
    headers.insert("clear-site-data", HeaderValue::from_static("\"cache\", \"storage\""));
    answer
}

#[derive(Template)]
#[template(path = "desk/sign_in/signed_out.html")]
struct SignedOutPage {
    page: Page,
}

/// `GET /signed-out`.
pub async fn signed_out(page: Page) -> Result<Response> {
    show(&SignedOutPage { page })
}
