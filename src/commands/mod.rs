//! What can be typed after `kyoten`.

mod area;
mod audit;
mod bench;
mod demo;
mod directory;
mod drill;
mod import;
mod init;
mod link;
mod members;
mod new_key;
mod outbox;
mod say;
mod serve;

use std::path::PathBuf;
use std::process::ExitCode;

use crate::commands::say::say_aside;
use clap::{Parser, Subcommand};
use kyoten::directory::import::ImportError;
use kyoten::platform::config::DEFAULT_FILE;
use kyoten::platform::{Config, Refusal};

/// Kyoten (拠点): the coordination hub for home medical care.
#[derive(Parser)]
#[command(name = "kyoten", version, about, disable_help_subcommand = true)]
struct Arguments {
    /// The settings file. Without it `kyoten.toml` is read when it is there.
    #[arg(long, global = true, env = "KYOTEN_CONFIG")]
    config: Option<PathBuf>,
    /// The folder of everything this hub keeps; stronger than the settings.
    #[arg(long, global = true)]
    data: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make a hub and print a one-time link for its first administrator.
    Init(init::Init),
    /// Serve the hub.
    Serve(serve::Serve),
    /// Show the hub with invented facilities, or with open data, on this machine only.
    Demo(demo::Demo),
    /// Read open data into the directory.
    #[command(subcommand)]
    Import(import::Import),
    /// Look into the directory and change it.
    Directory(directory::Directory),
    /// Check, sign and take away who did what.
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Look after the people of the hub.
    #[command(subcommand)]
    Members(members::Members),
    /// Look at what is on its way out of the house, send it again, print letters, try the mail server.
    #[command(subcommand)]
    Outbox(outbox::Outbox),
    /// Another key for a database whose key file is lost.
    NewKey(new_key::NewKey),
    /// Measure, beside the machine's own floor.
    #[command(subcommand)]
    Bench(bench::Bench),
    /// Break the program on purpose, and count what goes unnoticed.
    #[command(subcommand)]
    Drill(drill::Drill),
}

/// Why a command ended without success: a sentence for the person who typed it.
type Failure = anyhow::Error;

/// Runs the command that was typed.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let config = match settings(&arguments) {
        Ok(config) => config,
        Err(refusal) => return refuse(&refusal.into()),
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(e) => return refuse(&e.into()),
    };
    let settings = arguments.config.clone().unwrap_or_else(|| DEFAULT_FILE.into());
    let places = init::Places { settings, data: arguments.data.clone() };
    let done = runtime.block_on(async {
        match arguments.command {
            Command::Init(command) => command.run(config, places).await,
            Command::Serve(command) => command.run(config).await,
            Command::Demo(command) => command.run(config, arguments.data.is_some()).await,
            Command::Import(command) => command.run(config).await,
            Command::Directory(command) => command.run(config).await,
            Command::Audit(command) => command.run(config).await,
            Command::Members(command) => command.run(config).await,
            Command::Outbox(command) => command.run(config).await,
            Command::NewKey(command) => command.run(config).await,
            Command::Bench(command) => command.run(config).await,
            Command::Drill(command) => command.run(config).await,
        }
    });
    let said = || match say::lost() {
        None => Ok(()),
        Some(why) => {
            Err(anyhow::anyhow!("答えを最後まで書けませんでした({why})。 / The answer could not be written: {why}"))
        }
    };
    match done.and_then(|()| said()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => refuse(&failure),
    }
}

fn settings(arguments: &Arguments) -> Result<Config, Refusal> {
    let named = arguments.config.as_deref();
    let mut config = match named {
        // The file is made then.
        Some(file) if matches!(arguments.command, Command::Init(_)) && !file.exists() => Config::without_file()?,
        _ => Config::load(named)?,
    };
    if let Some(data) = &arguments.data {
        config.data.clone_from(data);
    }
    Ok(config)
}

fn refuse(failure: &Failure) -> ExitCode {
    say_aside!("{failure:#}");
    match failure.downcast_ref() {
        // As a shell tells it of a program that Ctrl-C ended.
        Some(ImportError::Stopped) => ExitCode::from(130),
        _ => ExitCode::FAILURE,
    }
}
