//! Lists of different days: the newest tells what is there and what is gone, in whatever order they come.

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::civil::{Date, date};

use super::{CARE_HEAD, Desk, MUNICIPALITIES, care, desks};
use crate::directory::import::report::ImportReport;
use crate::directory::store::records;

const JANUARY: Date = date(2026, 1, 1);
const MARCH: Date = date(2026, 3, 1);
const JUNE: Date = date(2026, 6, 1);

fn number(n: usize) -> String {
    format!("13604{n:05}")
}

pub fn list(offices: impl IntoIterator<Item = usize>) -> String {
    let rows =
        offices.into_iter().map(|n| care(&number(n), &format!("架空{n}番館"), "カクウ", &format!("03-0000-{n:04}")));
    format!("{CARE_HEAD}{}", rows.collect::<String>())
}

/// Imports just this list.
async fn read(desk: &Desk, text: &str, day: Option<Date>) -> ImportReport {
    desk.file("care.csv", text);
    desk.import_with(|options| options.as_of = day).await.expect("the import runs")
}

/// Every office that is there, and whether the newest list still has it.
pub async fn standing(desk: &Desk) -> BTreeMap<String, bool> {
    let hub = desk.hub;
    let known = desk.store.read(move |tx| {
        let mut all = Vec::new();
        records::known(tx, hub, |_, known, content| {
            all.push((known.organization, known.vanished, content.to_owned()));
            Ok(())
        })?;
        Ok::<_, kyoten_store::Error>(all)
    });
    let mut all = BTreeMap::new();
    for (id, vanished, content) in known.await.expect("it reads") {
        let stored = desk.stored(id).await;
        assert_eq!(stored.missing_since.is_some(), vanished, "each has one row: {content}");
        all.insert(stored.organization.name, !vanished);
    }
    all
}

fn expect(there: impl IntoIterator<Item = usize>, gone: Range<usize>) -> BTreeMap<String, bool> {
    let name = |n: usize| format!("架空{n}番館");
    there.into_iter().map(|n| (name(n), true)).chain(gone.map(|n| (name(n), false))).collect()
}

#[tokio::test]
async fn an_older_list_takes_nothing_away_and_what_only_it_has_is_kept_as_gone() {
    for (desk, _database) in desks().await {
        desk.file("1_municipalities.csv", MUNICIPALITIES);
        read(&desk, &list(0..12), Some(JUNE)).await;
        for (day, others) in [(Some(JANUARY), 20..24), (None, 30..34)] {
            let report = read(&desk, &list(others.clone()), day).await;
            assert!(report.removals_not_believed.is_empty(), "{report:?}");
            let told = &report.files[1];
            assert_eq!((told.counts.created, told.counts.outlived, told.newer_is_there), (4, 4, Some(JUNE)));
            assert_eq!((report.organizations_created, report.organizations_changed), (4, 0), "{report:?}");
            assert_eq!((report.organizations_missing, report.vanished), (4, 4));
        }
        let expected: BTreeMap<_, _> = expect(0..12, 20..24).into_iter().chain(expect([], 30..34)).collect();
        assert_eq!(standing(&desk).await, expected);
        // The same again changes nothing, and neither does believing the older list.
        desk.file("care.csv", &list(20..24));
        let again = desk.import_with(|options| (options.as_of, options.accept_removals) = (Some(JANUARY), true)).await;
        let again = again.expect("the import runs");
        assert_eq!((again.organizations_changed, again.vanished, again.files[1].counts.older), (0, 0, 4), "{again:?}");
        assert_eq!(standing(&desk).await, expected);

        // The control: a list that is as new as the newest brings them back, and marks what it leaves out.
        let newer = read(&desk, &list((0..11).chain(20..24)), Some(JUNE)).await;
        assert_eq!((newer.organizations_created, newer.organizations_missing), (0, 1), "{newer:?}");
        let there = (0..11).chain(20..24);
        let expected: BTreeMap<_, _> = expect(there, 11..12).into_iter().chain(expect([], 30..34)).collect();
        assert_eq!(standing(&desk).await, expected);
    }
}

#[tokio::test]
async fn in_whatever_order_two_lists_come_the_directory_is_the_same() {
    let (june, january) = (list(0..100), list((0..80).chain(100..110)));
    let expected = expect(0..100, 100..110);
    for order in [[JUNE, JANUARY], [JANUARY, JUNE]] {
        for (desk, _database) in desks().await {
            desk.file("1_municipalities.csv", MUNICIPALITIES);
            for day in order {
                read(&desk, if day == JUNE { &june } else { &january }, Some(day)).await;
            }
            assert_eq!(standing(&desk).await, expected, "{order:?}");
        }
    }
    for (desk, _database) in desks().await {
        desk.file("1_municipalities.csv", MUNICIPALITIES);
        desk.file("care_20260601.csv", &june);
        desk.file("care_20260101.csv", &january);
        let report = desk.import().await.expect("both are read");
        assert_eq!((report.organizations_created, report.organizations_missing), (110, 10), "{report:?}");
        assert_eq!(standing(&desk).await, expected, "both at once");
        let again = desk.import().await.expect("both are read again");
        assert_eq!((again.organizations_changed, again.vanished), (0, 0), "{again:?}");
    }
}

