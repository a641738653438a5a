//! `/desk/kept`: what somebody had written when his session was locked or over, to be sent after all.

use askama::Template;
use axum::extract::{Form, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use crate::hub::Hub;
use crate::people::sign_in::operations::forms::{self, KeptForm};
use crate::platform::web::{Page, Presence, Result, show};

#[derive(Template)]
#[template(path = "desk/sign_in/kept.html")]
struct KeptPage {
    page: Page,
    me: Presence,
    kept: Vec<KeptForm>,
}

/// `GET /desk/kept`.
pub async fn page(State(hub): State<Hub>, page: Page, me: Presence) -> Result<Response> {
    let kept = forms::kept(&hub, me.viewer.member).await?;
    show(&KeptPage { page, me, kept })
}

/// Which one.
#[derive(Deserialize)]
pub struct Which {
    #[serde(default)]
    path: String,
}

/// `POST /desk/kept/discarding`.
pub async fn discard(State(hub): State<Hub>, me: Presence, Form(which): Form<Which>) -> Result<Response> {
    forms::discard(&hub, me.viewer.member, &which.path).await?;
    Ok(Redirect::to("/desk/kept").into_response())
}
