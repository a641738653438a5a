//! Checkpoints and keys of a running hub.

use std::path::Path;
use std::time::Duration;

use kyoten_store::{Result, Store, Tx};
use sha2::{Digest as _, Sha256};

use super::super::Clock;
use super::super::hub_id::HubId;
use super::super::start::Refusal;
use super::home::Home;
use super::keeper::{Audit, Sealing};
use super::key::{Announcement, Key, PublicKey};
use super::note::{Checkpoint, Note};
use super::seal::{self, Compared, GivenUp};
use super::store::checkpoints;
use super::tree::{Frontier, Head};

/// How often a checkpoint is signed.
const EVERY: Duration = Duration::from_secs(3600);

/// When it is tried again after it failed.
const AGAIN: Duration = Duration::from_secs(60);

impl Audit {
    /// The audit of a hub with a data folder. The first node of a hub makes the key.
    pub async fn at_home(store: Store, hub: HubId, clock: Clock, folder: &Path) -> Result<Self, Refusal> {
        let audit = Self::new(store, hub, clock);
        let mut home = Home::open(folder)?;
        let known = audit.announced_keys().await?;
        match &home.key {
            Some(key) if known.contains(&key.public()) => {}
            Some(key) => audit.announce(Announcement::new(hub, key, audit.0.clock.now(), None)).await?,
            None if known.is_empty() => {
                let key = Key::generate();
                home.take_key(key.clone()).map_err(|cause| cannot_keep(&cause))?;
                audit.announce(Announcement::new(hub, &key, audit.0.clock.now(), None)).await?;
            }
            None => tracing::error!(
                "this node has no audit key and signs no checkpoints: copy audit-key from the data folder of another \
                 node, or make a new one with kyoten audit key --new"
            ),
        }
        audit.0.sealing.lock().await.home = Some(home);
        Ok(audit)
    }

    /// The key with which this node signs.
    pub async fn public_key(&self) -> Option<PublicKey> {
        self.0.sealing.lock().await.home.as_ref()?.key.as_ref().map(Key::public)
    }

    /// Makes a new key for this node. With an old one it takes over from that, which is destroyed; without, nobody
    /// vouches for it, and people have to compare its fingerprint.
    pub async fn renew_key(&self) -> Result<PublicKey, Refusal> {
        let mut sealing = self.0.sealing.lock().await;
        let Some(home) = &sealing.home else {
            return Err(Refusal::new("データのフォルダーがありません。", "There is no data folder."));
        };
        let key = Key::generate();
        let predecessor = home.key.clone();
        if predecessor.is_none() {
            // From now on this key vouches for what it finds: whoever makes it believes the chain once, as it stands.
            let (hub, known) = (self.0.hub, self.known(&mut sealing).await?);
            let found = self.0.store.read(move |tx| seal::compare(tx, hub, &known, None)).await?;
            if found.trouble.is_none() {
                sealing.tree = Some(found.tree);
            }
        }
        // Announced first: a crash in between leaves an entry that never signs, and the old key at work.
        self.announce(Announcement::new(self.0.hub, &key, self.0.clock.now(), predecessor.as_ref())).await?;
        let Sealing { home: Some(home), tree, .. } = &mut *sealing else { return Ok(key.public()) };
        home.take_key(key.clone()).map_err(|cause| cannot_keep(&cause))?;
        if let Some(tree) = tree {
            home.remember(self.0.hub, tree).map_err(|cause| cannot_keep(&cause))?;
        }
        Ok(key.public())
    }

    async fn announced_keys(&self) -> Result<Vec<PublicKey>> {
        let hub = self.0.hub;
        self.0.store.read(move |tx| announced_keys(tx, hub)).await
    }

    async fn announce(&self, entry: Announcement) -> Result<()> {
        let hub = self.0.hub;
        self.0.store.write(move |tx| checkpoints::add_key(tx, hub, &entry)).await
    }

    /// The newest checkpoint.
    pub async fn newest_checkpoint(&self) -> Result<Option<Note>> {
        let hub = self.0.hub;
        self.0.store.read(move |tx| newest_checkpoint(tx, hub)).await
    }

