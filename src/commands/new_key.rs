//! `kyoten new-key`: another key for a database whose key is lost.

use clap::Args;
use kyoten::hub::Hub;
use kyoten::platform::{Clock, Config, DataFolder};

use super::Failure;
use super::say::say;

/// Options of `kyoten new-key`.
#[derive(Args)]
pub struct NewKey {}

impl NewKey {
    /// Takes the key of the data folder for the database's own, and forgets what only the lost one opens.
    pub async fn run(self, config: Config) -> Result<(), Failure> {
        let folder = DataFolder::open(&config.data)?;
        Hub::take_key(&config, &folder, Clock::system()).await?;
        say!("新しい鍵にしました。認証アプリは全員が登録し直します。パスキーと回復コードは、そのまま使えます。");
        say!("The key is new. Everybody sets up his authenticator app anew; passkeys and recovery codes stay good.");
        Ok(())
    }
}
