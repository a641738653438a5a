//! What is done to one member from his page: titles, affiliations, roles, agreements on paper, ending and coming back.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};

use super::{act, day, person, reach};
use crate::desk::fields::Fields;
use crate::directory::OrganizationId;
use crate::hub::Hub;
use crate::people::agreement::AgreementKind;
use crate::people::listing::Account;
use crate::people::operations::{self, NewAffiliation, NewRole, PaperAgreement};
use crate::platform::access::{MemberId, Right, Role};
use crate::platform::web::{Page, Phrase, Presence, Problem, Result, show};

/// The roles in the whole hub, in the order in which they are offered.
pub const HUB_ROLES: [Role; 3] = [Role::Coordinator, Role::Administrator, Role::PrivacyOfficer];

/// Back to the member's page, with why not where it was not done.
async fn back(
    hub: &Hub,
    page: Page,
    me: Presence,
    id: MemberId,
    done: std::result::Result<(), Phrase>,
) -> Result<Response> {
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/desk/members/{id}")).into_response()),
        Err(says) => person::with(hub, page, me, id, Some(says)).await,
    }
}

/// `POST …/affiliation/title`.
pub async fn retitle(
    State(hub): State<Hub>,
    page: Page,
    me: Presence,
    Path(id): Path<MemberId>,
    typed: Fields,
) -> Result<Response> {
    reach(&hub, &page, &me, id, Right::ChangeIdentity).await?;
    let (organization, title) = (typed.read::<OrganizationId>("organization"), typed.one("title").to_owned());
    let done = match organization {
        None => Err(page.t.people_refused_no_such_organization()),
        Some(place) => {
            act(&hub, &page, &me, move |tx, viewer, clock| operations::retitle(tx, viewer, id, place, &title, clock))
                .await?
        }
    };
    back(&hub, page, me, id, done).await
}

/// `POST …/affiliation/ending`. Who works nowhere any more has ended.
pub async fn leave(
    State(hub): State<Hub>,
    page: Page,
    me: Presence,
    Path(id): Path<MemberId>,
    typed: Fields,
) -> Result<Response> {
    reach(&hub, &page, &me, id, Right::EndAffiliation).await?;
    let done = match (typed.read::<OrganizationId>("organization"), day(typed.one("last_day"))) {
        (None, _) => Err(page.t.people_refused_no_such_organization()),
        (_, Err(())) => Err(page.t.members_no_day()),
        (Some(place), Ok(last)) => {
            act(&hub, &page, &me, move |tx, viewer, clock| operations::leave(tx, viewer, id, place, last, clock))
                .await?
        }
    };
    back(&hub, page, me, id, done).await
}

/// `manager ID`, `coordinator`, or the code with the organisation in a field of its own.
fn role_of(typed: &Fields) -> Option<(Role, Option<OrganizationId>)> {
    let mut parts = typed.one("role").split_whitespace();
    let role = Role::from_code(parts.next()?)?;
    let organization = parts.next().and_then(|id| id.parse().ok()).or_else(|| typed.read("organization"));
    Some((role, organization))
}

/// `POST …/roles`.
pub async fn give_role(
    State(hub): State<Hub>,
    page: Page,
    me: Presence,
    Path(id): Path<MemberId>,
    typed: Fields,
) -> Result<Response> {
    reach(&hub, &page, &me, id, Right::AppointManager).await?;
    let done = match role_of(&typed) {
        None => Err(page.t.people_refused_role_and_organization()),
        Some((role, organization)) => {
            let new = match organization {
                Some(place) if role == Role::Manager => NewRole::manager(place),
                _ => NewRole::of_hub(role),
            };
            act(&hub, &page, &me, move |tx, viewer, clock| operations::give_role(tx, viewer, id, new, clock)).await?
        }
    };
    back(&hub, page, me, id, done).await
}

/// `POST …/roles/ending`.
pub async fn take_role(
    State(hub): State<Hub>,
    page: Page,
    me: Presence,
    Path(id): Path<MemberId>,
    typed: Fields,
) -> Result<Response> {
    reach(&hub, &page, &me, id, Right::AppointManager).await?;
    let done = match role_of(&typed) {
        None => Err(page.t.people_refused_role_and_organization()),
        Some((role, organization)) => {
            act(&hub, &page, &me, move |tx, viewer, clock| {
                operations::take_role(tx, viewer, id, role, organization, clock)
            })
            .await?
        }
    };
    back(&hub, page, me, id, done).await
}

/// `POST …/agreements`: somebody signed a sheet.
pub async fn record_agreement(
    State(hub): State<Hub>,
    page: Page,
    me: Presence,
    Path(id): Path<MemberId>,
    typed: Fields,
) -> Result<Response> {
    reach(&hub, &page, &me, id, Right::RecordAgreement).await?;
    let kind_and_version = typed.one("version").split_once(' ').map(|(kind, version)| (kind, version.to_owned()));
    let kind = kind_and_version.and_then(|(kind, version)| Some((AgreementKind::from_code(kind)?, version)));
    let done = match (kind, day(typed.one("agreed_on"))) {
        (Some((kind, version)), Ok(Some(agreed_on))) => {
            let sheet = PaperAgreement { kind, version, agreed_on, document: typed.one("document").to_owned() };
            act(&hub, &page, &me, move |tx, viewer, clock| operations::record_agreement(tx, viewer, id, &sheet, clock))
                .await?
        }
        (None, _) => Err(page.t.members_no_version()),
        (_, _) => Err(page.t.members_no_day()),
    };
    back(&hub, page, me, id, done).await
}

/// Somebody else's account that may be ended: who ended his own could not take it back.
async fn another(hub: &Hub, page: &Page, me: &Presence, id: MemberId) -> Result<Account> {
    if id == me.viewer.member {
        return Err(Problem::not_found());
    }
    reach(hub, page, me, id, Right::ChangeAccess).await
}

#[derive(Template)]
#[template(path = "desk/members/ending.html")]
struct EndingPage {
    page: Page,
    me: Presence,
    member: MemberId,
    name: String,
    wrong: Option<Phrase>,
}

/// `GET …/ending`: what ends, before it ends.
pub async fn ending_page(
    State(hub): State<Hub>,
    page: Page,
    me: Presence,
    Path(id): Path<MemberId>,
) -> Result<Response> {
    let account = another(&hub, &page, &me, id).await?;
    show(&EndingPage { page, me, member: id, name: account.member.particulars.name, wrong: None })
}

/// `POST …/ending`: at once.
pub async fn end(State(hub): State<Hub>, page: Page, me: Presence, Path(id): Path<MemberId>) -> Result<Response> {
    let account = another(&hub, &page, &me, id).await?;
    match act(&hub, &page, &me, move |tx, viewer, clock| operations::end(tx, viewer, id, clock)).await? {
        Ok(()) => Ok(Redirect::to("/desk/accounts").into_response()),
        Err(says) => {
            let name = account.member.particulars.name;
            super::refused(show(&EndingPage { page, me, member: id, name, wrong: Some(says) })?)
        }
    }
}

/// `POST …/return`.
pub async fn come_back(
    State(hub): State<Hub>,
    page: Page,
    me: Presence,
    Path(id): Path<MemberId>,
    typed: Fields,
) -> Result<Response> {
    reach(&hub, &page, &me, id, Right::AddMember).await?;
    let place = typed.read::<OrganizationId>("organization").map(NewAffiliation::at);
    let done =
        act(&hub, &page, &me, move |tx, viewer, clock| operations::come_back(tx, viewer, id, place.as_ref(), clock));
    let done = done.await?;
    back(&hub, page, me, id, done).await
}
