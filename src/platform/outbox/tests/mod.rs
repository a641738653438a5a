//! The outbox with a real mail server on this machine, on both databases.

mod content;
mod letters;
mod model;
mod way;

use std::collections::BTreeMap;

use kyoten_store::testing::TestDatabase;
use serde::{Deserialize, Serialize};

use super::*;
use crate::hub::MIGRATIONS;
use crate::platform::config::SmtpSettings;
use crate::platform::hub_id::find_or_found;
use crate::platform::timers::Timers;
use crate::platform::web::{Language, Words};
use crate::sim::mail_server::{MailServer, Mood, Point, Received, Setup};
use crate::testing::{BEGINNING, databases};

/// A text with a name and a one-time link.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Invitation {
    name: String,
    link: String,
    void_at: Option<Timestamp>,
}

impl Template for Invitation {
    const NAME: &'static str = "test.invitation";

    fn write(&self, t: Words, hub: &str) -> Written {
        assert_ne!(self.name, PANICS, "a mistake in a template that names {}", self.link);
        let opens = if t.language == Language::English { "Open" } else { "開く" };
        Written::about(&format!("{hub}へようこそ、{}", self.name))
            .text("登録のご案内です。\n二行目")
            .link(opens, &self.link)
    }

    fn void_at(&self) -> Option<Timestamp> {
        self.void_at
    }

    fn without_secrets(self) -> Self {
        Self { link: String::new(), ..self }
    }
}

/// A name that this template cannot stand.
const PANICS: &str = "panics";

const LINK: &str = "https://kyoten.example.jp/i/s3cret";

/// A hub without rooms, and the mail server that it uses.
struct House {
    store: Store,
    hub: HubId,
    clock: Clock,
    server: MailServer,
    config: Config,
    _database: TestDatabase,
}

impl House {
    async fn build(database: TestDatabase) -> Self {
        let (store, clock) = (database.open().await, Clock::moved(BEGINNING.parse().unwrap()));
        store.migrate(MIGRATIONS).await.unwrap();
        let now = clock.clone();
        let hub = store.write(move |tx| find_or_found(tx, "hub", &now)).await.unwrap();
        let server = MailServer::start(Setup::default()).await.unwrap();
        let mut config = Config::standard();
        config.hub.name = "汐見野市在宅医療連携拠点".to_owned();
        config.hub.phone = "0000-22-0100".to_owned();
        let from = "kyoten@example.jp".parse().unwrap();
        config.smtp = Some(SmtpSettings::on_this_machine(server.address().port(), from));
        Self { store, hub, clock, server, config, _database: database }
    }

    /// A program that works on this hub, with the settings as they are now.
    fn program(&self) -> (Outbox, Timers) {
        let templates = Templates::default().with::<Invitation>();
        let (store, clock) = (self.store.clone(), self.clock.clone());
        let outbox = Outbox::new(store.clone(), self.hub, clock.clone(), &self.config, templates).unwrap();
        let (kinds, auditors) = (vec![outbox.kind()], vec![outbox.auditor()]);
        (outbox, Timers::new(store, self.hub, clock, kinds, auditors))
    }

    /// Everything that is due now happens.
    async fn work(&self) -> usize {
        self.program().1.tick().await.unwrap()
    }

    async fn send(&self, message: Message) -> Result<MessageId, NotSent> {
        let (hub, clock) = (self.hub, self.clock.clone());
        self.store.write(move |tx| send(tx, hub, &message, &clock)).await
    }

    async fn invite(&self, key: &str, email: Option<&str>) -> MessageId {
        self.send(invitation(key, email)).await.unwrap()
    }

    async fn find(&self, id: MessageId) -> Stored {
        let hub = self.hub;
        self.store.read(move |tx| find(tx, hub, id)).await.unwrap().unwrap()
    }

    /// The states of a message's story, each with its trouble.
    async fn story(&self, id: MessageId) -> Vec<(State, Option<Trouble>)> {
        let hub = self.hub;
        let steps = self.store.read(move |tx| steps(tx, hub, id)).await.unwrap();
        steps.into_iter().map(|step| (step.state, step.trouble)).collect()
    }

    /// Lets time pass up to the next attempt.
    async fn wait_for(&self, id: MessageId) {
        let hub = self.hub;
        let next = self.store.read(move |tx| next_attempt(tx, hub, id)).await.unwrap().unwrap();
        self.clock.pass(next.duration_since(self.clock.now()));
    }

