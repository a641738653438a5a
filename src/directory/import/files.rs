//! The files an operator names: folders, `.zip` and `.gz` opened on the way, nothing ever unpacked to disk.
//!
//! What comes from outside is never trusted: names inside archives are only labels, a decompression bomb is cut off,
//! and a file that cannot be read is told with its reason while all the others go on.

mod archive;
mod problem;
mod stream;

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use flate2::read::{DeflateDecoder, MultiGzDecoder};
use jiff::Timestamp;
use jiff::civil::Date;

pub use problem::FileProblem;
pub use stream::Content;

use super::day::day_in_name;
use super::readers::Interrupted;
use crate::platform::clock;
use archive::{Entry, Package};

/// How much one import may unpack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file after decompression.
    pub file: u64,
    /// Bytes of all files together after decompression.
    pub total: u64,
    /// Decompressed bytes per compressed byte, looked at only beyond `ratio_from`.
    pub ratio: u64,
    /// Below so many decompressed bytes any ratio is fine: a small file of commas is no bomb.
    pub ratio_from: u64,
    /// Files and archive entries together.
    pub files: usize,
    /// Folders inside folders.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { file: 1 << 30, total: 8 << 30, ratio: 200, ratio_from: 50_000_000, files: 20_000, depth: 32 }
    }
}

/// A file that was found, or the reason why it cannot be read.
#[derive(Clone, Debug)]
pub struct Found {
    /// What people call it: the path as given, and inside an archive `archive.zip/folder/name.csv`.
    pub label: String,
    place: Result<Place, FileProblem>,
    modified: Option<Date>,
    /// No list is of a later day.
    today: Option<Date>,
    limits: Limits,
    unpacked: Arc<AtomicU64>,
}

#[derive(Clone, Debug)]
enum Place {
    Plain(PathBuf),
    Gzip(PathBuf),
    Entry { archive: PathBuf, start: u64, compressed: u64, deflated: bool, crc32: u32 },
    Memory(Arc<[u8]>),
}

impl Found {
    /// A file that lies in memory, such as an upload.
    pub fn in_memory(label: &str, bytes: Vec<u8>) -> Self {
        Finder::new(Limits::default()).found(label.to_owned(), Ok(Place::Memory(bytes.into())), None)
    }

    /// Why this file cannot even be opened, when that was plain from the outside.
    pub fn problem(&self) -> Option<&FileProblem> {
        self.place.as_ref().err()
    }

    /// The last part of the label, without `.gz`.
    pub fn name(&self) -> &str {
        let name = self.label.rsplit('/').next().unwrap_or(&self.label);
        name.strip_suffix(".gz").unwrap_or(name)
    }

    /// The same file, of which is known what day it is.
    pub fn read_on(self, today: Date) -> Self {
        Self { today: Some(today), ..self }
    }

    /// The day in the file's name; of a member of an archive that does not tell, that in the archive's. What has not come is
    /// some other number: a list of such a day would be newer than every list for years.
    pub fn day_in_name(&self) -> Option<Date> {
        let has_come = |day: &Date| self.today.is_none_or(|today| *day <= today);
        day_in_name(self.name()).filter(has_come).or_else(|| match &self.place {
            Ok(Place::Entry { archive, .. }) => day_in_name(&archive.file_name()?.to_string_lossy()).filter(has_come),
            _ => None,
        })
    }

    /// The day on which the file was last written, in Japan.
    pub fn modified(&self) -> Option<Date> {
        self.modified
    }

    /// Reads the content to its end and keeps nothing, as long as `go_on` says so.
    pub fn read_through(&self, go_on: impl Fn() -> bool) -> Result<(), Interrupted> {
        let mut content = self.open()?;
        let mut buffer = vec![0; 256 * 1024];
        while stream::fill(&mut content, &mut buffer).map_err(|e| FileProblem::from_io(&e))? > 0 {
            if !go_on() {
                return Err(Interrupted::Stopped);
            }
        }
        Ok(())
    }

