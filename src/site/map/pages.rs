//! `GET /map`: what a search finds, large on the map.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;

use super::MapView;
use crate::directory::OrganizationId;
use crate::directory::search::Moment;
use crate::directory::store::summaries::{self, Summary};
use crate::hub::Hub;
use crate::platform::web::{Page, Phrase, Result, show};
use crate::site::ask;
use crate::site::params::Params;
use crate::site::words::{self, Named};

/// The most pins on one map.
pub const MOST_PINS: usize = 100;

#[derive(Template)]
#[template(path = "site/map/page.html")]
struct Large {
    page: Page,
    count: Phrase,
    rest: Option<Phrase>,
    list: Vec<Line>,
    map: MapView,
    to_list: String,
}

/// One line of the list beside the map.
struct Line {
    number: usize,
    href: String,
    name: Named,
    kind: &'static str,
    town: String,
}

/// The map with the list of the same numbers.
pub async fn large(State(hub): State<Hub>, page: Page, RawQuery(query): RawQuery) -> Result<Response> {
    let params = Params::of(query.as_deref()).without(&["page"]);
    let mut asked = ask::read(&hub, &params).await?;
    (asked.query.offset, asked.query.limit) = (0, MOST_PINS);
    let holidays = hub.holidays();
    let moment = Moment { now: hub.clock().local_now(), holidays: &*holidays };
    let answer = ask::answer(&hub, &asked, &moment).await?;
    let ids: Vec<_> = answer.hits.iter().map(|hit| OrganizationId::from_bytes(hit.id.to_be_bytes())).collect();
    let found = hub
        .read(move |tx, hub| {
            let mut found: Vec<Summary> = Vec::with_capacity(ids.len());
            for ids in ids.chunks(summaries::MOST) {
                found.extend(summaries::of(tx, hub, ids)?);
            }
            Ok::<_, kyoten_store::Error>(found)
        })
        .await?;
    let shapes = super::shapes(&hub).await?;
    let (pins, without) = super::pins(1, &found);
    let here = asked.query.near.map(|near| {
        let label = if near.label.is_empty() { page.t.map_here().plain().into_owned() } else { near.label };
        (near.point, label)
    });
    let map = MapView::new(&shapes, pins, here, &page).without_position(without, &page);
    let shown = found.len();
    let list =
        found.iter().enumerate().map(|(i, summary)| Line::new(&page, i + 1, summary, &hub.area_names())).collect();
    let total = crate::site::search::group_digits(answer.total);
    show(&Large {
        count: page.t.search_count(&total),
        rest: (answer.total > shown as u64).then(|| page.t.map_more_first_only(&total, shown)),
        list,
        map,
        to_list: params.address("/search"),
        page,
    })
}

impl Line {
    fn new(page: &Page, number: usize, summary: &Summary, municipalities: &[String]) -> Self {
        Self {
            number,
            href: format!("/facilities/{}", summary.id),
            name: words::named(&summary.name, summary.kana.as_deref()),
            kind: words::kind(page, summary.kind),
            town: words::town_of(&summary.address, municipalities).to_owned(),
        }
    }
}
