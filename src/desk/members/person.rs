//! `/desk/members/{member}`: the business card that colleagues see, and the account for whoever looks after it.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};

use super::{look, read};
use crate::hub::Hub;
use crate::people::affiliation::Affiliation;
use crate::people::agreement::{AgreementKind, AgreementText, Standing};
use crate::people::card::{self, Detail};
use crate::people::history::MemberChange;
use crate::people::listing::{self, Account, Colleague};
use crate::people::member::MemberState;
use crate::people::refusal::{agreement_words, role_words};
use crate::people::roles::RoleAssignment;
use crate::people::store::agreements;
use crate::people::{may, words};
use crate::platform::access::{MemberId, Right, Role, decide_coarsely};
use crate::platform::audit::What;
use crate::platform::clock::local;
use crate::platform::web::{Page, Phrase, Presence, Result, show};

#[derive(Template)]
#[template(path = "desk/members/person.html")]
struct PersonPage {
    page: Page,
    me: Presence,
    now: jiff::Timestamp,
    who: Colleague,
    /// For whoever looks after it.
    account: Option<Known>,
    wrong: Option<Phrase>,
}

/// What whoever looks after an account sees of it.
struct Known {
    account: Account,
    history: Vec<MemberChange>,
    texts: Vec<AgreementText>,
}

impl PersonPage {
    fn profession(&self, one: &crate::people::profession::Profession) -> Phrase {
        words::profession(self.page.t, one)
    }

    fn languages(&self) -> Phrase {
        let all: Vec<Phrase> = self.who.languages.iter().map(|tag| words::language(self.page.t, tag)).collect();
        Phrase::joined(&all, "・")
    }

    fn way(&self, way: &crate::people::best_reached::Way) -> Phrase {
        words::way(self.page.t, way)
    }

    /// The card as a code that another telephone reads.
    fn code(&self) -> askama::filters::Safe<String> {
        askama::filters::Safe(card::qr_svg(&self.who, self.page.hub_name()).unwrap_or_default())
    }

    fn may(&self, right: Right) -> bool {
        let viewer = self.me.as_viewer();
        let Some(known) = &self.account else { return false };
        let today = local(self.now).date();
        may::may(&viewer, right, may::to_member(&viewer, &known.account.member, self.now, today))
    }

    fn may_change(&self) -> bool {
        self.may(Right::ChangeContact)
    }

    fn may_change_identity(&self) -> bool {
        self.may(Right::ChangeIdentity)
    }

    fn may_change_access(&self) -> bool {
        self.may(Right::ChangeAccess) && self.me.viewer.member != self.who.id
    }

    fn may_add(&self) -> bool {
        self.may(Right::AddMember)
    }

    fn may_appoint(&self) -> bool {
        self.may(Right::AppointManager)
    }

    fn may_appoint_for_hub(&self) -> bool {
        decide_coarsely(&self.me.as_viewer(), Right::AppointForHub).is_allowed()
    }

    fn may_record(&self) -> bool {
        self.may(Right::RecordAgreement)
    }

    fn state(&self, state: MemberState) -> Phrase {
        let t = self.page.t;
        match state {
            MemberState::Invited => t.people_state_invited(),
            MemberState::Active => t.people_state_active(),
            MemberState::Ended => t.people_state_ended(),
        }
    }

    fn is_ended(&self) -> bool {
        self.account.as_ref().is_some_and(|known| known.account.member.state == MemberState::Ended)
    }

    /// Whether he cannot come in yet, and nothing that lets him in is on its way.
    fn wants_link(&self, account: &Account) -> bool {
        account.member.state == MemberState::Invited && !account.link.as_ref().is_some_and(|(_, alive)| *alive)
    }

