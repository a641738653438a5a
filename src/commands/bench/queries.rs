//! Questions in process, one after the other, and which of them took longest.

use std::time::{Duration, Instant};

use jiff::civil::Date;
use kyoten::directory::search::{Moment, Query};
use kyoten::hub::Hub;
use serde::Serialize;

use crate::commands::Failure;

/// So many of the slowest questions are told.
const SLOWEST: usize = 10;

/// How long questions took.
pub struct Searched {
    /// Half of them took no longer.
    pub median_ms: f64,
    /// Ninety-nine of a hundred took no longer.
    pub p99_ms: f64,
    /// The slowest.
    pub max_ms: f64,
    /// The slowest ones, the slowest first.
    pub slowest: Vec<Slow>,
}

/// A question that took long.
#[derive(Debug, Serialize)]
pub struct Slow {
    /// How long.
    pub ms: f64,
    /// Which one of the mix, beginning with 1.
    pub number: usize,
    /// What was asked.
    pub query: String,
}

/// Asks `count` questions as the pages do: each looks first whether the directory changed.
pub async fn ask(hub: &Hub, queries: &[Query], count: usize) -> Result<Searched, Failure> {
    hub.finder().warm().await?;
    let holidays = hub.holidays();
    // A Sunday morning, so that the filters on opening hours have something to say.
    let now = Date::constant(2026, 11, 22).at(10, 0, 0, 0);
    let moment = Moment { now, holidays: &*holidays };
    let mut took = Vec::with_capacity(count);
    for (number, query) in queries.iter().cycle().take(count).enumerate() {
        let began = Instant::now();
        std::hint::black_box(hub.finder().search(query, &moment).await?);
        took.push((began.elapsed(), number));
    }
    took.sort_unstable();
    let at = |share: usize| {
        took.get((took.len() * share / 100).min(took.len().saturating_sub(1)))
            .map(|(time, _)| ms(*time))
            .unwrap_or_default()
    };
    let slow = |(time, number): &(Duration, usize)| Slow {
        ms: (ms(*time) * 100.0).round() / 100.0,
        number: number + 1,
        query: told(&queries[number % queries.len()]),
    };
    let slowest = took.iter().rev().take(SLOWEST).map(slow).collect();
    Ok(Searched { median_ms: at(50), p99_ms: at(99), max_ms: at(100), slowest })
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// What a question asks for, in one line: only what is not as usual.
fn told(query: &Query) -> String {
    let usual = Query::default();
    let mut parts = vec![format!("「{}」", query.text)];
    let mut add = |name: &str, value: String, is_usual: bool| {
        if !is_usual {
            parts.push(format!("{name}={value}"));
        }
    };
    let codes = |codes: &[String]| codes.join(",");
    add("wishes", codes(&query.wishes), query.wishes.is_empty());
    add("kinds", query.kinds.iter().map(|kind| kind.code()).collect::<Vec<_>>().join(","), query.kinds.is_empty());
    add("services", codes(&query.services), query.services.is_empty());
    add("can", codes(&query.capabilities), query.capabilities.is_empty());
    add("home", query.comes_home.to_string(), !query.comes_home);
    add("open", format!("{:?}", query.open), query.open.is_empty());
    add("care_manager_time", query.care_manager_time_now.to_string(), !query.care_manager_time_now);
    add("municipalities", codes(&query.municipalities), query.municipalities.is_empty());
    if let Some(near) = &query.near {
        add("near", format!("{},{}", near.point.latitude, near.point.longitude), false);
    }
    add("within", format!("{:?}", query.within_metres), query.within_metres.is_none());
    add("place_word", query.place_word.clone().unwrap_or_default(), query.place_word.is_none());
    add("order", format!("{:?}", query.order), query.order.is_none());
    add("offset", query.offset.to_string(), query.offset == usual.offset);
    parts.join(" ")
}
