//! What only PostgreSQL can do to a unit of work.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Barrier, mpsc};

use kyoten_store::testing::postgres;
use kyoten_store::{Database, Error, Options, Result, Store, Tx, params};

use crate::{wards, with_beds};

const FREE_ONE: &str = "update bed set free = free + 1 where ward = $1";

async fn two_beds(store: &Store) {
    with_beds(store).await;
    store.write(|tx| tx.execute("insert into bed (ward, free) values ('a', 0), ('b', 0)", &[])).await.unwrap();
}

fn own_process(tx: &mut Tx<'_>) -> Result<i64> {
    tx.one("select cast(pg_backend_pid() as bigint)", &[], |row| row.read(0))
}

#[tokio::test]
async fn a_deadlock_is_tried_again_and_both_succeed() {
    let Some(db) = postgres().await else { return };
    let store = db.open().await;
    two_beds(&store).await;
    let met = Arc::new(Barrier::new(2));
    let runs = Arc::new(AtomicU32::new(0));
    let mut units = Vec::new();
    for (first, second) in [("a", "b"), ("b", "a")] {
        let (store, met, runs) = (store.clone(), Arc::clone(&met), Arc::clone(&runs));
        let mut is_first_run = true;
        units.push(tokio::spawn(async move {
            store
                .write(move |tx| {
                    runs.fetch_add(1, Ordering::Relaxed);
                    tx.execute(FREE_ONE, params![first])?;
                    if std::mem::take(&mut is_first_run) {
                        met.wait();
                    }
                    tx.execute(FREE_ONE, params![second])
                })
                .await
        }));
    }
    for unit in units {
        unit.await.unwrap().unwrap();
    }
    assert!(runs.load(Ordering::Relaxed) >= 3, "one of the two ran twice");
    let free: Vec<i64> = store.read(|tx| tx.query("select free from bed", &[], |row| row.read(0))).await.unwrap();
    assert_eq!(free, [2, 2]);
}

#[tokio::test]
async fn a_serialization_failure_is_tried_again_even_when_the_closure_calls_it_its_own_error() {
    let Some(db) = postgres().await else { return };
    let store = db.open().await;
    two_beds(&store).await;
    let other = db.open().await;
    let mut run = 0;
    let runs = store
        .write(move |tx| {
            run += 1;
            if run == 1 {
                tx.batch("set transaction isolation level repeatable read")?;
            }
            let _: i64 = tx.one("select free from bed where ward = 'a'", &[], |row| row.read(0))?;
            if run == 1 {
                let other = other.clone();
                let meanwhile =
                    std::thread::spawn(move || other.write_blocking(|tx| tx.execute(FREE_ONE, params!["a"])));
                meanwhile.join().expect("the other does not panic")?;
            }
            tx.execute(FREE_ONE, params!["a"]).map_err(|_| Error::unreadable(0, "something of its own"))?;
            Ok::<_, Error>(run)
        })
        .await
        .unwrap();
    assert_eq!(runs, 2);
}

#[tokio::test]
async fn a_conflict_that_never_ends_is_told_after_some_tries() {
    let Some(db) = postgres().await else { return };
    let store = db.open_with(Options { retries: 2, connections: 2, ..Options::default() }).await;
    let runs = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&runs);
    let lost = store
        .write(move |tx| {
            counted.fetch_add(1, Ordering::Relaxed);
            tx.batch("do $$ begin raise exception 'again' using errcode = '40001'; end $$")
        })
        .await;
    assert!(lost.unwrap_err().is_conflict());
    assert_eq!(runs.load(Ordering::Relaxed), 3);
}

#[tokio::test]
async fn a_connection_that_dies_before_the_commit_is_replaced() {
    let Some(db) = postgres().await else { return };
    let store = db.open().await;
    let killer = db.open().await;
    two_beds(&store).await;
    let mut run = 0;
    let (runs, kept) = store
        .write(move |tx| {
            run += 1;
            tx.execute("insert into bed (ward, free) values ('c', 1)", &[])?;
            if run == 1 {
                let (victim, killer) = (own_process(tx)?, killer.clone());
                let killed = std::thread::spawn(move || kill(&killer, victim));
                assert!(killed.join().expect("the killer does not panic")?);
            }
            let kept: i64 = tx.one("select count(*) from bed", &[], |row| row.read(0))?;
            Ok::<_, Error>((run, kept))
        })
        .await
        .unwrap();
    assert_eq!((runs, kept), (2, 3));
    assert_eq!(wards(&store).await, ["a", "b", "c"]);
}

fn kill(killer: &Store, victim: i64) -> Result<bool> {
    // Waits until the victim is gone.
    let sql = "select pg_terminate_backend(cast($1 as int), 10000)";
    killer.write_blocking(move |tx| tx.one(sql, params![victim], |row| row.read(0)))
}

