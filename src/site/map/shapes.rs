//! The shapes of a hub's area (町の形), read once and kept.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

use kyoten_store::Tx;

use super::frame::Bounds;
use crate::directory::record::Point;
use crate::directory::store::map::{self, Landmark, LandmarkKind, Town};
use crate::directory::store::reference;
use crate::hub::Hub;

/// An area is this many times larger than the smallest bend of a border that is kept.
const FINENESS: f64 = 1800.0;
/// No map has room for the names of more towns.
const MOST_TOWNS: usize = 400;

/// The shapes of an area: what a map is drawn on.
#[derive(Clone, Debug, Default)]
pub struct Shapes {
    /// The area's own.
    pub(super) municipalities: Vec<Shape>,
    /// Those around it.
    pub(super) neighbours: Vec<Shape>,
    /// The area's towns, those with the most 丁目 first.
    pub(super) towns: Vec<Town>,
    /// What else is drawn, where somebody drew it.
    pub(super) landmarks: Vec<Landmark>,
}

/// One municipality.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    pub(super) name: String,
    pub(super) rings: Vec<Vec<Point>>,
    pub(super) bounds: Bounds,
    /// Where its name stands.
    pub(super) label: Point,
}

impl Shapes {
    /// The shapes of the municipalities with these codes and of those around them, as far as they were imported.
    pub fn read(tx: &mut Tx<'_>, area: &[String]) -> kyoten_store::Result<Self> {
        let mut shapes = Self::default();
        let (mut own, mut towns) = (BTreeSet::new(), Vec::new());
        for code in area {
            for part in map::parts(tx, code)? {
                shapes.municipalities.extend(Shape::new(part.name, reference::boundary(tx, &part.code)?));
                towns.extend(map::towns(tx, &part.code)?);
                shapes.landmarks.extend(map::landmarks(tx, &part.code)?);
                own.insert(part.code);
            }
        }
        shapes.towns = gathered(towns);
        shapes.towns.truncate(MOST_TOWNS);
        if let Some(bounds) = shapes.bounds() {
            let prefectures: BTreeSet<&str> = area.iter().filter_map(|code| code.get(..2)).collect();
            for prefecture in prefectures {
                for part in map::neighbours(tx, prefecture)?.into_iter().filter(|part| !own.contains(&part.code)) {
                    let shape = Shape::new(part.name, reference::boundary(tx, &part.code)?);
                    shapes.neighbours.extend(shape.filter(|shape| shape.bounds.meets(&bounds)));
                }
            }
            shapes.simplify(bounds);
        }
        Ok(shapes)
    }

    /// The rectangle around the area.
    pub fn bounds(&self) -> Option<Bounds> {
        self.municipalities.iter().map(|shape| shape.bounds).reduce(Bounds::with)
    }

    /// The landmarks of one kind.
    pub(super) fn landmarks(&self, kind: LandmarkKind) -> impl Iterator<Item = &Landmark> {
        self.landmarks.iter().filter(move |landmark| landmark.kind == kind)
    }

    /// Leaves out the bends that no map of the area can show.
    fn simplify(&mut self, bounds: Bounds) {
        let (wide, high) = bounds.metres();
        // Microdegrees of latitude; a metre is nine of them.
        let tolerance = wide.max(high) / FINENESS * 9.0;
        for shape in self.municipalities.iter_mut().chain(&mut self.neighbours) {
            for ring in &mut shape.rings {
                *ring = simplified(ring, tolerance);
            }
        }
    }
}

impl Shape {
    fn new(name: String, rings: Vec<Vec<Point>>) -> Option<Self> {
        let bounds = Bounds::around(rings.iter().flatten().copied())?;
        let largest = rings.iter().max_by(|a, b| doubled_area(a).abs().total_cmp(&doubled_area(b).abs()))?;
        let label = centre(largest).unwrap_or(bounds.middle());
        Some(Self { name, bounds, label, rings })
    }
}

/// Kept in the hub: read at the first map, and anew after [`MapShapes::forget`].
#[derive(Default)]
pub struct MapShapes(RwLock<Option<Arc<Shapes>>>);

impl MapShapes {
    /// The shapes of the hub's area.
    pub async fn of(&self, hub: &Hub) -> kyoten_store::Result<Arc<Shapes>> {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(shapes) = kept {
            return Ok(shapes);
        }
        let area = hub.config().hub.area.clone();
        let shapes = Arc::new(hub.read(move |tx, _| Shapes::read(tx, &area)).await?);
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&shapes));
        Ok(shapes)
    }

    /// An import may have brought others.
    pub fn forget(&self) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// One point for all 丁目 of a town; the town with the most of them first.
fn gathered(towns: Vec<Town>) -> Vec<Town> {
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let mut sums: Vec<(String, i64, i64, i64)> = Vec::new();
    for town in towns {
        let name = without_block(&town.name).to_owned();
        let at = *numbers.entry(name.clone()).or_insert(sums.len());
        if at == sums.len() {
            sums.push((name, 0, 0, 0));
        }
        let (_, latitude, longitude, n) = &mut sums[at];
        *latitude += i64::from(town.point.latitude);
        *longitude += i64::from(town.point.longitude);
        *n += 1;
    }
    sums.sort_by_key(|(_, _, _, n)| std::cmp::Reverse(*n));
    let mean = |sum: i64, n: i64| i32::try_from(sum / n).unwrap_or_default();
    let town = |(name, latitude, longitude, n)| Town {
        name,
        point: Point { latitude: mean(latitude, n), longitude: mean(longitude, n) },
    };
    sums.into_iter().map(town).collect()
}

