//! The key that signs checkpoints: Ed25519, in a file of the data folder that only its owner may read.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use super::super::hub_id::HubId;
use super::super::id::random_bytes;
use super::super::start::Refusal;

/// The name of the key's file in the data folder.
pub const FILE: &str = "audit-key";

const HEAD: &str = "kyoten audit key: secret\n";

/// The key of a hub.
#[derive(Clone)]
pub struct Key(SigningKey);

impl Key {
    /// A new one.
    pub fn generate() -> Self {
        Self(SigningKey::from_bytes(&random_bytes()))
    }

    /// The key in a data folder; nothing when there is none.
    pub fn load(folder: &Path) -> Result<Option<Self>, Refusal> {
        let path = folder.join(FILE);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(None),
            Err(cause) => return Err(unusable(&path, &cause.to_string(), &cause.to_string())),
        };
        let mode = fs::metadata(&path).map_or(0o777, |data| data.permissions().mode());
        if mode & 0o077 != 0 {
            return Err(unusable(
                &path,
                "ほかの人も読めます。chmod 600 を行い、kyoten audit key --rotate で新しい鍵にしてください",
                "others may read it: chmod 600, then make a new one with kyoten audit key --rotate",
            ));
        }
        let seed = text.strip_prefix(HEAD).and_then(|text| BASE64.decode(text.trim_end()).ok());
        match seed.and_then(|seed| <[u8; 32]>::try_from(seed).ok()) {
            Some(seed) => Ok(Some(Self(SigningKey::from_bytes(&seed)))),
            None => Err(unusable(&path, "鍵のファイルではありません", "it is no key file")),
        }
    }

    /// Puts the key into a data folder, in the place of an older one. It is there completely or not at all.
    pub fn save(&self, folder: &Path) -> std::io::Result<()> {
        let new = folder.join("audit-key.new");
        // Left over from a program that was killed.
        let _ = fs::remove_file(&new);
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&new)?;
        writeln!(file, "{HEAD}{}", BASE64.encode(self.0.to_bytes()))?;
        file.sync_all()?;
        fs::rename(&new, folder.join(FILE))?;
        // The new name is on the disk only when the folder is.
        fs::File::open(folder)?.sync_all()
    }

    /// What others check its signatures with.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    /// Signs.
    pub fn sign(&self, text: &str) -> [u8; 64] {
        self.0.sign(text.as_bytes()).to_bytes()
    }
}

fn unusable(path: &Path, japanese: &str, english: &str) -> Refusal {
    let path = path.display();
    Refusal::new(
        format!("監査の鍵 {path} を使えません({japanese})。"),
        format!("The audit key {path} cannot be used ({english})."),
    )
}

/// What others check signatures with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// The key with these bytes, if there is one.
    pub fn from_bytes(bytes: &[u8; 32]) -> Option<Self> {
        VerifyingKey::from_bytes(bytes).ok().map(Self)
    }

    /// Its bytes.
    pub fn to_bytes(self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// Whether its owner signed this text. Strict: one text has one signature.
    pub fn has_signed(&self, text: &str, signature: &[u8; 64]) -> bool {
        self.0.verify_strict(text.as_bytes(), &Signature::from_bytes(signature)).is_ok()
    }

    /// For people who compare keys over the telephone: 32 digits in groups of four.
    pub fn fingerprint(&self) -> String {
        let digest: [u8; 32] = Sha256::digest(self.to_bytes()).into();
        let groups: Vec<String> = digest[..16].chunks(2).map(|two| format!("{:02x}{:02x}", two[0], two[1])).collect();
        groups.join(" ")
    }

    /// The short id in a signed note (C2SP signed-note): it finds the key, and proves nothing.
    pub fn id(&self, name: &str) -> [u8; 4] {
        let mut hasher = Sha256::new();
        hasher.update(name);
        hasher.update([b'\n', ALGORITHM]);
        hasher.update(self.to_bytes());
        let digest: [u8; 32] = hasher.finalize().into();
        [digest[0], digest[1], digest[2], digest[3]]
    }

    /// One line with everything that others need: `name+id+key` (C2SP signed-note).
    pub fn line(&self, name: &str) -> String {
        let id = u32::from_be_bytes(self.id(name));
        format!("{name}+{id:08x}+{}", BASE64.encode([&[ALGORITHM], self.to_bytes().as_slice()].concat()))
    }

    /// Reads such a line.
    pub fn from_line(line: &str) -> Option<Self> {
        let mut parts = line.trim().splitn(3, '+');
        let (name, id, key) = (parts.next()?, parts.next()?, parts.next()?);
        let bytes = BASE64.decode(key).ok()?;
        let (algorithm, bytes) = bytes.split_first()?;
        let key = Self::from_bytes(bytes.try_into().ok()?)?;
        let fits = *algorithm == ALGORITHM && u32::from_str_radix(id, 16) == Ok(u32::from_be_bytes(key.id(name)));
        fits.then_some(key)
    }
}

/// Ed25519 in a signed note.
const ALGORITHM: u8 = 1;

