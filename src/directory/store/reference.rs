//! Reference tables (基準となる一覧): municipalities, towns, postal codes, holidays, statistics, boundaries. Not of one hub.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use jiff::civil::Date;
use kyoten_store::{Result, Tx, Value, params, values};

use crate::directory::import::boundary::Ring;
use crate::directory::import::gazetteer::{Gazetteer, place_key};
use crate::directory::import::readers::Read;
use crate::directory::record::Point;
use crate::platform::holidays::OfficialList;

/// Rows of one file of a reference table, to be written together.
#[derive(Default)]
pub struct ReferenceRows {
    municipalities: Vec<Vec<Value>>,
    towns: Rows,
    postal_codes: Rows,
    holidays: Vec<(Date, String)>,
    statistics: Rows,
    boundaries: BTreeMap<String, Vec<Ring>>,
}

/// Rows that replace those of their areas, each key once.
#[derive(Default)]
struct Rows {
    rows: Vec<Vec<Value>>,
    keys: HashSet<u64>,
    areas: BTreeSet<String>,
}

impl Rows {
    fn push(&mut self, area: &str, key: &str, row: Vec<Value>) -> bool {
        let first = self.keys.insert(xxhash_rust::xxh3::xxh3_64(key.as_bytes()));
        if first {
            if !self.areas.contains(area) {
                self.areas.insert(area.to_owned());
            }
            self.rows.push(row);
        }
        first
    }
}

impl ReferenceRows {
    /// Keeps a row; `false` when it is not of a reference table or is there already.
    pub fn push(&mut self, read: &Read) -> bool {
        match read {
            Read::Municipality { code, prefecture, name, kana, parent, position } => {
                self.municipalities.push(values![
                    code,
                    prefecture,
                    name,
                    kana.as_deref().unwrap_or_default(),
                    parent,
                    position.map(|p| p.latitude),
                    position.map(|p| p.longitude)
                ]);
                true
            }
            Read::Town { municipality, name, position } => {
                let key = place_key(name);
                let row = values![municipality, key, name, position.latitude, position.longitude];
                self.towns.push(municipality, &format!("{municipality}\u{1}{key}"), row)
            }
            Read::PostalCode { code, municipality, town, kana } => {
                let row = values![code, municipality, town, kana.as_deref().unwrap_or_default()];
                self.postal_codes.push(municipality, &format!("{code}\u{1}{municipality}\u{1}{town}"), row)
            }
            Read::Holiday { day, name } => {
                self.holidays.push((*day, name.clone()));
                true
            }
            Read::Statistic(one) => {
                let (area, measure, period) = (one.area.code(), one.measure.code(), one.period.to_string());
                let key = format!("{area}\u{1}{measure}\u{1}{period}\u{1}{}", one.source);
                let row = values![area, measure, period, one.source, one.value_milli];
                self.statistics.push(&one.source, &key, row)
            }
            Read::Boundary { municipality, rings } => {
                self.boundaries.entry(municipality.clone()).or_default().extend(rings.iter().cloned());
                true
            }
            Read::Facility(_) | Read::Refused { .. } | Read::Warned { .. } => false,
        }
    }

    /// Writes everything: rows of an area replace the older ones of that area.
    pub fn write(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        for row in &self.municipalities {
            tx.execute(
                "insert into reference_municipality (code, prefecture, name, kana, parent, latitude, longitude)
                 values ($1, $2, $3, $4, $5, $6, $7)
                 on conflict (code) do update set prefecture = excluded.prefecture, name = excluded.name,
                   kana = case when excluded.kana = '' then reference_municipality.kana else excluded.kana end,
                   parent = coalesce(excluded.parent, reference_municipality.parent),
                   latitude = coalesce(excluded.latitude, reference_municipality.latitude),
                   longitude = coalesce(excluded.longitude, reference_municipality.longitude)",
                row,
            )?;
        }
        for area in &self.towns.areas {
            tx.execute("delete from reference_town where municipality = $1", params![area])?;
        }
        tx.insert_many(
            "reference_town",
            &["municipality", "name_key", "name", "latitude", "longitude"],
            self.towns.rows.iter().cloned(),
        )?;
        for area in &self.postal_codes.areas {
            tx.execute("delete from reference_postal_code where municipality = $1", params![area])?;
        }
        tx.insert_many(
            "reference_postal_code",
            &["code", "municipality", "town", "kana"],
            self.postal_codes.rows.iter().cloned(),
        )?;
        for (day, name) in &self.holidays {
            tx.execute(
                "insert into reference_holiday (day, name) values ($1, $2) on conflict (day) do update set name = excluded.name",
                params![day.to_string(), name],
            )?;
        }
        self.write_statistics(tx)?;
        for (municipality, rings) in &self.boundaries {
            tx.execute(
                "insert into reference_boundary (municipality, rings) values ($1, $2)
                 on conflict (municipality) do update set rings = excluded.rings",
                params![municipality, rings_text(rings)],
            )?;
        }
        Ok(())
    }

    fn write_statistics(&self, tx: &mut Tx<'_>) -> Result<()> {
        for row in &self.statistics.rows {
            tx.execute(
                "insert into reference_statistic (area, measure, period, source, value_milli) values ($1, $2, $3, $4, $5)
                 on conflict (area, measure, period, source) do update set value_milli = excluded.value_milli",
                row,
            )?;
        }
        Ok(())
    }
}

