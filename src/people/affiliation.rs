//! Where a member works (所属): at organisations of the directory, from–to.

use jiff::civil::Date;

use super::period::Period;
use crate::directory::OrganizationId;
use crate::platform::Id;

/// One affiliation. A member may have several at a time, but never two with one organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Affiliation {
    /// Its id.
    pub id: Id<Affiliation>,
    /// With which organisation, by its id of today.
    pub organization: OrganizationId,
    /// The organisation's name.
    pub organization_name: String,
    /// 役職.
    pub title: String,
    /// From–to.
    pub period: Period,
}

/// The one that a new affiliation would stand beside, with the same organisation at the same time.
pub fn in_the_way(existing: &[Affiliation], organization: OrganizationId, period: Period) -> Option<&Affiliation> {
    existing.iter().find(|one| one.organization == organization && one.period.overlaps(period))
}

/// The organisations that these affiliations are with on this day, or will be later; each once.
pub fn present_or_coming(affiliations: &[Affiliation], today: Date) -> Vec<OrganizationId> {
    organizations(affiliations, |period| period.holds_or_will(today))
}

/// The organisations that these affiliations are with on this day; each once.
pub fn present(affiliations: &[Affiliation], today: Date) -> Vec<OrganizationId> {
    organizations(affiliations, |period| period.holds_on(today))
}

/// The organisations that these affiliations were with last, when all are over.
pub fn last(affiliations: &[Affiliation]) -> Vec<OrganizationId> {
    let ends = affiliations.iter().filter_map(|one| one.period.until()).max();
    organizations(affiliations, |period| period.until().is_some() && period.until() == ends)
}

fn organizations(affiliations: &[Affiliation], wanted: impl Fn(Period) -> bool) -> Vec<OrganizationId> {
    let mut found: Vec<OrganizationId> = Vec::new();
    for one in affiliations.iter().filter(|one| wanted(one.period)) {
        if !found.contains(&one.organization) {
            found.push(one.organization);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan as _;
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    const FIRST: Date = date(2026, 4, 1);

    fn organization(number: u8) -> OrganizationId {
        OrganizationId::from_bytes([number; 16])
    }

    fn affiliation(with: u8, from: i64, length: Option<i64>) -> Affiliation {
        let from = FIRST + from.days();
        Affiliation {
            id: Id::from_bytes([with; 16]),
            organization: organization(with),
            organization_name: String::new(),
            title: String::new(),
            period: Period::new(from, length.map(|days| from + days.days())).unwrap(),
        }
    }

    proptest! {
        #[test]
        fn whatever_is_added_nobody_is_twice_with_one_organisation_on_one_day(
            wanted in prop::collection::vec((0..3u8, 0..40i64, prop::option::of(0..20i64)), 1..20)
        ) {
            let mut kept: Vec<Affiliation> = Vec::new();
            for (with, from, length) in wanted {
                let new = affiliation(with, from, length);
                let free = in_the_way(&kept, new.organization, new.period).is_none();
                let shared = |day: i64| {
                    let day = FIRST + day.days();
                    kept.iter().any(|one| one.organization == new.organization && one.period.holds_on(day))
                        && new.period.holds_on(day)
                };
                prop_assert_eq!(free, !(0..80).any(shared), "refused exactly when a day is shared");
                if free {
                    kept.push(new);
                }
            }
            for day in 0..80 {
                let today = FIRST + i64::from(day).days();
                let with: Vec<_> = kept.iter().filter(|one| one.period.holds_on(today)).map(|one| one.organization).collect();
                prop_assert_eq!(&present(&kept, today), &with, "none is left out, none is there twice");
            }
        }
    }

    #[test]
    fn two_organisations_at_a_time_are_usual() {
        let both = [affiliation(1, 0, None), affiliation(2, 0, Some(5))];
        assert_eq!(present(&both, FIRST), [organization(1), organization(2)]);
        assert_eq!(present(&both, FIRST + 5.days()), [organization(1)]);
        assert_eq!(present_or_coming(&[affiliation(1, 9, None)], FIRST), [organization(1)]);
    }

    #[test]
    fn the_last_organisation_is_the_one_left_last() {
        let left = [affiliation(1, 0, Some(3)), affiliation(2, 0, Some(9)), affiliation(3, 4, Some(0))];
        assert_eq!(last(&left), [organization(2)]);
        assert_eq!(last(&left[2..]), [organization(3)], "who began and ended on one day was there");
        assert_eq!(last(&[]), []);
    }
}
