//! Mail addresses (メールアドレス), as mail servers take them.

use std::fmt;
use std::str::FromStr;

use kyoten_text::normalize::{display_line, narrow};

/// A mail address that a server can be given: ASCII, its domain in lower case, an international domain in its ASCII form
/// (RFC 5891).
///
/// Old addresses of Japanese telephone companies break the rules with dots (`a..b@`, `a.@`). They exist, so they are taken,
/// and given to servers in quotes, which is how such an address is written by the rules (RFC 5321, 4.1.2).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EmailAddress {
    local: String,
    domain: String,
}

/// A text that is no mail address, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAnAddress {
    /// Nothing.
    #[error("メールアドレスを入れてください。")]
    Empty,
    /// Not two parts with one @ between them.
    #[error("メールアドレスは name@example.jp のように、@ を1つはさんで入れてください。")]
    NoAt,
    /// A character that mail servers do not take.
    #[error(
        "メールアドレスの @ より前に「{0}」は使えません。英字・数字と . _ - + などで、メールを受け取れるアドレスを入れてください。"
    )]
    Character(char),
    /// Not the name of a domain.
    #[error("メールアドレスの @ より後ろ「{0}」は、名前として正しくありません。example.jp のように入れてください。")]
    Domain(String),
    /// Longer than mail servers take.
    #[error("メールアドレスが長すぎます。@ より前は64文字、全体で254文字までです。")]
    TooLong,
}

const LONGEST: usize = 254;
const LONGEST_LOCAL: usize = 64;

impl FromStr for EmailAddress {
    type Err = NotAnAddress;

    /// Reads what a person typed: full-width letters are taken as the plain ones.
    fn from_str(text: &str) -> Result<Self, NotAnAddress> {
        let text: String = text.chars().map(narrow).collect();
        let text = text.trim();
        if text.is_empty() {
            return Err(NotAnAddress::Empty);
        }
        // Whoever sends 16 KB does not get them back in a sentence.
        if text.len() > 4 * LONGEST {
            return Err(NotAnAddress::TooLong);
        }
        let (local, domain) = text.split_once('@').ok_or(NotAnAddress::NoAt)?;
        if local.is_empty() || domain.is_empty() || domain.contains('@') {
            return Err(NotAnAddress::NoAt);
        }
        if let Some(wrong) = local.chars().find(|c| !is_plain(*c)) {
            return Err(NotAnAddress::Character(wrong));
        }
        let domain = ascii_domain(domain)?;
        let address = Self { local: local.to_owned(), domain };
        let fits = local.len() <= LONGEST_LOCAL && address.to_string().len() <= LONGEST;
        if fits { Ok(address) } else { Err(NotAnAddress::TooLong) }
    }
}

/// `atext` of RFC 5322, and the dot.
fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c)
}

fn ascii_domain(domain: &str) -> Result<String, NotAnAddress> {
    let wrong = || NotAnAddress::Domain(display_line(domain));
    let ascii = idna::domain_to_ascii_strict(domain).map_err(|_| wrong())?;
    // A top-level domain has letters: 192.0.2.1 is no name.
    let top = ascii.rsplit_once('.').map(|(_, top)| top);
    if top.is_some_and(|top| top.bytes().any(|byte| byte.is_ascii_alphabetic())) { Ok(ascii) } else { Err(wrong()) }
}

impl EmailAddress {
    /// What stands before the @, in quotes where the rules want them.
    pub fn local(&self) -> String {
        let dots_are_wrong = self.local.starts_with('.') || self.local.ends_with('.') || self.local.contains("..");
        if dots_are_wrong { format!("\"{}\"", self.local) } else { self.local.clone() }
    }

    /// What stands after it.
    pub fn domain(&self) -> &str {
        &self.domain
    }
}

/// As people write it, without quotes; it can be read again.
impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.local, self.domain)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Result<String, NotAnAddress> {
        text.parse().map(|address: EmailAddress| format!("{}@{}", address.local(), address.domain()))
    }

    #[test]
    fn addresses_are_read_as_people_type_them() {
        for (typed, sent) in [
            ("taro@example.jp", "taro@example.jp"),
            (" Taro.Sato+hub@Example.JP ", "Taro.Sato+hub@example.jp"),
            ("ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ", "taro@example.jp"),
            ("taro@日本語.jp", "taro@xn--wgv71a119e.jp"),
            ("old..phone.@docomo.example.jp", "\"old..phone.\"@docomo.example.jp"),
        ] {
            assert_eq!(read(typed), Ok(sent.to_owned()), "{typed}");
        }
    }

    #[test]
    fn what_no_server_takes_is_refused_with_a_sentence() {
        use NotAnAddress as No;
        for (typed, why) in [
            ("", No::Empty),
            ("　", No::Empty),
            ("taro", No::NoAt),
            ("taro@a@b.jp", No::NoAt),
            ("@example.jp", No::NoAt),
            ("太郎@example.jp", No::Character('太')),
            ("ta ro@example.jp", No::Character(' ')),
            ("taro\r\nBcc: x@example.jp", No::Character('\r')),
            ("taro\u{202e}@example.jp", No::Character('\u{202e}')),
            ("\"taro\"@example.jp", No::Character('"')),
            ("taro<x@example.jp", No::Character('<')),
            ("taro@example", No::Domain("example".into())),
            ("taro@192.0.2.1", No::Domain("192.0.2.1".into())),
            ("taro@exa mple.jp", No::Domain("exa mple.jp".into())),
            ("taro@example..jp", No::Domain("example..jp".into())),
            ("taro@example.jp>\r\nRCPT", No::Domain("example.jp> RCPT".into())),
        ] {
            assert_eq!(read(typed), Err(why), "{typed:?}");
        }
        assert_eq!(read(&format!("{}@example.jp", "a".repeat(65))), Err(No::TooLong));
        assert_eq!(read(&"a@".repeat(9000)), Err(No::TooLong));
        assert!(NotAnAddress::Character('太').to_string().contains("「太」は使えません"));
    }

    proptest! {
        #[test]
        fn what_is_read_is_ascii_without_a_way_out_of_its_line(text in "\\PC{0,40}@\\PC{0,40}|[a-z.]{1,9}@[a-z-]{1,9}\\.jp") {
            if let Ok(address) = text.parse::<EmailAddress>() {
                let sent = format!("{}@{}", address.local(), address.domain());
                prop_assert!(sent.is_ascii() && !sent.contains(|c: char| c.is_control() || "<> ,;:".contains(c)), "{sent}");
                prop_assert_eq!(address.to_string().parse::<EmailAddress>(), Ok(address));
            }
        }
    }
}
