//! Numbers about areas (統計): insured people and certified people by insurer, and the census of 2015.

use std::fmt;

use jiff::civil::Date;

use super::cells::{self, text};
use super::{Context, Interrupted, Read, Refusal, Sink, Stop, Warning, refuse, rows, successor, warn};
use crate::directory::import::files::Found;
use crate::directory::import::gazetteer::prefecture_number;
use crate::directory::import::table::{Row, Table};

/// What a number speaks of.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Area {
    /// The whole country.
    Nation,
    /// A prefecture, two digits.
    Prefecture(String),
    /// A municipality, five digits.
    Municipality(String),
    /// An insurer of several municipalities (広域連合).
    Insurer {
        /// Two digits.
        prefecture: String,
        /// Its name.
        name: String,
    },
}

impl Area {
    /// The stored code: `00`, `13`, `13104` or `insurer:40:福岡県介護保険広域連合`.
    pub fn code(&self) -> String {
        match self {
            Self::Nation => "00".to_owned(),
            Self::Prefecture(code) | Self::Municipality(code) => code.clone(),
            Self::Insurer { prefecture, name } => format!("insurer:{prefecture}:{name}"),
        }
    }
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Measure {
    /// 総人口.
    PopulationTotal,
    /// 世帯数.
    Households,
    /// 第1号被保険者数, nearly the people of 65 and over.
    Insured65Plus,
    /// Of them 65 to 74.
    Age65To74,
    /// Of them 75 to 84.
    Age75To84,
    /// Of them 85 and over.
    Age85Plus,
    /// 要支援1.
    CertifiedSupport1,
    /// 要支援2.
    CertifiedSupport2,
    /// 要介護1.
    CertifiedCare1,
    /// 要介護2.
    CertifiedCare2,
    /// 要介護3.
    CertifiedCare3,
    /// 要介護4.
    CertifiedCare4,
    /// 要介護5.
    CertifiedCare5,
    /// All of them.
    CertifiedTotal,
}

impl Measure {
    /// The stored code.
    pub fn code(self) -> &'static str {
        match self {
            Self::PopulationTotal => "population_total",
            Self::Households => "households",
            Self::Insured65Plus => "insured_65plus",
            Self::Age65To74 => "age65_74",
            Self::Age75To84 => "age75_84",
            Self::Age85Plus => "age85plus",
            Self::CertifiedSupport1 => "certified_support1",
            Self::CertifiedSupport2 => "certified_support2",
            Self::CertifiedCare1 => "certified_care1",
            Self::CertifiedCare2 => "certified_care2",
            Self::CertifiedCare3 => "certified_care3",
            Self::CertifiedCare4 => "certified_care4",
            Self::CertifiedCare5 => "certified_care5",
            Self::CertifiedTotal => "certified_total",
        }
    }
}

/// Of when a number is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Period {
    /// On a day.
    Day(Date),
    /// In a year, with the words of the source.
    Year {
        /// The year, or the first year of a fiscal year.
        year: i16,
        /// What people read: 2023年度末(推定).
        label: String,
    },
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(f, "{day}"),
            Self::Year { label, .. } => f.write_str(label),
        }
    }
}

/// A number about an area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statistic {
    /// What it speaks of.
    pub area: Area,
    /// What is counted.
    pub measure: Measure,
    /// Of when it is.
    pub period: Period,
    /// The number × 1,000.
    pub value_milli: i64,
    /// Who counted.
    pub source: String,
}

impl Statistic {
    /// The day it speaks of: a fiscal year ends in March, and the census is taken on the first of October.
    pub fn day(&self) -> Option<Date> {
        match &self.period {
            Period::Day(day) => Some(*day),
            Period::Year { year, label } if label.contains("年度末") => Date::new(year + 1, 3, 31).ok(),
            Period::Year { year, .. } if self.source == CENSUS => Date::new(*year, 10, 1).ok(),
            Period::Year { .. } => None,
        }
    }
}

const INSURANCE: &str = "介護保険事業状況報告";
const CENSUS: &str = "平成27年国勢調査";

/// 第1号被保険者数 (第２表).
pub(super) fn insured(found: &Found, context: Context<'_>, sink: Sink<'_>) -> Result<(), Interrupted> {
    const COLUMNS: [(Measure, &[&str]); 4] = [
        (Measure::Insured65Plus, &["insured_65plus", "計"]),
        (Measure::Age65To74, &["age65_74", "６５歳以上７５歳未満"]),
        (Measure::Age75To84, &["age75_84", "７５歳以上８５歳未満"]),
        (Measure::Age85Plus, &["age85plus", "８５歳以上"]),
    ];
    by_insurer(found, &COLUMNS, context, sink)
}

/// 要介護(要支援)認定者数 (第４－１－１表); only the rows or the sheet of everybody (総数).
pub(super) fn certified(found: &Found, context: Context<'_>, sink: Sink<'_>) -> Result<(), Interrupted> {
    const COLUMNS: [(Measure, &[&str]); 8] = [
        (Measure::CertifiedSupport1, &["support1", "要支援１"]),
        (Measure::CertifiedSupport2, &["support2", "要支援２"]),
        (Measure::CertifiedCare1, &["care1", "要介護１"]),
        (Measure::CertifiedCare2, &["care2", "要介護２"]),
        (Measure::CertifiedCare3, &["care3", "要介護３"]),
        (Measure::CertifiedCare4, &["care4", "要介護４"]),
        (Measure::CertifiedCare5, &["care5", "要介護５"]),
        (Measure::CertifiedTotal, &["total", "合計"]),
    ];
    by_insurer(found, &COLUMNS, context, sink)
}

