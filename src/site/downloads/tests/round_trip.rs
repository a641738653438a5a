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
