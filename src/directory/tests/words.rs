//! What the hub itself says: it is shown, it is dated, it can be taken back, and the history knows.

use jiff::SignedDuration;
use jiff::civil::{Date, date};
use kyoten_store::Tx;

use super::{BY, CARE_HEAD, Desk, able, care, desks};
use crate::directory::OrganizationId;
use crate::directory::capability::{Answer, OwnCode};
use crate::directory::facts::Fact;
use crate::directory::hours::{self, CareManagerTime, Reach};
use crate::directory::import::readers::Read;
use crate::directory::item::{self, Item};
use crate::directory::operations;
use crate::directory::organization::{Accuracy, Field};
use crate::directory::record::Point;
use crate::directory::refusal::Refused;
use crate::directory::store::survey::{By, StoredCareManagerTime};
use crate::directory::store::{organizations, reference_rows, summaries};

pub(super) const HERE: Point = Point { latitude: 34_500_000, longitude: 136_700_000 };
const MOVED: Point = Point { latitude: 34_540_000, longitude: 136_740_000 };

/// The reference tables of an invented corner of 三重県, with the border of one town.
pub(super) async fn know_the_places(desk: &Desk) {
    let municipality = |code: &str, name: &str, position| Read::Municipality {
        code: code.to_owned(),
        prefecture: "三重県".to_owned(),
        name: name.to_owned(),
        kana: None,
        parent: None,
        position: Some(position),
    };
    let town = |code: &str, name: &str, position| Read::Town { municipality: code.into(), name: name.into(), position };
    let postal = |code: &str, municipality: &str, town: &str| Read::PostalCode {
        code: code.into(),
        municipality: municipality.into(),
        town: town.into(),
        kana: None,
    };
    let corner = |north: i32, east: i32| Point { latitude: 34_500_000 + north, longitude: 136_700_000 + east };
    let rows = [
        municipality("24998", "架空市", HERE),
        municipality("24999", "見本町", MOVED),
        town("24998", "汐路町", HERE),
        town("24999", "梅枝", MOVED),
        postal("5160001", "24998", "汐路町"),
        postal("5160002", "24999", "梅枝"),
        postal("5160003", "24999", "梅枝(その他)"),
        Read::Boundary {
            municipality: "24998".to_owned(),
            rings: vec![vec![
                corner(-20_000, -20_000),
                corner(-20_000, 20_000),
                corner(20_000, 20_000),
                corner(20_000, -20_000),
            ]],
        },
    ];
    let count = rows.len();
    let write = desk.store.write(move |tx| reference_rows::write(tx, &rows));
    assert_eq!(write.await.expect("the places are known"), count);
}

/// A row of a list without coordinates, so that the gazetteer places it.
pub(super) fn row(number: &str, name: &str, address: &str, phone: &str) -> String {
    care(number, name, "カクウ", phone)
        .replace("131041,", "249980,")
        .replace("東京都,新宿区", "三重県,架空市")
        .replace("東京都新宿区架空町１丁目２番３号", address)
        .replace("35.69,139.70", ",")
}

/// A desk that knows its places and one nursing station.
async fn station(desk: &Desk) -> OrganizationId {
    know_the_places(desk).await;
    desk.file(
        "care.csv",
        &format!("{CARE_HEAD}{}", row("2460490000", "架空訪問看護", "三重県架空市汐路町1-2", "059-200-0001")),
    );
    let report = desk.import().await.expect("the import runs");
    assert_eq!(report.organizations_created, 1, "{report:?}");
    desk.only("架空訪問看護").await
}

fn fact(field: Field, value: &str, as_of: Date) -> Fact {
    Fact { field, value: value.to_owned(), source: "電話で確認".to_owned(), as_of }
}

async fn withdraw(desk: &Desk, id: OrganizationId, field: Field) -> Result<(), Refused> {
    desk.clock.pass(SignedDuration::from_mins(1));
    let withdraw = move |tx: &mut Tx<'_>, hub, by: By<'_>| {
        operations::withdraw_field(tx, hub, id, field, "番号の聞きまちがい", by)
    };
    desk.do_it(withdraw).await.map(drop)
}

