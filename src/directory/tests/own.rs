//! Organisations that the hub added itself: how they are checked, and how they meet the lists that come later.

use jiff::SignedDuration;
use jiff::civil::date;

use super::words::{HERE, know_the_places, row};
use super::{BY, CARE_HEAD, Desk, desks};
use crate::directory::OrganizationId;
use crate::directory::kind::OrganizationKind;
use crate::directory::operations::{self, Decision, NewOrganization};
use crate::directory::organization::{Accuracy, Field};
use crate::directory::record::{IdentifierSystem, Point, Source};
use crate::directory::refusal::Refused;
use crate::directory::store::reviews;

pub(super) fn new(name: &str, address: &str, phone: &str) -> NewOrganization {
    NewOrganization {
        kind: OrganizationKind::VisitingNurseStation,
        name: name.to_owned(),
        kana: String::new(),
        address: address.to_owned(),
        municipality: String::new(),
        near: vec!["24998".to_owned()],
        position: None,
        phone: phone.to_owned(),
        numbers: Vec::new(),
        note: "夜は留守番電話".to_owned(),
        hours: "月〜金 9:00-17:00".to_owned(),
        source: "名刺".to_owned(),
        as_of: date(2026, 11, 1),
    }
}

async fn lists(desk: &Desk, rows: &[String]) -> crate::directory::import::report::ImportReport {
    desk.clock.pass(SignedDuration::from_hours(1));
    desk.file("care.csv", &format!("{CARE_HEAD}{}", rows.concat()));
    desk.import().await.expect("the import runs")
}

async fn waiting(desk: &Desk) -> Vec<reviews::Waiting> {
    let hub = desk.hub;
    desk.store.read(move |tx| reviews::waiting(tx, hub, 20)).await.expect("they read")
}

#[tokio::test]
async fn what_is_added_is_placed_like_what_is_imported() {
    for (desk, _database) in desks().await {
        know_the_places(&desk).await;
        let added = desk.add(new("灯台訪問看護", "汐路町2-3", "059-200-0005")).await.expect("it is added");
        let organization = desk.stored(added.id).await.organization;
        let place = organization.main_place();
        assert_eq!(place.address, "三重県架空市汐路町2-3", "the hub's own municipality is meant");
        assert_eq!((place.municipality.as_str(), place.postal_code.as_deref()), ("24998", Some("5160001")));
        assert_eq!((place.position, place.accuracy), (Some(HERE), Accuracy::Town));
        assert_eq!(added.whereabouts.place, *place);
        assert!(organization.origins.values().all(|origin| origin.source == Source::Hub), "{:?}", organization.origins);

        let mut pointed = new("灯台薬局", "三重県架空市汐路町2-4", "");
        pointed.position = Some(Point { latitude: 34_501_000, longitude: 136_701_000 });
        let added = desk.add(pointed.clone()).await.expect("it is added");
        assert_eq!(added.whereabouts.place.accuracy, Accuracy::Exact);
        pointed.position = Some(Point { latitude: 33_000_000, longitude: 138_000_000 });
        let refused = desk.add(pointed).await.expect_err("that is the sea").to_string();
        assert!(refused.contains("架空市") && refused.contains("海の上"), "{refused}");
    }
}

#[tokio::test]
async fn every_field_of_a_new_organization_is_checked_in_clear_words() {
    for (desk, _database) in desks().await {
        know_the_places(&desk).await;
        type Change = fn(&mut NewOrganization);
        let cases: [(Change, &str); 16] = [
            (|n| n.name = " \u{200b} ".into(), "名称がありません"),
            (|n| n.name = "あ".repeat(201), "200文字"),
            (|n| n.kana = "灯台".into(), "ひらがなかカタカナ"),
            (|n| n.municipality = "24997".into(), "24998(三重県架空市) のことですか"),
            (|n| n.municipality = "架空町".into(), "24998(三重県架空市) のことですか"),
            (|n| n.municipality = "249991".into(), "24999(三重県見本町) のことですか"),
            (|n| (n.municipality, n.address) = ("24999".into(), "三重県架空市汐路町1-1".into()), "住所は架空市ですが"),
            (|n| n.address = "三".repeat(300), "長すぎます"),
            (|n| n.phone = "内線12".into(), "市外局番から"),
            (|n| n.note = "a".repeat(2001), "2000文字"),
            (|n| n.hours = "なんとなく".into(), ""),
            (|n| n.source = "\u{2028}".into(), "だれの話か"),
            (|n| n.source = "い".repeat(201), "200文字"),
            (|n| n.as_of = date(2026, 11, 23), "まだ来ていません"),
            (|n| n.as_of = date(202, 11, 1), "古すぎます"),
            (|n| n.numbers = vec![(IdentifierSystem::CareOffice, "2460".into())], "番号として読めません"),
        ];
        for (change, said) in cases {
            let mut wrong = new("灯台訪問看護", "三重県架空市汐路町2-3", "059-200-0005");
            change(&mut wrong);
            let refused = desk.add(wrong).await.expect_err(said);
            assert!(!refused.is_ours() && refused.to_string().contains(said), "{said}: {refused}");
        }
        assert_eq!(desk.find("灯台").await.total, 0, "a refusal adds nothing");
        for named in ["24998", "249980", "２４９９８", "架空市", "三重県架空市"] {
            let mut right = new(&format!("灯台の{named}"), "", "");
            right.municipality = named.to_owned();
            let added = desk.add(right).await.expect(named);
            assert_eq!(added.whereabouts.municipality.as_deref(), Some("架空市"), "{named}");
        }
    }
}

