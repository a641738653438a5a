//! Writing reference tables (基準となる一覧): rows of a file replace those of their areas.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use kyoten_store::{Engine, Result, Tx, Value, params, values};
use serde::{Deserialize, Serialize};

use super::reference::{reading_key, rings_text};
use crate::directory::import::gazetteer::place_key;
use crate::directory::import::readers::Read;

/// Rows that are inserted together.
const BATCH: usize = 5_000;

/// One row of a reference table while it waits to be written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReferenceRow {
    /// Code, prefecture, name, reading, parent, latitude, longitude.
    Municipality(String, String, String, String, Option<String>, Option<i32>, Option<i32>),
    /// Municipality, key of the name, name, latitude, longitude.
    Town(String, String, String, i32, i32),
    /// Code, municipality, town, reading.
    PostalCode(String, String, String, String),
    /// Day and name.
    Holiday(String, String),
    /// Area, measure, period, source, value in thousandths.
    Statistic(String, String, String, String, i64),
    /// Municipality and rings; several of one municipality add up within a file.
    Boundary(String, String),
}

impl ReferenceRow {
    /// The row that a reader hands over, when it belongs into a reference table.
    fn of(read: &Read) -> Option<Self> {
        Some(match read {
            Read::Municipality { code, prefecture, name, kana, parent, position } => Self::Municipality(
                code.clone(),
                prefecture.clone(),
                name.clone(),
                kana.clone().unwrap_or_default(),
                parent.clone(),
                position.map(|p| p.latitude),
                position.map(|p| p.longitude),
            ),
            Read::Town { municipality, name, position } => {
                Self::Town(municipality.clone(), place_key(name), name.clone(), position.latitude, position.longitude)
            }
            Read::PostalCode { code, municipality, town, kana } => {
                Self::PostalCode(code.clone(), municipality.clone(), town.clone(), kana.clone().unwrap_or_default())
            }
            Read::Holiday { day, name } => Self::Holiday(day.to_string(), name.clone()),
            Read::Statistic(one) => Self::Statistic(
                one.area.code(),
                one.measure.code().to_owned(),
                one.period.to_string(),
                one.source.clone(),
                one.value_milli,
            ),
            Read::Boundary { municipality, rings } => Self::Boundary(municipality.clone(), rings_text(rings)),
            Read::Facility { .. } | Read::List { .. } | Read::Refused { .. } | Read::Warned { .. } => return None,
        })
    }

    /// What may stand in a file only once.
    fn key(&self) -> Option<String> {
        match self {
            Self::Town(municipality, key, ..) => Some(format!("{municipality}\u{1}{key}")),
            Self::PostalCode(code, municipality, town, _) => Some(format!("{code}\u{1}{municipality}\u{1}{town}")),
            Self::Statistic(area, measure, period, source, _) => {
                Some(format!("{area}\u{1}{measure}\u{1}{period}\u{1}{source}"))
            }
            Self::Municipality(..) | Self::Holiday(..) | Self::Boundary(..) => None,
        }
    }
}

/// What must be known of a file before its rows are written: the areas whose older rows go.
#[derive(Debug, Default)]
pub struct ReferenceFile {
    towns_of: BTreeSet<String>,
    postal_codes_of: BTreeSet<String>,
    keys: HashSet<u64>,
}

impl ReferenceFile {
    /// The row to be written; nothing when it is not of a reference table or stands in this file already.
    pub fn take(&mut self, read: &Read) -> Option<ReferenceRow> {
        let row = ReferenceRow::of(read)?;
        let is_first = |key: String| self.keys.insert(xxhash_rust::xxh3::xxh3_64(key.as_bytes()));
        if !row.key().is_none_or(is_first) {
            return None;
        }
        let areas = match &row {
            ReferenceRow::Town(municipality, ..) => Some((&mut self.towns_of, municipality)),
            ReferenceRow::PostalCode(_, municipality, ..) => Some((&mut self.postal_codes_of, municipality)),
            _ => None,
        };
        if let Some((areas, municipality)) = areas
            && !areas.contains(municipality)
        {
            areas.insert(municipality.clone());
        }
        Some(row)
    }

    /// No more rows will come: only what [`replace`] needs is kept.
    pub fn close(&mut self) {
        self.keys = HashSet::new();
    }
}

/// Holds back whoever else wants to write reference tables until this transaction ends; on SQLite nobody else can.
pub fn lock(tx: &mut Tx<'_>) -> Result<()> {
    if tx.engine() == Engine::Postgres {
        tx.batch(
            "lock table reference_municipality, reference_town, reference_postal_code, reference_holiday,
               reference_statistic, reference_boundary in share row exclusive mode",
        )?;
    }
    Ok(())
}

