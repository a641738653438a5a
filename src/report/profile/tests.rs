//! What a coordinator reads about the area.

use axum::http::StatusCode;
use jiff::civil::date;
use kyoten_store::testing::TestDatabase;

use crate::directory::OrganizationId;
use crate::directory::import::readers::{Area, Measure, Period, Read, Statistic};
use crate::directory::kind::OrganizationKind;
use crate::directory::organization::{Accuracy, Organization, Origins, Place};
use crate::directory::store::organizations::{NewOrganizations, save};
use crate::directory::store::reference_rows;
use crate::hub::{Hub, MIGRATIONS};
use crate::testing::{Answer, Parts, TestHub, Wish, databases};

const CENSUS: &str = "平成27年国勢調査";
const INSURANCE: &str = "介護保険事業状況報告";

/// A hub with this area on real-looking reference tables: 新宿区, 天竜区 of 浜松市, and a town of a union of insurers.
async fn hub(database: TestDatabase, area: &[&str]) -> TestHub {
    let mut wish = Wish::default();
    wish.config.hub.area = area.iter().map(|code| (*code).to_owned()).collect();
    TestHub::start_with(wish, database, MIGRATIONS, async |parts: Parts| {
        let hub = Hub::on(parts.store, parts.config, parts.clock).await.expect("the hub opens");
        fill(&hub).await;
        hub.pages()
    })
    .await
}

async fn fill(hub: &Hub) {
    let clock = hub.clock().clone();
    let write = hub.write(move |tx, hub| {
        assert_eq!(reference_rows::write(tx, &reads())?, reads().len());
        let mut all = NewOrganizations::default();
        for (kind, municipality, number) in [
            (OrganizationKind::Clinic, "13104", 30),
            (OrganizationKind::VisitingNurseStation, "13104", 6),
            (OrganizationKind::Clinic, "13105", 10),
            (OrganizationKind::Clinic, "01101", 99),
        ] {
            for _ in 0..number {
                all.push(hub, OrganizationId::new(&clock), &organization(kind, municipality), clock.now());
            }
        }
        all.flush(tx)?;
        let gone = OrganizationId::new(&clock);
        let lost = organization(OrganizationKind::Pharmacy, "13104");
        all.push(hub, gone, &lost, clock.now());
        all.flush(tx)?;
        save(tx, hub, gone, &lost, Some(clock.now()), clock.now())
    });
    write.await.expect("the hub is filled");
}

fn organization(kind: OrganizationKind, municipality: &str) -> Organization {
    Organization {
        kind,
        name: "見本".into(),
        kana: None,
        owner: None,
        owner_number: None,
        phone: None,
        fax: None,
        url: None,
        email: None,
        note: String::new(),
        identifiers: Vec::new(),
        places: vec![Place {
            postal_code: None,
            municipality: municipality.to_owned(),
            address: String::new(),
            building: None,
            position: None,
            accuracy: Accuracy::Unknown,
        }],
        services: Vec::new(),
        origins: Origins::default(),
    }
}

fn reads() -> Vec<Read> {
    let place = |code: &str, name: &str, parent: Option<&str>| Read::Municipality {
        code: code.into(),
        prefecture: "都".into(),
        name: name.into(),
        kana: None,
        parent: parent.map(str::to_owned),
        position: None,
    };
    let year = |year, label: &str| Period::Year { year, label: label.into() };
    let figure = |area: Area, measure, period, people: i64, source: &str| {
        Read::Statistic(Statistic { area, measure, period, value_milli: people * 1000, source: source.into() })
    };
    let of = |code: &str| Area::Municipality(code.into());
    let union = Area::Insurer { prefecture: "40".into(), name: "福岡県介護保険広域連合".into() };
    let mut reads = vec![
        place("13104", "新宿区", None),
        place("13105", "文京区", None),
        place("13206", "府中市", None),
        place("34208", "府中市", None),
        place("22130", "浜松市", None),
        place("22140", "浜松市天竜区", Some("22130")),
        place("40601", "香春町", None),
        figure(of("13104"), Measure::PopulationTotal, year(2015, "2015年"), 333_560, CENSUS),
        figure(of("13105"), Measure::PopulationTotal, year(2015, "2015年"), 219_724, CENSUS),
        figure(of("13104"), Measure::Households, Period::Day(date(2026, 1, 1)), 230_000, "住民基本台帳"),
        figure(of("13104"), Measure::Insured65Plus, year(2023, "2023年度末(推定)"), 66_000, INSURANCE),
        figure(of("13105"), Measure::Insured65Plus, year(2023, "2023年度末(推定)"), 44_000, INSURANCE),
        figure(of("22130"), Measure::Insured65Plus, year(2023, "2023年度末(推定)"), 226_000, INSURANCE),
        figure(union, Measure::Insured65Plus, year(2023, "2023年度末(推定)"), 190_000, INSURANCE),
    ];
    let ages = [(Measure::Age65To74, 30_000), (Measure::Age75To84, 22_000), (Measure::Age85Plus, 13_000)];
    reads.extend(ages.map(|(age, people)| figure(of("13104"), age, year(2023, "2023年度末(推定)"), people, INSURANCE)));
    reads
}