#[tokio::test]
async fn an_idle_connection_that_died_is_not_noticed_by_anybody() {
    let Some(db) = postgres().await else { return };
    let store = db.open_with(Options { connections: 1, ..Options::default() }).await;
    let killer = db.open().await;
    two_beds(&store).await;
    for _ in 0..2 {
        let victim = store.read(own_process).await.unwrap();
        let other = killer.clone();
        tokio::task::spawn_blocking(move || kill(&other, victim)).await.unwrap().unwrap();
        assert_eq!(wards(&store).await, ["a", "b"]);
        let victim = store.write(own_process).await.unwrap();
        let other = killer.clone();
        tokio::task::spawn_blocking(move || kill(&other, victim)).await.unwrap().unwrap();
        store.write(|tx| tx.execute(FREE_ONE, params!["a"])).await.unwrap();
    }
}

#[tokio::test]
async fn a_connection_that_dies_in_the_commit_leaves_the_outcome_open_and_is_not_tried_again() {
    let Some(db) = postgres().await else { return };
    let store = db.open().await;
    let killer = db.open().await;
    // A deferred trigger runs inside the commit: there it tells that it was reached and waits to be killed.
    store
        .write(|tx| {
            tx.batch(
                "create table slow (id bigint primary key);
                 create function wait_in_commit() returns trigger language plpgsql as $$
                 begin
                     perform pg_advisory_lock(1);
                     return null;
                 end $$;
                 create constraint trigger wait_in_commit after insert on slow deferrable initially deferred
                 for each row execute function wait_in_commit();",
            )
        })
        .await
        .unwrap();
    let (held, holds) = mpsc::channel();
    let (release, released) = mpsc::channel::<()>();
    let mut released = Some(released);
    let holder = killer.clone();
    let holding = std::thread::spawn(move || {
        holder.write_blocking(move |tx| {
            tx.batch("select pg_advisory_xact_lock(1)")?;
            held.send(()).expect("the test listens");
            released.take().expect("it runs once").recv().expect("the test releases");
            Ok::<_, Error>(())
        })
    });
    holds.recv().unwrap();
    let runs = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&runs);
    let committing = tokio::spawn(async move {
        store
            .write(move |tx| {
                counted.fetch_add(1, Ordering::Relaxed);
                tx.execute("insert into slow values (1)", &[])
            })
            .await
    });
    let mut victim = None;
    while victim.is_none() {
        let waiting = "select cast(pid as bigint) from pg_locks
                       where locktype = 'advisory' and not granted
                         and database = (select oid from pg_database where datname = current_database())";
        victim = killer.read(move |tx| tx.find(waiting, &[], |row| row.read::<i64>(0))).await.unwrap();
    }
    let other = killer.clone();
    tokio::task::spawn_blocking(move || kill(&other, victim.unwrap())).await.unwrap().unwrap();
    let outcome = committing.await.unwrap();
    assert!(matches!(outcome, Err(Error::OutcomeUnknown { .. })), "{outcome:?}");
    assert_eq!(runs.load(Ordering::Relaxed), 1);
    release.send(()).unwrap();
    holding.join().unwrap().unwrap();
}

#[tokio::test]
async fn a_deferred_constraint_refuses_at_the_commit() {
    let Some(db) = postgres().await else { return };
    let store = db.open().await;
    let create = "create table once (id bigint unique deferrable initially deferred)";
    store.write(move |tx| tx.batch(create)).await.unwrap();
    let twice = store.write(|tx| tx.execute("insert into once values (1), (1)", &[])).await;
    assert!(twice.unwrap_err().is_unique_violation());
    store.write(|tx| tx.execute("insert into once values (1)", &[])).await.unwrap();
}

#[tokio::test]
async fn a_database_that_sorts_otherwise_is_refused_and_told_how_to_make_a_right_one() {
    let Some(db) = postgres().await else { return };
    let store = db.open().await;
    let Database::Postgres { url } = db.database() else { unreachable!("it is PostgreSQL") };
    let own: String = store.read(|tx| tx.one("select current_database()", &[], |row| row.read(0))).await.unwrap();
    store.shutdown().await.unwrap();

    let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    let latin = format!("{own}_latin");
    let create = format!("create database {latin} template template0 encoding 'LATIN1' lc_collate 'C' lc_ctype 'C'");
    client.batch_execute(&create).await.unwrap();
    let wrong = Database::parse(&url.replace(&own, &latin)).unwrap();
    let refused = Store::open(wrong, Options::default()).await.err();
    client.batch_execute(&format!("drop database {latin} with (force)")).await.unwrap();

    let refused = refused.expect("it is refused").to_string();
    assert!(refused.contains("encoding LATIN1"), "{refused}");
    assert!(refused.contains("lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'"), "{refused}");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_told_as_such() {
    let nowhere = Database::parse("postgres://nobody@127.0.0.1:1/nothing").unwrap();
    let refused = Store::open(nowhere, Options::default()).await.err().expect("nobody listens there");
    assert!(refused.is_unavailable(), "{refused:?}");
}
