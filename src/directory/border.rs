//! Where a point lies beside a border (行政区域).

use kyoten_text::distance;

use super::record::Point;

/// How far outside of a border a point lies; 0 within it. A point is within when an odd number of rings surrounds it.
pub fn metres_outside(rings: &[Vec<Point>], point: Point) -> f64 {
    let surrounds = |ring: &&Vec<Point>| sides(ring).filter(|(a, b)| crosses(*a, *b, point)).count() % 2 == 1;
    if rings.iter().filter(surrounds).count() % 2 == 1 {
        return 0.0;
    }
    let to_sides = rings.iter().flat_map(|ring| sides(ring)).map(|(a, b)| metres_to_side(a, b, point));
    to_sides.min_by(f64::total_cmp).unwrap_or(f64::INFINITY)
}

fn sides(ring: &[Point]) -> impl Iterator<Item = (Point, Point)> + '_ {
    ring.iter().copied().zip(ring.iter().copied().cycle().skip(1))
}

/// Does a line from the point to the east cross this side?
fn crosses(a: Point, b: Point, point: Point) -> bool {
    if (a.latitude > point.latitude) == (b.latitude > point.latitude) {
        return false;
    }
    let along = f64::from(point.latitude - a.latitude) / f64::from(b.latitude - a.latitude);
    f64::from(point.longitude) < f64::from(a.longitude) + along * f64::from(b.longitude - a.longitude)
}

fn metres_to_side(a: Point, b: Point, point: Point) -> f64 {
    let narrow = (f64::from(point.latitude) / 1e6).to_radians().cos();
    let flat = |p: Point| (f64::from(p.longitude - point.longitude) * narrow, f64::from(p.latitude - point.latitude));
    let ((ax, ay), (bx, by)) = (flat(a), flat(b));
    let (dx, dy) = (bx - ax, by - ay);
    let length = dx * dx + dy * dy;
    let along = if length == 0.0 { 0.0 } else { (-(ax * dx + ay * dy) / length).clamp(0.0, 1.0) };
    let nearest = Point {
        latitude: point.latitude + (ay + along * dy).round() as i32,
        longitude: point.longitude + ((ax + along * dx) / narrow).round() as i32,
    };
    metres(nearest, point)
}

/// Metres between two points.
pub fn metres(from: Point, to: Point) -> f64 {
    let point = |p: Point| distance::Point { latitude: p.latitude, longitude: p.longitude };
    distance::metres(point(from), point(to))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Point = Point { latitude: 34_500_000, longitude: 136_700_000 };

    #[test]
    fn a_point_outside_of_a_border_is_so_many_metres_away_and_a_hole_is_outside() {
        let square = |half: i32| {
            [(-half, -half), (-half, half), (half, half), (half, -half)]
                .map(|(north, east)| Point { latitude: HERE.latitude + north, longitude: HERE.longitude + east })
                .to_vec()
        };
        let ring = vec![square(100_000)];
        assert_eq!(metres_outside(&ring, HERE), 0.0);
        let east = Point { longitude: HERE.longitude + 200_000, ..HERE };
        let outside = metres_outside(&ring, east);
        assert!((9_000.0..9_400.0).contains(&outside), "{outside}");
        let lake = vec![square(100_000), square(50_000)];
        assert!((4_400.0..4_700.0).contains(&metres_outside(&lake, HERE)));
    }
}