    /// Begins to read the content, decompressed, within the limits.
    pub fn open(&self) -> Result<Content, FileProblem> {
        let content = |source: Box<dyn Read + Send>, compressed: Option<u64>, crc32: Option<u32>| {
            Content::new(source, compressed, crc32, self.limits, Arc::clone(&self.unpacked))
        };
        match self.place.as_ref().map_err(FileProblem::clone)? {
            Place::Plain(path) => {
                let file = File::open(path).map_err(|e| FileProblem::unreadable(&e))?;
                Ok(content(Box::new(file), None, None))
            }
            Place::Gzip(path) => {
                let file = File::open(path).map_err(|e| FileProblem::unreadable(&e))?;
                let compressed = file.metadata().map_err(|e| FileProblem::unreadable(&e))?.len();
                Ok(content(Box::new(MultiGzDecoder::new(io::BufReader::new(file))), Some(compressed), None))
            }
            Place::Entry { archive, start, compressed, deflated, crc32 } => {
                let mut file = File::open(archive).map_err(|e| FileProblem::unreadable(&e))?;
                file.seek(SeekFrom::Start(*start)).map_err(|e| FileProblem::unreadable(&e))?;
                let packed = file.take(*compressed);
                let source: Box<dyn Read + Send> =
                    if *deflated { Box::new(DeflateDecoder::new(packed)) } else { Box::new(packed) };
                Ok(content(source, Some(*compressed), Some(*crc32)))
            }
            Place::Memory(bytes) => Ok(content(Box::new(io::Cursor::new(Arc::clone(bytes))), None, None)),
        }
    }
}

/// Every file behind the named files and folders, in a fixed order; what cannot be read stands in the list with its
/// reason. Folders are read to the bottom, links inside them are not followed.
pub fn expand(paths: &[PathBuf], limits: Limits) -> Vec<Found> {
    let mut finder = Finder::new(limits);
    for path in paths {
        finder.visit(path, 0, true);
    }
    finder.list
}

struct Finder {
    limits: Limits,
    unpacked: Arc<AtomicU64>,
    list: Vec<Found>,
}

impl Finder {
    fn new(limits: Limits) -> Self {
        Self { limits, unpacked: Arc::default(), list: Vec::new() }
    }

    fn found(&self, label: String, place: Result<Place, FileProblem>, modified: Option<Date>) -> Found {
        Found { label, place, modified, today: None, limits: self.limits, unpacked: Arc::clone(&self.unpacked) }
    }

    fn add(&mut self, label: String, problem: FileProblem) {
        let found = self.found(label, Err(problem), None);
        self.list.push(found);
    }

    fn is_full(&self) -> bool {
        self.list.len() >= self.limits.files
    }

    /// `named`: the operator wrote this path, so a link is what they meant; inside a folder it could lead anywhere.
    fn visit(&mut self, path: &Path, depth: usize, named: bool) {
        let label = cleaned_label(&path.to_string_lossy());
        let metadata = if named { fs::metadata(path) } else { fs::symlink_metadata(path) };
        let metadata = match metadata {
            Ok(metadata) => metadata,
            Err(e) => return self.add(label, FileProblem::unreadable(&e)),
        };
        if metadata.is_symlink() {
            self.add(label, FileProblem::Link);
        } else if metadata.is_dir() {
            self.visit_folder(path, label, depth);
        } else if !metadata.is_file() {
            self.add(label, FileProblem::NotAFile);
        } else if metadata.len() == 0 {
            self.add(label, FileProblem::Empty);
        } else {
            let modified = metadata.modified().ok().and_then(|time| Timestamp::try_from(time).ok());
            self.visit_file(path, label, modified.map(|moment| clock::local(moment).date()));
        }
    }

