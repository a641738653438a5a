//! `/desk/members/{member}/particulars`: what is known of somebody, changed by himself or by whoever looks after him.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};

use super::{act, reach, read, refused};
use crate::desk::fields::Fields;
use crate::directory::hours::Reach;
use crate::hub::Hub;
use crate::people::form::{MemberForm, WayForm};
use crate::people::history::MemberField;
use crate::people::language::LANGUAGES;
use crate::people::listing;
use crate::people::operations;
use crate::people::profession::Profession;
use crate::people::words;
use crate::platform::access::{MemberId, Right};
use crate::platform::web::{Page, Phrase, Presence, Result, show};

#[derive(Template)]
#[template(path = "desk/members/particulars.html")]
struct ParticularsPage {
    page: Page,
    me: Presence,
    member: MemberId,
    professions: Vec<Profession>,
    /// What this viewer may change.
    open: Vec<MemberField>,
    form: MemberForm,
    revision: i64,
    wrong: Option<Phrase>,
}

/// So many professions and languages can be chosen on the page.
const CHOICES: usize = 3;
/// So many ways to be reached.
const WAYS: usize = 2;

impl ParticularsPage {
    fn may_identity(&self) -> bool {
        self.open.contains(&MemberField::Name)
    }

    fn may_access(&self) -> bool {
        self.open.contains(&MemberField::Email)
    }

    fn profession(&self, one: &Profession) -> Phrase {
        words::profession(self.page.t, one)
    }

    fn languages(&self) -> Vec<(&'static str, Phrase)> {
        LANGUAGES.iter().map(|one| (one.code, words::language(self.page.t, one.code))).collect()
    }

    fn reaches(&self) -> Vec<(&'static str, Phrase)> {
        Reach::ALL.iter().map(|one| (one.code(), words::reach(self.page.t, *one))).collect()
    }

    /// What was chosen in each field, and an empty one for one more.
    fn chosen(known: &[String]) -> Vec<&str> {
        let mut all: Vec<&str> = known.iter().map(String::as_str).collect();
        all.resize(all.len().max(CHOICES), "");
        all
    }

    fn chosen_professions(&self) -> Vec<&str> {
        Self::chosen(&self.form.professions)
    }

    fn chosen_languages(&self) -> Vec<&str> {
        Self::chosen(&self.form.languages)
    }

    /// The ways to be reached: code, hours, note.
    fn ways(&self) -> Vec<(&'static str, &str, &str)> {
        let ways = self.form.best_reached.iter();
        let mut all: Vec<_> = ways.map(|way| (way.reach.code(), way.hours.as_str(), way.note.as_str())).collect();
        all.resize(all.len().max(WAYS), ("", "", ""));
        all
    }
}

async fn with(hub: &Hub, page: Page, me: Presence, id: MemberId, typed: Option<(&Fields, Phrase)>) -> Result<Response> {
    let account = reach(hub, &page, &me, id, Right::ChangeContact).await?;
    let (known, clock) = (account.member.clone(), hub.clock().clone());
    let open = operations::changeable(&me.as_viewer(), &known, &clock);
    let professions = read(hub, &page, &me, |tx, viewer, _| listing::all_professions(tx, viewer)).await?;
    let held = MemberForm::of(&known.particulars);
    let (form, revision, wrong) = match typed {
        None => (held, known.revision, None),
        Some((fields, wrong)) => {
            (read_form(fields, held, &open), fields.read("revision").unwrap_or(known.revision), Some(wrong))
        }
    };
    let is_wrong = wrong.is_some();
    let answer = show(&ParticularsPage { page, me, member: id, professions, open, form, revision, wrong })?;
    if is_wrong { refused(answer) } else { Ok(answer) }
}

/// The form with what was typed; what the page did not offer stays as it is known.
fn read_form(typed: &Fields, held: MemberForm, open: &[MemberField]) -> MemberForm {
    let text = |name: &str| typed.one(name).to_owned();
    let (hours, notes) = (typed.every("hours"), typed.every("note"));
    let ways = typed.every("reach").into_iter().enumerate().filter_map(|(at, code)| {
        let of = |all: &[String]| all.get(at).cloned().unwrap_or_default();
        Some(WayForm { reach: Reach::from_code(&code)?, hours: of(&hours), note: of(&notes) })
    });
    let mut form = MemberForm {
        phone: text("phone"),
        shows_contact: typed.one("shows_contact") == "1",
        languages: typed.all("language"),
        best_reached: ways.collect(),
        ..held
    };
    if open.contains(&MemberField::Name) {
        (form.name, form.kana, form.professions) = (text("name"), text("kana"), typed.all("profession"));
    }
    if open.contains(&MemberField::Email) {
        (form.email, form.sign_in) = (text("email"), text("sign_in"));
    }
    form
}

/// `GET …`.
pub async fn page(State(hub): State<Hub>, page: Page, me: Presence, Path(id): Path<MemberId>) -> Result<Response> {
    with(&hub, page, me, id, None).await
}

/// `POST …`.
pub async fn change(
    State(hub): State<Hub>,
    page: Page,
    me: Presence,
    Path(id): Path<MemberId>,
    typed: Fields,
) -> Result<Response> {
    let account = reach(&hub, &page, &me, id, Right::ChangeContact).await?;
    let open = operations::changeable(&me.as_viewer(), &account.member, hub.clock());
    let form = read_form(&typed, MemberForm::of(&account.member.particulars), &open);
    let revision = typed.read("revision").unwrap_or_default();
    let done =
        act(&hub, &page, &me, move |tx, viewer, clock| operations::change(tx, viewer, id, &form, revision, clock));
    match done.await? {
        Ok(_) => Ok(Redirect::to(&format!("/desk/members/{id}")).into_response()),
        Err(wrong) => with(&hub, page, me, id, Some((&typed, wrong))).await,
    }
}
