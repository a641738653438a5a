//! Why the hub does not start (起動できない理由): one sentence in Japanese, one in English, exit code 1.

use std::fmt;

use kyoten_store::{Error, Store};

use super::config::Config;
use super::data_folder::DataFolder;

/// A reason not to start, with what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// For the person at the screen.
    pub japanese: String,
    /// For colleagues and search engines.
    pub english: String,
}

impl Refusal {
    /// A refusal in both languages.
    pub fn new(japanese: impl Into<String>, english: impl Into<String>) -> Self {
        Self { japanese: japanese.into(), english: english.into() }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}", self.japanese, self.english)
    }
}

impl std::error::Error for Refusal {}

/// What the store says at the start, in the words of the person who starts it.
impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        let japanese = match &error {
            Error::UnsafeSqlite { found } => {
                format!("SQLite {found} はデータをこわすことがあります。3.51.3 以降をふくむ kyoten を使ってください。")
            }
            Error::SchemaIsNewer { found, known } => format!(
                "データベースの版は {found} ですが、この kyoten が知っているのは {known} までです。新しい kyoten を使うか、更新前のバックアップにもどしてください。"
            ),
            Error::MigrationChanged { version, name } => {
                format!("移行 {version}({name})が、行ったときの内容とちがいます。配布された kyoten を使ってください。")
            }
            Error::ForeignTables { tables } => format!(
                "このデータベースには、ほかのプログラムの表({tables})があります。空のデータベースか、正しいほうを、--data か database.url で示してください。"
            ),
            Error::Unavailable { reason } => {
                format!("データベースにつながりません({reason})。database.url とサーバーを確かめてください。")
            }
            Error::Busy { reason } => {
                format!("データベースはほかのプログラムが使っています({reason})。それを止めてください。")
            }
            other => format!("データベースを使えません({other})。"),
        };
        Self::new(japanese, format!("The database cannot be used: {error}."))
    }
}

/// Opens the hub's database: the one of the settings, or SQLite in the data folder. Migrates nothing.
pub async fn open_store(config: &Config, folder: &DataFolder) -> Result<Store, Refusal> {
    let database = match &config.database.url {
        Some(url) => kyoten_store::Database::parse(url)?,
        None => kyoten_store::Database::Sqlite { path: folder.database() },
    };
    let options = kyoten_store::Options {
        readers: config.database.readers,
        connections: config.database.pool,
        ..kyoten_store::Options::default()
    };
    Ok(Store::open(database, options).await?)
}

/// Refuses to show a demo to the world: its passwords and its story are known to everybody.
pub fn refuse_public_demo(config: &Config) -> Result<(), Refusal> {
    if config.listen.ip().is_loopback() {
        return Ok(());
    }
    let listen = config.listen;
    Err(Refusal::new(
        format!(
            "練習用の見本は {listen} では待ち受けません。だれでも入れてしまうためです。listen を 127.0.0.1:{} にしてください。",
            listen.port()
        ),
        format!(
            "The demo does not listen on {listen}, where anybody could enter: set listen to 127.0.0.1:{}.",
            listen.port()
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_schema_and_an_unsafe_sqlite_are_told_in_both_languages() {
        let refusal = Refusal::from(Error::SchemaIsNewer { found: 12, known: 9 });
        assert!(refusal.japanese.contains("版は 12") && refusal.english.contains("knows only up to 9"), "{refusal}");
        let refusal = Refusal::from(Error::ForeignTables { tables: "organization".into() });
        assert!(refusal.japanese.contains("(organization)"), "{refusal}");
        assert_eq!(refusal.to_string().lines().count(), 2, "one sentence in each language");
        let refusal = Refusal::from(Error::UnsafeSqlite { found: "3.46.0".into() });
        assert!(refusal.japanese.contains("3.46.0") && refusal.english.contains("3.51.3"), "{refusal}");
    }

    #[test]
    fn a_demo_stays_on_this_machine() {
        let mut config = Config::standard();
        refuse_public_demo(&config).unwrap();
        config.listen = "0.0.0.0:8080".parse().unwrap();
        assert!(refuse_public_demo(&config).unwrap_err().english.contains("127.0.0.1:8080"));
    }
}
