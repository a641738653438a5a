//! Taking what is due, and doing it.

use std::any::Any;
use std::collections::HashSet;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::{Arc, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use kyoten_store::Engine;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval_at, sleep};

use super::kind::{Kind, Work};
use super::{Claim, Pauses, Settled, Timers, Unsettled, store, watch as figures};

/// So often everybody looks, even if nobody calls: another node may have set a timer, or the clock was set.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Calls that come faster than this are answered with one look.
const BREATH: Duration = Duration::from_millis(20);

/// After a failure that the handler itself has no plan for.
const PAUSES: Pauses = Pauses { first: SignedDuration::from_secs(1), longest: SignedDuration::from_hours(1) };

impl Timers {
    /// Does what is due, until `until` comes; then finishes what is under way. Dropped, it breaks that off.
    pub async fn run(&self, until: impl Future<Output = ()>) {
        self.begin().await;
        let (tell, told) = watch::channel(false);
        let mut loops = JoinSet::new();
        for kind in &self.0.kinds {
            loops.spawn(self.clone().serve(Arc::clone(kind), told.clone()));
        }
        tokio::select! {
            () = until => {}
            never = self.keep_watch() => match never {},
            Some(_) = loops.join_next() => tracing::error!("timers are no longer looked at"),
        }
        tell.send_replace(true);
        while loops.join_next().await.is_some() {}
    }

    /// On SQLite the lock on the data folder says that nobody else is at work: what is taken was left by a killed program.
    pub async fn begin(&self) {
        if self.0.store.engine() == Engine::Postgres {
            return;
        }
        let (hub, now) = (self.0.hub, self.0.clock.now());
        match self.0.store.write(move |tx| store::let_go(tx, hub, PAUSES, now)).await {
            Ok(0) => {}
            Ok(count) => tracing::warn!(count, "the program was stopped in the middle of timers: they are taken again"),
            Err(cause) => tracing::error!(error = %cause, "timers of the last run wait for the end of their lease"),
        }
    }

    /// Does everything that is due now, each once, one after the other, and says how much it was: for commands, drills and
    /// tests.
    pub async fn tick(&self) -> kyoten_store::Result<usize> {
        let mut done = 0;
        for kind in &self.0.kinds {
            let mut seen = HashSet::new();
            while let Some((claim, busy)) = self.take(kind, 1, &seen).await?.pop() {
                seen.insert(claim.subject.clone());
                self.perform(kind, claim, busy).await;
                done += 1;
            }
        }
        Ok(done)
    }

    async fn serve(self, kind: Arc<Kind>, mut stop: watch::Receiver<bool>) {
        let mut running = JoinSet::new();
        while !*stop.borrow() {
            while running.try_join_next().is_some() {}
            let free = kind.at_once - running.len();
            let wait = match self.look(&kind, free).await {
                Ok(Look::Took(claims)) => {
                    for (claim, busy) in claims {
                        let (timers, kind) = (self.clone(), Arc::clone(&kind));
                        running.spawn(async move { timers.perform(&kind, claim, busy).await });
                    }
                    continue;
                }
                Ok(Look::Wait(wait)) => wait,
                Err(cause) => {
                    tracing::warn!(error = %cause, timer.kind = kind.name, "nobody knows what is due");
                    LOOK_EVERY
                }
            };
            tokio::select! {
                Some(_) = running.join_next() => {}
                () = kind.wake.notified() => sleep(BREATH).await,
                () = sleep(wait) => {}
                _ = stop.changed() => {}
            }
        }
        while running.join_next().await.is_some() {}
    }

    /// Takes what is due, as far as there is room, or says how long to wait.
    async fn look(&self, kind: &Kind, free: usize) -> kyoten_store::Result<Look> {
        if free == 0 {
            return Ok(Look::Wait(LOOK_EVERY));
        }
        let (hub, name) = (self.0.hub, kind.name);
        let next = self.0.store.read(move |tx| store::next_run(tx, hub, name)).await?;
        let wait = next.map_or(LOOK_EVERY, |next| wait_until(next, self.0.clock.now()));
        if !wait.is_zero() {
            return Ok(Look::Wait(wait));
        }
        let claims = self.take(kind, free, &HashSet::new()).await?;
        // What is due may be taken by another node at this moment, or be in work here after the clock jumped.
        Ok(if claims.is_empty() { Look::Wait(BREATH) } else { Look::Took(claims) })
    }

