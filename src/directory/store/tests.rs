//! No question about one organisation reads a table from its beginning to its end: in a directory of the nation that would be
//! hundreds of thousands of rows for every page and every changed row.
//!
//! Every key begins with the hub, so SQLite takes a key for good that only names the hub and has the wished order. It decides so
//! without looking at the rows, and so an empty database shows what a full one does.

use std::path::Path;

use kyoten_store::{Tx, Value};

use crate::hub::MIGRATIONS;
use crate::testing::databases;

/// What asks for something of one organisation.
const OF_ONE: [&str; 3] = ["organization_id = $", "merged_into = $", "o.id = c.organization_id"];

/// Few rows: doubts, which stand on either side of a pair, and times that care managers were told, which are shown together.
const SMALL: [&str; 2] = ["match_review", "care_manager_time"];

#[tokio::test]
async fn what_concerns_one_organisation_is_found_by_an_index() {
    let database = databases().await.into_iter().find(|database| database.engine() == kyoten_store::Engine::Sqlite);
    let store = database.as_ref().expect("SQLite is always there").open().await;
    store.migrate(MIGRATIONS).await.expect("the schema is new");
    let mut asked = super::organizations::parts().to_vec();
    let mut places = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/directory/store")];
    while let Some(place) = places.pop() {
        if place.is_dir() {
            places.extend(std::fs::read_dir(&place).expect("a folder").map(|entry| entry.expect("an entry").path()));
        } else {
            asked.extend(statements(&std::fs::read_to_string(&place).expect("Rust")));
        }
    }
    asked.retain(|sql| OF_ONE.iter().any(|words| sql.contains(words)));
    assert!(asked.len() > 20, "{}", asked.len());
    let slow = store.read(move |tx| {
        let mut slow = Vec::new();
        for sql in &asked {
            slow.extend(whole_tables(tx, sql)?.into_iter().map(|step| format!("{step}\n  {sql}")));
        }
        // The control: without an index for its order, a question reads all.
        let blind = "select dataset from source_record where hub_id = $1 and dataset = $2 order by source";
        assert_eq!(whole_tables(tx, blind)?.len(), 1);
        Ok::<_, kyoten_store::Error>(slow)
    });
    let slow = slow.await.expect("it explains");
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}

/// The texts in this code that are a whole statement.
fn statements(code: &str) -> impl Iterator<Item = String> {
    let texts = code.split('"').skip(1).step_by(2);
    let begins = |text: &str| ["select ", "update ", "delete from "].iter().any(|word| text.starts_with(word));
    texts.filter(move |text| begins(text) && !text.contains('{')).map(str::to_owned)
}

/// The steps of the plan that take all rows of a hub.
fn whole_tables(tx: &mut Tx<'_>, sql: &str) -> kyoten_store::Result<Vec<String>> {
    let values = (1..20).filter(|number| sql.contains(&format!("${number}"))).count();
    let plan =
        tx.query(&format!("explain query plan {sql}"), &vec![Value::Null; values], |row| row.read::<String>(3))?;
    let takes_all = |step: &String| step.ends_with("(hub_id=?)") || step.starts_with("SCAN");
    Ok(plan.into_iter().filter(|step| takes_all(step) && !SMALL.iter().any(|table| step.contains(table))).collect())
}
