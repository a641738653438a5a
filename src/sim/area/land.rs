//! The lie of the invented land (地形): shapes and the drawing's way into degrees.
//!
//! It lies in the open Pacific, where no island is, so that nobody takes it for a real place, but inside the box of
//! coordinates that Japanese data is checked against.

use crate::directory::record::Point;
use crate::directory::store::map::{Landmark, LandmarkKind};

use super::borders as b;
use super::model::{Boundary, BoundaryLevel};

/// North-western corner of the drawing, in microdegrees.
const ORIGIN: Point = Point { latitude: 31_200_000, longitude: 146_000_000 };

/// A point of the drawing: x to the east, y to the south, 48 to a kilometre.
pub(super) type Spot = (f64, f64);

/// The drawing's spot on the earth.
pub(super) fn point((x, y): Spot) -> Point {
    // A 48th of a kilometre on a globe of 6,371 km, at the middle of the drawing.
    const LATITUDE_STEP: f64 = 187.36;
    const LONGITUDE_STEP: f64 = 218.98;
    Point {
        latitude: ORIGIN.latitude - (y * LATITUDE_STEP).round() as i32,
        longitude: ORIGIN.longitude + (x * LONGITUDE_STEP).round() as i32,
    }
}

/// Whether a point lies inside a closed ring.
pub(super) fn contains(ring: &[Point], point: Point) -> bool {
    let (x, y) = (i64::from(point.longitude), i64::from(point.latitude));
    ring.windows(2).fold(false, |inside, edge| {
        let (ax, ay) = (i64::from(edge[0].longitude), i64::from(edge[0].latitude));
        let (bx, by) = (i64::from(edge[1].longitude), i64::from(edge[1].latitude));
        if (ay > y) == (by > y) {
            return inside;
        }
        let left_of_edge = (x - ax) * (by - ay) < (bx - ax) * (y - ay);
        inside != (left_of_edge == (by > ay))
    })
}

/// The shapes of the three municipalities, then of the five towns of the city.
pub(super) fn boundaries() -> Vec<Boundary> {
    use Course::{Back, Forth};
    let city = [
        Forth(b::KIRIHARA_WEST),
        Forth(b::KIRIHARA_EAST),
        Forth(b::EAST),
        Forth(b::SHORE_EAST),
        Forth(b::SHORE_WEST),
        Forth(b::URANAMI_SOUTH),
        Forth(b::URANAMI_MIDDLE),
        Forth(b::URANAMI_NORTH),
    ];
    let kirihara =
        [Forth(b::KIRIHARA_WEST), Forth(b::KIRIHARA_EAST), Forth(b::KIRIHARA_OUTER), Forth(b::KIRIHARA_URANAMI)];
    let uranami = [
        Back(b::KIRIHARA_URANAMI),
        Forth(b::URANAMI_OUTER),
        Forth(b::URANAMI_SOUTH),
        Forth(b::URANAMI_MIDDLE),
        Forth(b::URANAMI_NORTH),
    ];
    let kamikirihara = [Forth(b::KIRIHARA_WEST), Forth(b::RIVER_NORTH), Forth(b::MIDDLE_WEST), Forth(b::URANAMI_NORTH)];
    let kanetsuki = [Forth(b::KIRIHARA_EAST), Forth(b::EAST), Forth(b::MIDDLE_EAST), Back(b::RIVER_NORTH)];
    let umegae = [Back(b::MIDDLE_WEST), Forth(b::RIVER_MIDDLE), Forth(b::SOUTH_WEST), Forth(b::URANAMI_MIDDLE)];
    let chidorino = [Back(b::MIDDLE_EAST), Forth(b::SHORE_EAST), Forth(b::RIVER_SOUTH), Back(b::RIVER_MIDDLE)];
    let hamate = [Back(b::SOUTH_WEST), Back(b::RIVER_SOUTH), Forth(b::SHORE_WEST), Forth(b::URANAMI_SOUTH)];

    use BoundaryLevel::{Municipality, Town};
    vec![
        shape(Municipality, "99201", "汐見野市", (330.0, 214.0), &city),
        shape(Municipality, "99202", "桐原市", (340.0, -80.0), &kirihara),
        shape(Municipality, "99341", "浦波町", (-60.0, 190.0), &uranami),
        shape(Town, "99201", "上桐原", (150.0, 134.0), &kamikirihara),
        shape(Town, "99201", "鐘撞", (420.0, 104.0), &kanetsuki),
        shape(Town, "99201", "梅ヶ枝", (98.0, 270.0), &umegae),
        shape(Town, "99201", "千鳥野", (424.0, 238.0), &chidorino),
        shape(Town, "99201", "浜手", (196.0, 318.0), &hamate),
    ]
}

