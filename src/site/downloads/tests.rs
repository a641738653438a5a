//! What somebody gets who takes the list home, and what comes of it when it is read again.

use std::path::Path;
use std::sync::Arc;

use axum::http::StatusCode;

use super::layout::{CARE, MEDICAL};
use crate::directory::OrganizationId;
use crate::directory::hours;
use crate::directory::import::report::ImportReport;
use crate::directory::import::run::{ImportOptions, Progress, import};
use crate::directory::kind::OrganizationKind;
use crate::directory::organization::{Accuracy, Organization, Origin, Service};
use crate::directory::record::{Identifier, IdentifierSystem, Source};
use crate::directory::store::organizations;
use crate::site::testing::{Town, facility, point, text};
use crate::testing::{BEGINNING, databases};

fn clinic() -> Organization {
    let mut clinic =
        facility("しおみの内科,本院", OrganizationKind::ClinicWithBeds, "月〜金 9:00-18:00、祝日休み", point(1, 2));
    clinic.kana = Some("シオミノナイカホンイン".into());
    // No local number begins with 0: nobody can be called, but the import takes it for a telephone.
    clinic.phone = Some("0596-00-0188".into());
    clinic.fax = Some("0596-00-0189".into());
    clinic.identifiers = vec![Identifier { system: IdentifierSystem::MedicalInstitution, value: "2419900015".into() }];
    clinic.services[0].departments = vec!["内科".into(), "小児科".into()];
    clinic.services.push(ward(7));
    clinic
}

fn ward(beds: u32) -> Service {
    let beds = vec![("一般".to_owned(), beds)];
    service("inpatient", None, beds)
}

fn service(code: &str, capacity: Option<u32>, beds: Vec<(String, u32)>) -> Service {
    Service {
        place: 0,
        code: code.to_owned(),
        name: None,
        capacity,
        hours: None,
        departments: Vec::new(),
        beds,
        source: Source::Kaigo,
    }
}

fn office() -> Organization {
    let mut office = facility("さくら介護センター", OrganizationKind::HomeCare, "", point(-3, 4));
    office.phone = Some("0596-00-0333".into());
    office.places[0].address = "三重県汐見野市塩町1-1".into();
    office.identifiers = vec![Identifier { system: IdentifierSystem::CareOffice, value: "2479900018".into() }];
    let mut day = service("150", Some(25), Vec::new());
    day.hours = Some(hours::parse_text("月〜土 8:30-17:30").expect("hours"));
    office.services = vec![service("110", None, Vec::new()), day];
    office
}

fn lines(file: &str) -> Vec<Vec<String>> {
    let file = file.strip_prefix('\u{feff}').expect("a byte order mark");
    assert!(file.ends_with("\r\n") && !file.replace("\r\n", "").contains('\r'));
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(file.as_bytes());
    reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect()
}

fn cell<'a>(columns: &[&str], row: &'a [String], column: &str) -> &'a str {
    &row[columns.iter().position(|known| *known == column).expect("a column")]
}

#[tokio::test]
async fn the_files_have_the_columns_of_the_standard_and_what_the_hub_knows() {
    for database in databases().await {
        let town = Town::start(database, BEGINNING).await;
        town.add(clinic()).await;
        town.add(office()).await;

        let answer = town.get("/open-data/medical.csv").await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8; header=present");
        assert_eq!(answer.header("content-disposition"), "attachment; filename=\"24999_hospital.csv\"");
        assert_eq!(answer.header("cache-control"), "no-store");
        let file = lines(&answer.text);
        assert_eq!(file[0], MEDICAL);
        assert_eq!(file.len(), 2, "the office is not in this list");
        let of = |column| cell(&MEDICAL, &file[1], column);
        assert_eq!(of("都道府県コード又は市区町村コード").len(), 6);
        assert_eq!([of("都道府県名"), of("市区町村名"), of("名称")], ["三重県", "汐見野市", "しおみの内科,本院"]);
        assert_eq!([of("緯度"), of("経度"), of("電話番号")], ["34.501000", "136.702000", "0596-00-0188"]);
        assert_eq!([of("診療曜日"), of("診療開始時間"), of("診療終了時間")], ["月火水木金", "09:00", "18:00"]);
        assert_eq!([of("診療日時特記事項"), of("診療科目"), of("病床数")], ["祝日休み", "内科;小児科", "7"]);
        assert_eq!([of("医療機関の種類"), of("医療機関コード")], ["有床診療所", "2419900015"]);

        let answer = town.get("/open-data/care.csv").await;
        assert_eq!(answer.header("content-disposition"), "attachment; filename=\"24999_care_service.csv\"");
        let file = lines(&answer.text);
        assert_eq!(file[0], CARE);
        let of = |row: usize, column| cell(&CARE, &file[row], column);
        assert_eq!([of(1, "実施サービス"), of(2, "実施サービス")], ["訪問介護", "通所介護"]);
        assert_eq!([of(1, "定員"), of(2, "定員")], ["", "25"]);
        assert_eq!([of(2, "利用可能曜日"), of(2, "利用可能曜日特記事項")], ["月火水木金土", "月〜土 8:30-17:30"]);
        assert_eq!(of(2, "事業所番号"), "2479900018");
        assert_ne!(of(1, "NO"), of(2, "NO"));
    }
}

