//! The addresses that are for machines: `/healthz`, `/readyz`, `/metrics`; and `POST /preferences`.

use axum::Extension;
use axum::extract::{Form, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};

use super::origin::local_path;
use super::page::Page;
use super::shell::{Shell, Visitor};
use super::{Problem, Result};

/// `GET /healthz`: the process lives.
pub(super) async fn healthz() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: the hub can work, or which part cannot.
pub(super) async fn readyz(State(shell): State<Shell>) -> Response {
    let readiness = shell.health().look().await;
    let status = if readiness.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    // Texts and flags only: this cannot fail.
    let body = serde_json::to_string(&readiness).unwrap_or_default();
    (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}

/// `GET /metrics`: for this machine and those the settings name; to everybody else it does not exist.
pub(super) async fn metrics(State(shell): State<Shell>, Extension(visitor): Extension<Visitor>) -> Result<Response> {
    let text = shell.figures(&visitor).ok_or_else(Problem::not_found)?;
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response())
}

/// `POST /preferences`: keeps what was chosen and goes back.
pub(super) async fn choose(
    State(shell): State<Shell>,
    page: Page,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let mut chosen = page.preferences;
    for (name, value) in &fields {
        chosen.choose(name, value);
    }
    let back = fields.iter().find(|(name, _)| name == "back").map_or("/", |(_, value)| value);
    let mut headers = HeaderMap::new();
    headers.insert(header::SET_COOKIE, chosen.set_cookie(shell.is_https()));
    (headers, Redirect::to(&local_path(back))).into_response()
}