/// 梅ヶ枝町三丁目 → 梅ヶ枝町.
fn without_block(name: &str) -> &str {
    let Some(rest) = name.strip_suffix("丁目") else { return name };
    let is_number = |c: char| c.is_numeric() || "〇一二三四五六七八九十".contains(c);
    let town = rest.trim_end_matches(is_number);
    if town.is_empty() { name } else { town }
}

/// Twice the area in square microdegrees, negative when it runs the other way round.
fn doubled_area(ring: &[Point]) -> f64 {
    turns(ring).map(|(_, _, turn)| turn).sum()
}

/// The centre of gravity.
fn centre(ring: &[Point]) -> Option<Point> {
    let area = doubled_area(ring);
    if area.abs() < 1.0 {
        return None;
    }
    let sum = |read: fn(Point) -> f64| turns(ring).map(|(a, b, turn)| (read(a) + read(b)) * turn).sum::<f64>();
    let origin = *ring.first()?;
    let (north, east) = (sum(|p| f64::from(p.latitude)) / (3.0 * area), sum(|p| f64::from(p.longitude)) / (3.0 * area));
    // The sums are taken from the first point, so that they keep their digits.
    Some(Point { latitude: origin.latitude + north as i32, longitude: origin.longitude + east as i32 })
}

/// The sides of a ring, as seen from its first point, with twice the area between each and that point.
fn turns(ring: &[Point]) -> impl Iterator<Item = (Point, Point, f64)> {
    let origin = ring.first().copied().unwrap_or(Point { latitude: 0, longitude: 0 });
    let seen =
        move |p: Point| Point { latitude: p.latitude - origin.latitude, longitude: p.longitude - origin.longitude };
    ring.iter().zip(ring.iter().cycle().skip(1)).map(move |(a, b)| {
        let (a, b) = (seen(*a), seen(*b));
        let cross = f64::from(a.longitude) * f64::from(b.latitude) - f64::from(b.longitude) * f64::from(a.latitude);
        (a, b, cross)
    })
}

/// The ring with fewer points, none farther from the old line than `tolerance` (Douglas and Peucker).
fn simplified(ring: &[Point], tolerance: f64) -> Vec<Point> {
    if ring.len() < 5 {
        return ring.to_vec();
    }
    // A ring has no ends: the point farthest from the first makes two open lines of it.
    let far = (0..ring.len()).max_by_key(|at| square(ring[0], ring[*at])).unwrap_or(0);
    let mut keep = vec![false; ring.len()];
    (keep[0], keep[far], keep[ring.len() - 1]) = (true, true, true);
    let mut lines = vec![(0, far), (far, ring.len() - 1)];
    while let Some((from, to)) = lines.pop() {
        let inner = (from + 1..to).map(|at| (at, distance(ring[at], ring[from], ring[to])));
        let Some((at, off)) = inner.max_by(|a, b| a.1.total_cmp(&b.1)) else { continue };
        if off > tolerance {
            keep[at] = true;
            lines.extend([(from, at), (at, to)]);
        }
    }
    ring.iter().zip(keep).filter(|(_, keep)| *keep).map(|(point, _)| *point).collect()
}

fn square(a: Point, b: Point) -> i64 {
    let (north, east) = (i64::from(a.latitude - b.latitude), i64::from(a.longitude - b.longitude));
    north * north + east * east
}

/// How far a point lies from the line between two others.
fn distance(p: Point, a: Point, b: Point) -> f64 {
    let flat = |p: Point| (f64::from(p.longitude - a.longitude), f64::from(p.latitude - a.latitude));
    let ((px, py), (bx, by)) = (flat(p), flat(b));
    let length = bx.hypot(by);
    if length == 0.0 { px.hypot(py) } else { (px * by - py * bx).abs() / length }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(latitude: i32, longitude: i32) -> Point {
        Point { latitude, longitude }
    }

    #[test]
    fn a_border_keeps_its_corners_and_loses_its_small_bends() {
        let mut ring: Vec<Point> = (0..100).map(|i| point(i % 2 * 3, i * 100)).collect();
        ring.extend([point(5000, 9900), point(5000, 0)]);
        let kept = simplified(&ring, 10.0);
        assert!(kept.len() <= 6, "{kept:?}");
        assert!(kept.contains(&point(5000, 9900)) && kept.contains(&point(5000, 0)) && kept.contains(&point(0, 0)));
        assert_eq!(simplified(&ring, 1.0).len(), ring.len());
    }

    #[test]
    fn a_name_stands_in_the_middle_of_the_largest_island() {
        let square = |at: i32, side: i32| {
            vec![point(at, at), point(at, at + side), point(at + side, at + side), point(at + side, at)]
        };
        let shape = Shape::new("町".into(), vec![square(50_000_000, 10), square(34_000_000, 1000)]).unwrap();
        assert_eq!(shape.label, point(34_000_500, 34_000_500));
    }

    #[test]
    fn the_blocks_of_a_town_have_one_name() {
        assert_eq!(
            ["梅ヶ枝町三丁目", "本町１丁目", "二丁目", "浜手"].map(without_block),
            ["梅ヶ枝町", "本町", "二丁目", "浜手"]
        );
        let town = |name: &str, at| Town { name: name.into(), point: point(at, at) };
        let gathered = gathered(vec![town("本町一丁目", 100), town("本町二丁目", 300), town("浜手", 7)]);
        assert_eq!(gathered, [town("本町", 200), town("浜手", 7)]);
    }
}
