//! `GET /profile`: the hub's area, or with `?area=` any municipality.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::ability::abilities;
use super::store;
use super::summary::Profile;
use super::view::AreaPage;
use super::words;
use crate::directory::store::reference::Municipality;
use crate::directory::store::survey;
use crate::hub::Hub;
use crate::platform::web::{Page, Phrase, Result, show as shown};

/// The longest name that is looked for, in characters.
const LONGEST: usize = 40;

/// Which municipality.
#[derive(Deserialize)]
pub struct Choice {
    /// A code or a name.
    #[serde(default)]
    area: String,
}

/// Nothing to show yet: which municipality is meant.
#[derive(Template)]
#[template(path = "report/profile/choose.html")]
struct Choose {
    page: Page,
    typed: String,
    has_area: bool,
    found: Vec<Municipality>,
}

/// The area in figures.
pub async fn show(State(hub): State<Hub>, page: Page, Query(choice): Query<Choice>) -> Result<Response> {
    let typed: String = choice.area.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    let typed = typed.trim().to_owned();
    let own = hub.config().hub.area.clone();
    if typed.is_empty() {
        return match own.is_empty() {
            true => shown(&Choose { page, typed, has_area: false, found: Vec::new() }),
            false => profile(&hub, page, own, true).await,
        };
    }
    let wanted = typed.clone();
    let found = hub.read(move |tx, _| store::municipalities_named(tx, &wanted)).await?;
    match found.as_slice() {
        [one] => {
            let codes = vec![one.code.clone()];
            let is_own = codes == own;
            profile(&hub, page, codes, is_own).await
        }
        _ => shown(&Choose { page, typed, has_area: !own.is_empty(), found }),
    }
}

async fn profile(hub: &Hub, page: Page, codes: Vec<String>, is_own: bool) -> Result<Response> {
    let (areas, counts, answers, own) = hub
        .read(move |tx, hub| {
            let (areas, counts) = (store::areas(tx, &codes)?, store::counts(tx, hub, &codes)?);
            Ok::<_, kyoten_store::Error>((areas, counts, store::answers(tx, hub, &codes)?, survey::own_codes(tx, hub)?))
        })
        .await?;
    let asked = abilities(&answers, &own, &counts);
    let names: Vec<Phrase> = areas.iter().map(|area| page.t.as_written(&area.name)).collect();
    let name = match names.as_slice() {
        [one] => one.clone(),
        _ if !page.hub.short.is_empty() && !page.is_english() => page.t.as_written(&page.hub.short),
        several => words::joined(&page, several),
    };
    shown(&AreaPage::new(page, name, is_own, &Profile::from(areas, counts), &asked, &own))
}
