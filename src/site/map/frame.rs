//! From degrees to the points of a drawing: equirectangular, shrunk east to west by the cosine of the latitude.

use crate::directory::record::Point;

/// The width of every map in its own units.
pub const WIDTH: f64 = 720.0;
/// The heights that a map may have.
const HEIGHTS: (f64, f64) = (340.0, 620.0);
/// Room around what is shown, so that no pin is cut.
const MARGIN: f64 = 36.0;
/// A map never shows less than this, in metres: a single pin needs its surroundings.
const LEAST: f64 = 1600.0;
/// Metres of one degree of latitude.
const METRES_OF_DEGREE: f64 = 111_195.0;
/// The longest scale bar.
const LONGEST_BAR: f64 = 150.0;

/// A rectangle of the earth in microdegrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    south: i32,
    west: i32,
    north: i32,
    east: i32,
}

impl Bounds {
    /// The smallest that holds all points; nothing without any.
    pub fn around(points: impl IntoIterator<Item = Point>) -> Option<Self> {
        points.into_iter().map(Self::at).reduce(Self::with)
    }

    fn at(p: Point) -> Self {
        Self { south: p.latitude, west: p.longitude, north: p.latitude, east: p.longitude }
    }

    /// The smallest that holds both.
    pub fn with(self, other: Self) -> Self {
        Self {
            south: self.south.min(other.south),
            west: self.west.min(other.west),
            north: self.north.max(other.north),
            east: self.east.max(other.east),
        }
    }

    /// From an address: south, west, north and east in degrees. Nothing when they are no rectangle on the earth.
    pub fn read(text: &str) -> Option<Self> {
        let mut degrees = text.split(',').map(|part| part.parse::<f64>().ok().filter(|d| d.abs() <= 180.0));
        let mut next = || Some((degrees.next()?? * 1e6).round() as i32);
        let (south, west, north, east) = (next()?, next()?, next()?, next()?);
        let on_earth = south.abs().max(north.abs()) <= 90_000_000;
        (on_earth && south <= north && west <= east).then_some(Self { south, west, north, east })
    }

    /// As an address holds it, to about ten metres.
    pub fn written(&self) -> String {
        let degrees = |micro: i32| format!("{:.4}", f64::from(micro) / 1e6);
        [self.south, self.west, self.north, self.east].map(degrees).join(",")
    }

    /// How far its corners lie from its middle, in metres.
    pub fn radius(&self) -> f64 {
        let (wide, high) = self.metres();
        wide.hypot(high) / 2.0
    }

    /// The same with so many microdegrees more on each side.
    pub fn grown(self, by: i32) -> Self {
        let Self { south, west, north, east } = self;
        Self { south: south - by, west: west - by, north: north + by, east: east + by }
    }

    /// Whether the point lies inside.
    pub fn contains(&self, p: Point) -> bool {
        (self.south..=self.north).contains(&p.latitude) && (self.west..=self.east).contains(&p.longitude)
    }

    /// Whether they share anything.
    pub fn meets(&self, other: &Self) -> bool {
        self.south <= other.north && other.south <= self.north && self.west <= other.east && other.west <= self.east
    }

    /// Width and height in metres.
    pub fn metres(&self) -> (f64, f64) {
        let degrees = |from: i32, to: i32| f64::from(to.saturating_sub(from)) / 1e6;
        let cosine = cosine(self.middle());
        (degrees(self.west, self.east) * cosine * METRES_OF_DEGREE, degrees(self.south, self.north) * METRES_OF_DEGREE)
    }

    /// The point in the middle.
    pub fn middle(&self) -> Point {
        let between = |a: i32, b: i32| ((i64::from(a) + i64::from(b)) / 2) as i32;
        Point { latitude: between(self.south, self.north), longitude: between(self.west, self.east) }
    }
}

fn cosine(at: Point) -> f64 {
    (f64::from(at.latitude) / 1e6).to_radians().cos().max(0.1)
}

/// Which part of the earth a drawing shows, and how large.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    middle: Point,
    cosine: f64,
    /// Units of the drawing for one metre.
    scale: f64,
    height: f64,
}

impl Frame {
    /// The frame that shows all of `bounds`.
    pub fn of(bounds: Bounds) -> Self {
        let (wide, high) = bounds.metres();
        let (wide, high) = (wide.max(LEAST), high.max(LEAST * HEIGHTS.0 / WIDTH));
        let inner = WIDTH - 2.0 * MARGIN;
        let height = (inner * high / wide + 2.0 * MARGIN).clamp(HEIGHTS.0, HEIGHTS.1).round();
        let scale = (inner / wide).min((height - 2.0 * MARGIN) / high);
        let middle = bounds.middle();
        Self { middle, cosine: cosine(middle), scale, height }
    }

