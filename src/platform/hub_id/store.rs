//! The table of hubs.

use kyoten_store::{Result, Tx, params};

use super::HubId;
use crate::platform::Clock;

/// The hub with this short name, made when it is not there yet.
pub fn find_or_found(tx: &mut Tx<'_>, slug: &str, clock: &Clock) -> Result<HubId> {
    if let Some(id) = find(tx, slug)? {
        return Ok(id);
    }
    let id = HubId::new(clock);
    let now = clock.now();
    tx.execute(
        "insert into hub (hub_id, slug, created_at) values ($1, $2, $3) on conflict (slug) do nothing",
        params![id.to_bytes(), slug, now.as_microsecond()],
    )?;
    // Another node may have been quicker; then the hub is its.
    let id = find(tx, slug)?.unwrap_or(id);
    Ok(id)
}

/// The hub with this short name.
pub fn find(tx: &mut Tx<'_>, slug: &str) -> Result<Option<HubId>> {
    tx.find("select hub_id from hub where slug = $1", params![slug], |row| Ok(HubId::from_bytes(row.read(0)?)))
}
