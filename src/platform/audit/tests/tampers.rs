//! Each way to tamper that has a name of its own is told by its name, and at the right place.

use super::*;
use crate::platform::audit::event::Place;
use crate::platform::audit::verify::Witness;

/// Positions and places of the events in their order.
async fn order(house: &House) -> Vec<Place> {
    let hub = house.hub;
    let batches = house.store.read(move |tx| crate::platform::audit::store::chain::batches(tx, hub, 0, 1_000));
    let batches = batches.await.unwrap();
    let spans = batches.iter().flat_map(|row| row.batch.as_ref().unwrap().spans.clone());
    spans.flat_map(|span| (span.from..=span.last()).map(move |number| Place { lane: span.lane, number })).collect()
}

fn is(place: Place) -> String {
    format!("lane = {} and number = {}", place.lane, place.number)
}

fn outside() -> Witness {
    Witness::File("outside.txt".to_owned())
}

/// A history of 40 events with checkpoints at 20 and 40; the last one is held outside.
struct Kept {
    house: House,
    order: Vec<Place>,
    trust: Trust,
}

async fn kept() -> Vec<Kept> {
    let mut all = Vec::new();
    for house in houses().await {
        house.history(20).await;
        house.audit.checkpoint().await.unwrap();
        house.history(20).await;
        let trust = house.checkpoint_outside().await;
        assert_eq!(house.check(trust.clone()).await.findings, []);
        let order = order(&house).await;
        all.push(Kept { house, order, trust });
    }
    all
}

impl Kept {
    async fn found(&self, sql: &str) -> Vec<Finding> {
        self.house.found_after(sql, &self.trust).await
    }
}

#[tokio::test]
async fn an_edited_event_is_named() {
    for kept in kept().await {
        for column in [
            "actor_kind = 'hub'",
            "actor_id = null",
            "behalf_id = object_id",
            "what = 'print'",
            "object_kind = 'document'",
            "object_id = null",
            "subject_id = object_id",
            "reason = null",
            "amount = 2",
            "request = ''",
            "network = object_id",
            "digest = object_id",
        ] {
            let findings = kept.found(&format!("update audit_event set {column} where {}", is(kept.order[7]))).await;
            let [Finding::EventChanged(spot), ..] = findings[..] else { panic!("{column}: {findings:?}") };
            assert_eq!(spot.position, 7, "{column}");
        }
    }
}

#[tokio::test]
async fn a_value_of_another_kind_is_an_edit_too() {
    // SQLite keeps any kind of value in any column.
    let kept = kept().await.remove(0);
    for column in ["at = 'x'", "amount = 1.5", "what = x'00'", "object_id = 'x'", "digest = 7", "actor_kind = x'ff'"] {
        let findings = kept.found(&format!("update audit_event set {column} where {}", is(kept.order[7]))).await;
        let told =
            matches!(findings[..], [Finding::EventChanged(s) | Finding::EventMovedInTime(s), ..] if s.position == 7);
        assert!(told, "{column}: {findings:?}");
    }
    for sql in ["lane = 'x'", "number = 'x'"] {
        let findings = kept.found(&format!("update audit_event set {sql} where {}", is(kept.order[7]))).await;
        assert!(matches!(findings[0], Finding::EventsMissing { count: 1, .. }), "{findings:?}");
        assert!(findings.iter().any(|f| matches!(f, Finding::EventsInserted { .. })), "{findings:?}");
    }
    let findings = kept.found("update audit_lane set sealed = 'x'").await;
    assert!(matches!(findings[..], [Finding::LaneChanged(_)]), "{findings:?}");
    for column in ["first = 'x'", "count = 1.5", "sealed_at = 'x'", "witnessed = 'x'", "spans = 'x'", "root = 'x'"] {
        let sql = format!("update audit_batch set {column} where first = 5");
        assert!(!kept.found(&sql).await.is_empty(), "{column}");
    }
}

#[tokio::test]
async fn a_missing_event_is_named() {
    for kept in kept().await {
        let findings = kept.found(&format!("delete from audit_event where {}", is(kept.order[7]))).await;
        let [Finding::EventsMissing { first, count: 1 }, ..] = &findings[..] else { panic!("{findings:?}") };
        assert_eq!(first.position, 7);
        let words = findings[0].to_string();
        assert!(words.starts_with("8番目の記録(") && words.contains("1 events are missing"), "{words}");
    }
}

#[tokio::test]
async fn an_event_that_was_moved_in_time_is_named() {
    let day = 86_400_000_000_i64;
    for kept in kept().await {
        for by in [-day, day] {
            let sql = format!("update audit_event set at = at + {by} where {}", is(kept.order[7]));
            let findings = kept.found(&sql).await;
            assert!(matches!(findings[..], [Finding::EventMovedInTime(spot)] if spot.position == 7), "{findings:?}");
        }
    }
}

