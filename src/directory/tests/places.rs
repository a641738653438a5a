//! Places as people name them.

use super::desks;
use crate::directory::import::readers::Read;
use crate::directory::record::Point;
use crate::directory::store::places::{Called, NamedPlace, called, named};
use crate::directory::store::reference_rows;

fn point(north: i32) -> Point {
    Point { latitude: 35_000_000 + north, longitude: 136_000_000 }
}

fn municipality(code: &str, prefecture: &str, name: &str, kana: &str, north: i32) -> Read {
    Read::Municipality {
        code: code.into(),
        prefecture: prefecture.into(),
        name: name.into(),
        kana: Some(kana.into()),
        parent: None,
        position: Some(point(north)),
    }
}

fn town(municipality: &str, name: &str, north: i32) -> Read {
    Read::Town { municipality: municipality.into(), name: name.into(), position: point(north) }
}

/// Two cities; 西町 stands in both, 梅ヶ枝町 has three 丁目.
fn rows() -> Vec<Read> {
    let city = |code: &str, name: &str, kana: &str, north| municipality(code, "潮路県", name, kana, north);
    let code = |code: &str, municipality: &str, town: &str, kana: &str| Read::PostalCode {
        code: code.into(),
        municipality: municipality.into(),
        town: town.into(),
        kana: Some(kana.into()),
    };
    vec![
        city("99201", "汐見野市", "シオミノシ", 0),
        city("99202", "桐原市", "キリハラシ", 500),
        town("99201", "梅ヶ枝町1丁目", 10),
        town("99201", "梅ヶ枝町2丁目", 20),
        town("99201", "梅ヶ枝町3丁目", 60),
        town("99201", "鐘撞町", 100),
        town("99201", "鐘撞本町", 110),
        town("99201", "西町", 200),
        town("99202", "西町", 600),
        town("99202", "旭町", 700),
        code("0000021", "99201", "梅ヶ枝町", "ウメガエチョウ"),
        code("0000011", "99201", "鐘撞町", "カネツキチョウ"),
        code("0000012", "99201", "鐘撞本町", "カネツキホンマチ"),
        code("0000031", "99201", "西町", "ニシマチ"),
        code("0000131", "99202", "西町", "ニシマチ"),
        code("0000132", "99202", "旭町", "アサヒマチ(1-20番地)"),
    ]
}

#[tokio::test]
async fn a_place_is_found_by_its_name_its_reading_and_its_postal_code() {
    for (desk, _database) in desks().await {
        let write = desk.store.write(|tx| reference_rows::write(tx, &rows()));
        assert_eq!(write.await.expect("the rows are written"), rows().len());
        let area = vec!["99201".to_owned()];

        let own = area.clone();
        let near = async |typed: &'static str| {
            let own = own.clone();
            let found = desk.store.read(move |tx| named(tx, typed, &own, 6)).await.expect("it reads");
            found.places.into_iter().map(|place| (place.label, place.point.latitude - 35_000_000)).collect::<Vec<_>>()
        };
        let one = |label: &str, north| vec![(label.to_owned(), north)];
        for typed in ["鐘撞町", "かねつきちょう", "カネツキチョウ", "ｶﾈﾂｷﾁｮｳ", "000-0011", "汐見野市鐘撞町"]
        {
            assert_eq!(near(typed).await, one("汐見野市鐘撞町", 100), "{typed}");
        }
        for typed in ["梅ヶ枝町", "梅が枝町", "うめがえちょう", "0000021"] {
            assert_eq!(near(typed).await, one("汐見野市梅ヶ枝町", 30), "the middle of its three parts: {typed}");
        }
        assert_eq!(near("梅ヶ枝町二丁目").await, one("汐見野市梅ヶ枝町2丁目", 20));
        assert_eq!(near("きりはら").await, one("潮路県桐原市", 500));
        assert_eq!(
            near("あさひまち").await,
            one("潮路県桐原市旭町", 700),
            "what the list adds in brackets is no reading"
        );
        assert_eq!(near("西町").await.len(), 2);
        assert_eq!(near("かねつき").await.len(), 2);
        assert!(near("どこでもない町").await.is_empty());

        let word = async |typed: &'static str| {
            let own = own.clone();
            let found = desk.store.read(move |tx| called(tx, typed, &own)).await.expect("it reads");
            let labels = |places: Vec<NamedPlace>| places.into_iter().map(|place| place.label).collect::<Vec<_>>();
            let Called { exactly, beginning } = found;
            (labels(exactly), labels(beginning))
        };
        let nothing = || Vec::<String>::new();
        assert_eq!(word("西町").await, (vec!["汐見野市西町".to_owned()], nothing()), "the hub's own town is meant");
        assert_eq!(word("旭町").await, (vec!["桐原市旭町".to_owned()], nothing()));
        assert_eq!(word("きりはらし").await, (vec!["桐原市".to_owned()], nothing()));
        assert_eq!(word("梅ヶ枝町").await.0, ["汐見野市梅ヶ枝町"]);
        let beginning = vec!["汐見野市鐘撞町".to_owned(), "汐見野市鐘撞本町".to_owned()];
        for typed in ["鐘撞", "かねつき", "鐘撞駅"] {
            assert_eq!(word(typed).await, (nothing(), beginning.clone()), "{typed}");
        }
        assert_eq!(word("しおみの").await, (nothing(), vec!["汐見野市".to_owned()]));
        assert_eq!(word("汐見野駅").await, (nothing(), vec!["汐見野市".to_owned()]));
        for typed in ["さくら", "西", "", "0000999", "%"] {
            assert_eq!(word(typed).await, (nothing(), nothing()), "{typed}");
        }
    }
}

