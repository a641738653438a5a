//! Where parsed rows wait until all files are read: a file without a name, so that the nation's rows need no memory.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::FileExt;
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Rows on disk, numbered in the order in which they came.
pub struct Spool {
    writer: BufWriter<File>,
    ends: Vec<u64>,
}

impl Spool {
    /// An empty spool in `folder`; the system removes it when the process ends, however it ends.
    pub fn new(folder: &Path) -> io::Result<Self> {
        Ok(Self { writer: BufWriter::with_capacity(1 << 18, tempfile::tempfile_in(folder)?), ends: Vec::new() })
    }

    /// Adds a row.
    pub fn push<T: Serialize>(&mut self, row: &T) -> io::Result<()> {
        let content = serde_json::to_vec(row)?;
        self.writer.write_all(&content)?;
        self.ends.push(self.ends.last().copied().unwrap_or(0) + content.len() as u64);
        Ok(())
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Nothing was added.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Everything is written; from now on rows are read.
    pub fn finish(self) -> io::Result<Spooled> {
        let file = self.writer.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok(Spooled { file, ends: self.ends })
    }
}

/// A finished spool.
pub struct Spooled {
    file: File,
    ends: Vec<u64>,
}

impl Spooled {
    /// One row.
    pub fn row<T: DeserializeOwned>(&self, number: usize) -> io::Result<T> {
        let from = if number == 0 { 0 } else { self.ends[number - 1] };
        let mut content = vec![0; (self.ends[number] - from) as usize];
        self.file.read_exact_at(&mut content, from)?;
        Ok(serde_json::from_slice(&content)?)
    }
}
