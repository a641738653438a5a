//! Units of work beside each other: what one does wrong is never another one's loss.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use kyoten_store::testing::{databases, sqlite};
use kyoten_store::{Error, Options, Result, Store, params};

use crate::{Refusal, wards, with_beds};

const INSERT: &str = "insert into bed (ward, free) values ($1, $2)";

#[tokio::test]
async fn a_read_sees_what_was_written_before() {
    for db in databases().await {
        let store = db.open().await;
        with_beds(&store).await;
        for free in 0..50_i64 {
            store
                .write(move |tx| {
                    let upsert = "insert into bed (ward, free) values ('東3', $1)
                                  on conflict (ward) do update set free = excluded.free";
                    tx.execute(upsert, params![free])
                })
                .await
                .unwrap();
            let seen: i64 = store.read(|tx| tx.one("select free from bed", &[], |row| row.read(0))).await.unwrap();
            assert_eq!(seen, free);
        }
    }
}

#[tokio::test]
async fn a_constraint_is_recognised_and_undoes_its_unit() {
    for db in databases().await {
        let store = db.open().await;
        with_beds(&store).await;
        store
            .write(|tx| {
                tx.batch("create table patient (id bigint primary key, ward text not null references bed (ward))")?;
                tx.execute(INSERT, params!["東3", 1])
            })
            .await
            .unwrap();
        let twice = store.write(|tx| tx.execute(INSERT, params!["東3", 1])).await.unwrap_err();
        assert!(twice.is_unique_violation(), "{twice:?}");
        assert!(twice.to_string().contains("bed"), "{twice}");

        let nowhere = store.write(|tx| tx.execute("insert into patient values (1, 'x')", &[])).await.unwrap_err();
        assert!(matches!(nowhere, Error::ForeignKey { .. }), "{nowhere:?}");

        let negative = store.write(|tx| tx.execute(INSERT, params!["西1", -1])).await.unwrap_err();
        assert!(matches!(negative, Error::Constraint { .. }), "{negative:?}");

        let nonsense = store.write(|tx| tx.execute("insert into nowhere values (1)", &[])).await.unwrap_err();
        assert!(matches!(nonsense, Error::Sql { .. }), "{nonsense:?}");
        assert_eq!(wards(&store).await, ["東3"]);
    }
}

#[tokio::test]
async fn an_erring_or_panicking_unit_in_a_group_loses_only_its_own_rows() {
    for db in databases().await {
        let store = db.open().await;
        with_beds(&store).await;
        let (open, gate) = std::sync::mpsc::channel::<()>();
        // SQLite's writer stands here until all the others wait behind it, so they make one group.
        let mut gate = Some(gate);
        let first = queued(&store, move |tx| {
            if let Some(gate) = gate.take() {
                gate.recv().expect("the test opens the gate");
            }
            tx.execute(INSERT, params!["w00", 0]).map_err(Refusal::from).map(drop)
        })
        .await;
        let mut others = Vec::new();
        for n in 1..=30 {
            let unit = queued(&store, move |tx| {
                tx.execute(INSERT, params![format!("w{n:02}"), n])?;
                match n % 3 {
                    0 => Err(Refusal::WardIsFull),
                    1 => Ok(()),
                    _ => panic!("ward {n} burns"),
                }
            });
            others.push((n, unit.await));
        }
        open.send(()).unwrap();
        first.await.unwrap().unwrap();
        for (n, unit) in others {
            let came = unit.await.unwrap();
            match n % 3 {
                0 => assert_eq!(came, Err(Refusal::WardIsFull)),
                1 => assert_eq!(came, Ok(())),
                _ => {
                    let message = format!("ward {n} burns");
                    assert_eq!(came, Err(Refusal::Store(Error::Panicked { message })));
                }
            }
        }
        let kept: Vec<String> =
            std::iter::once(0).chain((1..=30).filter(|n| n % 3 == 1)).map(|n| format!("w{n:02}")).collect();
        assert_eq!(wards(&store).await, kept);
    }
}

