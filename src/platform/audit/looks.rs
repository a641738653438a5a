//! Looks: events without a unit of work of their own. Those that wait at the same moment share one, and its fsync.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kyoten_store::{Error, Result, Store};
use tokio::sync::oneshot;

use super::super::hub_id::HubId;
use super::event::Event;
use super::record::{self, record_many};

/// So many share one unit of work at most.
const GROUP: usize = 1_000;

/// So many may wait; more are refused, and what they stand for is not shown.
const LONGEST: usize = 65_536;

/// Events that wait to be written.
#[derive(Default)]
pub(super) struct Looks(Mutex<Queue>);

#[derive(Default)]
struct Queue {
    waiting: Vec<Waiting>,
    /// Somebody is writing, and will come back for what waits.
    busy: bool,
}

struct Waiting {
    event: Event,
    written: oneshot::Sender<Result<()>>,
}

impl Looks {
    /// Puts an event into the queue. `true`: nobody is writing, so the caller must see to it.
    pub(super) fn push(&self, event: Event) -> Result<(oneshot::Receiver<Result<()>>, bool)> {
        let (written, answer) = oneshot::channel();
        let mut queue = self.queue();
        if queue.waiting.len() >= LONGEST {
            return Err(Error::Busy { reason: "too many events wait to be recorded".to_owned() });
        }
        queue.waiting.push(Waiting { event, written });
        Ok((answer, !std::mem::replace(&mut queue.busy, true)))
    }

    /// Writes until nothing waits.
    pub(super) async fn write(&self, store: &Store, hub: HubId) {
        while let Some(group) = self.next() {
            let (events, callers): (Vec<_>, Vec<_>) = group.into_iter().map(|w| (w.event, w.written)).unzip();
            let outcome = write(store, hub, events).await;
            for caller in callers {
                // Nobody listens when the request was dropped; the event is written all the same.
                let _ = caller.send(outcome.clone());
            }
        }
    }

    fn next(&self) -> Option<Vec<Waiting>> {
        let mut queue = self.queue();
        let count = queue.waiting.len().min(GROUP);
        queue.busy = count > 0;
        queue.busy.then(|| queue.waiting.drain(..count).collect())
    }

    // No caller's code runs under the lock, so a poisoned one is still in order.
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn write(store: &Store, hub: HubId, events: Vec<Event>) -> Result<()> {
    let events = Arc::new(events);
    let attempt = || {
        let events = Arc::clone(&events);
        record::write(store, hub, move |tx| record_many(tx, hub, &events))
    };
    match attempt().await {
        // Somebody wrote into this process's lane; the thread has left it.
        Err(error) if error.is_unique_violation() => attempt().await,
        other => other,
    }
}
