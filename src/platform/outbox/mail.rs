//! A written text as mail (RFC 5322): plain text and simple HTML beside each other.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use jiff::Timestamp;
use lettre::Address;
use lettre::message::{MultiPart, SinglePart};
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
    pub fn hub_name(&self) -> String {
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
pub(super) fn hub_name(hub: &HubSettings, language: Language) -> String {
    kyoten_text::normalize::display_line(if language == Language::English { &hub.name_en } else { &hub.name })
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
pub(super) fn compose(mail: &Mail<'_>) -> String {
    let (written, frame) = (mail.written, &mail.frame);
    let body = MultiPart::alternative()
        .boundary(format!("=_{}", mail.id))
        .singlepart(SinglePart::plain(plain(written, frame)))
        .singlepart(SinglePart::html(html(written, frame)));
    // Auto-Submitted, so that no absence notice answers (RFC 3834).
    format!(
        "Message-ID: <{}@{}>\r\nDate: {}\r\nFrom: {}\r\nTo: {}\r\nSubject: {}\r\nAuto-Submitted: auto-generated\r\n\
         MIME-Version: 1.0\r\n{}",
        mail.id,
        mail.from.domain(),
        mail.created_at.strftime("%a, %d %b %Y %H:%M:%S +0000"),
        mailbox(&frame.hub_name(), mail.from),
        mailbox(frame.name, mail.to),
        encoded(&written.subject),
        String::from_utf8_lossy(&body.formatted()),
    )
}

/// A name and an address. The name is encoded whatever stands in it, so that nobody takes a part of it for an address.
fn mailbox(name: &str, address: &EmailAddress) -> String {
    format!("{}\r\n <{}@{}>", encoded(name), address.local(), address.domain())
}

/// A text in a header: encoded words (RFC 2047) of whole characters, one a line.
fn encoded(text: &str) -> String {
    let mut words = vec![String::new()];
    for c in text.chars() {
        match words.last_mut() {
            Some(word) if word.len() + c.len_utf8() <= LONGEST_WORD => word.push(c),
            _ => words.push(c.to_string()),
        }
    }
    let encoded = |word: &String| format!("=?utf-8?b?{}?=", BASE64.encode(word));
    words.iter().map(encoded).collect::<Vec<_>>().join("\r\n ")
}

/// 52 letters of base64; with `Subject: ` and what stands around them no more than the 76 that RFC 2047 allows a line.
const LONGEST_WORD: usize = 39;

/// The address as lettre takes it. An [`EmailAddress`] has been looked at more strictly than lettre would.
pub(super) fn address(address: &EmailAddress) -> Address {
    Address::new_dangerous(address.local(), address.domain())
}
