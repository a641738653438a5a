//! `/desk/members/{member}/sign-in-link`: a one-time link for somebody who is new or has lost everything, on the screen and on paper.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, header};
use axum::response::Response;

use super::enter::refused;
use crate::hub::Hub;
use crate::people::link::{LINK_PATH, Purpose};
use crate::people::refusal::Refused;
use crate::people::sign_in::operations::invitations::{self, Invitable};
use crate::platform::access::MemberId;
use crate::platform::qr::as_svg;
use crate::platform::web::{Page, Phrase, Presence, Result, show};

/// A link as it is shown, once: what the page and the paper say of it.
struct Shown {
    /// The whole address.
    address: String,
    /// Where its letters can be typed.
    site: String,
    /// The letters, in groups of four.
    groups: Vec<String>,
    until: Phrase,
}

#[derive(Template)]
#[template(path = "desk/sign_in/reset.html")]
struct ResetPage {
    page: Page,
    me: Presence,
    to: Invitable,
    link: Option<Shown>,
}

impl ResetPage {
    fn is_first_time(&self) -> bool {
        self.to.purpose == Purpose::Invitation
    }

    fn picture(&self, address: &str) -> askama::filters::Safe<String> {
        askama::filters::Safe(as_svg(address, &self.page.t.reset_qr().plain()).unwrap_or_default())
    }
}

#[derive(Template)]
#[template(path = "desk/sign_in/reset_refused.html")]
struct RefusedPage {
    page: Page,
    me: Presence,
    why: Phrase,
}

fn not_possible(page: Page, me: Presence, why: &Refused) -> Result<Response> {
    let why = why.words(&page.t);
    refused(show(&RefusedPage { page, me, why })?)
}

/// `GET …`: whom it is for, and what it does.
pub async fn page(State(hub): State<Hub>, page: Page, me: Presence, Path(member): Path<MemberId>) -> Result<Response> {
    match invitations::invitable(&hub, &me, member).await? {
        Ok(to) => show(&ResetPage { page, me, to, link: None }),
        Err(why) => not_possible(page, me, &why),
    }
}

/// `POST …`: makes the link.
pub async fn give(
    State(hub): State<Hub>,
    page: Page,
    me: Presence,
    headers: HeaderMap,
    Path(member): Path<MemberId>,
) -> Result<Response> {
    let (to, new) = match invitations::invite(&hub, &me, member).await? {
        Ok(made) => made,
        Err(why) => return not_possible(page, me, &why),
    };
    let site = site(&hub, &headers);
    let link = Shown {
        address: format!("{site}{}", new.secret.path()),
        site: format!("{site}{}", LINK_PATH.trim_end_matches('/')),
        groups: new.secret.grouped().split('-').map(str::to_owned).collect(),
        until: crate::desk::moment(&page.t, &new.link.expires_at),
    };
    show(&ResetPage { page, me, to, link: Some(link) })
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