#[tokio::test]
async fn an_older_list_left_in_the_folder_does_not_keep_alive_what_the_newer_one_leaves_out() {
    for (desk, _database) in desks().await {
        desk.file("1_municipalities.csv", MUNICIPALITIES);
        desk.file("care_20260101.csv", &list(0..20));
        desk.import().await.expect("the first list is read");
        desk.file("care_20260601.csv", &list(0..19));
        let report = desk.import().await.expect("both are read");
        assert_eq!((report.vanished, report.organizations_missing), (1, 1), "{report:?}");
        assert_eq!(standing(&desk).await, expect(0..19, 19..20));
    }
}

#[tokio::test]
async fn what_a_newer_list_said_again_is_not_taken_back_by_one_in_between() {
    let text = list(0..12);
    let otherwise = text.replace("03-0000-0003", "03-0000-9999");
    for (desk, _database) in desks().await {
        desk.file("1_municipalities.csv", MUNICIPALITIES);
        read(&desk, &text, Some(JANUARY)).await;
        read(&desk, &text, Some(JUNE)).await;
        let report = read(&desk, &otherwise, Some(MARCH)).await;
        assert_eq!((report.organizations_changed, report.files[1].counts.older), (0, 12), "{report:?}");
        // The control: of a newer day the same list changes the one telephone.
        let report = read(&desk, &otherwise, Some(date(2026, 7, 1))).await;
        assert_eq!((report.organizations_changed, report.files[1].counts.updated), (1, 1), "{report:?}");
    }
}

#[tokio::test]
async fn a_newer_list_of_which_a_row_was_refused_marks_nothing_and_protects_what_it_has() {
    let too_long = care(&number(99), &"架空".repeat(150), "カクウ", "");
    for (desk, _database) in desks().await {
        desk.file("1_municipalities.csv", MUNICIPALITIES);
        read(&desk, &format!("{}{too_long}", list(0..12)), Some(JUNE)).await;
        let report = read(&desk, &list((0..8).chain(20..22)), Some(JANUARY)).await;
        assert_eq!((report.vanished, report.organizations_missing), (0, 0), "{report:?}");
        assert_eq!(
            standing(&desk).await,
            expect((0..12).chain(20..22), 0..0),
            "what it could not read may be just those"
        );
    }
}

#[tokio::test]
async fn a_small_list_that_would_lose_most_of_itself_is_not_believed() {
    // (before, what is left and what is new, not believed, marked)
    let cases =
        [(0..12, 20..24, 12, 0), (0..12, 3..12, 0, 3), (0..12, 4..12, 4, 0), (0..2, 1..2, 0, 1), (0..1, 5..6, 1, 0)];
    for day in [Some(JUNE), None] {
        for (before, after, not_believed, marked) in cases.clone() {
            for (desk, _database) in desks().await {
                desk.file("1_municipalities.csv", MUNICIPALITIES);
                read(&desk, &list(before.clone()), day.map(|_| JANUARY)).await;
                let report = read(&desk, &list(after.clone()), day).await;
                let told = (report.removals_not_believed.values().sum::<u64>(), report.vanished);
                assert_eq!(told, (not_believed, marked), "{before:?} then {after:?}: {report:?}");
                if not_believed > 0 {
                    desk.file("care.csv", &list(after.clone()));
                    let change = |options: &mut super::ImportOptions| {
                        (options.as_of, options.accept_removals) = (day, true);
                    };
                    let report = desk.import_with(change).await.expect("the import runs");
                    assert_eq!(report.vanished, not_believed, "somebody says that it is so");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_list_that_was_cut_off_does_not_hide_what_an_older_one_in_the_same_folder_has() {
    for (desk, _database) in desks().await {
        desk.file("1_municipalities.csv", MUNICIPALITIES);
        desk.file("care_20260101.csv", &list(0..30));
        desk.file("care_20260601.csv", &list(0..5));
        let report = desk.import().await.expect("both are read");
        assert_eq!(report.removals_not_believed.values().sum::<u64>(), 25, "{report:?}");
        assert_eq!(standing(&desk).await, expect(0..30, 0..0));
    }
}
