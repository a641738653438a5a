//! A whole hub for tests: a fresh database, a clock that the test moves, pages without a socket.

use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use jiff::SignedDuration;
use kyoten_store::testing::TestDatabase;
use kyoten_store::{Migration, Store};
use tower::ServiceExt as _;

use crate::platform::health::Health;
use crate::platform::web::{Peer, Shell};
use crate::platform::{Clock, Config, DataFolder, Demo};

pub use kyoten_store::testing::databases;

/// When a test begins, unless it says otherwise: a Wednesday morning in Japan, 2026-04-01 09:00.
pub const BEGINNING: &str = "2026-04-01T00:00:00Z";

/// A whole hub. Its database and folder are gone when it is dropped.
pub struct TestHub {
    router: Router,
    parts: Parts,
    shell: Shell,
    folder: Arc<DataFolder>,
    _remains: (TestDatabase, tempfile::TempDir),
}

/// What the rooms are built on.
#[derive(Clone)]
pub struct Parts {
    /// The database, migrated.
    pub store: Store,
    /// The clock that the test moves.
    pub clock: Clock,
    /// The settings.
    pub config: Config,
}

/// What a visitor received.
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body, as text.
    pub text: String,
}

/// How a test hub differs from the usual one.
#[derive(Clone, Debug)]
pub struct Wish {
    /// The settings.
    pub config: Config,
    /// Whether it is a demo.
    pub demo: Option<Demo>,
    /// When it begins.
    pub beginning: &'static str,
}

impl Default for Wish {
    fn default() -> Self {
        let mut config = Config::standard();
        config.disk_min_free = 0;
        Self { config, demo: None, beginning: BEGINNING }
    }
}

impl TestHub {
    /// A hub as it is by default, whose pages `rooms` builds.
    pub async fn start<F>(database: TestDatabase, migrations: &[Migration], rooms: F) -> Self
    where
        F: AsyncFnOnce(Parts) -> Router,
    {
        Self::start_with(Wish::default(), database, migrations, rooms).await
    }

    /// A hub as the test wishes.
    pub async fn start_with<F>(wish: Wish, database: TestDatabase, migrations: &[Migration], rooms: F) -> Self
    where
        F: AsyncFnOnce(Parts) -> Router,
    {
        let home = tempfile::tempdir().expect("a folder for the test");
        let folder = Arc::new(DataFolder::open(home.path()).expect("the folder is ours"));
        let store = database.open().await;
        store.migrate(migrations).await.expect("the migrations run");
        let clock = Clock::moved(wish.beginning.parse().expect("a moment"));
        let health = Health::new(&wish.config, clock.clone(), store.clone(), Arc::clone(&folder));
        let shell = Shell::new(&wish.config, clock.clone(), health, wish.demo);
        let parts = Parts { store, clock, config: wish.config };
        let router = shell.wrap(rooms(parts.clone()).await);
        Self { router, parts, shell, folder, _remains: (database, home) }
    }

    /// Opens a page.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(request(Method::GET, path, "")).await
    }

    /// Opens a page in a language (`ja`, `ja-easy`, `en`), as its cookie says.
    pub async fn get_in(&self, language: &str, path: &str) -> Answer {
        let mut asked = request(Method::GET, path, "");
        let cookie = HeaderValue::from_str(&format!("kyoten-view={language}")).expect("a language");
        asked.headers_mut().insert(header::COOKIE, cookie);
        self.send(asked).await
    }

    /// Sends a form (`kind=visit&reason=…`, not escaped beyond what the test needs) from a page of this hub.
    pub async fn post(&self, path: &str, form: &str) -> Answer {
        self.send(request(Method::POST, path, form)).await
    }

    /// Sends any request.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let answer = self.router.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
        let (head, body) = answer.into_parts();
        let bytes = body.collect().await.expect("the body arrives").to_bytes();
        Answer { status: head.status, headers: head.headers, text: String::from_utf8_lossy(&bytes).into_owned() }
    }

    /// Lets time pass.
    pub fn pass(&self, time: SignedDuration) {
        self.parts.clock.pass(time);
    }

    /// What the rooms were built on.
    pub fn parts(&self) -> &Parts {
        &self.parts
    }

    /// The shell around the pages.
    pub fn shell(&self) -> &Shell {
        &self.shell
    }

    /// The pages with their shell, to be served on a socket.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// The data folder.
    pub fn folder(&self) -> &DataFolder {
        &self.folder
    }
}

/// A program that is killed: the work goes on for so many steps, each up to where it waits for something, and is then gone.
/// `None`: it did not get to its end.
pub async fn killed_after<T>(steps: usize, work: impl Future<Output = T>) -> Option<T> {
    paused_after(steps, &mut std::pin::pin!(work)).await
}

/// A program that is held up: the work goes on for so many steps and then stands still, until somebody lets it go on.
pub async fn paused_after<T>(steps: usize, work: &mut (impl Future<Output = T> + Unpin)) -> Option<T> {
    let mut left = steps;
    std::future::poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        Pin::new(&mut *work).poll(context).map(Some)
    })
    .await
}

/// A request as a browser on this machine sends it from a page of this hub.
pub fn request(method: Method, path: &str, form: &str) -> Request<Body> {
    Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, "127.0.0.1:8080")
        .header(header::ACCEPT, "text/html,*/*;q=0.8")
        .header(header::ACCEPT_LANGUAGE, "ja")
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .extension(Peer(SocketAddr::from(([127, 0, 0, 1], 50_000))))
        .body(Body::from(form.to_owned()))
        .expect("a path that a browser could send")
}

impl Answer {
    /// A header, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Where a redirect leads.
    pub fn location(&self) -> &str {
        self.header("location")
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.text).unwrap_or_else(|e| panic!("no JSON ({e}): {}", self.text))
    }
}

#[tokio::test]
async fn a_test_hub_is_a_whole_hub_on_either_database() {
    for database in databases().await {
        let hub = TestHub::start(database, &[], async |parts: Parts| {
            let says = parts.config.hub.name;
            Router::new().route("/", axum::routing::get(async move || says))
        })
        .await;
        assert_eq!(hub.get("/").await.text, hub.parts().config.hub.name);
        assert!(hub.folder().path().is_dir());
        hub.parts().store.ping().await.expect("the database answers");
    }
}
