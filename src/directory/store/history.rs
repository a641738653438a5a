//! What was shown of an organisation and what is shown since (これまでの変更).

use jiff::Timestamp;
use kyoten_store::{Result, Tx, Value, params, values};

use super::joins;
use crate::directory::{OrganizationId, item};
use crate::platform::hub_id::HubId;

/// One line of an organisation's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// When.
    pub at: Timestamp,
    /// What: the code of an [`Item`](crate::directory::item::Item), `capability:` and a code, `care_manager_time`, `confirmed`,
    /// `missing`, `joined` or `parted`.
    pub field: String,
    /// What was shown.
    pub was: Option<String>,
    /// What is shown since.
    pub became: Option<String>,
    /// By whose word it is shown since: a source's code, or a person's words.
    pub source: String,
    /// Who changed it.
    pub by: String,
    /// Why, where somebody had to say it. Stays inside the hub.
    pub reason: String,
}

/// A line as it is read again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noted {
    /// The line.
    pub change: Change,
    /// The name of the organisation it was noted of, when that is one which was joined with this one.
    pub of: Option<String>,
}

/// The columns of [`row`].
pub const COLUMNS: [&str; 10] =
    ["hub_id", "organization_id", "revision", "field", "changed_at", "was", "became", "source", "changed_by", "reason"];

/// One row of the history.
pub fn row(hub: HubId, id: OrganizationId, revision: i64, change: &Change) -> Vec<Value> {
    values![
        hub.to_bytes(),
        id.to_bytes(),
        revision,
        change.field,
        change.at.as_microsecond(),
        change.was,
        change.became,
        change.source,
        change.by,
        change.reason
    ]
}

/// Adds a line. What changes twice in one revision was only seen before the first and after the second change: it has one line,
/// or none when it became again what it was.
pub fn add(tx: &mut Tx<'_>, hub: HubId, id: OrganizationId, revision: i64, change: &Change) -> Result<()> {
    tx.execute(
        "insert into organization_change
           (hub_id, organization_id, revision, field, changed_at, was, became, source, changed_by, reason)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict (hub_id, organization_id, revision, field) do update
           set became = excluded.became, source = excluded.source",
        &row(hub, id, revision, change),
    )?;
    if change.was != change.became {
        tx.execute(
            "delete from organization_change
             where hub_id = $1 and organization_id = $2 and revision = $3 and field = $4 and was is not distinct from became",
            params![hub.to_bytes(), id.to_bytes(), revision, change.field],
        )?;
    }
    Ok(())
}

/// An organisation's history with that of those it was joined with, the newest line first.
pub fn of(tx: &mut Tx<'_>, hub: HubId, id: OrganizationId, limit: u32) -> Result<Vec<Noted>> {
    let mut lines: Vec<(i64, Noted)> = Vec::new();
    let joined = joins::joined_into(tx, hub, id)?;
    let all = std::iter::once((id, None)).chain(joined.into_iter().map(|one| (one.id, Some(one.name))));
    for (id, name) in all {
        let mut lines_of_one = own(tx, hub, id, limit, name.as_ref())?;
        // That it was joined is told from the other side.
        lines_of_one.retain(|(_, noted)| noted.of.is_none() || !item::is_of_two(&noted.change.field));
        lines.extend(lines_of_one);
    }
    lines.sort_by_key(|(revision, noted)| (std::cmp::Reverse(*revision), item::place(&noted.change.field)));
    lines.truncate(limit as usize);
    Ok(lines.into_iter().map(|(_, noted)| noted).collect())
}

/// What was shown last of each field, as the history of this organisation alone tells: the field, what, and by whose word.
pub fn shown_last(tx: &mut Tx<'_>, hub: HubId, id: OrganizationId) -> Result<Vec<(String, String, String)>> {
    let lines = tx.query(
        "select c.field, c.became, c.source from organization_change c
         where c.hub_id = $1 and c.organization_id = $2 and not exists (
           select 1 from organization_change later
           where later.hub_id = c.hub_id and later.organization_id = c.organization_id and later.field = c.field
             and later.revision > c.revision)
         order by c.field",
        params![hub.to_bytes(), id.to_bytes()],
        |row| Ok((row.read(0)?, row.read::<Option<String>>(1)?, row.read(2)?)),
    )?;
    Ok(lines.into_iter().filter_map(|(field, shown, source)| Some((field, shown?, source))).collect())
}

fn own(
    tx: &mut Tx<'_>,
    hub: HubId,
    id: OrganizationId,
    limit: u32,
    name: Option<&String>,
) -> Result<Vec<(i64, Noted)>> {
    tx.query(
        "select revision, field, changed_at, was, became, source, changed_by, reason from organization_change
         where hub_id = $1 and organization_id = $2 order by revision desc, field limit $3",
        params![hub.to_bytes(), id.to_bytes(), limit],
        |row| {
            let change = Change {
                field: row.read(1)?,
                at: Timestamp::from_microsecond(row.read(2)?).unwrap_or(Timestamp::UNIX_EPOCH),
                was: row.read(3)?,
                became: row.read(4)?,
                source: row.read(5)?,
                by: row.read(6)?,
                reason: row.read(7)?,
            };
            Ok((row.read(0)?, Noted { change, of: name.cloned() }))
        },
    )
}
