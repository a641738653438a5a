//! What an import tells of the rows that it did not take as they stand.

use std::io::Write as _;
use std::path::Path;

use jiff::civil::date;

use super::{CARE_HEAD, MUNICIPALITIES, care, desks};
use crate::directory::import::day::{FileDay, ToldBy};
use crate::directory::store::imports;

#[tokio::test]
async fn two_rows_of_one_key_that_contradict_each_other_are_told_with_what_counts() {
    for (desk, _database) in desks().await {
        desk.file("1_municipalities.csv", MUNICIPALITIES);
        let row = |phone: &str| care("1360490000", "架空訪問看護", "カクウ", phone);
        let same = care("1360490001", "見本訪問看護", "ミホン", "");
        let fills = care("1360490001", "見本訪問看護", "ミホン", "03-0000-0009");
        desk.file("care.csv", &format!("{CARE_HEAD}{}{same}{}{fills}", row("03-0000-0001"), row("03-0000-0002")));
        let out = tempfile::tempdir().expect("a folder");
        let list = out.path().join("rows.csv");
        let report = desk.import_with(|options| options.row_list.clone_from(&list)).await.expect("the import runs");
        let counts = &report.files[1].counts;
        assert_eq!((counts.read, counts.created, counts.completes, counts.contradicting), (4, 2, 2, 1), "{report:?}");
        let id = desk.only("かくう").await;
        assert_eq!(desk.stored(id).await.organization.phone.as_deref(), Some("03-0000-0001"), "the first counts");
        let told = self::told(&list, "矛盾");
        assert_eq!(told.len(), 1, "what only fills a gap contradicts nothing: {told:?}");
        let [file, line, columns, _, reason, english] = &told[0];
        assert!(file.ends_with("care.csv") && (line.as_str(), columns.as_str()) == ("4", "電話番号"), "{told:?}");
        for word in ["1360490000:130", "care.csv の2行目", "先に読んだ", "「03-0000-0001」", "「03-0000-0002」"]
        {
            assert!(reason.contains(word), "{word}: {reason}");
        }
        assert!(english.contains("line 2") && english.contains("was read first"), "{english}");

        std::fs::remove_file(desk.files.path().join("care.csv")).expect("it is ours");
        desk.file("jigyosho_130_20251201.csv", &format!("{CARE_HEAD}{}", row("03-0000-0003")));
        desk.file("jigyosho_130_20260601.csv", &format!("{CARE_HEAD}{}", row("03-0000-0004")));
        let report = desk.import_with(|options| options.row_list.clone_from(&list)).await.expect("the import runs");
        assert_eq!(report.files.iter().map(|file| file.counts.contradicting).collect::<Vec<_>>(), [0, 1, 0]);
        let told = self::told(&list, "矛盾");
        assert!(told[0][0].contains("20251201") && told[0][4].contains("日付が新しい"), "{told:?}");
        assert_eq!(desk.stored(id).await.organization.phone.as_deref(), Some("03-0000-0004"), "the newer counts");
    }
}

#[tokio::test]
async fn what_the_area_leaves_out_is_counted_by_file_and_municipality_with_the_way_to_have_it() {
    let places = "pid,pref,cid,city,citykana,lat,lng,url,phrase,lgcode\n\
        13,東京都,13104,新宿区,しんじゅくく,35.6938,139.7036,,,131041\n\
        13,東京都,13105,文京区,ぶんきょうく,35.7081,139.7523,,,131059\n";
    let clinics = "id,name,address,pref,city,url,departments\n\
        1322000000001,架空クリニック,東京都新宿区架空町１－２－３,東京都,新宿区,,内科\n\
        1322000000002,見本クリニック,東京都文京区見本町１－２－３,東京都,文京区,,内科\n\
        1322000000003,例示クリニック,東京都文京区例示町１－２－３,東京都,文京区,,内科\n\
        1322000000004,無名クリニック,どこか１－２－３,東京都,,,内科\n";
    for (desk, _database) in desks().await {
        desk.file("1_municipalities.csv", places);
        desk.file("2_clinics.csv", clinics);
        desk.file("3_care.csv", &format!("{CARE_HEAD}{}", care("1360490000", "架空訪問看護", "カクウ", "")));
        let out = tempfile::tempdir().expect("a folder");
        let list = out.path().join("rows.csv");
        let report = desk
            .import_with(|options| {
                options.row_list.clone_from(&list);
                options.area = vec!["13104".to_owned()];
                options.preview = true;
            })
            .await
            .expect("the preview runs");
        assert_eq!(report.files.iter().map(|file| file.counts.outside_area).collect::<Vec<_>>(), [0, 3, 0]);
        let left_out: Vec<_> = report.files[1]
            .outside
            .iter()
            .map(|one| (one.municipality.as_str(), one.name.as_str(), one.rows))
            .collect();
        assert_eq!(left_out, [("13105", "文京区", 2), ("", "", 1)]);
        assert_eq!(report.outside(), report.files[1].outside);
        let told = told(&list, "圏域の外");
        assert_eq!(told.len(), 2);
        assert!(told[0][0].ends_with("2_clinics.csv") && told[0][4].contains("文京区(13105)の2行"), "{told:?}");
        assert!(told[0][4].contains("--area に 13105 を足して"), "{told:?}");
        assert!(told[1][4].contains("市区町村がわからない行が1行"), "{told:?}");

        let report = desk.import_with(|options| options.area = vec!["13104".to_owned(), "13105".to_owned()]).await;
        let report = report.expect("the import runs");
        assert_eq!((report.organizations_created, report.files[1].counts.outside_area), (4, 1));
    }
}

