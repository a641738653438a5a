//! A written text as mail (RFC 5322): plain text and simple HTML beside each other.

use std::time::SystemTime;

use jiff::Timestamp;
use lettre::Address;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart, SinglePart};
use sha2::{Digest as _, Sha256};

use super::EmailAddress;
use super::template::{Block, Written};
use crate::platform::config::HubSettings;
use crate::platform::hub_id::HubId;
use crate::platform::web::{Fill as _, Language, Words};

/// What stands around every text: to whom, from whom, whom to ask.
pub(super) struct Frame<'a> {
    pub t: Words,
    pub name: &'a str,
    pub hub: &'a HubSettings,
}

impl Frame<'_> {
    /// The hub's name in the language of the reader.
    pub fn hub_name(&self) -> &str {
        hub_name(self.hub, self.t.language)
    }

    /// The lines at the end.
    pub fn closing(&self) -> Vec<String> {
        let mut lines = vec![self.t.mail_from_hub(self.hub_name()).plain().into_owned()];
        if !self.hub.phone.is_empty() {
            let (phone, hours) = (&self.hub.phone, &self.hub.hours);
            let ask = if hours.is_empty() { self.t.mail_ask(phone) } else { self.t.mail_ask_hours(phone, hours) };
            lines.push(ask.plain().into_owned());
        }
        lines.push(self.t.mail_not_yours().plain().into_owned());
        lines
    }

    pub fn greeting(&self) -> String {
        self.t.mail_dear(self.name).plain().into_owned()
    }
}

/// The hub's name in a language.
pub(super) fn hub_name(hub: &HubSettings, language: Language) -> &str {
    if language == Language::English { &hub.name_en } else { &hub.name }
}

fn plain(written: &Written, frame: &Frame<'_>) -> String {
    let mut text = format!("{}\n\n", frame.greeting());
    for block in &written.blocks {
        match block {
            Block::Text(paragraph) => text.push_str(paragraph),
            Block::Link { words, url } => text.push_str(&format!("{words}\n{url}")),
        }
        text.push_str("\n\n");
    }
    text + "-- \n" + &frame.closing().join("\n") + "\n"
}

fn html(written: &Written, frame: &Frame<'_>) -> String {
    let mut body = paragraph(&frame.greeting());
    for block in &written.blocks {
        body.push_str(&match block {
            Block::Text(text) => paragraph(text),
            Block::Link { words, url } => {
                let (words, url) = (escaped(words), escaped(url));
                format!("<p><a href=\"{url}\">{words}</a><br>\n{url}</p>\n")
            }
        });
    }
    format!(
        "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><title>{}</title></head>\n\
         <body style=\"margin:0;padding:16px;max-width:36em;font:16px/1.8 sans-serif;color:#1a1a1c;background:#fff\">\n\
         {body}<hr>\n{}</body></html>\n",
        frame.t.language.html(),
        escaped(&written.subject),
        paragraph(&frame.closing().join("\n")),
    )
}

fn paragraph(text: &str) -> String {
    format!("<p>{}</p>\n", escaped(text).replace('\n', "<br>\n"))
}

fn escaped(text: &str) -> String {
    let mut html = String::new();
    text.fill(&mut html);
    html
}

/// The name by which servers and readers know two copies of one mail: made from the hub and the key alone.
pub(super) fn message_id(hub: HubId, key: &str) -> String {
    let digest = Sha256::new().chain_update(hub.to_bytes()).chain_update(key.as_bytes()).finalize();
    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// Everything that a mail is made of.
pub(super) struct Mail<'a> {
    /// What stands before the @ of its `Message-ID`.
    pub id: String,
    pub created_at: Timestamp,
    pub from: &'a EmailAddress,
    pub to: &'a EmailAddress,
    pub frame: Frame<'a>,
    pub written: &'a Written,
}

/// The bytes of a mail, all of them ASCII. The same mail gives the same bytes.
pub(super) fn compose(mail: &Mail<'_>) -> Result<String, ComposeError> {
    let (written, frame) = (mail.written, &mail.frame);
    // So that no absence notice answers (RFC 3834).
    let automatic = HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned());
    let composed = Message::builder()
        .message_id(Some(format!("<{}@{}>", mail.id, mail.from.domain())))
        .date(sent_at(mail.created_at))
        .from(Mailbox::new(Some(frame.hub_name().to_owned()), address(mail.from)?))
        .to(Mailbox::new(Some(frame.name.to_owned()), address(mail.to)?))
        .subject(written.subject.clone())
        .raw_header(automatic)
        .multipart(
            MultiPart::alternative()
                .boundary(format!("=_{}", mail.id))
                .singlepart(SinglePart::plain(plain(written, frame)))
                .singlepart(SinglePart::html(html(written, frame))),
        )?;
    Ok(String::from_utf8_lossy(&composed.formatted()).into_owned())
}

/// Whole seconds, as the header has them.
fn sent_at(moment: Timestamp) -> SystemTime {
    SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(moment.as_second().max(0).unsigned_abs())
}

/// The address as lettre takes it.
pub(super) fn address(address: &EmailAddress) -> Result<Address, ComposeError> {
    Ok(Address::new(address.local(), address.domain())?)
}

/// A mail that cannot be put together. It does not happen to an [`EmailAddress`]; a test looks.
#[derive(Debug, thiserror::Error)]
#[error("a mail cannot be composed: {0}")]
pub(super) struct ComposeError(String);

impl From<lettre::error::Error> for ComposeError {
    fn from(error: lettre::error::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<lettre::address::AddressError> for ComposeError {
    fn from(error: lettre::address::AddressError) -> Self {
        Self(error.to_string())
    }
}
