//! Documents in the order of the syllabary with everything that is looked up about them. Never changed once made.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use roaring::RoaringBitmap;

use super::super::capability::codes::{AT_HOME, NIGHT};
use super::super::kind::OrganizationKind;
use super::answers::{Answers, GrowingAnswers};
use super::at_home::SERVICES_AT_HOME;
use super::document::{Document, DocumentId};
use super::hash::QuickHasher;
use super::lists::bitmap;
use super::near::Places;
use super::open::{GrowingOpenHours, OpenAt, OpenHours};
use super::postings::Field;
use super::query::Moment;
use super::terms::DearTerms;
use super::texts::Texts;
use super::vocabulary::{GrowingVocabulary, Vocabulary};
use super::words::{GrowingWords, Words};

/// So many open times are remembered; a new minute makes the old ones useless.
const REMEMBERED_TIMES: usize = 16;

/// Documents, their number being their place in the order of the syllabary.
pub(super) struct Segment {
    pub(super) ids: Vec<DocumentId>,
    sort_keys: Texts,
    pub(super) all: RoaringBitmap,
    pub(super) missing: RoaringBitmap,
    pub(super) comes_home: RoaringBitmap,
    kinds: Vec<RoaringBitmap>,
    pub(super) services: Vocabulary,
    pub(super) capabilities: Vocabulary,
    pub(super) answers: Answers,
    pub(super) municipalities: Vocabulary,
    pub(super) places: Places,
    pub(super) hours: OpenHours,
    pub(super) name: Field,
    pub(super) kana: Field,
    pub(super) address: Field,
    pub(super) phone: Field,
    pub(super) words: Words,
    /// A hash of the name and its document, sorted.
    names: Vec<(u32, u32)>,
    open: Mutex<HashMap<OpenAt, Arc<RoaringBitmap>>>,
    pub(super) dear: DearTerms,
}

