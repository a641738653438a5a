//! `/sign-in/forgotten`: a link for a new password; `/sign-in/link/{token}`: where it is set.

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::caller::Here;
use super::enter::refused;
use super::words::{self, Wrong};
use crate::hub::Hub;
use crate::people::sign_in::operations::enter::SecondFactor;
use crate::people::sign_in::operations::links::{self, NotSet};
use crate::people::sign_in::password::SHORTEST;
use crate::platform::secrets::Token;
use crate::platform::web::{Page, Phrase, Problem, Result, show};

#[derive(Template)]
#[template(path = "desk/sign_in/forgotten.html")]
struct ForgottenPage {
    page: Page,
    is_safe: bool,
    /// Whether he asked; whoever the name belongs to.
    has_asked: bool,
    wrong: Option<Phrase>,
}

/// `GET /sign-in/forgotten`.
pub async fn page(page: Page, here: Here) -> Result<Response> {
    show(&ForgottenPage { page, is_safe: here.visitor.is_safe(), has_asked: false, wrong: None })
}

/// For whom.
#[derive(Deserialize)]
pub struct Name {
    #[serde(default)]
    name: String,
}

/// `POST /sign-in/forgotten`. The answer is given before the name is looked up, so neither its words nor its time tell anything.
pub async fn ask(State(hub): State<Hub>, page: Page, here: Here, Form(typed): Form<Name>) -> Result<Response> {
    let is_safe = here.visitor.is_safe();
    if !is_safe {
        return Err(Problem::not_found());
    }
    if let Err(seconds) = hub.sign_in().attempts().begin_recovery(here.caller.address, here.caller.uptime) {
        let wrong = Some(words::wait(&page, seconds));
        return refused(show(&ForgottenPage { page, is_safe, has_asked: false, wrong })?);
    }
    links::asked(&hub).await?;
    tokio::spawn(async move {
        if let Err(problem) = links::make_password_link(&hub, &typed.name).await {
            tracing::error!("no link for a new password could be made: {problem:?}");
        }
    });
    show(&ForgottenPage { page, is_safe, has_asked: true, wrong: None })
}

#[derive(Template)]
#[template(path = "desk/sign_in/link.html")]
struct LinkPage {
    page: Page,
    token: String,
    /// It opens nothing, any more or ever.
    is_dead: bool,
    wrong: Wrong,
    shortest: usize,
}

async fn link_page(hub: &Hub, page: Page, token: &str, wrong: Wrong) -> Result<Response> {
    let is_dead = match Token::read(token) {
        Some(read) if links::look(hub, &read).await? => false,
        Some(read) => {
            links::opened_in_vain(hub, &read).await?;
            true
        }
        None => true,
    };
    let answer = show(&LinkPage { page, token: token.to_owned(), is_dead, wrong, shortest: SHORTEST })?;
    if is_dead { refused(answer) } else { Ok(answer) }
}

/// `GET /sign-in/link/{token}`: looking changes nothing, since mail programs look before their readers do.
pub async fn link(State(hub): State<Hub>, page: Page, here: Here, Path(token): Path<String>) -> Result<Response> {
    if !here.visitor.is_safe() {
        return Err(Problem::not_found());
    }
    link_page(&hub, page, &token, Wrong::nothing()).await
}

/// What was typed.
#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    new_password: String,
    #[serde(default)]
    code: String,
}

/// `POST /sign-in/link/{token}`.
pub async fn use_link(
    State(hub): State<Hub>,
    page: Page,
    here: Here,
    Path(written): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response> {
    let Some(token) = Token::read(&written).filter(|_| here.visitor.is_safe()) else {
        return Err(Problem::not_found());
    };
    let second = match typed.code.chars().filter(char::is_ascii_alphanumeric).count() {
        0..=8 => SecondFactor::Code(typed.code),
        _ => SecondFactor::Recovery(typed.code),
    };
    let wrong = match links::new_password(&hub, &token, (&typed.new_password, second), &here.caller).await? {
        Ok(()) => return Ok(Redirect::to("/sign-in").into_response()),
        Err(NotSet::Dead) => Wrong::nothing(),
        Err(NotSet::Second(why)) => Wrong::of(&page, why),
        Err(NotSet::Weak(why)) => Wrong::weak(&page, why),
    };
    refused(link_page(&hub, page, &written, wrong).await?)
}
