//! Random days of the outbox: programs are killed between any two steps, the mail server has every mood, settings change,
//! clocks jump. At the end every message has arrived at least once, all its copies are one, and none is stuck.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::{Config as ProptestConfig, TestRunner};

use super::*;
use crate::testing::killed_after;
use kyoten_store::Engine;

#[derive(Clone, Debug)]
enum Event {
    /// An act causes a message; the content may be another than before under the same key.
    Send { key: u8, content: u8 },
    /// The server's next moods.
    Moods(Vec<Mood>),
    /// Two programs work, each with a telephone number of its own, and are killed after so many steps.
    Killed { steps: usize, other: usize },
    /// A program works to the end.
    Works,
    /// Time passes, in minutes.
    Passes(i64),
    /// The clock is set, by so many minutes.
    Jumps(i64),
}

fn mood() -> impl Strategy<Value = Mood> {
    use Point::*;
    let point = prop::sample::select(vec![Greeting, Hello, Sender, Recipient, Data, Content]);
    prop_oneof![
        3 => Just(Mood::TakesAndCuts),
        1 => Just(Mood::Good),
        2 => point.clone().prop_map(Mood::Cuts),
        2 => point.prop_map(|point| Mood::Says(point, "451 later")),
    ]
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => (0..3_u8, 0..2_u8).prop_map(|(key, content)| Event::Send { key, content }),
        2 => prop::collection::vec(mood(), 1..4).prop_map(Event::Moods),
        5 => (0..40_usize, 0..40_usize).prop_map(|(steps, other)| Event::Killed { steps, other }),
        2 => Just(Event::Works),
        3 => (0..10_i64).prop_map(Event::Passes),
        1 => (-120..120_i64).prop_map(Event::Jumps),
    ]
}

impl House {
    /// Another program each time: its closing lines differ.
    fn other_program(&mut self) -> Timers {
        let phone = self.config.hub.phone.len();
        self.config.hub.phone = if phone > 30 { "0".to_owned() } else { format!("{}1", self.config.hub.phone) };
        self.program().1
    }

    async fn act(&self, key: u8, content: u8) -> Result<MessageId, NotSent> {
        let (to, key) = (recipient("佐藤", Some(&format!("k{key}@example.jp"))), format!("day/{key}"));
        let values = values("佐藤", &format!("{LINK}/{content}"));
        self.send(Message::new(&key, &to, Language::Japanese, &values).unwrap()).await
    }
}

/// The keys whose messages were written down, with the content of each.
async fn day(house: &mut House, events: &[Event]) -> BTreeMap<u8, u8> {
    let mut acts: BTreeMap<u8, u8> = BTreeMap::new();
    for event in events {
        match event {
            Event::Send { key, content } => {
                let outcome = house.act(*key, *content).await;
                // What was sent already can no longer be compared; then the old one stands.
                let first = *acts.entry(*key).or_insert(*content);
                assert!(outcome.is_ok() || first != *content, "the same content is the same message");
            }
            Event::Moods(moods) => house.server.will_be(moods.clone()),
            Event::Killed { steps, other } => {
                let (one, two) = (house.other_program(), house.other_program());
                let _ = tokio::join!(killed_after(*steps, one.tick()), killed_after(*other, two.tick()));
            }
            Event::Works => drop(house.other_program().tick().await.unwrap()),
            Event::Passes(minutes) => house.clock.pass(jiff::SignedDuration::from_mins(*minutes)),
            Event::Jumps(minutes) => house.clock.set_by(jiff::SignedDuration::from_mins(*minutes)),
        }
    }
    // The day ends: the audit has looked, and the server comes to its senses.
    house.other_program().audit().await.unwrap();
    for _ in 0..30 {
        house.clock.pass(jiff::SignedDuration::from_hours(7));
        house.other_program().tick().await.unwrap();
    }
    acts
}

fn check(house: &House, acts: &BTreeMap<u8, u8>, seen: usize, open: &[Stored]) -> Result<(), TestCaseError> {
    prop_assert_eq!(open, &[], "none is stuck");
    let received = &house.server.received()[seen..];
    for key in acts.keys() {
        let to = format!("k{key}@example.jp");
        let copies: BTreeSet<&str> =
            received.iter().filter(|mail| mail.to == to).map(|mail| mail.text.as_str()).collect();
        prop_assert!(!copies.is_empty(), "the message to {} never arrived", to);
        prop_assert_eq!(copies.len(), 1, "two different contents under one key");
    }
    for mail in received {
        let key = mail.to.strip_prefix('k').and_then(|to| to.split('@').next()).and_then(|key| key.parse().ok());
        let content = key.and_then(|key: u8| acts.get(&key));
        prop_assert!(content.is_some(), "nobody sent a message to {}", mail.to);
        let link = format!("{LINK}/{}", content.copied().unwrap_or_default());
        prop_assert!(read(mail).plain.contains(&link), "the content is that of the first act");
    }
    Ok(())
}

#[test]
fn whatever_happens_every_message_arrives_and_none_is_two() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for database in runtime.block_on(databases()) {
        let cases = if database.engine() == Engine::Sqlite { 48 } else { 16 };
        let house = std::cell::RefCell::new(runtime.block_on(House::build(database)));
        let mut runner = TestRunner::new(ProptestConfig { cases, ..ProptestConfig::default() });
        let days = runner.run(&prop::collection::vec(event(), 1..25), |events| {
            let mut house = house.borrow_mut();
            runtime.block_on(async {
                let clean = "delete from outbox_step; delete from outbox_message; delete from timer";
                house.store.write(move |tx| tx.batch(clean)).await.unwrap();
                let seen = house.server.received().len();
                let acts = day(&mut house, &events).await;
                let hub = house.hub;
                let open = house.store.read(move |tx| open(tx, hub, 100)).await.unwrap();
                check(&house, &acts, seen, &open)
            })
        });
        days.unwrap();
    }
}
