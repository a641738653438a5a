//! The demo as it is filled, on both databases.

use jiff::Timestamp;

use super::{demo, staff};
use crate::hub::{Hub, MIGRATIONS};
use crate::people::agreement::Standing;
use crate::people::listing::{self, MemberQuery};
use crate::people::member::MemberState;
use crate::people::profession::PROFESSIONS;
use crate::people::refusal::Refused;
use crate::people::standing;
use crate::platform::access::{SignedIn, Viewer};
use crate::platform::{Clock, Config};
use crate::testing::{BEGINNING, databases};

/// What the list of accounts shows of everybody.
async fn accounts(hub: &Hub) -> Vec<listing::Account> {
    let mut all = Vec::new();
    for state in MemberState::ALL {
        for page in 0..2 {
            let query = MemberQuery { state: Some(state), page, ..MemberQuery::default() };
            let clock = hub.clock().clone();
            let found = hub
                .read(move |tx, id| listing::accounts(tx, &Viewer::Operator { hub: id }, &query, &clock))
                .await
                .expect("the operator sees all");
            all.extend(found.rows);
        }
    }
    all
}

async fn viewer(hub: &Hub, account: &listing::Account) -> Option<SignedIn> {
    let (id, now) = (account.member.id, hub.clock().now());
    hub.read(move |tx, hub| standing::signed_in(tx, hub, id, Timestamp::UNIX_EPOCH, now)).await.expect("it reads")
}

#[tokio::test]
async fn the_demo_has_people_to_be() {
    for database in databases().await {
        let (store, clock) = (database.open().await, Clock::moved(BEGINNING.parse().expect("a moment")));
        store.migrate(MIGRATIONS).await.expect("the migrations run");
        let hub = Hub::on(store.clone(), Config::standard(), clock.clone()).await.expect("a hub");
        let (id, folder) = (hub.id(), tempfile::tempdir().expect("a folder"));
        let work = move || {
            demo::fill_invented(&store, &clock, id, 1, folder.path())?;
            staff::add_members(&store, &clock, id, 1)
        };
        tokio::task::spawn_blocking(work).await.expect("no panic").expect("the demo is filled");

        let all = accounts(&hub).await;
        let mut professions = Vec::new();
        let mut managed = 0;
        for account in &all {
            let Some(signed_in) = viewer(&hub, account).await else {
                assert_ne!(account.member.state, MemberState::Active, "{}", account.member.particulars.name);
                continue;
            };
            assert!(matches!(account.pledge, Standing::Current(_)));
            managed += signed_in.manages.len();
            professions.push(account.member.particulars.professions[0].clone());
        }
        for profession in &PROFESSIONS {
            assert!(professions.iter().any(|code| *code == profession.code), "nobody is {}", profession.code);
        }
        assert!(managed > 15, "{managed}");
        let (clock, today) = (hub.clock().clone(), hub.clock().today());
        let lines = hub.read(move |tx, id| listing::review(tx, &Viewer::Operator { hub: id }, None, &clock)).await;
        let overdue = lines.expect("a list").into_iter().filter(|line| line.is_overdue(today)).count();
        assert_eq!(overdue, 1);
        let ended = all.iter().filter(|one| one.member.state == MemberState::Ended).count();
        assert_eq!(ended, 1);
    }
}

#[tokio::test]
async fn invented_people_do_not_work_at_real_facilities() {
    for database in databases().await {
        let (store, clock) = (database.open().await, Clock::moved(BEGINNING.parse().expect("a moment")));
        store.migrate(MIGRATIONS).await.expect("the migrations run");
        let hub = Hub::on(store.clone(), Config::standard(), clock.clone()).await.expect("a hub");
        let id = hub.id();
        let work = move || staff::add_members_to_a_sample(&store, &clock, id, &["42201".to_owned()]);
        tokio::task::spawn_blocking(work).await.expect("no panic").expect("the demo is filled");
        let all = accounts(&hub).await;
        assert!(all.len() > 30);
        for one in all.iter().flat_map(|account| &account.member.affiliations) {
            assert_eq!(one.organization_name, "見本の事業所");
        }
        let (clock, nobody) = (hub.clock().clone(), MemberQuery::default());
        let seen = hub.read(move |tx, id| listing::colleagues(tx, &Viewer::Anyone { hub: id }, &nobody, &clock)).await;
        assert!(matches!(seen, Err(Refused::NoSuchMember)), "a citizen sees nobody");
    }
}
