//! The key of the data folder (鍵): what must not be read by whoever gets hold of the database alone is sealed with it.
//!
//! The key lies beside the database in a file of its own, so that a copy of the database does not hold it. Several nodes on one
//! PostgreSQL need the same file. Without it authenticator apps cannot be checked and must be set up anew.

use std::fmt;
use std::io::{Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::sync::Arc;

use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac as _};
use sha2::{Digest as _, Sha256};

use super::data_folder::DataFolder;
use super::id::random_bytes;
use super::start::Refusal;

/// The file in the data folder: 64 hexadecimal digits.
pub const FILE: &str = "kyoten.key";

const NONCE: usize = 12;

/// What seals and signs. Cheap to clone.
#[derive(Clone)]
pub struct Secrets(Arc<[u8; 32]>);

impl Secrets {
    /// The key in the data folder; the first time it is made.
    pub fn open(folder: &DataFolder) -> Result<Self, Refusal> {
        let path = folder.path().join(FILE);
        if path.exists() { read(&path) } else { make(&path) }
    }

    /// A key that is gone with the process: for tests and measurements.
    pub fn passing() -> Self {
        Self(Arc::new(random_bytes()))
    }

    /// Seals `plain` so that it opens only with this key, for this `purpose`, in this `context` (whose it is).
    /// Refuses only texts of 64 GB and more.
    pub fn seal(&self, purpose: &str, context: &[u8], plain: &[u8]) -> anyhow::Result<Vec<u8>> {
        let nonce: [u8; NONCE] = random_bytes();
        let payload = Payload { msg: plain, aad: context };
        let sealed = self.cipher(purpose).encrypt(&Nonce::from(nonce), payload);
        let sealed = sealed.map_err(|_| anyhow::anyhow!("a text of {} bytes cannot be sealed", plain.len()))?;
        Ok([&nonce[..], &sealed].concat())
    }

    /// What was sealed, or nothing if it was changed, moved, or sealed with another key.
    pub fn open_sealed(&self, purpose: &str, context: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
        let payload = Payload { msg: sealed, aad: context };
        self.cipher(purpose).decrypt(&Nonce::from(*nonce), payload).ok()
    }

    /// A sum over `data` that nobody without the key can make.
    pub fn sign(&self, purpose: &str, data: &[u8]) -> [u8; 32] {
        hmac(&hmac(&self.0, &[b"sign ", purpose.as_bytes()]), &[data])
    }

    /// By what a database knows again the key that it belongs to.
    pub fn fingerprint(&self) -> [u8; 32] {
        hmac(&self.0, &[b"fingerprint"])
    }

    fn cipher(&self, purpose: &str) -> Aes256Gcm {
        Aes256Gcm::new(&hmac(&self.0, &[b"seal ", purpose.as_bytes()]).into())
    }
}

/// Never shows the key.
impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets")
    }
}

fn hmac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC fills a key up to a block with zeros (RFC 2104).
    let mut block = [0; 64];
    block[..32].copy_from_slice(key);
    let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new(&block.into());
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}

fn read(path: &Path) -> Result<Secrets, Refusal> {
    let mut text = String::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(200).read_to_string(&mut text))
        .map_err(|cause| cannot("読めません", "cannot be read", path, &cause.to_string()))?;
    let key = from_hex(text.trim());
    let key = key.ok_or_else(|| cannot("読めません", "cannot be read", path, "64 hexadecimal digits are expected"))?;
    Ok(Secrets(Arc::new(key)))
}

/// Never writes over a key: two programs that start at once end with one of the two keys, and one of them is told.
fn make(path: &Path) -> Result<Secrets, Refusal> {
    let key: [u8; 32] = random_bytes();
    let write = || {
        let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        writeln!(file, "{}", to_hex(&key))?;
        file.sync_all()?;
        path.parent().map_or(Ok(()), |folder| std::fs::File::open(folder)?.sync_all())
    };
    write().map_err(|cause: std::io::Error| cannot("作れません", "cannot be made", path, &cause.to_string()))?;
    Ok(Secrets(Arc::new(key)))
}

