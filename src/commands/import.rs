//! `kyoten import open-data PATH…`.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::civil::Date;
use kyoten::directory::import::ImportError;
use kyoten::directory::import::report::{FileReport, ImportReport};
use kyoten::directory::import::run::{ImportOptions, Progress, import};
use kyoten::hub::Hub;
use kyoten::platform::{Clock, Config, DataFolder};

use super::Failure;

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
    #[arg(long, value_delimiter = ',')]
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
}

impl Import {
    /// Imports and prints what came of it.
    pub async fn run(self, config: Config) -> Result<(), Failure> {
        let Self::OpenData(command) = self;
        let folder = Arc::new(DataFolder::open(&config.data)?);
        let hub = Hub::open(config, &folder, Clock::system()).await?;
        let row_list = command.report.unwrap_or_else(|| folder.path().join("import-report.csv"));
        let options = ImportOptions {
            area: command.area,
            as_of: command.as_of,
            accept_removals: command.accept_removals,
            preview: command.preview,
            row_list: row_list.clone(),
            ..ImportOptions::of(command.paths, folder.path())
        };
        let report = watched(&hub, options).await?;
        hub.store().clone().shutdown().await?;
        if command.json {
            println!("{}", serde_json::to_string(&report)?);
        } else {
            tell(&report);
            println!("理由の一覧 / reasons: {}", row_list.display());
        }
        Ok(())
    }
}

/// Imports with a progress bar; Ctrl-C stops it and nothing has changed.
pub async fn watched(hub: &Hub, options: ImportOptions) -> Result<ImportReport, Failure> {
    let progress = Arc::new(Progress::default());
    let stopped = Arc::clone(&progress);
    let signal = tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            stopped.stop.store(true, Ordering::Relaxed);
        }
    });
    let bar = tokio::spawn(show(Arc::clone(&progress)));
    let (store, clock, id) = (hub.store().clone(), hub.clock().clone(), hub.id());
    let done = tokio::task::spawn_blocking(move || import(&store, &clock, id, &options, &progress)).await;
    signal.abort();
    bar.abort();
    let report: Result<ImportReport, ImportError> = done?;
    hub.reload().await?;
    Ok(report?)
}

/// How often the bar moves.
const TICK: Duration = Duration::from_millis(200);

async fn show(progress: Arc<Progress>) {
    if !std::io::stderr().is_terminal() {
        return;
    }
    let bar = ProgressBar::new_spinner();
    let reading = ProgressStyle::with_template("{spinner} 読み込み {pos} 行 / rows read  {elapsed}");
    let writing = ProgressStyle::with_template("{bar:40} {pos}/{len} 件 / organisations  {eta}");
    let (Ok(reading), Ok(writing)) = (reading, writing) else { return };
    bar.set_style(reading);
    let mut is_writing = false;
    loop {
        tokio::time::sleep(TICK).await;
        let facilities = progress.facilities.load(Ordering::Relaxed);
        if facilities > 0 {
            if !is_writing {
                bar.set_style(writing.clone());
                bar.set_length(facilities);
                is_writing = true;
            }
            bar.set_position(progress.written.load(Ordering::Relaxed));
        } else {
            bar.set_position(progress.rows.load(Ordering::Relaxed));
        }
    }
}

fn tell(report: &ImportReport) {
    println!(
        "{:>9} {:>8} {:>8} {:>8} {:>9} {:>7} {:>7}  file",
        "read", "created", "joined", "updated", "unchanged", "refused", "odd"
    );
    for file in &report.files {
        tell_file(file);
    }
    println!(
        "new organisations {}, changed {}, not in the newest source {} (rows {}), doubtful matches to review {}",
        report.organizations_created,
        report.organizations_changed,
        report.organizations_missing,
        report.vanished,
        report.reviews
    );
    for (reason, count) in &report.reviews_by_reason {
        println!("  {reason}: {count}");
    }
    for (dataset, count) in &report.removals_not_believed {
        println!(
            "{dataset}: {count} 件がなくなっていますが、多すぎるので印をつけていません。確かめてから --accept-removals をつけてください。"
        );
    }
}

fn tell_file(file: &FileReport) {
    let counts = &file.counts;
    let label = file.label.rsplit('/').next().unwrap_or(&file.label);
    if let Some(problem) = &file.problem {
        println!("{:>9} {:>8} {:>8} {:>8} {:>9} {:>7} {:>7}  {label}: {problem}", "–", "–", "–", "–", "–", "–", "–");
        return;
    }
    println!(
        "{:>9} {:>8} {:>8} {:>8} {:>9} {:>7} {:>7}  {label} ({})",
        counts.read,
        counts.created,
        counts.merged + counts.completes,
        counts.updated,
        counts.unchanged + counts.reference,
        counts.refused_total(),
        counts.warned_total(),
        file.kind
    );
    for (reason, count) in
        counts.refused.iter().chain([(&"orphan".to_owned(), &counts.orphans)].into_iter().filter(|(_, n)| **n > 0))
    {
        println!("{:>64}{reason} {count}", "");
    }
}
