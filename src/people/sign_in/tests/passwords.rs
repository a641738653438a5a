//! Passwords, apps and recovery codes.

use jiff::SignedDuration;
use kyoten_store::testing::databases;

use super::house::{House, PASSWORD, Person};
use crate::people::member::MemberState;
use crate::people::sign_in::app;
use crate::people::sign_in::operations::NotLetIn;
use crate::people::sign_in::operations::enter::{SecondFactor, WithPassword, with_password};

#[tokio::test]
async fn a_nurse_signs_in_with_password_and_code_and_stays_in() {
    for database in databases().await {
        let house = House::start(database).await;
        let nurse = house.person("misato", &[]).await;
        let browser = house.browser();
        assert_eq!(browser.get("/desk/sign-in?x=1").await.location(), "/sign-in?back=%2Fdesk%2Fsign-in%3Fx%3D1");
        let answer = browser.sign_in(&nurse, &house.code(&nurse)).await;
        assert_eq!((answer.status.as_u16(), answer.location()), (303, "/desk"), "{}", answer.text);
        let home = browser.get("/desk").await;
        assert!(home.text.contains("misatoさんのホーム"), "{}", home.text);
        assert_eq!(home.header("cache-control"), "no-store");
        assert_eq!(house.texts("select label from device").await, ["Windows Edge"]);
        assert_eq!(house.texts("select what || ' ' || reason from audit_event").await, ["sign_in password"]);
        let now = house.hub.clock().now().as_microsecond();
        assert_eq!(house.count("select last_sign_in_at from member").await, now, "the yearly review knows");
    }
}

#[tokio::test]
async fn whatever_is_wrong_the_page_says_the_same_and_lets_nobody_in() {
    for database in databases().await {
        let house = House::start(database).await;
        let nurse = house.person("misato", &[]).await;
        for (name, state) in [("ended", MemberState::Ended), ("invited", MemberState::Invited)] {
            let person = house.person(name, &[]).await;
            house.set_state(person.member, state).await;
        }
        house.member("nothing-set-up", MemberState::Active, &[]).await;
        let mut said = Vec::new();
        for (number, (name, password)) in [
            ("misato", "another-password"),
            ("nobody", PASSWORD),
            ("ended", PASSWORD),
            ("invited", PASSWORD),
            ("nothing-set-up", ""),
            ("nothing-set-up", PASSWORD),
            ("", ""),
            ("' or 1=1 --", PASSWORD),
            ("%", PASSWORD),
        ]
        .into_iter()
        .enumerate()
        {
            let browser = house.browser_at([203, 0, 113, u8::try_from(number).unwrap()].into());
            let fields = [("name", name), ("password", password), ("code", &house.code(&nurse))];
            let answer = browser.post_bare("/sign-in", &fields).await;
            assert_eq!((answer.status.as_u16(), answer.header("set-cookie")), (422, ""), "{name}");
            let alert = answer.text.split("role=\"alert\"").nth(2).and_then(|rest| rest.split("</p>").next());
            said.push(alert.expect("an alert").to_owned());
            assert!(!browser.is_in().await, "{name}");
        }
        said.dedup();
        assert_eq!(said.len(), 1, "{said:?}");
        let events = house.texts("select distinct what || ' ' || actor_kind || ' ' || reason from audit_event").await;
        assert_eq!(events, ["sign_in_failed anyone password"]);
    }
}

#[tokio::test]
async fn a_code_works_once_and_of_eight_who_try_it_at_the_same_moment_one_gets_in() {
    for database in databases().await {
        let house = House::start(database).await;
        let doctor = house.person("doctor", &[]).await;
        let code = house.code(&doctor);
        let tries = (0..8).map(|n| {
            let (hub, caller, typed) = (house.hub.clone(), house.caller(n), typed(&doctor, &code));
            tokio::spawn(async move { with_password(&hub, typed, &caller).await.unwrap().map(drop) })
        });
        let mut came = Vec::new();
        for task in tries.collect::<Vec<_>>() {
            came.push(task.await.unwrap());
        }
        let (first, others): (Vec<_>, Vec<_>) = came.into_iter().partition(Result::is_ok);
        assert_eq!(first.len(), 1, "{others:?}");
        let expected = |why: &Result<(), NotLetIn>| matches!(why, Err(NotLetIn::CodeUsed | NotLetIn::Wait(_)));
        assert!(others.iter().all(expected), "{others:?}");
        assert_eq!(house.count("select count(*) from session").await, 1);
        house.pass(SignedDuration::from_hours(2));
        let again = house.browser().sign_in(&doctor, &code).await;
        assert!(!again.status.is_redirection());
    }
}

