//! Everything that may come instead of a good file: each is told in one sentence that says what to do, the good file beside it
//! is imported all the same, and nothing of the bad one is.

use std::fs::File;
use std::io::{Cursor, Write as _};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::told::told;
use super::{CARE_HEAD, Desk, MUNICIPALITIES, care, desks};
use crate::directory::import::report::ImportReport;
use crate::directory::store::reference;

fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).expect("it is begun");
        writer.write_all(bytes).expect("it is written");
    }
    writer.finish().expect("it is closed").into_inner()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("it is packed");
    encoder.finish().expect("it is closed")
}

/// A workbook with one sheet of texts.
fn xlsx(rows: &[&[&str]]) -> Vec<u8> {
    let cell = |text: &&str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let row = |cells: &&[&str]| format!("<row>{}</row>", cells.iter().map(cell).collect::<String>());
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let sheet = format!(
        "<worksheet xmlns=\"{main}\"><sheetData>{}</sheetData></worksheet>",
        rows.iter().map(row).collect::<String>()
    );
    let workbook = format!(
        "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"1\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
    );
    let relations = |target: &str, kind: &str| {
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"{office}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    zip(&[
        ("[Content_Types].xml", b"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"),
        ("_rels/.rels", relations("xl/workbook.xml", "officeDocument").as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations("worksheets/sheet1.xml", "worksheet").as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

/// Bytes that are larger than a file may be without taking any room on the disk.
fn sparse(path: &Path, beginning: &str, length: u64) {
    let mut file = File::create(path).expect("it is made");
    file.write_all(beginning.as_bytes()).expect("it is written");
    file.set_len(length).expect("it grows");
}

/// The good file, its reference table, and in `bad` whatever comes instead of good ones.
fn with_good_ones(desk: &Desk) -> std::path::PathBuf {
    desk.file("1_municipalities.csv", MUNICIPALITIES);
    desk.file("2_good.csv", &format!("{CARE_HEAD}{}", care("1360490000", "架空訪問看護", "カクウ", "03-0000-0001")));
    let bad = desk.files.path().join("bad");
    std::fs::create_dir(&bad).expect("a folder");
    bad
}

/// Only the good facility is there.
async fn nothing_else_came(desk: &Desk, report: &ImportReport) {
    assert_eq!(report.organizations_created, 1, "{report:?}");
    assert_eq!(desk.finder.count().await.expect("it counts"), 1);
}

#[tokio::test]
async fn each_bad_file_is_told_in_one_sentence_and_stops_nothing_else() {
    let rows: String = (0..50).map(|n| care(&format!("13604{n:05}"), &format!("架空{n}番館"), "カクウ", "")).collect();
    let whole = format!("{CARE_HEAD}{rows}");
    let packed = gzip(whole.as_bytes());
    let mut half = zip(&[("care.csv", whole.as_bytes())]);
    half.truncate(half.len() / 2);
    let zeros = vec![b'0'; 60_000_000];
    let nested = zip(&[("in.zip", &zip(&[("care.csv", whole.as_bytes())]))]);
    let files: Vec<(&str, Vec<u8>, &str)> = vec![
        ("empty.csv", Vec::new(), "中身が空です。"),
        ("header.csv", CARE_HEAD.as_bytes().to_vec(), "見出しのほかに中身がありません。"),
        ("cut.csv.gz", packed[..packed.len() / 2].to_vec(), "ファイルが壊れています"),
        ("cut.zip", half, "ファイルが壊れています"),
        ("bomb.gz", gzip(&zeros), "展開すると元の200倍を超える"),
        ("bomb.zip", zip(&[("care.csv", &zeros)]), "展開すると元の200倍を超える"),
        ("nested.zip", nested, "圧縮ファイルの中に圧縮ファイルがあります。"),
        ("noise.csv", (0..4000_u32).map(|n| (n * 131 % 127 + 128) as u8).collect(), "文字コードが"),
        ("zeros.csv", [CARE_HEAD.as_bytes(), &[0; 4000]].concat(), "文字コードが"),
        ("line.csv", vec![b'0'; 1_000_000], "行として読めるところがありません。"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on".to_vec(), "「CSV UTF-8」で保存し直してください。"),
        ("other.ods", zip(&[("mimetype", b"x"), ("content.xml", b"<x/>")]), "「CSV UTF-8」で保存し直してください。"),
        ("broken.xlsx", b"PK\x03\x04 is not enough".to_vec(), "Excelブックとして読めません"),
        ("map.geojson", b"{\"type\":\"FeatureCollection\",\"features\":[{".to_vec(), "JSONとして読めません"),
    ];
    for (desk, _database) in desks().await {
        let bad = with_good_ones(&desk);
        for (name, bytes, _) in &files {
            std::fs::write(bad.join(name), bytes).expect("it is written");
        }
        sparse(&bad.join("endless.csv"), &format!("{CARE_HEAD}{}", rows.repeat(10)), (1 << 30) + 1);
        std::os::unix::fs::symlink("/etc/passwd", bad.join("link.csv")).expect("a link");
        let _socket = std::os::unix::net::UnixListener::bind(bad.join("socket.csv")).expect("a socket");
        let out = tempfile::tempdir().expect("a folder");
        let list = out.path().join("rows.csv");
        let [nowhere, hollow] = ["nowhere.csv", "hollow.csv"].map(|name| out.path().join(name));
        std::fs::create_dir(&hollow).expect("a folder that is called like a file");
        let report = desk
            .import_with(|options| {
                options.row_list.clone_from(&list);
                options.paths.extend([nowhere, hollow]);
            })
            .await
            .expect("the import runs");
        nothing_else_came(&desk, &report).await;

        let told = told(&list, "読めない");
        let others = [
            ("endless.csv", "展開すると1024MBを超えます。"),
            ("link.csv", "リンクはたどりません。"),
            ("socket.csv", "ふつうのファイルではありません。"),
            ("nowhere.csv", "ファイルを開けません"),
            ("hollow.csv", "フォルダーにファイルがありません。"),
        ];
        for (name, words) in files.iter().map(|(name, _, words)| (*name, *words)).chain(others) {
            let of_file = |label: &str| label.split('/').any(|part| part == name);
            let problems: Vec<_> = report.files.iter().filter(|file| of_file(&file.label)).collect();
            let [file] = problems[..] else { panic!("{name}: {problems:?}") };
            let problem = file.problem.as_deref().unwrap_or_default();
            assert!(file.is_fault && problem.contains(words) && problem.ends_with('。'), "{name}: {problem}");
            assert!(
                told.iter().any(|row| of_file(&row[0]) && row[4] == problem && !row[5].is_empty()),
                "{name}: {told:?}"
            );
        }
        assert_eq!(told.len(), files.len() + others.len(), "nothing else is told: {told:?}");
        assert!(report.files.iter().filter(|file| file.is_fault).all(|file| file.counts.created == 0));
    }
}

#[tokio::test]
async fn names_in_archives_lead_nowhere() {
    for (desk, _database) in desks().await {
        let bad = with_good_ones(&desk);
        let row = format!("{CARE_HEAD}{}", care("1360490001", "見本訪問看護", "ミホン", ""));
        let tricks = ["../../up.csv", "/root.csv", "C:\\windows\\w.csv"].map(|name| (name, row.as_bytes()));
        std::fs::write(bad.join("tricks.zip"), zip(&tricks)).expect("it is written");
        let before = std::fs::read_dir(desk.files.path()).expect("it lists").count();
        let report = desk.import().await.expect("the import runs");
        let labels = report.files.iter().filter_map(|file| file.label.split("tricks.zip/").nth(1));
        assert_eq!(labels.collect::<Vec<_>>(), ["up.csv", "root.csv", "windows/w.csv"]);
        assert_eq!(report.organizations_created, 2, "they are read as what they are: {report:?}");
        assert_eq!(std::fs::read_dir(desk.files.path()).expect("it lists").count(), before);
        assert!(!Path::new("/root.csv").exists());
    }
}

#[tokio::test]
async fn a_workbook_is_read_whatever_it_is_called() {
    let head: Vec<&str> = CARE_HEAD.trim_end().split(',').collect();
    let row = care("1360490001", "見本訪問看護", "ミホン", "03-0000-0002").replace("\"平日,土曜日\"", "平日");
    let cells: Vec<&str> = row.trim_end().split(',').collect();
    for (desk, _database) in desks().await {
        let bad = with_good_ones(&desk);
        std::fs::write(bad.join("care.csv"), xlsx(&[&head, &cells])).expect("it is written");
        std::fs::create_dir(bad.join("folder.csv")).expect("a folder that is called like a file");
        std::fs::write(bad.join("folder.csv/zip.xlsx"), zip(&[("care.csv", format!("{CARE_HEAD}{row}").as_bytes())]))
            .expect("it is written");
        let report = desk.import().await.expect("the import runs");
        let counts: Vec<_> = report.files.iter().map(|file| (file.is_fault, file.counts.read)).collect();
        assert_eq!(counts, [(false, 1), (false, 1), (false, 1), (false, 1)], "{report:?}");
        assert_eq!(report.organizations_created, 2);
    }
}

#[tokio::test]
async fn bad_rows_are_refused_or_mended_one_by_one_and_no_character_stops_a_database() {
    let row = |number: usize, name: &str, address: &str, position: &str, web: &str| {
        format!(
            "131041,13604900{number:02},東京都,新宿区,{name},カクウ,訪問看護,{address},,{position},03-0000-0001,,,,13604900{number:02},平日,,0,{web},,,,\n"
        )
    };
    let long = "架空".repeat(200);
    let mut text = CARE_HEAD.as_bytes().to_vec();
    // Beyond what is looked at to tell the encoding, so that only the row itself can tell.
    let filler: String =
        (0..400).map(|n| row(n % 2, "ふつう", &"新宿区架空町1-1".repeat(8), "35.69,139.70", "")).collect();
    text.extend(filler.as_bytes());
    for line in [
        row(10, "ゼロ\u{0}文字", "新宿区架空町1-2", "0,0", "mail@example.jp"),
        row(11, "改\u{2028}行\u{85}と\u{7}鈴", "新宿区架空\u{200b}町1-3", "139.70,35.69", "javascript:x"),
        row(12, "=HYPERLINK()", "新宿区架空町1-4", "30.0,150.0", "https://example.jp/"),
        row(13, "長い住所", &long, "35.69,139.70", ""),
        row(14, &long, "新宿区架空町1-6", "35.69,139.70", ""),
    ] {
        text.extend(line.as_bytes());
    }
    text.extend(b"131041,1360490015,\xe6\x9d");
    for (desk, _database) in desks().await {
        desk.file("1_municipalities.csv", MUNICIPALITIES);
        std::fs::write(desk.files.path().join("2_care.csv"), &text).expect("it is written");
        desk.file("3_towns.csv", &format!("pref,city,town,koaza,lat,lng\n東京都,新宿区,架\u{7}空\u{2028}町,,35.69,139.70\n東京都,新宿区,{long},,35.69,139.70\n"));
        desk.file(
            "4_holidays.csv",
            &format!("国民の祝日・休日月日,国民の祝日・休日名称\n2027/1/1,元\u{1}日\n2027/1/2,{long}\n"),
        );
        let out = tempfile::tempdir().expect("a folder");
        let list = out.path().join("rows.csv");
        let report = desk.import_with(|options| options.row_list.clone_from(&list)).await.expect("the import runs");
        let refused =
            &report.files.iter().find(|file| file.label.ends_with("2_care.csv")).expect("it is there").counts.refused;
        let refused: Vec<_> = refused.iter().map(|(reason, count)| (reason.as_str(), *count)).collect();
        assert_eq!(refused, [("bad_bytes", 1), ("name_too_long", 1), ("too_long", 1)], "{report:?}");

        let told = told(&list, "取り込んだ");
        let of = |words: &str| told.iter().filter(|row| row[4].contains(words)).count();
        assert_eq!(of("緯度と経度（139.70,35.69）が逆のため"), 1, "{told:?}");
        assert_eq!(of("位置（30.0,150.0）が住所の市区町村から遠いため"), 1);
        assert_eq!(of("メールアドレスとして取り込みます"), 1);
        assert_eq!(of("ウェブのアドレスとして読めない"), 1);
        assert_eq!(of("表計算の式のように始まります"), 1);
        let formula = told.iter().find(|row| row[4].contains("表計算の式")).expect("it is told");
        assert!(formula.iter().all(|cell| !cell.starts_with('=')), "the list itself runs no formula: {formula:?}");

        let towns = desk.store.read(reference::gazetteer).await.expect("it reads");
        assert_eq!(towns.town_count(), 1, "the long one is refused, the other is cleaned");
        assert_eq!(desk.find("ゼロ文字").await.total, 1);
        assert_eq!(desk.find("改 行 と鈴").await.total, 1);
        assert_eq!(desk.find("長い住所").await.total, 0);
    }
}

#[tokio::test]
async fn a_column_that_is_there_twice_is_told() {
    for (desk, _database) in desks().await {
        desk.file("1_municipalities.csv", MUNICIPALITIES);
        let head = "id,name,address,pref,city,url,URL,url\n";
        let row = "1352000000001,架空薬局,東京都新宿区架空町1-1,東京都,新宿区,https://one.example.jp/,https://two.example.jp/,\n";
        desk.file("2_pharmacies.csv", &format!("{head}{row}"));
        let out = tempfile::tempdir().expect("a folder");
        let list = out.path().join("rows.csv");
        desk.import_with(|options| options.row_list.clone_from(&list)).await.expect("the import runs");
        let told = told(&list, "取り込んだ");
        assert!(told.iter().any(|row| row[1] == "1" && row[4].contains("「url」が2つ以上あります")), "{told:?}");
        let id = desk.only("架空薬局").await;
        assert_eq!(
            desk.stored(id).await.organization.url.as_deref(),
            Some("https://one.example.jp/"),
            "the left one counts"
        );
    }
}

#[tokio::test]
async fn a_file_of_500_megabytes_costs_its_bad_part_only() {
    for (desk, _database) in desks().await {
        desk.file("1_municipalities.csv", MUNICIPALITIES);
        let rows: String =
            (0..400).map(|n| care(&format!("13604{n:05}"), &format!("架空{n}番館"), "カクウ", "")).collect();
        sparse(&desk.files.path().join("2_care.csv"), &format!("{CARE_HEAD}{rows}"), 500_000_000);
        let report = desk.import().await.expect("the import runs");
        let counts = &report.files[1].counts;
        assert_eq!((counts.read, counts.refused["cell_too_long"]), (401, 1), "{report:?}");
    }
}

#[tokio::test]
async fn a_file_of_which_nobody_knows_the_columns_is_told_as_unread() {
    let files = [
        (
            "unknown.csv",
            "事業所の名前,所在地,電話\n架空訪問介護,長崎県佐世保市架空町1-1,0956-00-0001\n".as_bytes().to_vec(),
        ),
        ("unknown.data", b"a,b,c,d\n1,2,3,4\n".to_vec()),
        ("semicolons.csv", "事業所名;事業所番号;サービスの種類\n架空;4270200001;訪問介護\n".as_bytes().to_vec()),
        ("picture.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec()),
        ("wide.txt", "事業所名,事業所番号\n架空,1\n".encode_utf16().flat_map(u16::to_le_bytes).collect()),
    ];
    // The control: what nobody would take for a list is not told row by row.
    let others =
        [("README.md", b"# Title\n\ntext\n".to_vec()), ("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec())];
    for (desk, _database) in desks().await {
        let bad = with_good_ones(&desk);
        for (name, bytes) in files.iter().chain(&others) {
            std::fs::write(bad.join(name), bytes).expect("it is written");
        }
        let out = tempfile::tempdir().expect("a folder");
        let list = out.path().join("rows.csv");
        let report = desk.import_with(|options| options.row_list.clone_from(&list)).await.expect("the import runs");
        nothing_else_came(&desk, &report).await;
        let told = told(&list, "読めない");
        for (name, _) in &files {
            let row = told.iter().find(|row| row[0].ends_with(name)).unwrap_or_else(|| panic!("{name}: {told:?}"));
            assert!(row[4].contains("ください。") && !row[5].is_empty(), "it says what to do: {row:?}");
        }
        assert_eq!(told.len(), files.len(), "{told:?}");
        assert!(told.iter().any(|row| row[4].contains("事業所の名前、所在地、電話")), "{told:?}");
    }
}

#[tokio::test]
async fn a_few_odd_characters_near_the_top_cost_no_row_and_no_file() {
    let rows: Vec<String> =
        (0..8).map(|n| care(&format!("13604{n:05}"), &format!("架空{n}番館"), "カクウ", "")).collect();
    let whole = format!("{CARE_HEAD}{}", rows.concat());
    let odd = whole.replacen("架空0番館", "架空\0\u{1}\u{7}\u{1b}0\0番館", 1);
    assert!(odd.find('\0').expect("it is there") < 2048, "where it is told what the file is");
    let (shift_jis, _, _) = encoding_rs::SHIFT_JIS.encode(&odd);
    for bytes in [odd.as_bytes(), &shift_jis] {
        for (desk, _database) in desks().await {
            desk.file("1_municipalities.csv", MUNICIPALITIES);
            std::fs::write(desk.files.path().join("2_care.csv"), bytes).expect("it is written");
            let report = desk.import().await.expect("the import runs");
            assert_eq!((report.files[1].counts.read, report.organizations_created), (8, 8), "{report:?}");
            desk.only("架空0番館").await;
        }
    }
    // The control: where every other cell is spoilt, nothing is guessed.
    for (desk, _database) in desks().await {
        desk.file("1_municipalities.csv", MUNICIPALITIES);
        std::fs::write(desk.files.path().join("2_care.csv"), whole.replace(',', ",\0\0")).expect("it is written");
        let report = desk.import().await.expect("the import runs");
        assert!(report.organizations_created == 0 && report.files[1].problem.is_some(), "{report:?}");
    }
}
