//! Imports that follow each other, as they come half a year apart.

use std::io::Write as _;

use super::{CARE_HEAD, MUNICIPALITIES, care, desks};

const FACILITY: &str = "id,name,address,pref,city,url,departments\n\
    1322000000001,架空クリニック,東京都新宿区架空町１－２－３,東京都,新宿区,,内科\n";

fn hours_file() -> String {
    let days = ["月", "火", "水", "木", "金", "土", "日", "祝"];
    let names = |what: &str| days.map(|day| format!("{day}_{what}開始時間,{day}_{what}終了時間")).join(",");
    let head = format!("ID,診療科目コード,診療科目名,診療時間帯,{},{}\n", names("診療"), names("外来受付"));
    let times = "09:00,12:00,".repeat(5) + &",".repeat(21);
    format!("{head}1322000000001,01001,内科,1,{}\n", times.trim_end_matches(',').to_owned() + &",".repeat(22))
}

#[tokio::test]
async fn the_hours_file_and_the_facility_file_complete_each_other_in_any_order_and_on_any_day() {
    for (desk, _database) in desks().await {
        desk.file("1_municipalities.csv", MUNICIPALITIES);
        desk.file("2_hours.csv", &hours_file());
        let alone = desk.import().await.expect("hours alone stop nothing");
        assert_eq!((alone.organizations_created, alone.files[1].counts.orphans), (0, 1), "{alone:?}");

        desk.file("2_hours.csv", FACILITY);
        desk.import().await.expect("the facility comes");
        let id = desk.only("架空クリニック").await;
        desk.file("2_hours.csv", &hours_file());
        desk.import().await.expect("the hours come");
        let organization = desk.stored(id).await.organization;
        assert_eq!(organization.name, "架空クリニック");
        assert!(organization.services.iter().any(|service| service.hours.is_some()), "{:?}", organization.services);

        desk.file("2_hours.csv", &FACILITY.replace("１－２－３", "１－２－４"));
        desk.import().await.expect("the facility comes again");
        let organization = desk.stored(id).await.organization;
        assert!(organization.services.iter().any(|service| service.hours.is_some()), "the hours are still there");
        assert!(organization.main_place().address.ends_with('4'), "{}", organization.main_place().address);
    }
}

#[tokio::test]
async fn the_hours_of_a_facility_do_not_keep_it_in_the_list() {
    let other = "1322000000002,見本クリニック,東京都新宿区見本町９－９,東京都,新宿区,,内科\n";
    for (desk, _database) in desks().await {
        desk.file("1_municipalities.csv", MUNICIPALITIES);
        desk.file("2_clinics.csv", &format!("{FACILITY}{other}"));
        desk.file("3_hours.csv", &hours_file());
        desk.import().await.expect("the import runs");
        let id = desk.only("架空クリニック").await;
        assert_eq!(desk.stored(id).await.missing_since, None);
        let head = FACILITY.lines().next().expect("a header");
        desk.file("2_clinics.csv", &format!("{head}\n{other}"));
        let report = desk.import().await.expect("the import runs again");
        assert_eq!((report.vanished, report.organizations_missing), (1, 1), "{report:?}");
        let stored = desk.stored(id).await;
        assert!(stored.missing_since.is_some(), "its hours are still told, but the list has it no more");
        assert!(stored.organization.services.iter().any(|service| service.hours.is_some()), "and nothing is lost");
        // The control: the facility comes back.
        desk.file("2_clinics.csv", &format!("{FACILITY}{other}"));
        desk.import().await.expect("the import runs a third time");
        assert_eq!(desk.stored(id).await.missing_since, None);
    }
}

