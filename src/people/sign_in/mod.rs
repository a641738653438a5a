//! Sign-in (サインイン): how members prove who they are, and where they are signed in.
//!
//! A member signs in with a passkey, or with a password and the six digits of an app. Who has lost the app takes a recovery code; who
//! has lost everything gets a one-time link from somebody who knows him, or is vouched for by two colleagues for half an hour.
//! The rules are functions of state and time ([`session`], [`app`], [`emergency`], [`link`], [`password`], [`throttle`]); what people do
//! with them is in [`operations`]; the pages are those of the members' door.
//!
//! Standards: 医療情報システムの安全管理に関するガイドライン 6.0, OWASP ASVS 5.0 V6 and V7, NIST SP 800-63B, RFC 6238, WebAuthn level 3.

pub mod app;
mod common;
pub mod emergency;
mod gate;
pub mod hasher;
pub mod link;
pub mod notice;
pub mod operations;
pub mod passkey;
pub mod password;
pub mod recovery;
pub mod session;
pub mod store;
#[cfg(test)]
pub(crate) mod tests;
pub mod throttle;
mod trail;

pub use gate::{DEVICE_COOKIE, Doorkeeper, PLACES, SESSION_COOKIE};
pub use trail::{Event, NOBODY, What, trail};

use std::sync::Arc;

use kyoten_store::Tx;

use self::hasher::{Cost, Hasher};
use self::passkey::Passkeys;
use self::store::records;
use self::throttle::Attempts;
use crate::platform::hub_id::HubId;
use crate::platform::secrets::Secrets;
use crate::platform::{Config, Refusal};

/// The purpose with which links in letters are sealed; their context is the member's id.
pub const SEALED_LINK: &str = "sign-in link";

/// What sign-in needs beside the database. Cheap to clone.
#[derive(Clone)]
pub struct SignIn(Arc<Parts>);

struct Parts {
    secrets: Secrets,
    hasher: Hasher,
    attempts: Attempts,
    passkeys: Passkeys,
    https: bool,
    hub_names: Vec<String>,
}

impl SignIn {
    /// For a hub with these settings.
    pub fn new(config: &Config, secrets: Secrets, cost: Cost) -> anyhow::Result<Self> {
        let public_url = config.public_url.as_ref();
        Ok(Self(Arc::new(Parts {
            secrets,
            hasher: Hasher::start(cost)?,
            attempts: Attempts::default(),
            passkeys: Passkeys::new(public_url, &config.hub.name),
            https: public_url.is_some_and(|url| url.is_https()),
            hub_names: vec![config.hub.name.clone(), config.hub.name_en.clone(), config.hub.short.clone()],
        })))
    }

    /// What seals and signs.
    pub fn secrets(&self) -> &Secrets {
        &self.0.secrets
    }

    /// The threads that hash.
    pub fn hasher(&self) -> &Hasher {
        &self.0.hasher
    }

    /// Everybody's buckets.
    pub fn attempts(&self) -> &Attempts {
        &self.0.attempts
    }

    /// Passkeys for this hub's address.
    pub fn passkeys(&self) -> &Passkeys {
        &self.0.passkeys
    }

    /// Whether cookies may travel over https only.
    pub fn https(&self) -> bool {
        self.0.https
    }

    /// The names of the hub, which are no passwords.
    pub fn hub_names(&self) -> &[String] {
        &self.0.hub_names
    }
}

/// Refuses a key that is not the one of this database: authenticator apps could not be checked.
pub fn check_key(tx: &mut Tx<'_>, hub: HubId, secrets: &Secrets) -> Result<(), KeyProblem> {
    let own = secrets.fingerprint();
    if records::fingerprint(tx, hub, &own)? == own { Ok(()) } else { Err(KeyProblem::AnotherKey) }
}

/// Takes this key for that of the database, and forgets what only the lost one opens.
pub fn replace_key(tx: &mut Tx<'_>, hub: HubId, secrets: &Secrets) -> kyoten_store::Result<()> {
    records::replace_key(tx, hub, &secrets.fingerprint())
}

/// Why the key of the data folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyProblem {
    /// It belongs to another database.
    #[error("the key does not belong to this database")]
    AnotherKey,
    /// The database.
    #[error(transparent)]
    Store(#[from] kyoten_store::Error),
}

impl From<KeyProblem> for Refusal {
    fn from(problem: KeyProblem) -> Self {
        let file = crate::platform::secrets::FILE;
        match problem {
            KeyProblem::AnotherKey => Self::new(
                format!(
                    "データのフォルダーの {file} は、このデータベースの鍵ではありません。バックアップから {file} をもどしてください。なくしたときは kyoten new-key で作り直せます(認証アプリは全員が登録し直します)。"
                ),
                format!(
                    "The key {file} in the data folder is not the one of this database: restore it from the backup. If it is lost, kyoten new-key makes another (everybody sets up his authenticator app anew)."
                ),
            ),
            KeyProblem::Store(cause) => cause.into(),
        }
    }
}
