//! The index: what was there when it was made, and what has changed since.

use std::collections::BTreeMap;
use std::sync::Arc;

use roaring::RoaringBitmap;

use super::answer::Answer;
use super::document::{Document, DocumentId};
use super::evaluate::Found;
use super::hits::Page;
use super::query::{Moment, Query};
use super::segment::Segment;
use super::text::Text;
use super::{counts, relax};

/// After so many changes the index should be made again: each further change copies and sorts them all.
const MANY_CHANGES: u64 = 1_000;

/// Everything that can be found, as of one revision of the database. Cheap to clone, never changed: a change makes a new one.
#[derive(Clone)]
pub struct Index {
    /// The base first, then the recent documents if there are any.
    parts: Vec<Part>,
    /// The documents of the base in the order of their ids.
    by_id: Arc<[u32]>,
    recent: Arc<BTreeMap<DocumentId, Document>>,
    revision: u64,
}

/// A segment as this index sees it.
#[derive(Clone)]
pub(super) struct Part {
    pub(super) segment: Arc<Segment>,
    /// The documents that still stand as the segment has them.
    pub(super) live: RoaringBitmap,
    /// For recent documents: before which document of the base each stands.
    slots: Option<Arc<[u32]>>,
}

impl Part {
    fn new(segment: Arc<Segment>, slots: Option<Arc<[u32]>>) -> Self {
        Self { live: segment.all.clone(), segment, slots }
    }

    /// Whether nothing of the segment is outdated.
    pub(super) fn is_whole(&self) -> bool {
        self.live.len() == self.segment.all.len()
    }

    /// A document's place in the syllabary across parts, which begins with this document's number and goes round.
    pub(super) fn place(&self, doc: u32, first: u32) -> (bool, u32, u32) {
        match &self.slots {
            None => (doc < first, doc, u32::MAX),
            Some(slots) => (doc < first, slots[doc as usize], doc),
        }
    }
}

impl Index {
    /// The index of these documents. Two of one id are a mistake of the caller.
    pub fn new(documents: Vec<Document>) -> Self {
        let revision = documents.iter().map(|document| document.revision).max().unwrap_or(0);
        let base = Arc::new(Segment::new(documents));
        let mut by_id: Vec<u32> = (0..base.len()).collect();
        by_id.sort_unstable_by_key(|doc| base.ids[*doc as usize]);
        let parts = vec![Part::new(base, None)];
        Self { parts, by_id: by_id.into(), recent: Arc::default(), revision }
    }

    /// The same index with documents added or changed and others gone; what did not change is shared.
    pub fn with_changes(&self, changed: Vec<Document>, removed: &[DocumentId]) -> Self {
        let base = &self.parts[0];
        let mut live = base.live.clone();
        let mut recent = BTreeMap::clone(&self.recent);
        let mut revision = self.revision;
        for id in changed.iter().map(|document| document.id).chain(removed.iter().copied()) {
            recent.remove(&id);
            if let Some(doc) = self.base_document(id) {
                live.remove(doc);
            }
        }
        for document in changed {
            revision = revision.max(document.revision);
            recent.insert(document.id, document);
        }
        let mut parts = vec![Part { live, ..base.clone() }];
        if !recent.is_empty() {
            let segment = Segment::new(recent.values().cloned().collect());
            let slots = (0..segment.len()).map(|doc| base.segment.slot_of(&segment, doc)).collect();
            parts.push(Part::new(Arc::new(segment), Some(slots)));
        }
        Self { parts, by_id: Arc::clone(&self.by_id), recent: Arc::new(recent), revision }
    }

    fn base_document(&self, id: DocumentId) -> Option<u32> {
        let ids = &self.parts[0].segment.ids;
        let at = self.by_id.binary_search_by_key(&id, |doc| ids[*doc as usize]).ok()?;
        Some(self.by_id[at])
    }

    /// Whether so much has changed that it should be made again, in the background.
    pub fn needs_rebuild(&self) -> bool {
        let base = &self.parts[0];
        let outdated = base.segment.all.len() - base.live.len();
        outdated + self.recent.len() as u64 > MANY_CHANGES
    }

    /// The newest revision among the documents: changes after it are still to come.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// How many organisations can be found.
    pub fn len(&self) -> u64 {
        self.parts.iter().map(|part| part.live.len()).sum()
    }

    /// Whether nothing can be found.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Answers a query.
    pub fn search(&self, query: &Query, moment: &Moment<'_>) -> Answer {
        let text = Text::new(&query.text);
        let parts: Vec<Found<'_>> = self.parts.iter().map(|part| Found::new(part, query, &text, moment)).collect();
        let total = parts.iter().map(|found| found.all.len()).sum();
        Answer {
            total,
            hits: Page { query, text: &text, moment, parts: &parts }.hits(),
            counts: counts::count(&parts, &query.capabilities, moment),
            relaxations: relax::relaxations(query, &parts, total),
        }
    }

    /// Only how many a query finds, without hits and counts.
    pub fn total(&self, query: &Query, moment: &Moment<'_>) -> u64 {
        let text = Text::new(&query.text);
        self.parts.iter().map(|part| Found::new(part, query, &text, moment).all.len()).sum()
    }
}
