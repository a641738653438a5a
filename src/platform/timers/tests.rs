use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use kyoten_store::testing::TestDatabase;
use kyoten_store::{Engine, params};
use tokio::sync::Notify;

use super::*;
use crate::hub::MIGRATIONS;
use crate::platform::hub_id::find_or_found;
use crate::testing::{BEGINNING, databases};

mod clocks;
mod model;

const KIND: &str = "test.note";
const LEASE: SignedDuration = SignedDuration::from_secs(15);

/// A hub without rooms, and a table in which handlers leave one row for each time they worked.
struct House {
    store: Store,
    hub: HubId,
    clock: Clock,
    _database: TestDatabase,
}

impl House {
    async fn build(database: TestDatabase) -> Self {
        let (store, clock) = (database.open().await, Clock::moved(BEGINNING.parse().unwrap()));
        store.migrate(MIGRATIONS).await.unwrap();
        let now = clock.clone();
        let hub = store.write(move |tx| find_or_found(tx, "hub", &now)).await.unwrap();
        store.write(|tx| tx.batch("create table note (subject text not null)")).await.unwrap();
        Self { store, hub, clock, _database: database }
    }

    /// A node whose handler notes the subject and settles.
    fn node(&self) -> Timers {
        let store = self.store.clone();
        self.node_of(Kind::new(KIND, move |claim| note(store.clone(), claim)))
    }

    fn node_of(&self, kind: Kind) -> Timers {
        Timers::new(self.store.clone(), self.hub, self.clock.clone(), vec![kind], Vec::new())
    }

    async fn set(&self, subject: &str, when: When) {
        let (hub, now, subject) = (self.hub, self.clock.now(), subject.to_owned());
        self.store.write(move |tx| set(tx, hub, KIND, &subject, when, now)).await.unwrap();
    }

    async fn find(&self, subject: &str) -> Option<Shown> {
        let (hub, subject) = (self.hub, subject.to_owned());
        self.store.read(move |tx| find(tx, hub, KIND, &subject)).await.unwrap()
    }

    async fn notes(&self) -> Vec<String> {
        let all = self.store.read(|tx| tx.query("select subject from note order by subject", &[], |row| row.read(0)));
        all.await.unwrap()
    }

    fn in_(&self, wait: SignedDuration) -> Timestamp {
        self.clock.now() + wait
    }
}

async fn note(store: Store, claim: Claim) -> Result<Settled, Unsettled> {
    store
        .write(move |tx| {
            tx.execute("insert into note (subject) values ($1)", params![claim.subject])?;
            claim.done(tx)
        })
        .await
}

const NOW: When = When::After(SignedDuration::ZERO);

#[tokio::test]
async fn a_timer_does_its_work_once_when_it_is_due_and_is_gone() {
    for database in databases().await {
        let house = House::build(database).await;
        let node = house.node();
        house.set("a", When::At(house.in_(SignedDuration::from_mins(5)))).await;
        house.clock.pass(SignedDuration::from_secs(299));
        assert_eq!(node.tick().await.unwrap(), 0);
        house.clock.pass(SignedDuration::from_secs(1));
        assert_eq!(node.tick().await.unwrap(), 1);
        assert_eq!(node.tick().await.unwrap(), 0);
        assert_eq!(house.notes().await, ["a"]);
        assert_eq!(house.find("a").await, None);
    }
}

#[tokio::test]
async fn what_fails_leaves_no_trace_and_comes_again_after_longer_and_longer_pauses() {
    for database in databases().await {
        let house = House::build(database).await;
        let store = house.store.clone();
        let node = house.node_of(Kind::new(KIND, move |claim| {
            let store = store.clone();
            async move {
                let again = claim.clone();
                let noted = store.write(move |tx| {
                    tx.execute("insert into note (subject) values ($1)", params![again.subject])?;
                    if again.failures < 3 {
                        return Err(Unsettled::Failed("not yet".to_owned()));
                    }
                    again.done(tx)
                });
                noted.await
            }
        }));
        house.set("a", NOW).await;
        let mut pauses = Vec::new();
        for failures in 1..=3 {
            assert_eq!(node.tick().await.unwrap(), 1);
            let shown = house.find("a").await.unwrap();
            assert_eq!((shown.failures, shown.is_taken, shown.trouble.as_str()), (failures, false, "not yet"));
            assert_eq!(node.tick().await.unwrap(), 0, "not before the pause is over");
            let pause = shown.run_at.duration_since(house.clock.now());
            pauses.push(pause.as_secs_f64());
            house.clock.pass(pause);
        }
        assert!(pauses[0] < 1.3 && pauses[1] > 1.5 && pauses[2] > 3.0, "{pauses:?}");
        assert_eq!(house.notes().await, [""; 0]);
        node.tick().await.unwrap();
        assert_eq!(house.notes().await, ["a"]);
    }
}