/// Three prefectures; 浜崎 is a city of the hub's, a town far away and the beginning of one, 府中 two cities.
fn nation() -> Vec<Read> {
    let mut rows = vec![
        municipality("01201", "北浜県", "北浜市", "キタハマシ", 900_000),
        municipality("01202", "北浜県", "府中市", "フチュウシ", 910_000),
        municipality("02100", "都野府", "大川市", "オオカワシ", 500_000),
        municipality("02202", "都野府", "府中市", "フチュウシ", 510_000),
        municipality("03201", "浜崎県", "浜崎市", "ハマサキシ", 0),
        municipality("03202", "浜崎県", "住田町", "スミタチョウ", 2_000),
        town("01201", "浜崎", 901_000),
        town("01202", "大字都野", 902_000),
        town("01201", "住吉", 903_000),
        town("02100", "住吉", 501_000),
        town("03201", "住吉町", 100),
        town("01201", "桜", 904_000),
        town("02100", "桜", 502_000),
        town("02202", "桜", 511_000),
    ];
    // More than the table is asked for at once.
    rows.extend((0..210).map(|n| town("01202", &format!("住吉西{n}条"), 904_000 + n)));
    rows
}

#[tokio::test]
async fn the_place_of_the_field_is_the_hubs_own_first_and_never_a_guess_elsewhere() {
    for (desk, _database) in desks().await {
        desk.store.write(|tx| reference_rows::write(tx, &nation())).await.expect("the rows are written");
        let near = async |typed: &'static str, area: &[&str]| {
            let area: Vec<String> = area.iter().map(|code| (*code).to_owned()).collect();
            let found = desk.store.read(move |tx| named(tx, typed, &area, 6)).await.expect("it reads");
            (found.is_clear, found.places.into_iter().map(|place| (place.label, place.name)).collect::<Vec<_>>())
        };
        let one = |label: &str, name: &str| (true, vec![(label.to_owned(), name.to_owned())]);
        let own: &[&str] = &["03201"];
        for typed in ["浜崎", "浜崎市", "はまさき", "ハマサキシ", "浜崎県浜崎市"] {
            assert_eq!(near(typed, own).await, one("浜崎市", "浜崎市"), "{typed}");
        }
        assert_eq!(
            near("住吉", own).await,
            one("浜崎市住吉町", "住吉町"),
            "what begins so here before what is so elsewhere"
        );
        for typed in ["浜崎", "浜崎県"] {
            assert_eq!(near(typed, &[]).await, one("浜崎県浜崎市", "浜崎市"), "{typed}");
        }
        for (typed, area) in [("都野", own), ("都野府", own), ("都野", &[])] {
            assert_eq!(near(typed, area).await, one("都野府大川市", "都野府大川市"), "the seat, and no town far away");
        }
        let (is_clear, choices) = near("府中", own).await;
        let labels: Vec<&str> = choices.iter().map(|(label, _)| label.as_str()).collect();
        assert_eq!((is_clear, labels), (false, vec!["都野府府中市", "北浜県府中市"]), "the nearer first");
        assert_eq!(near("北浜県府中市", own).await, one("北浜県府中市", "府中市"), "a choice is clear");
        let (is_clear, choices) = near("桜", own).await;
        assert_eq!((is_clear, choices.len(), choices[0].0.as_str()), (false, 3, "都野府大川市桜"));
        let chosen = "北浜県北浜市桜";
        assert_eq!(near(chosen, own).await, one(chosen, chosen));
    }
}
