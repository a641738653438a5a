//! `kyoten outbox …`: what is on its way out of the house.

use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, Subcommand};
use jiff::Timestamp;
use kyoten::hub::Hub;
use kyoten::platform::clock::local;
use kyoten::platform::outbox::smtp::Stage;
use kyoten::platform::outbox::{self, Channel, EmailAddress, Mailer, MessageId, State, Stored};
use kyoten::platform::web::Words;
use kyoten::platform::{Clock, Config, DataFolder};

use super::Failure;
use super::say::say;

/// What can be done with messages.
#[derive(Subcommand)]
pub enum Outbox {
    /// What waits for the program or for a person, and what to do about it.
    List {
        /// What is done as well, the newest first.
        #[arg(long)]
        all: bool,
        /// How many to show.
        #[arg(long, default_value_t = 200)]
        limit: u32,
    },
    /// The story of one message.
    Show {
        /// Which one.
        id: MessageId,
    },
    /// Send again what bounced, failed, was printed, or waits for its next attempt.
    Retry(Retry),
    /// Give up what nobody needs any more. Its one-time links are forgotten.
    GiveUp {
        /// Which ones.
        #[arg(required = true)]
        ids: Vec<MessageId>,
    },
    /// Write the letters that wait into one file for printing.
    Letters {
        /// Where to. Default: letters-DAY-TIME.html here.
        #[arg(long)]
        out: Option<PathBuf>,
        /// These, even if they were printed before.
        ids: Vec<MessageId>,
    },
    /// Send a test mail at once and say in words what went wrong. The hub may be running.
    Test {
        /// To whom.
        address: EmailAddress,
    },
}

/// Options of `kyoten outbox retry`.
#[derive(Args)]
pub struct Retry {
    /// Which ones.
    #[arg(required_unless_present = "failed")]
    ids: Vec<MessageId>,
    /// All that failed again and again.
    #[arg(long, conflicts_with = "ids")]
    failed: bool,
    /// As a letter to print.
    #[arg(long)]
    letter: bool,
    /// As mail.
    #[arg(long, conflicts_with = "letter")]
    email: bool,
}

/// Who a change is by when nobody is signed in.
const WHO: &str = "command";

/// More letters than this are printed in several files.
const LETTERS_IN_A_FILE: u32 = 500;

impl Outbox {
    /// Does it and prints what came of it.
    pub async fn run(self, config: Config) -> Result<(), Failure> {
        if let Self::Test { address } = &self {
            return test(&config, address).await;
        }
        let folder = Arc::new(DataFolder::open(&config.data)?);
        let hub = Hub::open(config, &folder, Clock::system()).await?;
        // What a killed program was sending is not being sent any more.
        hub.timers().begin().await;
        let done = self.on(&hub).await;
        hub.store().clone().shutdown().await?;
        done
    }

    async fn on(self, hub: &Hub) -> Result<(), Failure> {
        match self {
            Self::List { all, limit } => list(hub, all, limit).await,
            Self::Show { id } => show(hub, id).await,
            Self::Retry(retry) => retry.on(hub).await,
            Self::GiveUp { ids } => {
                for id in ids {
                    let outbox = hub.outbox().clone();
                    hub.write(move |tx, _| outbox::give_up(tx, &outbox, id, WHO)).await?;
                    say!("{id}  取りやめました。");
                }
                Ok(())
            }
            Self::Letters { out, ids } => letters(hub, out, &ids).await,
            Self::Test { address } => test(hub.config(), &address).await,
        }
    }
}

async fn list(hub: &Hub, all: bool, limit: u32) -> Result<(), Failure> {
    let messages = hub
        .read(move |tx, hub| if all { outbox::newest(tx, hub, limit) } else { outbox::open(tx, hub, limit) })
        .await?;
    if messages.is_empty() {
        say!("送るものはありません。");
    }
    for message in &messages {
        let due = hub.read({
            let id = message.id;
            move |tx, hub| outbox::next_attempt(tx, hub, id)
        });
        print(message, due.await?, hub.clock().now());
    }
    let people = messages.iter().filter(|message| message.needs_a_person()).count();
    if people > 0 {
        say!("{people}件が、人の手を待っています。");
    }
    Ok(())
}

fn print(message: &Stored, next: Option<Timestamp>, now: Timestamp) {
    let t = Words::default();
    let to = message.to.email.as_ref().map(|email| format!(" <{email}>")).unwrap_or_default();
    say!(
        "{}  {}  {}  {}  {}{to}  {}",
        message.id,
        minute(message.created_at),
        message.channel.words(t).plain(),
        message.state_words(t).plain(),
        message.to.name,
        message.key,
    );
    if let Some(trouble) = message.trouble {
        let said = if message.says.is_empty() { String::new() } else { format!("  〔{}〕", message.says) };
        say!("    {}{said}", trouble.words(t).plain());
    }
    if matches!(message.state, State::Bounced | State::Failed) && !message.is_void(now) {
        say!("    {}", t.mail_what_now_person().plain());
    } else if let Some(next) = next.filter(|_| message.attempts > 0) {
        say!("    {}", t.mail_what_now_waiting(minute(next)).plain());
    }
}

