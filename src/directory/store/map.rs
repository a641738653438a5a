//! What a map of an area needs: which municipalities it has, their towns, and what else is drawn on it.

use kyoten_store::{Result, Tx, params};

use super::reference::{points, points_text};
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

/// What a landmark is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LandmarkKind {
    /// A part of the municipality (町): a ring.
    Town,
    /// 海: a ring without a name.
    Sea,
    /// 川: a line.
    River,
    /// 鉄道: a line.
    Railway,
    /// 駅: a point.
    Station,
    /// 湾: a point at which its name is written.
    Bay,
}

impl LandmarkKind {
    const TABLE: [(Self, &'static str); 6] = [
        (Self::Town, "town"),
        (Self::Sea, "sea"),
        (Self::River, "river"),
        (Self::Railway, "railway"),
        (Self::Station, "station"),
        (Self::Bay, "bay"),
    ];

    fn code(self) -> &'static str {
        Self::TABLE.iter().find(|(kind, _)| *kind == self).map_or("", |(_, code)| code)
    }

    fn from_code(code: &str) -> Option<Self> {
        Self::TABLE.iter().find(|(_, known)| *known == code).map(|(kind, _)| *kind)
    }
}

/// Something that a map shows so that people find their way: only drawn, never searched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Landmark {
    /// What it is.
    pub kind: LandmarkKind,
    /// Its name.
    pub name: String,
    /// Where its name stands, or the point itself.
    pub label: Point,
    /// Its ring or line; empty for a point.
    pub line: Vec<Point>,
}

/// What is drawn on the map of a municipality.
pub fn landmarks(tx: &mut Tx<'_>, municipality: &str) -> Result<Vec<Landmark>> {
    let found = tx.query(
        "select kind, name, latitude, longitude, line from reference_landmark where municipality = $1 order by kind, name",
        params![municipality],
        |row| {
            let Some(kind) = LandmarkKind::from_code(row.text(0)?) else { return Ok(None) };
            Ok(Some(Landmark {
                kind,
                name: row.read(1)?,
                label: Point { latitude: row.read(2)?, longitude: row.read(3)? },
                line: points(row.text(4)?),
            }))
        },
    )?;
    Ok(found.into_iter().flatten().collect())
}

/// Replaces what is drawn on the map of a municipality.
pub fn save_landmarks(tx: &mut Tx<'_>, municipality: &str, landmarks: &[Landmark]) -> Result<()> {
    tx.execute("delete from reference_landmark where municipality = $1", params![municipality])?;
    for one in landmarks {
        tx.execute(
            "insert into reference_landmark (municipality, kind, name, latitude, longitude, line)
             values ($1, $2, $3, $4, $5, $6)",
            params![
                municipality,
                one.kind.code(),
                one.name,
                one.label.latitude,
                one.label.longitude,
                points_text(&one.line)
            ],
        )?;
    }
    Ok(())
}
