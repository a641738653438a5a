//! What somebody does to the database while the hub is running.

use super::*;
use crate::platform::audit::batch::{Batch, Span};
use crate::platform::audit::digest::leaf;
use crate::platform::audit::key::Key;
use crate::platform::audit::lane;
use crate::platform::audit::store::{chain, events};

/// What the alarms in the audit say.
async fn alarms(house: &House) -> Vec<String> {
    let hub = house.hub;
    let question = crate::platform::audit::Question::default();
    let answer = house.store.read(move |tx| crate::platform::audit::ask(tx, hub, &question, None, 1_000));
    let events = answer.await.unwrap().events;
    let alarms = events.iter().filter(|recorded| recorded.event.what == What::Alarm);
    let mut says: Vec<String> = alarms.map(|alarm| alarm.event.reason.as_ref().unwrap().to_string()).collect();
    says.reverse();
    says
}

/// Tampers when three events of one lane are committed and not sealed; says which alarms are raised.
async fn caught(house: &House, sql: &str) -> Vec<String> {
    house.history(10).await;
    house.clock.pass(jiff::SignedDuration::from_secs(1));
    let (hub, at) = (house.hub, house.clock.now());
    let three = house.write(move |tx| {
        let later = |n: u8| at + jiff::SignedDuration::from_millis(n.into());
        (0..3).try_for_each(|n| record(tx, hub, &event(later(n), What::Write, 1, n)).map(drop))
    });
    three.await.unwrap();
    house.tamper(sql).await;
    // The alarms themselves are sealed in the second round.
    house.audit.seal_all().await.unwrap();
    house.audit.seal_all().await.unwrap();
    house.look(2, 2).await;
    house.audit.seal_all().await.unwrap();
    alarms(house).await
}

const LAST: &str = "at = (select max(at) from audit_event)";

#[tokio::test]
async fn an_event_that_is_changed_before_it_is_sealed_is_noticed() {
    for house in houses().await {
        let sql = format!("update audit_event set amount = 7 where {LAST}");
        assert_eq!(caught(&house, &sql).await, ["event_changed"]);
        let report = house.check(house.own_trust().await).await;
        assert_eq!((report.alarms, report.unwitnessed), (1, 1));
        assert!(matches!(report.findings[..], [Finding::EventChanged(_)]), "{:?}", report.findings);
    }
}

#[tokio::test]
async fn an_event_that_is_taken_away_before_it_is_sealed_is_noticed_even_when_it_was_the_last_one() {
    for house in houses().await {
        let sql = format!("delete from audit_event where {LAST}");
        assert_eq!(caught(&house, &sql).await, ["event_vanished"]);
        // The numbers of its lane end before it, so that only the alarm tells of it for ever.
        assert_eq!(house.check(house.own_trust().await).await.alarms, 1);
    }
}

#[tokio::test]
async fn one_that_was_not_the_last_leaves_a_gap_as_well() {
    for house in houses().await {
        let sql = "delete from audit_event where at = (select max(at) - 1000 from audit_event)";
        assert_eq!(caught(&house, sql).await, ["event_vanished"]);
        let findings = house.check(house.own_trust().await).await.findings;
        assert!(matches!(findings[..], [Finding::MissingBeforeSealing { count: 1, .. }]), "{findings:?}");
    }
}

#[tokio::test]
async fn all_that_is_not_sealed_is_missed() {
    for house in houses().await {
        let sql = "delete from audit_event where at >= (select max(at) - 2000 from audit_event)";
        assert_eq!(caught(&house, sql).await, ["event_vanished"; 3]);
    }
}

#[tokio::test]
async fn an_event_that_somebody_else_writes_into_a_lane_in_use_is_noticed() {
    for house in houses().await {
        let sql = format!(
            "insert into audit_event select hub_id, lane, number + 1, at, actor_kind, actor_id, behalf_id, what,
               object_kind, object_id, subject_id, reason, amount, request, network, digest from audit_event where {LAST}"
        );
        assert_eq!(caught(&house, &sql).await, ["event_invented"]);
        let report = house.check(house.own_trust().await).await;
        assert_eq!(report.unwitnessed, 1);
        assert!(!report.findings.is_empty(), "its digest is that of another place");
    }
}

