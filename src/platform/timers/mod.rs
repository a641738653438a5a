//! What happens on its own (予定): escalations, reminders, deliveries, hourly and nightly work. One table, one engine.
//!
//! A timer is a row: [`set`] and [`cancel`] are called in the unit of work of the act that wants them. When it is due a
//! running hub takes it for the length of a *lease*, renews the lease while it works, and settles it ([`Claim::done`],
//! [`Claim::again_at`]) in the same unit of work that holds the effect. Taking raises the *fence*, and only who holds the
//! newest fence can settle. So, on both databases and with any number of nodes:
//!
//! * nothing is lost: what a killed program had taken is taken again when the lease is over (on SQLite, where the program
//!   knows that it is alone, at its next start);
//! * nothing happens twice *in the database*: whoever comes too late finds that his claim is lost, and all he did is undone;
//! * what reaches outside (a mail) may happen again if the program dies between the effect and the settling: such a handler
//!   must carry a key by which the other side can tell.
//!
//! Time is the wall clock's. Set forward, what became due happens. Set back, waits stay as long as they were
//! ([`When::After`]) and times of the wall clock stay where they are ([`When::At`]). Leases use it too: two nodes whose clocks
//! differ by more than a lease take each other's work; the fence still keeps the database right.
//!
//! A kind that this program does not know waits for one that does, and is reported.

mod claim;
mod kind;
mod pause;
mod run;
mod store;
#[cfg(test)]
mod tests;
mod watch;

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use kyoten_store::Store;

pub use claim::{Claim, Settled, Unsettled};
pub use kind::{Auditor, Kind};
pub use pause::Pauses;
pub use store::{Overdue, Shown, When, cancel, ensure, failing, find, overdue, set, subjects};
pub use watch::{Audit, LATENESS, Queue, describe_figures};

use super::Clock;
use super::hub_id::HubId;

/// The timers of a hub and who handles them. Cheap to clone.
#[derive(Clone)]
pub struct Timers(Arc<Inner>);

struct Inner {
    store: Store,
    hub: HubId,
    clock: Clock,
    kinds: Vec<Arc<Kind>>,
    auditors: Vec<Auditor>,
    /// What this process is working on: it is not taken once more, however the clock jumps.
    busy: Mutex<HashSet<(&'static str, String)>>,
}

impl Timers {
    /// Timers of these kinds.
    pub fn new(store: Store, hub: HubId, clock: Clock, kinds: Vec<Kind>, auditors: Vec<Auditor>) -> Self {
        let kinds = kinds.into_iter().map(Arc::new).collect();
        Self(Arc::new(Inner { store, hub, clock, kinds, auditors, busy: Mutex::default() }))
    }

    /// Looks at once for what is due. Called after a unit of work that may have set a timer; without it a timer is seen within
    /// a second.
    pub fn wake(&self) {
        for kind in &self.0.kinds {
            kind.wake.notify_one();
        }
    }

    fn busy_with(&self, kind: &'static str) -> HashSet<String> {
        let busy = self.0.busy.lock().unwrap_or_else(PoisonError::into_inner);
        busy.iter().filter(|(of, _)| *of == kind).map(|(_, subject)| subject.clone()).collect()
    }
}
