//! The day a file speaks of, and who says so (データの日付).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The day a file speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileDay {
    /// The day.
    pub day: Date,
    /// Who says so.
    pub told_by: ToldBy,
}

/// Who tells the day of a file, the most believed first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToldBy {
    /// Its rows: a column with a date.
    Columns,
    /// Its name, or that of the archive around it.
    Name,
    /// The person who imported it.
    Operator,
    /// Nobody: it is the day on which the file was last written. The data is not newer than that, but may be older.
    Modified,
}

impl ToldBy {
    /// The stored code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Columns => "columns",
            Self::Name => "name",
            Self::Operator => "operator",
            Self::Modified => "modified",
        }
    }

    /// What has this code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Columns, Self::Name, Self::Operator, Self::Modified].into_iter().find(|one| one.code() == code)
    }
}

/// The day that a file's name speaks of: `…_20250601.csv`, `…_202508.csv`, `…_20260709180740.csv`.
pub fn day_in_name(name: &str) -> Option<Date> {
    let runs = name.split(|c: char| !c.is_ascii_digit()).filter(|run| matches!(run.len(), 6 | 8 | 14));
    runs.rev().find_map(|run| {
        let part = |range: std::ops::Range<usize>| run.get(range)?.parse::<i16>().ok();
        let day = if run.len() == 6 { Some(1) } else { part(6..8) };
        let year = part(0..4).filter(|year| (1990..2100).contains(year))?;
        Date::new(year, i8::try_from(part(4..6)?).ok()?, i8::try_from(day?).ok()?).ok()
    })
}

/// The name of a file without the day in it, so that the next issue of a file is known as the same file.
pub fn name_without_day(label: &str) -> String {
    let name = label.rsplit('/').next().unwrap_or(label);
    let digits = |part: &&str| !matches!(part.len(), 6 | 8 | 14) || part.bytes().any(|b| !b.is_ascii_digit());
    name.split(['_', '.', '-']).filter(digits).collect::<Vec<_>>().join("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_issue_of_a_file_has_the_same_name() {
        let name = name_without_day("b/jigyosho_510_20250601.csv.gz");
        assert_eq!(name, name_without_day("jigyosho_510_20251201.csv.gz"));
        assert_ne!(name, name_without_day("jigyosho_520_20250601.csv.gz"));
        assert_eq!(name_without_day("jigyosho_430_all_20260709180740.csv"), "jigyosho_430_all_csv");
    }

    #[test]
    fn every_code_comes_back() {
        for told_by in [ToldBy::Columns, ToldBy::Name, ToldBy::Operator, ToldBy::Modified] {
            assert_eq!(ToldBy::from_code(told_by.code()), Some(told_by));
        }
        assert_eq!(ToldBy::from_code("guess"), None);
    }
}