#[tokio::test]
async fn a_corrected_address_is_placed_anew_and_an_unknown_one_says_so() {
    for (desk, _database) in desks().await {
        let id = station(&desk).await;
        let imported = desk.stored(id).await.organization;
        assert_eq!((imported.main_place().position, imported.main_place().accuracy), (Some(HERE), Accuracy::Town));

        let set =
            desk.set(id, Field::Address, "三重県見本町梅枝3丁目4番5号").await.expect("it is set").expect("an address");
        assert_eq!(set.municipality.as_deref(), Some("見本町"));
        let place = desk.stored(id).await.organization.main_place().clone();
        assert_eq!(place, set.place, "the answer says what is shown");
        assert_eq!(
            (place.municipality.as_str(), place.position, place.accuracy),
            ("24999", Some(MOVED), Accuracy::Town)
        );
        assert_eq!(place.postal_code, None, "two codes fit the town: neither is guessed");
        assert_eq!(desk.find("梅枝").await.total, 1, "search knows it at once");

        desk.set(id, Field::Address, "汐路町9-9").await.expect("it is set");
        let place = desk.stored(id).await.organization.main_place().clone();
        assert_eq!((place.municipality.as_str(), place.position), ("", None), "見本町 has no 汐路町");
        desk.set(id, Field::Address, "三重県架空市汐路町9-9").await.expect("it is set");
        let place = desk.stored(id).await.organization.main_place().clone();
        assert_eq!((place.address.as_str(), place.postal_code.as_deref()), ("三重県架空市汐路町9-9", Some("5160001")));
        desk.set(id, Field::Address, "汐路町9-8").await.expect("it is set");
        let place = desk.stored(id).await.organization.main_place().clone();
        assert_eq!(place.address, "三重県架空市汐路町9-8", "what everybody at the hub leaves out is put before it");

        let set = desk.set(id, Field::Address, "どこか遠くの村1-1").await.expect("it is set").expect("an address");
        assert_eq!((set.place.position, set.place.accuracy), (None, Accuracy::Unknown));
        assert_eq!(desk.stored(id).await.organization.main_place().position, None, "no wrong point is kept");

        withdraw(&desk, id, Field::Address).await.expect("it is withdrawn");
        assert_eq!(desk.stored(id).await.organization, imported, "the imported address and its point are seen again");
    }
}

#[tokio::test]
async fn a_point_given_by_hand_is_stronger_and_holds_for_its_house_only() {
    for (desk, _database) in desks().await {
        let id = station(&desk).await;
        let near = Point { latitude: 34_503_000, longitude: 136_712_000 };
        for (wrong, sea) in
            [("0,0", false), ("136.7,34.5", false), ("51.5,-0.1", false), ("34.2,136.9", true), ("ここ", false)]
        {
            let refused = desk.set(id, Field::Point, wrong).await.expect_err(wrong);
            assert_eq!(matches!(refused, Refused::PointElsewhere { .. }), sea, "{wrong}: {refused}");
        }
        desk.set(id, Field::Point, "34.503,136.712").await.expect("it is set");
        let place = desk.stored(id).await.organization.main_place().clone();
        assert_eq!((place.position, place.accuracy), (Some(near), Accuracy::Exact));

        desk.clock.pass(SignedDuration::from_hours(1));
        let same_house = row("2460490000", "架空訪問看護", "三重県架空市汐路町１番２号", "059-200-0009");
        desk.file("care.csv", &format!("{CARE_HEAD}{same_house}"));
        desk.import().await.expect("the import runs");
        assert_eq!(desk.stored(id).await.organization.main_place().position, Some(near), "an import leaves it alone");

        let moved = row("2460490000", "架空訪問看護", "三重県架空市汐路町7-7", "059-200-0009");
        desk.file("care.csv", &format!("{CARE_HEAD}{moved}"));
        desk.import().await.expect("the import runs");
        assert_eq!(
            desk.stored(id).await.organization.main_place().position,
            Some(HERE),
            "it was the point of the old house"
        );

        let both = vec![
            fact(Field::Address, "三重県架空市汐路町8-8", date(2026, 11, 20)),
            fact(Field::Point, "34.504,136.713", date(2026, 11, 20)),
        ];
        let set = desk.do_it(move |tx, hub, by| operations::set_fields(tx, hub, id, both.clone(), by)).await;
        let set = set.expect("both are set").expect("an address");
        assert_eq!((set.place.accuracy, set.place.position.map(|p| p.latitude)), (Accuracy::Exact, Some(34_504_000)));
    }
}

