//! A connection that hands over one line at a time while it is not yet encrypted.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use lettre::transport::smtp::client::AsyncTokioStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// A stream that never gives its reader more than one line at once.
///
/// Whoever sits on the wire can append lines of his own to the server's “220 go ahead”. A reader that has them in its buffer
/// when the encryption begins would take them for what the server said *encrypted* (CVE-2011-0411). Here they stay in this
/// buffer, are taken for the beginning of the TLS handshake, and break it.
#[derive(Debug)]
pub(super) struct Lines {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Lines {
    pub(super) fn new(stream: TcpStream) -> Self {
        Self { stream, read: Vec::new() }
    }
}

impl AsyncRead for Lines {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, out: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let own = self.get_mut();
        if own.read.is_empty() {
            let mut space = [0; 4096];
            let mut fresh = ReadBuf::new(&mut space);
            ready!(Pin::new(&mut own.stream).poll_read(cx, &mut fresh))?;
            own.read.extend_from_slice(fresh.filled());
        }
        let line = own.read.iter().position(|byte| *byte == b'\n').map_or(own.read.len(), |end| end + 1);
        let length = line.min(out.remaining());
        out.put_slice(&own.read[..length]);
        own.read.drain(..length);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Lines {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

impl AsyncTokioStream for Lines {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.stream.peer_addr()
    }
}
