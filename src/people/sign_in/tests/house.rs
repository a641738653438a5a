//! A hub with members, and browsers that keep their cookies.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Method, Request, header};
use jiff::SignedDuration;
use kyoten_store::testing::TestDatabase;
use kyoten_store::{Row, Tx};
use serde_json::Value;

use crate::directory::OrganizationId;
use crate::hub::{Hub, MIGRATIONS};
use crate::people::member::{MemberState, Particulars, compared_sign_in};
use crate::people::period::Period;
use crate::people::roles::RoleAssignment;
use crate::people::sign_in::app::{self, Secret};
use crate::people::sign_in::operations::Caller;
use crate::people::sign_in::password::Password;
use crate::people::sign_in::store::credentials;
use crate::people::store::{affiliations, members, roles};
use crate::platform::access::{MemberId, OrganizationKey, Role};
use crate::platform::hub_id::{self, HubId};
use crate::platform::id::random_bytes;
use crate::platform::web::Peer;
use crate::platform::{Demo, Id};
use crate::testing::{Answer, Parts, TestHub, Wish, request};

/// A hub with its pages.
pub struct House {
    /// The hub itself.
    pub hub: Hub,
    /// Its pages.
    pub http: TestHub,
}

/// A member who can sign in with a password and an app.
#[derive(Clone)]
pub struct Person {
    /// Who.
    pub member: MemberId,
    /// What he types.
    pub name: String,
    /// What he types.
    pub password: String,
    /// What his app knows.
    pub secret: Secret,
}

/// A hub that is opened at `https://kyoten.example.jp`.
pub fn https() -> Wish {
    let mut wish = Wish::default();
    wish.config.public_url = Some("https://kyoten.example.jp".parse().expect("an address"));
    wish
}

/// A password that is good.
pub const PASSWORD: &str = "kaeru-tonda-ike";

/// An organisation.
pub const CLINIC: OrganizationKey = [11; 16];
/// Another one.
pub const STATION: OrganizationKey = [22; 16];

impl House {
    /// A hub as it is in the world: over https.
    pub async fn start(database: TestDatabase) -> Self {
        Self::with(https(), database).await
    }

    /// A demo.
    pub async fn demo(database: TestDatabase) -> Self {
        Self::with(Wish { demo: Some(Demo::Invented), ..Wish::default() }, database).await
    }

    /// A hub as the test wishes.
    pub async fn with(wish: Wish, database: TestDatabase) -> Self {
        let demo = wish.demo;
        let pages = move |hub: &Hub| if demo.is_some() { hub.demo_pages() } else { hub.pages() };
        let house = Self::with_pages(wish, database, pages).await;
        if let Some(demo) = demo {
            house.write(move |tx, hub| hub_id::mark_demo(tx, hub, demo)).await;
        }
        house
    }

    /// A hub with other pages.
    pub async fn with_pages(wish: Wish, database: TestDatabase, pages: impl Fn(&Hub) -> Router) -> Self {
        let kept: Arc<Mutex<Option<Hub>>> = Arc::default();
        let keep = Arc::clone(&kept);
        let rooms = async move |parts: Parts| {
            let hub = Hub::on(parts.store, parts.config, parts.clock).await.expect("the hub opens");
            let pages = pages(&hub);
            *keep.lock().expect("nobody else") = Some(hub);
            pages
        };
        let http = TestHub::start_with(wish, database, MIGRATIONS, rooms).await;
        let hub = kept.lock().expect("nobody else").take().expect("the rooms were built");
        Self { hub, http }
    }

