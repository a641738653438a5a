//! Reference tables (基準となる一覧): municipalities, towns, postal codes, holidays, statistics, boundaries. Not of one hub.
//! [`super::reference_rows`] writes them.

use jiff::civil::Date;
use kyoten_store::{Result, Tx, params};

use crate::directory::import::boundary::Ring;
use crate::directory::import::gazetteer::Gazetteer;
use crate::directory::import::readers::Read;
use crate::directory::record::Point;
use crate::platform::holidays::OfficialList;

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
pub(super) fn rings_text(rings: &[Ring]) -> String {
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