/// Writes the rows of a file; older rows of its areas go.
pub fn replace<E: From<kyoten_store::Error>>(
    tx: &mut Tx<'_>,
    file: &ReferenceFile,
    rows: impl IntoIterator<Item = std::result::Result<ReferenceRow, E>>,
) -> std::result::Result<(), E> {
    for municipality in &file.towns_of {
        tx.execute("delete from reference_town where municipality = $1", params![municipality])?;
    }
    for municipality in &file.postal_codes_of {
        tx.execute("delete from reference_postal_code where municipality = $1", params![municipality])?;
    }
    let mut towns = Vec::new();
    let mut postal_codes = Vec::new();
    let mut boundaries: BTreeMap<String, String> = BTreeMap::new();
    for row in rows {
        match row? {
            ReferenceRow::Town(municipality, key, name, latitude, longitude) => {
                towns.push(values![municipality, key, name, latitude, longitude]);
            }
            ReferenceRow::PostalCode(code, municipality, town, kana) => {
                let key = reading_key(&kana);
                postal_codes.push(values![code, municipality, town, kana, key]);
            }
            ReferenceRow::Boundary(municipality, rings) => {
                let all = boundaries.entry(municipality).or_default();
                if !all.is_empty() {
                    all.push(';');
                }
                all.push_str(&rings);
            }
            other => upsert(tx, &other)?,
        }
        if towns.len() >= BATCH || postal_codes.len() >= BATCH {
            insert(tx, &mut towns, &mut postal_codes)?;
        }
    }
    insert(tx, &mut towns, &mut postal_codes)?;
    for (municipality, rings) in boundaries {
        tx.execute(
            "insert into reference_boundary (municipality, rings) values ($1, $2)
             on conflict (municipality) do update set rings = excluded.rings",
            params![municipality, rings],
        )?;
    }
    Ok(())
}

fn insert(tx: &mut Tx<'_>, towns: &mut Vec<Vec<Value>>, postal_codes: &mut Vec<Vec<Value>>) -> Result<()> {
    let columns = ["municipality", "name_key", "name", "latitude", "longitude"];
    tx.insert_many("reference_town", &columns, towns.drain(..))?;
    let columns = ["code", "municipality", "town", "kana", "kana_key"];
    tx.insert_many("reference_postal_code", &columns, postal_codes.drain(..))?;
    Ok(())
}

/// Writes a row of a table that grows: what the new row does not tell stays.
fn upsert(tx: &mut Tx<'_>, row: &ReferenceRow) -> Result<()> {
    match row {
        ReferenceRow::Municipality(code, prefecture, name, kana, parent, latitude, longitude) => tx.execute(
            "insert into reference_municipality (code, prefecture, name, kana, parent, latitude, longitude)
             values ($1, $2, $3, $4, $5, $6, $7)
             on conflict (code) do update set prefecture = excluded.prefecture, name = excluded.name,
               kana = case when excluded.kana = '' then reference_municipality.kana else excluded.kana end,
               parent = coalesce(excluded.parent, reference_municipality.parent),
               latitude = coalesce(excluded.latitude, reference_municipality.latitude),
               longitude = coalesce(excluded.longitude, reference_municipality.longitude)",
            params![code, prefecture, name, kana, parent, latitude, longitude],
        )?,
        ReferenceRow::Holiday(day, name) => tx.execute(
            "insert into reference_holiday (day, name) values ($1, $2) on conflict (day) do update set name = excluded.name",
            params![day, name],
        )?,
        ReferenceRow::Statistic(area, measure, period, source, value_milli) => tx.execute(
            "insert into reference_statistic (area, measure, period, source, value_milli) values ($1, $2, $3, $4, $5)
             on conflict (area, measure, period, source) do update set value_milli = excluded.value_milli",
            params![area, measure, period, source, value_milli],
        )?,
        // Written together, by `replace`.
        ReferenceRow::Town(..) | ReferenceRow::PostalCode(..) | ReferenceRow::Boundary(..) => 0,
    };
    Ok(())
}

/// Writes rows as one file would bring them, and says how many were kept: for tests of those who read them.
#[cfg(test)]
pub fn write(tx: &mut Tx<'_>, reads: &[Read]) -> Result<usize> {
    let mut file = ReferenceFile::default();
    let rows: Vec<ReferenceRow> = reads.iter().filter_map(|read| file.take(read)).collect();
    let kept = rows.len();
    replace::<kyoten_store::Error>(tx, &file, rows.into_iter().map(Ok))?;
    Ok(kept)
}