fn words(answer: &Answer) -> String {
    let mut text = String::new();
    for part in answer.text.split('<').map(|part| part.split_once('>').map_or(part, |(_, words)| words)) {
        text.push_str(part.trim_matches('\n'));
        text.push(' ');
    }
    text
}

#[tokio::test]
async fn an_area_is_shown_with_the_year_of_every_figure_and_its_contradictions() {
    for database in databases().await {
        let hub = hub(database, &["13104"]).await;
        let answer = hub.get("/profile").await;
        let text = words(&answer);
        for wanted in [
            "新宿区のようす",
            "333,560",
            "2015年  平成27年国勢調査",
            "66,000",
            "19.8%",
            "人口は2015年、65歳以上は2023年度末(推定)の数です。割合はめやすです。",
            "食い違っている数字が 1つあります",
            "新宿区の65歳以上(2023年度末(推定))は66,000人ですが、年齢ごとの人数をたすと65,000人です(介護保険事業状況報告)。",
            "令和8年1月1日",
            "新しい名簿にない1件は数えていません。",
        ] {
            assert!(text.contains(wanted), "{wanted} is missing in {text}");
        }
        assert!(
            answer.text.contains("<a href=\"/search?kind=clinic\">診療所</a>") && text.contains("診療所 30"),
            "{text}"
        );
        assert!(text.contains("0.90") && text.contains("0.18") && text.contains("0.09"), "rates in {text}");
        assert!(answer.text.contains("<title>65歳から74歳 30,000人</title>"));
        assert!(!answer.text.contains("style="), "bars are drawn without inline styles");
        assert!(!text.contains("薬局"), "what is gone is not counted");
        let english = words(&hub.get_in("en", "/profile").await);
        assert!(
            english.contains("Population is from 2015, people aged 65 and over from end of fiscal 2023 (estimated)."),
            "{english}"
        );
    }
}

#[tokio::test]
async fn several_municipalities_stand_beside_each_other_and_together() {
    for database in databases().await {
        let hub = hub(database, &["13104", "13105"]).await;
        let answer = hub.get("/profile").await;
        let text = words(&answer);
        assert!(text.contains("553,284") && text.contains("110,000") && text.contains("19.9%"), "{text}");
        assert!(text.contains("文京区に世帯の数字がないため、あわせた数は出せません。"), "{text}");
        assert!(answer.text.contains("<a href=\"/profile?area=13105\">文京区</a>"));
        assert!(answer.text.contains(">診療所</a></th><td class=\"num\">40</td>"), "clinics of both");
        let one = hub.get("/profile?area=13105").await;
        assert!(
            words(&one).contains("文京区のようす") && !one.text.contains("/search?kind="),
            "the list would be longer"
        );
        assert!(one.text.contains("href=\"/profile\""));
    }
}

#[tokio::test]
async fn what_cannot_be_split_or_found_is_said() {
    for database in databases().await {
        let hub = hub(database, &[]).await;
        let text = words(&hub.get("/profile").await);
        assert!(text.contains("KYOTEN_HUB_AREA=13104"), "{text}");
        let ward = words(&hub.get("/profile?area=22140").await);
        assert!(
            ward.contains("浜松市天竜区だけの介護保険の数字はありません。浜松市全体では、65歳以上は226,000人"),
            "{ward}"
        );
        let union = words(&hub.get("/profile?area=%E9%A6%99%E6%98%A5%E7%94%BA").await);
        assert!(union.contains("分けられません:福岡県介護保険広域連合 65歳以上190,000人。"), "{union}");
        let both = hub.get("/profile?area=%E5%BA%9C%E4%B8%AD%E5%B8%82").await;
        assert!(both.text.contains("area=13206") && both.text.contains("area=34208"));
        let none = hub.get("/profile?area=%3Cb%3E").await;
        assert!(
            none.status == StatusCode::OK && none.text.contains("「&lt;b&gt;」という市区町村は見つかりません。"),
            "{}",
            none.text
        );
    }
}
