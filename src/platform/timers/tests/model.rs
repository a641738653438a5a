//! Random days: programs are killed between any two steps, or stand still and go on when others have taken over; clocks
//! jump; two nodes work side by side. Each timer works three times, the next time by what it finds of the last, and is done: at
//! the end it has left exactly three different notes.

use std::pin::Pin;

use proptest::prelude::*;
use proptest::test_runner::{Config as ProptestConfig, TestRunner};

use super::*;
use crate::testing::{killed_after, paused_after};

#[derive(Clone, Debug)]
enum Event {
    /// Something is to happen after so many minutes.
    Set { wait: i64 },
    /// Two nodes work and are killed after so many steps.
    Killed { steps: usize, other: usize },
    /// A node works for so many steps and stands still.
    StandsStill { steps: usize },
    /// One that stood still goes on.
    GoesOn,
    /// A node works to the end.
    Works,
    /// Time passes, in seconds.
    Passes(i64),
    /// The clock is set, by so many minutes.
    Jumps(i64),
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        3 => (0..3_i64).prop_map(|wait| Event::Set { wait }),
        3 => (0..16_usize, 0..16_usize).prop_map(|(steps, other)| Event::Killed { steps, other }),
        3 => (1..8_usize).prop_map(|steps| Event::StandsStill { steps }),
        3 => Just(Event::GoesOn),
        2 => Just(Event::Works),
        3 => (0..40_i64).prop_map(Event::Passes),
        1 => (-120..120_i64).prop_map(Event::Jumps),
    ]
}

const TIMES: i64 = 3;

impl House {
    /// A node whose handler works three times on each timer.
    fn node_of_three(&self) -> Timers {
        let (store, clock) = (self.store.clone(), self.clock.clone());
        self.node_of(Kind::new(KIND, move |claim| {
            let (store, now) = (store.clone(), clock.now());
            async move {
                let subject = claim.subject.clone();
                let count = "select count(*) from note where subject like $1";
                let before = store.read(move |tx| tx.one(count, params![format!("{subject}%")], |row| row.read(0)));
                let before: i64 = before.await?;
                // What stands still stands here: it has decided and has not done it yet.
                for _ in 0..4 {
                    tokio::task::yield_now().await;
                }
                let work = store.write(move |tx| {
                    let note = format!("{} {before}", claim.subject);
                    tx.execute("insert into note (subject) values ($1)", params![note])?;
                    if before + 1 < TIMES { claim.again_after(tx, SignedDuration::ZERO, now) } else { claim.done(tx) }
                });
                work.await
            }
        }))
    }
}

async fn day(house: &House, events: &[Event]) -> Vec<String> {
    let mut set = Vec::new();
    let mut still: Vec<Pin<Box<dyn Future<Output = ()>>>> = Vec::new();
    for event in events {
        match *event {
            Event::Set { wait } => {
                let subject = format!("{:03}", set.len());
                house.set(&subject, When::After(SignedDuration::from_mins(wait))).await;
                set.push(subject);
            }
            Event::Killed { steps, other } => {
                let (one, two) = (house.node_of_three(), house.node_of_three());
                let _ = tokio::join!(killed_after(steps, one.tick()), killed_after(other, two.tick()));
            }
            Event::StandsStill { steps } => {
                let node = house.node_of_three();
                let mut work: Pin<Box<dyn Future<Output = ()>>> = Box::pin(async move { drop(node.tick().await) });
                if paused_after(steps, &mut work).await.is_none() {
                    still.push(work);
                }
            }
            Event::GoesOn => {
                if !still.is_empty() {
                    still.remove(0).await;
                }
            }
            Event::Works => drop(house.node_of_three().tick().await.unwrap()),
            Event::Passes(seconds) => house.clock.pass(SignedDuration::from_secs(seconds)),
            Event::Jumps(minutes) => house.clock.set_by(SignedDuration::from_mins(minutes)),
        }
    }
    // The day ends: the audit has looked, and no wait is longer than this.
    house.node().audit().await.unwrap();
    for _ in 0..12 {
        house.clock.pass(SignedDuration::from_mins(1));
        house.node_of_three().tick().await.unwrap();
    }
    for work in still {
        work.await;
    }
    set
}

#[test]
fn whatever_happens_every_timer_works_as_often_as_it_should() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for database in runtime.block_on(databases()) {
        let cases = if database.engine() == Engine::Sqlite { 48 } else { 16 };
        let house = runtime.block_on(House::build(database));
        let mut runner = TestRunner::new(ProptestConfig { cases, ..ProptestConfig::default() });
        let days = runner.run(&prop::collection::vec(event(), 1..25), |events| {
            runtime.block_on(async {
                house.store.write(|tx| tx.batch("delete from note; delete from timer")).await.unwrap();
                let set = day(&house, &events).await;
                let times = |subject: &String| (0..TIMES).map(|n| format!("{subject} {n}")).collect::<Vec<_>>();
                prop_assert_eq!(house.notes().await, set.iter().flat_map(times).collect::<Vec<_>>());
                let (hub, end) = (house.hub, Timestamp::MAX);
                prop_assert_eq!(house.store.read(move |tx| overdue(tx, hub, end)).await.unwrap(), []);
                Ok(())
            })
        });
        days.unwrap();
    }
}
