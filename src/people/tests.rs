//! The room as its people meet it, on both databases.

mod adding;
mod agreements;
mod editing;
mod ending;
mod finding;
mod links;
mod promises;
mod reviewing;
mod roles;
mod trail;

use std::time::Duration;

use jiff::SignedDuration;
use kyoten_store::testing::TestDatabase;
use kyoten_store::{Store, Tx};

use super::form::MemberForm;
use super::link::{NoticeKind, Secret};
use super::listing;
use super::member::Member;
use super::operations::{self, Accepted, LinkLife, NewAffiliation, NewLink, NewMember, NewRole, Opened, SameName};
use super::refusal::Refused;
use super::sign_in::session::{Method, Session};
use super::sign_in::store::sessions;
use super::standing;
use super::store::{self, members};
use crate::directory::OrganizationId;
use crate::directory::kind::OrganizationKind;
use crate::directory::operations::NewOrganization;
use crate::directory::store::survey::By;
use crate::hub::MIGRATIONS;
use crate::platform::access::{MemberId, Role, Viewer};
use crate::platform::hub_id::{self, HubId};
use crate::platform::secrets::Token;
use crate::platform::{Clock, Id};
use crate::testing::databases;

/// Wednesday 2026-04-01, 09:00 in Japan.
const BEGINNING: &str = "2026-04-01T00:00:00Z";

const LIFE: LinkLife = LinkLife { invitation: Duration::from_secs(72 * 3600), reset: Duration::from_secs(30 * 60) };

/// A hub with its people on a fresh database.
struct Desk {
    store: Store,
    clock: Clock,
    hub: HubId,
    /// Gone with the desk; a hub beside others in one database has none of its own.
    _database: Option<TestDatabase>,
}

impl Desk {
    async fn open(database: TestDatabase) -> Self {
        let store = database.open().await;
        store.migrate(MIGRATIONS).await.expect("the migrations run");
        let clock = Clock::moved(BEGINNING.parse().expect("a moment"));
        let now = clock.clone();
        let hub = store.write(move |tx| hub_id::find_or_found(tx, "hub", &now)).await.expect("the hub is founded");
        Self { store, clock, hub, _database: Some(database) }
    }

    /// Does something in one unit of work.
    async fn act<T: Send + 'static>(
        &self,
        mut work: impl FnMut(&mut Tx<'_>, &Clock) -> operations::Result<T> + Send + 'static,
    ) -> operations::Result<T> {
        let clock = self.clock.clone();
        self.store.write(move |tx| work(tx, &clock)).await
    }

    fn operator(&self) -> Viewer {
        Viewer::Operator { hub: self.hub }
    }

    fn anyone(&self) -> Viewer {
        Viewer::Anyone { hub: self.hub }
    }

    /// What a member is at this moment, when he may enter.
    async fn standing(&self, id: MemberId) -> Option<Viewer> {
        let (hub, now) = (self.hub, self.clock.now());
        let signed_in = self.store.read(move |tx| standing::signed_in(tx, hub, id, now, now)).await;
        signed_in.expect("it reads").map(Viewer::Member)
    }

    async fn viewer(&self, id: MemberId) -> Viewer {
        self.standing(id).await.expect("he may enter")
    }

    async fn member(&self, id: MemberId) -> Member {
        let hub = self.hub;
        self.store.read(move |tx| members::find(tx, hub, id)).await.expect("it reads").expect("he is there")
    }

