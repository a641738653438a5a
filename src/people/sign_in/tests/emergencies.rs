//! Emergency sign-in with two colleagues.

use jiff::SignedDuration;
use kyoten_store::testing::databases;

use super::house::{Browser, CLINIC, House, STATION};
use crate::platform::access::Role;
use crate::testing::Answer;

async fn asks(browser: &Browser<'_>, name: &str) -> String {
    let page = browser.post_bare("/sign-in/emergency", &[("name", name), ("reason", "急な往診。端末がこわれた")]).await;
    assert_eq!(page.status.as_u16(), 200, "{}", page.text);
    page.text.split("class=\"secret big\">").nth(1).unwrap().split('<').next().unwrap().to_owned()
}

async fn vouches(browser: &Browser<'_>, code: &str) -> Answer {
    browser.get("/desk/vouching").await;
    let shown = browser.post("/desk/vouching", &[("code", code)]).await;
    if !shown.status.is_success() {
        return shown;
    }
    browser.post("/desk/vouching", &[("code", code), ("spoke", "yes")]).await
}

#[tokio::test]
async fn two_colleagues_let_the_doctor_in_for_half_an_hour_and_others_check_it() {
    for database in databases().await {
        let house = House::start(database).await;
        let doctor = house.person("doctor", &[(Role::Manager, &CLINIC), (Role::Administrator, b"")]).await;
        let colleague = house.person("colleague", &[(Role::Manager, &CLINIC)]).await;
        let coordinator = house.person("coordinator", &[(Role::Coordinator, b"")]).await;
        let officer = house.person("officer", &[(Role::PrivacyOfficer, b"")]).await;
        let (one, two) = (house.signed_in(&colleague).await, house.signed_in(&coordinator).await);
        let browser = house.browser();
        let code = asks(&browser, "DOCTOR").await;
        assert_eq!(code.len(), 9, "{code}");
        let entry = "/sign-in/emergency/entry";
        assert_eq!(browser.post_bare(entry, &[]).await.location(), "/sign-in/emergency/waiting", "too early");
        let first = vouches(&one, &code).await;
        assert!(first.text.contains("もう1人の同僚の確認を待っています"), "{}", first.text);
        assert!(vouches(&one, &code).await.text.contains("あなたはもう確認しました"));
        assert!(browser.get("/sign-in/emergency/waiting").await.text.contains("あと1人"));
        let second = vouches(&two, &code.replace(' ', "")).await;
        assert!(second.text.contains("2人そろった"), "{}", second.text);
        assert_eq!(
            house.browser().post_bare(entry, &[]).await.location(),
            "/sign-in/emergency/waiting",
            "another browser"
        );
        assert!(browser.get("/sign-in/emergency/waiting").await.text.contains("2人の確認がそろいました"));
        assert_eq!(browser.post_bare(entry, &[]).await.location(), "/desk");
        let home = browser.get("/desk").await;
        assert!(home.text.contains("緊急サインインです"), "{}", home.text);

        // Nothing that needs a proof, and no proof.
        for sensitive in ["/desk/sign-in/password", "/desk/vouching", "/desk/emergencies"] {
            assert!(browser.get(sensitive).await.location().starts_with("/desk/proof"), "{sensitive}");
        }
        let both = [("password", doctor.password.as_str()), ("code", &*house.code(&doctor))];
        assert_eq!(browser.post("/desk/proof", &both).await.status.as_u16(), 422);
        assert!(browser.get("/desk/proof").await.text.contains("緊急サインインでは"));

        let told = house.texts("select kind from sign_in_notice where kind = 'emergency'").await;
        assert_eq!(told.len(), 1);
        let events =
            house.texts("select reason from audit_event where reason like 'emergency.%' order by reason").await;
        assert_eq!(events, ["emergency.asked", "emergency.vouched", "emergency.vouched"]);
        let entered = "select count(*) from audit_event where what = 'emergency_sign_in' and actor_id = object_id";
        assert_eq!(house.count(entered).await, 1);

        // Neither he nor those who vouched check it.
        let review = house.signed_in(&officer).await;
        let list = review.get("/desk/emergencies").await.text;
        assert!(list.contains("急な往診。端末がこわれた"), "{list}");
        assert!(one.get("/desk/emergencies").await.text.contains("確かめるものはありません"));
        let id = list.split("action=\"/desk/emergencies/").nth(1).unwrap().split('/').next().unwrap();
        let path = format!("/desk/emergencies/{id}/review");
        assert_eq!(one.post(&path, &[]).await.status.as_u16(), 404);
        assert_eq!(review.post(&path, &[]).await.location(), "/desk/emergencies");
        assert!(review.get("/desk/emergencies").await.text.contains("に確認済み"));

        house.pass(SignedDuration::from_mins(14));
        assert!(browser.is_in().await);
        house.pass(SignedDuration::from_mins(14));
        assert!(browser.is_in().await);
        house.pass(SignedDuration::from_mins(2));
        assert!(!browser.is_in().await, "half an hour");
    }
}

#[tokio::test]
async fn who_is_no_colleague_cannot_vouch_and_a_code_of_nobody_looks_the_same() {
    for database in databases().await {
        let house = House::start(database).await;
        house.person("doctor", &[(Role::Manager, &CLINIC)]).await;
        let stranger = house.person("stranger", &[(Role::Manager, &STATION)]).await;
        let coordinator = house.person("coordinator", &[(Role::Coordinator, b"")]).await;
        let (far, near) = (house.signed_in(&stranger).await, house.signed_in(&coordinator).await);
        let real = asks(&house.browser(), "doctor").await;
        let waiting = house.browser();
        let nobody = asks(&waiting, "nobody").await;
        let said = |answer: &Answer| answer.text.split("id=\"code-e\">").nth(1).map(|rest| rest[..60].to_owned());
        let (far_real, far_nobody) = (vouches(&far, &real).await, vouches(&far, "0000 0000").await);
        assert_eq!((far_real.status.as_u16(), said(&far_real)), (422, said(&far_nobody)));
        let near_nobody = vouches(&near, &nobody).await;
        assert_eq!((near_nobody.status.as_u16(), said(&near_nobody)), (422, said(&far_nobody)));
        assert!(waiting.get("/sign-in/emergency/waiting").await.text.contains("あと2人"), "it waits like any other");
        house.pass(SignedDuration::from_mins(5));
        house.pass(SignedDuration::from_mins(15));
        near.get("/desk").await;
        let late = vouches(&house.signed_in(&coordinator).await, &real).await;
        assert_eq!(late.status.as_u16(), 422, "twenty minutes");
        assert_eq!(house.count("select count(*) from emergency_voucher").await, 0);
    }
}

#[tokio::test]
async fn one_cannot_vouch_for_oneself_and_asking_is_slow() {
    for database in databases().await {
        let house = House::start(database).await;
        let doctor = house.person("doctor", &[(Role::Coordinator, b"")]).await;
        let own = house.signed_in(&doctor).await;
        let browser = house.browser_at([203, 0, 113, 1].into());
        let code = asks(&browser, "doctor").await;
        assert!(vouches(&own, &code).await.text.contains("自分の本人確認はできません"));
        let empty = browser.post_bare("/sign-in/emergency", &[("name", "doctor"), ("reason", " ")]).await;
        assert!(empty.text.contains("理由を書いてください"), "{}", empty.text);
        let mut taken = 1;
        for _ in 0..5 {
            let fields = [("name", "doctor"), ("reason", "x")];
            taken += usize::from(browser.post_bare("/sign-in/emergency", &fields).await.status.is_success());
        }
        assert_eq!(taken, 3);
    }
}
