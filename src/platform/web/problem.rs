//! What went wrong, for the person who reads it (困りごとの画面): as a page, or as JSON (RFC 9457).

use std::fmt;
use std::sync::Arc;

use askama::Template;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::page::Page;
use super::words::{Fill as _, Phrase};

/// Why there is no answer. A handler returns it as an error; [`Shell`](super::Shell) shows it.
///
/// Only errors of the database, of templates and [`anyhow::Error`] become [`Kind::Ours`] by themselves. Any other refusal
/// must say what it is, or it does not compile.
#[derive(Clone, Debug)]
pub struct Problem {
    kind: Kind,
    says: Option<String>,
    fields: Vec<(String, String)>,
    cause: Option<Arc<anyhow::Error>>,
}

/// What sort of problem it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// 404: absent, or not for this viewer's eyes, which looks the same.
    NotFound,
    /// 400: cannot be read; the fields say which.
    BadInput,
    /// 401: a program asked without a good session; a browser is led to sign in instead.
    NotSignedIn,
    /// 409: somebody else was first.
    Conflict,
    /// 403: the change did not come from a page of this hub.
    ForeignForm,
    /// 405: the address exists, but not for this method.
    WrongMethod,
    /// 413: the body is larger than `limit` bytes.
    TooLarge {
        /// The largest body that is taken.
        limit: usize,
    },
    /// 414: the address is too long.
    TooLong,
    /// 429: asked too often.
    TooMany {
        /// When to come back.
        seconds: u64,
    },
    /// 503: took too long.
    TooSlow,
    /// 503: a part of the hub does not answer.
    NotReady,
    /// 500: our fault.
    Ours,
}

impl Kind {
    /// The status of the answer.
    pub fn status(self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::BadInput => StatusCode::BAD_REQUEST,
            Self::NotSignedIn => StatusCode::UNAUTHORIZED,
            Self::Conflict => StatusCode::CONFLICT,
            Self::ForeignForm => StatusCode::FORBIDDEN,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooLong => StatusCode::URI_TOO_LONG,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::TooSlow | Self::NotReady => StatusCode::SERVICE_UNAVAILABLE,
            Self::Ours => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What a refusal by axum itself (a path, query or form that cannot be read) means. `None`: not a refusal.
    pub(super) fn of_status(status: StatusCode, limit: usize) -> Option<Self> {
        Some(match status {
            StatusCode::NOT_FOUND => Self::NotFound,
            StatusCode::METHOD_NOT_ALLOWED => Self::WrongMethod,
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge { limit },
            StatusCode::URI_TOO_LONG => Self::TooLong,
            StatusCode::REQUEST_TIMEOUT => Self::TooSlow,
            status if status.is_client_error() => Self::BadInput,
            status if status.is_server_error() => Self::Ours,
            _ => return None,
        })
    }
}

impl Problem {
    /// Absent, or not for this viewer's eyes.
    pub fn not_found() -> Self {
        Self::of(Kind::NotFound)
    }

    /// Cannot be read; `says` tells what to write instead.
    pub fn bad_input(says: impl fmt::Display) -> Self {
        Self { says: Some(says.to_string()), ..Self::of(Kind::BadInput) }
    }

    /// One more field that cannot be read.
    #[must_use]
    pub fn field(mut self, name: impl Into<String>, says: impl fmt::Display) -> Self {
        self.fields.push((name.into(), says.to_string()));
        self
    }

    /// Asked without a good session.
    pub fn not_signed_in() -> Self {
        Self::of(Kind::NotSignedIn)
    }

    /// Asked too often; `seconds` until it may be tried again.
    pub fn too_many(seconds: u64) -> Self {
        Self::of(Kind::TooMany { seconds })
    }

    /// Somebody else was first; `says` tells what to do now.
    pub fn conflict(says: impl fmt::Display) -> Self {
        Self { says: Some(says.to_string()), ..Self::of(Kind::Conflict) }
    }

    /// Our fault. The cause is logged and never shown.
    pub fn ours(cause: impl Into<anyhow::Error>) -> Self {
        Self { cause: Some(Arc::new(cause.into())), ..Self::of(Kind::Ours) }
    }

    /// A part of the hub does not answer. The cause is logged and never shown.
    pub fn not_ready(cause: impl Into<anyhow::Error>) -> Self {
        Self { cause: Some(Arc::new(cause.into())), ..Self::of(Kind::NotReady) }
    }

    pub(super) fn of(kind: Kind) -> Self {
        Self { kind, says: None, fields: Vec::new(), cause: None }
    }

    /// What sort of problem it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        self.kind.status()
    }

    pub(super) fn cause(&self) -> Option<&anyhow::Error> {
        self.cause.as_deref()
    }

