//! `kyoten bench …`.

use clap::Subcommand;
use kyoten::platform::Config;

use super::Failure;

/// What can be measured.
#[derive(Subcommand)]
pub enum Bench {
    /// The store.
    Store,
}

impl Bench {
    pub async fn run(self, _config: Config) -> Result<(), Failure> {
        Ok(())
    }
}