    async fn retry(&self, id: MessageId, channel: Option<Channel>) -> Result<(), NotPossible> {
        let (hub, now) = (self.hub, self.clock.now());
        self.store.write(move |tx| retry(tx, hub, id, channel, "test", now)).await
    }

    async fn give_up(&self, id: MessageId) -> Result<(), NotPossible> {
        let outbox = self.program().0;
        self.store.write(move |tx| give_up(tx, &outbox, id, "test")).await
    }
}

fn recipient(name: &str, email: Option<&str>) -> Recipient {
    let post = "〒000-0000\n三重県汐見野市梅ヶ枝町1-2".to_owned();
    Recipient { name: name.to_owned(), email: email.map(|email| email.parse().unwrap()), post }
}

/// The values of an invitation whose link lives for ever.
fn values(name: &str, link: &str) -> Invitation {
    Invitation { name: name.to_owned(), link: link.to_owned(), void_at: None }
}

fn invitation(key: &str, email: Option<&str>) -> Message {
    invitation_of(key, email, &values("佐藤 花子", LINK))
}

fn invitation_of(key: &str, email: Option<&str>, values: &Invitation) -> Message {
    Message::new(key, &recipient("佐藤 花子", email), Language::Japanese, values).unwrap()
}

const MAIL: Option<&str> = Some("hanako@example.jp");

/// A mail as its reader sees it.
struct Read {
    headers: BTreeMap<String, String>,
    plain: String,
    html: String,
}

/// Takes a mail apart, as far as this program's mails go (RFC 2045, RFC 2047).
fn read(received: &Received) -> Read {
    let (head, body) = received.text.split_once("\r\n\r\n").unwrap();
    let headers = headers(head);
    let boundary = headers["content-type"].split("boundary=\"").nth(1).unwrap().trim_end_matches('"');
    // What follows the closing boundary is the line that ends every mail on its way.
    let (body, _) = body.split_once(&format!("--{boundary}--")).unwrap();
    let parts: Vec<String> = body
        .split(&format!("--{boundary}"))
        .filter_map(|part| part.trim_start_matches("\r\n").split_once("\r\n\r\n"))
        .map(|(head, body)| decoded(&headers_of(head)["content-transfer-encoding"], body))
        .collect();
    let [plain, html] = &parts[..] else { panic!("two parts: {}", received.text) };
    Read { plain: plain.replace("\r\n", "\n"), html: html.replace("\r\n", "\n"), headers }
}

fn headers(head: &str) -> BTreeMap<String, String> {
    headers_of(head).into_iter().map(|(name, value)| (name, words(&value))).collect()
}

fn headers_of(head: &str) -> BTreeMap<String, String> {
    let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    let header = |line: &str| {
        let (name, value) = line.split_once(':').unwrap();
        (name.to_ascii_lowercase(), value.trim().to_owned())
    };
    unfolded.lines().map(header).collect()
}

/// `=?utf-8?b?…?=` as text; between two of them the space is none.
fn words(value: &str) -> String {
    let mut text = String::new();
    let mut rest = value;
    while let Some((before, after)) = rest.split_once("=?utf-8?b?") {
        if !before.trim().is_empty() {
            text.push_str(before);
        }
        let (word, after) = after.split_once("?=").unwrap();
        text.push_str(&decoded("base64", word));
        rest = after;
    }
    text + rest
}

fn decoded(encoding: &str, body: &str) -> String {
    use base64::Engine as _;
    let bytes = match encoding.to_ascii_lowercase().as_str() {
        "base64" => {
            let letters: String = body.split_whitespace().collect();
            base64::engine::general_purpose::STANDARD.decode(letters).unwrap()
        }
        "quoted-printable" => {
            let mut bytes = Vec::new();
            let joined = body.replace("=\r\n", "");
            let mut rest = joined.as_bytes();
            while let Some((byte, after)) = rest.split_first() {
                if *byte == b'=' {
                    bytes.push(u8::from_str_radix(std::str::from_utf8(&after[..2]).unwrap(), 16).unwrap());
                    rest = &after[2..];
                } else {
                    bytes.push(*byte);
                    rest = after;
                }
            }
            bytes
        }
        _ => body.as_bytes().to_vec(),
    };
    String::from_utf8(bytes).unwrap()
}
