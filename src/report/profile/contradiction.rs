//! Figures that cannot all be right (食い違い): found, named, and never averaged or hidden.

use super::figure::{AGES, Figure, Figures, LEVELS, MEASURES, When};
use crate::directory::import::readers::Measure;

/// Two or more figures of one area that cannot all be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Contradiction {
    /// Two sources give one measure on one day different numbers.
    SourcesDiffer {
        /// What is counted.
        measure: Measure,
        /// One of them.
        one: Figure,
        /// The other.
        other: Figure,
    },
    /// The parts do not add up to the whole of the same source and day: ages, or care levels.
    SumIsOff {
        /// The whole: 65 and over, or all certified people.
        measure: Measure,
        /// What the source prints as the whole.
        total: Figure,
        /// What its parts add up to, × 1,000.
        sum: i64,
    },
    /// More people of 65 and over than people.
    MoreElderlyThanPeople {
        /// The people of 65 and over.
        elderly: Figure,
        /// Everybody.
        population: Figure,
    },
    /// A part of a person.
    Fraction {
        /// What is counted.
        measure: Measure,
        /// The number.
        figure: Figure,
    },
}

/// Everything in an area's figures that contradicts something else.
pub fn contradictions(figures: &Figures) -> Vec<Contradiction> {
    let mut found = Vec::new();
    for measure in MEASURES {
        found.extend(differing(measure, figures.all(measure)));
    }
    found.extend(off(figures, Measure::Insured65Plus, &AGES));
    found.extend(off(figures, Measure::CertifiedTotal, &LEVELS));
    found.extend(too_many_elderly(figures));
    for measure in MEASURES {
        let broken = figures.all(measure).iter().filter(|figure| figure.milli % 1000 != 0);
        found.extend(broken.map(|figure| Contradiction::Fraction { measure, figure: figure.clone() }));
    }
    found
}

fn differing(measure: Measure, all: &[Figure]) -> Vec<Contradiction> {
    let mut found = Vec::new();
    for (i, one) in all.iter().enumerate() {
        for other in &all[i + 1..] {
            if one.when.is_same(&other.when) && one.milli != other.milli {
                found.push(Contradiction::SourcesDiffer { measure, one: one.clone(), other: other.clone() });
            }
        }
    }
    found
}

fn off(figures: &Figures, whole: Measure, parts: &[Measure]) -> Vec<Contradiction> {
    let totals = figures.all(whole).iter();
    totals
        .filter_map(|total| {
            let parts: Option<Vec<i64>> = parts
                .iter()
                .map(|part| figures.at(*part, &total.when, &total.source).map(|figure| figure.milli))
                .collect();
            let sum: i64 = parts?.iter().sum();
            (sum != total.milli).then(|| Contradiction::SumIsOff { measure: whole, total: total.clone(), sum })
        })
        .collect()
}

/// Compared on the same day where there is one, and the two figures that the page sets side by side in any case.
fn too_many_elderly(figures: &Figures) -> Vec<Contradiction> {
    let mut found = Vec::new();
    for elderly in figures.all(Measure::Insured65Plus) {
        let people = population_for(figures, &elderly.when);
        let of_that_day = |figure: &&Figure| figure.when.is_same(&elderly.when);
        let others = figures.all(Measure::PopulationTotal).iter().filter(of_that_day);
        let newest = people.filter(|_| Some(elderly) == figures.newest(Measure::Insured65Plus));
        let mut compared: Vec<&Figure> =
            newest.into_iter().chain(others).filter(|all| all.milli < elderly.milli).collect();
        compared.dedup();
        found.extend(compared.into_iter().map(|population| Contradiction::MoreElderlyThanPeople {
            elderly: elderly.clone(),
            population: population.clone(),
        }));
    }
    found
}

/// The population to set beside a figure of this day: that of the same day, else the newest.
pub fn population_for<'a>(figures: &'a Figures, when: &When) -> Option<&'a Figure> {
    let all = figures.all(Measure::PopulationTotal);
    all.iter().find(|figure| figure.when.is_same(when)).or_else(|| all.first())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(rows: &[(Measure, i64, &str, &str)]) -> Figures {
        let mut figures = Figures::default();
        for (measure, milli, when, source) in rows {
            figures.add(*measure, Figure { milli: *milli, when: When::of(when), source: (*source).to_owned() });
        }
        figures
    }

    #[test]
    fn the_report_counts_parts_of_people() {
        let figures = figures(&[
            (Measure::PopulationTotal, 8_286_000, "2011年度末", "報告書"),
            (Measure::Insured65Plus, 4_154_070, "2011年度末", "報告書"),
        ]);
        let found = contradictions(&figures);
        let [Contradiction::Fraction { measure: Measure::Insured65Plus, figure }] = found.as_slice() else {
            panic!("{found:?}")
        };
        assert_eq!(figure.milli, 4_154_070);
    }

    #[test]
    fn two_sources_of_one_day_that_differ_are_both_named() {
        let of = |a, b, when| {
            contradictions(&figures(&[(Measure::Age65To74, a, "2011年", "本文"), (Measure::Age65To74, b, when, "表")]))
        };
        assert!(matches!(of(258_000, 226_000, "2011年").as_slice(), [Contradiction::SourcesDiffer { .. }]));
        assert_eq!(of(226_000, 226_000, "2011年"), []);
        assert_eq!(of(258_000, 226_000, "2012年"), [], "two years may differ");
    }

    #[test]
    fn parts_that_do_not_add_up_are_told_only_within_one_source_and_day() {
        let ages = |when| {
            figures(&[
                (Measure::Insured65Plus, 300_000, "2023年度末", "月報"),
                (Measure::Age65To74, 100_000, "2023年度末", "月報"),
                (Measure::Age75To84, 100_000, "2023年度末", "月報"),
                (Measure::Age85Plus, 101_000, when, "月報"),
            ])
        };
        let found = contradictions(&ages("2023年度末"));
        assert!(matches!(found.as_slice(), [Contradiction::SumIsOff { sum: 301_000, .. }]), "{found:?}");
        assert_eq!(contradictions(&ages("2022年度末")), []);

        let mut rows = vec![(Measure::CertifiedTotal, 28_000, "2023年度末", "月報")];
        rows.extend(LEVELS.iter().zip(1..).map(|(level, n)| (*level, n * 1000, "2023年度末", "月報")));
        assert_eq!(contradictions(&figures(&rows)), [], "1 + 2 + … + 7 = 28");
        rows[0].1 = 30_000;
        assert!(matches!(
            contradictions(&figures(&rows)).as_slice(),
            [Contradiction::SumIsOff { measure: Measure::CertifiedTotal, .. }]
        ));
    }

    #[test]
    fn nobody_has_more_elderly_than_people() {
        let of = |elderly, when| {
            contradictions(&figures(&[
                (Measure::PopulationTotal, 900_000, "2015年", "国勢調査"),
                (Measure::Insured65Plus, elderly, when, "月報"),
            ]))
        };
        assert!(matches!(of(901_000, "2015年").as_slice(), [Contradiction::MoreElderlyThanPeople { .. }]));
        assert_eq!(of(901_000, "2023年度末").len(), 1, "years apart it is told too, since the page divides them");
        assert_eq!(of(899_000, "2023年度末"), []);
    }
}