#[tokio::test]
async fn an_older_file_takes_nothing_back_and_a_new_one_that_says_the_same_changes_nothing() {
    for (desk, _database) in desks().await {
        desk.file("1_municipalities.csv", MUNICIPALITIES);
        let row = |phone: &str| format!("{CARE_HEAD}{}", care("1360490000", "架空訪問看護", "カクウ", phone));
        desk.file("jigyosho_130_20250601.csv", &row("03-0000-0001"));
        desk.file("jigyosho_130_20251201.csv", &row("03-0000-0002"));
        desk.import().await.expect("both releases come at once");
        let id = desk.only("かくう").await;
        assert_eq!(
            desk.stored(id).await.organization.phone.as_deref(),
            Some("03-0000-0002"),
            "the newer release speaks"
        );

        std::fs::remove_file(desk.files.path().join("jigyosho_130_20251201.csv")).expect("it is ours");
        let older = desk.import().await.expect("the older release comes again");
        assert_eq!((older.organizations_changed, older.files[1].counts.older), (0, 1), "{older:?}");
        assert_eq!(desk.stored(id).await.organization.phone.as_deref(), Some("03-0000-0002"));

        std::fs::remove_file(desk.files.path().join("jigyosho_130_20250601.csv")).expect("it is ours");
        desk.file("jigyosho_130_20260601.csv", &row("03-0000-0002"));
        let same = desk.import().await.expect("a new release says the same");
        assert_eq!((same.organizations_changed, same.files[1].counts.unchanged), (0, 1), "{same:?}");
    }
}

#[tokio::test]
async fn a_damaged_archive_is_told_and_none_of_its_rows_is_used() {
    for (desk, _database) in desks().await {
        let rows: String =
            (0..2000).map(|n| care(&format!("13604{n:05}"), &format!("架空{n}番館"), "カクウ", "")).collect();
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(format!("{CARE_HEAD}{rows}").as_bytes()).expect("it is packed");
        let packed = gzip.finish().expect("it is packed");
        std::fs::write(desk.files.path().join("care.csv.gz"), &packed[..packed.len() * 4 / 5]).expect("it is written");
        let report = desk.import().await.expect("the import runs");
        assert!(report.files[0].is_fault, "{report:?}");
        assert_eq!(report.organizations_created, 0, "nothing of a file that is cut off is used");
    }
}

#[tokio::test]
async fn two_lists_of_one_city_that_count_alike_stay_two() {
    for (desk, _database) in desks().await {
        desk.file("1_municipalities.csv", MUNICIPALITIES);
        desk.file(
            "2_medical.csv",
            "都道府県コード又は市区町村コード,NO,都道府県名,市区町村名,名称,名称_カナ,医療機関の種類,住所,電話番号,診療科目\n\
             131041,1,東京都,新宿区,架空病院,カクウビョウイン,病院,東京都新宿区架空町1-1,03-0000-0001,内科\n",
        );
        desk.file(
            "3_care.csv",
            "都道府県コード又は市区町村コード,NO,都道府県名,市区町村名,介護サービス事業所名称,介護サービス事業所名称_カナ,実施サービス,住所,電話番号\n\
             131041,1,東京都,新宿区,見本訪問看護,ミホンホウモンカンゴ,訪問看護,東京都新宿区見本町2-2,03-0000-0002\n",
        );
        let report = desk.import().await.expect("the import runs");
        assert_eq!(report.organizations_created, 2, "{report:?}");
    }
}

#[tokio::test]
async fn a_row_that_was_refused_has_not_vanished() {
    for (desk, _database) in desks().await {
        desk.file("1_municipalities.csv", MUNICIPALITIES);
        let other = care("1360490001", "見本訪問看護", "ミホン", "");
        desk.file("2_care.csv", &format!("{CARE_HEAD}{}{other}", care("1360490000", "架空訪問看護", "カクウ", "")));
        desk.import().await.expect("the import runs");
        let too_long = care("1360490000", &"架空".repeat(150), "カクウ", "");
        desk.file("2_care.csv", &format!("{CARE_HEAD}{too_long}{other}"));
        let report = desk.import().await.expect("the import runs again");
        assert_eq!((report.files[1].counts.refused_total(), report.vanished), (1, 0), "{report:?}");
    }
}
