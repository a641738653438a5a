//! `/invitation/{secret}`: a one-time link of the room of people, from a mail, a QR code or paper; `/invitation`: where its letters are typed.

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::caller::{Here, claim_cookie, cookies, with_cookies};
use super::enter::refused;
use crate::desk::SETTING_UP;
use crate::hub::Hub;
use crate::people::link::{Dead, Purpose, Secret};
use crate::people::operations::Looked;
use crate::people::sign_in::operations::invitations;
use crate::platform::web::{Page, Phrase, Problem, Result, show};

#[derive(Template)]
#[template(path = "desk/sign_in/invitation.html")]
struct InvitationPage {
    page: Page,
    /// What stands in the link, as its form sends it back.
    path: String,
    name: String,
    purpose: Purpose,
    until: Phrase,
    is_open_elsewhere: bool,
}

impl InvitationPage {
    fn is_first_time(&self) -> bool {
        self.purpose == Purpose::Invitation
    }
}

#[derive(Template)]
#[template(path = "desk/sign_in/invitation_dead.html")]
struct DeadPage {
    page: Page,
    why: Phrase,
    is_unknown: bool,
}

#[derive(Template)]
#[template(path = "desk/sign_in/invitation_typed.html")]
struct TypedPage {
    page: Page,
    letters: String,
    wrong: Option<Phrase>,
}

/// Says why a link is dead.
pub fn dead(page: Page, why: Dead) -> Result<Response> {
    let words = why.words(&page.t);
    refused(show(&DeadPage { page, why: words, is_unknown: why == Dead::Unknown })?)
}

/// `GET /invitation/{secret}`: whose it is and until when. Looking changes nothing, since mail programs look before their readers do.
pub async fn page(State(hub): State<Hub>, page: Page, here: Here, Path(written): Path<String>) -> Result<Response> {
    ensure_safe(&here)?;
    let Ok(secret) = written.parse::<Secret>() else { return dead(page, Dead::Unknown) };
    let path = secret.path();
    match invitations::look(&hub, secret, here.claims).await? {
        Looked::Dead(why) => dead(page, why),
        Looked::Alive { name, purpose, expires_at, is_open_elsewhere } => {
            let until = crate::desk::moment(&page.t, &expires_at);
            show(&InvitationPage { page, path, name, purpose, until, is_open_elsewhere })
        }
    }
}

/// `POST /invitation/{secret}`: opens it for this browser, or kills it if another one did.
pub async fn open(State(hub): State<Hub>, page: Page, here: Here, Path(written): Path<String>) -> Result<Response> {
    ensure_safe(&here)?;
    let Ok(secret) = written.parse::<Secret>() else { return dead(page, Dead::Unknown) };
    match invitations::open(&hub, secret, here.claims.clone(), &here.caller).await? {
        Err(why) => dead(page, why),
        Ok(welcome) => {
            let claim = welcome.claim.map(|(claim, seconds)| claim_cookie(&hub, &here.claims, claim, seconds));
            let all = cookies(&hub, &welcome.entered).into_iter().chain(claim);
            Ok(with_cookies(Redirect::to(SETTING_UP).into_response(), all))
        }
    }
}

/// `GET /invitation`.
pub async fn typed_page(page: Page, here: Here) -> Result<Response> {
    ensure_safe(&here)?;
    show(&TypedPage { page, letters: String::new(), wrong: None })
}

/// The letters from paper.
#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    letters: String,
}

/// `POST /invitation`: goes to the link that was typed, if there is one.
pub async fn typed(State(hub): State<Hub>, page: Page, here: Here, Form(typed): Form<Typed>) -> Result<Response> {
    ensure_safe(&here)?;
    let letters: String = typed.letters.chars().take(LONGEST).collect();
    if let Ok(secret) = letters.parse::<Secret>() {
        let path = secret.path();
        if invitations::look(&hub, secret, here.claims).await? != Looked::Dead(Dead::Unknown) {
            return Ok(Redirect::to(&path).into_response());
        }
    }
    let wrong = Some(page.t.invitation_type_wrong());
    refused(show(&TypedPage { page, letters, wrong })?)
}

/// Twice the letters of a link: with hyphens, spaces and slips.
const LONGEST: usize = 80;

/// What lets somebody in does not travel where others read it.
fn ensure_safe(here: &Here) -> Result<()> {
    if here.visitor.is_safe() { Ok(()) } else { Err(Problem::not_found()) }
}