#[tokio::test]
async fn two_events_in_each_others_place_are_named() {
    for kept in kept().await {
        let (a, b) = (kept.order[6], kept.order[7]);
        let to = |from: Place, lane: i64, number: i64| {
            format!("update audit_event set lane = {lane}, number = {number} where {};", is(from))
        };
        let aside = Place { lane: 1, number: 1 };
        let sql = [to(a, 1, 1), to(b, a.lane, a.number), to(aside, b.lane, b.number)].concat();
        let findings = kept.found(&sql).await;
        let [Finding::EventsSwapped(a, b), ..] = findings[..] else { panic!("{findings:?}") };
        assert_eq!((a.position, b.position), (6, 7));
    }
}

#[tokio::test]
async fn an_inserted_event_is_named() {
    for kept in kept().await {
        for (lane, number) in [("12345", "1"), ("lane", "100000")] {
            let sql = format!(
                "delete from audit_lane;
                 insert into audit_event select hub_id, {lane}, {number}, at, actor_kind, actor_id, behalf_id, what,
                   object_kind, object_id, subject_id, reason, amount, request, network, digest
                 from audit_event where at = (select max(at) from audit_event)"
            );
            let findings = kept.found(&sql).await;
            assert!(matches!(findings[..], [Finding::EventsInserted { count: 1, .. }]), "{findings:?}");
        }
    }
}

#[tokio::test]
async fn a_changed_batch_is_named() {
    for kept in kept().await {
        for change in [
            "update audit_batch set sealed_at = sealed_at - 86400000000",
            "update audit_batch set sealed_at = sealed_at + 1",
            "update audit_batch set witnessed = 0",
            "update audit_batch set count = count + 1",
            "update audit_batch set spans = root",
            "update audit_batch set root = spans",
            "delete from audit_batch",
        ] {
            let findings = kept.found(&format!("{change} where first = 5")).await;
            let first = findings.first().unwrap_or_else(|| panic!("{change}"));
            assert_eq!(first.position(), 5, "{change}: {findings:?}");
            let named = matches!(
                first,
                Finding::BatchChanged { .. } | Finding::OrderChanged { .. } | Finding::BatchesMissing { .. }
            );
            assert!(named, "{change}: {findings:?}");
        }
    }
}

/// Cuts everything after the checkpoint at 20 events, so that what is left fits together.
const CUT: &str = "delete from audit_checkpoint where number = 2;
    delete from audit_event where exists (select 1 from audit_lane);
    delete from audit_batch where first >= 20;
    delete from audit_lane";

#[tokio::test]
async fn a_tail_that_was_cut_off_is_found_by_whoever_holds_a_checkpoint() {
    for house in houses().await {
        house.history(20).await;
        house.audit.checkpoint().await.unwrap();
        // From here on in other lanes, so that the cut is simple.
        house.clock.pass(jiff::SignedDuration::from_hours(4));
        for _ in 0..2 {
            house.audit.seal_all().await.unwrap();
            house.clock.pass(jiff::SignedDuration::from_hours(4));
        }
        let old = house.number("select count(*) from audit_event").await;
        assert_eq!((old, house.number("select count(*) from audit_lane").await), (20, 0));
        house.history(20).await;
        let trust = house.checkpoint_outside().await;
        let own = house.own_trust().await;
        let cut = CUT.replace("exists (select 1 from audit_lane)", "lane in (select lane from audit_lane)");
        house.tamper(&cut).await;
        // Without anything from outside there is nothing to see: this is what a checkpoint is for.
        assert_eq!(house.findings().await, []);
        let findings = house.check(trust).await.findings;
        let missing = Finding::CheckpointMissing { number: 2, seen: outside() };
        assert_eq!(findings, [Finding::TailCut { seen: outside(), size: 40, have: 20 }, missing]);
        // The data folder remembers as well.
        let findings = house.check(own).await.findings;
        assert_eq!(findings, [Finding::TailCut { seen: Witness::DataFolder, size: 40, have: 20 }]);
    }
}

#[tokio::test]
async fn checkpoints_that_were_dropped_or_altered_are_named() {
    for kept in kept().await {
        for (sql, expected) in [
            (
                "delete from audit_checkpoint where number = 2",
                Finding::CheckpointMissing { number: 2, seen: outside() },
            ),
            (
                "delete from audit_checkpoint where number = 1",
                Finding::CheckpointMissing { number: 1, seen: Witness::Checkpoint(2) },
            ),
            (
                "update audit_checkpoint set note = replace(note, 'moment 2026-04-01', 'moment 2026-03-31')
                 where number = 1",
                Finding::SignatureWrong(Witness::Checkpoint(1)),
            ),
            (
                "update audit_checkpoint set note = 'nothing' where number = 1",
                Finding::CheckpointChanged(Witness::Checkpoint(1)),
            ),
            (
                "update audit_checkpoint set frontier = (select max(digest) from audit_event) where number = 1",
                Finding::CheckpointChanged(Witness::Checkpoint(1)),
            ),
            (
                "update audit_checkpoint set note = (select note from audit_checkpoint where number = 1)",
                Finding::CheckpointChanged(Witness::Checkpoint(2)),
            ),
            ("update audit_key set since = since + 1", Finding::KeyChanged),
        ] {
            // There is no greatest of bytes in PostgreSQL.
            let sql = sql.replace("select max(digest) from audit_event", "select digest from audit_event limit 1");
            let findings = kept.found(&sql).await;
            assert!(findings.contains(&expected), "{sql}: {findings:?}");
        }
    }
}

