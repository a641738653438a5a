//! The settings of the mail server.

use std::net::IpAddr;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use crate::platform::outbox::EmailAddress;
use crate::platform::start::Refusal;

/// The server that sends mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmtpSettings {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is encrypted.
    pub security: SmtpSecurity,
    /// The address that mail comes from.
    pub from: EmailAddress,
    /// The name to sign in with; empty: nobody signs in.
    pub user: String,
    /// The file of the password.
    pub password_file: Option<PathBuf>,
    /// The authority that signed its certificate, beside those that the system knows.
    pub ca_file: Option<PathBuf>,
    /// How long to wait for a connection.
    pub connect_timeout: Duration,
    /// How long to wait for an answer.
    pub timeout: Duration,
}

/// How the connection to the mail server is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmtpSecurity {
    /// Begins in the clear and goes on encrypted; refused when the server does not offer it.
    StartTls,
    /// Encrypted from the first byte.
    Tls,
    /// In the clear: only to this machine itself.
    None,
}

impl FromStr for SmtpSecurity {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "starttls" => Ok(Self::StartTls),
            "tls" => Ok(Self::Tls),
            "none" => Ok(Self::None),
            other => Err(other.to_owned()),
        }
    }
}

/// A server, and nobody who sends.
pub(super) fn no_sender() -> Refusal {
    Refusal::new(
        "smtp.host があるのに smtp.from がありません。差出人のアドレスを書いてください。例: smtp.from = \"kyoten@example.jp\"",
        "smtp.host is set but smtp.from is not: say which address mail comes from. Example: smtp.from = \"kyoten@example.jp\"",
    )
}

impl SmtpSettings {
    /// A server on this machine that everybody here may use: for tests and drills.
    pub fn on_this_machine(port: u16, from: EmailAddress) -> Self {
        Self {
            host: "127.0.0.1".to_owned(),
            port,
            security: SmtpSecurity::None,
            from,
            user: String::new(),
            password_file: None,
            ca_file: None,
            connect_timeout: Duration::from_secs(5),
            timeout: Duration::from_secs(10),
        }
    }

    /// What does not fit together.
    pub(super) fn contradictions(&self) -> Vec<Refusal> {
        let mut wrong = Vec::new();
        if self.security == SmtpSecurity::None && !self.is_this_machine() {
            wrong.push(Refusal::new(
                format!(
                    "smtp.security = \"none\" は、このコンピューターの中のメールサーバー(127.0.0.1、localhost)にだけ使えます。{} には starttls か tls を使ってください。",
                    self.host
                ),
                format!(
                    "smtp.security = \"none\" is for a mail server on this machine (127.0.0.1, localhost) only: use starttls or tls for {}.",
                    self.host
                ),
            ));
        }
        if self.user.is_empty() != self.password_file.is_none() {
            wrong.push(Refusal::new(
                "smtp.user と smtp.password_file は、両方書くか、どちらも書かないでください。",
                "smtp.user and smtp.password_file go together: set both or neither.",
            ));
        }
        wrong
    }

    fn is_this_machine(&self) -> bool {
        self.host.eq_ignore_ascii_case("localhost") || self.host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    }
}
