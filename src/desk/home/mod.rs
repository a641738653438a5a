//! The first page after signing in (ホーム): what somebody should know, and what he should do.

use askama::Template;
use axum::extract::State;
use axum::http::Method;
use axum::response::{IntoResponse as _, Redirect, Response};

use crate::desk::fields::Fields;
use crate::desk::members::{act, read};
use crate::hub::Hub;
use crate::people::agreement::{AgreementKind, Standing};
use crate::people::listing::{self, Account};
use crate::people::operations;
use crate::people::refusal::{Refused, agreement_words};
use crate::people::sign_in::PLACES;
use crate::people::sign_in::operations::{emergencies, forms, own};
use crate::people::store::links::Notice;
use crate::platform::access::{Right, Role, decide_coarsely};
use crate::platform::clock::local;
use crate::platform::web::{Door, Page, Phrase, Presence, Problem, Result, SessionKind, show};

/// Its pages.
pub fn door() -> Door<Hub> {
    Door::new()
        .members(Method::GET, "/desk", Right::UseDesk, home)
        .members(Method::GET, super::MORE, Right::UseDesk, more)
        .members(Method::POST, "/desk/notices/seen", Right::UseDesk, see_notices)
}

#[derive(Template)]
#[template(path = "desk/home/page.html")]
struct Home {
    page: Page,
    me: Presence,
    roles: Vec<Phrase>,
    notices: Vec<Notice>,
    to_do: Vec<ToDo>,
}

/// Something to do, and where it is done.
struct ToDo {
    words: Phrase,
    href: &'static str,
    link: Phrase,
}

/// So few recovery codes are a reason to make new ones.
const FEW_CODES: usize = 3;

impl Home {
    fn is_emergency(&self) -> bool {
        self.me.kind == SessionKind::Emergency
    }

    fn may_search(&self) -> bool {
        may(&self.me, Right::SeeDirectory)
    }
}

fn may(me: &Presence, right: Right) -> bool {
    decide_coarsely(&me.as_viewer(), right).is_allowed()
}

/// `GET /desk`.
async fn home(State(hub): State<Hub>, page: Page, me: Presence) -> Result<Response> {
    let of_people = of_people(&hub, &page, &me).await?;
    let mut to_do = own_sign_in(&hub, &page, &me).await?;
    to_do.extend(of_people.own.iter().flat_map(|account| agreements(&page, account)));
    if of_people.due > 0 {
        let words = page.t.desk_home_review(of_people.due);
        to_do.push(ToDo { words, href: "/desk/accounts", link: page.t.desk_home_look() });
    }
    if may(&me, Right::ReviewEmergencies) {
        let found = emergencies::to_review(&hub, &me.viewer).await?;
        let open = found.iter().filter(|one| one.reviewed.is_none()).count();
        if open > 0 {
            let words = page.t.desk_home_emergencies(open);
            to_do.push(ToDo { words, href: "/desk/emergencies", link: page.t.desk_home_look() });
        }
    }
    let roles = me.viewer.roles.iter().map(|role| role_name(&page, *role)).collect();
    show(&Home { page, me, roles, notices: of_people.notices, to_do })
}

/// What the home of a member reads of people.
struct OfPeople {
    notices: Vec<Notice>,
    /// His own account.
    own: Option<Account>,
    /// How many people are to be confirmed soon by whoever looks after them.
    due: usize,
}

async fn of_people(hub: &Hub, page: &Page, me: &Presence) -> Result<OfPeople> {
    let member = me.viewer.member;
    let (may_agree, may_review) = (may(me, Right::Agree), may(me, Right::SeeReview));
    read(hub, page, me, move |tx, viewer, clock| {
        let own = if may_agree { Some(listing::account(tx, viewer, member, clock)?) } else { None };
        let lines = match may_review.then(|| listing::review(tx, viewer, None, clock)) {
            Some(Ok(lines)) => lines,
            // A manager whose organisation is no more.
            Some(Err(Refused::OnlyAdministrators)) | None => Vec::new(),
            Some(Err(why)) => return Err(why),
        };
        let today = local(clock.now()).date();
        let due = lines.iter().filter(|line| line.is_due_soon(today)).count();
        Ok(OfPeople { notices: listing::notices(tx, viewer)?, own, due })
    })
    .await
}

/// What somebody should do about how he signs in.
async fn own_sign_in(hub: &Hub, page: &Page, me: &Presence) -> Result<Vec<ToDo>> {
    let t = page.t;
    let mut all = Vec::new();
    let kept = forms::kept(hub, me.viewer.member).await?.len();
    if kept > 0 {
        all.push(ToDo { words: t.desk_home_kept(kept), href: "/desk/kept", link: t.desk_home_kept_link() });
    }
    if me.kind == SessionKind::Full {
        let own = own::everything(hub, me.viewer.member).await?;
        let codes = own.overview.codes_left;
        if own.passkeys.is_empty() {
            let (words, link) = (t.desk_home_no_passkey(), t.desk_home_add_passkey());
            all.push(ToDo { words, href: "/desk/sign-in", link });
        } else if own.overview.password_at.is_some() && codes < FEW_CODES {
            let (words, link) = (t.desk_home_few_codes(codes), t.desk_home_make_codes());
            all.push(ToDo { words, href: "/desk/sign-in/recovery-codes", link });
        }
    }
    Ok(all)
}

/// What somebody did not agree to yet.
fn agreements(page: &Page, account: &Account) -> Vec<ToDo> {
    let t = page.t;
    let all = [(AgreementKind::Pledge, &account.pledge), (AgreementKind::Rules, &account.rules)];
    let one = |(kind, standing): (AgreementKind, &Standing)| {
        let words = match standing {
            Standing::NothingToAgree | Standing::Current(_) => return None,
            Standing::Missing => t.desk_home_not_agreed(agreement_words(kind, &t)),
            Standing::Outdated(_) => t.desk_home_new_version(agreement_words(kind, &t)),
        };
        Some(ToDo { words, href: "/desk/agreements", link: t.desk_home_agree() })
    };
    all.into_iter().filter_map(one).collect()
}

/// `POST /desk/notices/seen`: the notices up to the newest one that the page showed. If there is a newer one, they are shown again.
async fn see_notices(State(hub): State<Hub>, page: Page, me: Presence, typed: Fields) -> Result<Response> {
    let newest: Option<i64> = typed.read("newest");
    let seen = act(&hub, &page, &me, move |tx, viewer, clock| {
        let is_newer = |notice: &Notice| newest.is_none_or(|shown| notice.at.as_microsecond() > shown);
        if listing::notices(tx, viewer)?.iter().any(is_newer) {
            return Ok(());
        }
        operations::see_notices(tx, viewer, clock)
    });
    seen.await?.map_err(|says| Problem::bad_input(says.plain()))?;
    Ok(Redirect::to(PLACES.home).into_response())
}

#[derive(Template)]
#[template(path = "desk/home/more.html")]
struct More {
    page: Page,
    me: Presence,
}

/// `GET /desk/more`: the main pages that do not stand in the bar of a phone.
async fn more(page: Page, me: Presence) -> Result<Response> {
    show(&More { page, me })
}

/// A role in words.
pub fn role_name(page: &Page, role: Role) -> Phrase {
    match role {
        Role::Coordinator => page.t.desk_role_coordinator(),
        Role::Administrator => page.t.desk_role_administrator(),
        Role::PrivacyOfficer => page.t.desk_role_privacy_officer(),
        Role::Manager => page.t.desk_role_manager(),
        Role::Member => page.t.desk_role_member(),
    }
}
