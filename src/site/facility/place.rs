//! Where a facility is (場所): address, a small map, and who else is there.

use crate::directory::organization::{Accuracy, Organization, Place};
use crate::directory::store::summaries::Summary;
use crate::platform::web::{Page, Phrase};
use crate::site::map::{MapView, Pin, Shapes, Wish};
use crate::site::words::{self, Named};

/// Where it is.
pub struct PlaceView {
    /// The main place.
    pub main: AddressView,
    /// Its other places.
    pub others: Vec<AddressView>,
    /// The map, where a point is known.
    pub map: Option<MapView>,
    /// What is not sure about the point.
    pub doubt: Option<Phrase>,
    /// Who else is at the same address.
    pub neighbours: Vec<Neighbour>,
}

/// One address.
pub struct AddressView {
    /// Its postal code.
    pub postal_code: Option<Phrase>,
    /// Prefecture to house number.
    pub address: String,
    /// The building.
    pub building: Option<String>,
}

/// Another facility at the same address.
pub struct Neighbour {
    /// Its name.
    pub name: Named,
    /// Its page.
    pub href: String,
    /// What it is.
    pub kind: Phrase,
}

impl PlaceView {
    /// Works out where it is.
    pub fn new(page: &Page, organization: &Organization, neighbours: &[Summary], shapes: &Shapes) -> Self {
        let place = organization.main_place();
        let pin = |point| Pin {
            number: None,
            point,
            exact: place.accuracy == Accuracy::Exact,
            label: organization.name.clone(),
            href: String::new(),
        };
        Self {
            main: AddressView::new(page, place),
            others: organization.places.iter().skip(1).map(|other| AddressView::new(page, other)).collect(),
            map: place
                .position
                .map(|point| MapView::new(shapes, Wish { pins: vec![pin(point)], ..Wish::default() }, page)),
            doubt: doubt(page, place),
            neighbours: neighbours.iter().map(|other| Neighbour::new(page, other)).collect(),
        }
    }
}

impl AddressView {
    fn new(page: &Page, place: &Place) -> Self {
        let hyphened = |code: &str| match (code.get(..3), code.get(3..)) {
            (Some(front), Some(rest)) if code.len() == 7 => format!("{front}-{rest}"),
            _ => code.to_owned(),
        };
        let postal_code = place.postal_code.as_deref();
        Self {
            postal_code: postal_code.map(|code| page.t.facility_more_postal_code(hyphened(code))),
            address: place.address.clone(),
            building: place.building.clone(),
        }
    }
}

impl Neighbour {
    fn new(page: &Page, other: &Summary) -> Self {
        Self {
            name: words::named(page, &other.name, other.kana.as_deref()),
            href: format!("/facilities/{}", other.id),
            kind: words::kind(page, other.kind),
        }
    }
}

fn doubt(page: &Page, place: &Place) -> Option<Phrase> {
    let t = &page.t;
    match (place.position, place.accuracy) {
        (Some(_), Accuracy::Exact) => None,
        (Some(_), Accuracy::Town) => Some(t.facility_more_about_town()),
        (Some(_), Accuracy::Municipality) => Some(t.facility_more_about_municipality()),
        (Some(_), Accuracy::Unknown) => Some(t.state_more_sentence(t.facility_position_doubtful())),
        (None, _) => Some(t.state_more_sentence(t.facility_no_position())),
    }
}