fn by_insurer(
    found: &Found,
    wanted: &[(Measure, &[&str])],
    context: Context<'_>,
    sink: Sink<'_>,
) -> Result<(), Interrupted> {
    let mut table = Table::open(found)?;
    let mut columns: Vec<(Measure, usize)> = Vec::new();
    // A workbook spreads its header over two rows below a title; every row until all columns are known is header.
    for _ in 0..12 {
        for (measure, names) in wanted {
            let column = table.any_column(names);
            if let Some(column) = column.filter(|_| columns.iter().all(|known| known.0 != *measure)) {
                columns.push((*measure, column));
            }
        }
        if columns.len() == wanted.len() || !table.skip_to_next_header()? {
            break;
        }
    }
    let group = table.column("group");
    rows(&mut table, sink, |row, sink| {
        if group.is_some() && !matches!(text(row, group), "総数" | "") {
            return Ok(());
        }
        let Some(area) = area_of_insurer(row, context, sink)? else { return Ok(()) };
        let period = || Period::Year { year: 2023, label: "2023年度末(推定)".to_owned() };
        counts(row, &columns, &area, period, INSURANCE, sink)
    })
}

/// The insurer is a municipality as a rule; a union of them stays under its own name.
fn area_of_insurer(row: &Row, context: Context<'_>, sink: Sink<'_>) -> Result<Option<Area>, Stop> {
    let joined = |cell: &str| cells::place_name(&cell.split_whitespace().collect::<String>());
    let (prefecture, insurer) = match (joined(row.cell(0)), joined(row.cell(1))) {
        (Ok(prefecture), Ok(insurer)) => (prefecture, insurer),
        (Err(reason), _) | (_, Err(reason)) => {
            refuse(sink, row.line(), Some("保険者"), reason)?;
            return Ok(None);
        }
    };
    if prefecture == "全国" {
        return Ok(Some(Area::Nation));
    }
    let Some(number) = prefecture_number(&prefecture) else {
        refuse(sink, row.line(), Some("都道府県"), Refusal::UnknownMunicipality(cells::short(&prefecture)))?;
        return Ok(None);
    };
    let code = format!("{number:02}");
    if insurer.is_empty() {
        return Ok(Some(Area::Prefecture(code)));
    }
    let found = context.gazetteer.municipality_of(Some(&prefecture), &insurer, "");
    let whole = found.and_then(|code| context.gazetteer.municipality(code));
    let whole = whole.filter(|municipality| super::reference::same_place(&municipality.name, &insurer));
    if let Some(municipality) = whole {
        return Ok(Some(Area::Municipality(municipality.code.clone())));
    }
    warn(sink, row.line(), "保険者", Warning::JointInsurer(cells::short(&insurer)))?;
    Ok(Some(Area::Insurer { prefecture: code, name: insurer }))
}

fn counts(
    row: &Row,
    columns: &[(Measure, usize)],
    area: &Area,
    period: impl Fn() -> Period,
    source: &str,
    sink: Sink<'_>,
) -> Result<(), Stop> {
    for (measure, column) in columns {
        let raw = row.cell(*column).trim();
        match cells::number(raw) {
            Ok(None) => {}
            Ok(Some(count)) => sink(Read::Statistic(Statistic {
                area: area.clone(),
                measure: *measure,
                period: period(),
                value_milli: count.saturating_mul(1000),
                source: source.to_owned(),
            }))?,
            Err(()) => refuse(sink, row.line(), Some(measure.code()), Refusal::BadCount(cells::short(raw)))?,
        }
    }
    Ok(())
}

/// 平成27年国勢調査: total population and households of municipalities, prefectures and the country.
pub(super) fn census(mut table: Table, _context: Context<'_>, sink: Sink<'_>) -> Result<(), Interrupted> {
    let columns: Vec<(Measure, usize)> =
        [(Measure::PopulationTotal, "人口　平成27年　(a)"), (Measure::Households, "世帯数　平成27年")]
            .into_iter()
            .filter_map(|(measure, name)| Some((measure, table.column(name)?)))
            .collect();
    let [code, sort, year] = ["地域コード", "地域識別コード", "境域年次(2015)"].map(|name| table.column(name));
    rows(&mut table, sink, |row, sink| {
        // Only areas of 2015 as a whole: no former municipalities (9), densely populated parts (d), sums (b, c).
        let sort = text(row, sort);
        if text(row, year) != "2015" || !matches!(sort, "a" | "0" | "1" | "2" | "3") {
            return Ok(());
        }
        let raw = text(row, code);
        let Ok(number) = raw.parse::<u32>() else {
            return refuse(sink, row.line(), Some("地域コード"), Refusal::BadNumber(cells::short(raw)));
        };
        let code = format!("{number:05}");
        let area = match (number, sort) {
            (0, _) => Area::Nation,
            (_, "a") => Area::Prefecture(code[..2].to_owned()),
            // 特別区部 is no municipality.
            (13100, _) => return Ok(()),
            _ => match successor::now(&code) {
                successor::Now::Same => Area::Municipality(code),
                successor::Now::Renumbered(now) => Area::Municipality(now.to_owned()),
                // A sum over the old wards would pretend to know the new border.
                successor::Now::PartOf(_) => return Ok(()),
            },
        };
        let period = || Period::Year { year: 2015, label: "2015年".to_owned() };
        counts(row, &columns, &area, period, CENSUS, sink)
    })
}
