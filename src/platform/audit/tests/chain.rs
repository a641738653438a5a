//! Recording and sealing.

use jiff::SignedDuration;

use super::*;
use crate::platform::audit::lane;

#[tokio::test]
async fn what_is_recorded_is_sealed_in_one_order_and_holds() {
    for house in houses().await {
        assert_eq!(house.check(house.own_trust().await).await.findings, []);
        house.history(60).await;
        let report = house.check(house.own_trust().await).await;
        assert_eq!(report.findings, []);
        assert_eq!((report.events, report.unsealed, report.unwitnessed), (60, 0, 0));
        assert!(report.batches > 5);
        assert_eq!(house.audit.seal_all().await.unwrap(), 0, "nothing is sealed twice");
    }
}

#[tokio::test]
async fn an_act_and_its_event_are_kept_together_or_not_at_all() {
    for house in houses().await {
        let (hub, event) = (house.hub, house.event(What::Write, 1, 2));
        for undone in [true, false, true, true, false] {
            let event = event.clone();
            let outcome = house
                .write(move |tx| {
                    record(tx, hub, &event)?;
                    record(tx, hub, &event)?;
                    if undone { Err(Error::NoRow) } else { Ok(()) }
                })
                .await;
            assert_eq!(outcome.is_err(), undone);
        }
        assert_eq!(house.number("select count(*) from audit_event").await, 4);
        house.audit.seal_all().await.unwrap();
        let report = house.check(house.own_trust().await).await;
        assert_eq!((report.events, report.unwitnessed, report.alarms), (4, 0, 0));
        assert_eq!(report.findings, []);
    }
}

#[tokio::test]
async fn many_writers_at_once_leave_no_gap_and_wait_for_nobody() {
    for house in houses().await {
        let house = std::sync::Arc::new(house);
        let mut running = tokio::task::JoinSet::new();
        for writer in 0..24_u8 {
            let house = std::sync::Arc::clone(&house);
            running.spawn(async move {
                for n in 0..20 {
                    let (hub, event) = (house.hub, house.event(What::Write, writer, n));
                    let undone = (usize::from(writer) + usize::from(n)) % 9 == 0;
                    let outcome = house.write(move |tx| {
                        record(tx, hub, &event)?;
                        if undone { Err(Error::NoRow) } else { Ok(()) }
                    });
                    assert_eq!(outcome.await.is_err(), undone);
                    if n % 3 == 0 {
                        house.audit.look(house.event(What::Look, writer, n)).await.unwrap();
                    }
                    if n % 6 == writer % 6 {
                        house.audit.seal_all().await.unwrap();
                    }
                }
            });
        }
        while let Some(ended) = running.join_next().await {
            ended.unwrap();
        }
        house.audit.seal_all().await.unwrap();
        let undone = (0..24_usize).map(|w| (0..20).filter(|n| (w + n) % 9 == 0).count()).sum::<usize>();
        let report = house.check(house.own_trust().await).await;
        assert_eq!(report.findings, []);
        assert_eq!(report.events as usize, 24 * 20 - undone + 24 * 7);
        assert_eq!((report.unsealed, report.unwitnessed, report.alarms), (0, 0, 0));
    }
}

#[tokio::test]
async fn two_nodes_that_seal_at_the_same_time_make_one_chain() {
    for house in houses().await {
        let folder = tempfile::tempdir().unwrap();
        std::fs::copy(house.folder.path().join("audit-key"), folder.path().join("audit-key")).unwrap();
        let other = Audit::at_home(house.store.clone(), house.hub, house.clock.clone(), folder.path()).await.unwrap();
        for n in 0..40 {
            house.look(1, n).await;
            let (a, b) = tokio::join!(house.audit.seal_all(), other.seal_all());
            a.unwrap();
            b.unwrap();
        }
        house.audit.seal_all().await.unwrap();
        let report = house.check(house.own_trust().await).await;
        assert_eq!((report.events, report.findings), (40, vec![]));
        // Each has followed what the other one sealed, and signs the same.
        let theirs = other.checkpoint().await.unwrap().unwrap();
        assert_eq!(house.audit.checkpoint().await.unwrap(), Some(theirs));
    }
}

#[tokio::test]
async fn what_a_process_leaves_behind_is_sealed_by_the_next_one_and_says_so() {
    for house in houses().await {
        house.history(10).await;
        house.look(1, 2).await;
        house.look(1, 3).await;
        lane::forget(house.hub);
        let next =
            Audit::at_home(house.store.clone(), house.hub, house.clock.clone(), house.folder.path()).await.unwrap();
        // Another node may be about to seal them.
        assert_eq!(next.seal_all().await.unwrap(), 0);
        let report = house.check(house.own_trust().await).await;
        assert_eq!((report.events, report.unsealed, report.findings), (10, 2, vec![]));
        house.clock.pass(SignedDuration::from_secs(5));
        assert_eq!(next.seal_all().await.unwrap(), 2);
        let report = house.check(house.own_trust().await).await;
        assert_eq!((report.events, report.unsealed, report.unwitnessed), (12, 0, 2));
        assert_eq!((report.alarms, report.findings), (0, vec![]));
    }
}

