//! Turning templates and embedded files into answers.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{Html, IntoResponse as _, Response};

use super::assets::Asset;
use super::{Problem, Result};

/// A page.
pub fn show(template: &impl Template) -> Result<Response> {
    Ok(Html(template.render()?).into_response())
}

/// What a hashed address holds never changes.
pub(super) const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// `GET /assets/{*path}`: an embedded file, compressed if it is so embedded and the browser reads it.
pub(super) async fn asset(Path(path): Path<String>, headers: HeaderMap) -> Result<Response> {
    let asset = Asset::at(&format!("/assets/{path}")).ok_or_else(Problem::not_found)?;
    let zipped = asset.gzip.filter(|_| reads_gzip(&headers));
    let mut answer = Response::new(Body::from(zipped.unwrap_or(asset.bytes)));
    let head = answer.headers_mut();
    head.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.content_type));
    head.insert(header::CACHE_CONTROL, FOR_EVER);
    if asset.gzip.is_some() {
        head.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    }
    if zipped.is_some() {
        head.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    Ok(answer)
}

fn reads_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.split(',').any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let refused = parts.any(|part| matches!(part.strip_prefix("q="), Some("0" | "0.0" | "0.00" | "0.000")));
        !refused && (name.eq_ignore_ascii_case("gzip") || name == "*")
    })
}