    async fn take(
        &self,
        kind: &Kind,
        most: usize,
        without: &HashSet<String>,
    ) -> kyoten_store::Result<Vec<(Claim, Busy)>> {
        let mut skip = self.busy_with(kind.name);
        skip.extend(without.iter().cloned());
        let (hub, name, now) = (self.0.hub, kind.name, self.0.clock.now());
        let lease = signed(kind.lease);
        let claims = self.0.store.write(move |tx| store::take(tx, hub, name, lease, most, &skip, now)).await?;
        let busy = |claim: Claim| {
            figures::taken(kind.name, now.duration_since(claim.due_at));
            let busy = Busy::with(self, &claim);
            (claim, busy)
        };
        Ok(claims.into_iter().map(busy).collect())
    }

    async fn perform(&self, kind: &Kind, claim: Claim, busy: Busy) {
        let outcome = self.work(kind, &claim).await;
        figures::settled(kind.name, &outcome);
        match outcome {
            Ok(Settled { .. }) => {}
            Err(Unsettled::Lost) => {
                tracing::info!(
                    timer.kind = kind.name,
                    timer.subject = claim.subject,
                    "somebody else has this timer now"
                );
            }
            Err(Unsettled::Failed(trouble)) => self.failed(kind, claim, trouble).await,
        }
        drop(busy);
    }

    /// The handler, while its lease is renewed.
    async fn work(&self, kind: &Kind, claim: &Claim) -> Result<Settled, Unsettled> {
        let mut work = WithoutPanic((kind.act)(claim.clone()));
        let mut too_long = pin!(sleep(kind.longest));
        let every = kind.lease / 3;
        let mut renewals = interval_at(tokio::time::Instant::now() + every, every);
        renewals.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                outcome = &mut work => return outcome,
                () = &mut too_long => return Err(Unsettled::Failed("it took too long".to_owned())),
                _ = renewals.tick() => {
                    let (claim, lease, now) = (claim.clone(), signed(kind.lease), self.0.clock.now());
                    match self.0.store.write(move |tx| store::renew(tx, &claim, lease, now)).await {
                        Ok(true) => {}
                        Ok(false) => return Err(Unsettled::Lost),
                        // The lease may run out; then the fence decides.
                        Err(cause) => tracing::warn!(error = %cause, timer.kind = kind.name, "a lease was not renewed"),
                    }
                }
            }
        }
    }

    async fn failed(&self, kind: &Kind, claim: Claim, trouble: String) {
        let failures = claim.failures.saturating_add(1);
        tracing::warn!(timer.kind = kind.name, timer.subject = claim.subject, failures, "a timer failed: {trouble}");
        let (pause, now) = (PAUSES.by_chance(failures), self.0.clock.now());
        if let Err(cause) = self.0.store.write(move |tx| store::fail(tx, &claim, pause, &trouble, now)).await {
            tracing::warn!(error = %cause, timer.kind = kind.name, "a failed timer waits for the end of its lease");
        }
    }
}

enum Look {
    Took(Vec<(Claim, Busy)>),
    Wait(Duration),
}

fn wait_until(next: Timestamp, now: Timestamp) -> Duration {
    Duration::try_from(next.duration_since(now)).unwrap_or_default().min(LOOK_EVERY)
}

fn signed(duration: Duration) -> SignedDuration {
    SignedDuration::try_from(duration).unwrap_or(SignedDuration::MAX)
}

/// While it lives, this process does not take the timer once more.
struct Busy {
    timers: Timers,
    what: (&'static str, String),
}

impl Busy {
    fn with(timers: &Timers, claim: &Claim) -> Self {
        let what = (claim.kind, claim.subject.clone());
        timers.0.busy.lock().unwrap_or_else(PoisonError::into_inner).insert(what.clone());
        Self { timers: timers.clone(), what }
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.timers.0.busy.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.what);
    }
}

/// Work whose panic is a failure like any other. What was panicked with may hold a name; the log has its number and place.
struct WithoutPanic(Work);

impl Future for WithoutPanic {
    type Output = Result<Settled, Unsettled>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let work = &mut self.0;
        catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context)))
            .unwrap_or_else(|_: Box<dyn Any + Send>| Poll::Ready(Err(Unsettled::Failed("it panicked".to_owned()))))
    }
}
