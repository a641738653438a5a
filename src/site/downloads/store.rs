//! The organisations of a list, page by page in the order of their ids.

use std::collections::BTreeMap;

use kyoten_store::{Result, Row, Tx, Value, params};

use super::layout::{Layout, medical_word};
use super::rows::{Listed, Municipalities};
use crate::directory::OrganizationId;
use crate::directory::kind::OrganizationKind;
use crate::directory::organization::Organization;
use crate::directory::record::IdentifierSystem;
use crate::directory::store::organizations::{IDENTIFIER_READ, PLACE_READ, SERVICE_READ, STORED, Stored};
use crate::directory::store::{organizations, reference};
use crate::platform::hub_id::HubId;

/// Organisations read in one unit of work.
pub const PAGE: usize = 1_000;

/// What stands before every id.
pub const BEGINNING: OrganizationId = OrganizationId::from_bytes([0; 16]);

/// The next organisations of a list after an id. Fewer than [`PAGE`] are the last.
pub fn page(
    tx: &mut Tx<'_>,
    hub: HubId,
    layout: Layout,
    area: &[String],
    after: OrganizationId,
) -> Result<Vec<Listed>> {
    let mut params = vec![Value::Bytes(hub.to_bytes().to_vec()), Value::Bytes(after.to_bytes().to_vec())];
    let wanted = wanted(layout, area, &mut params);
    let read = format!(
        "select {STORED} from organization o where o.hub_id = $1 and o.id > $2 and {wanted} order by o.id limit {PAGE}"
    );
    let mut listed = tx.query(&read, &params, |row| {
        let Stored { id, organization, .. } = organizations::stored(row)?;
        Ok(Listed { id, organization, office_numbers: BTreeMap::new() })
    })?;
    if let [Some(first), Some(last)] = [listed.first(), listed.last()].map(|one| one.map(|listed| listed.id)) {
        parts(tx, hub, first, last, &mut listed)?;
    }
    for one in &mut listed {
        office_numbers(tx, hub, one)?;
    }
    Ok(listed)
}

/// How many rows a list has now.
pub fn count(tx: &mut Tx<'_>, hub: HubId, layout: Layout, area: &[String]) -> Result<u64> {
    let mut params = vec![Value::Bytes(hub.to_bytes().to_vec()), Value::Bytes(BEGINNING.to_bytes().to_vec())];
    let wanted = wanted(layout, area, &mut params);
    let sql = match layout {
        Layout::Medical => {
            format!("select count(*) from organization o where o.hub_id = $1 and o.id > $2 and {wanted}")
        }
        Layout::Care => format!(
            "select count(*)
             from organization o
             join service s on s.hub_id = o.hub_id and s.organization_id = o.id and length(s.code) = 3
             join place h on h.hub_id = s.hub_id and h.organization_id = s.organization_id and h.position = s.place
             where o.hub_id = $1 and o.id > $2 and {wanted}{}",
            in_area("h", area.len())
        ),
    };
    tx.one(&sql, &params, |row| row.read(0))
}

/// The condition of a list on `organization o`; its values are added from `$3` on.
fn wanted(layout: Layout, area: &[String], params: &mut Vec<Value>) -> String {
    params.extend(area.iter().map(|code| Value::Text(code.clone())));
    let mut wanted = "o.missing_since is null and o.merged_into is null".to_owned();
    match layout {
        Layout::Medical => {
            let kinds = OrganizationKind::ALL.into_iter().filter(|kind| medical_word(*kind).is_some());
            let kinds: Vec<String> = kinds.map(|kind| format!("'{}'", kind.code())).collect();
            wanted += &format!(" and o.kind in ({})", kinds.join(", "));
        }
        Layout::Care => {
            wanted += " and exists (select 1 from service c
               where c.hub_id = o.hub_id and c.organization_id = o.id and length(c.code) = 3)";
        }
    }
    if !area.is_empty() {
        // Begins at the places, of which few lie in the area, and not at every organisation of the nation.
        wanted += &format!(
            " and o.id in (select p.organization_id from place p where p.hub_id = $1{})",
            in_area("p", area.len())
        );
    }
    wanted
}

fn in_area(table: &str, codes: usize) -> String {
    if codes == 0 {
        return String::new();
    }
    let places: Vec<String> = (3..codes + 3).map(|i| format!("${i}")).collect();
    format!(" and {table}.municipality in ({})", places.join(", "))
}

/// Reads numbers, places and services of a run of ids, each table once. The id stands behind the columns that are read.
fn parts(tx: &mut Tx<'_>, hub: HubId, first: OrganizationId, last: OrganizationId, all: &mut [Listed]) -> Result<()> {
    let run = params![hub.to_bytes(), first.to_bytes(), last.to_bytes()];
    let parts = |columns: &str, table: &str, order: &str| {
        format!(
            "select {columns}, organization_id from {table}
             where hub_id = $1 and organization_id >= $2 and organization_id <= $3
             order by organization_id, {order}"
        )
    };
    tx.for_each(&parts(IDENTIFIER_READ, "organization_identifier", "system, value"), run, |row| {
        if let Some(organization) = of(all, row, 2)? {
            organization.identifiers.push(organizations::identifier(row)?);
        }
        Ok(())
    })?;
    tx.for_each(&parts(PLACE_READ, "place", "position"), run, |row| {
        if let Some(organization) = of(all, row, 7)? {
            organization.places.push(organizations::place(row)?);
        }
        Ok(())
    })?;
    tx.for_each(&parts(SERVICE_READ, "service", "position"), run, |row| {
        if let Some(organization) = of(all, row, 8)? {
            organization.services.push(organizations::service(row)?);
        }
        Ok(())
    })
}

/// The organisation of a row, whose id stands in this column; the run of ids also holds others.
fn of<'a>(all: &'a mut [Listed], row: &Row<'_>, column: usize) -> Result<Option<&'a mut Organization>> {
    let id = OrganizationId::from_bytes(row.read(column)?);
    let at = all.binary_search_by(|listed| listed.id.to_bytes().cmp(&id.to_bytes())).ok();
    Ok(at.map(|at| &mut all[at].organization))
}

/// Where an organisation has several 事業所番号, the records of its sources tell which service has which.
fn office_numbers(tx: &mut Tx<'_>, hub: HubId, listed: &mut Listed) -> Result<()> {
    let numbers = &listed.organization.identifiers;
    if numbers.iter().filter(|number| number.system == IdentifierSystem::CareOffice).count() < 2 {
        return Ok(());
    }
    tx.for_each(
        "select record_key from source_record
         where hub_id = $1 and organization_id = $2 and vanished_at is null order by record_key",
        params![hub.to_bytes(), listed.id.to_bytes()],
        |row| {
            // The key ends with them, whoever's list it is.
            if let Some((before, code)) = row.text(0)?.rsplit_once(':')
                && let Some(number) = before.rsplit(':').next()
                && numbers.iter().any(|known| known.value == number)
            {
                listed.office_numbers.entry(code.to_owned()).or_insert_with(|| number.to_owned());
            }
            Ok(())
        },
    )
}

/// Prefecture and name of every municipality.
pub fn municipalities(tx: &mut Tx<'_>) -> Result<Municipalities> {
    let all = reference::municipalities(tx)?;
    Ok(all.into_iter().map(|one| (one.code, (one.prefecture, one.name))).collect())
}
