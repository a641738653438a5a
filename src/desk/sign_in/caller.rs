//! Where somebody is who wants in, and the cookies by which he is known afterwards.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Redirect, Response};

use crate::hub::Hub;
use crate::people::link::Secret;
use crate::people::sign_in::operations::{Caller, Entered};
use crate::people::sign_in::{DEVICE_COOKIE, PLACES, SESSION_COOKIE};
use crate::platform::secrets::Token;
use crate::platform::web::cookies::{cookie, cookie_name, end_cookie, set_cookie};
use crate::platform::web::{Problem, Result, Visitor, local_path};

/// Somebody before he is anybody: his address, and what his browser holds.
pub struct Here {
    /// As the operations want it.
    pub caller: Caller,
    /// As the shell saw him.
    pub visitor: Visitor,
    /// What his browser holds while colleagues vouch.
    pub emergency: Option<Token>,
    /// What it was given when it opened one-time links, the newest last.
    pub claims: Vec<Secret>,
}

/// The cookie of a browser that has opened one-time links.
const CLAIMS_COOKIE: &str = "kyoten-claims";

/// So many claims a browser holds: on a shared computer several colleagues may be setting up.
const MOST_CLAIMS: usize = 5;

/// The cookie of a browser that waits for colleagues to vouch.
pub const EMERGENCY_COOKIE: &str = "kyoten-emergency";

impl FromRequestParts<Hub> for Here {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, hub: &Hub) -> Result<Self> {
        let Ok(visitor) = Visitor::from_request_parts(parts, hub).await;
        let https = hub.sign_in().https();
        let held = |name| cookie(&parts.headers, &cookie_name(name, https)).and_then(Token::read);
        let caller = Caller {
            address: visitor.household(),
            browser: held(DEVICE_COOKIE),
            session: held(SESSION_COOKIE),
            label: label(&parts.headers),
            uptime: hub.clock().uptime(),
        };
        let claims = cookie(&parts.headers, &cookie_name(CLAIMS_COOKIE, https)).unwrap_or_default();
        let claims = claims.split('.').take(MOST_CLAIMS).filter_map(|claim| claim.parse().ok()).collect();
        Ok(Self { caller, visitor, emergency: held(EMERGENCY_COOKIE), claims })
    }
}

const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
];

/// In this order: the later ones stand in the names of the earlier ones too.
const BROWSERS: [(&str, &str); 5] =
    [("Edg/", "Edge"), ("Firefox/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];

/// What a browser says it is, in our own words: 「Windows Edge」.
fn label(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let word =
        |known: &[(&str, &'static str)]| known.iter().find(|(part, _)| agent.contains(part)).map(|(_, word)| *word);
    [word(&SYSTEMS), word(&BROWSERS)].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// A browser is known again for 400 days: the longest that it allows.
const REMEMBERED: std::time::Duration = std::time::Duration::from_secs(400 * 24 * 60 * 60);

/// The cookies of somebody who is in.
pub fn cookies(hub: &Hub, entered: &Entered) -> Vec<HeaderValue> {
    let https = hub.sign_in().https();
    let mut cookies = vec![session_cookie(hub, &entered.token)];
    if let Some(browser) = &entered.browser {
        let name = cookie_name(DEVICE_COOKIE, https);
        cookies.push(set_cookie(&name, &browser.written(), Some(REMEMBERED), https));
    }
    cookies
}

/// The cookie of a session.
pub fn session_cookie(hub: &Hub, token: &Token) -> HeaderValue {
    let https = hub.sign_in().https();
    set_cookie(&cookie_name(SESSION_COOKIE, https), &token.written(), None, https)
}

/// The cookie of a browser that waits.
pub fn emergency_cookie(hub: &Hub, token: &Token) -> HeaderValue {
    let https = hub.sign_in().https();
    set_cookie(&cookie_name(EMERGENCY_COOKIE, https), &token.written(), None, https)
}

/// The cookie of a browser that opens one more link; it lasts as long as the link.
pub fn claim_cookie(hub: &Hub, held: &[Secret], new: Secret, seconds: u64) -> HeaderValue {
    let https = hub.sign_in().https();
    let mut claims: Vec<String> = held.iter().chain([&new]).map(Secret::to_string).rev().take(MOST_CLAIMS).collect();
    claims.reverse();
    let lasts = std::time::Duration::from_secs(seconds);
    set_cookie(&cookie_name(CLAIMS_COOKIE, https), &claims.join("."), Some(lasts), https)
}

/// Takes the session's cookie away.
pub fn no_session(hub: &Hub) -> HeaderValue {
    let https = hub.sign_in().https();
    end_cookie(&cookie_name(SESSION_COOKIE, https), https)
}

/// Takes the cookie of a browser that waited away.
pub fn no_emergency(hub: &Hub) -> HeaderValue {
    let https = hub.sign_in().https();
    end_cookie(&cookie_name(EMERGENCY_COOKIE, https), https)
}

/// An answer with cookies.
pub fn with_cookies(mut answer: Response, cookies: impl IntoIterator<Item = HeaderValue>) -> Response {
    for cookie in cookies {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
    answer
}

/// Goes on to `back`.
pub fn go_on(back: &str) -> Response {
    Redirect::to(&way_on(back)).into_response()
}

/// Where somebody who is in goes on: to a page of his own, never to one of those that led him here.
pub fn way_on(back: &str) -> String {
    let path = local_path(back);
    let leads_back = ["/sign-in", "/invitation", "/session", "/signed-out", "/demo", PLACES.step_up];
    if path == "/" || leads_back.iter().any(|start| path.starts_with(start)) { PLACES.home.to_owned() } else { path }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_named_in_our_own_words_whatever_it_says() {
        for (agent, expected) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0",
                "Windows Edge",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile/15E148 Safari/604.1",
                "iPhone Safari",
            ),
            ("Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Android Chrome"),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Linux Firefox"),
            ("<script>alert(1)</script>", ""),
            ("", ""),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::USER_AGENT, HeaderValue::from_str(agent).unwrap());
            assert_eq!(label(&headers), expected, "{agent}");
        }
    }

    #[test]
    fn the_way_on_leads_neither_away_nor_in_a_circle() {
        for (back, on) in [
            ("/desk/sign-in?x=1", "/desk/sign-in?x=1"),
            ("", "/desk"),
            ("/", "/desk"),
            ("https://evil.example", "/desk"),
            ("//evil.example", "/desk"),
            ("/\\evil.example", "/desk"),
            ("/sign-in?back=/sign-in", "/desk"),
            ("/session/unlock", "/desk"),
            ("/desk/proof?back=/desk/proof", "/desk"),
            ("/search?q=a", "/search?q=a"),
        ] {
            assert_eq!(way_on(back), on, "{back}");
        }
    }
}
