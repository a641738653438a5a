//! One-time links: a new password, and everything anew.

use axum::http::Method;
use jiff::SignedDuration;
use kyoten_store::params;
use kyoten_store::testing::databases;
use serde_json::json;

use super::house::{Browser, CLINIC, House, Person, STATION};
use super::key::SoftKey;
use super::passkeys::add;
use crate::people::member::MemberState;
use crate::people::operations::{self, LinkLife};
use crate::people::sign_in::operations::links::make_password_link;
use crate::people::sign_in::{SEALED_LINK, app};
use crate::platform::access::{MemberId, Role, Viewer};

/// The token in the letter that waits for a member.
async fn letter(house: &House, person: &Person) -> Option<String> {
    let (member, secrets) = (person.member, house.hub.sign_in().secrets().clone());
    let sealed: Vec<Vec<u8>> = house
        .hub
        .read(move |tx, hub| {
            let sql = "select sealed from sign_in_notice where hub_id = $1 and member_id = $2 and kind = 'password_link' order by made_at desc";
            tx.query(sql, params![hub.to_bytes(), member.to_bytes()], |row| row.read(0))
        })
        .await
        .unwrap();
    let plain = secrets.open_sealed(SEALED_LINK, &member.to_bytes(), sealed.first()?).expect("our own seal");
    Some(String::from_utf8(plain).unwrap())
}

#[tokio::test]
async fn a_link_sets_a_new_password_with_the_second_factor_and_once() {
    for database in databases().await {
        let house = House::start(database).await;
        let doctor = house.person("doctor", &[]).await;
        let inside = house.signed_in(&doctor).await;
        make_password_link(&house.hub, "ＤＯＣＴＯＲ ").await.unwrap();
        let token = letter(&house, &doctor).await.expect("a letter");
        make_password_link(&house.hub, "doctor").await.unwrap();
        assert_eq!(house.count("select count(*) from sign_in_link").await, 1, "not two letters in five minutes");
        let path = format!("/sign-in/link/{token}");
        let browser = house.browser();
        let page = browser.get(&path).await;
        assert!(page.text.contains("new_password") && page.text.contains("no-referrer"), "{}", page.text);
        let new = "umi to yama to sora 7";
        let without = browser.post_bare(&path, &[("new_password", new), ("code", "000000")]).await;
        assert_eq!(without.status.as_u16(), 422, "a letter box is one factor");
        let weak = browser.post_bare(&path, &[("new_password", "doctor"), ("code", &house.code(&doctor))]).await;
        assert!(weak.text.contains("文字足りません"), "{}", weak.text);
        let set = browser.post_bare(&path, &[("new_password", new), ("code", &house.code(&doctor))]).await;
        assert_eq!(set.location(), "/sign-in", "{}", set.text);
        assert!(!inside.is_in().await, "all sessions end");
        house.next_code();
        let again = browser.post_bare(&path, &[("new_password", new), ("code", &house.code(&doctor))]).await;
        assert_eq!(again.status.as_u16(), 422);
        assert!(again.text.contains("このリンクは使えません"), "{}", again.text);
        let told = "select count(*) from sign_in_notice where kind = 'link_opened_again'";
        assert!(house.count(told).await > 0, "its owner is told");
        let changed = Person { password: new.to_owned(), ..doctor.clone() };
        assert_eq!(browser.sign_in(&changed, &house.code(&doctor)).await.location(), "/desk");
    }
}

#[tokio::test]
async fn a_link_is_dead_after_half_an_hour_when_replaced_or_invented() {
    for database in databases().await {
        let house = House::start(database).await;
        let doctor = house.person("doctor", &[]).await;
        make_password_link(&house.hub, "doctor").await.unwrap();
        let first = letter(&house, &doctor).await.unwrap();
        house.pass(SignedDuration::from_mins(6));
        make_password_link(&house.hub, "doctor").await.unwrap();
        let second = letter(&house, &doctor).await.unwrap();
        assert_ne!(first, second);
        let status = async |token: &str| house.browser().get(&format!("/sign-in/link/{token}")).await.status.as_u16();
        assert_eq!((status(&first).await, status(&second).await), (422, 200));
        assert_eq!(status("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").await, 422);
        house.pass(SignedDuration::from_mins(30));
        assert_eq!(status(&second).await, 422);
    }
}

