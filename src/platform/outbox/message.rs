//! A message on its way out of the house (送るもの), and how far it has come.

use std::fmt;

use jiff::Timestamp;

use super::{EmailAddress, Template, Templates, Trouble};
use crate::platform::id::Id;
use crate::platform::web::{Language, Phrase, Words};

/// A message's id.
pub type MessageId = Id<Stored>;

/// How it leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Channel {
    /// メール.
    Email,
    /// 手紙: printed by a person, and posted or handed over.
    Letter,
}

/// How far it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// For its turn, for the next attempt, or for whoever prints.
    Waiting,
    /// Somebody talks to the mail server, or the program ended while it did.
    Sending,
    /// The mail server has taken it. That is not *arrived*, and not *read*.
    Sent,
    /// The server refused this recipient or this mail for good.
    Bounced,
    /// It was tried again and again without success.
    Failed,
    /// A person decided that it is not needed.
    GivenUp,
    /// It stands on paper.
    Printed,
}

/// To whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// 氏名, or the name of an organisation.
    pub name: String,
    /// Where mail goes; without it a letter is printed.
    pub email: Option<EmailAddress>,
    /// The lines of a postal address; empty when the letter is handed over.
    pub post: String,
}

/// Something to send. The same key is the same message, however often it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub(super) key: String,
    pub(super) to: Recipient,
    pub(super) language: Language,
    pub(super) template: &'static str,
    pub(super) values: String,
    pub(super) void_at: Option<Timestamp>,
}

/// A message that cannot be sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadMessage {
    /// The key is empty, too long or has odd characters: a mistake of the program.
    #[error("「{0}」は送るものの鍵になりません。")]
    Key(String),
    /// Nobody is named.
    #[error("宛名がありません。宛名を入れてください。")]
    NoName,
    /// Too much in it.
    #[error("内容が長すぎます。短くしてください。")]
    TooLong,
}

/// The longest name that stands on an envelope.
const LONGEST_NAME: usize = 100;
const LONGEST_POST: usize = 500;
const LONGEST_VALUES: usize = 32 * 1024;

impl Message {
    /// A message. `key` names the act that causes it: `people.invitation/01jq…`.
    pub fn new<T: Template>(key: &str, to: &Recipient, language: Language, template: &T) -> Result<Self, BadMessage> {
        let is_key = |c: char| c.is_ascii_alphanumeric() || "._/-:".contains(c);
        if key.is_empty() || key.len() > 200 || !key.chars().all(is_key) {
            return Err(BadMessage::Key(kyoten_text::normalize::display_line(
                &key.chars().take(200).collect::<String>(),
            )));
        }
        // A mistake of the program: every template is a struct of texts and numbers.
        let values = serde_json::to_string(template).map_err(|_| BadMessage::TooLong)?;
        if values.len() > LONGEST_VALUES {
            return Err(BadMessage::TooLong);
        }
        let (key, to, void_at) = (key.to_owned(), to.checked()?, template.void_at());
        Ok(Self { key, to, language, template: T::NAME, values, void_at })
    }
}

impl Recipient {
    /// Names and addresses on as many lines as they should have, without anything that hides or turns text.
    fn checked(&self) -> Result<Self, BadMessage> {
        let (name, post) =
            (kyoten_text::normalize::display_line(&self.name), kyoten_text::normalize::display_clean(&self.post));
        match (name.chars().count(), post.chars().count()) {
            (0, _) => Err(BadMessage::NoName),
            (1..=LONGEST_NAME, ..=LONGEST_POST) => Ok(Self { name, email: self.email.clone(), post }),
            _ => Err(BadMessage::TooLong),
        }
    }
}

/// A message as it stands in the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Its id.
    pub id: MessageId,
    /// The act that causes it.
    pub key: String,
    /// How it leaves.
    pub channel: Channel,
    /// How far it has come.
    pub state: State,
    /// To whom.
    pub to: Recipient,
    /// In which language.
    pub language: Language,
    /// Which text.
    pub template: String,
    /// What stands in it, as JSON.
    pub(super) values: String,
    /// The mail as it may have reached somebody already.
    pub(super) frozen: Option<String>,
    /// When the one-time links in it are void; then it cannot be sent any more.
    pub void_at: Option<Timestamp>,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was last tried.
    pub last_attempt_at: Option<Timestamp>,
    /// Why the last attempt failed.
    pub trouble: Option<Trouble>,
    /// The other side's own words.
    pub says: String,
    /// When it was written.
    pub created_at: Timestamp,
    /// When something last happened to it.
    pub changed_at: Timestamp,
    /// When its secrets were taken out; it cannot be sent again after that.
    pub forgotten_at: Option<Timestamp>,
    pub(super) version: i64,
}

/// One step of a message's way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// When.
    pub at: Timestamp,
    /// How it was to leave.
    pub channel: Channel,
    /// What it became.
    pub state: State,
    /// What went wrong.
    pub trouble: Option<Trouble>,
    /// The other side's own words.
    pub says: String,
    /// Whose doing.
    pub by: String,
}

impl Stored {
    /// Are its one-time links void or taken out? Then it is of no use to its reader, and is neither sent nor printed.
    pub fn is_void(&self, now: Timestamp) -> bool {
        self.forgotten_at.is_some() || self.void_at.is_some_and(|void_at| void_at <= now)
    }

    /// Takes the one-time links out.
    pub(super) fn forget(&mut self, templates: &Templates, now: Timestamp) {
        self.frozen = None;
        self.values = templates.without_secrets(&self.template, &self.values);
        self.forgotten_at = Some(now);
    }

    /// It was not sent while its links lived; now it is too late, and a person has to know.
    pub(super) fn expire(&mut self, templates: &Templates, now: Timestamp) {
        (self.state, self.trouble, self.changed_at) = (State::Failed, Some(Trouble::Expired), now);
        self.says.clear();
        self.forget(templates, now);
    }

    /// Does it wait for a person, who has to print it or to decide?
    pub fn needs_a_person(&self) -> bool {
        match self.state {
            State::Bounced | State::Failed => true,
            State::Waiting => self.channel == Channel::Letter,
            State::Sending | State::Sent | State::GivenUp | State::Printed => false,
        }
    }

    /// How far it has come, in words.
    pub fn state_words(&self, t: Words) -> Phrase {
        match self.state {
            State::Waiting if self.channel == Channel::Letter => t.mail_state_to_print(),
            State::Waiting => t.mail_state_waiting(),
            State::Sending => t.mail_state_sending(),
            State::Sent => t.mail_state_sent(),
            State::Bounced => t.mail_state_bounced(),
            State::Failed => t.mail_state_failed(),
            State::GivenUp => t.mail_state_given_up(),
            State::Printed => t.mail_state_printed(),
        }
    }
}

impl Channel {
    /// Every channel.
    pub const ALL: [Self; 2] = [Self::Email, Self::Letter];

    /// As the database writes it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Letter => "letter",
        }
    }

    /// The channel with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.code() == code)
    }

    /// In words.
    pub fn words(self, t: Words) -> Phrase {
        match self {
            Self::Email => t.mail_channel_email(),
            Self::Letter => t.mail_channel_letter(),
        }
    }
}

impl State {
    /// Every state.
    pub const ALL: [Self; 7] =
        [Self::Waiting, Self::Sending, Self::Sent, Self::Bounced, Self::Failed, Self::GivenUp, Self::Printed];

    /// As the database writes it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Bounced => "bounced",
            Self::Failed => "failed",
            Self::GivenUp => "given_up",
            Self::Printed => "printed",
        }
    }

    /// The state with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
