//! What a member must be told about his sign-in (お知らせ): rows for the outbox, written with what they tell of.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::platform::Id;
use crate::platform::web::{Phrase, Words};

/// What he is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// He signed in on a computer that he had not used before.
    NewDevice,
    /// Somebody knows his password but not his code.
    PasswordKnown,
    /// His password was changed.
    PasswordChanged,
    /// His authenticator app was changed.
    AppChanged,
    /// A passkey was added.
    PasskeyAdded,
    /// A passkey may have been copied.
    PasskeyCopied,
    /// New recovery codes were made, or one was used.
    RecoveryCodes,
    /// The link for a new password that he asked for.
    PasswordLink,
    /// A link to set up his sign-in anew was given out.
    ResetLink,
    /// A link that was used already was opened again.
    LinkOpenedAgain,
    /// Two colleagues vouched for him.
    Emergency,
}

impl Notice {
    /// Every kind.
    pub const ALL: [Self; 11] = [
        Self::NewDevice,
        Self::PasswordKnown,
        Self::PasswordChanged,
        Self::AppChanged,
        Self::PasskeyAdded,
        Self::PasskeyCopied,
        Self::RecoveryCodes,
        Self::PasswordLink,
        Self::ResetLink,
        Self::LinkOpenedAgain,
        Self::Emergency,
    ];

    /// As the database writes it.
    pub fn code(self) -> &'static str {
        match self {
            Self::NewDevice => "new_device",
            Self::PasswordKnown => "password_known",
            Self::PasswordChanged => "password_changed",
            Self::AppChanged => "app_changed",
            Self::PasskeyAdded => "passkey_added",
            Self::PasskeyCopied => "passkey_copied",
            Self::RecoveryCodes => "recovery_codes",
            Self::PasswordLink => "password_link",
            Self::ResetLink => "reset_link",
            Self::LinkOpenedAgain => "link_opened_again",
            Self::Emergency => "emergency",
        }
    }

    /// The kind with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|notice| notice.code() == code)
    }

    /// What happened, in one sentence.
    pub fn words(self, t: &Words) -> Phrase {
        match self {
            Self::NewDevice => t.notice_new_device(),
            Self::PasswordKnown => t.notice_password_known(),
            Self::PasswordChanged => t.notice_password_changed(),
            Self::AppChanged => t.notice_app_changed(),
            Self::PasskeyAdded => t.notice_passkey_added(),
            Self::PasskeyCopied => t.notice_passkey_copied(),
            Self::RecoveryCodes => t.notice_recovery_codes(),
            Self::PasswordLink => t.notice_password_link(),
            Self::ResetLink => t.notice_reset_link(),
            Self::LinkOpenedAgain => t.notice_link_opened_again(),
            Self::Emergency => t.notice_emergency(),
        }
    }

    /// When it is told. Who mistypes his code and gets in a moment later is not frightened: three minutes are his.
    pub fn due_at(self, now: Timestamp) -> Timestamp {
        match self {
            Self::PasswordKnown => super::session::after(now, SignedDuration::from_mins(3)),
            _ => now,
        }
    }
}

/// Stands for a notice.
#[derive(Debug)]
pub enum NoticeRow {}

/// A notice's id.
pub type NoticeId = Id<NoticeRow>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_back_and_only_a_known_password_waits() {
        for notice in Notice::ALL {
            assert_eq!(Notice::from_code(notice.code()), Some(notice));
            assert_eq!(serde_json::to_value(notice).unwrap(), notice.code());
            let waits = notice.due_at(Timestamp::UNIX_EPOCH) > Timestamp::UNIX_EPOCH;
            assert_eq!(waits, notice == Notice::PasswordKnown);
        }
    }
}
