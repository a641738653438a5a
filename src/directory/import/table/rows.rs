//! Rows cut from a stream of bytes. UTF-8 and Shift_JIS both keep `"`, `,` and line ends to themselves, so rows are cut
//! before they are decoded and one bad character costs one row.

use std::io::{self, Read};

use encoding_rs::SHIFT_JIS;
use memchr::{memchr, memchr2};

use super::{Encoding, LONGEST_CELL, RowProblem};
use crate::directory::import::files::FileProblem;

/// Bytes read at a time.
const CHUNK: usize = 64 * 1024;
/// Bytes of one row that are still believed.
const LONGEST_ROW: usize = 4 * CHUNK;

/// One row, reused from row to row.
#[derive(Clone, Debug, Default)]
pub struct Row {
    pub(super) line: u64,
    pub(super) text: String,
    pub(super) ends: Vec<usize>,
}

impl Row {
    /// The physical line it begins on, counted from 1.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// How many cells it has.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether it has no cells.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The cell in this column, empty beyond the last.
    pub fn cell(&self, column: usize) -> &str {
        let Some(&end) = self.ends.get(column) else { return "" };
        let start = if column == 0 { 0 } else { self.ends[column - 1] };
        &self.text[start..end]
    }

    /// The cells from left to right.
    pub fn cells(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|column| self.cell(column))
    }

    pub(super) fn is_blank(&self) -> bool {
        self.text.is_empty() || self.text.trim().is_empty()
    }

    pub(super) fn clear(&mut self, line: u64) {
        self.line = line;
        self.text.clear();
        self.ends.clear();
    }

    pub(super) fn push(&mut self, cell: &str) {
        self.text.push_str(cell);
        self.ends.push(self.text.len());
    }
}

/// What came next in a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A row was read.
    Row,
    /// A row cannot be read; its line stands in the row.
    Refused(RowProblem),
    /// There are no more rows.
    End,
}

/// Where one cell lies in the buffer.
#[derive(Clone, Copy)]
struct Cell {
    start: usize,
    end: usize,
    /// Was quoted and has doubled quotes inside, or text after the closing quote.
    escaped: bool,
}

/// Rows of a text file.
pub(super) struct TextRows {
    source: Box<dyn Read + Send>,
    encoding: Encoding,
    buffer: Vec<u8>,
    /// The next row begins here in `buffer`.
    from: usize,
    ended: bool,
    line: u64,
    line_end: u8,
    separator: u8,
    cells: Vec<Cell>,
    scratch: Vec<u8>,
}

enum Cut {
    /// The row ends before this position, the next one begins at it.
    Row(usize),
    /// More bytes are needed to know; the quotes that are still open began here.
    More { open_quote: Option<usize> },
    /// The end came inside quotes.
    Unclosed,
}

impl TextRows {
    pub(super) fn new(source: Box<dyn Read + Send>, encoding: Encoding) -> Self {
        Self {
            source,
            encoding,
            buffer: Vec::with_capacity(2 * CHUNK),
            from: 0,
            ended: false,
            line: 1,
            line_end: 0,
            separator: b',',
            cells: Vec::new(),
            scratch: Vec::new(),
        }
    }

    pub(super) fn next_row(&mut self, row: &mut Row) -> Result<Step, FileProblem> {
        if self.line_end == 0 {
            self.begin()?;
        }
        row.clear(self.line);
        loop {
            if self.ended && self.from == self.buffer.len() {
                return Ok(Step::End);
            }
            match self.cut() {
                Cut::Row(next) => {
                    let step = self.decode(row);
                    self.advance(next);
                    return Ok(step);
                }
                Cut::More { .. } if self.buffer.len() - self.from < LONGEST_ROW => self.read_more()?,
                // A quoted cell that goes on beyond its line was not meant to; one that does not is only long.
                Cut::More { open_quote: Some(quote) } if memchr(self.line_end, &self.buffer[quote..]).is_some() => {
                    return self.give_up_line(RowProblem::UnclosedQuote);
                }
                Cut::More { .. } => return self.give_up_line(RowProblem::CellTooLong),
                Cut::Unclosed => return self.give_up_line(RowProblem::UnclosedQuote),
            }
        }
    }

    /// Bytes held in memory.
    #[cfg(test)]
    pub(super) fn held(&self) -> usize {
        self.buffer.capacity() + self.scratch.capacity() + self.cells.capacity() * size_of::<Cell>()
    }

    /// The first bytes tell whether lines end as on old Macs and whether tabs separate the cells.
    fn begin(&mut self) -> Result<(), FileProblem> {
        self.read_more()?;
        let feed = memchr(b'\n', &self.buffer);
        self.line_end = if feed.is_none() && self.buffer.contains(&b'\r') { b'\r' } else { b'\n' };
        let first = memchr(self.line_end, &self.buffer).map_or(self.buffer.as_slice(), |end| &self.buffer[..end]);
        if first.contains(&b'\t') && !first.contains(&b',') {
            self.separator = b'\t';
        }
        Ok(())
    }