    /// The answer, in the language of the page and in the form that the visitor accepts.
    pub(super) fn answer(&self, page: &Page, accept: &HeaderMap) -> Response {
        let (title, text) = self.words(page);
        let mut answer = if wants_json(accept) {
            let body = self.json(&title, &text, page);
            ([(header::CONTENT_TYPE, "application/problem+json")], body).into_response()
        } else {
            let fields = &self.fields;
            let shown = Shown { page, status: self.status().as_u16(), title: &title, text: &text, fields };
            match shown.render() {
                Ok(html) => axum::response::Html(html).into_response(),
                // The error page itself failed: plain words are better than none.
                Err(_) => Body::from(format!("{} ({})", title.plain, page.request_id)).into_response(),
            }
        };
        *answer.status_mut() = self.status();
        if let Kind::TooMany { seconds } = self.kind {
            answer.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        if matches!(self.kind, Kind::TooSlow | Kind::NotReady) {
            answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("10"));
        }
        answer
    }

    fn words(&self, page: &Page) -> (Sentence, Sentence) {
        let t = page.t;
        let (title, text) = match self.kind {
            Kind::NotFound => (t.error_title_404(), t.error_text_404()),
            Kind::BadInput => (t.error_title_400(), t.error_text_400()),
            Kind::NotSignedIn => (t.error_title_401(), t.error_text_401()),
            Kind::Conflict | Kind::ForeignForm | Kind::WrongMethod => (t.error_title_405(), t.error_text_405()),
            Kind::TooLarge { limit } => (t.error_title_413(), t.error_text_413(size(limit))),
            Kind::TooLong => (t.error_title_414(), t.error_text_414()),
            Kind::TooMany { seconds } => (t.error_title_429(), t.error_text_429(seconds)),
            Kind::TooSlow | Kind::NotReady => (t.error_title_503(), t.error_text_503()),
            Kind::Ours => (t.error_title_500(), t.error_text_500()),
        };
        match &self.says {
            // It already tells what happened and what to do.
            Some(says) if self.kind == Kind::Conflict => (Sentence::said(says), Sentence::said("")),
            Some(says) => (title.into(), Sentence::said(says)),
            None => (title.into(), text.into()),
        }
    }

    fn json(&self, title: &Sentence, text: &Sentence, page: &Page) -> String {
        let fields: serde_json::Map<_, _> =
            self.fields.iter().map(|(name, says)| (name.clone(), says.clone().into())).collect();
        serde_json::json!({
            "type": "about:blank",
            "title": title.plain,
            "status": self.status().as_u16(),
            "detail": text.plain,
            "fields": fields,
            "request_id": page.request_id,
        })
        .to_string()
    }
}

/// A sentence of the catalogue, or of a room.
struct Sentence {
    html: askama::filters::Safe<String>,
    plain: String,
}

impl Sentence {
    fn said(plain: &str) -> Self {
        let mut html = String::new();
        plain.fill(&mut html);
        Self { html: askama::filters::Safe(html), plain: plain.to_owned() }
    }
}

impl From<Phrase> for Sentence {
    fn from(phrase: Phrase) -> Self {
        Self { html: askama::filters::Safe(phrase.html().to_owned()), plain: phrase.plain().into_owned() }
    }
}

fn size(bytes: usize) -> String {
    if bytes >= 1_048_576 { format!("{} MB", bytes / 1_048_576) } else { format!("{} KB", bytes / 1024) }
}

/// JSON for programs: whoever names it and does not name HTML.
fn wants_json(headers: &HeaderMap) -> bool {
    let mut accepted =
        headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok()).flat_map(|line| line.split(','));
    let mut json = false;
    let html = accepted.any(|part| {
        let kind = part.split(';').next().unwrap_or_default().trim();
        json |= kind == "application/json" || kind.ends_with("+json") && !kind.starts_with("text/");
        kind == "text/html" || kind == "application/xhtml+xml"
    });
    json && !html
}

#[derive(Template)]
#[template(path = "platform/web/problem.html")]
struct Shown<'a> {
    page: &'a Page,
    status: u16,
    title: &'a Sentence,
    text: &'a Sentence,
    fields: &'a [(String, String)],
}

impl IntoResponse for Problem {
    /// Leaves itself in the answer for the shell, which knows language and form. Without a shell only the status is seen.
    fn into_response(self) -> Response {
        let mut answer = self.status().into_response();
        answer.extensions_mut().insert(self);
        answer
    }
}

impl From<anyhow::Error> for Problem {
    fn from(cause: anyhow::Error) -> Self {
        Self::ours(cause)
    }
}

impl From<askama::Error> for Problem {
    fn from(cause: askama::Error) -> Self {
        Self::ours(cause)
    }
}

impl From<kyoten_store::Error> for Problem {
    fn from(cause: kyoten_store::Error) -> Self {
        use kyoten_store::Error::{Busy, Closed, Conflict, NulInText, Unavailable};
        match cause {
            Busy { .. } | Closed | Conflict { .. } | Unavailable { .. } => Self::not_ready(cause),
            // Only a visitor's text can hold it.
            NulInText => Self::of(Kind::BadInput),
            cause => Self::ours(cause),
        }
    }
}
