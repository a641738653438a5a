//! The program that the outbox drill kills: it writes messages down and delivers them, like a hub at work.

use std::io::Write as _;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use clap::Args;
use kyoten::hub::Hub;
use kyoten::platform::config::SmtpSettings;
use kyoten::platform::outbox::{self, Mailer, Message, MessageId, Recipient, TestMail};
use kyoten::platform::web::Language;
use kyoten::platform::{Clock, Config, DataFolder};

use crate::commands::Failure;

/// Options of the worker.
#[derive(Args)]
pub struct OutboxWorker {
    /// The port of the mail server on this machine.
    #[arg(long)]
    port: u16,
    /// `postgres://…`, or nothing for SQLite in the data folder.
    #[arg(long)]
    database: Option<String>,
    /// The control: mail is sent from memory after the act was committed.
    #[arg(long)]
    without_outbox: bool,
    /// Write nothing new down, and end when nothing is left.
    #[arg(long)]
    drain: bool,
}

/// What the worker prints when an act is committed, before the key.
pub const ACKED: &str = "acked ";
/// What it prints when it has ended with so many messages left.
pub const LEFT: &str = "left ";

/// Acts of a busy hub.
const BETWEEN_ACTS: Duration = Duration::from_millis(8);

/// Longer than a lease.
const DRAIN: Duration = Duration::from_secs(90);

impl OutboxWorker {
    /// Works until it is killed, or until nothing is left.
    pub async fn run(self, mut config: Config) -> Result<(), Failure> {
        config.smtp = Some(SmtpSettings::on_this_machine(self.port, "kyoten@example.jp".parse()?));
        config.database.url.clone_from(&self.database);
        let folder = Arc::new(DataFolder::open(&config.data)?);
        let hub = Hub::open(config, &folder, Clock::system()).await?;
        match (self.drain, self.without_outbox) {
            (true, _) => drain(&hub).await,
            (_, true) => act_without_outbox(&hub).await,
            _ => act(&hub).await,
        }
    }
}

async fn act(hub: &Hub) -> Result<(), Failure> {
    let timers = hub.timers().clone();
    let work = tokio::spawn(async move { timers.run(std::future::pending()).await });
    while !work.is_finished() {
        let message = message(hub, true)?;
        let key = recipient_key(&message.0);
        commit(hub, message.1).await?;
        say(ACKED, &key)?;
        tokio::time::sleep(BETWEEN_ACTS).await;
    }
    anyhow::bail!("timers ended")
}

/// The act is committed and the mail is on its way in memory, as in a program without an outbox.
async fn act_without_outbox(hub: &Hub) -> Result<(), Failure> {
    let mailer = Mailer::new(hub.config().smtp.as_ref().context("the worker has a mail server")?, None)?;
    loop {
        let message = message(hub, false)?;
        let key = recipient_key(&message.0);
        commit(hub, message.1).await?;
        say(ACKED, &key)?;
        let (mailer, config, clock) = (mailer.clone(), hub.config().clone(), hub.clock().clone());
        let to = format!("{key}@example.jp").parse()?;
        tokio::spawn(async move { outbox::send_at_once(&config, &mailer, &to, &clock).await });
        tokio::time::sleep(BETWEEN_ACTS).await;
    }
}

async fn commit(hub: &Hub, message: Message) -> Result<(), Failure> {
    let clock = hub.clock().clone();
    hub.write(move |tx, hub| outbox::send(tx, hub, &message, &clock).map(drop)).await?;
    Ok(())
}

/// A new act's id and its message; without mail it is only written down.
fn message(hub: &Hub, mail: bool) -> Result<(MessageId, Message), Failure> {
    let id = MessageId::new(hub.clock());
    let email = if mail { Some(format!("{}@example.jp", recipient_key(&id)).parse()?) } else { None };
    let to = Recipient { name: "練習 太郎".to_owned(), email, post: String::new() };
    let test = TestMail { url: Some(format!("https://drill.example.jp/{id}")) };
    Ok((id, Message::new(&format!("drill/{id}"), &to, Language::Japanese, &test)?))
}

/// By which the drill knows the message when it arrives.
fn recipient_key(id: &MessageId) -> String {
    format!("drill-{id}")
}

async fn drain(hub: &Hub) -> Result<(), Failure> {
    let timers = hub.timers().clone();
    let work = tokio::spawn(async move { timers.run(std::future::pending()).await });
    let until = hub.clock().uptime() + DRAIN;
    let left = loop {
        let counts = hub.read(outbox::counts).await?;
        let left: u64 =
            counts.iter().filter(|(channel, ..)| *channel == outbox::Channel::Email).map(|count| count.2).sum();
        if left == 0 || hub.clock().uptime() > until {
            break left;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    work.abort();
    hub.store().clone().shutdown().await?;
    say(LEFT, &left.to_string())
}

/// One line in one write: the drill must never read half a key.
fn say(what: &str, value: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("{what}{value}\n").as_bytes())?;
    Ok(out.flush()?)
}
