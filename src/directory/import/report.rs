//! What came of an import: the counts of every file, and each refused or odd row with its place and reason.

use std::collections::BTreeMap;
use std::io::{self, Write};

use jiff::civil::Date;
use kyoten_text::csv_cell;
use serde::{Deserialize, Serialize};

use super::contradiction::Difference;
use super::day::{FileDay, ToldBy, name_without_day};
use super::files::FileProblem;
use super::intake::{At, Contradiction};
use super::kinds::NotOurs;
use super::readers::{Refusal, Warning};

/// The counts of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FileCounts {
    /// Rows read, usable or not.
    pub read: u64,
    /// Rows outside the area that was asked for.
    pub outside_area: u64,
    /// Rows that became a new organisation.
    pub created: u64,
    /// Rows joined with an organisation that another row made.
    pub merged: u64,
    /// Rows that fill gaps of a row read before.
    pub completes: u64,
    /// Rows that say something else than another row of the same key, which counts.
    pub contradicting: u64,
    /// Rows that changed what was there.
    pub updated: u64,
    /// Rows that say what they said before.
    pub unchanged: u64,
    /// Rows of a list that this hub wrote itself: they change nothing.
    pub own: u64,
    /// Rows of an older day than what is there: they change nothing.
    pub older: u64,
    /// Rows that were new, but only an older list has: their facility is kept as one that the newest list no longer has.
    pub outlived: u64,
    /// Rows that complete a facility nobody knows.
    pub orphans: u64,
    /// Doubtful matches that its rows raised.
    pub reviews: u64,
    /// Rows of reference tables that were kept.
    pub reference: u64,
    /// Refused rows by reason.
    pub refused: BTreeMap<String, u64>,
    /// Odd rows by warning; they are used all the same.
    pub warned: BTreeMap<String, u64>,
}

impl FileCounts {
    /// All refused rows.
    pub fn refused_total(&self) -> u64 {
        self.refused.values().sum()
    }

    /// All warnings.
    pub fn warned_total(&self) -> u64 {
        self.warned.values().sum()
    }
}

/// What came of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileReport {
    /// What people call it.
    pub label: String,
    /// What it was recognised as.
    pub kind: String,
    /// Why it was not read, or not to its end.
    pub problem: Option<String>,
    /// Whether that is a fault, and not just a file that is not ours.
    pub is_fault: bool,
    /// The day it speaks of.
    pub as_of: Option<FileDay>,
    /// The day of what was there already, when the file is older than that or does not tell its own.
    pub newer_is_there: Option<Date>,
    /// The counts.
    pub counts: FileCounts,
    /// Rows outside the area that was asked for, by municipality, the most first.
    pub outside: Vec<LeftOut>,
}

impl FileReport {
    /// Notes when the same file was read before as of a newer day. A day that somebody told says nothing against the day on
    /// which a file was written, and the other way round.
    pub fn compare_with(&mut self, read_before: &[ReadBefore]) {
        let Some(mine) = self.as_of else { return };
        let name = name_without_day(&self.label);
        let is_guess = |day: FileDay| day.told_by == ToldBy::Modified;
        let same = read_before.iter().filter(|before| before.kind == self.kind && before.name == name);
        let newest = same.map(|before| before.as_of).filter(|day| is_guess(*day) == is_guess(mine)).map(|day| day.day);
        self.newer_is_there = newest.filter(|day| *day > mine.day).max();
    }
}

/// A file of an earlier import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadBefore {
    /// What it was recognised as.
    pub kind: String,
    /// Its name without the day in it.
    pub name: String,
    /// The day it spoke of.
    pub as_of: FileDay,
}

/// Rows of one municipality outside the area that was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Five digits; empty when the row does not tell and its address does not either.
    pub municipality: String,
    /// Its name, when it is known.
    pub name: String,
    /// How many rows.
    pub rows: u64,
}

/// What came of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportReport {
    /// File by file.
    pub files: Vec<FileReport>,
    /// New organisations.
    pub organizations_created: u64,
    /// Organisations that changed.
    pub organizations_changed: u64,
    /// Rows that the newest files no longer have.
    pub vanished: u64,
    /// Organisations that no newest file names any more.
    pub organizations_missing: u64,
    /// Doubtful matches that wait for a person.
    pub reviews: u64,
    /// Doubtful matches by reason.
    pub reviews_by_reason: BTreeMap<String, u64>,
    /// Datasets whose vanished rows were too many to be believed: nothing was marked.
    pub removals_not_believed: BTreeMap<String, u64>,
}

impl ImportReport {
    /// What was left out of all files, by municipality, the most first.
    pub fn outside(&self) -> Vec<LeftOut> {
        let mut all: BTreeMap<&str, LeftOut> = BTreeMap::new();
        for left_out in self.files.iter().flat_map(|file| &file.outside) {
            let sum = all.entry(&left_out.municipality).or_insert_with(|| LeftOut { rows: 0, ..left_out.clone() });
            sum.rows += left_out.rows;
        }
        let mut all: Vec<LeftOut> = all.into_values().collect();
        all.sort_by_key(|left_out| std::cmp::Reverse(left_out.rows));
        all
    }
}

