//! The area in figures (地域のようす): people, their ages and care levels, and what there is for them, each number with its
//! day and source. Contradictions are shown, not averaged (在宅医療・介護連携推進事業 ア 地域の医療・介護の資源の把握).

mod ability;
mod area;
mod contradiction;
mod figure;
mod pages;
mod resources;
mod store;
mod summary;
mod view;
mod words;

#[cfg(test)]
mod tests;

use axum::Router;
use axum::routing::get;

use crate::hub::Hub;

/// The page of this slice.
pub fn routes() -> Router<Hub> {
    Router::new().route("/profile", get(pages::show))
}
