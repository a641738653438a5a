//! One figure of an area (統計の数字): a number with its day and its source, never without them.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use kyoten_text::number::grouped;

use crate::directory::import::readers::Measure;

/// Every measure, in the order of the pages.
pub const MEASURES: [Measure; 14] = [
    Measure::PopulationTotal,
    Measure::Households,
    Measure::Insured65Plus,
    Measure::Age65To74,
    Measure::Age75To84,
    Measure::Age85Plus,
    Measure::CertifiedTotal,
    Measure::CertifiedSupport1,
    Measure::CertifiedSupport2,
    Measure::CertifiedCare1,
    Measure::CertifiedCare2,
    Measure::CertifiedCare3,
    Measure::CertifiedCare4,
    Measure::CertifiedCare5,
];

/// The age groups that make up the people of 65 and over.
pub const AGES: [Measure; 3] = [Measure::Age65To74, Measure::Age75To84, Measure::Age85Plus];

/// The care levels (要介護度), the lightest first.
pub const LEVELS: [Measure; 7] = [
    Measure::CertifiedSupport1,
    Measure::CertifiedSupport2,
    Measure::CertifiedCare1,
    Measure::CertifiedCare2,
    Measure::CertifiedCare3,
    Measure::CertifiedCare4,
    Measure::CertifiedCare5,
];

/// The measure with this stored code.
pub fn measure_of(code: &str) -> Option<Measure> {
    MEASURES.into_iter().find(|measure| measure.code() == code)
}

/// What sources date their figures by, beside days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// 2015年.
    Year,
    /// 2023年度.
    FiscalYear,
    /// 2023年度末.
    EndOfFiscalYear,
    /// 2023年度末(推定): an estimate.
    EndOfFiscalYearEstimated,
}

/// Of when a figure is (時点), in the words of its source. Sorted by the day it speaks of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct When {
    day: Option<Date>,
    label: String,
}

impl When {
    /// Reads a stored period: `2026-01-01`, `2023年度末(推定)`, `2015年`.
    pub fn of(label: &str) -> Self {
        Self { day: day_of(label), label: label.to_owned() }
    }

    /// The exact day, when the source gives one.
    pub fn exact_day(&self) -> Option<Date> {
        self.label.parse().ok()
    }

    /// As the source writes it.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The period that the label names, where it is one of the usual ones.
    pub fn period(&self) -> Option<(Span, &str)> {
        let (year, rest) = self.label.split_once('年')?;
        let span = match rest {
            "" => Span::Year,
            "度" => Span::FiscalYear,
            "度末" => Span::EndOfFiscalYear,
            "度末(推定)" => Span::EndOfFiscalYearEstimated,
            _ => return None,
        };
        Some((span, year))
    }

    /// Whether both speak of one day, however they write it.
    pub fn is_same(&self, other: &Self) -> bool {
        if self.day.is_some() && other.day.is_some() { self.day == other.day } else { self.label == other.label }
    }
}

/// The day that a period ends, or in a year of the census the day it is taken.
fn day_of(label: &str) -> Option<Date> {
    if let Ok(day) = label.parse() {
        return Some(day);
    }
    let (year, rest) = label.split_once('年')?;
    let year: i16 = year.parse().ok().filter(|year| (1900..=2100).contains(year))?;
    Some(if rest.starts_with('度') { date(year + 1, 3, 31) } else { date(year, 10, 1) })
}

/// One figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The number × 1,000: some sources print fractions of people.
    pub milli: i64,
    /// Of when it is.
    pub when: When,
    /// Who counted.
    pub source: String,
}

/// A number with a comma at every third digit, and a fraction only where there is one: 8,286 and 4,154.07.
pub fn written(milli: i64) -> String {
    let digits = milli.unsigned_abs() / 1000;
    let whole = grouped(digits);
    let fraction = format!("{:03}", milli.unsigned_abs() % 1000);
    let fraction = fraction.trim_end_matches('0');
    let sign = if milli < 0 { "-" } else { "" };
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

/// The figures of one area by measure, the newest first, then by source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures(BTreeMap<Measure, Vec<Figure>>);

impl Figures {
    /// Adds a figure.
    pub fn add(&mut self, measure: Measure, figure: Figure) {
        let all = self.0.entry(measure).or_default();
        all.push(figure);
        all.sort_by(|a, b| b.when.cmp(&a.when).then_with(|| a.source.cmp(&b.source)));
    }

    /// Every figure of a measure, the newest first.
    pub fn all(&self, measure: Measure) -> &[Figure] {
        self.0.get(&measure).map_or(&[], Vec::as_slice)
    }

    /// The newest figure of a measure.
    pub fn newest(&self, measure: Measure) -> Option<&Figure> {
        self.all(measure).first()
    }

    /// The figure of a measure that one source gives for one day.
    pub fn at(&self, measure: Measure, when: &When, source: &str) -> Option<&Figure> {
        self.all(measure).iter().find(|figure| figure.when.is_same(when) && figure.source == source)
    }

    /// Nothing is known.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_sort_by_the_day_they_speak_of() {
        let mut all = ["2023年度末(推定)", "2015年", "2024-01-01", "2024-10-01"].map(When::of);
        all.sort();
        assert_eq!(all.each_ref().map(When::label), ["2015年", "2024-01-01", "2023年度末(推定)", "2024-10-01"]);
        assert!(When::of("2023年度末(推定)").is_same(&When::of("2024-03-31")));
        assert!(!When::of("2015年").is_same(&When::of("2016年")));
        assert_eq!(When::of("2023年度末(推定)").period(), Some((Span::EndOfFiscalYearEstimated, "2023")));
        assert_eq!(When::of("不明").period(), None);
    }

    #[test]
    fn fractions_of_people_are_written_as_they_came() {
        assert_eq!([8_286_000, 4_154_070, 0, -1_500].map(written), ["8,286", "4,154.07", "0", "-1.5"]);
    }
}
