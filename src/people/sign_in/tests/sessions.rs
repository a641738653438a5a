//! Sessions: what ends them, what locks them, and what a cookie is worth.

use axum::http::Method;
use jiff::SignedDuration;
use kyoten_store::testing::databases;
use serde_json::json;

use super::house::{CLINIC, DEVICE, House, PASSWORD, SESSION};
use crate::people::member::MemberState;
use crate::people::operations;
use crate::platform::access::{Role, Viewer};
use crate::testing::Wish;

fn minutes(minutes: i64) -> SignedDuration {
    SignedDuration::from_mins(minutes)
}

#[tokio::test]
async fn the_cookie_is_closed_to_scripts_and_neighbours_and_only_under_its_full_name() {
    for database in databases().await {
        let house = House::start(database).await;
        let nurse = house.person("nurse", &[]).await;
        let browser = house.browser();
        let answer = browser.sign_in(&nurse, &house.code(&nurse)).await;
        let set: Vec<&str> =
            answer.headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok()).collect();
        let session = set.iter().find(|line| line.starts_with("__Host-kyoten-session=")).expect("a session");
        assert!(session.ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure"), "{session}");
        assert!(set.iter().any(|line| line.starts_with("__Host-kyoten-device=") && line.contains("Max-Age=34560000")));
        let token = browser.cookie(SESSION).unwrap();
        let thief = house.browser();
        for name in ["kyoten-session", "__Secure-kyoten-session", "__host-kyoten-session"] {
            thief.set_cookie(name, &token);
            assert!(!thief.is_in().await, "{name}");
        }
    }
}

#[tokio::test]
async fn a_token_from_before_is_never_adopted_and_each_proof_brings_a_new_one() {
    for database in databases().await {
        let house = House::start(database).await;
        let nurse = house.person("nurse", &[]).await;
        let browser = house.browser();
        let planted = crate::platform::secrets::Token::new().written();
        browser.set_cookie(SESSION, &planted);
        browser.sign_in(&nurse, &house.code(&nurse)).await;
        let first = browser.cookie(SESSION).unwrap();
        assert_ne!(first, planted);
        let old = |token: &str| {
            let thief = house.browser();
            thief.set_cookie(SESSION, token);
            thief
        };
        assert!(!old(&planted).is_in().await);

        house.next_code();
        browser.get("/desk").await;
        let proof = [("password", PASSWORD), ("code", &*house.code(&nurse)), ("back", "/desk/sign-in/password")];
        let proven = browser.post("/desk/proof", &proof).await;
        assert_eq!(proven.location(), "/desk/sign-in/password", "{}", proven.text);
        let second = browser.cookie(SESSION).unwrap();
        assert!(second != first && !old(&first).is_in().await && browser.is_in().await);

        browser.post("/session/lock", &[]).await;
        browser.post("/session/unlock", &[("password", PASSWORD)]).await;
        let third = browser.cookie(SESSION).unwrap();
        assert!(third != second && !old(&second).is_in().await && browser.is_in().await);

        // Signing in again in the same browser ends the session that was there.
        house.next_code();
        browser.sign_in(&nurse, &house.code(&nurse)).await;
        assert!(!old(&third).is_in().await && browser.is_in().await);
        assert_eq!(house.count("select count(*) from session where ended_at is null").await, 1);
    }
}

#[tokio::test]
async fn signing_out_ends_the_token_and_clears_the_browser() {
    for database in databases().await {
        let house = House::start(database).await;
        let nurse = house.person("nurse", &[]).await;
        let browser = house.signed_in(&nurse).await;
        let token = browser.cookie(SESSION).unwrap();
        let out = browser.post("/session/end", &[]).await;
        assert_eq!((out.location(), out.header("clear-site-data")), ("/signed-out", "\"cache\", \"storage\""));
        assert!(browser.cookie(SESSION).is_none() && browser.cookie(DEVICE).is_some(), "the browser is known again");
        browser.set_cookie(SESSION, &token);
        assert!(!browser.is_in().await);
        assert_eq!(house.browser().get("/signed-out").await.status.as_u16(), 200);
    }
}