#[tokio::test]
async fn what_was_withdrawn_stays_withdrawn_and_the_history_says_who_when_and_why() {
    for (desk, _database) in desks().await {
        let id = station(&desk).await;
        desk.set(id, Field::Phone, "059-200-0002").await.expect("it is set");
        desk.clock.pass(SignedDuration::from_mins(1));
        desk.set(id, Field::Phone, "059-200-0003").await.expect("it is set");
        withdraw(&desk, id, Field::Phone).await.expect("it is withdrawn");
        let at = desk.clock.now();
        let phone = desk.stored(id).await.organization.phone;
        assert_eq!(phone.as_deref(), Some("059-200-0001"), "the imported number, and not the one before");
        assert!(matches!(withdraw(&desk, id, Field::Phone).await, Err(Refused::NothingToWithdraw)));

        let line = desk.history(id).await.remove(0);
        let told = (line.field.as_str(), line.was.as_deref(), line.became.as_deref(), line.source.as_str());
        assert_eq!(told, ("phone", Some("059-200-0003"), Some("059-200-0001"), "kaigo"));
        assert_eq!((line.by.as_str(), line.reason.as_str(), line.at), (BY, "番号の聞きまちがい", at));

        desk.clock.pass(SignedDuration::from_hours(1));
        let newer = row("2460490000", "架空訪問看護", "三重県架空市汐路町1-2", "059-200-0004");
        desk.file("care.csv", &format!("{CARE_HEAD}{newer}"));
        desk.import().await.expect("the import runs");
        assert_eq!(desk.stored(id).await.organization.phone.as_deref(), Some("059-200-0004"), "nothing comes back");
        desk.set(id, Field::Phone, "").await.expect("it is set");
        assert_eq!(desk.stored(id).await.organization.phone, None, "there is none, whatever the list says");
    }
}

#[tokio::test]
async fn an_answer_and_a_care_manager_time_are_taken_back() {
    for (desk, _database) in desks().await {
        let id = station(&desk).await;
        desk.answer(id, able("contact_24h", Answer::Yes, "")).await.expect("it is kept");
        let time = CareManagerTime::new(hours::parse_text("火 13:00-14:00").expect("hours"), [Reach::Phone], "", "");
        let time = StoredCareManagerTime {
            time: time.expect("a time"),
            source: "電話で確認".to_owned(),
            answered_on: date(2026, 11, 1),
        };
        desk.do_it(move |tx, hub, by| operations::set_care_manager_time(tx, hub, id, time.clone(), by))
            .await
            .expect("set");
        assert_eq!(desk.find("24時間").await.total, 1);

        desk.clock.pass(SignedDuration::from_mins(1));
        for code in ["contact_24h", "opioid_oral"] {
            let taken =
                desk.do_it(move |tx, hub, by| operations::withdraw_answer(tx, hub, id, code, "聞きまちがい", by)).await;
            assert_eq!(taken.is_ok(), code == "contact_24h", "{taken:?}");
        }
        let taken = move |tx: &mut Tx<'_>, hub, by: By<'_>| {
            operations::withdraw_care_manager_time(tx, hub, id, "なくなった", by)
        };
        desk.do_it(taken).await.expect("it is withdrawn");
        assert!(matches!(desk.do_it(taken).await, Err(Refused::NothingToWithdraw)));
        assert_eq!(desk.find("24時間").await.total, 0, "nobody finds what was taken back");
        let hub = desk.hub;
        let summary = desk.store.read(move |tx| summaries::of(tx, hub, &[id])).await.expect("it reads").remove(0);
        assert_eq!(summary.capabilities, []);
        let fields: Vec<String> = desk.history(id).await.into_iter().map(|change| change.field).collect();
        let time = item::CARE_MANAGER_TIME;
        assert_eq!(fields, [time, "capability:contact_24h", time, "capability:contact_24h"]);
    }
}