    /// Signs a checkpoint over everything that is sealed, if there is anything since the last one, and gives the newest.
    /// Nothing when this node has no key, or when the chain is not the one it knows.
    pub async fn checkpoint(&self) -> Result<Option<Note>> {
        let mut sealing = self.0.sealing.lock().await;
        let Some(key) = sealing.home.as_ref().and_then(|home| home.key.clone()) else { return Ok(None) };
        let (hub, known, now) = (self.0.hub, self.known(&mut sealing).await?, self.0.clock.now());
        let own = Some(key.public());
        let Compared { tree, trouble, .. } = self.0.store.read(move |tx| seal::compare(tx, hub, &known, own)).await?;
        if trouble.is_some() {
            tracing::error!("no checkpoint is signed: the chain in the database is not the one that this node knows");
            return Ok(None);
        }
        let signing = tree.clone();
        let signed = self.0.store.write(move |tx| {
            let newest = checkpoints::newest(tx, hub)?;
            let before = newest.as_ref().and_then(|stored| Note::parse(&stored.text).ok());
            if signing.size() == 0 || before.as_ref().is_some_and(|note| note.checkpoint.head.size == signing.size()) {
                return Ok(before);
            }
            let number = newest.as_ref().map_or(1, |stored| stored.number + 1);
            let checkpoint = Checkpoint {
                hub,
                head: seal::head(&signing),
                number: number.unsigned_abs(),
                previous: newest.map(|stored| Sha256::digest(stored.text).into()),
                at: now,
            };
            let note = checkpoint.sign(&key);
            checkpoints::add(tx, hub, number, &note, &signing.nodes())?;
            Ok(Some(note))
        });
        match signed.await {
            Ok(note) => Ok(note),
            // Another node signed in the same moment.
            Err(GivenUp::Late) => self.newest_checkpoint().await,
            Err(GivenUp::Store(cause)) => Err(cause),
        }
    }

    /// Signs when the last checkpoint is an hour old.
    pub(super) async fn sign_when_due(&self) {
        // By the counter: a clock that was far ahead for a while does not stop the signing.
        let now = self.0.clock.uptime();
        if self.0.sealing.lock().await.sign_next.is_some_and(|next| now < next) {
            return;
        }
        let wait = self.sign_if_old().await.unwrap_or_else(|cause| {
            tracing::error!(error = %cause, "no checkpoint could be signed");
            AGAIN
        });
        self.0.sealing.lock().await.sign_next = Some(now + wait);
    }

    /// Signs, unless another node did so less than an hour ago. How long to wait until the next time.
    async fn sign_if_old(&self) -> Result<Duration> {
        let newest = self.newest_checkpoint().await?;
        let age: Option<Duration> =
            newest.and_then(|note| self.0.clock.now().duration_since(note.checkpoint.at).try_into().ok());
        if let Some(age) = age.filter(|age| *age < EVERY) {
            return Ok(EVERY - age);
        }
        self.checkpoint().await?;
        Ok(EVERY)
    }

    /// Where a node begins that remembers nothing: at the newest checkpoint that was signed by a key of the list.
    pub(super) async fn signed_tree(&self, home: Option<&Home>) -> Result<Frontier> {
        let own = home.and_then(|home| home.key.as_ref()).map(Key::public);
        let keys = match own {
            Some(own) => vec![own],
            None => self.announced_keys().await?,
        };
        let hub = self.0.hub;
        let stored = self.0.store.read(move |tx| checkpoints::newest(tx, hub)).await?;
        let tree = stored.and_then(|stored| {
            let note = Note::parse(&stored.text).ok()?;
            note.signer(&keys).ok()?;
            let Head { size, root } = note.checkpoint.head;
            Frontier::from_parts(size, &stored.frontier).filter(|tree| tree.root() == root)
        });
        Ok(tree.unwrap_or_default())
    }
}

/// The keys in the list of the database. Whether they are the hub's is another question.
pub fn announced_keys(tx: &mut Tx<'_>, hub: HubId) -> Result<Vec<PublicKey>> {
    Ok(checkpoints::keys(tx, hub)?.into_iter().flatten().map(|entry| entry.key).collect())
}

/// The newest checkpoint in the database, if it is one.
pub fn newest_checkpoint(tx: &mut Tx<'_>, hub: HubId) -> Result<Option<Note>> {
    Ok(checkpoints::newest(tx, hub)?.and_then(|stored| Note::parse(&stored.text).ok()))
}

fn cannot_keep(cause: &std::io::Error) -> Refusal {
    Refusal::new(
        format!("監査の鍵をデータのフォルダーに書けません({cause})。"),
        format!("The audit key cannot be written into the data folder ({cause})."),
    )
}