#[tokio::test]
async fn a_panic_is_a_failure_like_any_other() {
    for database in databases().await {
        let house = House::build(database).await;
        let node = house.node_of(Kind::new(KIND, |claim| async move { panic!("{}", claim.subject) }));
        house.set("a", NOW).await;
        house.set("b", NOW).await;
        assert_eq!(node.tick().await.unwrap(), 2);
        assert_eq!(house.find("a").await.unwrap().trouble, "it panicked");
        let (store, hub) = (&house.store, house.hub);
        assert_eq!(store.read(move |tx| failing(tx, hub, 10)).await.unwrap().len(), 2);
    }
}

#[tokio::test]
async fn a_timer_that_was_set_anew_or_cancelled_meanwhile_cannot_be_settled() {
    for database in databases().await {
        let house = House::build(database).await;
        let (hub, clock) = (house.hub, house.clock.clone());
        let node = {
            let store = house.store.clone();
            house.node_of(Kind::new(KIND, move |claim| {
                let (store, clock) = (store.clone(), clock.clone());
                async move {
                    let (subject, now) = (claim.subject.clone(), clock.now());
                    let changed = store.write(move |tx| match subject.as_str() {
                        "anew" => set(tx, hub, KIND, &subject, When::After(SignedDuration::from_hours(1)), now),
                        _ => cancel(tx, hub, KIND, &subject).map(|_| ()),
                    });
                    changed.await?;
                    let held = claim.clone();
                    assert_eq!(store.write(move |tx| held.check(tx)).await, Err(Unsettled::Lost));
                    note(store, claim).await
                }
            }))
        };
        house.set("anew", NOW).await;
        house.set("cancelled", NOW).await;
        assert_eq!(node.tick().await.unwrap(), 2);
        assert_eq!(house.notes().await, [""; 0], "what was done without the right to settle is undone");
        assert_eq!(house.find("cancelled").await, None);
        house.clock.pass(SignedDuration::from_hours(1));
        house.node().tick().await.unwrap();
        assert_eq!(house.notes().await, ["anew"]);
    }
}

#[tokio::test]
async fn a_claim_on_an_earlier_timer_of_the_same_name_settles_nothing() {
    for database in databases().await {
        let house = House::build(database).await;
        let claims = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&claims);
        // It takes and falls silent; the claim lives on in a program that stands still.
        let silent = house.node_of(Kind::new(KIND, move |claim| {
            kept.lock().unwrap().push(claim);
            std::future::pending()
        }));
        let take = async || {
            tokio::select! {
                _ = silent.tick() => unreachable!("it falls silent"),
                () = async { while claims.lock().unwrap().is_empty() { tokio::task::yield_now().await } } => {}
            }
            claims.lock().unwrap().pop().unwrap()
        };
        house.set("a", NOW).await;
        let old = take().await;
        let hub = house.hub;
        house.store.write(move |tx| cancel(tx, hub, KIND, "a")).await.unwrap();
        house.set("a", NOW).await;
        let new = take().await;
        assert_eq!(note(house.store.clone(), old).await.unwrap_err(), Unsettled::Lost);
        let _settled = note(house.store.clone(), new).await.unwrap();
        assert_eq!(house.notes().await, ["a"]);
    }
}

#[tokio::test]
async fn two_nodes_share_the_work() {
    for database in databases().await {
        let house = House::build(database).await;
        let subjects: Vec<String> = (0..40).map(|n| format!("{n:02}")).collect();
        for subject in &subjects {
            house.set(subject, NOW).await;
        }
        let (one, other) = (house.node(), house.node());
        let (by_one, by_other) = tokio::join!(one.tick(), other.tick());
        assert_eq!(by_one.unwrap() + by_other.unwrap(), 40);
        assert_eq!(house.notes().await, subjects);
    }
}

/// A handler that waits for the test, then notes.
fn slow(house: &House, begun: &Arc<Notify>, finish: &Arc<Notify>) -> Kind {
    let (store, begun, finish) = (house.store.clone(), Arc::clone(begun), Arc::clone(finish));
    Kind::new(KIND, move |claim| {
        let (store, begun, finish) = (store.clone(), Arc::clone(&begun), Arc::clone(&finish));
        async move {
            begun.notify_one();
            finish.notified().await;
            note(store, claim).await
        }
    })
}

#[tokio::test]
async fn what_a_killed_program_had_taken_is_taken_again() {
    for database in databases().await {
        let house = House::build(database).await;
        let (begun, finish) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let killed = house.node_of(slow(&house, &begun, &finish));
        house.set("a", NOW).await;
        tokio::select! {
            _ = killed.tick() => unreachable!("it waits"),
            () = begun.notified() => {}
        }
        assert!(house.find("a").await.unwrap().is_taken);
        let next = house.node();
        next.begin().await;
        let taken = next.tick().await.unwrap();
        match house.store.engine() {
            Engine::Sqlite => assert_eq!(taken, 1, "alone, it knows at once that the other is gone"),
            Engine::Postgres => {
                assert_eq!(taken, 0, "another node waits for the end of the lease");
                house.clock.pass(LEASE);
                assert_eq!(next.tick().await.unwrap(), 1);
            }
        }
        assert_eq!(house.notes().await, ["a"]);
    }
}

