//! The citizens' door (住民の入口): search, facility pages, care-manager time, the map, and the hub's list for download.

pub mod ask;
pub mod care_manager_time;
pub mod desk;
pub mod downloads;
pub mod facility;
pub mod map;
pub mod params;
pub mod search;
pub mod sources;
#[cfg(test)]
pub(crate) mod testing;
pub mod times;
pub mod words;

use axum::Router;

use crate::hub::Hub;
use crate::platform::web::{Page, Phrase};

/// The addresses of the citizens' door, as they are registered: all are everybody's. A test compares.
pub const ROUTES: &[(&str, &str)] = &[
    ("GET", "/"),
    ("GET", "/search"),
    ("GET", "/facilities/{id}"),
    ("GET", "/care-manager-time"),
    ("GET", "/map"),
    ("GET", "/open-data"),
    ("GET", "/open-data/medical.csv"),
    ("GET", "/open-data/care.csv"),
    ("GET", "/sources"),
];

/// Every page of the citizens' door.
pub fn routes() -> Router<Hub> {
    Router::new()
        .merge(search::routes())
        .merge(facility::routes())
        .merge(care_manager_time::routes())
        .merge(map::routes())
        .merge(downloads::routes())
        .merge(sources::routes())
}

/// One of the main pages, as every page offers it.
pub struct MenuItem {
    /// Where it is.
    pub href: &'static str,
    /// Its name.
    pub words: Phrase,
    /// Whether it is this page.
    pub here: bool,
}

/// The main pages.
pub fn menu(page: &Page) -> Vec<MenuItem> {
    let t = &page.t;
    let pages = [
        ("/search", t.common_menu_search()),
        ("/care-manager-time", t.common_menu_care_manager_time()),
        ("/map", t.common_menu_map()),
        ("/profile", t.common_menu_profile()),
        ("/open-data", t.common_menu_download()),
    ];
    pages.into_iter().map(|(href, words)| MenuItem { href, words, here: page.path() == href }).collect()
}
