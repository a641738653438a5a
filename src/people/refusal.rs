//! Why something cannot be done with people, in words that say how to mend it (lang/*.toml, `[people_refused]`).

use std::fmt;

use jiff::civil::Date;

use super::agreement::{AgreementKind, LONGEST_VERSION};
use super::history::{MemberChange, MemberField};
use crate::directory::hours::HoursError;
use crate::platform::access::Role;
use crate::platform::web::{Language, Phrase, Shown, Words};

/// A refusal of what somebody wanted to do with people.
#[derive(Debug)]
pub enum Refused {
    // Who may.
    /// Nobody with this number, or nobody whom this viewer may know of.
    NoSuchMember,
    /// Somebody of another organisation.
    NotYours,
    /// Somebody who also works elsewhere or for the hub: what concerns signing in is not one organisation's to decide.
    AlsoElsewhere,
    /// An organisation that is not his.
    NotYourOrganization,
    /// Only the hub's administrators.
    OnlyAdministrators,
    /// Only the person himself.
    OnlyOneself,
    /// A field that one's manager fills in.
    FieldOfManager(MemberField),

    // What was typed.
    /// No name.
    NameMissing,
    /// A character that no name has.
    NotInName(char),
    /// No reading.
    KanaMissing,
    /// A character that no reading has.
    NotKana(char),
    /// Too many characters.
    TooLong {
        /// Of what.
        field: MemberField,
        /// The most it takes.
        most: usize,
        /// What was typed.
        has: usize,
    },
    /// Too many entries.
    TooMany {
        /// Of what.
        field: MemberField,
        /// The most it takes.
        most: usize,
        /// What was chosen.
        has: usize,
    },
    /// No profession.
    ProfessionMissing,
    /// A profession that is not in the list.
    UnknownProfession(String),
    /// A language that is not in the list.
    UnknownLanguage(String),
    /// Neither an e-mail address nor a name for signing in.
    SignInMissing,
    /// A name for signing in that is too short or too long.
    SignInLength {
        /// The least.
        least: usize,
        /// The most.
        most: usize,
        /// What was typed.
        has: usize,
    },
    /// A character that no name for signing in has.
    NotInSignIn(char),
    /// A name for signing in that is an e-mail address, but not the person's.
    SignInIsOtherMail,
    /// Somebody has this name for signing in.
    SignInTaken,
    /// Somebody has a name for signing in that looks like this one.
    SignInLooksAlike,
    /// Not a mail address.
    NotAMail,
    /// Not a telephone number.
    NotAPhone(String),
    /// Hours that cannot be read.
    Hours(HoursError),

    // What is so already, or is not.
    /// Somebody of this name is there; is it the same person?
    SameName(String),
    /// The record was changed since it was read.
    ChangedMeanwhile(Vec<MemberChange>),
    /// No organisation with this number.
    NoSuchOrganization,
    /// A manager adds people to an organisation.
    OrganizationMissing,
    /// He is there already at that time.
    AlreadyThere(String),
    /// He is not there.
    NotThere,
    /// An end before its beginning.
    EndsBeforeItStarts,
    /// A day that lies in the past where it must not.
    DayIsPast(Date),
    /// A day that has not come.
    DayToCome(Date),
    /// A day so far away that it is a slip.
    DayFarAway(Date),
    /// The account has ended.
    HasEnded,
    /// The account has not ended.
    HasNotEnded,
    /// He has the role already.
    HasRole(Role),
    /// He has not this role.
    HasNotRole(Role),
    /// Everybody has this role; it is not given.
    EverybodysRole,
    /// A manager manages an organisation; the other roles have none.
    RoleAndOrganization,
    /// A manager works at the organisation.
    ManagerWorksThere,
    /// Somebody must be administrator for good.
    LastAdministrator,
    /// There is no link to take back.
    NoLink,
    /// A version that nobody published.
    UnknownVersion(AgreementKind, String),
    /// A version without a name, or with too long a one.
    VersionName,
    /// A version that is there already.
    VersionTaken(String),
    /// The same was recorded already.
    AlreadyAgreed,
    /// A code that a hub may not give a profession.
    ProfessionCode(String),
    /// A profession that is there already.
    ProfessionTaken(String),

