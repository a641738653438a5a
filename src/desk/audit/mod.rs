//! `/desk/audit`: who did what (監査), for the privacy officer: what the rules noticed, and every event by member, person and day.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::Method;
use axum::response::{IntoResponse as _, Redirect, Response};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use kyoten_store::Tx;
use serde::Deserialize;

use super::fields::Fields;
use crate::hub::Hub;
use crate::people::history::Act;
use crate::people::sign_in::NOBODY;
use crate::people::store::members;
use crate::platform::access::{MemberId, Right};
use crate::platform::audit::alert::Rule;
use crate::platform::audit::{
    Actor, Answer, Code, Cursor, Event, OpenAlert, Question, Recorded, What, ask, open_alerts, record, settle_alert,
};
use crate::platform::clock::tokyo;
use crate::platform::hub_id::HubId;
use crate::platform::web::{Door, Page, Phrase, Presence, Problem, Result, show};

/// Its pages.
pub fn door() -> Door<Hub> {
    Door::new().members(Method::GET, "/desk/audit", Right::SeeAudit, page).members(
        Method::POST,
        "/desk/audit/alerts",
        Right::SeeAudit,
        settle,
    )
}

/// So many events stand on a page.
const PER_PAGE: u32 = 50;
/// So many alerts.
const MOST_ALERTS: u32 = 50;

/// What is asked for.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    actor: String,
    #[serde(default)]
    about: String,
    #[serde(default)]
    since: String,
    #[serde(default)]
    until: String,
    #[serde(default)]
    after: String,
}

#[derive(Template)]
#[template(path = "desk/audit/page.html")]
struct AuditPage {
    page: Page,
    me: Presence,
    asked: Asked,
    alerts: Vec<OpenAlert>,
    answer: Answer,
    names: BTreeMap<[u8; 16], String>,
}

impl AuditPage {
    fn what(&self, what: &What) -> Phrase {
        let t = self.page.t;
        t.of_table("audit_what", what.code()).unwrap_or_else(|| t.as_written(what.code()))
    }

    /// Who did it, in words.
    fn actor(&self, actor: &Actor) -> Phrase {
        let t = self.page.t;
        match actor {
            Actor::Anyone => t.audit_anyone(),
            Actor::Operator => t.people_operator(),
            Actor::Hub => t.audit_hub(),
            Actor::Member(id) => self.named(&id.to_bytes()),
        }
    }

    /// The name of a member, or the number of something else.
    fn named(&self, id: &[u8; 16]) -> Phrase {
        let number = || MemberId::from_bytes(*id).to_string();
        self.page.t.as_written(&self.names.get(id).cloned().unwrap_or_else(number))
    }

    /// Whose data it was, or what it was done to.
    fn about(&self, recorded: &Recorded) -> Option<(MemberId, Phrase)> {
        let event = &recorded.event;
        let id = event.subject.or_else(|| event.object.as_ref().map(|object| object.id))?;
        let id = Some(id).filter(|id| *id != NOBODY.to_bytes())?;
        Some((MemberId::from_bytes(id), self.named(&id)))
    }

    /// Why, or what exactly: an act upon people in words, anything else by its code.
    fn reason(&self, recorded: &Recorded) -> Option<Phrase> {
        let code = recorded.event.reason.as_ref()?;
        let act = Act::from_code(code.as_str()).map(|act| act.words(&self.page.t));
        Some(act.unwrap_or_else(|| self.page.t.as_written(code.as_str())))
    }

    fn network(&self, recorded: &Recorded) -> Option<String> {
        recorded.event.network.map(|network| network.to_string())
    }

    /// Whom an alert is about to be asked.
    fn who(&self, open: &OpenAlert) -> Phrase {
        self.named(&open.alert.actor.to_bytes())
    }

    fn rule(&self, open: &OpenAlert) -> Phrase {
        let t = self.page.t;
        match (open.alert.rule, open.alert.subject) {
            (Rule::Again, Some(subject)) => t.audit_again(self.named(&subject), open.alert.records),
            (Rule::Again | Rule::Many, _) => t.audit_many(open.alert.records),
        }
    }

    /// The alert as a form carries it.
    fn key(&self, open: &OpenAlert) -> String {
        key(open)
    }

    /// The address of the same question with something else in it.
    fn with(&self, name: &str, value: &str) -> String {
        let asked = &self.asked;
        let mut address = form_urlencoded::Serializer::new(String::new());
        for (of, known) in
            [("actor", &asked.actor), ("about", &asked.about), ("since", &asked.since), ("until", &asked.until)]
        {
            let value = if of == name { value } else { known };
            if !value.is_empty() {
                address.append_pair(of, value);
            }
        }
        if name == "after" {
            address.append_pair("after", value);
        }
        format!("/desk/audit?{}", address.finish())
    }