    fn visit_folder(&mut self, path: &Path, label: String, depth: usize) {
        if depth >= self.limits.depth {
            return self.add(label, FileProblem::TooDeep { limit: self.limits.depth });
        }
        let entries = match fs::read_dir(path) {
            Ok(entries) => entries,
            Err(e) => return self.add(label, FileProblem::unreadable(&e)),
        };
        let before = self.list.len();
        let mut inside: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
        inside.sort();
        for path in inside {
            let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
            if hidden {
                continue;
            }
            if self.is_full() {
                return self.add(label, FileProblem::TooMany { limit: self.limits.files });
            }
            self.visit(&path, depth + 1, false);
        }
        if depth == 0 && self.list.len() == before {
            self.add(label, FileProblem::EmptyFolder);
        }
    }

    /// The first bytes tell what a file is; its name may lie.
    fn visit_file(&mut self, path: &Path, label: String, modified: Option<Date>) {
        let mut magic = [0_u8; 4];
        let length = match File::open(path).and_then(|mut file| stream::fill(&mut file, &mut magic)) {
            Ok(length) => length,
            Err(e) => return self.add(label, FileProblem::unreadable(&e)),
        };
        match &magic[..length] {
            [0x1f, 0x8b, ..] => self.visit_gzip(path, label, modified),
            b"PK\x03\x04" | b"PK\x05\x06" => match archive::what_is(path) {
                Some(Package::Archive) => self.visit_zip(path, label),
                Some(Package::OtherWorkbook) => self.add(label, FileProblem::OtherWorkbook),
                Some(Package::Workbook) => {
                    self.list.push(self.found(label, Ok(Place::Plain(path.to_owned())), modified))
                }
                // Damaged; the name tells what it was meant to be.
                None if is_workbook(&label) => {
                    self.list.push(self.found(label, Ok(Place::Plain(path.to_owned())), modified));
                }
                None => self.visit_zip(path, label),
            },
            _ => self.list.push(self.found(label, Ok(Place::Plain(path.to_owned())), modified)),
        }
    }

    fn visit_gzip(&mut self, path: &Path, label: String, modified: Option<Date>) {
        let found = self.found(label, Ok(Place::Gzip(path.to_owned())), modified);
        let place = first_bytes(&found).and_then(|magic| archive::refuse_nested(&found.label, &magic));
        self.list.push(match place {
            Ok(()) => found,
            Err(problem) => Found { place: Err(problem), ..found },
        });
    }

    fn visit_zip(&mut self, path: &Path, label: String) {
        let entries = match archive::entries(path, &label) {
            Ok(entries) => entries,
            Err(problem) => return self.add(label, problem),
        };
        for Entry { label: entry_label, place, modified } in entries {
            if self.is_full() {
                return self.add(label, FileProblem::TooMany { limit: self.limits.files });
            }
            let found = self.found(entry_label, place, modified);
            let checked = match found.place {
                Ok(_) => first_bytes(&found).and_then(|magic| archive::refuse_nested(&found.label, &magic)),
                Err(_) => Ok(()),
            };
            self.list.push(match checked {
                Ok(()) => found,
                Err(problem) => Found { place: Err(problem), ..found },
            });
        }
    }
}

fn first_bytes(found: &Found) -> Result<Vec<u8>, FileProblem> {
    let mut magic = [0_u8; 4];
    let length = stream::fill(&mut found.open()?, &mut magic).map_err(|e| FileProblem::from_io(&e))?;
    if length == 0 { Err(FileProblem::Empty) } else { Ok(magic[..length].to_vec()) }
}

/// An Excel workbook is a zip too, but it is read as a table.
fn is_workbook(label: &str) -> bool {
    let lower = label.to_ascii_lowercase();
    lower.ends_with(".xlsx") || lower.ends_with(".xlsx.gz")
}

/// A path as it may be shown: control characters gone, backslashes turned, no way up and no root.
fn cleaned_label(raw: &str) -> String {
    let shown: String = raw.chars().filter(|c| !c.is_control()).collect();
    shown.replace('\\', "/")
}

#[cfg(test)]
mod tests;
