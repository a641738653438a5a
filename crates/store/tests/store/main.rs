//! What every unit of work can rely on, on both databases.

mod bulk;
mod groups;
mod migrations;
mod postgres;
mod values;

use kyoten_store::{Error, Store};

/// A table with a key, for most of the tests.
async fn with_beds(store: &Store) {
    store
        .write(|tx| tx.batch("create table bed (ward text primary key, free bigint not null check (free >= 0))"))
        .await
        .unwrap();
}

async fn wards(store: &Store) -> Vec<String> {
    store.read(|tx| tx.query("select ward from bed order by ward", &[], |row| row.read(0))).await.unwrap()
}

/// What a caller of the store may use as its own error.
#[derive(Debug, PartialEq)]
enum Refusal {
    WardIsFull,
    Store(Error),
}

impl From<Error> for Refusal {
    fn from(e: Error) -> Self {
        Self::Store(e)
    }
}
