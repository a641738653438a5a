//! A hub at work: its database, its rooms and its pages. The only file that knows all rooms.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use axum::Router;
use kyoten_store::{Migration, Store, Tx};

use crate::directory::finder::Finder;
use crate::directory::store::{documents, reference};
use crate::people::sign_in::hasher::Cost;
use crate::people::sign_in::operations::notices::{self, NoticeLetter};
use crate::people::sign_in::{self, Doorkeeper, KeyProblem, SignIn};
use crate::platform::audit::{self, Audit};
use crate::platform::config::Config;
use crate::platform::holidays::OfficialList;
use crate::platform::hub_id::{self, HubId};
use crate::platform::outbox::{Outbox, Templates};
use crate::platform::secrets::Secrets;
use crate::platform::timers::Timers;
use crate::platform::web::{Door, Gate, Listed, OWN_ROUTES};
use crate::platform::{Clock, DataFolder, Demo, Refusal, start};
use crate::site::map::MapShapes;

/// The schema, step by step. A shipped step is never edited.
pub const MIGRATIONS: &[Migration] = &[
    Migration { version: 1, name: "directory", sql: include_str!("../migrations/0001_directory.sql") },
    Migration { version: 2, name: "people", sql: include_str!("../migrations/0002_people.sql") },
    Migration { version: 3, name: "audit", sql: include_str!("../migrations/0003_audit.sql") },
    Migration { version: 4, name: "sign_in", sql: include_str!("../migrations/0004_sign_in.sql") },
    Migration { version: 5, name: "outbox", sql: include_str!("../migrations/0005_outbox.sql") },
];

/// The short name of the only hub that this version serves.
pub const HUB_SLUG: &str = "hub";

/// A running hub. Cheap to clone.
#[derive(Clone)]
pub struct Hub(Arc<Inner>);

struct Inner {
    id: HubId,
    config: Config,
    clock: Clock,
    store: Store,
    audit: Audit,
    finder: Finder,
    outbox: Outbox,
    timers: Timers,
    holidays: RwLock<Arc<OfficialList>>,
    map_shapes: MapShapes,
    area_names: RwLock<Arc<Vec<String>>>,
    sign_in: SignIn,
    /// The directory's revision when the three above were read.
    read_at: AtomicI64,
}

/// So often a running hub looks whether another program has imported: on PostgreSQL that is possible at any time.
const LOOK_EVERY: Duration = Duration::from_secs(10);

impl Hub {
    /// Opens the database in the data folder (or the one the configuration names), brings its schema up to date and finds
    /// or founds the hub in it.
    pub async fn open(config: Config, folder: &DataFolder, clock: Clock) -> Result<Self, Refusal> {
        let store = start::open_store(&config, folder).await?;
        store.migrate(MIGRATIONS).await?;
        let secrets = Secrets::open(folder)?;
        let id = found(&store, &clock, &secrets).await?;
        let audit = Audit::at_home(store.clone(), id, clock.clone(), folder.path()).await?;
        Self::with(store, config, clock, id, audit, secrets).await
    }

    /// Makes the key in the data folder that of the database, whose own is lost.
    pub async fn take_key(config: &Config, folder: &DataFolder, clock: Clock) -> Result<(), Refusal> {
        let (store, secrets) = (start::open_store(config, folder).await?, Secrets::open(folder)?);
        store.migrate(MIGRATIONS).await?;
        store
            .write(move |tx| {
                let id = hub_id::find_or_found(tx, HUB_SLUG, &clock)?;
                sign_in::replace_key(tx, id, &secrets)
            })
            .await?;
        Ok(store.shutdown().await?)
    }

    /// A hub on an open database whose schema is up to date, and without a data folder: its audit is not signed, and its key passes
    /// with it. For tests and measurements.
    pub async fn on(store: Store, config: Config, clock: Clock) -> Result<Self, Refusal> {
        let secrets = Secrets::passing();
        let id = found(&store, &clock, &secrets).await?;
        let audit = Audit::new(store.clone(), id, clock.clone());
        Self::with(store, config, clock, id, audit, secrets).await
    }

