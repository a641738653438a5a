//! A database that belongs to another program is refused in one sentence, in both languages, and left alone.

use kyoten_store::{Database, Options, Store};

use super::program::Place;

#[tokio::test]
async fn the_database_of_another_program_is_refused_in_one_sentence() {
    for place in Place::on_both().await {
        let database = match place.url() {
            Some(url) => Database::Postgres { url },
            None => Database::Sqlite { path: place.path().join("data/kyoten.db") },
        };
        let options = || Options { readers: 1, connections: 1, ..Options::default() };
        let store = Store::open(database.clone(), options()).await.expect("it opens");
        store.write(|tx| tx.batch("create table organization (x text)")).await.expect("it is made");
        store.shutdown().await.expect("it closes");
        for words in [&["serve", "--listen", "127.0.0.1:0"][..], &["directory", "reviews"]] {
            let said = place.run(words);
            let lines: Vec<&str> = said.err.lines().collect();
            assert!(!said.success && lines.len() == 2, "{said:?}");
            assert!(lines[0].contains("ほかのプログラムの表(organization)があります。"), "{said:?}");
            assert!(lines[1].contains("(organization)") && lines[1].len() < 300, "{said:?}");
        }
        let store = Store::open(database, options()).await.expect("it opens");
        assert_eq!(store.schema_version().await, Ok(None));
        store.shutdown().await.expect("it closes");
    }
}