#[tokio::test]
async fn ending_a_member_a_role_or_a_session_takes_effect_with_the_next_request() {
    for database in databases().await {
        let house = House::start(database).await;
        let manager = house.person("manager", &[(Role::Manager, &CLINIC), (Role::PrivacyOfficer, b"")]).await;
        let browser = house.signed_in(&manager).await;
        assert_eq!(browser.get("/desk/emergencies").await.status.as_u16(), 200);
        house.end_role(manager.member, Role::PrivacyOfficer).await;
        assert_eq!(browser.get("/desk/emergencies").await.status.as_u16(), 200, "still a manager");
        house.end_role(manager.member, Role::Manager).await;
        assert_eq!(browser.get("/desk/emergencies").await.status.as_u16(), 404);
        let events = house.texts("select reason from audit_event where what = 'refuse'").await;
        assert_eq!(events, ["review_emergencies"]);
        house.set_state(manager.member, MemberState::Ended).await;
        assert!(!browser.is_in().await);
        let state = browser.json(Method::GET, "/session/state", &json!(null)).await;
        assert_eq!(state.status.as_u16(), 401, "an open page hears it when it asks");
        house.set_state(manager.member, MemberState::Active).await;
        assert!(browser.is_in().await, "nobody ended the session itself");

        let other = house.signed_in(&manager).await;
        let page = other.get("/desk/sign-in").await.text;
        let links: Vec<&str> =
            page.split("action=\"/desk/sign-in/sessions/").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert_eq!(links.len(), 3, "two sessions, and the button for all others: {links:?}");
        let ended = other.post("/desk/sign-in/sessions/ending", &[]).await;
        assert_eq!(ended.location(), "/desk/sign-in");
        assert!(other.is_in().await && !browser.is_in().await);
    }
}

#[tokio::test]
async fn whoever_is_ended_gets_nothing_more_in_any_browser() {
    for database in databases().await {
        let house = House::start(database).await;
        let nurse = house.person("nurse", &[]).await;
        let (one, two) = (house.signed_in(&nurse).await, house.signed_in(&nurse).await);
        assert!(one.is_in().await && two.is_in().await);
        let (clock, member) = (house.hub.clock().clone(), nurse.member);
        let ended = house.hub.write(move |tx, hub| operations::end(tx, &Viewer::Operator { hub }, member, &clock));
        ended.await.expect("she ends");
        for browser in [&one, &two] {
            let state = browser.json(Method::GET, "/session/state", &json!(null)).await;
            assert_eq!(state.status.as_u16(), 401, "an open page hears it when it asks");
            let next = browser.get("/desk").await;
            assert_eq!((next.status.as_u16(), next.location()), (303, "/sign-in?back=%2Fdesk"));
            let form = browser.post("/desk/sign-in/sessions/ending", &[]).await;
            assert!(form.location().starts_with("/sign-in"), "{} {}", form.status, form.location());
        }
        assert_eq!(house.count("select count(*) from device").await, 0);
        assert_eq!(house.browser().sign_in(&nurse, &house.code(&nurse)).await.status.as_u16(), 422);
    }
}

#[tokio::test]
async fn nobody_ends_the_sessions_or_devices_of_others() {
    for database in databases().await {
        let house = House::start(database).await;
        let (nurse, other) = (house.person("nurse", &[]).await, house.person("other", &[]).await);
        let (browser, thief) = (house.signed_in(&nurse).await, house.signed_in(&other).await);
        let page = browser.get("/desk/sign-in").await.text;
        let first =
            |part: &str| page.split(part).nth(1).and_then(|rest| rest.split('/').next()).expect("a link").to_owned();
        let (session, device) = (first("action=\"/desk/sign-in/sessions/"), first("action=\"/desk/sign-in/devices/"));
        for path in [
            format!("/desk/sign-in/sessions/{session}/ending"),
            format!("/desk/sign-in/devices/{device}/ending"),
            "/desk/sign-in/sessions/00000000000000000000000000/ending".to_owned(),
        ] {
            let refused = thief.post(&path, &[]).await;
            assert_eq!(refused.status.as_u16(), 404, "{path}");
        }
        assert!(browser.is_in().await);
        assert_eq!(browser.post(&format!("/desk/sign-in/devices/{device}/ending"), &[]).await.status.as_u16(), 303);
        assert!(!browser.is_in().await, "forgetting a device ends the session there");
    }
}

