//! One-time links (attack 14): twice, too late, forwarded, replaced.

use super::*;
use crate::people::link::{Dead, Purpose};
use crate::people::member::MemberState;

#[tokio::test]
async fn a_link_that_a_second_person_opens_is_dead_for_both_and_whoever_made_it_is_told() {
    for desk in desks().await {
        let minato = desk.organization("みなと訪問看護").await;
        let manager = desk.viewer(desk.manager("佐藤 一", minato).await).await;
        let mut new = person("髙橋 花子");
        new.affiliation = Some(NewAffiliation::at(minato));
        let hanako = desk.add(&manager, new).await.expect("she is added");
        let link = desk.invite(&manager, hanako).await.expect("she is invited");

        let Opened::Welcome { name, claim: Some(claim), .. } = desk.open_link(&link.secret, None).await else {
            panic!("it is alive")
        };
        assert_eq!(name, "髙橋 花子");
        let again = desk.open_link(&link.secret, Some(&claim)).await;
        assert!(matches!(again, Opened::Welcome { claim: None, .. }), "the same browser looks again: {again:?}");
        assert_eq!(desk.notices(&manager).await, []);

        assert_eq!(desk.open_link(&link.secret, None).await, Opened::Dead(Dead::OpenedTwice), "the thief");
        assert_eq!(desk.accept(&link.secret, &claim).await, Accepted::Dead(Dead::OpenedTwice), "the first one too");
        assert_eq!(desk.member(hanako).await.state, MemberState::Invited);
        assert_eq!(desk.notices(&manager).await, [(NoticeKind::OpenedTwice, "髙橋 花子".to_owned())]);
        desk.open_link(&link.secret, None).await;
        assert_eq!(desk.notices(&manager).await.len(), 1, "once is enough");

        let viewer = manager.clone();
        desk.act(move |tx, clock| operations::see_notices(tx, &viewer, clock)).await.expect("he looks");
        assert_eq!(desk.notices(&manager).await, []);
        let next = desk.invite(&manager, hanako).await.expect("a new link");
        assert_eq!(desk.come_in(&next).await, Accepted::Member { member: hanako, purpose: Purpose::Invitation });
    }
}

#[tokio::test]
async fn a_used_link_is_dead_and_a_stranger_who_opens_it_is_reported() {
    for desk in desks().await {
        let manager_of = desk.organization("みなと訪問看護").await;
        let manager = desk.viewer(desk.manager("佐藤 一", manager_of).await).await;
        let mut new = person("髙橋 花子");
        new.affiliation = Some(NewAffiliation::at(manager_of));
        let hanako = desk.add(&manager, new).await.expect("she is added");
        let link = desk.invite(&manager, hanako).await.expect("she is invited");
        let Opened::Welcome { claim: Some(claim), .. } = desk.open_link(&link.secret, None).await else { panic!() };
        desk.accept(&link.secret, &claim).await;
        assert_eq!(desk.accept(&link.secret, &claim).await, Accepted::Dead(Dead::Used));
        assert_eq!(desk.open_link(&link.secret, Some(&claim)).await, Opened::Dead(Dead::Used));
        assert_eq!(desk.notices(&manager).await, [], "she pressed the button of her old sheet again");
        assert_eq!(desk.open_link(&link.secret, None).await, Opened::Dead(Dead::Used));
        assert_eq!(desk.notices(&manager).await, [(NoticeKind::OpenedAfterUse, "髙橋 花子".to_owned())]);
    }
}

#[tokio::test]
async fn a_link_lives_as_long_as_it_is_set_to() {
    for desk in desks().await {
        let operator = desk.operator();
        let hanako = desk.add(&operator, person("髙橋 花子")).await.expect("she is added");
        let link = desk.invite(&operator, hanako).await.expect("she is invited");
        desk.pass(hours(72) - SignedDuration::from_secs(1));
        let Opened::Welcome { claim: Some(claim), .. } = desk.open_link(&link.secret, None).await else { panic!() };
        desk.pass(SignedDuration::from_secs(1));
        assert_eq!(desk.accept(&link.secret, &claim).await, Accepted::Dead(Dead::Expired));
        assert_eq!(desk.open_link(&link.secret, None).await, Opened::Dead(Dead::Expired));
        assert_eq!(desk.notices(&operator).await, [(NoticeKind::OpenedLate, "髙橋 花子".to_owned())]);

        let link = desk.invite(&operator, hanako).await.expect("again");
        desk.come_in(&link).await;
        let reset = desk.invite(&operator, hanako).await.expect("she forgot everything");
        assert_eq!(reset.link.purpose, Purpose::Reset);
        desk.pass(SignedDuration::from_mins(30));
        assert_eq!(desk.open_link(&reset.secret, None).await, Opened::Dead(Dead::Expired), "half an hour, no more");
    }
}