#[tokio::test]
async fn what_is_not_sealed_yet_is_looked_at_too() {
    for house in houses().await {
        house.history(10).await;
        let (hub, at) = (house.hub, house.clock.now());
        let three = house.write(move |tx| {
            let later = |n: u8| at + jiff::SignedDuration::from_millis(n.into());
            (0..3).try_for_each(|n| record(tx, hub, &event(later(n), What::Write, 1, n)).map(drop))
        });
        three.await.unwrap();
        let report = house.check(Trust::default()).await;
        assert_eq!((report.unsealed, report.findings), (3, vec![]));
        let newest = "at = (select max(at) from audit_event)";
        let before = "at = (select max(at) - 1000 from audit_event)";
        type IsNamed = fn(&Finding) -> bool;
        let cases: [(String, IsNamed); 4] = [
            (format!("update audit_event set at = 5 where {newest}"), |f| matches!(f, Finding::UnsealedChanged(_))),
            (format!("update audit_event set amount = 9 where {newest}"), |f| matches!(f, Finding::UnsealedChanged(_))),
            (format!("delete from audit_event where {before}"), |f| matches!(f, Finding::UnsealedMissing(_))),
            ("update audit_lane set sealed = sealed + 1".to_owned(), |f| matches!(f, Finding::LaneChanged(_))),
        ];
        for (sql, is_named) in cases {
            let findings = house.found_after(&sql, &Trust::default()).await;
            assert!(findings.iter().any(is_named), "{sql}: {findings:?}");
        }
    }
}

#[tokio::test]
async fn a_clock_that_was_set_back_accuses_nobody() {
    for house in houses().await {
        house.history(10).await;
        house.clock.set_by(jiff::SignedDuration::from_hours(-2));
        house.look(1, 1).await;
        let report = house.check(house.own_trust().await).await;
        assert_eq!((report.unsealed, report.findings), (1, vec![]));
    }
}

#[tokio::test]
async fn a_batch_of_thousands_of_millions_does_not_stop_the_check() {
    for kept in kept().await {
        let spans = "0000000000000001000000000000000100000000".replace("0100000000", "01fffffff0");
        let (from, to) = match kept.house.store.engine() {
            kyoten_store::Engine::Sqlite => ("x'", "'"),
            kyoten_store::Engine::Postgres => ("decode('", "', 'hex')"),
        };
        let sql = format!("update audit_batch set count = 4294967280, spans = {from}{spans}{to} where first = 5");
        assert!(kept.found(&sql).await.contains(&Finding::BatchChanged { position: 5 }));
    }
}

#[tokio::test]
async fn what_is_tampered_with_after_an_older_wound_is_found_as_well() {
    for house in houses().await {
        house.history(10).await;
        house.tamper("delete from audit_batch where first = 3").await;
        house.audit.checkpoint().await.unwrap().unwrap();
        house.history(10).await;
        let wound = house.check(house.own_trust().await).await.findings;
        assert_eq!(wound[0], Finding::BatchesMissing { position: 3, count: 2 });
        assert!(wound.contains(&Finding::Rebuilt { seen: Witness::Checkpoint(1), size: 10 }), "{wound:?}");
        house.tamper("update audit_batch set sealed_at = sealed_at + 1 where first = 13").await;
        let findings = house.check(house.own_trust().await).await.findings;
        let new: Vec<_> = findings.into_iter().filter(|finding| !wound.contains(finding)).collect();
        assert!(matches!(new[..], [Finding::OrderChanged { position: 13, .. }, ..]), "{new:?}");
    }
}

#[tokio::test]
async fn a_change_just_before_a_checkpoint_is_told_where_it_is() {
    for kept in kept().await {
        // The last batch before the checkpoint at twenty.
        let findings = kept.found("update audit_batch set sealed_at = sealed_at - 1 where first = 19").await;
        assert!(matches!(findings[0], Finding::OrderChanged { position: 19, .. }), "{findings:?}");
        assert_eq!(findings[1..], [Finding::Rebuilt { seen: Witness::Checkpoint(1), size: 20 }]);
    }
}
