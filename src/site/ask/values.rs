//! The values of the parameters: each is one we know, or it is told that we do not.

use super::{DAYS, KILOMETRES, point};
use crate::directory::capability::{OWN_PREFIX, codes};
use crate::directory::hours::Day;
use crate::directory::kind::OrganizationKind;
use crate::directory::search::{OpenFilter, Order, Query, need_of};
use crate::directory::service_type;
use crate::site::params::Params;

/// Conditions of one kind that are listened to; every pair of conditions costs when nothing is found.
const MOST_CONDITIONS: usize = 8;
/// The longest code of a question of the hub's own.
const LONGEST_OWN_CODE: usize = 44;

/// A question from the values alone, and what could not be read.
pub(super) struct Values {
    pub(super) query: Query,
    pub(super) unread: Vec<(String, String)>,
}

impl Values {
    pub(super) fn read(params: &Params, area: &[String]) -> Self {
        let has_point = point(params).is_some();
        let unread = params.pairs().filter(|(name, value)| match *name {
            "lat" | "lon" => !has_point,
            _ => !is_read(name, value),
        });
        let unread = unread.map(|(name, value)| (name.to_owned(), value.to_owned())).take(MOST_CONDITIONS).collect();
        let query = Query {
            wishes: several(params.all("wish").filter(|word| need_of(word).is_some()).map(str::to_owned)),
            kinds: several(params.all("kind").filter_map(OrganizationKind::from_code)),
            services: several(
                params.all("service").filter(|code| service_type::by_code(code).is_some()).map(str::to_owned),
            ),
            capabilities: several(params.all("can").filter(|code| is_question(code)).map(str::to_owned)),
            comes_home: params.has("home", "1"),
            open: several(params.all("open").filter_map(open)),
            care_manager_time_now: params.has("cmt", "1"),
            order: order(params.first("order")),
            municipalities: if params.has("area", "all") { Vec::new() } else { area.to_vec() },
            ..Query::default()
        };
        Self { query, unread }
    }
}

/// Whether a value means something. Words and places are read elsewhere, and a page number that is none is the first.
fn is_read(name: &str, value: &str) -> bool {
    match name {
        "wish" => need_of(value).is_some(),
        "kind" => OrganizationKind::from_code(value).is_some(),
        "service" => service_type::by_code(value).is_some(),
        "can" => is_question(value),
        "home" | "cmt" => value == "1",
        "open" => open(value).is_some(),
        "order" => order(value).is_some(),
        "area" => value == "all",
        "km" => value.parse::<u32>().is_ok_and(|km| KILOMETRES.contains(&km)),
        _ => true,
    }
}

/// Each value once, and not more of them than people tick.
fn several<T: PartialEq>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut all = Vec::new();
    for value in values {
        if all.len() < MOST_CONDITIONS && !all.contains(&value) {
            all.push(value);
        }
    }
    all
}

/// A code may be one of the hub's own; whether it is asked for is the directory's business.
fn is_question(code: &str) -> bool {
    codes::by_code(code).is_some() || (code.starts_with(OWN_PREFIX) && code.len() <= LONGEST_OWN_CODE)
}

fn open(value: &str) -> Option<OpenFilter> {
    Some(match value {
        "now" => OpenFilter::Now,
        "today" => OpenFilter::Today,
        "night" => OpenFilter::Night,
        other => OpenFilter::On(day(other)?),
    })
}

fn day(value: &str) -> Option<Day> {
    DAYS.iter().find(|(name, _)| *name == value).map(|(_, day)| *day)
}

fn order(value: &str) -> Option<Order> {
    match value {
        "near" => Some(Order::Near),
        "kana" => Some(Order::Gojuon),
        "words" => Some(Order::Match),
        _ => None,
    }
}
