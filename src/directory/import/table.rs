//! A file as a table: CSV in any encoding that Japanese offices use, or the first sheet of a workbook.
//!
//! Rows are cut here and not by the `csv` crate for three reasons that real files gave: a refused row is told with its
//! physical line, a quote that never closes costs one row and not the rest of a nation, and no row can grow without
//! bound. The tests hold both to the same answers on well-formed input.

mod encoding;
mod rows;
mod sheet;

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;

use kyoten_text::normalize::narrow;

pub use encoding::{Encoding, is_mostly_text, is_odd};
pub use rows::{Row, Step};
pub use sheet::{is_workbook, sheet_names};

use super::files::{FileProblem, Found};
use rows::TextRows;
use sheet::SheetRows;

/// Bytes of one cell that are still believed.
pub const LONGEST_CELL: usize = 16 * 1024;

/// Why one row cannot be read as a row of its table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowProblem {
    /// More or fewer cells than the header has.
    WrongColumns {
        /// Cells in the header.
        expected: usize,
        /// Cells in the row.
        found: usize,
    },
    /// A cell of more than [`LONGEST_CELL`] bytes.
    CellTooLong,
    /// A quote opens and never closes.
    UnclosedQuote,
    /// Bytes that are not of the file's encoding.
    BadBytes(Encoding),
}

impl RowProblem {
    /// The same in English.
    pub fn english(&self) -> String {
        match self {
            Self::WrongColumns { expected, found } => format!("{found} columns instead of {expected}"),
            Self::CellTooLong => format!("a cell is longer than {LONGEST_CELL} bytes"),
            Self::UnclosedQuote => "a quotation mark is never closed".into(),
            Self::BadBytes(encoding) => format!("bytes that are not {}", encoding.name()),
        }
    }
}

impl fmt::Display for RowProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WrongColumns { expected, found } => write!(
                f,
                "列の数が{found}で、見出しの{expected}と合いません。余分なカンマや改行がないか確かめてください。"
            ),
            Self::CellTooLong => {
                write!(f, "1つのセルが長すぎます（{}KBまで）。短くしてください。", LONGEST_CELL / 1024)
            }
            Self::UnclosedQuote => write!(f, "引用符（\"）が閉じていません。閉じるか、取り除いてください。"),
            Self::BadBytes(encoding) => write!(
                f,
                "{}として読めない文字があります。その文字を直すか、UTF-8で保存し直してください。",
                encoding.name()
            ),
        }
    }
}

/// A table whose first row names the columns (or is data, for the few files without a header).
pub struct Table {
    columns: Vec<String>,
    by_key: HashMap<String, usize>,
    repeated: Vec<String>,
    header_line: u64,
    encoding: Encoding,
    first: Option<Row>,
    lines: Lines,
}

enum Lines {
    Text(Box<TextRows>),
    Sheet(SheetRows),
}

impl Table {
    /// Opens the file and reads its first row.
    pub fn open(found: &Found) -> Result<Self, FileProblem> {
        if is_workbook(found)? {
            return Self::begin(Encoding::Utf8, Lines::Sheet(SheetRows::open(found, 0)?));
        }
        let (encoding, source) = encoding::decoded(found.open()?)?;
        Self::begin(encoding, Lines::Text(Box::new(TextRows::new(source, encoding))))
    }

    /// Opens one sheet of a workbook.
    pub fn open_sheet(found: &Found, index: usize) -> Result<Self, FileProblem> {
        Self::begin(Encoding::Utf8, Lines::Sheet(SheetRows::open(found, index)?))
    }

    fn begin(encoding: Encoding, lines: Lines) -> Result<Self, FileProblem> {
        let mut table = Self {
            columns: Vec::new(),
            by_key: HashMap::new(),
            repeated: Vec::new(),
            header_line: 0,
            encoding,
            first: None,
            lines,
        };
        let mut row = Row::default();
        // A title line in bad bytes does not matter: the header is the first row that reads.
        let mut has_rows = false;
        loop {
            match table.step(&mut row)? {
                Step::Row => break,
                Step::Refused(_) => has_rows = true,
                Step::End => return Err(if has_rows { FileProblem::NoTable } else { FileProblem::Empty }),
            }
        }
        table.name_columns(&row);
        table.first = Some(row);
        Ok(table)
    }

