use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::Arc;

use rcgen::{CertifiedKey, generate_simple_self_signed};
use tokio::task::JoinSet;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use super::*;
use crate::sim::mail_server::{MailServer, Mood, Point, Setup};

const MAIL: &str = "Subject: x\r\n\r\n.one dot\r\n";

/// A certificate of this test's own, for a name, and the file by which it is trusted.
struct Authority {
    server: Arc<ServerConfig>,
    folder: tempfile::TempDir,
}

impl Authority {
    fn for_name(name: &str) -> Self {
        let CertifiedKey { cert, signing_key } = generate_simple_self_signed(vec![name.to_owned()]).unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("ca.pem"), cert.pem()).unwrap();
        std::fs::write(folder.path().join("password"), "p@ss wörd\n").unwrap();
        let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
        let server = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key)
            .unwrap();
        Self { server: Arc::new(server), folder }
    }

    fn file(&self, name: &str) -> Option<PathBuf> {
        Some(self.folder.path().join(name))
    }
}

fn settings(server: &MailServer, security: SmtpSecurity) -> SmtpSettings {
    let settings = SmtpSettings::on_this_machine(server.address().port(), "kyoten@example.jp".parse().unwrap());
    match security {
        SmtpSecurity::None => settings,
        _ => SmtpSettings { host: "localhost".to_owned(), security, ..settings },
    }
}

async fn deliver(settings: &SmtpSettings) -> Result<String, Refused> {
    let mailer = Mailer::new(settings, Some("hub.example.jp:8443")).unwrap();
    let accepted = mailer.deliver(&"taro@example.jp".parse().unwrap(), MAIL).await?;
    let says = accepted.says.clone();
    accepted.goodbye();
    Ok(says)
}

async fn plain() -> (MailServer, SmtpSettings) {
    let server = MailServer::start(Setup::default()).await.unwrap();
    let settings = settings(&server, SmtpSecurity::None);
    (server, settings)
}

#[tokio::test]
async fn a_mail_arrives_as_it_was_sent() {
    let (server, settings) = plain().await;
    assert_eq!(deliver(&settings).await.unwrap(), "2.0.0 taken as 1");
    let [received] = &server.received()[..] else { panic!("one mail") };
    assert_eq!((received.from.as_str(), received.to.as_str()), ("kyoten@example.jp", "taro@example.jp"));
    assert!(received.text.starts_with(MAIL), "dots and all: {:?}", received.text);
    assert_eq!(received.hello, "hub.example.jp");
    assert!(!received.encrypted);
}

