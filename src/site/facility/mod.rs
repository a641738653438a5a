//! The page of one facility (事業所のページ): is it open, what can it do at home, where is it, who says so.

mod able;
mod history;
mod now;
mod origins;
mod pages;
mod place;
mod sheet;
mod state;
#[cfg(test)]
mod tests;
mod view;

pub use state::StateView;

use axum::Router;
use axum::routing::get;

use crate::hub::Hub;

/// The pages of this slice.
pub fn routes() -> Router<Hub> {
    Router::new().route("/facilities/{id}", get(pages::show_facility))
}
