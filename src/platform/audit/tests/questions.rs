//! Questions to the audit, and the rules that ask them by themselves.

use jiff::SignedDuration;

use super::*;
use crate::platform::audit::alert::Rule;
use crate::platform::audit::store::questions::statement;
use crate::platform::audit::{Actor, Object, Question, Recorded, ask, open_alerts, settle_alert, watch};
use crate::platform::id::Id;

impl House {
    /// All pages of an answer.
    async fn ask(&self, question: Question, most: u32) -> Vec<Recorded> {
        let (mut events, mut after) = (Vec::new(), None);
        loop {
            let (hub, question) = (self.hub, question.clone());
            let page = self.store.read(move |tx| ask(tx, hub, &question, after, most)).await.unwrap();
            assert!(page.events.len() <= most as usize);
            events.extend(page.events);
            match page.next {
                Some(next) => after = Some(next),
                None => return events,
            }
        }
    }
}

#[tokio::test]
async fn who_saw_me_what_did_he_do_and_what_happened_then() {
    for house in houses().await {
        house.history(50).await;
        // A document of patient 4, with everything an event can say.
        let document = Object { kind: Code::new("document"), id: [200; 16] };
        let full = Event::new(Actor::Member(member(3)), What::Print, house.clock.now())
            .on(document)
            .about(Id::<()>::from_bytes([4; 16]))
            .in_the_name_of(member(5))
            .because(Code::new("care"))
            .of_records(3)
            .in_request("k7q2m9x0ab", "203.0.113.9".parse().unwrap());
        house.audit.look(full.clone()).await.unwrap();
        // Events of one moment have an order too.
        for _ in 0..20 {
            house.audit.look(house.event(What::Look, 6, 4)).await.unwrap();
        }

        let everything = house.ask(Question::default(), 1_000).await;
        assert_eq!(everything.len(), 71);
        assert!(everything.windows(2).all(|pair| pair[0].event.at >= pair[1].event.at));
        assert!(everything.iter().any(|recorded| recorded.event == full));
        for most in [1, 3, 7, 71] {
            assert_eq!(house.ask(Question::default(), most).await, everything, "in pages of {most}");
        }

        let about = |event: &Event| {
            event.subject == Some([4; 16]) || event.object.as_ref().is_some_and(|object| object.id == [4; 16])
        };
        let saw_me = house.ask(Question { about: Some([4; 16]), ..Question::default() }, 2).await;
        assert!(saw_me.iter().all(|recorded| about(&recorded.event)));
        assert_eq!(saw_me.len(), everything.iter().filter(|recorded| about(&recorded.event)).count());

        let (since, before) = (everything[60].event.at, everything[25].event.at);
        let question =
            Question { actor: Some(member(3)), since: Some(since), before: Some(before), ..Question::default() };
        let did = house.ask(question, 2).await;
        let expected: Vec<Recorded> = everything
            .iter()
            .filter(|r| r.event.actor.member() == Some(member(3)) && r.event.at >= since && r.event.at < before)
            .cloned()
            .collect();
        assert!(!expected.is_empty());
        assert_eq!(did, expected);
    }
}

#[tokio::test]
async fn every_question_uses_an_index() {
    let question = Question { before: Some(BEGINNING.parse().unwrap()), ..Question::default() };
    let about = Question { about: Some([1; 16]), ..question.clone() };
    let actor = Question { actor: Some(member(1)), ..question.clone() };
    for house in houses().await {
        house.history(5).await;
        for (question, indexes) in [
            (&question, &["audit_event_at"][..]),
            (&actor, &["audit_event_actor"]),
            (&about, &["audit_event_object", "audit_event_subject"]),
        ] {
            let (sql, values) = statement(house.hub, question, None, 50);
            let explained = house.store.read(move |tx| {
                let explain = match tx.engine() {
                    kyoten_store::Engine::Sqlite => format!("explain query plan {sql}"),
                    kyoten_store::Engine::Postgres => {
                        // A small table is read as a whole; what matters is what becomes of a large one.
                        tx.batch("set local enable_seqscan = off")?;
                        format!("explain {sql}")
                    }
                };
                tx.query(&explain, &values, |row| Ok(row.text(row.columns() - 1)?.to_owned()))
            });
            let explained = explained.await.unwrap().join("\n");
            for index in indexes {
                assert!(explained.contains(index), "{question:?}: {explained}");
            }
        }
    }
}

#[tokio::test]
async fn two_hundred_records_in_ten_minutes_are_told_within_the_minute_and_once() {
    for house in houses().await {
        house.history(20).await;
        let watch = async || watch::watch(&house.store, house.hub, house.clock.now()).await.unwrap();
        assert_eq!(watch().await, 0);
        for n in 0..200 {
            house.clock.pass(SignedDuration::from_secs(2));
            house.audit.look(house.event(What::Look, 9, n)).await.unwrap();
            if n % 20 == 0 {
                house.audit.seal_all().await.unwrap();
                watch().await;
            }
        }
        house.audit.seal_all().await.unwrap();
        watch().await;
        let open = async || {
            let hub = house.hub;
            house.store.read(move |tx| open_alerts(tx, hub, 10)).await.unwrap()
        };
        let alerts = open().await;
        assert_eq!(alerts.len(), 1, "{alerts:?}");
        let alert = alerts[0].alert.clone();
        assert_eq!((alert.rule, alert.actor, alert.records), (Rule::Many, member(9), 200));
        let late = alerts[0].noticed_at.duration_since(alert.since + SignedDuration::from_secs(2 * 60));
        assert!(late <= SignedDuration::from_mins(1), "noticed {late} after the limit was reached");

        let (hub, now) = (house.hub, house.clock.now());
        let settle = async || {
            let alert = alert.clone();
            house.store.write(move |tx| settle_alert(tx, hub, &alert, member(1), now)).await.unwrap()
        };
        assert!(settle().await);
        assert!(!settle().await, "it is settled already");
        assert_eq!(open().await, []);
        assert_eq!(watch().await, 0, "nothing new");
    }
}
