//! An import while somebody watches it: a bar, or lines for programs; and Ctrl-C.

use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressStyle};
use kyoten::directory::import::progress::{Phase, Progress};
use kyoten::directory::import::report::ImportReport;
use kyoten::directory::import::run::{ImportOptions, import};
use kyoten::hub::Hub;
use kyoten::platform::server::stop_signals;

use crate::commands::Failure;
use crate::commands::say::say_aside;

/// How an import tells how far it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Show {
    /// A bar, when standard error is a terminal.
    Bar,
    /// A line on standard error for every change, for programs that watch.
    Lines,
}

/// How often the bar moves, and how often lines are looked for.
const TICK: Duration = Duration::from_millis(200);
const SHORT_TICK: Duration = Duration::from_millis(1);

/// What a process that ended by Ctrl-C answers.
const INTERRUPTED: i32 = 130;

/// Imports; Ctrl-C stops it and nothing has changed.
pub async fn watched(hub: &Hub, options: ImportOptions, show: Show) -> Result<ImportReport, Failure> {
    let progress = Arc::new(Progress::default());
    let mut signals = stop_signals()?;
    let asked = Arc::clone(&progress);
    let stopping = tokio::spawn(async move {
        while signals.recv().await.is_some() {
            if asked.stop.swap(true, Ordering::Relaxed) {
                // Whatever it was doing: nothing is half kept.
                std::process::exit(INTERRUPTED);
            }
            say_aside!(
                "止めています。もう一度 Ctrl-C を押すと、待たずに終わります。どちらでも、取り込む前のままです。"
            );
        }
    });
    let showing = match show {
        Show::Bar => tokio::spawn(bar(Arc::clone(&progress))),
        Show::Lines => tokio::spawn(lines(Arc::clone(&progress))),
    };
    let (store, clock, id) = (hub.store().clone(), hub.clock().clone(), hub.id());
    let asked = Arc::clone(&progress);
    let done = tokio::task::spawn_blocking(move || import(&store, &clock, id, &options, &progress)).await;
    stopping.abort();
    showing.abort();
    let report = done??;
    if asked.is_stopped() {
        say_aside!("止める前に取り込みが終わりました。取り込んだあとの名簿になっています。");
    }
    hub.reload().await?;
    Ok(report)
}

async fn bar(progress: Arc<Progress>) {
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

/// `reading 1200`, `writing 300 2000`, `committing`.
async fn lines(progress: Arc<Progress>) {
    let mut last = String::new();
    loop {
        let line = line(&progress);
        if line != last {
            say_aside!("{line}");
            last = line;
        }
        tokio::time::sleep(SHORT_TICK).await;
    }
}

fn line(progress: &Progress) -> String {
    let phase = progress.phase();
    let count = |counter: &std::sync::atomic::AtomicU64| counter.load(Ordering::Relaxed);
    match phase {
        Phase::Reading => format!("{} {}", phase.english(), count(&progress.rows)),
        Phase::Facilities => {
            format!("{} {} {}", phase.english(), count(&progress.written), count(&progress.facilities))
        }
        _ => phase.english().to_owned(),
    }
}
