//! Numbers of people in the invented area (人口・要介護認定者), with what real statistics do to their readers: two sources
//! of two years, ages of another year, and one sum that does not agree.

use jiff::civil::{Date, date};

use super::model::Statistic;

const REGISTER: &str = "住民基本台帳(見本)";
const CENSUS: &str = "国勢調査(見本)";
const INSURANCE: &str = "介護保険事業状況報告(見本)";

const AGES: [&str; 5] = ["age_0_14", "age_15_64", "age_65_74", "age_75_84", "age_85_up"];
const LEVELS: [&str; 7] = [
    "certified_support_1",
    "certified_support_2",
    "certified_care_1",
    "certified_care_2",
    "certified_care_3",
    "certified_care_4",
    "certified_care_5",
];

struct Counts {
    municipality: &'static str,
    /// Population and households of the register.
    register: [i64; 2],
    /// The same of the census.
    census: [i64; 2],
    /// How many years older the ages are than the population.
    ages_years_older: i16,
    ages: [i64; 5],
    levels: [i64; 7],
}

const COUNTS: [Counts; 3] = [
    // The ages give 48,219: seven more than the population of the same day and source.
    Counts {
        municipality: "99201",
        register: [48_212, 21_034],
        census: [49_870, 20_615],
        ages_years_older: 0,
        ages: [5_012, 25_861, 7_204, 6_871, 3_271],
        levels: [412, 498, 702, 588, 471, 446, 288],
    },
    Counts {
        municipality: "99202",
        register: [21_406, 9_118],
        census: [22_395, 9_027],
        ages_years_older: 0,
        ages: [2_105, 11_040, 3_377, 3_268, 1_616],
        levels: [188, 214, 331, 276, 229, 210, 141],
    },
    Counts {
        municipality: "99341",
        register: [8_574, 3_702],
        census: [9_310, 3_765],
        ages_years_older: 1,
        ages: [688, 4_012, 1_571, 1_552, 919],
        levels: [79, 96, 162, 141, 118, 107, 72],
    },
];

/// The statistics that would be out on this day.
pub(super) fn statistics(today: Date) -> Vec<Statistic> {
    let register_day = date(today.year() - i16::from(today.month() < 4), 1, 1);
    let insurance_day = date(today.year() - i16::from(today.month() < 8), 3, 31);
    COUNTS.iter().flat_map(|counts| of_municipality(counts, register_day, insurance_day)).collect()
}

fn of_municipality(counts: &Counts, register_day: Date, insurance_day: Date) -> Vec<Statistic> {
    let one = |indicator, as_of, value, source| Statistic {
        municipality: counts.municipality,
        indicator,
        as_of,
        value,
        source,
    };
    let census_day = date(2020, 10, 1);
    let ages_day = date(register_day.year() - counts.ages_years_older, 1, 1);
    let mut all = vec![
        one("population", register_day, counts.register[0], REGISTER),
        one("households", register_day, counts.register[1], REGISTER),
        one("population", census_day, counts.census[0], CENSUS),
        one("households", census_day, counts.census[1], CENSUS),
        one("age_65_up", ages_day, counts.ages[2..].iter().sum(), REGISTER),
        one("certified", insurance_day, counts.levels.iter().sum(), INSURANCE),
    ];
    all.extend(AGES.iter().zip(counts.ages).map(|(indicator, value)| one(indicator, ages_day, value, REGISTER)));
    all.extend(
        LEVELS.iter().zip(counts.levels).map(|(indicator, value)| one(indicator, insurance_day, value, INSURANCE)),
    );
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_one_municipality_contradicts_itself() {
        let off: Vec<&str> = COUNTS
            .iter()
            .filter(|c| c.ages_years_older == 0 && c.ages.iter().sum::<i64>() != c.register[0])
            .map(|c| c.municipality)
            .collect();
        assert_eq!(off, ["99201"]);
    }
}
