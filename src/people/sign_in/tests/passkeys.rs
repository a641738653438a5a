//! Passkeys, honest and not.

use axum::http::Method;
use kyoten_store::testing::databases;
use serde_json::{Value, json};

use super::house::{Browser, House, Person, SESSION};
use super::key::SoftKey;
use crate::testing::Answer;

async fn ask(browser: &Browser<'_>, path: &str) -> Value {
    let asked = browser.json(Method::POST, path, &json!({})).await;
    assert_eq!(asked.status.as_u16(), 200, "{path}: {}", asked.text);
    asked.json()
}

/// Adds a passkey to whoever is signed in.
pub async fn add(browser: &Browser<'_>, key: &mut SoftKey, name: &str) -> Answer {
    browser.get("/desk/sign-in/passkeys").await;
    let asked = ask(browser, "/desk/sign-in/passkeys/challenge").await;
    let credential = key.create(&asked["options"]);
    let answer = json!({ "id": asked["id"], "credential": credential, "name": name });
    browser.json(Method::POST, "/desk/sign-in/passkeys", &answer).await
}

/// What a key does wrong, and how.
type Lie = (&'static str, fn(&mut SoftKey));

async fn sign_in(browser: &Browser<'_>, key: &mut SoftKey) -> Answer {
    let asked = ask(browser, "/sign-in/passkey/challenge").await;
    let credential = key.get(&asked["options"]);
    let answer = json!({ "id": asked["id"], "credential": credential, "back": "/desk/sign-in", "shared": true });
    browser.json(Method::POST, "/sign-in/passkey", &answer).await
}

async fn with_key(house: &House, name: &str) -> (Person, SoftKey) {
    let person = house.person(name, &[]).await;
    let browser = house.signed_in(&person).await;
    let mut key = SoftKey::new();
    let added = add(&browser, &mut key, "診察室").await;
    assert_eq!(added.json()["to"], "/desk/sign-in", "{}", added.text);
    (person, key)
}

#[tokio::test]
async fn a_doctor_makes_a_passkey_and_signs_in_without_typing_anything() {
    for database in databases().await {
        let house = House::start(database).await;
        let (_, mut key) = with_key(&house, "doctor").await;
        let browser = house.browser();
        let answer = sign_in(&browser, &mut key).await;
        assert_eq!((answer.status.as_u16(), &answer.json()["to"]), (200, &"/desk/sign-in".into()), "{}", answer.text);
        let page = browser.get("/desk/sign-in").await.text;
        assert!(page.contains("パスキー") && browser.cookie(SESSION).is_some(), "{page}");
        assert_eq!(house.texts("select name from passkey").await, ["診察室"]);
        assert!(sign_in(&house.browser(), &mut key).await.status.is_success(), "again");
    }
}

#[tokio::test]
async fn another_origin_another_address_no_finger_and_a_copied_key_are_refused_alike() {
    for database in databases().await {
        let house = House::start(database).await;
        let (_, key) = with_key(&house, "doctor").await;
        let lies: [Lie; 6] = [
            ("another origin", |key| key.origin = "https://kyoten.example.jp.evil.example".to_owned()),
            ("without https", |key| key.origin = "http://kyoten.example.jp".to_owned()),
            ("another port", |key| key.origin = "https://kyoten.example.jp:8443".to_owned()),
            ("another address", |key| key.domain = "evil.example".to_owned()),
            ("no finger", |key| key.verifies = false),
            ("a subdomain", |key| key.origin = "https://a.kyoten.example.jp".to_owned()),
        ];
        for (what, lie) in lies {
            let mut false_key = key.clone();
            lie(&mut false_key);
            let browser = house.browser();
            let refused = sign_in(&browser, &mut false_key).await;
            assert_eq!(refused.status.as_u16(), 422, "{what}");
            assert!(browser.cookie(SESSION).is_none() && !browser.is_in().await, "{what}");
        }
        let mut stranger = SoftKey::new();
        let unknown = house.person("stranger", &[]).await;
        add(&house.signed_in(&unknown).await, &mut stranger, "x").await;
        house.write(|tx, _| tx.execute("delete from passkey where name = 'x'", &[]).map(drop)).await;
        assert_eq!(sign_in(&house.browser(), &mut stranger).await.status.as_u16(), 422, "a key that is gone");

        // A copy that was used less often than the original.
        let mut original = key.clone();
        let mut copy = key.clone();
        for _ in 0..3 {
            assert!(sign_in(&house.browser(), &mut original).await.status.is_success());
        }
        assert_eq!(sign_in(&house.browser(), &mut copy).await.status.as_u16(), 422);
        assert_eq!(house.count("select count(*) from sign_in_notice where kind = 'passkey_copied'").await, 1);
        assert!(sign_in(&house.browser(), &mut original).await.status.is_success(), "its owner is not locked out");
    }
}

#[tokio::test]
async fn an_answer_is_taken_once_and_only_to_its_own_challenge() {
    for database in databases().await {
        let house = House::start(database).await;
        let (_, mut key) = with_key(&house, "doctor").await;
        key.counter = 10;
        let browser = house.browser();
        let asked = ask(&browser, "/sign-in/passkey/challenge").await;
        let answer = json!({ "id": asked["id"], "credential": key.get(&asked["options"]) });
        assert!(browser.json(Method::POST, "/sign-in/passkey", &answer).await.status.is_success());
        let replayed = house.browser().json(Method::POST, "/sign-in/passkey", &answer).await;
        assert_eq!(replayed.status.as_u16(), 422);

        // The same signature under a new challenge, and a signature over an old one.
        let other = ask(&browser, "/sign-in/passkey/challenge").await;
        let crossed = json!({ "id": other["id"], "credential": answer["credential"] });
        assert_eq!(house.browser().json(Method::POST, "/sign-in/passkey", &crossed).await.status.as_u16(), 422);

        // Eight at the same moment: one is in.
        let asked = ask(&browser, "/sign-in/passkey/challenge").await;
        let answer = json!({ "id": asked["id"], "credential": key.get(&asked["options"]) });
        let thieves: Vec<Browser<'_>> = (0..8).map(|_| house.browser()).collect();
        let all = thieves.iter().map(|thief| thief.json(Method::POST, "/sign-in/passkey", &answer));
        let mut inside = 0;
        for answer in futures_all(all.collect()).await {
            inside += usize::from(answer.status.is_success());
        }
        assert_eq!(inside, 1);

        // Too late.
        let asked = ask(&browser, "/sign-in/passkey/challenge").await;
        let answer = json!({ "id": asked["id"], "credential": key.get(&asked["options"]) });
        house.pass(jiff::SignedDuration::from_mins(5));
        assert_eq!(house.browser().json(Method::POST, "/sign-in/passkey", &answer).await.status.as_u16(), 422);
    }
}

/// Waits for all, side by side.
async fn futures_all<T>(futures: Vec<impl Future<Output = T>>) -> Vec<T> {
    let mut waiting: Vec<_> = futures.into_iter().map(|future| (Box::pin(future), None)).collect();
    std::future::poll_fn(|context| {
        for (future, done) in &mut waiting {
            if done.is_none()
                && let std::task::Poll::Ready(value) = future.as_mut().poll(context)
            {
                *done = Some(value);
            }
        }
        if waiting.iter().all(|(_, done)| done.is_some()) {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    waiting.into_iter().filter_map(|(_, done)| done).collect()
}

#[tokio::test]
async fn a_passkey_cannot_be_made_without_a_finger_or_elsewhere_or_twice() {
    for database in databases().await {
        let house = House::start(database).await;
        let (person, key) = with_key(&house, "doctor").await;
        let browser = house.signed_in(&person).await;
        let lies: [Lie; 3] = [
            ("no finger", |key| key.verifies = false),
            ("another origin", |key| key.origin = "https://evil.example".to_owned()),
            ("another address", |key| key.domain = "evil.example".to_owned()),
        ];
        for (what, lie) in lies {
            let mut key = SoftKey::new();
            lie(&mut key);
            assert_eq!(add(&browser, &mut key, "x").await.status.as_u16(), 422, "{what}");
        }
        assert_eq!(add(&browser, &mut key.clone(), "x").await.status.as_u16(), 422, "the same one again");
        let other = house.person("other", &[]).await;
        let thief = house.signed_in(&other).await;
        assert_eq!(add(&thief, &mut key.clone(), "x").await.status.as_u16(), 422, "somebody else's");
        // A challenge belongs to its session.
        let asked = ask(&browser, "/desk/sign-in/passkeys/challenge").await;
        let mut own = SoftKey::new();
        let answer = json!({ "id": asked["id"], "credential": own.create(&asked["options"]), "name": "x" });
        assert_eq!(thief.json(Method::POST, "/desk/sign-in/passkeys", &answer).await.status.as_u16(), 422);
        assert_eq!(house.count("select count(*) from passkey").await, 1);
    }
}

#[tokio::test]
async fn several_passkeys_have_names_and_can_be_taken_away_but_not_the_only_way_in() {
    for database in databases().await {
        let house = House::start(database).await;
        let (person, key) = with_key(&house, "doctor").await;
        let browser = house.signed_in(&person).await;
        let mut second = SoftKey::new();
        add(&browser, &mut second, "").await;
        assert_eq!(house.texts("select name from passkey order by made_at, id").await, ["診察室", "Windows Edge"]);
        let page = browser.get("/desk/sign-in/passkeys").await.text;
        let ids: Vec<&str> =
            page.split("action=\"/desk/sign-in/passkeys/").skip(1).filter_map(|rest| rest.split('/').next()).collect();
        let rename = format!("/desk/sign-in/passkeys/{}/name", ids[0]);
        let long = format!("往診\u{202e}カバン{}", "あ".repeat(100));
        assert_eq!(browser.post(&rename, &[("name", &long)]).await.status.as_u16(), 303);
        let name = house.texts("select name from passkey order by made_at, id").await.remove(0);
        assert!(name.starts_with("往診カバン") && name.chars().count() == 40, "{name}");
        let other = house.person("other", &[]).await;
        let thief = house.signed_in(&other).await;
        let end = format!("/desk/sign-in/passkeys/{}/ending", ids[0]);
        assert_eq!(thief.post(&rename, &[("name", "x")]).await.status.as_u16(), 404);
        assert_eq!(thief.post(&end, &[]).await.status.as_u16(), 404);
        assert_eq!(browser.post(&end, &[]).await.location(), "/desk/sign-in/passkeys");
        assert_eq!(sign_in(&house.browser(), &mut key.clone()).await.status.as_u16(), 422, "it is gone");

        house.write(|tx, _| tx.execute("delete from password", &[]).map(drop)).await;
        let last = format!("/desk/sign-in/passkeys/{}/ending", ids[ids.len() - 1]);
        let kept = browser.post(&last, &[]).await;
        assert_eq!(kept.status.as_u16(), 422);
        assert!(kept.text.contains("入る方法がなくなります"), "{}", kept.text);
    }
}

#[tokio::test]
async fn a_passkey_unlocks_and_proves() {
    for database in databases().await {
        let house = House::start(database).await;
        let (_, mut key) = with_key(&house, "doctor").await;
        let browser = house.browser();
        sign_in(&browser, &mut key).await;
        browser.get("/desk").await;
        house.pass(jiff::SignedDuration::from_mins(20));
        assert_eq!(browser.get("/desk").await.location(), "/session/unlock?back=%2Fdesk");
        browser.get("/session/unlock").await;
        for (ask_at, answer_at) in
            [("/session/unlock/challenge", "/session/unlock/passkey"), ("/desk/proof/challenge", "/desk/proof/passkey")]
        {
            let asked = ask(&browser, ask_at).await;
            let mut lazy = key.clone();
            lazy.verifies = false;
            let wrong = json!({ "id": asked["id"], "credential": lazy.get(&asked["options"]) });
            assert_eq!(browser.json(Method::POST, answer_at, &wrong).await.status.as_u16(), 422);
            let asked = ask(&browser, ask_at).await;
            let right =
                json!({ "id": asked["id"], "credential": key.get(&asked["options"]), "back": "/desk/vouching" });
            let answer = browser.json(Method::POST, answer_at, &right).await;
            assert_eq!(answer.json()["to"], "/desk/vouching", "{answer_at}: {}", answer.text);
            assert_eq!(browser.json(Method::POST, answer_at, &right).await.status.as_u16(), 422, "once");
        }
        assert_eq!(browser.get("/desk/vouching").await.status.as_u16(), 200);
    }
}

#[tokio::test]
async fn a_hub_on_this_machine_has_passkeys_for_localhost_at_any_port() {
    let house = House::with(crate::testing::Wish::default(), kyoten_store::testing::sqlite()).await;
    let person = house.person("doctor", &[]).await;
    let browser = house.browser();
    browser.sign_in(&person, &house.code(&person)).await;
    let mut key = SoftKey::new();
    (key.origin, key.domain) = ("http://localhost:8181".to_owned(), "localhost".to_owned());
    assert!(add(&browser, &mut key, "x").await.status.is_success());
    assert!(sign_in(&house.browser(), &mut key).await.status.is_success());
    key.origin = "http://localhost.evil.example:8181".to_owned();
    assert_eq!(sign_in(&house.browser(), &mut key).await.status.as_u16(), 422);
}
