//! An invented mail server (SMTP) on this machine: it takes mail like a real one, and has every mood that real ones have. For
//! tests and drills.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use tokio::io::{AsyncBufRead, AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;

/// A mail server that runs until it is dropped.
pub struct MailServer {
    address: SocketAddr,
    state: Arc<State>,
    task: JoinHandle<()>,
}

/// How it is set up.
#[derive(Clone, Default)]
pub struct Setup {
    /// Its certificate and key; without them it offers no encryption.
    pub tls: Option<Arc<ServerConfig>>,
    /// Encrypted from the first byte, instead of by STARTTLS.
    pub encrypted_at_once: bool,
    /// The only name and password that may send; without them everybody may.
    pub login: Option<(String, String)>,
    /// How long it looks at a mail before it takes it.
    pub delay: Duration,
}

/// A point in the conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Point {
    /// Instead of the greeting.
    Greeting,
    /// Instead of the answer to EHLO.
    Hello,
    /// Instead of the answer to STARTTLS.
    StartTls,
    /// Instead of the answer to AUTH.
    Login,
    /// Instead of the answer to MAIL FROM.
    Sender,
    /// Instead of the answer to RCPT TO.
    Recipient,
    /// Instead of the answer to DATA.
    Data,
    /// Instead of the answer to the text.
    Content,
}

/// What it does in one conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mood {
    /// Takes the mail.
    Good,
    /// Answers so at this point: `451 later`.
    Says(Point, &'static str),
    /// Says nothing more from this point on.
    Hangs(Point),
    /// Ends the connection at this point.
    Cuts(Point),
    /// Takes the mail and ends the connection before it says so.
    TakesAndCuts,
    /// Greets without end.
    TalksWithoutEnd,
    /// Somebody on the wire appends a line in the clear to the answer to STARTTLS.
    IsInjected,
}

/// A mail that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// The sender of the envelope.
    pub from: String,
    /// The recipient of the envelope.
    pub to: String,
    /// Everything between DATA and the dot.
    pub text: String,
    /// Whether it came encrypted.
    pub encrypted: bool,
    /// Who had signed in.
    pub login: Option<String>,
    /// The name in EHLO.
    pub hello: String,
}

struct State {
    setup: Setup,
    moods: Mutex<VecDeque<Mood>>,
    received: Mutex<Vec<Received>>,
    conversations: Mutex<Vec<JoinHandle<()>>>,
    /// In how many conversations it has fallen silent.
    silent: watch::Sender<usize>,
}

impl MailServer {
    /// Starts on a free port.
    pub async fn start(setup: Setup) -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let state = Arc::new(State {
            setup,
            moods: Mutex::default(),
            received: Mutex::default(),
            conversations: Mutex::default(),
            silent: watch::Sender::default(),
        });
        let task = tokio::spawn(accept(listener, Arc::clone(&state)));
        Ok(Self { address, state, task })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The moods of its next conversations, one each; then it is good again.
    pub fn will_be(&self, moods: impl IntoIterator<Item = Mood>) {
        lock(&self.state.moods).extend(moods);
    }

    /// Everything that it has taken, in order.
    pub fn received(&self) -> Vec<Received> {
        lock(&self.state.received).clone()
    }

