//! What was done and what there is (報告): reads every room, writes nothing.

pub mod profile;

use axum::Router;

use crate::hub::Hub;

/// The addresses of the reports, as they are registered: all are everybody's. A test compares.
pub const ROUTES: &[(&str, &str)] = &[("GET", "/profile")];

/// Every page of the reports.
pub fn routes() -> Router<Hub> {
    profile::routes()
}
