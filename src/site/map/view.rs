//! One map as a drawing (SVG): borders, names, numbered pins, a scale.

use std::fmt::Write as _;

use askama::Template;
use kyoten_text::distance;

use super::frame::{Bounds, Frame};
use super::marks::{Dot, Mark, marks};
use super::names::{Name, names};
use super::shapes::{Shape, Shapes};
use crate::directory::record::Point;
use crate::directory::store::map::{Landmark, LandmarkKind};
use crate::platform::web::{Page, Phrase};
use crate::site::params::Params;

/// The area is shown whole unless the pins need less than this share of it.
const ZOOM_BELOW: f64 = 0.4;
/// A single pin is shown in its whole area if that is not wider or higher than this, in metres; else in its surroundings.
const SMALL_AREA: f64 = 20_000.0;
/// What is around a single pin, in microdegrees: about four kilometres on each side.
const SURROUNDINGS: i32 = 40_000;
/// The middle of a town lies about this far from its houses, in metres; where that cannot be seen it is not marked.
const TOWN: f64 = 300.0;
/// A distance that can be seen, in units of the drawing.
const SEEN: f64 = 4.0;
/// Where somebody stands is shown if it is not farther than this from what is shown.
const NEAR_ENOUGH: f64 = 50_000.0;
/// An area that is wider than this, in metres, is not always shown whole.
const WIDE: f64 = 15_000.0;

/// Something to be shown on a map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    /// Its number in the list; without one it is a dot.
    pub number: Option<usize>,
    /// Where it is.
    pub point: Point,
    /// Whether the point is that of the house.
    pub exact: bool,
    /// What it is called.
    pub label: String,
    /// Where it leads; empty if nowhere.
    pub href: String,
}

/// What a map is to show.
#[derive(Default)]
pub struct Wish<'a> {
    /// What has a place.
    pub pins: Vec<Pin>,
    /// Where somebody stands, and how it is called.
    pub here: Option<(Point, String)>,
    /// Only this part of the earth.
    pub part: Option<Bounds>,
    /// The question whose answers the pins are: pins that stand too close lead to a larger map of it.
    pub question: Option<&'a Params>,
}

/// A map, ready for a template: `{{ map }}`.
#[derive(Template)]
#[template(path = "site/map/map.html")]
pub struct MapView {
    label: String,
    height: u32,
    seas: Vec<String>,
    around: Vec<String>,
    borders: Vec<String>,
    towns: Vec<String>,
    rivers: Vec<String>,
    railways: Vec<String>,
    stations: Vec<(i32, i32)>,
    names: Vec<Name>,
    dots: Vec<Dot>,
    marks: Vec<Mark>,
    here: Option<Name>,
    bar: Option<Bar>,
    about: Option<Phrase>,
    without_position: Option<Phrase>,
    nothing: Phrase,
}

impl askama::filters::HtmlSafe for MapView {}

struct Bar {
    y: u32,
    x: i32,
    text: String,
}

impl MapView {
    /// Draws what is wished for on the shapes of the area where there are any.
    pub fn new(shapes: &Shapes, wish: Wish<'_>, page: &Page) -> Self {
        let Wish { pins, here, part, question } = wish;
        let label = label(page, shapes, &pins);
        let nothing = page.t.map_more_nothing();
        let wanted = part.or_else(|| shown_bounds(shapes, &pins, here.as_ref().map(|here| here.0)));
        let Some(bounds) = wanted else { return Self::empty(label, nothing) };
        let frame = Frame::of(bounds);
        let (numbered, rest): (Vec<Pin>, Vec<Pin>) = pins.into_iter().partition(|pin| pin.number.is_some());
        let only = numbered.is_empty() && rest.len() == 1;
        let (numbered, rest) = if only { (rest, Vec::new()) } else { (numbered, rest) };
        let sees_towns = frame.units(TOWN) >= SEEN;
        let about = sees_towns && !only && numbered.iter().any(|pin| !pin.exact);
        let (metres, length) = frame.bar();
        let bar_text = if metres < 1000 { format!("{metres} m") } else { format!("{} km", metres / 1000) };
        let taken = numbered.iter().map(|pin| pin.point).chain(here.as_ref().map(|here| here.0));
        let of_kind = |kind| shapes.landmarks(kind).map(|one: &Landmark| line(&frame, &one.line));
        Self {
            label,
            height: frame.height() as u32,
            seas: of_kind(LandmarkKind::Sea).collect(),
            around: shapes.neighbours.iter().map(|shape| path(&frame, shape)).collect(),
            borders: shapes.municipalities.iter().map(|shape| path(&frame, shape)).collect(),
            towns: of_kind(LandmarkKind::Town).collect(),
            rivers: of_kind(LandmarkKind::River).collect(),
            railways: of_kind(LandmarkKind::Railway).collect(),
            stations: shapes.landmarks(LandmarkKind::Station).map(|one| placed(&frame, one.label)).collect(),
            names: names(&frame, shapes, taken.map(|point| frame.place(point)).collect()),
            dots: rest.iter().map(|pin| Dot::new(&frame, pin)).collect(),
            marks: marks(&frame, &numbered, sees_towns, question, page),
            here: here.filter(|(point, _)| frame.shows(frame.place(*point))).map(|(point, text)| {
                let (x, y) = placed(&frame, point);
                Name { x, y, text, class: "" }
            }),
            bar: Some(Bar { y: frame.height() as u32 - 24, x: 24 + length.round() as i32, text: bar_text }),
            about: about.then(|| page.t.map_more_about()),
            without_position: None,
            nothing,
        }
    }