#[tokio::test]
async fn asking_for_a_link_says_the_same_for_everybody_and_is_slow() {
    for database in databases().await {
        let house = House::start(database).await;
        let doctor = house.person("doctor", &[]).await;
        let only_passkey = house.member("only-passkey", MemberState::Active, &[]).await;
        let ended = house.person("ended", &[]).await;
        house.set_state(ended.member, MemberState::Ended).await;
        let mut said = Vec::new();
        for (n, name) in ["doctor", "nobody", "only-passkey", "ended"].into_iter().enumerate() {
            let browser = house.browser_at([203, 0, 113, u8::try_from(n).unwrap()].into());
            let answer = browser.post_bare("/sign-in/forgotten", &[("name", name)]).await;
            let text = answer.text.split("<main").nth(1).unwrap().to_owned();
            said.push((answer.status.as_u16(), text));
        }
        said.dedup();
        assert_eq!(said.len(), 1, "{said:#?}");
        for _ in 0..500 {
            if letter(&house, &doctor).await.is_some() {
                break;
            }
            tokio::task::yield_now().await;
        }
        assert!(letter(&house, &doctor).await.is_some());
        assert_eq!(
            house.count("select count(*) from sign_in_link").await,
            1,
            "{only_passkey} has no password to renew"
        );
        let browser = house.browser_at([203, 0, 113, 0].into());
        let mut taken = 1;
        for _ in 0..5 {
            taken +=
                usize::from(browser.post_bare("/sign-in/forgotten", &[("name", "doctor")]).await.status.is_success());
        }
        assert_eq!(taken, 3, "three, then one in twenty minutes");
    }
}

