//! How fast the audit takes events, what that costs those who write, and how fast it is checked.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use kyoten::platform::Clock;
use kyoten::platform::audit::verify::{Trust, verify};
use kyoten::platform::audit::{self, Audit, What, record, record_many};
use kyoten::platform::hub_id::HubId;
use kyoten_store::Store;
use tokio::task::JoinSet;

use super::audit::{event, found};
use super::store;
use crate::commands::Failure;
use crate::commands::bench::figure::Figure;

/// People who look at the same time.
const LOOKERS: usize = 128;
/// People who write at the same time.
const WRITERS: usize = 16;
/// What the audit must bear beside the writers.
const LOOKS_BESIDE: u64 = 5_000;
/// Each speed is measured in so many turns with the one it is compared with: whatever else the machine does hits both.
const TURNS: u32 = 4;

/// Measures.
pub async fn figures(store: &Store, home: &Path, events: u64, each: Duration) -> Result<Vec<Figure>, Failure> {
    let clock = Clock::system();
    let hub = found(store, "drill-speed", &clock).await?;
    let folder = home.join("speed");
    std::fs::create_dir_all(&folder)?;
    let audit = Audit::at_home(store.clone(), hub, clock.clone(), &folder).await?;
    let kept = audit.clone();
    let keeping = tokio::spawn(async move { kept.keep().await });
    let bench = Bench { store: store.clone(), hub, clock, audit, longest: Arc::default() };

    let looks = bench.during(each, Load { lookers: LOOKERS, ..Load::default() }).await?;
    let longest_wait = bench.longest.swap(0, Ordering::Relaxed);
    let [mut alone, mut recording, mut beside] = [Counted::default(); 3];
    for _ in 0..TURNS {
        let turn = each / TURNS;
        let writers = Load { writers: WRITERS, ..Load::default() };
        alone.add(bench.during(turn, writers).await?);
        recording.add(bench.during(turn, Load { record: true, ..writers }).await?);
        beside.add(bench.during(turn, Load { beside: LOOKS_BESIDE, ..writers }).await?);
    }
    let beside_looks = beside.looks as f64 / beside.took.as_secs_f64();
    bench.audit.seal_all().await?;
    keeping.abort();

    let mut figures = vec![
        Figure::new("append_per_s", looks.looks_per_s(), "1/s", None),
        Figure::new("unsealed_longest_ms", longest_wait as f64, "ms", None),
        Figure::new("writers_recording_per_s", recording.writes_per_s(), "1/s", Some(alone.writes_per_s())),
        Figure::new("writers_beside_per_s", beside.writes_per_s(), "1/s", Some(alone.writes_per_s())),
        Figure::new("appended_beside_per_s", beside_looks, "1/s", None),
    ];
    figures.extend(checked(&bench.store, home, events).await?);
    Ok(figures)
}

struct Bench {
    store: Store,
    hub: HubId,
    clock: Clock,
    audit: Audit,
    /// The longest wait for the sealer, in milliseconds.
    longest: Arc<AtomicU64>,
}

/// Who does what.
#[derive(Clone, Copy, Default)]
struct Load {
    lookers: usize,
    writers: usize,
    /// Whether the writers record what they do.
    record: bool,
    /// Looks in a second, beside the writers.
    beside: u64,
}

#[derive(Clone, Copy, Default)]
struct Counted {
    looks: u64,
    writes: u64,
    took: Duration,
}

impl Counted {
    fn add(&mut self, more: Self) {
        self.looks += more.looks;
        self.writes += more.writes;
        self.took += more.took;
    }

    fn looks_per_s(self) -> f64 {
        self.looks as f64 / self.took.as_secs_f64()
    }

    fn writes_per_s(self) -> f64 {
        self.writes as f64 / self.took.as_secs_f64()
    }
}

