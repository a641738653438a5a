//! What people see on the page of a facility.

use jiff::civil::date;

use crate::directory::OrganizationId;
use crate::directory::capability::{Answer, Capability};
use crate::directory::facts::Fact;
use crate::directory::kind::OrganizationKind;
use crate::directory::operations;
use crate::directory::organization::{Accuracy, Field, Organization};
use crate::directory::store::history::{self, Change};
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
        assert!(easy.contains("今日(きょう)は 終(お)わりました"), "easy Japanese has its readings: {easy}");
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
async fn a_withdrawal_and_a_join_are_told_in_words_and_the_reason_stays_inside() {
    for db in databases().await {
        let town = Town::start(db, SUNDAY).await;
        let (id, other) = (
            town.add(dentist()).await,
            town.add(facility("港の歯科", OrganizationKind::DentalClinic, "", point(5, 6))).await,
        );
        answers(&town, other, "denture", Answer::Yes, "", date(2026, 11, 20)).await;
        let clock = town.hub.clock().clone();
        let write = town.hub.write(move |tx, hub| {
            let by = clerk(&clock);
            operations::withdraw_answer(tx, hub, other, "denture", "家族の苦情", by)?;
            operations::join(tx, hub, id, other, by, &clock)?;
            operations::confirm(tx, hub, id, date(2026, 11, 20), "院長", by)
        });
        write.await.expect("it is written");
        let page = town.get(&format!("/facilities/{id}")).await;
        let read = text(&page);
        for said in [
            "「港の歯科」とまとめました",
            "「港の歯科」:入れ歯の直し(家で)の「できます」がなくなりました",
            "令和8年11月20日(金)に事業所が確認",
        ] {
            assert!(read.contains(said), "{said} is missing in: {read}");
        }
        assert!(!page.text.contains("苦情"), "why something was taken back is nobody's business outside");

        let clock = town.hub.clock().clone();
        let write =
            town.hub.write(move |tx, hub| operations::part(tx, hub, other, "二つだった", clerk(&clock), &clock));
        assert_eq!(write.await.expect("they part"), id);
        let read = text(&town.get(&format!("/facilities/{other}")).await);
        assert!(read.contains("「汐見野みなと歯科」と分けました"), "{read}");
    }
}

#[tokio::test]
async fn every_item_that_changed_is_told_in_words() {
    for db in databases().await {
        let town = Town::start(db, SUNDAY).await;
        let id = town.add(dentist()).await;
        let change = |item: &str, was: &str, became: &str| Change {
            at: town.hub.clock().now(),
            field: item.to_owned(),
            was: Some(was.to_owned()).filter(|was| !was.is_empty()),
            became: Some(became.to_owned()).filter(|became| !became.is_empty()),
            source: "navii".to_owned(),
            by: "import".to_owned(),
            reason: String::new(),
        };
        let lines = [
            change("kind", "clinic", "hospital"),
            change("owner", "", "医療法人社団みなと会"),
            change("identifiers", "navii:1 medical_institution:2", "navii:1"),
            change("services", "dental", "dental 140"),
            change("beds", "", "inpatient=一般20 療養30"),
            change("capacity", "150=20 / 160=30", "150=25 / 160=30"),
            change("other_places", "", "三重県汐見野市 34.1,136.1 exact"),
            change("point", "34.1,136.1 town", "34.2,136.2 exact"),
            change("municipality", "24998", "24999"),
        ];
        let write = town.hub.write(move |tx, hub| lines.iter().try_for_each(|line| history::add(tx, hub, id, 9, line)));
        write.await.expect("the lines are written");
        let read = text(&town.get(&format!("/facilities/{id}")).await);
        for said in [
            "種類が「診療所」から「病院」に変わりました",
            "運営しているところに「医療法人社団みなと会」が加わりました",
            "番号が「1、2」から「1」に変わりました",
            "サービスが「歯科診療」から「歯科診療、訪問リハビリテーション」に変わりました",
            "病床に「一般20 療養30」が加わりました",
            "定員が「通所介護 20、通所リハビリテーション 30」から「通所介護 25、通所リハビリテーション 30」に変わりました",
            "ほかの場所が変わりました",
            "地図の場所が変わりました",
        ] {
            assert!(read.contains(said), "{said} is missing in: {read}");
        }
        assert!(!read.contains("34.2,136.2") && !read.contains("24998"), "{read}");
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
        assert!(page.text.contains("class=\"state noprint unknown\"") && !page.text.contains("<svg class=\"map\""));
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

#[tokio::test]
async fn a_short_note_on_the_hours_is_read_at_once_and_a_long_one_below() {
    for db in databases().await {
        let town = Town::start(db, SUNDAY).await;
        let long = "ながい".repeat(40);
        let one = |note: &str| {
            facility("港の診療所", OrganizationKind::Clinic, &format!("月 9:00-12:00 ※{note}"), point(1, 1))
        };
        let state = |page: &str| page.split("</section>").next().unwrap_or_default().to_owned();
        let id = town.add(one("急ぐときは夜も電話をしてください")).await;
        let page = town.get(&format!("/facilities/{id}")).await;
        assert!(state(&page.text).contains("急ぐときは夜も電話をしてください"), "{}", page.text);
        let id = town.add(one(&long)).await;
        let page = town.get(&format!("/facilities/{id}")).await;
        assert!(!state(&page.text).contains(&long) && page.text.contains(&long), "{}", page.text);
    }
}

#[tokio::test]
async fn the_way_back_leads_to_the_results_one_came_from_and_nowhere_else() {
    for db in databases().await {
        let town = Town::start(db, SUNDAY).await;
        let path = format!("/facilities/{}", town.add(dentist()).await);
        for (from, leads) in [
            ("http://127.0.0.1:8080/search?kind=dental_clinic&home=1", Some("/search?kind=dental_clinic&#38;home=1")),
            ("http://127.0.0.1:8080/map?q=%E6%AD%AF", Some("/map?q=%E6%AD%AF")),
            ("http://elsewhere.example/search?kind=dental_clinic", None),
            ("http://127.0.0.1:8080/sources", None),
            ("nonsense", None),
        ] {
            let page = town.get_from(&path, from).await;
            let back = page.text.contains("さがした結果にもどる");
            assert_eq!(back, leads.is_some(), "{from}");
            assert!(
                leads.is_none_or(|leads| page.text.contains(&format!("<a href=\"{leads}\">"))),
                "{from}: {}",
                page.text
            );
        }
    }
}
