//! What is wrong with an audit, in words.

use std::fmt;

use jiff::Timestamp;

use crate::platform::audit::event::Place;
use crate::platform::clock;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The columns of an event are not those it was written with.
    EventChanged(Spot),
    /// The same, and its moment does not fit between its neighbours.
    EventMovedInTime(Spot),
    /// Two events stand in each other's place.
    EventsSwapped(Spot, Spot),
    /// Sealed events are gone.
    EventsMissing {
        /// The first of them.
        first: Spot,
        /// How many in a row.
        count: u64,
    },
    /// Events that nobody sealed stand where no process writes.
    EventsInserted {
        /// The first of them.
        first: Place,
        /// How many.
        count: u64,
    },
    /// Events were gone before they were sealed.
    MissingBeforeSealing {
        /// The first of them.
        first: Place,
        /// How many.
        count: u64,
        /// The position of the next one.
        position: u64,
    },
    /// The order names an event a second time.
    SealedTwice(Spot),
    /// Committed events are gone that were not sealed yet, or were unsealed by hand.
    UnsealedMissing(Place),
    /// An event that is not sealed yet is not what was written.
    UnsealedChanged(Place),
    /// The columns of a batch contradict each other.
    BatchChanged {
        /// Its position.
        position: u64,
    },
    /// Batches are gone in the middle.
    BatchesMissing {
        /// The first position.
        position: u64,
        /// How many positions.
        count: u64,
    },
    /// The root of a batch does not follow from its events: order, moments of sealing or events were changed together with
    /// their digests.
    OrderChanged {
        /// The first position of the batch.
        position: u64,
        /// How many events it has.
        count: u64,
        /// When it says it was sealed.
        sealed_at: i64,
    },
    /// A batch after the last checkpoint is not signed by a key that is trusted.
    BatchNotSigned {
        /// Its position.
        position: u64,
    },
    /// A lane says that it is sealed to another number than the batches say.
    LaneChanged(Place),
    /// The chain is shorter than what somebody has seen: its end was cut off.
    TailCut {
        /// Who has seen it.
        seen: Witness,
        /// How many events it had.
        size: u64,
        /// How many it has.
        have: u64,
    },
    /// The chain does not have the root that was seen: it was rebuilt, or changed together with its hashes.
    Rebuilt {
        /// Who has seen it.
        seen: Witness,
        /// How many events it had.
        size: u64,
    },
    /// A checkpoint is not there.
    CheckpointMissing {
        /// Its number.
        number: u64,
        /// Who says that there was one.
        seen: Witness,
    },
    /// A checkpoint is not the one that was signed, or does not follow the one before it.
    CheckpointChanged(Witness),
    /// The signature is not that of its key.
    SignatureWrong(Witness),
    /// The key of a signature is not known, or nobody known vouches for it.
    KeyUnknown(Witness),
    /// An entry in the list of keys is not what its owners signed.
    KeyChanged,
}

/// An event and where it stands in the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// Its position, from 0.
    pub position: u64,
    /// Its place.
    pub place: Place,
}

/// Who has seen a state of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Witness {
    /// A checkpoint in the database, by its number.
    Checkpoint(u64),
    /// A file that was given, by its name.
    File(String),
    /// The data folder of this node.
    DataFolder,
}

impl Finding {
    /// Where it begins, as far as that can be said: the first finding is the one with the lowest position.
    pub fn position(&self) -> u64 {
        match self {
            Self::EventChanged(spot)
            | Self::EventMovedInTime(spot)
            | Self::EventsSwapped(spot, _)
            | Self::EventsMissing { first: spot, .. }
            | Self::SealedTwice(spot) => spot.position,
            Self::MissingBeforeSealing { position, .. }
            | Self::BatchChanged { position }
            | Self::BatchesMissing { position, .. }
            | Self::BatchNotSigned { position }
            | Self::OrderChanged { position, .. } => *position,
            Self::TailCut { have, .. } => *have,
            Self::Rebuilt { size, .. } => *size,
            _ => u64::MAX,
        }
    }