#[tokio::test]
async fn a_new_link_kills_the_old_one_and_what_is_no_link_is_none() {
    for desk in desks().await {
        let operator = desk.operator();
        let hanako = desk.add(&operator, person("髙橋 花子")).await.expect("she is added");
        let old = desk.invite(&operator, hanako).await.expect("the first");
        let Opened::Welcome { claim: Some(claim), .. } = desk.open_link(&old.secret, None).await else { panic!() };
        let new = desk.invite(&operator, hanako).await.expect("the second");
        assert_eq!(desk.accept(&old.secret, &claim).await, Accepted::Dead(Dead::Withdrawn));
        assert_eq!(desk.open_link(&old.secret, None).await, Opened::Dead(Dead::Withdrawn));
        let invented = Secret::from_bytes([7; 20]);
        assert_eq!(desk.open_link(&invented, None).await, Opened::Dead(Dead::Unknown));
        assert_eq!(desk.accept(&invented, &claim).await, Accepted::Dead(Dead::Unknown));

        let viewer = operator.clone();
        let withdraw = move |tx: &mut Tx<'_>, clock: &Clock| operations::withdraw(tx, &viewer, hanako, clock);
        desk.act(withdraw.clone()).await.expect("it is taken back");
        assert_eq!(desk.open_link(&new.secret, None).await, Opened::Dead(Dead::Withdrawn));
        assert_eq!(why(desk.act(withdraw).await), "NoLink");
    }
}

#[tokio::test]
async fn a_link_cannot_be_used_by_whoever_did_not_open_it() {
    for desk in desks().await {
        let operator = desk.operator();
        let hanako = desk.add(&operator, person("髙橋 花子")).await.expect("she is added");
        let link = desk.invite(&operator, hanako).await.expect("she is invited");
        let invented = Secret::from_bytes([7; 20]);
        assert_eq!(desk.accept(&link.secret, &invented).await, Accepted::Dead(Dead::OpenedTwice), "never opened");
        assert_eq!(desk.open_link(&link.secret, None).await, Opened::Dead(Dead::OpenedTwice));
    }
}

#[tokio::test]
async fn a_reset_ends_every_session_and_the_person_is_told_that_it_was_made() {
    for desk in desks().await {
        let minato = desk.organization("みなと訪問看護").await;
        let manager = desk.viewer(desk.manager("佐藤 一", minato).await).await;
        let hanako = desk.somebody("髙橋 花子", Some(minato)).await;
        let own = desk.viewer(hanako).await;
        desk.sign_in(hanako).await;
        let reset = desk.invite(&manager, hanako).await.expect("she forgot everything");
        assert_eq!(desk.notices(&own).await, [(NoticeKind::ResetMade, "髙橋 花子".to_owned())]);
        assert_eq!(desk.sessions(hanako).await, 1, "the link alone ends nothing");
        assert_eq!(desk.come_in(&reset).await, Accepted::Member { member: hanako, purpose: Purpose::Reset });
        assert_eq!(desk.sessions(hanako).await, 0);
        assert!(desk.standing(hanako).await.is_some());
    }
}

#[tokio::test]
async fn of_two_who_open_a_link_at_once_one_is_welcome_and_then_nobody() {
    for desk in desks().await {
        let operator = desk.operator();
        let hanako = desk.add(&operator, person("髙橋 花子")).await.expect("she is added");
        for _ in 0..5 {
            let link = desk.invite(&operator, hanako).await.expect("she is invited");
            let (one, two) = tokio::join!(desk.open_link(&link.secret, None), desk.open_link(&link.secret, None));
            let welcome = |opened: &Opened| matches!(opened, Opened::Welcome { .. });
            assert!(welcome(&one) != welcome(&two), "{one:?} {two:?}");
            let claim = match (one, two) {
                (Opened::Welcome { claim: Some(claim), .. }, _) | (_, Opened::Welcome { claim: Some(claim), .. }) => {
                    claim
                }
                neither => panic!("one of them holds the claim: {neither:?}"),
            };
            assert_eq!(desk.accept(&link.secret, &claim).await, Accepted::Dead(Dead::OpenedTwice));
        }
    }
}

#[tokio::test]
async fn the_secret_stands_nowhere_in_the_database() {
    for desk in desks().await {
        let operator = desk.operator();
        let hanako = desk.add(&operator, person("髙橋 花子")).await.expect("she is added");
        let link = desk.invite(&operator, hanako).await.expect("she is invited");
        let (hash, text) = (link.secret.hash(), link.secret.to_string());
        let rows: Vec<Vec<u8>> = desk
            .store
            .read(|tx| tx.query("select token_hash from invitation", &[], |row| row.read(0)))
            .await
            .expect("it reads");
        assert_eq!(rows, [hash.to_vec()]);
        assert_ne!(rows[0], text.as_bytes());
        let history =
            desk.store.read(|tx| tx.query("select details from member_change", &[], |row| row.read::<String>(0)));
        assert!(history.await.expect("it reads").iter().all(|details| !details.contains(&text)));
    }
}
