//! Distances: which documents lie within reach of a point, and which lie nearest.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use kyoten_text::distance;
use roaring::RoaringBitmap;

use super::super::record::Point;
use super::document::Located;
use super::lists::Union;

/// The side of a cell of the grid in microdegrees: about 5 km.
const CELL: i32 = 50_000;
/// Metres of one microdegree of latitude on the sphere that distances are measured on.
const METRES_OF_MICRODEGREE: f64 = 0.111_195_08;
/// So far the earth may be taken as flat by those who look twice at the border.
const FLAT: u32 = 100_000;
/// Of so few documents each is measured.
const FEW: u64 = 1_000;
/// A document without a place.
const NOWHERE: Point = Point { latitude: i32::MIN, longitude: i32::MIN };

/// Whole metres between two points.
pub(super) fn metres(from: Point, to: Point) -> u32 {
    let on_map = |p: Point| distance::Point { latitude: p.latitude, longitude: p.longitude };
    distance::metres(on_map(from), on_map(to)).round() as u32
}

fn radians(microdegrees: f64) -> f64 {
    (microdegrees / 1e6).to_radians()
}

/// The places of all documents, by cells of a grid.
pub(super) struct Places {
    points: Vec<Point>,
    exact: RoaringBitmap,
    located: RoaringBitmap,
    cells: Vec<Cell>,
    /// The documents of all cells and where they are, cell by cell: who looks through a cell reads one stretch of memory.
    documents: Vec<(u32, Point)>,
}

/// A square of the grid.
struct Cell {
    south: i32,
    west: i32,
    from: u32,
    to: u32,
}

/// A point that many cells are compared with.
struct From {
    point: Point,
    /// How much shorter a degree is along the point's parallel than along a meridian.
    parallel: f64,
    /// How much shorter still for each radian farther from the equator.
    tilt: f64,
}

impl From {
    fn new(point: Point) -> Self {
        let latitude = radians(f64::from(point.latitude));
        Self { point, parallel: latitude.cos(), tilt: latitude.sin() }
    }

    /// Whether a point is not farther than this, as [`metres`] says. On a flat map that is told almost always: within
    /// [`FLAT`] metres it is wrong by less than one in a thousand, between the polar circles.
    fn reaches(&self, to: Point, reach: u32) -> bool {
        let far = f64::from(reach);
        if reach <= FLAT && self.parallel > 0.4 {
            let north = f64::from(to.latitude) - f64::from(self.point.latitude);
            let east = f64::from(to.longitude) - f64::from(self.point.longitude);
            let parallel = self.parallel - self.tilt * radians(north) / 2.0;
            let flat = north.hypot(east * parallel) * METRES_OF_MICRODEGREE;
            if (flat - far).abs() > far * 0.002 + 2.0 {
                return flat < far;
            }
        }
        metres(self.point, to) <= reach
    }

    /// Never more than the distance to any point in the cell: the way along the meridian or along the parallel, whichever
    /// is longer, and a little less because the earth is round.
    fn at_least(&self, cell: &Cell) -> f64 {
        let gap = |at: i32, low: i32| f64::from((low.saturating_sub(at)).max(at.saturating_sub(low + CELL)).max(0));
        let north = gap(self.point.latitude, cell.south);
        let east = gap(self.point.longitude, cell.west);
        let bend = if east > 10e6 { 0.8 } else { 0.99 };
        (north * 0.999).max(east * self.parallel * bend) * METRES_OF_MICRODEGREE - 1.0
    }

    /// Never less than the distance to any point in the cell: along the parallel, then along the meridian.
    fn at_most(&self, cell: &Cell) -> f64 {
        let span = |at: i32, low: i32| f64::from((at.abs_diff(low)).max(at.abs_diff(low + CELL)));
        let (north, east) = (span(self.point.latitude, cell.south), span(self.point.longitude, cell.west));
        (north + east * self.parallel) * METRES_OF_MICRODEGREE + 1.0
    }
}

impl Places {
    pub(super) fn new(places: &[Option<Located>]) -> Self {
        let points: Vec<Point> = places.iter().map(|place| place.map_or(NOWHERE, |place| place.point)).collect();
        let numbered = |wanted: fn(&Located) -> bool| {
            let docs = places.iter().enumerate().filter(move |(_, place)| place.as_ref().is_some_and(wanted));
            super::lists::from_sorted(docs.map(|(doc, _)| doc as u32))
        };
        let (located, exact) = (numbered(|_| true), numbered(|place| place.exact));
        let mut by_cell: HashMap<(i32, i32), Vec<u32>> = HashMap::new();
        for doc in &located {
            let point = points[doc as usize];
            by_cell.entry((point.latitude.div_euclid(CELL), point.longitude.div_euclid(CELL))).or_default().push(doc);
        }
        let mut sorted: Vec<_> = by_cell.into_iter().collect();
        sorted.sort_unstable();
        let (mut cells, mut documents) = (Vec::with_capacity(sorted.len()), Vec::with_capacity(located.len() as usize));
        for ((latitude, longitude), docs) in sorted {
            let from = documents.len() as u32;
            documents.extend(docs.into_iter().map(|doc| (doc, points[doc as usize])));
            cells.push(Cell { south: latitude * CELL, west: longitude * CELL, from, to: documents.len() as u32 });
        }
        Self { points, exact, located, cells, documents }
    }

