//! The invented area of the demo (架空の圏域): 汐見野市 and its two neighbours, with everything a hub would know of them.
//!
//! No name, number or place here is anybody's: the prefecture has the number 99, telephones begin with 0000, the land
//! lies in the open sea. One seed and one day give the same area for ever.

use jiff::civil::Date;

mod address;
mod borders;
mod care_manager;
mod care_names;
mod chance;
mod facilities;
mod hours;
mod land;
mod line;
mod medical_names;
mod model;
mod numbers;
mod owners;
mod pairs;
mod statistics;
mod survey;
mod survey_rules;
#[cfg(test)]
mod tests;
mod town_names;
mod towns;

pub use model::*;
pub use survey::survey_for;

/// The whole area as it would be known on this day.
pub fn fictional_area(seed: u64, today: Date) -> FictionalArea {
    let boundaries = land::boundaries();
    let days = facilities::SourceDays::before(today);
    let facilities = facilities::facilities(seed, days, &boundaries);
    let survey = survey::of_facilities(&facilities, seed, today, days.navii);
    let (doubtful, doubtful_pairs) = pairs::doubtful(&facilities);
    let mut records: Vec<_> = facilities.into_iter().flat_map(|f| std::iter::once(f.main).chain(f.others)).collect();
    records.extend(doubtful);
    FictionalArea {
        hub: towns::hub(),
        municipalities: towns::municipalities(),
        towns: towns::towns(),
        postal_codes: towns::postal_codes(),
        boundaries,
        decorations: land::decorations(),
        records,
        survey,
        statistics: statistics::statistics(today),
        doubtful_pairs,
    }
}
