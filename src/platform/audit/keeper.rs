//! The audit of a running hub: takes looks, seals, signs, watches, and raises the alarm.

use std::collections::{HashMap, HashSet};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use kyoten_store::{Error, Result, Store};

use super::super::Clock;
use super::super::hub_id::HubId;
use super::code::Code;
use super::event::{Actor, Event, Object};
use super::home::Home;
use super::key::Key;
use super::lane::{self, OVER_AFTER};
use super::looks::Looks;
use super::seal::{self, Found, GivenUp, Plan, Trouble};
use super::store::chain::{self, LaneState};
use super::tree::Frontier;
use super::watch;
use super::what::What;

/// How often a hub seals.
const SEAL_EVERY: Duration = Duration::from_millis(200);

/// What is not sealed after this time gives the alarm.
const LATE_AFTER: Duration = Duration::from_secs(1);

/// How often it looks for what a process that ended has left, and how long such events must have waited.
const LOOK_AROUND_EVERY: Duration = Duration::from_secs(1);
const LEFT_AFTER: Duration = Duration::from_secs(5);

/// How often the rules for alerts are asked.
const WATCH_EVERY: Duration = Duration::from_secs(10);

/// The kind of an event as an object, in alarms.
const EVENT: Code = Code::new("audit_event");
/// The kind of the whole chain as an object, in alarms: its id is the size that this process knows.
const CHAIN: Code = Code::new("audit_chain");

/// The audit of a hub. Cheap to clone.
#[derive(Clone)]
pub struct Audit(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub(super) store: Store,
    pub(super) hub: HubId,
    pub(super) clock: Clock,
    looks: Looks,
    pub(super) sealing: tokio::sync::Mutex<Sealing>,
}

/// What the sealer knows. Times are those of the clock's counter.
#[derive(Default)]
pub(super) struct Sealing {
    pub(super) home: Option<Home>,
    /// Everything up to here was seen by this node; nothing before the first round.
    pub(super) tree: Option<Frontier>,
    /// Not before this is it looked whether a checkpoint is due.
    pub(super) sign_next: Option<Duration>,
    /// Lanes of others: the first event that waits there, and since when.
    waiting: HashMap<i64, (i64, Duration)>,
    /// Lanes in which nothing waits, how far they are sealed, and since when.
    idle: HashMap<i64, (i64, Duration)>,
    looked_around: Option<Duration>,
    trouble: Option<Trouble>,
}

/// What a round of sealing did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// How many events it sealed.
    pub sealed: u64,
    /// Whether more wait already.
    pub more: bool,
}

impl Audit {
    /// The audit of a hub that keeps nothing outside of its database: for tests.
    pub fn new(store: Store, hub: HubId, clock: Clock) -> Self {
        let (looks, sealing) = (Looks::default(), tokio::sync::Mutex::default());
        Self(Arc::new(Inner { store, hub, clock, looks, sealing }))
    }

    /// Writes down that somebody saw something. What he saw may be sent to him after this has returned, and not before.
    pub async fn look(&self, event: Event) -> Result<()> {
        let (written, alone) = self.0.looks.push(event)?;
        if alone {
            let inner = Arc::clone(&self.0);
            tokio::spawn(async move { inner.looks.write(&inner.store, inner.hub).await });
        }
        written.await.unwrap_or(Err(Error::Closed))
    }

    /// Seals, signs and watches until the answer is dropped. What goes wrong is tried again.
    pub async fn keep(&self) -> Infallible {
        tokio::join!(self.seal_for_ever(), self.say_when_late()).0
    }

    async fn seal_for_ever(&self) -> Infallible {
        let mut watched = Duration::ZERO;
        loop {
            tokio::time::sleep(SEAL_EVERY).await;
            match self.seal_all().await {
                Ok(_) => self.sign_when_due().await,
                Err(cause) => tracing::error!(error = %cause, "the audit could not be sealed"),
            }
            let now = self.0.clock.uptime();
            if now.saturating_sub(watched) >= WATCH_EVERY {
                watched = now;
                if let Err(cause) = watch::watch(&self.0.store, self.0.hub, self.0.clock.now()).await {
                    tracing::error!(error = %cause, "the audit could not be watched");
                }
            }
        }
    }

