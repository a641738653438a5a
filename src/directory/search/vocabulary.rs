//! Codes (services, capabilities, municipalities) and the documents that bear them.

use std::collections::BTreeMap;

use roaring::RoaringBitmap;

use super::hash::QuickMap;
use super::lists::bitmap;

/// The codes while the index is built.
#[derive(Default)]
pub(super) struct GrowingVocabulary {
    numbers: QuickMap<Box<str>, usize>,
    documents: Vec<Vec<u32>>,
}

impl GrowingVocabulary {
    /// Adds a document to a code; documents come in rising order.
    pub(super) fn push(&mut self, code: &str, doc: u32) {
        let number = match self.numbers.get(code) {
            Some(number) => *number,
            None => {
                self.documents.push(Vec::new());
                self.numbers.insert(code.into(), self.documents.len() - 1);
                self.documents.len() - 1
            }
        };
        let documents = &mut self.documents[number];
        if documents.last() != Some(&doc) {
            documents.push(doc);
        }
    }

    pub(super) fn finish(self) -> Vocabulary {
        let documents = self.numbers.into_iter().map(|(code, n)| (code, bitmap(&self.documents[n])));
        Vocabulary { documents: documents.collect() }
    }
}

/// The documents of each code.
pub(super) struct Vocabulary {
    documents: BTreeMap<Box<str>, RoaringBitmap>,
}

impl Vocabulary {
    /// The documents that bear the code.
    pub(super) fn of(&self, code: &str) -> Option<&RoaringBitmap> {
        self.documents.get(code)
    }

    /// The documents that bear any of the codes.
    pub(super) fn any_of<'a>(&self, codes: impl IntoIterator<Item = &'a str>) -> RoaringBitmap {
        let mut all = RoaringBitmap::new();
        for documents in codes.into_iter().filter_map(|code| self.of(code)) {
            all |= documents;
        }
        all
    }

    /// Every code, sorted, with its documents.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &RoaringBitmap)> {
        self.documents.iter().map(|(code, documents)| (&**code, documents))
    }
}
