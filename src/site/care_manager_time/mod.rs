//! ケアマネタイム: who takes care managers' calls now, today and through the week.

mod board;
mod day;
mod pages;
#[cfg(test)]
mod tests;
mod turn;
mod view;

use axum::Router;
use axum::routing::get;

use crate::hub::Hub;

pub use view::CareView;

/// The pages of this slice.
pub fn routes() -> Router<Hub> {
    Router::new().route("/care-manager-time", get(pages::board))
}
