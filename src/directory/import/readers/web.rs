//! The URL column, in which people also write mail addresses, bare hosts and typing errors.

use kyoten_text::normalize::narrow;

use super::Warning;
use super::cells::{Checks, says_none, short};

/// Characters of a web address that are still believed.
const LONGEST: usize = 1000;

/// What stood in a URL column.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Web {
    pub(super) url: Option<String>,
    pub(super) email: Option<String>,
}

impl Checks<'_> {
    /// Reads a URL column.
    pub(super) fn web(&mut self, column: &'static str, raw: &str) -> Web {
        if says_none(raw) {
            return Web::default();
        }
        let plain: String = raw.trim().chars().map(narrow).collect();
        // A form that was begun and left: http://www.
        if matches!(plain.as_str(), "http://" | "https://" | "http://www." | "https://www." | "www.") {
            return Web::default();
        }
        let first =
            plain.split([' ', '\n', '\r', '\t', ',', '、', ';', '|']).find(|part| !part.is_empty()).unwrap_or("");
        if let Some(email) = email(first) {
            self.warn(column, Warning::MailInUrl(short(raw)));
            return Web { email: Some(email), url: None };
        }
        let url = url(first);
        if url.is_none() {
            self.warn(column, Warning::BadUrl(short(raw)));
        }
        Web { url, email: None }
    }
}

fn email(text: &str) -> Option<String> {
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    let (person, host) = text.split_once('@')?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+');
    let fine = !person.is_empty() && person.chars().all(plain) && text.len() <= 254;
    (fine && is_host(host)).then(|| text.to_ascii_lowercase())
}

/// An address with http or https, mended where the intention is plain; other schemes never.
fn url(text: &str) -> Option<String> {
    let text = text.trim_start_matches([':', '/', '・', '.']);
    if text.len() > LONGEST || text.chars().any(|c| c.is_control() || matches!(c, '"' | '<' | '>' | '\'' | '\\' | '`'))
    {
        return None;
    }
    let (scheme, rest) = split_scheme(text)?;
    let host_end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(host_end);
    let (name, port) = host.split_once(':').unwrap_or((host, ""));
    let fine = is_host(name) && port.len() <= 5 && port.bytes().all(|b| b.is_ascii_digit());
    fine.then(|| format!("{scheme}://{}{path}", host.to_lowercase()))
}

/// The scheme that is meant, `http` where none is written, and what follows it.
fn split_scheme(text: &str) -> Option<(&'static str, &str)> {
    if let Some((scheme, rest)) = text.split_once(':')
        && is_scheme(scheme)
    {
        return Some((scheme_meant(scheme)?, rest.trim_start_matches('/')));
    }
    // http//example.jp and http;//example.jp
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (scheme, rest) = text.split_at(letters);
    match rest.strip_prefix(';').unwrap_or(rest).strip_prefix('/') {
        Some(rest) if letters > 2 => Some((scheme_meant(scheme)?, rest.trim_start_matches('/'))),
        _ => Some(("http", text)),
    }
}

fn is_scheme(text: &str) -> bool {
    !text.contains('.') && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-'))
}

/// `htpps`, `ttp` and `hhh` can only mean one thing; `javascript`, `data` and `ftp` mean what they say.
fn scheme_meant(scheme: &str) -> Option<&'static str> {
    let scheme = scheme.to_ascii_lowercase();
    let typed = !scheme.is_empty() && scheme.bytes().all(|b| matches!(b, b'h' | b't' | b'p' | b's'));
    typed.then_some(if scheme.contains('s') { "https" } else { "http" })
}

fn is_host(host: &str) -> bool {
    let labels: Vec<&str> = host.split('.').collect();
    let label = |label: &&str| {
        !label.is_empty() && label.len() <= 63 && label.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
    };
    let last = labels.last().copied().unwrap_or_default();
    labels.len() > 1 && labels.iter().all(label) && last.len() > 1 && last.chars().all(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_mended_where_the_intention_is_plain() {
        for (raw, meant) in [
            ("https://example.jp/a?b=c", "https://example.jp/a?b=c"),
            ("HTTP://Example.JP/Path", "http://example.jp/Path"),
            ("www.momo.or.jp/", "http://www.momo.or.jp/"),
            ("tsumie.com", "http://tsumie.com"),
            (":https://example.org", "https://example.org"),
            ("htpps://example.info", "https://example.info"),
            ("https:/www.example.or.jp", "https://www.example.or.jp"),
            ("http//example.jp/x", "http://example.jp/x"),
            ("http;//example.jp", "http://example.jp"),
            ("example.jp:8080/x", "http://example.jp:8080/x"),
        ] {
            assert_eq!(url(raw).as_deref(), Some(meant), "{raw}");
        }
    }

    #[test]
    fn what_is_no_web_address_is_not_made_one() {
        for raw in [
            "javascript:alert(1)",
            "data:text/html,x",
            "ftp://example.jp",
            "ホームページ",
            "a\"b.jp",
            "12.34",
            "http://",
        ] {
            assert_eq!(url(raw), None, "{raw}");
        }
        assert_eq!(url("javascript:alert.jp/x"), None);
        assert_eq!(url("http://user@example.jp/"), None);
    }

    #[test]
    fn a_mail_address_is_known() {
        assert_eq!(email("Aoi5@m5.cty-net.ne.jp").as_deref(), Some("aoi5@m5.cty-net.ne.jp"));
        assert_eq!(email("mailto:a@example.jp").as_deref(), Some("a@example.jp"));
        assert_eq!(email("@example.jp"), None);
        assert_eq!(email("https://example.jp/@a"), None);
    }
}