impl Segment {
    pub(super) fn new(mut documents: Vec<Document>) -> Self {
        documents.sort_unstable_by(|a, b| a.order().cmp(&b.order()));
        let count = documents.len() as u32;
        let [mut sort_keys, mut name, mut kana, mut address, mut phone] = std::array::from_fn(|_| Texts::default());
        let mut words = GrowingWords::default();
        let mut names = Vec::with_capacity(documents.len());
        for (doc, document) in (0..).zip(&documents) {
            sort_keys.push(&document.sort_key);
            name.push(document.name_key());
            kana.push(document.kana_key());
            address.push(document.address_key());
            phone.push(document.phone_key());
            words.push(doc, document.words_key());
            names.push((name_hash(document.name_key()), doc));
        }
        names.sort_unstable();
        sort_keys.shrink();

        let mut kinds = vec![Vec::new(); OrganizationKind::ALL.len()];
        let [mut services, mut capabilities, mut municipalities] =
            std::array::from_fn(|_| GrowingVocabulary::default());
        let mut answers = GrowingAnswers::default();
        let mut missing = RoaringBitmap::new();
        let mut hours = GrowingOpenHours::new();
        let places: Vec<_> = documents.iter().map(|document| document.located).collect();
        let ids = documents.iter().map(|document| document.id).collect();
        // The documents are taken apart one by one, so that their texts and the index of them are never both whole.
        for (doc, document) in (0..).zip(documents) {
            for kind in std::iter::once(document.kind).chain(document.also.iter().copied()) {
                kinds[kind_number(kind)].push(doc);
            }
            document.services.iter().for_each(|code| services.push(code, doc));
            document.capabilities.iter().for_each(|code| capabilities.push(code, doc));
            answers.push(doc, document.answers);
            if !document.municipality.is_empty() {
                municipalities.push(&document.municipality, doc);
            }
            if document.missing {
                missing.insert(doc);
            }
            hours.push(document.hours, document.care_manager_time);
        }
        let [services, capabilities, municipalities] =
            [services, capabilities, municipalities].map(GrowingVocabulary::finish);
        let mut comes_home = services.any_of(SERVICES_AT_HOME.iter().copied());
        comes_home |= capabilities.any_of(AT_HOME.iter().copied());
        let mut all = RoaringBitmap::new();
        all.insert_range(0..count);
        // Everything is one long run, and meeting a run with anything is slower than bits with bits.
        all.remove_run_compression();
        // Addresses have as many grams as all other fields together: they are taken apart beside them.
        let (address, (name, kana, phone, words)) = std::thread::scope(|threads| {
            let address = threads.spawn(|| Field::new(address, false));
            let others =
                (Field::new(name, true), Field::new(kana, false), Field::new(phone, false), words.finish(count));
            (address.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), others)
        });
        Self {
            ids,
            sort_keys,
            all,
            missing,
            comes_home,
            kinds: kinds.iter().map(|documents| bitmap(documents)).collect(),
            services,
            capabilities,
            answers: answers.finish(),
            municipalities,
            places: Places::new(&places),
            hours: hours.finish(),
            name,
            kana,
            address,
            phone,
            words,
            names,
            open: Mutex::default(),
            dear: DearTerms::default(),
        }
    }

    pub(super) fn len(&self) -> u32 {
        self.ids.len() as u32
    }

    pub(super) fn of_kind(&self, kind: OrganizationKind) -> &RoaringBitmap {
        &self.kinds[kind_number(kind)]
    }

    /// The documents whose whole name this key is.
    pub(super) fn named(&self, key: &str) -> RoaringBitmap {
        let hash = name_hash(key);
        let from = self.names.partition_point(|(known, _)| *known < hash);
        let alike = self.names[from..].iter().take_while(|(known, _)| *known == hash);
        alike.map(|(_, doc)| *doc).filter(|doc| self.name.texts.of(*doc) == key.as_bytes()).collect()
    }

    /// The documents of an opening time; worked out once a minute.
    pub(super) fn open_at(&self, when: OpenAt, moment: &Moment<'_>) -> Arc<RoaringBitmap> {
        let known = self.open.lock().unwrap_or_else(PoisonError::into_inner).get(&when).cloned();
        if let Some(known) = known {
            return known;
        }
        let mut documents = self.hours.documents(when, moment.holidays);
        if let (OpenAt::NightOrSaid, Some(able)) = (when, self.capabilities.of(NIGHT)) {
            documents |= able;
        }
        let documents = Arc::new(documents);
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.len() >= REMEMBERED_TIMES {
            open.retain(|when, _| matches!(when, OpenAt::Day(_) | OpenAt::Night | OpenAt::NightOrSaid));
        }
        open.insert(when, Arc::clone(&documents));
        documents
    }

    /// The number of the first document that stands at or after this one in the order of the syllabary.
    pub(super) fn slot_of(&self, other: &Self, doc: u32) -> u32 {
        let key = other.order(doc);
        self.first(|known| known < key)
    }

    /// The number of the first document whose reading does not stand before this one.
    pub(super) fn first_from(&self, sort_key: &str) -> u32 {
        self.first(|known| known.0 < sort_key.as_bytes())
    }

    fn order(&self, doc: u32) -> (&[u8], &[u8], DocumentId) {
        (self.sort_keys.of(doc), self.name.texts.of(doc), self.ids[doc as usize])
    }

    fn first(&self, before: impl Fn((&[u8], &[u8], DocumentId)) -> bool) -> u32 {
        let (mut from, mut to) = (0, self.len());
        while from < to {
            let middle = from + (to - from) / 2;
            if before(self.order(middle)) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        from
    }
}

fn kind_number(kind: OrganizationKind) -> usize {
    OrganizationKind::ALL.iter().position(|known| *known == kind).expect("every kind is listed")
}

fn name_hash(key: &str) -> u32 {
    let mut hasher = QuickHasher::default();
    key.hash(&mut hasher);
    hasher.finish() as u32
}
