//! `/demo/roles`: in a demo one is somebody by pressing a button. These pages exist in a demo only, and answer on this machine only.

use askama::Template;
use axum::extract::{Form, State};
use axum::response::Response;
use serde::Deserialize;

use super::caller::{Here, cookies, go_on, with_cookies};
use crate::desk::home::role_name;
use crate::hub::Hub;
use crate::people::member::Member;
use crate::people::sign_in::operations::demo;
use crate::platform::access::{MemberId, Role};
use crate::platform::web::{Page, Phrase, Problem, Result, show};

#[derive(Template)]
#[template(path = "desk/sign_in/roles.html")]
struct RolesPage {
    page: Page,
    members: Vec<(Member, Role)>,
}

impl RolesPage {
    fn role(&self, role: &Role) -> Phrase {
        role_name(&self.page, *role)
    }

    fn about(&self, role: &Role) -> Phrase {
        let t = self.page.t;
        match role {
            Role::Coordinator => t.demo_about_coordinator(),
            Role::Administrator => t.demo_about_administrator(),
            Role::PrivacyOfficer => t.demo_about_privacy_officer(),
            Role::Manager => t.demo_about_manager(),
            Role::Member => t.demo_about_member(),
        }
    }
}

/// `GET /demo/roles`.
pub async fn roles(State(hub): State<Hub>, page: Page, here: Here) -> Result<Response> {
    only_here(&page, &here)?;
    let now = hub.clock().now();
    let role = |member: &Member| member.roles_now(now).map(|one| one.role).min().unwrap_or(Role::Member);
    let members = demo::members(&hub).await?.into_iter().map(|member| (role(&member), member));
    let members = members.map(|(role, member)| (member, role)).collect();
    show(&RolesPage { page, members })
}

/// Whom one wants to be.
#[derive(Deserialize)]
pub struct Chosen {
    member: MemberId,
}

/// `POST /demo/sign-in`.
pub async fn sign_in(State(hub): State<Hub>, page: Page, here: Here, Form(chosen): Form<Chosen>) -> Result<Response> {
    only_here(&page, &here)?;
    let entered = demo::sign_in(&hub, chosen.member, &here.caller).await?;
    Ok(with_cookies(go_on(""), cookies(&hub, &entered)))
}

/// Should these pages ever be registered elsewhere, they do not answer there.
fn only_here(page: &Page, here: &Here) -> Result<()> {
    if page.demo.is_some() && here.visitor.is_here() { Ok(()) } else { Err(Problem::not_found()) }
}
