//! `kyoten drill outbox`: a program that writes messages down and delivers them is killed again and again, and the mail server
//! is asked what it has received.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use clap::Args;
use kyoten::platform::id::random_bytes;
use kyoten::platform::secrets;
use kyoten::sim::mail_server::{MailServer, Received, Setup};
use kyoten_store::Database;

use super::worker::{ACKED, LEFT};
use crate::commands::Failure;
use crate::commands::bench::figure::{Figure, Figures};
use crate::commands::bench::store::name;

/// Options of `kyoten drill outbox`.
#[derive(Args)]
pub struct OutboxDrill {
    /// How long the program is killed again and again; the control takes a third of that.
    #[arg(long, default_value_t = 60.0)]
    seconds: f64,
    /// An empty PostgreSQL database (`postgres://…`), or nothing for SQLite in a folder that goes afterwards.
    #[arg(long)]
    database: Option<String>,
    /// One JSON object.
    #[arg(long)]
    json: bool,
}

/// Mails that are under way at the same time: no kill can double more.
const UNDER_WAY: u64 = 4;

/// The program lives between these two after its first message.
const SHORTEST_LIFE: Duration = Duration::from_millis(60);
const LONGEST_LIFE: Duration = Duration::from_millis(500);

/// So long the program may take to start, on a busy machine.
const START: Duration = Duration::from_secs(30);

/// How the mail server looks at each mail before it takes it: long enough to be killed meanwhile.
const LOOK: Duration = Duration::from_millis(5);

/// A program that is killed again and again.
#[derive(Clone)]
struct Storm {
    data: PathBuf,
    port: u16,
    database: Option<String>,
    without_outbox: bool,
    seconds: f64,
}

/// What was counted.
#[derive(Debug, Default)]
struct Counted {
    kills: u64,
    acked: BTreeSet<String>,
    left: u64,
}

impl OutboxDrill {
    /// Kills, counts, prints. Fails when anything was lost, or when the control lost nothing.
    pub async fn run(self) -> Result<(), Failure> {
        let folder = tempfile::tempdir()?;
        let engine = match &self.database {
            Some(url) => Database::parse(url)?.engine(),
            None => kyoten_store::Engine::Sqlite,
        };
        let (counted, received) = self.storm(&folder.path().join("hub"), false, self.seconds).await?;
        let copies = copies_by_recipient(&received);
        let times = |key: &String| copies.get(key).map_or(0, Vec::len);
        let lost = counted.acked.iter().filter(|key| times(key) == 0).count();
        let doubled: usize = copies.values().map(|texts| texts.len() - 1).sum();
        let differing = copies.values().filter(|texts| texts.iter().any(|text| text != &texts[0])).count();
        let bound = counted.kills * UNDER_WAY;

        let control_home = folder.path().join("control");
        if self.database.is_some() {
            // Both storms share one database there, and its key.
            std::fs::create_dir_all(&control_home)?;
            std::fs::copy(folder.path().join("hub").join(secrets::FILE), control_home.join(secrets::FILE))?;
        }
        let (control, received) = self.storm(&control_home, true, self.seconds / 3.0).await?;
        let arrived = copies_by_recipient(&received);
        let control_lost = control.acked.iter().filter(|key| !arrived.contains_key(*key)).count();

        let figure = |name: &str, value: f64, unit| Figure::new(name, value, unit, None);
        let figures = vec![
            figure("kills", counted.kills as f64, "kills"),
            figure("acked", counted.acked.len() as f64, "messages"),
            figure("sent", copies.len() as f64, "messages"),
            figure("lost", lost as f64, "messages"),
            figure("doubled", doubled as f64, "copies"),
            figure("doubled_bound", bound as f64, "copies"),
            figure("differing", differing as f64, "messages"),
            figure("stuck", counted.left as f64, "messages"),
            figure("control_kills", control.kills as f64, "kills"),
            figure("control_acked", control.acked.len() as f64, "messages"),
            figure("control_lost", control_lost as f64, "messages"),
        ];
        Figures { bench: "outbox", database: name(engine), figures, slowest: Vec::new() }.print(self.json)?;
        for (wrong, what) in [
            (lost > 0, "a message was lost"),
            (differing > 0, "two copies of one message differ"),
            (counted.left > 0, "a message is stuck"),
            (doubled as u64 > bound, "more copies than deliveries that were killed"),
            (counted.kills == 0 || copies.is_empty(), "nothing was killed or nothing was sent"),
            (control_lost == 0, "the control lost nothing, so this drill cannot see a loss"),
        ] {
            anyhow::ensure!(!wrong, "{what}");
        }
        Ok(())
    }