#[tokio::test]
async fn a_shared_computer_locks_and_one_factor_opens_it_where_one_was() {
    for database in databases().await {
        let house = House::start(database).await;
        let nurse = house.person("nurse", &[]).await;
        let browser = house.signed_in(&nurse).await;
        house.pass(minutes(14));
        assert!(browser.is_in().await, "that was use");
        house.pass(minutes(14));
        let state = browser.json(Method::GET, "/session/state", &json!(null)).await.json();
        assert_eq!((&state["locked"], &state["locks_in_ms"]), (&false.into(), &60_000.into()), "asking is no use");
        house.pass(minutes(1));
        assert_eq!(browser.get("/desk/sign-in?a=b").await.location(), "/session/unlock?back=%2Fdesk%2Fsign-in%3Fa%3Db");
        let state = browser.json(Method::GET, "/session/state", &json!(null)).await.json();
        assert_eq!(state["locked"], true);
        let page = browser.get("/session/unlock?back=%2Fdesk%2Fsign-in%3Fa%3Db").await;
        assert!(page.text.contains("nurseさんの画面です"), "{}", page.text);
        let wrong = browser.post("/session/unlock", &[("password", "another-password")]).await;
        assert_eq!(wrong.status.as_u16(), 422);
        let back = [("password", PASSWORD), ("back", "/desk/sign-in?a=b")];
        assert_eq!(browser.post("/session/unlock", &back).await.location(), "/desk/sign-in?a=b");
        assert!(browser.is_in().await);
    }
}

#[tokio::test]
async fn five_wrong_passwords_at_the_lock_end_the_session() {
    for database in databases().await {
        let house = House::start(database).await;
        let nurse = house.person("nurse", &[]).await;
        let browser = house.signed_in(&nurse).await;
        browser.post("/session/lock", &[]).await;
        for _ in 0..4 {
            assert_eq!(browser.post("/session/unlock", &[("password", "another-password")]).await.status.as_u16(), 422);
        }
        browser.post("/session/unlock", &[("password", "another-password")]).await;
        let late = browser.post("/session/unlock", &[("password", PASSWORD)]).await;
        assert_eq!(late.location(), "/sign-in?back=%2Fdesk");
        assert_eq!(house.texts("select ended_because from session").await, ["wrong_unlocks"]);
    }
}

#[tokio::test]
async fn ones_own_computer_locks_later_and_twelve_hours_are_the_end() {
    for database in databases().await {
        let house = House::start(database).await;
        let nurse = house.person("nurse", &[]).await;
        let browser = house.browser();
        let code = house.code(&nurse);
        let own = [("name", "nurse"), ("password", PASSWORD), ("code", &*code), ("own_device", "on")];
        assert_eq!(browser.post_bare("/sign-in", &own).await.location(), "/desk");
        for _ in 0..14 {
            house.pass(minutes(50));
            assert!(browser.is_in().await);
        }
        house.pass(minutes(21));
        assert_eq!(browser.get("/desk").await.location(), "/sign-in?back=%2Fdesk");
    }
}

#[tokio::test]
async fn a_form_that_comes_too_late_is_kept_for_its_writer_without_its_secrets() {
    for database in databases().await {
        let house = House::start(database).await;
        let (nurse, other) = (house.person("nurse", &[]).await, house.person("other", &[]).await);
        let browser = house.signed_in(&nurse).await;
        house.pass(minutes(15));
        let path = "/desk/sign-in/passkeys/00000000000000000000000000/name";
        let late = browser.post(path, &[("name", "診察室の機械"), ("password", "secret-secret")]).await;
        assert_eq!(late.location(), "/session/unlock?back=%2Fdesk%2Fkept");
        let forged = browser.post_bare(path, &[("csrf", "0"), ("name", "forged")]).await;
        assert_eq!(forged.status.as_u16(), 403, "only his own form is kept");
        let back = [("password", PASSWORD), ("back", "/desk/kept")];
        assert_eq!(browser.post("/session/unlock", &back).await.location(), "/desk/kept");
        let kept = browser.get("/desk/kept").await.text;
        assert!(kept.contains("診察室の機械") && kept.contains(path) && !kept.contains("secret-secret"), "{kept}");
        assert!(!house.signed_in(&other).await.get("/desk/kept").await.text.contains("診察室"));
        let sealed = "select count(*) from kept_form where sealed like '%診察%'";
        if cfg!(test) && house.hub.store().engine() == kyoten_store::Engine::Sqlite {
            assert_eq!(house.count(sealed).await, 0);
        }
        // The same after the end of the day.
        house.pass(minutes(13 * 60));
        let late = browser.post(path, &[("name", "夜の機械")]).await;
        assert_eq!(late.location(), "/sign-in?back=%2Fdesk%2Fkept");
        let again = house.signed_in(&nurse).await;
        assert!(again.get("/desk/kept").await.text.contains("夜の機械"));
        let gone = again.post("/desk/kept/discarding", &[("path", path)]).await;
        assert_eq!(gone.location(), "/desk/kept");
        assert!(again.get("/desk/kept").await.text.contains("預かっているものはありません"));
    }
}

