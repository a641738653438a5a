//! Borders (行政区域): TopoJSON and GeoJSON of 国土数値情報 N03 as rings of points.
//!
//! A ring belongs to what it surrounds by the even-odd rule, so holes need no mark of their own.

use std::io::Read as _;

use serde::Deserialize;
use serde_json::Value;

use super::files::{FileProblem, Found};
use super::gazetteer::prefecture_number;
use super::readers::{Interrupted, Read, Refusal, Sink, current_code};
use crate::directory::record::Point;

/// A closed line; the last point joins the first.
pub type Ring = Vec<Point>;

/// Bytes of a map; a whole nation simplified for the screen has less than one.
const LARGEST: u64 = 256 << 20;
/// Points of one map.
const MOST_POINTS: usize = 20_000_000;

#[derive(Deserialize)]
struct Map {
    #[serde(default)]
    features: Vec<Feature>,
    #[serde(default)]
    arcs: Vec<Vec<(f64, f64)>>,
    transform: Option<Transform>,
    #[serde(default)]
    objects: std::collections::BTreeMap<String, Collection>,
}

#[derive(Deserialize)]
struct Feature {
    #[serde(default)]
    properties: Value,
    geometry: Option<Geometry>,
}

#[derive(Deserialize)]
struct Geometry {
    r#type: String,
    coordinates: Option<Value>,
}

#[derive(Deserialize)]
struct Collection {
    #[serde(default)]
    geometries: Vec<Shape>,
}

#[derive(Deserialize)]
struct Shape {
    r#type: Option<String>,
    #[serde(default)]
    properties: Value,
    arcs: Option<Value>,
}

#[derive(Clone, Copy, Deserialize)]
struct Transform {
    scale: (f64, f64),
    translate: (f64, f64),
}

/// Reads a map and hands over the rings of each municipality, or of each prefecture.
pub fn read(found: &Found, sink: Sink<'_>) -> Result<(), Interrupted> {
    let mut text = Vec::new();
    let length = found.open()?.take(LARGEST + 1).read_to_end(&mut text).map_err(|e| FileProblem::from_io(&e))? as u64;
    if length > LARGEST {
        return Err(FileProblem::TooLarge { limit: LARGEST }.into());
    }
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text);
    let map: Map = serde_json::from_slice(text).map_err(|e| FileProblem::BadJson { cause: e.to_string() })?;
    let mut arcs = Arcs::of(&map);
    let mut number = 0;
    for feature in &map.features {
        number += 1;
        let rings = feature.geometry.as_ref().map_or(Some(Vec::new()), rings_of_geometry);
        hand_over(number, &feature.properties, rings, sink)?;
    }
    for shape in map.objects.values().flat_map(|collection| &collection.geometries) {
        number += 1;
        hand_over(number, &shape.properties, arcs.rings(shape), sink)?;
    }
    Ok(())
}

/// Land that belongs to no municipality (所属未定地) is passed over.
fn hand_over(number: u64, properties: &Value, rings: Option<Vec<Ring>>, sink: Sink<'_>) -> Result<(), Interrupted> {
    let property = |name: &str| properties.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let code = property("N03_007").map(|code| current_code(code).to_owned());
    let has_parts = ["N03_003", "N03_004"].iter().any(|name| property(name).is_some());
    let prefecture = || property("N03_001").and_then(prefecture_number).filter(|_| !has_parts);
    let Some(municipality) = code.or_else(|| prefecture().map(|number| format!("{number:02}"))) else {
        return Ok(());
    };
    if municipality.len() > 5 || !municipality.bytes().all(|b| b.is_ascii_digit()) {
        let shown = municipality.chars().take(20).collect();
        return Ok(sink(Read::Refused {
            line: number,
            column: Some("N03_007".to_owned()),
            reason: Refusal::BadNumber(shown),
        })?);
    }
    match rings {
        // A small island that the simplification lost; a finer map has it.
        Some(rings) if rings.is_empty() => Ok(()),
        Some(rings) => Ok(sink(Read::Boundary { municipality, rings })?),
        None => Ok(sink(Read::Refused { line: number, column: Some(municipality), reason: Refusal::BadShape })?),
    }
}