    async fn storm(
        &self,
        data: &Path,
        without_outbox: bool,
        seconds: f64,
    ) -> Result<(Counted, Vec<Received>), Failure> {
        let server = MailServer::start(Setup { delay: LOOK, ..Setup::default() }).await?;
        let (port, database) = (server.address().port(), self.database.clone());
        let storm = Storm { data: data.to_owned(), port, database, without_outbox, seconds };
        let counted = tokio::task::spawn_blocking(move || storm.rage()).await??;
        Ok((counted, server.received()))
    }
}

/// What arrived, by whom it was for.
fn copies_by_recipient(received: &[Received]) -> BTreeMap<String, Vec<String>> {
    let mut copies: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for mail in received {
        let key = mail.to.split('@').next().unwrap_or_default().to_owned();
        copies.entry(key).or_default().push(mail.text.clone());
    }
    copies
}

impl Storm {
    fn rage(&self) -> Result<Counted, Failure> {
        let mut counted = Counted::default();
        let began = Instant::now();
        while began.elapsed().as_secs_f64() < self.seconds {
            let life = SHORTEST_LIFE + (LONGEST_LIFE - SHORTEST_LIFE) * u32::from(random_bytes::<1>()[0]) / 255;
            counted.acked.extend(self.live_and_die(life)?);
            counted.kills += 1;
        }
        if !self.without_outbox {
            counted.left = self.drain()?;
        }
        Ok(counted)
    }

    /// Starts the program, waits for its first message, kills it after `life`, and tells what it acknowledged.
    fn live_and_die(&self, life: Duration) -> Result<Vec<String>, Failure> {
        let mut child = self.program(&[])?.spawn().context("the program cannot be started")?;
        let lines = lines_of(&mut child)?;
        let first = lines.recv_timeout(START);
        if first.is_ok() {
            std::thread::sleep(life);
        }
        // On Unix this is SIGKILL.
        child.kill()?;
        let ended = child.wait()?;
        let first = first.with_context(|| format!("the program wrote nothing down; it ended with {ended}"))?;
        Ok(std::iter::once(first)
            .chain(lines.iter())
            .filter_map(|line| Some(line.strip_prefix(ACKED)?.to_owned()))
            .collect())
    }

    /// How many messages are left when the program is let work in peace.
    fn drain(&self) -> Result<u64, Failure> {
        let mut child = self.program(&["--drain"])?.spawn().context("the program cannot be started")?;
        let lines = lines_of(&mut child)?;
        let ended = child.wait()?;
        let left = lines.iter().find_map(|line| line.strip_prefix(LEFT)?.parse().ok());
        left.with_context(|| format!("the program did not say what is left; it ended with {ended}"))
    }

    fn program(&self, options: &[&str]) -> std::io::Result<Command> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("--data").arg(&self.data).args(["drill", "outbox-worker", "--port", &self.port.to_string()]);
        if let Some(url) = &self.database {
            command.args(["--database", url]);
        }
        if self.without_outbox {
            command.arg("--without-outbox");
        }
        command.args(options).stdout(Stdio::piped());
        Ok(command)
    }
}

/// The whole lines that a program prints.
fn lines_of(child: &mut Child) -> Result<mpsc::Receiver<String>, Failure> {
    let out = child.stdout.take().context("the program has no output")?;
    let (sender, lines) = mpsc::channel();
    std::thread::spawn(move || {
        let mut out = BufReader::new(out);
        let mut line = String::new();
        while out.read_line(&mut line).is_ok_and(|length| length > 0) && line.ends_with('\n') {
            if sender.send(line.trim_end().to_owned()).is_err() {
                return;
            }
            line.clear();
        }
    });
    Ok(lines)
}
