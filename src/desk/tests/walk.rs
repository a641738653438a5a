//! Walks every address with every role, in every relation to what it is about, and compares what comes with the table of rights.

mod things;

use std::net::IpAddr;

use axum::Router;
use axum::http::{Method, StatusCode, header};
use jiff::{SignedDuration, Timestamp};

use crate::hub::Hub;
use crate::people::member::MemberState;
use crate::people::sign_in::PLACES;
use crate::people::sign_in::session::{Method as How, Session};
use crate::people::sign_in::store::sessions;
use crate::people::sign_in::tests::house::{Browser, CLINIC, House, SESSION, STATION};
use crate::people::standing;
use crate::platform::access::{
    Decision, MemberId, Relation, Relations, Right, Role, SignedIn, Thing, Viewer, decide, decide_coarsely, proof,
};
use crate::platform::hub_id::HubId;
use crate::platform::secrets::Token;
use crate::platform::web::{Access, Listed, SessionId};
use crate::testing::{Answer, request};

/// Every address that a router really has, as it says itself: `RouteId(7): "/search"`.
pub fn paths(router: &Router) -> Vec<String> {
    let text = format!("{router:?}");
    let named = |part: &str| Some(part.split_once("): ")?.1.strip_prefix('"')?.split('"').next()?.to_owned());
    let mut paths: Vec<String> = text.split("RouteId(").filter_map(named).collect();
    paths.sort();
    paths.dedup();
    // What answers where nothing was registered is no address.
    paths.retain(|path| !path.contains("__private__axum_fallback"));
    assert!(!paths.is_empty(), "a router no longer names its addresses: {:.200}", text);
    paths
}

/// Somebody who tries.
pub struct Who {
    /// For the finding.
    pub name: String,
    member: Option<MemberId>,
    how: How,
    state: With,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum With {
    FreshProof,
    OldProof,
    Locked,
    Ended,
}

/// Whose thing an address is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Owner {
    Oneself,
    OfTheClinic,
    OfTheStation,
    Nobody,
    OtherHub,
}

const OWNERS: [Owner; 5] = [Owner::Oneself, Owner::OfTheClinic, Owner::OfTheStation, Owner::Nobody, Owner::OtherHub];

/// Where a page is narrower than the table, on purpose.
const NARROWER: [(&str, Relation); 3] = [
    // Nobody resets his own sign-in, ends his own account or reviews his own emergency.
    ("/desk/members/{member}/ending", Relation::Own),
    ("/desk/members/{member}/sign-in-link", Relation::Own),
    ("/desk/emergencies/{emergency}/review", Relation::Own),
];

/// A walk through a hub.
pub struct Walk<'a> {
    house: &'a House,
    all: Vec<Who>,
    clinic: MemberId,
    station: MemberId,
    plain: MemberId,
    /// How many requests were compared.
    pub probes: usize,
    /// What is wrong.
    pub findings: Vec<String>,
}

impl<'a> Walk<'a> {
    /// With one member of each role, and some who must get nowhere.
    pub async fn prepare(house: &'a House) -> Self {
        let mut all = vec![Who { name: "nobody".into(), member: None, how: How::Password, state: With::FreshProof }];
        for role in Role::ALL {
            let of: &[u8] = if role == Role::Manager { &CLINIC } else { b"" };
            let member = house.member(role.code(), MemberState::Active, &[(role, of)]).await;
            for (name, state) in [
                ("", With::FreshProof),
                (" long ago", With::OldProof),
                (" locked", With::Locked),
                (" signed out", With::Ended),
            ] {
                all.push(Who {
                    name: format!("{}{name}", role.code()),
                    member: Some(member),
                    how: How::Password,
                    state,
                });
            }
        }
        let everything = house
            .member(
                "everything",
                MemberState::Active,
                &[(Role::Administrator, b""), (Role::Coordinator, b""), (Role::PrivacyOfficer, b"")],
            )
            .await;
        let former = house.member("former", MemberState::Ended, &[(Role::Administrator, b"")]).await;
        for (name, member, how) in [
            ("former member", former, How::Password),
            ("in an emergency", everything, How::Emergency),
            ("setting up", everything, How::Link),
            ("demo session outside of a demo", everything, How::Demo),
        ] {
            all.push(Who { name: name.into(), member: Some(member), how, state: With::FreshProof });
        }
        let clinic = house.member("of-clinic", MemberState::Active, &[(Role::Manager, &CLINIC)]).await;
        let station = house.member("of-station", MemberState::Active, &[(Role::Manager, &STATION)]).await;
        let plain = house.member("plain", MemberState::Active, &[]).await;
        Self { house, all, clinic, station, plain, probes: 0, findings: Vec::new() }
    }

    /// Every listed address, for everybody.
    pub async fn every(&mut self, listed: &[Listed]) {
        for one in listed {
            for number in 0..self.all.len() {
                if one.path.contains('{') && one.access != Access::Public {
                    for owner in OWNERS {
                        self.probe(one, number, Some(owner)).await;
                    }
                } else {
                    self.probe(one, number, None).await;
                }
            }
        }
    }