    /// The height of the drawing.
    pub fn height(&self) -> f64 {
        self.height
    }

    /// How long so many metres are in the drawing.
    pub fn units(&self, metres: f64) -> f64 {
        metres * self.scale
    }

    /// Where a point of the earth lies in the drawing.
    pub fn place(&self, p: Point) -> (f64, f64) {
        let off = |at: i32, middle: i32| f64::from(at.saturating_sub(middle)) / 1e6 * METRES_OF_DEGREE * self.scale;
        let east = off(p.longitude, self.middle.longitude) * self.cosine;
        let north = off(p.latitude, self.middle.latitude);
        (WIDTH / 2.0 + east, self.height / 2.0 - north)
    }

    /// Whether a place of the drawing is to be seen.
    pub fn shows(&self, (x, y): (f64, f64)) -> bool {
        (0.0..=WIDTH).contains(&x) && (0.0..=self.height).contains(&y)
    }

    /// Whether anything of a ring can be seen: one that goes around the whole drawing can, a dot of an island cannot.
    pub fn meets(&self, ring: &[(i32, i32)]) -> bool {
        let reaches = |read: fn(&(i32, i32)) -> i32, most: f64| {
            let (low, high) = (ring.iter().map(read).min(), ring.iter().map(read).max());
            low.zip(high).filter(|(low, high)| f64::from(*low) <= most && *high >= 0).map(|(low, high)| high - low)
        };
        let size = reaches(|point| point.0, WIDTH).zip(reaches(|point| point.1, self.height));
        size.is_some_and(|(wide, high)| wide.max(high) > 2)
    }

    /// The scale bar: a round number of metres, and its length.
    pub fn bar(&self) -> (u32, f64) {
        let most = LONGEST_BAR / self.scale;
        let rounds = (1..=6).flat_map(|power| [1, 2, 5].map(|digit| digit * 10_u32.pow(power)));
        let metres = rounds.take_while(|metres| f64::from(*metres) <= most).last().unwrap_or(10);
        (metres, f64::from(metres) * self.scale)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(latitude: i32, longitude: i32) -> Point {
        Point { latitude, longitude }
    }

    #[test]
    fn the_middle_lies_in_the_middle_and_the_corners_inside() {
        let (south_west, north_east) = (point(34_000_000, 136_000_000), point(34_100_000, 136_200_000));
        let bounds = Bounds::around([south_west, north_east]).unwrap();
        let frame = Frame::of(bounds);
        assert_eq!(frame.place(point(34_050_000, 136_100_000)), (WIDTH / 2.0, frame.height() / 2.0));
        for corner in [south_west, north_east] {
            let (x, y) = frame.place(corner);
            assert!((35.9..=WIDTH - 35.9).contains(&x) && (35.9..=frame.height() - 35.9).contains(&y), "{x} {y}");
        }
        assert!(bounds.contains(point(34_050_000, 136_100_000)) && !bounds.contains(point(35_000_000, 136_100_000)));
    }

    #[test]
    fn a_single_point_is_shown_with_its_surroundings_and_a_bar_of_round_metres() {
        let frame = Frame::of(Bounds::around([point(34_000_000, 136_000_000)]).unwrap());
        let (metres, length) = frame.bar();
        assert_eq!(metres, 200);
        assert!(length <= LONGEST_BAR && length > LONGEST_BAR / 3.0, "{length}");
    }

    #[test]
    fn a_rectangle_goes_through_an_address() {
        let bounds = Bounds::around([point(34_500_000, 136_700_000), point(34_512_300, 136_723_400)]).unwrap();
        assert_eq!(bounds.written(), "34.5000,136.7000,34.5123,136.7234");
        assert_eq!(Bounds::read(&bounds.written()), Some(bounds));
        for nonsense in ["", "1,2,3", "a,b,c,d", "35,136,34,137", "91,0,92,1", "NaN,0,0,0", "1e99,0,1,1"] {
            assert_eq!(Bounds::read(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn a_tall_area_is_not_cut() {
        let bounds = Bounds::around([point(33_000_000, 136_000_000), point(35_000_000, 136_010_000)]).unwrap();
        let frame = Frame::of(bounds);
        assert_eq!(frame.height(), HEIGHTS.1);
        assert!(frame.shows(frame.place(point(35_000_000, 136_000_000))));
    }
}
