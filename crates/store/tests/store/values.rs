//! Placeholders, values and rows.

use kyoten_store::testing::databases;
use kyoten_store::{Error, Value, ValueRef, params};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::with_beds;

#[tokio::test]
async fn a_placeholder_means_its_number_not_its_place() {
    for db in databases().await {
        let store = db.open().await;
        let pair: (String, String) = store
            .read(|tx| {
                tx.one("select cast($2 as text), cast($1 as text)", params!["one", "two"], |row| {
                    Ok((row.read(0)?, row.read(1)?))
                })
            })
            .await
            .unwrap();
        assert_eq!(pair, ("two".to_owned(), "one".to_owned()));
        let sum: i64 = store
            .read(|tx| {
                tx.one("select cast($3 as bigint) * 100 + $1 * 10 + $2 + $1 * 10", params![1, 2, 3], |row| row.read(0))
            })
            .await
            .unwrap();
        assert_eq!(sum, 322);
    }
}

#[tokio::test]
async fn a_wrong_number_of_values_is_refused_and_the_unit_goes_on() {
    for db in databases().await {
        let store = db.open().await;
        with_beds(&store).await;
        store
            .write(|tx| {
                let insert = "insert into bed (ward, free) values ($1, $2)";
                let refused = Error::Parameters { expected: 2, given: 1 };
                assert_eq!(tx.execute(insert, params!["東3"]).unwrap_err(), refused);
                let refused = Error::Parameters { expected: 2, given: 3 };
                assert_eq!(tx.execute(insert, params!["東3", 1, 1]).unwrap_err(), refused);
                assert_eq!(tx.execute(insert, params!["東3", 1])?, 1);
                assert_eq!(tx.execute("select ward from bed", &[]).unwrap_err(), Error::AnswersRows);
                Ok::<_, Error>(())
            })
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn nul_in_a_text_is_refused_before_it_is_sent() {
    for db in databases().await {
        let store = db.open().await;
        with_beds(&store).await;
        store
            .write(|tx| {
                let insert = "insert into bed (ward, free) values ($1, $2)";
                assert_eq!(tx.execute(insert, params!["a\0b", 1]).unwrap_err(), Error::NulInText);
                tx.execute(insert, params!["ab", 1])
            })
            .await
            .unwrap();
        let refused = store
            .write(|tx| {
                let rows = ["c", "d\0"].map(|ward| kyoten_store::values![ward, 1]);
                tx.insert_many("bed", &["ward", "free"], rows)
            })
            .await;
        assert_eq!(refused, Err(Error::NulInText));
        assert_eq!(crate::wards(&store).await, ["ab"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_value_comes_back_as_it_went() {
    for db in databases().await {
        let store = db.open().await;
        store
            .write(|tx| tx.batch("create table thing (id bigint primary key, number bigint, name text, raw bytea)"))
            .await
            .unwrap();
        let number = prop_oneof![Just(None), any::<i64>().prop_map(Some), Just(Some(i64::MIN)), Just(Some(i64::MAX))];
        let name = proptest::option::of(any::<String>().prop_map(|name| name.replace('\0', "髙")));
        let raw = proptest::option::of(proptest::collection::vec(any::<u8>(), 0..300));
        let cases = Config { cases: 60, failure_persistence: None, ..Config::default() };
        TestRunner::new(cases)
            .run(&(number, name, raw), |(number, name, raw)| {
                let sent = (number, name, raw);
                let to_store = sent.clone();
                let (found, kept) = tokio::task::block_in_place(|| {
                    store.write_blocking(move |tx| {
                        let (number, name, raw) = &to_store;
                        tx.execute(
                            "insert into thing (id, number, name, raw) values (1, $1, $2, $3)
                             on conflict (id) do update set number = excluded.number, name = excluded.name, raw = excluded.raw",
                            params![number, name, raw],
                        )?;
                        tx.execute("delete from thing where id = 2", &[])?;
                        let again = kyoten_store::values![2, number, name, raw];
                        tx.insert_many("thing", &["id", "number", "name", "raw"], [again])?;
                        let read = |tx: &mut kyoten_store::Tx<'_>, id: i64| {
                            tx.one("select number, name, raw from thing where id = $1", params![id], |row| {
                                assert_eq!(row.columns(), 3);
                                let name: Option<String> = row.read(1)?;
                                if let Some(name) = &name {
                                    assert_eq!(row.text(1)?, name);
                                }
                                Ok((row.read::<Option<i64>>(0)?, name, row.read::<Option<Vec<u8>>>(2)?))
                            })
                        };
                        Ok::<_, Error>((read(tx, 1)?, read(tx, 2)?))
                    })
                })
                .unwrap();
                prop_assert_eq!(&found, &sent);
                prop_assert_eq!(&kept, &sent);
                Ok(())
            })
            .unwrap();
    }
}

#[tokio::test]
async fn a_column_of_another_kind_is_an_error_and_not_a_guess() {
    for db in databases().await {
        let store = db.open().await;
        store
            .read(|tx| {
                let sql = "select cast(70000 as bigint), cast('72' as text), cast(null as text), 1 = 1";
                tx.one(sql, &[], |row| {
                    let unreadable = |wrong: Option<Error>| matches!(wrong, Some(Error::Unreadable { .. }));
                    assert_eq!(row.read::<i32>(0)?, 70_000);
                    assert!(unreadable(row.read::<u16>(0).err()), "does not fit");
                    assert!(unreadable(row.read::<bool>(0).err()), "neither 0 nor 1");
                    assert!(unreadable(row.read::<i64>(1).err()), "a text");
                    assert!(unreadable(row.read::<String>(2).err()), "null");
                    assert!(unreadable(row.read::<String>(9).err()), "no such column");
                    assert_eq!(row.read::<Option<String>>(2)?, None);
                    assert!(row.read::<bool>(3)?);
                    assert_eq!(row.value(1)?, ValueRef::Text("72"));
                    assert_eq!(row.read::<Value>(0)?, Value::Int(70_000));
                    Ok(())
                })
            })
            .await
            .unwrap();
        let fraction = store.read(|tx| tx.one("select cast(1 as real) / 2", &[], |row| row.read::<i64>(0))).await;
        assert!(matches!(fraction, Err(Error::Unreadable { column: 0, .. })), "{fraction:?}");
    }
}

#[tokio::test]
async fn one_wants_exactly_one_row_and_find_at_most_one() {
    for db in databases().await {
        let store = db.open().await;
        with_beds(&store).await;
        store
            .write(|tx| {
                let all = "select ward from bed";
                assert_eq!(tx.one(all, &[], |_| Ok(())).unwrap_err(), Error::NoRow);
                assert_eq!(tx.find(all, &[], |_| Ok(()))?, None);
                tx.execute("insert into bed (ward, free) values ('a', 1), ('b', 2)", &[])?;
                assert_eq!(tx.one(all, &[], |_| Ok(())).unwrap_err(), Error::ManyRows);
                assert_eq!(tx.find(all, &[], |_| Ok(())).unwrap_err(), Error::ManyRows);
                Ok::<_, Error>(())
            })
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn both_databases_sort_text_alike() {
    let mut orders = Vec::new();
    for db in databases().await {
        let store = db.open().await;
        with_beds(&store).await;
        let order = store
            .write(|tx| {
                let wards = ["ア", "あ", "a", "B", "ー", "髙", "高", "ｱ", "𠮷", "", " "];
                tx.insert_many("bed", &["ward", "free"], wards.map(|ward| kyoten_store::values![ward, 0]))?;
                tx.query("select ward from bed order by ward", &[], |row| row.read::<String>(0))
            })
            .await
            .unwrap();
        orders.push(order);
    }
    assert!(orders.windows(2).all(|pair| pair[0] == pair[1]), "{orders:?}");
}
