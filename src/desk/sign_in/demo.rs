//! `/demo/roles`: in a demo one is somebody by pressing a button. These pages exist in a demo only, and answer on this machine only.

use askama::Template;
use axum::extract::{Form, State};
use axum::response::Response;
use serde::Deserialize;

use super::caller::{Here, cookies, go_on, with_cookies};
use crate::desk::home::role_name;
use crate::hub::Hub;
use crate::people::affiliation::present;
use crate::people::member::Member;
use crate::people::profession;
use crate::people::roles::is_of_hub;
use crate::people::sign_in::operations::demo;
use crate::platform::access::{MemberId, Role};
use crate::platform::clock::local;
use crate::platform::web::{Page, Phrase, Problem, Result, Words, show};

/// Somebody who can be taken.
struct Person {
    member: MemberId,
    name: String,
    role: Role,
    /// What he stands for: a visitor chooses by this.
    profession: String,
    place: String,
    /// A good one to begin with.
    is_useful: bool,
}

/// People of one field.
struct Group {
    title: Phrase,
    people: Vec<Person>,
}

impl Group {
    fn is_useful(&self) -> bool {
        self.people.iter().any(|person| person.is_useful)
    }
}

#[derive(Template)]
#[template(path = "desk/sign_in/roles.html")]
struct RolesPage {
    page: Page,
    /// The hub's own staff.
    staff: Vec<Person>,
    /// Those who work at organisations.
    groups: Vec<Group>,
}

impl RolesPage {
    fn role(&self, person: &Person) -> Phrase {
        role_name(&self.page, person.role)
    }

    /// What somebody in this role sees and does.
    fn about(&self, person: &Person) -> Phrase {
        let t = self.page.t;
        match person.role {
            Role::Coordinator => t.demo_about_coordinator(),
            Role::Administrator => t.demo_about_administrator(),
            Role::PrivacyOfficer => t.demo_about_privacy_officer(),
            Role::Manager => t.demo_about_manager(),
            Role::Member => t.demo_about_member(),
        }
    }
}

/// Professions, by code, and what they are together.
type Field = (&'static [&'static str], fn(&Words) -> Phrase);

/// The fields in which professions are looked for; whoever is in none of them stands in the last one.
const FIELDS: [Field; 6] = [
    (&["nurse", "visiting_nurse", "public_health_nurse", "midwife"], |t| t.demo_field_nursing()),
    (&["physician", "dentist", "dental_hygienist", "pharmacist"], |t| t.demo_field_medicine()),
    (&["care_manager", "chief_care_manager", "care_worker", "home_helper"], |t| t.demo_field_care()),
    (
        &[
            "support_centre_staff",
            "medical_social_worker",
            "social_worker",
            "mental_health_social_worker",
            "discharge_coordinator",
            "disability_consultant",
        ],
        |t| t.demo_field_advice(),
    ),
    (&["physical_therapist", "occupational_therapist", "speech_therapist", "dietitian"], |t| t.demo_field_therapy()),
    (&[], |t| t.demo_field_community()),
];

/// Everybody, once for each profession and role.
fn sorted(page: &Page, members: &[Member], now: jiff::Timestamp) -> (Vec<Person>, Vec<Group>) {
    let mut staff = Vec::new();
    let mut groups: Vec<Group> =
        FIELDS.iter().map(|(_, title)| Group { title: title(&page.t), people: Vec::new() }).collect();
    let mut seen = Vec::new();
    for member in members {
        let role = member.roles_now(now).map(|one| one.role).min().unwrap_or(Role::Member);
        let code = member.particulars.professions.first().map_or("other", String::as_str);
        let person = person(page, member, (role, code), now);
        if is_of_hub(role) {
            staff.push(person);
        } else if !seen.contains(&(code, role)) {
            seen.push((code, role));
            let field = FIELDS.iter().position(|(codes, _)| codes.contains(&code)).unwrap_or(FIELDS.len() - 1);
            groups[field].people.push(person);
        }
    }
    staff.sort_by_key(|person| person.role);
    for group in &mut groups {
        group.people.sort_by_key(|person| (!person.is_useful, person.role));
    }
    groups.retain(|group| !group.people.is_empty());
    (staff, groups)
}

fn person(page: &Page, member: &Member, (role, code): (Role, &str), now: jiff::Timestamp) -> Person {
    let here = present(&member.affiliations, local(now).date());
    let place = member.affiliations.iter().find(|one| here.contains(&one.organization));
    let known = profession::by_code(code);
    let profession = known.map(|known| if page.is_english() { &known.english } else { &known.japanese });
    Person {
        member: member.id,
        name: member.particulars.name.clone(),
        role,
        profession: profession.map(|name| name.clone().into_owned()).unwrap_or_default(),
        place: place.map_or_else(|| page.hub_name().to_owned(), |place| place.organization_name.clone()),
        is_useful: role == Role::Coordinator || code == "visiting_nurse" && role == Role::Manager,
    }
}

/// `GET /demo/roles`.
pub async fn roles(State(hub): State<Hub>, page: Page, here: Here) -> Result<Response> {
    only_here(&page, &here)?;
    let members = demo::members(&hub).await?;
    let (staff, groups) = sorted(&page, &members, hub.clock().now());
    show(&RolesPage { page, staff, groups })
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
