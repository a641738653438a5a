//! `GET /map`: what a search finds, large on the map; with `?part=` only what lies in a part of it.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use kyoten_text::{distance, number};

use super::frame::Bounds;
use super::{MapView, Wish};
use crate::directory::OrganizationId;
use crate::directory::record::Point;
use crate::directory::search::{Answer, Moment, Near, Order, Query};
use crate::directory::store::summaries::{self, Summary};
use crate::hub::Hub;
use crate::platform::web::{Page, Phrase, Result, show};
use crate::site::ask::{self, Asked};
use crate::site::params::Params;
use crate::site::search::choices::{self, Choice};
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
    /// Back from a part to the whole.
    to_whole: Option<String>,
    filter: Filter,
}

/// The conditions that can be changed beside the map; the others of the search stay as they are.
struct Filter {
    text: String,
    quick: Vec<Choice>,
    kinds: Vec<Choice>,
    chosen_kinds: Phrase,
    kept: Vec<(String, String)>,
}

/// One line of the list beside the map.
struct Line {
    number: usize,
    href: String,
    name: Named,
    kind: Phrase,
    town: String,
}

/// The map with the list of the same numbers.
pub async fn large(State(hub): State<Hub>, page: Page, RawQuery(query): RawQuery) -> Result<Response> {
    let params = Params::of(query.as_deref()).without(&["page"]);
    let mut asked = ask::read(&hub, &params).await?;
    (asked.query.offset, asked.query.limit) = (0, MOST_PINS);
    let part = Bounds::read(params.first("part"));
    let here = asked.query.near.clone();
    let farthest = asked.query.within_metres;
    let whole = asked.query.clone();
    if let Some(part) = part {
        narrow(&mut asked.query, part);
    }
    let holidays = hub.holidays();
    let moment = Moment { now: hub.clock().local_now(), holidays: &*holidays };
    let answer = ask::answer(&hub, &asked, &moment).await?;
    let ids: Vec<_> = answer.hits.iter().map(|hit| OrganizationId::from_bytes(hit.id.to_be_bytes())).collect();
    let mut found = hub
        .read(move |tx, hub| {
            let mut found: Vec<Summary> = Vec::with_capacity(ids.len());
            for ids in ids.chunks(summaries::MOST) {
                found.extend(summaries::of(tx, hub, ids)?);
            }
            Ok::<_, kyoten_store::Error>(found)
        })
        .await?;
    let is_cut = answer.total > answer.hits.len() as u64;
    let mut total = answer.total;
    if let Some(part) = part {
        let is_near = |point: Point| match (&here, farthest) {
            (Some(near), Some(most)) => metres(near.point, point) <= f64::from(most),
            _ => true,
        };
        found.retain(|one| one.position.is_some_and(|point| part.contains(point) && is_near(point)));
        total = found.len() as u64;
    }
    let shapes = super::shapes(&hub).await?;
    let (pins, without) = super::pins(1, &found);
    let here = here.map(|near| {
        let label = if near.label.is_empty() { page.t.map_here().plain().into_owned() } else { near.label };
        (near.point, label)
    });
    let map = MapView::new(&shapes, Wish { pins, here, part, question: Some(&params) }, &page)
        .without_position(without, &page);
    let shown = found.len();
    let names = hub.area_names();
    let list = found.iter().enumerate().map(|(i, summary)| Line::new(&page, i + 1, summary, &names)).collect();
    let count = number::grouped(total);
    show(&Large {
        count: if part.is_some() { page.t.map_more_inside(&count) } else { page.t.search_count(&count) },
        rest: match part {
            Some(_) => is_cut.then(|| page.t.map_more_nearest_only(shown)),
            None => is_cut.then(|| page.t.map_more_first_only(&count, shown)),
        },
        list,
        map,
        to_list: params.without(&["part"]).address("/search"),
        to_whole: part.map(|_| params.without(&["part"]).address("/map")),
        filter: Filter::new(&page, &params, &asked, &whole, &answer),
        page,
    })
}

/// Asks only for what lies around a part of the earth.
fn narrow(query: &mut Query, part: Bounds) {
    query.near = Some(Near { point: part.middle(), label: String::new() });
    query.within_metres = Some(part.radius().ceil() as u32 + 1);
    query.order = Some(Order::Near);
}

fn metres(from: Point, to: Point) -> f64 {
    let on_map = |p: Point| distance::Point { latitude: p.latitude, longitude: p.longitude };
    distance::metres(on_map(from), on_map(to))
}

impl Filter {
    fn new(page: &Page, given: &Params, asked: &Asked, whole: &Query, answer: &Answer) -> Self {
        let (params, query) = (&asked.params, whole);
        let quick = choices::quick(page, query, answer, params);
        let kinds = choices::kinds(page, query, answer);
        let offered = |name: &str, value: &str| {
            name == "q" || quick.iter().chain(&kinds).any(|choice| choice.name == name && choice.value == value)
        };
        let chosen: Vec<Phrase> = query.kinds.iter().map(|kind| words::kind(page, *kind)).collect();
        let kept = given.without(&["part"]);
        Self {
            text: asked.words.text(),
            chosen_kinds: if chosen.is_empty() {
                page.t.care_manager_more_all_kinds()
            } else {
                words::listed(page, &chosen)
            },
            kept: kept
                .pairs()
                .filter(|(name, value)| !offered(name, value))
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            quick,
            kinds,
        }
    }
}

impl Line {
    fn new(page: &Page, number: usize, summary: &Summary, municipalities: &[String]) -> Self {
        Self {
            number,
            href: format!("/facilities/{}", summary.id),
            name: words::named(page, &summary.name, summary.kana.as_deref()),
            kind: words::kind(page, summary.kind),
            town: words::town_of(&summary.address, municipalities).to_owned(),
        }
    }
}
