//! Talking to a mail server (SMTP, RFC 5321), one mail in one connection.

mod lines;
#[cfg(test)]
mod tests;

use std::future::Future;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::Duration;

use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use tokio::net::TcpStream;
use tokio::time::timeout;

use self::lines::Lines;
use super::mail::address;
use super::{EmailAddress, Trouble};
use crate::platform::config::{SmtpSecurity, SmtpSettings};
use crate::platform::start::Refusal;
use crate::platform::web::{Phrase, Words};

/// How far a conversation with the server came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Finding the server by its name.
    Server,
    /// Connecting, greeting.
    Connection,
    /// Encrypting.
    Tls,
    /// Signing in.
    Login,
    /// Naming the sender.
    Sender,
    /// Naming the recipient.
    Recipient,
    /// Handing over the mail.
    Content,
}

impl Stage {
    /// All of them, in order.
    pub const ALL: [Self; 7] =
        [Self::Server, Self::Connection, Self::Tls, Self::Login, Self::Sender, Self::Recipient, Self::Content];

    /// In words.
    pub fn words(self, t: Words) -> Phrase {
        match self {
            Self::Server => t.mail_stage_server(),
            Self::Connection => t.mail_stage_connection(),
            Self::Tls => t.mail_stage_tls(),
            Self::Login => t.mail_stage_login(),
            Self::Sender => t.mail_stage_sender(),
            Self::Recipient => t.mail_stage_recipient(),
            Self::Content => t.mail_stage_content(),
        }
    }
}

/// The server did not take the mail, as far as is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// What went wrong.
    pub trouble: Trouble,
    /// Where.
    pub stage: Stage,
    /// The server's own words, or the system's.
    pub says: String,
}

impl Refused {
    /// The whole mail was handed over and no answer came: the server may have taken it.
    pub fn may_have_arrived(&self) -> bool {
        self.stage == Stage::Content && matches!(self.trouble, Trouble::TooSlow | Trouble::Cut)
    }
}

/// The server has taken the mail.
pub struct Accepted {
    /// The server's own words: often the number under which it queued the mail.
    pub says: String,
    connection: AsyncSmtpConnection,
}

/// A server may look through a mail before it answers; RFC 5321 asks for ten minutes of patience (4.5.3.2.6).
const PATIENCE_FOR_CONTENT: u32 = 5;

/// Politeness has its end.
const GOODBYE: Duration = Duration::from_secs(2);

/// Whoever sends mail for this hub.
#[derive(Clone)]
pub struct Mailer {
    settings: SmtpSettings,
    from: EmailAddress,
    hello: ClientId,
    tls: TlsParameters,
}

impl Mailer {
    /// A mailer with these settings; `site` is the name of the hub's site, by which it greets the server. Reads the files that
    /// the settings name, so that a mistake is told at the start.
    pub fn new(settings: &SmtpSettings, site: Option<&str>) -> Result<Self, Refusal> {
        let from = settings.from.clone();
        if let Some(path) = &settings.password_file {
            std::fs::read_to_string(path).map_err(|cause| cannot_read("smtp.password_file", path, &cause))?;
        }
        let mut tls = TlsParameters::builder(settings.host.clone());
        if let Some(path) = &settings.ca_file {
            let pem = std::fs::read_to_string(path).map_err(|cause| cannot_read("smtp.ca_file", path, &cause))?;
            let certificate = Certificate::from_pem(pem.as_bytes()).ok().filter(|_| pem.contains("BEGIN CERTIFICATE"));
            tls = tls.add_root_certificate(certificate.ok_or_else(|| no_certificate(path))?);
        }
        let tls = tls.build().map_err(|cause| {
            Refusal::new(format!("暗号化を準備できません({cause})。"), format!("TLS cannot be prepared ({cause})."))
        })?;
        let hello = ClientId::Domain(site.and_then(name_of).unwrap_or_else(|| from.domain()).to_owned());
        Ok(Self { settings: settings.clone(), hello, from, tls })
    }

    /// The address that mail comes from.
    pub fn from(&self) -> &EmailAddress {
        &self.from
    }

