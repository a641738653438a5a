//! A checkpoint: a signed state of the chain as a few lines of text, to be kept by others, in a file or on paper.
//!
//! The form is the checkpoint of C2SP (c2sp.org/tlog-checkpoint), so that other witnesses can read and countersign it:
//!
//! ```text
//! kyoten-audit/01jqqzw0000000000000000001
//! 5120
//! n0d8VYpWIEkzb+8kmG5dS6hY3gk1sX1nWqk0tfPVzFM=
//! number 17
//! previous dJ1wZ0i2r0mF5kM0m4a3Yt2H7q8pX9cV6bN1zL0oK3E=
//! moment 2026-11-22T20:00:00Z
//!
//! — kyoten-audit/01jqqzw0000000000000000001 4pXq0Q…
//! ```

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use super::super::hub_id::HubId;
use super::key::{Key, PublicKey};
use super::tree::{Hash, Head};

/// What a checkpoint says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Whose chain.
    pub hub: HubId,
    /// How many events, and the root over them.
    pub head: Head,
    /// Its own number, from 1.
    pub number: u64,
    /// The hash of the checkpoint before it.
    pub previous: Option<Hash>,
    /// When it was signed.
    pub at: Timestamp,
}

/// A checkpoint with its signatures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What it says.
    pub checkpoint: Checkpoint,
    signatures: Vec<([u8; 4], [u8; 64])>,
}

/// Why a text is no checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no checkpoint of an audit")]
pub struct NotANote;

/// The name under which a hub signs.
pub fn name(hub: HubId) -> String {
    format!("{NAME}{hub}")
}

const NAME: &str = "kyoten-audit/";

impl Checkpoint {
    fn text(&self) -> String {
        let Head { size, root } = self.head;
        let previous = self.previous.map_or_else(|| "-".to_owned(), |hash| BASE64.encode(hash));
        let (name, root, at) = (name(self.hub), BASE64.encode(root), self.at);
        format!("{name}\n{size}\n{root}\nnumber {}\nprevious {previous}\nmoment {at}\n", self.number)
    }

    /// Signs it.
    pub fn sign(self, key: &Key) -> Note {
        let signature = (key.public().id(&name(self.hub)), key.sign(&self.text()));
        Note { checkpoint: self, signatures: vec![signature] }
    }
}

impl Note {
    /// Reads a note, also one that an editor gave other line ends.
    pub fn parse(text: &str) -> Result<Self, NotANote> {
        let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
        let (body, signatures) = text.trim().split_once("\n\n").ok_or(NotANote)?;
        let checkpoint = read_checkpoint(body).ok_or(NotANote)?;
        let signatures: Option<Vec<_>> = signatures.lines().map(|line| read_signature(line, &checkpoint)).collect();
        let note = Self { checkpoint, signatures: signatures.ok_or(NotANote)?.into_iter().flatten().collect() };
        // One text for each note: what is read is what was signed, to the letter.
        if note.checkpoint.text() == format!("{body}\n") { Ok(note) } else { Err(NotANote) }
    }

    /// What the checkpoint after this one calls it.
    pub fn hash(&self) -> Hash {
        Sha256::digest(self.to_string()).into()
    }

    /// Which of these keys signed it. `Err`: none of them, or one of them wrongly.
    pub fn signer(&self, keys: &[PublicKey]) -> Result<PublicKey, WrongSignature> {
        let (name, text) = (name(self.checkpoint.hub), self.checkpoint.text());
        let mut found = WrongSignature::UnknownKey;
        for (id, signature) in &self.signatures {
            for key in keys.iter().filter(|key| key.id(&name) == *id) {
                if key.has_signed(&text, signature) {
                    return Ok(*key);
                }
                found = WrongSignature::Forged;
            }
        }
        Err(found)
    }
}

/// Why a signature does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrongSignature {
    /// No key that is trusted.
    UnknownKey,
    /// A trusted key is named, but it did not sign this.
    Forged,
}

