//! The hub's own layer: facts, answers to the survey, care-manager time, and the history of every field.

use jiff::Timestamp;
use jiff::civil::Date;
use kyoten_store::{Result, Row, Tx, Value, params, values};

use super::organizations::{from_json, json};
use crate::directory::OrganizationId;
use crate::directory::capability::{Answer, Capability, OwnCode, codes};
use crate::directory::document::Surveyed;
use crate::directory::facts::Fact;
use crate::directory::hours::CareManagerTime;
use crate::directory::organization::Field;
use crate::platform::hub_id::HubId;

/// Who changes something, and when.
#[derive(Clone, Copy, Debug)]
pub struct By<'a> {
    /// The person's or the command's name.
    pub who: &'a str,
    /// The moment.
    pub now: Timestamp,
}

/// Sets a field; the one it replaces stays in the history.
pub fn set_fact(tx: &mut Tx<'_>, hub: HubId, id: OrganizationId, fact: &Fact, by: By<'_>) -> Result<()> {
    let now = by.now.as_microsecond();
    tx.execute(
        "update organization_fact set replaced_at = $1
         where hub_id = $2 and organization_id = $3 and field = $4 and replaced_at is null",
        params![now, hub.to_bytes(), id.to_bytes(), fact.field.code()],
    )?;
    tx.execute(
        "insert into organization_fact (hub_id, organization_id, field, recorded_at, value, source, as_of, recorded_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (hub_id, organization_id, field, recorded_at) do update
           set value = excluded.value, source = excluded.source, as_of = excluded.as_of, replaced_at = null",
        params![
            hub.to_bytes(),
            id.to_bytes(),
            fact.field.code(),
            now,
            fact.value,
            fact.source,
            fact.as_of.to_string(),
            by.who
        ],
    )?;
    Ok(())
}

/// The fields that the hub has set.
pub fn facts(tx: &mut Tx<'_>, hub: HubId, id: OrganizationId) -> Result<Vec<Fact>> {
    let facts = tx.query(
        "select field, value, source, as_of from organization_fact
         where hub_id = $1 and organization_id = $2 and replaced_at is null order by field",
        params![hub.to_bytes(), id.to_bytes()],
        |row| {
            Ok(Field::from_code(row.text(0)?).map(|field| -> Result<Fact> {
                Ok(Fact { field, value: row.read(1)?, source: row.read(2)?, as_of: day(row, 3)? })
            }))
        },
    )?;
    facts.into_iter().flatten().collect()
}

/// Keeps an answer; the one it replaces stays.
pub fn set_capability(tx: &mut Tx<'_>, hub: HubId, id: OrganizationId, new: &Capability, by: By<'_>) -> Result<()> {
    let now = by.now.as_microsecond();
    tx.execute(
        "update capability set replaced_at = $1
         where hub_id = $2 and organization_id = $3 and code = $4 and replaced_at is null",
        params![now, hub.to_bytes(), id.to_bytes(), new.code],
    )?;
    tx.execute(
        "insert into capability
           (hub_id, organization_id, code, recorded_at, answer, condition, source, answered_on, recorded_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (hub_id, organization_id, code, recorded_at) do update set answer = excluded.answer,
           condition = excluded.condition, source = excluded.source, answered_on = excluded.answered_on, replaced_at = null",
        params![
            hub.to_bytes(), id.to_bytes(), new.code, now, new.answer.code(), new.condition, new.source,
            new.answered_on.to_string(), by.who
        ],
    )?;
    Ok(())
}

/// The current answers of an organisation.
pub fn capabilities(tx: &mut Tx<'_>, hub: HubId, id: OrganizationId) -> Result<Vec<Capability>> {
    tx.query(
        "select code, answer, condition, source, answered_on from capability
         where hub_id = $1 and organization_id = $2 and replaced_at is null order by code",
        params![hub.to_bytes(), id.to_bytes()],
        |row| {
            Ok(Capability {
                code: row.read(0)?,
                answer: Answer::from_code(row.text(1)?).unwrap_or(Answer::No),
                condition: row.read(2)?,
                source: row.read(3)?,
                answered_on: day(row, 4)?,
            })
        },
    )
}

/// A care-manager time as it is shown: with its source and day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCareManagerTime {
    /// When and how.
    pub time: CareManagerTime,
    /// Who told the hub.
    pub source: String,
    /// The day it was told.
    pub answered_on: Date,
}

