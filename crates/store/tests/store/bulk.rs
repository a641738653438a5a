//! Many rows.

use kyoten_store::testing::databases;
use kyoten_store::{Error, params, values};

const ROWS: i64 = 100_000;

#[tokio::test]
async fn a_hundred_thousand_rows_go_in_and_stream_out() {
    for db in databases().await {
        let store = db.open().await;
        store
            .write(|tx| tx.batch("create table vital (id bigint primary key, pulse bigint, note text)"))
            .await
            .unwrap();
        let began = std::time::Instant::now();
        let inserted = store
            .write(|tx| {
                let rows = (0..ROWS).map(|id| values![id, id % 200, (id % 2 == 0).then_some("朝")]);
                tx.insert_many("vital", &["id", "pulse", "note"], rows)
            })
            .await
            .unwrap();
        assert_eq!(inserted, ROWS as u64);
        println!("{}: {:.0} rows/s in", db.engine(), ROWS as f64 / began.elapsed().as_secs_f64());

        let began = std::time::Instant::now();
        let sum = store
            .read(|tx| {
                let mut sum = 0;
                let mut expected = 0;
                tx.for_each("select id, pulse, note from vital order by id", &[], |row| {
                    assert_eq!(row.read::<i64>(0)?, expected);
                    assert_eq!(row.read::<Option<String>>(2)?.is_some(), expected % 2 == 0);
                    expected += 1;
                    sum += row.read::<i64>(1)?;
                    Ok(())
                })?;
                Ok::<_, Error>(sum)
            })
            .await
            .unwrap();
        assert_eq!(sum, (0..ROWS).map(|id| id % 200).sum::<i64>());
        println!("{}: {:.0} rows/s out", db.engine(), ROWS as f64 / began.elapsed().as_secs_f64());

        let stopped = store
            .read(|tx| {
                let mut seen = 0;
                let stopped = tx.for_each("select id from vital order by id", &[], |_| {
                    seen += 1;
                    if seen == 3 { Err(Error::ManyRows) } else { Ok(()) }
                });
                assert_eq!((stopped, seen), (Err(Error::ManyRows), 3));
                tx.one("select count(*) from vital where pulse = $1", params![7], |row| row.read::<i64>(0))
            })
            .await
            .unwrap();
        assert_eq!(stopped, ROWS / 200);
    }
}

#[tokio::test]
async fn a_refused_row_undoes_all_of_them() {
    for db in databases().await {
        let store = db.open().await;
        crate::with_beds(&store).await;
        let columns = ["ward", "free"];
        let twice =
            store.write(move |tx| tx.insert_many("bed", &columns, ["a", "b", "a"].map(|ward| values![ward, 1]))).await;
        assert!(twice.unwrap_err().is_unique_violation());
        let short = store
            .write(move |tx| {
                let rows = [values!["a", 1], values!["b"]];
                let refused = tx.insert_many("bed", &columns, rows).unwrap_err();
                assert_eq!(refused, Error::Parameters { expected: 2, given: 1 });
                Ok::<_, Error>(())
            })
            .await;
        assert!(matches!(short, Err(Error::Failed { .. })), "{short:?}");
        store
            .write(move |tx| {
                let refused = tx.attempt(|tx| tx.insert_many("bed", &columns, [values!["x", 1], values!["y"]]));
                assert!(refused.is_err());
                tx.insert_many("bed", &columns, [values!["z", 1]])
            })
            .await
            .unwrap();
        assert_eq!(crate::wards(&store).await, ["z"]);
    }
}