    async fn with(
        store: Store,
        config: Config,
        clock: Clock,
        id: HubId,
        audit: Audit,
        secrets: Secrets,
    ) -> Result<Self, Refusal> {
        let sign_in = SignIn::new(&config, secrets, PASSWORD_COST).map_err(no_sign_in)?;
        let finder = Finder::new(store.clone(), id);
        let templates = Templates::default().with::<NoticeLetter>();
        let outbox = Outbox::new(store.clone(), id, clock.clone(), &config, templates)?;
        let secrets = sign_in.secrets().clone();
        let (notices, of_notices) = notices::timers(store.clone(), id, clock.clone(), secrets, &config);
        let (kinds, auditors) = (vec![outbox.kind(), notices], vec![outbox.auditor(), of_notices]);
        let timers = Timers::new(store.clone(), id, clock.clone(), kinds, auditors);
        let hub = Self(Arc::new(Inner {
            id,
            config,
            clock,
            store,
            audit,
            finder,
            outbox,
            timers,
            holidays: RwLock::default(),
            map_shapes: MapShapes::default(),
            area_names: RwLock::default(),
            sign_in,
            read_at: AtomicI64::new(0),
        }));
        hub.reload().await?;
        Ok(hub)
    }

    /// Reads anew what rarely changes: the official holidays, the shapes of the map, the names of the area.
    pub async fn reload(&self) -> kyoten_store::Result<()> {
        let area = self.0.config.hub.area.clone();
        let (revision, list, names) = self
            .read(move |tx, hub| {
                let revision = documents::revision(tx, hub)?;
                kyoten_store::Result::Ok((revision, reference::holidays(tx)?, reference::names(tx, &area)?))
            })
            .await?;
        *self.0.holidays.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(list);
        *self.0.area_names.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(names);
        self.0.map_shapes.forget();
        self.0.read_at.store(revision, Ordering::Relaxed);
        Ok(())
    }

    /// [`Hub::reload`], if the directory has changed since.
    pub async fn freshen(&self) -> kyoten_store::Result<()> {
        let revision = self.read(documents::revision).await?;
        if revision == self.0.read_at.load(Ordering::Relaxed) { Ok(()) } else { self.reload().await }
    }

    /// Does what a hub does on its own until the answer is dropped: keeps the audit, and keeps fresh.
    pub async fn keep(&self) -> std::convert::Infallible {
        tokio::join!(self.0.audit.keep(), self.stay_fresh()).0
    }

