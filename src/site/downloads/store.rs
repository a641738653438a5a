//! The organisations of a list, page by page in the order of their ids.

use std::collections::BTreeMap;

use kyoten_store::{Result, Row, Tx, Value, params};

use super::layout::{Layout, medical_word};
use super::rows::{Listed, Municipalities};
use crate::directory::OrganizationId;
use crate::directory::kind::OrganizationKind;
use crate::directory::organization::{Accuracy, Organization, Place, Service};
use crate::directory::record::{Identifier, IdentifierSystem, Point, Source};
use crate::directory::store::reference;
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
    let mut listed = tx.query(
        &format!(
            "select o.id, o.kind, o.name, o.kana, o.owner, o.owner_number, o.phone, o.fax, o.url, o.note, o.origins
             from organization o
             where o.hub_id = $1 and o.id > $2 and {wanted}
             order by o.id limit {PAGE}"
        ),
        &params,
        organization,
    )?;
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

fn organization(row: &Row<'_>) -> Result<Listed> {
    Ok(Listed {
        id: OrganizationId::from_bytes(row.read(0)?),
        organization: Organization {
            kind: OrganizationKind::from_code(row.text(1)?).unwrap_or(OrganizationKind::Other),
            name: row.read(2)?,
            kana: row.read(3)?,
            owner: row.read(4)?,
            owner_number: row.read(5)?,
            phone: row.read(6)?,
            fax: row.read(7)?,
            url: row.read(8)?,
            email: None,
            note: row.read(9)?,
            identifiers: Vec::new(),
            places: Vec::new(),
            services: Vec::new(),
            origins: serde_json::from_str(row.text(10)?).unwrap_or_default(),
        },
        office_numbers: BTreeMap::new(),
    })
}

/// Reads places, services and numbers of a run of ids, each table once.
fn parts(tx: &mut Tx<'_>, hub: HubId, first: OrganizationId, last: OrganizationId, all: &mut [Listed]) -> Result<()> {
    let run = params![hub.to_bytes(), first.to_bytes(), last.to_bytes()];
    tx.for_each(
        "select organization_id, postal_code, municipality, address, building, latitude, longitude, accuracy
         from place where hub_id = $1 and organization_id >= $2 and organization_id <= $3
         order by organization_id, position",
        run,
        |row| {
            if let Some(organization) = of(all, row)? {
                organization.places.push(place(row)?);
            }
            Ok(())
        },
    )?;
    tx.for_each(
        "select organization_id, place, code, name, capacity, hours, departments, beds, source
         from service where hub_id = $1 and organization_id >= $2 and organization_id <= $3
         order by organization_id, position",
        run,
        |row| {
            if let Some(organization) = of(all, row)? {
                organization.services.push(service(row)?);
            }
            Ok(())
        },
    )?;
    tx.for_each(
        "select organization_id, system, value
         from organization_identifier where hub_id = $1 and organization_id >= $2 and organization_id <= $3
         order by organization_id, system, value",
        run,
        |row| {
            let system = match row.text(1)? {
                "care_office" => IdentifierSystem::CareOffice,
                "medical_institution" => IdentifierSystem::MedicalInstitution,
                _ => return Ok(()),
            };
            if let Some(organization) = of(all, row)? {
                organization.identifiers.push(Identifier { system, value: row.read(2)? });
            }
            Ok(())
        },
    )
}

/// The organisation of a row; the run of ids also holds others.
fn of<'a>(all: &'a mut [Listed], row: &Row<'_>) -> Result<Option<&'a mut Organization>> {
    let id = OrganizationId::from_bytes(row.read(0)?);
    let at = all.binary_search_by(|listed| listed.id.to_bytes().cmp(&id.to_bytes())).ok();
    Ok(at.map(|at| &mut all[at].organization))
}

fn place(row: &Row<'_>) -> Result<Place> {
    let position = match (row.read::<Option<i32>>(5)?, row.read::<Option<i32>>(6)?) {
        (Some(latitude), Some(longitude)) => Some(Point { latitude, longitude }),
        _ => None,
    };
    Ok(Place {
        postal_code: row.read(1)?,
        municipality: row.read(2)?,
        address: row.read(3)?,
        building: row.read(4)?,
        position,
        accuracy: Accuracy::from_code(row.text(7)?).unwrap_or(Accuracy::Unknown),
    })
}

fn service(row: &Row<'_>) -> Result<Service> {
    fn list<T: serde::de::DeserializeOwned>(text: Option<String>) -> Option<T> {
        text.and_then(|text| serde_json::from_str(&text).ok())
    }
    Ok(Service {
        place: row.read(1)?,
        code: row.read(2)?,
        name: row.read(3)?,
        capacity: row.read(4)?,
        hours: list(row.read(5)?),
        departments: list(row.read(6)?).unwrap_or_default(),
        beds: list(row.read(7)?).unwrap_or_default(),
        source: Source::from_code(row.text(8)?).unwrap_or(Source::Hub),
    })
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
