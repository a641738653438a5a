//! The door (入口): the only way to register a page for members, and the list of everything that was registered (ADR 6).
//!
//! A members' page names its [`Right`]. Before its handler runs, the door has asked whose session the cookie is, whether it is
//! open, whether the member has the right at all, whether his proof is fresh enough for it, and whether a form is his own.

use std::sync::Arc;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::handler::Handler;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{MethodFilter, MethodRouter, on};

use super::super::access::{Right, decide_coarsely, proof};
use super::super::secrets::Token;
use super::cookies::cookie;
use super::gate::{Gate, Presence, SessionKind, Standing};
use super::{Problem, Result, csrf, local_path};

/// Who may come to an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody; the handler looks for itself.
    Public,
    /// Whoever has a session, also a locked one: to unlock it, to end it.
    Session,
    /// Members with this right.
    Members(Right),
}

/// An address as it was registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The method.
    pub method: Method,
    /// The path, as axum writes it: `/desk/sessions/{session}/ending`.
    pub path: &'static str,
    /// Who may come.
    pub access: Access,
}

impl Listed {
    /// An address for everybody that was registered without a door.
    pub fn public((method, path): (&'static str, &'static str)) -> Self {
        let method = if method == "POST" { Method::POST } else { Method::GET };
        Self { method, path, access: Access::Public }
    }
}

/// Pages and who may come to them.
pub struct Door<S> {
    pages: Vec<(Listed, MethodRouter<S>)>,
}

impl<S: Clone + Send + Sync + 'static> Default for Door<S> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S: Clone + Send + Sync + 'static> Door<S> {
    /// No pages.
    pub const fn new() -> Self {
        Self { pages: Vec::new() }
    }

    /// A page for members who have `right`.
    #[must_use]
    pub fn members<H, T>(self, method: Method, path: &'static str, right: Right, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.with(method, path, Access::Members(right), handler)
    }

    /// A page for whoever has a session, also a locked one.
    #[must_use]
    pub fn session<H, T>(self, method: Method, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.with(method, path, Access::Session, handler)
    }

    /// A page for everybody.
    #[must_use]
    pub fn public<H, T>(self, method: Method, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.with(method, path, Access::Public, handler)
    }

    /// The pages of both.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.pages.extend(other.pages);
        self
    }

    /// What was registered.
    pub fn listed(&self) -> Vec<Listed> {
        self.pages.iter().map(|(listed, _)| listed.clone()).collect()
    }

    /// The pages, behind `gate`.
    pub fn guarded_by(self, gate: &Arc<dyn Gate>) -> Router<S> {
        self.pages.into_iter().fold(Router::new(), |router, (listed, page)| {
            let guard = Guard { gate: Arc::clone(gate), access: listed.access };
            let page = match listed.access {
                Access::Public => page,
                Access::Session | Access::Members(_) => page.route_layer(from_fn_with_state(guard, stand_guard)),
            };
            router.route(listed.path, page)
        })
    }

    fn with<H, T>(mut self, method: Method, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        let page = on(filter(&method), handler);
        self.pages.push((Listed { method, path, access }, page));
        self
    }
}

fn filter(method: &Method) -> MethodFilter {
    // A mistake of the program, seen when it starts.
    MethodFilter::try_from(method.clone()).unwrap_or_else(|_| panic!("no page can be registered for {method}"))
}

#[derive(Clone)]
struct Guard {
    gate: Arc<dyn Gate>,
    access: Access,
}

