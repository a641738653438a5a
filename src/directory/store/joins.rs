//! Organisations that turned out to be one, and those that are two again.

use jiff::Timestamp;
use kyoten_store::{Result, Tx, params};

use crate::directory::OrganizationId;
use crate::platform::hub_id::HubId;

/// Marks an organisation as another one: its address leads there from now on. What was shown of it stays as it was.
pub fn set_merged_into(
    tx: &mut Tx<'_>,
    hub: HubId,
    id: OrganizationId,
    into: OrganizationId,
    now: Timestamp,
) -> Result<()> {
    tx.execute(
        "update organization set merged_into = $1, merged_at = $2, updated_at = $2 where hub_id = $3 and id = $4",
        params![into.to_bytes(), now.as_microsecond(), hub.to_bytes(), id.to_bytes()],
    )?;
    Ok(())
}

/// Makes an organisation one of its own again; its parts are written by [`save`](super::organizations::save).
pub fn set_parted(tx: &mut Tx<'_>, hub: HubId, id: OrganizationId, now: Timestamp) -> Result<()> {
    tx.execute(
        "update organization set merged_into = null, merged_at = null, updated_at = $1 where hub_id = $2 and id = $3",
        params![now.as_microsecond(), hub.to_bytes(), id.to_bytes()],
    )?;
    Ok(())
}

/// An organisation that was joined with another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JoinedInto {
    /// Its id.
    pub id: OrganizationId,
    /// What it was called.
    pub name: String,
}

/// Those that were joined with an organisation, and those that were joined with them before.
pub fn joined_into(tx: &mut Tx<'_>, hub: HubId, id: OrganizationId) -> Result<Vec<JoinedInto>> {
    let mut all: Vec<JoinedInto> = Vec::new();
    let mut next = vec![id];
    while let Some(into) = next.pop() {
        let joined = tx.query(
            "select id, name from organization where hub_id = $1 and merged_into = $2 order by id",
            params![hub.to_bytes(), into.to_bytes()],
            |row| Ok(JoinedInto { id: row.read(0)?, name: row.read(1)? }),
        )?;
        next.extend(joined.iter().map(|one| one.id));
        all.extend(joined);
    }
    Ok(all)
}

/// The organisation that this one is today: itself, or the one it was joined with, at the end of the chain.
pub fn standing(tx: &mut Tx<'_>, hub: HubId, id: OrganizationId) -> Result<OrganizationId> {
    let mut id = id;
    while let Some(Some(into)) = tx.find(
        "select merged_into from organization where hub_id = $1 and id = $2",
        params![hub.to_bytes(), id.to_bytes()],
        |row| row.read::<Option<OrganizationId>>(0),
    )? {
        id = into;
    }
    Ok(id)
}
