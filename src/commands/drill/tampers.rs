//! Ways to tamper with an audit, from a careless hand to somebody who has the database, the program and the stolen key.

use kyoten::platform::audit::key::{Announcement, Key};
use kyoten::platform::hub_id::HubId;
use kyoten_store::{Engine, ToValue as _, Value, values};

use super::chance::Chance;
use super::history::{History, Item, digest};
use super::store::{BATCHES, CHECKPOINTS, EVENTS, KEYS, LANES, Rows, TABLES};

/// How it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A value of an event, any column.
    EditEvent,
    /// The same, with the digest that belongs to it.
    EditEventAndDigest,
    /// Events are deleted.
    Delete,
    /// What two events say changes places.
    Swap,
    /// Two events change places, digests and all.
    SwapPlaces,
    /// An event is put where nobody writes.
    Insert,
    /// An event is moved back in time.
    BackDate,
    /// A batch says that it was sealed earlier.
    BackDateSealing,
    /// A value of a batch, any column.
    EditBatch,
    /// Batches are deleted, and their events with them or not.
    DeleteBatches,
    /// The end is cut off so that the rest fits together.
    CutTail,
    /// Something is changed, and all digests, spans and roots are worked out anew.
    RebuildWithoutKey,
    /// The same, and all checkpoints are signed anew with the stolen key.
    RebuildWithStolenKey,
    /// The same, with a key of one's own in the place of the hub's.
    RebuildWithOwnKey,
    /// Checkpoints are dropped.
    DropCheckpoints,
    /// A letter or a number of a checkpoint is changed.
    EditCheckpoint,
    /// Two checkpoints change places.
    SwapCheckpoints,
    /// A value in the list of keys, or how far a lane is sealed.
    EditKeyOrLane,
}

impl Kind {
    /// Every way.
    pub const ALL: [Self; 18] = [
        Self::EditEvent,
        Self::EditEventAndDigest,
        Self::Delete,
        Self::Swap,
        Self::SwapPlaces,
        Self::Insert,
        Self::BackDate,
        Self::BackDateSealing,
        Self::EditBatch,
        Self::DeleteBatches,
        Self::CutTail,
        Self::RebuildWithoutKey,
        Self::RebuildWithStolenKey,
        Self::RebuildWithOwnKey,
        Self::DropCheckpoints,
        Self::EditCheckpoint,
        Self::SwapCheckpoints,
        Self::EditKeyOrLane,
    ];

    /// Those that nothing in the database can show, only what is kept outside.
    pub const NEEDS_OUTSIDE: [Self; 2] = [Self::CutTail, Self::RebuildWithStolenKey];
}

/// An audit to tamper with.
pub struct Target {
    /// Its hub.
    pub hub: HubId,
    /// Its database.
    pub engine: Engine,
    /// All its rows.
    pub rows: Rows,
    /// Its order.
    pub history: History,
    /// Its key, which was stolen.
    pub key: Key,
}

/// What was done.
pub struct Tampered {
    /// The rows afterwards.
    pub rows: Rows,
    /// Where something should be found: one of these positions. None where that cannot be said.
    pub at: Vec<u64>,
}

