//! The audit as a whole, on both databases.

mod alarms;
mod chain;
mod exports;
mod questions;
mod signing;
mod tampers;
mod tree;

use jiff::Timestamp;
use kyoten_store::testing::{TestDatabase, databases};
use kyoten_store::{Error, Store, Tx};

use super::super::Clock;
use super::super::access::MemberId;
use super::super::hub_id::{self, HubId};
use super::store::checkpoints;
use super::verify::{Finding, Held, LeftOut, Report, Trust, verify, verify_in};
use super::{Audit, Code, Event, Object, What, record};
use crate::hub::MIGRATIONS;
use crate::testing::BEGINNING;

/// A hub with an audit and a data folder.
struct House {
    store: Store,
    hub: HubId,
    clock: Clock,
    audit: Audit,
    folder: tempfile::TempDir,
    _database: TestDatabase,
}

/// One on each database.
async fn houses() -> Vec<House> {
    let mut houses = Vec::new();
    for database in databases().await {
        houses.push(House::start(database).await);
    }
    houses
}

const PATIENT: Code = Code::new("patient");

/// Members and patients by a number.
fn member(number: u8) -> MemberId {
    MemberId::from_bytes([number; 16])
}

impl House {
    async fn start(database: TestDatabase) -> Self {
        let store = database.open().await;
        store.migrate(MIGRATIONS).await.unwrap();
        let clock = Clock::moved(BEGINNING.parse().unwrap());
        let founding = clock.clone();
        let hub = store.write(move |tx| hub_id::find_or_found(tx, "hub", &founding)).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let audit = Audit::at_home(store.clone(), hub, clock.clone(), folder.path()).await.unwrap();
        Self { store, hub, clock, audit, folder, _database: database }
    }

    fn event(&self, what: What, actor: u8, patient: u8) -> Event {
        event(self.clock.now(), what, actor, patient)
    }

    /// A look that is committed.
    async fn look(&self, actor: u8, patient: u8) {
        self.clock.pass(jiff::SignedDuration::from_millis(7));
        self.audit.look(self.event(What::Look, actor, patient)).await.unwrap();
    }

    /// Some looks, sealed in batches of different sizes.
    async fn history(&self, looks: u8) {
        for n in 0..looks {
            self.look(n % 7, n % 11).await;
            if n % 5 == 4 || n % 8 == 2 {
                self.audit.seal_all().await.unwrap();
            }
        }
        self.audit.seal_all().await.unwrap();
    }

    /// A unit of work as the hub runs it.
    async fn write<F>(&self, work: F) -> kyoten_store::Result<()>
    where
        F: Fn(&mut Tx<'_>) -> kyoten_store::Result<()> + Send + 'static,
    {
        super::write(&self.store, self.hub, work).await
    }

    /// What somebody with the database in his hands does; the guards against mistakes do not stop him.
    async fn tamper(&self, sql: &str) {
        let sql = sql.to_owned();
        let unit = self.store.write(move |tx| {
            drop_guards(tx)?;
            tx.batch(&sql)
        });
        unit.await.unwrap();
    }

    /// What a check would find after this, which is then taken back.
    async fn found_after(&self, sql: &str, trust: &Trust) -> Vec<Finding> {
        /// The unit of work is given up with what was found.
        enum GivenUp {
            Found(Vec<Finding>),
            Store(Error),
        }
        impl From<Error> for GivenUp {
            fn from(error: Error) -> Self {
                Self::Store(error)
            }
        }
        let (hub, sql, trust) = (self.hub, sql.to_owned(), trust.clone());
        let given_up = self.store.write(move |tx| {
            drop_guards(tx)?;
            tx.batch(&sql)?;
            Err::<(), _>(GivenUp::Found(verify_in(tx, hub, &trust, LeftOut::Nothing)?.findings))
        });
        match given_up.await {
            Err(GivenUp::Found(findings)) => findings,
            Err(GivenUp::Store(refused)) => panic!("{refused}"),
            Ok(()) => unreachable!("it is given up"),
        }
    }

    async fn number(&self, sql: &'static str) -> i64 {
        self.store.read(move |tx| tx.one(sql, &[], |row| row.read(0))).await.unwrap()
    }

    /// What the node itself knows: its key and its tree.
    async fn own_trust(&self) -> Trust {
        let keys = self.audit.public_key().await.into_iter().collect();
        let held = super::remembered(self.folder.path(), self.hub).iter().map(Held::remembered).collect();
        Trust { keys, held }
    }

    /// A checkpoint that another organisation has put away.
    async fn checkpoint_outside(&self) -> Trust {
        let note = self.audit.checkpoint().await.unwrap().unwrap();
        let keys = self.audit.public_key().await.into_iter().collect();
        Trust { keys, held: vec![Held::file("outside.txt", note)] }
    }

    async fn check(&self, trust: Trust) -> Report {
        let (hub, again) = (self.hub, trust.clone());
        let at_once = self.store.read(move |tx| verify_in(tx, hub, &again, LeftOut::Nothing)).await.unwrap();
        let report = verify(&self.store, self.hub, trust).await.unwrap();
        assert_eq!(report.findings, at_once.findings);
        report
    }

    /// What a check finds, without anything that is known from outside.
    async fn findings(&self) -> Vec<Finding> {
        self.check(Trust::default()).await.findings
    }
}

fn event(at: Timestamp, what: What, actor: u8, patient: u8) -> Event {
    let object = Object { kind: PATIENT, id: [patient; 16] };
    Event::new(super::Actor::Member(member(actor)), what, at).on(object).because(Code::new("care"))
}

/// The guards stop mistakes; whoever owns the tables takes them away.
fn drop_guards(tx: &mut Tx<'_>) -> Result<(), Error> {
    for table in ["audit_event", "audit_batch", "audit_checkpoint"] {
        for guard in ["stays", "kept"] {
            let on = match tx.engine() {
                kyoten_store::Engine::Sqlite => String::new(),
                kyoten_store::Engine::Postgres => format!(" on {table}"),
            };
            tx.batch(&format!("drop trigger if exists {table}_{guard}{on}"))?;
        }
    }
    Ok(())
}
