//! A timer that was taken, and the ways to settle it.

use jiff::{SignedDuration, Timestamp};
use kyoten_store::Tx;

use super::store;
use crate::platform::hub_id::HubId;

/// The right to settle a timer once. It ends when the lease is over and somebody else takes the timer, or when the timer is
/// set anew or cancelled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Whose timer.
    pub hub: HubId,
    /// Which part of the program does it.
    pub kind: &'static str,
    /// What it is about.
    pub subject: String,
    /// When it was meant to happen.
    pub due_at: Timestamp,
    /// How often it failed or broke off before, in a row.
    pub failures: u32,
    pub(super) fence: i64,
}

/// The proof that a timer was settled. Only [`Claim`] makes it, so a handler cannot forget to settle.
#[derive(Debug)]
#[must_use = "a handler returns it"]
pub struct Settled(());

/// Why a timer was not settled; the unit of work that finds this out is undone as a whole.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsettled {
    /// Somebody else has it now, or it is no more. Nothing more is to be done here.
    #[error("somebody else has this timer now")]
    Lost,
    /// It will be tried again after a pause. The words are for the log: no names, no addresses.
    #[error("{0}")]
    Failed(String),
}

impl From<kyoten_store::Error> for Unsettled {
    fn from(error: kyoten_store::Error) -> Self {
        match error {
            // What was panicked with may hold a name; the log has its number and place.
            kyoten_store::Error::Panicked { .. } => Self::Failed("it panicked".to_owned()),
            other => Self::Failed(other.to_string()),
        }
    }
}

impl Claim {
    /// Is it still ours? For work that reaches outside, right before it does.
    pub fn check(&self, tx: &mut Tx<'_>) -> Result<(), Unsettled> {
        if store::is_held(tx, self)? { Ok(()) } else { Err(Unsettled::Lost) }
    }

    /// It was done. In the unit of work that holds its effect.
    pub fn done(&self, tx: &mut Tx<'_>) -> Result<Settled, Unsettled> {
        settled(store::delete_held(tx, self)?)
    }

    /// It is to happen again, after a while.
    pub fn again_after(&self, tx: &mut Tx<'_>, wait: SignedDuration, now: Timestamp) -> Result<Settled, Unsettled> {
        settled(store::put_back(tx, self, store::When::After(wait), now)?)
    }

    /// It is to happen again, at a time of the wall clock.
    pub fn again_at(&self, tx: &mut Tx<'_>, moment: Timestamp, now: Timestamp) -> Result<Settled, Unsettled> {
        settled(store::put_back(tx, self, store::When::At(moment), now)?)
    }
}

fn settled(is_ours: bool) -> Result<Settled, Unsettled> {
    if is_ours { Ok(Settled(())) } else { Err(Unsettled::Lost) }
}
