//! Where a request comes from, and where an answer may send the visitor.

use axum::http::{HeaderMap, Method, header};

use super::super::config::PublicUrl;

/// Whether a request may change something: reading always, changing only from a page of this hub. The browser says so
/// itself (`Sec-Fetch-Site`); older ones name the `Origin`. Who says neither is refused (ASVS 3.5.1).
pub(super) fn may_change(method: &Method, headers: &HeaderMap, public_url: Option<&PublicUrl>) -> bool {
    if method.is_safe() {
        return true;
    }
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match (text("sec-fetch-site"), text("origin")) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => is_own(origin, text("host"), public_url),
        (None, None) => false,
    }
}

fn is_own(origin: &str, host: Option<&str>, public_url: Option<&PublicUrl>) -> bool {
    match (public_url, origin.parse::<PublicUrl>(), host) {
        (Some(own), Ok(origin), _) => *own == origin,
        (None, Ok(origin), Some(host)) => origin.host().eq_ignore_ascii_case(host),
        _ => false,
    }
}

/// Whether the `Host` is one this hub answers to. A page elsewhere may give its own name this hub's address (DNS
/// rebinding), so a demo answers only to names of this machine; a hub that knows its address, also to no other.
pub(super) fn answers_to(headers: &HeaderMap, public_url: Option<&PublicUrl>, only_this_machine: bool) -> bool {
    let mut hosts = headers.get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
    let Ok(host) = host.to_str() else { return false };
    let Ok(authority) = host.parse::<axum::http::uri::Authority>() else { return false };
    if host.contains('@') {
        return false;
    }
    let name = authority.host().trim_start_matches('[').trim_end_matches(']');
    let address = name.parse::<std::net::IpAddr>().ok();
    let is_here = name.eq_ignore_ascii_case("localhost") || address.is_some_and(|address| address.is_loopback());
    match public_url {
        _ if is_here => true,
        _ if only_this_machine => false,
        // A bare address is for probes on the inside; it cannot be rebound.
        Some(own) => address.is_some() || host.eq_ignore_ascii_case(own.host()),
        None => true,
    }
}

/// The place on this hub that `back` names, or the start page. Never another site (open redirect), and without `lang`,
/// which would override what was just chosen.
pub fn local_path(back: &str) -> String {
    let leads_away = !back.starts_with('/') || back.starts_with("//") || back.contains('\\');
    if leads_away || back.len() > 2000 || back.contains(|c: char| !c.is_ascii_graphic()) {
        return "/".to_owned();
    }
    let Ok(uri) = back.parse::<axum::http::Uri>() else { return "/".to_owned() };
    let kept: Vec<&str> = uri
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|part| !part.is_empty() && !part.starts_with("lang="))
        .collect();
    if kept.is_empty() { uri.path().to_owned() } else { format!("{}?{}", uri.path(), kept.join("&")) }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn headers(list: &[(&'static str, &str)]) -> HeaderMap {
        list.iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap()))
            .collect()
    }

    #[test]
    fn a_way_back_never_leads_to_another_site() {
        for away in [
            "",
            "search",
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "/a\r\nSet-Cookie: x=1",
            "javascript:alert(1)",
            "///evil.example",
            " /a",
            "/検索",
            "http:/a",
            "@evil.example",
            ".evil.example",
        ] {
            assert_eq!(local_path(away), "/", "{away:?}");
        }
        assert_eq!(local_path("/search?q=%E6%AD%AF&lang=en&page=2"), "/search?q=%E6%AD%AF&page=2");
        assert_eq!(local_path("/search?lang=en"), "/search");
        assert_eq!(local_path("/facilities/01?back=//evil.example"), "/facilities/01?back=//evil.example");
    }

    #[test]
    fn only_a_page_of_this_hub_may_change_something() {
        let own: PublicUrl = "https://kyoten.example.jp".parse().unwrap();
        for (list, may) in [
            (&[("sec-fetch-site", "same-origin")][..], true),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("sec-fetch-site", "cross-site")], false),
            (&[("sec-fetch-site", "none")], false),
            (&[("sec-fetch-site", "cross-site"), ("origin", "https://kyoten.example.jp")], false),
            (&[("origin", "https://kyoten.example.jp")], true),
            (&[("origin", "http://kyoten.example.jp")], false),
            (&[("origin", "https://kyoten.example.jp.evil.example")], false),
            (&[("origin", "null")], false),
            (&[], false),
        ] {
            assert_eq!(may_change(&Method::POST, &headers(list), Some(&own)), may, "{list:?}");
            assert!(may_change(&Method::GET, &headers(list), Some(&own)));
        }
        assert!(may_change(&Method::POST, &headers(&[("origin", "http://hub:8080"), ("host", "hub:8080")]), None));
        assert!(!may_change(&Method::POST, &headers(&[("origin", "http://evil:8080"), ("host", "hub:8080")]), None));
    }

    #[test]
    fn a_hub_answers_only_to_its_own_name() {
        let own: PublicUrl = "https://kyoten.example.jp".parse().unwrap();
        let answers = |host: &str, demo| answers_to(&headers(&[("host", host)]), Some(&own), demo);
        assert!(answers("kyoten.example.jp", false) && answers("Kyoten.Example.JP", false));
        assert!(
            answers("127.0.0.1:8080", true)
                && answers("[::1]:8080", true)
                && answers("localhost", true)
                && answers("10.0.0.4", false)
        );
        assert!(
            !answers("evil.example", false)
                && !answers("kyoten.example.jp", true)
                && !answers("a@kyoten.example.jp", false)
        );
        assert!(!answers_to(&HeaderMap::new(), None, false));
        let mut twice = headers(&[("host", "a")]);
        twice.append("host", HeaderValue::from_static("b"));
        assert!(!answers_to(&twice, None, false));
    }
}