    /// Takes the next row as the header: for sheets that begin with a title.
    pub fn skip_to_next_header(&mut self) -> Result<bool, FileProblem> {
        let mut row = Row::default();
        loop {
            match self.step(&mut row)? {
                Step::Row => break,
                Step::Refused(_) => {}
                Step::End => return Ok(false),
            }
        }
        self.name_columns(&row);
        self.first = Some(row);
        Ok(true)
    }

    fn name_columns(&mut self, row: &Row) {
        self.columns = row.cells().map(|cell| cell.trim().to_owned()).collect();
        self.header_line = row.line();
        self.by_key.clear();
        self.repeated.clear();
        for (index, name) in self.columns.iter().enumerate() {
            match self.by_key.entry(header_key(name)) {
                Entry::Vacant(free) => {
                    free.insert(index);
                }
                Entry::Occupied(_) if !name.is_empty() && !self.repeated.contains(name) => {
                    self.repeated.push(name.clone());
                }
                Entry::Occupied(_) => {}
            }
        }
    }

    /// The names of the columns as written.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The names that stand in the header more than once, and its line. The left column of a name counts.
    pub fn repeated(&self) -> (u64, &[String]) {
        (self.header_line, &self.repeated)
    }

    /// How the file is encoded.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// The column of this name, whatever the width of its digits and brackets, and also when only one column has the
    /// name followed by a note in brackets: 方書 finds 方書（ビル名等）.
    pub fn column(&self, name: &str) -> Option<usize> {
        let key = header_key(name);
        self.by_key.get(&key).copied().or_else(|| {
            let mut noted = self.columns.iter().enumerate().filter(|(_, column)| {
                let column = header_key(column);
                column.strip_prefix(key.as_str()).is_some_and(|note| note.starts_with('(') && note.ends_with(')'))
            });
            match (noted.next(), noted.next()) {
                (Some((index, _)), None) => Some(index),
                _ => None,
            }
        })
    }

    /// The first of these columns that the table has.
    pub fn any_column(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.column(name))
    }

    /// Whether all of these columns are there.
    pub fn has_all(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.column(name).is_some())
    }

    /// The first row: the header, or data in a file without one.
    pub fn first_row(&self) -> Option<&Row> {
        self.first.as_ref()
    }

    /// Reads the next row under the header into `row`. Empty rows are passed over.
    pub fn next_row(&mut self, row: &mut Row) -> Result<Step, FileProblem> {
        self.first = None;
        let step = self.step(row)?;
        if step == Step::Row && row.len() != self.columns.len() {
            return Ok(Step::Refused(RowProblem::WrongColumns { expected: self.columns.len(), found: row.len() }));
        }
        Ok(step)
    }

    /// The same for a file without header: the first row is data too.
    pub fn next_data_row(&mut self, row: &mut Row) -> Result<Step, FileProblem> {
        match self.first.take() {
            Some(first) => {
                *row = first;
                Ok(Step::Row)
            }
            None => self.next_row(row),
        }
    }

    fn step(&mut self, row: &mut Row) -> Result<Step, FileProblem> {
        loop {
            let step = match &mut self.lines {
                Lines::Text(rows) => rows.next_row(row)?,
                Lines::Sheet(rows) => rows.next_row(row),
            };
            if step != Step::Row || !row.is_blank() {
                return Ok(step);
            }
        }
    }
}

/// One spelling for a column name: narrow digits and brackets, no spaces, lower case.
fn header_key(name: &str) -> String {
    name.chars()
        .map(narrow)
        .map(|c| match c {
            '〈' | '［' | '【' => '(',
            '〉' | '］' | '】' => ')',
            'ー' | '−' | '‐' => '-',
            other => other,
        })
        .filter(|c| !c.is_whitespace() && !matches!(c, '\u{feff}' | '"'))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests;
