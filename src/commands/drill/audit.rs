//! `kyoten drill audit`.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use jiff::SignedDuration;
use kyoten::hub::MIGRATIONS;
use kyoten::platform::access::MemberId;
use kyoten::platform::audit::key::Key;
use kyoten::platform::audit::verify::{Held, LeftOut, Report, Trust, verify_in};
use kyoten::platform::audit::{Actor, Audit, Code, Event, Object, What, record};
use kyoten::platform::hub_id::{self, HubId};
use kyoten::platform::{Clock, Id};
use kyoten_store::{Database, Error, Options, Store};

use super::chance::Chance;
use super::history::History;
use super::speed;
use super::store;
use super::tampers::{Kind, Target};
use crate::commands::Failure;
use crate::commands::bench::figure::{Figure, Figures};
use crate::commands::bench::store::name;
use crate::commands::say::say_aside;

/// Options of `kyoten drill audit`.
#[derive(Args)]
pub struct AuditDrill {
    /// `postgres://…` of an empty database, or nothing for SQLite in a folder that goes afterwards.
    #[arg(long)]
    database: Option<String>,
    /// How many times to tamper.
    #[arg(long, default_value_t = 10_000)]
    tampers: usize,
    /// How many events to check; the time is given for a million.
    #[arg(long, default_value_t = 1_000_000)]
    events: u64,
    /// How long each of the speeds is measured.
    #[arg(long, default_value_t = 10.0)]
    seconds: f64,
    /// Which tampers.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// One JSON object.
    #[arg(long)]
    json: bool,
}

/// Events that are tampered with: up to the last checkpoint, and after it.
const HISTORY: usize = 600;
const TAIL: usize = 40;

impl AuditDrill {
    /// Tampers, measures and prints. Ends without success when anything went unnoticed, or when a control did not.
    pub async fn run(self) -> Result<(), Failure> {
        let home = tempfile::tempdir()?;
        let database = match &self.database {
            Some(url) => Database::parse(url)?,
            None => Database::Sqlite { path: home.path().join("drill.db") },
        };
        let store = Store::open(database, Options::default()).await?;
        store.migrate(MIGRATIONS).await?;
        store.write(store::create_work).await?;
        let mut figures =
            speed::figures(&store, home.path(), self.events, Duration::from_secs_f64(self.seconds)).await?;

        store.write(store::drop_guards).await?;
        let (target, trust) = prepared(&store, home.path()).await?;
        let engine = store.engine();
        let seed = self.seed;
        let found = tampered(&store, Arc::clone(&target), trust.clone(), &Kind::ALL, self.tampers, seed).await?;
        // The same again, with a check that must not see.
        let alone = Trust { held: Vec::new(), ..trust.clone() };
        let few = (self.tampers / 10).max(40);
        let control = tampered(&store, Arc::clone(&target), alone, &Kind::NEEDS_OUTSIDE, few, seed).await?;
        let blind = Blind(LeftOut::Contents);
        let contents = blind.tampered(&store, target, trust, &[Kind::EditEvent], few, seed).await?;

        let count = |number: usize| number as f64;
        figures.extend([
            Figure::new("tampers", count(found.tampers), "", None),
            Figure::new("undetected", count(found.undetected()), "", None),
            Figure::new("misplaced", count(found.misplaced), "", None),
            Figure::new("control_tampers", count(control.tampers), "", None),
            Figure::new("control_undetected", count(control.undetected()), "", None),
            Figure::new("control_contents_undetected", count(contents.undetected()), "", None),
        ]);
        Figures { bench: "audit", database: name(engine), figures, slowest: Vec::new() }.print(self.json)?;
        for (kind, count) in &found.unnoticed {
            say_aside!("went unnoticed: {kind} {count} times");
        }
        anyhow::ensure!(found.undetected() == 0, "{} tampers went unnoticed", found.undetected());
        anyhow::ensure!(found.misplaced == 0, "{} tampers were noticed in the wrong place", found.misplaced);
        anyhow::ensure!(control.undetected() > 0, "the control without a checkpoint outside noticed everything");
        anyhow::ensure!(contents.undetected() > 0, "the control that does not look at the contents noticed everything");
        Ok(())
    }
}

/// Founds a hub for a part of the drill.
pub async fn found(store: &Store, slug: &'static str, clock: &Clock) -> kyoten_store::Result<HubId> {
    let clock = clock.clone();
    store.write(move |tx| hub_id::find_or_found(tx, slug, &clock)).await
}

/// An event of somebody about some patient; every one has a request of its own.
pub fn event(clock: &Clock, what: What, number: u64) -> Event {
    let id = |of: u64| u128::from(of.wrapping_mul(0x9e37_79b9_7f4a_7c15)).to_be_bytes();
    let actor = Actor::Member(MemberId::from_bytes(id(number % 97)));
    let object = Object { kind: const { Code::new("patient") }, id: id(number % 1_009) };
    let from = std::net::IpAddr::from([203, 0, 113, 9]);
    let event = Event::new(actor, what, clock.now()).on(object).because(const { Code::new("care") });
    let event = if number.is_multiple_of(5) { event.about(Id::<()>::from_bytes(id(number % 31))) } else { event };
    event.in_request(&format!("r{number:09}"), from)
}