#[tokio::test]
async fn a_lane_in_which_nothing_happens_any_more_ends() {
    for house in houses().await {
        house.history(10).await;
        assert!(house.number("select count(*) from audit_lane").await > 0);
        for _ in 0..3 {
            house.clock.pass(SignedDuration::from_hours(3));
            house.audit.seal_all().await.unwrap();
        }
        assert_eq!(house.number("select count(*) from audit_lane").await, 0);
        // Its thread notices, and takes another one.
        house.look(1, 1).await;
        house.audit.seal_all().await.unwrap();
        assert_eq!(house.number("select count(*) from audit_lane").await, 1);
        let report = house.check(house.own_trust().await).await;
        assert_eq!((report.events, report.alarms, report.findings), (11, 0, vec![]));
    }
}

#[tokio::test]
async fn a_node_that_remembers_nothing_goes_on_from_the_last_checkpoint_or_from_the_beginning() {
    for house in houses().await {
        house.history(20).await;
        for signed in [false, true] {
            if signed {
                house.audit.checkpoint().await.unwrap().unwrap();
            }
            house.history(9).await;
            std::fs::remove_file(house.folder.path().join("audit-head")).unwrap();
            let fresh = Audit::at_home(house.store.clone(), house.hub, house.clock.clone(), house.folder.path());
            let fresh = fresh.await.unwrap();
            fresh.look(house.event(What::Look, 1, 1)).await.unwrap();
            assert_eq!(fresh.seal_all().await.unwrap(), 1);
            house.audit.seal_all().await.unwrap();
            let report = house.check(house.own_trust().await).await;
            assert_eq!((report.alarms, report.findings), (0, vec![]));
        }
    }
}

#[tokio::test]
async fn a_clock_that_was_set_back_does_not_disturb_the_order() {
    for house in houses().await {
        house.history(5).await;
        house.clock.set_by(SignedDuration::from_hours(-2));
        house.history(5).await;
        let report = house.check(house.own_trust().await).await;
        assert_eq!((report.events, report.findings), (10, vec![]));
        assert!(house.audit.checkpoint().await.unwrap().is_some());
    }
}

#[tokio::test]
async fn an_event_longer_than_a_lane_may_be_waited_for_is_not_forgotten() {
    for house in houses().await {
        // More than one round takes from a lane.
        let (hub, at) = (house.hub, house.clock.now());
        house
            .write(move |tx| {
                let many: Vec<Event> = (0..25_000).map(|n| event(at, What::Import, 1, (n % 250) as u8)).collect();
                crate::platform::audit::record::record_many(tx, hub, &many)
            })
            .await
            .unwrap();
        assert_eq!(house.audit.seal_all().await.unwrap(), 25_000);
        let report = house.check(house.own_trust().await).await;
        assert_eq!((report.events, report.batches, report.unwitnessed, report.findings), (25_000, 3, 0, vec![]));
    }
}

#[tokio::test]
async fn after_a_restored_backup_the_chain_goes_on_behind_a_gap_that_everybody_sees() {
    for house in houses().await {
        house.history(10).await;
        let before = house.checkpoint_outside().await.held;
        house.history(5).await;
        // As it was after the tenth event.
        let old = "delete from audit_event where at > (select min(at) + 63000 from audit_event);
            delete from audit_batch where first >= 10;
            delete from audit_lane";
        house.tamper(old).await;
        lane::forget(house.hub);
        let next = Audit::at_home(house.store.clone(), house.hub, house.clock.clone(), house.folder.path()).await;
        let next = next.unwrap();
        house.clock.pass(SignedDuration::from_secs(2));
        next.seal_all().await.unwrap();
        next.look(house.event(What::Look, 1, 1)).await.unwrap();
        next.seal_all().await.unwrap();
        let after = next.checkpoint().await.unwrap().unwrap();
        let mut trust = house.own_trust().await;
        trust.held.extend(before);
        trust.held.push(Held::file("after.txt", after));
        let report = house.check(trust.clone()).await;
        assert_eq!(report.alarms, 1);
        let gap = |finding: &&Finding| matches!(finding, Finding::BatchesMissing { position: 10, count: 5 });
        assert_eq!(report.findings.iter().filter(gap).count(), 1, "{:?}", report.findings);
        // What happens later is checked as ever.
        let known = report.findings;
        next.look(house.event(What::Look, 1, 2)).await.unwrap();
        next.seal_all().await.unwrap();
        trust.held.retain(|held| held.note.is_some());
        trust.held.extend(house.own_trust().await.held);
        let findings = house.check(trust).await.findings;
        assert!(findings.iter().all(|finding| known.contains(finding)), "{findings:?}");
    }
}
