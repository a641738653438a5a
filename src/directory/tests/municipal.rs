//! Lists that a municipality publishes of its own: they speak for it, and for nobody else.

use super::{Desk, desks};
use crate::directory::store::summaries;

const TWO_CITIES: &str = "pid,pref,cid,city,citykana,lat,lng,url,phrase,lgcode\n\
    13,東京都,13104,新宿区,しんじゅくく,35.6938,139.7036,,,131041\n\
    13,東京都,13105,文京区,ぶんきょうく,35.7081,139.7523,,,131059\n";
const HEAD: &str =
    "都道府県コード又は市区町村コード,NO,都道府県名,市区町村名,名称,医療機関の種類,住所,電話番号,医療機関コード\n";
const SHINJUKU: (&str, &str) = ("131041", "新宿区");
const BUNKYO: (&str, &str) = ("131059", "文京区");

/// A clinic in the list of `whose`, which may lie somewhere else.
fn row(whose: (&str, &str), number: usize, name: &str, city: &str) -> String {
    format!("{},{number},東京都,{},{name},無床診療所,東京都{city}架空町{number}-1,,\n", whose.0, whose.1)
}

fn rows(whose: (&str, &str), names: &[&str]) -> String {
    names.iter().enumerate().map(|(n, name)| row(whose, n + 1, name, whose.1)).collect()
}

/// The clinics of this name that no newest list names any more.
async fn missing(desk: &Desk, name: &str) -> bool {
    let (hub, id) = (desk.hub, desk.only(name).await);
    let found = desk.store.read(move |tx| summaries::of(tx, hub, &[id])).await.expect("it reads");
    found[0].missing
}

#[tokio::test]
async fn a_facility_of_the_neighbour_in_a_list_does_not_retire_the_neighbours_others() {
    let neighbour = rows(BUNKYO, &["かなた医院", "はるか医院", "とおく医院"]);
    // By the standard the columns are the publisher's; some write those of the facility instead.
    for whose in [SHINJUKU, BUNKYO] {
        for (desk, _database) in desks().await {
            desk.file("1_municipalities.csv", TWO_CITIES);
            desk.file(
                "2_shinjuku.csv",
                &format!("{HEAD}{}", rows(SHINJUKU, &["こちら医院", "そちら医院", "あちら医院"])),
            );
            desk.file("3_bunkyo.csv", &format!("{HEAD}{neighbour}"));
            let report = desk.import().await.expect("the import runs");
            assert_eq!((report.organizations_created, report.vanished), (6, 0), "{report:?}");

            // The first of the neighbour's stands in the list of the city too, and one of the city's own is gone.
            let foreign = row(whose, 1, "かなた医院", "文京区").replace("31041,1,", "31041,9,");
            let own = rows(SHINJUKU, &["こちら医院", "そちら医院"]);
            desk.file("2_shinjuku.csv", &format!("{HEAD}{own}{foreign}"));
            std::fs::remove_file(desk.files.path().join("3_bunkyo.csv")).expect("it is ours");
            let report = desk.import().await.expect("the import runs again");
            assert_eq!((report.organizations_created, report.vanished), (0, 1), "{whose:?} {report:?}");
            assert!(missing(&desk, "あちら医院").await, "the city's own list leaves it out");
            for name in ["かなた医院", "はるか医院", "とおく医院", "こちら医院"] {
                assert!(!missing(&desk, name).await, "{whose:?}: {name}");
            }

            // What the city no longer lists of the neighbour's is still there by the neighbour's own list.
            desk.file("2_shinjuku.csv", &format!("{HEAD}{own}"));
            desk.import().await.expect("the import runs a third time");
            assert!(!missing(&desk, "かなた医院").await);
        }
    }
}

#[tokio::test]
async fn a_list_of_nobody_in_particular_retires_nothing() {
    for (desk, _database) in desks().await {
        desk.file("1_municipalities.csv", TWO_CITIES);
        let [one, other] = [rows(SHINJUKU, &["こちら医院", "そちら医院"]), rows(BUNKYO, &["かなた医院", "はるか医院"])];
        desk.file("2_both.csv", &format!("{HEAD}{one}{other}"));
        desk.import().await.expect("the import runs");
        let [one, other] = [rows(SHINJUKU, &["こちら医院"]), rows(BUNKYO, &["かなた医院"])];
        desk.file("2_both.csv", &format!("{HEAD}{one}{other}"));
        let report = desk.import().await.expect("the import runs again");
        assert_eq!(report.vanished, 0, "half of the rows are no majority: {report:?}");
    }
}