/// A zip with one member that was last written on 2026-03-04.
fn zip(member: &str, text: &str) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let written = zip::DateTime::from_date_and_time(2026, 3, 4, 5, 6, 8).expect("a moment");
    let options = zip::write::SimpleFileOptions::default().last_modified_time(written);
    writer.start_file(member, options).expect("it is begun");
    writer.write_all(text.as_bytes()).expect("it is written");
    writer.finish().expect("it is closed").into_inner()
}

#[tokio::test]
async fn every_file_has_its_day_by_the_best_witness() {
    let holidays = "国民の祝日・休日月日,国民の祝日・休日名称\n2027/1/1,元日\n";
    let insured = "pref,insurer,insured_65plus,age65_74,age75_84,age85plus\n東京都,新宿区,60000,30000,20000,10000\n";
    for (desk, _database) in desks().await {
        desk.file("1_municipalities.csv", MUNICIPALITIES);
        desk.file("2_insured_20200101.csv", insured);
        desk.file("3_holidays_20260201.csv", holidays);
        let row = format!("{CARE_HEAD}{}", care("1360490000", "架空訪問看護", "カクウ", ""));
        for (name, member) in [("4_care_20260601.zip", "care.csv"), ("5_care.zip", "care.csv")] {
            std::fs::write(desk.files.path().join(name), zip(member, &row)).expect("it is written");
        }
        let report = desk.import().await.expect("the import runs");
        let days: Vec<_> = report.files.iter().map(|file| file.as_of.expect("a day")).collect();
        let today = crate::platform::clock::local(jiff::Timestamp::UNIX_EPOCH).date();
        assert!(days[0].told_by == ToldBy::Modified && days[0].day > today, "{days:?}");
        let told = |year, month, day, told_by| FileDay { day: date(year, month, day), told_by };
        assert_eq!(
            days[1..],
            [
                // The end of the fiscal year of the statistics counts more than the name of the file.
                told(2024, 3, 31, ToldBy::Columns),
                told(2026, 2, 1, ToldBy::Name),
                told(2026, 6, 1, ToldBy::Name),
                told(2026, 3, 4, ToldBy::Modified),
            ]
        );
        let hub = desk.hub;
        let stored = desk.store.read(move |tx| imports::days(tx, hub)).await.expect("the days read");
        assert_eq!(stored.len(), days.len());
        assert!(days.iter().all(|day| stored.iter().any(|read| read.as_of == *day)), "{stored:?}");

        let report = desk.import_with(|options| options.as_of = Some(date(2026, 5, 5))).await.expect("the import runs");
        let days: Vec<_> = report.files.iter().filter_map(|file| file.as_of).map(|day| day.told_by).collect();
        use ToldBy::{Columns, Name, Operator};
        assert_eq!(days, [Operator, Columns, Name, Name, Operator], "the operator tells what nothing else does");
    }
}

#[tokio::test]
async fn a_file_that_is_older_than_what_is_there_is_told() {
    let holidays = |name: &str| format!("国民の祝日・休日月日,国民の祝日・休日名称\n2027/1/1,{name}\n");
    let row = |phone: &str| format!("{CARE_HEAD}{}", care("1360490000", "架空訪問看護", "カクウ", phone));
    for (desk, _database) in desks().await {
        desk.file("1_municipalities.csv", MUNICIPALITIES);
        desk.file("holidays_20260201.csv", &holidays("元日"));
        desk.file("care_20260601.csv", &row("03-0000-0001"));
        let newer = |report: &crate::directory::import::report::ImportReport| {
            let files = report.files.iter().map(|file| (file.counts.older, file.newer_is_there));
            files.collect::<Vec<_>>()
        };
        let report = desk.import().await.expect("the import runs");
        assert_eq!(newer(&report), [(0, None); 3]);

        std::fs::remove_file(desk.files.path().join("holidays_20260201.csv")).expect("it is ours");
        std::fs::remove_file(desk.files.path().join("care_20260601.csv")).expect("it is ours");
        desk.file("holidays_20250201.csv", &holidays("元旦"));
        desk.file("care_20251201.csv", &row("03-0000-0002"));
        desk.file("care.csv", &row("03-0000-0003"));
        let report = desk.import().await.expect("the import runs again");
        let (holiday, june) = (Some(date(2026, 2, 1)), Some(date(2026, 6, 1)));
        assert_eq!(newer(&report), [(0, None), (0, None), (1, june), (0, holiday)], "{report:?}");
    }
}

/// The rows of the list that are told as `what`.
pub fn told(list: &Path, what: &str) -> Vec<[String; 6]> {
    let text = std::fs::read_to_string(list).expect("the list is there");
    let mut rows = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let cells = |row: csv::StringRecord| std::array::from_fn(|n| row[n].to_owned());
    rows.records().map(|row| cells(row.expect("a row"))).filter(|row: &[String; 6]| row[3] == what).collect()
}
