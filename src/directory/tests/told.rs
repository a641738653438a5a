//! What an import tells of the rows that it did not take as they stand.

use std::path::Path;

use super::{CARE_HEAD, MUNICIPALITIES, care, desks};

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

/// The rows of the list that are told as `what`.
fn told(list: &Path, what: &str) -> Vec<[String; 6]> {
    let text = std::fs::read_to_string(list).expect("the list is there");
    let mut rows = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let cells = |row: csv::StringRecord| std::array::from_fn(|n| row[n].to_owned());
    rows.records().map(|row| cells(row.expect("a row"))).filter(|row: &[String; 6]| row[3] == what).collect()
}
