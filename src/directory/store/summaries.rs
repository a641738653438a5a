//! What a list shows of each organisation, for one page of hits at once.

use kyoten_store::{Result, Tx, Value};

use super::organizations::from_json;
use crate::directory::OrganizationId;
use crate::directory::capability::Capability;
use crate::directory::hours::Hours;
use crate::directory::kind::OrganizationKind;
use crate::directory::record::Point;
use crate::platform::hub_id::HubId;

/// What a list shows of an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Its id.
    pub id: OrganizationId,
    /// What it is.
    pub kind: OrganizationKind,
    /// Its name.
    pub name: String,
    /// Its reading.
    pub kana: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// Fax.
    pub fax: Option<String>,
    /// The main place's address.
    pub address: String,
    /// The main place's point.
    pub position: Option<Point>,
    /// That point is known to the house and not only to the town.
    pub exact: bool,
    /// No newest source names it any more.
    pub missing: bool,
    /// The day on which it confirmed its own entry.
    pub confirmed_on: Option<String>,
    /// Free text.
    pub note: String,
    /// The hours of each service, by service code.
    pub hours: Vec<(String, Hours)>,
    /// The codes of its services.
    pub services: Vec<String>,
    /// Its current answers.
    pub capabilities: Vec<Capability>,
}

/// The most organisations that one call reads.
pub const MOST: usize = 50;

/// The summaries of these organisations, in their order; those that are gone are left out.
pub fn of(tx: &mut Tx<'_>, hub: HubId, ids: &[OrganizationId]) -> Result<Vec<Summary>> {
    let Some(last) = ids.last() else { return Ok(Vec::new()) };
    let mut params = vec![Value::Bytes(hub.to_bytes().to_vec())];
    // One statement serves every page: what is left over asks for the last one again.
    params.extend((0..MOST).map(|i| Value::Bytes(ids.get(i).unwrap_or(last).to_bytes().to_vec())));
    let mut found = tx.query(
        &format!(
            "select o.id, o.kind, o.name, o.kana, o.phone, o.fax, p.address, p.latitude, p.longitude, o.missing_since,
               o.confirmed_on, o.note, case when p.accuracy = 'exact' then 1 else 0 end
             from organization o
             join place p on p.hub_id = o.hub_id and p.organization_id = o.id and p.position = 0
             where o.hub_id = $1 and o.id in ({})",
            placeholders()
        ),
        &params,
        |row| {
            let position = match (row.read::<Option<i32>>(7)?, row.read::<Option<i32>>(8)?) {
                (Some(latitude), Some(longitude)) => Some(Point { latitude, longitude }),
                _ => None,
            };
            Ok(Summary {
                id: OrganizationId::from_bytes(row.read(0)?),
                kind: row.read(1)?,
                name: row.read(2)?,
                kana: row.read(3)?,
                phone: row.read(4)?,
                fax: row.read(5)?,
                address: row.read(6)?,
                position,
                exact: row.read::<i64>(12)? == 1,
                missing: row.read::<Option<i64>>(9)?.is_some(),
                confirmed_on: row.read(10)?,
                note: row.read(11)?,
                hours: Vec::new(),
                services: Vec::new(),
                capabilities: Vec::new(),
            })
        },
    )?;
    let mut summaries: Vec<Summary> = Vec::with_capacity(found.len());
    for id in ids {
        if let Some(at) = found.iter().position(|summary| summary.id == *id) {
            summaries.push(found.swap_remove(at));
        }
    }
    let by_id = |summaries: &mut Vec<Summary>, id: [u8; 16]| {
        let id = OrganizationId::from_bytes(id);
        summaries.iter().position(|summary| summary.id == id)
    };
    tx.for_each(
        &format!(
            "select organization_id, code, hours from service where hub_id = $1 and organization_id in ({}) order by position",
            placeholders()
        ),
        &params,
        |row| {
            if let Some(at) = by_id(&mut summaries, row.read(0)?) {
                let code: String = row.read(1)?;
                if let Some(hours) = row.read::<Option<String>>(2)? {
                    summaries[at].hours.push((code.clone(), from_json(&hours)));
                }
                summaries[at].services.push(code);
            }
            Ok(())
        },
    )?;
    tx.for_each(
        &format!(
            "select organization_id, code, answer, condition, source, answered_on from capability
             where hub_id = $1 and replaced_at is null and organization_id in ({}) order by code",
            placeholders()
        ),
        &params,
        |row| {
            if let Some(at) = by_id(&mut summaries, row.read(0)?) {
                summaries[at].capabilities.push(Capability {
                    code: row.read(1)?,
                    answer: row.read(2)?,
                    condition: row.read(3)?,
                    source: row.read(4)?,
                    answered_on: row.text(5)?.parse().unwrap_or(jiff::civil::Date::MIN),
                });
            }
            Ok(())
        },
    )?;
    Ok(summaries)
}

fn placeholders() -> String {
    (2..MOST + 2).map(|i| format!("${i}")).collect::<Vec<_>>().join(", ")
}
