//! Where parsed records wait until all files are read: a file without a name, so that the nation's records need no memory.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::FileExt;
use std::path::Path;

use crate::directory::record::Record;

/// Records on disk, numbered in the order in which they came.
pub struct Spool {
    writer: BufWriter<File>,
    ends: Vec<u64>,
}

impl Spool {
    /// An empty spool in `folder`; the system removes it when the process ends, however it ends.
    pub fn new(folder: &Path) -> io::Result<Self> {
        Ok(Self { writer: BufWriter::with_capacity(1 << 18, tempfile::tempfile_in(folder)?), ends: Vec::new() })
    }

    /// Adds a record and answers its content's length in bytes.
    pub fn push(&mut self, content: &[u8]) -> io::Result<()> {
        self.writer.write_all(content)?;
        self.ends.push(self.ends.last().copied().unwrap_or(0) + content.len() as u64);
        Ok(())
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Nothing was added.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Everything is written; from now on records are read.
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
    /// The content of one record, as JSON.
    pub fn content(&self, number: usize) -> io::Result<String> {
        let from = if number == 0 { 0 } else { self.ends[number - 1] };
        let mut bytes = vec![0; (self.ends[number] - from) as usize];
        self.file.read_exact_at(&mut bytes, from)?;
        String::from_utf8(bytes).map_err(io::Error::other)
    }

    /// One record.
    pub fn record(&self, number: usize) -> io::Result<Record> {
        Ok(serde_json::from_str(&self.content(number)?)?)
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// There are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}