#[tokio::test]
async fn a_lane_that_is_taken_away_does_not_stop_the_sealing() {
    for house in houses().await {
        assert_eq!(caught(&house, "delete from audit_lane").await, ["lane_gone"]);
        let report = house.check(house.own_trust().await).await;
        assert_eq!((report.events, report.unsealed, report.findings), (15, 0, vec![]));
    }
}

#[tokio::test]
async fn a_lane_that_pretends_to_be_sealed_is_sealed_all_the_same() {
    for by in [5, -3] {
        for house in houses().await {
            let lane = format!("lane = (select lane from audit_event where {LAST})");
            let sql = format!("update audit_lane set sealed = sealed + ({by}) where {lane}");
            assert_eq!(caught(&house, &sql).await, ["lane_changed"]);
            let report = house.check(house.own_trust().await).await;
            assert_eq!((report.events, report.unsealed, report.findings), (15, 0, vec![]));
        }
    }
}

/// A batch as somebody makes it who knows the program but not its key: an event of his own, and the right root.
async fn forge_a_batch(house: &House) {
    let (hub, at) = (house.hub, house.clock.now());
    let mut tree = crate::platform::audit::remembered(house.folder.path(), hub).unwrap();
    let forged = house.store.write(move |tx| {
        let place = record(tx, hub, &event(at, What::Look, 9, 9))?;
        let rows = events::in_lane(tx, hub, place.lane, place.number, place.number, 1)?;
        let first = tree.size();
        tree.push(leaf(&rows[0].digest, at.as_microsecond(), true));
        let spans = Span::of_numbers(place.lane, [place.number]);
        chain::advance(tx, hub, place.lane, place.number - 1, place.number)?;
        let mut batch =
            Batch { first, sealed_at: at.as_microsecond(), witnessed: true, spans, root: tree.root(), signature: None };
        batch.sign(hub, &Key::generate());
        chain::add_batch(tx, hub, &batch)
    });
    forged.await.unwrap();
    // The process knows nothing of it.
    lane::forget(hub);
}

#[tokio::test]
async fn a_batch_that_no_node_has_signed_is_noticed() {
    for house in houses().await {
        house.history(10).await;
        forge_a_batch(&house).await;
        let findings = house.check(house.own_trust().await).await.findings;
        assert_eq!(findings, [Finding::BatchNotSigned { position: 10 }]);
        house.look(1, 1).await;
        house.audit.seal_all().await.unwrap();
        assert_eq!(alarms(&house).await, ["chain_changed"]);
    }
}

#[tokio::test]
async fn an_alarm_that_lasts_is_told_once() {
    for house in houses().await {
        house.history(10).await;
        house.tamper("insert into audit_batch select hub_id, 4611686018427387904, count, sealed_at, witnessed, spans, root, signature from audit_batch where first = 0").await;
        for n in 0..5 {
            house.look(1, n).await;
            house.audit.seal_all().await.unwrap();
        }
        assert_eq!(alarms(&house).await, ["chain_changed"]);
        let report = house.check(house.own_trust().await).await;
        assert_eq!((report.events, report.unsealed), (16, 0));
        assert!(matches!(report.findings[..], [Finding::BatchChanged { .. }]), "{:?}", report.findings);
    }
}

