//! The audit as somebody sees it who understands it: events in their order, between checkpoints. He can change anything,
//! number the lanes anew, work out all digests and roots, and sign with whatever key he has.

use std::collections::HashMap;

use kyoten::platform::audit::batch::{Batch, Span};
use kyoten::platform::audit::digest::{Digester, leaf};
use kyoten::platform::audit::key::Key;
use kyoten::platform::audit::note::{Checkpoint, Note};
use kyoten::platform::audit::tree::{Frontier, Hash, Head};
use kyoten::platform::hub_id::HubId;
use kyoten_store::{ToValue as _, Value, values};

use super::store::{BATCHES, CHECKPOINTS, EVENTS, LANES, Rows};

/// A place in the order.
#[derive(Clone, Debug)]
pub enum Item {
    /// A batch.
    Batch(Sealed),
    /// A checkpoint.
    Note(Box<Checkpoint>),
}

/// A batch and its events.
#[derive(Clone, Debug)]
pub struct Sealed {
    /// When.
    pub sealed_at: i64,
    witnessed: bool,
    signature: Option<[u8; 64]>,
    /// The columns of its events, digest and all.
    pub events: Vec<Vec<Value>>,
}

/// The order of a hub.
#[derive(Clone, Debug)]
pub struct History {
    /// Batches and checkpoints as they follow each other.
    pub items: Vec<Item>,
}

const LANE: usize = 1;
const NUMBER: usize = 2;
const DIGEST: usize = 15;

fn int(value: &Value) -> i64 {
    if let Value::Int(number) = value { *number } else { 0 }
}

fn bytes(value: &Value) -> &[u8] {
    if let Value::Bytes(bytes) = value { bytes } else { &[] }
}

impl History {
    /// Reads it from the tables of an untouched audit.
    pub fn read(rows: &Rows) -> Self {
        let events: HashMap<(i64, i64), &Vec<Value>> =
            rows[EVENTS].iter().map(|row| ((int(&row[LANE]), int(&row[NUMBER])), row)).collect();
        let mut notes = rows[CHECKPOINTS].iter().filter_map(|row| match &row[2] {
            Value::Text(text) => Note::parse(text).ok().map(|note| note.checkpoint),
            _ => None,
        });
        let mut next = notes.next();
        let mut items = Vec::new();
        for row in &rows[BATCHES] {
            let spans = Span::read(bytes(&row[5])).unwrap_or_default();
            let places = spans.iter().flat_map(|span| (span.from..=span.last()).map(|number| (span.lane, number)));
            let events: Vec<Vec<Value>> =
                places.filter_map(|place| events.get(&place)).map(|row| (*row).clone()).collect();
            let end = int(&row[1]).unsigned_abs() + events.len() as u64;
            let (sealed_at, witnessed) = (int(&row[3]), int(&row[4]) == 1);
            let signature = bytes(&row[7]).try_into().ok();
            items.push(Item::Batch(Sealed { sealed_at, witnessed, signature, events }));
            if let Some(note) = next.take_if(|note| note.head.size == end) {
                items.push(Item::Note(Box::new(note)));
                next = notes.next();
            }
        }
        Self { items }
    }

    /// The batches in a part of the order.
    pub fn batches(items: &mut [Item]) -> Vec<&mut Sealed> {
        items.iter_mut().filter_map(|item| if let Item::Batch(batch) = item { Some(batch) } else { None }).collect()
    }

    /// Writes it into the tables so that everything fits together again. Without a key the checkpoints that are left stay as they were.
    pub fn write(self, rows: &Rows, key: Option<&Key>) -> Rows {
        let mut written = rows.clone();
        for table in [EVENTS, BATCHES, CHECKPOINTS] {
            written[table].clear();
        }
        let hub = rows[BATCHES][0][0].clone();
        let mut numbers: HashMap<i64, i64> = HashMap::new();
        let (mut tree, mut before) = (Frontier::default(), None::<Note>);
        for item in self.items {
            match item {
                Item::Batch(batch) => {
                    let Some(mut batch) = batch.write(&mut written[EVENTS], &mut numbers, &mut tree) else { continue };
                    if let (Some(key), Value::Bytes(hub)) = (key, &hub) {
                        let hub: [u8; 16] = hub.as_slice().try_into().unwrap_or_default();
                        batch.sign(HubId::from_bytes(hub), key);
                    }
                    let count = batch.count() as i64;
                    let spans = Span::write(&batch.spans);
                    let (first, witnessed) = (batch.first as i64, batch.witnessed);
                    let signature = batch.signature.map_or(Vec::new(), Vec::from);
                    let row = values![hub, first, count, batch.sealed_at, witnessed, spans, batch.root, signature];
                    written[BATCHES].push(row);
                }
                Item::Note(checkpoint) => {
                    let Some(key) = key else {
                        let same = |row: &&Vec<Value>| int(&row[1]).unsigned_abs() == checkpoint.number;
                        written[CHECKPOINTS].extend(rows[CHECKPOINTS].iter().find(same).cloned());
                        continue;
                    };
                    let number = before.as_ref().map_or(1, |note| note.checkpoint.number + 1);
                    let head = Head { size: tree.size(), root: tree.root() };
                    let previous = before.as_ref().map(Note::hash);
                    let note = Checkpoint { head, number, previous, ..*checkpoint }.sign(key);
                    written[CHECKPOINTS].push(values![hub, number as i64, note.to_string(), tree.nodes()]);
                    before = Some(note);
                }
            }
        }
        // As the database lists them.
        written[EVENTS].sort_by_key(|row| (int(&row[LANE]), int(&row[NUMBER])));
        for lane in &mut written[LANES] {
            lane[2] = numbers.get(&int(&lane[1])).copied().unwrap_or_default().to_value();
        }
        written
    }
}

impl Sealed {
    /// Nothing when there is no event in it any more.
    fn write(self, rows: &mut Vec<Vec<Value>>, numbers: &mut HashMap<i64, i64>, tree: &mut Frontier) -> Option<Batch> {
        let first = tree.size();
        let mut places = Vec::with_capacity(self.events.len());
        for row in &self.events {
            let mut row = row.clone();
            let lane = int(&row[LANE]);
            let number = numbers.entry(lane).or_default();
            *number += 1;
            row[NUMBER] = Value::Int(*number);
            let digest = digest(&row);
            row[DIGEST] = digest.to_value();
            tree.push(leaf(&digest, self.sealed_at, self.witnessed));
            places.push((lane, *number));
            rows.push(row);
        }
        let lanes = places.chunk_by(|a, b| a.0 == b.0);
        let spans: Vec<Span> =
            lanes.flat_map(|lane| Span::of_numbers(lane[0].0, lane.iter().map(|place| place.1))).collect();
        let Self { sealed_at, witnessed, signature, .. } = self;
        let batch = Batch { first, sealed_at, witnessed, spans, root: tree.root(), signature };
        (!batch.spans.is_empty()).then_some(batch)
    }
}

/// The digest that an event with these columns has.
pub fn digest(row: &[Value]) -> Hash {
    Digester::default().digest(row[..DIGEST].iter().map(Value::as_ref))
}
