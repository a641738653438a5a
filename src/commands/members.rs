//! `kyoten members …`: people, for whoever sits at the machine. What he does is recorded as the operator's.

use std::sync::Arc;

use clap::{Args, Subcommand, ValueEnum};
use jiff::civil::Date;
use kyoten::directory::OrganizationId;
use kyoten::hub::Hub;
use kyoten::people::form::MemberForm;
use kyoten::people::listing::{self, Account, MemberQuery, PER_PAGE};
use kyoten::people::member::MemberState;
use kyoten::people::operations::{self, LinkLife, NewAffiliation, NewMember, NewRole, Result as Done, SameName};
use kyoten::people::refusal::{Refused, role_words};
use kyoten::people::store;
use kyoten::platform::access::{MemberId, Role, Viewer};
use kyoten::platform::clock::{local, tokyo};
use kyoten::platform::web::Words;
use kyoten::platform::{Clock, Config, DataFolder};

use super::say::say;
use super::{Failure, link};

/// What can be done about people.
#[derive(Subcommand)]
pub enum Members {
    /// List the accounts.
    List(List),
    /// Add somebody and make an invitation; with --member, make a new link for somebody who is there.
    Invite(Box<Invite>),
    /// End an account at once, or only an affiliation.
    End {
        /// Whose.
        member: MemberId,
        /// Only the affiliation with this organisation.
        #[arg(long)]
        organization: Option<OrganizationId>,
        /// With --organization: the last day there. Default: it ends at once.
        #[arg(long, requires = "organization")]
        last_day: Option<Date>,
    },
    /// Show the roles of a member, give one, or take one.
    Roles(Roles),
    /// The yearly review: who is to be confirmed, and by when.
    Review {
        /// Only this organisation.
        #[arg(long)]
        organization: Option<OrganizationId>,
        /// Only what is overdue.
        #[arg(long)]
        overdue: bool,
        /// Confirm that this member works there (with --organization), or for the hub itself.
        #[arg(long)]
        confirm: Option<MemberId>,
    },
}

/// Options of `kyoten members list`.
#[derive(Args)]
pub struct List {
    /// Parts of the name or of its reading.
    text: Vec<String>,
    /// Only this organisation.
    #[arg(long)]
    organization: Option<OrganizationId>,
    /// Only accounts that stand so. Default: all that have not ended.
    #[arg(long)]
    state: Option<StateWord>,
    /// Which page of fifty, from 1.
    #[arg(long, default_value_t = 1)]
    page: u32,
}

/// Options of `kyoten members invite`.
#[derive(Args)]
pub struct Invite {
    /// Make a new link for this member.
    #[arg(long, conflicts_with_all = ["name", "kana", "sign_in", "profession", "organization", "title"])]
    member: Option<MemberId>,
    /// The name.
    #[arg(required_unless_present = "member")]
    name: Option<String>,
    /// The reading.
    #[arg(long, default_value = "")]
    kana: String,
    /// What is typed to sign in: an e-mail address, or a name of small letters and digits.
    #[arg(long, default_value = "")]
    sign_in: String,
    /// An e-mail address beside a chosen name.
    #[arg(long, default_value = "")]
    email: String,
    /// Telephone.
    #[arg(long, default_value = "")]
    phone: String,
    /// Professions by code, such as nurse or care_manager (several with commas).
    #[arg(long, value_delimiter = ',')]
    profession: Vec<String>,
    /// Where he works. Without it: the hub's own staff.
    #[arg(long)]
    organization: Option<OrganizationId>,
    /// 役職.
    #[arg(long, default_value = "")]
    title: String,
    /// It is another person than the one of the same name.
    #[arg(long)]
    another_person: bool,
    /// Print no QR code.
    #[arg(long)]
    no_code: bool,
}

/// Options of `kyoten members roles`.
#[derive(Args)]
pub struct Roles {
    /// Whose.
    member: MemberId,
    /// Give this role.
    #[arg(long, conflicts_with = "take")]
    give: Option<RoleWord>,
    /// Take this role.
    #[arg(long)]
    take: Option<RoleWord>,
    /// The organisation of a manager.
    #[arg(long)]
    organization: Option<OrganizationId>,
    /// With --give: the last day of the role.
    #[arg(long, requires = "give")]
    last_day: Option<Date>,
}

/// Where an account stands.
#[derive(Clone, Copy, ValueEnum)]
pub enum StateWord {
    /// 招待中.
    Invited,
    /// 利用中.
    Active,
    /// 終了.
    Ended,
}