    /// Before the program ends: seals what is left, and signs it.
    pub async fn finish(&self) {
        if let Err(cause) = self.seal_all().await {
            tracing::error!(error = %cause, "the end of the audit could not be sealed");
        }
        if let Err(cause) = self.checkpoint().await {
            tracing::error!(error = %cause, "the end of the audit could not be signed");
        }
    }

    /// Seals everything, also what a process that ended has left behind: that takes some seconds.
    pub async fn seal_everything(&self) -> Result<u64> {
        let began = self.0.clock.uptime();
        let mut sealed = 0;
        loop {
            sealed += self.seal_all().await?;
            // On other nodes, events may go on to wait for ever.
            let is_long = self.0.clock.uptime().saturating_sub(began) > 2 * LEFT_AFTER;
            if is_long || self.0.sealing.lock().await.waiting.is_empty() {
                return Ok(sealed);
            }
            tokio::time::sleep(SEAL_EVERY).await;
        }
    }

    /// Seals until nothing waits. How many events were sealed.
    pub async fn seal_all(&self) -> Result<u64> {
        let mut sealed = 0;
        loop {
            let round = self.seal().await?;
            sealed += round.sealed;
            if !round.more {
                return Ok(sealed);
            }
        }
    }

    /// One round of sealing.
    pub async fn seal(&self) -> Result<Round> {
        let mut sealing = self.0.sealing.lock().await;
        let (hub, now) = (self.0.hub, self.0.clock.uptime());
        let mut own = lane::outstanding(hub);
        let around = sealing.looked_around.is_none_or(|at| now.saturating_sub(at) >= LOOK_AROUND_EVERY);
        if own.is_empty() && !around {
            return Ok(Round::default());
        }
        let known = self.known(&mut sealing).await?;
        let first: HashMap<i64, i64> =
            own.iter().filter_map(|(lane, events)| Some((*lane, *events.events.first_key_value()?.0))).collect();
        let key = sealing.home.as_ref().and_then(|home| home.key.as_ref()).map(Key::public);
        let found = self.0.store.read(move |tx| seal::read(tx, hub, &known, key, &first, around)).await?;
        // What was written while the database was being read may have been read as well.
        lane::add_newer(&mut own, hub);
        // The same thing is told once, however far this node has come meanwhile.
        let news = found.trouble.filter(|trouble| !sealing.trouble.is_some_and(|before| before.is_like(trouble)));
        sealing.trouble = found.trouble;
        if let Some(trouble) = news {
            self.raise_trouble(trouble).await;
        }
        let mut over = Vec::new();
        let left = if around { sealing.look_around(&found, &own, now, &mut over) } else { HashSet::new() };
        if !over.is_empty() {
            self.0.store.write(move |tx| over.iter().try_for_each(|lane| chain::end_lane(tx, hub, *lane))).await?;
        }
        let mut plan = seal::plan(found, &own, &left, self.0.clock.now().as_microsecond());
        if let Some(key) = sealing.home.as_ref().and_then(|home| home.key.as_ref()) {
            plan.batches.iter_mut().for_each(|batch| batch.sign(hub, key));
        }
        self.carry_out(&mut sealing, plan).await
    }

    /// The tree up to which this node has seen everything.
    pub(super) async fn known(&self, sealing: &mut Sealing) -> Result<Frontier> {
        if sealing.tree.is_none() {
            let remembered = sealing.home.as_ref().and_then(|home| home.remembered(self.0.hub));
            sealing.tree = match remembered {
                Some(tree) => Some(tree),
                None => Some(self.signed_tree(sealing.home.as_ref()).await?),
            };
        }
        Ok(sealing.tree.clone().unwrap_or_default())
    }

