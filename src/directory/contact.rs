//! How somebody is reached (連絡先), as people type it.

use kyoten_text::normalize;
use kyoten_text::phone::PhoneNumber;

/// A text that is no telephone number of Japan.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("「{0}」は電話番号として読めません。")]
pub struct NotAPhone(pub String);

/// A telephone number with hyphens; nothing for an empty field.
pub fn phone(text: &str) -> Result<Option<String>, NotAPhone> {
    let plain = text.trim();
    if plain.is_empty() {
        return Ok(None);
    }
    // Numbers of examples and of the demo, which ring nowhere.
    if plain.starts_with("0000-") && plain.len() == 12 && plain.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
        return Ok(Some(plain.to_owned()));
    }
    PhoneNumber::parse(text)
        .map(|number| Some(number.formatted().to_owned()))
        .map_err(|_| NotAPhone(normalize::display_line(text)))
}

/// Whether this can be a mail address: plain characters, somebody at some host.
pub fn is_mail(text: &str) -> bool {
    let shape = text.split_once('@').is_some_and(|(who, host)| {
        !who.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
    });
    let plain = text.bytes().all(|b| b.is_ascii_graphic() && !b"<>\"(),;:\\".contains(&b));
    shape && plain && text.len() <= 254 && text.matches('@').count() == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_and_examples_ring_nowhere() {
        assert_eq!(phone(" ０３ー５２７３ー３８８１ "), Ok(Some("03-5273-3881".to_owned())));
        assert_eq!(phone("0000-22-0100"), Ok(Some("0000-22-0100".to_owned())));
        assert_eq!(phone(" "), Ok(None));
        assert_eq!(phone("内線12"), Err(NotAPhone("内線12".to_owned())));
    }

    #[test]
    fn a_mail_address_has_somebody_and_a_host() {
        assert!(is_mail("hanako+home@mail.example.jp"));
        for text in [
            "",
            "hanako",
            "@example.jp",
            "a@b",
            "a@b.",
            "a b@example.jp",
            "a@b@example.jp",
            "花子@example.jp",
            "a@example.jp\r\nBcc:x",
        ] {
            assert!(!is_mail(text), "{text:?}");
        }
    }
}
