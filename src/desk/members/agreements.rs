//! `/desk/agreements`: the pledge of confidentiality (誓約書) and the operating rules (運用規程): agree to them, publish them.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};

use super::{act, day, read, refused};
use crate::desk::fields::Fields;
use crate::hub::Hub;
use crate::people::agreement::{AgreementKind, AgreementText, Standing, in_force};
use crate::people::listing;
use crate::people::operations;
use crate::people::refusal::agreement_words;
use crate::people::store::agreements;
use crate::platform::access::{Right, decide_coarsely};
use crate::platform::clock::local;
use crate::platform::web::{Page, Phrase, Presence, Result, show};

/// One of the two, for whoever looks.
struct Own {
    kind: AgreementKind,
    text: Option<AgreementText>,
    standing: Standing,
}

#[derive(Template)]
#[template(path = "desk/members/agreements.html")]
struct AgreementsPage {
    page: Page,
    me: Presence,
    own: Vec<Own>,
    wrong: Option<Phrase>,
}

impl AgreementsPage {
    fn name(&self, kind: AgreementKind) -> Phrase {
        agreement_words(kind, &self.page.t)
    }

    fn may_publish(&self) -> bool {
        decide_coarsely(&self.me.as_viewer(), Right::PublishAgreement).is_allowed()
    }

    fn wants(&self, own: &Own) -> bool {
        matches!(own.standing, Standing::Missing | Standing::Outdated(_))
    }

    fn agreed(&self, own: &Own) -> Option<Phrase> {
        let t = self.page.t;
        match &own.standing {
            Standing::Current(one) => Some(t.members_agreement_current(&one.version, t.plain_date(one.agreed_on))),
            Standing::Outdated(one) => Some(t.members_agreement_outdated(&one.version, t.plain_date(one.agreed_on))),
            Standing::Missing | Standing::NothingToAgree => None,
        }
    }
}

async fn with(hub: &Hub, page: Page, me: Presence, wrong: Option<Phrase>) -> Result<Response> {
    let member = me.viewer.member;
    let own = read(hub, &page, &me, move |tx, viewer, clock| {
        let texts = agreements::texts(tx, viewer.hub())?;
        let account = listing::account(tx, viewer, member, clock)?;
        let today = local(clock.now()).date();
        let one = |kind, standing| Own { kind, text: in_force(&texts, kind, today).cloned(), standing };
        Ok(vec![one(AgreementKind::Pledge, account.pledge), one(AgreementKind::Rules, account.rules)])
    })
    .await?;
    let is_wrong = wrong.is_some();
    let answer = show(&AgreementsPage { page, me, own, wrong })?;
    if is_wrong { refused(answer) } else { Ok(answer) }
}

/// `GET /desk/agreements`.
pub async fn page(State(hub): State<Hub>, page: Page, me: Presence) -> Result<Response> {
    with(&hub, page, me, None).await
}

async fn done(hub: Hub, page: Page, me: Presence, done: std::result::Result<(), Phrase>) -> Result<Response> {
    match done {
        Ok(()) => Ok(Redirect::to("/desk/agreements").into_response()),
        Err(says) => with(&hub, page, me, Some(says)).await,
    }
}

/// `POST /desk/agreements`: for oneself.
pub async fn agree(State(hub): State<Hub>, page: Page, me: Presence, typed: Fields) -> Result<Response> {
    let member = me.viewer.member;
    let agreed = match AgreementKind::from_code(typed.one("kind")) {
        None => Err(page.t.members_no_version()),
        Some(kind) => {
            act(&hub, &page, &me, move |tx, viewer, clock| operations::agree(tx, viewer, member, kind, clock)).await?
        }
    };
    done(hub, page, me, agreed).await
}

/// `POST /desk/agreements/versions`.
pub async fn publish(State(hub): State<Hub>, page: Page, me: Presence, typed: Fields) -> Result<Response> {
    let published = match (AgreementKind::from_code(typed.one("kind")), day(typed.one("in_force_on"))) {
        (None, _) => Err(page.t.members_no_version()),
        (_, Err(()) | Ok(None)) => Err(page.t.members_no_day()),
        (Some(kind), Ok(Some(in_force_on))) => {
            let (version, document) = (typed.one("version").to_owned(), typed.one("document").to_owned());
            let text = AgreementText { kind, version, in_force_on, document };
            act(&hub, &page, &me, move |tx, viewer, clock| operations::publish(tx, viewer, &text, clock)).await?
        }
    };
    done(hub, page, me, published).await
}
