//! Reference tables (基準となる一覧): municipalities, towns, postal codes, holidays, statistics, boundaries. Not of one hub.
//! [`super::reference_rows`] writes them.

use jiff::civil::Date;
use kyoten_store::{Result, Row, Tx, params};
use kyoten_text::normalize::search_key;

use crate::directory::import::boundary::Ring;
use crate::directory::import::gazetteer::Gazetteer;
use crate::directory::import::readers::Read;
use crate::directory::record::Point;
use crate::platform::holidays::OfficialList;

/// Municipalities, towns and postal codes of earlier imports.
pub fn gazetteer(tx: &mut Tx<'_>) -> Result<Gazetteer> {
    let mut gazetteer = Gazetteer::default();
    learn_municipalities(tx, &mut gazetteer)?;
    let learn = &mut |read| gazetteer.learn(&read);
    tx.for_each(TOWNS, &[], |row| town(row, learn))?;
    tx.for_each(POSTAL_CODES, &[], |row| postal_code(row, learn))?;
    gazetteer.settle();
    Ok(gazetteer)
}

/// Every municipality, and the towns and postal codes of some: enough to find one address.
pub fn gazetteer_of(tx: &mut Tx<'_>, codes: &[String]) -> Result<Gazetteer> {
    let mut gazetteer = Gazetteer::default();
    learn_municipalities(tx, &mut gazetteer)?;
    let learn = &mut |read| gazetteer.learn(&read);
    for code in codes {
        let of_one = |all: &str| format!("{all} where municipality = $1");
        tx.for_each(&of_one(TOWNS), params![code], |row| town(row, learn))?;
        tx.for_each(&of_one(POSTAL_CODES), params![code], |row| postal_code(row, learn))?;
    }
    gazetteer.settle();
    Ok(gazetteer)
}

const TOWNS: &str = "select municipality, name, latitude, longitude from reference_town";
const POSTAL_CODES: &str = "select municipality, code, town from reference_postal_code";

fn learn_municipalities(tx: &mut Tx<'_>, gazetteer: &mut Gazetteer) -> Result<()> {
    for Municipality { code, prefecture, name, parent, position, .. } in municipalities(tx)? {
        gazetteer.learn(&Read::Municipality { code, prefecture, name, kana: None, parent, position });
    }
    gazetteer.settle();
    Ok(())
}

fn town(row: &Row<'_>, learn: &mut dyn FnMut(Read)) -> Result<()> {
    let position = Point { latitude: row.read(2)?, longitude: row.read(3)? };
    learn(Read::Town { municipality: row.read(0)?, name: row.read(1)?, position });
    Ok(())
}

fn postal_code(row: &Row<'_>, learn: &mut dyn FnMut(Read)) -> Result<()> {
    learn(Read::PostalCode { municipality: row.read(0)?, code: row.read(1)?, town: row.read(2)?, kana: None });
    Ok(())
}

/// The municipalities that a postal code stands for.
pub fn municipalities_of_postal_code(tx: &mut Tx<'_>, code: &str) -> Result<Vec<String>> {
    tx.query(
        "select distinct municipality from reference_postal_code where code = $1 order by municipality",
        params![code],
        |row| row.read(0),
    )
}

/// The towns of a municipality with their postal codes.
pub fn postal_codes_of(tx: &mut Tx<'_>, municipality: &str) -> Result<Vec<(String, String)>> {
    tx.query(
        "select town, code from reference_postal_code where municipality = $1 order by town, code",
        params![municipality],
        |row| Ok((row.read(0)?, row.read(1)?)),
    )
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
        read_municipality,
    )
}

/// The municipality with this code.
pub fn municipality(tx: &mut Tx<'_>, code: &str) -> Result<Option<Municipality>> {
    tx.find(
        "select code, prefecture, name, kana, parent, latitude, longitude from reference_municipality where code = $1",
        params![code],
        read_municipality,
    )
}

fn read_municipality(row: &Row<'_>) -> Result<Municipality> {
    Ok(Municipality {
        code: row.read(0)?,
        prefecture: row.read(1)?,
        name: row.read(2)?,
        kana: row.read(3)?,
        parent: row.read(4)?,
        position: point(row.read(5)?, row.read(6)?),
    })
}

/// The reading of a town by which people look for it, without what the list adds in brackets.
pub(super) fn reading_key(kana: &str) -> String {
    search_key(kana.split(['(', '（']).next().unwrap_or_default())
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
    rings.iter().map(|ring| points_text(ring)).collect::<Vec<_>>().join(";")
}

fn rings(text: &str) -> Vec<Vec<Point>> {
    text.split(';').map(points).filter(|ring| ring.len() > 2).collect()
}

/// A line as `latitude,longitude latitude,longitude`.
pub(super) fn points_text(line: &[Point]) -> String {
    line.iter().map(|p| format!("{},{}", p.latitude, p.longitude)).collect::<Vec<_>>().join(" ")
}

/// The line that a text holds.
pub(super) fn points(text: &str) -> Vec<Point> {
    let point = |pair: &str| {
        let (latitude, longitude) = pair.split_once(',')?;
        Some(Point { latitude: latitude.parse().ok()?, longitude: longitude.parse().ok()? })
    };
    text.split(' ').filter_map(point).collect()
}