#[tokio::test]
async fn nothing_goes_out_that_is_not_for_everybody() {
    for database in databases().await {
        let town = Town::start(database, BEGINNING).await;
        let mut noted = clinic();
        noted.note = "院長の息子が継ぐ予定".into();
        noted.origins.insert("note".into(), Origin { source: Source::Hub, as_of: None });
        noted.places[0].accuracy = Accuracy::Town;
        town.add(noted).await;
        let mut elsewhere = office();
        elsewhere.places[0].municipality = "24998".into();
        town.add(elsewhere).await;
        let gone = town.add(office()).await;
        let now = town.hub.clock().now();
        let mark = town.hub.write(move |tx, hub| organizations::save(tx, hub, gone, &office(), Some(now), now)).await;
        mark.expect("it is marked as gone");

        let medical = town.get("/open-data/medical.csv").await.text;
        let row = &lines(&medical)[1];
        assert!(!medical.contains("院長"), "the hub's own note stays in the hub");
        assert_eq!([cell(&MEDICAL, row, "緯度"), cell(&MEDICAL, row, "備考")], ["", ""], "a guess is no position");
        assert_eq!(lines(&town.get("/open-data/care.csv").await.text).len(), 1, "gone, or of another town");
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
        let paths = ["medical.csv", "care.csv"].map(|name| folder.path().join(name));
        for path in &paths {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            std::fs::write(path, town.get(&format!("/open-data/{name}")).await.text).expect("written");
        }

        let again = Town::start(other, BEGINNING).await;
        let report = read(&again, paths.to_vec(), folder.path()).await;
        let kinds: Vec<&str> = report.files.iter().map(|file| file.kind.as_str()).collect();
        assert_eq!(kinds, ["自治体 医療機関一覧", "自治体 介護サービス事業所一覧"], "{report:?}");
        assert_eq!(report.files.iter().map(|file| file.counts.refused_total()).sum::<u64>(), 0, "{report:?}");
        assert_eq!(report.organizations_created, 3, "two rows of one office are one office");
        for (path, columns) in [("/open-data/medical.csv", &MEDICAL[..]), ("/open-data/care.csv", &CARE[..])] {
            let facts = async |town: &Town| {
                let rows = lines(&town.get(path).await.text);
                let skip = columns.iter().position(|column| *column == "NO");
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

async fn read(town: &Town, paths: Vec<std::path::PathBuf>, folder: &Path) -> ImportReport {
    let (store, clock, id) = (town.hub.store().clone(), town.hub.clock().clone(), town.hub.id());
    let options = ImportOptions::of(paths, folder);
    let progress = Arc::new(Progress::default());
    let done = tokio::task::spawn_blocking(move || import(&store, &clock, id, &options, &progress)).await;
    done.expect("it ends").expect("it is read")
}

#[tokio::test]
async fn more_than_a_page_of_the_database_comes_whole_and_once() {
    for database in databases().await {
        let town = Town::start(database, BEGINNING).await;
        let clock = town.hub.clock().clone();
        let ids: Vec<OrganizationId> = (0..super::store::PAGE * 2 + 5).map(|_| OrganizationId::new(&clock)).collect();
        let written = ids.clone();
        let write = town.hub.write(move |tx, hub| {
            let mut all = organizations::NewOrganizations::default();
            for id in &written {
                all.push(hub, *id, &clinic(), clock.now());
            }
            all.flush(tx)
        });
        write.await.expect("they are written");
        let mut found: Vec<String> = lines(&town.get("/open-data/medical.csv").await.text)
            .into_iter()
            .skip(1)
            .map(|row| row[1].clone())
            .collect();
        let mut wanted: Vec<String> = ids.iter().map(ToString::to_string).collect();
        found.sort();
        wanted.sort();
        assert_eq!(found, wanted);
    }
}

#[tokio::test]
async fn the_page_says_what_is_in_the_files_and_old_spreadsheets_get_their_own() {
    for database in databases().await {
        let town = Town::start(database, BEGINNING).await;
        town.add(office()).await;
        let page = town.get("/open-data").await;
        let words = text(&page);
        assert!(words.contains("医療機関一覧") && words.contains("汐見野市にあるものだけです。"), "{words}");
        assert!(words.contains("いまは0行です。") && words.contains("いまは2行です。"), "{words}");
        assert!(page.text.contains("href=\"/open-data/care.csv?encoding=shift_jis\""));
        assert!(text(&town.get_in("en", "/open-data").await).contains("2 rows now."));

        let old = town.get("/open-data/care.csv?encoding=shift_jis").await;
        assert_eq!(old.header("content-type"), "text/csv; charset=Shift_JIS; header=present");
        assert_eq!(old.header("x-kyoten-replacement"), "U+3013");
        assert_eq!(town.get("/open-data/care.csv?encoding=ebcdic").await.status, StatusCode::BAD_REQUEST);
    }
}
