//! What organisations can do for patients at home (対応できること): the hub's own survey.

pub mod codes;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The answer to one question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Answer {
    /// できます.
    #[serde(rename = "y")]
    Yes,
    /// 条件つき.
    #[serde(rename = "c")]
    Conditional,
    /// できません.
    #[serde(rename = "n")]
    No,
}

impl Answer {
    /// The stored code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Conditional => "conditional",
            Self::No => "no",
        }
    }

    /// The answer with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Yes, Self::Conditional, Self::No].into_iter().find(|answer| answer.code() == code)
    }
}

/// One answer of one organisation, with who said it and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capability {
    /// The question: a built-in code or one of the hub's own.
    pub code: String,
    /// What was answered.
    pub answer: Answer,
    /// Under which condition, in the organisation's words. Never empty when the answer is conditional.
    pub condition: String,
    /// Who told the hub: 「歯科の回答」, 「電話で確認」.
    pub source: String,
    /// The day of the answer.
    pub answered_on: Date,
}

/// Answers older than this many days are shown as old.
pub const OLD_AFTER_DAYS: i32 = 365;

impl Capability {
    /// Whether the answer is so old that it should be asked again.
    pub fn is_old(&self, today: Date) -> bool {
        is_old(self.answered_on, today)
    }
}

/// Whether an answer of this day is so old that it should be asked again.
pub fn is_old(answered_on: Date, today: Date) -> bool {
    (today - answered_on).get_days() > OLD_AFTER_DAYS
}

/// A question that a hub added to the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnCode {
    /// The code, beginning with `own_`.
    pub code: String,
    /// Under which heading.
    pub group: String,
    /// The Japanese words.
    pub japanese: String,
    /// The English words.
    pub english: String,
}

/// A word list that a hub may extend needs codes that never meet a built-in one of a later version.
pub const OWN_PREFIX: &str = "own_";
