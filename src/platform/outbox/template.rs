//! What is written (文面): a room gives its values, the catalogue gives the words.

use std::panic::catch_unwind;

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::platform::web::Words;

/// A text that a room sends: a struct of values that knows how to be written in any language.
///
/// It is kept as JSON until it is sent, and another version of the program may read it: a field that is added must have a
/// default. It holds no patient's data: mail is read on the telephone in a train.
pub trait Template: Serialize + DeserializeOwned {
    /// Its name in the database: `people.invitation`.
    const NAME: &'static str;

    /// Writes it.
    fn write(&self, t: Words, hub: &str) -> Written;

    /// When its one-time links are void: from then on it is neither sent nor printed, and they are taken out.
    fn void_at(&self) -> Option<Timestamp> {
        None
    }

    /// What remains when it was sent: without one-time links.
    #[must_use]
    fn without_secrets(self) -> Self {
        self
    }
}

/// A written text: paragraphs and links, for mail and for paper.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    pub(super) subject: String,
    pub(super) blocks: Vec<Block>,
}

/// A part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// A paragraph.
    Text(String),
    /// Where to go; on paper a QR code.
    Link { words: String, url: String },
}

const LONGEST_SUBJECT: usize = 120;
const LONGEST_TEXT: usize = 4000;

impl Written {
    /// A text with this subject.
    pub fn about(subject: &str) -> Self {
        Self { subject: cut(&kyoten_text::normalize::display_line(subject), LONGEST_SUBJECT), blocks: Vec::new() }
    }

    /// Adds a paragraph.
    #[must_use]
    pub fn text(mut self, text: &str) -> Self {
        self.blocks.push(Block::Text(cut(&kyoten_text::normalize::display_clean(text), LONGEST_TEXT)));
        self
    }

    /// Adds a link. What is no address on the web becomes a line of text.
    #[must_use]
    pub fn link(mut self, words: &str, url: &str) -> Self {
        let is_url = url.starts_with("https://") || url.starts_with("http://");
        if !is_url || url.contains(|c: char| !c.is_ascii_graphic() || "\"<>\\^`{|}".contains(c)) {
            return self.text(&format!("{words}\n{url}"));
        }
        self.blocks.push(Block::Link { words: kyoten_text::normalize::display_line(words), url: url.to_owned() });
        self
    }
}

/// The first characters of a text that is too long.
pub(super) fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

/// The values of a stored message do not fit its template, there is no such template in this version, or it panics: one bad text
/// must not keep the others from leaving.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unreadable;

/// Every template that this program can write.
#[derive(Clone, Debug, Default)]
pub struct Templates(Vec<Known>);

#[derive(Clone, Copy, Debug)]
struct Known {
    name: &'static str,
    write: fn(&str, Words, &str) -> Result<Written, Unreadable>,
    forget: fn(&str) -> Result<String, Unreadable>,
}

impl Templates {
    /// Adds a room's template.
    #[must_use]
    pub fn with<T: Template>(mut self) -> Self {
        fn read<T: Template>(values: &str) -> Result<T, Unreadable> {
            serde_json::from_str(values).map_err(|_| Unreadable)
        }
        self.0.push(Known {
            name: T::NAME,
            write: |values, t, hub| Ok(read::<T>(values)?.write(t, hub)),
            forget: |values| serde_json::to_string(&read::<T>(values)?.without_secrets()).map_err(|_| Unreadable),
        });
        self
    }

    pub(super) fn write(&self, name: &str, values: &str, t: Words, hub: &str) -> Result<Written, Unreadable> {
        let known = self.find(name)?;
        catch_unwind(|| (known.write)(values, t, hub)).unwrap_or(Err(Unreadable))
    }

    /// What remains of the values; nothing when nobody knows what in them is a secret.
    pub(super) fn without_secrets(&self, name: &str, values: &str) -> String {
        let forget = |known: Known| catch_unwind(|| (known.forget)(values)).unwrap_or(Err(Unreadable));
        self.find(name).and_then(forget).unwrap_or_else(|_| "{}".to_owned())
    }

    fn find(&self, name: &str) -> Result<Known, Unreadable> {
        self.0.iter().find(|known| known.name == name).copied().ok_or(Unreadable)
    }
}

/// The text by which somebody tries whether mail arrives.
#[derive(Clone, Debug, Serialize, serde::Deserialize)]
pub struct TestMail {
    /// The address of the hub's pages, if it is known.
    pub url: Option<String>,
}

impl Template for TestMail {
    const NAME: &'static str = "outbox.test";

    fn write(&self, t: Words, hub: &str) -> Written {
        let written = Written::about(&t.mail_test_subject(hub).plain()).text(&t.mail_test_text(hub).plain());
        match &self.url {
            Some(url) => written.link(&t.mail_test_link(hub).plain(), url),
            None => written,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_no_hidden_characters_and_an_end() {
        let long = "あ".repeat(16 * 1024);
        let written = Written::about(&format!("件名\r\nBcc: x\u{202e}{long}")).text(&format!("一\r\n二\u{200b}{long}"));
        assert!(
            written.subject.starts_with("件名 Bcc: xあ") && written.subject.ends_with("あ…"),
            "{}",
            written.subject
        );
        assert_eq!(written.subject.chars().count(), 121);
        let [Block::Text(text)] = written.blocks.as_slice() else { panic!("one paragraph") };
        assert!(text.starts_with("一\n二あ") && text.chars().count() == 4001);
    }

    #[test]
    fn only_addresses_on_the_web_become_links() {
        let url = "https://kyoten.example.jp/i/AbC_-~?a=1&b=2#c";
        assert_eq!(
            Written::about("x").link("開く", url).blocks,
            [Block::Link { words: "開く".into(), url: url.into() }]
        );
        for wrong in
            ["javascript:alert(1)", "https://a.jp/\"onclick=x", "https://a.jp/ b", "https://日本.jp/", "//a.jp", ""]
        {
            assert!(matches!(Written::about("x").link("開く", wrong).blocks[0], Block::Text(_)), "{wrong}");
        }
    }

    #[test]
    fn a_template_that_nobody_knows_is_not_written_and_nothing_of_it_remains() {
        let templates = Templates::default().with::<TestMail>();
        assert!(templates.write("outbox.test", "{\"url\":null}", Words::default(), "拠点").is_ok());
        assert_eq!(templates.write("outbox.test", "[]", Words::default(), "拠点"), Err(Unreadable));
        assert_eq!(templates.write("x", "{}", Words::default(), "拠点"), Err(Unreadable));
        assert_eq!(templates.without_secrets("x", "{\"link\":\"secret\"}"), "{}");
    }
}