    /// Hands a mail to the server.
    pub async fn deliver(&self, to: &EmailAddress, mail: &str) -> Result<Accepted, Refused> {
        let addresses = self.find().await?;
        let mut smtp = self.connect(&addresses).await?;
        self.sign_in(&mut smtp).await?;
        let patience = self.settings.timeout;
        ask(Stage::Sender, patience, smtp.command(Mail::new(Some(address(&self.from)), Vec::new()))).await?;
        ask(Stage::Recipient, patience, smtp.command(Rcpt::new(address(to), Vec::new()))).await?;
        // Before the text was handed over, nothing can have arrived.
        ask(Stage::Content, patience, smtp.command(Data)).await.map_err(|refused| Refused {
            stage: if refused.may_have_arrived() { Stage::Recipient } else { refused.stage },
            ..refused
        })?;
        let patience = patience * PATIENCE_FOR_CONTENT;
        let answer = ask(Stage::Content, patience, smtp.message(mail.as_bytes())).await?;
        Ok(Accepted { says: spoken(&answer.message().collect::<Vec<_>>().join(" ")), connection: smtp })
    }

    async fn find(&self) -> Result<Vec<SocketAddr>, Refused> {
        let (host, port) = (self.settings.host.as_str(), self.settings.port);
        let found = timeout(self.settings.connect_timeout, tokio::net::lookup_host((host, port))).await;
        let mut addresses: Vec<SocketAddr> = match found {
            Ok(Ok(addresses)) => addresses.collect(),
            Ok(Err(cause)) => return Err(refused(Trouble::NoServer, Stage::Server, &cause)),
            Err(_) => return Err(refused(Trouble::NoServer, Stage::Server, &"no answer from the name server")),
        };
        if self.settings.security == SmtpSecurity::None {
            // Whatever the name means today: in the clear only to this machine.
            addresses.retain(|address| address.ip().is_loopback());
        }
        if addresses.is_empty() { Err(refused(Trouble::NoServer, Stage::Server, &"no address")) } else { Ok(addresses) }
    }

    async fn connect(&self, addresses: &[SocketAddr]) -> Result<AsyncSmtpConnection, Refused> {
        let (patience, hello) = (self.settings.timeout, &self.hello);
        if self.settings.security == SmtpSecurity::Tls {
            let wait = Some(self.settings.connect_timeout);
            let tls = Some(self.tls.clone());
            let connecting = AsyncSmtpConnection::connect_tokio1(addresses, wait, hello, tls, None);
            return ask(Stage::Connection, patience + self.settings.connect_timeout, connecting).await;
        }
        let stream = match timeout(self.settings.connect_timeout, TcpStream::connect(addresses)).await {
            Ok(Ok(stream)) => stream,
            Ok(Err(cause)) => return Err(refused(Trouble::NoConnection, Stage::Connection, &cause)),
            Err(_) => return Err(refused(Trouble::NoConnection, Stage::Connection, &"no answer")),
        };
        let greeting = AsyncSmtpConnection::connect_with_transport(Box::new(Lines::new(stream)), hello);
        let mut smtp = ask(Stage::Connection, patience, greeting).await?;
        if self.settings.security == SmtpSecurity::StartTls {
            if !smtp.can_starttls() {
                return Err(refused(Trouble::NoTls, Stage::Tls, &"STARTTLS is not offered"));
            }
            ask(Stage::Tls, patience, smtp.starttls(self.tls.clone(), hello)).await?;
        }
        Ok(smtp)
    }

    async fn sign_in(&self, smtp: &mut AsyncSmtpConnection) -> Result<(), Refused> {
        let Some(path) = &self.settings.password_file else { return Ok(()) };
        let read = tokio::fs::read_to_string(path).await;
        let password = read.map_err(|cause| refused(Trouble::Password, Stage::Login, &cause))?;
        let password = password.trim_end_matches(['\r', '\n']).to_owned();
        let credentials = Credentials::new(self.settings.user.clone(), password);
        let ways = [Mechanism::Plain, Mechanism::Login];
        ask(Stage::Login, self.settings.timeout, smtp.auth(&ways, &credentials)).await.map(|_| ())
    }
}

/// The name in `kyoten.example.jp:8443`; a number is no name by which one greets.
fn name_of(host: &str) -> Option<&str> {
    let name = host.split(':').next()?;
    let top = name.rsplit_once('.').map(|(_, top)| top)?;
    top.bytes().any(|byte| byte.is_ascii_alphabetic()).then_some(name).filter(|name| name.is_ascii())
}