    /// Writes in one unit of work.
    pub async fn write(&self, work: impl FnMut(&mut Tx<'_>, HubId) -> kyoten_store::Result<()> + Send + 'static) {
        self.hub.write(work).await.expect("it is written");
    }

    /// How many rows a query counts.
    pub async fn count(&self, sql: &'static str) -> i64 {
        self.hub.read(move |tx, _| tx.one(sql, &[], |row| row.read(0))).await.expect("it counts")
    }

    /// The texts of a column.
    pub async fn texts(&self, sql: &'static str) -> Vec<String> {
        let read = |row: &Row<'_>| row.read(0);
        self.hub.read(move |tx, _| tx.query(sql, &[], read)).await.expect("it reads")
    }

    /// Lets time pass.
    pub fn pass(&self, time: SignedDuration) {
        self.http.pass(time);
    }

    /// Lets a step of the app pass.
    pub fn next_code(&self) {
        self.pass(SignedDuration::from_secs(app::STEP));
    }

    /// A member without any way in. Who has a role at an organisation works there, everybody else at one of his own.
    pub async fn member(&self, sign_in_name: &str, state: MemberState, roles: &[(Role, &[u8])]) -> MemberId {
        let member = MemberId::new(self.hub.clock());
        let who = particulars(sign_in_name);
        let roles: Vec<(Role, Option<OrganizationId>)> =
            roles.iter().map(|(role, of)| (*role, (*of).try_into().ok().map(OrganizationId::from_bytes))).collect();
        let clock = self.hub.clock().clone();
        self.write(move |tx, hub| {
            members::add(tx, hub, member, &who, state, clock.now())?;
            let mut places: Vec<OrganizationId> = roles.iter().filter_map(|(_, place)| *place).collect();
            if places.is_empty() {
                places.push(OrganizationId::from_bytes(member.to_bytes()));
            }
            for place in places {
                let since = Period::since(clock.today());
                affiliations::add(tx, hub, Id::new(&clock), member, place, "", since)?;
            }
            for (role, organization) in roles.iter().copied() {
                let given = RoleAssignment { role, organization, since: clock.now(), until: None };
                roles::add(tx, hub, member, &given)?;
            }
            Ok(())
        })
        .await;
        member
    }

    /// A member with a password and an app.
    pub async fn person(&self, sign_in_name: &str, roles: &[(Role, &[u8])]) -> Person {
        let member = self.member(sign_in_name, MemberState::Active, roles).await;
        let (secret, sign_in) = (random_bytes(), self.hub.sign_in());
        let hash = sign_in.hasher().hash(Password::typed(PASSWORD).expect("short")).await.expect("it hashes");
        let sealed = sign_in.secrets().seal("authenticator app", &member.to_bytes(), &secret).expect("it is sealed");
        let now = self.hub.clock().now();
        self.write(move |tx, hub| {
            credentials::set_password(tx, hub, member, &hash, now)?;
            credentials::set_app(tx, hub, member, &sealed, now)
        })
        .await;
        Person { member, name: sign_in_name.to_owned(), password: PASSWORD.to_owned(), secret }
    }

    /// Sets a member's state and nothing else: his sessions stay as they are.
    pub async fn set_state(&self, member: MemberId, state: MemberState) {
        self.write(move |tx, hub| members::set_state(tx, hub, member, state, None).map(drop)).await;
    }

    /// Ends a role of a member.
    pub async fn end_role(&self, member: MemberId, role: Role) {
        let now = self.hub.clock().now();
        self.write(move |tx, hub| {
            let held = roles::rows_of_member(tx, hub, member)?;
            held.iter()
                .filter(|row| row.assignment.role == role)
                .try_for_each(|row| roles::set_until(tx, hub, member, row, now))
        })
        .await;
    }

    /// What a person's app shows now.
    pub fn code(&self, person: &Person) -> String {
        app::code(&person.secret, app::step_of(self.hub.clock().now()))
    }

    /// A new browser in an office.
    pub fn browser(&self) -> Browser<'_> {
        self.browser_at([198, 51, 100, 7].into())
    }

    /// A new browser at an address.
    pub fn browser_at(&self, address: IpAddr) -> Browser<'_> {
        let is_https = self.hub.sign_in().https();
        let (host, address) = match is_https {
            true => ("kyoten.example.jp", address),
            false => ("127.0.0.1:8080", IpAddr::from([127, 0, 0, 1])),
        };
        Browser { house: self, address, cookies: Mutex::default(), csrf: Mutex::default(), host: host.to_owned() }
    }

    /// A browser in which a person has signed in. The next code is needed for the next sign-in.
    pub async fn signed_in(&self, person: &Person) -> Browser<'_> {
        let browser = self.browser();
        let answer = browser.sign_in(person, &self.code(person)).await;
        assert_eq!((answer.status.as_u16(), answer.location()), (303, "/desk"), "{}", answer.text);
        self.next_code();
        browser.get("/desk").await;
        browser
    }

    /// Somebody at an address, for operations without pages.
    pub fn caller(&self, last: u8) -> Caller {
        Caller {
            address: [203, 0, 113, last].into(),
            browser: None,
            session: None,
            label: "Windows Edge".to_owned(),
            uptime: self.hub.clock().uptime(),
        }
    }
}