    // The beginning of a hub.
    /// There is an administrator.
    HasAdministrator,
    /// There is no administrator to help.
    NoAdministrator,
    /// There are several; which one?
    WhichAdministrator(String),

    /// The database's own trouble: our fault, not the person's.
    Store(kyoten_store::Error),
}

impl From<kyoten_store::Error> for Refused {
    fn from(cause: kyoten_store::Error) -> Self {
        Self::Store(cause)
    }
}

impl Refused {
    /// Whether the fault is ours and not in what was typed.
    pub fn is_ours(&self) -> bool {
        matches!(self, Self::Store(_))
    }

    /// The sentence in the reader's language.
    pub fn words(&self, t: &Words) -> Phrase {
        match self {
            Self::NoSuchMember => t.people_refused_no_such_member(),
            Self::NotYours => t.people_refused_not_yours(),
            Self::AlsoElsewhere => t.people_refused_also_elsewhere(),
            Self::NotYourOrganization => t.people_refused_not_your_organization(),
            Self::OnlyAdministrators => t.people_refused_only_administrators(),
            Self::OnlyOneself => t.people_refused_only_oneself(),
            Self::FieldOfManager(field) => t.people_refused_field_of_manager(field.words(t)),
            Self::NameMissing => t.people_refused_name_missing(),
            Self::NotInName(c) => t.people_refused_not_in_name(c.to_string()),
            Self::KanaMissing => t.people_refused_kana_missing(),
            Self::NotKana(c) => t.people_refused_not_kana(c.to_string()),
            Self::TooLong { field, most, has } => t.people_refused_too_long(field.words(t), *has, *most),
            Self::TooMany { field, most, has } => t.people_refused_too_many(field.words(t), *has, *most),
            Self::ProfessionMissing => t.people_refused_profession_missing(),
            Self::UnknownProfession(code) => t.people_refused_unknown_profession(code),
            Self::UnknownLanguage(tag) => t.people_refused_unknown_language(tag),
            Self::SignInMissing => t.people_refused_sign_in_missing(),
            Self::SignInLength { least, most, has } => t.people_refused_sign_in_length(*has, *least, *most),
            Self::NotInSignIn(c) => t.people_refused_not_in_sign_in(c.to_string()),
            Self::SignInIsOtherMail => t.people_refused_sign_in_is_other_mail(),
            Self::SignInTaken => t.people_refused_sign_in_taken(),
            Self::SignInLooksAlike => t.people_refused_sign_in_looks_alike(),
            Self::NotAMail => t.people_refused_not_a_mail(),
            Self::NotAPhone(text) => t.people_refused_not_a_phone(text),
            Self::Hours(why) => t.people_refused_hours(hours(why, t)),
            Self::SameName(who) => t.people_refused_same_name(who),
            Self::ChangedMeanwhile(changes) => changed_meanwhile(changes, t),
            Self::NoSuchOrganization => t.people_refused_no_such_organization(),
            Self::OrganizationMissing => t.people_refused_organization_missing(),
            Self::AlreadyThere(name) => t.people_refused_already_there(name),
            Self::NotThere => t.people_refused_not_there(),
            Self::EndsBeforeItStarts => t.people_refused_ends_before_it_starts(),
            Self::DayIsPast(day) => t.people_refused_day_is_past(Shown(day)),
            Self::DayToCome(day) => t.people_refused_day_to_come(Shown(day)),
            Self::DayFarAway(day) => t.people_refused_day_far_away(Shown(day)),
            Self::HasEnded => t.people_refused_has_ended(),
            Self::HasNotEnded => t.people_refused_has_not_ended(),
            Self::HasRole(role) => t.people_refused_has_role(role_words(*role, t)),
            Self::HasNotRole(role) => t.people_refused_has_not_role(role_words(*role, t)),
            Self::EverybodysRole => t.people_refused_everybodys_role(),
            Self::RoleAndOrganization => t.people_refused_role_and_organization(),
            Self::ManagerWorksThere => t.people_refused_manager_works_there(),
            Self::LastAdministrator => t.people_refused_last_administrator(),
            Self::NoLink => t.people_refused_no_link(),
            Self::UnknownVersion(kind, version) => t.people_refused_unknown_version(agreement_words(*kind, t), version),
            Self::VersionName => t.people_refused_version_name(LONGEST_VERSION),
            Self::VersionTaken(version) => t.people_refused_version_taken(version),
            Self::AlreadyAgreed => t.people_refused_already_agreed(),
            Self::ProfessionCode(code) => t.people_refused_profession_code(code),
            Self::ProfessionTaken(code) => t.people_refused_profession_taken(code),
            Self::HasAdministrator => t.people_refused_has_administrator(),
            Self::NoAdministrator => t.people_refused_no_administrator(),
            Self::WhichAdministrator(names) => t.people_refused_which_administrator(names),
            Self::Store(_) => t.people_refused_store(),
        }
    }

