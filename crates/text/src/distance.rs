//! How far two places are apart (距離), and how long that is on foot (徒歩).

/// A point on the map in millionths of a degree (緯度・経度).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Point {
    /// North of the equator (緯度).
    pub latitude: i32,
    /// East of Greenwich (経度).
    pub longitude: i32,
}

impl Point {
    /// A point from degrees as the open data writes them; `None` for 0,0, which there means "not known", and for what is no place.
    pub fn from_degrees(latitude: f64, longitude: f64) -> Option<Self> {
        let known = latitude != 0.0 && longitude != 0.0;
        let on_earth = latitude.abs() <= 90.0 && longitude.abs() <= 180.0;
        (known && on_earth)
            .then(|| Self { latitude: (latitude * 1e6).round() as i32, longitude: (longitude * 1e6).round() as i32 })
    }

    /// Does the point lie in the box around Japan? A point outside is a typing error at the source.
    pub fn is_in_japan(self) -> bool {
        (20_000_000..=46_000_000).contains(&self.latitude) && (122_000_000..=154_000_000).contains(&self.longitude)
    }
}

/// Metres between two points along the ground (haversine on a sphere; wrong by less than 0.6 %).
pub fn metres(from: Point, to: Point) -> f64 {
    const EARTH_RADIUS: f64 = 6_371_008.8;
    let radians = |microdegrees: i32| (f64::from(microdegrees) / 1e6).to_radians();
    let (from_lat, to_lat) = (radians(from.latitude), radians(to.latitude));
    let half_lat = ((to_lat - from_lat) / 2.0).sin();
    let half_lon = ((radians(to.longitude) - radians(from.longitude)) / 2.0).sin();
    let h = half_lat * half_lat + from_lat.cos() * to_lat.cos() * half_lon * half_lon;
    2.0 * EARTH_RADIUS * h.sqrt().min(1.0).asin()
}

/// Minutes on foot, 80 metres a minute and rounded up, as Japanese property notices count (不動産の表示に関する公正競争規約).
pub fn walk_minutes(metres: f64) -> u32 {
    (metres.max(0.0) / 80.0).ceil() as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn tokyo_station_is_about_400_kilometres_from_osaka_station() {
        let tokyo = Point::from_degrees(35.681236, 139.767125).unwrap();
        let osaka = Point::from_degrees(34.702485, 135.495951).unwrap();
        assert!((metres(tokyo, osaka) - 403_500.0).abs() < 1_500.0, "{}", metres(tokyo, osaka));
        assert!(tokyo.is_in_japan());
        assert_eq!(Point::from_degrees(0.0, 0.0), None);
        assert_eq!(Point::from_degrees(f64::NAN, 139.0), None);
    }

    #[test]
    fn eighty_metres_begin_a_minute() {
        assert_eq!([0.0, 1.0, 80.0, 80.5, 800.0].map(walk_minutes), [0, 1, 1, 2, 10]);
    }

    proptest! {
        #[test]
        fn the_way_back_is_as_long(a: (i32, i32), b: (i32, i32)) {
            let point = |(lat, lon): (i32, i32)| Point { latitude: lat % 90_000_000, longitude: lon % 180_000_000 };
            let (there, back) = (metres(point(a), point(b)), metres(point(b), point(a)));
            prop_assert!((there - back).abs() < 0.001 && there >= 0.0);
        }
    }
}