#[tokio::test]
async fn what_was_told_earlier_does_not_replace_what_was_told_later() {
    for (desk, _database) in desks().await {
        let id = station(&desk).await;
        desk.set(id, Field::Fax, "059-200-0008").await.expect("told on 20 November");
        let earlier = fact(Field::Fax, "059-200-0007", date(2026, 11, 1));
        let refused = desk.do_it(move |tx, hub, by| operations::set_field(tx, hub, id, earlier.clone(), by)).await;
        assert!(matches!(refused, Err(Refused::OlderThanKnown { .. })), "{refused:?}");
        desk.answer(id, able("transport", Answer::Yes, "")).await.expect("told on 5 October");
        let mut paper = able("transport", Answer::No, "");
        paper.answered_on = date(2026, 4, 1);
        assert!(matches!(desk.answer(id, paper.clone()).await, Err(Refused::OlderThanKnown { .. })));
        paper.answered_on = date(1899, 4, 1);
        assert!(matches!(desk.answer(id, paper).await, Err(Refused::DayTooOld(_))));
    }
}

#[tokio::test]
async fn a_confirmation_is_kept_with_its_day_and_hand_and_can_be_taken_back() {
    for (desk, _database) in desks().await {
        let id = station(&desk).await;
        let confirm = |day: Date| {
            move |tx: &mut Tx<'_>, hub, by: By<'_>| operations::confirm(tx, hub, id, day, "管理者の電話", by)
        };
        desk.do_it(confirm(date(2026, 11, 20))).await.expect("it is confirmed");
        let confirmed = |stored: organizations::Stored| (stored.confirmed_on, stored.confirmed_by);
        let known = (Some("2026-11-20".to_owned()), Some("管理者の電話".to_owned()));
        assert_eq!(confirmed(desk.stored(id).await), known);
        assert!(matches!(desk.do_it(confirm(date(2026, 11, 23))).await, Err(Refused::DayToCome(_))));
        assert!(matches!(desk.do_it(confirm(date(2025, 11, 20))).await, Err(Refused::OlderThanKnown { .. })));

        desk.clock.pass(SignedDuration::from_hours(1));
        desk.file("care.csv", &format!("{CARE_HEAD}{}", row("2460490000", "新しい名", "三重県架空市汐路町1-2", "")));
        desk.import().await.expect("the import runs");
        assert_eq!(confirmed(desk.stored(id).await), known, "an import takes no confirmation away");
        let back = |tx: &mut Tx<'_>, hub, by: By<'_>, id| {
            operations::withdraw_confirmation(tx, hub, id, "別の事業所だった", by)
        };
        desk.do_it(move |tx, hub, by| back(tx, hub, by, id)).await.expect("it is taken back");
        assert_eq!(confirmed(desk.stored(id).await), (None, None));
        assert!(matches!(desk.do_it(move |tx, hub, by| back(tx, hub, by, id)).await, Err(Refused::NothingToWithdraw)));
    }
}

