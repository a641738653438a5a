//! `kyoten directory …`.

use clap::Subcommand;
use kyoten::platform::Config;

use super::Failure;

/// What can be done to the directory.
#[derive(Subcommand)]
pub enum Directory {
    /// How many organisations there are.
    Count,
}

impl Directory {
    pub async fn run(self, _config: Config) -> Result<(), Failure> {
        Ok(())
    }
}