/// Somebody who is called as he signs in.
pub fn particulars(sign_in_name: &str) -> Particulars {
    Particulars {
        name: sign_in_name.to_owned(),
        kana: String::new(),
        professions: vec!["nurse".to_owned()],
        sign_in: compared_sign_in(sign_in_name),
        email: Some(format!("{sign_in_name}@example.jp")),
        phone: None,
        shows_contact: true,
        languages: vec!["ja".to_owned()],
        best_reached: Vec::new(),
    }
}

/// The cookie of a session over https.
pub const SESSION: &str = "__Host-kyoten-session";
/// The cookie by which a browser is known again, over https.
pub const DEVICE: &str = "__Host-kyoten-device";

/// A browser: it keeps cookies and sends them back.
pub struct Browser<'a> {
    house: &'a House,
    address: IpAddr,
    cookies: Mutex<BTreeMap<String, String>>,
    csrf: Mutex<Option<String>>,
    /// What it asks for.
    pub host: String,
}

impl Browser<'_> {
    /// Opens a page.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(request(Method::GET, path, "")).await
    }

    /// Sends a form, with the token of the last page that had one.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let csrf = self.csrf.lock().expect("one test").clone();
        let own = csrf.iter().map(|token| ("csrf", token.as_str()));
        self.post_bare(path, &own.chain(fields.iter().copied()).collect::<Vec<_>>()).await
    }

    /// Sends a form as it is.
    pub async fn post_bare(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.send(request(Method::POST, path, &form)).await
    }

    /// What a script sends.
    pub async fn json(&self, method: Method, path: &str, body: &Value) -> Answer {
        let mut asked = request(method, path, &body.to_string());
        let headers = asked.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert("sec-fetch-mode", HeaderValue::from_static("cors"));
        if let Some(token) = self.csrf.lock().expect("one test").as_ref() {
            headers.insert("x-csrf-token", HeaderValue::from_str(token).expect("letters"));
        }
        self.send(asked).await
    }

    /// Sends any request.
    pub async fn send(&self, mut asked: Request<Body>) -> Answer {
        asked.extensions_mut().insert(Peer(SocketAddr::new(self.address, 50_000)));
        asked.headers_mut().insert(header::HOST, HeaderValue::from_str(&self.host).expect("a host"));
        let agent = "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0";
        asked.headers_mut().insert(header::USER_AGENT, HeaderValue::from_static(agent));
        let cookies: Vec<String> =
            self.cookies.lock().expect("one test").iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            asked.headers_mut().insert(header::COOKIE, HeaderValue::from_str(&cookies.join("; ")).expect("cookies"));
        }
        let answer = self.house.http.send(asked).await;
        self.keep(&answer);
        answer
    }

    fn keep(&self, answer: &Answer) {
        let mut cookies = self.cookies.lock().expect("one test");
        for set in answer.headers.get_all(header::SET_COOKIE) {
            let text = set.to_str().expect("our own words");
            let (name, rest) = text.split_once('=').expect("a cookie");
            let value = rest.split(';').next().unwrap_or_default();
            if text.contains("Max-Age=0") {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let token = answer.text.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        if let Some(token) = token {
            *self.csrf.lock().expect("one test") = Some(token.to_owned());
        }
    }

    /// The value of a cookie.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().expect("one test").get(name).cloned()
    }

    /// Puts a cookie there, as a thief does.
    pub fn set_cookie(&self, name: &str, value: &str) {
        self.cookies.lock().expect("one test").insert(name.to_owned(), value.to_owned());
    }

    /// Takes a cookie away.
    pub fn drop_cookie(&self, name: &str) {
        self.cookies.lock().expect("one test").remove(name);
    }

    /// The token of the last page's forms.
    pub fn csrf(&self) -> String {
        self.csrf.lock().expect("one test").clone().expect("a page with a form")
    }

    /// Sends forms with this token.
    pub fn set_csrf(&self, token: &str) {
        *self.csrf.lock().expect("one test") = Some(token.to_owned());
    }

    /// Signs in with a password and this code.
    pub async fn sign_in(&self, person: &Person, code: &str) -> Answer {
        self.post_bare("/sign-in", &[("name", &person.name), ("password", &person.password), ("code", code)]).await
    }

    /// Whether the desk opens.
    pub async fn is_in(&self) -> bool {
        self.get("/desk").await.status.as_u16() == 200
    }
}

/// A header for a request that is made by hand.
pub fn with(mut asked: Request<Body>, name: &'static str, value: &str) -> Request<Body> {
    asked.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_str(value).expect("a value"));
    asked
}
