//! What changed so far (これまでの変更), in words.

use super::able;
use super::pages::Known;
use crate::directory::capability::Answer;
use crate::directory::organization::Field;
use crate::directory::record::Source;
use crate::directory::store::survey::Change;
use crate::platform::clock;
use crate::platform::web::{Page, Phrase};
use crate::site::words;

/// One line of the history.
pub struct ChangeView {
    /// The day.
    pub date: String,
    /// What changed.
    pub what: Phrase,
    /// By whose word.
    pub source: Option<String>,
}

/// The history, the newest line first. Who typed it stays inside the hub.
pub fn lines(page: &Page, known: &Known) -> Vec<ChangeView> {
    known.history.iter().filter_map(|change| line(page, known, change)).collect()
}

fn line(page: &Page, known: &Known, change: &Change) -> Option<ChangeView> {
    Some(ChangeView {
        date: words::date(page, clock::local(change.at).date()),
        what: what(page, known, change)?,
        source: source(page, &change.source),
    })
}

fn what(page: &Page, known: &Known, change: &Change) -> Option<Phrase> {
    let t = &page.t;
    let (was, became) = (change.was.as_deref(), change.became.as_deref());
    if let Some(code) = change.field.strip_prefix("capability:") {
        let told = |text: Option<&str>| text.map(|text| told(page, text));
        return Some(changed(page, &able::question(page, known, code), told(was), told(became)));
    }
    if let Some(field) = Field::from_code(&change.field) {
        let item = if page.is_english() { field.english() } else { field.japanese() };
        // The old and the new hours are long; the table above shows the new ones.
        let is_long = field == Field::Hours && was.is_some() && became.is_some();
        return Some(if is_long {
            t.facility_more_history_hours()
        } else {
            changed(page, item, was.map(str::to_owned), became.map(str::to_owned))
        });
    }
    match change.field.as_str() {
        "missing" if became == Some("true") => Some(t.facility_more_history_left()),
        "missing" => Some(t.facility_more_history_back()),
        "joined" => Some(t.facility_history_merged(was.unwrap_or_default())),
        "services" => {
            let named = |codes: &str| codes.split(' ').map(|code| words::service(page, code)).collect::<Vec<_>>();
            let list =
                |codes: Option<&str>| codes.filter(|codes| !codes.is_empty()).map(|codes| named(codes).join("、"));
            Some(changed(page, &t.facility_services().plain(), list(was), list(became)))
        }
        "care_manager_time" => {
            let item = t.facility_care_manager_time();
            Some(changed(page, &item.plain(), was.map(str::to_owned), became.map(str::to_owned)))
        }
        // What a newer version writes is not guessed at.
        _ => None,
    }
}

/// `yes 市内全域` in words.
fn told(page: &Page, text: &str) -> String {
    let (code, condition) = text.split_once(' ').unwrap_or((text, ""));
    let word = Answer::from_code(code).map(|answer| able::answer(page, answer).plain().into_owned());
    let word = word.unwrap_or_else(|| code.to_owned());
    if condition.is_empty() { word } else { format!("{word}({condition})") }
}

fn changed(page: &Page, item: &str, was: Option<String>, became: Option<String>) -> Phrase {
    let t = &page.t;
    match (was, became) {
        (Some(was), Some(became)) => t.facility_history_changed(item, was, became),
        (None, became) => t.facility_history_added(item, became.unwrap_or_default()),
        (Some(was), None) => t.facility_history_removed(item, was),
    }
}

fn source(page: &Page, source: &str) -> Option<String> {
    match (source, Source::from_code(source)) {
        ("import" | "–" | "", _) => None,
        (_, Some(known)) => Some(words::source(page, known).to_owned()),
        (words, None) => Some(words.to_owned()),
    }
}
