//! The map (地図): drawn on the server from the shapes of the import, so that nobody else learns who looks for what.
//!
//! A page that shows one makes a [`MapView`] and writes `{{ map }}` in its template. The list always comes first.

mod frame;
mod marks;
mod names;
mod pages;
mod shapes;
#[cfg(test)]
mod tests;
mod view;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use crate::directory::store::summaries::Summary;
use crate::hub::Hub;

pub use shapes::{MapShapes, Shapes};
pub use view::{MapView, Pin, Wish};

/// The pages of this slice.
pub fn routes() -> Router<Hub> {
    Router::new().route("/map", get(pages::large))
}

/// The shapes of the hub's area.
pub async fn shapes(hub: &Hub) -> kyoten_store::Result<Arc<Shapes>> {
    hub.map_shapes().of(hub).await
}

/// The pins of a list whose first line has this number, and how many of its lines have no place on a map.
pub fn pins(first: usize, list: &[Summary]) -> (Vec<Pin>, usize) {
    let pin = |(i, summary): (usize, &Summary)| {
        Some(Pin {
            number: Some(first + i),
            point: summary.position?,
            exact: summary.exact,
            label: summary.name.clone(),
            href: format!("/facilities/{}", summary.id),
        })
    };
    let pins: Vec<Pin> = list.iter().enumerate().filter_map(pin).collect();
    let without = list.len() - pins.len();
    (pins, without)
}