/// Sets the care-manager time, or with `None` takes it away; what it replaces stays.
pub fn set_care_manager_time(
    tx: &mut Tx<'_>,
    hub: HubId,
    id: OrganizationId,
    new: Option<&StoredCareManagerTime>,
    by: By<'_>,
) -> Result<()> {
    let now = by.now.as_microsecond();
    tx.execute(
        "update care_manager_time set replaced_at = $1 where hub_id = $2 and organization_id = $3 and replaced_at is null",
        params![now, hub.to_bytes(), id.to_bytes()],
    )?;
    let Some(new) = new else { return Ok(()) };
    tx.execute(
        "insert into care_manager_time (hub_id, organization_id, recorded_at, hours, source, answered_on, recorded_by)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (hub_id, organization_id, recorded_at) do update set hours = excluded.hours, source = excluded.source,
           answered_on = excluded.answered_on, replaced_at = null",
        params![hub.to_bytes(), id.to_bytes(), now, json(&new.time), new.source, new.answered_on.to_string(), by.who],
    )?;
    Ok(())
}

/// The current care-manager time of an organisation.
pub fn care_manager_time(tx: &mut Tx<'_>, hub: HubId, id: OrganizationId) -> Result<Option<StoredCareManagerTime>> {
    let stored = tx.find(
        "select hours, source, answered_on from care_manager_time
         where hub_id = $1 and organization_id = $2 and replaced_at is null",
        params![hub.to_bytes(), id.to_bytes()],
        |row| Ok((from_json::<Option<CareManagerTime>>(row.text(0)?), row.read::<String>(1)?, day(row, 2)?)),
    )?;
    Ok(stored.and_then(|(time, source, answered_on)| Some(StoredCareManagerTime { time: time?, source, answered_on })))
}

/// Everything of the hub's layer that search uses.
pub fn surveyed(tx: &mut Tx<'_>, hub: HubId, id: OrganizationId) -> Result<Surveyed> {
    let own = own_codes(tx, hub)?;
    let label = |code: &str| own.iter().find(|own| own.code == code).map(|own| own.japanese.clone());
    let answers = capabilities(tx, hub, id)?
        .into_iter()
        .map(|c| {
            let label = label(&c.code);
            (c.code, c.answer, label)
        })
        .collect();
    let care_manager_time = care_manager_time(tx, hub, id)?.map(|stored| stored.time);
    Ok(Surveyed { answers, care_manager_time })
}

/// The organisations that have anything in the hub's own layer, so that an import knows whom to treat with care.
pub fn touched(tx: &mut Tx<'_>, hub: HubId) -> Result<Vec<OrganizationId>> {
    tx.query(
        "select organization_id from organization_fact where hub_id = $1
         union select organization_id from capability where hub_id = $1
         union select organization_id from care_manager_time where hub_id = $1",
        params![hub.to_bytes()],
        |row| Ok(OrganizationId::from_bytes(row.read(0)?)),
    )
}

/// The questions that the hub added to the survey.
pub fn own_codes(tx: &mut Tx<'_>, hub: HubId) -> Result<Vec<OwnCode>> {
    tx.query(
        "select code, group_code, label_ja, label_en from capability_code
         where hub_id = $1 and retired_at is null order by created_at, code",
        params![hub.to_bytes()],
        |row| Ok(OwnCode { code: row.read(0)?, group: row.read(1)?, japanese: row.read(2)?, english: row.read(3)? }),
    )
}