    /// In Japanese and in English, for whoever types commands.
    pub fn in_both(&self) -> String {
        let [japanese, english] = [Language::Japanese, Language::English].map(Words::new);
        format!("{}\n{}", self.words(&japanese).plain(), self.words(&english).plain())
    }
}

/// In Japanese; a page says it in the reader's language.
impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Store(cause) => write!(f, "{cause}"),
            refused => f.write_str(&refused.words(&Words::default()).plain()),
        }
    }
}

impl std::error::Error for Refused {}

/// The name of a role.
pub fn role_words(role: Role, t: &Words) -> Phrase {
    match role {
        Role::Coordinator => t.people_role_coordinator(),
        Role::Administrator => t.people_role_administrator(),
        Role::PrivacyOfficer => t.people_role_privacy_officer(),
        Role::Manager => t.people_role_manager(),
        Role::Member => t.people_role_member(),
    }
}

/// The name of what is agreed to.
pub fn agreement_words(kind: AgreementKind, t: &Words) -> Phrase {
    match kind {
        AgreementKind::Pledge => t.people_agreement_pledge(),
        AgreementKind::Rules => t.people_agreement_rules(),
    }
}

fn hours(why: &HoursError, t: &Words) -> String {
    if t.language == Language::English { why.english() } else { why.to_string() }
}

/// Who changed what: 鈴木 一郎: 電話 0000-22-0001 → 0000-22-0002.
fn changed_meanwhile(changes: &[MemberChange], t: &Words) -> Phrase {
    let mut lines: Vec<String> = Vec::new();
    for change in changes {
        let by = change.by.words(t);
        let shown = |text: &str| if text.is_empty() { "–".to_owned() } else { text.to_owned() };
        let fields = change
            .fields
            .iter()
            .map(|one| format!("{} {} → {}", one.field.words(t).plain(), shown(&one.was), shown(&one.became)));
        let what = if change.fields.is_empty() {
            change.act.words(t).plain().into_owned()
        } else {
            fields.collect::<Vec<_>>().join("、")
        };
        lines.push(format!("{}: {what}", by.plain()));
    }
    t.people_refused_changed_meanwhile(lines.join(" / "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_reads_as_a_sentence_in_both_languages() {
        let refused = Refused::TooLong { field: MemberField::Name, most: 60, has: 61 };
        assert_eq!(refused.to_string(), "氏名が長すぎます(61文字)。60文字までにしてください。");
        assert!(refused.in_both().ends_with("\nName is too long (61 characters): use 60 at most."));
        let refused = Refused::NotAPhone("<b>".into());
        assert!(refused.to_string().contains("「<b>」"), "{refused}");
    }
}
