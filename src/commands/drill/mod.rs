//! `kyoten drill …`: the program is broken on purpose, and what goes unnoticed is counted. Each drill has a control that must
//! fail: one that cannot see anything would prove nothing.

mod audit;
mod chance;
mod history;
mod speed;
mod store;
mod tampers;

use clap::Subcommand;

use super::Failure;

/// What can be broken.
#[derive(Subcommand)]
pub enum Drill {
    /// Tamper with the audit in ten thousand ways; all must be found when a checkpoint is held outside.
    Audit(audit::AuditDrill),
}

impl Drill {
    /// Breaks it.
    pub async fn run(self) -> Result<(), Failure> {
        match self {
            Self::Audit(drill) => drill.run().await,
        }
    }
}
