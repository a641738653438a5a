//! `/desk/members`: the directory of members, for colleagues.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::{look, read};
use crate::directory::OrganizationId;
use crate::hub::Hub;
use crate::people::language::LANGUAGES;
use crate::people::listing::{self, Colleague, MemberQuery, PER_PAGE};
use crate::people::profession::Profession;
use crate::people::words;
use crate::platform::access::{Right, decide_coarsely};
use crate::platform::audit::What;
use crate::platform::web::{Page, Phrase, Presence, Result, show};

/// Whom somebody looks for.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    profession: String,
    #[serde(default)]
    language: String,
    #[serde(default)]
    organization: String,
    #[serde(default)]
    page: u32,
}

#[derive(Template)]
#[template(path = "desk/members/directory.html")]
struct DirectoryPage {
    page: Page,
    me: Presence,
    asked: Asked,
    professions: Vec<Profession>,
    found: listing::Page<Colleague>,
}

impl DirectoryPage {
    fn may_add(&self) -> bool {
        decide_coarsely(&self.me.as_viewer(), Right::AddMember).is_allowed()
    }

    fn may_review(&self) -> bool {
        decide_coarsely(&self.me.as_viewer(), Right::SeeReview).is_allowed()
    }

    fn is_filtered(&self) -> bool {
        [&self.asked.q, &self.asked.profession, &self.asked.language, &self.asked.organization]
            .iter()
            .any(|text| !text.is_empty())
    }

    /// Whether a profession or a language is chosen.
    fn is_narrowed(&self) -> bool {
        !(self.asked.profession.is_empty() && self.asked.language.is_empty())
    }

    fn profession(&self, one: &Profession) -> Phrase {
        words::profession(self.page.t, one)
    }

    fn languages(&self) -> Vec<(&'static str, Phrase)> {
        LANGUAGES.iter().map(|one| (one.code, words::language(self.page.t, one.code))).collect()
    }

    fn professions_of(&self, who: &Colleague) -> Phrase {
        let all: Vec<Phrase> = who.professions.iter().map(|one| words::profession(self.page.t, one)).collect();
        Phrase::joined(&all, "・")
    }

    /// What else he speaks: that everybody speaks Japanese need not be said.
    fn languages_of(&self, who: &Colleague) -> Option<Phrase> {
        let others = who.languages.iter().filter(|tag| *tag != "ja");
        let all: Vec<Phrase> = others.map(|tag| words::language(self.page.t, tag)).collect();
        (!all.is_empty()).then(|| Phrase::joined(&all, "・"))
    }

    fn best_way(&self, who: &Colleague) -> Option<Phrase> {
        who.best_reached.first().map(|way| words::way(self.page.t, way))
    }

    /// The address of another page of the same list.
    fn at(&self, page: u32) -> String {
        let mut address = form_urlencoded::Serializer::new(String::new());
        let asked = &self.asked;
        for (name, value) in [
            ("q", &asked.q),
            ("profession", &asked.profession),
            ("language", &asked.language),
            ("organization", &asked.organization),
        ] {
            if !value.is_empty() {
                address.append_pair(name, value);
            }
        }
        address.append_pair("page", &page.to_string());
        format!("/desk/members?{}", address.finish())
    }

    fn before(&self) -> Option<String> {
        self.asked.page.checked_sub(1).map(|page| self.at(page))
    }

    fn after(&self) -> Option<String> {
        let shown = (self.asked.page as usize + 1) * PER_PAGE as usize;
        (shown < self.found.total).then(|| self.at(self.asked.page + 1))
    }
}

/// `GET /desk/members`.
pub async fn page(State(hub): State<Hub>, page: Page, me: Presence, Query(asked): Query<Asked>) -> Result<Response> {
    let query = MemberQuery {
        text: asked.q.clone(),
        profession: Some(asked.profession.clone()).filter(|code| !code.is_empty()),
        language: Some(asked.language.clone()).filter(|tag| !tag.is_empty()),
        organization: asked.organization.parse::<OrganizationId>().ok(),
        state: None,
        page: asked.page,
    };
    let (professions, found) = read(&hub, &page, &me, move |tx, viewer, clock| {
        Ok((listing::all_professions(tx, viewer)?, listing::colleagues(tx, viewer, &query, clock)?))
    })
    .await?;
    let what = if asked.q.is_empty() { What::Look } else { What::Search };
    // The list is there for everybody: turning its pages is one look, not one at each person.
    look(&hub, &me, (what, None), None, 1).await?;
    show(&DirectoryPage { page, me, asked, professions, found })
}
