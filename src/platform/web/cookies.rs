//! Cookies: read one, write one. All are closed to scripts and to other sites' forms.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, header};

/// The value of a cookie.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(';')).find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// `__Host-` keeps neighbours on the same domain from setting it; browsers take it only with `Secure`, which needs https.
pub fn cookie_name(name: &'static str, https: bool) -> String {
    if https { format!("__Host-{name}") } else { name.to_owned() }
}

/// The `Set-Cookie` of a value made of letters, digits, `.`, `-` and `_`. Without `lasts` it goes when the browser is closed.
pub fn set_cookie(name: &str, value: &str, lasts: Option<Duration>, https: bool) -> HeaderValue {
    let secure = if https { "; Secure" } else { "" };
    let lasts = lasts.map(|time| format!("; Max-Age={}", time.as_secs())).unwrap_or_default();
    let text = format!("{name}={value}; Path=/{lasts}; HttpOnly; SameSite=Lax{secure}");
    // Our own words only; anything else becomes no cookie.
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}

/// The `Set-Cookie` that takes a cookie away.
pub fn end_cookie(name: &str, https: bool) -> HeaderValue {
    set_cookie(name, "", Some(Duration::ZERO), https)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static("xa=1; a=2;b=3"));
        headers.append(header::COOKIE, HeaderValue::from_static("c=4=5"));
        assert_eq!(["a", "b", "c", "x"].map(|name| cookie(&headers, name)), [Some("2"), Some("3"), Some("4=5"), None]);
    }

    #[test]
    fn a_cookie_is_closed_to_scripts_and_neighbours() {
        let name = cookie_name("kyoten-session", true);
        assert_eq!(
            set_cookie(&name, "abc", None, true),
            "__Host-kyoten-session=abc; Path=/; HttpOnly; SameSite=Lax; Secure"
        );
        assert_eq!(end_cookie("kyoten-session", false), "kyoten-session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
        assert_eq!(set_cookie("a", "b\r\nc", None, false), "", "nothing breaks out of the header");
    }
}
