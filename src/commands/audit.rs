//! `kyoten audit …`: check who did what, sign it, take it away.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args, Subcommand};
use jiff::Timestamp;
use jiff::civil::Date;
use kyoten::hub::{HUB_SLUG, Hub, MIGRATIONS};
use kyoten::platform::access::MemberId;
use kyoten::platform::audit::export::{Export, check, export};
use kyoten::platform::audit::key::{Key, PublicKey};
use kyoten::platform::audit::note::{self, Note};
use kyoten::platform::audit::verify::{Held, Report, Trust, verify};
use kyoten::platform::audit::{Question, announced_keys, newest_checkpoint, remembered};
use kyoten::platform::hub_id::{self, HubId};
use kyoten::platform::{Clock, Config, DataFolder, Id, clock};
use kyoten_store::{Database, Options, Store};

use super::Failure;
use super::say::{say, say_aside};

/// What can be done with the audit.
#[derive(Subcommand)]
pub enum Audit {
    /// Check the whole chain, also while the hub is running. Ends without success when anything is wrong.
    Verify(Verify),
    /// Print the newest checkpoint: a few lines that another organisation, or a printed page, can keep.
    Checkpoint {
        /// Seal and sign now; the hub must be stopped. A running hub does so every hour.
        #[arg(long)]
        new: bool,
        /// Into this file.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Take events away, each with the proof that it stands in the signed chain.
    Export(ExportOptions),
    /// Print the public key and its fingerprint.
    Key {
        /// Make a new key, announced by the old one, which is destroyed; the hub must be stopped.
        #[arg(long, conflicts_with = "new")]
        rotate: bool,
        /// Make a key for a node that has none; the hub must be stopped.
        #[arg(long)]
        new: bool,
    },
}

/// Options of `kyoten audit verify`.
#[derive(Args)]
pub struct Verify {
    /// Checkpoints that were kept elsewhere: the chain must lead on from each of them.
    #[arg(long, num_args = 1.., value_name = "FILE")]
    checkpoint: Vec<PathBuf>,
    /// Keys that are known to be the hub's: lines of `kyoten audit key`, or files with them.
    #[arg(long, num_args = 1.., value_name = "KEY")]
    key: Vec<String>,
    /// Check a file of `kyoten audit export` instead, without any database.
    #[arg(long, value_name = "FILE")]
    export: Option<PathBuf>,
}

/// Options of `kyoten audit export`.
#[derive(Args)]
pub struct ExportOptions {
    /// What was done to this thing, or to data about this person: who saw me.
    #[arg(long, value_name = "ID")]
    about: Option<Id<()>>,
    /// What this member did.
    #[arg(long, value_name = "ID")]
    actor: Option<MemberId>,
    /// From this day on.
    #[arg(long, value_name = "DAY")]
    since: Option<Date>,
    /// Up to this day, and with it.
    #[arg(long, value_name = "DAY")]
    until: Option<Date>,
    /// A checkpoint that the reader has kept: the proof that the chain led on from there is added.
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
    /// Into this file.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Audit {
    /// Does it.
    pub async fn run(self, config: Config) -> Result<(), Failure> {
        match self {
            Self::Verify(command) => command.run(&config).await,
            Self::Checkpoint { new, out } => {
                let note = if new { sign(config).await? } else { Chain::open(&config).await?.newest().await? };
                put(out.as_deref(), &note.to_string())
            }
            Self::Export(command) => command.run(&config).await,
            Self::Key { rotate, new } => key(config, rotate, new).await,
        }
    }
}

/// The chain to be read, without the lock of the data folder: the hub may be running.
struct Chain {
    store: Store,
    hub: HubId,
}

impl Chain {
    async fn open(config: &Config) -> Result<Self, Failure> {
        let database = match &config.database.url {
            Some(url) => Database::parse(url)?,
            None => {
                let path = config.data.join("kyoten.db");
                anyhow::ensure!(
                    path.exists(),
                    "{} にデータベースがありません。--data で示してください。 / There is no database: name the folder with --data.",
                    config.data.display()
                );
                Database::Sqlite { path }
            }
        };
        let store = Store::open(database, Options { readers: 2, connections: 2, ..Options::default() }).await?;
        store.check_schema(MIGRATIONS).await?;
        let hub = store.read(|tx| hub_id::find(tx, HUB_SLUG)).await?;
        let hub = hub.context("データベースに拠点がありません。 / There is no hub in the database.")?;
        Ok(Self { store, hub })
    }

