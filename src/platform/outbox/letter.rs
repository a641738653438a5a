//! Letters (手紙): A4, one a page, with QR codes for links. As a file to print; later also as a page.

use jiff::civil::Date;
use kyoten_text::era;

use super::mail::{self, Frame};
use super::template::{Block, Written};
use super::{MessageId, Outbox, Stored, Trouble};
use crate::platform::clock::local;
use crate::platform::config::HubSettings;
use crate::platform::qr;
use crate::platform::web::{Language, Words};

/// Letters that can be printed.
pub struct Letters {
    pages: Vec<String>,
    ids: Vec<MessageId>,
    unwritten: Vec<MessageId>,
    title: String,
}

/// One letter as a template shows it.
#[derive(askama::Template)]
#[template(path = "platform/outbox/letter.html")]
struct Page<'a> {
    t: Words,
    number: String,
    post: Vec<&'a str>,
    date: String,
    hub: String,
    settings: &'a HubSettings,
    subject: &'a str,
    greeting: String,
    parts: Vec<Part<'a>>,
    closing: Vec<String>,
}

enum Part<'a> {
    Text(Vec<&'a str>),
    Link { words: &'a str, url: &'a str, code: Option<askama::filters::Safe<String>> },
}

impl Outbox {
    /// Writes these messages as letters. One that this version has no words for is left out and named.
    pub fn letters(&self, messages: &[Stored]) -> Letters {
        let (mut pages, mut ids, mut unwritten) = (Vec::new(), Vec::new(), Vec::new());
        for message in messages {
            match self.letter(message) {
                Ok(page) => {
                    pages.push(page);
                    ids.push(message.id);
                }
                Err(_) => unwritten.push(message.id),
            }
        }
        let title = Words::default().mail_letter_file(pages.len()).plain().into_owned();
        Letters { pages, ids, unwritten, title }
    }

    fn letter(&self, message: &Stored) -> Result<String, Trouble> {
        let (t, settings) = (Words::new(message.language), &self.0.settings);
        let hub = mail::hub_name(settings, t.language);
        let written = self.0.templates.write(&message.template, &message.values, t, &hub);
        let written = written.map_err(|_| Trouble::Unwritten)?;
        let frame = Frame { t, name: &message.to.name, hub: settings };
        let page = Page {
            t,
            number: message.id.to_string(),
            post: message.to.post.lines().collect(),
            date: date(local(self.0.clock.now()).date(), t.language),
            hub,
            settings,
            subject: &written.subject,
            greeting: frame.greeting(),
            parts: parts(&written, t),
            closing: frame.closing(),
        };
        askama::Template::render(&page).map_err(|_| Trouble::Unwritten)
    }
}

fn parts<'a>(written: &'a Written, t: Words) -> Vec<Part<'a>> {
    let part = |block: &'a Block| match block {
        Block::Text(text) => Part::Text(text.lines().collect()),
        Block::Link { words, url } => {
            let code = qr::as_svg(url, &t.mail_letter_scan().plain()).ok().map(askama::filters::Safe);
            Part::Link { words, url, code }
        }
    };
    written.blocks.iter().map(part).collect()
}

/// The day on a letter: 令和8年11月22日.
fn date(day: Date, language: Language) -> String {
    if language == Language::English { day.strftime("%-d %B %Y").to_string() } else { era::plain(day) }
}

impl Letters {
    /// The messages that these letters are.
    pub fn ids(&self) -> &[MessageId] {
        &self.ids
    }

    /// Messages that this version has no words for.
    pub fn unwritten(&self) -> &[MessageId] {
        &self.unwritten
    }

    /// One page of HTML that holds everything: to be opened in a browser and printed.
    pub fn file(&self) -> String {
        format!(
            "<!doctype html>\n<html lang=\"ja\">\n<head>\n<meta charset=\"utf-8\">\n<title>{}</title>\n<style>\n{}</style>\n</head>\n<body>\n{}</body>\n</html>\n",
            self.title,
            include_str!("letter.css"),
            self.pages.join("\n"),
        )
    }
}
