//! What comes of the files when they are read again: by the hub that wrote them, and by another.

use std::path::{Path, PathBuf};

use super::{clinic, lines, office, read};
use crate::directory::kind::OrganizationKind;
use crate::site::downloads::layout::Layout;
use crate::site::testing::{Town, facility, point};
use crate::testing::{BEGINNING, databases};

/// Both files of a town in a folder.
async fn downloaded(town: &Town, folder: &Path) -> Vec<PathBuf> {
    let mut paths = Vec::new();
    for name in ["medical.csv", "care.csv"] {
        let path = folder.join(name);
        std::fs::write(&path, town.get(&format!("/open-data/{name}")).await.text).expect("written");
        paths.push(path);
    }
    paths
}

/// A clinic in three lists, of which one is the city's, and an office with two services.
const LISTS: [(&str, &str); 3] = [
    (
        "1_clinic.csv",
        "id,name,address,pref,city,url,departments\n\
         2422000000001,しおみの内科,三重県汐見野市梅ヶ枝町1-1,三重県,汐見野市,https://shiomino.example,内科|外科\n",
    ),
    (
        "2_city.csv",
        "都道府県コード又は市区町村コード,NO,都道府県名,市区町村名,名称,医療機関の種類,住所,電話番号,医療機関コード,診療曜日,診療日時特記事項,メールアドレス,備考\n\
         249996,1,三重県,汐見野市,しおみの内科,無床診療所,三重県汐見野市梅ヶ枝町1-1,0596-22-0001,2419900015,月火木,月・火・木 9:00-12:00 14:00-17:00,desk@shiomino.example,駐車場あり\n",
    ),
    (
        "3_care.csv",
        "都道府県コード又は市区町村コード,No,都道府県名,市区町村名,事業所名,サービスの種類,住所,電話番号,法人番号,法人の名称,事業所番号,利用可能曜日,定員,備考\n\
         249996,2419900015,三重県,汐見野市,しおみの内科,訪問看護,三重県汐見野市梅ヶ枝町1-1,,8700110005901,汐会,2419900015,月火水,,予約制\n\
         249996,2479900018-110,三重県,汐見野市,さくら,訪問介護,三重県汐見野市塩町1-1,0596-22-0333,,,2479900018,月火水木金土日,,\n\
         249996,2479900018-150,三重県,汐見野市,さくら,通所介護,三重県汐見野市塩町1-1,0596-22-0333,,,2479900018,月火水木金,25,\n",
    ),
];

#[tokio::test]
async fn a_hub_that_reads_its_own_files_is_as_it_was() {
    for database in databases().await {
        let town = Town::start(database, BEGINNING).await;
        let folder = tempfile::tempdir().expect("a folder");
        let lists = LISTS.map(|(name, text)| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).expect("written");
            path
        });
        let first = read(&town, lists.to_vec(), folder.path()).await;
        assert_eq!(first.organizations_created, 2, "{first:?}");
        let paths = downloaded(&town, folder.path()).await;
        let written =
            || paths.iter().map(|path| std::fs::read_to_string(path).expect("it is there")).collect::<Vec<_>>();
        let before = written();
        let rows: Vec<u64> = before.iter().map(|file| lines(file).len() as u64 - 1).collect();
        assert_eq!(rows, [1, 3]);

        let report = read(&town, paths.clone(), folder.path()).await;
        for (file, rows) in report.files.iter().zip(&rows) {
            assert_eq!([file.counts.read, file.counts.own], [*rows; 2], "{report:?}");
            assert_eq!(file.counts.refused_total(), 0, "{report:?}");
        }
        let changes = [report.organizations_created, report.organizations_changed, report.organizations_missing];
        assert_eq!((changes, report.reviews, report.vanished), ([0, 0, 0], 0, 0), "{report:?}");
        // Nobody became the source of what others said, and the city's list is still what it was.
        let again = read(&town, lists.to_vec(), folder.path()).await;
        assert_eq!((again.organizations_changed, again.vanished), (0, 0), "{again:?}");
        assert_eq!(again.files.iter().map(|file| file.counts.unchanged).sum::<u64>(), 5, "{again:?}");
        downloaded(&town, folder.path()).await;
        assert_eq!(written(), before);
    }
}

#[tokio::test]
async fn both_files_are_recognised_and_read_again() {
    let mut others = databases().await.into_iter();
    for database in databases().await {
        let (town, other) = (Town::start(database, BEGINNING).await, others.next().expect("as many"));
        let mut dentist =
            facility("ひかり歯科", OrganizationKind::DentalClinic, "月・水 9:00-12:00 14:00-18:00", point(5, 5));
        dentist.phone = Some("0596-00-0500".into());
        dentist.places[0].address = "三重県汐見野市鐘撞町5-5".into();
        for one in [clinic(), dentist, office()] {
            town.add(one).await;
        }
        let folder = tempfile::tempdir().expect("a folder");
        let paths = downloaded(&town, folder.path()).await;

        let again = Town::start(other, BEGINNING).await;
        let report = read(&again, paths, folder.path()).await;
        let kinds: Vec<&str> = report.files.iter().map(|file| file.kind.as_str()).collect();
        assert_eq!(kinds, ["自治体 医療機関一覧", "自治体 介護サービス事業所一覧"], "{report:?}");
        assert_eq!(report.files.iter().map(|file| file.counts.refused_total()).sum::<u64>(), 0, "{report:?}");
        assert_eq!(report.organizations_created, 3, "two rows of one office are one office");
        for layout in [Layout::Medical, Layout::Care] {
            let path = layout.path();
            let facts = async |town: &Town| {
                let rows = lines(&town.get(path).await.text);
                let skip = layout.columns().position(|(_, head)| head.name == "NO");
                let mut rows: Vec<Vec<String>> = rows
                    .into_iter()
                    .map(|row| {
                        row.into_iter().enumerate().filter(|(i, _)| Some(*i) != skip).map(|(_, cell)| cell).collect()
                    })
                    .collect();
                rows.sort();
                rows
            };
            let (before, after) = (facts(&town).await, facts(&again).await);
            for (before, after) in before.iter().zip(&after) {
                // All columns but the words about times, which come back as words.
                let same = |row: &[String]| row[..16].to_vec();
                assert_eq!(same(before), same(after));
            }
            assert_eq!(before.len(), after.len());
        }
    }
}
