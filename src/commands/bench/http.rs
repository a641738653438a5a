//! Asking for pages as fast as they come, over real sockets on this machine.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use http_body_util::{BodyExt as _, Empty};
use hyper::Request;
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::commands::Failure;

/// What came of it.
pub struct Load {
    /// Answers in a second.
    pub per_second: f64,
    /// 99 of 100 answers came within this many milliseconds.
    pub p99_ms: f64,
}

/// Asks for `paths` in turn on `connections` kept open, for so long. Any answer but 200 is an error.
pub async fn load(
    address: SocketAddr,
    paths: Arc<Vec<String>>,
    connections: usize,
    time: Duration,
) -> Result<Load, Failure> {
    let next = Arc::new(AtomicUsize::new(0));
    let began = Instant::now();
    let clients: Vec<_> = (0..connections)
        .map(|_| tokio::spawn(client(address, Arc::clone(&paths), Arc::clone(&next), began + time)))
        .collect();
    let mut took = Vec::new();
    for client in clients {
        took.extend(client.await??);
    }
    let seconds = began.elapsed().as_secs_f64();
    took.sort_unstable();
    let p99 = took.get(took.len() * 99 / 100).copied().unwrap_or_default();
    Ok(Load { per_second: took.len() as f64 / seconds, p99_ms: p99.as_secs_f64() * 1000.0 })
}

async fn client(
    address: SocketAddr,
    paths: Arc<Vec<String>>,
    next: Arc<AtomicUsize>,
    end: Instant,
) -> Result<Vec<Duration>, Failure> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let driver = tokio::spawn(connection);
    let mut took = Vec::new();
    while Instant::now() < end {
        let path = &paths[next.fetch_add(1, Ordering::Relaxed) % paths.len()];
        let request = Request::get(path).header("host", address.to_string()).body(Empty::<Bytes>::new())?;
        // The connection may still be putting the answer before away.
        sender.ready().await?;
        let began = Instant::now();
        let answer = sender.send_request(request).await?;
        let status = answer.status();
        answer.into_body().collect().await?;
        took.push(began.elapsed());
        anyhow::ensure!(status == 200, "{path} answered {status}");
    }
    drop(sender);
    driver.await??;
    Ok(took)
}