async fn stand_guard(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let mut answer = match guard.admit(request).await {
        Ok(Admitted::Enter(request)) => guard.enter(request, next).await,
        Ok(Admitted::GoTo(place)) => place,
        Err(problem) => problem.into_response(),
    };
    // Nothing of a member stays on a shared computer, neither in its cache nor behind its back button.
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

/// What becomes of a request.
enum Admitted {
    Enter(Request),
    GoTo(Response),
}

impl Guard {
    /// Runs the handler. A form that was taken need not be kept any more.
    async fn enter(&self, request: Request, next: Next) -> Response {
        let form = is_form(&request).then(|| request.uri().path().to_owned());
        let writer = request.extensions().get::<Presence>().cloned();
        let answer = next.run(request).await;
        if let (Some(path), Some(writer), Access::Members(_)) = (form, writer, self.access)
            && (answer.status().is_success() || answer.status().is_redirection())
            && let Err(problem) = self.gate.taken(&writer, &path).await
        {
            // It was taken; that a copy of it stays for a day does no harm.
            tracing::warn!("a kept form could not be discarded: {problem:?}");
        }
        answer
    }

    async fn admit(&self, request: Request) -> Result<Admitted> {
        let token = cookie(request.headers(), self.gate.cookie()).and_then(Token::read);
        let counts = matches!(self.access, Access::Members(_));
        let standing = match &token {
            Some(token) => self.gate.look(token, counts).await?,
            None => Standing::Nobody,
        };
        match (standing, self.access) {
            (Standing::Here(presence), Access::Members(right)) => self.admit_member(presence, right, request).await,
            (Standing::Here(presence) | Standing::Locked(presence), Access::Session) => {
                Ok(Admitted::Enter(with(own_form(request, &presence).await?, presence)))
            }
            (Standing::Locked(presence), _) => self.send(request, Some(&presence), self.gate.places().unlock).await,
            (Standing::Over(presence), _) => self.send(request, Some(&presence), self.gate.places().sign_in).await,
            (Standing::Nobody | Standing::Here(_), _) => self.send(request, None, self.gate.places().sign_in).await,
        }
    }

    async fn admit_member(&self, presence: Presence, right: Right, request: Request) -> Result<Admitted> {
        if !decide_coarsely(&presence.as_viewer(), right).is_allowed() {
            self.gate.refused(&presence, right, request.uri().path()).await?;
            return Err(Problem::not_found());
        }
        let request = own_form(request, &presence).await?;
        let age = self.gate.now().duration_since(presence.viewer.proven_at);
        let is_fresh = proof(right).is_none_or(|within| age <= within) || presence.kind == SessionKind::SettingUp;
        if !is_fresh {
            return self.send(request, Some(&presence), self.gate.places().step_up).await;
        }
        Ok(Admitted::Enter(with(request, presence)))
    }

    /// Sends a visitor to `place` and, once that is done, back. A form is kept for `writer` if it is his own.
    async fn send(&self, request: Request, writer: Option<&Presence>, place: &str) -> Result<Admitted> {
        let changes = !request.method().is_safe();
        if !is_visit(request.headers()) {
            return Err(Problem::not_signed_in());
        }
        let places = self.gate.places();
        let back = match writer {
            _ if !changes => request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned(),
            // What has no form, or one that is of no use later, is not kept.
            Some(_) if !matches!(self.access, Access::Members(_)) => places.home.to_owned(),
            Some(writer) => {
                let path = request.uri().path().to_owned();
                let form = read_form(own_form(request, writer).await?).await?;
                match form.is_empty() {
                    true => places.home.to_owned(),
                    false => {
                        self.gate.keep(writer, &path, &form).await?;
                        places.kept.to_owned()
                    }
                }
            }
            None => places.home.to_owned(),
        };
        let back: String = form_urlencoded::byte_serialize(local_path(&back).as_bytes()).collect();
        Ok(Admitted::GoTo(Redirect::to(&format!("{place}?back={back}")).into_response()))
    }
}

fn with(mut request: Request, presence: Presence) -> Request {
    request.extensions_mut().insert(presence);
    request
}

/// The same request, if it reads only or carries the token of this session.
async fn own_form(request: Request, presence: &Presence) -> Result<Request> {
    if request.method().is_safe() { Ok(request) } else { csrf::checked(request, &presence.csrf).await }
}

/// Whether a person opens a page. Scripts are told with a status instead, since they would follow a redirect blindly.
fn is_visit(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match text("sec-fetch-mode") {
        Some(mode) => mode == "navigate",
        None => text("accept").is_some_and(|accept| accept.contains("text/html")),
    }
}

fn is_form(request: &Request) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    !request.method().is_safe() && kind.starts_with("application/x-www-form-urlencoded")
}

/// The longest form that is kept.
const LONGEST_KEPT: usize = 64 * 1024;

/// What is never kept.
const SECRETS: [&str; 5] = [csrf::FIELD, "password", "new_password", "code", "recovery_code"];

/// The fields of a form, without its secrets. Empty if it is not one or too long.
async fn read_form(request: Request) -> Result<Vec<(String, String)>> {
    if !is_form(&request) {
        return Ok(Vec::new());
    }
    let Ok(body) = to_bytes(request.into_body(), LONGEST_KEPT).await else { return Ok(Vec::new()) };
    let fields = form_urlencoded::parse(&body).into_owned();
    Ok(fields.filter(|(name, _)| !SECRETS.contains(&name.as_str())).collect())
}
