//! What changed so far (これまでの変更), in words.

use super::able;
use super::pages::Known;
use crate::directory::capability::Answer;
use crate::directory::item::{self, Item};
use crate::directory::kind::OrganizationKind;
use crate::directory::organization::Field;
use crate::directory::record::Source;
use crate::directory::store::history::{Change, Noted};
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

/// The history, the newest line first. Who typed it and why stays inside the hub.
pub fn lines(page: &Page, known: &Known) -> Vec<ChangeView> {
    known.history.iter().filter_map(|noted| line(page, known, noted)).collect()
}

fn line(page: &Page, known: &Known, noted: &Noted) -> Option<ChangeView> {
    let change = &noted.change;
    let what = what(page, known, change)?;
    Some(ChangeView {
        date: words::date(page, clock::local(change.at).date()),
        what: match &noted.of {
            Some(name) => page.t.facility_more_history_of(name, what),
            None => what,
        },
        source: source(page, &change.source),
    })
}

fn what(page: &Page, known: &Known, change: &Change) -> Option<Phrase> {
    let t = &page.t;
    let (was, became) = (change.was.as_deref(), change.became.as_deref());
    match change.field.as_str() {
        item::MISSING if became == Some("true") => return Some(t.facility_more_history_left()),
        item::MISSING => return Some(t.facility_more_history_back()),
        item::JOINED => return Some(t.facility_history_merged(was.unwrap_or_default())),
        item::PARTED => return Some(t.facility_more_history_parted(was.unwrap_or_default())),
        // Somebody has looked again and found it as it was.
        _ if was == became => return None,
        item::CONFIRMED => {
            let day = became?.parse().ok()?;
            return Some(t.facility_confirmed_on(words::date(page, day)));
        }
        item::CARE_MANAGER_TIME => {
            let item = t.facility_care_manager_time();
            return Some(changed(page, &item.plain(), was.map(str::to_owned), became.map(str::to_owned)));
        }
        _ => {}
    }
    if let Some(code) = item::question(&change.field) {
        let told = |text: Option<&str>| text.map(|text| told(page, text));
        return Some(changed(page, &able::question(page, known, code), told(was), told(became)));
    }
    // What a newer version writes is not guessed at.
    of_item(page, Item::from_code(&change.field)?, was, became)
}

fn of_item(page: &Page, item: Item, was: Option<&str>, became: Option<&str>) -> Option<Phrase> {
    let t = &page.t;
    let name = if page.is_english() { item.english() } else { item.japanese() };
    let same = |text: Option<&str>| text.map(str::to_owned);
    Some(match item {
        // It follows from the address.
        Item::Municipality => return None,
        // The old and the new hours are long; the table above shows the new ones.
        Item::Field(Field::Hours) if was.is_some() && became.is_some() => t.facility_more_history_hours(),
        // Figures that say nothing to a reader; the page shows what they mean.
        Item::Field(Field::Point) | Item::OtherPlaces | Item::Branches => t.facility_more_history_item(name),
        Item::Kind => {
            let named = |text: Option<&str>| {
                let kind = text.and_then(OrganizationKind::from_code);
                kind.map(|kind| words::kind(page, kind).to_owned()).or_else(|| same(text))
            };
            changed(page, name, named(was), named(became))
        }
        Item::Identifiers => changed(page, name, numbers(was), numbers(became)),
        Item::Services => changed(page, name, services(page, was), services(page, became)),
        Item::Capacity | Item::Departments | Item::Beds => {
            changed(page, name, of_services(page, was), of_services(page, became))
        }
        _ => changed(page, name, same(was), same(became)),
    })
}

/// `care_office:1360490000` without the table.
fn numbers(text: Option<&str>) -> Option<String> {
    let plain = |one: &str| one.split_once(':').map_or(one, |(_, value)| value).to_owned();
    Some(text?.split(' ').map(plain).collect::<Vec<_>>().join("、"))
}

fn services(page: &Page, codes: Option<&str>) -> Option<String> {
    Some(codes?.split(' ').map(|code| words::service(page, code)).collect::<Vec<_>>().join("、"))
}

/// `150=30 / outpatient=内科、外科`: what each service has, the service in words where there are several.
fn of_services(page: &Page, text: Option<&str>) -> Option<String> {
    let parts: Vec<&str> = text?.split(" / ").collect();
    let shown = |part: &&str| match part.split_once('=') {
        Some((code, rest)) if parts.len() > 1 => format!("{} {rest}", words::service(page, code)),
        Some((_, rest)) => rest.to_owned(),
        None => (*part).to_owned(),
    };
    Some(parts.iter().map(shown).collect::<Vec<_>>().join("、"))
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
