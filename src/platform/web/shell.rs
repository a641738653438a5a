//! Around every request: who asks, may he, how long, and what every answer carries.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequestParts, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tracing::Instrument as _;

use super::super::clock::Clock;
use super::super::config::{Config, HubSettings, Limits, PublicUrl};
use super::super::demo::Demo;
use super::super::health::Health;
use super::super::metrics::{self, InFlight, Metrics};
use super::super::network::{Network, client_address};
use super::super::throttle::{Rate, Throttle, household};
use super::page::Page;
use super::preferences::Preferences;
use super::problem::{Kind, Problem};
use super::{answer, headers, operations, origin};

/// What stands around every page. Cloning gives another hand on the same one.
#[derive(Clone)]
pub struct Shell(Arc<Inner>);

struct Inner {
    hub: Arc<HubSettings>,
    public_url: Option<PublicUrl>,
    trusted_proxies: Vec<Network>,
    metrics_allow: Vec<Network>,
    limits: Limits,
    demo: Option<Demo>,
    clock: Clock,
    throttle: Throttle<IpAddr>,
    /// For what open pages ask by themselves.
    often: Throttle<IpAddr>,
    health: Health,
    metrics: Metrics,
}

/// The other end of the connection; the server puts it into every request.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// Who asks, as far as addresses tell.
#[derive(Clone, Copy, Debug)]
pub struct Visitor {
    address: IpAddr,
    /// On this machine, and not through a proxy on this machine.
    is_here: bool,
    /// Nobody between can read along: https, or no way to go at all.
    is_safe: bool,
}

impl Visitor {
    /// The address; of a whole household where IPv6 gives it many.
    pub fn household(self) -> IpAddr {
        household(self.address)
    }

    /// Whether he sits at this machine itself.
    pub fn is_here(self) -> bool {
        self.is_here
    }

    /// Whether a password may travel this way.
    pub fn is_safe(self) -> bool {
        self.is_safe
    }
}

impl<S: Sync> FromRequestParts<S> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        // Missing only where a router is used without its shell, as in a small test: then nothing is believed.
        let stranger = Self { address: IpAddr::from([0, 0, 0, 0]), is_here: false, is_safe: false };
        Ok(parts.extensions.get::<Self>().copied().unwrap_or(stranger))
    }
}

/// Longer addresses are refused; a search with every condition has less than a quarter of it.
const LONGEST_ADDRESS: usize = 8192;

/// The shell's own addresses, which are everybody's.
pub const OWN_ROUTES: [(&str, &str); 5] = [
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/metrics"),
    ("POST", "/preferences"),
    ("GET", "/assets/{*path}"),
];

impl Shell {
    /// A shell with these settings.
    pub fn new(config: &Config, clock: Clock, health: Health, demo: Option<Demo>) -> Self {
        Self(Arc::new(Inner {
            hub: Arc::new(config.hub.clone()),
            public_url: config.public_url.clone(),
            trusted_proxies: config.trusted_proxies.clone(),
            metrics_allow: config.metrics_allow.clone(),
            throttle: Throttle::new(per_minute(config.limits.requests_per_minute_per_address)),
            often: Throttle::new(per_minute(config.limits.requests_per_minute_per_address.saturating_mul(OFTEN))),
            limits: config.limits.clone(),
            demo,
            clock,
            health,
            metrics: Metrics::start(),
        }))
    }

    /// Puts the shell around the pages of the rooms.
    pub fn wrap(&self, rooms: Router) -> Router {
        let own = Router::new()
            .route("/healthz", get(operations::healthz))
            .route("/readyz", get(operations::readyz))
            .route("/metrics", get(operations::metrics))
            .route("/preferences", post(operations::choose))
            .route("/assets/{*path}", get(answer::asset))
            .with_state(self.clone());
        rooms
            .merge(own)
            .fallback(|| async { Problem::not_found() })
            .method_not_allowed_fallback(|| async { Problem::of(Kind::WrongMethod) })
            .layer(CatchPanicLayer::custom(|_| Problem::ours(anyhow::anyhow!("a handler panicked")).into_response()))
            // axum's own limit of 2 MB would hide ours.
            .layer(DefaultBodyLimit::disable())
            .layer(RequestBodyLimitLayer::new(self.0.limits.body_bytes))
            .layer(middleware::from_fn_with_state(self.clone(), around))
            // Pages hold no secret that an attacker could guess by their compressed size: the nonce is new every time.
            .layer(CompressionLayer::new())
    }

    /// The watch over database, disk and clock.
    pub fn health(&self) -> &Health {
        &self.0.health
    }

    /// The figures of this process.
    pub fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    pub(super) fn is_https(&self) -> bool {
        self.0.public_url.as_ref().is_some_and(PublicUrl::is_https)
    }

    pub(super) fn figures(&self, visitor: &Visitor) -> Option<String> {
        let may = visitor.is_here || self.0.metrics_allow.iter().any(|network| network.contains(visitor.address));
        may.then(|| self.0.metrics.render(self.0.clock.uptime()))
    }

    fn visitor(&self, request: &Request) -> Visitor {
        let headers = request.headers();
        let through_proxy = headers.contains_key("x-forwarded-for") || headers.contains_key(header::FORWARDED);
        // Without a peer (a test, a local pipe) the visitor is this machine.
        let peer = request.extensions().get::<Peer>().map_or(IpAddr::from([127, 0, 0, 1]), |peer| peer.0.ip());
        let forwarded = headers.get_all("x-forwarded-for").iter().map(|value| value.to_str().unwrap_or_default());
        if peer.is_loopback() && through_proxy && self.0.trusted_proxies.is_empty() {
            static TOLD: std::sync::Once = std::sync::Once::new();
            TOLD.call_once(|| {
                tracing::warn!("a proxy on this machine is not in trusted_proxies: all its visitors share one limit");
            });
        }
        let address = client_address(peer, forwarded, &self.0.trusted_proxies);
        let is_here = address.is_loopback() && !through_proxy;
        Visitor { address, is_here, is_safe: is_here || self.is_https() }
    }

