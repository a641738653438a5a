//! Checkpoints and keys.

use jiff::SignedDuration;

use super::*;
use crate::platform::audit::note::Note;

#[tokio::test]
async fn a_checkpoint_is_signed_every_hour_and_each_leads_to_the_one_before() {
    for house in houses().await {
        house.audit.sign_when_due().await;
        assert_eq!(house.audit.newest_checkpoint().await.unwrap(), None, "there is nothing to sign");
        let mut notes: Vec<Note> = Vec::new();
        for hour in 0..5 {
            house.history(3).await;
            house.clock.pass(SignedDuration::from_mins(61));
            house.audit.sign_when_due().await;
            house.audit.sign_when_due().await;
            notes.push(house.audit.newest_checkpoint().await.unwrap().unwrap());
            assert_eq!(notes[hour].checkpoint.number as usize, hour + 1);
        }
        for pair in notes.windows(2) {
            assert_eq!(pair[1].checkpoint.previous, Some(pair[0].hash()));
        }
        // Whoever kept any of them can check that the chain still leads there.
        let keys = vec![house.audit.public_key().await.unwrap()];
        let held = notes.iter().map(|note| Held::file("a.txt", Note::parse(&note.to_string()).unwrap())).collect();
        let report = house.check(Trust { keys, held }).await;
        assert_eq!((report.checkpoints, report.signed, report.findings), (5, 15, vec![]));
        // Nothing has happened, nothing is signed.
        house.clock.pass(SignedDuration::from_hours(3));
        house.audit.sign_when_due().await;
        assert_eq!(house.audit.newest_checkpoint().await.unwrap().as_ref(), notes.last());
    }
}

#[tokio::test]
async fn a_new_key_is_vouched_for_by_the_old_one_both_ways() {
    for house in houses().await {
        let first = house.audit.public_key().await.unwrap();
        house.history(3).await;
        let old = house.audit.checkpoint().await.unwrap().unwrap();
        let second = house.audit.renew_key().await.unwrap();
        assert_ne!(first, second);
        house.history(3).await;
        let new = house.audit.checkpoint().await.unwrap().unwrap();
        assert_eq!(new.signer(&[second]), Ok(second));
        for known in [first, second] {
            let held = vec![Held::file("old.txt", old.clone()), Held::file("new.txt", new.clone())];
            let report = house.check(Trust { keys: vec![known], held }).await;
            assert_eq!((report.keys_believed, report.findings), (false, vec![]));
        }
        // A key of somebody else proves nothing.
        let stranger = crate::platform::audit::key::Key::generate().public();
        let report = house.check(Trust { keys: vec![stranger], held: Vec::new() }).await;
        let unknown = |number| Finding::KeyUnknown(super::super::verify::Witness::Checkpoint(number));
        assert_eq!(report.findings, [unknown(1), unknown(2)]);
        assert!(house.check(Trust::default()).await.keys_believed);
        // The new key is what the next start finds.
        let again = Audit::at_home(house.store.clone(), house.hub, house.clock.clone(), house.folder.path()).await;
        assert_eq!(again.unwrap().public_key().await, Some(second));
    }
}

#[tokio::test]
async fn a_node_without_the_key_signs_nothing_until_it_is_given_one() {
    for house in houses().await {
        house.history(3).await;
        let folder = tempfile::tempdir().unwrap();
        let open = || Audit::at_home(house.store.clone(), house.hub, house.clock.clone(), folder.path());
        let other = open().await.unwrap();
        assert_eq!(other.public_key().await, None);
        assert_eq!(other.checkpoint().await.unwrap(), None);
        // One of its own, for which nobody vouches: whoever knows the first one notices.
        let own = other.renew_key().await.unwrap();
        assert!(other.checkpoint().await.unwrap().is_some());
        let report = house.check(house.own_trust().await).await;
        assert!(matches!(report.findings[..], [Finding::KeyUnknown(_)]), "{:?}", report.findings);
        let mut trust = house.own_trust().await;
        trust.keys.push(own);
        assert_eq!(house.check(trust).await.findings, []);
        // A folder that is copied has the key.
        std::fs::copy(house.folder.path().join("audit-key"), folder.path().join("audit-key")).unwrap();
        assert_eq!(open().await.unwrap().public_key().await, house.audit.public_key().await);
        let keys = house
            .store
            .read({
                let hub = house.hub;
                move |tx| checkpoints::keys(tx, hub)
            })
            .await
            .unwrap();
        assert_eq!(keys.len(), 2);
    }
}

#[tokio::test]
async fn nothing_is_signed_that_this_node_has_not_seen_itself() {
    for house in houses().await {
        house.history(10).await;
        house.audit.checkpoint().await.unwrap().unwrap();
        house.history(10).await;
        house.tamper("delete from audit_batch where first = (select max(first) from audit_batch)").await;
        assert_eq!(house.audit.checkpoint().await.unwrap(), None);
        assert_eq!(house.number("select count(*) from audit_checkpoint").await, 1);
    }
}

#[tokio::test]
async fn the_end_of_the_program_seals_and_signs() {
    for house in houses().await {
        house.look(1, 1).await;
        house.audit.finish().await;
        let note = house.audit.newest_checkpoint().await.unwrap().unwrap();
        assert_eq!(note.checkpoint.head.size, 1);
        assert_eq!(house.check(house.own_trust().await).await.findings, []);
    }
}

#[tokio::test]
async fn a_clock_that_was_far_ahead_for_a_while_does_not_stop_the_signing() {
    for house in houses().await {
        house.clock.set_by(SignedDuration::from_hours(24));
        house.history(3).await;
        house.audit.sign_when_due().await;
        house.clock.set_by(SignedDuration::from_hours(-24));
        house.history(3).await;
        house.clock.pass(SignedDuration::from_mins(61));
        house.audit.sign_when_due().await;
        let report = house.check(house.own_trust().await).await;
        assert_eq!((report.checkpoints, report.signed, report.findings), (2, 6, vec![]));
    }
}
