//! `/desk/members/adding`: somebody new; `/desk/members/{member}/affiliation`: one more place where somebody works.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::{act, day, reach, read, refused};
use crate::desk::fields::Fields;
use crate::directory::OrganizationId;
use crate::directory::search::{Moment, Query as Wanted};
use crate::directory::store::names::{self, Named};
use crate::directory::store::summaries::{self, Summary};
use crate::directory::words as directory_words;
use crate::hub::Hub;
use crate::people::form::MemberForm;
use crate::people::listing;
use crate::people::operations::{self, NewAffiliation, NewMember, SameName};
use crate::people::profession::Profession;
use crate::people::words;
use crate::platform::access::{MemberId, Relation, Right, decide};
use crate::platform::web::{Page, Phrase, Presence, Result, show};

/// Where somebody is to work, and how an organisation is looked for.
#[derive(Debug, Default, Deserialize)]
pub struct Place {
    #[serde(default)]
    q: String,
    #[serde(default)]
    organization: String,
}

/// So many organisations are offered.
const OFFERED: usize = 12;

/// Choosing an organisation: a manager among his own, whoever answers for the hub among all.
struct Choice {
    q: String,
    /// Whether any organisation can be looked for.
    is_free: bool,
    offered: Vec<(OrganizationId, String, String)>,
    chosen: Option<Named>,
}

async fn choice(hub: &Hub, page: &Page, me: &Presence, place: &Place) -> Result<Choice> {
    let wanted = place.organization.parse::<OrganizationId>().ok();
    let mine: Vec<_> = me.viewer.manages.iter().map(|key| OrganizationId::from_bytes(*key)).collect();
    let is_free = decide(&me.as_viewer(), Right::AddMember, Relation::SameHub).is_allowed();
    let own = mine.clone();
    let (chosen, named) = hub
        .read(move |tx, hub| -> kyoten_store::Result<_> {
            let chosen = wanted.map(|id| names::of(tx, hub, &[id])).transpose()?;
            Ok((chosen.and_then(|mut found| found.pop_first()).map(|(_, named)| named), names::of(tx, hub, &own)?))
        })
        .await?;
    let chosen = match chosen {
        None if !is_free && mine.len() == 1 => named.into_values().next(),
        Some(named) if is_free || mine.contains(&named.id) => Some(named),
        _ => {
            let offered = if is_free { search(hub, page, &place.q).await? } else { offer(named.into_values()) };
            return Ok(Choice { q: place.q.clone(), is_free, offered, chosen: None });
        }
    };
    Ok(Choice { q: String::new(), is_free, offered: Vec::new(), chosen })
}

fn offer(named: impl Iterator<Item = Named>) -> Vec<(OrganizationId, String, String)> {
    named.map(|one| (one.id, one.name, String::new())).collect()
}

async fn search(hub: &Hub, page: &Page, text: &str) -> Result<Vec<(OrganizationId, String, String)>> {
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let holidays = hub.holidays();
    let moment = Moment { now: hub.clock().local_now(), holidays: &*holidays };
    let query = Wanted { text: text.to_owned(), limit: OFFERED, ..Wanted::default() };
    let found = hub.finder().search(&query, &moment).await?;
    let ids: Vec<_> = found.hits.iter().map(|hit| OrganizationId::from_bytes(hit.id.to_be_bytes())).collect();
    let found: Vec<Summary> = hub.read(move |tx, hub| summaries::of(tx, hub, &ids)).await?;
    let about = |one: &Summary| format!("{} {}", directory_words::kind(page, one.kind).plain(), one.address);
    Ok(found.iter().map(|one| (one.id, one.name.clone(), about(one))).collect())
}

#[derive(Template)]
#[template(path = "desk/members/adding.html")]
struct AddingPage {
    page: Page,
    me: Presence,
    choice: Choice,
    /// Somebody who is there already; nothing: somebody new.
    member: Option<(MemberId, String)>,
    /// The hub's own staff, who work at no organisation.
    of_hub: bool,
    professions: Vec<Profession>,
    form: MemberForm,
    title: String,
    from: String,
    last_day: String,
    same_name: bool,
    wrong: Option<Phrase>,
}

impl AddingPage {
    fn profession(&self, one: &Profession) -> Phrase {
        words::profession(self.page.t, one)
    }

    /// The chosen profession of a field, the first or a further one.
    fn chosen(&self, at: usize) -> &str {
        self.form.professions.get(at).map_or("", String::as_str)
    }

    fn is_chosen(&self) -> bool {
        self.choice.chosen.is_some() || self.of_hub
    }

    /// Where the form goes.
    fn action(&self) -> String {
        match &self.member {
            Some((id, _)) => format!("/desk/members/{id}/affiliation"),
            None => "/desk/members/adding".to_owned(),
        }
    }
}

/// The word that stands for the hub's own staff where an organisation is chosen.
const OF_HUB: &str = "hub";

