//! `/desk/members/{member}/sign-in-link`: a one-time link for somebody who lost both factors, on the screen and on paper.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, header};
use axum::response::Response;

use crate::hub::Hub;
use crate::people::sign_in::operations::links;
use crate::platform::access::MemberId;
use crate::platform::qr::as_svg;
use crate::platform::web::{Page, Phrase, Presence, Result, show};

#[derive(Template)]
#[template(path = "desk/sign_in/reset.html")]
struct ResetPage {
    page: Page,
    me: Presence,
    member: MemberId,
    name: String,
    /// Only once, when it is made.
    address: Option<String>,
    until: Phrase,
}

impl ResetPage {
    fn picture(&self) -> askama::filters::Safe<String> {
        let label = self.page.t.reset_qr();
        let code = self.address.as_deref().and_then(|address| as_svg(address, &label.plain()).ok());
        askama::filters::Safe(code.unwrap_or_default())
    }
}

/// `GET …`: whom it is for, and what it does.
pub async fn page(State(hub): State<Hub>, page: Page, me: Presence, Path(member): Path<MemberId>) -> Result<Response> {
    let name = links::may_reset(&hub, &me.as_viewer(), member).await?;
    let until = crate::desk::moment(&page.t, &hub.clock().now());
    show(&ResetPage { page, me, member, name, address: None, until })
}

/// `POST …`: makes the link.
pub async fn give(
    State(hub): State<Hub>,
    page: Page,
    me: Presence,
    headers: HeaderMap,
    Path(member): Path<MemberId>,
) -> Result<Response> {
    let given = links::make_reset_link(&hub, &me.as_viewer(), member).await?;
    let address = format!("{}/sign-in/link/{}", site(&hub, &headers), given.token.written());
    let until = crate::desk::moment(&page.t, &given.until);
    show(&ResetPage { page, me, member, name: given.name, address: Some(address), until })
}

/// The address that people type, from the settings. A hub without one is opened on its own machine: only the port of the `Host`
/// is taken over, never its name, which anybody can write.
fn site(hub: &Hub, headers: &HeaderMap) -> String {
    if let Some(url) = &hub.config().public_url {
        return url.origin();
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let port = host.parse::<Authority>().ok().and_then(|authority| authority.port_u16());
    port.map_or_else(|| "http://localhost".to_owned(), |port| format!("http://localhost:{port}"))
}