#[tokio::test]
async fn a_page_keeps_and_gets_back_what_was_written_but_not_while_it_is_locked() {
    for database in databases().await {
        let house = House::start(database).await;
        let nurse = house.person("nurse", &[]).await;
        let browser = house.signed_in(&nurse).await;
        let written = json!({ "path": "/desk/x", "fields": [["note", "<b>明日の朝</b>"]] });
        assert_eq!(browser.json(Method::POST, "/session/form", &written).await.status.as_u16(), 200);
        let kept = browser.json(Method::GET, "/session/form?path=%2Fdesk%2Fx", &json!(null)).await.json();
        assert_eq!(kept["fields"], json!([["note", "<b>明日の朝</b>"]]));
        let long = json!({ "path": "/desk/x", "fields": [["note", "あ".repeat(30_000)]] });
        assert_eq!(browser.json(Method::POST, "/session/form", &long).await.status.as_u16(), 404);
        browser.post("/session/lock", &[]).await;
        assert_eq!(
            browser.json(Method::GET, "/session/form?path=%2Fdesk%2Fx", &json!(null)).await.status.as_u16(),
            404
        );
        assert_eq!(browser.json(Method::POST, "/session/form", &written).await.status.as_u16(), 404);
    }
}

#[tokio::test]
async fn a_sensitive_page_asks_for_both_factors_again_after_ten_minutes() {
    for database in databases().await {
        let house = House::start(database).await;
        let nurse = house.person("nurse", &[]).await;
        let browser = house.signed_in(&nurse).await;
        assert_eq!(browser.get("/desk/sign-in/password").await.status.as_u16(), 200);
        house.pass(minutes(10));
        let asked = browser.get("/desk/sign-in/password").await;
        assert_eq!(asked.location(), "/desk/proof?back=%2Fdesk%2Fsign-in%2Fpassword");
        let late = browser.post("/desk/sign-in/password", &[("new_password", "umi to yama to sora 7")]).await;
        assert_eq!(late.location(), "/desk/proof?back=%2Fdesk");
        assert_eq!(house.count("select count(*) from kept_form").await, 0, "a password is never kept");
        let half = [("password", PASSWORD), ("code", "000000"), ("back", "/desk/sign-in/password")];
        assert_eq!(browser.post("/desk/proof", &half).await.status.as_u16(), 422);
        assert_eq!(browser.get("/desk/sign-in/password").await.status.as_u16(), 303, "one factor is not enough");
        let both = [("password", PASSWORD), ("code", &*house.code(&nurse)), ("back", "/desk/sign-in/password")];
        assert_eq!(browser.post("/desk/proof", &both).await.location(), "/desk/sign-in/password");
        assert_eq!(browser.get("/desk/sign-in/password").await.status.as_u16(), 200);
    }
}

#[tokio::test]
async fn a_plain_connection_from_elsewhere_takes_no_password() {
    for database in databases().await {
        let house = House::with(Wish::default(), database).await;
        let nurse = house.person("nurse", &[]).await;
        assert_eq!(
            house.browser().sign_in(&nurse, &house.code(&nurse)).await.location(),
            "/desk",
            "on the machine itself"
        );
        house.next_code();
        let mut asked = crate::testing::request(Method::GET, "/sign-in", "");
        asked.extensions_mut().insert(crate::platform::web::Peer(([203, 0, 113, 1], 1).into()));
        let page = house.http.send(asked).await;
        assert!(page.text.contains("守られていない") && !page.text.contains("type=\"password\""), "{}", page.text);
        let form = format!("name=nurse&password={PASSWORD}&code={}", house.code(&nurse));
        let mut sent = crate::testing::request(Method::POST, "/sign-in", &form);
        sent.extensions_mut().insert(crate::platform::web::Peer(([203, 0, 113, 1], 1).into()));
        assert_eq!(house.http.send(sent).await.status.as_u16(), 422);
        assert_eq!(house.count("select count(*) from session").await, 1);
    }
}