fn cannot(japanese: &str, english: &str, path: &Path, cause: &str) -> Refusal {
    let path = path.display();
    Refusal::new(
        format!(
            "鍵のファイル {path} を{japanese}({cause})。バックアップから鍵のファイルももどすか、読み書きの許可を確かめてください。"
        ),
        format!("The key file {path} {english} ({cause}): restore it with the backup, or check its permissions."),
    )
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex(text: &str) -> Option<[u8; 32]> {
    let is_hex = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let byte = |at: usize| u8::from_str_radix(&text[at * 2..at * 2 + 2], 16).ok();
    let bytes: Vec<u8> = if is_hex { (0..32).map(byte).collect::<Option<_>>()? } else { return None };
    bytes.try_into().ok()
}

/// 256 bits that nobody can guess: in a cookie or a link. The database keeps only the hash.
#[derive(Clone, PartialEq, Eq)]
pub struct Token([u8; 32]);

impl Token {
    /// A new one.
    pub fn new() -> Self {
        Self(random_bytes())
    }

    /// The token that was written like this. `None`: it is none of ours.
    pub fn read(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }

    /// As it stands in a cookie or an address: 43 letters.
    pub fn written(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// What the database keeps. A fast hash is enough for 256 random bits.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }
}

impl Default for Token {
    fn default() -> Self {
        Self::new()
    }
}

/// Never shows the token.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token")
    }
}

/// Whether two texts are the same, in a time that does not tell how much of them is.
pub fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |difference, (a, b)| difference | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn what_is_sealed_opens_only_with_the_same_key_purpose_and_context() {
        let secrets = Secrets::passing();
        let sealed = secrets.seal("app", b"member 1", b"secret").unwrap();
        assert_eq!(secrets.open_sealed("app", b"member 1", &sealed).as_deref(), Some(&b"secret"[..]));
        assert!(!sealed.windows(6).any(|part| part == b"secret"));
        assert_ne!(sealed, secrets.seal("app", b"member 1", b"secret").unwrap(), "the same text is sealed differently");
        assert_eq!(secrets.open_sealed("app", b"member 2", &sealed), None);
        assert_eq!(secrets.open_sealed("draft", b"member 1", &sealed), None);
        assert_eq!(Secrets::passing().open_sealed("app", b"member 1", &sealed), None);
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(secrets.open_sealed("app", b"member 1", &changed), None, "byte {at}");
        }
        assert_eq!(secrets.open_sealed("app", b"member 1", &sealed[..5]), None);
    }

    #[test]
    fn the_key_is_made_once_for_its_owner_only_and_read_again() {
        let home = tempfile::tempdir().unwrap();
        let folder = DataFolder::open(home.path()).unwrap();
        let first = Secrets::open(&folder).unwrap();
        assert_eq!(Secrets::open(&folder).unwrap().fingerprint(), first.fingerprint());
        let mode = home.path().join(FILE).metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_ne!(Secrets::passing().fingerprint(), first.fingerprint());
    }

    #[test]
    fn a_key_that_cannot_be_read_is_told_and_never_replaced() {
        let home = tempfile::tempdir().unwrap();
        let folder = DataFolder::open(home.path()).unwrap();
        for wrong in ["", "abc", &"é".repeat(32), &"g".repeat(64)] {
            std::fs::write(home.path().join(FILE), wrong).unwrap();
            let refusal = Secrets::open(&folder).unwrap_err();
            assert!(refusal.english.contains(FILE) && refusal.japanese.contains("鍵"), "{refusal}");
            assert_eq!(std::fs::read_to_string(home.path().join(FILE)).unwrap(), wrong);
        }
    }

    #[test]
    fn a_token_is_read_back_and_kept_as_its_hash() {
        let token = Token::new();
        assert_eq!(Token::read(&token.written()), Some(token.clone()));
        assert_eq!(token.written().len(), 43);
        assert_ne!(token.hash(), Token::new().hash());
        for wrong in ["", "a", &"a".repeat(42), &"a".repeat(44), &"é".repeat(43), &format!("{}=", token.written())] {
            assert_eq!(Token::read(wrong), None, "{wrong}");
        }
        assert!(same(b"abc", b"abc") && !same(b"abc", b"abd") && !same(b"abc", b"ab"));
    }
}
