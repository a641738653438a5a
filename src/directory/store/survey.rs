//! The hub's own survey: its questions, the answers to them, and care-manager time.

use jiff::Timestamp;
use jiff::civil::Date;
use kyoten_store::{Result, Row, Tx, params};

use super::joins;
use super::organizations::{from_json, json};
use crate::directory::OrganizationId;
use crate::directory::capability::{Capability, OwnCode, codes};
use crate::directory::document::Surveyed;
use crate::directory::hours::CareManagerTime;
use crate::platform::hub_id::HubId;

/// Who changes something, and when.
#[derive(Clone, Copy, Debug)]
pub struct By<'a> {
    /// The person's or the command's name.
    pub who: &'a str,
    /// The moment.
    pub now: Timestamp,
}

/// Keeps an answer; the one it replaces stays.
pub fn set_capability(
    tx: &mut Tx<'_>,
    hub: HubId,
    id: OrganizationId,
    revision: i64,
    new: &Capability,
    by: By<'_>,
) -> Result<()> {
    let now = by.now.as_microsecond();
    tx.execute(
        "update capability set replaced_at = $1
         where hub_id = $2 and organization_id = $3 and code = $4 and replaced_at is null",
        params![now, hub.to_bytes(), id.to_bytes(), new.code],
    )?;
    tx.execute(
        "insert into capability
           (hub_id, organization_id, told_of, code, revision, answer, condition, source, answered_on, recorded_at, recorded_by)
         values ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![
            hub.to_bytes(), id.to_bytes(), new.code, revision, new.answer.code(), new.condition, new.source,
            new.answered_on.to_string(), now, by.who
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
                answer: row.read(1)?,
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

/// Sets the care-manager time; the one it replaces stays.
pub fn set_care_manager_time(
    tx: &mut Tx<'_>,
    hub: HubId,
    id: OrganizationId,
    revision: i64,
    new: &StoredCareManagerTime,
    by: By<'_>,
) -> Result<()> {
    let now = by.now.as_microsecond();
    tx.execute(
        "update care_manager_time set replaced_at = $1 where hub_id = $2 and organization_id = $3 and replaced_at is null",
        params![now, hub.to_bytes(), id.to_bytes()],
    )?;
    tx.execute(
        "insert into care_manager_time
           (hub_id, organization_id, told_of, revision, hours, source, answered_on, recorded_at, recorded_by)
         values ($1, $2, $2, $3, $4, $5, $6, $7, $8)",
        params![
            hub.to_bytes(),
            id.to_bytes(),
            revision,
            json(&new.time),
            new.source,
            new.answered_on.to_string(),
            now,
            by.who
        ],
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
            (c, label)
        })
        .collect();
    let care_manager_time = care_manager_time(tx, hub, id)?.map(|stored| stored.time);
    let joined = joins::joined_into(tx, hub, id)?.into_iter().map(|one| one.name).collect();
    Ok(Surveyed { answers, care_manager_time, joined })
}

/// The organisations of which the hub itself knows anything, so that an import knows whom to treat with care.
pub fn touched(tx: &mut Tx<'_>, hub: HubId) -> Result<Vec<OrganizationId>> {
    tx.query(
        "select organization_id from organization_fact where hub_id = $1
         union select organization_id from capability where hub_id = $1
         union select organization_id from care_manager_time where hub_id = $1
         union select merged_into from organization where hub_id = $1 and merged_into is not null",
        params![hub.to_bytes()],
        |row| Ok(OrganizationId::from_bytes(row.read(0)?)),
    )
}

/// The questions that the hub added to the survey and still asks.
pub fn own_codes(tx: &mut Tx<'_>, hub: HubId) -> Result<Vec<OwnCode>> {
    Ok(own_codes_ever(tx, hub)?.into_iter().filter(|own| !own.is_retired).map(|own| own.question).collect())
}

/// A question of the hub's own, and whether it is still asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnQuestion {
    /// Its code and words.
    pub question: OwnCode,
    /// It is no longer asked.
    pub is_retired: bool,
}

/// Every question that the hub ever added: the history still speaks of the retired ones.
pub fn own_codes_ever(tx: &mut Tx<'_>, hub: HubId) -> Result<Vec<OwnQuestion>> {
    tx.query(
        "select code, group_code, label_ja, label_en, retired_at from capability_code
         where hub_id = $1 order by created_at, code",
        params![hub.to_bytes()],
        |row| {
            Ok(OwnQuestion {
                question: OwnCode {
                    code: row.read(0)?,
                    group: row.read(1)?,
                    japanese: row.read(2)?,
                    english: row.read(3)?,
                },
                is_retired: row.read::<Option<i64>>(4)?.is_some(),
            })
        },
    )
}

/// Adds a question, or asks a retired one again. `false`: it is asked already.
pub fn add_own_code(tx: &mut Tx<'_>, hub: HubId, own: &OwnCode, now: Timestamp) -> Result<bool> {
    let added = tx.execute(
        "insert into capability_code (hub_id, code, group_code, label_ja, label_en, created_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (hub_id, code) do update set group_code = excluded.group_code, label_ja = excluded.label_ja,
           label_en = excluded.label_en, retired_at = null, retired_by = null
         where capability_code.retired_at is not null",
        params![hub.to_bytes(), own.code, own.group, own.japanese, own.english, now.as_microsecond()],
    )?;
    Ok(added == 1)
}

/// Stops asking a question of the hub's own. `false`: it is not asked.
pub fn retire_own_code(tx: &mut Tx<'_>, hub: HubId, code: &str, by: By<'_>) -> Result<bool> {
    let retired = tx.execute(
        "update capability_code set retired_at = $1, retired_by = $2 where hub_id = $3 and code = $4 and retired_at is null",
        params![by.now.as_microsecond(), by.who, hub.to_bytes(), code],
    )?;
    Ok(retired == 1)
}

/// The organisations that were ever told of under this question, and not only in words that were withdrawn.
pub fn told_under(tx: &mut Tx<'_>, hub: HubId, code: &str) -> Result<Vec<OrganizationId>> {
    tx.query(
        "select distinct organization_id from capability where hub_id = $1 and code = $2 and withdrawn_at is null
         order by organization_id",
        params![hub.to_bytes(), code],
        |row| Ok(OrganizationId::from_bytes(row.read(0)?)),
    )
}

/// Lets no answer to this question hold any more; [`super::words::settle`] lets them hold again.
pub fn put_answers_aside(tx: &mut Tx<'_>, hub: HubId, code: &str, by: By<'_>) -> Result<()> {
    tx.execute(
        "update capability set replaced_at = $1 where hub_id = $2 and code = $3 and replaced_at is null",
        params![by.now.as_microsecond(), hub.to_bytes(), code],
    )?;
    Ok(())
}

/// Whether this is a question of the survey, built in or the hub's own.
pub fn is_asked(tx: &mut Tx<'_>, hub: HubId, code: &str) -> Result<bool> {
    Ok(codes::by_code(code).is_some() || own_codes(tx, hub)?.iter().any(|own| own.code == code))
}

pub(super) fn day(row: &Row<'_>, column: usize) -> Result<Date> {
    Ok(row.text(column)?.parse().unwrap_or(Date::MIN))
}
