//! A batch: events that were sealed together, and their order.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::super::hub_id::HubId;
use super::key::{Key, PublicKey};
use super::tree::{Hash, Head};

/// A run of events of one lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Its lane.
    pub lane: i64,
    /// The number of its first event.
    pub from: i64,
    /// How many.
    pub count: u32,
}

const WRITTEN: usize = 20;

/// More events than any batch has: a larger one was not written by the program, and nobody counts to its end. The same of a
/// hole in the order.
pub const LARGEST: u64 = 10_000_000;

impl Span {
    /// The number of its last event.
    pub fn last(&self) -> i64 {
        self.from.saturating_add(i64::from(self.count)).saturating_sub(1)
    }

    /// As the database keeps them.
    pub fn write(spans: &[Self]) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(spans.len() * WRITTEN);
        for span in spans {
            bytes.extend_from_slice(&span.lane.to_be_bytes());
            bytes.extend_from_slice(&span.from.to_be_bytes());
            bytes.extend_from_slice(&span.count.to_be_bytes());
        }
        bytes
    }

    /// As the database kept them; nothing when that cannot be.
    pub fn read(bytes: &[u8]) -> Option<Vec<Self>> {
        let (spans, rest) = bytes.as_chunks::<WRITTEN>();
        if !rest.is_empty() || spans.is_empty() {
            return None;
        }
        let read = |bytes: &[u8; WRITTEN]| {
            let span = Self {
                lane: i64::from_be_bytes(bytes[..8].try_into().ok()?),
                from: i64::from_be_bytes(bytes[8..16].try_into().ok()?),
                count: u32::from_be_bytes(bytes[16..].try_into().ok()?),
            };
            let last = span.from.checked_add(i64::from(span.count))?;
            (span.from > 0 && span.count > 0 && last < i64::MAX).then_some(span)
        };
        spans.iter().map(read).collect()
    }

    /// Runs of numbers in one lane, gaps left out.
    pub fn of_numbers(lane: i64, numbers: impl IntoIterator<Item = i64>) -> Vec<Self> {
        let mut spans: Vec<Self> = Vec::new();
        for number in numbers {
            match spans.last_mut() {
                Some(span) if span.last() + 1 == number && span.count < u32::MAX => span.count += 1,
                _ => spans.push(Self { lane, from: number, count: 1 }),
            }
        }
        spans
    }
}

/// Events that were sealed together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// The position of its first event in the order of the hub, from 0.
    pub first: u64,
    /// When it was sealed, as the clock of that node said, microseconds.
    pub sealed_at: i64,
    /// Whether the process that recorded the events sealed them.
    pub witnessed: bool,
    /// Its events in order.
    pub spans: Vec<Span>,
    /// The root over the whole order up to its end.
    pub root: Hash,
    /// The signature under that; nothing where the node had no key.
    pub signature: Option<[u8; 64]>,
}

impl Batch {
    /// How many events.
    pub fn count(&self) -> u64 {
        self.spans.iter().map(|span| u64::from(span.count)).sum()
    }

    /// The position after its last event.
    pub fn end(&self) -> u64 {
        self.first.saturating_add(self.count())
    }

    /// Signs it.
    pub fn sign(&mut self, hub: HubId, key: &Key) {
        self.signature = Some(key.sign(&self.text(hub)));
    }

    /// Whether one of these keys signed it.
    pub fn is_signed_by(&self, hub: HubId, keys: &[PublicKey]) -> bool {
        let text = self.text(hub);
        self.signature.is_some_and(|signature| keys.iter().any(|key| key.has_signed(&text, &signature)))
    }

    /// The root says everything else.
    fn text(&self, hub: HubId) -> String {
        let Head { size, root } = Head { size: self.end(), root: self.root };
        format!("kyoten audit batch\n{hub}\n{size}\n{}\n", BASE64.encode(root))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn spans_survive_the_database(numbers in prop::collection::btree_set(1_i64..60, 1..40)) {
            let spans = Span::of_numbers(7, numbers.iter().copied());
            prop_assert_eq!(Span::read(&Span::write(&spans)), Some(spans.clone()));
            let back: Vec<i64> = spans.iter().flat_map(|span| span.from..=span.last()).collect();
            prop_assert_eq!(back, numbers.into_iter().collect::<Vec<_>>());
            prop_assert!(spans.windows(2).all(|pair| pair[0].last() + 1 < pair[1].from), "no two could be one");
        }

        #[test]
        fn nonsense_is_no_span(bytes in prop::collection::vec(any::<u8>(), 0..45)) {
            if let Some(spans) = Span::read(&bytes) {
                prop_assert_eq!(Span::write(&spans), bytes);
                prop_assert!(spans.iter().all(|span| span.from > 0 && span.count > 0));
            }
        }
    }
}
