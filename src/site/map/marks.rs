//! The marks on a map (しるし): numbered pins, those that would cover each other as one, and dots.

use super::frame::{Bounds, Frame};
use super::view::{Pin, placed};
use crate::platform::web::{Page, Phrase};
use crate::site::params::Params;

/// Pins nearer than this, in units of the drawing, are drawn as one.
const TOGETHER: f64 = 40.0;
/// So many numbers of a group are read out.
const NUMBERS: usize = 6;
/// Room around a group on its own map, in microdegrees: about fifty metres.
const ROOM: i32 = 500;

/// A place without a number.
pub struct Dot {
    /// To the right.
    pub x: i32,
    /// Downwards.
    pub y: i32,
    /// What it is called.
    pub title: String,
    /// Whether the point is that of the house.
    pub exact: bool,
}

impl Dot {
    /// The dot of a pin.
    pub fn new(frame: &Frame, pin: &Pin) -> Self {
        let (x, y) = placed(frame, pin.point);
        Self { x, y, title: pin.label.clone(), exact: pin.exact }
    }
}

/// A pin, or several that would cover each other.
pub struct Mark {
    /// To the right.
    pub x: i32,
    /// Downwards.
    pub y: i32,
    /// The number on it: that of the list.
    pub shown: String,
    /// How many there are, where there are several.
    pub several: Option<Phrase>,
    /// What it is, for those who do not see it.
    pub label: String,
    /// Where it leads: to the facility, or to a larger map of the group.
    pub href: Option<String>,
    /// Whether the points are those of the houses, as far as one sees.
    pub exact: bool,
}

/// The pins; those that would cover each other become one that says so and leads to a map on which they do not, or to the list
/// where they stand at one place.
pub fn marks(frame: &Frame, pins: &[Pin], sees_towns: bool, question: Option<&Params>, page: &Page) -> Vec<Mark> {
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
    groups.iter().rev().map(|(place, group)| mark(*place, group, sees_towns, question, page)).collect()
}

fn mark((x, y): (f64, f64), group: &[&Pin], sees_towns: bool, question: Option<&Params>, page: &Page) -> Mark {
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
            let mut numbers: Vec<String> = several.iter().take(NUMBERS).map(|pin| number(pin)).collect();
            if n > NUMBERS {
                numbers.push("…".to_owned());
            }
            let href = question.and_then(|question| closer(several, question));
            let label = t.map_more_together(numbers.join(", "), what);
            (if href.is_some() { t.map_more_larger(label) } else { label }, href)
        }
    };
    Mark {
        x: x.round() as i32,
        y: y.round() as i32,
        shown: number(first),
        several: (group.len() > 1).then(|| t.map_more_several(group.len())),
        label: label.plain().into_owned(),
        href: href.filter(|href| !href.is_empty()),
        exact: !sees_towns || group.iter().all(|pin| pin.exact),
    }
}

/// The map of this group alone; when it is already the one that is shown, the list beside it.
fn closer(group: &[&Pin], question: &Params) -> Option<String> {
    let bounds = Bounds::around(group.iter().map(|pin| pin.point))?.grown(ROOM);
    let part = bounds.written();
    if question.first("part") == part {
        return Some("#list".to_owned());
    }
    Some(question.with("part", &part).address("/map"))
}
