//! What the hub itself knows better than any source (拠点の調べ), laid over what the sources say.

use jiff::civil::Date;

use super::hours;
use super::organization::{Accuracy, Field, Organization, Origin};
use super::record::Source;

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

/// Lays the hub's facts over an organisation.
pub fn lay_over(organization: &mut Organization, facts: &[Fact]) {
    for fact in facts {
        let text = || (!fact.value.is_empty()).then(|| fact.value.clone());
        match fact.field {
            Field::Name => organization.name.clone_from(&fact.value),
            Field::Kana => organization.kana = text(),
            Field::Phone => organization.phone = text(),
            Field::Fax => organization.fax = text(),
            Field::Url => organization.url = text(),
            Field::Email => organization.email = text(),
            Field::Note => organization.note.clone_from(&fact.value),
            Field::Address => {
                let place = &mut organization.places[0];
                if place.address != fact.value {
                    place.address.clone_from(&fact.value);
                    place.building = None;
                    // The old point would send somebody to the old house.
                    place.position = None;
                    place.accuracy = Accuracy::Unknown;
                }
            }
            Field::Hours => {
                // Validated when it was set; a text that a newer version no longer reads is shown as a note, never dropped.
                let hours = hours::parse_text(&fact.value).ok();
                for service in organization.services.iter_mut().filter(|service| service.place == 0) {
                    service.hours.clone_from(&hours);
                }
            }
        }
        let origin = Origin { source: Source::Hub, as_of: Some(fact.as_of) };
        organization.origins.insert(fact.field.code().to_owned(), origin);
    }
}
