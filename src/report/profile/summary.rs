//! The area as one page shows it (地域のようす): figures of each municipality and together, contradictions, resources.

use super::area::{AgeingRate, Area, Shown, together, together_at};
use super::contradiction::Contradiction;
use super::resources::{Counts, Resource, resources};
use crate::directory::import::readers::Measure;

/// An area with everything that is known of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// Its municipalities, one by one.
    pub areas: Vec<Area>,
    /// The share of people of 65 and over in all of it.
    pub ageing: Option<AgeingRate>,
    /// What contradicts itself, with the place in [`Self::areas`].
    pub contradictions: Vec<(usize, Contradiction)>,
    /// What there is, by kind.
    pub resources: Vec<Resource>,
    /// The same by municipality.
    pub counts: Counts,
}

impl Profile {
    /// Works out everything from the figures of each municipality and the counted organisations.
    pub fn from(areas: Vec<Area>, counts: Counts) -> Self {
        let ageing = match areas.as_slice() {
            [one] => one.ageing(),
            several => ageing_together(several),
        };
        let contradictions = areas
            .iter()
            .enumerate()
            .flat_map(|(at, area)| area.contradictions().into_iter().map(move |one| (at, one)))
            .collect();
        let mut profile = Self { areas, ageing, contradictions, resources: Vec::new(), counts };
        let people = |measure| profile.shown(measure).map(|shown| shown.milli);
        profile.resources =
            resources(&profile.counts, people(Measure::PopulationTotal), people(Measure::Insured65Plus));
        profile
    }

    /// The number of the whole area for a measure; nothing when a municipality has none.
    pub fn shown(&self, measure: Measure) -> Option<Shown> {
        match self.areas.as_slice() {
            [one] => one.shown(measure),
            several => together(several, measure),
        }
    }

    /// The municipalities without a figure for a measure, when others have one: why there is no sum.
    pub fn lacking(&self, measure: Measure) -> Vec<&str> {
        let (with, without): (Vec<&Area>, Vec<&Area>) =
            self.areas.iter().partition(|area| area.figures.newest(measure).is_some());
        if with.is_empty() { Vec::new() } else { without.into_iter().map(|area| area.name.as_str()).collect() }
    }
}

fn ageing_together(areas: &[Area]) -> Option<AgeingRate> {
    let elderly = together(areas, Measure::Insured65Plus)?;
    let of_that_day = match elderly.whens.as_slice() {
        [when] => together_at(areas, Measure::PopulationTotal, when),
        _ => None,
    };
    let population = of_that_day.or_else(|| together(areas, Measure::PopulationTotal))?;
    Some(AgeingRate { population, elderly })
}

#[cfg(test)]
mod tests {
    use super::super::figure::{Figure, When, written};
    use super::*;
    use crate::directory::kind::OrganizationKind;

    fn area(code: &str, rows: &[(Measure, i64, &str, &str)]) -> Area {
        let mut area = Area { code: code.to_owned(), name: code.to_owned(), ..Area::default() };
        for (measure, milli, when, source) in rows {
            let figure = Figure { milli: *milli, when: When::of(when), source: (*source).to_owned() };
            area.figures.add(*measure, figure);
        }
        area
    }

    /// The report of the ten model hubs prints 8,286 people, 4,154.07 of them of 65 and over, and one sum in two ways.
    #[test]
    fn the_contradictions_of_the_report_are_shown_and_nothing_is_smoothed() {
        let report = area(
            "report",
            &[
                (Measure::PopulationTotal, 8_286_000, "2011年度", "報告書"),
                (Measure::Insured65Plus, 4_154_070, "2011年度", "報告書"),
                (Measure::CertifiedTotal, 258_000, "2011年度", "報告書 本文"),
                (Measure::CertifiedTotal, 226_000, "2011年度", "報告書 表"),
            ],
        );
        let profile = Profile::from(vec![report], Counts::default());
        let found: Vec<&Contradiction> = profile.contradictions.iter().map(|(_, one)| one).collect();
        let [Contradiction::SourcesDiffer { one, other, .. }, Contradiction::Fraction { figure, .. }] =
            found.as_slice()
        else {
            panic!("{found:?}")
        };
        assert_eq!([written(one.milli), written(other.milli)], ["258", "226"]);
        assert_eq!(written(figure.milli), "4,154.07");
        let rate = profile.ageing.expect("both are there");
        assert_eq!(rate.percent().map(|percent| format!("{percent:.1}")), Some("50.1".to_owned()));
        assert!(!rate.is_mixed());
    }

    #[test]
    fn several_municipalities_are_shown_together_only_when_each_has_the_figure() {
        let one = area(
            "13104",
            &[
                (Measure::PopulationTotal, 300_000_000, "2015年", "国勢調査"),
                (Measure::Insured65Plus, 60_000_000, "2023年度末(推定)", "月報"),
            ],
        );
        let two = area("13105", &[(Measure::PopulationTotal, 200_000_000, "2015年", "国勢調査")]);
        let mut counts = Counts::default();
        counts.add(OrganizationKind::DayService, "13104", 5);
        let profile = Profile::from(vec![one.clone(), two.clone()], counts.clone());
        assert_eq!(profile.shown(Measure::PopulationTotal).map(|shown| shown.milli), Some(500_000_000));
        assert_eq!((profile.shown(Measure::Insured65Plus), profile.ageing.as_ref()), (None, None));
        assert_eq!(profile.lacking(Measure::Insured65Plus), ["13105"]);
        assert_eq!(profile.lacking(Measure::CertifiedTotal), [""; 0], "nobody has it: there is nothing to say");
        assert_eq!(profile.resources[0].per_ten_thousand, Some(0.1));
        assert_eq!(profile.resources[0].per_thousand_elderly, None);

        let mut two = two;
        let figure = Figure { milli: 50_000_000, when: When::of("2023年度末(推定)"), source: "月報".into() };
        two.figures.add(Measure::Insured65Plus, figure);
        let rate = Profile::from(vec![one, two], counts).ageing.expect("all have both");
        assert_eq!((rate.percent(), rate.is_mixed()), (Some(22.0), true));
    }
}