/// Adds a question. `false`: the code is taken.
pub fn add_own_code(tx: &mut Tx<'_>, hub: HubId, own: &OwnCode, now: Timestamp) -> Result<bool> {
    let added = tx.execute(
        "insert into capability_code (hub_id, code, group_code, label_ja, label_en, created_at)
         values ($1, $2, $3, $4, $5, $6) on conflict (hub_id, code) do nothing",
        params![hub.to_bytes(), own.code, own.group, own.japanese, own.english, now.as_microsecond()],
    )?;
    Ok(added == 1)
}

/// Whether this is a question of the survey, built in or the hub's own.
pub fn is_asked(tx: &mut Tx<'_>, hub: HubId, code: &str) -> Result<bool> {
    Ok(codes::by_code(code).is_some() || own_codes(tx, hub)?.iter().any(|own| own.code == code))
}

/// One line of an organisation's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// When.
    pub at: Timestamp,
    /// Which field: a code of [`Field`], `capability:` and a code, or `care_manager_time`.
    pub field: String,
    /// What it was.
    pub was: Option<String>,
    /// What it became.
    pub became: Option<String>,
    /// By whose word: a source's code, or a person's words.
    pub source: String,
    /// Who changed it.
    pub by: String,
}

/// The columns of [`change_row`].
pub const CHANGE_COLUMNS: [&str; 8] =
    ["hub_id", "organization_id", "changed_at", "field", "was", "became", "source", "changed_by"];

/// One row of the history.
pub fn change_row(hub: HubId, id: OrganizationId, change: &Change) -> Vec<Value> {
    values![
        hub.to_bytes(),
        id.to_bytes(),
        change.at.as_microsecond(),
        change.field,
        change.was,
        change.became,
        change.source,
        change.by
    ]
}

/// Adds a line to an organisation's history.
pub fn add_change(tx: &mut Tx<'_>, hub: HubId, id: OrganizationId, change: &Change) -> Result<()> {
    tx.execute(
        "insert into organization_change (hub_id, organization_id, changed_at, field, was, became, source, changed_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (hub_id, organization_id, changed_at, field) do update set became = excluded.became",
        &change_row(hub, id, change),
    )?;
    Ok(())
}

/// An organisation's history, the newest line first.
pub fn history(tx: &mut Tx<'_>, hub: HubId, id: OrganizationId, limit: u32) -> Result<Vec<Change>> {
    tx.query(
        "select changed_at, field, was, became, source, changed_by from organization_change
         where hub_id = $1 and organization_id = $2 order by changed_at desc, field limit $3",
        params![hub.to_bytes(), id.to_bytes(), limit],
        |row| {
            Ok(Change {
                at: Timestamp::from_microsecond(row.read(0)?).unwrap_or(Timestamp::UNIX_EPOCH),
                field: row.read(1)?,
                was: row.read(2)?,
                became: row.read(3)?,
                source: row.read(4)?,
                by: row.read(5)?,
            })
        },
    )
}

/// Gives the hub's layer of one organisation to another, where that one has none of its own.
pub fn move_all(tx: &mut Tx<'_>, hub: HubId, from: OrganizationId, to: OrganizationId) -> Result<()> {
    for sql in [
        "update capability set organization_id = $1 where hub_id = $2 and organization_id = $3 and replaced_at is null
           and code not in (select code from capability where hub_id = $2 and organization_id = $1 and replaced_at is null)",
        "update organization_fact set organization_id = $1 where hub_id = $2 and organization_id = $3 and replaced_at is null
           and field not in
             (select field from organization_fact where hub_id = $2 and organization_id = $1 and replaced_at is null)",
        "update care_manager_time set organization_id = $1 where hub_id = $2 and organization_id = $3 and replaced_at is null
           and not exists
             (select 1 from care_manager_time where hub_id = $2 and organization_id = $1 and replaced_at is null)",
    ] {
        tx.execute(sql, params![to.to_bytes(), hub.to_bytes(), from.to_bytes()])?;
    }
    Ok(())
}

fn day(row: &Row<'_>, column: usize) -> Result<Date> {
    Ok(row.text(column)?.parse().unwrap_or(Date::MIN))
}