    /// Nobody asks so often that the shell tells him to wait.
    fn address(&self) -> IpAddr {
        let [.., a, b, c] = (self.probes as u64).to_be_bytes();
        [10, a, b, c].into()
    }

    async fn probe(&mut self, listed: &Listed, number: usize, owner: Option<Owner>) {
        let who = &self.all[number];
        let browser = self.house.browser_at(self.address());
        let viewer = self.enter(who, &browser).await;
        let path = match self.path(listed, who, owner).await {
            Some(path) => path,
            None => {
                self.findings.push(format!("{}: tell the walk how to make what it is about", listed.path));
                return;
            }
        };
        let expected = self.expected(listed, who, viewer.as_ref(), owner).await;
        let answer = self.send(&browser, listed, &path, who).await;
        self.probes += 1;
        if was_let_in(&answer, listed) != expected {
            let what = if expected { "is refused" } else { "is let in" };
            let who = &self.all[number].name;
            self.findings
                .push(format!("{} {} {owner:?}: {who} {what} ({})", listed.method, listed.path, answer.status));
        }
        if !expected && listed.access != Access::Public && (answer.status == StatusCode::INTERNAL_SERVER_ERROR) {
            self.findings.push(format!("{} {}: {}", listed.method, listed.path, answer.status));
        }
    }

    /// A fresh session for everybody who has one.
    async fn enter(&self, who: &Who, browser: &Browser<'_>) -> Option<Viewer> {
        let member = who.member?;
        let (token, now) = (Token::new(), self.house.hub.clock().now());
        let mut session = Session::begin(who.how, true, now);
        let long_ago = now.saturating_sub(SignedDuration::from_hours(2)).expect("after 1970");
        match who.state {
            With::FreshProof => {}
            With::OldProof => session.proven_at = Some(long_ago),
            With::Locked => session.seen_at = long_ago,
            With::Ended => {}
        }
        let (id, ended, hash) = (SessionId::new(self.house.hub.clock()), who.state == With::Ended, token.hash());
        self.house
            .write(move |tx, hub| {
                sessions::add(tx, hub, id, (member, None), &hash, &session)?;
                if ended {
                    sessions::end_all(tx, hub, member, None, crate::people::sign_in::session::Why::SignedOut, now)
                        .map(drop)
                } else {
                    Ok(())
                }
            })
            .await;
        browser.set_cookie(SESSION, &token.written());
        let sum = self.house.hub.sign_in().secrets().sign("csrf", &id.to_bytes());
        browser.set_csrf(&sum[..16].iter().map(|byte| format!("{byte:02x}")).collect::<String>());
        Some(self.viewer(member, who.how, now).await)
    }

    async fn viewer(&self, member: MemberId, how: How, now: Timestamp) -> Viewer {
        let found = self.house.hub.read(move |tx, hub| standing::signed_in(tx, hub, member, now, now)).await;
        let nothing_yet = SignedIn::without_roles(self.house.hub.id(), member, now);
        Viewer::Member(found.expect("it reads").filter(|_| how != How::Link).unwrap_or(nothing_yet))
    }

    /// What the table of rights says.
    async fn expected(&self, listed: &Listed, who: &Who, viewer: Option<&Viewer>, owner: Option<Owner>) -> bool {
        let right = match (listed.access, viewer) {
            (Access::Public, _) => return true,
            (_, None) => return false,
            (Access::Session, Some(_)) => {
                return who.state != With::Ended && who.name != "former member" && who.how != How::Demo;
            }
            (Access::Members(right), Some(_)) => right,
        };
        let viewer = viewer.expect("somebody");
        let is_here = matches!(who.state, With::FreshProof | With::OldProof)
            && who.name != "former member"
            && who.how != How::Demo;
        let is_proven = proof(right).is_none() || (who.state == With::FreshProof && who.how != How::Emergency);
        let decision = match owner {
            None => decide_coarsely(viewer, right),
            Some(owner) => self.relation_decides(listed, viewer, right, owner).await,
        };
        is_here && is_proven && decision.is_allowed()
    }

    async fn relation_decides(&self, listed: &Listed, viewer: &Viewer, right: Right, owner: Owner) -> Decision {
        let (hub, member) = self.owner(viewer, owner);
        let now = self.house.hub.clock().now();
        let found = self.house.hub.read(move |tx, hub| standing::signed_in(tx, hub, member, now, now)).await;
        let organizations = found.expect("it reads").map(|owner| owner.organizations).unwrap_or_default();
        let relations = Relations::of(viewer, Thing { hub, member: Some(member), organizations: &organizations });
        if NARROWER.iter().any(|(path, relation)| *path == listed.path && relations.contains(*relation)) {
            return Decision::Refused;
        }
        decide(viewer, right, relations)
    }