    /// Waits until it has fallen silent ([`Mood::Hangs`]) in so many conversations.
    pub async fn silent(&self, conversations: usize) {
        // The sender lives as long as the server.
        let _ = self.state.silent.subscribe().wait_for(|silent| *silent >= conversations).await;
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.task.abort();
        for conversation in lock(&self.state.conversations).drain(..) {
            conversation.abort();
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn accept(listener: TcpListener, state: Arc<State>) {
    while let Ok((stream, _)) = listener.accept().await {
        let mood = lock(&state.moods).pop_front().unwrap_or(Mood::Good);
        let conversation = tokio::spawn(converse(stream, Arc::clone(&state), mood));
        let mut conversations = lock(&state.conversations);
        conversations.retain(|other| !other.is_finished());
        conversations.push(conversation);
    }
}

async fn converse(stream: TcpStream, state: Arc<State>, mood: Mood) {
    // Whoever hangs up ends the conversation: that is no event.
    let _ = greet(stream, &state, &mood).await;
}

async fn greet(stream: TcpStream, state: &State, mood: &Mood) -> std::io::Result<()> {
    let tls = state.setup.tls.clone();
    let mut talk = Talk { state, mood, encrypted: false, login: None, hello: String::new() };
    match tls {
        Some(tls) if state.setup.encrypted_at_once => {
            talk.encrypted = true;
            let mut stream = BufReader::new(TlsAcceptor::from(tls).accept(stream).await?);
            talk.greeting(&mut stream).await?;
            talk.on(&mut stream, false).await.map(drop)
        }
        tls => {
            let mut plain = BufReader::new(stream);
            talk.greeting(&mut plain).await?;
            let End::StartTls = talk.on(&mut plain, tls.is_some()).await? else { return Ok(()) };
            let Some(tls) = tls else { return Ok(()) };
            talk.encrypted = true;
            let mut stream = BufReader::new(TlsAcceptor::from(tls).accept(plain.into_inner()).await?);
            talk.on(&mut stream, false).await.map(drop)
        }
    }
}

#[derive(PartialEq, Eq)]
enum End {
    Quit,
    StartTls,
}

/// One conversation.
struct Talk<'a> {
    state: &'a State,
    mood: &'a Mood,
    encrypted: bool,
    login: Option<String>,
    hello: String,
}

/// Ends the conversation from within.
fn hung_up() -> std::io::Error {
    std::io::ErrorKind::ConnectionAborted.into()
}

impl Talk<'_> {
    async fn greeting(&self, stream: &mut (impl AsyncWrite + Unpin)) -> std::io::Result<()> {
        if *self.mood == Mood::TalksWithoutEnd {
            loop {
                stream.write_all(b"220-mail.example.jp\r\n").await?;
            }
        }
        self.answer(stream, Point::Greeting, "220 mail.example.jp ESMTP").await.map(drop)
    }

    /// Answers as the mood is. Says whether the answer was a good one.
    async fn answer(&self, stream: &mut (impl AsyncWrite + Unpin), at: Point, good: &str) -> std::io::Result<bool> {
        let answer = match self.mood {
            Mood::Says(point, answer) if *point == at => answer,
            Mood::Hangs(point) if *point == at => {
                self.state.silent.send_modify(|silent| *silent += 1);
                std::future::pending().await
            }
            Mood::Cuts(point) if *point == at => return Err(hung_up()),
            Mood::TakesAndCuts if at == Point::Content => return Err(hung_up()),
            Mood::IsInjected if at == Point::StartTls => "220 go ahead\r\n250 injected",
            _ => good,
        };
        stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
        stream.flush().await?;
        Ok(answer.starts_with(['2', '3']))
    }

    /// The commands of one connection, up to its end or to STARTTLS.
    async fn on<S>(&mut self, stream: &mut BufReader<S>, offers_tls: bool) -> std::io::Result<End>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let (mut from, mut to) = (String::new(), String::new());
        loop {
            let line = line(stream).await?;
            let word = line.split_whitespace().next().unwrap_or_default().to_ascii_uppercase();
            match word.as_str() {
                "EHLO" => {
                    self.hello = line[4..].trim().to_owned();
                    self.answer(stream, Point::Hello, &self.abilities(offers_tls)).await?;
                }
                "STARTTLS" if offers_tls => {
                    if self.answer(stream, Point::StartTls, "220 go ahead").await? {
                        return Ok(End::StartTls);
                    }
                }
                "AUTH" => self.auth(stream, &line).await?,
                "MAIL" => {
                    from = angled(&line);
                    let may = self.state.setup.login.is_none() || self.login.is_some();
                    let answer = if may { "250 ok" } else { "530 5.7.0 sign in first" };
                    self.answer(stream, Point::Sender, answer).await?;
                }
                "RCPT" => {
                    to = angled(&line);
                    self.answer(stream, Point::Recipient, "250 ok").await?;
                }
                "DATA" => {
                    if self.answer(stream, Point::Data, "354 go ahead").await? {
                        let text = text(stream).await?;
                        self.take(stream, &from, &to, text).await?;
                    }
                }
                "QUIT" => {
                    stream.write_all(b"221 bye\r\n").await?;
                    return Ok(End::Quit);
                }
                "NOOP" | "RSET" => stream.write_all(b"250 ok\r\n").await?,
                _ => stream.write_all(b"500 what?\r\n").await?,
            }
        }
    }