fn typed(person: &Person, code: &str) -> WithPassword {
    WithPassword {
        name: person.name.clone(),
        password: person.password.clone(),
        second: SecondFactor::Code(code.to_owned()),
        shared: true,
    }
}

#[tokio::test]
async fn a_used_code_says_so_and_the_next_one_works() {
    for database in databases().await {
        let house = House::start(database).await;
        let doctor = house.person("doctor", &[]).await;
        let code = house.code(&doctor);
        assert!(house.browser().sign_in(&doctor, &code).await.status.is_redirection());
        let browser = house.browser();
        let again = browser.sign_in(&doctor, &code).await;
        assert!(again.text.contains("このコードは使い終わっています"), "{}", again.text);
        assert_eq!(again.status.as_u16(), 422);
        house.next_code();
        assert!(browser.sign_in(&doctor, &house.code(&doctor)).await.status.is_redirection());
    }
}

#[tokio::test]
async fn a_telephone_whose_clock_is_ten_minutes_off_is_told_and_not_let_in_not_even_later() {
    for database in databases().await {
        let house = House::start(database).await;
        let doctor = house.person("doctor", &[]).await;
        let now = app::step_of(house.hub.clock().now());
        let (ahead, behind) = (app::code(&doctor.secret, now + 20), app::code(&doctor.secret, now - 20));
        let browser = house.browser();
        let fast = browser.sign_in(&doctor, &ahead).await;
        assert!(fast.text.contains("時計が約10分進んでいる") && fast.text.contains("日付と時刻"), "{}", fast.text);
        let slow = house.browser_at([203, 0, 113, 2].into()).sign_in(&doctor, &behind).await;
        assert!(slow.text.contains("時計が約10分おくれている"), "{}", slow.text);
        assert_eq!(house.count("select count(*) from session").await, 0);
        // Whoever guessed it knows now that it will be right in ten minutes: it never is.
        house.pass(SignedDuration::from_secs(20 * app::STEP));
        let later = house.browser_at([203, 0, 113, 3].into()).sign_in(&doctor, &ahead).await;
        assert!(later.text.contains("使い終わっています"), "{}", later.text);
    }
}

#[tokio::test]
async fn whoever_knows_the_password_alone_is_slowed_down_and_its_owner_is_told_after_three_minutes() {
    for database in databases().await {
        let house = House::start(database).await;
        let doctor = house.person("doctor", &[]).await;
        let own = house.signed_in(&doctor).await;
        let mut tried = 0;
        for n in 0..20 {
            let thief = house.browser_at([203, 0, 113, n].into());
            tried += usize::from(thief.sign_in(&doctor, "000000").await.text.contains("コードがちがいます"));
        }
        assert_eq!(tried, 5, "five codes at once, whatever the address");
        let due = "select count(*) from sign_in_notice where kind = 'password_known' and due_at = made_at + 180000000";
        assert_eq!(house.count(due).await, 1, "told once");
        // The doctor's own computer has its own bucket.
        own.drop_cookie(super::house::SESSION);
        house.next_code();
        assert!(own.sign_in(&doctor, &house.code(&doctor)).await.status.is_redirection());
        assert_eq!(house.count(due).await, 0, "he got in himself a moment later");
    }
}

#[tokio::test]
async fn a_recovery_code_takes_the_place_of_the_app_once() {
    for database in databases().await {
        let house = House::start(database).await;
        let doctor = house.person("doctor", &[]).await;
        let browser = house.signed_in(&doctor).await;
        browser.get("/desk/sign-in/recovery-codes").await;
        let page = browser.post("/desk/sign-in/recovery-codes", &[]).await;
        let codes: Vec<&str> =
            page.text.split("<span class=\"n\">").skip(1).filter_map(|rest| rest.split('<').next()).collect();
        assert_eq!(codes.len(), 10, "{}", page.text);
        assert!(!browser.get("/desk/sign-in/recovery-codes").await.text.contains(codes[0]), "shown once");
        let recover = async |n: u8, code: &str| {
            let fields = [("name", "doctor"), ("password", PASSWORD), ("code", code)];
            house.browser_at([203, 0, 113, n].into()).post_bare("/sign-in/recovery", &fields).await
        };
        let typed = codes[3].to_lowercase().replace('-', " ").replace('0', "o");
        assert_eq!(recover(1, &typed).await.location(), "/desk");
        assert_eq!(recover(2, codes[3]).await.status.as_u16(), 422, "once");
        assert_eq!(recover(3, "0000-0000-0000").await.status.as_u16(), 422);
        assert_eq!(house.texts("select method from session order by started_at").await.last().unwrap(), "recovery");
        let wrong_password = [("name", "doctor"), ("password", "another-password"), ("code", codes[4])];
        let without = house.browser_at([203, 0, 113, 4].into()).post_bare("/sign-in/recovery", &wrong_password).await;
        assert_eq!(without.status.as_u16(), 422, "a code alone is one factor");
        assert_eq!(house.count("select count(*) from recovery_code where used_at is not null").await, 1);
        assert_eq!(browser.post("/desk/sign-in/recovery-codes", &[]).await.status.as_u16(), 200);
        assert_eq!(recover(5, codes[5]).await.status.as_u16(), 422, "new ones take the place of the old ones");
    }
}