    fn owner(&self, viewer: &Viewer, owner: Owner) -> (HubId, MemberId) {
        let here = self.house.hub.id();
        let Viewer::Member(own) = viewer else { unreachable!("only members own things") };
        match owner {
            Owner::Oneself => (here, own.member),
            Owner::OfTheClinic => (here, self.clinic),
            Owner::OfTheStation => (here, self.station),
            Owner::Nobody => (here, self.plain),
            Owner::OtherHub => (HubId::from_bytes([9; 16]), MemberId::from_bytes([9; 16])),
        }
    }

    async fn send(&self, browser: &Browser<'_>, listed: &Listed, path: &str, who: &Who) -> Answer {
        if listed.method == Method::GET {
            return browser.get(path).await;
        }
        let mut form = vec![("back", "/desk"), ("name", "x"), ("reason", "x")];
        if let (true, Some(member)) = (listed.path.ends_with("/kept/discarding"), who.member) {
            // What is to be discarded must be there.
            let kept = crate::people::sign_in::operations::forms::keep(&self.house.hub, member, "/x", &[]);
            kept.await.expect("it is kept");
            form.push(("path", "/x"));
        }
        browser.post(path, &form).await
    }

    /// Every method that nobody registered, at every address.
    pub async fn other_methods(&mut self, router: &Router, listed: &[Listed]) {
        let administrator = self.all.iter().position(|who| who.name == "administrator").expect("there is one");
        for path in paths(router) {
            let own: Vec<&Method> = listed.iter().filter(|one| one.path == path).map(|one| &one.method).collect();
            if own.is_empty() {
                self.findings.push(format!("{path} is not listed"));
                continue;
            }
            let concrete = concrete(&path);
            let browser = self.house.browser_at(self.address());
            self.enter(&self.all[administrator], &browser).await;
            self.really(&browser, &path, &concrete, &own).await;
            for method in
                [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS, Method::TRACE]
            {
                if own.contains(&&method) {
                    continue;
                }
                let answer = browser.send(request(method.clone(), &concrete, "")).await;
                self.probes += 1;
                if answer.status != StatusCode::METHOD_NOT_ALLOWED {
                    self.findings.push(format!("{method} {path} is answered with {}", answer.status));
                }
            }
        }
        for one in listed {
            if !paths(router).iter().any(|path| path == one.path) {
                self.findings.push(format!("{} {} is listed but not there", one.method, one.path));
            }
        }
    }

    /// The methods that a path really has, as it says itself when it is asked for one that nobody has.
    async fn really(&mut self, browser: &Browser<'_>, path: &str, concrete: &str, listed: &[&Method]) {
        let unheard_of = Method::from_bytes(b"BREW").expect("a method");
        let answer = browser.send(request(unheard_of, concrete, "")).await;
        let allowed = answer.header(header::ALLOW.as_str()).to_owned();
        let mut really: Vec<&str> = allowed.split(',').map(str::trim).filter(|method| *method != "HEAD").collect();
        let mut expected: Vec<&str> = listed.iter().map(|method| method.as_str()).collect();
        really.sort_unstable();
        expected.sort_unstable();
        expected.dedup();
        if really != expected {
            self.findings.push(format!("{path} has {really:?}, but {expected:?} are listed"));
        }
    }
}

fn concrete(path: &str) -> String {
    let mut text = path.to_owned();
    while let (Some(open), Some(close)) = (text.find('{'), text.find('}')) {
        text.replace_range(open..=close, "00000000000000000000000000");
    }
    text
}

/// Whether a request got past the door and past what the operation allows.
fn was_let_in(answer: &Answer, listed: &Listed) -> bool {
    if listed.access == Access::Public {
        return answer.status != StatusCode::UNAUTHORIZED
            && answer.status != StatusCode::FORBIDDEN
            && !is_sent_away(answer);
    }
    // Whoever leaves his desk is shown the lock: that is the answer, and the door sends nobody there who asks for a session's page.
    if listed.access == Access::Session && answer.location().starts_with(PLACES.unlock) {
        return true;
    }
    let refused =
        [StatusCode::NOT_FOUND, StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN, StatusCode::METHOD_NOT_ALLOWED];
    !refused.contains(&answer.status) && !is_sent_away(answer) && answer.status != StatusCode::INTERNAL_SERVER_ERROR
}

fn is_sent_away(answer: &Answer) -> bool {
    let places = [PLACES.sign_in, PLACES.unlock, PLACES.step_up].map(|place| format!("{place}?back="));
    places.iter().any(|place| answer.location().starts_with(place.as_str()))
}

/// Pages of a test behind the door of a hub.
pub fn behind(hub: &Hub, door: crate::platform::web::Door<Hub>) -> Router {
    let gate: std::sync::Arc<dyn crate::platform::web::Gate> =
        std::sync::Arc::new(crate::people::sign_in::Doorkeeper::new(hub.clone(), false));
    door.guarded_by(&gate).with_state(hub.clone())
}
