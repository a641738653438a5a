//! One map as a drawing (SVG): borders, names, numbered pins, a scale.

use std::fmt::Write as _;

use askama::Template;
use kyoten_text::distance;

use super::frame::{Bounds, Frame};
use super::shapes::{Shape, Shapes};
use crate::directory::record::Point;
use crate::platform::web::{Page, Phrase};

/// Pins nearer than this, in units of the drawing, are drawn as one.
const TOGETHER: f64 = 40.0;
/// The area is shown whole unless the pins need less than this share of it.
const ZOOM_BELOW: f64 = 0.4;
/// More names than this are a thicket.
const MOST_NAMES: usize = 14;
/// About the width of a letter and the height of a line, at a size between that of a desk and that of a phone.
const LETTER: (f64, f64) = (20.0, 26.0);
/// A name keeps this far from the pins, and moves up or down by so much to do so.
const PIN_ROOM: f64 = 24.0;
const WAYS_OUT: [f64; 3] = [0.0, 38.0, -38.0];
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

/// An area that is wider than this, in metres, is not always shown whole.
const WIDE: f64 = 15_000.0;

/// A map, ready for a template: `{{ map }}`.
#[derive(Template)]
#[template(path = "site/map/map.html")]
pub struct MapView {
    label: String,
    height: u32,
    around: Vec<String>,
    borders: Vec<String>,
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

struct Name {
    x: i32,
    y: i32,
    text: String,
}

struct Dot {
    x: i32,
    y: i32,
    title: String,
    exact: bool,
}

struct Mark {
    x: i32,
    y: i32,
    shown: String,
    more: Option<String>,
    label: String,
    href: Option<String>,
    exact: bool,
}

struct Bar {
    y: u32,
    x: i32,
    text: String,
}

impl MapView {
    /// Draws `pins` and the place where somebody stands, on the shapes of the area where there are any.
    pub fn new(shapes: &Shapes, pins: Vec<Pin>, here: Option<(Point, String)>, page: &Page) -> Self {
        let label = label(page, shapes, &pins);
        let nothing = page.t.map_more_nothing();
        let Some(bounds) = shown_bounds(shapes, &pins, here.as_ref().map(|here| here.0)) else {
            return Self::empty(label, nothing);
        };
        let frame = Frame::of(bounds);
        let (numbered, rest): (Vec<Pin>, Vec<Pin>) = pins.into_iter().partition(|pin| pin.number.is_some());
        let only = numbered.is_empty() && rest.len() == 1;
        let (numbered, rest) = if only { (rest, Vec::new()) } else { (numbered, rest) };
        let sees_towns = frame.units(TOWN) >= SEEN;
        let about = sees_towns && !only && numbered.iter().any(|pin| !pin.exact);
        let (metres, length) = frame.bar();
        let bar_text = if metres < 1000 { format!("{metres} m") } else { format!("{} km", metres / 1000) };
        Self {
            label,
            height: frame.height() as u32,
            around: shapes.neighbours.iter().map(|shape| path(&frame, shape)).collect(),
            borders: shapes.municipalities.iter().map(|shape| path(&frame, shape)).collect(),
            names: names(
                &frame,
                shapes,
                numbered
                    .iter()
                    .map(|pin| pin.point)
                    .chain(here.as_ref().map(|here| here.0))
                    .map(|p| frame.place(p))
                    .collect(),
            ),
            dots: rest.iter().map(|pin| dot(&frame, pin)).collect(),
            marks: marks(&frame, &numbered, sees_towns, page),
            here: here.filter(|(point, _)| frame.shows(frame.place(*point))).map(|(point, text)| {
                let (x, y) = placed(&frame, point);
                Name { x, y, text }
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
            around: Vec::new(),
            borders: Vec::new(),
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
        (short, _) if !short.is_empty() => short.to_owned(),
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

fn placed(frame: &Frame, point: Point) -> (i32, i32) {
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

/// The names of the towns where one municipality is to be seen, else those of the municipalities; those around it too.
/// None stands over another or under a pin.
fn names(frame: &Frame, shapes: &Shapes, pins: Vec<(f64, f64)>) -> Vec<Name> {
    let of = |shape: &Shape| (shape.name.clone(), frame.place(shape.label));
    let own: Vec<(String, (f64, f64))> = match shapes.municipalities.as_slice() {
        [_] if !shapes.towns.is_empty() => {
            shapes.towns.iter().map(|town| (town.name.clone(), frame.place(town.point))).collect()
        }
        several => several.iter().map(of).collect(),
    };
    let bar = (80.0, frame.height() - 24.0);
    let mut names = Names { kept: Vec::new(), pins };
    for (name, place) in own.into_iter().filter(|(_, place)| frame.shows(*place)) {
        if names.kept.len() < MOST_NAMES {
            names.add(name, place, bar);
        }
    }
    for (name, place) in shapes.neighbours.iter().map(of).filter(|(_, place)| frame.shows(*place)) {
        names.add(name, place, bar);
    }
    let name = |(text, (x, y)): (String, (f64, f64))| Name { x: x.round() as i32, y: y.round() as i32, text };
    names.kept.into_iter().map(name).collect()
}

/// The names that have found a place.
struct Names {
    kept: Vec<(String, (f64, f64))>,
    pins: Vec<(f64, f64)>,
}

impl Names {
    fn add(&mut self, name: String, (x, y): (f64, f64), bar: (f64, f64)) {
        let place = WAYS_OUT.iter().map(|way| (x, y + way)).find(|place| self.is_free(&name, *place, bar));
        if let Some(place) = place {
            self.kept.push((name, place));
        }
    }

    fn is_free(&self, name: &str, (x, y): (f64, f64), bar: (f64, f64)) -> bool {
        let half = |name: &str| name.chars().count() as f64 * LETTER.0 / 2.0;
        let off = |(ox, oy): (f64, f64), wide: f64, high: f64| (x - ox).abs() > wide || (y - oy).abs() > high;
        self.kept.iter().all(|(other, place)| off(*place, half(name) + half(other) + LETTER.0, LETTER.1 * 1.5))
            && self.pins.iter().all(|pin| off(*pin, half(name) + PIN_ROOM, PIN_ROOM + LETTER.1 / 2.0))
            && off(bar, half(name) + 90.0, LETTER.1)
    }
}

fn dot(frame: &Frame, pin: &Pin) -> Dot {
    let (x, y) = placed(frame, pin.point);
    Dot { x, y, title: pin.label.clone(), exact: pin.exact }
}

/// The pins; those that would cover each other become one that says so.
fn marks(frame: &Frame, pins: &[Pin], sees_towns: bool, page: &Page) -> Vec<Mark> {
    let mut groups: Vec<((f64, f64), Vec<&Pin>)> = Vec::new();
    for pin in pins {
        let (x, y) = frame.place(pin.point);
        let near = groups.iter_mut().find(|((gx, gy), _)| (x - gx).hypot(y - gy) < TOGETHER);
        match near {
            Some((_, group)) => group.push(pin),
            None => groups.push(((x, y), vec![pin])),
        }
    }
    // The first hits are drawn last, above the others.
    groups.iter().rev().map(|(place, group)| mark(*place, group, sees_towns, page)).collect()
}

fn mark((x, y): (f64, f64), group: &[&Pin], sees_towns: bool, page: &Page) -> Mark {
    let t = &page.t;
    let number = |pin: &Pin| pin.number.map(|number| number.to_string()).unwrap_or_default();
    let first = group[0];
    let (label, href) = match group {
        [only] if only.number.is_some() => (t.map_more_numbered(number(only), &only.label), Some(only.href.clone())),
        [only] => (t.find_plain(&only.label), Some(only.href.clone())),
        several => {
            let same = several.iter().all(|pin| pin.point == first.point);
            let n = several.len();
            let what = if same { t.map_more_at_place(n) } else { t.map_more_close_by(n) };
            let numbers: Vec<String> = several.iter().map(|pin| number(pin)).collect();
            (t.map_more_together(numbers.join(", "), what), None)
        }
    };
    Mark {
        x: x.round() as i32,
        y: y.round() as i32,
        shown: number(first),
        more: (group.len() > 1).then(|| format!("+{}", group.len() - 1)),
        label: label.plain().into_owned(),
        href: href.filter(|href| !href.is_empty()),
        exact: !sees_towns || group.iter().all(|pin| pin.exact),
    }
}