impl Target {
    /// Tampers once.
    pub fn tamper(&self, kind: Kind, chance: &mut Chance) -> Tampered {
        let mut rows = self.rows.clone();
        let mut at = Vec::new();
        match kind {
            Kind::EditEvent => {
                let event = chance.below(rows[EVENTS].len());
                at = self.spots(&rows[EVENTS][event]);
                let column = chance.below(TABLES[EVENTS].columns.len());
                self.edit(&mut rows[EVENTS][event][column], chance);
            }
            Kind::EditEventAndDigest => {
                let event = chance.below(rows[EVENTS].len());
                at = self.spots(&rows[EVENTS][event]);
                let row = &mut rows[EVENTS][event];
                let column = 3 + chance.below(12);
                self.edit(&mut row[column], chance);
                row[15] = digest(row).to_value();
            }
            Kind::Delete => {
                for _ in 0..=chance.below(4) {
                    let event = rows[EVENTS].remove(chance.below(self.rows[EVENTS].len() - 4));
                    at.extend(self.spots(&event));
                }
            }
            Kind::Swap | Kind::SwapPlaces => {
                let (a, b) = two(rows[EVENTS].len(), chance);
                at = self.spots(&rows[EVENTS][a]);
                at.extend(self.spots(&rows[EVENTS][b]));
                let columns = if kind == Kind::Swap { 3..15 } else { 3..16 };
                for column in columns {
                    let value = std::mem::replace(&mut rows[EVENTS][a][column], Value::Null);
                    rows[EVENTS][a][column] = std::mem::replace(&mut rows[EVENTS][b][column], value);
                }
            }
            Kind::Insert => {
                let mut event = chance.one_of(&rows[EVENTS]).clone();
                if chance.below(2) == 0 {
                    event[1] = ((chance.number() >> 1) as i64).to_value();
                }
                event[2] = (1_000_000 + chance.below(1_000) as i64).to_value();
                if chance.below(2) == 0 && event[1] != self.rows[EVENTS][0][1] {
                    event[15] = digest(&event).to_value();
                }
                // In a lane that is over: in one that is in use it is the live witness that notices.
                rows[LANES].retain(|lane| lane[1] != event[1]);
                rows[EVENTS].push(event);
            }
            Kind::BackDate => {
                let event = chance.below(rows[EVENTS].len());
                at = self.spots(&rows[EVENTS][event]);
                let row = &mut rows[EVENTS][event];
                back(&mut row[3], chance);
                if chance.below(2) == 0 {
                    row[15] = digest(row).to_value();
                }
            }
            Kind::BackDateSealing => {
                let batch = chance.below(rows[BATCHES].len());
                back(&mut rows[BATCHES][batch][3], chance);
            }
            Kind::EditBatch => {
                let (batch, column) = (chance.below(rows[BATCHES].len()), 1 + chance.below(6));
                self.edit(&mut rows[BATCHES][batch][column], chance);
            }
            Kind::DeleteBatches => self.delete_batches(&mut rows, chance),
            Kind::CutTail => {
                let mut history = self.history.clone();
                history.items.truncate(chance.below(self.last_checkpoint()));
                rows = history.write(&self.rows, None);
            }
            Kind::RebuildWithoutKey => rows = self.changed(false, chance).write(&self.rows, None),
            Kind::RebuildWithStolenKey => {
                rows = self.changed(true, chance).write(&self.rows, Some(&self.key));
            }
            Kind::RebuildWithOwnKey => {
                let own = Key::generate();
                rows = self.changed(false, chance).write(&self.rows, Some(&own));
                let entry = Announcement::new(self.hub, &own, jiff::Timestamp::UNIX_EPOCH, None);
                let hub = rows[KEYS][0][0].clone();
                let since = entry.since.as_microsecond();
                rows[KEYS] = vec![values![hub, entry.key.to_bytes(), since, Value::Null, Value::Null, entry.by_itself]];
            }
            Kind::DropCheckpoints => match chance.below(3) {
                0 => rows[CHECKPOINTS].clear(),
                1 => drop(rows[CHECKPOINTS].pop()),
                _ => drop(rows[CHECKPOINTS].remove(chance.below(self.rows[CHECKPOINTS].len()))),
            },
            Kind::EditCheckpoint => {
                let (note, column) = (chance.below(rows[CHECKPOINTS].len()), 1 + chance.below(3));
                self.edit(&mut rows[CHECKPOINTS][note][column], chance);
            }
            Kind::SwapCheckpoints => {
                let (a, b) = two(rows[CHECKPOINTS].len(), chance);
                let number = rows[CHECKPOINTS][a][1].clone();
                rows[CHECKPOINTS][a][1] = std::mem::replace(&mut rows[CHECKPOINTS][b][1], number);
            }
            Kind::EditKeyOrLane => {
                let table = if chance.below(2) == 0 { KEYS } else { LANES };
                let row = chance.below(rows[table].len());
                let column = 1 + chance.below(TABLES[table].columns.len() - 1);
                self.edit(&mut rows[table][row][column], chance);
            }
        }
        Tampered { rows, at }
    }

    /// Where the last checkpoint stands, which is held outside.
    fn last_checkpoint(&self) -> usize {
        self.history.items.iter().rposition(|item| matches!(item, Item::Note(_))).unwrap_or_default()
    }

