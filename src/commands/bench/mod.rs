//! `kyoten bench …`: figures of this program, each beside the floor of the machine it runs on.

mod directory;
pub mod figure;
mod http;
mod memory;
mod queries;
pub mod store;

use clap::Subcommand;
use kyoten::platform::Config;

use super::Failure;

/// What can be measured.
#[derive(Subcommand)]
pub enum Bench {
    /// Durable transactions, point reads and lists, beside the bare driver.
    Store(store::StoreBench),
    /// Import, search and pages, beside the bare driver and an empty handler.
    Directory(directory::DirectoryBench),
}

impl Bench {
    /// Measures and prints.
    pub async fn run(self, config: Config) -> Result<(), Failure> {
        match self {
            Self::Store(bench) => bench.run().await,
            Self::Directory(bench) => bench.run(config).await,
        }
    }
}