    async fn organization(&self, name: &str) -> OrganizationId {
        let new = NewOrganization {
            kind: OrganizationKind::VisitingNurseStation,
            name: name.to_owned(),
            kana: String::new(),
            address: "潮路県汐見野市港町1".to_owned(),
            municipality: "99201".to_owned(),
            near: Vec::new(),
            position: None,
            phone: String::new(),
            numbers: Vec::new(),
            note: String::new(),
            hours: String::new(),
            source: "電話で確認".to_owned(),
            as_of: jiff::civil::date(2026, 3, 1),
        };
        let (hub, clock) = (self.hub, self.clock.clone());
        let work = move |tx: &mut Tx<'_>| {
            let by = By { who: "test", now: clock.now() };
            crate::directory::operations::add(tx, hub, &new, by, &clock)
        };
        self.store.write(work).await.expect("the organisation is added").id
    }

    /// Adds somebody as this viewer.
    async fn add(&self, viewer: &Viewer, new: NewMember) -> operations::Result<MemberId> {
        let viewer = viewer.clone();
        self.act(move |tx, clock| operations::add(tx, &viewer, &new, clock)).await
    }

    async fn invite(&self, viewer: &Viewer, id: MemberId) -> operations::Result<NewLink> {
        let viewer = viewer.clone();
        self.act(move |tx, clock| operations::invite(tx, &viewer, id, LIFE, clock)).await
    }

    async fn open_link(&self, secret: &Secret, claim: Option<&Secret>) -> Opened {
        let claims: Vec<Secret> = claim.into_iter().cloned().collect();
        let (viewer, secret) = (self.anyone(), secret.clone());
        let opened = self.act(move |tx, clock| operations::open(tx, &viewer, &secret, &claims, clock)).await;
        opened.expect("it answers")
    }

    async fn accept(&self, secret: &Secret, claim: &Secret) -> Accepted {
        let (hub, viewer, secret, claim) = (self.hub, self.anyone(), secret.clone(), claim.clone());
        let accepted = self
            .act(move |tx, clock| {
                let known = store::links::by_token(tx, hub, &secret.hash())?;
                let id = known.map_or(Id::from_bytes([0; 16]), |link| link.id);
                operations::accept(tx, &viewer, id, &claim, clock)
            })
            .await;
        accepted.expect("it answers")
    }

    /// Opens and uses a link as its owner does.
    async fn come_in(&self, link: &NewLink) -> Accepted {
        match self.open_link(&link.secret, None).await {
            Opened::Welcome { claim: Some(claim), .. } => self.accept(&link.secret, &claim).await,
            other => panic!("the link is not alive: {other:?}"),
        }
    }

    /// A member who has come in, added by the operator.
    async fn somebody(&self, name: &str, at: Option<OrganizationId>) -> MemberId {
        let new = NewMember { affiliation: at.map(NewAffiliation::at), ..person(name) };
        let operator = self.operator();
        let id = self.add(&operator, new).await.expect("he is added");
        let link = self.invite(&operator, id).await.expect("he is invited");
        self.come_in(&link).await;
        id
    }

    async fn with_role(&self, id: MemberId, role: NewRole) -> MemberId {
        self.give(&self.operator(), id, role).await.expect("the role is given");
        id
    }

    async fn give(&self, viewer: &Viewer, id: MemberId, role: NewRole) -> operations::Result<()> {
        let viewer = viewer.clone();
        self.act(move |tx, clock| operations::give_role(tx, &viewer, id, role, clock)).await
    }

    async fn take(
        &self,
        viewer: &Viewer,
        id: MemberId,
        role: Role,
        at: Option<OrganizationId>,
    ) -> operations::Result<()> {
        let viewer = viewer.clone();
        self.act(move |tx, clock| operations::take_role(tx, &viewer, id, role, at, clock)).await
    }

    /// An administrator who has come in.
    async fn administrator(&self, name: &str) -> MemberId {
        let id = self.somebody(name, None).await;
        self.with_role(id, NewRole::of_hub(Role::Administrator)).await
    }

    /// The manager of an organisation, who has come in.
    async fn manager(&self, name: &str, of: OrganizationId) -> MemberId {
        let id = self.somebody(name, Some(of)).await;
        self.with_role(id, NewRole::manager(of)).await
    }

    async fn end(&self, viewer: &Viewer, id: MemberId) -> operations::Result<()> {
        let viewer = viewer.clone();
        self.act(move |tx, clock| operations::end(tx, &viewer, id, clock)).await
    }

    async fn change(&self, viewer: &Viewer, id: MemberId, form: MemberForm, revision: i64) -> operations::Result<i64> {
        let viewer = viewer.clone();
        self.act(move |tx, clock| operations::change(tx, &viewer, id, &form, revision, clock)).await
    }

    async fn notices(&self, viewer: &Viewer) -> Vec<(NoticeKind, String)> {
        let viewer = viewer.clone();
        let notices = self.act(move |tx, _| listing::notices(tx, &viewer)).await.expect("it reads");
        notices.into_iter().map(|notice| (notice.kind, notice.about_name)).collect()
    }

    async fn history(&self, id: MemberId) -> Vec<String> {
        let viewer = self.operator();
        let lines = self.act(move |tx, clock| listing::history(tx, &viewer, id, clock)).await.expect("it reads");
        lines.into_iter().rev().map(|line| line.act.code().to_owned()).collect()
    }

    fn pass(&self, time: SignedDuration) {
        self.clock.pass(time);
    }

    /// Signs somebody in, in one more browser.
    async fn sign_in(&self, id: MemberId) {
        let (hub, clock, token) = (self.hub, self.clock.clone(), Token::new().hash());
        let work = move |tx: &mut Tx<'_>| {
            let session = Session::begin(Method::Passkey, false, clock.now());
            sessions::add(tx, hub, Id::new(&clock), (id, None), &token, &session)
        };
        self.store.write(work).await.expect("he signs in");
    }

    /// In how many browsers he is signed in.
    async fn sessions(&self, id: MemberId) -> usize {
        let (hub, now) = (self.hub, self.clock.now());
        self.store.read(move |tx| sessions::open(tx, hub, id, now)).await.expect("it reads").len()
    }
}

/// Every database as a hub with its people.
async fn desks() -> Vec<Desk> {
    let mut desks = Vec::new();
    for database in databases().await {
        desks.push(Desk::open(database).await);
    }
    desks
}

/// Somebody of this name; its reading is invented, and he signs in with a name made of it.
fn person(name: &str) -> NewMember {
    let letters: String = name.chars().filter(|c| !c.is_whitespace()).map(|c| format!("{:x}", c as u32)).collect();
    let form = MemberForm {
        name: name.to_owned(),
        kana: "てすと".to_owned(),
        professions: vec!["nurse".to_owned()],
        sign_in: format!("n{}", &letters[..letters.len().min(39)]),
        ..MemberForm::default()
    };
    NewMember { form, affiliation: None, same_name: SameName::Ask }
}

/// The refusal's name, for tests that want nothing else of it.
fn why<T: std::fmt::Debug>(result: Result<T, Refused>) -> String {
    let refused = format!("{:?}", result.expect_err("it is refused"));
    refused.split(['(', ' ', '{']).next().unwrap_or_default().to_owned()
}

fn hours(hours: i64) -> SignedDuration {
    SignedDuration::from_hours(hours)
}

fn days(days: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * days)
}