    fn read_more(&mut self) -> Result<(), FileProblem> {
        self.buffer.drain(..self.from);
        self.from = 0;
        let filled = self.buffer.len();
        self.buffer.resize(filled + CHUNK, 0);
        let mut length = filled;
        while length < self.buffer.len() {
            match self.source.read(&mut self.buffer[length..]) {
                // The UTF-16 adapter needs room for a whole character.
                Ok(0) => {
                    self.ended = self.buffer.len() - length >= 16;
                    break;
                }
                Ok(n) => length += n,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(FileProblem::from_io(&e)),
            }
        }
        self.buffer.truncate(length);
        Ok(())
    }

    /// Finds the cells of the row that begins at `from`.
    fn cut(&mut self) -> Cut {
        self.cells.clear();
        let bytes = self.buffer.as_slice();
        let mut at = self.from;
        loop {
            let quoted = bytes.get(at) == Some(&b'"');
            let mut cell = Cell { start: at, end: at, escaped: false };
            if quoted {
                cell.start = at + 1;
                at += 1;
                loop {
                    let Some(quote) = memchr(b'"', &bytes[at..]) else {
                        return if self.ended { Cut::Unclosed } else { Cut::More { open_quote: Some(cell.start) } };
                    };
                    at += quote + 1;
                    match bytes.get(at) {
                        Some(b'"') => {
                            cell.escaped = true;
                            at += 1;
                        }
                        None if !self.ended => return Cut::More { open_quote: Some(cell.start) },
                        _ => break,
                    }
                }
                cell.end = at - 1;
            }
            let after_quote = at;
            let stop = memchr2(self.separator, self.line_end, &bytes[at..]).map(|found| at + found);
            let end = match stop {
                Some(stop) => stop,
                None if self.ended => bytes.len(),
                None => return Cut::More { open_quote: None },
            };
            let last = stop.is_none_or(|stop| bytes[stop] == self.line_end);
            let trimmed = if last && end > after_quote && bytes[end - 1] == b'\r' { end - 1 } else { end };
            if !quoted {
                cell.end = trimmed;
            } else if trimmed > after_quote {
                // Text after the closing quote belongs to the cell.
                (cell.end, cell.escaped) = (trimmed, true);
            }
            self.cells.push(cell);
            if last {
                return Cut::Row(stop.map_or(bytes.len(), |stop| stop + 1));
            }
            at = end + 1;
        }
    }

    fn decode(&mut self, row: &mut Row) -> Step {
        for cell in &self.cells {
            let mut bytes = &self.buffer[cell.start..cell.end];
            if bytes.len() > LONGEST_CELL {
                return Step::Refused(RowProblem::CellTooLong);
            }
            if cell.escaped {
                unquote(bytes, &mut self.scratch);
                bytes = &self.scratch;
            }
            let bad = match self.encoding {
                Encoding::Utf8 => std::str::from_utf8(bytes).map(|text| row.push(text)).is_err(),
                Encoding::Utf16 => match std::str::from_utf8(bytes) {
                    Ok(text) if !text.contains('\u{fffd}') => {
                        row.push(text);
                        false
                    }
                    _ => true,
                },
                Encoding::ShiftJis => match SHIFT_JIS.decode_without_bom_handling_and_without_replacement(bytes) {
                    Some(text) => {
                        row.push(&text);
                        false
                    }
                    None => true,
                },
            };
            if bad {
                return Step::Refused(RowProblem::BadBytes(self.encoding));
            }
        }
        Step::Row
    }

    fn advance(&mut self, next: usize) {
        self.line += memchr::memchr_iter(self.line_end, &self.buffer[self.from..next]).count() as u64;
        self.from = next;
    }

    /// Gives up the physical line the row began on and goes on with the next: what follows may be sound.
    fn give_up_line(&mut self, problem: RowProblem) -> Result<Step, FileProblem> {
        loop {
            match memchr(self.line_end, &self.buffer[self.from..]) {
                Some(end) => {
                    self.advance(self.from + end + 1);
                    break;
                }
                None => {
                    self.from = self.buffer.len();
                    if self.ended {
                        break;
                    }
                    self.read_more()?;
                }
            }
        }
        Ok(Step::Refused(problem))
    }
}

/// Doubled quotes become one; the single one that closed before trailing text goes.
fn unquote(bytes: &[u8], out: &mut Vec<u8>) {
    out.clear();
    let mut rest = bytes;
    while let Some(quote) = memchr(b'"', rest) {
        out.extend_from_slice(&rest[..quote]);
        rest = &rest[quote + 1..];
        if rest.first() == Some(&b'"') {
            out.push(b'"');
            rest = &rest[1..];
        } else {
            out.extend_from_slice(rest);
            return;
        }
    }
    out.extend_from_slice(rest);
}