    async fn newest(&self) -> Result<Note, Failure> {
        let hub = self.hub;
        let note = self.store.read(move |tx| newest_checkpoint(tx, hub)).await?;
        note.context("控えはまだありません。動いている拠点は1時間ごとに作ります。 / There is no checkpoint yet: a running hub signs one every hour.")
    }
}

impl Verify {
    async fn run(self, config: &Config) -> Result<(), Failure> {
        let notes: Vec<(String, Note)> = self
            .checkpoint
            .iter()
            .map(|path| Ok((path.display().to_string(), read_note(path)?)))
            .collect::<Result<_, Failure>>()?;
        if let Some(file) = &self.export {
            return verify_export(file, &notes, &self.keys()?);
        }
        let mut trust = Trust { keys: self.keys()?, held: Vec::new() };
        trust.held.extend(notes.into_iter().map(|(name, note)| Held::file(name, note)));
        // Before the database is read, so that a running hub has at least what its data folder says.
        trust.keys.extend(Key::load(&config.data)?.map(|key| key.public()));
        let chain = Chain::open(config).await?;
        trust.held.extend(remembered(&config.data, chain.hub).as_ref().map(Held::remembered));
        let files = trust.held.iter().filter(|held| held.note.is_some()).count();
        let report = verify(&chain.store, chain.hub, trust).await?;
        print(&report, files);
        let wrong = report.findings.len();
        anyhow::ensure!(wrong == 0, "{wrong} 件の異常があります。 / {wrong} things are wrong.");
        Ok(())
    }

    fn keys(&self) -> Result<Vec<PublicKey>, Failure> {
        let read = |text: &String| {
            let line = if Path::new(text).is_file() { fs::read_to_string(text)? } else { text.clone() };
            let key = line.lines().find_map(PublicKey::from_line);
            key.with_context(|| format!("{text}: 鍵ではありません。 / This is no key."))
        };
        self.key.iter().map(read).collect()
    }
}

fn read_note(path: &Path) -> Result<Note, Failure> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    Note::parse(&text)
        .with_context(|| format!("{}: 監査の控えではありません。 / This is no checkpoint.", path.display()))
}

fn print(report: &Report, files: usize) {
    let Report { events, batches, checkpoints, signed, unsealed, unwitnessed, alarms, .. } = report;
    say!("記録 {events} 件(束 {batches})、控え {checkpoints}({signed} 件まで署名済み)、手元の控え {files}");
    say!(
        "{events} events in {batches} batches, {checkpoints} checkpoints (signed up to {signed}), {files} held outside"
    );
    let notes = [
        (*unsealed, "まだ封をしていない記録 / events not sealed yet"),
        (*unwitnessed, "記録したプロセスが終わったあとに封をした記録 / events sealed after their process had ended"),
        (*alarms, "拠点自身が出した警報 / alarms raised by the hub itself"),
    ];
    for (count, words) in notes.iter().filter(|(count, _)| *count > 0) {
        say!("  {words}: {count}");
    }
    if report.keys_believed {
        say!("  鍵を外から確かめていません(--key) / no key is known from outside (--key)");
    }
    if report.findings.is_empty() {
        say!("異常はありません。 / Nothing is wrong.");
    }
    for finding in &report.findings {
        say!("✗ {finding}");
    }
}