/// Municipalities, towns and postal codes of earlier imports.
pub fn gazetteer(tx: &mut Tx<'_>) -> Result<Gazetteer> {
    let mut gazetteer = Gazetteer::default();
    for municipality in municipalities(tx)? {
        gazetteer.learn(&Read::Municipality {
            code: municipality.code,
            prefecture: municipality.prefecture,
            name: municipality.name,
            kana: None,
            parent: municipality.parent,
            position: municipality.position,
        });
    }
    gazetteer.settle();
    tx.for_each("select municipality, name, latitude, longitude from reference_town", &[], |row| {
        let position = Point { latitude: row.read(2)?, longitude: row.read(3)? };
        gazetteer.learn(&Read::Town { municipality: row.read(0)?, name: row.read(1)?, position });
        Ok(())
    })?;
    tx.for_each("select code, municipality, town from reference_postal_code", &[], |row| {
        gazetteer.learn(&Read::PostalCode {
            code: row.read(0)?,
            municipality: row.read(1)?,
            town: row.read(2)?,
            kana: None,
        });
        Ok(())
    })?;
    gazetteer.settle();
    Ok(gazetteer)
}

/// A municipality of the reference table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Municipality {
    /// Five digits.
    pub code: String,
    /// The prefecture's name.
    pub prefecture: String,
    /// Its name, wards with their city.
    pub name: String,
    /// Its reading.
    pub kana: String,
    /// The code of the city a ward belongs to.
    pub parent: Option<String>,
    /// Its representative point.
    pub position: Option<Point>,
}

/// Every municipality.
pub fn municipalities(tx: &mut Tx<'_>) -> Result<Vec<Municipality>> {
    tx.query(
        "select code, prefecture, name, kana, parent, latitude, longitude from reference_municipality order by code",
        &[],
        |row| {
            Ok(Municipality {
                code: row.read(0)?,
                prefecture: row.read(1)?,
                name: row.read(2)?,
                kana: row.read(3)?,
                parent: row.read(4)?,
                position: point(row.read(5)?, row.read(6)?),
            })
        },
    )
}

pub(super) fn point(latitude: Option<i32>, longitude: Option<i32>) -> Option<Point> {
    Some(Point { latitude: latitude?, longitude: longitude? })
}

/// The official holidays, laid over the law.
pub fn holidays(tx: &mut Tx<'_>) -> Result<OfficialList> {
    let days = tx.query("select day, name from reference_holiday", &[], |row| {
        Ok((row.text(0)?.parse::<Date>().ok(), row.read::<String>(1)?))
    })?;
    Ok(OfficialList::new(days.into_iter().filter_map(|(day, name)| Some((day?, name))).collect()))
}

/// The names of these municipalities, longest first.
pub fn names(tx: &mut Tx<'_>, area: &[String]) -> Result<Vec<String>> {
    let mut names = Vec::with_capacity(area.len());
    for code in area {
        names.extend(
            tx.find("select name from reference_municipality where code = $1", params![code], |row| row.read(0))?,
        );
    }
    names.sort_by_key(|name: &String| std::cmp::Reverse(name.len()));
    Ok(names)
}

/// One figure of an area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// A municipality's code, or a name for a union of insurers.
    pub area: String,
    /// What it counts.
    pub measure: String,
    /// Of when.
    pub period: String,
    /// Who says so.
    pub source: String,
    /// The value in thousandths.
    pub value_milli: i64,
}

/// The figures of these areas.
pub fn figures(tx: &mut Tx<'_>, areas: &[String]) -> Result<Vec<Figure>> {
    let mut all = Vec::new();
    for area in areas {
        all.extend(tx.query(
            "select area, measure, period, source, value_milli from reference_statistic where area = $1
             order by measure, period, source",
            params![area],
            |row| {
                Ok(Figure {
                    area: row.read(0)?,
                    measure: row.read(1)?,
                    period: row.read(2)?,
                    source: row.read(3)?,
                    value_milli: row.read(4)?,
                })
            },
        )?);
    }
    Ok(all)
}

/// The shape of a municipality.
pub fn boundary(tx: &mut Tx<'_>, municipality: &str) -> Result<Vec<Vec<Point>>> {
    let text =
        tx.find("select rings from reference_boundary where municipality = $1", params![municipality], |row| {
            row.read::<String>(0)
        })?;
    Ok(text.as_deref().map(rings).unwrap_or_default())
}

/// Rings as `latitude,longitude latitude,longitude;…`: a third of the size of JSON, and read in one pass.
fn rings_text(rings: &[Ring]) -> String {
    let ring =
        |ring: &Ring| ring.iter().map(|p| format!("{},{}", p.latitude, p.longitude)).collect::<Vec<_>>().join(" ");
    rings.iter().map(ring).collect::<Vec<_>>().join(";")
}

fn rings(text: &str) -> Vec<Vec<Point>> {
    let point = |pair: &str| {
        let (latitude, longitude) = pair.split_once(',')?;
        Some(Point { latitude: latitude.parse().ok()?, longitude: longitude.parse().ok()? })
    };
    text.split(';')
        .map(|ring| ring.split(' ').filter_map(point).collect())
        .filter(|ring: &Vec<Point>| ring.len() > 2)
        .collect()
}