    /// The order after somebody changed, deleted, swapped, inserted or moved something in it. With the stolen key only what
    /// the checkpoint outside covers: nobody can tell about the rest.
    fn changed(&self, covered: bool, chance: &mut Chance) -> History {
        let mut history = self.history.clone();
        let covers = if covered { self.last_checkpoint() } else { history.items.len() };
        let mut batches = History::batches(&mut history.items[..covers]);
        let batch = chance.below(batches.len());
        let event = chance.below(batches[batch].events.len());
        match chance.below(6) {
            0 => {
                let column = 3 + chance.below(12);
                self.edit(&mut batches[batch].events[event][column], chance);
            }
            1 => drop(batches[batch].events.remove(event)),
            2 => {
                let (other, before) = two(batches.len(), chance);
                let (a, b) = (batches[other].events[0].clone(), batches[before].events[0].clone());
                (batches[other].events[0], batches[before].events[0]) = (b, a);
            }
            3 => {
                let mut copy = batches[batch].events[event].clone();
                self.edit(&mut copy[9], chance);
                batches[batch].events.insert(event, copy);
            }
            4 => back(&mut batches[batch].events[event][3], chance),
            _ => {
                let earlier = 1 + chance.below(1_000_000_000) as i64;
                batches[..=batch].iter_mut().for_each(|batch| batch.sealed_at -= earlier);
            }
        }
        history
    }

    fn delete_batches(&self, rows: &mut Rows, chance: &mut Chance) {
        let batch = chance.below(rows[BATCHES].len());
        let with_events = chance.below(2) == 0;
        let gone = rows[BATCHES].remove(batch);
        if let (true, Value::Bytes(spans)) = (with_events, &gone[5]) {
            let spans = kyoten::platform::audit::batch::Span::read(spans).unwrap_or_default();
            rows[EVENTS].retain(|row| {
                let (Value::Int(lane), Value::Int(number)) = (&row[1], &row[2]) else { return true };
                !spans.iter().any(|span| span.lane == *lane && (span.from..=span.last()).contains(number))
            });
        }
    }

    /// Where an event stands, and where its batch begins: a change that fits its digest is seen in the root of the batch.
    fn spots(&self, event: &[Value]) -> Vec<u64> {
        let mut position = 0;
        for item in &self.history.items {
            let Item::Batch(batch) = item else { continue };
            if let Some(at) = batch.events.iter().position(|row| row[1..3] == event[1..3]) {
                return vec![position, position + at as u64];
            }
            position += batch.events.len() as u64;
        }
        Vec::new()
    }

    /// Another value of the same kind; on SQLite, which keeps anything anywhere, sometimes of another.
    fn edit(&self, value: &mut Value, chance: &mut Chance) {
        let before = value.clone();
        while *value == before {
            *value = match &before {
                Value::Int(_) if self.engine == Engine::Sqlite && chance.below(8) == 0 => Value::Text("7a".to_owned()),
                Value::Int(number) => match chance.below(3) {
                    0 => Value::Int(number.wrapping_add(1)),
                    1 => Value::Int(number ^ (1 << chance.below(40))),
                    _ => Value::Int(1 + (chance.number() >> 2) as i64),
                },
                Value::Text(text) => {
                    let mut letters: Vec<char> = text.chars().collect();
                    match chance.below(3) {
                        0 => letters.push('x'),
                        1 if letters.len() > 1 => drop(letters.remove(chance.below(letters.len()))),
                        _ => letters[chance.below(text.chars().count())] = *chance.one_of(&['a', 'b', '7', '0']),
                    }
                    Value::Text(letters.into_iter().collect())
                }
                Value::Bytes(bytes) => {
                    let mut bytes = bytes.clone();
                    match bytes.len() {
                        0 => bytes.push(7),
                        length => bytes[chance.below(length)] ^= 1 << chance.below(8),
                    }
                    Value::Bytes(bytes)
                }
                // Whatever may be nothing holds bytes or a code; SQLite and PostgreSQL both take bytes only where they belong.
                Value::Null => Value::Bytes(chance.number().to_be_bytes().repeat(2)),
            };
        }
    }
}

fn two(count: usize, chance: &mut Chance) -> (usize, usize) {
    let a = chance.below(count);
    (a, (a + 1 + chance.below(count - 1)) % count)
}

fn back(value: &mut Value, chance: &mut Chance) {
    if let Value::Int(at) = value {
        *at -= 1 + (chance.number() % 1_000_000_000_000) as i64;
    }
}
