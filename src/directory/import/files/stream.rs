//! The decompressed content of one file, counted while it is read.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::Crc;

use super::{FileProblem, Limits};

/// Decompressed bytes that stop with a [`FileProblem`] inside the `io::Error` when a limit is passed.
pub struct Content {
    source: Box<dyn Read + Send>,
    compressed: Option<u64>,
    crc32: Option<u32>,
    crc: Crc,
    read: u64,
    limits: Limits,
    unpacked: Arc<AtomicU64>,
}

impl Content {
    pub(super) fn new(
        source: Box<dyn Read + Send>,
        compressed: Option<u64>,
        crc32: Option<u32>,
        limits: Limits,
        unpacked: Arc<AtomicU64>,
    ) -> Self {
        Self { source, compressed, crc32, crc: Crc::new(), read: 0, limits, unpacked }
    }

    fn count(&mut self, length: u64) -> Result<(), FileProblem> {
        self.read += length;
        let total = self.unpacked.fetch_add(length, Ordering::Relaxed) + length;
        if self.read > self.limits.file {
            return Err(FileProblem::TooLarge { limit: self.limits.file });
        }
        if total > self.limits.total {
            return Err(FileProblem::TotalTooLarge { limit: self.limits.total });
        }
        match self.compressed {
            Some(compressed)
                if self.read > self.limits.ratio_from && self.read / compressed.max(1) >= self.limits.ratio =>
            {
                Err(FileProblem::Bomb { limit: self.limits.ratio })
            }
            _ => Ok(()),
        }
    }
}

impl Read for Content {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.source.read(buffer)?;
        if let Some(expected) = self.crc32 {
            self.crc.update(&buffer[..length]);
            if length == 0 && !buffer.is_empty() && self.crc.sum() != expected {
                return Err(io::Error::other(FileProblem::Damaged { cause: "CRC-32".into() }));
            }
        }
        self.count(length as u64).map_err(io::Error::other)?;
        Ok(length)
    }
}

/// Reads until `buffer` is full or the end comes; answers how much there was.
pub(super) fn fill(source: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut length = 0;
    while length < buffer.len() {
        match source.read(&mut buffer[length..]) {
            Ok(0) => break,
            Ok(n) => length += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(length)
}
