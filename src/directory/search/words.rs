//! Words that many documents share (services, departments, capabilities, owners): each kept once.
//!
//! 「訪問介護」 stands in tens of thousands of documents. Looked for among the few thousand different words it costs as much as
//! a rare one, and no document has to be read.

use roaring::RoaringBitmap;

use super::hash::QuickMap;
use super::lists::{Docs, GrowingLists, Lists, Union};
use super::postings::Field;
use super::texts::Texts;

/// The words while the index is built.
#[derive(Default)]
pub(super) struct GrowingWords {
    ids: QuickMap<Box<str>, u32>,
    texts: Texts,
    lists: GrowingLists,
}

impl GrowingWords {
    /// Adds a document's words; documents come in rising order.
    pub(super) fn push(&mut self, doc: u32, words: &str) {
        for word in words.split_ascii_whitespace() {
            let id = match self.ids.get(word) {
                Some(id) => *id,
                None => {
                    let id = self.lists.len();
                    self.texts.push(word);
                    self.ids.insert(word.into(), id);
                    id
                }
            };
            self.lists.push(id, doc);
        }
    }

    /// The finished words of so many documents.
    pub(super) fn finish(self, documents: u32) -> Words {
        drop(self.ids);
        Words { field: Field::new(self.texts, false), lists: self.lists.finish(), documents }
    }
}

/// The different words and the documents of each.
pub(super) struct Words {
    field: Field,
    lists: Lists,
    documents: u32,
}

impl Words {
    /// The documents with a word in which the term stands, and how many words had to be read for it.
    pub(super) fn holding(&self, term: &str) -> (RoaringBitmap, u64) {
        let (words, read) = self.field.holding(term);
        let mut found = words.iter().map(|word| self.lists.docs(word));
        let docs = match (found.next(), words.len()) {
            (None, _) => RoaringBitmap::new(),
            (Some(only), 1) => only.to_bitmap(),
            (Some(first), _) => self.union(std::iter::once(first).chain(found)),
        };
        (docs, read + words.len())
    }

    fn union<'a>(&self, found: impl Iterator<Item = Docs<'a>>) -> RoaringBitmap {
        let mut union = Union::new(self.documents);
        found.for_each(|docs| union.add(docs));
        union.finish()
    }
}
