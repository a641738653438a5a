//! The first look at every file: what it is, and whether it is whole.

use std::io::Write;

use jiff::civil::Date;

use super::ImportError;
use super::files::{self, Found};
use super::kinds::{self, FileKind};
use super::progress::Progress;
use super::readers::Interrupted;
use super::report::{FileReport, ImportReport, RowList};
use super::run::ImportOptions;

/// A file that will be read.
pub struct Opened {
    /// Where it is.
    pub found: Found,
    /// What it is.
    pub kind: FileKind,
    /// Its place in the report.
    pub position: usize,
}

/// Recognises every file; reference tables come first, whatever the order on the command line.
pub fn open_all<W: Write>(
    options: &ImportOptions,
    today: Date,
    progress: &Progress,
    report: &mut ImportReport,
    rows: &mut RowList<W>,
) -> Result<Vec<Opened>, ImportError> {
    let mut opened = Vec::new();
    for (position, found) in files::expand(&options.paths, options.limits).into_iter().enumerate() {
        let found = found.read_on(today);
        let mut file = FileReport { label: found.label.clone(), ..FileReport::default() };
        progress.go_on()?;
        match look(&found, progress) {
            Ok(FileKind::NotOurs(why)) => {
                file.kind = "not_ours".to_owned();
                if why.may_be_missed(&file.label) {
                    rows.not_ours(&file.label, &why)?;
                }
                file.problem = Some(why.to_string());
            }
            Ok(kind) => {
                file.kind = kind.japanese().to_owned();
                opened.push(Opened { found, kind, position });
            }
            Err(Interrupted::Stopped) => return Err(ImportError::Stopped),
            Err(Interrupted::File(problem)) => {
                rows.file(&file.label, &problem)?;
                file.problem = Some(problem.to_string());
                file.is_fault = true;
            }
        }
        report.files.push(file);
    }
    opened.sort_by_key(|file| (file.kind.order(), file.position));
    Ok(opened)
}

/// Tells what a file is. A file of ours is read to its end and thrown away, so that one that is cut off or damaged is told
/// before any of its rows is used: archives carry a checksum there.
fn look(found: &Found, progress: &Progress) -> Result<FileKind, Interrupted> {
    if let Some(problem) = found.problem() {
        return Err(problem.clone().into());
    }
    let kind = kinds::recognise(found)?;
    if !matches!(kind, FileKind::NotOurs(_)) {
        found.read_through(|| !progress.is_stopped())?;
    }
    Ok(kind)
}
