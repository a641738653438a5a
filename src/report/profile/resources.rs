//! What there is in an area (社会資源の数): organisations by kind, and how many that is for its people.

use std::collections::BTreeMap;

use crate::directory::kind::OrganizationKind;

/// Organisations by kind and municipality; those that no newest list names any more apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    named: BTreeMap<(OrganizationKind, String), u64>,
    missing: u64,
}

impl Counts {
    /// Adds organisations of one kind in one municipality.
    pub fn add(&mut self, kind: OrganizationKind, municipality: &str, number: u64) {
        *self.named.entry((kind, municipality.to_owned())).or_default() += number;
    }

    /// Adds organisations that the newest lists no longer name: they are not counted among the others.
    pub fn add_missing(&mut self, number: u64) {
        self.missing += number;
    }

    /// How many of a kind there are.
    pub fn of(&self, kind: OrganizationKind) -> u64 {
        self.named.iter().filter(|((known, _), _)| *known == kind).map(|(_, number)| number).sum()
    }

    /// How many of a kind there are in one municipality.
    pub fn of_in(&self, kind: OrganizationKind, municipality: &str) -> u64 {
        self.named.get(&(kind, municipality.to_owned())).copied().unwrap_or_default()
    }

    /// How many there are.
    pub fn total(&self) -> u64 {
        self.named.values().sum()
    }

    /// How many the newest lists no longer name.
    pub fn missing(&self) -> u64 {
        self.missing
    }
}

/// One kind with its numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Resource {
    /// What they are.
    pub kind: OrganizationKind,
    /// How many.
    pub number: u64,
    /// For 10,000 people.
    pub per_ten_thousand: Option<f64>,
    /// For 1,000 people of 65 and over; only of kinds that mostly serve them.
    pub per_thousand_elderly: Option<f64>,
}

/// Every kind that there is, in the order of the lists.
pub fn resources(counts: &Counts, population_milli: Option<i64>, elderly_milli: Option<i64>) -> Vec<Resource> {
    let all = OrganizationKind::ALL.into_iter().map(|kind| (kind, counts.of(kind)));
    all.filter(|(_, number)| *number > 0)
        .map(|(kind, number)| Resource {
            kind,
            number,
            per_ten_thousand: per(number, population_milli, 10_000),
            per_thousand_elderly: per(number, elderly_milli.filter(|_| is_for_the_old(kind)), 1_000),
        })
        .collect()
}

/// How many that is for `unit` people; nothing where there are no people.
pub fn per(number: u64, people_milli: Option<i64>, unit: u32) -> Option<f64> {
    let people = people_milli.filter(|milli| *milli > 0)? as f64 / 1000.0;
    Some(number as f64 * f64::from(unit) / people)
}

/// Offices under the Long-Term Care Insurance Act, and those that mostly visit the old.
fn is_for_the_old(kind: OrganizationKind) -> bool {
    use OrganizationKind as K;
    matches!(
        kind,
        K::VisitingNurseStation
            | K::CareManagementOffice
            | K::CommunitySupportCentre
            | K::HomeCare
            | K::HomeRehabilitation
            | K::DayService
            | K::ShortStay
            | K::MultifunctionalCare
            | K::ResidentialCare
            | K::Equipment
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_counted_for_all_people_and_some_for_the_old() {
        let mut counts = Counts::default();
        counts.add(OrganizationKind::Clinic, "13104", 30);
        counts.add(OrganizationKind::HomeCare, "13104", 4);
        counts.add(OrganizationKind::HomeCare, "13105", 6);
        counts.add_missing(3);
        let found = resources(&counts, Some(60_000_000), Some(20_000_000));
        let of = |i: usize| (found[i].kind, found[i].number, found[i].per_ten_thousand, found[i].per_thousand_elderly);
        assert_eq!(of(0), (OrganizationKind::Clinic, 30, Some(5.0), None));
        assert_eq!(of(1), (OrganizationKind::HomeCare, 10, Some(10.0 * 10_000.0 / 60_000.0), Some(0.5)));
        assert_eq!((counts.total(), counts.missing(), counts.of_in(OrganizationKind::HomeCare, "13105")), (40, 3, 6));
        assert_eq!(resources(&counts, None, Some(0))[1].per_thousand_elderly, None);
    }
}