/// Starts a unit of work and comes back when it is queued.
async fn queued(
    store: &Store,
    work: impl FnMut(&mut kyoten_store::Tx<'_>) -> Result<(), Refusal> + Send + 'static,
) -> tokio::task::JoinHandle<Result<(), Refusal>> {
    let store = store.clone();
    let (reached, started) = tokio::sync::oneshot::channel();
    let unit = tokio::spawn(async move {
        let mut unit = Box::pin(store.write(work));
        let early = std::future::poll_fn(|cx| std::task::Poll::Ready(unit.as_mut().poll(cx))).await;
        let _ = reached.send(());
        match early {
            std::task::Poll::Ready(came) => came,
            std::task::Poll::Pending => unit.await,
        }
    });
    started.await.unwrap();
    unit
}

#[tokio::test]
async fn a_swallowed_failure_does_not_pass_as_success() {
    for db in databases().await {
        let store = db.open().await;
        with_beds(&store).await;
        let swallowed = store
            .write(|tx| {
                tx.execute(INSERT, params!["a", 1])?;
                let _ = tx.execute(INSERT, params!["a", 1]);
                let next = tx.execute(INSERT, params!["b", 1]);
                assert!(matches!(next, Err(Error::Failed { .. })), "{next:?}");
                Ok::<_, Error>(())
            })
            .await;
        assert!(matches!(swallowed, Err(Error::Failed { .. })), "{swallowed:?}");
        assert!(wards(&store).await.is_empty());
    }
}

#[tokio::test]
async fn an_attempt_may_fail_without_its_unit() {
    for db in databases().await {
        let store = db.open().await;
        with_beds(&store).await;
        store
            .write(|tx| {
                tx.execute(INSERT, params!["a", 1])?;
                let second = tx.attempt(|tx| {
                    tx.execute(INSERT, params!["b", 1])?;
                    tx.execute(INSERT, params!["a", 1])
                });
                assert!(second.unwrap_err().is_unique_violation());
                let own = tx.attempt(|tx| {
                    tx.execute(INSERT, params!["c", 1])?;
                    tx.attempt(|tx| tx.execute(INSERT, params!["d", 1]))?;
                    Err::<(), _>(Refusal::WardIsFull)
                });
                assert_eq!(own, Err(Refusal::WardIsFull));
                let swallowed = tx.attempt(|tx| {
                    let _ = tx.execute(INSERT, params!["a", 1]);
                    Ok::<_, Error>(())
                });
                assert!(matches!(swallowed, Err(Error::Failed { .. })));
                tx.attempt(|tx| tx.execute(INSERT, params!["e", 1]))
            })
            .await
            .unwrap();
        assert_eq!(wards(&store).await, ["a", "e"]);
    }
}

#[tokio::test]
async fn a_read_cannot_write() {
    for db in databases().await {
        let store = db.open().await;
        with_beds(&store).await;
        let refused = store.read(|tx| tx.execute(INSERT, params!["a", 1])).await;
        assert_eq!(refused, Err(Error::ReadOnly));
        assert!(wards(&store).await.is_empty());
    }
}

#[tokio::test]
async fn a_dropped_request_does_not_stop_its_unit_and_shutdown_waits_for_it() {
    for db in databases().await {
        let store = db.open().await;
        with_beds(&store).await;
        for n in 0..40 {
            let unit = queued(&store, move |tx| Ok(tx.execute(INSERT, params![format!("w{n:02}"), n]).map(drop)?));
            unit.await.abort();
        }
        let other = store.clone();
        store.shutdown().await.unwrap();
        let closed = other.write(|tx| tx.execute(INSERT, params!["late", 1])).await;
        assert_eq!(closed, Err(Error::Closed));
        assert_eq!(other.ping().await, Err(Error::Closed));
        assert_eq!(wards(&db.open().await).await.len(), 40);
    }
}

#[tokio::test]
async fn a_unit_inside_a_unit_is_refused_instead_of_waiting_for_itself() {
    for db in databases().await {
        let store = db.open().await;
        let inner = store.clone();
        let refused = store.write(move |_| inner.write_blocking(|_| Ok::<_, Error>(()))).await;
        assert!(matches!(refused, Err(Error::Panicked { .. })), "{refused:?}");
        store.ping().await.unwrap();
    }
}

#[tokio::test]
async fn too_long_a_queue_is_refused_as_busy() {
    let db = sqlite();
    let store = db.open_with(Options { longest_queue: 2, ..Options::default() }).await;
    let (open, gate) = std::sync::mpsc::channel::<()>();
    let (entered, inside) = tokio::sync::oneshot::channel();
    let mut entered = Some(entered);
    let first = queued(&store, move |_| {
        entered.take().expect("SQLite runs it once").send(()).expect("the test listens");
        gate.recv().expect("the test opens the gate");
        Ok(())
    })
    .await;
    inside.await.unwrap();
    let waiting = [queued(&store, |_| Ok(())).await, queued(&store, |_| Ok(())).await];
    assert!(matches!(store.write(|_| Ok::<_, Error>(())).await, Err(Error::Busy { .. })));
    open.send(()).unwrap();
    first.await.unwrap().unwrap();
    for unit in waiting {
        unit.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn a_unit_that_ends_the_transaction_itself_is_not_taken_for_kept() {
    let db = sqlite();
    let store = db.open().await;
    with_beds(&store).await;
    let ended = store
        .write(|tx| {
            tx.execute(INSERT, params!["a", 1])?;
            tx.batch("rollback")
        })
        .await;
    assert!(matches!(ended, Err(Error::Failed { .. })), "{ended:?}");
    store.write(|tx| tx.execute(INSERT, params!["b", 1])).await.unwrap();
    assert_eq!(wards(&store).await, ["b"]);
}

#[tokio::test]
async fn an_abandoned_read_is_not_run() {
    for db in databases().await {
        let store = db.open_with(Options { readers: 1, connections: 1, ..Options::default() }).await;
        let (open, gate) = std::sync::mpsc::channel::<()>();
        let reader = store.clone();
        let blocked = tokio::spawn(async move {
            reader
                .read(move |_| {
                    gate.recv().expect("the test opens the gate");
                    Ok::<_, Error>(())
                })
                .await
        });
        let runs = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&runs);
        let mut abandoned = Box::pin(store.read(move |_| Ok::<_, Error>(counted.fetch_add(1, Ordering::Relaxed))));
        tokio::task::yield_now().await;
        let _ = std::future::poll_fn(|cx| std::task::Poll::Ready(abandoned.as_mut().poll(cx).is_ready())).await;
        drop(abandoned);
        open.send(()).unwrap();
        blocked.await.unwrap().unwrap();
        store.ping().await.unwrap();
        assert_eq!(runs.load(Ordering::Relaxed), 0);
    }
}

#[tokio::test]
async fn a_checkpoint_empties_the_log() {
    let db = sqlite();
    let store = db.open().await;
    with_beds(&store).await;
    store.checkpoint().await.unwrap();
    let kyoten_store::Database::Sqlite { path } = db.database() else { unreachable!("it is SQLite") };
    assert_eq!(std::fs::metadata(path.with_extension("db-wal")).unwrap().len(), 0);
}