    fn next(&self) -> Option<String> {
        self.answer.next.map(|cursor| self.with("after", &cursor.to_string()))
    }

    fn of_actor(&self, actor: &Actor) -> Option<String> {
        actor.member().map(|member| self.with("actor", &member.to_string()))
    }

    fn of_about(&self, id: &MemberId) -> String {
        self.with("about", &id.to_string())
    }

    fn is_filtered(&self) -> bool {
        let asked = &self.asked;
        [&asked.actor, &asked.about, &asked.since, &asked.until].iter().any(|text| !text.is_empty())
    }
}

fn key(open: &OpenAlert) -> String {
    let alert = &open.alert;
    let subject = alert.subject.map_or("-".to_owned(), |subject| MemberId::from_bytes(subject).to_string());
    format!("{} {} {subject} {}", alert.rule.code(), alert.actor, alert.since.as_microsecond())
}

/// The beginning of a day that was typed; what is no day asks for nothing.
fn begin(day: &str) -> Option<Timestamp> {
    let day: Date = day.trim().parse().ok()?;
    day.to_zoned(tokyo()).ok().map(|at| at.timestamp())
}

fn question(asked: &Asked) -> Question {
    let until = asked.until.trim().parse::<Date>().ok().and_then(|day| day.checked_add(1.day()).ok());
    Question {
        actor: asked.actor.parse().ok(),
        about: asked.about.parse::<MemberId>().ok().map(MemberId::to_bytes),
        since: begin(&asked.since),
        before: until.and_then(|day| day.to_zoned(tokyo()).ok()).map(|at| at.timestamp()),
    }
}

/// The names of everybody of whom the page speaks. Things that are no members keep their number.
fn names(
    tx: &mut Tx<'_>,
    hub: HubId,
    answer: &Answer,
    alerts: &[OpenAlert],
) -> kyoten_store::Result<BTreeMap<[u8; 16], String>> {
    let of_event = |one: &Recorded| {
        let event = &one.event;
        [event.actor.member().map(MemberId::to_bytes), event.subject, event.object.as_ref().map(|object| object.id)]
    };
    let of_alert = |one: &OpenAlert| [Some(one.alert.actor.to_bytes()), one.alert.subject, None];
    let ids = answer.events.iter().map(of_event).chain(alerts.iter().map(of_alert)).flatten().flatten();
    let mut names = BTreeMap::new();
    for id in ids {
        if !names.contains_key(&id)
            && let Some(member) = members::find(tx, hub, MemberId::from_bytes(id))?
        {
            names.insert(id, member.particulars.name);
        }
    }
    Ok(names)
}

/// `GET /desk/audit`. Who reads the audit stands in it too.
async fn page(State(hub): State<Hub>, page: Page, me: Presence, Query(asked): Query<Asked>) -> Result<Response> {
    let (question, after) = (question(&asked), asked.after.parse::<Cursor>().ok());
    let looked = Event::new(&me.as_viewer(), What::Look, hub.clock().now()).because(const { Code::new("audit") });
    hub.audit().look(looked).await?;
    let (alerts, answer, names) = hub
        .read(move |tx, hub| -> kyoten_store::Result<_> {
            let alerts = open_alerts(tx, hub, MOST_ALERTS)?;
            let answer = ask(tx, hub, &question, after, PER_PAGE)?;
            let names = names(tx, hub, &answer, &alerts)?;
            Ok((alerts, answer, names))
        })
        .await?;
    show(&AuditPage { page, me, asked, alerts, answer, names })
}

/// `POST /desk/audit/alerts`: somebody has looked into it.
async fn settle(State(hub): State<Hub>, page: Page, me: Presence, typed: Fields) -> Result<Response> {
    let (by, clock, wanted) = (me.viewer.member, hub.clock().clone(), typed.one("alert").to_owned());
    let viewer = me.as_viewer();
    let settled = hub.write(move |tx, hub| -> kyoten_store::Result<_> {
        let Some(open) = open_alerts(tx, hub, MOST_ALERTS)?.into_iter().find(|open| key(open) == wanted) else {
            return Ok(false);
        };
        let event = Event::new(&viewer, What::Write, clock.now()).because(const { Code::new("alert.settled") });
        record(tx, hub, &event.about(open.alert.actor))?;
        settle_alert(tx, hub, &open.alert, by, clock.now())
    });
    match settled.await? {
        true => Ok(Redirect::to("/desk/audit").into_response()),
        false => Err(Problem::conflict(page.t.audit_settled_already().plain())),
    }
}
