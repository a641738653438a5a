//! The list of what lies in a `.zip`. Entry names are only labels: nothing is ever written anywhere.

use std::fs::File;
use std::io;
use std::path::Path;

use encoding_rs::SHIFT_JIS;
use jiff::civil::Date;
use zip::{CompressionMethod, ZipArchive};

use super::{FileProblem, Place, is_workbook};

/// What a zip is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Package {
    /// Files put together.
    Archive,
    /// An Excel workbook.
    Workbook,
    /// A workbook of another program, or another office file.
    OtherWorkbook,
}

/// Tells by what lies in it, whatever its name says; `None`: it is damaged.
pub(super) fn what_is(path: &Path) -> Option<Package> {
    let archive = ZipArchive::new(io::BufReader::new(File::open(path).ok()?)).ok()?;
    let has = |name: &str| archive.index_for_name(name).is_some();
    Some(if archive.file_names().flatten().any(|name| name.starts_with("xl/workbook")) {
        Package::Workbook
    } else if has("[Content_Types].xml") || has("mimetype") && has("content.xml") {
        Package::OtherWorkbook
    } else {
        Package::Archive
    })
}

/// A file in an archive.
pub(super) struct Entry {
    /// What people call it.
    pub(super) label: String,
    /// Where its bytes are, or why they cannot be read.
    pub(super) place: Result<Place, FileProblem>,
    /// The day on which it was last written, as the archive says.
    pub(super) modified: Option<Date>,
}

/// Every file in the archive with its cleaned label, in the archive's order; folders and system files left out.
pub(super) fn entries(path: &Path, label: &str) -> Result<Vec<Entry>, FileProblem> {
    let damaged = |e: zip::result::ZipError| FileProblem::Damaged { cause: e.to_string() };
    let file = File::open(path).map_err(|e| FileProblem::unreadable(&e))?;
    let mut archive = ZipArchive::new(io::BufReader::new(file)).map_err(damaged)?;
    if archive.is_empty() {
        return Err(FileProblem::Empty);
    }
    let mut list = Vec::new();
    for index in 0..archive.len() {
        match archive.by_index_raw(index) {
            Ok(entry) => {
                let name = cleaned(entry.name_raw());
                if entry.is_dir() || is_system_file(&name) {
                    continue;
                }
                let written = entry.last_modified();
                let modified = written.and_then(|day| civil_day(day.year(), day.month(), day.day()));
                list.push(Entry { label: format!("{label}/{name}"), place: place(path, &entry), modified });
            }
            Err(e) => {
                let label = format!("{label}/{}", index + 1);
                list.push(Entry { label, place: Err(damaged(e)), modified: None });
            }
        }
    }
    Ok(list)
}

fn civil_day(year: u16, month: u8, day: u8) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn place<R: io::Read>(path: &Path, entry: &zip::read::ZipFile<'_, R>) -> Result<Place, FileProblem> {
    if entry.is_symlink() {
        return Err(FileProblem::Link);
    }
    if entry.encrypted() {
        return Err(FileProblem::Encrypted);
    }
    let deflated = match entry.compression() {
        CompressionMethod::Deflated => true,
        CompressionMethod::Stored => false,
        _ => return Err(FileProblem::UnknownCompression),
    };
    let start = entry.data_start().ok_or_else(|| FileProblem::Damaged { cause: "zip".into() })?;
    Ok(Place::Entry {
        archive: path.to_owned(),
        start,
        compressed: entry.compressed_size(),
        deflated,
        crc32: entry.crc32(),
    })
}

/// An archive inside an archive is refused: it hides its size from the limits and from the reader of the list.
pub(super) fn refuse_nested(label: &str, magic: &[u8]) -> Result<(), FileProblem> {
    let archive = matches!(magic, [0x1f, 0x8b, ..] | [b'P', b'K', 3, 4] | [b'P', b'K', 5, 6]);
    if archive && !is_workbook(label) { Err(FileProblem::Nested) } else { Ok(()) }
}

/// A name as it may be shown: no way up, no root, no drive, no control characters. Archives made on Japanese Windows
/// write Shift_JIS without saying so.
fn cleaned(raw: &[u8]) -> String {
    let name = match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => SHIFT_JIS.decode_without_bom_handling(raw).0.into_owned(),
    };
    let parts: Vec<String> = name
        .split(['/', '\\'])
        .map(|part| part.chars().filter(|c| !c.is_control()).collect::<String>())
        .filter(|part| !matches!(part.as_str(), "" | "." | "..") && !is_drive(part))
        .collect();
    if parts.is_empty() { "?".into() } else { parts.join("/") }
}

fn is_drive(part: &str) -> bool {
    matches!(part.as_bytes(), [letter, b':'] if letter.is_ascii_alphabetic())
}

fn is_system_file(name: &str) -> bool {
    name.split('/').any(|part| part == "__MACOSX" || part.starts_with('.')) || name.ends_with("Thumbs.db")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_climbs_out_is_only_a_label() {
        assert_eq!(cleaned(b"../../etc/passwd"), "etc/passwd");
        assert_eq!(cleaned(b"C:\\Users\\..\\a.csv"), "Users/a.csv");
        assert_eq!(cleaned(b"/abs/\x07b.csv"), "abs/b.csv");
        assert_eq!(cleaned(b"../.."), "?");
    }

    #[test]
    fn a_name_in_shift_jis_is_readable() {
        let (raw, _, _) = SHIFT_JIS.encode("病院表.csv");
        assert_eq!(cleaned(&raw), "病院表.csv");
    }
}
