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
    pub date: Phrase,
    /// What changed.
    pub what: Phrase,
    /// By whose word.
    pub source: Option<Phrase>,
}

/// The history, the newest line first. Who typed it and why stays inside the hub.
pub fn lines(page: &Page, known: &Known) -> Vec<ChangeView> {
    known.history.iter().filter_map(|noted| line(page, known, noted)).collect()
}

fn line(page: &Page, known: &Known, noted: &Noted) -> Option<ChangeView> {
    let change = &noted.change;
    let what = what(page, known, change)?;
    Some(ChangeView {
        date: page.t.date(clock::local(change.at).date()),
        what: match &noted.of {
            Some(name) => page.t.facility_more_history_of(page.t.as_written(name), what),
            None => what,
        },
        source: source(page, &change.source),
    })
}

fn what(page: &Page, known: &Known, change: &Change) -> Option<Phrase> {
    let t = &page.t;
    let (was, became) = (change.was.as_deref(), change.became.as_deref());
    let written = |text: Option<&str>| text.map(|text| t.as_written(text));
    match change.field.as_str() {
        item::MISSING if became == Some("true") => return Some(t.facility_more_history_left()),
        item::MISSING => return Some(t.facility_more_history_back()),
        item::JOINED => return Some(t.facility_history_merged(t.as_written(was.unwrap_or_default()))),
        item::PARTED => return Some(t.facility_more_history_parted(t.as_written(was.unwrap_or_default()))),
        // Somebody has looked again and found it as it was.
        _ if was == became => return None,
        item::CONFIRMED => {
            let day = became?.parse().ok()?;
            return Some(t.facility_confirmed_on(t.date(day)));
        }
        item::CARE_MANAGER_TIME => {
            return Some(changed(page, t.facility_care_manager_time(), written(was), written(became)));
        }
        _ => {}
    }
    if let Some(code) = item::question(&change.field) {
        let told = |text: Option<&str>| text.map(|text| told(page, text));
        return Some(changed(page, words::ability(page, code, &known.own_codes), told(was), told(became)));
    }
    // What a newer version writes is not guessed at.
    of_item(page, Item::from_code(&change.field)?, was, became)
}

fn of_item(page: &Page, item: Item, was: Option<&str>, became: Option<&str>) -> Option<Phrase> {
    let t = &page.t;
    let name = words::item(page, item);
    let of_both =
        |shown: &dyn Fn(&str) -> Phrase| changed(page, words::item(page, item), was.map(shown), became.map(shown));
    Some(match item {
        // It follows from the address.
        Item::Municipality => return None,
        // The old and the new hours are long; the table above shows the new ones.
        Item::Field(Field::Hours) if was.is_some() && became.is_some() => t.facility_more_history_hours(),
        // Figures that say nothing to a reader; the page shows what they mean.
        Item::Field(Field::Point) | Item::OtherPlaces | Item::Branches => t.facility_more_history_item(name),
        Item::Kind => of_both(&|code| match OrganizationKind::from_code(code) {
            Some(kind) => words::kind(page, kind),
            None => t.as_written(code),
        }),
        Item::Identifiers => of_both(&|text| numbers(page, text)),
        Item::Services => of_both(&|codes| services(page, codes)),
        Item::Capacity | Item::Departments | Item::Beds => of_both(&|text| of_services(page, text)),
        _ => of_both(&|text| t.as_written(text)),
    })
}

/// `care_office:1360490000` without the table.
fn numbers(page: &Page, text: &str) -> Phrase {
    let plain = |one: &str| page.t.as_written(one.split_once(':').map_or(one, |(_, value)| value));
    words::listed(page, &text.split(' ').map(plain).collect::<Vec<_>>())
}

fn services(page: &Page, codes: &str) -> Phrase {
    words::listed(page, &codes.split(' ').map(|code| words::service(page, code)).collect::<Vec<_>>())
}

/// `150=30 / outpatient=内科、外科`: what each service has, the service in words where there are several.
fn of_services(page: &Page, text: &str) -> Phrase {
    let parts: Vec<&str> = text.split(" / ").collect();
    let shown = |part: &&str| match part.split_once('=') {
        Some((code, rest)) if parts.len() > 1 => {
            Phrase::joined(&[words::service(page, code), page.t.as_written(rest)], " ")
        }
        Some((_, rest)) => page.t.as_written(rest),
        None => page.t.as_written(part),
    };
    words::listed(page, &parts.iter().map(shown).collect::<Vec<_>>())
}

/// `yes 市内全域` in words.
fn told(page: &Page, text: &str) -> Phrase {
    let (code, condition) = text.split_once(' ').unwrap_or((text, ""));
    let word = Answer::from_code(code).map(|answer| able::answer(page, answer));
    able::with_condition(page, word.unwrap_or_else(|| page.t.as_written(code)), condition)
}

fn changed(page: &Page, item: Phrase, was: Option<Phrase>, became: Option<Phrase>) -> Phrase {
    let t = &page.t;
    match (was, became) {
        (Some(was), Some(became)) => t.facility_history_changed(item, was, became),
        (None, became) => t.facility_history_added(item, became.unwrap_or_default()),
        (Some(was), None) => t.facility_history_removed(item, was),
    }
}

fn source(page: &Page, source: &str) -> Option<Phrase> {
    match (source, Source::from_code(source)) {
        ("import" | "–" | "", _) => None,
        (_, Some(known)) => Some(words::source(page, known)),
        (words, None) => Some(page.t.as_written(words)),
    }
}
