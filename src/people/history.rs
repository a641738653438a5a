//! What happened to members (これまでの変更): by whom, and what each field was and became.

use jiff::Timestamp;

use crate::platform::access::MemberId;
use crate::platform::web::{Phrase, Words};

/// Whose hand it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hand {
    /// A member's.
    Member {
        /// Who.
        id: MemberId,
        /// His name of today.
        name: String,
    },
    /// Somebody's at the machine's own command line.
    Operator,
}

impl Hand {
    /// The name, or 「拠点の運用担当」.
    pub fn words(&self, t: &Words) -> Phrase {
        match self {
            Self::Member { name, .. } => t.people_name(name),
            Self::Operator => t.people_operator(),
        }
    }
}

macro_rules! acts {
    ($($(#[$doc:meta])* $act:ident $code:literal $word:path,)*) => {
        /// What can happen to people. The code goes into the history and into the audit log.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Act {
            $($(#[$doc])* $act,)*
        }

        impl Act {
            /// Every act.
            pub const ALL: &[Self] = &[$(Self::$act,)*];

            /// As the database writes it.
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$act => $code,)*
                }
            }

            /// The act with this code.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|act| act.code() == code)
            }

            /// For people.
            pub fn words(self, t: &Words) -> Phrase {
                match self {
                    $(Self::$act => $word(*t),)*
                }
            }
        }
    };
}

acts! {
    /// 登録した.
    Added "member.added" Words::people_act_added,
    /// 内容を変えた.
    Changed "member.changed" Words::people_act_changed,
    /// 登録を終えた.
    Ended "member.ended" Words::people_act_ended,
    /// 終えた登録を戻した.
    CameBack "member.came_back" Words::people_act_came_back,
    /// 招待のリンクを作った.
    Invited "invitation.made" Words::people_act_invited,
    /// 再設定のリンクを作った.
    ResetMade "reset.made" Words::people_act_reset_made,
    /// リンクを取り消した.
    LinkWithdrawn "link.withdrawn" Words::people_act_link_withdrawn,
    /// リンクを開いた.
    LinkOpened "link.opened" Words::people_act_link_opened,
    /// リンクを使えなくした: somebody else opened it too.
    LinkKilled "link.killed" Words::people_act_link_killed,
    /// 招待を受けた.
    Accepted "invitation.accepted" Words::people_act_accepted,
    /// サインインを設定しなおした.
    ResetUsed "reset.used" Words::people_act_reset_used,
    /// 所属を加えた.
    Joined "affiliation.began" Words::people_act_joined,
    /// 役職を変えた.
    Retitled "affiliation.retitled" Words::people_act_retitled,
    /// 所属を終えた.
    Left "affiliation.ended" Words::people_act_left,
    /// 役割を加えた.
    RoleGiven "role.given" Words::people_act_role_given,
    /// 役割を外した.
    RoleTaken "role.taken" Words::people_act_role_taken,
    /// 同意を記録した.
    Agreed "agreement.recorded" Words::people_act_agreed,
    /// 誓約書や規程の版を出した.
    TextPublished "agreement.published" Words::people_act_text_published,
    /// 棚卸で確かめた.
    Reviewed "review.confirmed" Words::people_act_reviewed,
    /// 職種を加えた.
    ProfessionAdded "profession.added" Words::people_act_profession_added,
    /// 最初の管理者を決めた.
    AdministratorNamed "administrator.named" Words::people_act_administrator_named,
    /// 管理者がすべてをなくしたので、やりなおした.
    AdministratorRecovered "administrator.recovered" Words::people_act_administrator_recovered,
}

macro_rules! fields {
    ($($(#[$doc:meta])* $field:ident $code:literal $word:path,)*) => {
        /// What of a member can be changed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum MemberField {
            $($(#[$doc])* $field,)*
        }

        impl MemberField {
            /// Every field.
            pub const ALL: &[Self] = &[$(Self::$field,)*];

            /// As the database writes it.
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$field => $code,)*
                }
            }

            /// The field with this code.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|field| field.code() == code)
            }

            /// For people.
            pub fn words(self, t: &Words) -> Phrase {
                match self {
                    $(Self::$field => $word(*t),)*
                }
            }
        }
    };
}

fields! {
    /// 氏名.
    Name "name" Words::people_field_name,
    /// よみがな.
    Kana "kana" Words::people_field_kana,
    /// 職種.
    Professions "professions" Words::people_field_professions,
    /// サインイン名.
    SignIn "sign_in" Words::people_field_sign_in,
    /// メールアドレス.
    Email "email" Words::people_field_email,
    /// 電話.
    Phone "phone" Words::people_field_phone,
    /// 名簿に電話とメールをのせるか.
    ShowsContact "shows_contact" Words::people_field_shows_contact,
    /// 話せる言葉.
    Languages "languages" Words::people_field_languages,
    /// 連絡のとりかた.
    BestReached "best_reached" Words::people_field_best_reached,
    /// 役職.
    Title "title" Words::people_field_title,
    /// 役割.
    Role "role" Words::people_field_role,
    /// 誓約書・規程の版.
    Version "version" Words::people_field_version,
}

/// What one field was and became.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// Which.
    pub field: MemberField,
    /// What it was; empty for nothing.
    pub was: String,
    /// What it became; empty for nothing.
    pub became: String,
}

/// One line of the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberChange {
    /// When.
    pub at: Timestamp,
    /// What.
    pub act: Act,
    /// By whom.
    pub by: Hand,
    /// The revision that the member had afterwards; 0 when it stayed.
    pub revision: i64,
    /// The fields.
    pub fields: Vec<FieldChange>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::web::Language;

    #[test]
    fn every_act_and_every_field_has_a_code_of_its_own_and_words() {
        for act in Act::ALL {
            assert_eq!(Act::from_code(act.code()), Some(*act));
        }
        for field in MemberField::ALL {
            assert_eq!(MemberField::from_code(field.code()), Some(*field));
        }
        for language in Language::ALL {
            let t = Words::new(language);
            assert!(Act::ALL.iter().all(|act| !act.words(&t).plain().is_empty()));
            assert!(MemberField::ALL.iter().all(|field| !field.words(&t).plain().is_empty()));
        }
    }
}
