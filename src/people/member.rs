//! A person with an account (登録者).

use jiff::Timestamp;
use jiff::civil::Date;
use kyoten_text::name::{account_look, compared_account};
use kyoten_text::normalize::{kana_sort_key, search_key};

use super::affiliation::{self, Affiliation};
use super::best_reached::{Way, in_words};
use super::history::{FieldChange, MemberField};
use super::roles::{RoleAssignment, is_of_hub};
use crate::directory::OrganizationId;
use crate::platform::access::{MemberId, Role};

/// Where an account stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MemberState {
    /// 招待中: has a link, or waits for one.
    Invited,
    /// 利用中.
    Active,
    /// 終了.
    Ended,
}

impl MemberState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Invited, Self::Active, Self::Ended];

    /// As the database writes it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Active => "active",
            Self::Ended => "ended",
        }
    }

    /// The state with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// What is known of a person, checked: it can only be made by [`super::form`] and by the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Particulars {
    /// As it is written, with 外字 as they are.
    pub name: String,
    /// The reading in hiragana.
    pub kana: String,
    /// Codes of professions, in the order in which they are shown.
    pub professions: Vec<String>,
    /// What is typed to sign in, in the form in which it is compared.
    pub sign_in: String,
    /// Where mail goes.
    pub email: Option<String>,
    /// With hyphens.
    pub phone: Option<String>,
    /// Whether colleagues see telephone and e-mail address.
    pub shows_contact: bool,
    /// Tags of languages, the best one first.
    pub languages: Vec<String>,
    /// How and when best reached, the best way first.
    pub best_reached: Vec<Way>,
}

/// A person with an account, with everything that belongs to him.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The id.
    pub id: MemberId,
    /// Who he is.
    pub particulars: Particulars,
    /// Where the account stands.
    pub state: MemberState,
    /// When he was added.
    pub created_at: Timestamp,
    /// When he ended.
    pub ended_at: Option<Timestamp>,
    /// When he last signed in.
    pub last_sign_in: Option<Timestamp>,
    /// Raised by every change.
    pub revision: i64,
    /// Where he works, worked and will work, in the order in which it began.
    pub affiliations: Vec<Affiliation>,
    /// His roles, those of the past too.
    pub roles: Vec<RoleAssignment>,
}

impl Member {
    /// The roles that are in force.
    pub fn roles_now(&self, now: Timestamp) -> impl Iterator<Item = &RoleAssignment> {
        self.roles.iter().filter(move |one| one.is_in_force(now))
    }

    /// Whether he has, or will have, a role in the whole hub.
    pub fn is_of_hub(&self, now: Timestamp) -> bool {
        self.roles.iter().any(|one| is_of_hub(one.role) && one.is_or_will_be(now))
    }

    /// Whether he has this role now.
    pub fn has_role(&self, role: Role, now: Timestamp) -> bool {
        self.roles_now(now).any(|one| one.role == role)
    }

    /// The organisations that have a say about him: where he is or will be. For one who has ended or whose last affiliation has
    /// run out: where he was last, so that somebody can bring him back.
    pub fn organizations_concerned(&self, now: Timestamp, today: Date) -> Vec<OrganizationId> {
        let here = affiliation::present_or_coming(&self.affiliations, today);
        if here.is_empty() && !self.is_of_hub(now) { affiliation::last(&self.affiliations) } else { here }
    }

    /// Whether he may sign in as far as his account goes: he accepted, and he works somewhere or for the hub today.
    pub fn may_enter(&self, now: Timestamp, today: Date) -> bool {
        let here = !affiliation::present(&self.affiliations, today).is_empty();
        let for_hub = self.roles_now(now).any(|one| is_of_hub(one.role));
        self.state == MemberState::Active && (here || for_hub)
    }
}

/// What the database keeps beside a person's particulars, to find and to sort him.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keys {
    /// For search by name.
    pub name: String,
    /// For search by reading.
    pub kana: String,
    /// 五十音順.
    pub sort: String,
    /// What the name for signing in looks like.
    pub sign_in_look: String,
}

impl Particulars {
    /// The keys of these particulars.
    pub fn keys(&self) -> Keys {
        let read = if self.kana.is_empty() { &self.name } else { &self.kana };
        Keys {
            name: search_key(&self.name),
            kana: search_key(&self.kana),
            sort: kana_sort_key(read),
            sign_in_look: account_look(&self.sign_in),
        }
    }

    /// What differs between these and others, field by field, in the words that the history keeps.
    pub fn changes(&self, became: &Self) -> Vec<FieldChange> {
        let (was, is) = (self.texts(), became.texts());
        was.into_iter()
            .zip(is)
            .filter(|((_, was), (_, is))| was != is)
            .map(|((field, was), (_, became))| FieldChange { field, was, became })
            .collect()
    }

    fn texts(&self) -> [(MemberField, String); 9] {
        [
            (MemberField::Name, self.name.clone()),
            (MemberField::Kana, self.kana.clone()),
            (MemberField::Professions, self.professions.join(" ")),
            (MemberField::SignIn, self.sign_in.clone()),
            (MemberField::Email, self.email.clone().unwrap_or_default()),
            (MemberField::Phone, self.phone.clone().unwrap_or_default()),
            (MemberField::ShowsContact, if self.shows_contact { "1".to_owned() } else { "0".to_owned() }),
            (MemberField::Languages, self.languages.join(" ")),
            (MemberField::BestReached, in_words(&self.best_reached)),
        ]
    }
}

/// The form in which a name for signing in is looked up, however it was typed. What is longer than any name is cut.
pub fn compared_sign_in(typed: &str) -> String {
    let cut: String = typed.chars().take(300).collect();
    compared_account(&cut)
}
