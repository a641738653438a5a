//! `GET /care-manager-time`.

use axum::extract::{RawQuery, State};
use axum::response::Response;

use super::view::{Board, Narrow};
use crate::directory::kind::OrganizationKind;
use crate::directory::store::care_manager_times;
use crate::hub::Hub;
use crate::platform::web::{Page, Result, show};
use crate::site::ask::DAYS;
use crate::site::params::Params;

/// Who takes calls now, today and through the week, in the hub's area.
pub async fn board(State(hub): State<Hub>, page: Page, RawQuery(query): RawQuery) -> Result<Response> {
    let params = Params::of(query.as_deref());
    let narrow = Narrow {
        day: DAYS.iter().find(|(name, _)| *name == params.first("day")).map(|(_, day)| *day),
        kind: OrganizationKind::from_code(params.first("kind")),
    };
    let mut all = hub.read(care_manager_times::all).await?;
    let area = &hub.config().hub.area;
    all.retain(|one| area.is_empty() || one.municipality.is_empty() || area.contains(&one.municipality));
    show(&Board::new(page, &all, narrow, hub.clock().local_now(), &*hub.holidays()))
}