#[tokio::test]
async fn a_question_of_the_hubs_own_is_retired_and_asked_again() {
    for (desk, _database) in desks().await {
        let id = station(&desk).await;
        let own = OwnCode {
            code: "own_boat".to_owned(),
            group: "own".to_owned(),
            japanese: "渡し船で来られる".to_owned(),
            english: "Comes by ferry".to_owned(),
        };
        let add = {
            let own = own.clone();
            move |tx: &mut Tx<'_>, hub, by: By<'_>| operations::add_capability_code(tx, hub, &own, by)
        };
        desk.do_it(add.clone()).await.expect("it is asked");
        assert!(matches!(desk.do_it(add.clone()).await, Err(Refused::CapabilityCodeTaken(_))));
        desk.answer(id, able("own_boat", Answer::Yes, "")).await.expect("it is kept");
        assert_eq!(desk.find("渡し船").await.total, 1);

        desk.clock.pass(SignedDuration::from_mins(1));
        let retire = |code: &'static str| {
            move |tx: &mut Tx<'_>, hub, by: By<'_>| {
                operations::retire_capability_code(tx, hub, code, "船がなくなった", by)
            }
        };
        assert_eq!(desk.do_it(retire("own_boat")).await.expect("it is retired"), 1);
        assert!(matches!(desk.do_it(retire("own_boat")).await, Err(Refused::UnknownCapability { .. })));
        assert!(matches!(desk.do_it(retire("transport")).await, Err(Refused::NotAnOwnQuestion(_))));
        assert_eq!(desk.find("渡し船").await.total, 0, "nobody finds the answers");
        assert!(matches!(
            desk.answer(id, able("own_boat", Answer::No, "")).await,
            Err(Refused::UnknownCapability { .. })
        ));
        let line = desk.history(id).await.remove(0);
        assert_eq!((line.was.as_deref(), line.became, line.reason.as_str()), (Some("yes"), None, "船がなくなった"));

        desk.clock.pass(SignedDuration::from_mins(1));
        desk.do_it(add).await.expect("it is asked again");
        assert_eq!(desk.find("渡し船").await.total, 1, "the answers, with their days, are seen again");
        assert_eq!(desk.history(id).await.len(), 3);
        let mut elsewhere = own.clone();
        (elsewhere.code, elsewhere.group) = ("own_x".to_owned(), "夜と休日".to_owned());
        let refused = desk.do_it(move |tx, hub, by| operations::add_capability_code(tx, hub, &elsewhere, by)).await;
        assert!(refused.expect_err("no such heading").to_string().contains("夜間・休日"));
    }
}

#[tokio::test]
async fn the_history_knows_of_every_item_that_an_import_changes() {
    for (desk, _database) in desks().await {
        let id = station(&desk).await;
        desk.clock.pass(SignedDuration::from_hours(1));
        // Another operator and number of places; a branch; and one service less than a moment before.
        let first = row("2460490000", "架空訪問看護", "三重県架空市汐路町1-2", "059-200-0001")
            .replace(",,,,2460490000,", ",,1180301018771,株式会社架空,2460490000,")
            .replace(",,0,,,,,", ",,20,,,,,")
            .replace("平日,土曜日", "平日");
        let branch =
            row("2460490000", "架空通所", "三重県架空市汐路町5-5", "").replace("訪問看護,三重", "通所介護,三重");
        desk.file("care.csv", &format!("{CARE_HEAD}{first}{branch}"));
        desk.import().await.expect("the import runs");
        let changed = |lines: &[crate::directory::store::history::Change]| {
            let mut fields: Vec<String> = lines.iter().map(|line| line.field.clone()).collect();
            fields.sort();
            fields
        };
        let lines = desk.history(id).await;
        for wanted in ["owner", "owner_number", "capacity", "services", "branches", "other_places", "hours"] {
            assert!(lines.iter().any(|line| line.field == wanted), "{wanted}: {:?}", changed(&lines));
        }

        // In one import a service vanishes and another one changes: that is one line for each item.
        desk.clock.pass(SignedDuration::from_hours(1));
        desk.file("care.csv", &format!("{CARE_HEAD}{}", first.replace(",,20,,,,,", ",,25,,,,,")));
        desk.import().await.expect("an item that changes twice in one import has one line");
        let later = desk.history(id).await;
        let new = &later[..later.len() - lines.len()];
        let capacity = new.iter().find(|line| line.field == "capacity").expect("the capacity changed");
        assert_eq!((capacity.was.as_deref(), capacity.became.as_deref()), (Some("130=20"), Some("130=25")));
        let mut fields = changed(new);
        fields.dedup();
        assert_eq!(fields.len(), new.len(), "{new:?}");
        let shown = desk.stored(id).await.organization;
        for line in new {
            let item = Item::from_code(&line.field).expect("an item");
            assert_eq!(item.of(&shown), line.became, "the history ends with what is shown");
        }
    }
}
