//! Units of work on SQLite and PostgreSQL, with one SQL text for both (データベース).
//!
//! A unit of work is a synchronous closure that runs beside the database, on a thread of the store:
//!
//! ```
//! # use kyoten_store::{Database, Error, Options, Store, params};
//! # let folder = std::env::temp_dir().join(format!("kyoten-doc-{}", std::process::id()));
//! # let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
//! # runtime.block_on(async {
//! let store = Store::open(Database::parse(folder.join("hub.db").to_str().unwrap())?, Options::default()).await?;
//! # store.write(|tx| tx.batch("create table bed (ward text primary key, free bigint not null)")).await?;
//! store.write(|tx| tx.execute("insert into bed (ward, free) values ($1, $2)", params!["東3", 2])).await?;
//! let free: i64 = store
//!     .read(|tx| tx.one("select free from bed where ward = $1", params!["東3"], |row| row.read(0)))
//!     .await?;
//! assert_eq!(free, 2);
//! # std::fs::remove_dir_all(folder).unwrap();
//! # Ok::<(), Error>(())
//! # }).unwrap();
//! ```
//!
//! What every unit can rely on, on both databases:
//!
//! * Once it is queued it runs to its end, even when the request that asked for it is dropped.
//! * The answer of a write is sent only after its commit is on the disk.
//! * It may be run again (a deadlock, a lost connection), so it changes nothing outside the database.
//! * After a statement failed, nothing more can be done in the same unit; what may fail goes into [`Tx::attempt`].
//! * A unit never starts another unit and waits for it: that would be waiting for itself.
//!
//! Columns are `text`, `bigint` or `bytea` (SQLite keeps bytes in a `bytea` column as they are).

pub mod bench;
mod database;
mod error;
mod migration;
mod postgres;
mod queue;
mod row;
mod sqlite;
mod store;
#[doc(hidden)]
pub mod testing;
mod tx;
mod unit;
mod value;

pub use database::{Database, Engine};
pub use error::{Error, Result};
pub use migration::{Migration, SchemaState};
pub use row::Row;
pub use sqlite::{SAFE_SQLITE, refuse_unsafe_sqlite};
pub use store::{Options, Store};
pub use tx::Tx;
pub use value::{FromColumn, ToValue, Value, ValueRef};
