//! Who handles which timers.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use kyoten_store::Tx;
use tokio::sync::Notify;

use super::{Claim, Settled, Unsettled};
use crate::platform::hub_id::HubId;

pub(super) type Work = Pin<Box<dyn Future<Output = Result<Settled, Unsettled>> + Send>>;

/// A kind of timer and what is done when one is due.
pub struct Kind {
    pub(super) name: &'static str,
    pub(super) lease: Duration,
    pub(super) longest: Duration,
    pub(super) at_once: usize,
    pub(super) waits_for_others: bool,
    pub(super) act: Box<dyn Fn(Claim) -> Work + Send + Sync>,
    pub(super) wake: Notify,
}

impl Kind {
    /// A kind, and what is done with a claim on one of its timers.
    pub fn new<F, W>(name: &'static str, act: F) -> Self
    where
        F: Fn(Claim) -> W + Send + Sync + 'static,
        W: Future<Output = Result<Settled, Unsettled>> + Send + 'static,
    {
        Self {
            name,
            lease: Duration::from_secs(15),
            longest: Duration::from_secs(600),
            at_once: 1,
            waits_for_others: false,
            act: Box::new(move |claim| Box::pin(act(claim))),
            wake: Notify::new(),
        }
    }

    /// How many at the same time, in each program.
    #[must_use]
    pub fn at_once(self, at_once: usize) -> Self {
        Self { at_once: at_once.max(1), ..self }
    }

    /// How long another node waits after this one fell silent. Renewed three times as often while the work lasts.
    #[must_use]
    pub fn lease(self, lease: Duration) -> Self {
        Self { lease, ..self }
    }

    /// The work is broken off after this time, and tried again later.
    #[must_use]
    pub fn longest(self, longest: Duration) -> Self {
        Self { longest, ..self }
    }

    /// The work hangs on somebody else's machine: when it is late, this hub is not ill (`/readyz`).
    #[must_use]
    pub fn waits_for_others(self) -> Self {
        Self { waits_for_others: true, ..self }
    }
}

type Look = dyn Fn(&mut Tx<'_>, HubId, Timestamp) -> kyoten_store::Result<u64> + Send + Sync;

/// Derives anew from the room's own tables which timers there must be, sets those that are missing, and says how many: it
/// should never be more than none.
#[derive(Clone)]
pub struct Auditor {
    pub(super) name: &'static str,
    pub(super) look: Arc<Look>,
}

impl Auditor {
    /// An auditor; its work is a unit of work that may be run again.
    pub fn new(
        name: &'static str,
        look: impl Fn(&mut Tx<'_>, HubId, Timestamp) -> kyoten_store::Result<u64> + Send + Sync + 'static,
    ) -> Self {
        Self { name, look: Arc::new(look) }
    }
}
