//! What people see on the page of care-manager times.

use jiff::civil::date;

use crate::directory::OrganizationId;
use crate::directory::hours::{CareManagerTime, Reach, parse_text};
use crate::directory::kind::OrganizationKind;
use crate::directory::operations;
use crate::directory::store::survey::StoredCareManagerTime;
use crate::site::testing::{Town, clerk, facility, point, text};
use crate::testing::databases;

/// A Tuesday at half past one.
const TUESDAY: &str = "2026-11-24T04:30:00Z";

async fn takes_calls(town: &Town, name: &str, kind: OrganizationKind, hours: &str) -> OrganizationId {
    takes_calls_in(town, name, kind, hours, crate::site::testing::SHIOMINO).await
}

async fn takes_calls_in(
    town: &Town,
    name: &str,
    kind: OrganizationKind,
    hours: &str,
    municipality: &str,
) -> OrganizationId {
    let mut organization = facility(name, kind, "", point(1, 1));
    organization.places[0].municipality = municipality.to_owned();
    let id = town.add(organization).await;
    let time = CareManagerTime::new(parse_text(hours).unwrap(), [Reach::Phone, Reach::Fax], "地域連携室", "").unwrap();
    let new = StoredCareManagerTime { time, source: "電話で確認".to_owned(), answered_on: date(2026, 10, 1) };
    let clock = town.hub.clock().clone();
    let write =
        town.hub.write(move |tx, hub| operations::set_care_manager_time(tx, hub, id, new.clone(), clerk(&clock)));
    write.await.expect("the time is set");
    id
}

#[tokio::test]
async fn a_care_manager_sees_whom_to_call_now_and_who_comes_later_today() {
    for db in databases().await {
        let town = Town::start(db, TUESDAY).await;
        let now = takes_calls(&town, "いま医院", OrganizationKind::Clinic, "火・金 13:00-14:00").await;
        takes_calls(&town, "あと医院", OrganizationKind::Clinic, "火 17:00-18:00、第2・4土曜 9:00-10:00").await;
        takes_calls(&town, "きのう歯科", OrganizationKind::DentalClinic, "月 9:00-10:00").await;
        takes_calls_in(&town, "よその医院", OrganizationKind::Clinic, "火 13:00-14:00", "24998").await;

        let page = town.get("/care-manager-time").await;
        let read = text(&page);
        assert_eq!(page.status, 200);
        for said in [
            "いま医院14:00まで受けています",
            "あと医院17:00–18:00",
            "第2・第4 9:00–10:00",
            "3件",
            "電話、FAX",
            "地域連携室",
        ] {
            assert!(read.contains(said), "{said} is missing in: {read}");
        }
        assert!(!read.contains("よその医院"), "it lies outside of the hub's area");
        assert!(page.text.contains("href=\"tel:0000220188\"") && page.text.contains(&format!("/facilities/{now}")));

        let facility = text(&town.get(&format!("/facilities/{now}")).await);
        assert!(facility.contains("いま受けています") && facility.contains("火・金 13:00–14:00"), "{facility}");
    }
}

#[tokio::test]
async fn another_day_is_chosen_by_its_date_and_the_board_by_its_kind() {
    for db in databases().await {
        let town = Town::start(db, TUESDAY).await;
        let later = takes_calls(&town, "ゆうがた医院", OrganizationKind::Clinic, "水 17:00-18:00").await;
        takes_calls(&town, "あさ医院", OrganizationKind::Clinic, "水 9:00-10:00").await;
        takes_calls(&town, "げつよう歯科", OrganizationKind::DentalClinic, "月 9:00-10:00").await;
        let tomorrow = town.get("/care-manager-time?day=tomorrow").await;
        let read = text(&tomorrow);
        assert!(read.contains("明日 11月25日(水)に受けるところ"), "{read}");
        let list = read.split("ケアマネタイムの表").next().unwrap_or_default();
        assert!(list.find("あさ医院") < list.find("ゆうがた医院") && !list.contains("げつよう歯科"), "{list}");
        assert!(tomorrow.text.contains("aria-current=\"date\""));
        assert!(
            tomorrow.text.contains(&format!("/facilities/{later}"))
                && tomorrow.text.contains("href=\"tel:0000220188\"")
        );
        let monday = text(&town.get("/care-manager-time?day=monday").await);
        assert!(monday.contains("11月30日(月)に受けるところ") && monday.contains("げつよう歯科"), "{monday}");
        let clinics = town.get("/care-manager-time?kind=clinic").await;
        assert!(!text(&clinics).contains("げつよう歯科"));
        assert!(clinics.text.contains("href=\"/care-manager-time?day=sunday&#38;kind=clinic\""), "{}", clinics.text);
        let nobody = text(&town.get("/care-manager-time?day=sunday").await);
        assert!(nobody.contains("11月29日(日)に受けるところはありません。"), "{nobody}");
        assert!(nobody.contains("次は11月30日(月)です"), "{nobody}");
        assert_eq!(town.get("/care-manager-time?day=%00&kind=nonsense").await.status, 200);
        for nonsense in ["2020-01-01", "9999-12-31", "2026-13-01"] {
            let today = text(&town.get(&format!("/care-manager-time?day={nonsense}")).await);
            assert!(today.contains("いま受けています"), "{nonsense} is none of the next days: {today}");
        }
    }
}

