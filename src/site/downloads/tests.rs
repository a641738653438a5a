//! What somebody gets who takes the list home, and what comes of it when it is read again.

use std::path::Path;
use std::sync::Arc;

use axum::http::StatusCode;
use kyoten_text::identifier::{CheckDigit, CorporateNumber, MunicipalityCode};

mod round_trip;

use super::layout::Layout;
use crate::directory::OrganizationId;
use crate::directory::hours;
use crate::directory::import::report::ImportReport;
use crate::directory::import::run::{ImportOptions, Progress, import};
use crate::directory::kind::OrganizationKind;
use crate::directory::organization::{Accuracy, Organization, Origin, Service};
use crate::directory::record::{Identifier, IdentifierSystem, Source};
use crate::directory::store::organizations;
use crate::site::testing::{Town, demo, facility, point, text};
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

fn cell<'a>(layout: Layout, row: &'a [String], column: &str) -> &'a str {
    &row[layout.columns().position(|(_, head)| head.name == column).expect("a column")]
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
        assert_eq!(file[0], Layout::Medical.header());
        assert_eq!(file.len(), 2, "the office is not in this list");
        let of = |column| cell(Layout::Medical, &file[1], column);
        assert_eq!(of("都道府県コード又は市区町村コード").len(), 6);
        assert_eq!([of("都道府県名"), of("市区町村名"), of("名称")], ["三重県", "汐見野市", "しおみの内科,本院"]);
        assert_eq!([of("緯度"), of("経度"), of("電話番号")], ["34.501000", "136.702000", "0596-00-0188"]);
        assert_eq!([of("診療曜日"), of("診療開始時間"), of("診療終了時間")], ["月火水木金", "09:00", "18:00"]);
        assert_eq!([of("診療日時特記事項"), of("診療科目"), of("病床数")], ["祝日休み", "内科;小児科", "7"]);
        assert_eq!([of("医療機関の種類"), of("医療機関コード")], ["有床診療所", "2419900015"]);

        let answer = town.get("/open-data/care.csv").await;
        assert_eq!(answer.header("content-disposition"), "attachment; filename=\"24999_care_service.csv\"");
        let file = lines(&answer.text);
        assert_eq!(file[0], Layout::Care.header());
        let of = |row: usize, column| cell(Layout::Care, &file[row], column);
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
        assert_eq!(
            [cell(Layout::Medical, row, "緯度"), cell(Layout::Medical, row, "備考")],
            ["", ""],
            "a guess is no position"
        );
        assert_eq!(lines(&town.get("/open-data/care.csv").await.text).len(), 1, "gone, or of another town");
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

#[tokio::test]
async fn every_column_is_explained_in_every_language() {
    for database in databases().await {
        let town = Town::start(database, BEGINNING).await;
        for language in ["ja", "ja-easy", "en"] {
            let page = town.get_in(language, "/open-data").await;
            let rows: Vec<&str> = page.text.split("<th scope=\"row\"").skip(1).collect();
            let names: Vec<&str> = Layout::Medical.header().into_iter().chain(Layout::Care.header()).collect();
            assert_eq!(rows.len(), names.len());
            for (row, name) in rows.iter().zip(names) {
                let (head, rest) = row.split_once("</th><td>").expect("a row of two cells");
                assert!(head.ends_with(name), "{head} is not {name}");
                let meaning = rest.split("</td>").next().unwrap_or_default();
                assert!(meaning.chars().count() > 15, "{language} {name}: {meaning}");
            }
        }
        let words = text(&town.get("/open-data").await);
        for word in [
            "世界測地系(WGS 84)の緯度。単位は度、小数6けた",
            "単位は床",
            "単位は人",
            "24時間の「09:00」の形",
            "法人番号。数字13けた",
        ] {
            assert!(words.contains(word), "{word}: {words}");
        }
    }
}

#[tokio::test]
async fn the_lists_of_the_demo_have_codes_and_owners() {
    for database in databases().await {
        let hub = demo(database).await;
        let medical = lines(&hub.get("/open-data/medical.csv").await.text);
        let of = |column| medical[1..].iter().map(move |row| cell(Layout::Medical, row, column));
        assert!(medical.len() > 60);
        let code = MunicipalityCode::with_check_digit("99201").expect("five digits");
        assert!(
            of("都道府県コード又は市区町村コード").all(|cell| cell == code),
            "an invented prefecture has codes too"
        );
        assert!(of("都道府県名").zip(of("市区町村名")).all(|place| place == ("潮路県", "汐見野市")));
        let owners: Vec<(&str, &str)> =
            of("法人番号").zip(of("法人の名称")).filter(|(number, _)| !number.is_empty()).collect();
        assert!(owners.len() > 15, "{owners:?}");
        for (number, name) in owners {
            assert_eq!(CorporateNumber::parse(number).expect("a number").check(), CheckDigit::Right, "{name}");
            assert!(!name.is_empty());
        }
        let care = lines(&hub.get("/open-data/care.csv").await.text);
        let numbers = care[1..].iter().filter(|row| !cell(Layout::Care, row, "法人番号").is_empty()).count();
        assert!(numbers * 10 > (care.len() - 1) * 8, "{numbers} of {}", care.len() - 1);
    }
}

#[tokio::test]
async fn what_any_source_tells_of_the_owner_stands_in_the_list_and_formulas_are_text() {
    let head = "都道府県コード又は市区町村コード,No,都道府県名,市区町村名,事業所名,サービスの種類,住所,電話番号,法人番号,法人の名称,事業所番号\n";
    let care = "249996,2419900015,三重県,汐見野市,しおみの内科,訪問看護,三重県汐見野市梅ヶ枝町1-1,,8700110005901,=HYPERLINK(1),2419900015\n";
    let clinic = "id,name,address,pref,city,url,departments\n\
        2422000000001,しおみの内科,三重県汐見野市梅ヶ枝町1-1,三重県,汐見野市,,@内科|-外科\n";
    for database in databases().await {
        let town = Town::start(database, BEGINNING).await;
        let folder = tempfile::tempdir().expect("a folder");
        let paths =
            [("1_clinic.csv", clinic.to_owned()), ("2_care.csv", format!("{head}{care}"))].map(|(name, text)| {
                let path = folder.path().join(name);
                std::fs::write(&path, text).expect("written");
                path
            });
        let report = read(&town, paths.to_vec(), folder.path()).await;
        assert_eq!(report.organizations_created, 1, "{report:?}");
        let file = lines(&town.get("/open-data/medical.csv").await.text);
        let of = |column| cell(Layout::Medical, &file[1], column);
        assert_eq!([of("名称"), of("法人番号")], ["しおみの内科", "8700110005901"], "the care list told the owner");
        assert_eq!([of("法人の名称"), of("診療科目")], ["'=HYPERLINK(1)", "'@内科;-外科"]);
    }
}
