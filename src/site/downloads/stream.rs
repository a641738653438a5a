//! A file that is read from the database page by page while it is sent: any number of rows needs the memory of one page,
//! and a reader who stops stops the reading.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use hyper::body::{Body, Bytes, Frame};

/// The bytes of one page, and where the next one begins; nothing after the last.
pub type Page<C> = (Vec<u8>, Option<C>);

type Asked<C, E> = Pin<Box<dyn Future<Output = Result<Page<C>, E>> + Send>>;

/// A body that asks for one page after the other.
pub struct Paged<C, E> {
    ask: Box<dyn Fn(C) -> Asked<C, E> + Send>,
    asked: Option<Asked<C, E>>,
}

impl<C, E> Paged<C, E> {
    /// A body that begins at `first`. Nothing is asked before somebody reads.
    pub fn new<F, A>(first: C, ask: F) -> Self
    where
        F: Fn(C) -> A + Send + 'static,
        A: Future<Output = Result<Page<C>, E>> + Send + 'static,
    {
        let ask = Box::new(move |from| Box::pin(ask(from)) as Asked<C, E>);
        Self { asked: Some(ask(first)), ask }
    }
}

impl<C: Unpin, E> Body for Paged<C, E> {
    type Data = Bytes;
    type Error = E;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, E>>> {
        let body = self.get_mut();
        let Some(asked) = &mut body.asked else { return Poll::Ready(None) };
        let Poll::Ready(page) = asked.as_mut().poll(cx) else { return Poll::Pending };
        body.asked = None;
        Poll::Ready(Some(page.map(|(bytes, next)| {
            body.asked = next.map(|from| (body.ask)(from));
            Frame::data(Bytes::from(bytes))
        })))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use http_body_util::BodyExt as _;

    use super::*;

    #[tokio::test]
    async fn pages_are_asked_for_only_when_they_are_read() {
        let count = Arc::new(AtomicU32::new(0));
        let seen = Arc::clone(&count);
        let mut body = Paged::new(1_u8, move |from| {
            let seen = Arc::clone(&seen);
            async move {
                seen.fetch_add(1, Ordering::Relaxed);
                Ok::<_, std::io::Error>((vec![from], (from < 3).then_some(from + 1)))
            }
        });
        assert_eq!(count.load(Ordering::Relaxed), 0);
        assert!(body.frame().await.is_some_and(|frame| frame.is_ok()));
        assert_eq!(count.load(Ordering::Relaxed), 1);
        assert_eq!(body.collect().await.expect("two more").to_bytes().as_ref(), [2, 3]);
    }

    #[tokio::test]
    async fn a_page_that_fails_ends_the_file_as_broken() {
        let mut body = Paged::new((), |()| async { Err::<Page<()>, _>(std::io::Error::other("gone")) });
        assert!(body.frame().await.is_some_and(|frame| frame.is_err()));
        assert!(body.frame().await.is_none());
    }
}
