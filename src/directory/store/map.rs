//! What a map of an area needs: which municipalities it has, and their towns.

use kyoten_store::{Result, Tx, params};

use crate::directory::record::Point;

/// A municipality of an area: the one with this code, or the wards of a city whose code it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Five digits.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// The municipality with this code, and its wards.
pub fn parts(tx: &mut Tx<'_>, code: &str) -> Result<Vec<Part>> {
    tx.query(
        "select code, name from reference_municipality where code = $1 or parent = $1 order by code",
        params![code],
        |row| Ok(Part { code: row.read(0)?, name: row.read(1)? }),
    )
}

/// The municipalities of a prefecture (its two digits) whose shape is known.
pub fn neighbours(tx: &mut Tx<'_>, prefecture: &str) -> Result<Vec<Part>> {
    tx.query(
        "select m.code, m.name from reference_municipality m join reference_boundary b on b.municipality = m.code
         where m.code >= $1 and m.code < $2 order by m.code",
        params![prefecture, format!("{prefecture}\u{10ffff}")],
        |row| Ok(Part { code: row.read(0)?, name: row.read(1)? }),
    )
}

/// A town with its point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Town {
    /// Its name, with 丁目.
    pub name: String,
    /// Its representative point.
    pub point: Point,
}

/// The towns of a municipality.
pub fn towns(tx: &mut Tx<'_>, municipality: &str) -> Result<Vec<Town>> {
    tx.query(
        "select name, latitude, longitude from reference_town where municipality = $1 order by name_key",
        params![municipality],
        |row| Ok(Town { name: row.read(0)?, point: Point { latitude: row.read(1)?, longitude: row.read(2)? } }),
    )
}
