//! `/desk/vouching`: a colleague vouches for somebody who cannot sign in; `/desk/emergencies`: others look at it afterwards.

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::enter::refused;
use crate::hub::Hub;
use crate::people::sign_in::emergency::{Refused, Stage};
use crate::people::sign_in::operations::emergencies::{self, Asking};
use crate::people::sign_in::store::emergencies::{EmergencyId, Stored};
use crate::platform::web::{Page, Phrase, Presence, Result, show};

/// How far the colleague has come.
enum Step {
    /// He types the code that he was told.
    Code { wrong: Option<Phrase> },
    /// He sees whom it belongs to, and says that he knows the voice.
    Confirm { code: String, asking: Asking },
    /// He vouched.
    Done { missing: usize },
}

#[derive(Template)]
#[template(path = "desk/sign_in/vouching.html")]
struct VouchingPage {
    page: Page,
    me: Presence,
    step: Step,
}

/// What a colleague says.
#[derive(Deserialize)]
pub struct Said {
    #[serde(default)]
    code: String,
    #[serde(default)]
    spoke: String,
}

/// `GET /desk/vouching`.
pub async fn page(page: Page, me: Presence) -> Result<Response> {
    show(&VouchingPage { page, me, step: Step::Code { wrong: None } })
}

/// `POST /desk/vouching`: first the code, then that he spoke with the person.
pub async fn vouch(State(hub): State<Hub>, page: Page, me: Presence, Form(said): Form<Said>) -> Result<Response> {
    if said.spoke != "yes" {
        let step = match emergencies::look(&hub, &me, &said.code).await? {
            Ok(asking) => Step::Confirm { code: said.code.chars().take(20).collect(), asking },
            Err(why) => return not_possible(page, me, why),
        };
        return show(&VouchingPage { page, me, step });
    }
    let missing = match emergencies::vouch(&hub, &me, &said.code).await? {
        Ok(Stage::Waits(missing)) => missing,
        Ok(Stage::Granted | Stage::Entered | Stage::Over) => 0,
        Err(why) => return not_possible(page, me, why),
    };
    show(&VouchingPage { page, me, step: Step::Done { missing } })
}

fn not_possible(page: Page, me: Presence, why: Refused) -> Result<Response> {
    let wrong = match why {
        Refused::Twice => page.t.vouching_twice(),
        Refused::Oneself => page.t.vouching_oneself(),
        // Whether the code is nobody's, another organisation's or too old looks the same.
        Refused::NotAColleague | Refused::Over | Refused::TooEarly => page.t.vouching_not_found(),
    };
    refused(show(&VouchingPage { page, me, step: Step::Code { wrong: Some(wrong) } })?)
}

#[derive(Template)]
#[template(path = "desk/sign_in/emergencies.html")]
struct EmergenciesPage {
    page: Page,
    me: Presence,
    found: Vec<Stored>,
}

/// `GET /desk/emergencies`.
pub async fn emergencies(State(hub): State<Hub>, page: Page, me: Presence) -> Result<Response> {
    let found = emergencies::to_review(&hub, &me.viewer).await?;
    show(&EmergenciesPage { page, me, found })
}

/// `POST /desk/emergencies/{emergency}/review`.
pub async fn review(State(hub): State<Hub>, me: Presence, Path(id): Path<EmergencyId>) -> Result<Response> {
    emergencies::review(&hub, &me, id).await?;
    Ok(Redirect::to("/desk/emergencies").into_response())
}
