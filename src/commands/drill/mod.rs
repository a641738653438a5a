//! `kyoten drill …`: the program is broken on purpose, and what goes unnoticed or is lost is counted. Each drill has a control that
//! must fail: one that cannot see anything would prove nothing.

mod audit;
mod chance;
mod history;
mod outbox;
mod speed;
mod store;
mod tampers;
mod worker;

use clap::Subcommand;
use kyoten::platform::Config;

use super::Failure;

/// What can be broken.
#[derive(Subcommand)]
pub enum Drill {
    /// Tamper with the audit in ten thousand ways; all must be found when a checkpoint is held outside.
    Audit(audit::AuditDrill),
    /// `kill -9` while mail is being sent: is every message delivered, and how often twice?
    Outbox(outbox::OutboxDrill),
    /// The program that the drill kills.
    #[command(hide = true)]
    OutboxWorker(worker::OutboxWorker),
}

impl Drill {
    /// Breaks it, counts, prints.
    pub async fn run(self, config: Config) -> Result<(), Failure> {
        match self {
            Self::Audit(drill) => drill.run().await,
            Self::Outbox(drill) => drill.run().await,
            Self::OutboxWorker(worker) => worker.run(config).await,
        }
    }
}
