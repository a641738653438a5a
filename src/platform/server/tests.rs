use axum::routing::get;
use kyoten_store::testing::sqlite;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::sync::Notify;

use super::*;
use crate::testing::{TestHub, Wish};

struct Running {
    address: SocketAddr,
    stop: mpsc::Sender<()>,
    ended: tokio::task::JoinHandle<Ended>,
    begun: Arc<Notify>,
    finish: Arc<Notify>,
    hub: TestHub,
}

/// A server with a page that is as slow as the test wants.
async fn running(drain: Duration) -> Running {
    let (begun, finish) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let mut wish = Wish::default();
    wish.config.listen = ([127, 0, 0, 1], 0).into();
    wish.config.shutdown_drain = drain;
    let config = wish.config.clone();
    let (begins, may_finish) = (Arc::clone(&begun), Arc::clone(&finish));
    let slow = async move || {
        begins.notify_one();
        may_finish.notified().await;
        "done"
    };
    let rooms = Router::new().route("/slow", get(slow)).route("/panic", get(panic_now));
    let hub = TestHub::start_with(wish, sqlite(), &[], async |_| rooms).await;
    let server = Server::bind(&config).await.unwrap();
    let (address, shell, router) = (server.address(), hub.shell().clone(), hub.router());
    let (stop, stopped) = mpsc::channel(2);
    let ended = tokio::spawn(async move { server.serve(&shell, router, stopped).await });
    Running { address, stop, ended, begun, finish, hub }
}

async fn panic_now() -> String {
    panic!("on purpose")
}

async fn visit(address: SocketAddr, path: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n").as_bytes()).await?;
    let mut text = String::new();
    stream.read_to_string(&mut text).await?;
    Ok(text)
}

#[tokio::test]
async fn a_request_under_way_is_finished_before_the_program_stops() {
    let server = running(Duration::from_secs(60)).await;
    let address = server.address;
    let visitor = tokio::spawn(async move { visit(address, "/slow").await });
    server.begun.notified().await;
    server.stop.send(()).await.unwrap();
    // No new connections: either refused or, if the system had already taken it, closed without an answer.
    while visit(address, "/healthz").await.is_ok_and(|text| text.contains("200 OK")) {
        tokio::task::yield_now().await;
    }
    assert!(!server.hub.shell().health().look().await.ready);
    server.finish.notify_one();
    let text = visitor.await.unwrap().unwrap();
    assert!(text.contains("200 OK") && text.contains("done"), "{text}");
    assert_eq!(server.ended.await.unwrap(), Ended::Drained);
}

#[tokio::test]
async fn a_request_that_does_not_end_is_cut_when_the_time_is_over_or_a_second_signal_comes() {
    for (drain, signals) in [(Duration::ZERO, 1), (Duration::from_secs(60), 2)] {
        let server = running(drain).await;
        let address = server.address;
        let visitor = tokio::spawn(async move { visit(address, "/slow").await });
        server.begun.notified().await;
        for _ in 0..signals {
            server.stop.send(()).await.unwrap();
        }
        assert_eq!(server.ended.await.unwrap(), Ended::Cut(1));
        assert!(!visitor.await.unwrap().unwrap_or_default().contains("200 OK"));
    }
}

#[tokio::test]
async fn a_quiet_connection_does_not_hold_the_program() {
    let server = running(Duration::from_secs(60)).await;
    let _quiet = TcpStream::connect(server.address).await.unwrap();
    visit(server.address, "/healthz").await.unwrap();
    server.stop.send(()).await.unwrap();
    assert_eq!(server.ended.await.unwrap(), Ended::Drained);
}

#[tokio::test]
async fn a_panic_leaves_the_server_alive() {
    let server = running(Duration::ZERO).await;
    for _ in 0..3 {
        assert!(visit(server.address, "/panic").await.unwrap().contains("500 Internal Server Error"));
    }
    assert!(visit(server.address, "/healthz").await.unwrap().contains("200 OK"));
}

#[tokio::test]
async fn what_is_not_http_is_refused_and_smuggling_too() {
    let server = running(Duration::ZERO).await;
    for nonsense in [
        "\x16\x03\x01 hello\r\n\r\n",
        "GET / HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "GET / HTTP/1.1\r\nhost: evil.example@127.0.0.1\r\nconnection: close\r\n\r\n",
        "GET / HTTP/1.1\r\nconnection: close\r\n\r\n",
    ] {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(nonsense.as_bytes()).await.unwrap();
        let mut text = String::new();
        // A refusal may also be a closed connection.
        let _ = stream.read_to_string(&mut text).await;
        assert!(text.is_empty() || text.starts_with("HTTP/1.1 400"), "{nonsense:?} -> {text}");
    }
}

#[tokio::test]
async fn a_port_in_use_is_told_in_one_sentence() {
    let server = running(Duration::ZERO).await;
    let mut config = Config::standard();
    config.listen = server.address;
    let refusal = Server::bind(&config).await.err().unwrap();
    assert!(
        refusal.japanese.contains("ほかのプログラムが使っています")
            && refusal.english.contains(&server.address.to_string()),
        "{refusal}"
    );
    config.listen = "192.0.2.1:80".parse().unwrap();
    assert!(Server::bind(&config).await.err().unwrap().english.contains("not an address of this machine"));
}

#[tokio::test]
async fn port_zero_tells_the_real_port() {
    let mut config = Config::standard();
    config.listen = ([0, 0, 0, 0], 0).into();
    let server = Server::bind(&config).await.unwrap();
    assert_ne!(server.address().port(), 0);
    assert_eq!(server.url(), format!("http://127.0.0.1:{}/", server.address().port()));
}
