//! What the hub itself knows (拠点の調べ), field by field.

use kyoten_store::{Result, Tx, params};

use super::organizations::{from_json, json};
use super::survey::{By, day};
use crate::directory::OrganizationId;
use crate::directory::facts::{Fact, HeldFact};
use crate::directory::organization::Field;
use crate::platform::hub_id::HubId;

/// Keeps a fact; the one it replaces stays.
pub fn set(tx: &mut Tx<'_>, hub: HubId, id: OrganizationId, revision: i64, new: &HeldFact, by: By<'_>) -> Result<()> {
    let now = by.now.as_microsecond();
    let fact = &new.fact;
    tx.execute(
        "update organization_fact set replaced_at = $1
         where hub_id = $2 and organization_id = $3 and field = $4 and replaced_at is null",
        params![now, hub.to_bytes(), id.to_bytes(), fact.field.code()],
    )?;
    tx.execute(
        "insert into organization_fact
           (hub_id, organization_id, told_of, field, revision, value, place, source, as_of, recorded_at, recorded_by)
         values ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![
            hub.to_bytes(),
            id.to_bytes(),
            fact.field.code(),
            revision,
            fact.value,
            new.place.as_ref().map(json),
            fact.source,
            fact.as_of.to_string(),
            now,
            by.who
        ],
    )?;
    Ok(())
}

/// The facts that hold.
pub fn held(tx: &mut Tx<'_>, hub: HubId, id: OrganizationId) -> Result<Vec<HeldFact>> {
    let facts = tx.query(
        "select field, value, source, as_of, place from organization_fact
         where hub_id = $1 and organization_id = $2 and replaced_at is null order by field",
        params![hub.to_bytes(), id.to_bytes()],
        |row| {
            let Some(field) = Field::from_code(row.text(0)?) else { return Ok(None) };
            let fact = Fact { field, value: row.read(1)?, source: row.read(2)?, as_of: day(row, 3)? };
            Ok(Some(HeldFact { fact, place: row.read::<Option<String>>(4)?.as_deref().map(from_json) }))
        },
    )?;
    Ok(facts.into_iter().flatten().collect())
}