/// `GET /desk/members/adding`.
pub async fn page(State(hub): State<Hub>, page: Page, me: Presence, Query(place): Query<Place>) -> Result<Response> {
    adding(&hub, page, me, place, None, &Fields::default(), (false, None)).await
}

async fn adding(
    hub: &Hub,
    page: Page,
    me: Presence,
    place: Place,
    member: Option<(MemberId, String)>,
    typed: &Fields,
    (same_name, wrong): (bool, Option<Phrase>),
) -> Result<Response> {
    let choice = choice(hub, &page, &me, &place).await?;
    let professions = read(hub, &page, &me, |tx, viewer, _| listing::all_professions(tx, viewer)).await?;
    let (of_hub, is_wrong) = (place.organization == OF_HUB && choice.is_free, wrong.is_some());
    let text = |name: &str| typed.one(name).to_owned();
    let (title, from, last_day) = (text("title"), text("from"), text("last_day"));
    let form = member_form(typed);
    let answer = show(&AddingPage {
        page,
        me,
        choice,
        member,
        of_hub,
        professions,
        form,
        title,
        from,
        last_day,
        same_name,
        wrong,
    })?;
    if is_wrong { refused(answer) } else { Ok(answer) }
}

/// What a form says of a person who is added; the rest he tells himself.
fn member_form(typed: &Fields) -> MemberForm {
    let text = |name: &str| typed.one(name).to_owned();
    MemberForm {
        name: text("name"),
        kana: text("kana"),
        professions: typed.all("profession"),
        sign_in: text("sign_in"),
        email: text("email"),
        phone: text("phone"),
        ..MemberForm::default()
    }
}

/// What a form says of a place to work at. `Err`: a day is none.
fn affiliation(typed: &Fields) -> std::result::Result<Option<NewAffiliation>, ()> {
    let Some(organization) = typed.read::<OrganizationId>("organization") else { return Ok(None) };
    let (from, last_day) = (day(typed.one("from"))?, day(typed.one("last_day"))?);
    Ok(Some(NewAffiliation { organization, title: typed.one("title").to_owned(), from, last_day }))
}

fn place_of(typed: &Fields) -> Place {
    Place { q: String::new(), organization: typed.one("organization").to_owned() }
}

/// `POST /desk/members/adding`. Then he is invited.
pub async fn add(State(hub): State<Hub>, page: Page, me: Presence, typed: Fields) -> Result<Response> {
    let place = place_of(&typed);
    let Ok(affiliation) = affiliation(&typed) else {
        let says = page.t.members_no_day();
        return adding(&hub, page, me, place, None, &typed, (false, Some(says))).await;
    };
    if affiliation.is_none() && place.organization != OF_HUB {
        let says = page.t.people_refused_organization_missing();
        return adding(&hub, page, me, place, None, &typed, (false, Some(says))).await;
    }
    let same_name = if typed.one("same_name") == "another" { SameName::AnotherPerson } else { SameName::Ask };
    let new = NewMember { form: member_form(&typed), affiliation, same_name };
    let (viewer, clock, wanted) = (me.as_viewer(), hub.clock().clone(), new.clone());
    match hub.write(move |tx, _| operations::add(tx, &viewer, &wanted, &clock)).await {
        Ok(id) => Ok(Redirect::to(&format!("/desk/members/{id}/sign-in-link")).into_response()),
        Err(why) => {
            let is_same = matches!(why, crate::people::refusal::Refused::SameName(_));
            let says = super::words(&page, why)?;
            adding(&hub, page, me, place, None, &typed, (is_same, Some(says))).await
        }
    }
}

/// `GET /desk/members/{member}/affiliation`.
pub async fn affiliation_page(
    State(hub): State<Hub>,
    page: Page,
    me: Presence,
    Path(id): Path<MemberId>,
    Query(place): Query<Place>,
) -> Result<Response> {
    let account = reach(&hub, &page, &me, id, Right::AddMember).await?;
    let member = Some((id, account.member.particulars.name));
    adding(&hub, page, me, place, member, &Fields::default(), (false, None)).await
}

/// `POST /desk/members/{member}/affiliation`.
pub async fn join(
    State(hub): State<Hub>,
    page: Page,
    me: Presence,
    Path(id): Path<MemberId>,
    typed: Fields,
) -> Result<Response> {
    let account = reach(&hub, &page, &me, id, Right::AddMember).await?;
    let member = Some((id, account.member.particulars.name));
    let wrong = match affiliation(&typed) {
        Err(()) => page.t.members_no_day(),
        Ok(None) => page.t.people_refused_organization_missing(),
        Ok(Some(new)) => {
            match act(&hub, &page, &me, move |tx, viewer, clock| operations::join(tx, viewer, id, &new, clock)).await? {
                Ok(()) => return Ok(Redirect::to(&format!("/desk/members/{id}")).into_response()),
                Err(says) => says,
            }
        }
    };
    adding(&hub, page, me, place_of(&typed), member, &typed, (false, Some(wrong))).await
}
