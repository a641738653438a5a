//! Affiliations. An organisation that turned out to be another one is read as that one.

use jiff::civil::Date;
use kyoten_store::{Result, Row, Tx, params};

use super::{day, maybe_day};
use crate::directory::OrganizationId;
use crate::directory::store::names;
use crate::people::affiliation::Affiliation;
use crate::people::period::Period;
use crate::platform::Id;
use crate::platform::access::MemberId;
use crate::platform::hub_id::HubId;

/// Adds an affiliation.
pub fn add(
    tx: &mut Tx<'_>,
    hub: HubId,
    id: Id<Affiliation>,
    member: MemberId,
    organization: OrganizationId,
    title: &str,
    period: Period,
) -> Result<()> {
    tx.execute(
        "insert into affiliation (hub_id, id, member_id, organization_id, title, from_day, until_day)
         values ($1, $2, $3, $4, $5, $6, $7)",
        params![
            hub,
            id,
            member,
            organization,
            title,
            period.from().to_string(),
            period.until().map(|day| day.to_string())
        ],
    )?;
    Ok(())
}

/// Ends an affiliation.
pub fn set_until(tx: &mut Tx<'_>, hub: HubId, id: Id<Affiliation>, until: Date) -> Result<()> {
    tx.execute(
        "update affiliation set until_day = $1 where hub_id = $2 and id = $3",
        params![until.to_string(), hub, id],
    )?;
    Ok(())
}

/// Forgets an affiliation that has not begun and never will; the history keeps that it was planned.
pub fn forget(tx: &mut Tx<'_>, hub: HubId, id: Id<Affiliation>) -> Result<()> {
    tx.execute("delete from affiliation where hub_id = $1 and id = $2", params![hub, id])?;
    Ok(())
}

/// Sets the title.
pub fn set_title(tx: &mut Tx<'_>, hub: HubId, id: Id<Affiliation>, title: &str) -> Result<()> {
    tx.execute("update affiliation set title = $1 where hub_id = $2 and id = $3", params![title, hub, id])?;
    Ok(())
}

/// The affiliations of a member, in the order in which they began.
pub fn of_member(tx: &mut Tx<'_>, hub: HubId, member: MemberId) -> Result<Vec<Affiliation>> {
    let mut found = tx.query(
        "select id, organization_id, title, from_day, until_day from affiliation
         where hub_id = $1 and member_id = $2 order by from_day, id",
        params![hub, member],
        affiliation,
    )?;
    name_organizations(tx, hub, found.iter_mut())?;
    Ok(found)
}

/// Reads id, organisation, title, from and until, in this order.
pub(super) fn affiliation(row: &Row<'_>) -> Result<Affiliation> {
    let from = day(row, 3)?;
    // The table refuses an end before the beginning.
    let period = Period::new(from, maybe_day(row, 4)?).unwrap_or(Period::since(from));
    Ok(Affiliation {
        id: row.read(0)?,
        organization: row.read(1)?,
        organization_name: String::new(),
        title: row.read(2)?,
        period,
    })
}

/// Puts the organisation's id of today and its name into each.
pub(super) fn name_organizations<'a>(
    tx: &mut Tx<'_>,
    hub: HubId,
    affiliations: impl Iterator<Item = &'a mut Affiliation>,
) -> Result<()> {
    let mut affiliations: Vec<&mut Affiliation> = affiliations.collect();
    let mut ids: Vec<OrganizationId> = affiliations.iter().map(|one| one.organization).collect();
    ids.sort_unstable();
    ids.dedup();
    let names = names::of(tx, hub, &ids)?;
    for one in &mut affiliations {
        if let Some(named) = names.get(&one.organization) {
            one.organization = named.id;
            one.organization_name.clone_from(&named.name);
        }
    }
    Ok(())
}
