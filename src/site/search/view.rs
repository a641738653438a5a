//! What the results page shows, worked out from the answer: words, addresses, numbers; no database, no clock.

use askama::Template;
use kyoten_text::number;

use super::super::ask::{self, Asked};
use super::super::map::MapView;
use super::super::params::Params;
use super::super::words;
use super::able;
use super::choices::{self, Choice, Choose};
use super::hit::HitView;
use super::others::Other;
use super::understood::{self, Chip, Told};
use super::ways::{Way, condition_words, ways};
use crate::directory::search::{Answer, Caution, Condition, Moment, Order, Query, Why};
use crate::directory::store::summaries::Summary;
use crate::platform::web::{Page, Phrase};

/// Earlier and later pages.
#[derive(Default)]
pub struct Pager {
    /// The page before.
    pub before: Option<String>,
    /// The page after.
    pub after: Option<String>,
    /// Which page this is, of how many.
    pub here: Option<Phrase>,
}

/// What the page needs beside the answer.
pub(super) struct Around<'a> {
    /// The facilities of this page.
    pub found: Vec<Summary>,
    /// The names of the hub's municipalities.
    pub municipalities: &'a [String],
    /// The map of this page's facilities.
    pub map: MapView,
    /// When it is asked.
    pub moment: &'a Moment<'a>,
    /// Other questions; only when this one finds nobody.
    pub others: Vec<Other>,
}