#[tokio::test]
async fn what_the_area_left_out_of_a_list_has_not_vanished() {
    for (desk, _database) in desks().await {
        desk.file("1_municipalities.csv", TWO_CITIES);
        let own = rows(SHINJUKU, &["こちら医院", "そちら医院"]);
        let foreign = row(SHINJUKU, 9, "かなた医院", "文京区");
        desk.file("2_shinjuku.csv", &format!("{HEAD}{own}{foreign}"));
        desk.import().await.expect("the import runs");
        let report = desk.import_with(|options| options.area = vec!["13104".to_owned()]).await.expect("it runs again");
        assert_eq!((report.files[1].counts.outside_area, report.vanished), (1, 0), "{report:?}");
    }
}

#[tokio::test]
async fn a_row_whose_address_slipped_into_another_prefecture_does_not_make_a_list_one_of_that_place() {
    let places = "pid,pref,cid,city,citykana,lat,lng,url,phrase,lgcode\n\
        13,東京都,13104,新宿区,しんじゅくく,35.6938,139.7036,,,131041\n\
        14,神奈川県,14201,横須賀市,よこすかし,35.2814,139.6722,,,142018\n";
    let clinic = |id: &str, name: &str, place: &str| format!("{id},{name},{place}架空町{}-1,,,,内科\n", &id[10..]);
    let head = "id,name,address,pref,city,url,departments\n";
    let tokyo = clinic("1322000000001", "こちら医院", "東京都新宿区");
    let kanagawa: String = ["かなた医院", "はるか医院"]
        .iter()
        .zip(["1422000000002", "1422000000003"])
        .map(|(name, id)| clinic(id, name, "神奈川県横須賀市"))
        .collect();
    for (desk, _database) in desks().await {
        desk.file("1_municipalities.csv", places);
        desk.file("2_clinics.csv", &format!("{head}{tokyo}{kanagawa}"));
        desk.import().await.expect("the import runs");
        let slipped = clinic("1322000000004", "まちがい医院", "神奈川県横須賀市");
        desk.file("2_clinics.csv", &format!("{head}{tokyo}{slipped}"));
        let report = desk.import().await.expect("the import runs again");
        assert_eq!((report.organizations_created, report.vanished), (1, 0), "{report:?}");
    }
}

/// What a hub writes into its list to take home, in the invented prefecture of the demo.
const OF_A_HUB: &str = "都道府県コード又は市区町村コード,NO,都道府県名,市区町村名,名称,医療機関の種類,住所,診療曜日,診療開始時間,診療終了時間,診療日時特記事項\n\
    992011,1,潮路県,汐見野市,かもめ〜る内科,無床診療所,潮路県汐見野市鐘撞町1-2,月火水木金土,,,\"月〜金 9:00-13:00 14:00-18:00、土 9:00-12:00、祝日休み ※日曜は〜当番医へ\"\n\
    992011,2,潮路県,汐見野市,なぎさ医院,無床診療所,鐘撞町3-4,月火,,,土曜は午前のみ\n";

#[tokio::test]
async fn the_list_of_a_hub_is_read_with_its_times_in_either_encoding() {
    // Shift_JIS knows the wave as U+FF5E.
    let with_shift_jis_wave = OF_A_HUB.replace('〜', "～");
    let (windows, _, lost) = encoding_rs::SHIFT_JIS.encode(&with_shift_jis_wave);
    assert!(!lost);
    for bytes in [OF_A_HUB.as_bytes(), &windows] {
        for (desk, _database) in desks().await {
            std::fs::write(desk.files.path().join("list.csv"), bytes).expect("it is written");
            let report = desk.import().await.expect("the import runs");
            assert_eq!((report.organizations_created, report.files[0].counts.refused_total()), (2, 0), "{report:?}");
            let gull = desk.stored(desk.only("かもめ").await).await.organization;
            assert_eq!(gull.name, "かもめ〜る内科");
            assert_eq!(gull.main_place().address, "潮路県汐見野市鐘撞町1-2");
            let times = gull.services[0].hours.as_ref().expect("hours").to_string();
            assert_eq!(times, "月〜金 9:00-13:00 14:00-18:00、土 9:00-12:00、祝日休み ※日曜は〜当番医へ");
            // The control: a municipality's own words stay a note, and a prefecture that is missing is added.
            let shore = desk.stored(desk.only("なぎさ").await).await.organization;
            assert_eq!(shore.main_place().address, "潮路県汐見野市鐘撞町3-4");
            let times = shore.services[0].hours.as_ref().expect("hours").to_string();
            assert_eq!(times, "月・火(時間不明) ※土曜は午前のみ");
        }
    }
}