async fn show(hub: &Hub, id: MessageId) -> Result<(), Failure> {
    let found: kyoten_store::Result<_> = hub
        .read(move |tx, hub| {
            kyoten_store::Result::Ok((
                outbox::find(tx, hub, id)?,
                outbox::steps(tx, hub, id)?,
                outbox::next_attempt(tx, hub, id)?,
            ))
        })
        .await;
    let found = found?;
    let (Some(message), steps, next) = found else { return Err(outbox::NotPossible::NoSuchMessage.into()) };
    print(&message, next, hub.clock().now());
    say!("    試した回数 {}", message.attempts);
    for step in steps {
        let trouble = step.trouble.map_or("", |trouble| trouble.code());
        say!(
            "    {}  {:<7} {:<9} {trouble} {}  〔{}〕",
            minute(step.at),
            step.channel.code(),
            step.state,
            step.says,
            step.by
        );
    }
    Ok(())
}

impl Retry {
    async fn on(self, hub: &Hub) -> Result<(), Failure> {
        let channel = match (self.letter, self.email) {
            (true, _) => Some(Channel::Letter),
            (_, true) => Some(Channel::Email),
            _ => None,
        };
        let ids = if self.failed { failed(hub).await? } else { self.ids };
        for id in &ids {
            let (id, now) = (*id, hub.clock().now());
            hub.write(move |tx, hub| outbox::retry(tx, hub, id, channel, WHO, now)).await?;
            say!("{id}  もう一度送ります。");
        }
        if ids.is_empty() {
            say!("送り直すものはありません。");
        }
        Ok(())
    }
}

async fn failed(hub: &Hub) -> Result<Vec<MessageId>, Failure> {
    let (open, now) = (hub.read(|tx, hub| outbox::open(tx, hub, u32::MAX)).await?, hub.clock().now());
    let can_be_sent = |message: &Stored| message.state == State::Failed && !message.is_void(now);
    Ok(open.into_iter().filter(can_be_sent).map(|message| message.id).collect())
}

async fn letters(hub: &Hub, out: Option<PathBuf>, ids: &[MessageId]) -> Result<(), Failure> {
    let now = hub.clock().now();
    let messages = if ids.is_empty() {
        hub.read(move |tx, hub| outbox::letters_to_print(tx, hub, LETTERS_IN_A_FILE, now)).await?
    } else {
        again(hub, ids, now).await?
    };
    let letters = hub.outbox().letters(&messages);
    for id in letters.unwritten() {
        say!("{id}  {}", outbox::Trouble::Unwritten.words(Words::default()).plain());
    }
    if letters.ids().is_empty() {
        say!("印刷する手紙はありません。");
        return Ok(());
    }
    let out = out.unwrap_or_else(|| local(now).strftime("letters-%Y%m%d-%H%M%S.html").to_string().into());
    write_whole(&out, &letters.file())?;
    let printed = letters.ids().to_vec();
    hub.write(move |tx, hub| outbox::printed(tx, hub, &printed, WHO, now)).await?;
    say!(
        "{}通を {} に書きました。ブラウザーで開いて印刷し、ファイルは消してください。",
        letters.ids().len(),
        out.display()
    );
    Ok(())
}

/// Letters that were printed before: the printer jammed, the envelope was lost.
async fn again(hub: &Hub, ids: &[MessageId], now: Timestamp) -> Result<Vec<Stored>, Failure> {
    let mut messages = Vec::new();
    for id in ids.iter().copied() {
        let found = hub.read(move |tx, hub| outbox::find(tx, hub, id)).await?;
        let message = found.ok_or(outbox::NotPossible::NoSuchMessage)?;
        let is_letter = message.channel == Channel::Letter && message.state != State::GivenUp;
        if !is_letter || message.is_void(now) {
            anyhow::bail!("{id} は手紙として印刷できません。kyoten outbox show {id} で様子を見てください。");
        }
        messages.push(message);
    }
    Ok(messages)
}

/// The file is there as a whole or not at all; only its owner can read it, because it holds one-time links.
fn write_whole(path: &Path, text: &str) -> std::io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let part = path.with_file_name(name);
    // What lies there already may be somebody else's, or open to everybody.
    match std::fs::remove_file(&part) {
        Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => return Err(cause),
        _ => {}
    }
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&part)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(part, path)
}

async fn test(config: &Config, address: &EmailAddress) -> Result<(), Failure> {
    let t = Words::default();
    let Some(smtp) = &config.smtp else { anyhow::bail!("{}", outbox::Trouble::NoMailHere.words(t).plain()) };
    let mailer = Mailer::new(smtp, config.public_url.as_ref().map(|url| url.host()))?;
    let outcome = outbox::send_at_once(config, &mailer, address, &Clock::system()).await;
    let failed_at = outcome.as_ref().err().map(|refused| refused.stage);
    for stage in Stage::ALL.into_iter().filter(|stage| failed_at.is_none_or(|failed| *stage <= failed)) {
        let mark = if failed_at == Some(stage) { "×" } else { "○" };
        say!("{mark} {}", stage.words(t).plain());
    }
    match outcome {
        Ok(says) => {
            say!(
                "メールサーバーが受け取りました。〔{says}〕\n{address} に届いたか、迷惑メールに入っていないか、見てください。"
            );
            Ok(())
        }
        Err(refused) => anyhow::bail!("{} 〔{}〕", refused.trouble.words(t).plain(), refused.says),
    }
}

fn minute(moment: Timestamp) -> String {
    local(moment).strftime("%Y-%m-%d %H:%M").to_string()
}
