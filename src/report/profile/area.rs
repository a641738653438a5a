//! One municipality, or all of the hub's area together (市区町村と圏域): what is shown of its figures.

use super::contradiction::{Contradiction, contradictions, population_for};
use super::figure::{Figure, Figures, When};
use crate::directory::import::readers::Measure;

/// A municipality with everything that statistics say of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Area {
    /// Five digits.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its own figures.
    pub figures: Figures,
    /// Figures that cannot be split down to it.
    pub unsplit: Option<Unsplit>,
}

/// Why there are no insurance figures of a municipality alone (分けられない数字).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unsplit {
    /// A ward of this city, which insures its people as a whole.
    WardOf {
        /// The city's name.
        city: String,
        /// The city's people of 65 and over.
        elderly: Figure,
    },
    /// Insurers of the prefecture that cover several municipalities (広域連合); the source does not say which.
    Joint(Vec<(String, Figure)>),
}

/// A number that is shown: of one municipality, or the sum of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The number × 1,000.
    pub milli: i64,
    /// Of when it is; several when the municipalities have no day in common.
    pub whens: Vec<When>,
    /// Who counted.
    pub sources: Vec<String>,
}

impl From<&Figure> for Shown {
    fn from(figure: &Figure) -> Self {
        Self { milli: figure.milli, whens: vec![figure.when.clone()], sources: vec![figure.source.clone()] }
    }
}

/// The share of people of 65 and over (高齢化率), with what was divided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgeingRate {
    /// Everybody.
    pub population: Shown,
    /// The people of 65 and over.
    pub elderly: Shown,
}

impl AgeingRate {
    /// In percent; nothing when there are more elderly than people, or no people.
    pub fn percent(&self) -> Option<f64> {
        let possible = self.population.milli > 0 && (0..=self.population.milli).contains(&self.elderly.milli);
        possible.then(|| self.elderly.milli as f64 * 100.0 / self.population.milli as f64)
    }

    /// Whether the two are of different days: the rate is a rough guide then.
    pub fn is_mixed(&self) -> bool {
        let whens = || self.population.whens.iter().chain(&self.elderly.whens);
        whens().zip(whens().skip(1)).any(|(a, b)| !a.is_same(b))
    }
}

impl Area {
    /// The number shown for a measure: the newest.
    pub fn shown(&self, measure: Measure) -> Option<Shown> {
        self.figures.newest(measure).map(Shown::from)
    }

    /// The ageing rate: the newest figure of 65 and over, and the population of that day or else the newest.
    pub fn ageing(&self) -> Option<AgeingRate> {
        let elderly = self.figures.newest(Measure::Insured65Plus)?;
        let population = population_for(&self.figures, &elderly.when)?;
        Some(AgeingRate { population: population.into(), elderly: elderly.into() })
    }

    /// What contradicts itself.
    pub fn contradictions(&self) -> Vec<Contradiction> {
        contradictions(&self.figures)
    }
}

/// The sum over municipalities: of a day and source that all of them have, else of each one's newest. Without a figure of
/// every one there is no sum.
pub fn together(areas: &[Area], measure: Measure) -> Option<Shown> {
    let common = areas.first()?.figures.all(measure).iter().find_map(|figure| at(areas, measure, figure));
    let newest = || areas.iter().map(|area| area.figures.newest(measure)).collect::<Option<Vec<_>>>();
    common.or_else(newest).map(|parts| sum(&parts))
}

/// The sum over municipalities of one day, by one source.
pub fn together_at(areas: &[Area], measure: Measure, when: &When) -> Option<Shown> {
    let of_that_day = areas.first()?.figures.all(measure).iter().filter(|figure| figure.when.is_same(when));
    of_that_day.filter_map(|figure| at(areas, measure, figure)).map(|parts| sum(&parts)).next()
}

/// The figure of every municipality for the day and source of this one.
fn at<'a>(areas: &'a [Area], measure: Measure, like: &Figure) -> Option<Vec<&'a Figure>> {
    areas.iter().map(|area| area.figures.at(measure, &like.when, &like.source)).collect()
}

fn sum(parts: &[&Figure]) -> Shown {
    let mut whens: Vec<When> = parts.iter().map(|figure| figure.when.clone()).collect();
    whens.sort();
    whens.dedup_by(|a, b| a.is_same(b));
    let mut sources: Vec<String> = parts.iter().map(|figure| figure.source.clone()).collect();
    sources.sort();
    sources.dedup();
    Shown { milli: parts.iter().map(|figure| figure.milli).sum(), whens, sources }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(name: &str, rows: &[(Measure, i64, &str, &str)]) -> Area {
        let mut area = Area { name: name.to_owned(), ..Area::default() };
        for (measure, people, when, source) in rows {
            let figure = Figure { milli: people * 1000, when: When::of(when), source: (*source).to_owned() };
            area.figures.add(*measure, figure);
        }
        area
    }

    #[test]
    fn the_rate_prefers_one_day_and_says_when_there_is_none() {
        let both = [
            (Measure::PopulationTotal, 1_000, "2026-01-01", "住民基本台帳"),
            (Measure::PopulationTotal, 1_100, "2024-03-31", "住民基本台帳"),
            (Measure::Insured65Plus, 330, "2023年度末(推定)", "月報"),
        ];
        let rate = area("甲", &both).ageing().expect("both are there");
        assert_eq!((rate.population.milli, rate.is_mixed(), rate.percent()), (1_100_000, false, Some(30.0)));
        let rate = area("甲", &[both[0], both[2]]).ageing().expect("both are there");
        assert!(rate.is_mixed());
        let rate = area("甲", &[(Measure::PopulationTotal, 5, "2015年", "国勢調査"), both[2]]).ageing().expect("both");
        assert_eq!(rate.percent(), None, "330 of 5 is no share");
    }

    #[test]
    fn a_sum_takes_a_day_that_all_have_and_is_absent_when_one_has_none() {
        let one = area(
            "甲",
            &[
                (Measure::PopulationTotal, 100, "2026-01-01", "住民基本台帳"),
                (Measure::PopulationTotal, 110, "2015年", "国勢調査"),
            ],
        );
        let two = area("乙", &[(Measure::PopulationTotal, 50, "2015年", "国勢調査")]);
        let sum = together(&[one.clone(), two], Measure::PopulationTotal).expect("both have 2015");
        assert_eq!((sum.milli, sum.whens.len()), (160_000, 1));
        let late = area("丙", &[(Measure::PopulationTotal, 50, "2020年", "国勢調査")]);
        let sum = together(&[one.clone(), late], Measure::PopulationTotal).expect("both have something");
        assert_eq!((sum.milli, sum.whens.len()), (150_000, 2));
        assert_eq!(together(&[one, area("丁", &[])], Measure::PopulationTotal), None);
    }
}
