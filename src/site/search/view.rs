//! What the results page shows, worked out from the answer: words, addresses, numbers; no database, no clock.

use askama::Template;

use super::super::ask::{self, Asked, DAYS, DISTANCES};
use super::super::map::MapView;
use super::super::params::Params;
use super::super::words;
use super::hit::HitView;
use crate::directory::kind::OrganizationKind;
use crate::directory::search::{Answer, Condition, Moment, OpenFilter, Order, Query, Relaxation, Why};
use crate::directory::store::summaries::Summary;
use crate::platform::web::{Page, Phrase};

/// A question that many people have, as a link.
pub struct QuickLink {
    /// What it asks.
    pub words: Phrase,
    /// Where it leads.
    pub href: &'static str,
}

/// The questions of the start page.
pub fn quick_links(page: &Page) -> Vec<QuickLink> {
    let t = &page.t;
    vec![
        QuickLink {
            words: t.find_quick_doctor(),
            href: "/search?kind=hospital&kind=clinic_with_beds&kind=clinic&home=1",
        },
        QuickLink { words: t.find_quick_dentist(), href: "/search?kind=dental_clinic&home=1" },
        QuickLink { words: t.find_quick_nurse(), href: "/search?kind=visiting_nurse_station" },
        QuickLink { words: t.find_quick_pharmacy(), href: "/search?kind=pharmacy&open=night" },
        QuickLink { words: t.find_quick_care_manager(), href: "/search?kind=care_management_office" },
        QuickLink { words: t.find_quick_short_stay(), href: "/search?kind=short_stay" },
        QuickLink { words: t.find_quick_sunday(), href: "/search?open=sunday" },
        QuickLink { words: t.find_quick_informal(), href: "/search?kind=informal" },
    ]
}

/// One box to tick.
pub struct Choice {
    /// Its place in the page, for the focus.
    pub id: String,
    /// The parameter.
    pub name: &'static str,
    /// Its value.
    pub value: String,
    /// What stands beside it.
    pub words: Phrase,
    /// How many it would find; nothing where counting makes no sense.
    pub count: Option<u64>,
    /// Whether it is ticked.
    pub ticked: bool,
}

/// A way to find more.
pub struct Way {
    /// What it would change and find.
    pub words: Phrase,
    /// What to press.
    pub press: Phrase,
    /// Where it leads.
    pub href: String,
}

/// One option of a list to choose from.
pub struct Choose {
    /// Its value.
    pub value: String,
    /// What it is called.
    pub words: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

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
pub struct Around<'a> {
    /// The facilities of this page.
    pub found: Vec<Summary>,
    /// The names of the hub's municipalities.
    pub municipalities: &'a [String],
    /// The map of this page's facilities.
    pub map: MapView,
    /// When it is asked.
    pub moment: &'a Moment<'a>,
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
    pub count: Phrase,
    pub looked_for: Phrase,
    pub sorted: Option<Phrase>,
    pub hits: Vec<HitView>,
    pub ways: Vec<Way>,
    pub unknown_place: Option<String>,
    pub other_places: Vec<(String, String)>,
    pub too_long: bool,
    pub pager: Pager,
    pub has_conditions: bool,
    pub map: MapView,
    pub map_href: String,
}

impl Results {
    /// Works out the page.
    pub fn new(page: Page, asked: Asked, answer: Answer, around: Around<'_>) -> Self {
        let Around { found, municipalities, map, moment } = around;
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
            text: query.text.clone(),
            near: asked.unknown_place.clone().or_else(|| near.map(|near| near.label.clone())).unwrap_or_default(),
            point: near
                .filter(|near| near.label.is_empty())
                .map(|near| (degrees(near.point.latitude), degrees(near.point.longitude))),
            quick: quick(&page, query, &answer, params),
            kinds: kinds(&page, query, &answer),
            able: able(&page, query, &answer),
            days: days(&page, query),
            distances: distances(&page, query),
            orders: orders(&page, params, query),
            // Closed on a phone, where it would push the answers away; a desk shows it always.
            more_open: asked.unknown_place.is_some(),
            area: (params.first("area") == "all").then(|| "all".to_owned()),
            count: if answer.total == 0 {
                page.t.search_none_title()
            } else {
                page.t.search_count(super::group_digits(answer.total))
            },
            looked_for: looked_for(&page, query),
            sorted: sorted(&page, query, &answer),
            hits,
            ways: ways(&page, params, query, &answer),
            unknown_place: asked.unknown_place.clone(),
            other_places: other_places(params, &asked),
            too_long: asked.too_long,
            pager: pager(&page, params, &asked, answer.total),
            has_conditions: query.conditions().iter().any(|condition| *condition != Condition::Municipalities),
            map,
            map_href: params.without(&["page"]).address("/map"),
            page,
        }
    }
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

