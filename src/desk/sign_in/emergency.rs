//! `/sign-in/emergency`: asks two colleagues to vouch, waits for them, and enters for half an hour.

use askama::Template;
use axum::extract::{Form, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::caller::{Here, cookies, emergency_cookie, go_on, no_emergency, with_cookies};
use super::enter::refused;
use super::words;
use crate::hub::Hub;
use crate::people::sign_in::emergency::Stage;
use crate::people::sign_in::operations::emergencies::{self, LONGEST_REASON};
use crate::platform::web::{Page, Phrase, Problem, Result, show};

#[derive(Template)]
#[template(path = "desk/sign_in/emergency.html")]
struct EmergencyPage {
    page: Page,
    is_safe: bool,
    longest: usize,
    wrong: Option<Phrase>,
}

/// `GET /sign-in/emergency`.
pub async fn page(page: Page, here: Here) -> Result<Response> {
    show(&EmergencyPage { page, is_safe: here.visitor.is_safe(), longest: LONGEST_REASON, wrong: None })
}

/// Who asks, and why.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    name: String,
    #[serde(default)]
    reason: String,
}

#[derive(Template)]
#[template(path = "desk/sign_in/waiting.html")]
struct WaitingPage {
    page: Page,
    /// Only on the first page: the hub does not keep it.
    code: Option<String>,
    stage: Stage,
}

impl WaitingPage {
    fn is_granted(&self) -> bool {
        self.stage == Stage::Granted
    }

    fn missing(&self) -> usize {
        if let Stage::Waits(missing) = self.stage { missing } else { 0 }
    }
}

/// `POST /sign-in/emergency`.
pub async fn ask(State(hub): State<Hub>, page: Page, here: Here, Form(asked): Form<Asked>) -> Result<Response> {
    let is_safe = here.visitor.is_safe();
    if !is_safe {
        return Err(Problem::not_found());
    }
    let again =
        |page, wrong| refused(show(&EmergencyPage { page, is_safe, longest: LONGEST_REASON, wrong: Some(wrong) })?);
    if asked.reason.trim().is_empty() {
        let wrong = page.t.emergency_no_reason();
        return again(page, wrong);
    }
    match emergencies::ask(&hub, &asked.name, &asked.reason, &here.caller).await? {
        Ok(given) => {
            let stage = Stage::Waits(crate::people::sign_in::emergency::VOUCHERS);
            let answer = show(&WaitingPage { page, code: Some(given.code), stage })?;
            Ok(with_cookies(answer, [emergency_cookie(&hub, &given.browser)]))
        }
        Err(seconds) => {
            let wrong = words::wait(&page, seconds);
            again(page, wrong)
        }
    }
}

/// `GET /sign-in/emergency/waiting`: how many colleagues are missing.
pub async fn waiting(State(hub): State<Hub>, page: Page, here: Here) -> Result<Response> {
    let stage = match &here.emergency {
        Some(browser) => emergencies::stage(&hub, browser).await?,
        None => None,
    };
    match stage {
        Some(stage @ (Stage::Waits(_) | Stage::Granted)) => show(&WaitingPage { page, code: None, stage }),
        Some(Stage::Entered | Stage::Over) | None => Ok(Redirect::to("/sign-in/emergency").into_response()),
    }
}

/// `POST /sign-in/emergency/entry`.
pub async fn enter(State(hub): State<Hub>, here: Here) -> Result<Response> {
    let entered = match &here.emergency {
        Some(browser) => emergencies::enter(&hub, browser, &here.caller).await?,
        None => None,
    };
    match entered {
        Some(entered) => {
            let all = cookies(&hub, &entered).into_iter().chain([no_emergency(&hub)]);
            Ok(with_cookies(go_on(""), all))
        }
        None => Ok(Redirect::to("/sign-in/emergency/waiting").into_response()),
    }
}
