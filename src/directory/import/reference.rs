//! Reference tables while they are imported, and what they tell: where a facility without coordinates is.

use std::io;
use std::ops::Range;
use std::path::Path;

use kyoten_store::Tx;

use super::ImportError;
use super::gazetteer::{self, Gazetteer};
use super::progress::Progress;
use super::readers::Read;
use super::spool::{Spool, Spooled};
use crate::directory::organization::Accuracy;
use crate::directory::record::Point;
use crate::directory::store::reference_rows::{self, ReferenceFile};

/// The point of the town or the municipality of an address.
pub fn locate(gazetteer: &Gazetteer, municipality: &str, address: &str) -> Option<(Point, Accuracy)> {
    let (point, accuracy) = gazetteer.locate(municipality, address)?;
    let accuracy = match accuracy {
        gazetteer::Accuracy::Town => Accuracy::Town,
        gazetteer::Accuracy::Municipality => Accuracy::Municipality,
    };
    Some((point, accuracy))
}

/// The rows of reference tables, waiting on disk until everything is written at once.
pub struct ReferenceIntake {
    spool: Spool,
    files: Vec<(ReferenceFile, Range<usize>)>,
    open: ReferenceFile,
    /// The open file begins here in the spool.
    from: usize,
}

impl ReferenceIntake {
    /// Nothing yet; rows will wait in `folder`.
    pub fn new(folder: &Path) -> io::Result<Self> {
        Ok(Self { spool: Spool::new(folder)?, files: Vec::new(), open: ReferenceFile::default(), from: 0 })
    }

    /// Takes a row of the open file; `false` when it is not of a reference table or was there already.
    pub fn take(&mut self, read: &Read) -> io::Result<bool> {
        let Some(row) = self.open.take(read) else { return Ok(false) };
        self.spool.push(&row)?;
        Ok(true)
    }

    /// The open file is whole.
    pub fn keep_file(&mut self) {
        let mut file = std::mem::take(&mut self.open);
        let rows = self.from..self.spool.len();
        self.from = rows.end;
        if !rows.is_empty() {
            file.close();
            self.files.push((file, rows));
        }
    }

    /// The open file is broken: nothing of it counts.
    pub fn drop_file(&mut self) {
        self.open = ReferenceFile::default();
        self.from = self.spool.len();
    }

    /// Everything was read.
    pub fn finish(self) -> io::Result<ReferenceRead> {
        Ok(ReferenceRead { spooled: self.spool.finish()?, files: self.files })
    }
}

/// The rows of all files of reference tables, ready to be written.
pub struct ReferenceRead {
    spooled: Spooled,
    files: Vec<(ReferenceFile, Range<usize>)>,
}

impl ReferenceRead {
    /// Writes file after file, each instead of what was there of its areas.
    pub fn write(&self, tx: &mut Tx<'_>, progress: &Progress) -> Result<(), ImportError> {
        if self.files.is_empty() {
            return Ok(());
        }
        reference_rows::lock(tx)?;
        for (file, rows) in &self.files {
            let rows = rows.clone().map(|number| {
                progress.go_on()?;
                Ok(self.spooled.row(number)?)
            });
            reference_rows::replace::<ImportError>(tx, file, rows)?;
        }
        Ok(())
    }
}