#[tokio::test]
async fn the_next_day_may_be_weeks_away() {
    for db in databases().await {
        let town = Town::start(db, TUESDAY).await;
        takes_calls(&town, "だいさん医院", OrganizationKind::Clinic, "第3土曜 9:00-10:00").await;
        let page = town.get("/care-manager-time").await;
        assert!(text(&page).contains("次は12月19日(土)です"), "{}", text(&page));
        assert!(page.text.contains("<a href=\"/care-manager-time?day=2026-12-19\">"), "{}", page.text);
        let then = text(&town.get("/care-manager-time?day=2026-12-19").await);
        assert!(then.contains("12月19日(土)に受けるところ") && then.contains("だいさん医院9:00–10:00"), "{then}");
    }
}

#[tokio::test]
async fn a_holiday_is_named_and_the_next_day_is_offered() {
    for db in databases().await {
        // 勤労感謝の日, a Monday, at ten.
        let town = Town::start(db, "2026-11-23T01:00:00Z").await;
        takes_calls(&town, "つうじょう医院", OrganizationKind::Clinic, "月・火 9:00-12:00、祝日休み").await;
        let page = town.get("/care-manager-time").await;
        let read = text(&page);
        for said in ["今日は勤労感謝の日です。", "いま受けているところはありません。", "次は明日 11月24日(火)です"]
        {
            assert!(read.contains(said), "{said} is missing in: {read}");
        }
        assert!(page.text.contains("<a href=\"/care-manager-time?day=tomorrow\">"), "{}", page.text);
        let english = text(&town.get_in("en", "/care-manager-time").await);
        assert!(
            english.contains("Today is Labour Thanksgiving Day.") && english.contains("Next: tomorrow Tue 24 November"),
            "{english}"
        );
        takes_calls(&town, "わからない医院", OrganizationKind::Clinic, "月 9:00-12:00").await;
        let doubtful = text(&town.get("/care-manager-time").await);
        assert!(
            doubtful.contains("わからない医院") && doubtful.contains("祝日に開いているかはわかりません。"),
            "{doubtful}"
        );
    }
}

#[tokio::test]
async fn before_anything_is_known_the_hub_is_called() {
    for db in databases().await {
        let town = Town::start(db, TUESDAY).await;
        let page = town.get("/care-manager-time").await;
        assert!(text(&page).contains("まだ登録がありません") && page.text.contains("href=\"tel:0000220100\""));
        let english = text(&town.get_in("en", "/care-manager-time").await);
        assert!(english.contains("Nothing is registered yet"));
    }
}

#[tokio::test]
async fn what_all_say_of_holidays_is_said_once_and_on_a_holiday_why_nobody_is_there() {
    for db in databases().await {
        // Monday 23 November is 勤労感謝の日.
        let town = Town::start(db, "2026-11-23T00:30:00Z").await;
        let id = takes_calls(&town, "あさ医院", OrganizationKind::Clinic, "月 9:00-10:00、祝日休み").await;
        takes_calls(&town, "ひる歯科", OrganizationKind::DentalClinic, "月 12:00-13:00、祝日休み").await;
        let board = text(&town.get("/care-manager-time").await);
        assert!(board.contains("祝日に受けると答えたところはありません。"), "{board}");
        assert_eq!(board.matches("祝日は休みです。").count(), 1, "{board}");
        let facility = text(&town.get(&format!("/facilities/{id}")).await);
        assert!(facility.contains("月 9:00–10:00祝日は休みです。"), "{facility}");

        takes_calls(&town, "いつも薬局", OrganizationKind::Pharmacy, "月〜日・祝 9:00-18:00").await;
        let board = text(&town.get("/care-manager-time").await);
        assert_eq!(board.matches("祝日は休みです。").count(), 4, "two rows on the screen and on paper: {board}");
        assert!(board.contains("いつも薬局18:00まで受けています"), "{board}");
    }
}
