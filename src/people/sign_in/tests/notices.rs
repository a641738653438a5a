//! What members are told of their sign-in: by mail, and on their own page.

use jiff::SignedDuration;
use kyoten_store::testing::databases;

use super::house::House;
use crate::people::sign_in::operations::links::make_password_link;

impl House {
    /// The subjects, addresses and values of what waits to be sent, the newest first.
    async fn letters(&self) -> Vec<String> {
        self.hub.timers().tick().await.expect("it ticks");
        self.texts(
            "select to_email || ' ' || template || ' ' || template_values from outbox_message order by created_at",
        )
        .await
    }
}

#[tokio::test]
async fn what_happened_is_told_by_mail_once_and_stands_on_ones_own_page() {
    for database in databases().await {
        let house = House::start(database).await;
        let nurse = house.person("nurse", &[]).await;
        let first = house.signed_in(&nurse).await;
        assert_eq!(house.letters().await, Vec::<String>::new(), "the first device is no news");
        let second = house.signed_in(&nurse).await;
        let told = house.letters().await;
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].starts_with("nurse@example.jp sign_in.notice") && told[0].contains("Windows Edge"), "{told:?}");
        assert_eq!(house.letters().await.len(), 1, "once");
        let page = first.get("/desk/sign-in").await.text;
        assert!(page.contains("はじめての機器でサインインがありました (Windows Edge)"), "{page}");
        assert!(second.is_in().await);
    }
}

#[tokio::test]
async fn a_known_password_is_told_after_three_minutes_unless_its_owner_came_in() {
    for database in databases().await {
        let house = House::start(database).await;
        let nurse = house.person("nurse", &[]).await;
        let browser = house.signed_in(&nurse).await;
        browser.sign_in(&nurse, "000000").await;
        assert_eq!(house.letters().await.len(), 0, "three minutes are his");
        assert_eq!(browser.sign_in(&nurse, &house.code(&nurse)).await.location(), "/desk");
        house.pass(SignedDuration::from_mins(4));
        assert_eq!(house.letters().await.len(), 0, "it was he himself");
        house.next_code();
        let thief = house.browser_at([203, 0, 113, 8].into());
        thief.sign_in(&nurse, "000000").await;
        house.pass(SignedDuration::from_mins(4));
        assert_eq!(house.letters().await.len(), 1);
        thief.sign_in(&nurse, "000000").await;
        house.pass(SignedDuration::from_mins(4));
        assert_eq!(house.letters().await.len(), 1, "not again within the hour");
    }
}

#[tokio::test]
async fn the_link_for_a_password_is_in_the_letter_and_then_nowhere() {
    for database in databases().await {
        let house = House::start(database).await;
        house.person("nurse", &[]).await;
        make_password_link(&house.hub, "nurse").await.unwrap();
        let told = house.letters().await;
        let path = told[0].split("https://kyoten.example.jp").nth(1).unwrap().split('"').next().unwrap().to_owned();
        assert_eq!(house.browser().get(&path).await.status.as_u16(), 200, "{path}");
        assert_eq!(house.count("select count(*) from sign_in_notice where length(sealed) > 0").await, 0);
        assert_eq!(house.count("select count(*) from timer where kind = 'sign_in.notice'").await, 0);
    }
}
