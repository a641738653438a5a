//! The sheets of an Excel workbook as rows of text, cell by cell, so that one far-away cell costs nothing.

use std::io::{Cursor, Read};

use calamine::{DataRef, Reader, Xlsx};

use super::{Row, Step};
use crate::directory::import::files::{FileProblem, Found};

/// Bytes of a workbook, packed and unpacked.
const LARGEST: u64 = 64 << 20;
const LARGEST_UNPACKED: u64 = 512 << 20;
/// Rows and columns of a sheet that are looked at.
const LAST_COLUMN: u32 = 256;
const LAST_ROW: u32 = 200_000;

fn bad(error: impl std::fmt::Display) -> FileProblem {
    FileProblem::BadWorkbook { cause: error.to_string() }
}

/// Whether the file is an Excel workbook, by its first bytes.
pub fn is_workbook(found: &Found) -> Result<bool, FileProblem> {
    let mut magic = Vec::with_capacity(4);
    found.open()?.take(4).read_to_end(&mut magic).map_err(|e| FileProblem::from_io(&e))?;
    Ok(magic == b"PK\x03\x04")
}

fn workbook(found: &Found) -> Result<Xlsx<Cursor<Vec<u8>>>, FileProblem> {
    let mut bytes = Vec::new();
    let read = found.open()?.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|e| FileProblem::from_io(&e))?;
    if read as u64 > LARGEST {
        return Err(FileProblem::TooLarge { limit: LARGEST });
    }
    check_size(&bytes)?;
    Xlsx::new(Cursor::new(bytes)).map_err(bad)
}

/// The parts are unpacked once into nothing, because what an archive says of its sizes may be a lie.
fn check_size(bytes: &[u8]) -> Result<(), FileProblem> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(bad)?;
    let mut left = LARGEST_UNPACKED;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(bad)?;
        let read = std::io::copy(&mut part.take(left + 1), &mut std::io::sink()).map_err(bad)?;
        left = left.checked_sub(read).ok_or(FileProblem::TooLarge { limit: LARGEST_UNPACKED })?;
    }
    Ok(())
}

/// The names of the sheets, from left to right.
pub fn sheet_names(found: &Found) -> Result<Vec<String>, FileProblem> {
    Ok(workbook(found)?.sheet_names())
}

/// The rows of one sheet.
pub(super) struct SheetRows {
    rows: std::vec::IntoIter<(u64, Vec<String>)>,
    width: usize,
}

impl SheetRows {
    pub(super) fn open(found: &Found, index: usize) -> Result<Self, FileProblem> {
        let mut workbook = workbook(found)?;
        let name = workbook.sheet_names().into_iter().nth(index).ok_or(FileProblem::Empty)?;
        let mut reader = workbook.worksheet_cells_reader(&name).map_err(bad)?;
        let mut rows: Vec<(u64, Vec<String>)> = Vec::new();
        let mut width = 0;
        while let Some(cell) = reader.next_cell().map_err(bad)? {
            let (row, column) = cell.get_position();
            if column >= LAST_COLUMN || row >= LAST_ROW {
                continue;
            }
            let line = u64::from(row) + 1;
            if rows.last().is_none_or(|last| last.0 != line) {
                rows.push((line, Vec::new()));
            }
            let Some((_, cells)) = rows.last_mut() else { continue };
            let column = column as usize;
            if cells.len() <= column {
                cells.resize(column + 1, String::new());
            }
            cells[column] = shown(cell.get_value());
            width = width.max(column + 1);
        }
        Ok(Self { rows: rows.into_iter(), width })
    }

    pub(super) fn next_row(&mut self, row: &mut Row) -> Step {
        let Some((line, cells)) = self.rows.next() else { return Step::End };
        row.clear(line);
        for column in 0..self.width {
            row.push(cells.get(column).map_or("", String::as_str));
        }
        Step::Row
    }
}

/// A cell as people see it: whole numbers without a point.
fn shown(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(yes) => if *yes { "1" } else { "0" }.to_owned(),
        DataRef::DateTime(moment) => moment.to_string(),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}