    /// A telephone that colleagues do not see.
    fn hidden_phone<'a>(&self, account: &'a Account) -> Option<&'a str> {
        account.member.particulars.phone.as_deref().filter(|_| self.who.phone.is_none())
    }

    /// An address for mail that colleagues do not see.
    fn hidden_email<'a>(&self, account: &'a Account) -> Option<&'a str> {
        account.member.particulars.email.as_deref().filter(|_| self.who.email.is_none())
    }

    fn role(&self, role: &Role) -> Phrase {
        role_words(*role, &self.page.t)
    }

    fn agreement(&self, kind: AgreementKind) -> Phrase {
        agreement_words(kind, &self.page.t)
    }

    /// Roles that hold now or later.
    fn roles(&self, account: &Account) -> Vec<RoleAssignment> {
        account.member.roles.iter().filter(|one| one.is_or_will_be(self.now)).copied().collect()
    }

    fn organization_name(&self, account: &Account, role: &RoleAssignment) -> Option<String> {
        let id = role.organization?;
        let found = account.member.affiliations.iter().find(|one| one.organization == id);
        found.map(|one| one.organization_name.clone())
    }

    /// Where he works today or will, each organisation once.
    fn present(&self, account: &Account) -> Vec<Affiliation> {
        let today = local(self.now).date();
        account.member.affiliations.iter().filter(|one| one.period.holds_or_will(today)).cloned().collect()
    }

    fn past(&self, account: &Account) -> Vec<Affiliation> {
        let today = local(self.now).date();
        account.member.affiliations.iter().filter(|one| !one.period.holds_or_will(today)).cloned().collect()
    }

    /// From which day to which last day.
    fn period(&self, one: &Affiliation) -> Phrase {
        let t = self.page.t;
        let last = one.period.until().and_then(|until| until.yesterday().ok());
        match last {
            Some(last) => t.members_from_to(t.plain_date(one.period.from()), t.plain_date(last)),
            None => t.members_since(t.plain_date(one.period.from())),
        }
    }

    fn standing(&self, standing: &Standing) -> Phrase {
        let t = self.page.t;
        match standing {
            Standing::NothingToAgree => t.members_agreement_none(),
            Standing::Missing => t.members_agreement_missing(),
            Standing::Outdated(old) => t.members_agreement_outdated(&old.version, t.plain_date(old.agreed_on)),
            Standing::Current(one) => t.members_agreement_current(&one.version, t.plain_date(one.agreed_on)),
        }
    }

    fn agreed(&self, account: &Account) -> [(Phrase, Phrase); 2] {
        [(AgreementKind::Pledge, &account.pledge), (AgreementKind::Rules, &account.rules)]
            .map(|(kind, standing)| (self.agreement(kind), self.standing(standing)))
    }

    /// The versions that somebody can have signed: `pledge 第1版`.
    fn versions(&self, known: &Known) -> Vec<(String, Phrase)> {
        let one = |text: &AgreementText| {
            let words = Phrase::joined(&[self.agreement(text.kind), self.page.t.as_written(&text.version)], " ");
            (format!("{} {}", text.kind.code(), text.version), words)
        };
        known.texts.iter().map(one).collect()
    }

    fn happened(&self, change: &MemberChange) -> Phrase {
        change.act.words(&self.page.t)
    }

    fn by(&self, change: &MemberChange) -> Phrase {
        change.by.words(&self.page.t)
    }

    fn fields(&self, change: &MemberChange) -> Vec<(Phrase, String, String)> {
        let shown = |text: &str| if text.is_empty() { "–".to_owned() } else { text.to_owned() };
        let one = |field: &crate::people::history::FieldChange| {
            (field.field.words(&self.page.t), shown(&field.was), shown(&field.became))
        };
        change.fields.iter().map(one).collect()
    }
}

/// `GET /desk/members/{member}`.
pub async fn page(State(hub): State<Hub>, page: Page, me: Presence, Path(id): Path<MemberId>) -> Result<Response> {
    with(&hub, page, me, id, None).await
}

/// The page, with why something was not done.
pub async fn with(hub: &Hub, page: Page, me: Presence, id: MemberId, wrong: Option<Phrase>) -> Result<Response> {
    let (who, account) = read(hub, &page, &me, move |tx, viewer, clock| {
        let who = listing::card(tx, viewer, id, clock)?;
        let account = match listing::account(tx, viewer, id, clock) {
            Ok(account) => Some(Known {
                account,
                history: listing::history(tx, viewer, id, clock)?,
                texts: agreements::texts(tx, viewer.hub())?,
            }),
            Err(crate::people::refusal::Refused::NoSuchMember) => None,
            Err(other) => return Err(other),
        };
        Ok((who, account))
    })
    .await?;
    look(hub, &me, (What::Look, None), Some(id), 1).await?;
    let (now, is_refused) = (hub.clock().now(), wrong.is_some());
    let answer = show(&PersonPage { page, me, now, who, account, wrong })?;
    if is_refused { super::refused(answer) } else { Ok(answer) }
}

/// `GET /desk/members/{member}/card.vcf`: for the address book of a telephone.
pub async fn vcard(State(hub): State<Hub>, page: Page, me: Presence, Path(id): Path<MemberId>) -> Result<Response> {
    let who = read(&hub, &page, &me, move |tx, viewer, clock| listing::card(tx, viewer, id, clock)).await?;
    look(&hub, &me, (What::Export, None), Some(id), 1).await?;
    let text = card::vcard(&who, page.hub_name(), Detail::Full);
    let headers = [
        (header::CONTENT_TYPE, "text/vcard; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"card.vcf\""),
    ];
    Ok((headers, text).into_response())
}