/// A role.
#[derive(Clone, Copy, ValueEnum)]
pub enum RoleWord {
    /// 拠点のコーディネーター.
    Coordinator,
    /// 拠点の管理者.
    Administrator,
    /// 個人情報保護の責任者.
    PrivacyOfficer,
    /// 事業所の管理者; with --organization.
    Manager,
}

impl From<RoleWord> for Role {
    fn from(word: RoleWord) -> Self {
        match word {
            RoleWord::Coordinator => Self::Coordinator,
            RoleWord::Administrator => Self::Administrator,
            RoleWord::PrivacyOfficer => Self::PrivacyOfficer,
            RoleWord::Manager => Self::Manager,
        }
    }
}

impl From<StateWord> for MemberState {
    fn from(word: StateWord) -> Self {
        match word {
            StateWord::Invited => Self::Invited,
            StateWord::Active => Self::Active,
            StateWord::Ended => Self::Ended,
        }
    }
}

/// The hub, and the operator as its viewer.
struct Desk {
    hub: Hub,
    operator: Viewer,
}

impl Members {
    /// Does it and prints what came of it.
    pub async fn run(self, config: Config) -> Result<(), Failure> {
        let folder = Arc::new(DataFolder::open(&config.data)?);
        let hub = Hub::open(config, &folder, Clock::system()).await?;
        let desk = Desk { operator: Viewer::Operator { hub: hub.id() }, hub };
        let done = self.on(&desk).await;
        // What was done before it failed is sealed too.
        desk.hub.close().await?;
        done
    }

    async fn on(self, desk: &Desk) -> Result<(), Failure> {
        match self {
            Self::List(list) => list.on(desk).await,
            Self::Invite(invite) => invite.on(desk).await,
            Self::End { member, organization, last_day } => {
                let operator = desk.operator.clone();
                desk.write(move |tx, clock| match organization {
                    Some(id) => operations::leave(tx, &operator, member, id, last_day, clock),
                    None => operations::end(tx, &operator, member, clock),
                })
                .await?;
                say!("済みました。");
                Ok(())
            }
            Self::Roles(roles) => roles.on(desk).await,
            Self::Review { organization, confirm: Some(member), .. } => {
                let operator = desk.operator.clone();
                desk.write(move |tx, clock| operations::confirm(tx, &operator, member, organization, clock)).await?;
                say!("済みました。");
                Ok(())
            }
            Self::Review { organization, overdue, confirm: None } => review(desk, organization, overdue).await,
        }
    }
}

impl Desk {
    async fn write<T: Send + 'static>(
        &self,
        mut work: impl FnMut(&mut kyoten_store::Tx<'_>, &Clock) -> Done<T> + Send + 'static,
    ) -> Result<T, Failure> {
        let clock = self.hub.clock().clone();
        self.hub.write(move |tx, _| work(tx, &clock)).await.map_err(link::refused)
    }

    async fn read<T: Send + 'static>(
        &self,
        mut work: impl FnMut(&mut kyoten_store::Tx<'_>, &Clock) -> Done<T> + Send + 'static,
    ) -> Result<T, Failure> {
        let clock = self.hub.clock().clone();
        self.hub.read(move |tx, _| work(tx, &clock)).await.map_err(link::refused)
    }
}

impl List {
    async fn on(self, desk: &Desk) -> Result<(), Failure> {
        let query = MemberQuery {
            text: self.text.join(" "),
            organization: self.organization,
            state: self.state.map(MemberState::from),
            page: self.page.saturating_sub(1),
            ..MemberQuery::default()
        };
        let operator = desk.operator.clone();
        let page = desk.read(move |tx, clock| listing::accounts(tx, &operator, &query, clock)).await?;
        say!("{} 人({}人ずつ、{}ページ目)", page.total, PER_PAGE, self.page);
        for account in page.rows {
            say!("{}", line(&account, desk.hub.clock()));
        }
        for notice in desk.notices().await? {
            say!("お知らせ: {notice}");
        }
        Ok(())
    }
}

impl Desk {
    async fn notices(&self) -> Result<Vec<String>, Failure> {
        let operator = self.operator.clone();
        let notices = self.read(move |tx, _| listing::notices(tx, &operator)).await?;
        let t = Words::default();
        Ok(notices.into_iter().map(|one| one.kind.words(&t, &one.about_name).plain().into_owned()).collect())
    }
}

