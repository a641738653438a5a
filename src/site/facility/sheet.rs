//! A facility on one sheet of paper (1枚の紙): what one needs at the telephone, and nothing else.

use jiff::civil::{Date, DateTime};

use super::able;
use super::origins;
use super::pages::Known;
use crate::directory::capability::{Answer, Capability, codes};
use crate::directory::hours::Hours;
use crate::platform::web::{Page, Phrase};
use crate::site::times;
use crate::site::words;

/// So many characters of a facility's own text have room on the sheet.
const LONGEST_NOTE: usize = 160;

/// More answers than these do not fit beside the rest in letters of the usual size.
const MANY_ANSWERS: usize = 24;

/// What the sheet says beside the name, the telephone and the address.
pub struct Sheet {
    /// The hours: whose, where there are several, and their lines.
    pub hours: Vec<(Option<Phrase>, Vec<Phrase>)>,
    /// The answers, by who gave them and when.
    pub answers: Vec<Told>,
    /// What the facility says of itself; nothing where it is long.
    pub note: String,
    /// Which item comes from where.
    pub sources: Vec<Phrase>,
    /// When it was printed.
    pub printed: Phrase,
    /// So much is known that it must be said in smaller letters.
    pub is_full: bool,
}

/// What one person told on one day.
pub struct Told {
    /// Who, and when.
    pub by: Phrase,
    /// Each answer with everything it was given for.
    pub answers: Vec<(Phrase, Phrase)>,
}

impl Sheet {
    /// Works out the sheet.
    pub fn new(page: &Page, known: &Known, hours: &[(Phrase, &Hours)], now: DateTime) -> Self {
        let note = known.stored.organization.note.trim();
        let several = hours.len() > 1;
        let of_service = |(name, hours): &(Phrase, &Hours)| {
            (several.then(|| name.clone()), times::all_lines(page, hours, now.date()))
        };
        Self {
            hours: hours.iter().map(of_service).filter(|(_, lines)| !lines.is_empty()).collect(),
            answers: answers(page, known),
            is_full: known.capabilities.len() > MANY_ANSWERS,
            note: if note.chars().count() <= LONGEST_NOTE { note.to_owned() } else { String::new() },
            sources: sources(page, known),
            printed: page.t.sheet_printed(page.t.date(now.date()), words::time(now.time())),
        }
    }
}

/// The answers of each person and day, the newest first: can, can with a condition, cannot.
fn answers(page: &Page, known: &Known) -> Vec<Told> {
    let mut days: Vec<(Date, &str)> = known.capabilities.iter().map(|one| (one.answered_on, &*one.source)).collect();
    days.sort_unstable_by(|a, b| b.cmp(a));
    days.dedup();
    let told = |(day, source): (Date, &str)| {
        let mut of_day: Vec<&Capability> =
            known.capabilities.iter().filter(|one| one.answered_on == day && one.source == source).collect();
        of_day.sort_by_key(|one| codes::place(&one.code));
        let given = |answer: Answer| {
            let what = |one: &&&Capability| {
                able::with_condition(page, words::ability(page, &one.code, &known.own_codes), &one.condition)
            };
            let all: Vec<Phrase> = of_day.iter().filter(|one| one.answer == answer).map(|one| what(&one)).collect();
            // A question may have commas of its own.
            (!all.is_empty()).then(|| (able::answer(page, answer), Phrase::joined(&all, " / ")))
        };
        Told {
            by: page.t.sheet_asked(page.t.as_written(source), page.t.date(day)),
            answers: [Answer::Yes, Answer::Conditional, Answer::No].into_iter().filter_map(given).collect(),
        }
    };
    days.into_iter().map(told).collect()
}

/// Each source once, with everything that comes from it.
fn sources(page: &Page, known: &Known) -> Vec<Phrase> {
    let mut all: Vec<(Phrase, Vec<Phrase>)> = Vec::new();
    for row in origins::rows(page, &known.stored.organization) {
        let source = match row.date {
            Some(date) => page.t.sheet_source_dated(row.source, date),
            None => row.source,
        };
        match all.iter_mut().find(|(known, _)| *known == source) {
            Some((_, items)) => items.push(row.item),
            None => all.push((source, vec![row.item])),
        }
    }
    all.into_iter().map(|(source, items)| page.t.sheet_source_of(words::listed(page, &items), source)).collect()
}
