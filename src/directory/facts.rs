//! What the hub itself knows better than any source (拠点の調べ), laid over what the sources say.

use jiff::civil::Date;
use kyoten_text::address;

use super::hours::{self, Hours, HoursParts};
use super::merge::Locate;
use super::organization::{Accuracy, Field, Organization, Origin, Place, Service};
use super::record::{PlaceFacts, Source};
use super::service_type;

/// One field as the hub has set it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Which field.
    pub field: Field,
    /// Its value; empty means "there is none", whatever the sources say.
    pub value: String,
    /// Who told the hub, in a person's words: 「電話で確認」.
    pub source: String,
    /// The day it was told.
    pub as_of: Date,
}

/// A fact as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldFact {
    /// What was told.
    pub fact: Fact,
    /// Of an address: what was read out of it. Of a point: the point, and the address of the house it is of.
    pub place: Option<PlaceFacts>,
}

/// Lays the hub's facts over an organisation.
pub fn lay_over(organization: &mut Organization, facts: &[HeldFact], locate: &dyn Locate) {
    // In the order of the fields: a point is that of the address which is shown.
    for field in Field::ALL {
        for held in facts.iter().filter(|held| held.fact.field == field) {
            if lay(organization, held, locate) {
                let origin = Origin { source: Source::Hub, as_of: Some(held.fact.as_of) };
                organization.origins.insert(field.code().to_owned(), origin);
            }
        }
    }
}

/// Lays one fact over; `false`: it does not speak of what is shown.
fn lay(organization: &mut Organization, held: &HeldFact, locate: &dyn Locate) -> bool {
    let value = &held.fact.value;
    let text = || (!value.is_empty()).then(|| value.clone());
    match held.fact.field {
        Field::Name => organization.name.clone_from(value),
        Field::Kana => organization.kana = text(),
        Field::Phone => organization.phone = text(),
        Field::Fax => organization.fax = text(),
        Field::Url => organization.url = text(),
        Field::Email => organization.email = text(),
        Field::Note => organization.note.clone_from(value),
        Field::Address => move_to(&mut organization.places[0], value, held.place.as_ref(), locate),
        Field::Point => return point_out(&mut organization.places[0], held.place.as_ref()),
        Field::Hours => set_hours(organization, value),
    }
    true
}

/// The main place is at another address, or its address is written in another way.
fn move_to(place: &mut Place, address: &str, read: Option<&PlaceFacts>, locate: &dyn Locate) {
    let read = read.cloned().unwrap_or_default();
    let same_house = is_same_house(&place.address, address);
    place.address = address.to_owned();
    if same_house {
        place.building = read.building.or(place.building.take());
        place.postal_code = read.postal_code.or(place.postal_code.take());
        return;
    }
    // The old point would send somebody to the old house.
    let located = locate.locate(&read.municipality, address);
    place.municipality = read.municipality;
    place.building = read.building;
    place.postal_code = read.postal_code;
    place.position = located.map(|(point, _)| point);
    place.accuracy = located.map_or(Accuracy::Unknown, |(_, accuracy)| accuracy);
}

/// A point given by hand holds as long as the address is the one it was given for.
fn point_out(place: &mut Place, told: Option<&PlaceFacts>) -> bool {
    let Some(told) = told.filter(|told| told.address == place.address || is_same_house(&told.address, &place.address))
    else {
        return false;
    };
    place.position = told.position;
    place.accuracy = if told.position.is_some() { Accuracy::Exact } else { Accuracy::Unknown };
    true
}

/// Two writings of one address; without a house number nobody can tell.
pub fn is_same_house(one: &str, other: &str) -> bool {
    let key = address::key(one);
    key.ends_with(|c: char| c.is_ascii_digit()) && key == address::key(other)
}

fn set_hours(organization: &mut Organization, value: &str) {
    // Validated when it was set; a text that a newer version no longer reads is shown as a note, never dropped.
    let as_note = || Hours::from(HoursParts { note: value.to_owned(), ..HoursParts::default() });
    let hours = (!value.is_empty()).then(|| hours::parse_text(value).unwrap_or_else(|_| as_note()));
    let mut of_main_place = organization.services.iter_mut().filter(|service| service.place == 0).peekable();
    if of_main_place.peek().is_some() {
        of_main_place.for_each(|service| service.hours.clone_from(&hours));
    } else if hours.is_some() {
        // No source says what it provides; its hours are known all the same.
        organization.services.push(Service {
            place: 0,
            code: service_type::usual_of(organization.kind).to_owned(),
            name: None,
            capacity: None,
            hours,
            departments: Vec::new(),
            beds: Vec::new(),
            source: Source::Hub,
        });
    }
}
