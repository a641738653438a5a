//! `kyoten import open-data PATH…`.

mod told;
mod watch;

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, Subcommand};
use jiff::civil::Date;
use kyoten::directory::import::report::ImportReport;
use kyoten::directory::import::run::ImportOptions;
use kyoten::hub::Hub;
use kyoten::platform::{Clock, Config, DataFolder};
use kyoten::sim::demo;

pub use watch::{Show, watched};

use super::Failure;
use super::area::municipality;
use crate::commands::say::say;
use told::tell;
pub use told::tell_left_out;

/// What can be imported.
#[derive(Subcommand)]
pub enum Import {
    /// Files, folders, zip and gz archives of open data, recognised by their columns.
    OpenData(OpenData),
}

/// Options of `kyoten import open-data`.
#[derive(Args)]
pub struct OpenData {
    /// Files, folders and archives.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Only facilities of these municipalities (five digits, several with commas). Default: all.
    #[arg(long, value_delimiter = ',', value_name = "CODE", value_parser = municipality)]
    area: Vec<String>,
    /// The day the files speak of, when their names do not tell (2026-06-01).
    #[arg(long)]
    as_of: Option<Date>,
    /// Believe a file that leaves out more than 30 % of what was there.
    #[arg(long)]
    accept_removals: bool,
    /// Tell what would change, and change nothing.
    #[arg(long)]
    preview: bool,
    /// Where the list of refused and odd rows goes. Default: import-report.csv in the data folder.
    #[arg(long)]
    report: Option<PathBuf>,
    /// The counts as one JSON object.
    #[arg(long)]
    json: bool,
    /// How to tell how far it has come.
    #[arg(long, value_enum, default_value_t = Show::Bar)]
    progress: Show,
}

impl Import {
    /// Imports and prints what came of it.
    pub async fn run(self, config: Config) -> Result<(), Failure> {
        let Self::OpenData(command) = self;
        let folder = Arc::new(DataFolder::open(&config.data)?);
        let hub = Hub::open(config, &folder, Clock::system()).await?;
        demo::refuse_real(hub.demo().await?)?;
        let row_list = command.report.unwrap_or_else(|| folder.path().join("import-report.csv"));
        let options = ImportOptions {
            area: command.area,
            as_of: command.as_of,
            accept_removals: command.accept_removals,
            preview: command.preview,
            row_list: row_list.clone(),
            ..ImportOptions::of(command.paths, folder.path())
        };
        let report = watched(&hub, options, command.progress).await?;
        hub.close().await?;
        if command.json {
            say!("{}", serde_json::to_string(&report)?);
        } else {
            tell(&report, command.preview);
            say!("理由の一覧 / reasons: {}", row_list.display());
        }
        ensure_read(&report)
    }
}

/// Refuses an import of which no file could be read.
pub fn ensure_read(report: &ImportReport) -> Result<(), Failure> {
    anyhow::ensure!(
        report.files.iter().any(|file| file.problem.is_none()),
        "取り込めるファイルがありませんでした。何も変わっていません。 / No file could be imported."
    );
    Ok(())
}