    fn abilities(&self, offers_tls: bool) -> String {
        let mut lines = vec!["mail.example.jp", "8BITMIME"];
        if offers_tls {
            lines.push("STARTTLS");
        }
        if self.state.setup.login.is_some() {
            lines.push("AUTH PLAIN LOGIN");
        }
        let last = lines.len() - 1;
        let line = |(at, line): (usize, &&str)| format!("250{}{line}", if at == last { ' ' } else { '-' });
        lines.iter().enumerate().map(line).collect::<Vec<_>>().join("\r\n")
    }

    /// AUTH PLAIN with the answer in the same line.
    async fn auth(&mut self, stream: &mut (impl AsyncWrite + Unpin), line: &str) -> std::io::Result<()> {
        let said = line.split_whitespace().nth(2).and_then(|word| BASE64.decode(word).ok()).unwrap_or_default();
        let said = String::from_utf8_lossy(&said).into_owned();
        let mut parts = said.split('\0').skip(1);
        let given = (parts.next().unwrap_or_default().to_owned(), parts.next().unwrap_or_default().to_owned());
        if self.state.setup.login.as_ref() == Some(&given) {
            self.login = Some(given.0);
            self.answer(stream, Point::Login, "235 welcome").await.map(drop)
        } else {
            self.answer(stream, Point::Login, "535 5.7.8 who are you?").await.map(drop)
        }
    }

    async fn take(
        &self,
        stream: &mut (impl AsyncWrite + Unpin),
        from: &str,
        to: &str,
        text: String,
    ) -> std::io::Result<()> {
        tokio::time::sleep(self.state.setup.delay).await;
        let refuses = match self.mood {
            Mood::Says(Point::Content, answer) => !answer.starts_with('2'),
            Mood::Hangs(Point::Content) | Mood::Cuts(Point::Content) => true,
            _ => false,
        };
        let mut number = lock(&self.state.received).len();
        if !refuses {
            let (from, to, hello) = (from.to_owned(), to.to_owned(), self.hello.clone());
            let mut received = lock(&self.state.received);
            received.push(Received { from, to, text, encrypted: self.encrypted, login: self.login.clone(), hello });
            number = received.len();
        }
        self.answer(stream, Point::Content, &format!("250 2.0.0 taken as {number}")).await.map(drop)
    }
}

async fn line(stream: &mut (impl AsyncBufRead + Unpin)) -> std::io::Result<String> {
    let mut line = Vec::new();
    if stream.read_until(b'\n', &mut line).await? == 0 {
        return Err(hung_up());
    }
    Ok(String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned())
}

/// Up to the dot; dots that were doubled are single again.
async fn text(stream: &mut (impl AsyncBufRead + Unpin)) -> std::io::Result<String> {
    let mut text = String::new();
    loop {
        let line = line(stream).await?;
        if line == "." {
            return Ok(text);
        }
        text.push_str(line.strip_prefix('.').unwrap_or(&line));
        text.push_str("\r\n");
    }
}

/// The address between the angles.
fn angled(line: &str) -> String {
    let inside = line.split_once('<').and_then(|(_, rest)| rest.rsplit_once('>'));
    inside.map_or(String::new(), |(address, _)| address.to_owned())
}