/// A history of several writers, with a change of keys and checkpoints, the last of which is held outside.
async fn prepared(store: &Store, home: &Path) -> Result<(Arc<Target>, Trust), Failure> {
    let clock = Clock::moved("2026-11-22T00:00:00Z".parse()?);
    let hub = found(store, "drill-tampers", &clock).await?;
    let folder = home.join("tampers");
    std::fs::create_dir_all(&folder)?;
    let audit = Audit::at_home(store.clone(), hub, clock.clone(), &folder).await?;
    let mut note = None;
    for number in 0..HISTORY + TAIL {
        clock.pass(SignedDuration::from_millis(313));
        let event = event(&clock, *Chance::of(number as u64).one_of(&What::ALL[..7]), number as u64);
        if number % 3 == 0 {
            audit.look(event).await?;
        } else {
            store.write(move |tx| record(tx, hub, &event)).await?;
        }
        if number % 7 == 3 || number % 11 == 0 {
            audit.seal_all().await?;
        }
        if number < HISTORY && number % (HISTORY / 5) == HISTORY / 5 - 1 {
            audit.seal_all().await?;
            note = audit.checkpoint().await?;
        }
        if number == HISTORY / 2 {
            audit.renew_key().await?;
        }
    }
    audit.seal_all().await?;
    let note = note.ok_or_else(|| anyhow::anyhow!("there is no checkpoint"))?;
    let key = Key::load(&folder)?.ok_or_else(|| anyhow::anyhow!("there is no key"))?;
    let rows = store.read(move |tx| store::read(tx, hub)).await?;
    let history = History::read(&rows);
    anyhow::ensure!(history.clone().write(&rows, None) == rows, "the drill does not understand the audit");
    let trust = Trust { keys: vec![key.public()], held: vec![Held::file("outside.txt", note)] };
    let untouched = check(store, hub, trust.clone()).await?;
    anyhow::ensure!(untouched.findings.is_empty(), "an untouched audit is blamed: {:?}", untouched.findings);
    Ok((Arc::new(Target { hub, engine: store.engine(), rows, history, key }), trust))
}

async fn check(store: &Store, hub: HubId, trust: Trust) -> kyoten_store::Result<Report> {
    store.read(move |tx| verify_in(tx, hub, &trust, LeftOut::Nothing)).await
}

/// What came of tampering.
#[derive(Default)]
struct Found {
    tampers: usize,
    unnoticed: BTreeMap<String, usize>,
    misplaced: usize,
}

impl Found {
    fn undetected(&self) -> usize {
        self.unnoticed.values().sum()
    }
}

/// A unit of work that is given up once it has served.
enum GivenUp {
    Checked(Report),
    Store(Error),
}

impl From<Error> for GivenUp {
    fn from(error: Error) -> Self {
        Self::Store(error)
    }
}

async fn tampered(
    store: &Store,
    target: Arc<Target>,
    trust: Trust,
    kinds: &[Kind],
    times: usize,
    seed: u64,
) -> Result<Found, Failure> {
    Blind(LeftOut::Nothing).tampered(store, target, trust, kinds, times, seed).await
}

/// A check that leaves something out.
struct Blind(LeftOut);

impl Blind {
    /// Tampers again and again, each time with the untouched audit, and checks what is found.
    async fn tampered(
        self,
        store: &Store,
        target: Arc<Target>,
        trust: Trust,
        kinds: &[Kind],
        times: usize,
        seed: u64,
    ) -> Result<Found, Failure> {
        let mut found = Found::default();
        let mut chance = Chance::of(seed);
        while found.tampers < times {
            let kind = kinds[found.tampers % kinds.len()];
            let tampered = target.tamper(kind, &mut chance);
            let (after, before, trust) = (Arc::new(tampered.rows), Arc::clone(&target), trust.clone());
            let left_out = self.0;
            let outcome = store.write(move |tx| {
                store::change(tx, &before.rows, &after)?;
                Err::<(), _>(GivenUp::Checked(verify_in(tx, before.hub, &trust, left_out)?))
            });
            let report = match outcome.await {
                Err(GivenUp::Checked(report)) => report,
                // A constraint refused it: the database itself noticed, and another one is tried.
                Err(GivenUp::Store(
                    Error::Constraint { .. } | Error::Unique { .. } | Error::Sql { .. } | Error::Failed { .. },
                )) => continue,
                Err(GivenUp::Store(error)) => return Err(error.into()),
                Ok(()) => anyhow::bail!("a tamper was kept"),
            };
            found.tampers += 1;
            if report.findings.is_empty() {
                *found.unnoticed.entry(format!("{kind:?}")).or_default() += 1;
            } else if !tampered.at.is_empty()
                && !report.findings.iter().any(|finding| tampered.at.contains(&finding.position()))
            {
                found.misplaced += 1;
                say_aside!("in the wrong place: {kind:?} at {:?}: {:?}", tampered.at, report.findings.first());
            }
        }
        Ok(found)
    }
}
