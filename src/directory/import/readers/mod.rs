//! One reader for each kind of file: rows in the source's words come in, values in ours go out, and every row that
//! cannot be used is told with its line and its reason. Nothing is joined or stored here.

mod cells;
mod hoken;
mod kaigo;
mod municipal;
mod navii;
mod navii_hours;
mod place;
mod prefecture;
mod reference;
mod refusal;
mod seed;
mod statistics;
mod successor;
mod town_population;
pub mod typed;
mod web;

use jiff::civil::Date;

use super::boundary::{self, Ring};
use super::files::{FileProblem, Found};
use super::gazetteer::Gazetteer;
use super::kinds::FileKind;
use super::table::{Row, Step, Table};
use crate::directory::record::{Point, Record};

pub use municipal::listed_by_a_hub;
pub use refusal::{LONGEST_ADDRESS, Refusal, Warning};
pub use statistics::{Area, Measure, Period, Statistic};
pub(super) use successor::{current as current_code, former_names};

/// What a reader hands over, one by one, in the order of the file.
#[derive(Clone, Debug, PartialEq)]
pub enum Read {
    /// What a row says of one facility.
    Facility {
        /// The physical line it begins on, counted from 1.
        line: u64,
        /// What it says.
        record: Box<Record>,
    },
    /// Before the rows of a list that somebody publishes of their own: only rows of this dataset are the publisher's, and the
    /// file is the whole of them. `None`: nobody knows whose list it is.
    List {
        /// The dataset of the publisher's rows.
        dataset: Option<String>,
    },
    /// A municipality (市区町村).
    Municipality {
        /// Five digits without check digit.
        code: String,
        /// The prefecture's name.
        prefecture: String,
        /// The name with county left out and ward joined: 札幌市中央区.
        name: String,
        /// The reading in hiragana, when the source tells.
        kana: Option<String>,
        /// The code of the city a ward belongs to.
        parent: Option<String>,
        /// The representative point, when the source tells.
        position: Option<Point>,
    },
    /// A town (町丁目・大字・小字) with its representative point.
    Town {
        /// Five digits.
        municipality: String,
        /// The name as written.
        name: String,
        /// The representative point.
        position: Point,
    },
    /// A postal code of a town.
    PostalCode {
        /// Seven digits.
        code: String,
        /// Five digits.
        municipality: String,
        /// 町域, empty when the code stands for the whole municipality.
        town: String,
        /// Its reading in katakana.
        kana: Option<String>,
    },
    /// A public holiday.
    Holiday {
        /// The day.
        day: Date,
        /// Its name.
        name: String,
    },
    /// A number about an area.
    Statistic(Statistic),
    /// The border of a municipality; several of one municipality add up.
    Boundary {
        /// Five digits, or two for a prefecture.
        municipality: String,
        /// Closed rings, outer ones and holes alike: a point is inside when an odd number of rings surrounds it.
        rings: Vec<Ring>,
    },
    /// A row that cannot be used.
    Refused {
        /// The physical line, counted from 1.
        line: u64,
        /// The column that is wrong, when it is one.
        column: Option<String>,
        /// What is wrong and how to mend it.
        reason: Refusal,
    },
    /// A row that was used, but for something.
    Warned {
        /// The physical line, counted from 1.
        line: u64,
        /// The column in question, when it is one.
        column: Option<String>,
        /// What was odd and what was done.
        warning: Warning,
    },
}

/// The receiver wants no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop;

/// Why reading ended before the end of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Interrupted {
    /// The receiver wanted no more.
    Stopped,
    /// The file cannot be read on.
    File(FileProblem),
}

impl From<Stop> for Interrupted {
    fn from(_: Stop) -> Self {
        Self::Stopped
    }
}

impl From<FileProblem> for Interrupted {
    fn from(problem: FileProblem) -> Self {
        Self::File(problem)
    }
}

