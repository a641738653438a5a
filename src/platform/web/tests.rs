use axum::Router;
use axum::body::Body;
use axum::extract::{Form, Path};
use axum::http::{HeaderName, HeaderValue, Method, Request, StatusCode, header};
use axum::routing::{get, post};
use kyoten_store::testing::sqlite;
use tokio::sync::Notify;

use super::*;
use crate::platform::demo::Demo;
use crate::platform::network::Network;
use crate::testing::{Answer, TestHub, Wish, request};

/// Rooms that do everything that may go wrong.
fn rooms() -> Router {
    Router::new()
        .route("/hello", get(async |page: Page| page.request_id))
        .route("/read", post(async |body: String| body.len().to_string()))
        .route("/form", post(async |Form(form): Form<Vec<(String, u32)>>| format!("{form:?}")))
        .route("/numbers/{n}", get(async |Path(n): Path<u32>| n.to_string()))
        .route("/conflict", get(async || -> Result<()> { Err(Problem::conflict("<b>ほかの操作が先にありました。")) }))
        .route(
            "/field",
            get(async || -> Result<()> {
                Err(Problem::bad_input("直してください。").field("phone", "2けた足りません。"))
            }),
        )
        .route("/ours", get(async || -> Result<()> { Err(anyhow::anyhow!("secret detail"))? }))
        .route("/busy", get(async || -> Result<()> { Err(kyoten_store::Error::Busy { reason: "x".into() })? }))
        .route("/panic", get(async || panic_about("a patient's name").await))
        .route("/never", get(async || Notify::new().notified().await))
        .route("/cached", get(async || ([(header::CACHE_CONTROL, "private, max-age=60")], "x")))
        .route("/long", get(async || axum::response::Html("あ".repeat(5000))))
}

async fn panic_about(what: &str) -> String {
    assert!(what.is_empty(), "{what}");
    String::new()
}

async fn hub_with(change: impl FnOnce(&mut Wish)) -> TestHub {
    let mut wish = Wish::default();
    wish.config.hub.phone = "0000-22-0100".into();
    change(&mut wish);
    TestHub::start_with(wish, sqlite(), &[], async |_| rooms()).await
}

async fn hub() -> TestHub {
    hub_with(|_| {}).await
}

