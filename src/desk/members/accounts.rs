//! `/desk/accounts`: the accounts of an organisation or of the hub, and the yearly review of who still works there (棚卸).

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use jiff::civil::Date;
use serde::Deserialize;

use super::{act, look, read, refused};
use crate::desk::fields::Fields;
use crate::directory::OrganizationId;
use crate::hub::Hub;
use crate::people::agreement::Standing;
use crate::people::listing::{self, Account, MemberQuery, PER_PAGE};
use crate::people::member::MemberState;
use crate::people::operations;
use crate::people::review::ReviewLine;
use crate::platform::access::MemberId;
use crate::platform::audit::What;
use crate::platform::clock::local;
use crate::platform::web::{Page, Phrase, Presence, Result, show};

/// Which accounts.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    page: u32,
}

#[derive(Template)]
#[template(path = "desk/members/accounts.html")]
struct AccountsPage {
    page: Page,
    me: Presence,
    today: Date,
    q: String,
    state: Option<MemberState>,
    number: u32,
    found: listing::Page<Account>,
    due: Vec<ReviewLine>,
    wrong: Option<Phrase>,
}

impl AccountsPage {
    fn name_of(&self, state: MemberState) -> Phrase {
        let t = self.page.t;
        match state {
            MemberState::Invited => t.people_state_invited(),
            MemberState::Active => t.people_state_active(),
            MemberState::Ended => t.people_state_ended(),
        }
    }

    fn states(&self) -> [MemberState; 3] {
        MemberState::ALL
    }

    fn places(&self, account: &Account) -> String {
        let shown = account.member.affiliations.iter().filter(|one| one.period.holds_or_will(self.today));
        shown.map(|one| one.organization_name.clone()).collect::<Vec<_>>().join("・")
    }

    /// What somebody should do about an account.
    fn to_do(&self, account: &Account) -> Vec<Phrase> {
        let t = self.page.t;
        let mut all = Vec::new();
        match (&account.link, account.member.state) {
            (Some((link, true)), _) => {
                all.push(t.members_link_until(crate::desk::moment(&t, &link.expires_at)));
            }
            (Some((_, false)), _) => all.push(t.members_link_over()),
            (None, MemberState::Invited) => all.push(t.members_no_link()),
            (None, _) => {}
        }
        if matches!(account.pledge, Standing::Missing | Standing::Outdated(_)) {
            all.push(t.members_pledge_missing());
        }
        all
    }

    fn is_overdue(&self, line: &ReviewLine) -> bool {
        line.is_overdue(self.today)
    }

    /// The address of the accounts in a state, of those who are looked for.
    fn at(&self, state: &str, page: u32) -> String {
        let mut address = form_urlencoded::Serializer::new(String::new());
        for (name, value) in [("q", self.q.as_str()), ("state", state)] {
            if !value.is_empty() {
                address.append_pair(name, value);
            }
        }
        if page > 0 {
            address.append_pair("page", &page.to_string());
        }
        format!("/desk/accounts?{}", address.finish())
    }

    fn before(&self) -> Option<String> {
        self.number.checked_sub(1).map(|page| self.at(self.code(), page))
    }

    fn after(&self) -> Option<String> {
        let shown = (self.number as usize + 1) * PER_PAGE as usize;
        (shown < self.found.total).then(|| self.at(self.code(), self.number + 1))
    }

    fn code(&self) -> &'static str {
        self.state.map_or("", MemberState::code)
    }
}

async fn with(hub: &Hub, page: Page, me: Presence, asked: Asked, wrong: Option<Phrase>) -> Result<Response> {
    let state = MemberState::from_code(&asked.state);
    let query = MemberQuery { text: asked.q.clone(), state, page: asked.page, ..MemberQuery::default() };
    let (found, due) = read(hub, &page, &me, move |tx, viewer, clock| {
        Ok((listing::accounts(tx, viewer, &query, clock)?, listing::review(tx, viewer, None, clock)?))
    })
    .await?;
    let what = if asked.q.is_empty() { What::Look } else { What::Search };
    look(hub, &me, (what, None), None, u32::try_from(found.rows.len()).unwrap_or(u32::MAX)).await?;
    let today = local(hub.clock().now()).date();
    let due = due.into_iter().filter(|line| line.is_due_soon(today)).collect();
    let is_wrong = wrong.is_some();
    let answer = show(&AccountsPage { page, me, today, q: asked.q, state, number: asked.page, found, due, wrong })?;
    if is_wrong { refused(answer) } else { Ok(answer) }
}

/// `GET /desk/accounts`.
pub async fn page(State(hub): State<Hub>, page: Page, me: Presence, Query(asked): Query<Asked>) -> Result<Response> {
    with(&hub, page, me, asked, None).await
}

/// `POST /desk/accounts/confirming`: he still works there.
pub async fn confirm(State(hub): State<Hub>, page: Page, me: Presence, typed: Fields) -> Result<Response> {
    let place = typed.read::<OrganizationId>("organization");
    let done = match typed.read::<MemberId>("member") {
        None => Err(page.t.people_refused_no_such_member()),
        Some(id) => {
            act(&hub, &page, &me, move |tx, viewer, clock| operations::confirm(tx, viewer, id, place, clock)).await?
        }
    };
    match done {
        Ok(()) => Ok(Redirect::to("/desk/accounts").into_response()),
        Err(says) => with(&hub, page, me, Asked::default(), Some(says)).await,
    }
}