    fn japanese(&self) -> String {
        match self {
            Self::EventChanged(spot) => format!("{}が書きかえられています。", spot.japanese()),
            Self::EventMovedInTime(spot) => format!("{}の日時が動かされています。", spot.japanese()),
            Self::EventsSwapped(a, b) => format!("{}と{}が入れかわっています。", a.japanese(), b.japanese()),
            Self::EventsMissing { first, count } => format!("{}から{count}件が消えています。", first.japanese()),
            Self::EventsInserted { first, count } => {
                format!("だれも記録していない{count}件が入れられています({first}から)。")
            }
            Self::MissingBeforeSealing { first, count, position } => {
                format!("{}番目の前で、封をする前に{count}件が消えていました({first}から)。", position + 1)
            }
            Self::SealedTwice(spot) => format!("{}が2度数えられています。", spot.japanese()),
            Self::UnsealedMissing(place) => format!("まだ封をしていない記録 {place} が消えています。"),
            Self::UnsealedChanged(place) => format!("まだ封をしていない記録 {place} が書きかえられています。"),
            Self::BatchChanged { position } => format!("{}番目からの束が書きかえられています。", position + 1),
            Self::BatchesMissing { position, count } => {
                format!("{}番目から{count}件分の束が消えています。", position + 1)
            }
            Self::OrderChanged { position, count, sealed_at } => format!(
                "{}番目から{count}件({}に封)のどこかが、照合の値ごと書きかえられています。",
                position + 1,
                moment(*sealed_at)
            ),
            Self::BatchNotSigned { position } => {
                format!("{}番目からの束に、信頼できる鍵の署名がありません。", position + 1)
            }
            Self::LaneChanged(place) => format!("列の状態 {place} が書きかえられています。"),
            Self::TailCut { seen, size, have } => {
                format!("終わりが切り取られています。{}では{size}件、いまは{have}件です。", seen.japanese())
            }
            Self::Rebuilt { seen, size } => format!(
                "最初の{size}件が、{}の控えと合いません。鎖が作り直されたか、照合の値ごと書きかえられています。",
                seen.japanese()
            ),
            Self::CheckpointMissing { number, seen } => {
                format!("{}によればあるはずの控え {number} がありません。", seen.japanese())
            }
            Self::CheckpointChanged(seen) => format!("{}が、署名されたときのものではありません。", seen.japanese()),
            Self::SignatureWrong(seen) => format!("{}の署名が正しくありません。", seen.japanese()),
            Self::KeyUnknown(seen) => format!("{}に署名した鍵を、だれも保証していません。", seen.japanese()),
            Self::KeyChanged => "鍵の一覧が書きかえられています。".to_owned(),
        }
    }

    fn english(&self) -> String {
        match self {
            Self::EventChanged(spot) => format!("{spot} was changed."),
            Self::EventMovedInTime(spot) => format!("{spot} was moved in time."),
            Self::EventsSwapped(a, b) => format!("{a} and {b} were swapped."),
            Self::EventsMissing { first, count } => format!("{count} events are missing, from {first} on."),
            Self::EventsInserted { first, count } => {
                format!("{count} events were inserted that nobody recorded, from {first} on.")
            }
            Self::MissingBeforeSealing { first, count, position } => {
                format!(
                    "Before event no. {}, {count} events had vanished before they were sealed, from {first} on.",
                    position + 1
                )
            }
            Self::SealedTwice(spot) => format!("{spot} is counted twice."),
            Self::UnsealedMissing(place) => format!("An event that was not sealed yet is missing: {place}."),
            Self::UnsealedChanged(place) => format!("An event that was not sealed yet was changed: {place}."),
            Self::BatchChanged { position } => format!("The batch from no. {} on was changed.", position + 1),
            Self::BatchesMissing { position, count } => {
                format!("The batches of {count} events are missing, from no. {} on.", position + 1)
            }
            Self::OrderChanged { position, count, sealed_at } => format!(
                "Among the {count} events from no. {} on, sealed at {}, something was changed together with its hashes.",
                position + 1,
                moment(*sealed_at)
            ),
            Self::BatchNotSigned { position } => {
                format!("The batch from no. {} on is not signed by a key that is trusted.", position + 1)
            }
            Self::LaneChanged(place) => format!("The state of a lane was changed: {place}."),
            Self::TailCut { seen, size, have } => {
                format!("The end was cut off: {seen} saw {size} events, {have} are left.")
            }
            Self::Rebuilt { seen, size } => format!(
                "The first {size} events are not those that {seen} saw: the chain was rebuilt, or changed together with its hashes."
            ),
            Self::CheckpointMissing { number, seen } => {
                format!("Checkpoint {number} is missing, which must be there according to {seen}.")
            }
            Self::CheckpointChanged(seen) => format!("What {seen} says is not what was signed."),
            Self::SignatureWrong(seen) => format!("The signature of {seen} is wrong."),
            Self::KeyUnknown(seen) => format!("Nobody vouches for the key that signed {seen}."),
            Self::KeyChanged => "The list of keys was changed.".to_owned(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} / {}", self.japanese(), self.english())
    }
}

impl Spot {
    fn japanese(&self) -> String {
        format!("{}番目の記録({})", self.position + 1, self.place)
    }
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Event no. {} ({})", self.position + 1, self.place)
    }
}

impl Witness {
    fn japanese(&self) -> String {
        match self {
            Self::Checkpoint(number) => format!("控え {number}"),
            Self::File(name) => format!("手元の控え {name}"),
            Self::DataFolder => "データのフォルダー".to_owned(),
        }
    }
}

impl fmt::Display for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Checkpoint(number) => write!(f, "checkpoint {number}"),
            Self::File(name) => write!(f, "the checkpoint in {name}"),
            Self::DataFolder => f.write_str("the data folder"),
        }
    }
}

/// A moment as on a wall in Japan.
fn moment(microseconds: i64) -> String {
    Timestamp::from_microsecond(microseconds)
        .map_or_else(|_| "?".to_owned(), |at| clock::local(at).strftime("%Y-%m-%d %H:%M:%S").to_string())
}