async fn link_for(browser: &Browser<'_>, member: MemberId) -> Result<String, u16> {
    let path = format!("/desk/members/{member}/sign-in-link");
    let page = browser.get(&path).await;
    let given = browser.post(&path, &[]).await;
    assert_eq!(page.status, given.status, "the page and the button agree");
    if given.status.as_u16() != 200 {
        return Err(given.status.as_u16());
    }
    let address = given.text.split("data-address=\"https://kyoten.example.jp").nth(1).expect("an address");
    Ok(address.split('"').next().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn a_manager_gives_a_link_to_his_own_people_and_an_administrator_to_all_but_nobody_to_himself() {
    for database in databases().await {
        let house = House::start(database).await;
        let manager = house.person("manager", &[(Role::Manager, &CLINIC)]).await;
        let administrator = house.person("administrator", &[(Role::Administrator, b"")]).await;
        let nurse = house.person("nurse", &[]).await;
        let colleague = house.person("colleague", &[(Role::Manager, &CLINIC)]).await;
        let other = house.person("other", &[(Role::Manager, &STATION)]).await;
        let ended = house.person("ended", &[]).await;
        house.set_state(ended.member, MemberState::Ended).await;
        let both = house.person("both", &[(Role::Manager, &CLINIC), (Role::PrivacyOfficer, b"")]).await;
        let (by_manager, by_administrator, by_nurse) =
            (house.signed_in(&manager).await, house.signed_in(&administrator).await, house.signed_in(&nurse).await);
        for (browser, member, expected) in [
            (&by_manager, colleague.member, 200),
            (&by_manager, other.member, 404),
            // He would be privacy officer with it: told, since it is his own colleague.
            (&by_manager, both.member, 422),
            (&by_manager, nurse.member, 404),
            (&by_manager, manager.member, 404),
            (&by_administrator, other.member, 200),
            (&by_administrator, nurse.member, 200),
            (&by_administrator, ended.member, 422),
            (&by_administrator, administrator.member, 404),
            (&by_administrator, MemberId::new(house.hub.clock()), 404),
            (&by_nurse, nurse.member, 404),
            (&by_nurse, colleague.member, 404),
        ] {
            let given = link_for(browser, member).await;
            assert_eq!(given.map_or_else(|status| status, |_| 200), expected);
        }
        assert_eq!(house.count("select count(*) from sign_in_notice where kind = 'reset_link'").await, 3);
    }
}

#[tokio::test]
async fn who_lost_everything_sets_up_anew_and_the_old_ways_are_gone() {
    for database in databases().await {
        let house = House::start(database).await;
        let administrator = house.person("administrator", &[(Role::Administrator, b"")]).await;
        let doctor = house.person("doctor", &[(Role::PrivacyOfficer, b"")]).await;
        let lost = house.signed_in(&doctor).await;
        let mut old_key = SoftKey::new();
        add(&lost, &mut old_key, "なくした端末").await;
        lost.post("/desk/sign-in/recovery-codes", &[]).await;
        let path = link_for(&house.signed_in(&administrator).await, doctor.member).await.unwrap();
        let browser = house.browser();
        for _ in 0..2 {
            assert_eq!(browser.get(&path).await.status.as_u16(), 200, "looking does not use it up");
        }
        assert!(lost.is_in().await, "nothing is lost before the new is there");
        let begun = browser.post_bare(&path, &[]).await;
        assert_eq!(begun.location(), "/desk/setting-up");
        let page = browser.get("/desk/setting-up").await;
        assert!(page.text.contains("doctorさん"), "{}", page.text);
        for elsewhere in ["/desk", "/desk/sign-in", "/desk/emergencies", "/desk/vouching", "/desk/kept", "/desk/proof"]
        {
            assert_eq!(browser.get(elsewhere).await.status.as_u16(), 404, "{elsewhere}");
        }
        let early = browser.post("/desk/setting-up", &[]).await;
        assert!(early.text.contains("パスキーか、パスワードと認証アプリを作って"), "{}", early.text);
        let new = "umi to yama to sora 7";
        assert_eq!(
            browser.post("/desk/sign-in/password", &[("new_password", new)]).await.location(),
            "/desk/setting-up"
        );
        let half = browser.post("/desk/setting-up", &[]).await;
        assert!(half.text.contains("認証アプリを登録して"), "{}", half.text);
        let mut key = SoftKey::new();
        assert_eq!(add(&browser, &mut key, "新しい端末").await.json()["to"], "/desk/setting-up");
        let done = browser.post("/desk/setting-up", &[]).await;
        assert_eq!(done.location(), "/desk", "{}", done.text);
        assert_eq!(house.browser().post_bare(&path, &[]).await.status.as_u16(), 422, "once");
        assert_eq!(browser.get("/desk/emergencies").await.status.as_u16(), 200, "he is who he was");
        assert!(!lost.is_in().await);
        assert_eq!(house.texts("select name from passkey").await, ["新しい端末"]);
        assert_eq!(house.count("select count(*) from recovery_code").await, 0);
        assert_eq!(
            house
                .count("select count(*) from authenticator_app where member_id in (select member_id from passkey)")
                .await,
            0
        );
        house.next_code();
        assert_eq!(
            house.browser().sign_in(&doctor, &house.code(&doctor)).await.status.as_u16(),
            422,
            "the old password"
        );
    }
}

/// Sets up a password and an app in a browser that has opened a link.
async fn set_up(house: &House, browser: &Browser<'_>) {
    browser.get("/desk/setting-up").await;
    browser.post("/desk/sign-in/password", &[("new_password", "umi to yama to sora 7")]).await;
    let page = browser.get("/desk/sign-in/app").await.text;
    let pending = page.split("name=\"pending\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let letters: String = page.split("<span class=\"nb\">").skip(1).filter_map(|rest| rest.split('<').next()).collect();
    let secret = totp_rs::Secret::try_from_base32(&letters).unwrap().as_ref().try_into().unwrap();
    let code = app::code(&secret, app::step_of(house.hub.clock().now()));
    browser.post("/desk/sign-in/app", &[("pending", &pending), ("code", &code)]).await;
}

/// The path of an invitation that the operator makes at the machine, and its letters as they stand on paper.
async fn invitation(house: &House, member: MemberId) -> (String, String) {
    let (clock, life) = (house.hub.clock().clone(), LinkLife::from(house.hub.config().links));
    let made = house.hub.write(move |tx, hub| operations::invite(tx, &Viewer::Operator { hub }, member, life, &clock));
    let secret = made.await.expect("it is made").secret;
    (secret.path(), secret.grouped())
}

#[tokio::test]
async fn an_invitation_is_typed_from_paper_looked_at_and_used_once() {
    for database in databases().await {
        let house = House::start(database).await;
        let member = house.member("newcomer", MemberState::Invited, &[]).await;
        let (path, letters) = invitation(&house, member).await;
        let browser = house.browser();
        let wrong = browser.post_bare("/invitation", &[("letters", "abcd-efgh")]).await;
        assert_eq!(wrong.status.as_u16(), 422);
        assert!(wrong.text.contains("value=\"abcd-efgh\""), "what was typed stays: {}", wrong.text);
        let sloppy = letters.to_uppercase().replace('-', " ");
        assert_eq!(browser.post_bare("/invitation", &[("letters", &sloppy)]).await.location(), path);
        for looker in [&browser, &house.browser(), &browser] {
            let page = looker.get(&path).await;
            assert_eq!(page.status.as_u16(), 200, "looking does not open it");
            assert!(page.text.contains("newcomerさんへのリンク") && page.text.contains("no-referrer"), "{}", page.text);
        }
        let begun = browser.post_bare(&path, &[]).await;
        assert_eq!(begun.location(), "/desk/setting-up", "{}", begun.text);
        let cookies: Vec<&str> =
            begun.headers.get_all("set-cookie").iter().filter_map(|one| one.to_str().ok()).collect();
        let claim = cookies.iter().find(|one| one.starts_with("__Host-kyoten-claims=")).expect("a claim");
        assert!(claim.ends_with("; Path=/; Max-Age=259200; HttpOnly; SameSite=Lax; Secure"), "{claim}");
        set_up(&house, &browser).await;
        // The browser was closed in between, and the link is opened again there: he goes on where he was.
        browser.drop_cookie(super::house::SESSION);
        assert_eq!(browser.post_bare(&path, &[]).await.location(), "/desk/setting-up");
        browser.get("/desk/setting-up").await;
        assert_eq!(browser.post("/desk/setting-up", &[]).await.location(), "/desk");
        assert_eq!(house.texts("select state from member").await, ["active"]);
        assert!(browser.is_in().await);
        let again = browser.get(&path).await;
        assert_eq!(again.status.as_u16(), 422);
        assert!(again.text.contains("もう"), "{}", again.text);
    }
}

#[tokio::test]
async fn a_second_browser_kills_an_invitation_and_whoever_was_setting_up_is_out() {
    for database in databases().await {
        let house = House::start(database).await;
        let member = house.member("newcomer", MemberState::Invited, &[]).await;
        let (path, _) = invitation(&house, member).await;
        let (first, second) = (house.browser(), house.browser());
        first.post_bare(&path, &[]).await;
        assert_eq!(first.get("/desk/setting-up").await.status.as_u16(), 200);
        let warned = second.get(&path).await;
        assert!(warned.text.contains("ほかの機器でもう開かれています"), "{}", warned.text);
        assert_eq!(first.get("/desk/setting-up").await.status.as_u16(), 200, "looking kills nothing");
        let killed = second.post_bare(&path, &[]).await;
        assert_eq!(killed.status.as_u16(), 422);
        assert!(killed.text.contains("止"), "{}", killed.text);
        assert_eq!(first.get("/desk/setting-up").await.location(), "/sign-in?back=%2Fdesk%2Fsetting-up");
        assert_eq!(first.post_bare(&path, &[]).await.status.as_u16(), 422, "for the first one too");
        assert_eq!(house.texts("select kind from member_notice").await, ["opened_twice"]);
        assert_eq!(house.texts("select state from member").await, ["invited"]);
    }
}

#[tokio::test]
async fn setting_up_ends_with_the_link_and_never_without_the_claim() {
    for database in databases().await {
        let house = House::start(database).await;
        let member = house.member("newcomer", MemberState::Invited, &[]).await;
        let (path, _) = invitation(&house, member).await;
        let browser = house.browser();
        house.pass(SignedDuration::from_hours(72) - SignedDuration::from_mins(10));
        browser.post_bare(&path, &[]).await;
        set_up(&house, &browser).await;
        let claims = browser.cookie("__Host-kyoten-claims").expect("a claim");
        browser.drop_cookie("__Host-kyoten-claims");
        let stolen = browser.post("/desk/setting-up", &[]).await;
        assert_eq!(stolen.status.as_u16(), 422, "a session alone is not the browser that opened the link");
        browser.set_cookie("__Host-kyoten-claims", &claims);
        assert_eq!(browser.post_bare(&path, &[]).await.location(), "/desk/setting-up");
        house.pass(SignedDuration::from_mins(10));
        assert_eq!(browser.get("/desk/setting-up").await.location(), "/sign-in?back=%2Fdesk%2Fsetting-up");
        let late = browser.post_bare(&path, &[]).await;
        assert!(late.text.contains("期限"), "{}", late.text);
        assert_eq!(house.texts("select state from member").await, ["invited"]);
    }
}

#[tokio::test]
async fn a_link_whose_session_runs_out_leaves_everything_as_it_was() {
    for database in databases().await {
        let house = House::start(database).await;
        let administrator = house.person("administrator", &[(Role::Administrator, b"")]).await;
        let doctor = house.person("doctor", &[]).await;
        let path = link_for(&house.signed_in(&administrator).await, doctor.member).await.unwrap();
        let browser = house.browser();
        browser.post_bare(&path, &[]).await;
        house.pass(SignedDuration::from_mins(30));
        assert_eq!(browser.get("/desk/setting-up").await.location(), "/sign-in?back=%2Fdesk%2Fsetting-up");
        let state = browser.json(Method::GET, "/session/state", &json!(null)).await;
        assert_eq!(state.status.as_u16(), 401);
        assert_eq!(house.browser().sign_in(&doctor, &house.code(&doctor)).await.location(), "/desk");
    }
}
