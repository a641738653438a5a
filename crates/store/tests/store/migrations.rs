//! The schema goes forward, and never backwards or sideways.

use kyoten_store::testing::databases;
use kyoten_store::{Engine, Error, Migration, params};

const BEDS: Migration =
    Migration { version: 1, name: "beds", sql: "create table bed (ward text primary key, free bigint not null);" };

const SEARCH: Migration = Migration {
    version: 2,
    name: "search",
    sql: "
        alter table bed add column note text;
        -- only: sqlite
        create virtual table bed_search using fts5(note, content='');
        -- only: postgres
        create table bed_search (note tsvector);
        -- both
        create index bed_note on bed (note);
    ",
};

const BROKEN: Migration = Migration {
    version: 3,
    name: "broken",
    sql: "create table half (id bigint primary key); create table bed (x text);",
};

#[tokio::test]
async fn a_schema_goes_forward_step_by_step_and_only_once() {
    for db in databases().await {
        let store = db.open().await;
        assert_eq!(store.schema_version().await.unwrap(), None);
        let old = store.check_schema(&[BEDS]).await;
        assert_eq!(old, Err(Error::SchemaIsOlder { found: 0, needed: 1 }));

        let first = store.migrate(&[BEDS]).await.unwrap();
        assert_eq!((first.before, first.version, first.applied), (None, Some(1), vec![1]));
        let second = store.migrate(&[SEARCH, BEDS]).await.unwrap();
        assert_eq!((second.before, second.version, second.applied), (Some(1), Some(2), vec![2]));
        let third = store.migrate(&[BEDS, SEARCH]).await.unwrap();
        assert_eq!((third.before, third.version, third.applied), (Some(2), Some(2), vec![]));

        store.check_schema(&[BEDS, SEARCH]).await.unwrap();
        assert_eq!(store.schema_version().await.unwrap(), Some(2));
        let applied_at: i64 = store
            .read(|tx| tx.one("select min(applied_at) from schema_migration", &[], |row| row.read(0)))
            .await
            .unwrap();
        assert!(applied_at > 1_700_000_000_000_000, "microseconds: {applied_at}");
    }
}

#[tokio::test]
async fn a_newer_schema_is_refused_with_a_clear_sentence() {
    for db in databases().await {
        let store = db.open().await;
        store.migrate(&[BEDS, SEARCH]).await.unwrap();
        let newer = store.migrate(&[BEDS]).await.unwrap_err();
        assert_eq!(newer, Error::SchemaIsNewer { found: 2, known: 1 });
        assert_eq!(
            newer.to_string(),
            "the database has schema 2, but this program knows only up to 1: start the newer program, \
             or restore the backup from before the update"
        );
        assert_eq!(store.check_schema(&[BEDS]).await, Err(Error::SchemaIsNewer { found: 2, known: 1 }));
    }
}

#[tokio::test]
async fn a_shipped_migration_cannot_be_changed() {
    for db in databases().await {
        let store = db.open().await;
        store.migrate(&[BEDS]).await.unwrap();
        let changed = Migration { sql: "create table bed (ward text primary key, free bigint);", ..BEDS };
        let refused = Error::MigrationChanged { version: 1, name: "beds".to_owned() };
        assert_eq!(store.migrate(&[changed, SEARCH]).await, Err(refused.clone()));
        assert_eq!(store.check_schema(&[changed]).await, Err(refused));
        assert_eq!(store.schema_version().await.unwrap(), Some(1));
    }
}

#[tokio::test]
async fn a_history_with_a_hole_or_a_stranger_is_refused() {
    for db in databases().await {
        let store = db.open().await;
        store.migrate(&[Migration { version: 5, ..BEDS }]).await.unwrap();
        for other in [&[SEARCH, Migration { version: 5, ..BEDS }][..], &[Migration { version: 6, ..BEDS }]] {
            let refused = store.migrate(other).await;
            assert!(matches!(refused, Err(Error::MigrationOrder { .. })), "{refused:?}");
        }
        let twice = store.migrate(&[BEDS, BEDS]).await;
        assert!(matches!(twice, Err(Error::MigrationOrder { version: 1, .. })), "{twice:?}");
    }
}

#[tokio::test]
async fn the_tables_of_another_program_are_refused_by_name_and_left_alone() {
    for db in databases().await {
        let store = db.open().await;
        store.write(|tx| tx.batch("create table bed (x text); create table chair (x text)")).await.unwrap();
        let refused = store.migrate(&[BEDS]).await.unwrap_err();
        assert_eq!(refused, Error::ForeignTables { tables: "bed, chair".to_owned() });
        assert_eq!(store.schema_version().await.unwrap(), None);
        // Control: without them the same database is taken.
        store.write(|tx| tx.batch("drop table bed; drop table chair")).await.unwrap();
        store.migrate(&[BEDS]).await.unwrap();
    }
}

#[tokio::test]
async fn what_a_database_refuses_is_told_without_the_statement() {
    for db in databases().await {
        let store = db.open().await;
        store.migrate(&[BEDS]).await.unwrap();
        let refused = store.migrate(&[BEDS, BROKEN]).await.unwrap_err().to_string();
        assert!(refused.contains("bed") && !refused.contains("create table"), "{refused}");
    }
}

#[tokio::test]
async fn a_migration_that_fails_leaves_nothing_behind() {
    for db in databases().await {
        let store = db.open().await;
        store.migrate(&[BEDS, SEARCH, BROKEN]).await.unwrap_err();
        assert_eq!(store.schema_version().await.unwrap(), Some(2));
        let half = match db.engine() {
            Engine::Sqlite => "select count(*) from sqlite_schema where name = $1",
            Engine::Postgres => "select count(*) from pg_tables where tablename = $1",
        };
        let left: i64 = store.read(move |tx| tx.one(half, params!["half"], |row| row.read(0))).await.unwrap();
        assert_eq!(left, 0);
    }
}

#[tokio::test]
async fn many_programs_may_migrate_at_once() {
    for db in databases().await {
        let mut programs = Vec::new();
        for _ in 0..4 {
            let store = db.open().await;
            programs.push(tokio::spawn(async move { store.migrate(&[BEDS, SEARCH]).await }));
        }
        let mut applied = Vec::new();
        for program in programs {
            let state = program.await.unwrap().unwrap();
            assert_eq!(state.version, Some(2));
            applied.extend(state.applied);
        }
        applied.sort_unstable();
        assert_eq!(applied, [1, 2]);
    }
}

#[tokio::test]
async fn a_running_program_survives_a_column_that_is_added() {
    for db in databases().await {
        let store = db.open().await;
        store.migrate(&[BEDS]).await.unwrap();
        let all = |store: &kyoten_store::Store| {
            let store = store.clone();
            async move { store.read(|tx| tx.query("select * from bed", &[], |row| Ok(row.columns()))).await }
        };
        store.write(|tx| tx.execute("insert into bed (ward, free) values ('a', 1)", &[])).await.unwrap();
        for _ in 0..8 {
            assert_eq!(all(&store).await.unwrap(), [2]);
        }
        db.open().await.migrate(&[BEDS, SEARCH]).await.unwrap();
        for _ in 0..8 {
            assert_eq!(all(&store).await.unwrap(), [3]);
        }
        store.write(|tx| tx.check("select note from bed")).await.unwrap();
        assert!(store.read(|tx| tx.check("select nothing from bed")).await.is_err());
    }
}