    /// Says below the map how many of the hits have no place on it.
    #[must_use]
    pub fn without_position(mut self, n: usize, page: &Page) -> Self {
        self.without_position = (n > 0).then(|| page.t.map_without_position(n));
        self
    }

    /// There is nothing to draw.
    pub fn is_empty(&self) -> bool {
        self.bar.is_none()
    }

    fn has_links(&self) -> bool {
        self.marks.iter().any(|mark| mark.href.is_some())
    }

    fn empty(label: String, nothing: Phrase) -> Self {
        Self {
            label,
            height: 0,
            seas: Vec::new(),
            around: Vec::new(),
            borders: Vec::new(),
            towns: Vec::new(),
            rivers: Vec::new(),
            railways: Vec::new(),
            stations: Vec::new(),
            names: Vec::new(),
            dots: Vec::new(),
            marks: Vec::new(),
            here: None,
            bar: None,
            about: None,
            without_position: None,
            nothing,
        }
    }
}

fn label(page: &Page, shapes: &Shapes, pins: &[Pin]) -> String {
    if let [only] = pins {
        return page.t.map_label_one(&only.label).plain().into_owned();
    }
    let named: Vec<&str> = shapes.municipalities.iter().map(|shape| shape.name.as_str()).collect();
    let area = match (page.hub.short.as_str(), named.as_slice()) {
        (short, _) if !short.is_empty() && !page.is_english() => short.to_owned(),
        (_, few @ [_, ..]) if few.len() <= 3 => few.join("・"),
        _ => page.hub_name().to_owned(),
    };
    page.t.map_label(area, pins.len()).plain().into_owned()
}

/// The whole area, unless the pins lie outside of it or close together in it.
fn shown_bounds(shapes: &Shapes, pins: &[Pin], here: Option<Point>) -> Option<Bounds> {
    let area = shapes.bounds();
    let Some(around) = Bounds::around(pins.iter().map(|pin| pin.point)) else {
        return area.or_else(|| Bounds::around(here));
    };
    let is_small = |area: Bounds| area.metres().0.max(area.metres().1) <= SMALL_AREA;
    if let ([only], None) = (pins, here) {
        return Some(match area.filter(|area| area.contains(only.point) && is_small(*area)) {
            Some(area) => area,
            None => around.grown(SURROUNDINGS),
        });
    }
    let near = here.filter(|here| metres(*here, around.middle()) < NEAR_ENOUGH);
    let around = near.and_then(|here| Bounds::around([here])).map_or(around, |here| around.with(here));
    let Some(area) = area else { return Some(around) };
    if !pins.iter().all(|pin| area.contains(pin.point)) {
        return Some(around);
    }
    let ((wide, high), (area_wide, area_high)) = (around.metres(), area.metres());
    // A town is best known by its whole shape; only a wide area is worth coming closer.
    let is_small = area_wide.max(area_high) > WIDE && wide < area_wide * ZOOM_BELOW && high < area_high * ZOOM_BELOW;
    Some(if is_small && pins.len() > 1 { around } else { area.with(around) })
}

fn metres(from: Point, to: Point) -> f64 {
    let on_map = |p: Point| distance::Point { latitude: p.latitude, longitude: p.longitude };
    distance::metres(on_map(from), on_map(to))
}

/// Where a point lies, in whole units.
pub(super) fn placed(frame: &Frame, point: Point) -> (i32, i32) {
    let (x, y) = frame.place(point);
    (x.round() as i32, y.round() as i32)
}

/// The rings of a municipality as one path; islands too small to see are left out.
fn path(frame: &Frame, shape: &Shape) -> String {
    let mut path = String::new();
    for ring in &shape.rings {
        let mut points: Vec<(i32, i32)> = ring.iter().map(|point| placed(frame, *point)).collect();
        points.dedup();
        if points.len() < 3 || !frame.meets(&points) {
            continue;
        }
        for (i, (x, y)) in points.iter().enumerate() {
            let _ = write!(path, "{}{x} {y}", if i == 0 { "M" } else { " " });
        }
        path.push('z');
    }
    path
}

/// A line as a path; what lies outside of the drawing is cut off by it.
fn line(frame: &Frame, points: &[Point]) -> String {
    let mut path = String::new();
    for (i, point) in points.iter().enumerate() {
        let (x, y) = placed(frame, *point);
        let _ = write!(path, "{}{x} {y}", if i == 0 { "M" } else { " " });
    }
    path
}
