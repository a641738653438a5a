//! Every care-manager time (ケアマネタイム) of a hub, with what a list shows of its organisation.

use kyoten_store::{Result, Tx, params};

use super::organizations::from_json;
use super::survey::StoredCareManagerTime;
use crate::directory::OrganizationId;
use crate::directory::hours::CareManagerTime;
use crate::directory::kind::OrganizationKind;
use crate::platform::hub_id::HubId;

/// A care-manager time and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeOf {
    /// The organisation.
    pub id: OrganizationId,
    /// What it is.
    pub kind: OrganizationKind,
    /// Its name.
    pub name: String,
    /// Its reading.
    pub kana: Option<String>,
    /// Its telephone.
    pub phone: Option<String>,
    /// The municipality of its main place; empty when unknown.
    pub municipality: String,
    /// When and how, by whose word.
    pub stored: StoredCareManagerTime,
}

/// Every current care-manager time, by the reading of the names.
pub fn all(tx: &mut Tx<'_>, hub: HubId) -> Result<Vec<TimeOf>> {
    // A cross join begins with the few who told a time, and not with every organisation of the nation.
    let rows = tx.query(
        "select o.id, o.kind, o.name, o.kana, o.phone, p.municipality, c.hours, c.source, c.answered_on
         from care_manager_time c
         cross join organization o
         join place p on p.hub_id = o.hub_id and p.organization_id = o.id and p.position = 0
         where c.hub_id = $1 and c.replaced_at is null
           and o.hub_id = c.hub_id and o.id = c.organization_id and o.merged_into is null",
        params![hub.to_bytes()],
        |row| {
            let Some(time) = from_json::<Option<CareManagerTime>>(row.text(6)?) else { return Ok(None) };
            Ok(Some(TimeOf {
                id: OrganizationId::from_bytes(row.read(0)?),
                kind: row.read(1)?,
                name: row.read(2)?,
                kana: row.read(3)?,
                phone: row.read(4)?,
                municipality: row.read(5)?,
                stored: StoredCareManagerTime {
                    time,
                    source: row.read(7)?,
                    answered_on: row.text(8)?.parse().unwrap_or(jiff::civil::Date::MIN),
                },
            }))
        },
    )?;
    let mut all: Vec<TimeOf> = rows.into_iter().flatten().collect();
    all.sort_by_cached_key(|one| kyoten_text::normalize::kana_sort_key(one.kana.as_deref().unwrap_or(&one.name)));
    Ok(all)
}
