//! `GET /facilities/{id}`.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use jiff::civil::DateTime;
use kyoten_store::Tx;
use kyoten_text::address;

use super::view::Facility;
use crate::directory::OrganizationId;
use crate::directory::capability::{Capability, OwnCode};
use crate::directory::search::{Moment, Near, Order, Query};
use crate::directory::store::history::{self, Noted};
use crate::directory::store::joins;
use crate::directory::store::organizations::{self, Stored};
use crate::directory::store::summaries::{self, Summary};
use crate::directory::store::survey::{self, StoredCareManagerTime};
use crate::hub::Hub;
use crate::platform::hub_id::HubId;
use crate::platform::web::{Page, Problem, Result, show};
use crate::site::map;
use crate::site::params::Params;

/// So many lines of its history are shown.
const HISTORY: u32 = 50;
/// Facilities at one address are never farther apart than this, in metres.
const SAME_BUILDING: u32 = 60;

/// Everything that is known of a facility.
pub struct Known {
    /// Itself.
    pub stored: Stored,
    /// Its answers to the survey.
    pub capabilities: Vec<Capability>,
    /// The hub's own questions, also those that are no longer asked: the history speaks of them.
    pub own_codes: Vec<OwnCode>,
    /// When it takes care managers' calls.
    pub care_manager_time: Option<StoredCareManagerTime>,
    /// Its history, the newest first.
    pub history: Vec<Noted>,
    /// The organisation that it became.
    pub became: Option<OrganizationId>,
}

impl Known {
    fn read(tx: &mut Tx<'_>, hub: HubId, id: OrganizationId) -> kyoten_store::Result<Option<Self>> {
        let Some(stored) = organizations::find(tx, hub, id)? else { return Ok(None) };
        Ok(Some(Self {
            stored,
            capabilities: survey::capabilities(tx, hub, id)?,
            own_codes: survey::own_codes_ever(tx, hub)?.into_iter().map(|own| own.question).collect(),
            care_manager_time: survey::care_manager_time(tx, hub, id)?,
            history: history::of(tx, hub, id, HISTORY)?,
            became: Some(joins::standing(tx, hub, id)?).filter(|standing| *standing != id),
        }))
    }
}

/// A facility's page; one that became another leads there.
pub async fn show_facility(
    State(hub): State<Hub>,
    page: Page,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Response> {
    let id: OrganizationId = id.parse().map_err(|_| Problem::not_found())?;
    let known = hub.read(move |tx, hub| Known::read(tx, hub, id)).await?.ok_or_else(Problem::not_found)?;
    if let Some(other) = known.became {
        // For the time being: what was joined can part again.
        return Ok(Redirect::temporary(&format!("/facilities/{other}")).into_response());
    }
    let now = hub.clock().local_now();
    let neighbours = neighbours(&hub, &known.stored, now).await?;
    let shapes = map::shapes(&hub).await?;
    let holidays = hub.holidays();
    let back = results_before(&headers);
    show(&Facility::new(page, &known, back, &neighbours, &shapes, now, &*holidays))
}

/// The results or the map from which the visitor comes (`Referer`), to go back to; nothing when he comes from elsewhere.
fn results_before(headers: &HeaderMap) -> Option<String> {
    let text = |name: header::HeaderName| headers.get(name)?.to_str().ok();
    let from: Uri = text(header::REFERER)?.parse().ok()?;
    let is_own = from.authority()?.as_str().eq_ignore_ascii_case(text(header::HOST)?);
    let is_search = matches!(from.path(), "/search" | "/map");
    (is_own && is_search).then(|| Params::of(from.query()).address(from.path()))
}

/// Other facilities with the same address.
async fn neighbours(hub: &Hub, stored: &Stored, now: DateTime) -> Result<Vec<Summary>> {
    let place = stored.organization.main_place();
    let key = address::key(&place.address);
    // Without a house number it would be the whole town.
    let (Some(point), true) = (place.position, key.ends_with(|c: char| c.is_ascii_digit())) else {
        return Ok(Vec::new());
    };
    let query = Query {
        near: Some(Near { point, label: String::new() }),
        within_metres: Some(SAME_BUILDING),
        order: Some(Order::Near),
        limit: summaries::MOST,
        ..Query::default()
    };
    let holidays = hub.holidays();
    let found = hub.finder().search(&query, &Moment { now, holidays: &*holidays }).await?;
    let ids = found.hits.iter().map(|hit| OrganizationId::from_bytes(hit.id.to_be_bytes()));
    let ids: Vec<OrganizationId> = ids.filter(|id| *id != stored.id).collect();
    let mut near = hub.read(move |tx, hub| summaries::of(tx, hub, &ids)).await?;
    near.retain(|other| address::key(&other.address) == key);
    Ok(near)
}
