//! What was done and what there is (報告): reads every room, writes nothing.

pub mod profile;

use axum::Router;

use crate::hub::Hub;

/// Every page of the reports.
pub fn routes() -> Router<Hub> {
    profile::routes()
}
