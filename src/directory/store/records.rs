//! The rows of the sources, as they were last read.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;
use kyoten_store::{Result, Tx, Value, params, values};
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use crate::directory::OrganizationId;
use crate::directory::record::{Record, Source};
use crate::platform::hub_id::HubId;

/// What an import must know of a row that is already there.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// The organisation it speaks of.
    pub organization: OrganizationId,
    /// Tells whether its content changed.
    pub hash: i64,
    /// The newest file no longer has it.
    pub vanished: bool,
    /// The day its source spoke of.
    pub as_of: Option<Date>,
}

/// The key of a row, short enough to hold the nation's in memory.
pub fn short_key(source: &str, key: &str) -> u128 {
    xxh3_128(format!("{source}\u{1}{key}").as_bytes())
}

/// Tells whether a row's content changed. The day of the file is no content: a new file that says the same changes nothing.
pub fn content_hash(record: &Record) -> i64 {
    let timeless = Record { as_of: None, ..record.clone() };
    xxh3_64(serde_json::to_string(&timeless).unwrap_or_default().as_bytes()) as i64
}

/// The columns of [`row`].
pub const COLUMNS: [&str; 13] = [
    "hub_id",
    "source",
    "record_key",
    "organization_id",
    "told_of",
    "dataset",
    "municipality",
    "as_of",
    "content",
    "content_hash",
    "first_import",
    "changed_import",
    "vanished_at",
];

/// One row for a record that was not there before. `import` is the import that brought it, or for what the hub itself enters the
/// organisation.
pub fn row(hub: HubId, record: &Record, content: String, organization: OrganizationId, import: [u8; 16]) -> Vec<Value> {
    values![
        hub.to_bytes(),
        record.source.code(),
        record.key,
        organization.to_bytes(),
        organization.to_bytes(),
        record.dataset,
        record.place.municipality,
        record.as_of.map(|day| day.to_string()),
        content,
        content_hash(record),
        import,
        import,
        Value::Null
    ]
}

/// Every row that is there, by its short key, and each one's content for `see`.
pub fn known(
    tx: &mut Tx<'_>,
    hub: HubId,
    mut see: impl FnMut(u128, &Known, &str) -> Result<()>,
) -> Result<HashMap<u128, Known>> {
    let mut all = HashMap::new();
    tx.for_each(
        "select source, record_key, organization_id, content_hash, vanished_at, content, as_of from source_record where hub_id = $1",
        params![hub.to_bytes()],
        |row| {
            let key = short_key(row.text(0)?, row.text(1)?);
            let known = Known {
                organization: OrganizationId::from_bytes(row.read(2)?),
                hash: row.read(3)?,
                vanished: row.read::<Option<i64>>(4)?.is_some(),
                as_of: row.read::<Option<String>>(6)?.and_then(|day| day.parse().ok()),
            };
            see(key, &known, row.text(5)?)?;
            all.insert(key, known);
            Ok(())
        },
    )?;
    Ok(all)
}

/// Writes the new content of a row that is already there; it is in the newest file again.
pub fn update(tx: &mut Tx<'_>, hub: HubId, record: &Record, content: &str, import: [u8; 16]) -> Result<()> {
    tx.execute(
        "update source_record set dataset = $1, municipality = $2, as_of = $3, content = $4, content_hash = $5,
           changed_import = $6, vanished_at = null
         where hub_id = $7 and source = $8 and record_key = $9",
        params![
            record.dataset,
            record.place.municipality,
            record.as_of.map(|day| day.to_string()),
            content,
            content_hash(record),
            import,
            hub.to_bytes(),
            record.source.code(),
            record.key
        ],
    )?;
    Ok(())
}

/// What one organisation is joined from.
#[derive(Debug, Default)]
pub struct Sources {
    /// What the hub itself entered, and the rows that are still in their newest file, or all of them when none is.
    pub records: Vec<Record>,
    /// The keys of what the hub had entered for others that were joined with it.
    pub joined: Vec<String>,
    /// No newest file names it any more.
    pub missing: bool,
}

/// The records of one organisation.
pub fn of_organization(tx: &mut Tx<'_>, hub: HubId, id: OrganizationId) -> Result<Sources> {
    let (mut entered, mut present, mut vanished) = (Vec::new(), Vec::new(), Vec::new());
    let mut joined = Vec::new();
    tx.for_each(
        "select content, vanished_at, source, told_of, record_key from source_record
         where hub_id = $1 and organization_id = $2 order by source, record_key",
        params![hub.to_bytes(), id.to_bytes()],
        |row| {
            let is_entered = row.text(2)? == Source::Hub.code();
            let list = match row.read::<Option<i64>>(1)? {
                _ if is_entered => &mut entered,
                Some(_) => &mut vanished,
                None => &mut present,
            };
            // Written by this program; a row it no longer understands must not hide the others.
            match serde_json::from_str(row.text(0)?) {
                Ok(record) => list.push(record),
                Err(e) => tracing::error!(organization.id = %id, "a source record cannot be read: {e}"),
            }
            if is_entered && row.read::<OrganizationId>(3)? != id {
                joined.push(row.read(4)?);
            }
            Ok(())
        },
    )?;
    // Rows without a name only complete others: the hours of a facility do not keep it in the list.
    let is_listed = present.iter().any(|record: &Record| !record.name.is_empty());
    let missing = !is_listed && (entered.is_empty() || !vanished.is_empty());
    if missing {
        entered.append(&mut vanished);
    }
    entered.append(&mut present);
    Ok(Sources { records: entered, joined, missing })
}

/// A row that the newest file no longer has.
#[derive(Clone, Debug)]
pub struct Gone {
    /// Its source.
    pub source: String,
    /// Its key.
    pub key: String,
    /// The organisation it spoke of.
    pub organization: OrganizationId,
}

