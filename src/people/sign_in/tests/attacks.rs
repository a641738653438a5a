//! Attacks 9, 12, 13, 31, 33 and 42 of QUALITY, as far as they are about sign-in.

use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{HeaderValue, Method, Request, header};
use kyoten_store::Value;
use kyoten_store::testing::{databases, sqlite};

use super::house::{Browser, House, PASSWORD, SESSION, https, with};
use super::key::SoftKey;
use super::passkeys::add;
use crate::people::member::MemberState;
use crate::people::sign_in::hasher::{Cost, Hasher, Line};
use crate::people::sign_in::password::Password;
use crate::platform::Demo;
use crate::platform::access::Role;
use crate::platform::web::Peer;
use crate::testing::{Wish, request};

#[tokio::test]
async fn an_attack_from_a_thousand_addresses_is_throttled_and_the_doctor_still_signs_in() {
    for database in databases().await {
        let house = House::start(database).await;
        let doctor = house.person("doctor", &[]).await;
        let own = house.signed_in(&doctor).await;
        let mut key = SoftKey::new();
        add(&own, &mut key, "x").await;
        own.drop_cookie(SESSION);
        let mut tried = 0;
        for n in 0..4000_u32 {
            let address = [10, 0, (n % 1000 / 250) as u8, (n % 250) as u8].into();
            let thief = house.browser_at(address);
            let form = [("name", "doctor"), ("password", "wrong"), ("code", "0")];
            tried += usize::from(!thief.post_bare("/sign-in", &form).await.text.contains("待ってください"));
        }
        assert_eq!(tried, 1800, "what one name takes");
        let stranger = house.browser_at([203, 0, 113, 9].into()).sign_in(&doctor, &house.code(&doctor)).await;
        assert!(stranger.text.contains("2秒待ってください"), "the attack is felt elsewhere: {}", stranger.text);
        assert!(own.sign_in(&doctor, &house.code(&doctor)).await.status.is_redirection(), "his own computer");
        let anywhere = house.browser_at([203, 0, 113, 10].into());
        let asked = anywhere.json(Method::POST, "/sign-in/passkey/challenge", &serde_json::json!({})).await.json();
        let answer = serde_json::json!({ "id": asked["id"], "credential": key.get(&asked["options"]) });
        let entered = anywhere.json(Method::POST, "/sign-in/passkey", &answer).await;
        assert!(entered.status.is_success(), "a passkey anywhere: {}", entered.text);
    }
}

#[tokio::test]
async fn one_address_gets_three_tries_whatever_names_it_tries_and_a_forged_one_does_not_help() {
    let house = House::start(sqlite()).await;
    let browser = house.browser_at([203, 0, 113, 1].into());
    let mut tried = 0;
    for n in 0..20 {
        let form = format!("name=name{n}&password=wrong&code=0");
        let forged = with(request(Method::POST, "/sign-in", &form), "x-forwarded-for", &format!("198.51.100.{n}"));
        tried += usize::from(!browser.send(forged).await.text.contains("待ってください"));
    }
    assert_eq!(tried, 3);
}

#[tokio::test]
async fn no_form_of_another_site_changes_anything_whatever_it_is() {
    for database in databases().await {
        let house = House::start(database).await;
        let nurse = house.person("nurse", &[(Role::Administrator, b"")]).await;
        let browser = house.signed_in(&nurse).await;
        let token = browser.csrf();
        let kinds = [
            "application/x-www-form-urlencoded",
            "text/plain",
            "application/json",
            "multipart/form-data; boundary=x",
            "application/octet-stream",
            "",
        ];
        let paths = ["/desk/sign-in/sessions/ending", "/session/end", "/session/lock", "/session/form", "/desk/proof"];
        for path in paths {
            for kind in kinds {
                for (site, origin) in [
                    (Some("cross-site"), None),
                    (Some("same-site"), None),
                    (Some("none"), None),
                    (None, None),
                    (None, Some("null")),
                    (None, Some("https://evil.example")),
                ] {
                    let body = format!("csrf={token}");
                    let mut asked = plain(path, kind, &body);
                    for (name, value) in [("sec-fetch-site", site), ("origin", origin)] {
                        if let Some(value) = value {
                            asked = with(asked, name, value);
                        }
                    }
                    let refused = browser.send(asked).await;
                    assert_eq!(refused.status.as_u16(), 403, "{path} {kind} {site:?} {origin:?}");
                }
                // From a page of this hub, but not from one of this session.
                for body in ["", "csrf=", "csrf=0000", "{\"csrf\":\"x\"}"] {
                    let refused = browser.send(with(plain(path, kind, body), "sec-fetch-site", "same-origin")).await;
                    assert_eq!(refused.status.as_u16(), 403, "{path} {kind} {body}");
                }
            }
            // By GET, as a link or picture on another site (SameSite=Lax lets the cookie through).
            let by_get = browser.send(with(request(Method::GET, path, ""), "sec-fetch-site", "cross-site")).await;
            assert!([400, 404, 405, 200, 303].contains(&by_get.status.as_u16()), "{path}");
        }
        assert!(browser.is_in().await);
        let other = house.person("other", &[]).await;
        let theirs = house.signed_in(&other).await;
        let refused = theirs.post_bare("/session/end", &[("csrf", &token)]).await;
        assert_eq!(refused.status.as_u16(), 403, "the token of another session");
        assert_eq!(house.count("select count(*) from session where ended_at is not null").await, 0);
    }
}

