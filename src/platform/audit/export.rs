//! Events to take away, each with the proof that it stands in the signed chain: whoever has the file can check it without
//! the database, and without seeing anybody else's events.
//!
//! One JSON object a line. The first is the head: the checkpoint, the key, and the way from an older checkpoint. Each
//! other one is an event: its columns, its position, and the hashes that lead from it to the root.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use kyoten_store::{Result, Store, Value};
use serde::{Deserialize, Serialize};

use super::super::hub_id::HubId;
use super::catch_up::{LOST, Window};
use super::digest::{Digester, leaf};
use super::event::{COLUMNS, Event, Place};
use super::key::PublicKey;
use super::note::{self, Note};
use super::store::questions::{Question, ask};
use super::tree::{self, Hash, Head, Whole};

/// What is taken away.
#[derive(Clone, Debug)]
pub struct Export {
    /// The first line.
    pub head: ExportHead,
    /// The others, the newest event first.
    pub events: Vec<ExportedEvent>,
    /// Events that fit the question and are younger than the checkpoint: they are left out.
    pub younger: u64,
}

/// The first line.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExportHead {
    /// The newest checkpoint.
    pub checkpoint: String,
    /// The key that signed it, as one line.
    pub key: String,
    /// The names of an event's columns.
    pub columns: Vec<String>,
    /// The number of an older checkpoint, and the proof that the chain led on from there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Since>,
}

/// The way from an older checkpoint to the newest.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Since {
    /// Its size.
    pub size: u64,
    /// The proof of RFC 9162, 2.1.4.
    pub proof: Vec<String>,
}

/// An event.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExportedEvent {
    /// Its position in the order of the hub, from 0.
    pub position: u64,
    /// When it was sealed, microseconds UTC.
    pub sealed_at: i64,
    /// Whether by the process that recorded it.
    pub witnessed: bool,
    /// Its columns.
    pub event: Vec<Cell>,
    /// The proof of RFC 9162, 2.1.3.
    pub proof: Vec<String>,
}

/// A value of a column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Cell {
    /// Nothing.
    Nothing(()),
    /// A number.
    Number(i64),
    /// A code.
    Text(String),
    /// Bytes.
    Bytes {
        /// In base 64.
        base64: String,
    },
}

impl Cell {
    fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::Nothing(()),
            Value::Int(number) => Self::Number(*number),
            Value::Text(text) => Self::Text(text.clone()),
            Value::Bytes(bytes) => Self::Bytes { base64: BASE64.encode(bytes) },
        }
    }

    fn value(&self) -> Option<Value> {
        Some(match self {
            Self::Nothing(()) => Value::Null,
            Self::Number(number) => Value::Int(*number),
            Self::Text(text) => Value::Text(text.clone()),
            Self::Bytes { base64 } => Value::Bytes(BASE64.decode(base64).ok()?),
        })
    }
}

/// Where an event stands in the order, and the batch that sealed it.
#[derive(Clone, Copy)]
struct Standing {
    position: u64,
    sealed_at: i64,
    witnessed: bool,
}

/// Takes away the answer to a question, under the checkpoint that is given.
pub async fn export(
    store: &Store,
    hub: HubId,
    question: Question,
    checkpoint: &Note,
    key: PublicKey,
    since: Option<&Note>,
) -> Result<Export> {
    let events = all(store, hub, question).await?;
    let size = checkpoint.checkpoint.head.size;
    let mut standings: HashMap<Place, Option<Standing>> = events.iter().map(|(place, _)| (*place, None)).collect();
    let tree = Whole::new(leaves(store, hub, size, &mut standings).await?);
    let since = since.and_then(|older| {
        let size = older.checkpoint.head.size;
        let proof = tree.consistency_proof(usize::try_from(size).ok()?)?;
        Some(Since { size, proof: written(&proof) })
    });
    let mut younger = 0;
    let mut exported = Vec::with_capacity(events.len());
    for (place, event) in events {
        let standing = standings.get(&place).copied().flatten();
        let proof = standing.and_then(|standing| tree.inclusion_proof(usize::try_from(standing.position).ok()?));
        let (Some(standing), Some(proof)) = (standing, proof) else {
            younger += 1;
            continue;
        };
        exported.push(ExportedEvent {
            position: standing.position,
            sealed_at: standing.sealed_at,
            witnessed: standing.witnessed,
            event: event.values(hub, place).iter().map(Cell::of).collect(),
            proof: written(&proof),
        });
    }
    let head = ExportHead {
        checkpoint: checkpoint.to_string(),
        key: key.line(&note::name(hub)),
        columns: COLUMNS.map(str::to_owned).to_vec(),
        since,
    };
    Ok(Export { head, events: exported, younger })
}

async fn all(store: &Store, hub: HubId, question: Question) -> Result<Vec<(Place, Event)>> {
    let (mut events, mut after) = (Vec::new(), None);
    loop {
        let question = question.clone();
        let page = store.read(move |tx| ask(tx, hub, &question, after, 5_000)).await?;
        events.extend(page.events.into_iter().map(|recorded| (recorded.place, recorded.event)));
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(events),
        }
    }
}