/// The rows of a dataset that are still counted as present, with their municipality.
pub fn present_in(tx: &mut Tx<'_>, hub: HubId, dataset: &str) -> Result<Vec<(Gone, String)>> {
    tx.query(
        "select source, record_key, organization_id, municipality from source_record
         where hub_id = $1 and dataset = $2 and vanished_at is null",
        params![hub.to_bytes(), dataset],
        |row| {
            let gone = Gone {
                source: row.read(0)?,
                key: row.read(1)?,
                organization: OrganizationId::from_bytes(row.read(2)?),
            };
            Ok((gone, row.read(3)?))
        },
    )
}

/// Whether an organisation has no row but those that this import brought first.
pub fn are_all_new(tx: &mut Tx<'_>, hub: HubId, id: OrganizationId, import: [u8; 16]) -> Result<bool> {
    let older = tx.find(
        "select 1 from source_record where hub_id = $1 and organization_id = $2 and first_import <> $3 limit 1",
        params![hub.to_bytes(), id.to_bytes(), import],
        |row| row.read::<i64>(0),
    )?;
    Ok(older.is_none())
}

/// Marks a row as no longer in the newest file.
pub fn set_vanished(tx: &mut Tx<'_>, hub: HubId, gone: &Gone, now: Timestamp) -> Result<()> {
    tx.execute(
        "update source_record set vanished_at = $1 where hub_id = $2 and source = $3 and record_key = $4",
        params![now.as_microsecond(), hub.to_bytes(), gone.source, gone.key],
    )?;
    Ok(())
}

/// Gives all rows of one organisation to another: they turned out to be one.
pub fn give_all(tx: &mut Tx<'_>, hub: HubId, from: OrganizationId, to: OrganizationId) -> Result<u64> {
    tx.execute(
        "update source_record set organization_id = $1 where hub_id = $2 and organization_id = $3",
        params![to.to_bytes(), hub.to_bytes(), from.to_bytes()],
    )
}

/// Gives one row to another organisation.
pub fn give(tx: &mut Tx<'_>, hub: HubId, source: &str, key: &str, to: OrganizationId) -> Result<()> {
    tx.execute(
        "update source_record set organization_id = $1 where hub_id = $2 and source = $3 and record_key = $4",
        params![to.to_bytes(), hub.to_bytes(), source, key],
    )?;
    Ok(())
}

/// Gives the rows that were first matched with one of a family to another organisation.
pub fn give_told_of(
    tx: &mut Tx<'_>,
    hub: HubId,
    from: OrganizationId,
    to: OrganizationId,
    family: &[OrganizationId],
) -> Result<()> {
    for member in family {
        tx.execute(
            "update source_record set organization_id = $1 where hub_id = $2 and organization_id = $3 and told_of = $4",
            params![to.to_bytes(), hub.to_bytes(), from.to_bytes(), member.to_bytes()],
        )?;
    }
    Ok(())
}

/// A record with what is needed to tell to whom it goes when two organisations part.
#[derive(Clone, Debug)]
pub struct Owned {
    /// The record.
    pub record: Record,
    /// The organisation it was first matched with.
    pub told_of: OrganizationId,
    /// It came with an import that ended after `since`.
    pub is_late: bool,
}

/// Every record of an organisation, vanished ones too. One that this version cannot read is left out.
pub fn owned(tx: &mut Tx<'_>, hub: HubId, id: OrganizationId, since: Timestamp) -> Result<Vec<Owned>> {
    let rows = tx.query(
        "select r.content, r.told_of, i.finished_at from source_record r
         left join import_run i on i.hub_id = r.hub_id and i.id = r.first_import
         where r.hub_id = $1 and r.organization_id = $2 order by r.source, r.record_key",
        params![hub.to_bytes(), id.to_bytes()],
        |row| {
            let is_late = row.read::<Option<i64>>(2)?.is_some_and(|ended| ended > since.as_microsecond());
            let told_of = OrganizationId::from_bytes(row.read(1)?);
            Ok(serde_json::from_str(row.text(0)?).ok().map(|record| Owned { record, told_of, is_late }))
        },
    )?;
    Ok(rows.into_iter().flatten().collect())
}

/// The organisation that a row speaks of.
pub fn organization_of(tx: &mut Tx<'_>, hub: HubId, source: &str, key: &str) -> Result<Option<OrganizationId>> {
    tx.find(
        "select organization_id from source_record where hub_id = $1 and source = $2 and record_key = $3",
        params![hub.to_bytes(), source, key],
        |row| Ok(OrganizationId::from_bytes(row.read(0)?)),
    )
}

/// One record of every organisation.
pub fn first_of_each(tx: &mut Tx<'_>, hub: HubId) -> Result<Vec<Record>> {
    let mut last = None;
    let mut records = Vec::new();
    tx.for_each(
        "select organization_id, content from source_record where hub_id = $1 order by organization_id, source, record_key",
        params![hub.to_bytes()],
        |row| {
            let id: [u8; 16] = row.read(0)?;
            if last != Some(id) {
                last = Some(id);
                records.extend(serde_json::from_str::<Record>(row.text(1)?).ok());
            }
            Ok(())
        },
    )?;
    Ok(records)
}

/// A row as it was last read.
pub fn find(tx: &mut Tx<'_>, hub: HubId, source: &str, key: &str) -> Result<Option<Record>> {
    let content = tx.find(
        "select content from source_record where hub_id = $1 and source = $2 and record_key = $3",
        params![hub.to_bytes(), source, key],
        |row| row.read::<String>(0),
    )?;
    Ok(content.and_then(|content| serde_json::from_str(&content).ok()))
}