fn plain(path: &str, kind: &str, body: &str) -> Request<Body> {
    let mut asked = request(Method::POST, path, body);
    asked.headers_mut().remove("sec-fetch-site");
    asked.headers_mut().remove(header::CONTENT_TYPE);
    if !kind.is_empty() {
        asked.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_str(kind).unwrap());
    }
    asked
}

#[tokio::test]
async fn the_way_back_never_leads_to_another_site() {
    let house = House::start(sqlite()).await;
    let nurse = house.person("nurse", &[]).await;
    for back in
        ["https://evil.example", "//evil.example", "/\\evil.example", "/%0d%0aSet-Cookie:x", "javascript:alert(1)"]
    {
        let browser = house.browser();
        let code = house.code(&nurse);
        let form = [("name", "nurse"), ("password", PASSWORD), ("code", &*code), ("back", back)];
        let answer = browser.post_bare("/sign-in", &form).await;
        assert!(answer.location() == "/desk" || answer.location().starts_with("/%0d"), "{back}: {}", answer.location());
        house.next_code();
    }
}

#[tokio::test]
async fn whatever_a_member_sees_is_kept_nowhere_and_no_suffix_makes_it_cacheable() {
    let house = House::start(sqlite()).await;
    let nurse = house.person("nurse", &[(Role::Administrator, b"")]).await;
    let browser = house.signed_in(&nurse).await;
    for path in [
        "/desk",
        "/desk/sign-in",
        "/desk/sign-in/x.css",
        "/desk/kept",
        "/session/state",
        "/desk/emergencies",
        "/desk.css",
    ] {
        let answer = browser.get(path).await;
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        let json = browser.json(Method::GET, path, &serde_json::json!(null)).await;
        assert_eq!(json.header("cache-control"), "no-store", "{path}");
    }
}

/// Everything in the database, as bytes.
async fn everything(house: &House) -> Vec<u8> {
    let tables = [
        "password",
        "authenticator_app",
        "passkey",
        "passkey_challenge",
        "recovery_code",
        "device",
        "session",
        "sign_in_link",
        "invitation",
        "emergency",
        "kept_form",
        "sign_in_notice",
        "audit_event",
        "sign_in_key",
    ];
    let rows = house.hub.read(move |tx, _| -> kyoten_store::Result<Vec<u8>> {
        let mut all = Vec::new();
        for table in tables {
            tx.for_each(&format!("select * from {table}"), &[], |row| {
                for column in 0..row.columns() {
                    match row.value(column)?.to_owned() {
                        Value::Text(text) => all.extend(text.into_bytes()),
                        Value::Bytes(bytes) => all.extend(bytes),
                        Value::Null | Value::Int(_) => {}
                    }
                    all.push(b'\n');
                }
                Ok(())
            })?;
        }
        Ok(all)
    });
    rows.await.expect("it reads")
}

#[tokio::test]
async fn whoever_reads_the_database_can_sign_in_with_nothing_of_it() {
    for database in databases().await {
        let house = House::start(database).await;
        let nurse = house.person("nurse", &[(Role::Administrator, b"")]).await;
        let other = house.person("other", &[]).await;
        let browser = house.signed_in(&nurse).await;
        let codes = browser.post("/desk/sign-in/recovery-codes", &[]).await.text;
        let code = codes.split("<span class=\"n\">").nth(1).unwrap().split('<').next().unwrap().replace('-', "");
        let link = browser.post(&format!("/desk/members/{}/sign-in-link", other.member), &[]).await.text;
        let link = link.split("/invitation/").nth(1).unwrap().split('"').next().unwrap().to_owned();
        crate::people::sign_in::operations::links::make_password_link(&house.hub, "nurse").await.unwrap();
        let emergency = house.browser().post_bare("/sign-in/emergency", &[("name", "nurse"), ("reason", "x")]).await;
        let digits = emergency.text.split("class=\"secret big\">").nth(1).unwrap().split('<').next().unwrap();
        let all = everything(&house).await;
        let token = browser.cookie(SESSION).unwrap();
        let raw = |text: &str| base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, text).unwrap();
        for (what, secret) in [
            ("the password", PASSWORD.as_bytes().to_vec()),
            ("the app's secret", nurse.secret.to_vec()),
            ("the session", token.clone().into_bytes()),
            ("the session's bytes", raw(&token)),
            ("a recovery code", code.into_bytes()),
            ("the link", link.clone().into_bytes()),
            ("the link in groups", link.parse::<crate::people::link::Secret>().unwrap().grouped().into_bytes()),
            ("the digits", digits.replace(' ', "").into_bytes()),
            ("the digits as shown", digits.as_bytes().to_vec()),
            ("the token of forms", browser.csrf().into_bytes()),
        ] {
            assert!(secret.len() >= 8 && !all.windows(secret.len()).any(|part| part == secret), "{what} can be read");
        }
        // The control: what stands there in plain is found.
        assert!(all.windows(12).any(|part| part == b"Windows Edge"));
    }
}

