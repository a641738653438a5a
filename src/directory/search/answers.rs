//! What was answered to each question, and when.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;
use roaring::RoaringBitmap;

use super::super::capability::{Answer, is_old};
use super::document::Answered;
use super::lists::from_sorted;
use super::vocabulary::{GrowingVocabulary, Vocabulary};

/// So many sets of old answers are remembered; a new day makes the earlier ones useless.
const REMEMBERED: usize = 64;

/// The answers while the index is built.
#[derive(Default)]
pub(super) struct GrowingAnswers {
    yes: GrowingVocabulary,
    conditional: GrowingVocabulary,
    no: GrowingVocabulary,
    days: BTreeMap<String, Vec<(u32, Date)>>,
}

impl GrowingAnswers {
    /// Adds a document's answers; documents come in rising order.
    pub(super) fn push(&mut self, doc: u32, answers: Vec<Answered>) {
        for Answered { code, answer, on } in answers {
            match answer {
                Answer::Yes => self.yes.push(&code, doc),
                Answer::Conditional => self.conditional.push(&code, doc),
                Answer::No => self.no.push(&code, doc),
            }
            let days = self.days.entry(code).or_default();
            if days.last().is_none_or(|(last, _)| *last != doc) {
                days.push((doc, on));
            }
        }
    }

    pub(super) fn finish(self) -> Answers {
        Answers {
            yes: self.yes.finish(),
            conditional: self.conditional.finish(),
            no: self.no.finish(),
            days: self.days,
            old: Mutex::default(),
        }
    }
}

/// The documents of each answer to each question.
pub(super) struct Answers {
    pub(super) yes: Vocabulary,
    pub(super) conditional: Vocabulary,
    pub(super) no: Vocabulary,
    days: BTreeMap<String, Vec<(u32, Date)>>,
    old: Mutex<HashMap<(String, Date), Arc<RoaringBitmap>>>,
}

impl Answers {
    /// The documents whose answer to a question is old today.
    pub(super) fn old(&self, code: &str, today: Date) -> Arc<RoaringBitmap> {
        let name = (code.to_owned(), today);
        let known = self.old.lock().unwrap_or_else(PoisonError::into_inner).get(&name).cloned();
        if let Some(known) = known {
            return known;
        }
        let days = self.days.get(code).map_or(&[][..], Vec::as_slice);
        let old = from_sorted(days.iter().filter(|(_, on)| is_old(*on, today)).map(|(doc, _)| *doc));
        let old = Arc::new(old);
        let mut remembered = self.old.lock().unwrap_or_else(PoisonError::into_inner);
        if remembered.len() >= REMEMBERED {
            remembered.retain(|(_, day), _| *day == today);
        }
        if remembered.len() < 2 * REMEMBERED {
            remembered.insert(name, Arc::clone(&old));
        }
        old
    }
}
