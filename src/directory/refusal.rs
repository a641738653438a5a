//! Why the directory refuses, in words for the person who typed.

use jiff::civil::Date;

use super::hours::HoursError;

/// A refusal of a directory operation. Its words say what is wrong and how to mend it.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// No organisation has this number, or it became another one.
    #[error("見つかりません。")]
    NoSuchOrganization,
    /// An empty name.
    #[error("名称がありません。名称を入れてください。")]
    NameMissing,
    /// Too many characters.
    #[error("長すぎます({has}文字)。{most}文字までにしてください。")]
    TooLong {
        /// The most a field takes.
        most: usize,
        /// What was typed.
        has: usize,
    },
    /// A letter that no reading has.
    #[error("よみに「{0}」は使えません。ひらがなかカタカナで入れてください。")]
    NotKana(char),
    /// Not a telephone number.
    #[error("「{0}」は電話番号として読めません。03-1234-5678 のように、市外局番から入れてください。")]
    NotAPhone(String),
    /// Not an address on the web.
    #[error("ホームページは https:// か http:// で始めてください。")]
    NotAUrl,
    /// Not a mail address.
    #[error("メールアドレスは name@example.jp のように入れてください。")]
    NotAMail,
    /// Hours that cannot be read.
    #[error("{0}")]
    Hours(HoursError),
    /// Nobody is named who said it.
    #[error("だれの話かがありません。「電話で確認」のように、出どころを入れてください。")]
    SourceMissing,
    /// A day in the future.
    #[error("{0} はまだ来ていません。聞いた日を入れてください。")]
    DayToCome(Date),
    /// A conditional answer without its condition.
    #[error("「条件つき」には条件を書いてください。")]
    ConditionMissing,
    /// A question that is not in the survey.
    #[error("「{0}」という項目はありません。kyoten directory capabilities で一覧を見てください。")]
    UnknownCapability(String),
    /// A code that may not be added.
    #[error("「{0}」は使えません。own_ で始め、小文字の英字・数字・_ で40文字までにしてください。")]
    BadCapabilityCode(String),
    /// A code that is there already.
    #[error("「{0}」はもうあります。")]
    CapabilityCodeTaken(String),
    /// Somebody settled it first.
    #[error("この照合は、もう決まっています。一覧を開き直してください。")]
    ReviewSettled,
    /// The database's own trouble: our fault, not the person's.
    #[error(transparent)]
    Store(#[from] kyoten_store::Error),
}

impl Refused {
    /// Hours that cannot be read.
    pub fn hours(error: HoursError) -> Self {
        Self::Hours(error)
    }

    /// Whether the fault is ours and not in what was typed.
    pub fn is_ours(&self) -> bool {
        matches!(self, Self::Store(_))
    }
}