#[tokio::test]
async fn a_list_that_comes_later_joins_what_the_hub_added_and_the_hubs_word_stays_stronger() {
    for (desk, _database) in desks().await {
        know_the_places(&desk).await;
        let by_address =
            desk.add(new("灯台訪問看護", "三重県架空市汐路町2番3号", "059-200-0005")).await.expect("added").id;
        let by_phone = desk.add(new("岬訪問看護", "", "059-200-0006")).await.expect("added").id;
        let mut numbered = new("うみかぜ", "三重県架空市汐路町4-4", "");
        numbered.numbers = vec![(IdentifierSystem::CareOffice, "2460490007".to_owned())];
        let by_number = desk.add(numbered).await.expect("added").id;
        let listed = [
            row("2460490005", "灯台訪問看護", "三重県架空市汐路町2-3", "059-200-0095"),
            row("2460490006", "岬訪問看護", "三重県架空市汐路町3-3", "059-200-0006"),
            row("2460490007", "海風訪問看護ステーション", "三重県架空市汐路町4-9", "059-200-0007"),
        ];
        let report = lists(&desk, &listed).await;
        assert_eq!((report.organizations_created, report.reviews), (0, 0), "{report:?}");
        assert_eq!(report.organizations_changed, 3);

        let one = desk.stored(by_address).await.organization;
        assert_eq!(one.phone.as_deref(), Some("059-200-0005"), "the hub's own word");
        assert_eq!(one.identifiers[0].value, "2460490005", "the list fills what the hub left open");
        assert!(one.note.starts_with("夜は留守番電話"));
        assert_eq!(one.services.len(), 1, "the service of the list is the one the hub spoke of: {:?}", one.services);
        let two = desk.stored(by_phone).await.organization;
        assert_eq!(two.main_place().address, "三重県架空市汐路町3-3", "where it is says the list");
        let three = desk.stored(by_number).await.organization;
        assert_eq!((three.name.as_str(), three.phone.as_deref()), ("うみかぜ", Some("059-200-0007")));

        let again = lists(&desk, &listed).await;
        assert_eq!((again.organizations_created, again.organizations_changed), (0, 0), "{again:?}");
        let gone = lists(&desk, &listed[1..]).await;
        assert_eq!(
            (gone.vanished, gone.organizations_missing),
            (1, 1),
            "the list no longer names it, and that is said"
        );
        let one = desk.stored(by_address).await;
        assert!(one.missing_since.is_some());
        assert_eq!(one.organization.identifiers[0].value, "2460490005", "nothing that was known is lost");
        assert_eq!(desk.only("うみかぜ").await, by_number);
    }
}

#[tokio::test]
async fn what_is_only_alike_waits_for_a_person_and_is_never_joined_silently() {
    for (desk, _database) in desks().await {
        know_the_places(&desk).await;
        let moved = desk.add(new("灯台訪問看護", "三重県架空市汐路町2-3", "")).await.expect("added").id;
        let called = desk.add(new("岬ナースステーション", "三重県架空市汐路町3-3", "")).await.expect("added").id;
        let mut helper = new("となりの助け合い", "三重県架空市汐路町5-5", "059-200-0007");
        helper.kind = OrganizationKind::Informal;
        desk.add(helper).await.expect("added");
        let listed = [
            row("2460490005", "灯台訪問看護", "三重県架空市汐路町9-9", "059-200-0005"),
            row("2460490006", "岬ナース", "三重県架空市汐路町3-3", "059-200-0006"),
            row("2460490007", "海風訪問看護", "三重県架空市汐路町6-6", "059-200-0007"),
        ];
        let report = lists(&desk, &listed).await;
        assert_eq!((report.organizations_created, report.reviews), (3, 2), "{report:?}");
        let doubts = waiting(&desk).await;
        let mut asked: Vec<(OrganizationId, &str)> = doubts.iter().map(|w| (w.one.0, w.reason.as_str())).collect();
        asked.sort_by_key(|(_, reason)| *reason);
        assert_eq!(asked, [(called, "same_address_alike_name"), (moved, "same_name_elsewhere")]);

        let (review, clock) = (doubts[0].id, desk.clock.clone());
        let other = doubts[0].other.0;
        let decide = move |tx: &mut kyoten_store::Tx<'_>, hub, by: super::By<'_>| {
            operations::decide(tx, hub, review, Decision::Same, by, &clock)
        };
        desk.do_it(decide).await.expect("it is decided");
        assert!(matches!(desk.set(other, Field::Fax, "").await, Err(Refused::Joined { .. })));
        let kept = desk.stored(doubts[0].one.0).await.organization;
        assert_eq!(kept.main_place().address, doubts[0].one.2, "the hub's address stays the main one");
        assert_eq!(lists(&desk, &listed).await.reviews, 0, "what is open or decided is not asked again");
        assert!(desk.history(doubts[0].one.0).await.iter().any(|line| line.field == "joined" && line.by == BY));
    }
}