fn quick(page: &Page, query: &Query, answer: &Answer, params: &Params) -> Vec<Choice> {
    let (t, counts) = (&page.t, &answer.counts);
    let of = |code: &str| counts.capabilities.iter().find(|(known, _)| known == code).map_or(0, |(_, count)| *count);
    let choice = |id: &str, name: &'static str, value: &str, words: Phrase, count: u64| Choice {
        id: format!("quick-{id}"),
        name,
        value: value.to_owned(),
        words,
        count: Some(count),
        ticked: params.has(name, value),
    };
    let mut choices = vec![
        choice("home", "home", "1", t.search_home_visit(), counts.comes_home),
        choice("sunday", "open", "sunday", t.search_on_sunday(), counts.sunday),
        choice("now", "open", "now", t.search_open_now(), counts.open_now),
        choice("wheelchair", "can", "wheelchair", t.search_wheelchair(), of("wheelchair")),
        choice("night", "open", "night", t.search_at_night(), counts.night),
    ];
    if query.care_manager_time_now || counts.care_manager_time > 0 {
        choices.push(choice("cmt", "cmt", "1", t.find_care_manager_time(), counts.care_manager_time));
    }
    choices
}

fn kinds(page: &Page, query: &Query, answer: &Answer) -> Vec<Choice> {
    let count =
        |kind: OrganizationKind| answer.counts.kinds.iter().find(|(known, _)| *known == kind).map_or(0, |(_, n)| *n);
    OrganizationKind::ALL
        .into_iter()
        .map(|kind| Choice {
            id: format!("kind-{}", kind.code()),
            name: "kind",
            value: kind.code().to_owned(),
            words: page.t.find_plain(words::kind(page, kind)),
            count: Some(count(kind)),
            ticked: query.kinds.contains(&kind),
        })
        .filter(|choice| choice.ticked || choice.count != Some(0))
        .collect()
}

/// The capabilities that somebody here has, the most frequent first, and those asked for.
fn able(page: &Page, query: &Query, answer: &Answer) -> Vec<Choice> {
    let mut counts: Vec<&(String, u64)> = answer.counts.capabilities.iter().collect();
    counts.sort_by_key(|(code, count)| (!query.capabilities.contains(code), std::cmp::Reverse(*count)));
    counts
        .into_iter()
        .filter(|(code, _)| code != "wheelchair")
        .take(12.max(query.capabilities.len()))
        .map(|(code, count)| Choice {
            id: format!("can-{code}"),
            name: "can",
            value: code.clone(),
            words: page.t.find_plain(words::capability(page, code)),
            count: Some(*count),
            ticked: query.capabilities.contains(code),
        })
        .collect()
}

/// The days that have no box of their own among the quick conditions.
fn days(page: &Page, query: &Query) -> Vec<Choice> {
    DAYS.iter()
        .filter(|(value, _)| *value != "sunday")
        .map(|(value, day)| Choice {
            id: format!("day-{value}"),
            name: "open",
            value: (*value).to_owned(),
            words: words::day(page, *day),
            count: None,
            ticked: query.open.contains(&OpenFilter::On(*day)),
        })
        .collect()
}

fn distances(page: &Page, query: &Query) -> Vec<Choose> {
    let any = Choose {
        value: String::new(),
        words: page.t.search_any_distance().plain().into_owned(),
        chosen: query.within_metres.is_none(),
    };
    let rest = DISTANCES.iter().map(|km| Choose {
        value: km.to_string(),
        words: page.t.search_within_km(km).plain().into_owned(),
        chosen: query.within_metres == Some(km * 1000),
    });
    std::iter::once(any).chain(rest).collect()
}

