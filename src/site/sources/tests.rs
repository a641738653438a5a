//! What a visitor reads about the origin of the data.

use std::path::{Path, PathBuf};

use crate::directory::import::run::{ImportOptions, Progress, import};
use crate::site::testing::{Town, demo, text};
use crate::testing::{BEGINNING, databases};

#[tokio::test]
async fn the_lines_of_the_licences_stand_word_for_word_with_who_processed_the_data() {
    for database in databases().await {
        let town = Town::start(database, BEGINNING).await;
        let words = text(&town.get("/sources").await);
        for line in [
            "「介護サービス情報公表システムデータのオープンデータ」(厚生労働省)を加工して作成",
            "「医療情報ネットのオープンデータ」(厚生労働省)を加工して作成",
            "「国土数値情報(行政区域データ)」(国土交通省)を加工(スマートニュース メディア研究所)",
            "Geolonia 住所データ(CC BY 4.0)",
            "国民の祝日(内閣府)",
            "郵便番号データ(日本郵便)",
            "北海道・三好邦彦(CC BY 2.1 JP)",
            "公共データ利用規約(PDL1.0)",
            "SIL Open Font License",
            "Lucide(ISC)",
            "デジタル庁デザインシステム(MIT)",
        ] {
            assert!(words.contains(line), "{line} is missing in {words}");
        }
        assert!(words.contains(&format!("加工した者:{}", town.hub.config().hub.name)));
        assert!(words.contains("まだ読みこんでいません"));
        assert!(!words.contains("FHIR") && !words.contains("LOINC"), "nothing is exchanged yet: {words}");
    }
}

#[tokio::test]
async fn each_source_tells_what_was_read_of_it_and_when() {
    for database in databases().await {
        let town = Town::start(database, BEGINNING).await;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("syukujitsu_20260201.csv");
        std::fs::write(&path, "国民の祝日・休日月日,国民の祝日・休日名称\r\n2026/1/1,元日\r\n2026/1/12,成人の日\r\n")
            .expect("written");
        import_into(&town, vec![path], folder.path()).await;
        let words = text(&town.get("/sources").await);
        assert!(words.contains("令和8年2月1日(日)のデータを、令和8年4月1日(水)に2件読みこみました"), "{words}");

        // A file that does not tell its day is dated by the day on which it was written, and that is said.
        let path = folder.path().join("1_municipalities.csv");
        std::fs::write(&path, "lgcode,name_ja,parent\n13104,新宿区,13000\n").expect("written");
        let moment = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_772_582_400);
        std::fs::File::options().write(true).open(&path).expect("it opens").set_modified(moment).expect("it is dated");
        import_into(&town, vec![path], folder.path()).await;
        let words = text(&town.get("/sources").await);
        assert!(
            words.contains("1件読みこみました(データの日付はわかりません。ファイルの更新日は令和8年3月4日(水))"),
            "{words}"
        );
    }
}

#[tokio::test]
async fn the_demo_tells_of_every_source_how_much_was_made_up() {
    for database in databases().await {
        let hub = demo(database).await;
        let words = text(&hub.get("/sources").await);
        let lines: Vec<&str> = words.split("使いみち").collect();
        let made_up = lines.iter().filter(|line| line.contains("のデータのつもりで、架空の見本を")).count();
        // Only the national holidays have no invented list, and no prefecture of the area publishes one.
        assert_eq!((made_up, words.matches("まだ読みこんでいません").count()), (8, 2), "{words}");
        assert!(!words.contains("件読みこみました"), "nothing was read that anybody published: {words}");
        let count = |line: &str| -> u32 {
            let rest = line.split("架空の見本を").nth(1).unwrap_or_default();
            rest.split('件').next().unwrap_or_default().replace(',', "").parse().unwrap_or_default()
        };
        assert!(lines.iter().map(|line| count(line)).sum::<u32>() > 300, "{words}");
        assert!(text(&hub.get_in("en", "/sources").await).contains("Invented samples as if of"));
    }
}

async fn import_into(town: &Town, paths: Vec<PathBuf>, folder: &Path) {
    let (store, clock, id) = (town.hub.store().clone(), town.hub.clock().clone(), town.hub.id());
    let options = ImportOptions::of(paths, folder);
    let work = move || import(&store, &clock, id, &options, &Progress::default().into());
    tokio::task::spawn_blocking(work).await.expect("it ends").expect("it is read");
}