#[tokio::test]
async fn a_timer_that_brings_the_program_down_each_time_waits_longer_each_time() {
    for database in databases().await.into_iter().filter(|database| database.engine() == Engine::Sqlite) {
        let house = House::build(database).await;
        let mut waits = Vec::new();
        house.set("a", NOW).await;
        for _ in 0..5 {
            let begun = Arc::new(Notify::new());
            let killed = house.node_of(slow(&house, &begun, &Arc::new(Notify::new())));
            tokio::select! { _ = killed.tick() => unreachable!("it waits"), () = begun.notified() => {} }
            house.node().begin().await;
            let wait = house.find("a").await.unwrap().run_at.duration_since(house.clock.now());
            waits.push(wait.as_secs_f64());
            house.clock.pass(wait);
        }
        assert!(waits[0] == 0.0 && waits[1] > 0.0 && waits[4] > 2.0 * waits[1], "{waits:?}");
    }
}

#[tokio::test]
async fn an_unknown_kind_waits_and_is_reported() {
    for database in databases().await {
        let house = House::build(database).await;
        let (hub, now) = (house.hub, house.clock.now());
        house.store.write(move |tx| set(tx, hub, "test.of_tomorrow", "x", NOW, now)).await.unwrap();
        house.set("a", NOW).await;
        house.clock.pass(SignedDuration::from_mins(2));
        let queue = house.node().audit().await.unwrap().queue;
        assert_eq!((queue.unknown[0].kind.as_str(), queue.unknown[0].count), ("test.of_tomorrow", 1));
        assert_eq!((queue.overdue[0].kind.as_str(), queue.overdue[0].since), (KIND, now));
        assert_eq!(queue.age, SignedDuration::from_mins(2));
        let store = house.store.clone();
        let patient = house.node_of(Kind::new(KIND, move |claim| note(store.clone(), claim)).waits_for_others());
        assert_eq!(patient.queue().await.unwrap().age, SignedDuration::ZERO, "somebody else's machine is slow");
        house.node().tick().await.unwrap();
        let queue = house.node().audit().await.unwrap().queue;
        assert_eq!((queue.overdue.len(), queue.unknown.len()), (0, 1));
    }
}

#[tokio::test]
async fn an_auditor_sets_what_is_missing_and_says_so() {
    for database in databases().await {
        let house = House::build(database).await;
        let auditor = Auditor::new("test", |tx, hub, now| Ok(u64::from(ensure(tx, hub, KIND, "a", NOW, now)?)));
        let (store, clock) = (house.store.clone(), house.clock.clone());
        let timers = Timers::new(store, house.hub, clock, Vec::new(), vec![auditor]);
        assert_eq!(timers.audit().await.unwrap().restored, [("test", 1)]);
        assert_eq!(timers.audit().await.unwrap().restored, [("test", 0)]);
    }
}

#[tokio::test]
async fn a_running_program_works_at_once_and_finishes_before_it_stops() {
    for database in databases().await {
        let house = House::build(database).await;
        let (begun, finish) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let stop = Arc::new(Notify::new());
        let node = house.node_of(slow(&house, &begun, &finish).at_once(3));
        let running = {
            let (node, stop) = (node.clone(), Arc::clone(&stop));
            tokio::spawn(async move { node.run(stop.notified()).await })
        };
        let all = ["a", "b", "c", "d"];
        for subject in all {
            house.set(subject, NOW).await;
            node.wake();
        }
        for subject in &all[..3] {
            while !house.find(subject).await.unwrap().is_taken {
                tokio::task::yield_now().await;
            }
        }
        stop.notify_one();
        while !running.is_finished() {
            finish.notify_waiters();
            tokio::task::yield_now().await;
        }
        running.await.unwrap();
        assert_eq!(house.notes().await, all[..3], "three at once; the fourth waits for the next start");
        assert!(!house.find("d").await.unwrap().is_taken);
    }
}

#[tokio::test]
async fn what_happens_again_and_again_is_set_once() {
    static TIMES: AtomicUsize = AtomicUsize::new(0);
    for database in databases().await {
        let house = House::build(database).await;
        let (store, clock) = (house.store.clone(), house.clock.clone());
        let hourly = Kind::new(KIND, move |claim| {
            let (store, now) = (store.clone(), clock.now());
            async move {
                TIMES.fetch_add(1, Ordering::Relaxed);
                store.write(move |tx| claim.again_at(tx, now + SignedDuration::from_hours(1), now)).await
            }
        });
        let node = house.node_of(hourly);
        house.set("", NOW).await;
        TIMES.store(0, Ordering::Relaxed);
        for _ in 0..6 {
            node.tick().await.unwrap();
            house.clock.pass(SignedDuration::from_mins(30));
        }
        assert_eq!(TIMES.load(Ordering::Relaxed), 3);
    }
}
