//! `/sign-in`: with a passkey, or with a password and the code of the app; `/sign-in/recovery` with a recovery code in its place.

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::caller::{Here, cookies, go_on, with_cookies};
use super::words::Wrong;
use crate::hub::Hub;
use crate::people::sign_in::operations::NotLetIn;
use crate::people::sign_in::operations::enter::{SecondFactor, WithPassword, with_password};
use crate::platform::web::{Page, Result, show};

/// Where to go on afterwards.
#[derive(Deserialize)]
pub struct Back {
    /// A path of this hub.
    #[serde(default)]
    pub back: String,
}

/// What was typed.
#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    own_device: String,
    #[serde(default)]
    back: String,
}

#[derive(Template)]
#[template(path = "desk/sign_in/enter.html")]
struct EnterPage {
    page: Page,
    back: String,
    name: String,
    own_device: bool,
    wrong: Wrong,
    /// Whether a password may travel this way at all.
    is_safe: bool,
    has_passkeys: bool,
}

#[derive(Template)]
#[template(path = "desk/sign_in/recovery.html")]
struct RecoveryPage {
    page: Page,
    back: String,
    name: String,
    own_device: bool,
    wrong: Wrong,
    is_safe: bool,
}

/// `GET /sign-in`.
pub async fn page(State(hub): State<Hub>, page: Page, here: Here, Query(back): Query<Back>) -> Result<Response> {
    show(&EnterPage {
        page,
        back: back.back,
        name: String::new(),
        own_device: false,
        wrong: Wrong::nothing(),
        is_safe: here.visitor.is_safe(),
        has_passkeys: hub.sign_in().passkeys().are_possible(),
    })
}

/// `POST /sign-in`.
pub async fn sign_in(State(hub): State<Hub>, page: Page, here: Here, Form(typed): Form<Typed>) -> Result<Response> {
    let (is_safe, own_device) = (here.visitor.is_safe(), typed.own_device == "on");
    let second = SecondFactor::Code(typed.code);
    let (name, back) = (typed.name.clone(), typed.back);
    let wrong = match enter(&hub, &here, typed.name, typed.password, second, !own_device).await? {
        Ok(entered) => return Ok(with_cookies(go_on(&back), cookies(&hub, &entered))),
        Err(why) => Wrong::of(&page, why),
    };
    let has_passkeys = hub.sign_in().passkeys().are_possible();
    refused(show(&EnterPage { page, back, name, own_device, wrong, is_safe, has_passkeys })?)
}

/// `GET /sign-in/recovery`.
pub async fn recovery_page(page: Page, here: Here, Query(back): Query<Back>) -> Result<Response> {
    let (wrong, is_safe) = (Wrong::nothing(), here.visitor.is_safe());
    show(&RecoveryPage { page, back: back.back, name: String::new(), own_device: false, wrong, is_safe })
}

/// `POST /sign-in/recovery`.
pub async fn recover(State(hub): State<Hub>, page: Page, here: Here, Form(typed): Form<Typed>) -> Result<Response> {
    let (is_safe, own_device) = (here.visitor.is_safe(), typed.own_device == "on");
    let second = SecondFactor::Recovery(typed.code);
    let (name, back) = (typed.name.clone(), typed.back);
    let wrong = match enter(&hub, &here, typed.name, typed.password, second, !own_device).await? {
        Ok(entered) => return Ok(with_cookies(go_on(&back), cookies(&hub, &entered))),
        Err(why) => Wrong::of(&page, why),
    };
    refused(show(&RecoveryPage { page, back, name, own_device, wrong, is_safe })?)
}

async fn enter(
    hub: &Hub,
    here: &Here,
    name: String,
    password: String,
    second: SecondFactor,
    shared: bool,
) -> Result<std::result::Result<crate::people::sign_in::operations::Entered, NotLetIn>> {
    if !here.visitor.is_safe() {
        return Ok(Err(NotLetIn::Wrong));
    }
    with_password(hub, WithPassword { name, password, second, shared }, &here.caller).await
}

/// The same page with what is wrong: always with the same status.
pub fn refused(mut answer: Response) -> Result<Response> {
    *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(answer)
}