fn verify_export(file: &Path, notes: &[(String, Note)], keys: &[PublicKey]) -> Result<(), Failure> {
    let text = fs::read_to_string(file).with_context(|| file.display().to_string())?;
    let known: Vec<Option<&Note>> = match notes {
        [] => vec![None],
        notes => notes.iter().map(|(_, note)| Some(note)).collect(),
    };
    for note in known {
        let proven = check(&text, note)?;
        let head = &proven.checkpoint.checkpoint;
        say!("記録 {} 件は、{} の控え {} のとおりです。", proven.events, head.at, head.number);
        say!("{} events are as checkpoint {} of {} says.", proven.events, head.number, head.at);
        say!("  鍵 / key: {}", proven.key.fingerprint());
        let known_key = keys.is_empty() || keys.contains(&proven.key);
        anyhow::ensure!(
            known_key,
            "署名した鍵は、示された鍵ではありません。 / The key that signed is none of those given."
        );
        anyhow::ensure!(
            proven.leads_on != Some(false),
            "手元の控えからつながっていません。 / The chain does not lead on from the checkpoint that was kept."
        );
    }
    Ok(())
}

impl ExportOptions {
    async fn run(self, config: &Config) -> Result<(), Failure> {
        let chain = Chain::open(config).await?;
        let (checkpoint, hub) = (chain.newest().await?, chain.hub);
        let key = chain.store.read(move |tx| announced_keys(tx, hub)).await?;
        let key = checkpoint
            .signer(&key)
            .ok()
            .context("控えの署名が正しくありません。 / The signature of the checkpoint is wrong.")?;
        let older = self.checkpoint.as_deref().map(read_note).transpose()?;
        let begin = |day: Date| -> Result<Timestamp, Failure> { Ok(day.to_zoned(clock::tokyo())?.timestamp()) };
        let question = Question {
            actor: self.actor,
            about: self.about.map(Id::to_bytes),
            since: self.since.map(begin).transpose()?,
            before: self.until.map(|day| begin(day.tomorrow()?)).transpose()?,
        };
        let Export { head, events, younger } =
            export(&chain.store, hub, question, &checkpoint, key, older.as_ref()).await?;
        let mut text = serde_json::to_string(&head)? + "\n";
        for event in &events {
            text += &(serde_json::to_string(event)? + "\n");
        }
        if younger > 0 {
            say_aside!(
                "控えより新しい {younger} 件は入っていません。 / {younger} events are younger than the checkpoint and left out."
            );
        }
        put(self.out.as_deref(), &text)
    }
}

async fn sign(config: Config) -> Result<Note, Failure> {
    let folder = DataFolder::open(&config.data)?;
    let hub = Hub::open(config, &folder, Clock::system()).await?;
    hub.audit().seal_everything().await?;
    let note = hub.audit().checkpoint().await?;
    note.context("署名するものがないか、鍵がありません。 / There is nothing to sign, or no key.")
}

async fn key(config: Config, rotate: bool, new: bool) -> Result<(), Failure> {
    let (key, hub) = if rotate || new {
        let folder = DataFolder::open(&config.data)?;
        let hub = Hub::open(config, &folder, Clock::system()).await?;
        match hub.audit().public_key().await {
            Some(_) if new => {
                anyhow::bail!("鍵はもうあります(--rotate で新しくします)。 / There is a key: renew it with --rotate.")
            }
            None if rotate => {
                anyhow::bail!("鍵がありません(--new で作ります)。 / There is no key: make one with --new.")
            }
            _ => (hub.audit().renew_key().await?, hub.id()),
        }
    } else {
        let key = Key::load(&config.data)?;
        let key = key.context("このフォルダーに鍵はありません。 / There is no key in this folder.")?;
        (key.public(), Chain::open(&config).await?.hub)
    };
    say!("{}", key.line(&note::name(hub)));
    say!("指紋 / fingerprint: {}", key.fingerprint());
    Ok(())
}

fn put(file: Option<&Path>, text: &str) -> Result<(), Failure> {
    match file {
        Some(path) => fs::write(path, text).with_context(|| path.display().to_string()),
        None => {
            say!("{}", text.trim_end_matches('\n'));
            Ok(())
        }
    }
}
