//! `GET /care-manager-time`.

use axum::extract::{RawQuery, State};
use axum::response::Response;

use super::board::Board;
use super::day;
use crate::directory::kind::OrganizationKind;
use crate::directory::search::Moment;
use crate::directory::store::care_manager_times;
use crate::hub::Hub;
use crate::platform::web::{Page, Result, show};
use crate::site::params::Params;

/// Who takes calls now, on a day and through the week, in the hub's area.
pub async fn board(State(hub): State<Hub>, page: Page, RawQuery(query): RawQuery) -> Result<Response> {
    let params = Params::of(query.as_deref());
    let mut all = hub.read(care_manager_times::all).await?;
    let area = &hub.config().hub.area;
    all.retain(|one| area.is_empty() || one.municipality.is_empty() || area.contains(&one.municipality));
    let holidays = hub.holidays();
    let moment = Moment { now: hub.clock().local_now(), holidays: &*holidays };
    let date = day::named(params.first("day"), &moment);
    show(&Board::new(page, &all, date, OrganizationKind::from_code(params.first("kind")), &moment))
}