impl Accepted {
    /// Takes leave of the server, without making anybody wait.
    pub fn goodbye(mut self) {
        tokio::spawn(async move { timeout(GOODBYE, self.connection.quit()).await });
    }
}

async fn ask<T>(
    stage: Stage,
    patience: Duration,
    question: impl Future<Output = Result<T, SmtpError>>,
) -> Result<T, Refused> {
    match timeout(patience, question).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) => Err(refused(trouble(stage, &error), at(stage, &error), &error)),
        Err(_) => Err(refused(Trouble::TooSlow, stage, &format_args!("no answer for {} s", patience.as_secs()))),
    }
}

/// What an error at a stage means for us.
fn trouble(stage: Stage, error: &SmtpError) -> Trouble {
    if error.is_transient() {
        return Trouble::Later;
    }
    if error.is_permanent() {
        let code = error.status().map(|code| code.to_string()).unwrap_or_default();
        return match stage {
            Stage::Server | Stage::Connection => Trouble::TurnedAway,
            Stage::Tls => Trouble::NoTls,
            Stage::Login => Trouble::Login,
            Stage::Sender => Trouble::Sender,
            // “Authentication required”, “relay access denied”: our mistake, not the recipient's address.
            // Many servers look at the sender only now.
            Stage::Recipient if [" 5.1.7", " 5.1.8"].iter().any(|status| error.to_string().contains(status)) => {
                Trouble::Sender
            }
            Stage::Recipient if code == "530" || error.to_string().contains(" 5.7.") => Trouble::Relay,
            Stage::Recipient => Trouble::Recipient,
            Stage::Content => Trouble::Content,
        };
    }
    if error.is_client() && stage == Stage::Login {
        return Trouble::NoLogin;
    }
    match io_error(error) {
        Some(ErrorKind::TimedOut) => Trouble::TooSlow,
        Some(
            ErrorKind::ConnectionRefused
            | ErrorKind::HostUnreachable
            | ErrorKind::NetworkUnreachable
            | ErrorKind::AddrNotAvailable,
        ) => Trouble::NoConnection,
        _ if stage == Stage::Tls || is_about_tls(error) => Trouble::BadTls,
        _ => Trouble::Cut,
    }
}

/// In a connection that is encrypted from the first byte, TLS is part of connecting.
fn at(stage: Stage, error: &SmtpError) -> Stage {
    if stage == Stage::Connection && trouble(stage, error) == Trouble::BadTls { Stage::Tls } else { stage }
}

fn io_error(error: &SmtpError) -> Option<ErrorKind> {
    io_errors(error).next().map(std::io::Error::kind)
}

/// A certificate that cannot be verified, or another side that speaks no TLS.
fn is_about_tls(error: &SmtpError) -> bool {
    io_errors(error).any(|io| io.get_ref().is_some_and(|inner| inner.is::<tokio_rustls::rustls::Error>()))
}

fn io_errors(error: &SmtpError) -> impl Iterator<Item = &std::io::Error> {
    let first = std::error::Error::source(error);
    std::iter::successors(first, |cause| cause.source()).filter_map(|cause| cause.downcast_ref())
}

fn refused(trouble: Trouble, stage: Stage, says: &dyn std::fmt::Display) -> Refused {
    Refused { trouble, stage, says: spoken(&says.to_string()) }
}

/// A server's words, fit to be kept and shown.
fn spoken(words: &str) -> String {
    super::template::cut(&kyoten_text::normalize::display_line(words), 300)
}

fn cannot_read(setting: &str, path: &std::path::Path, cause: &std::io::Error) -> Refusal {
    let path = path.display();
    Refusal::new(
        format!("{setting} の {path} を読めません({cause})。場所と読み取りの許可を確かめてください。"),
        format!("{path} of {setting} cannot be read ({cause}): check its path and permissions."),
    )
}

fn no_certificate(path: &std::path::Path) -> Refusal {
    let path = path.display();
    Refusal::new(
        format!("smtp.ca_file の {path} に証明書(PEM)がありません。"),
        format!("{path} of smtp.ca_file holds no certificate (PEM)."),
    )
}