fn with(mut request: Request<Body>, headers: &[(&'static str, &str)]) -> Request<Body> {
    for (name, value) in headers {
        request.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
    }
    request
}

fn from(address: &str, path: &str, headers: &[(&'static str, &str)]) -> Request<Body> {
    let mut request = with(request(Method::GET, path, ""), headers);
    request.extensions_mut().insert(Peer(format!("{address}:50000").parse().unwrap()));
    request
}

fn nonce(answer: &Answer) -> String {
    let policy = answer.header("content-security-policy");
    policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap().to_owned()
}

#[tokio::test]
async fn every_answer_carries_the_security_headers_whatever_happened() {
    let hub = hub_with(|wish| {
        wish.config.limits.request_timeout = std::time::Duration::from_millis(20);
        wish.config.limits.body_bytes = 100;
    })
    .await;
    let asset = assets::KYOTEN_CSS;
    let mut seen = Vec::new();
    for (asked, status) in [
        (request(Method::GET, "/hello", ""), 200),
        (request(Method::HEAD, "/hello", ""), 200),
        (request(Method::GET, asset, ""), 200),
        (request(Method::GET, "/healthz", ""), 200),
        (request(Method::GET, "/readyz", ""), 200),
        (request(Method::POST, "/preferences", "text=large"), 303),
        (request(Method::GET, "/numbers/abc", ""), 400),
        (with(request(Method::POST, "/form", "a=1"), &[("sec-fetch-site", "cross-site")]), 403),
        (request(Method::GET, "/nowhere", ""), 404),
        (request(Method::GET, "/assets/none.css", ""), 404),
        (request(Method::DELETE, "/hello", ""), 405),
        (request(Method::GET, "/conflict", ""), 409),
        (request(Method::POST, "/read", &"a".repeat(101)), 413),
        (request(Method::GET, &format!("/hello?{}", "a".repeat(9000)), ""), 414),
        (request(Method::POST, "/form", "a=b"), 400),
        (request(Method::GET, "/ours", ""), 500),
        (request(Method::GET, "/panic", ""), 500),
        (request(Method::GET, "/never", ""), 503),
        (request(Method::GET, "/busy", ""), 503),
    ] {
        let what = format!("{} {:.40}", asked.method(), asked.uri().to_string());
        let answer = hub.send(asked).await;
        assert_eq!(answer.status.as_u16(), status, "{what}: {}", answer.text);
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("x-frame-options", "DENY"),
        ] {
            assert_eq!(answer.header(name), value, "{what}");
        }
        assert!(
            answer.header("permissions-policy").contains("geolocation=(self)")
                && answer.header("permissions-policy").contains("camera=()")
        );
        let policy = answer.header("content-security-policy");
        for part in [
            "default-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "object-src 'none'",
            "form-action 'self'",
            "style-src 'self'",
        ] {
            assert!(policy.contains(part), "{what}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{policy}");
        let cached = if what.contains("/assets/kyoten") { "public, max-age=31536000, immutable" } else { "no-store" };
        assert_eq!(answer.header("cache-control"), cached, "{what}");
        assert_eq!(answer.header("strict-transport-security"), "", "only with https");
        assert_eq!(answer.header("x-request-id").len(), 10, "{what}");
        seen.push(nonce(&answer));
    }
    let count = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), count, "a nonce was used twice");
}

#[tokio::test]
async fn a_site_with_https_asks_for_nothing_else() {
    let hub = hub_with(|wish| wish.config.public_url = Some("https://kyoten.example.jp".parse().unwrap())).await;
    let answer = hub.get("/nowhere").await;
    assert!(answer.header("strict-transport-security").contains("max-age=63072000"));
    assert!(answer.header("content-security-policy").contains("upgrade-insecure-requests"));
    let chosen = hub.post("/preferences", "lang=en&back=/hello").await;
    assert!(
        chosen.header("set-cookie").starts_with("__Host-kyoten-view=en.standard;"),
        "{}",
        chosen.header("set-cookie")
    );
}

#[tokio::test]
async fn a_problem_page_says_what_to_do_in_the_visitors_language_with_the_number_of_the_request() {
    let hub = hub().await;
    let japanese = hub.get("/nowhere").await;
    assert!(
        japanese.text.contains("<html lang=\"ja\"") && japanese.text.contains("見つかりません"),
        "{}",
        japanese.text
    );
    assert!(japanese.text.contains(japanese.header("x-request-id")));
    assert!(japanese.text.contains("href=\"tel:0000220100\""));
    assert!(
        japanese.text.contains(&format!("nonce=\"{}\"", nonce(&japanese))),
        "scripts carry the nonce of their page"
    );
    let english = hub.get_in("en", "/nowhere").await;
    assert!(english.text.contains("<html lang=\"en\""), "{}", english.text);
    assert!(hub.get("/nowhere?lang=en").await.text.contains("<html lang=\"en\""));
    let ruby = hub.get_in("ja.ruby.larger.high", "/nowhere").await;
    assert!(
        ruby.text.contains("<rt>")
            && ruby.text.contains("data-text=\"larger\" data-contrast=\"high\" data-furigana=\"on\"")
    );
}

#[tokio::test]
async fn a_program_that_accepts_json_gets_json() {
    let hub = hub().await;
    let answer = hub.send(with(request(Method::GET, "/field", ""), &[("accept", "application/fhir+json")])).await;
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let json = answer.json();
    assert_eq!((&json["status"], &json["fields"]["phone"]), (&400.into(), &"2けた足りません。".into()));
    assert_eq!(json["request_id"], answer.header("x-request-id"));
    let browser =
        hub.send(with(request(Method::GET, "/field", ""), &[("accept", "text/html,application/json;q=0.9")])).await;
    assert!(browser.header("content-type").starts_with("text/html") && browser.text.contains("2けた足りません。"));
}

#[tokio::test]
async fn what_a_room_says_is_escaped_and_a_cause_is_never_shown() {
    let hub = hub().await;
    let conflict = hub.get("/conflict").await;
    assert!(
        conflict.text.contains("&lt;b&gt;ほかの操作が先にありました。")
            || conflict.text.contains("&#60;b&#62;ほかの操作"),
        "{}",
        conflict.text
    );
    for path in ["/ours", "/panic", "/busy"] {
        let text = hub.get(path).await.text;
        assert!(!text.contains("secret detail") && !text.contains("patient"), "{text}");
    }
}

#[tokio::test]
async fn a_panic_in_one_request_leaves_the_others_alone() {
    let hub = hub().await;
    for _ in 0..3 {
        let answer = hub.get("/panic").await;
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(answer.text.contains(answer.header("x-request-id")));
        assert_eq!(hub.get("/hello").await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn refusals_say_how_it_would_be_right() {
    let hub = hub_with(|wish| wish.config.limits.body_bytes = 2 * 1_048_576).await;
    let wrong_method = hub.send(request(Method::DELETE, "/hello", "")).await;
    assert!(wrong_method.header("allow").contains("GET"));
    let too_large = hub.post("/read", &"a".repeat(2 * 1_048_576 + 1)).await;
    assert!(too_large.text.contains("2 MB"), "{}", too_large.text);
    assert_eq!(hub.post("/read", &"a".repeat(2 * 1_048_576)).await.text, "2097152");
}

#[tokio::test]
async fn a_body_that_hides_its_length_is_cut_at_the_limit() {
    let hub = hub_with(|wish| wish.config.limits.body_bytes = 100).await;
    let mut asked = request(Method::POST, "/read", "");
    *asked.body_mut() = Body::new(axum::body::Body::from("a".repeat(101)));
    asked.headers_mut().remove(header::CONTENT_LENGTH);
    assert_eq!(hub.send(asked).await.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn a_change_from_another_site_is_refused() {
    let hub = hub().await;
    for headers in [
        &[("sec-fetch-site", "cross-site")][..],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "null"), ("sec-fetch-site", "none")],
    ] {
        let asked = with(request(Method::POST, "/preferences", "lang=en"), headers);
        let answer = hub.send(asked).await;
        assert_eq!((answer.status, answer.header("set-cookie")), (StatusCode::FORBIDDEN, ""), "{headers:?}");
    }
}

#[tokio::test]
async fn preferences_are_kept_one_by_one_and_lead_back_to_this_hub_only() {
    let hub = hub().await;
    let mut asked =
        request(Method::POST, "/preferences", "text=larger&back=%2Fsearch%3Fq%3D%E6%AD%AF%E7%A7%91%26lang%3Den");
    asked.headers_mut().insert(header::COOKIE, HeaderValue::from_static("kyoten-view=ja-easy.ruby"));
    let answer = hub.send(asked).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(answer.header("set-cookie").starts_with("kyoten-view=ja-easy.larger.ruby; Path=/;"));
    assert_eq!(answer.location(), "/", "an address that is not escaped is not ours");
    for (back, leads) in [
        ("%2Fsearch%3Fpage%3D2%26lang%3Den", "/search?page=2"),
        ("https://evil.example", "/"),
        ("//evil.example/", "/"),
        ("%2F%5Cevil.example", "/"),
        ("/%0d%0aSet-Cookie:x", "/"),
    ] {
        let answer = hub.post("/preferences", &format!("lang=en&back={back}")).await;
        assert_eq!((answer.location(), answer.headers.get_all("set-cookie").iter().count()), (leads, 1), "{back}");
    }
}

#[tokio::test]
async fn a_forged_address_neither_escapes_the_throttle_nor_reads_the_figures() {
    let hub = hub_with(|wish| {
        wish.config.limits.requests_per_minute_per_address = 3;
        wish.config.trusted_proxies = vec!["10.0.0.5".parse::<Network>().unwrap()];
        wish.config.metrics_allow = vec!["192.0.2.9".parse().unwrap()];
    })
    .await;
    for n in 0..3 {
        let forged = format!("198.51.100.{n}");
        assert_eq!(
            hub.send(from("203.0.113.1", "/hello", &[("x-forwarded-for", &forged)])).await.status,
            StatusCode::OK
        );
    }
    let refused = hub.send(from("203.0.113.1", "/hello", &[("x-forwarded-for", "198.51.100.9")])).await;
    assert_eq!((refused.status, refused.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "20"));
    assert_eq!(hub.send(from("203.0.113.1", assets::KYOTEN_CSS, &[])).await.status, StatusCode::OK, "assets are free");
    assert_eq!(
        hub.send(from("10.0.0.5", "/hello", &[("x-forwarded-for", "203.0.113.2")])).await.status,
        StatusCode::OK,
        "another visitor"
    );
    hub.pass(jiff::SignedDuration::from_secs(20));
    assert_eq!(hub.send(from("203.0.113.1", "/hello", &[])).await.status, StatusCode::OK);

    for (peer, headers, status) in [
        ("127.0.0.1", &[][..], StatusCode::OK),
        ("192.0.2.9", &[], StatusCode::OK),
        ("203.0.113.1", &[("x-forwarded-for", "127.0.0.1")], StatusCode::NOT_FOUND),
        ("127.0.0.1", &[("x-forwarded-for", "203.0.113.1")], StatusCode::NOT_FOUND),
        ("127.0.0.1", &[("forwarded", "for=203.0.113.1")], StatusCode::NOT_FOUND),
        ("10.0.0.5", &[("x-forwarded-for", "192.0.2.9")], StatusCode::OK),
        ("10.0.0.5", &[("x-forwarded-for", "127.0.0.1")], StatusCode::NOT_FOUND),
    ] {
        assert_eq!(hub.send(from(peer, "/metrics", headers)).await.status, status, "{peer} {headers:?}");
    }
}

#[tokio::test]
async fn a_demo_answers_only_to_names_of_this_machine_and_says_that_it_is_one() {
    let hub = hub_with(|wish| wish.demo = Some(Demo::Invented)).await;
    let page = hub.get("/nowhere").await;
    assert!(page.text.contains("実在しない事業所"), "{}", page.text);
    let rebound = hub.send(with(request(Method::GET, "/hello", ""), &[("host", "evil.example")])).await;
    assert_eq!(rebound.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn assets_come_compressed_where_they_can_be_read_so_and_pages_too() {
    let hub = hub().await;
    let zipped = hub.send(with(request(Method::GET, assets::KYOTEN_CSS, ""), &[("accept-encoding", "br, gzip")])).await;
    assert_eq!((zipped.header("content-encoding"), zipped.header("content-type")), ("gzip", "text/css; charset=utf-8"));
    let plain = hub.send(with(request(Method::GET, assets::KYOTEN_CSS, ""), &[("accept-encoding", "gzip;q=0")])).await;
    assert_eq!((plain.header("content-encoding"), plain.header("vary")), ("", "accept-encoding"));
    assert!(plain.text.len() > zipped.text.len());
    let page = hub.send(with(request(Method::GET, "/long", ""), &[("accept-encoding", "gzip")])).await;
    assert_eq!(page.header("content-encoding"), "gzip");
    assert_eq!(hub.get("/cached").await.header("cache-control"), "private, max-age=60");
}

#[tokio::test]
async fn a_hub_that_is_not_ready_says_which_part() {
    let hub = hub().await;
    let ready = hub.get("/readyz").await.json();
    assert_eq!((&ready["ready"], &ready["database"]["ok"]), (&true.into(), &true.into()));
    hub.parts().clock.set_by(jiff::SignedDuration::from_hours(1));
    let late = hub.get("/readyz").await;
    assert_eq!((late.status, &late.json()["clock"]["ok"]), (StatusCode::SERVICE_UNAVAILABLE, &false.into()));
    hub.parts().store.clone().shutdown().await.unwrap();
    let gone = hub.get("/readyz").await.json();
    assert_eq!((&gone["database"]["ok"], &gone["disk"]["ok"]), (&false.into(), &true.into()));
    assert_eq!(hub.get("/healthz").await.text, "ok\n", "the process lives all the same");

    let full = hub_with(|wish| wish.config.disk_min_free = u64::MAX).await.get("/readyz").await;
    assert_eq!((full.status, &full.json()["disk"]["ok"]), (StatusCode::SERVICE_UNAVAILABLE, &false.into()));
}

#[tokio::test]
async fn the_log_of_a_request_holds_its_route_and_nothing_the_visitor_wrote() {
    let page = crate::platform::log::tests::Page::default();
    let writer = page.clone();
    let settings = crate::platform::config::LogSettings {
        level: tracing::Level::INFO,
        format: crate::platform::config::LogFormat::Json,
    };
    let log = crate::platform::log::subscriber(&settings, move || writer.clone());
    let _logging = tracing::subscriber::set_default(log);
    let hub = hub().await;
    let answer = hub.get("/numbers/77?name=%E4%BD%90%E8%97%A4%0A2026-04-01+forged").await;
    hub.get("/secret/path").await;
    let text = page.text();
    let line = text.lines().find(|line| line.contains("/numbers/{n}")).unwrap_or_else(|| panic!("not logged: {text}"));
    let line: serde_json::Value = serde_json::from_str(line).unwrap();
    assert_eq!(
        (&line["method"], &line["route"], &line["status"]),
        (&"GET".into(), &"/numbers/{n}".into(), &200.into())
    );
    assert_eq!(line["request.id"], answer.header("x-request-id"));
    assert!(line["duration_ms"].is_f64());
    for written in ["numbers/77", "佐藤", "%E4%BD", "forged", "secret"] {
        assert!(!text.contains(written), "{written} is in the log: {text}");
    }
}
