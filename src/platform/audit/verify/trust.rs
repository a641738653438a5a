//! Whom a check believes, and what the signed checkpoints say.

use sha2::{Digest as _, Sha256};

use super::finding::{Finding, Witness};
use crate::platform::audit::key::{Announcement, PublicKey, trusted};
use crate::platform::audit::note::{Note, WrongSignature};
use crate::platform::audit::store::checkpoints::StoredNote;
use crate::platform::audit::tree::{Frontier, Hash, Head};
use crate::platform::hub_id::HubId;

/// What is known from outside of the database.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    /// Keys that are known to be the hub's. Without any, every key in the database has to be believed.
    pub keys: Vec<PublicKey>,
    /// States of the chain that were seen.
    pub held: Vec<Held>,
}

/// A state of the chain that somebody keeps.
#[derive(Clone, Debug)]
pub struct Held {
    /// Who.
    pub by: Witness,
    /// The state.
    pub head: Head,
    /// The checkpoint, where it is one.
    pub note: Option<Note>,
}

impl Held {
    /// A checkpoint in a file.
    pub fn file(name: impl Into<String>, note: Note) -> Self {
        Self { by: Witness::File(name.into()), head: note.checkpoint.head, note: Some(note) }
    }

    /// The tree that a node remembers.
    pub fn remembered(tree: &Frontier) -> Self {
        Self { by: Witness::DataFolder, head: Head { size: tree.size(), root: tree.root() }, note: None }
    }
}

/// A root that the chain must have at a size.
#[derive(Clone, Debug)]
pub(super) struct Point {
    pub(super) head: Head,
    pub(super) by: Witness,
    /// The tree at that size, where somebody who is trusted signed its root.
    pub(super) tree: Option<Frontier>,
}

/// The keys that count. Entries that nobody signed like this are told.
pub(super) fn keys(
    hub: HubId,
    known: &[PublicKey],
    list: Vec<Option<Announcement>>,
    found: &mut Vec<Finding>,
) -> Vec<PublicKey> {
    if !list.iter().all(|entry| entry.as_ref().is_some_and(|entry| entry.is_sound(hub))) {
        found.push(Finding::KeyChanged);
    }
    let list: Vec<Announcement> = list.into_iter().flatten().collect();
    trusted(hub, known, &list)
}

/// Checks the checkpoints of the database one after the other. What they say of the chain is checked later.
pub(super) fn checkpoints(
    hub: HubId,
    keys: &[PublicKey],
    stored: &[StoredNote],
    points: &mut Vec<Point>,
    found: &mut Vec<Finding>,
) {
    let mut before: Option<(Hash, Note)> = None;
    let mut expected = 1;
    for one in stored {
        let number = one.number.unsigned_abs();
        let by = Witness::Checkpoint(number);
        if number > expected {
            found.push(Finding::CheckpointMissing { number: expected, seen: by.clone() });
            before = None;
        }
        let follows = number == 1 || number > expected;
        expected = number.saturating_add(1);
        let note = Note::parse(&one.text).ok().and_then(|note| Some((tree(hub, one, &note)?, note)));
        let note = note.filter(|(_, note)| match &before {
            Some((hash, before)) => {
                let (old, new) = (&before.checkpoint, &note.checkpoint);
                new.previous == Some(*hash) && new.head.size > old.head.size
            }
            None => follows && (number > 1 || note.checkpoint.previous.is_none()),
        });
        let Some((tree, note)) = note else {
            found.push(Finding::CheckpointChanged(by));
            before = None;
            continue;
        };
        let is_signed = check_signature(&note, keys, &by, found);
        points.push(Point { head: note.checkpoint.head, by, tree: is_signed.then_some(tree) });
        before = Some((Sha256::digest(&one.text).into(), note));
    }
}

/// The tree of a checkpoint, if the row and its text say the same.
fn tree(hub: HubId, stored: &StoredNote, note: &Note) -> Option<Frontier> {
    let Head { size, root } = note.checkpoint.head;
    let is_intact = note.checkpoint.hub == hub
        && i64::try_from(note.checkpoint.number) == Ok(stored.number)
        && note.to_string() == stored.text;
    Frontier::from_parts(size, &stored.frontier).filter(|tree| is_intact && tree.root() == root)
}

/// Checks what others hold, against the checkpoints of the database.
pub(super) fn held(
    hub: HubId,
    keys: &[PublicKey],
    trust: &Trust,
    stored: &[StoredNote],
    points: &mut Vec<Point>,
    found: &mut Vec<Finding>,
) {
    for Held { by, head, note } in &trust.held {
        points.push(Point { head: *head, by: by.clone(), tree: None });
        let Some(note) = note else { continue };
        if note.checkpoint.hub != hub {
            found.push(Finding::CheckpointChanged(by.clone()));
            continue;
        }
        check_signature(note, keys, by, found);
        let number = note.checkpoint.number;
        match stored.iter().find(|stored| stored.number.unsigned_abs() == number) {
            None => found.push(Finding::CheckpointMissing { number, seen: by.clone() }),
            Some(stored) if stored.text != note.to_string() => {
                found.push(Finding::CheckpointChanged(Witness::Checkpoint(number)));
            }
            Some(_) => {}
        }
    }
}

fn check_signature(note: &Note, keys: &[PublicKey], by: &Witness, found: &mut Vec<Finding>) -> bool {
    match note.signer(keys) {
        Ok(_) => return true,
        Err(WrongSignature::Forged) => found.push(Finding::SignatureWrong(by.clone())),
        Err(WrongSignature::UnknownKey) => found.push(Finding::KeyUnknown(by.clone())),
    }
    false
}
