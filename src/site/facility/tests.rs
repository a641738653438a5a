//! What people see on the page of a facility.

use jiff::civil::date;

use crate::directory::OrganizationId;
use crate::directory::capability::{Answer, Capability};
use crate::directory::facts::Fact;
use crate::directory::kind::OrganizationKind;
use crate::directory::operations;
use crate::directory::organization::{Accuracy, Field, Organization};
use crate::site::testing::{Town, clerk, facility, point, text};
use crate::testing::databases;

/// A Sunday at three in the afternoon; Monday is 勤労感謝の日.
const SUNDAY: &str = "2026-11-22T06:00:00Z";
const HOURS: &str =
    "日 9:00-12:00、月・火・水・金 9:00-12:30 14:00-18:30、土 9:00-12:30 14:00-16:00、祝日休み、8/13-15休み";

fn dentist() -> Organization {
    let mut dentist = facility("汐見野みなと歯科", OrganizationKind::DentalClinic, HOURS, point(5, 5));
    dentist.kana = Some("シオミノミナトシカ".to_owned());
    dentist.url = Some("https://example.jp/".to_owned());
    dentist
}

async fn answers(
    town: &Town,
    id: OrganizationId,
    code: &'static str,
    answer: Answer,
    condition: &'static str,
    on: jiff::civil::Date,
) {
    let clock = town.hub.clock().clone();
    let write = town.hub.write(move |tx, hub| {
        let (condition, source) = (condition.to_owned(), "歯科の回答".to_owned());
        let new = Capability { code: code.to_owned(), answer, condition, source, answered_on: on };
        operations::answer(tx, hub, id, new, clerk(&clock))
    });
    write.await.expect("the answer is kept");
}

#[tokio::test]
async fn on_a_sunday_afternoon_a_person_reads_when_the_dentist_opens_next_and_calls() {
    for db in databases().await {
        let town = Town::start(db, SUNDAY).await;
        let id = town.add(dentist()).await;
        answers(&town, id, "dental_visit", Answer::Yes, "市内全域", date(2026, 10, 5)).await;
        answers(&town, id, "denture", Answer::No, "", date(2025, 1, 5)).await;

        let page = town.get(&format!("/facilities/{id}")).await;
        assert_eq!(page.status, 200);
        let read = text(&page);
        for said in [
            "今日の受付は終わりました",
            "次は 11月24日(火) 9:00 です。",
            "11月23日(月)は勤労感謝の日のため休みです。",
            "月・火・水",
            "9:00–12:30",
            "祝日は休みです。",
            "8月13日–15日は休みます。",
            "できます(市内全域)",
            "歯科の回答 令和8年10月5日",
            "1年前の情報",
            "聞いていません:嚥下評価・嚥下食、口腔ケア、車いす・リクライニング",
            "家に来る",
            "〒516-0000",
            "医療情報ネット",
        ] {
            assert!(read.contains(said), "{said} is missing in: {read}");
        }
        assert!(page.text.contains("href=\"tel:0000220188\""));
        assert!(page.text.contains("<rt>しか</rt>") || page.text.contains("<rt>"), "the reading stands over the name");
        assert!(page.text.contains("rel=\"noreferrer noopener nofollow\""));
        assert!(page.text.contains("<svg class=\"map\" role=\"img\" aria-label=\"汐見野みなと歯科の場所の地図\""));
        assert!(page.text.contains("data-print hidden"));
        assert!(page.text.contains("class=\"today\""), "today's row is marked");
    }
}

#[tokio::test]
async fn what_is_not_there_is_not_found_and_what_became_another_leads_there() {
    for db in databases().await {
        let town = Town::start(db, SUNDAY).await;
        let (one, other) = (town.add(dentist()).await, town.add(dentist()).await);
        for nowhere in ["/facilities/1", "/facilities/x%00y", "/facilities/01jqqzw0000000000000000001"] {
            assert_eq!(town.get(nowhere).await.status, 404, "{nowhere}");
        }
        let clock = town.hub.clock().clone();
        let write = town.hub.write(move |tx, hub| operations::join(tx, hub, one, other, clerk(&clock), &clock));
        write.await.expect("they are one");
        let moved = town.get(&format!("/facilities/{other}")).await;
        assert_eq!((moved.status.as_u16(), moved.location()), (307, &*format!("/facilities/{one}")));
    }
}