/// What readers must know beside the file.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The municipalities and towns read so far.
    pub gazetteer: &'a Gazetteer,
    /// The day the file speaks of, when its name does not tell and the operator does.
    pub as_of: Option<Date>,
}

/// The receiver of what is read.
pub type Sink<'s> = &'s mut dyn FnMut(Read) -> Result<(), Stop>;

/// Reads the whole file as `kind` and hands everything to `sink`.
pub fn read(found: &Found, kind: &FileKind, context: Context<'_>, sink: Sink<'_>) -> Result<(), Interrupted> {
    let context = Context { as_of: found.day_in_name().or(context.as_of), ..context };
    match kind {
        FileKind::KaigoOffices | FileKind::KaigoReduced => kaigo::read(Table::open(found)?, context, sink),
        FileKind::NaviiFacilities(_) | FileKind::NaviiPharmacy | FileKind::NaviiMidwife | FileKind::NaviiReduced => {
            navii::read(Table::open(found)?, kind, context, sink)
        }
        FileKind::NaviiHours => navii_hours::read(Table::open(found)?, context, sink),
        FileKind::HokenCodes => hoken::read(Table::open(found)?, context, sink),
        FileKind::MunicipalMedical | FileKind::MunicipalCare => municipal::read(found, kind, context, sink),
        FileKind::PrefectureHospitals => prefecture::read(Table::open(found)?, context, sink),
        FileKind::SeedExtract => seed::read(Table::open(found)?, context, sink),
        FileKind::PostalCodes => reference::postal_codes(Table::open(found)?, sink),
        FileKind::Municipalities => reference::municipalities(Table::open(found)?, sink),
        FileKind::Towns => reference::towns(Table::open(found)?, context, sink),
        FileKind::Holidays => reference::holidays(Table::open(found)?, sink),
        FileKind::InsuredStatistics => statistics::insured(found, context, sink),
        FileKind::CertifiedStatistics => statistics::certified(found, context, sink),
        FileKind::Census2015 => statistics::census(Table::open(found)?, context, sink),
        FileKind::TownPopulation => town_population::read(Table::open(found)?, context, sink),
        FileKind::Boundaries => boundary::read(found, sink),
        FileKind::NotOurs(_) => Ok(()),
    }
}

/// Calls `each` for every row that reads, and tells of those that do not.
fn rows(
    table: &mut Table,
    sink: Sink<'_>,
    mut each: impl FnMut(&Row, Sink<'_>) -> Result<(), Stop>,
) -> Result<(), Interrupted> {
    let (header, repeated) = table.repeated();
    for name in repeated {
        let name = cells::short(name);
        warn(sink, header, &name, Warning::RepeatedColumn(name.clone()))?;
    }
    let mut row = Row::default();
    loop {
        match table.next_row(&mut row)? {
            Step::Row => each(&row, sink)?,
            Step::Refused(problem) => refuse(sink, row.line(), None, Refusal::Row(problem))?,
            Step::End => return Ok(()),
        }
    }
}

/// The same for files whose first row is data already.
fn data_rows(
    table: &mut Table,
    sink: Sink<'_>,
    mut each: impl FnMut(&Row, Sink<'_>) -> Result<(), Stop>,
) -> Result<(), Interrupted> {
    let mut row = Row::default();
    loop {
        match table.next_data_row(&mut row)? {
            Step::Row => each(&row, sink)?,
            Step::Refused(problem) => refuse(sink, row.line(), None, Refusal::Row(problem))?,
            Step::End => return Ok(()),
        }
    }
}

fn refuse(sink: Sink<'_>, line: u64, column: Option<&str>, reason: Refusal) -> Result<(), Stop> {
    sink(Read::Refused { line, column: column.map(str::to_owned), reason })
}

fn warn(sink: Sink<'_>, line: u64, column: &str, warning: Warning) -> Result<(), Stop> {
    sink(Read::Warned { line, column: Some(column.to_owned()), warning })
}

#[cfg(test)]
mod tests;
