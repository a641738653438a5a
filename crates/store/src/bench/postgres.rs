//! The floor: tokio-postgres as it is.

use std::pin::pin;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Error as Refusal, NoTls, Statement};

use super::{
    AUDIT, BULK_ROWS, COUNT, COUNTER, Counted, ENTRY, LIST, LIST_LENGTH, LISTS, NOTE, POINT, Work, fresh_clients,
    panicked,
};
use crate::{Error, Result};

pub(super) async fn run(url: &str, work: Work, clients: usize, during: Duration) -> Result<Counted> {
    let mut bare = Vec::new();
    // Connecting and preparing is not measured.
    for client in fresh_clients(clients) {
        bare.push((client, Bare::connect(url).await.map_err(refused)?));
    }
    let began = Instant::now();
    let mut running = JoinSet::new();
    for (client, mut connection) in bare {
        running.spawn(async move {
            let mut number = 0;
            while began.elapsed() < during {
                number += 1;
                connection.once(work, client, number).await?;
            }
            Ok::<_, Refusal>(number)
        });
    }
    let mut times = 0;
    while let Some(ended) = running.join_next().await {
        times += ended.map_err(panicked)?.map_err(refused)?;
    }
    Ok(Counted { times, took: began.elapsed() })
}

struct Bare {
    client: Client,
    counter: Statement,
    count: Statement,
    entry: Statement,
    audit: Statement,
    point: Statement,
    list: Statement,
}

impl Bare {
    async fn connect(url: &str) -> Result<Self, Refusal> {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        tokio::spawn(connection);
        Ok(Self {
            counter: client.prepare(COUNTER).await?,
            count: client.prepare(COUNT).await?,
            entry: client.prepare(ENTRY).await?,
            audit: client.prepare(AUDIT).await?,
            point: client.prepare(POINT).await?,
            list: client.prepare(LIST).await?,
            client,
        })
    }

    async fn once(&mut self, work: Work, client: i64, number: i64) -> Result<(), Refusal> {
        match work {
            Work::OneRow | Work::FourStatements => {
                let transaction = self.client.transaction().await?;
                if work == Work::FourStatements {
                    if let Some(row) = transaction.query_opt(&self.counter, &[&client]).await? {
                        row.try_get::<_, i64>(0)?;
                    }
                    transaction.execute(&self.count, &[&client]).await?;
                    transaction.execute(&self.audit, &[&client, &number, &NOTE]).await?;
                }
                transaction.execute(&self.entry, &[&client, &number, &NOTE]).await?;
                transaction.commit().await
            }
            Work::Bulk => {
                let transaction = self.client.transaction().await?;
                let sink = transaction.copy_in("copy bench_bulk (client, number) from stdin (format binary)").await?;
                let mut writer = pin!(BinaryCopyInWriter::new(sink, &[Type::INT8, Type::INT8]));
                for number in 0..BULK_ROWS {
                    writer.as_mut().write(&[&client, &number]).await?;
                }
                writer.finish().await?;
                transaction.commit().await
            }
            Work::PointRead => {
                let key = (number % LISTS, number % LIST_LENGTH);
                let row = self.client.query_one(&self.point, &[&key.0, &key.1]).await?;
                row.try_get::<_, String>(0).map(drop)
            }
            Work::List => {
                let rows = self.client.query(&self.list, &[&(number % LISTS)]).await?;
                let read = |row: &tokio_postgres::Row| Ok((row.try_get(0)?, row.try_get(1)?));
                let rows = rows.iter().map(read).collect::<Result<Vec<(i64, String)>, Refusal>>()?;
                assert_eq!(rows.len(), 50);
                Ok(())
            }
        }
    }
}

fn refused(e: Refusal) -> Error {
    Error::Unavailable { reason: e.to_string() }
}
