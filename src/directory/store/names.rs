//! What other rooms call an organisation by: its id of today, its name.
//!
//! Two organisations may turn out to be one. Whoever keeps an id asks here which one it is now.

use std::collections::BTreeMap;

use kyoten_store::{Result, Tx, Value, params};

use crate::directory::OrganizationId;
use crate::directory::kind::OrganizationKind;
use crate::platform::hub_id::HubId;

/// An organisation as another room shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its id of today.
    pub id: OrganizationId,
    /// What it is.
    pub kind: OrganizationKind,
    /// Its name.
    pub name: String,
}

/// So many ids are asked for in one statement.
const AT_ONCE: usize = 50;
/// Organisations were joined so many times in a row at most; a longer row would be a circle.
const MOST_JOINS: usize = 20;

/// The organisations with these ids, by the id that was asked for. Those that never were are left out.
pub fn of(tx: &mut Tx<'_>, hub: HubId, ids: &[OrganizationId]) -> Result<BTreeMap<OrganizationId, Named>> {
    let mut found = BTreeMap::new();
    let mut asked: Vec<(OrganizationId, OrganizationId)> = ids.iter().map(|id| (*id, *id)).collect();
    for _ in 0..MOST_JOINS {
        let mut next = Vec::new();
        for some in asked.chunks(AT_ONCE) {
            let rows = read(tx, hub, some)?;
            for (first, id) in some {
                match rows.get(id) {
                    Some((_, Some(into))) => next.push((*first, *into)),
                    Some((named, None)) => drop(found.insert(*first, named.clone())),
                    None => {}
                }
            }
        }
        if next.is_empty() {
            break;
        }
        asked = next;
    }
    Ok(found)
}

type Rows = BTreeMap<OrganizationId, (Named, Option<OrganizationId>)>;

fn read(tx: &mut Tx<'_>, hub: HubId, ids: &[(OrganizationId, OrganizationId)]) -> Result<Rows> {
    let Some(last) = ids.last() else { return Ok(Rows::new()) };
    let mut params = vec![Value::Bytes(hub.to_bytes().to_vec())];
    // One statement serves any number: what is left over asks for the last one again.
    params.extend((0..AT_ONCE).map(|i| Value::Bytes(ids.get(i).unwrap_or(last).1.to_bytes().to_vec())));
    let places = (2..AT_ONCE + 2).map(|i| format!("${i}")).collect::<Vec<_>>().join(", ");
    let sql = format!("select id, kind, name, merged_into from organization where hub_id = $1 and id in ({places})");
    let mut rows = Rows::new();
    tx.for_each(&sql, &params, |row| {
        let id: OrganizationId = row.read(0)?;
        rows.insert(id, (Named { id, kind: row.read(1)?, name: row.read(2)? }, row.read(3)?));
        Ok(())
    })?;
    Ok(rows)
}

/// This organisation's id, and those of all that became it.
pub fn with_former(tx: &mut Tx<'_>, hub: HubId, id: OrganizationId) -> Result<Vec<OrganizationId>> {
    let mut all = vec![id];
    let mut at = 0;
    while let Some(into) = all.get(at).copied() {
        at += 1;
        let joined: Vec<OrganizationId> = tx.query(
            "select id from organization where hub_id = $1 and merged_into = $2 order by id",
            params![hub.to_bytes(), into.to_bytes()],
            |row| row.read(0),
        )?;
        all.extend(joined.into_iter().filter(|id| !all.contains(id)).collect::<Vec<_>>());
    }
    Ok(all)
}
