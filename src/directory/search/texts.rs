//! The text of one field of all documents, one after the other.

/// The texts; the number of a document says which is its own.
#[derive(Default)]
pub(super) struct Texts {
    bytes: Vec<u8>,
    ends: Vec<u32>,
}

impl Texts {
    pub(super) fn push(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
        self.ends.push(u32::try_from(self.bytes.len()).expect("the texts of a segment stay under 4 GB"));
    }

    pub(super) fn of(&self, doc: u32) -> &[u8] {
        let doc = doc as usize;
        let from = if doc == 0 { 0 } else { self.ends[doc - 1] as usize };
        &self.bytes[from..self.ends[doc] as usize]
    }

    pub(super) fn text(&self, doc: u32) -> &str {
        std::str::from_utf8(self.of(doc)).expect("only whole strings are pushed")
    }

    pub(super) fn len(&self) -> u32 {
        self.ends.len() as u32
    }

    pub(super) fn shrink(&mut self) {
        self.bytes.shrink_to_fit();
        self.ends.shrink_to_fit();
    }
}
