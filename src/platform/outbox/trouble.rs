//! What went wrong on the way (つまずき), and what a person can do about it.

use crate::platform::web::{Phrase, Words};

/// Why an attempt failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Trouble {
    /// The name of the mail server is not known.
    NoServer,
    /// Nobody answers there.
    NoConnection,
    /// No answer in time.
    TooSlow,
    /// The connection ended in the middle, or what came was no SMTP.
    Cut,
    /// The server offers no encryption.
    NoTls,
    /// The server's certificate cannot be verified, or the handshake failed.
    BadTls,
    /// The server does not want to talk to this machine.
    TurnedAway,
    /// No way of signing in that both sides know.
    NoLogin,
    /// Name or password are wrong.
    Login,
    /// The password file cannot be read.
    Password,
    /// The server refused the sender.
    Sender,
    /// The server does not pass mail on for us.
    Relay,
    /// The server refused the recipient for good: it bounced.
    Recipient,
    /// The server refused the mail itself for good: it bounced.
    Content,
    /// The server asks to come back later (4xx).
    Later,
    /// This version of the program cannot write it.
    Unwritten,
    /// The program ended in the middle of sending.
    Interrupted,
    /// No mail server is set: a letter takes its place.
    NoMailHere,
    /// Its one-time links were void before it could be sent or printed.
    Expired,
}

impl Trouble {
    /// Every trouble.
    pub const ALL: [Self; 19] = [
        Self::NoServer,
        Self::NoConnection,
        Self::TooSlow,
        Self::Cut,
        Self::NoTls,
        Self::BadTls,
        Self::TurnedAway,
        Self::NoLogin,
        Self::Login,
        Self::Password,
        Self::Sender,
        Self::Relay,
        Self::Recipient,
        Self::Content,
        Self::Later,
        Self::Unwritten,
        Self::Interrupted,
        Self::NoMailHere,
        Self::Expired,
    ];

    /// As the database and the log write it.
    pub fn code(self) -> &'static str {
        match self {
            Self::NoServer => "no_server",
            Self::NoConnection => "no_connection",
            Self::TooSlow => "too_slow",
            Self::Cut => "cut",
            Self::NoTls => "no_tls",
            Self::BadTls => "bad_tls",
            Self::TurnedAway => "turned_away",
            Self::NoLogin => "no_login",
            Self::Login => "login",
            Self::Password => "password",
            Self::Sender => "sender",
            Self::Relay => "relay",
            Self::Recipient => "recipient",
            Self::Content => "content",
            Self::Later => "later",
            Self::Unwritten => "unwritten",
            Self::Interrupted => "interrupted",
            Self::NoMailHere => "no_mail_here",
            Self::Expired => "expired",
        }
    }

    /// The trouble with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|trouble| trouble.code() == code)
    }

    /// Whether another try is senseless: the recipient's side said no for good.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Recipient | Self::Content)
    }

    /// What happened and what to do.
    pub fn words(self, t: Words) -> Phrase {
        match self {
            Self::NoServer => t.mail_trouble_no_server(),
            Self::NoConnection => t.mail_trouble_no_connection(),
            Self::TooSlow => t.mail_trouble_too_slow(),
            Self::Cut => t.mail_trouble_cut(),
            Self::NoTls => t.mail_trouble_no_tls(),
            Self::BadTls => t.mail_trouble_bad_tls(),
            Self::TurnedAway => t.mail_trouble_turned_away(),
            Self::NoLogin => t.mail_trouble_no_login(),
            Self::Login => t.mail_trouble_login(),
            Self::Password => t.mail_trouble_password(),
            Self::Sender => t.mail_trouble_sender(),
            Self::Relay => t.mail_trouble_relay(),
            Self::Recipient => t.mail_trouble_recipient(),
            Self::Content => t.mail_trouble_content(),
            Self::Later => t.mail_trouble_later(),
            Self::Unwritten => t.mail_trouble_unwritten(),
            Self::Interrupted => t.mail_trouble_interrupted(),
            Self::NoMailHere => t.mail_trouble_no_mail_here(),
            Self::Expired => t.mail_trouble_expired(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::web::Language;

    #[test]
    fn every_trouble_has_its_code_and_says_in_every_language_what_to_do() {
        for trouble in Trouble::ALL {
            assert_eq!(Trouble::from_code(trouble.code()), Some(trouble));
            for language in Language::ALL {
                assert!(trouble.words(Words::new(language)).plain().chars().count() > 20, "{trouble:?}");
            }
        }
        assert_eq!(Trouble::from_code(""), None);
    }
}
