//! What may be typed beside the files of an import.

use jiff::civil::date;

use super::days::{list, standing};
use super::told::told;
use super::{CARE_HEAD, MUNICIPALITIES, care, desks};
use crate::directory::import::ImportError;
use crate::directory::import::day::ToldBy;

#[tokio::test]
async fn a_day_that_has_not_come_and_an_area_that_there_is_not_are_refused() {
    for (desk, _database) in desks().await {
        let today = desk.clock.today();
        let tomorrow = today.tomorrow().expect("a day");
        desk.file("2_care.csv", &list(0..3));
        for day in [tomorrow, date(2099, 1, 1)] {
            let refused = desk.import_with(|options| options.as_of = Some(day)).await;
            assert!(matches!(refused, Err(ImportError::FutureDay { .. })), "{refused:?}");
        }
        for code in ["9", "abc", "131041", "１３１０４", "", "-1310"] {
            let refused = desk.import_with(|options| options.area = vec!["13104".to_owned(), code.to_owned()]).await;
            assert!(matches!(&refused, Err(ImportError::NoCode(told)) if told == code), "{refused:?}");
        }
        // Nobody can tell yet whether there is such a municipality.
        let nowhere = |options: &mut super::ImportOptions| options.area = vec!["13999".to_owned()];
        let report = desk.import_with(nowhere).await.expect("it runs");
        assert_eq!((report.organizations_created, report.files[0].counts.outside_area), (0, 3));

        // The table of this very import tells, and so does that of an earlier one.
        desk.file("1_municipalities.csv", MUNICIPALITIES);
        let refused = desk.import_with(nowhere).await;
        assert!(matches!(&refused, Err(ImportError::UnknownMunicipality(code)) if code == "13999"), "{refused:?}");
        let table = desk.files.path().join("1_municipalities.csv");
        let read = desk.import_with(|options| options.paths = vec![table.clone()]).await.expect("the table is read");
        assert_eq!(read.files[0].counts.reference, 1);
        std::fs::remove_file(table).expect("it is ours");
        let refused = desk.import_with(nowhere).await;
        assert!(matches!(refused, Err(ImportError::UnknownMunicipality(_))), "{refused:?}");
        assert_eq!(desk.finder.count().await.expect("it counts"), 0);

        // The control: today and a municipality that there is.
        let change = |options: &mut super::ImportOptions| {
            (options.as_of, options.area) = (Some(today), vec!["13104".to_owned()]);
        };
        let report = desk.import_with(change).await.expect("the import runs");
        assert_eq!(report.organizations_created, 3);
    }
}

#[tokio::test]
async fn a_number_in_a_name_that_would_be_a_day_to_come_is_no_day() {
    for (desk, _database) in desks().await {
        desk.file("1_municipalities.csv", MUNICIPALITIES);
        desk.file("care_20990101.csv", &list(0..3));
        let report = desk.import().await.expect("the import runs");
        let told_by = report.files[1].as_of.map(|day| day.told_by);
        assert_eq!(told_by, Some(ToldBy::Modified), "{report:?}");
        // So a list of this year is not older than it.
        desk.file("care_20990101.csv", &list(0..2));
        let report = desk.import_with(|options| options.as_of = Some(date(2026, 6, 1))).await.expect("it runs again");
        assert_eq!((report.vanished, report.files[1].counts.older), (1, 0), "{report:?}");
        assert_eq!(standing(&desk).await.values().filter(|is_there| **is_there).count(), 2);
    }
}

#[tokio::test]
async fn the_list_of_reasons_says_where_it_cannot_be_and_of_a_preview_not_that_anything_was_done() {
    let odd = care("1360490000", "架空訪問看護", "カクウ", "なんば").replace("35.69,139.70", "NaN,inf");
    let far =
        care("1360490001", "見本訪問看護", "ミホン", "").replace("35.69,139.70", &format!("35.6,{}", "9".repeat(400)));
    for (desk, _database) in desks().await {
        desk.file("1_municipalities.csv", MUNICIPALITIES);
        desk.file("2_care.csv", &format!("{CARE_HEAD}{odd}{far}"));
        let nowhere = desk.files.path().join("no/such/folder/r.csv");
        let refused = desk.import_with(|options| options.row_list.clone_from(&nowhere)).await.expect_err("no folder");
        assert!(refused.to_string().contains("no/such/folder/r.csv"), "{refused}");

        let out = tempfile::tempdir().expect("a folder");
        let list = out.path().join("rows.csv");
        for (preview, what, other) in [(true, "取り込む", "取り込んだ"), (false, "取り込んだ", "取り込む")]
        {
            let change = |options: &mut super::ImportOptions| {
                options.row_list.clone_from(&list);
                options.preview = preview;
            };
            desk.import_with(change).await.expect("it runs");
            let rows = told(&list, what);
            assert!(told(&list, other).is_empty());
            assert!(rows.iter().all(|row| !row[4].contains("ました")), "{rows:?}");
            let unread = rows.iter().filter(|row| row[4].contains("緯度・経度「") && row[4].contains("読めない"));
            assert_eq!(unread.count(), 2, "what is no number lies nowhere: {rows:?}");
        }
    }
}