/// The first is what happens when nobody chooses: it has no value, so that a place typed later brings its own order.
fn orders(page: &Page, params: &Params, query: &Query) -> Vec<Choose> {
    let t = &page.t;
    let chosen = params.first("order");
    let usual = if query.near.is_some() { t.search_order_distance() } else { t.search_order_relevance() };
    let mut orders = vec![("", usual)];
    if query.near.is_some() {
        orders.push(("words", t.search_order_relevance()));
    }
    orders.push(("kana", t.search_order_kana()));
    let choose = |(value, words): (&str, Phrase)| Choose {
        value: value.to_owned(),
        words: words.plain().into_owned(),
        chosen: chosen == value,
    };
    orders.into_iter().map(choose).collect()
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
    Some(match (query.order(), &query.near) {
        (Order::Near, Some(near)) if near.label.is_empty() => t.find_sorted_here(),
        (Order::Near, Some(near)) => t.search_sorted_distance(&near.label),
        (Order::Gojuon, _) => t.search_sorted_kana(),
        (_, _) => match (daily, query.text.trim().is_empty()) {
            (Some(kana), true) => t.find_sorted_daily(kana),
            (Some(kana), false) => t.find_sorted_words(kana),
            (None, _) => t.search_sorted_relevance(),
        },
    })
}

fn ways(page: &Page, params: &Params, query: &Query, answer: &Answer) -> Vec<Way> {
    let t = &page.t;
    let clean = params.without(&["page"]);
    answer
        .relaxations
        .iter()
        .take(3)
        .map(|relaxation| match relaxation {
            Relaxation::Widen { metres, total } => {
                let km = metres / 1000;
                Way {
                    words: t.search_relax_distance(km, total),
                    press: t.search_widen_show(),
                    href: clean.with("km", &km.to_string()).address("/search"),
                }
            }
            Relaxation::Drop { conditions, total } => {
                let after = conditions.iter().fold(clean.clone(), |params, condition| ask::without(&params, condition));
                let named: Vec<Phrase> =
                    conditions.iter().map(|condition| condition_words(page, query, condition)).collect();
                let words = match named.as_slice() {
                    [one, other, ..] => t.find_relax_two(one, other, total),
                    [one] => t.search_relax(one, total),
                    [] => t.search_count(total),
                };
                Way { words, press: t.search_relax_show(), href: after.address("/search") }
            }
        })
        .collect()
}

/// Everything that was asked for, in words.
fn looked_for(page: &Page, query: &Query) -> Phrase {
    let mut conditions = query.conditions();
    conditions.retain(|condition| *condition != Condition::LastTerm);
    let named: Vec<String> =
        conditions.iter().map(|condition| condition_words(page, query, condition).plain().into_owned()).collect();
    page.t.search_none_looked_for(named.join(if page.is_english() { ", " } else { "、" }))
}

/// A condition as the page calls it.
fn condition_words(page: &Page, query: &Query, condition: &Condition) -> Phrase {
    let t = &page.t;
    match condition {
        Condition::LastTerm => t.find_last_word(query.terms().last().unwrap_or_default()),
        Condition::Text => t.find_words_condition(query.text.trim()),
        Condition::Kinds => t.search_kind(),
        Condition::Services => t.search_service(),
        Condition::Capability(code) => t.find_plain(words::capability(page, code)),
        Condition::ComesHome => t.search_home_visit(),
        Condition::Open(OpenFilter::Now | OpenFilter::At(_)) => t.search_open_now(),
        Condition::Open(OpenFilter::Night) => t.search_at_night(),
        Condition::Open(OpenFilter::On(day)) => words::day(page, *day),
        Condition::CareManagerTime => t.find_care_manager_time(),
        Condition::Distance => t.find_distance_limit(query.within_metres.unwrap_or_default() / 1000),
        Condition::Municipalities => t.find_plain(&page.hub.short),
    }
}

fn other_places(params: &Params, asked: &Asked) -> Vec<(String, String)> {
    let rest = asked.places.iter().skip(1).take(4);
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
