//! Figures in the words of the page's language.

use kyoten_text::era;

use super::area::Shown;
use super::contradiction::Contradiction;
use super::figure::{When, written};
use crate::directory::capability::{OwnCode, codes};
use crate::directory::import::readers::Measure;
use crate::directory::kind::OrganizationKind;
use crate::platform::web::{Language, Page, Phrase};

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

/// A kind's name.
pub fn kind(page: &Page, kind: OrganizationKind) -> &'static str {
    if page.is_english() { kind.english() } else { kind.japanese() }
}

/// A question of the survey.
pub fn ability<'a>(page: &Page, code: &'a str, own: &'a [OwnCode]) -> &'a str {
    if let Some(known) = codes::by_code(code) {
        return match page.t.language {
            Language::Japanese => known.japanese,
            Language::EasyJapanese => known.easy,
            Language::English => known.english,
        };
    }
    let own = own.iter().find(|own| own.code == code);
    own.map_or(code, |own| if page.is_english() { own.english.as_str() } else { own.japanese.as_str() })
}

/// Of when a figure is: 令和8年1月1日, 2023年度末(推定).
pub fn when(page: &Page, when: &When) -> String {
    match (when.exact_day(), page.is_english()) {
        (Some(day), false) => era::plain(day),
        (Some(day), true) => day.strftime("%-d %B %Y").to_string(),
        (None, true) => when.english(),
        (None, false) => when.label().to_owned(),
    }
}

/// The same for several.
pub fn whens(page: &Page, all: &[When]) -> String {
    joined(page, &all.iter().map(|one| when(page, one)).collect::<Vec<_>>())
}

/// Several words in a row.
pub fn joined(page: &Page, all: &[String]) -> String {
    all.join(&page.t.area_profile_list_comma().plain())
}

/// When and by whom a number was counted.
pub fn origin(page: &Page, shown: &Shown) -> Phrase {
    page.t.area_profile_when_and_source(whens(page, &shown.whens), joined(page, &shown.sources))
}

/// One contradiction as a sentence.
pub fn contradiction(page: &Page, area: &str, found: &Contradiction) -> Phrase {
    let t = &page.t;
    match found {
        Contradiction::SourcesDiffer { measure: what, one, other } => t.area_profile_differs_at(
            area,
            measure(page, *what),
            when(page, &one.when),
            &one.source,
            written(one.milli),
            &other.source,
            written(other.milli),
        ),
        Contradiction::SumIsOff { measure: what, total, sum } => {
            let (day, all, sum) = (when(page, &total.when), written(total.milli), written(*sum));
            if *what == Measure::Insured65Plus {
                t.area_profile_ages_off(area, day, all, sum, &total.source)
            } else {
                t.area_profile_levels_off(area, day, all, sum, &total.source)
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
            &figure.source,
        ),
    }
}