    /// A database that is away is looked at again the next time.
    async fn stay_fresh(&self) -> std::convert::Infallible {
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            if let Err(cause) = self.freshen().await {
                tracing::warn!(error = %cause, "nobody knows whether the directory has changed");
            }
        }
    }

    /// The mark of a hub that is only for practice.
    pub async fn demo(&self) -> kyoten_store::Result<Option<Demo>> {
        self.read(hub_id::demo).await
    }

    /// Reads in one unit of work.
    pub async fn read<T, E, F>(&self, mut work: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>, HubId) -> Result<T, E> + Send + 'static,
        E: From<kyoten_store::Error> + Send + 'static,
        T: Send + 'static,
    {
        let id = self.0.id;
        self.0.store.read(move |tx| work(tx, id)).await
    }

    /// Writes in one unit of work: one thing that a person did, with its event ([`audit::record`](crate::platform::audit)).
    /// What it made due is looked at right afterwards.
    pub async fn write<T, E, F>(&self, mut work: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>, HubId) -> Result<T, E> + Send + 'static,
        E: From<kyoten_store::Error> + Send + 'static,
        T: Send + 'static,
    {
        let id = self.0.id;
        let written = audit::write(&self.0.store, id, move |tx| work(tx, id)).await;
        self.0.timers.wake();
        written
    }

    /// The end of the program: nothing is left for another one to seal, and nothing stays queued.
    pub async fn close(self) -> kyoten_store::Result<()> {
        self.0.audit.finish().await;
        self.0.store.clone().shutdown().await
    }

    /// The hub's id.
    pub fn id(&self) -> HubId {
        self.0.id
    }

    /// The settings.
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// The time.
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// Who did what.
    pub fn audit(&self) -> &Audit {
        &self.0.audit
    }

    /// Search.
    pub fn finder(&self) -> &Finder {
        &self.0.finder
    }

    /// What is on its way out of the house.
    pub fn outbox(&self) -> &Outbox {
        &self.0.outbox
    }

    /// What happens on its own.
    pub fn timers(&self) -> &Timers {
        &self.0.timers
    }

    /// The public holidays.
    pub fn holidays(&self) -> Arc<OfficialList> {
        Arc::clone(&self.0.holidays.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The names of the hub's municipalities, longest first.
    pub fn area_names(&self) -> Arc<Vec<String>> {
        Arc::clone(&self.0.area_names.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The shapes of the hub's area, for maps.
    pub fn map_shapes(&self) -> &MapShapes {
        &self.0.map_shapes
    }

    /// What sign-in needs beside the database.
    pub fn sign_in(&self) -> &SignIn {
        &self.0.sign_in
    }

    /// Every page of every room.
    pub fn pages(&self) -> Router {
        self.pages_behind(crate::desk::door(), false)
    }

    /// The same in a demo, whose roles can be taken by pressing a button. Outside of a demo those pages do not exist.
    pub fn demo_pages(&self) -> Router {
        self.pages_behind(crate::desk::door().merge(crate::desk::demo_door()), true)
    }

    fn pages_behind(&self, door: Door<Self>, is_demo: bool) -> Router {
        let gate: Arc<dyn Gate> = Arc::new(Doorkeeper::new(self.clone(), is_demo));
        let public = crate::site::routes().merge(crate::report::routes());
        public.merge(door.guarded_by(&gate)).with_state(self.clone())
    }

    /// Every address there is and who may come to it: the pages of [`Hub::pages`] or [`Hub::demo_pages`], and the shell's own.
    pub fn listed(is_demo: bool) -> Vec<Listed> {
        let door = crate::desk::door();
        let door = if is_demo { door.merge(crate::desk::demo_door()) } else { door };
        let public = [crate::site::ROUTES, crate::report::ROUTES, &OWN_ROUTES].concat();
        door.listed().into_iter().chain(public.into_iter().map(Listed::public)).collect()
    }
}

/// Tests that are not about time hash quickly.
#[cfg(test)]
const PASSWORD_COST: Cost = Cost::CHEAP;
#[cfg(not(test))]
const PASSWORD_COST: Cost = Cost::STANDARD;

fn no_sign_in(cause: anyhow::Error) -> Refusal {
    Refusal::new(
        format!("サインインの準備ができません({cause})。メモリーとスレッドの上限を確かめてください。"),
        format!("Sign-in cannot be prepared ({cause}): check the limits on memory and threads."),
    )
}

/// The hub of this database, which is founded when it is not there yet; refused with a key that is not the database's.
async fn found(store: &Store, clock: &Clock, secrets: &Secrets) -> Result<HubId, Refusal> {
    let (now, own) = (clock.clone(), secrets.clone());
    let found = store.write(move |tx| {
        let id = hub_id::find_or_found(tx, HUB_SLUG, &now)?;
        sign_in::check_key(tx, id, &own)?;
        Ok::<HubId, KeyProblem>(id)
    });
    Ok(found.await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::import::readers::Read;
    use crate::directory::store::reference_rows;
    use crate::site::testing::{SHIOMINO, Town};
    use crate::testing::{BEGINNING, databases};

    /// What another program on the same database does: an import of one municipality.
    async fn rename(town: &Town, name: &'static str, raises: bool) {
        let write = town.hub.write(move |tx, hub| {
            let row = Read::Municipality {
                code: SHIOMINO.to_owned(),
                prefecture: "三重県".to_owned(),
                name: name.to_owned(),
                kana: None,
                parent: None,
                position: None,
            };
            reference_rows::write(tx, &[row])?;
            if raises { documents::raise_revision(tx, hub).map(|_| ()) } else { Ok(()) }
        });
        write.await.expect("it is written");
    }

    #[tokio::test]
    async fn a_running_hub_sees_what_another_program_imported() {
        for database in databases().await {
            let town = Town::start(database, BEGINNING).await;
            rename(&town, "汐入市", false).await;
            town.hub.freshen().await.expect("it looks");
            assert_eq!(*town.hub.area_names(), ["汐見野市"], "nothing is read while the revision stands");
            rename(&town, "汐入市", true).await;
            town.hub.freshen().await.expect("it looks");
            assert_eq!(*town.hub.area_names(), ["汐入市"]);
        }
    }
}