#[tokio::test]
async fn the_page_speaks_english_and_easy_japanese() {
    for db in databases().await {
        let town = Town::start(db, SUNDAY).await;
        let id = town.add(dentist()).await;
        let english = text(&town.get_in("en", &format!("/facilities/{id}")).await);
        for said in
            ["Closed for today", "Opens next on Tue 24 November at 9:00.", "Closed 13–15 August", "Dental clinic"]
        {
            assert!(english.contains(said), "{said} is missing in: {english}");
        }
        let easy = text(&town.get_in("ja-easy", &format!("/facilities/{id}")).await);
        assert!(easy.contains("今日は 終わりました"), "{easy}");
    }
}

#[tokio::test]
async fn a_change_is_told_with_its_source_and_without_the_clerk() {
    for db in databases().await {
        let town = Town::start(db, SUNDAY).await;
        let id = town.add(dentist()).await;
        let clock = town.hub.clock().clone();
        let write = town.hub.write(move |tx, hub| {
            let fact = Fact {
                field: Field::Name,
                value: "汐見野みなと歯科医院".to_owned(),
                source: "電話で確認".to_owned(),
                as_of: date(2026, 11, 20),
            };
            operations::set_field(tx, hub, id, fact, clerk(&clock))
        });
        write.await.expect("the name is set");
        answers(&town, id, "dental_visit", Answer::Conditional, "10kmまで", date(2026, 11, 20)).await;
        let page = town.get(&format!("/facilities/{id}")).await;
        let read = text(&page);
        for said in [
            "名称が「汐見野みなと歯科」から「汐見野みなと歯科医院」に変わりました",
            "電話で確認",
            "訪問歯科に「条件があります(10kmまで)」が加わりました",
            "拠点の調べ",
        ] {
            assert!(read.contains(said), "{said} is missing in: {read}");
        }
        assert!(!page.text.contains(">desk<") && !read.contains("desk"));
    }
}

#[tokio::test]
async fn hostile_words_of_a_source_stay_words() {
    for db in databases().await {
        let town = Town::start(db, SUNDAY).await;
        let mut hostile = dentist();
        hostile.name = "<script>alert(1)</script>\"'歯科".to_owned();
        hostile.url = Some("javascript:alert(1)".to_owned());
        hostile.note = "</p><img src=x onerror=alert(1)>".to_owned();
        let id = town.add(hostile).await;
        let page = town.get(&format!("/facilities/{id}")).await;
        assert!(
            !page.text.contains("<script>alert")
                && !page.text.contains("<img")
                && !page.text.contains("href=\"javascript")
        );
        assert!(text(&page).contains("javascript:alert(1)"), "it is shown, and is no link");
    }
}

#[tokio::test]
async fn a_facility_without_hours_telephone_or_point_says_so() {
    for db in databases().await {
        let town = Town::start(db, SUNDAY).await;
        let mut bare = facility("名もなき会", OrganizationKind::Informal, "", point(0, 0));
        (bare.phone, bare.places[0].position, bare.places[0].accuracy) = (None, None, Accuracy::Unknown);
        let id = town.add(bare).await;
        let page = town.get(&format!("/facilities/{id}")).await;
        let read = text(&page);
        for said in
            ["時間はわかりません", "電話番号はわかりません", "地図の上の場所はわかりません", "まだ聞いていません"]
        {
            assert!(read.contains(said), "{said} is missing in: {read}");
        }
        assert!(page.text.contains("class=\"state unknown\"") && !page.text.contains("<svg class=\"map\""));
    }
}

#[tokio::test]
async fn others_at_the_same_address_are_named() {
    for db in databases().await {
        let town = Town::start(db, SUNDAY).await;
        let id = town.add(dentist()).await;
        let mut pharmacy = facility("みなと薬局", OrganizationKind::Pharmacy, "", point(5, 5));
        pharmacy.places[0].address = "三重県汐見野市梅ヶ枝町三丁目2番8号 みなとビル1階".to_owned();
        let mut next_door = facility("となり内科", OrganizationKind::Clinic, "", point(5, 5));
        next_door.places[0].address = "三重県汐見野市梅ヶ枝町3丁目2-9".to_owned();
        let same = town.add(pharmacy).await;
        town.add(next_door).await;
        let page = town.get(&format!("/facilities/{id}")).await;
        assert!(page.text.contains(&format!("/facilities/{same}")) && !text(&page).contains("となり内科"));
    }
}

#[tokio::test]
async fn a_point_of_the_town_is_not_taken_for_the_house() {
    for db in databases().await {
        let town = Town::start(db, SUNDAY).await;
        let mut vague = dentist();
        vague.places[0].accuracy = Accuracy::Town;
        let id = town.add(vague).await;
        let page = town.get(&format!("/facilities/{id}")).await;
        assert!(text(&page).contains("しるしは町のまん中にあります"));
        assert!(page.text.contains("stroke-dasharray"));
    }
}