/// One account in a line: id, state, name, how he signs in, where, as what.
fn line(account: &Account, clock: &Clock) -> String {
    let (member, now, t) = (&account.member, clock.now(), Words::default());
    let state = match member.state {
        MemberState::Invited => t.people_state_invited(),
        MemberState::Active => t.people_state_active(),
        MemberState::Ended => t.people_state_ended(),
    };
    let places = member.affiliations.iter().filter(|one| one.period.holds_or_will(local(now).date()));
    let places: Vec<&str> = places.map(|one| one.organization_name.as_str()).collect();
    let roles: Vec<String> = member.roles_now(now).map(|one| role_words(one.role, &t).plain().into_owned()).collect();
    let link = match &account.link {
        Some((link, true)) => format!("リンク {} まで", local(link.expires_at).strftime("%m-%d %H:%M")),
        Some((_, false)) => "リンクの期限切れ".to_owned(),
        None => String::new(),
    };
    let parts = [
        member.id.to_string(),
        state.plain().into_owned(),
        member.particulars.name.clone(),
        member.particulars.sign_in.clone(),
        places.join("、"),
        roles.join("、"),
        link,
    ];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("  ")
}

impl Invite {
    async fn on(self, desk: &Desk) -> Result<(), Failure> {
        let life = LinkLife::from(desk.hub.config().links);
        let (operator, with_code) = (desk.operator.clone(), !self.no_code);
        let known = self.member;
        let new = self.new_member();
        let (id, link) = desk
            .write(move |tx, clock| {
                let id = match known {
                    Some(id) => id,
                    None => operations::add(tx, &operator, &new, clock)?,
                };
                Ok((id, operations::invite(tx, &operator, id, life, clock)?))
            })
            .await?;
        say!("{id}");
        link::print(&link, desk.hub.config(), with_code);
        Ok(())
    }

    fn new_member(self) -> NewMember {
        let (sign_in, email) = if self.sign_in.contains(['@', '＠']) && self.email.is_empty() {
            (String::new(), self.sign_in)
        } else {
            (self.sign_in, self.email)
        };
        NewMember {
            form: MemberForm {
                name: self.name.unwrap_or_default(),
                kana: self.kana,
                professions: self.profession,
                sign_in,
                email,
                phone: self.phone,
                ..MemberForm::default()
            },
            affiliation: self.organization.map(|id| NewAffiliation { title: self.title, ..NewAffiliation::at(id) }),
            same_name: if self.another_person { SameName::AnotherPerson } else { SameName::Ask },
        }
    }
}

impl Roles {
    async fn on(self, desk: &Desk) -> Result<(), Failure> {
        let (operator, member, organization) = (desk.operator.clone(), self.member, self.organization);
        // A role that ends with a day ends when the next one begins.
        let until = self.last_day.and_then(|day| day.tomorrow().ok()?.to_zoned(tokyo()).ok()).map(|z| z.timestamp());
        if let Some(role) = self.give.map(Role::from) {
            let new = NewRole { role, organization, since: None, until };
            let viewer = operator.clone();
            desk.write(move |tx, clock| operations::give_role(tx, &viewer, member, new, clock)).await?;
        } else if let Some(role) = self.take.map(Role::from) {
            let viewer = operator.clone();
            desk.write(move |tx, clock| operations::take_role(tx, &viewer, member, role, organization, clock)).await?;
        }
        let found = desk
            .read(move |tx, _| store::members::find(tx, operator.hub(), member)?.ok_or(Refused::NoSuchMember))
            .await?;
        let t = Words::default();
        say!("{}", found.particulars.name);
        for one in &found.roles {
            let place = one.organization.map(|id| id.to_string()).unwrap_or_default();
            let day = |moment| local(moment).strftime("%Y-%m-%d %H:%M").to_string();
            let until = one.until.map(day).unwrap_or_default();
            say!("{}  {}〜{until}  {place}", role_words(one.role, &t).plain(), day(one.since));
        }
        Ok(())
    }
}

async fn review(desk: &Desk, organization: Option<OrganizationId>, overdue: bool) -> Result<(), Failure> {
    let operator = desk.operator.clone();
    let lines = desk.read(move |tx, clock| listing::review(tx, &operator, organization, clock)).await?;
    let today = desk.hub.clock().today();
    for line in lines.iter().filter(|line| !overdue || line.is_overdue(today)) {
        let late = if line.is_overdue(today) { "期限切れ" } else { "" };
        let last = line.last_sign_in.map_or_else(|| "–".to_owned(), |at| local(at).date().to_string());
        let place = if line.organization.is_none() { "拠点" } else { line.organization_name.as_str() };
        say!("{}  {}  {place}  最後のサインイン {last}  確認の期限 {} {late}", line.member, line.name, line.due_on);
    }
    let late = lines.iter().filter(|line| line.is_overdue(today)).count();
    say!("{} 人、期限切れ {late} 人", lines.len());
    Ok(())
}
