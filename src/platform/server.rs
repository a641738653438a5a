//! Taking connections and letting go of them (サーバー): bind, serve, drain, stop.

mod patience;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{Semaphore, mpsc, watch};
use tower::ServiceExt as _;

use self::patience::Patient;
use super::config::Config;
use super::start::Refusal;
use super::web::{Peer, Shell};

/// How long a visitor may take to send the head of a request; also how long a quiet connection stays open.
const HEAD_TIMEOUT: Duration = Duration::from_secs(15);

/// How long a visitor may take none of what is sent to him.
const WRITE_TIMEOUT: Duration = Duration::from_secs(30);

/// So long figures are left unfolded.
const TIDY_EVERY: Duration = Duration::from_secs(10);

/// A bound address that does not take connections yet.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    connections: usize,
    drain: Duration,
}

/// How the serving ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Every request under way was answered.
    Drained,
    /// So many connections were cut: the time was over, or a second signal came.
    Cut(usize),
}

impl Server {
    /// Takes the address of the settings. With port 0 [`Server::address`] tells the real one.
    pub async fn bind(config: &Config) -> Result<Self, Refusal> {
        let wanted = config.listen;
        let listener = TcpListener::bind(wanted).await.map_err(|cause| cannot_bind(wanted, &cause))?;
        let address = listener.local_addr().map_err(|cause| cannot_bind(wanted, &cause))?;
        Ok(Self { listener, address, connections: config.limits.connections, drain: config.shutdown_drain })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address to open in a browser.
    pub fn url(&self) -> String {
        let mut address = self.address;
        if address.ip().is_unspecified() {
            address.set_ip(if address.is_ipv4() {
                [127, 0, 0, 1].into()
            } else {
                std::net::Ipv6Addr::LOCALHOST.into()
            });
        }
        format!("http://{address}/")
    }

    /// Serves until a signal comes on `stop`. Then takes no more connections, lets the requests under way finish for as
    /// long as the settings say, and cuts the rest; a second signal cuts at once. The store is shut down by the caller
    /// afterwards, when nobody writes any more.
    pub async fn serve(self, shell: &Shell, router: Router, mut stop: mpsc::Receiver<()>) -> Ended {
        let (open, (tell, told)) = (Arc::new(Semaphore::new(self.connections)), watch::channel(Stage::Serving));
        let mut tidy = tokio::time::interval(TIDY_EVERY);
        loop {
            tokio::select! {
                // None: whoever held the other end is gone, which is also a reason to stop.
                _ = stop.recv() => break,
                _ = tidy.tick() => shell.metrics().tidy(),
                (stream, peer, place) = self.accept(&open) => {
                    let connection = serve_one(stream, peer, router.clone(), told.clone());
                    tokio::spawn(async move {
                        connection.await;
                        drop(place);
                    });
                }
            }
        }
        drop(self.listener);
        shell.health().stop();
        tracing::info!("stopping: finishing the requests under way");
        tell.send_replace(Stage::Draining);

        let all = u32::try_from(self.connections).unwrap_or(u32::MAX);
        let ended = tokio::select! {
            _ = open.acquire_many(all) => Ended::Drained,
            () = tokio::time::sleep(self.drain) => Ended::Cut(self.connections - open.available_permits()),
            _ = second(&mut stop) => Ended::Cut(self.connections - open.available_permits()),
        };
        tell.send_replace(Stage::Cutting);
        tracing::info!(cut = matches!(ended, Ended::Cut(1..)), "stopped");
        ended
    }

    /// The next connection, when there is room for one.
    async fn accept(&self, open: &Arc<Semaphore>) -> (TcpStream, SocketAddr, tokio::sync::OwnedSemaphorePermit) {
        loop {
            let place = Arc::clone(open).acquire_owned().await.expect("the semaphore is never closed");
            match self.listener.accept().await {
                Ok((stream, peer)) => return (stream, peer, place),
                Err(cause) => {
                    // Out of file handles, mostly: wait until somebody leaves.
                    tracing::error!(error = %cause, "a connection could not be taken");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        }
    }
}

/// When the sender is gone there is no second signal.
async fn second(stop: &mut mpsc::Receiver<()>) {
    if stop.recv().await.is_none() {
        std::future::pending::<()>().await;
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Serving,
    Draining,
    Cutting,
}

async fn serve_one(stream: TcpStream, peer: SocketAddr, router: Router, mut told: watch::Receiver<Stage>) {
    // Answers are small and written at once: waiting for more would only delay them.
    let _ = stream.set_nodelay(true);
    let service = router.map_request(move |request: hyper::Request<hyper::body::Incoming>| {
        let mut request: Request = request.map(Body::new);
        request.extensions_mut().insert(Peer(peer));
        request
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(64 * 1024)
        .serve_connection(TokioIo::new(Patient::new(stream, WRITE_TIMEOUT)), TowerToHyperService::new(service))
        .with_upgrades();
    let mut connection = std::pin::pin!(connection);
    loop {
        tokio::select! {
            // A visitor who leaves or sends nonsense is no event worth a line in the log.
            _ = connection.as_mut() => return,
            changed = told.changed() => match *told.borrow_and_update() {
                // The server itself is gone: nobody waits for this connection.
                _ if changed.is_err() => return,
                Stage::Serving => {}
                Stage::Draining => connection.as_mut().graceful_shutdown(),
                Stage::Cutting => return,
            },
        }
    }
}

/// A message for each SIGTERM and SIGINT (Ctrl-C) of this process.
pub fn stop_signals() -> std::io::Result<mpsc::Receiver<()>> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let (sender, receiver) = mpsc::channel(2);
    tokio::spawn(async move {
        loop {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            if sender.send(()).await.is_err() {
                return;
            }
        }
    });
    Ok(receiver)
}

fn cannot_bind(address: SocketAddr, cause: &std::io::Error) -> Refusal {
    use std::io::ErrorKind::{AddrInUse, AddrNotAvailable, PermissionDenied};
    let (japanese, english) = match cause.kind() {
        AddrInUse => (
            format!(
                "{address} は、ほかのプログラムが使っています。それを止めるか、listen で別のポートを示してください。"
            ),
            format!("{address} is in use by another program: stop it, or name another port with listen."),
        ),
        AddrNotAvailable => (
            format!("{address} はこのコンピューターのアドレスではありません。listen を確かめてください。"),
            format!("{address} is not an address of this machine: check listen."),
        ),
        PermissionDenied => (
            format!("{address} で待ち受ける許可がありません。1024 以上のポートを listen で示してください。"),
            format!("Listening on {address} is not permitted: name a port from 1024 up with listen."),
        ),
        _ => (
            format!("{address} で待ち受けられません({cause})。listen を確かめてください。"),
            format!("Cannot listen on {address} ({cause}): check listen."),
        ),
    };
    Refusal::new(japanese, english)
}

#[cfg(test)]
mod tests;