    fn page(&self, request: &Request) -> Page {
        let preferences = Preferences::of(request.headers(), request.uri().query(), self.is_https());
        let here = request.uri().path_and_query().map_or("/", |path| path.as_str());
        let page = Page::new(preferences, here, Arc::clone(&self.0.hub), self.0.demo);
        Page { now: Some(self.0.clock.local_now()), ..page }
    }

    /// Refuses what no handler should see.
    fn admit(&self, request: &Request, visitor: &Visitor) -> Result<(), Problem> {
        let own = &self.0;
        let (uri, headers) = (request.uri(), request.headers());
        if uri.path_and_query().is_some_and(|path| path.as_str().len() > LONGEST_ADDRESS) {
            return Err(Problem::of(Kind::TooLong));
        }
        if !is_probe(uri) && !origin::answers_to(headers, own.public_url.as_ref(), own.demo.is_some()) {
            tracing::warn!("refused: the Host of the request is not that of public_url");
            return Err(Problem::of(Kind::BadInput));
        }
        let is_free = visitor.is_here && own.limits.exempt_loopback || is_light(uri);
        if !is_free {
            let throttle = if is_asked_by_itself(uri) { &own.often } else { &own.throttle };
            throttle
                .take(visitor.household(), own.clock.uptime())
                .map_err(|seconds| Problem::of(Kind::TooMany { seconds }))?;
        }
        if !origin::may_change(request.method(), headers, own.public_url.as_ref()) {
            return Err(Problem::of(Kind::ForeignForm));
        }
        Ok(())
    }

    /// Shows a problem as the visitor can read it, and logs its cause.
    fn explain(&self, answer: Response, page: &Page, accept: &HeaderMap) -> Response {
        let limit = self.0.limits.body_bytes;
        let problem = answer.extensions().get::<Problem>().cloned();
        let Some(problem) =
            problem.or_else(|| bare(&answer).and_then(|()| Kind::of_status(answer.status(), limit)).map(Problem::of))
        else {
            return answer;
        };
        if let Some(cause) = problem.cause() {
            tracing::error!(request.id = %page.request_id, "could not answer: {cause:#}");
        }
        let mut explained = problem.answer(page, accept);
        if let Some(allow) = answer.headers().get(header::ALLOW) {
            explained.headers_mut().insert(header::ALLOW, allow.clone());
        }
        explained
    }
}

/// Whether an answer is a refusal that was written by axum: a status with plain text or nothing.
fn bare(answer: &Response) -> Option<()> {
    let kind = answer.headers().get(header::CONTENT_TYPE);
    let is_plain = kind.is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    (is_plain && answer.status().as_u16() >= 400).then_some(())
}

/// What costs nothing and is asked often: it does not count.
fn is_light(uri: &Uri) -> bool {
    uri.path().starts_with("/assets/") || uri.path() == "/metrics" || is_probe(uri)
}

/// What every open page asks every few seconds: is my session still good? It has a limit of its own.
pub const STATE_PATH: &str = "/session/state";

fn is_asked_by_itself(uri: &Uri) -> bool {
    uri.path() == STATE_PATH
}

/// So many times as often may it be asked.
const OFTEN: u32 = 20;

fn per_minute(times: u32) -> Rate {
    Rate::new(times, 60.0 / f64::from(times))
}

/// Asked by load balancers, which know the hub by names of their own; says nothing that others may not know.
fn is_probe(uri: &Uri) -> bool {
    matches!(uri.path(), "/healthz" | "/readyz")
}

async fn around(State(shell): State<Shell>, mut request: Request, next: Next) -> Response {
    let (began, in_flight) = (Instant::now(), InFlight::begin());
    let (page, visitor) = (shell.page(&request), shell.visitor(&request));
    let (method, accept) = (request.method().clone(), accepts(request.headers()));
    let route = request.extensions().get::<MatchedPath>().cloned();
    request.extensions_mut().insert(page.clone());
    request.extensions_mut().insert(visitor);

    // Whatever a room logs, and a panic too, carries the number of the request.
    let span = tracing::info_span!("request", id = %page.request_id);

    let answer = match shell.admit(&request, &visitor) {
        Err(problem) => problem.into_response(),
        Ok(()) => {
            match tokio::time::timeout(shell.0.limits.request_timeout, next.run(request)).instrument(span).await {
                Ok(answer) => answer,
                Err(_) => Problem::of(Kind::TooSlow).into_response(),
            }
        }
    };
    let mut answer = shell.explain(answer, &page, &accept);
    headers::secure(answer.headers_mut(), &page.nonce, shell.is_https());
    if let Ok(number) = HeaderValue::from_str(&page.request_id) {
        answer.headers_mut().insert("x-request-id", number);
    }

    let route = route.as_ref().map_or("(none)", MatchedPath::as_str);
    let (status, took) = (answer.status(), began.elapsed());
    metrics::answered(&method, route, status, took);
    tracing::info!(
        request.id = %page.request_id, %method, route, status = status.as_u16(), duration_ms = took.as_micros() as f64 / 1000.0,
        "answered"
    );
    drop(in_flight);
    answer
}

/// Only what decides the form of an error page.
fn accepts(headers: &HeaderMap) -> HeaderMap {
    let accepted = headers.get_all(header::ACCEPT).iter();
    accepted.map(|value| (header::ACCEPT, value.clone())).collect()
}
