//! A hub at work: its database, its rooms and its pages. The only file that knows all rooms.

use std::sync::{Arc, PoisonError, RwLock};

use axum::Router;
use kyoten_store::{Migration, Store, Tx};

use crate::directory::finder::Finder;
use crate::directory::store::reference;
use crate::platform::config::Config;
use crate::platform::holidays::OfficialList;
use crate::platform::hub_id::{self, HubId};
use crate::platform::{Clock, DataFolder, Refusal, start};
use crate::site::map::MapShapes;

/// The schema, step by step. A shipped step is never edited.
pub const MIGRATIONS: &[Migration] =
    &[Migration { version: 1, name: "directory", sql: include_str!("../migrations/0001_directory.sql") }];

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
    finder: Finder,
    holidays: RwLock<Arc<OfficialList>>,
    map_shapes: MapShapes,
    area_names: RwLock<Arc<Vec<String>>>,
}

impl Hub {
    /// Opens the database in the data folder (or the one the configuration names), brings its schema up to date and finds
    /// or founds the hub in it.
    pub async fn open(config: Config, folder: &DataFolder, clock: Clock) -> Result<Self, Refusal> {
        let store = start::open_store(&config, folder).await?;
        store.migrate(MIGRATIONS).await?;
        Ok(Self::on(store, config, clock).await?)
    }

    /// A hub on an open database whose schema is up to date.
    pub async fn on(store: Store, config: Config, clock: Clock) -> kyoten_store::Result<Self> {
        let now = clock.clone();
        let id = store.write(move |tx| hub_id::find_or_found(tx, HUB_SLUG, &now)).await?;
        let finder = Finder::new(store.clone(), id);
        let hub = Self(Arc::new(Inner {
            id,
            config,
            clock,
            store,
            finder,
            holidays: RwLock::default(),
            map_shapes: MapShapes::default(),
            area_names: RwLock::default(),
        }));
        hub.reload().await?;
        Ok(hub)
    }

    /// Reads anew what rarely changes: the official holidays, the shapes of the map, the names of the area.
    pub async fn reload(&self) -> kyoten_store::Result<()> {
        let area = self.0.config.hub.area.clone();
        let (list, names) = self
            .0
            .store
            .read(move |tx| kyoten_store::Result::Ok((reference::holidays(tx)?, reference::names(tx, &area)?)))
            .await?;
        *self.0.holidays.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(list);
        *self.0.area_names.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(names);
        self.0.map_shapes.forget();
        Ok(())
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

    /// Writes in one unit of work: one thing that a person did.
    pub async fn write<T, E, F>(&self, mut work: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>, HubId) -> Result<T, E> + Send + 'static,
        E: From<kyoten_store::Error> + Send + 'static,
        T: Send + 'static,
    {
        let id = self.0.id;
        self.0.store.write(move |tx| work(tx, id)).await
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

    /// Search.
    pub fn finder(&self) -> &Finder {
        &self.0.finder
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

    /// Every page of every room.
    pub fn pages(&self) -> Router {
        crate::site::routes().merge(crate::report::routes()).with_state(self.clone())
    }
}
