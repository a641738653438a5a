//! One map as a drawing (SVG): borders, names, numbered pins, a scale.

use std::fmt::Write as _;

use askama::Template;
use kyoten_text::distance;

use super::frame::{Bounds, Frame};
use super::shapes::{Shape, Shapes};
use crate::directory::record::Point;
use crate::platform::web::{Page, Phrase};

/// Pins nearer than this, in units of the drawing, are drawn as one.
const TOGETHER: f64 = 30.0;
/// The area is shown whole unless the pins need less than this share of it.
const ZOOM_BELOW: f64 = 0.4;
/// More names of towns than this are a thicket.
const MOST_NAMES: usize = 14;
/// About the width of a letter and the height of a line.
const LETTER: (f64, f64) = (20.0, 26.0);
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

/// A map, ready for a template: `{{ map }}`.
#[derive(Template)]
#[template(path = "site/map/map.html")]
pub struct MapView {
    label: String,
    height: u32,
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
        let about = numbered.iter().any(|pin| !pin.exact) && !only;
        let (metres, length) = frame.bar();
        let bar_text = if metres < 1000 { format!("{metres} m") } else { format!("{} km", metres / 1000) };
        Self {
            label,
            height: frame.height() as u32,
            borders: shapes.municipalities.iter().filter(|s| s.bounds.meets(&bounds)).map(|s| path(&frame, s)).collect(),
            names: names(&frame, shapes),
            dots: rest.iter().map(|pin| dot(&frame, pin)).collect(),
            marks: marks(&frame, &numbered, page),
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
    let near = here.filter(|here| metres(*here, around.middle()) < NEAR_ENOUGH);
    let around = near.and_then(|here| Bounds::around([here])).map_or(around, |here| around.with(here));
    let Some(area) = area else { return Some(around) };
    if !pins.iter().all(|pin| area.contains(pin.point)) {
        return Some(around);
    }
    let ((wide, high), (area_wide, area_high)) = (around.metres(), area.metres());
    let is_small = wide < area_wide * ZOOM_BELOW && high < area_high * ZOOM_BELOW;
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
        if points.len() < 3 {
            continue;
        }
        for (i, (x, y)) in points.iter().enumerate() {
            let _ = write!(path, "{}{x} {y}", if i == 0 { "M" } else { " " });
        }
        path.push('z');
    }
    path
}

/// The names of the towns where few are in sight, else those of the municipalities; none over another.
fn names(frame: &Frame, shapes: &Shapes) -> Vec<Name> {
    let in_sight = |name: &str, point: Point| {
        let place = frame.place(point);
        frame.shows(place).then(|| (name.to_owned(), place))
    };
    let towns: Vec<_> = shapes.towns.iter().filter_map(|town| in_sight(&town.name, town.point)).collect();
    let chosen = if (1..=MOST_NAMES).contains(&towns.len()) {
        towns
    } else {
        shapes.municipalities.iter().filter_map(|shape| in_sight(&shape.name, shape.label)).collect()
    };
    let mut kept: Vec<(String, (f64, f64))> = Vec::new();
    for (name, (x, y)) in chosen {
        let width = |name: &str| name.chars().count() as f64 * LETTER.0;
        let is_free = kept.iter().all(|(other, (ox, oy))| {
            (x - ox).abs() > (width(&name) + width(other)) / 2.0 || (y - oy).abs() > LETTER.1
        });
        if is_free {
            kept.push((name, (x, y)));
        }
    }
    kept.into_iter().map(|(text, (x, y))| Name { x: x.round() as i32, y: y.round() as i32, text }).collect()
}

fn dot(frame: &Frame, pin: &Pin) -> Dot {
    let (x, y) = placed(frame, pin.point);
    Dot { x, y, title: pin.label.clone(), exact: pin.exact }
}

/// The pins; those that would cover each other become one that says so.
fn marks(frame: &Frame, pins: &[Pin], page: &Page) -> Vec<Mark> {
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
    groups.iter().rev().map(|(place, group)| mark(*place, group, page)).collect()
}

fn mark((x, y): (f64, f64), group: &[&Pin], page: &Page) -> Mark {
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
        exact: group.iter().all(|pin| pin.exact),
    }
}