/// The whole text.
impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = name(self.checkpoint.hub);
        writeln!(f, "{}", self.checkpoint.text())?;
        for (id, signature) in &self.signatures {
            writeln!(f, "— {name} {}", BASE64.encode([id.as_slice(), signature].concat()))?;
        }
        Ok(())
    }
}

fn read_checkpoint(body: &str) -> Option<Checkpoint> {
    let mut lines = body.lines();
    let hub = lines.next()?.strip_prefix(NAME)?.parse().ok()?;
    let size = lines.next()?.parse().ok()?;
    let root = hash(lines.next()?)?;
    let number = lines.next()?.strip_prefix("number ")?.parse().ok()?;
    let previous = match lines.next()?.strip_prefix("previous ")? {
        "-" => None,
        before => Some(hash(before)?),
    };
    let at = lines.next()?.strip_prefix("moment ")?.parse().ok()?;
    Some(Checkpoint { hub, head: Head { size, root }, number, previous, at })
}

fn hash(text: &str) -> Option<Hash> {
    BASE64.decode(text).ok()?.try_into().ok()
}

/// `Some(None)`: the signature of another witness, which is his business.
fn read_signature(line: &str, checkpoint: &Checkpoint) -> Option<Option<([u8; 4], [u8; 64])>> {
    let (signer, signature) = line.strip_prefix("— ")?.rsplit_once(' ')?;
    if signer != name(checkpoint.hub) {
        return Some(None);
    }
    let bytes = BASE64.decode(signature).ok()?;
    let (id, signature) = bytes.split_first_chunk::<4>()?;
    Some(Some((*id, signature.try_into().ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checkpoint() -> Checkpoint {
        Checkpoint {
            hub: "01jqqzw0000000000000000001".parse().unwrap(),
            head: Head { size: 5120, root: [7; 32] },
            number: 17,
            previous: Some([8; 32]),
            at: "2026-11-22T20:00:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn a_note_survives_a_file_and_an_editor() {
        let key = Key::generate();
        for checkpoint in [checkpoint(), Checkpoint { previous: None, number: 1, ..checkpoint() }] {
            let note = checkpoint.sign(&key);
            let text = note.to_string();
            assert_eq!(Note::parse(&text), Ok(note.clone()));
            let edited = format!("\u{feff}{}\r\n\r\n", text.replace('\n', "\r\n"));
            let read = Note::parse(&edited).unwrap();
            assert_eq!(read.hash(), note.hash());
            assert_eq!(read.signer(&[Key::generate().public(), key.public()]), Ok(key.public()));
        }
    }

    #[test]
    fn a_countersignature_of_another_witness_does_not_disturb() {
        let key = Key::generate();
        let text = format!("{}— witness.example/w AAAA\n", checkpoint().sign(&key));
        assert_eq!(Note::parse(&text).unwrap().signer(&[key.public()]), Ok(key.public()));
    }

    #[test]
    fn every_changed_letter_is_noticed() {
        let key = Key::generate();
        let text = checkpoint().sign(&key).to_string();
        let original = Note::parse(&text).unwrap();
        for (at, letter) in text.char_indices() {
            for other in ['0', 'A', ' ', '\n'] {
                if letter == other {
                    continue;
                }
                let mut forged = text.clone();
                forged.replace_range(at..at + letter.len_utf8(), &other.to_string());
                let holds = Note::parse(&forged).is_ok_and(|note| note.signer(&[key.public()]).is_ok());
                // White space at the ends is not part of a note.
                assert!(!holds || Note::parse(&forged) == Ok(original.clone()), "{at}: {letter:?} as {other:?}");
            }
        }
    }

    #[test]
    fn the_key_must_be_known_and_the_signature_its_own() {
        let (key, stranger) = (Key::generate(), Key::generate());
        let note = checkpoint().sign(&key);
        assert_eq!(note.signer(&[stranger.public()]), Err(WrongSignature::UnknownKey));
        let mut forged = note.clone();
        forged.checkpoint.head.size += 1;
        assert_eq!(forged.signer(&[key.public()]), Err(WrongSignature::Forged));
    }
}