    /// The documents whose place is known.
    pub(super) fn located(&self) -> &RoaringBitmap {
        &self.located
    }

    /// How far a document is, and whether its point is that of the house.
    pub(super) fn metres_to(&self, doc: u32, from: Point) -> Option<(u32, bool)> {
        let point = self.points[doc as usize];
        (point != NOWHERE).then(|| (metres(from, point), self.exact.contains(doc)))
    }

    fn of(&self, cell: &Cell) -> &[(u32, Point)] {
        &self.documents[cell.from as usize..cell.to as usize]
    }

    /// The rows of cells that are not too far north or south: cells are sorted from south to north.
    fn band(&self, from: Point, reach: u32) -> &[Cell] {
        let reach = (f64::from(reach) / METRES_OF_MICRODEGREE) as i32 + CELL;
        let (low, high) =
            (from.latitude.saturating_sub(reach).saturating_sub(CELL), from.latitude.saturating_add(reach));
        let first = self.cells.partition_point(|cell| cell.south < low);
        let last = self.cells.partition_point(|cell| cell.south <= high);
        &self.cells[first..last]
    }

    /// The documents not farther than this.
    pub(super) fn within(&self, from: Point, reach: u32) -> RoaringBitmap {
        let mut found = Union::new(self.points.len() as u32);
        let point = From::new(from);
        for cell in self.band(from, reach).iter().filter(|cell| point.at_least(cell) <= f64::from(reach) + 1.0) {
            let whole = point.at_most(cell) < f64::from(reach);
            for (doc, place) in self.of(cell) {
                if whole || point.reaches(*place, reach) {
                    found.insert(*doc);
                }
            }
        }
        found.finish()
    }

    /// How many of these documents are not farther than this.
    pub(super) fn count_within(&self, from: Point, reach: u32, among: &RoaringBitmap) -> u64 {
        if among.len() < FEW {
            let point = From::new(from);
            let places = among.iter().map(|doc| self.points[doc as usize]);
            return places.filter(|place| *place != NOWHERE && point.reaches(*place, reach)).count() as u64;
        }
        self.within(from, reach).intersection_len(among)
    }

    /// The `wanted` nearest of some located documents by distance, ties by `rank`; nearest first.
    pub(super) fn nearest<R: Ord + Copy>(
        &self,
        from: Point,
        among: &RoaringBitmap,
        wanted: usize,
        rank: impl Fn(u32) -> R,
    ) -> Vec<(u32, R, u32)> {
        let mut best: BinaryHeap<(u32, R, u32)> = BinaryHeap::new();
        let offer = |doc: u32, place: Point, best: &mut BinaryHeap<(u32, R, u32)>| {
            let far = metres(from, place);
            if best.len() < wanted {
                best.push((far, rank(doc), doc));
            } else if best.peek().is_some_and(|last| far <= last.0 && (far, rank(doc), doc) < *last) {
                best.pop();
                best.push((far, rank(doc), doc));
            }
        };
        if wanted == 0 {
            return Vec::new();
        }
        if among.len() < FEW {
            among.iter().for_each(|doc| offer(doc, self.points[doc as usize], &mut best));
            return best.into_sorted_vec();
        }
        let point = From::new(from);
        let by_distance = |(n, cell): (usize, &Cell)| Reverse((point.at_least(cell).max(0.0) as u32, n));
        let mut cells: BinaryHeap<_> = self.cells.iter().enumerate().map(by_distance).collect();
        while let Some(Reverse((at_least, n))) = cells.pop() {
            if best.len() == wanted && best.peek().is_some_and(|last| last.0.saturating_add(1) < at_least) {
                break;
            }
            for (doc, place) in self.of(&self.cells[n]).iter().filter(|(doc, _)| among.contains(*doc)) {
                offer(*doc, *place, &mut best);
            }
        }
        best.into_sorted_vec()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_flat_map_says_what_measuring_says(
            latitude in -66_000_000..66_000_000_i32,
            longitude in 122_000_000..154_000_000_i32,
            (north, east) in (-900_000..900_000_i32, -900_000..900_000_i32),
            reach in 0..120_000_u32,
        ) {
            let from = Point { latitude, longitude };
            let to = Point { latitude: latitude + north, longitude: longitude + east };
            let far = metres(from, to);
            // Anywhere, and just at the border.
            for reach in [reach, far.saturating_sub(1), far, far + 1, far + far / 500] {
                prop_assert_eq!(From::new(from).reaches(to, reach), far <= reach, "{} of {}", far, reach);
            }
        }
    }
}
