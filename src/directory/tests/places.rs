//! Places as people name them.

use super::desks;
use crate::directory::import::readers::Read;
use crate::directory::record::Point;
use crate::directory::store::places::{Called, NamedPlace, called, named};
use crate::directory::store::reference_rows;

fn point(north: i32) -> Point {
    Point { latitude: 35_000_000 + north, longitude: 136_000_000 }
}

/// Two cities; 西町 stands in both, 梅ヶ枝町 has three 丁目.
fn rows() -> Vec<Read> {
    let city = |code: &str, name: &str, kana: &str, north| Read::Municipality {
        code: code.into(),
        prefecture: "潮路県".into(),
        name: name.into(),
        kana: Some(kana.into()),
        parent: None,
        position: Some(point(north)),
    };
    let town = |municipality: &str, name: &str, north| Read::Town {
        municipality: municipality.into(),
        name: name.into(),
        position: point(north),
    };
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
            found.into_iter().map(|place| (place.label, place.point.latitude - 35_000_000)).collect::<Vec<_>>()
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
        assert_eq!(near("きりはら").await, one("桐原市", 500));
        assert_eq!(near("あさひまち").await, one("桐原市旭町", 700), "what the list adds in brackets is no reading");
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
