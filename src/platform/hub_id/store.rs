//! The table of hubs.

use kyoten_store::{Error, Result, Tx, params};

use super::HubId;
use crate::platform::{Clock, Demo};

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

/// The mark of a hub that is only for practice.
pub fn demo(tx: &mut Tx<'_>, hub: HubId) -> Result<Option<Demo>> {
    tx.one("select demo from hub where hub_id = $1", params![hub.to_bytes()], |row| {
        let code: Option<String> = row.read(0)?;
        let known =
            |code: String| Demo::from_code(&code).ok_or_else(|| Error::unreadable(0, format!("no demo: {code}")));
        code.map(known).transpose()
    })
}

/// Marks a hub as one that is only for practice. Nothing takes the mark away.
pub fn mark_demo(tx: &mut Tx<'_>, hub: HubId, demo: Demo) -> Result<()> {
    tx.execute("update hub set demo = $1 where hub_id = $2", params![demo.code(), hub.to_bytes()]).map(drop)
}