    async fn carry_out(&self, sealing: &mut Sealing, plan: Plan) -> Result<Round> {
        let (hub, plan) = (self.0.hub, Arc::new(plan));
        if !plan.batches.is_empty() {
            let writing = Arc::clone(&plan);
            match self.0.store.write(move |tx| seal::write(tx, hub, &writing)).await {
                Ok(()) => {}
                Err(GivenUp::Late) => return Ok(Round::default()),
                Err(GivenUp::Store(cause)) => return Err(cause),
            }
        }
        plan.settled.iter().for_each(|(lane, up_to)| lane::settle(*lane, *up_to));
        lane::withdraw(&plan.lost);
        let grown = sealing.tree.as_ref() != Some(&plan.tree);
        sealing.tree = Some(plan.tree.clone());
        if let Some(home) = sealing.home.as_ref().filter(|_| grown)
            && let Err(cause) = home.remember(hub, &plan.tree)
        {
            tracing::error!(error = %cause, "the state of the audit could not be kept in the data folder");
        }
        for alarm in &plan.alarms {
            let (code, place) = alarm.code();
            self.raise(code, Object { kind: EVENT, id: place.to_bytes() }, &place.to_string()).await;
        }
        let sealed = plan.batches.iter().map(super::batch::Batch::count).sum();
        metrics::counter!("audit_sealed_total").increment(sealed);
        Ok(Round { sealed, more: plan.more })
    }

    async fn raise_trouble(&self, trouble: Trouble) {
        let (code, known, found) = match trouble {
            Trouble::Cut { known, found } => (const { Code::new("chain_cut") }, known, found),
            Trouble::Changed { known, found } => (const { Code::new("chain_changed") }, known, found),
        };
        let says = format!("known: {} events, found: {} events", known.size, found.size);
        self.raise(code, Object { kind: CHAIN, id: u128::from(known.size).to_be_bytes() }, &says).await;
    }

    /// An alarm goes to the log at once, and into the audit itself.
    async fn raise(&self, code: Code, object: Object, says: &str) {
        tracing::error!(audit.alarm = %code, "somebody changed the audit in the database: {says}");
        metrics::counter!("audit_alarms_total", "alarm" => code.to_string()).increment(1);
        let event = Event::new(Actor::Hub, What::Alarm, self.0.clock.now()).on(object).because(code);
        if let Err(cause) = self.look(event).await {
            tracing::error!(error = %cause, "the alarm could not be recorded");
        }
    }

    /// How long the oldest committed event of this process has been waiting to be sealed.
    pub fn longest_wait(&self) -> Duration {
        lane::longest_wait(self.0.hub)
    }

    /// Beside the sealing, so that it also speaks when the database does not answer.
    async fn say_when_late(&self) -> Infallible {
        let mut said = None;
        loop {
            tokio::time::sleep(SEAL_EVERY).await;
            let (waits, now) = (self.longest_wait(), self.0.clock.uptime());
            metrics::gauge!("audit_unsealed_seconds").set(waits.as_secs_f64());
            if waits > LATE_AFTER && said.is_none_or(|at| now.saturating_sub(at) >= WATCH_EVERY) {
                said = Some(now);
                tracing::error!(waits_ms = waits.as_millis() as u64, "events of the audit wait to be sealed");
            }
        }
    }
}

impl Sealing {
    /// Looks at the lanes of others. Those in which something has waited too long are left behind; those in which
    /// nothing has happened for very long are over.
    fn look_around(
        &mut self,
        found: &Found,
        own: &HashMap<i64, lane::Outstanding>,
        now: Duration,
        over: &mut Vec<LaneState>,
    ) -> HashSet<i64> {
        self.looked_around = Some(now);
        let (mut waiting, mut idle, mut left) = (HashMap::new(), HashMap::new(), HashSet::new());
        for lane in found.lanes.iter().filter(|lane| !own.contains_key(&lane.lane)) {
            let (seen, state) = match lane.rows.first() {
                Some(row) => (&self.waiting, row.number),
                None => (&self.idle, lane.sealed.unwrap_or_default()),
            };
            let since = seen.get(&lane.lane).filter(|(before, _)| *before == state).map_or(now, |(_, since)| *since);
            let waited = now.saturating_sub(since);
            if lane.rows.is_empty() {
                if waited >= OVER_AFTER {
                    over.push(LaneState { lane: lane.lane, sealed: state });
                }
                idle.insert(lane.lane, (state, since));
            } else {
                if waited >= LEFT_AFTER {
                    left.insert(lane.lane);
                }
                waiting.insert(lane.lane, (state, since));
            }
        }
        (self.waiting, self.idle) = (waiting, idle);
        if !left.is_empty() {
            tracing::warn!(lanes = left.len(), "events of a process that ended are sealed without it");
        }
        left
    }
}