#[tokio::test]
async fn with_a_certificate_that_is_trusted_mail_goes_encrypted_and_signed_in() {
    let authority = Authority::for_name("localhost");
    for (security, encrypted_at_once) in [(SmtpSecurity::StartTls, false), (SmtpSecurity::Tls, true)] {
        let login = Some(("hub".to_owned(), "p@ss wörd".to_owned()));
        let setup = Setup { tls: Some(Arc::clone(&authority.server)), encrypted_at_once, login, ..Setup::default() };
        let server = MailServer::start(setup).await.unwrap();
        let (ca_file, password_file) = (authority.file("ca.pem"), authority.file("password"));
        let settings = SmtpSettings { ca_file, password_file, user: "hub".into(), ..settings(&server, security) };
        deliver(&settings).await.unwrap();
        let received = server.received();
        assert!(received[0].encrypted, "{security:?}");
        assert_eq!(received[0].login.as_deref(), Some("hub"));
    }
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_or_for_another_name_is_refused() {
    let (ours, other) = (Authority::for_name("localhost"), Authority::for_name("mail.example.jp"));
    for (security, encrypted_at_once) in [(SmtpSecurity::StartTls, false), (SmtpSecurity::Tls, true)] {
        for (shown, trusted) in [(&ours, None), (&ours, other.file("ca.pem")), (&other, other.file("ca.pem"))] {
            let tls = Some(Arc::clone(&shown.server));
            let server = MailServer::start(Setup { tls, encrypted_at_once, ..Setup::default() }).await.unwrap();
            let settings = SmtpSettings { ca_file: trusted, ..settings(&server, security) };
            let refused = deliver(&settings).await.unwrap_err();
            assert_eq!((refused.trouble, refused.stage), (Trouble::BadTls, Stage::Tls), "{refused:?}");
            assert!(refused.says.contains("certificate"), "{refused:?}");
            assert!(server.received().is_empty());
        }
    }
}

#[tokio::test]
async fn nothing_is_sent_in_the_clear_when_the_server_offers_no_encryption() {
    let authority = Authority::for_name("localhost");
    let login = Some(("hub".to_owned(), "p@ss wörd".to_owned()));
    let server = MailServer::start(Setup { login, ..Setup::default() }).await.unwrap();
    let password_file = authority.file("password");
    let with_login = |security| SmtpSettings {
        user: "hub".into(),
        password_file: password_file.clone(),
        ..settings(&server, security)
    };
    let refused = deliver(&with_login(SmtpSecurity::StartTls)).await.unwrap_err();
    assert_eq!((refused.trouble, refused.stage), (Trouble::NoTls, Stage::Tls));
    let refused = deliver(&with_login(SmtpSecurity::Tls)).await.unwrap_err();
    assert_eq!((refused.trouble, refused.stage), (Trouble::BadTls, Stage::Tls), "a server that speaks no TLS");
    assert!(server.received().is_empty());
    deliver(&with_login(SmtpSecurity::None)).await.expect("the control: this server takes it in the clear");
}

#[tokio::test]
async fn a_line_that_somebody_put_between_the_clear_and_the_encrypted_part_breaks_the_connection() {
    let authority = Authority::for_name("localhost");
    let tls = Some(Arc::clone(&authority.server));
    let server = MailServer::start(Setup { tls, ..Setup::default() }).await.unwrap();
    server.will_be([Mood::IsInjected]);
    let settings = SmtpSettings { ca_file: authority.file("ca.pem"), ..settings(&server, SmtpSecurity::StartTls) };
    let refused = deliver(&settings).await.unwrap_err();
    assert_eq!((refused.trouble, refused.stage), (Trouble::BadTls, Stage::Tls), "{refused:?}");
    assert!(server.received().is_empty());
    deliver(&settings).await.unwrap();
}

#[tokio::test]
async fn a_refusal_means_something_else_at_every_point() {
    use Point::*;
    let (server, settings) = plain().await;
    for (point, answer, trouble, stage) in [
        (Greeting, "554 5.7.1 go away", Trouble::TurnedAway, Stage::Connection),
        (Greeting, "421 busy", Trouble::Later, Stage::Connection),
        (Greeting, "HTTP/1.1 400 Bad Request", Trouble::Cut, Stage::Connection),
        (Hello, "550 who?", Trouble::TurnedAway, Stage::Connection),
        (Sender, "553 5.1.8 not yours", Trouble::Sender, Stage::Sender),
        (Sender, "451 later", Trouble::Later, Stage::Sender),
        (Recipient, "550 5.1.1 no such user", Trouble::Recipient, Stage::Recipient),
        (Recipient, "550 5.1.8 sender's domain not found", Trouble::Sender, Stage::Recipient),
        (Recipient, "550 5.7.1 relaying denied", Trouble::Relay, Stage::Recipient),
        (Recipient, "530 sign in first", Trouble::Relay, Stage::Recipient),
        (Recipient, "450 4.2.0 greylisted", Trouble::Later, Stage::Recipient),
        (Data, "554 no", Trouble::Content, Stage::Content),
        (Data, "451 later", Trouble::Later, Stage::Content),
        (Content, "554 5.7.1 looks like spam", Trouble::Content, Stage::Content),
        (Content, "452 4.3.1 full", Trouble::Later, Stage::Content),
    ] {
        server.will_be([Mood::Says(point, answer)]);
        let refused = deliver(&settings).await.unwrap_err();
        assert_eq!((refused.trouble, refused.stage), (trouble, stage), "{point:?} {answer}: {refused:?}");
        assert!(!refused.may_have_arrived(), "{point:?} {answer}");
        let words = answer.split_once(' ').unwrap().1;
        assert!(refused.says.contains(words) || trouble == Trouble::Cut, "{refused:?}");
    }
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn a_server_that_falls_silent_or_hangs_up_is_left_and_only_at_the_end_may_the_mail_have_arrived() {
    use Point::*;
    let mut all = JoinSet::new();
    for point in [Greeting, Hello, Sender, Recipient, Data, Content] {
        all.spawn(async move {
            let (server, settings) = plain().await;
            let settings = SmtpSettings { timeout: Duration::from_secs(1), ..settings };
            server.will_be([Mood::Hangs(point), Mood::Cuts(point)]);
            for trouble in [Trouble::TooSlow, Trouble::Cut] {
                let refused = deliver(&settings).await.unwrap_err();
                assert_eq!(refused.trouble, trouble, "{point:?}: {refused:?}");
                assert_eq!(refused.may_have_arrived(), point == Content, "{point:?}: {refused:?}");
            }
            assert!(server.received().is_empty());
        });
    }
    all.join_all().await;
    let (server, settings) = plain().await;
    server.will_be([Mood::TakesAndCuts]);
    assert!(deliver(&settings).await.unwrap_err().may_have_arrived());
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn a_server_that_talks_without_end_is_left() {
    let (server, settings) = plain().await;
    server.will_be([Mood::TalksWithoutEnd]);
    let refused = deliver(&settings).await.unwrap_err();
    assert_eq!((refused.trouble, refused.stage), (Trouble::Cut, Stage::Connection), "{refused:?}");
    assert!(refused.says.contains("too large"), "{refused:?}");
}

#[test]
fn a_server_is_greeted_by_a_name_and_never_by_a_number() {
    assert_eq!(name_of("hub.example.jp:8443"), Some("hub.example.jp"));
    for number in ["192.0.2.1", "192.0.2.1:8080", "[2001:db8::1]:443", "localhost", "拠点.example.jp"] {
        assert_eq!(name_of(number), None, "{number}");
    }
}

#[tokio::test]
async fn a_login_that_does_not_work_is_our_mistake_and_said_so() {
    let authority = Authority::for_name("localhost");
    let login = Some(("hub".to_owned(), "another".to_owned()));
    let server = MailServer::start(Setup { login, ..Setup::default() }).await.unwrap();
    let none = settings(&server, SmtpSecurity::None);
    let wrong = SmtpSettings { user: "hub".into(), password_file: authority.file("password"), ..none.clone() };
    let refused = deliver(&wrong).await.unwrap_err();
    assert_eq!((refused.trouble, refused.stage), (Trouble::Login, Stage::Login));
    let refused = deliver(&none).await.unwrap_err();
    assert_eq!((refused.trouble, refused.stage), (Trouble::Sender, Stage::Sender), "nobody signed in");

    let mailer = Mailer::new(&wrong, None).unwrap();
    std::fs::remove_file(authority.folder.path().join("password")).unwrap();
    let refused = mailer.deliver(&"taro@example.jp".parse().unwrap(), MAIL).await.err().unwrap();
    assert_eq!((refused.trouble, refused.stage), (Trouble::Password, Stage::Login));

    let (_open, settings) = plain().await;
    std::fs::write(authority.folder.path().join("password"), "x").unwrap();
    let settings = SmtpSettings { user: "hub".into(), password_file: authority.file("password"), ..settings };
    assert_eq!(deliver(&settings).await.unwrap_err().trouble, Trouble::NoLogin);
}

#[tokio::test]
async fn a_server_that_is_not_there_is_told_apart_from_a_name_that_is_wrong() {
    let (server, settings) = plain().await;
    drop(server);
    let refused = deliver(&settings).await.unwrap_err();
    assert_eq!((refused.trouble, refused.stage), (Trouble::NoConnection, Stage::Connection), "{refused:?}");
    let wrong = SmtpSettings { host: "mail.invalid".into(), connect_timeout: Duration::from_secs(1), ..settings };
    let refused = deliver(&wrong).await.unwrap_err();
    assert_eq!((refused.trouble, refused.stage), (Trouble::NoServer, Stage::Server), "{refused:?}");
}

#[tokio::test]
async fn in_the_clear_only_this_machine_is_spoken_to_whatever_its_name_means() {
    let (_server, settings) = plain().await;
    // A literal that is not this machine; the settings refuse it before, and so does the mailer.
    let elsewhere = SmtpSettings { host: Ipv4Addr::new(192, 0, 2, 1).to_string(), ..settings };
    let refused = deliver(&elsewhere).await.unwrap_err();
    assert_eq!((refused.trouble, refused.stage), (Trouble::NoServer, Stage::Server));
}

#[test]
fn files_that_cannot_be_read_are_told_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (_server, settings) = runtime.block_on(plain());
    let missing = Some(folder.path().join("missing"));
    let refusal = Mailer::new(&SmtpSettings { ca_file: missing.clone(), ..settings.clone() }, None).err().unwrap();
    assert!(refusal.english.contains("smtp.ca_file") && refusal.japanese.contains("missing"), "{refusal}");
    let refusal = Mailer::new(&SmtpSettings { password_file: missing, ..settings.clone() }, None).err().unwrap();
    assert!(refusal.english.contains("smtp.password_file"), "{refusal}");
    std::fs::write(folder.path().join("empty.pem"), "nothing").unwrap();
    let empty = Some(folder.path().join("empty.pem"));
    let refusal = Mailer::new(&SmtpSettings { ca_file: empty, ..settings }, None).err().unwrap();
    assert!(refusal.english.contains("holds no certificate"), "{refusal}");
}
