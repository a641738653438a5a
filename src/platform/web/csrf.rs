//! A form must carry the token of the session it was made for (ASVS 3.5.1), beside the check of its origin.
//!
//! The token is the first field of a form, or the header `x-csrf-token` of a script. Only the beginning of the body is read to
//! find it, so that a large upload is not gathered in memory.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::{HeaderMap, header};
use http_body_util::BodyExt as _;
use hyper::body::{Frame, SizeHint};

use super::super::secrets::same;
use super::{Kind, Problem, Result};

/// The header that scripts send.
pub(super) const HEADER: &str = "x-csrf-token";

/// The field that forms send.
pub(super) const FIELD: &str = "csrf";

/// So much of the body is looked at: the boundary and the head of one field are at most half of it.
const BEGINNING: usize = 1024;

/// The same request, if it carries `expected`.
pub(super) async fn checked(request: Request, expected: &str) -> Result<Request> {
    if let Some(sent) = request.headers().get(HEADER) {
        return if same(sent.as_bytes(), expected.as_bytes()) { Ok(request) } else { Err(refusal()) };
    }
    let (head, body) = request.into_parts();
    let (beginning, body) = peek(body).await?;
    match token(&head.headers, &beginning) {
        Some(sent) if same(sent.as_bytes(), expected.as_bytes()) => Ok(Request::from_parts(head, body)),
        _ => Err(refusal()),
    }
}

fn refusal() -> Problem {
    Problem::of(Kind::ForeignForm)
}

fn token(headers: &HeaderMap, beginning: &[u8]) -> Option<String> {
    let kind = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    if kind.starts_with("application/x-www-form-urlencoded") {
        let (name, value) = form_urlencoded::parse(beginning).next()?;
        return (name == FIELD).then(|| value.into_owned());
    }
    let boundary = kind.strip_prefix("multipart/form-data;")?.split("boundary=").nth(1)?.trim_matches('"');
    let text = String::from_utf8_lossy(beginning);
    let field = text.strip_prefix(&format!("--{boundary}\r\n"))?;
    let (head, rest) = field.split_once("\r\n\r\n")?;
    let is_ours = head.to_ascii_lowercase() == format!("content-disposition: form-data; name=\"{FIELD}\"");
    is_ours.then(|| rest.split("\r\n").next().unwrap_or_default().to_owned())
}

/// The beginning of a body, and the whole of it to read again.
async fn peek(mut body: Body) -> Result<(Bytes, Body)> {
    let mut beginning = Vec::new();
    while beginning.len() < BEGINNING {
        match body.frame().await {
            Some(Ok(frame)) => beginning.extend_from_slice(frame.data_ref().map(|data| &data[..]).unwrap_or_default()),
            // Cut off or too large: whoever reads on meets the same error. Without a token it is refused here.
            Some(Err(_)) => return Err(Problem::of(Kind::BadInput)),
            None => break,
        }
    }
    let beginning = Bytes::from(beginning);
    Ok((
        beginning.clone(),
        Body::new(Rejoined { first: Some(beginning).filter(|bytes| !bytes.is_empty()), rest: body }),
    ))
}

/// A body whose beginning was read already.
struct Rejoined {
    first: Option<Bytes>,
    rest: Body,
}

impl HttpBody for Rejoined {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<std::result::Result<Frame<Bytes>, axum::Error>>> {
        match self.first.take() {
            Some(first) => Poll::Ready(Some(Ok(Frame::data(first)))),
            None => Pin::new(&mut self.rest).poll_frame(context),
        }
    }

    fn size_hint(&self) -> SizeHint {
        let first = self.first.as_ref().map_or(0, |first| first.len() as u64);
        let rest = self.rest.size_hint();
        let mut whole = SizeHint::new();
        whole.set_lower(rest.lower() + first);
        if let Some(upper) = rest.upper() {
            whole.set_upper(upper + first);
        }
        whole
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(kind: &str, body: &str) -> Request {
        Request::builder().header(header::CONTENT_TYPE, kind).body(Body::from(body.to_owned())).unwrap()
    }

    const FORM: &str = "application/x-www-form-urlencoded";
    const UPLOAD: &str = "multipart/form-data; boundary=----b0";

    fn upload(name: &str, value: &str) -> String {
        format!("------b0\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n------b0\r\nrest")
    }

    #[tokio::test]
    async fn a_form_with_the_token_first_passes_whole() {
        let long = format!("csrf=abc&text={}", "a".repeat(100_000));
        for (kind, body) in [
            (FORM, "csrf=abc&name=x".to_owned()),
            (FORM, "csrf=%61bc".to_owned()),
            ("application/x-www-form-urlencoded; charset=utf-8", long),
            (UPLOAD, upload("csrf", "abc")),
        ] {
            let passed = checked(request(kind, &body), "abc").await.unwrap();
            let bytes = passed.into_body().collect().await.unwrap().to_bytes();
            assert_eq!(bytes, body.as_bytes(), "{kind}");
        }
        let mut by_script = request("application/json", "{}");
        by_script.headers_mut().insert(HEADER, "abc".parse().unwrap());
        assert!(checked(by_script, "abc").await.is_ok());
    }

    #[tokio::test]
    async fn a_form_without_the_token_is_refused_whatever_its_kind() {
        for (kind, body) in [
            (FORM, String::new()),
            (FORM, "csrf=".to_owned()),
            (FORM, "csrf=abd".to_owned()),
            (FORM, "csrf=abcd".to_owned()),
            (FORM, "name=x&csrf=abc".to_owned()),
            ("text/plain", "csrf=abc".to_owned()),
            ("application/json", "{\"csrf\":\"abc\"}".to_owned()),
            ("multipart/form-data", upload("csrf", "abc")),
            (UPLOAD, upload("name", "abc")),
            (UPLOAD, upload("csrf\"; filename=\"x", "abc")),
            ("", "csrf=abc".to_owned()),
        ] {
            let refused = checked(request(kind, &body), "abc").await.unwrap_err();
            assert_eq!(refused.kind(), Kind::ForeignForm, "{kind} {body}");
        }
        let mut by_script = request(FORM, "csrf=abc");
        by_script.headers_mut().insert(HEADER, "abd".parse().unwrap());
        assert!(checked(by_script, "abc").await.is_err(), "a wrong header is not saved by the field");
        let bare = Request::builder().body(Body::from("csrf=abc")).unwrap();
        assert!(checked(bare, "abc").await.is_err());
    }
}
