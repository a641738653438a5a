//! Sets of document numbers, many of them small: plain lists for the rare, bitmaps for the common.

use roaring::RoaringBitmap;

/// Up to this many documents a set is a plain list; a bitmap would be larger.
const SPARSE: usize = 256;

/// From so many documents on, bits are set first and made a bitmap at once: appending costs more.
const MANY: usize = 4 * 1024;

/// Sets while the index is built, by number.
#[derive(Default)]
pub(super) struct GrowingLists(Vec<Vec<u32>>);

impl GrowingLists {
    /// How many sets there are: the number of the next one.
    pub(super) fn len(&self) -> u32 {
        self.0.len() as u32
    }

    /// Adds a document to a set. Documents come in rising order and may come twice; a new set is the next one.
    pub(super) fn push(&mut self, list: u32, doc: u32) {
        let list = list as usize;
        if list == self.0.len() {
            self.0.push(Vec::new());
        }
        let docs = &mut self.0[list];
        if docs.last() != Some(&doc) {
            docs.push(doc);
        }
    }

    /// The finished sets under the same numbers.
    pub(super) fn finish(self) -> Lists {
        let mut lists = Lists::default();
        lists.places.reserve_exact(self.0.len());
        lists.sparse.reserve_exact(self.0.iter().map(Vec::len).filter(|len| *len <= SPARSE).sum());
        for docs in self.0 {
            if docs.len() <= SPARSE {
                lists.places.push((lists.sparse.len() as u32, docs.len() as u32));
                lists.sparse.extend_from_slice(&docs);
            } else {
                lists.places.push((lists.dense.len() as u32, DENSE));
                lists.dense.push(bitmap(&docs));
            }
        }
        lists.dense.shrink_to_fit();
        lists
    }
}

/// The bitmap of a list in rising order.
pub(super) fn bitmap(docs: &[u32]) -> RoaringBitmap {
    match docs {
        [.., last] if docs.len() >= MANY => {
            let mut all = Union::new(last + 1);
            all.add(Docs::Sparse(docs));
            all.finish()
        }
        _ => from_sorted(docs.iter().copied()),
    }
}

/// Marks a place as the number of a bitmap.
const DENSE: u32 = u32::MAX;

/// Finished sets, by number.
#[derive(Default)]
pub(super) struct Lists {
    /// Where a list begins and how long it is, or the number of a bitmap and [`DENSE`].
    places: Vec<(u32, u32)>,
    sparse: Vec<u32>,
    dense: Vec<RoaringBitmap>,
}

/// One set.
#[derive(Clone, Copy)]
pub(super) enum Docs<'a> {
    Sparse(&'a [u32]),
    Dense(&'a RoaringBitmap),
}

impl Lists {
    pub(super) fn docs(&self, list: u32) -> Docs<'_> {
        match self.places[list as usize] {
            (bitmap, DENSE) => Docs::Dense(&self.dense[bitmap as usize]),
            (from, len) => Docs::Sparse(&self.sparse[from as usize..(from + len) as usize]),
        }
    }
}

impl Docs<'_> {
    pub(super) const NONE: Self = Docs::Sparse(&[]);

    pub(super) fn len(&self) -> u64 {
        match self {
            Self::Sparse(docs) => docs.len() as u64,
            Self::Dense(docs) => docs.len(),
        }
    }

    pub(super) fn to_bitmap(self) -> RoaringBitmap {
        match self {
            Self::Sparse(docs) => from_sorted(docs.iter().copied()),
            Self::Dense(docs) => docs.clone(),
        }
    }
}

/// A bitmap of numbers that come in rising order.
pub(super) fn from_sorted(docs: impl Iterator<Item = u32>) -> RoaringBitmap {
    RoaringBitmap::from_sorted_iter(docs).expect("documents come in order")
}

/// Gathers many sets into one: setting bits is cheaper than joining bitmaps one by one.
pub(super) struct Union {
    bits: Vec<u8>,
    dense: RoaringBitmap,
}

impl Union {
    /// Nothing yet, of `documents` documents.
    pub(super) fn new(documents: u32) -> Self {
        Self { bits: vec![0; documents.div_ceil(8) as usize], dense: RoaringBitmap::new() }
    }

    pub(super) fn insert(&mut self, doc: u32) {
        self.bits[doc as usize / 8] |= 1 << (doc % 8);
    }

    pub(super) fn add(&mut self, docs: Docs<'_>) {
        match docs {
            Docs::Sparse(docs) => docs.iter().for_each(|doc| self.insert(*doc)),
            Docs::Dense(docs) => self.dense |= docs,
        }
    }

    pub(super) fn finish(self) -> RoaringBitmap {
        let all = RoaringBitmap::from_lsb0_bytes(0, &self.bits);
        if self.dense.is_empty() { all } else { all | self.dense }
    }
}
