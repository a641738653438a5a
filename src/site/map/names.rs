//! The names on a map (地名): each where it can be read, none over another, over the scale or under a pin.

use super::frame::Frame;
use super::shapes::{Shape, Shapes};
use crate::directory::record::Point;
use crate::directory::store::map::{Landmark, LandmarkKind, Town};

/// More names than this are a thicket.
const MOST_NAMES: usize = 24;
/// About the width of a letter and the height of a line, at a size between that of a desk and that of a phone.
const LETTER: (f64, f64) = (20.0, 26.0);
/// A name keeps this far from the pins, and moves up or down to do so.
const PIN_ROOM: f64 = 24.0;
const WAYS_OUT: [(f64, f64); 3] = [(0.0, 0.0), (0.0, 38.0), (0.0, -38.0)];
/// The name of a shape may stand anywhere in it: it looks around in steps of so much, so often in each direction.
const STEP: f64 = 24.0;
const STEPS: i32 = 5;

/// A name at its place.
pub struct Name {
    /// To the right.
    pub x: i32,
    /// Downwards.
    pub y: i32,
    /// The name.
    pub text: String,
    /// `minor`, `sea`, `stn` or nothing.
    pub class: &'static str,
}

/// The names of an area. Where its towns have shapes, those names come first; towns without one are minor then. Of several
/// municipalities their own names are shown, and those around them too.
pub fn names(frame: &Frame, shapes: &Shapes, pins: Vec<(f64, f64)>) -> Vec<Name> {
    let drawn: Vec<&Landmark> = shapes.landmarks(LandmarkKind::Town).collect();
    let of = |shape: &Shape| (shape.name.clone(), shape.label);
    let class = if drawn.is_empty() { "" } else { "minor" };
    let own: Vec<(String, Point)> = match shapes.municipalities.as_slice() {
        [_] if !shapes.towns.is_empty() => {
            let is_new = |town: &&Town| drawn.iter().all(|known| known.name != town.name);
            shapes.towns.iter().filter(is_new).map(|town| (town.name.clone(), town.point)).collect()
        }
        several => several.iter().map(of).collect(),
    };
    let mut names = Names { kept: Vec::new(), pins, bar: (80.0, frame.height() - 24.0) };
    for town in &drawn {
        names.add_within(town, frame);
    }
    for (kind, class) in [(LandmarkKind::Bay, "sea"), (LandmarkKind::Station, "stn")] {
        for one in shapes.landmarks(kind) {
            let (x, y) = frame.place(one.label);
            names.add(&one.name, if class == "stn" { (x + 56.0, y + 26.0) } else { (x, y) }, class, frame);
        }
    }
    for (name, point) in own {
        if names.kept.len() < MOST_NAMES {
            names.add(&name, frame.place(point), class, frame);
        }
    }
    for (name, point) in shapes.neighbours.iter().map(of) {
        names.add(&name, frame.place(point), "", frame);
    }
    let name = |(text, (x, y), class): (String, (f64, f64), &'static str)| Name {
        x: x.round() as i32,
        y: y.round() as i32,
        text,
        class,
    };
    names.kept.into_iter().map(name).collect()
}

/// The names that have found a place.
struct Names {
    kept: Vec<(String, (f64, f64), &'static str)>,
    pins: Vec<(f64, f64)>,
    bar: (f64, f64),
}

impl Names {
    fn add(&mut self, name: &str, (x, y): (f64, f64), class: &'static str, frame: &Frame) {
        if !frame.shows((x, y)) {
            return;
        }
        let places = WAYS_OUT.iter().map(|(aside, down)| (x + aside, y + down));
        if let Some(place) = places.into_iter().find(|place| frame.shows(*place) && self.is_free(name, *place)) {
            self.kept.push((name.to_owned(), place, class));
        }
    }

    /// As near to its own place as there is room inside of its shape.
    fn add_within(&mut self, town: &Landmark, frame: &Frame) {
        let (x, y) = frame.place(town.label);
        let ring: Vec<(f64, f64)> = town.line.iter().map(|point| frame.place(*point)).collect();
        let steps = || (-STEPS..=STEPS).map(|n| f64::from(n) * STEP);
        let mut places: Vec<(f64, f64)> = steps().flat_map(|aside| steps().map(move |down| (aside, down))).collect();
        places.sort_by(|a, b| a.0.hypot(a.1).total_cmp(&b.0.hypot(b.1)));
        let half = town.name.chars().count() as f64 * LETTER.0 / 2.0;
        let fits = |(x, y): (f64, f64)| {
            let corners = [(-half, -1.0), (half, -1.0), (-half, 1.0), (half, 1.0)];
            let mut corners = corners.iter().map(|(aside, down)| (x + aside, y + down * LETTER.1 / 2.0));
            corners.all(|corner| frame.shows(corner) && inside(&ring, corner))
        };
        let mut places = places.into_iter().map(|(aside, down)| (x + aside, y + down));
        if let Some(place) = places.find(|place| fits(*place) && self.is_free(&town.name, *place)) {
            self.kept.push((town.name.clone(), place, ""));
        }
    }

    fn is_free(&self, name: &str, (x, y): (f64, f64)) -> bool {
        let half = |name: &str| name.chars().count() as f64 * LETTER.0 / 2.0;
        let off = |(ox, oy): (f64, f64), wide: f64, high: f64| (x - ox).abs() > wide || (y - oy).abs() > high;
        self.kept.iter().all(|(other, place, _)| off(*place, half(name) + half(other) + LETTER.0, LETTER.1 * 1.5))
            && self.pins.iter().all(|pin| off(*pin, half(name) + PIN_ROOM, PIN_ROOM + LETTER.1 / 2.0))
            && off(self.bar, half(name) + 90.0, LETTER.1)
    }
}

/// Whether a place lies inside of a ring.
fn inside(ring: &[(f64, f64)], (x, y): (f64, f64)) -> bool {
    ring.windows(2).fold(false, |inside, side| {
        let ((ax, ay), (bx, by)) = (side[0], side[1]);
        let crosses = (ay > y) != (by > y) && x < (bx - ax) * (y - ay) / (by - ay) + ax;
        inside != crosses
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_lies_inside_of_its_shape_or_not() {
        let ring = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (5.0, 5.0), (0.0, 10.0), (0.0, 0.0)];
        assert!(inside(&ring, (2.0, 5.0)) && inside(&ring, (8.0, 5.0)));
        assert!(!inside(&ring, (5.0, 8.0)) && !inside(&ring, (11.0, 5.0)) && !inside(&[], (1.0, 1.0)));
    }
}