/// The leaves up to a size, and where the wanted events stand among them.
async fn leaves(
    store: &Store,
    hub: HubId,
    size: u64,
    wanted: &mut HashMap<Place, Option<Standing>>,
) -> Result<Vec<Hash>> {
    let (mut leaves, mut next) = (Vec::new(), Some(0));
    while let Some(from) = next.filter(|from| *from < size) {
        let window = store.read(move |tx| Window::read(tx, hub, from)).await?;
        for batch in window.batches.iter().filter_map(|row| row.batch.as_ref()) {
            let events = batch.spans.iter().flat_map(|span| {
                let places = (span.from..).map(|number| Place { lane: span.lane, number });
                places.zip(window.events(span))
            });
            for (place, event) in events {
                let position = leaves.len() as u64;
                if position == size {
                    return Ok(leaves);
                }
                if let Some(standing) = wanted.get_mut(&place) {
                    let (sealed_at, witnessed) = (batch.sealed_at, batch.witnessed);
                    *standing = Some(Standing { position, sealed_at, witnessed });
                }
                leaves.push(event.map_or(LOST, |event| leaf(&event.digest, batch.sealed_at, batch.witnessed)));
            }
        }
        next = window.next;
    }
    Ok(leaves)
}

fn written(proof: &[Hash]) -> Vec<String> {
    proof.iter().map(|hash| BASE64.encode(hash)).collect()
}

fn read(proof: &[String]) -> Option<Vec<Hash>> {
    proof.iter().map(|hash| BASE64.decode(hash).ok()?.try_into().ok()).collect()
}

/// What an exported file proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proven {
    /// The checkpoint it stands under.
    pub checkpoint: Note,
    /// The key that signed it. Whether it is the hub's, its fingerprint says.
    pub key: PublicKey,
    /// How many events are in it.
    pub events: u64,
    /// Whether it leads on from the checkpoint that was given.
    pub leads_on: Option<bool>,
}

/// Why an exported file proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoProof {
    /// The first line.
    #[error("最初の行を読めません。 / The first line cannot be read.")]
    Head,
    /// The signature.
    #[error("控えの署名が正しくありません。 / The signature of the checkpoint is wrong.")]
    Signature,
    /// A line that is no event.
    #[error("{0}行目を読めません。 / Line {0} cannot be read.")]
    Line(usize),
    /// An event that does not stand in the chain.
    #[error("{0}行目の記録は、署名された鎖のものではありません。 / The event in line {0} is not in the signed chain.")]
    Event(usize),
}

/// Checks an exported file without the database; `known` is a checkpoint that was kept from earlier.
pub fn check(text: &str, known: Option<&Note>) -> std::result::Result<Proven, NoProof> {
    let mut lines = text.lines().enumerate().map(|(at, line)| (at + 1, line));
    let head: ExportHead = lines.next().and_then(|(_, line)| serde_json::from_str(line).ok()).ok_or(NoProof::Head)?;
    let checkpoint = Note::parse(&head.checkpoint).map_err(|_| NoProof::Head)?;
    let key = PublicKey::from_line(&head.key).ok_or(NoProof::Head)?;
    checkpoint.signer(&[key]).map_err(|_| NoProof::Signature)?;
    let new = checkpoint.checkpoint.head;
    let mut events = 0;
    for (number, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        let event: ExportedEvent = serde_json::from_str(line).map_err(|_| NoProof::Line(number))?;
        let holds = event.is_in(&new, checkpoint.checkpoint.hub).ok_or(NoProof::Line(number))?;
        if !holds {
            return Err(NoProof::Event(number));
        }
        events += 1;
    }
    let leads_on = known.map(|known| leads_on(known, &checkpoint, key, head.since.as_ref()));
    Ok(Proven { checkpoint, key, events, leads_on })
}

fn leads_on(known: &Note, checkpoint: &Note, key: PublicKey, since: Option<&Since>) -> bool {
    let (old, new) = (known.checkpoint.head, checkpoint.checkpoint.head);
    let proof = if old.size == new.size {
        Some(Vec::new())
    } else {
        since.filter(|since| since.size == old.size).and_then(|since| read(&since.proof))
    };
    let same_hub = known.checkpoint.hub == checkpoint.checkpoint.hub;
    // Signed by the same key; after a change of keys the list of keys must tell, which is in the database.
    same_hub && known.signer(&[key]).is_ok() && proof.is_some_and(|proof| tree::is_consistent(&old, &new, &proof))
}

impl ExportedEvent {
    fn is_in(&self, head: &Head, hub: HubId) -> Option<bool> {
        let values: Option<Vec<Value>> = self.event.iter().map(Cell::value).collect();
        let (values, proof) = (values?, read(&self.proof)?);
        let is_ours = values.len() == COLUMNS.len() && values[0] == Value::Bytes(hub.to_bytes().to_vec());
        let digest = Digester::default().digest(values.iter().map(Value::as_ref));
        let leaf = leaf(&digest, self.sealed_at, self.witnessed);
        Some(is_ours && tree::is_included(leaf, self.position, head.size, &head.root, &proof))
    }
}