#[tokio::test]
async fn a_new_password_must_be_good_and_ends_the_other_sessions() {
    for database in databases().await {
        let house = House::start(database).await;
        let doctor = house.person("doctor", &[]).await;
        let other = house.signed_in(&doctor).await;
        let browser = house.signed_in(&doctor).await;
        browser.get("/desk/sign-in/password").await;
        for (weak, says) in [
            ("short", "あと8文字足りません"),
            ("doctordoctor2026", "当てられます"),
            ("password-password", "多くの人が使う"),
        ] {
            let refused = browser.post("/desk/sign-in/password", &[("new_password", weak)]).await;
            assert_eq!(refused.status.as_u16(), 422, "{weak}");
            assert!(refused.text.contains(says), "{weak}: {}", refused.text);
        }
        let judged = browser
            .json(
                axum::http::Method::POST,
                "/desk/sign-in/password/strength",
                &serde_json::json!({ "new_password": "xq7 vtp kkd 02 mzz 81 pwe" }),
            )
            .await
            .json();
        assert_eq!((&judged["good"], &judged["says"]), (&true.into(), &"強さ: とても強い".into()));
        assert!(other.is_in().await);
        let set = browser.post("/desk/sign-in/password", &[("new_password", "umi to yama to sora 7")]).await;
        assert_eq!(set.location(), "/desk/sign-in");
        assert!(browser.is_in().await && !other.is_in().await, "whoever knew the old one is out");
        house.next_code();
        let fresh = house.browser();
        assert_eq!(fresh.sign_in(&doctor, &house.code(&doctor)).await.status.as_u16(), 422, "the old one");
        let new = Person { password: "ｕｍｉ　to yama to sora ７".to_owned(), ..doctor.clone() };
        assert_eq!(fresh.sign_in(&new, &house.code(&doctor)).await.location(), "/desk", "full width is the same");
    }
}

#[tokio::test]
async fn a_new_app_is_kept_only_when_it_has_shown_a_code() {
    for database in databases().await {
        let house = House::start(database).await;
        let doctor = house.person("doctor", &[]).await;
        let browser = house.signed_in(&doctor).await;
        let page = browser.get("/desk/sign-in/app").await;
        assert!(page.text.contains("<svg"), "a QR code");
        let pending = page.text.split("name=\"pending\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        let letters: String =
            page.text.split("<span class=\"nb\">").skip(1).filter_map(|rest| rest.split('<').next()).collect();
        let secret: [u8; 20] =
            totp_rs::Secret::try_from_base32(&letters).expect("base 32").as_ref().try_into().expect("20 bytes");
        let wrong = browser.post("/desk/sign-in/app", &[("pending", pending), ("code", "000000")]).await;
        assert_eq!(wrong.status.as_u16(), 422);
        let code = app::code(&secret, app::step_of(house.hub.clock().now()));
        let stranger = house.person("other", &[]).await;
        let other = house.signed_in(&stranger).await;
        let stolen = other.post("/desk/sign-in/app", &[("pending", pending), ("code", &code)]).await;
        assert_eq!(stolen.status.as_u16(), 422, "a secret belongs to the session that it was made in");
        let code = app::code(&secret, app::step_of(house.hub.clock().now()));
        let set = browser.post("/desk/sign-in/app", &[("pending", pending), ("code", &code)]).await;
        assert_eq!(set.location(), "/desk/sign-in");
        let fresh = house.browser();
        assert_eq!(fresh.sign_in(&doctor, &code).await.status.as_u16(), 422, "its first code is used up");
        house.next_code();
        let new = Person { secret, ..doctor.clone() };
        assert_eq!(fresh.sign_in(&new, &house.code(&new)).await.location(), "/desk");
    }
}