/// The results page.
#[derive(Template)]
#[template(path = "site/search/results.html")]
pub struct Results {
    pub page: Page,
    pub title: Phrase,
    pub text: String,
    pub near: String,
    pub point: Option<(String, String)>,
    pub quick: Vec<Choice>,
    pub kinds: Vec<Choice>,
    pub able: Vec<Choice>,
    pub days: Vec<Choice>,
    pub distances: Vec<Choose>,
    pub orders: Vec<Choose>,
    pub more_open: bool,
    pub area: Option<String>,
    /// What is asked without a box to tick: it stays when another box is.
    pub kept: Vec<(&'static str, String)>,
    pub count: Phrase,
    pub chips: Vec<Chip>,
    pub told: Vec<Told>,
    pub looked_for: Phrase,
    pub sorted: Option<Phrase>,
    pub hits: Vec<HitView>,
    pub ways: Vec<Way>,
    pub unknown_place: Option<String>,
    pub other_places: Vec<(String, String)>,
    pub too_long: bool,
    pub pager: Pager,
    pub has_conditions: bool,
    /// Nobody was found for words: what to do in danger stands there, whatever they meant.
    pub tells_emergency: bool,
    pub map: MapView,
    pub map_href: String,
}

impl Results {
    /// Works out the page.
    pub(super) fn new(page: Page, asked: Asked, answer: Answer, around: Around<'_>) -> Self {
        let Around { found, municipalities, map, moment, others } = around;
        let (query, params) = (&asked.query, &asked.params);
        let first = query.offset + 1;
        let hits = answer
            .hits
            .iter()
            .filter_map(|hit| Some((hit, found.iter().find(|summary| summary.id.uuid().as_u128() == hit.id)?)))
            .enumerate()
            .map(|(i, (hit, summary))| HitView::new(&page, first + i, hit, summary, query, municipalities, moment))
            .collect();
        let near = query.near.as_ref();
        Self {
            title: title(&page, query),
            // What is too long stays whole in the box, to be made shorter there.
            text: if asked.too_long { params.first("q").to_owned() } else { asked.words.text() },
            near: params.first("near").to_owned(),
            point: near
                .filter(|near| near.label.is_empty())
                .map(|near| (degrees(near.point.latitude), degrees(near.point.longitude))),
            quick: choices::quick(&page, query, &answer, params),
            kinds: choices::kinds(&page, query, &answer),
            able: choices::able(&page, query, &answer),
            days: choices::days(&page, query),
            distances: choices::distances(&page, query),
            orders: choices::orders(&page, params, query),
            // Closed on a phone, where it would push the answers away; a desk shows it always.
            more_open: asked.unknown_place.is_some() || asked.has_to_choose,
            area: (params.first("area") == "all").then(|| "all".to_owned()),
            kept: kept(query),
            count: if answer.total == 0 {
                page.t.search_none_title()
            } else {
                page.t.search_count(number::grouped(answer.total))
            },
            chips: understood::chips(&page, &asked),
            told: understood::told(&page, &asked, &answer, moment),
            looked_for: looked_for(&page, &asked),
            sorted: sorted(&page, query, &answer),
            hits,
            ways: ways(&page, &asked, &answer, &others),
            unknown_place: asked.unknown_place.clone(),
            other_places: other_places(params, &asked),
            too_long: asked.too_long,
            tells_emergency: answer.total == 0
                && !params.first("q").is_empty()
                && !asked.words.cautions.contains(&Caution::Ambulance),
            pager: pager(&page, params, &asked, answer.total),
            has_conditions: query.conditions().iter().any(|condition| *condition != Condition::Municipalities),
            map,
            map_href: params.without(&["page"]).address("/map"),
            page,
        }
    }
}

fn kept(query: &Query) -> Vec<(&'static str, String)> {
    let wishes = query.wishes.iter().map(|word| ("wish", word.clone()));
    wishes.chain(query.services.iter().map(|code| ("service", code.clone()))).collect()
}

fn degrees(microdegrees: i32) -> String {
    format!("{:.3}", f64::from(microdegrees) / 1_000_000.0)
}

fn title(page: &Page, query: &Query) -> Phrase {
    match (query.kinds.as_slice(), query.comes_home) {
        ([kind], true) => page.t.find_title_home(words::kind(page, *kind)),
        ([kind], false) => page.t.find_title_kind(words::kind(page, *kind)),
        _ => page.t.search_title(),
    }
}

fn sorted(page: &Page, query: &Query, answer: &Answer) -> Option<Phrase> {
    if answer.total < 2 {
        return None;
    }
    let t = &page.t;
    let daily = answer.hits.iter().flat_map(|hit| &hit.why).find_map(|why| match why {
        Why::DailyOrder { starts_with } => Some(starts_with.to_string()),
        _ => None,
    });
    let by_answers = query.order != Some(Order::Near) && query.order() != Order::Gojuon && able::decides(query);
    Some(match (query.order(), &query.near, by_answers) {
        (Order::Near, Some(near), false) if near.label.is_empty() => t.find_sorted_here(),
        (Order::Near, Some(near), false) => t.search_sorted_distance(t.as_written(&near.label)),
        (Order::Near, Some(near), true) if near.label.is_empty() => t.find_sorted_need_here(),
        (Order::Near, Some(near), true) => t.find_sorted_need_distance(t.as_written(&near.label)),
        (Order::Gojuon, ..) => t.search_sorted_kana(),
        (_, _, by_answers) => match (daily, by_answers, query.text.trim().is_empty()) {
            (Some(kana), true, _) => t.find_sorted_need(t.as_written(&kana)),
            (Some(kana), false, true) => t.find_sorted_daily(t.as_written(&kana)),
            (Some(kana), false, false) => t.find_sorted_words(t.as_written(&kana)),
            (None, ..) => t.search_sorted_relevance(),
        },
    })
}

/// Everything that was asked for, in words.
fn looked_for(page: &Page, asked: &Asked) -> Phrase {
    if asked.asks_nothing {
        return page.t.find_nothing_searchable(page.t.as_written(&asked.words.unsearchable.join(" ")));
    }
    let mut conditions = asked.query.conditions();
    conditions.retain(|condition| !matches!(condition, Condition::Term(_)));
    let named: Vec<Phrase> = conditions.iter().map(|condition| condition_words(page, asked, condition)).collect();
    page.t.search_none_looked_for(words::listed(page, &named))
}

fn other_places(params: &Params, asked: &Asked) -> Vec<(String, String)> {
    // The first is the one that is used; of an unknown place none is.
    let rest = asked.places.iter().skip(usize::from(asked.unknown_place.is_none() && !asked.has_to_choose)).take(4);
    rest.map(|place| (place.label.clone(), params.without(&["page"]).with("near", &place.label).address("/search")))
        .collect()
}

fn pager(page: &Page, params: &Params, asked: &Asked, total: u64) -> Pager {
    let pages = ask::last_page(total);
    if pages < 2 {
        return Pager::default();
    }
    let address = |number: usize| params.with("page", &number.to_string()).address("/search");
    Pager {
        before: (asked.page > 1).then(|| address(asked.page - 1)),
        after: (asked.page < pages).then(|| address(asked.page + 1)),
        here: Some(page.t.common_page_of(pages, asked.page)),
    }
}
