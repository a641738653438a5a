//! Figures in the words of the page's language.

use super::area::Shown;
use super::contradiction::Contradiction;
use super::figure::{Span, When, written};
use crate::directory::import::readers::Measure;
pub use crate::directory::words::{ability, kind};
use crate::platform::web::{Page, Phrase};

/// How the insurance's report is called: its people of 65 and over are those whom the insurance counts.
const INSURANCE: &str = "介護保険事業状況報告";
/// The sources of figures by the names in which they come, with their codes in `[table.figures]`; the longer name first.
const SOURCES: [(&str, &str); 4] = [
    ("平成27年国勢調査", "census_2015"),
    ("国勢調査", "census"),
    ("住民基本台帳", "register"),
    (INSURANCE, "insurance"),
];
/// What stands behind the name of a source whose figures are invented.
const SAMPLE: &str = "(見本)";

/// What is counted.
pub fn measure(page: &Page, measure: Measure) -> Phrase {
    let t = &page.t;
    match measure {
        Measure::PopulationTotal => t.profile_population(),
        Measure::Households => t.profile_households(),
        Measure::Insured65Plus => t.profile_elderly(),
        Measure::Age65To74 => t.area_profile_age_65_74(),
        Measure::Age75To84 => t.area_profile_age_75_84(),
        Measure::Age85Plus => t.area_profile_age_85_up(),
        Measure::CertifiedTotal => t.profile_certified(),
        Measure::CertifiedSupport1 => t.area_profile_support(1),
        Measure::CertifiedSupport2 => t.area_profile_support(2),
        Measure::CertifiedCare1 => t.area_profile_care(1),
        Measure::CertifiedCare2 => t.area_profile_care(2),
        Measure::CertifiedCare3 => t.area_profile_care(3),
        Measure::CertifiedCare4 => t.area_profile_care(4),
        Measure::CertifiedCare5 => t.area_profile_care(5),
    }
}

/// Of when a figure is: 令和8年1月1日, 2023年度末(推定).
pub fn when(page: &Page, when: &When) -> Phrase {
    let t = &page.t;
    if let Some(day) = when.exact_day() {
        return t.plain_date(day);
    }
    match when.period() {
        Some((Span::Year, year)) => t.date_year(year),
        Some((Span::FiscalYear, year)) => t.area_profile_fiscal(year),
        Some((Span::EndOfFiscalYear, year)) => t.area_profile_fiscal_end(year),
        Some((Span::EndOfFiscalYearEstimated, year)) => {
            t.common_noted(t.area_profile_fiscal_end(year), t.area_profile_estimated())
        }
        None => t.as_written(when.label()),
    }
}

/// The same for several.
pub fn whens(page: &Page, all: &[When]) -> Phrase {
    joined(page, &all.iter().map(|one| when(page, one)).collect::<Vec<_>>())
}

/// Who counted.
pub fn source(page: &Page, name: &str) -> Phrase {
    let known = SOURCES.iter().find_map(|(known, code)| Some((code, name.strip_prefix(known)?)));
    let word = known.and_then(|(code, rest)| Some((page.t.of_table("figures", code)?, rest)));
    match word {
        Some((word, "")) => word,
        Some((word, SAMPLE)) => page.t.common_noted(word, page.t.area_profile_sample()),
        _ => page.t.as_written(name),
    }
}

/// The same for several.
pub fn sources(page: &Page, all: &[String]) -> Phrase {
    joined(page, &all.iter().map(|one| source(page, one)).collect::<Vec<_>>())
}

/// Whose people of 65 and over these are, where the insurance counted them.
pub fn elderly_meaning(page: &Page, elderly: &Shown) -> Option<Phrase> {
    let counted = elderly.sources.iter().find(|source| source.starts_with(INSURANCE))?;
    Some(page.t.area_profile_elderly_meaning(source(page, counted)))
}

/// Several words in a row.
pub fn joined(page: &Page, all: &[Phrase]) -> Phrase {
    Phrase::joined(all, &page.t.area_profile_list_comma().plain())
}

/// When and by whom a number was counted.
pub fn origin(page: &Page, shown: &Shown) -> Phrase {
    page.t.area_profile_when_and_source(whens(page, &shown.whens), sources(page, &shown.sources))
}

/// One contradiction as a sentence.
pub fn contradiction(page: &Page, area: &str, found: &Contradiction) -> Phrase {
    let t = &page.t;
    let area = t.as_written(area);
    match found {
        Contradiction::SourcesDiffer { measure: what, one, other } => t.area_profile_differs_at(
            area,
            measure(page, *what),
            when(page, &one.when),
            source(page, &one.source),
            written(one.milli),
            source(page, &other.source),
            written(other.milli),
        ),
        Contradiction::SumIsOff { measure: what, total, sum } => {
            let (day, all, sum) = (when(page, &total.when), written(total.milli), written(*sum));
            if *what == Measure::Insured65Plus {
                t.area_profile_ages_off(area, day, all, sum, source(page, &total.source))
            } else {
                t.area_profile_levels_off(area, day, all, sum, source(page, &total.source))
            }
        }
        Contradiction::MoreElderlyThanPeople { elderly, population } => t.area_profile_elderly_off(
            area,
            written(elderly.milli),
            when(page, &elderly.when),
            written(population.milli),
            when(page, &population.when),
        ),
        Contradiction::Fraction { measure: what, figure } => t.area_profile_fraction(
            area,
            measure(page, *what),
            when(page, &figure.when),
            written(figure.milli),
            source(page, &figure.source),
        ),
    }
}
