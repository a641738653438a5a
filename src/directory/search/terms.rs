//! In which documents a term stands, field by field.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use roaring::RoaringBitmap;

use super::query::Moment;
use super::segment::Segment;
use super::text::Term;

/// A term that cost so many readings is remembered.
const DEAR: u64 = 1_000;
/// So many dear terms are remembered as new, and as many as old.
const REMEMBERED: usize = 64;

/// The documents in which a term stands, exactly, by field.
pub(super) struct Standing {
    pub(super) name: RoaringBitmap,
    /// The name begins with the term.
    pub(super) begins: RoaringBitmap,
    /// The name or the reading.
    pub(super) read: RoaringBitmap,
    pub(super) address: RoaringBitmap,
    pub(super) phone: RoaringBitmap,
    pub(super) words: RoaringBitmap,
    pub(super) need: RoaringBitmap,
    /// Any of them.
    pub(super) anywhere: RoaringBitmap,
}

/// A term as typed, and whether it names a need. The key alone is not enough: 3丁目 and 3 have one key in some fields only,
/// and a quoted word means no need.
type Name = (String, bool);

/// The terms that cost most, so that クリニック is read through once. The documents of a segment never change.
#[derive(Default)]
pub(super) struct DearTerms(Mutex<Generations>);

/// What is asked again stays; what is not goes with its generation.
#[derive(Default)]
struct Generations {
    new: HashMap<Name, Arc<Standing>>,
    old: HashMap<Name, Arc<Standing>>,
}

impl Generations {
    fn find(&mut self, name: &Name) -> Option<Arc<Standing>> {
        if let Some(known) = self.new.get(name) {
            return Some(Arc::clone(known));
        }
        let (name, known) = self.old.remove_entry(name)?;
        self.keep(name, Arc::clone(&known));
        Some(known)
    }

    fn keep(&mut self, name: Name, standing: Arc<Standing>) {
        if self.new.len() >= REMEMBERED {
            self.old = std::mem::take(&mut self.new);
        }
        self.new.insert(name, standing);
    }
}

impl Segment {
    /// Where a term stands.
    pub(super) fn standing(&self, term: &Term, moment: &Moment<'_>) -> Arc<Standing> {
        let name = (term.typed.clone(), term.need.is_some());
        let known = self.dear.0.lock().unwrap_or_else(PoisonError::into_inner).find(&name);
        if let Some(known) = known {
            return known;
        }
        let (standing, read) = self.look_for(term, moment);
        let standing = Arc::new(standing);
        // What is open now is another answer in a minute.
        let lasts = term.need.is_none_or(|need| !need.is_of_the_moment());
        if read > DEAR && lasts {
            self.dear.0.lock().unwrap_or_else(PoisonError::into_inner).keep(name, Arc::clone(&standing));
        }
        standing
    }

    fn look_for(&self, term: &Term, moment: &Moment<'_>) -> (Standing, u64) {
        let (name, read_names) = self.name.holding(&term.key);
        let (kana, read_kana) = self.kana.holding(&term.key);
        let (mut address, mut read_addresses) = self.address.holding(&term.key);
        if let Some(written_otherwise) = &term.address {
            let (more, read) = self.address.holding(written_otherwise);
            address |= more;
            read_addresses += read;
        }
        let (phone, read_phones) = match &term.phone {
            Some(digits) => self.phone.holding(digits),
            None => (RoaringBitmap::new(), 0),
        };
        let (words, read_words) = self.words.holding(&term.key);
        let need = term.need.map_or_else(RoaringBitmap::new, |need| {
            let mut serving = self.serving(&need.best, moment);
            serving |= self.serving(&need.next, moment);
            serving |= self.serving(&need.ask, moment);
            serving
        });
        let begins = self.name.beginning(&term.key, &name);
        let read = &name | kana;
        let mut anywhere = &read | &address;
        for more in [&phone, &words, &need] {
            anywhere |= more;
        }
        let cost = read_names + read_kana + read_addresses + read_phones + read_words;
        (Standing { name, begins, read, address, phone, words, need, anywhere }, cost)
    }
}
