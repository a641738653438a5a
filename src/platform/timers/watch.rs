//! Looking after the timers: are they taken in time, and are all there that must be?

use std::convert::Infallible;
use std::time::Duration;

use jiff::SignedDuration;

use super::{Overdue, Settled, Timers, Unsettled, store};

/// So often somebody looks after the timers.
const AUDIT_EVERY: Duration = Duration::from_secs(30);

/// What is later than this is reported.
const GRACE: SignedDuration = SignedDuration::from_secs(30);

/// Clocks of nodes may differ by this much.
const TOLERANCE: SignedDuration = SignedDuration::from_secs(5);

const RUNS: &str = "timer_runs_total";
/// How late timers are taken.
pub const LATENESS: &str = "timer_lateness_seconds";
const OVERDUE: &str = "timer_overdue";
const OVERDUE_AGE: &str = "timer_overdue_age_seconds";
const UNKNOWN: &str = "timer_unknown_kinds";
const RESTORED: &str = "timer_restored_total";

/// What an audit found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audit {
    /// Waits that began in the future, because the clock was set back, and were brought to the present.
    pub shifted: u64,
    /// Timers that were missing and were set again, by auditor.
    pub restored: Vec<(&'static str, u64)>,
    /// How late what is due is.
    pub queue: Queue,
}

/// What should have been taken and was not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Queue {
    /// Of kinds that this program handles.
    pub overdue: Vec<Overdue>,
    /// Of kinds that it does not know: a newer program set them, or an older one before an update.
    pub unknown: Vec<Overdue>,
    /// How long the oldest waits that hangs on this hub alone.
    pub age: SignedDuration,
}

impl Timers {
    /// Audits for ever.
    pub(super) async fn keep_watch(&self) -> Infallible {
        loop {
            if let Err(cause) = self.audit().await {
                tracing::warn!(error = %cause, "the timers could not be audited");
            }
            tokio::time::sleep(AUDIT_EVERY).await;
        }
    }

    /// Brings waits to the present after the clock was set back, sets timers that are missing, and reports what is overdue.
    pub async fn audit(&self) -> kyoten_store::Result<Audit> {
        let (hub, now) = (self.0.hub, self.0.clock.now());
        let shifted = self.0.store.write(move |tx| store::follow_the_clock(tx, hub, TOLERANCE, now)).await?;
        if shifted > 0 {
            tracing::warn!(shifted, "the clock was set back: what waits goes on waiting as long as it was meant to");
        }
        let mut restored = Vec::new();
        for auditor in &self.0.auditors {
            let look = auditor.look.clone();
            let count = self.0.store.write(move |tx| look(tx, hub, now)).await?;
            if count > 0 {
                tracing::error!(count, auditor = auditor.name, "timers were missing and have been set again");
                metrics::counter!(RESTORED, "auditor" => auditor.name).increment(count);
            }
            restored.push((auditor.name, count));
        }
        let queue = self.queue().await?;
        self.report(&queue);
        Ok(Audit { shifted, restored, queue })
    }

    /// What should have been taken and was not.
    pub async fn queue(&self) -> kyoten_store::Result<Queue> {
        let (hub, now) = (self.0.hub, self.0.clock.now());
        let by = now.saturating_sub(GRACE).unwrap_or(now);
        let all = self.0.store.read(move |tx| store::overdue(tx, hub, by)).await?;
        let kind = |overdue: &Overdue| self.0.kinds.iter().find(|kind| kind.name == overdue.kind);
        let (overdue, unknown): (Vec<_>, Vec<_>) = all.into_iter().partition(|overdue| kind(overdue).is_some());
        let own = overdue.iter().filter(|overdue| kind(overdue).is_some_and(|kind| !kind.waits_for_others));
        let age = own.map(|overdue| now.duration_since(overdue.since)).max().unwrap_or_default();
        Ok(Queue { overdue, unknown, age })
    }

    fn report(&self, queue: &Queue) {
        let now = self.0.clock.now();
        for kind in &self.0.kinds {
            let found = queue.overdue.iter().find(|overdue| overdue.kind == kind.name);
            let age = found.map_or(0.0, |overdue| now.duration_since(overdue.since).as_secs_f64());
            metrics::gauge!(OVERDUE, "kind" => kind.name).set(found.map_or(0.0, |overdue| overdue.count as f64));
            metrics::gauge!(OVERDUE_AGE, "kind" => kind.name).set(age);
            if let Some(overdue) = found {
                let count = overdue.count;
                tracing::warn!(timer.kind = kind.name, count, age_s = age, "timers are overdue");
            }
        }
        metrics::gauge!(UNKNOWN).set(queue.unknown.len() as f64);
        for overdue in &queue.unknown {
            let (kind, count) = (&overdue.kind, overdue.count);
            tracing::warn!(timer.kind = %kind, count, "timers wait for a program that knows their kind");
        }
    }
}

/// Describes the figures of timers for `/metrics`.
pub fn describe_figures() {
    metrics::describe_counter!(RUNS, "Timers that were worked on, by kind and outcome (done, failed, lost).");
    metrics::describe_histogram!(LATENESS, metrics::Unit::Seconds, "How late timers were taken, by kind.");
    metrics::describe_gauge!(OVERDUE, "Timers that should have been taken half a minute ago, by kind.");
    metrics::describe_gauge!(OVERDUE_AGE, metrics::Unit::Seconds, "How long the oldest of them waits, by kind.");
    metrics::describe_gauge!(UNKNOWN, "Kinds of overdue timers that this program does not know.");
    metrics::describe_counter!(RESTORED, "Timers that were missing and were set again by the audit; should stay 0.");
}

pub(super) fn taken(kind: &'static str, late: SignedDuration) {
    metrics::histogram!(LATENESS, "kind" => kind).record(late.as_secs_f64().max(0.0));
}

pub(super) fn settled(kind: &'static str, outcome: &Result<Settled, Unsettled>) {
    let outcome = match outcome {
        Ok(_) => "done",
        Err(Unsettled::Lost) => "lost",
        Err(Unsettled::Failed(_)) => "failed",
    };
    metrics::counter!(RUNS, "kind" => kind, "outcome" => outcome).increment(1);
}
