//! Why the directory refuses, in words for the person who typed.

use jiff::civil::Date;
use kyoten_text::identifier::NotAnIdentifier;

use super::hours::{HoursError, NoWindow};

/// A refusal of a directory operation. Its words say what is wrong and how to mend it.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// No organisation has this number.
    #[error("この番号の事業所は見つかりません。kyoten directory search で番号を確かめてください。")]
    NoSuchOrganization,
    /// It was joined with another one.
    #[error("この番号の事業所は、{into} とまとめられています。そちらの番号を使ってください。")]
    Joined {
        /// The number of that one.
        into: String,
    },
    /// Nothing to part.
    #[error("この番号の事業所は、ほかとまとめられていません。分けるときは、まとめられた方の番号を入れてください。")]
    NotJoined,
    /// One organisation named twice.
    #[error("同じ番号が二つあります。まとめる二つの事業所の番号を入れてください。")]
    OneAndTheSame,
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
    #[error("ホームページは https://www.example.jp/ のように、https:// か http:// から入れてください。")]
    NotAUrl,
    /// Not a mail address.
    #[error("メールアドレスは name@example.jp のように入れてください。")]
    NotAMail,
    /// Hours that cannot be read.
    #[error("{0}")]
    Hours(HoursError),
    /// No day or time for the calls of care managers.
    #[error("{0}")]
    NoWindow(NoWindow),
    /// A word that is none of those that are known.
    #[error("「{typed}」という{what}はありません。{nearest} のことですか。")]
    UnknownWord {
        /// What was asked for.
        what: &'static str,
        /// What was typed.
        typed: String,
        /// The known word that is most like it.
        nearest: String,
    },
    /// A municipality that no table has.
    #[error("「{typed}」という市区町村はありません。{nearest} のことですか。")]
    UnknownMunicipality {
        /// What was typed.
        typed: String,
        /// The code and name of the nearest.
        nearest: String,
    },
    /// A name that several municipalities have.
    #[error("「{typed}」という市区町村はいくつもあります: {each}。番号で入れてください。")]
    SeveralMunicipalities {
        /// What was typed.
        typed: String,
        /// Their codes and names.
        each: String,
    },
    /// No code, where no table of names was imported.
    #[error("市区町村の一覧をまだ取り込んでいないので、「{0}」がどこかわかりません。5けたの番号で入れてください。")]
    NotAMunicipality(String),
    /// The address speaks of another municipality than the one that was named.
    #[error("住所は{other}ですが、市区町村は {named} となっています。どちらかを直してください。")]
    AddressElsewhere {
        /// The municipality of the address.
        other: String,
        /// The one that was named.
        named: String,
    },
    /// No point.
    #[error("「{0}」は緯度と経度として読めません。34.503,136.712 のように、緯度、経度の順に入れてください。")]
    NotAPoint(String),
    /// 0,0.
    #[error("緯度か経度が 0 です。場所がわからないときは、何も入れないでください。")]
    PointOfNothing,
    /// Longitude first.
    #[error("緯度と経度が逆です。{latitude},{longitude} のことですか。")]
    PointTurned {
        /// What the latitude must be.
        latitude: f64,
        /// What the longitude must be.
        longitude: f64,
    },
    /// Somewhere else on the earth.
    #[error("この点は日本の中にありません。緯度は 20 から 46、経度は 122 から 154 の間です。")]
    PointOutsideJapan,
    /// In the sea, or in another municipality.
    #[error(
        "この点は{from}の外です({kilometres}kmほど離れた、海の上かよその市区町村です)。住所と、緯度、経度を確かめてください。"
    )]
    PointElsewhere {
        /// The municipality of the address.
        from: String,
        /// How far away.
        kilometres: u64,
    },
    /// Not an official number.
    #[error("「{typed}」は番号として読めません。{why}")]
    BadNumber {
        /// What was typed.
        typed: String,
        /// What is wrong with it.
        why: NotAnIdentifier,
    },
    /// Nobody is named who does it.
    #[error("だれがするのかがありません。名前を入れてください。")]
    WhoMissing,
    /// Nobody is named who said it.
    #[error("だれの話かがありません。「電話で確認」のように、出どころを入れてください。")]
    SourceMissing,
    /// A day in the future.
    #[error("{0} はまだ来ていません。聞いた日を入れてください。")]
    DayToCome(Date),
    /// A day of long ago.
    #[error("{0} は古すぎます。年を確かめてください。")]
    DayTooOld(Date),
    /// Something later is known already.
    #[error(
        "{known} の話がもう入っています。それより前の {told} の話では書きかえられません。{known} の方がまちがいなら、先に取り消してください。"
    )]
    OlderThanKnown {
        /// When this was told.
        told: Date,
        /// When that was told.
        known: Date,
    },
    /// Something is taken back without saying why.
    #[error("わけがありません。「番号の聞きまちがい」のように、取り消すわけを入れてください。")]
    ReasonMissing,
    /// Nothing stands there.
    #[error("取り消すものがありません。拠点が入れたことは kyoten directory show で見られます。")]
    NothingToWithdraw,
    /// A conditional answer without its condition.
    #[error("「条件つき」には条件を書いてください。")]
    ConditionMissing,
    /// A question that is not in the survey.
    #[error(
        "「{typed}」という項目はありません。{nearest} のことですか。一覧は kyoten directory capabilities で見られます。"
    )]
    UnknownCapability {
        /// What was typed.
        typed: String,
        /// The known code that is most like it.
        nearest: String,
    },
    /// A question of the built-in survey.
    #[error("「{0}」は拠点が加えた項目ではないので、やめられません。やめられるのは own_ で始まる項目です。")]
    NotAnOwnQuestion(String),
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
