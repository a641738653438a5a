//! Search as the pages use it: the index in memory, following the database's revision.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Instant;

use kyoten_store::{Result, Store};

use super::search::{Answer, Index, Moment, Query};
use super::store::documents;
use crate::platform::hub_id::HubId;

/// Finds organisations of one hub. Cheap to clone.
#[derive(Clone)]
pub struct Finder(Arc<Inner>);

struct Inner {
    store: Store,
    hub: HubId,
    loaded: RwLock<Arc<Loaded>>,
    loading: tokio::sync::Mutex<()>,
}

struct Loaded {
    revision: i64,
    index: Index,
}

impl Finder {
    /// A finder that knows nothing yet; the first search loads it.
    pub fn new(store: Store, hub: HubId) -> Self {
        let nothing = Arc::new(Loaded { revision: 0, index: Index::new(Vec::new()) });
        Self(Arc::new(Inner { store, hub, loaded: RwLock::new(nothing), loading: tokio::sync::Mutex::new(()) }))
    }

    /// Answers a question on the directory as it is now: a change that was committed before is seen.
    pub async fn search(&self, query: &Query, moment: &Moment<'_>) -> Result<Answer> {
        Ok(self.current().await?.index.search(query, moment))
    }

    /// How many organisations there are.
    pub async fn count(&self) -> Result<u64> {
        Ok(self.current().await?.index.len())
    }

    /// Loads what changed, so that the first question need not wait.
    pub async fn warm(&self) -> Result<()> {
        self.current().await.map(|_| ())
    }

    async fn current(&self) -> Result<Arc<Loaded>> {
        let hub = self.0.hub;
        let revision = self.0.store.read(move |tx| documents::revision(tx, hub)).await?;
        if let Some(loaded) = self.loaded_at(revision) {
            return Ok(loaded);
        }
        // One loads, the others wait for it.
        let _turn = self.0.loading.lock().await;
        if let Some(loaded) = self.loaded_at(revision) {
            return Ok(loaded);
        }
        let old = self.newest();
        let since = old.revision;
        let began = Instant::now();
        let (revision, changes) = self
            .0
            .store
            .read(move |tx| {
                Ok::<_, kyoten_store::Error>((documents::revision(tx, hub)?, documents::since(tx, hub, since)?))
            })
            .await?;
        let (read, documents) = (began.elapsed(), changes.documents.len());
        let built = tokio::task::spawn_blocking(move || {
            if old.revision == 0 {
                Index::new(changes.documents)
            } else {
                old.index.with_changes(changes.documents, &changes.removed)
            }
        })
        .await;
        let index = match built {
            Ok(index) => index,
            Err(panicked) => std::panic::resume_unwind(panicked.into_panic()),
        };
        let index = if index.needs_rebuild() { self.rebuilt().await? } else { index };
        tracing::info!(revision, documents, ?read, took = ?began.elapsed(), "search follows the directory");
        let loaded = Arc::new(Loaded { revision, index });
        *self.0.loaded.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&loaded);
        Ok(loaded)
    }

    async fn rebuilt(&self) -> Result<Index> {
        let hub = self.0.hub;
        let all = self.0.store.read(move |tx| documents::since(tx, hub, 0)).await?;
        Ok(Index::new(all.documents))
    }

    fn loaded_at(&self, revision: i64) -> Option<Arc<Loaded>> {
        let loaded = self.newest();
        (loaded.revision >= revision).then_some(loaded)
    }

    fn newest(&self) -> Arc<Loaded> {
        Arc::clone(&self.0.loaded.read().unwrap_or_else(PoisonError::into_inner))
    }
}
