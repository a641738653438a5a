//! `kyoten … | head -1`: a reader that leaves early changes nothing of what was done.

use std::fs::OpenOptions;
use std::process::Stdio;

use super::program::{Place, Said};

/// Where nobody reads any more.
fn left() -> Stdio {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    writer.into()
}

#[test]
fn an_import_whose_reader_left_has_succeeded() {
    let place = Place::on_sqlite();
    let list = "id,name,address,pref,city,url\n1355000000001,架空薬局,東京都新宿区架空町1－１,東京都,新宿区,\n";
    std::fs::write(place.path().join("list.csv"), list).expect("it is written");
    let mut import = place.command(&["import", "open-data", "list.csv", "--progress", "lines"]);
    let ended = import.stdout(left()).stderr(left()).output().expect("it runs");
    assert_eq!(ended.status.code(), Some(0));
    let found = place.done(&["directory", "search", "架空薬局"]);
    assert!(found.out.starts_with("1 件"), "{found:?}");
    // A failure stays one, even where nobody reads why.
    let mut import = place.command(&["import", "open-data", "nowhere.csv"]);
    let ended = import.stdout(left()).stderr(left()).output().expect("it runs");
    assert_eq!(ended.status.code(), Some(1));
}

#[test]
fn an_answer_that_a_full_disk_cut_off_is_a_failure() {
    let place = Place::on_sqlite();
    let full = OpenOptions::new().write(true).open("/dev/full").expect("Linux has one");
    let mut ask = place.command(&["directory", "capabilities"]);
    let said = Said::from(ask.stdout(full).stderr(Stdio::piped()).output().expect("it runs"));
    assert!(!said.success && said.err.starts_with("答えを最後まで書けませんでした"), "{said:?}");
}