/// A key's entry in the list of keys: who announced it, and that its owner agreed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// The key.
    pub key: PublicKey,
    /// Since when it signs.
    pub since: Timestamp,
    /// The key before it.
    pub predecessor: Option<PublicKey>,
    /// The signature of the key before it.
    pub by_predecessor: Option<[u8; 64]>,
    /// Its own signature: it names the key before it, so that who trusts the new one may trust the old one.
    pub by_itself: [u8; 64],
}

impl Announcement {
    /// Announces a key; with `predecessor` it takes over from that one.
    pub fn new(hub: HubId, key: &Key, since: Timestamp, predecessor: Option<&Key>) -> Self {
        let before = predecessor.map(Key::public);
        let text = text(hub, key.public(), since, before);
        Self {
            key: key.public(),
            since,
            predecessor: before,
            by_predecessor: predecessor.map(|old| old.sign(&text)),
            by_itself: key.sign(&text),
        }
    }

    /// Whether its signatures are right. Whether anybody should trust one of the keys is another question.
    pub fn is_sound(&self, hub: HubId) -> bool {
        let text = text(hub, self.key, self.since, self.predecessor);
        let announced = match (self.predecessor, self.by_predecessor) {
            (None, None) => true,
            (Some(old), Some(signature)) => old.has_signed(&text, &signature),
            _ => false,
        };
        announced && self.key.has_signed(&text, &self.by_itself)
    }
}

/// The keys that count: those that are known, and those that they vouch for or that vouched for them. Where none is known,
/// every key in the list has to be believed.
pub fn trusted(hub: HubId, known: &[PublicKey], list: &[Announcement]) -> Vec<PublicKey> {
    let sound: Vec<&Announcement> = list.iter().filter(|entry| entry.is_sound(hub)).collect();
    if known.is_empty() {
        return sound.iter().map(|entry| entry.key).collect();
    }
    let mut keys = known.to_vec();
    loop {
        let before = keys.len();
        for entry in &sound {
            let Some(predecessor) = entry.predecessor else { continue };
            for (trusted, other) in [(entry.key, predecessor), (predecessor, entry.key)] {
                if keys.contains(&trusted) && !keys.contains(&other) {
                    keys.push(other);
                }
            }
        }
        if keys.len() == before {
            return keys;
        }
    }
}

fn text(hub: HubId, key: PublicKey, since: Timestamp, predecessor: Option<PublicKey>) -> String {
    let base64 = |key: PublicKey| BASE64.encode(key.to_bytes());
    let before = predecessor.map_or_else(|| "-".to_owned(), base64);
    format!("kyoten audit key\n{hub}\n{}\n{before}\n{}\n", base64(key), since.as_microsecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_in_a_folder_is_its_owners_alone_and_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Key::load(folder.path()).unwrap().is_none());
        let key = Key::generate();
        key.save(folder.path()).unwrap();
        let mode = fs::metadata(folder.path().join(FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(Key::load(folder.path()).unwrap().unwrap().public(), key.public());
        // A second one takes its place.
        let second = Key::generate();
        second.save(folder.path()).unwrap();
        assert_eq!(Key::load(folder.path()).unwrap().unwrap().public(), second.public());
    }

    #[test]
    fn a_key_that_others_may_read_or_that_is_none_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        Key::generate().save(folder.path()).unwrap();
        let path = folder.path().join(FILE);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(Key::load(folder.path()).err().unwrap().english.contains("chmod 600"));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        fs::write(&path, format!("{HEAD}AAAA\n")).unwrap();
        assert!(Key::load(folder.path()).err().unwrap().english.contains("no key file"));
    }

    #[test]
    fn a_line_brings_the_key_and_nothing_else() {
        let key = Key::generate().public();
        let line = key.line("kyoten-audit/x");
        assert_eq!(PublicKey::from_line(&format!("{line}\n")), Some(key));
        assert_eq!(PublicKey::from_line(&line.replace("/x", "/y")), None, "of another hub");
        assert_eq!(PublicKey::from_line("kyoten-audit/x+00000000+AAAA"), None);
        assert_eq!(key.fingerprint().len(), 39);
    }

    #[test]
    fn an_announcement_holds_only_as_it_was_made() {
        let (hub, since) = (HubId::from_bytes([1; 16]), Timestamp::UNIX_EPOCH);
        let (old, new) = (Key::generate(), Key::generate());
        let first = Announcement::new(hub, &old, since, None);
        let second = Announcement::new(hub, &new, since, Some(&old));
        assert!(first.is_sound(hub) && second.is_sound(hub));
        assert!(!second.is_sound(HubId::from_bytes([2; 16])), "of another hub");
        let stranger = Key::generate();
        for forged in [
            Announcement { predecessor: None, by_predecessor: None, ..second.clone() },
            Announcement { predecessor: Some(stranger.public()), ..second.clone() },
            Announcement { key: stranger.public(), ..second.clone() },
            Announcement { since: "2026-01-01T00:00:00Z".parse().unwrap(), ..second.clone() },
            Announcement { by_predecessor: None, ..second },
        ] {
            assert!(!forged.is_sound(hub), "{forged:?}");
        }
    }
}