/// The sea, the river, the railway, the station and the bay.
pub(super) fn decorations() -> Vec<Landmark> {
    let river = [Course::Forth(b::RIVER_NORTH), Course::Forth(b::RIVER_MIDDLE), Course::Back(b::RIVER_SOUTH)];
    let one = |kind, name: &str, label: Spot, line| Landmark { kind, name: name.to_owned(), label: point(label), line };
    let mut sea = joined(&[Course::Forth(b::SHORE_EAST), Course::Forth(b::SHORE_WEST)]);
    // Along the shore of 浦波町, and far enough to the south and east for every map of the city.
    sea.extend([(132.0, 404.0), (66.0, 420.0), (0.0, 412.0), (-64.0, 398.0), (-300.0, 1400.0)].map(point));
    sea.extend([(1900.0, 1400.0), (1900.0, 176.0), (694.0, 176.0)].map(point));
    vec![
        one(LandmarkKind::Sea, "", (700.0, 346.0), sea),
        one(LandmarkKind::River, "鐘撞川", (262.0, 90.0), joined(&river)),
        one(LandmarkKind::Railway, "潮路線", (582.0, 140.0), joined(&[Course::Forth(b::RAILWAY)])),
        one(LandmarkKind::Station, "汐見野駅", (301.0, 195.0), Vec::new()),
        one(LandmarkKind::Bay, "汐見湾", (640.0, 330.0), Vec::new()),
    ]
}

/// In which direction a border is walked.
enum Course {
    Forth(&'static str),
    Back(&'static str),
}

fn shape(
    level: BoundaryLevel,
    municipality: &'static str,
    name: &'static str,
    label: Spot,
    courses: &[Course],
) -> Boundary {
    Boundary { level, municipality, name, label: point(label), ring: joined(courses) }
}

/// The borders one after the other; where one ends and the next begins, the point stands once.
fn joined(courses: &[Course]) -> Vec<Point> {
    let mut line: Vec<Point> = Vec::new();
    for course in courses {
        let mut part = match course {
            Course::Forth(border) => points(border),
            Course::Back(border) => points(border).into_iter().rev().collect(),
        };
        if line.last().is_some_and(|last| Some(last) == part.first()) {
            part.remove(0);
        }
        line.append(&mut part);
    }
    line
}

fn points(border: &str) -> Vec<Point> {
    border
        .split(',')
        .map(|pair| {
            let mut numbers = pair.split_whitespace().map(|n| n.parse().expect("borders are numbers"));
            let mut next = || numbers.next().expect("borders are pairs of numbers");
            point((next(), next()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_is_closed_and_holds_its_own_label() {
        for boundary in boundaries() {
            assert_eq!(boundary.ring.first(), boundary.ring.last(), "{} is open", boundary.name);
            assert!(contains(&boundary.ring, boundary.label), "{} is labelled outside", boundary.name);
            for (i, one) in boundary.ring.iter().enumerate().skip(1) {
                assert!(!boundary.ring[i + 1..].contains(one), "{} touches itself", boundary.name);
            }
        }
    }

    #[test]
    fn everything_lies_in_the_box_of_japanese_coordinates() {
        for point in boundaries().into_iter().flat_map(|b| b.ring) {
            assert!((20_000_000..46_000_000).contains(&point.latitude));
            assert!((122_000_000..154_000_000).contains(&point.longitude));
        }
    }

    #[test]
    fn the_towns_of_the_city_fill_it_without_overlap() {
        let all = boundaries();
        let city = &all[0];
        for x in (-200..720).step_by(7) {
            for y in (-220..430).step_by(7) {
                let here = point((f64::from(x) + 0.31, f64::from(y) + 0.47));
                let towns = all[3..].iter().filter(|town| contains(&town.ring, here)).count();
                assert_eq!(towns, usize::from(contains(&city.ring, here)), "at {x} {y}");
                let municipalities = all[..3].iter().filter(|m| contains(&m.ring, here)).count();
                assert!(municipalities <= 1, "two municipalities at {x} {y}");
            }
        }
    }
}
