//! Finding who can help (さがす): the start page and the results.

mod able;
pub(super) mod choices;
mod hit;
mod opening;
mod others;
mod quick;
#[cfg(test)]
mod tests;
mod understood;
mod view;
mod ways;

use askama::Template;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use kyoten_text::number;

use super::ask::{self, Asked};
use super::map::{MapView, Wish};
use super::params::Params;
use crate::directory::OrganizationId;
use crate::directory::search::{Answer, Moment, Query};
use crate::directory::store::summaries;
use crate::hub::Hub;
use crate::platform::web::{Page, Result, show};
use view::{Around, Results};

/// The pages of this slice.
pub fn routes() -> Router<Hub> {
    Router::new().route("/", get(start)).route("/search", get(results))
}

#[derive(Template)]
#[template(path = "site/search/start.html")]
struct Start {
    page: Page,
    count: String,
    quick: Vec<quick::QuickLink>,
}

async fn start(State(hub): State<Hub>, page: Page) -> Result<Response> {
    // The same number that a search for everything in the hub's area gives.
    let holidays = hub.holidays();
    let moment = Moment { now: hub.clock().local_now(), holidays: &*holidays };
    let all = Query { municipalities: hub.config().hub.area.clone(), limit: 0, ..Query::default() };
    let count = number::grouped(hub.finder().search(&all, &moment).await?.total);
    let quick = quick::quick_links(&page);
    show(&Start { page, count, quick })
}

/// Nobody is called so in Latin letters: perhaps they are the reading that the pages print.
async fn read_as_kana(hub: &Hub, asked: Asked, answer: Answer, moment: &Moment<'_>) -> Result<(Asked, Answer)> {
    let Some(params) = ask::in_kana(&asked).filter(|_| answer.total == 0) else { return Ok((asked, answer)) };
    let read = ask::read(hub, &params).await?;
    let found = ask::answer(hub, &read, moment).await?;
    Ok(if found.total > 0 { (read, found) } else { (asked, answer) })
}

async fn results(State(hub): State<Hub>, page: Page, RawQuery(query): RawQuery) -> Result<Response> {
    let params = Params::of(query.as_deref()).only(&ask::NAMES);
    if !params.is_as_written(query.as_deref()) {
        return Ok(Redirect::to(&params.address("/search")).into_response());
    }
    let asked = ask::read(&hub, &params).await?;
    let holidays = hub.holidays();
    let moment = Moment { now: hub.clock().local_now(), holidays: &*holidays };
    let answer = ask::answer(&hub, &asked, &moment).await?;
    let (asked, answer) = read_as_kana(&hub, asked, answer, &moment).await?;
    if answer.hits.is_empty() && answer.total > 0 {
        let last = asked.params.with("page", &ask::last_page(answer.total).to_string());
        return Ok(Redirect::to(&last.address("/search")).into_response());
    }
    let ids: Vec<OrganizationId> =
        answer.hits.iter().map(|hit| OrganizationId::from_bytes(hit.id.to_be_bytes())).collect();
    let found = hub.read(move |tx, hub| summaries::of(tx, hub, &ids)).await?;
    let shapes = super::map::shapes(&hub).await?;
    let (pins, without) = super::map::pins(asked.query.offset + 1, &found);
    let here = asked.query.near.clone().map(|near| (near.point, near.label)).filter(|(_, label)| !label.is_empty());
    let question = asked.params.without(&["page"]);
    let wish = Wish { pins, here, question: Some(&question), ..Wish::default() };
    let map = MapView::new(&shapes, wish, &page).without_position(without, &page);
    let others = if answer.total == 0 { others::others(&hub, &asked, &moment).await? } else { Vec::new() };
    let around = Around { found, municipalities: &hub.area_names(), map, moment: &moment, others };
    show(&Results::new(page, asked, answer, around))
}