/// Writes the list of refused and odd rows as CSV that any spreadsheet opens: UTF-8 with BOM, formula-like cells disarmed.
pub struct RowList<W: Write> {
    writer: csv::Writer<W>,
    /// What becomes of a row that is used although it is odd.
    taken: &'static str,
    rows: u64,
}

impl<W: Write> RowList<W> {
    /// Begins the list; that of a preview does not say that anything was done.
    pub fn new(mut to: W, preview: bool) -> io::Result<Self> {
        to.write_all("\u{feff}".as_bytes())?;
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(to);
        writer.write_record(["ファイル", "行", "列", "扱い", "理由", "English"])?;
        let taken = if preview { "取り込む" } else { "取り込んだ" };
        Ok(Self { writer, taken, rows: 0 })
    }

    /// Adds a refused row.
    pub fn refused(&mut self, file: &str, line: u64, column: Option<&str>, reason: &Refusal) -> io::Result<()> {
        self.add(file, line, column, "取り込まない", &reason.to_string(), &reason.english())
    }

    /// Adds an odd row.
    pub fn warned(&mut self, file: &str, line: u64, column: Option<&str>, warning: &Warning) -> io::Result<()> {
        self.add(file, line, column, self.taken, &warning.to_string(), &warning.english())
    }

    /// Adds a row that says something else than the row of `file` that counts.
    pub fn contradicts(&mut self, files: &[FileReport], found: &Contradiction<'_>) -> io::Result<()> {
        let (counts, other) = (found.counts, found.other);
        let label = |at: At| files.get(usize::from(at.file)).map_or("", |file| file.label.as_str());
        let join = |each: &dyn Fn(&Difference) -> String, with: &str| {
            found.differences.iter().map(each).collect::<Vec<_>>().join(with)
        };
        let is_newer = counts.record.as_of > other.record.as_of;
        let (because, why) =
            if is_newer { ("日付が新しい", "is of a newer day") } else { ("先に読んだ", "was read first") };
        let key = &other.record.key;
        let (at, line) = (label(counts.at), counts.at.line);
        let reason = format!(
            "番号「{key}」は {at} の{line}行目にもあり、内容が矛盾しています。{because}そちらの行を使います：{}。正しいほうを確かめてください。",
            join(&|d| format!("{}「{}」（この行は「{}」）", d.column, d.counts, d.other), "、")
        );
        let english = format!(
            "\"{key}\" is also on line {line} of {at}, which {why} and counts: {}",
            join(&|d| format!("{} \"{}\" instead of \"{}\"", d.english, d.counts, d.other), ", ")
        );
        let columns = join(&|d| d.column.to_owned(), "、");
        self.add(label(other.at), other.at.line, Some(&columns), "矛盾", &reason, &english)
    }

    /// Adds the rows of a municipality that is not in the area that was asked for.
    pub fn left_out(&mut self, file: &str, left_out: &LeftOut) -> io::Result<()> {
        let LeftOut { municipality: code, name, rows } = left_out;
        let (reason, english) = if code.is_empty() {
            (
                format!(
                    "市区町村がわからない行が{rows}行あり、--area があるので取り込みません。取り込むには、住所を市区町村名から書き直すか、--area を外してください。"
                ),
                format!("{rows} rows whose municipality is unknown; mend their addresses, or leave --area out"),
            )
        } else {
            (
                format!(
                    "{name}({code})の{rows}行は --area の外なので、取り込みません。取り込むには --area に {code} を足してください。"
                ),
                format!("{rows} rows of {code} are outside --area; add {code} to it to include them"),
            )
        };
        self.add(file, 0, Some("市区町村"), "圏域の外", &reason, &english)
    }

    /// Adds a file that could not be read.
    pub fn file(&mut self, file: &str, problem: &FileProblem) -> io::Result<()> {
        self.add(file, 0, None, "読めない", &problem.to_string(), &problem.english())
    }

    /// Adds a file that is no list we know.
    pub fn not_ours(&mut self, file: &str, why: &NotOurs) -> io::Result<()> {
        self.add(file, 0, None, "読めない", &why.to_string(), &why.english())
    }

    fn add(
        &mut self,
        file: &str,
        line: u64,
        column: Option<&str>,
        what: &str,
        reason: &str,
        english: &str,
    ) -> io::Result<()> {
        self.rows += 1;
        let line = if line == 0 { String::new() } else { line.to_string() };
        let cells = [file, &line, column.unwrap_or_default(), what, reason, english];
        self.writer.write_record(cells.map(|cell| csv_cell::neutralise(cell).into_owned()))?;
        Ok(())
    }

    /// How many rows the list has.
    pub fn len(&self) -> u64 {
        self.rows
    }

    /// The list has no row.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Ends the list.
    pub fn finish(mut self) -> io::Result<()> {
        self.writer.flush()
    }
}