#[tokio::test]
async fn the_roles_of_a_demo_exist_in_a_demo_on_this_machine_and_nowhere_else() {
    for database in databases().await {
        let house = House::demo(database).await;
        let coordinator = house.member("佐藤 あかり", MemberState::Active, &[(Role::Coordinator, b"")]).await;
        let waiting = house.member("waiting", MemberState::Invited, &[]).await;
        let browser = house.browser();
        let page = browser.get("/demo/roles").await;
        assert!(page.text.contains("佐藤 あかり") && page.text.contains("拠点のコーディネーター"), "{}", page.text);
        assert!(!page.text.contains("waiting"));
        let chosen = coordinator.to_string();
        let answer = browser.post_bare("/demo/sign-in", &[("member", &chosen)]).await;
        assert_eq!(answer.location(), "/desk");
        assert!(browser.get("/desk").await.text.contains("練習用の見本"));
        let as_waiting = house.browser().post_bare("/demo/sign-in", &[("member", &waiting.to_string())]).await;
        assert_eq!(as_waiting.status.as_u16(), 404, "who has not come in yet is nobody");
        assert_eq!(house.count("select count(*) from password").await, 0, "no password exists for them");
        browser.post("/session/lock", &[]).await;
        assert_eq!(browser.post("/session/unlock", &[]).await.location(), "/desk", "a press is enough");

        let elsewhere = |method, path: &str, form: &str| {
            let mut asked = request(method, path, form);
            asked.extensions_mut().insert(Peer(([203, 0, 113, 1], 1).into()));
            asked
        };
        let form = format!("member={chosen}");
        assert_eq!(house.http.send(elsewhere(Method::GET, "/demo/roles", "")).await.status.as_u16(), 404);
        assert_eq!(house.http.send(elsewhere(Method::POST, "/demo/sign-in", &form)).await.status.as_u16(), 404);
        let through_proxy = with(request(Method::POST, "/demo/sign-in", &form), "x-forwarded-for", "203.0.113.1");
        assert_eq!(house.http.send(through_proxy).await.status.as_u16(), 404);

        // The same data in the world: neither the pages nor the sessions of the demo exist there.
        let token = browser.cookie("kyoten-session").unwrap();
        let gate: std::sync::Arc<dyn crate::platform::web::Gate> =
            std::sync::Arc::new(crate::people::sign_in::Doorkeeper::new(house.hub.clone(), false));
        let token = crate::platform::secrets::Token::read(&token).unwrap();
        let standing = gate.look(&token, false).await.unwrap();
        assert!(matches!(standing, crate::platform::web::Standing::Nobody));
    }
    let served = House::start(sqlite()).await;
    assert_eq!(served.browser().get("/demo/roles").await.status.as_u16(), 404);
    assert_eq!(served.browser().post_bare("/demo/sign-in", &[("member", "x")]).await.status.as_u16(), 404);
    let wish = Wish { demo: Some(Demo::OpenData), ..https() };
    assert!(crate::platform::start::refuse_public_demo(&wish.config).is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_tries_at_once_leave_the_pages_alone() {
    let hasher = Hasher::start(Cost { memory: 8 * 1024, passes: 1 }).unwrap();
    let house = House::start(sqlite()).await;
    let quiet = slowest_page(&house.browser()).await;
    let hash = hasher.hash(Password::typed(PASSWORD).unwrap()).await.unwrap();
    let tries: Vec<_> = (0..1000)
        .map(|_| {
            let (hasher, hash) = (hasher.clone(), hash.clone());
            tokio::spawn(async move { hasher.verify(Line::Others, Password::typed("wrong"), Some(hash)).await.is_ok() })
        })
        .collect();
    let busy = slowest_page(&house.browser()).await;
    let began = Instant::now();
    let doctor = hasher.verify(Line::Known, Password::typed(PASSWORD), Some(hash.clone())).await.unwrap();
    let waited = began.elapsed();
    let mut hashed = 0;
    for one in tries {
        hashed += usize::from(one.await.unwrap());
    }
    assert!(doctor && (64..1000).contains(&hashed), "{hashed} of 1,000 were hashed, the others told to come back");
    assert!(busy < quiet + Duration::from_millis(250), "a page took {busy:?} instead of {quiet:?}");
    assert!(waited < Duration::from_millis(500), "who is known goes first: {waited:?}");
}

async fn slowest_page(browser: &Browser<'_>) -> Duration {
    let mut slowest = Duration::ZERO;
    for _ in 0..20 {
        let began = Instant::now();
        assert_eq!(browser.get("/sign-in").await.status.as_u16(), 200);
        slowest = slowest.max(began.elapsed());
    }
    slowest
}
