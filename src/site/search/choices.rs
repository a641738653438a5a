//! What the results page offers to choose: conditions with their counts, distances, orders.

use super::able;
use crate::directory::kind::OrganizationKind;
use crate::directory::search::{Answer, OpenFilter, Query};
use crate::platform::web::{Page, Phrase};
use crate::site::ask::{DAYS, DISTANCES};
use crate::site::params::Params;
use crate::site::words;

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

/// One option of a list to choose from.
pub struct Choose {
    /// Its value.
    pub value: String,
    /// What it is called.
    pub words: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// The conditions that most people need, as boxes.
pub fn quick(page: &Page, query: &Query, answer: &Answer, params: &Params) -> Vec<Choice> {
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

/// The kinds that there are, and those asked for.
pub fn kinds(page: &Page, query: &Query, answer: &Answer) -> Vec<Choice> {
    let count =
        |kind: OrganizationKind| answer.counts.kinds.iter().find(|(known, _)| *known == kind).map_or(0, |(_, n)| *n);
    OrganizationKind::ALL
        .into_iter()
        .map(|kind| Choice {
            id: format!("kind-{}", kind.code()),
            name: "kind",
            value: kind.code().to_owned(),
            words: words::kind(page, kind),
            count: Some(count(kind)),
            ticked: query.kinds.contains(&kind),
        })
        .filter(|choice| choice.ticked || choice.count != Some(0))
        .collect()
}

/// The capabilities that somebody here has, the most frequent first, and those asked for.
pub(super) fn able(page: &Page, query: &Query, answer: &Answer) -> Vec<Choice> {
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
            words: words::ability(page, code, &[]),
            count: Some(*count),
            ticked: query.capabilities.contains(code),
        })
        .collect()
}

/// The days that have no box of their own among the quick conditions.
pub(super) fn days(page: &Page, query: &Query) -> Vec<Choice> {
    let today = Choice {
        id: "day-today".to_owned(),
        name: "open",
        value: "today".to_owned(),
        words: page.t.find_open_today(),
        count: None,
        ticked: query.open.contains(&OpenFilter::Today),
    };
    let days = DAYS.iter().filter(|(value, _)| *value != "sunday").map(|(value, day)| Choice {
        id: format!("day-{value}"),
        name: "open",
        value: (*value).to_owned(),
        words: words::day(page, *day),
        count: None,
        ticked: query.open.contains(&OpenFilter::On(*day)),
    });
    std::iter::once(today).chain(days).collect()
}

pub(super) fn distances(page: &Page, query: &Query) -> Vec<Choose> {
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
pub(super) fn orders(page: &Page, params: &Params, query: &Query) -> Vec<Choose> {
    let t = &page.t;
    let chosen = params.first("order");
    let is_by_answers = able::decides(query);
    let usual = match (is_by_answers, query.near.is_some()) {
        (true, _) => t.find_order_best(),
        (false, true) => t.search_order_distance(),
        (false, false) => t.search_order_relevance(),
    };
    let mut orders = vec![("", usual)];
    if query.near.is_some() {
        orders.extend(is_by_answers.then(|| ("near", t.search_order_distance())));
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
