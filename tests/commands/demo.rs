//! A demo never touches a hub at work, and nobody takes what it shows for real.

use kyoten_store::{Database, Options, Store};

use super::program::{Place, Said, Served};

const INVENTED: &str = "実在しない事業所です。";
const ANY_BANNER: &str = "demo-banner";
const AT_WORK: &str = "ここには拠点のデータがあります。";

fn work_begins(place: &Place) {
    place.done(&["directory", "add", "汐路サロン", "--source", "電話で確認"]);
}

fn demo(place: &Place, words: &[&str]) -> Said {
    place.demo(words).output().expect("the program runs").into()
}

fn served(place: &Place) -> Served {
    Served::start(place.command(&["serve", "--listen", "127.0.0.1:0"]))
}

#[tokio::test]
async fn a_hub_at_work_is_no_demo_and_is_left_alone() {
    for place in Place::on_both().await {
        work_begins(&place);
        for said in [demo(&place, &[]), demo(&place, &["--open-data", "nowhere.csv"])] {
            assert!(!said.success && said.err.starts_with(AT_WORK) && said.err.lines().count() == 2, "{said:?}");
        }
        let found = place.done(&["directory", "search", "汐路サロン"]);
        assert!(found.out.starts_with("1 件"), "{found:?}");
        let hub = served(&place);
        assert!(!hub.get("/").contains(ANY_BANNER), "{}", hub.get("/"));
    }
}

#[tokio::test]
async fn whoever_opens_the_database_of_a_demo_sees_that_it_is_one() {
    for place in Place::on_both().await {
        assert!(Served::start(place.demo(&[])).get("/").contains(INVENTED));
        let hub = served(&place);
        for page in ["/", "/search", "/map"] {
            assert!(hub.get(page).contains(INVENTED), "{page}");
        }
        drop(hub);
        let public = place.run(&["serve", "--listen", "0.0.0.0:0"]);
        assert!(!public.success && public.err.contains("練習用の見本は"), "{public:?}");

        // It is shown again as it is, but takes no real facilities and becomes no demo of them.
        assert!(Served::start(place.demo(&[])).get("/").contains(INVENTED));
        let other = demo(&place, &["--open-data", "nowhere.csv"]);
        assert!(!other.success && other.err.contains("実在しない事業所の見本です。公開データの見本は"), "{other:?}");
        let real = place.run(&["import", "open-data", "nowhere.csv"]);
        assert!(!real.success && real.err.contains("別のフォルダーに取り込んでください。"), "{real:?}");
    }
}

#[tokio::test]
async fn the_database_of_the_settings_is_never_a_demos() {
    for place in Place::on_both().await.into_iter().filter(|place| place.url().is_some()) {
        // As on the machine of a hub whose PostgreSQL is still empty.
        let served = Served::start(place.command(&["demo", "--listen", "127.0.0.1:0"]));
        assert!(served.get("/").contains(INVENTED));
        let url = place.url().expect("PostgreSQL");
        let store = Store::open(Database::Postgres { url }, Options::default()).await.expect("it opens");
        assert_eq!(store.schema_version().await, Ok(None), "nothing is written there");
    }
}

/// A list of one pharmacy in Shinjuku (13104).
const LIST: &str = "id,name,address,pref,city,url\n1355000000001,架空薬局,東京都新宿区架空町1－１,東京都,新宿区,\n";
const WARDS: &str = "pid,pref,cid,city,citykana,lat,lng,url,phrase,lgcode\n\
                     13,東京都,13104,新宿区,しんじゅくく,35.6938,139.7036,,,131041\n";

#[test]
fn a_demo_of_files_that_give_nothing_does_not_start() {
    let place = Place::on_sqlite();
    for (name, text) in
        [("list.csv", LIST), ("wards.csv", WARDS), ("header.csv", LIST.lines().next().unwrap_or("")), ("empty.csv", "")]
    {
        std::fs::write(place.path().join(name), text).expect("it is written");
    }
    for (words, sentence) in [
        (&["--open-data", "nowhere"][..], "取り込めるファイルがありませんでした。"),
        (&["--open-data", "empty.csv"], "取り込めるファイルがありませんでした。"),
        (&["--open-data", "wards.csv"], "このファイルには、--area 42201 の事業所がありません。"),
        (&["--open-data", "wards.csv", "list.csv"], "42201 という市区町村は一覧にありません。"),
        (&["--open-data", "list.csv", "--area", "abc"], "市区町村の番号は、42201 のような5けたの数字です。"),
        (&["--open-data", "list.csv", "--area", "13104,1310"], "市区町村の番号は、42201 のような5けたの数字です。"),
        (&["--area", "13104"], "--open-data"),
    ] {
        let said = demo(&place, words);
        assert!(!said.success && !said.out.contains("http://") && said.err.contains(sentence), "{words:?}: {said:?}");
    }
    // What failed stands in nobody's way; and the file that was no use is named.
    let words = ["--area", "13104", "--open-data", "wards.csv", "list.csv", "nowhere"];
    let town = Served::start(place.demo(&words));
    assert!(town.get("/search").contains("架空薬局") && town.get("/").contains("公開"), "{}", town.get("/search"));
    drop(town);
    let import = place.run(&["import", "open-data", "list.csv", "--area", "新宿区"]);
    assert!(!import.success && import.err.contains("5けたの数字です。"), "{import:?}");
}
