//! What a node keeps of the chain outside of the database, in its data folder: the key, and the tree it knows.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::super::hub_id::HubId;
use super::super::start::Refusal;
use super::key::Key;
use super::tree::Frontier;

/// The file with the tree: whoever changes the database alone does not change it with it.
pub const HEAD_FILE: &str = "audit-head";

const HEAD: &str = "kyoten audit head";

/// A node's own part of the audit.
#[derive(Clone)]
pub(super) struct Home {
    folder: PathBuf,
    pub(super) key: Option<Key>,
}

impl Home {
    /// The one in this data folder.
    pub(super) fn open(folder: &Path) -> Result<Self, Refusal> {
        Ok(Self { folder: folder.to_owned(), key: Key::load(folder)? })
    }

    /// Takes a key into use.
    pub(super) fn take_key(&mut self, key: Key) -> std::io::Result<()> {
        key.save(&self.folder)?;
        self.key = Some(key);
        Ok(())
    }

    /// Keeps the tree. A power cut may leave the one before; that is enough.
    pub(super) fn remember(&self, hub: HubId, tree: &Frontier) -> std::io::Result<()> {
        let text = format!("{HEAD}\n{hub}\n{}\n{}\n", tree.size(), BASE64.encode(tree.nodes()));
        let new = self.folder.join("audit-head.new");
        fs::write(&new, text)?;
        fs::rename(new, self.folder.join(HEAD_FILE))
    }

    /// The tree that this node knew last.
    pub(super) fn remembered(&self, hub: HubId) -> Option<Frontier> {
        remembered(&self.folder, hub)
    }
}

/// The tree that the node of this data folder knew last.
pub fn remembered(folder: &Path, hub: HubId) -> Option<Frontier> {
    let text = match fs::read_to_string(folder.join(HEAD_FILE)) {
        Ok(text) => text,
        Err(cause) if cause.kind() == ErrorKind::NotFound => return None,
        Err(cause) => {
            tracing::error!(error = %cause, "{HEAD_FILE} cannot be read");
            return None;
        }
    };
    let tree = read(&text, hub);
    if tree.is_none() {
        tracing::error!("{HEAD_FILE} is damaged or belongs to another hub");
    }
    tree
}

fn read(text: &str, hub: HubId) -> Option<Frontier> {
    let mut lines = text.lines();
    let is_ours = lines.next()? == HEAD && lines.next()? == hub.to_string();
    let size = lines.next()?.parse().ok()?;
    let nodes = BASE64.decode(lines.next()?).ok()?;
    Frontier::from_parts(size, &nodes).filter(|_| is_ours)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_comes_back_and_a_damaged_one_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::open(folder.path()).unwrap();
        let hub = HubId::from_bytes([1; 16]);
        assert_eq!(home.remembered(hub), None);
        let mut tree = Frontier::default();
        for n in 0..5 {
            home.remember(hub, &tree).unwrap();
            assert_eq!(home.remembered(hub), Some(tree.clone()));
            tree.push([n; 32]);
        }
        assert_eq!(home.remembered(HubId::from_bytes([2; 16])), None);
        let path = folder.path().join(HEAD_FILE);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, &text[..text.len() / 2]).unwrap();
        assert_eq!(home.remembered(hub), None);
    }
}
