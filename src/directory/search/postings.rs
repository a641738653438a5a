//! Which documents hold which characters and pairs of characters, for one field.

use memchr::memmem::Finder;
use roaring::RoaringBitmap;

use super::hash::QuickMap;
use super::lists::{Docs, GrowingLists, Lists, from_sorted};
use super::texts::Texts;

/// So few candidates are compared at once instead of being narrowed further.
const FEW: u64 = 256;
/// The number of a gram not yet seen.
const UNKNOWN: u32 = u32::MAX;
/// Stands before the first character of a field, so that "begins with" is a gram too.
const START: char = '\u{2}';

/// One to three characters in 21 bits each.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Gram(u64);

impl Gram {
    const fn one(a: char) -> Self {
        Self(a as u64)
    }

    const fn two(a: char, b: char) -> Self {
        Self((a as u64) << 21 | b as u64)
    }

    const fn three(a: char, b: char, c: char) -> Self {
        Self((a as u64) << 42 | (b as u64) << 21 | c as u64)
    }
}

/// The grams of a field while the index is built.
struct GrowingGrams {
    ids: QuickMap<Gram, u32>,
    lists: GrowingLists,
}

impl GrowingGrams {
    fn add(&mut self, gram: Gram, doc: u32) -> u32 {
        let id = *self.ids.entry(gram).or_insert(self.lists.len());
        self.lists.push(id, doc);
        id
    }
}

/// One field: its texts, and the documents of each character and pair in them.
pub(super) struct Field {
    pub(super) texts: Texts,
    ids: QuickMap<Gram, u32>,
    lists: Lists,
}

impl Field {
    /// Indexes the texts. `starts`: also what they begin with.
    pub(super) fn new(mut texts: Texts, starts: bool) -> Self {
        texts.shrink();
        let mut grams = GrowingGrams { ids: QuickMap::default(), lists: GrowingLists::default() };
        // Half of all grams are single characters, and almost all of those lie in the basic plane.
        let mut ones = vec![UNKNOWN; 1 << 16];
        for doc in 0..texts.len() {
            let text = texts.text(doc);
            let mut before = None;
            for c in text.chars() {
                match ones.get_mut(c as usize) {
                    Some(known) if *known == UNKNOWN => *known = grams.add(Gram::one(c), doc),
                    Some(known) => grams.lists.push(*known, doc),
                    None => {
                        grams.add(Gram::one(c), doc);
                    }
                }
                if let Some(before) = before {
                    grams.add(Gram::two(before, c), doc);
                }
                before = Some(c);
            }
            let mut chars = text.chars();
            if let Some(first) = chars.next().filter(|_| starts) {
                grams.add(Gram::two(START, first), doc);
                if let Some(second) = chars.next() {
                    grams.add(Gram::three(START, first, second), doc);
                }
            }
        }
        grams.ids.shrink_to_fit();
        Self { texts, ids: grams.ids, lists: grams.lists.finish() }
    }

    fn docs(&self, gram: Gram) -> Docs<'_> {
        self.ids.get(&gram).map_or(Docs::NONE, |id| self.lists.docs(*id))
    }

    /// The documents in whose text the term stands, exactly; and how many texts had to be read for it.
    pub(super) fn holding(&self, term: &str) -> (RoaringBitmap, u64) {
        let mut chars = term.chars();
        let (first, second) = (chars.next(), chars.next());
        match (first, second, chars.next()) {
            (None, _, _) => (RoaringBitmap::new(), 0),
            (Some(a), None, _) => (self.docs(Gram::one(a)).to_bitmap(), 0),
            (Some(a), Some(b), None) => (self.docs(Gram::two(a, b)).to_bitmap(), 0),
            _ => self.holding_long(term),
        }
    }

    fn holding_long(&self, term: &str) -> (RoaringBitmap, u64) {
        let mut grams: Vec<Docs<'_>> =
            term.chars().zip(term.chars().skip(1)).map(|(a, b)| self.docs(Gram::two(a, b))).collect();
        grams.sort_by_key(Docs::len);
        if grams[0].len() == 0 {
            return (RoaringBitmap::new(), 0);
        }
        let finder = Finder::new(term.as_bytes());
        let holds = |doc: &u32| finder.find(self.texts.of(*doc)).is_some();
        if let Docs::Sparse(docs) = grams[0] {
            return (from_sorted(docs.iter().copied().filter(holds)), docs.len() as u64);
        }
        let mut dense = grams.iter().filter_map(|docs| match docs {
            Docs::Dense(docs) => Some(*docs),
            Docs::Sparse(_) => None,
        });
        let mut candidates = match (dense.next(), dense.next()) {
            (Some(a), Some(b)) => a & b,
            (Some(a), None) => a.clone(),
            (None, _) => RoaringBitmap::new(),
        };
        for docs in dense {
            if candidates.len() <= FEW {
                break;
            }
            candidates &= docs;
        }
        let read = candidates.len();
        (from_sorted(candidates.iter().filter(holds)), read)
    }

    /// Of `among`, those whose text begins with the term. The field must know its starts.
    pub(super) fn beginning(&self, term: &str, among: &RoaringBitmap) -> RoaringBitmap {
        let mut chars = term.chars();
        let gram = match (chars.next(), chars.next()) {
            (None, _) => return RoaringBitmap::new(),
            (Some(a), None) => Gram::two(START, a),
            (Some(a), Some(b)) => Gram::three(START, a, b),
        };
        let begins = |doc: &u32| self.texts.of(*doc).starts_with(term.as_bytes());
        let certain = chars.next().is_none();
        match self.docs(gram) {
            Docs::Sparse(docs) => from_sorted(docs.iter().copied().filter(|doc| among.contains(*doc) && begins(doc))),
            Docs::Dense(docs) if certain => docs & among,
            Docs::Dense(docs) => from_sorted((docs & among).iter().filter(begins)),
        }
    }
}
