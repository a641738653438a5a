//! How far an import has come, for those who watch it and for those who want it to stop.

use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};

use super::ImportError;

/// How far an import has come.
#[derive(Debug, Default)]
pub struct Progress {
    /// Set to stop; nothing is changed then.
    pub stop: AtomicBool,
    /// Rows read so far.
    pub rows: AtomicU64,
    /// Facilities to write; 0 while files are read.
    pub facilities: AtomicU64,
    /// Facilities written so far.
    pub written: AtomicU64,
    phase: AtomicU8,
}

/// What an import is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Every file is opened, recognised and read through once.
    Looking,
    /// Rows are read.
    Reading,
    /// Rows of one facility are found.
    Joining,
    /// Reference tables are written. From here on a transaction is open.
    Reference,
    /// Facilities are written.
    Facilities,
    /// What vanished is marked, what is doubtful is asked.
    Ending,
    /// The transaction is closed: it holds from some moment of this phase on.
    Committing,
}

impl Phase {
    const ALL: [Self; 7] = [
        Self::Looking,
        Self::Reading,
        Self::Joining,
        Self::Reference,
        Self::Facilities,
        Self::Ending,
        Self::Committing,
    ];

    /// The word for those who watch.
    pub fn english(self) -> &'static str {
        match self {
            Self::Looking => "looking",
            Self::Reading => "reading",
            Self::Joining => "joining",
            Self::Reference => "reference",
            Self::Facilities => "writing",
            Self::Ending => "ending",
            Self::Committing => "committing",
        }
    }
}

impl Progress {
    /// Notes what begins now; refused when somebody wants the import to stop.
    pub fn enter(&self, phase: Phase) -> Result<(), ImportError> {
        self.phase.store(phase as u8, Ordering::Relaxed);
        self.go_on()
    }

    /// What it is doing.
    pub fn phase(&self) -> Phase {
        Phase::ALL.get(usize::from(self.phase.load(Ordering::Relaxed))).copied().unwrap_or(Phase::Looking)
    }

    /// Whether somebody wants it to stop.
    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Refused when somebody wants it to stop.
    pub fn go_on(&self) -> Result<(), ImportError> {
        if self.is_stopped() { Err(ImportError::Stopped) } else { Ok(()) }
    }
}