impl Bench {
    async fn during(&self, time: Duration, load: Load) -> Result<Counted, Failure> {
        let (looks, writes) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
        let stop = Arc::new(AtomicBool::new(false));
        let began = Instant::now();
        let mut running: JoinSet<Result<(), Failure>> = JoinSet::new();
        for looker in 0..load.lookers {
            let (audit, clock) = (self.audit.clone(), self.clock.clone());
            let (looks, stop) = (Arc::clone(&looks), Arc::clone(&stop));
            running.spawn(async move {
                let mut number = looker as u64;
                while !stop.load(Ordering::Relaxed) {
                    audit.look(event(&clock, What::Look, number)).await?;
                    looks.fetch_add(1, Ordering::Relaxed);
                    number += LOOKERS as u64;
                }
                Ok(())
            });
        }
        for _ in 0..load.writers {
            let (store, hub, clock) = (self.store.clone(), self.hub, self.clock.clone());
            let (writes, stop) = (Arc::clone(&writes), Arc::clone(&stop));
            running.spawn(async move {
                static WRITER: AtomicI64 = AtomicI64::new(0);
                let writer = WRITER.fetch_add(1, Ordering::Relaxed);
                let mut number = 0;
                while !stop.load(Ordering::Relaxed) {
                    number += 1;
                    write(&store, hub, &clock, writer, number, load.record).await?;
                    writes.fetch_add(1, Ordering::Relaxed);
                }
                Ok(())
            });
        }
        if load.beside > 0 {
            let (audit, clock) = (self.audit.clone(), self.clock.clone());
            let (looks, stop) = (Arc::clone(&looks), Arc::clone(&stop));
            running.spawn(async move { pace(audit, clock, load.beside, looks, stop).await });
        }
        while began.elapsed() < time {
            tokio::time::sleep(Duration::from_millis(20)).await;
            self.longest.fetch_max(self.audit.longest_wait().as_millis() as u64, Ordering::Relaxed);
        }
        stop.store(true, Ordering::Relaxed);
        while let Some(ended) = running.join_next().await {
            ended??;
        }
        let took = began.elapsed();
        Ok(Counted { looks: looks.load(Ordering::Relaxed), writes: writes.load(Ordering::Relaxed), took })
    }
}

/// One unit of work as the hub runs it.
async fn write(
    store: &Store,
    hub: HubId,
    clock: &Clock,
    writer: i64,
    number: i64,
    recorded: bool,
) -> kyoten_store::Result<()> {
    let event = event(clock, What::Write, number.unsigned_abs());
    let unit = audit::write(store, hub, move |tx| {
        store::work(tx, writer, number)?;
        if recorded { record(tx, hub, &event).map(drop) } else { Ok(()) }
    });
    unit.await
}

/// People who look at this pace, whether or not those before them have been served.
async fn pace(
    audit: Audit,
    clock: Clock,
    per_second: u64,
    looks: Arc<AtomicU64>,
    stop: Arc<AtomicBool>,
) -> Result<(), Failure> {
    let began = Instant::now();
    let mut running: JoinSet<kyoten_store::Result<()>> = JoinSet::new();
    let mut sent = 0;
    while !stop.load(Ordering::Relaxed) {
        let due = (began.elapsed().as_secs_f64() * per_second as f64) as u64;
        while sent < due {
            let (audit, event, looks) = (audit.clone(), event(&clock, What::Look, sent), Arc::clone(&looks));
            running.spawn(async move {
                audit.look(event).await?;
                looks.fetch_add(1, Ordering::Relaxed);
                Ok(())
            });
            sent += 1;
        }
        while let Some(ended) = running.try_join_next() {
            ended??;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    while let Some(ended) = running.join_next().await {
        ended??;
    }
    Ok(())
}

/// So many events are recorded together while the audit is filled.
const TOGETHER: u64 = 500;

/// Fills an audit, and measures how long it takes to check it, beside reading it without a look.
async fn checked(store: &Store, home: &Path, events: u64) -> Result<Vec<Figure>, Failure> {
    let clock = Clock::system();
    let hub = found(store, "drill-size", &clock).await?;
    let folder = home.join("size");
    std::fs::create_dir_all(&folder)?;
    let audit = Audit::at_home(store.clone(), hub, clock.clone(), &folder).await?;
    let began = Instant::now();
    let mut from = 0;
    while from < events {
        let mut units = JoinSet::new();
        // Four writers at once: on PostgreSQL the events lie in four lanes.
        for first in (from..events.min(from + 4 * TOGETHER)).step_by(TOGETHER as usize) {
            let (store, clock) = (store.clone(), clock.clone());
            let some: Vec<_> = (first..events.min(first + TOGETHER)).map(|n| event(&clock, What::Look, n)).collect();
            units.spawn(async move { audit::write(&store, hub, move |tx| record_many(tx, hub, &some)).await });
        }
        while let Some(ended) = units.join_next().await {
            ended??;
        }
        from += 4 * TOGETHER;
        audit.seal_all().await?;
    }
    audit.checkpoint().await?;
    let filled = began.elapsed();

    let began = Instant::now();
    store.read(move |tx| store::read_through(tx, hub)).await?;
    let read = began.elapsed();
    let trust = Trust { keys: audit.public_key().await.into_iter().collect(), held: Vec::new() };
    let began = Instant::now();
    let report = verify(store, hub, trust).await?;
    let took = began.elapsed();
    anyhow::ensure!(report.findings.is_empty(), "an untouched audit is blamed: {:?}", report.findings);
    anyhow::ensure!(report.events == events, "{} of {events} events are sealed", report.events);
    let of_a_million = |time: Duration| time.as_secs_f64() * 1_000_000.0 / events as f64;
    Ok(vec![
        Figure::new("fill_per_s", events as f64 / filled.as_secs_f64(), "1/s", None),
        Figure::new("verified_events", report.events as f64, "", None),
        Figure::new("verify_1m_s", of_a_million(took), "s", Some(of_a_million(read))),
    ])
}