fn point(longitude: f64, latitude: f64) -> Option<Point> {
    let micro = |degrees: f64| degrees.is_finite().then(|| (degrees * 1e6).round().clamp(-2e9, 2e9) as i32);
    Some(Point { latitude: micro(latitude)?, longitude: micro(longitude)? })
}

fn rings_of_geometry(geometry: &Geometry) -> Option<Vec<Ring>> {
    let coordinates = geometry.coordinates.as_ref()?.as_array()?;
    let polygon = |rings: &Vec<Value>| rings.iter().map(ring_of_coordinates).collect::<Option<Vec<Ring>>>();
    match geometry.r#type.as_str() {
        "Polygon" => polygon(coordinates),
        "MultiPolygon" => {
            let parts: Option<Vec<Vec<Ring>>> = coordinates.iter().map(|part| polygon(part.as_array()?)).collect();
            parts.map(|parts| parts.into_iter().flatten().collect())
        }
        _ => None,
    }
}

fn ring_of_coordinates(ring: &Value) -> Option<Ring> {
    let pair = |pair: &Value| point(pair.get(0)?.as_f64()?, pair.get(1)?.as_f64()?);
    let ring: Ring = ring.as_array()?.iter().map(pair).collect::<Option<_>>()?;
    (ring.len() >= 3).then_some(ring)
}

/// The lines that neighbours share, decoded.
struct Arcs {
    lines: Vec<Vec<Point>>,
    /// Shapes may name an arc as often as they like; this bounds what that can cost.
    points_left: usize,
}

impl Arcs {
    fn of(map: &Map) -> Self {
        let decode = |arc: &Vec<(f64, f64)>| -> Vec<Point> {
            let (mut x, mut y) = (0.0, 0.0);
            arc.iter()
                .filter_map(|&(a, b)| match map.transform {
                    Some(Transform { scale, translate }) => {
                        x += a;
                        y += b;
                        point(x * scale.0 + translate.0, y * scale.1 + translate.1)
                    }
                    None => point(a, b),
                })
                .collect()
        };
        Self { lines: map.arcs.iter().map(decode).collect(), points_left: MOST_POINTS }
    }

    fn rings(&mut self, shape: &Shape) -> Option<Vec<Ring>> {
        let mut rings = Vec::new();
        let Some(shape_type) = shape.r#type.as_deref() else { return Some(rings) };
        let arcs = shape.arcs.as_ref()?.as_array()?;
        match shape_type {
            "Polygon" => self.polygon(arcs, &mut rings)?,
            "MultiPolygon" => {
                for part in arcs {
                    self.polygon(part.as_array()?, &mut rings)?;
                }
            }
            _ => return None,
        }
        Some(rings)
    }

    fn polygon(&mut self, polygon: &[Value], rings: &mut Vec<Ring>) -> Option<()> {
        for indices in polygon {
            let mut ring: Ring = Vec::new();
            for index in indices.as_array()? {
                self.follow(index.as_i64()?, &mut ring)?;
            }
            // Islands smaller than the simplification collapse into a line.
            if ring.len() >= 3 {
                rings.push(ring);
            }
        }
        Some(())
    }

    /// Adds an arc to a ring; a negative number means the arc in the other direction.
    fn follow(&mut self, index: i64, ring: &mut Ring) -> Option<()> {
        let place = usize::try_from(if index < 0 { !index } else { index }).ok()?;
        let line = self.lines.get(place)?;
        self.points_left = self.points_left.checked_sub(line.len())?;
        // Where two arcs meet both have the point.
        let skip = usize::from(!ring.is_empty());
        if index < 0 {
            ring.extend(line.iter().rev().skip(skip));
        } else {
            ring.extend(line.iter().skip(skip));
        }
        Some(())
    }
}

#[cfg(test)]
mod tests;