#[tokio::test]
async fn a_chain_that_becomes_shorter_or_another_one_is_noticed() {
    for house in houses().await {
        let cut = "delete from audit_batch where first = (select max(first) from audit_batch)";
        assert_eq!(caught(&house, cut).await, ["chain_cut"]);
        let findings = house.check(house.own_trust().await).await.findings;
        assert!(findings.iter().any(|f| matches!(f, Finding::BatchesMissing { .. })), "{findings:?}");
    }
    for house in houses().await {
        let root = match house.store.engine() {
            kyoten_store::Engine::Sqlite => "zeroblob(32)",
            kyoten_store::Engine::Postgres => "decode(repeat('00', 32), 'hex')",
        };
        let changed =
            format!("update audit_batch set root = {root} where first = (select max(first) from audit_batch)");
        assert_eq!(caught(&house, &changed).await, ["chain_changed"]);
        let findings = house.check(house.own_trust().await).await.findings;
        assert!(matches!(findings[..], [Finding::OrderChanged { .. }]), "{findings:?}");
    }
}

#[tokio::test]
async fn the_guards_stop_a_careless_hand() {
    for house in houses().await {
        house.history(5).await;
        house.audit.checkpoint().await.unwrap();
        for sql in [
            "update audit_event set amount = 2",
            "delete from audit_event",
            "update audit_batch set sealed_at = 0",
            "delete from audit_batch",
            "update audit_checkpoint set number = 2",
            "delete from audit_checkpoint",
        ] {
            let refused = house.store.write(move |tx| tx.batch(sql)).await;
            assert!(matches!(refused, Err(Error::Constraint { .. })), "{sql}: {refused:?}");
        }
        assert_eq!(house.findings().await, []);
    }
}

#[tokio::test]
async fn an_event_whose_writer_went_away_is_missed_too() {
    for house in houses().await {
        let (hub, event) = (house.hub, house.event(What::Write, 1, 1));
        tokio::select! {
            biased;
            _ = crate::platform::audit::write(&house.store, hub, move |tx| record(tx, hub, &event)) => {}
            () = std::future::ready(()) => {}
        }
        while house.audit.longest_wait().is_zero() {
            house.store.ping().await.unwrap();
        }
        house.tamper("delete from audit_event").await;
        house.audit.seal_all().await.unwrap();
        house.audit.seal_all().await.unwrap();
        assert_eq!(alarms(&house).await, ["event_vanished"]);
    }
}

#[tokio::test]
async fn a_part_of_a_unit_of_work_that_was_undone_is_not_missed() {
    for house in houses().await {
        let (hub, event) = (house.hub, house.event(What::Write, 1, 1));
        let unit = house.write(move |tx| {
            record(tx, hub, &event)?;
            let part = tx.attempt(|tx| {
                record(tx, hub, &event)?;
                record(tx, hub, &event)?;
                Err::<(), _>(Error::NoRow)
            });
            assert_eq!(part, Err(Error::NoRow));
            Ok(())
        });
        unit.await.unwrap();
        house.look(1, 2).await;
        house.audit.seal_all().await.unwrap();
        house.audit.seal_all().await.unwrap();
        assert_eq!(alarms(&house).await, [""; 0]);
        let report = house.check(house.own_trust().await).await;
        assert_eq!((report.events, report.unwitnessed, report.findings), (2, 0, vec![]));
    }
}

#[tokio::test]
async fn a_lane_that_pretends_to_be_sealed_hides_nothing_behind_what_another_node_sealed() {
    for house in houses().await {
        let other = Audit::at_home(house.store.clone(), house.hub, house.clock.clone(), house.folder.path());
        let other = other.await.unwrap();
        house.history(10).await;
        house.look(1, 1).await;
        assert_eq!(other.seal_all().await.unwrap(), 1);
        house.clock.pass(jiff::SignedDuration::from_millis(1));
        let (hub, event) = (house.hub, house.event(What::Write, 1, 1));
        house.write(move |tx| record(tx, hub, &event).map(drop)).await.unwrap();
        let lane = format!("lane = (select lane from audit_event where {LAST})");
        house.tamper(&format!("update audit_lane set sealed = sealed + 5 where {lane}")).await;
        house.audit.seal_all().await.unwrap();
        house.audit.seal_all().await.unwrap();
        assert_eq!(alarms(&house).await, ["lane_changed"]);
        let report = house.check(house.own_trust().await).await;
        assert_eq!((report.events, report.unsealed, report.findings), (13, 0, vec![]));
    }
}
