//! The settings (設定): one struct, read from a TOML file and from `KYOTEN_*` variables, which win.
//!
//! Every key stands in [`KEYS`]; `docs/CONFIGURATION.md` is made from it. The variable of `hub.name_en` is
//! `KYOTEN_HUB_NAME_EN`: the name in capitals, dots as underscores. Variables that begin with `KYOTEN_TEST_` belong to the
//! tests, and `KYOTEN_CONFIG` names the file itself.

mod document;
mod key;
mod keys;
mod read;
mod smtp;
#[cfg(test)]
mod tests;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

pub use key::{Key, Takes};
pub use keys::KEYS;
pub use smtp::{SmtpSecurity, SmtpSettings};

use super::network::Network;
use super::start::Refusal;

/// Every setting of the hub.
#[derive(Clone, Debug)]
pub struct Config {
    /// The folder of everything this hub keeps.
    pub data: PathBuf,
    /// Where to listen.
    pub listen: SocketAddr,
    /// The address people type, if it is known.
    pub public_url: Option<PublicUrl>,
    /// The reverse proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
    /// Which database.
    pub database: DatabaseSettings,
    /// Who this hub is.
    pub hub: HubSettings,
    /// How long one-time links live.
    pub links: LinkSettings,
    /// The server that sends mail; `None`: letters take its place.
    pub smtp: Option<SmtpSettings>,
    /// What is written to the log.
    pub log: LogSettings,
    /// How much one visitor may ask.
    pub limits: Limits,
    /// Who may read `/metrics` besides this machine.
    pub metrics_allow: Vec<Network>,
    /// Free disk, in bytes, below which the hub is not ready.
    pub disk_min_free: u64,
    /// A jump of the wall clock that is reported.
    pub clock_max_offset: Duration,
    /// How long requests under way may take to finish when the program stops.
    pub shutdown_drain: Duration,
}

/// Which database, and how many connections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatabaseSettings {
    /// `postgres://…`; `None`: SQLite in the data folder.
    pub url: Option<String>,
    /// SQLite: connections that read at the same time.
    pub readers: usize,
    /// PostgreSQL: connections.
    pub pool: usize,
}

/// Who this hub is (拠点).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HubSettings {
    /// 拠点の名前.
    pub name: String,
    /// The name on English pages.
    pub name_en: String,
    /// The short name beside the mark: 汐見野市.
    pub short: String,
    /// The telephone of the desk; empty if there is none.
    pub phone: String,
    /// When the desk answers: 平日 9:00–17:00.
    pub hours: String,
    /// The municipalities of the area (全国地方公共団体コード, five digits).
    pub area: Vec<String>,
}

/// How long one-time links live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkSettings {
    /// An invitation.
    pub invitation: Duration,
    /// A link that sets up signing in again.
    pub reset: Duration,
}

/// What is written to the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogSettings {
    /// The least important level that is written.
    pub level: tracing::Level,
    /// As text or as JSON.
    pub format: LogFormat,
}

/// How a line of the log looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// How much one visitor may ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest body of a request.
    pub body_bytes: usize,
    /// How long an answer may take.
    pub request_timeout: Duration,
    /// Requests for pages in a minute from one address.
    pub requests_per_minute_per_address: u32,
    /// Whether this machine itself is free of that limit.
    pub exempt_loopback: bool,
    /// Open connections at a time.
    pub connections: usize,
}

/// The address people type: `https://kyoten.example.jp`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl {
    https: bool,
    host: String,
}

impl PublicUrl {
    /// Whether it begins with `https://`.
    pub fn is_https(&self) -> bool {
        self.https
    }

    /// The host, with the port if it is not the usual one.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Scheme and host, as a browser writes it into `Origin`.
    pub fn origin(&self) -> String {
        format!("{}://{}", if self.https { "https" } else { "http" }, self.host)
    }
}

/// A text that is no address of a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the address of a site: write https://kyoten.example.jp")]
pub struct NotAPublicUrl;

impl FromStr for PublicUrl {
    type Err = NotAPublicUrl;

    fn from_str(text: &str) -> Result<Self, NotAPublicUrl> {
        let uri: axum::http::Uri = text.parse().map_err(|_| NotAPublicUrl)?;
        let https = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(NotAPublicUrl),
        };
        let host = uri.authority().map(|authority| authority.as_str().to_ascii_lowercase()).unwrap_or_default();
        let usual_port = if https { ":443" } else { ":80" };
        let host = host.strip_suffix(usual_port).unwrap_or(&host).to_owned();
        if host.is_empty() || host.contains('@') || uri.path() != "/" || uri.query().is_some() {
            return Err(NotAPublicUrl);
        }
        Ok(Self { https, host })
    }
}

/// Those of this process. One whose name or value is not Unicode cannot be one of ours.
fn variables() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
}

/// The file that is read when it exists and no other is named.
pub const DEFAULT_FILE: &str = "kyoten.toml";

impl Config {
    /// The settings as they are when nobody sets anything.
    pub fn standard() -> Self {
        read::config("", "", Vec::new()).expect("the defaults in the table of keys are valid")
    }

    /// Reads `file`, or [`DEFAULT_FILE`] if that exists, and the variables of this process.
    pub fn load(file: Option<&Path>) -> Result<Self, Refusal> {
        let variables = variables();
        let default = Path::new(DEFAULT_FILE);
        let Some(path) = file.or_else(|| default.exists().then_some(default)) else {
            return read::config(DEFAULT_FILE, "", variables);
        };
        let text = std::fs::read_to_string(path).map_err(|cause| {
            Refusal::new(
                format!(
                    "設定ファイル {} を読めません({cause})。場所と読み取りの許可を確かめてください。",
                    path.display()
                ),
                format!(
                    "The configuration file {} cannot be read ({cause}): check its path and permissions.",
                    path.display()
                ),
            )
        })?;
        read::config(&path.display().to_string(), &text, variables)
    }

    /// Reads the variables of this process alone.
    pub fn without_file() -> Result<Self, Refusal> {
        read::config(DEFAULT_FILE, "", variables())
    }

    /// Reads the text of a file and variables; what is wrong is told all at once.
    pub fn from_text(text: &str, variables: impl IntoIterator<Item = (String, String)>) -> Result<Self, Refusal> {
        read::config(DEFAULT_FILE, text, variables)
    }

    /// The document of every key: `docs/CONFIGURATION.md`.
    pub fn reference_markdown() -> String {
        document::reference_markdown()
    }
}
