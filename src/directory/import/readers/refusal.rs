//! Why a row is not used (取り込めない行) and what was odd in one that is (注意).

use std::fmt;

use crate::directory::hours;
use crate::directory::import::table::RowProblem;

/// Characters a name may have.
pub const LONGEST_NAME: usize = 200;
/// Characters an address may have.
pub const LONGEST_ADDRESS: usize = 300;

/// Why a row cannot be used: `Display` says in Japanese what is wrong and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The row is no row of its table.
    Row(RowProblem),
    /// A column that must be filled is empty.
    Missing,
    /// A name longer than `LONGEST_NAME` characters.
    NameTooLong,
    /// A text longer than so many characters.
    TooLong(usize),
    /// The official number or ID is none.
    BadNumber(String),
    /// A service nobody knows.
    UnknownService(String),
    /// A municipality that is not in the list.
    UnknownMunicipality(String),
    /// A day that is not in the calendar.
    BadDay(String),
    /// A number that is none.
    BadCount(String),
    /// A position that is none.
    BadPosition(String),
    /// The shape on the map cannot be read.
    BadShape,
    /// A kind of institution that is not ours.
    UnknownKind(String),
}

impl Refusal {
    /// A short code for counting and for the log.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Row(RowProblem::WrongColumns { .. }) => "wrong_columns",
            Self::Row(RowProblem::CellTooLong) => "cell_too_long",
            Self::Row(RowProblem::UnclosedQuote) => "unclosed_quote",
            Self::Row(RowProblem::BadBytes(_)) => "bad_bytes",
            Self::Missing => "missing",
            Self::NameTooLong => "name_too_long",
            Self::TooLong(_) => "too_long",
            Self::BadNumber(_) => "bad_number",
            Self::UnknownService(_) => "unknown_service",
            Self::UnknownMunicipality(_) => "unknown_municipality",
            Self::BadDay(_) => "bad_day",
            Self::BadCount(_) => "bad_count",
            Self::BadPosition(_) => "bad_position",
            Self::BadShape => "bad_shape",
            Self::UnknownKind(_) => "unknown_kind",
        }
    }

    /// The same in English.
    pub fn english(&self) -> String {
        match self {
            Self::Row(problem) => problem.english(),
            Self::Missing => "must be filled".into(),
            Self::NameTooLong => format!("the name is longer than {LONGEST_NAME} characters"),
            Self::TooLong(most) => format!("longer than {most} characters"),
            Self::BadNumber(text) => format!("\"{text}\" is not such a number"),
            Self::UnknownService(text) => format!("the service \"{text}\" is unknown"),
            Self::UnknownMunicipality(text) => format!("the municipality \"{text}\" is not in the list"),
            Self::BadDay(text) => format!("\"{text}\" is not a day"),
            Self::BadCount(text) => format!("\"{text}\" is not a number"),
            Self::BadPosition(text) => format!("\"{text}\" is not a position in Japan"),
            Self::BadShape => "the shape cannot be read".into(),
            Self::UnknownKind(text) => format!("\"{text}\" is no kind of institution we know"),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Row(problem) => problem.fmt(f),
            Self::Missing => write!(f, "空です。値を入れてください。"),
            Self::NameTooLong => write!(f, "名称が{LONGEST_NAME}文字を超えています。短くしてください。"),
            Self::TooLong(most) => write!(f, "{most}文字を超えています。短くしてください。"),
            Self::BadNumber(text) => write!(f, "番号「{text}」の形が正しくありません。桁数と文字を確かめてください。"),
            Self::UnknownService(text) => {
                write!(f, "サービスの種類「{text}」がわかりません。公表システムの名称に直してください。")
            }
            Self::UnknownMunicipality(text) => write!(
                f,
                "市区町村「{text}」が一覧にありません。市区町村の一覧を先に取り込むか、名称を確かめてください。"
            ),
            Self::BadDay(text) => write!(f, "日付「{text}」を読めません。2026/1/1 のように書いてください。"),
            Self::BadCount(text) => write!(f, "「{text}」は数ではありません。半角の数字で書いてください。"),
            Self::BadPosition(text) => {
                write!(f, "位置「{text}」は日本の中の緯度・経度ではありません。順序と小数点を確かめてください。")
            }
            Self::BadShape => write!(f, "境界の形を読めません。もとのファイルを入手し直してください。"),
            Self::UnknownKind(text) => write!(f, "機関の種類「{text}」がわかりません。種類の列を確かめてください。"),
        }
    }
}

/// What was odd in a row that was used all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// The check digit does not fit; kept as written.
    CheckDigit(String),
    /// Coordinates of another place; dropped.
    ConfirmedWrongPlace(String),
    /// Latitude and longitude in each other's column; dropped.
    SwappedPosition(String),
    /// Coordinates that are no numbers; dropped.
    BadPosition(String),
    /// A telephone or fax number that is none; dropped.
    BadPhone(String),
    /// An address of a web page that is none; dropped.
    BadUrl(String),
    /// A mail address stood in the URL column; kept as mail address.
    MailInUrl(String),
    /// The name begins like a formula of a spreadsheet; kept as text.
    FormulaLike(String),
    /// No municipality could be found; kept without.
    NoMunicipality(String),
    /// The column names another municipality than the address; the column counts.
    OtherMunicipality(String),
    /// A corporate number that is none; dropped.
    BadOwnerNumber(String),
    /// A capacity or number of beds that is none; dropped.
    BadCount(String),
    /// A postal code that is none; dropped.
    BadPostalCode(String),
    /// The opening hours were odd.
    Hours(hours::Warning),
    /// A text of opening hours that was kept as a note.
    UnreadHours(String),
    /// The rows of one facility do not stand together; the parts are handed over apart.
    ApartRows(String),
    /// The insurer stands for no single municipality; kept under its own name.
    JointInsurer(String),
    /// The file covers another area than its name or header says.
    UnknownArea(String),
    /// A text that nobody could read to its end; dropped.
    TooLong(usize),
    /// The header names a column more than once; the left one counts.
    RepeatedColumn(String),
}

impl Warning {
    /// A short code for counting and for the log.
    pub fn code(&self) -> &'static str {
        match self {
            Self::CheckDigit(_) => "check_digit",
            Self::ConfirmedWrongPlace(_) => "confirmed_wrong_place",
            Self::SwappedPosition(_) => "swapped_position",
            Self::BadPosition(_) => "bad_position",
            Self::BadPhone(_) => "bad_phone",
            Self::BadUrl(_) => "bad_url",
            Self::MailInUrl(_) => "mail_in_url",
            Self::FormulaLike(_) => "formula_like",
            Self::NoMunicipality(_) => "no_municipality",
            Self::OtherMunicipality(_) => "other_municipality",
            Self::BadOwnerNumber(_) => "bad_owner_number",
            Self::BadCount(_) => "bad_count",
            Self::BadPostalCode(_) => "bad_postal_code",
            Self::Hours(_) => "hours",
            Self::UnreadHours(_) => "unread_hours",
            Self::ApartRows(_) => "apart_rows",
            Self::JointInsurer(_) => "joint_insurer",
            Self::UnknownArea(_) => "unknown_area",
            Self::TooLong(_) => "too_long",
            Self::RepeatedColumn(_) => "repeated_column",
        }
    }

    /// The same in English.
    pub fn english(&self) -> String {
        match self {
            Self::CheckDigit(text) => format!("the check digit of {text} does not fit; kept"),
            Self::ConfirmedWrongPlace(text) => format!("the position {text} lies elsewhere; dropped"),
            Self::SwappedPosition(text) => format!("latitude and longitude {text} are exchanged; dropped"),
            Self::BadPosition(text) => format!("the position \"{text}\" is not a number; dropped"),
            Self::BadPhone(text) => format!("\"{text}\" is not a telephone number; dropped"),
            Self::BadUrl(text) => format!("\"{text}\" is not a web address; dropped"),
            Self::MailInUrl(text) => format!("\"{text}\" in the URL column is a mail address; kept as such"),
            Self::FormulaLike(text) => format!("\"{text}\" begins like a formula; kept as text"),
            Self::NoMunicipality(text) => format!("no municipality found for \"{text}\""),
            Self::OtherMunicipality(text) => format!("the address lies in {text}; the column counts"),
            Self::BadOwnerNumber(text) => format!("\"{text}\" is not a corporate number; dropped"),
            Self::BadCount(text) => format!("\"{text}\" is not a number; dropped"),
            Self::BadPostalCode(text) => format!("\"{text}\" is not a postal code; dropped"),
            Self::Hours(warning) => warning.english(),
            Self::UnreadHours(text) => format!("the hours \"{text}\" were kept as a note"),
            Self::ApartRows(text) => format!("the rows of {text} do not stand together"),
            Self::JointInsurer(text) => format!("the insurer {text} is a union of municipalities; kept by its name"),
            Self::UnknownArea(text) => format!("no municipality fits {text}"),
            Self::TooLong(most) => format!("longer than {most} characters; dropped"),
            Self::RepeatedColumn(name) => format!("the column \"{name}\" is there more than once; the left one counts"),
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CheckDigit(text) => write!(f, "番号「{text}」の検証番号が合いません。そのまま取り込みます。"),
            Self::ConfirmedWrongPlace(text) => {
                write!(f, "位置（{text}）が住所の市区町村から遠いため、使いません。もとの座標を直してください。")
            }
            Self::SwappedPosition(text) => {
                write!(f, "緯度と経度（{text}）が逆のため、使いません。入れ替えてください。")
            }
            Self::BadPosition(text) => write!(f, "緯度・経度「{text}」を読めないため、使いません。"),
            Self::BadPhone(text) => write!(f, "「{text}」は電話番号として読めないため、使いません。"),
            Self::BadUrl(text) => write!(f, "「{text}」はウェブのアドレスとして読めないため、使いません。"),
            Self::MailInUrl(text) => {
                write!(f, "URLの列の「{text}」はメールアドレスです。メールアドレスとして取り込みます。")
            }
            Self::FormulaLike(text) => {
                write!(f, "「{text}」は表計算の式のように始まります。文字として取り込みます。")
            }
            Self::NoMunicipality(text) => {
                write!(f, "住所「{text}」の市区町村がわかりません。市区町村名から書いてください。")
            }
            Self::OtherMunicipality(text) => {
                write!(f, "住所は{text}のようです。市区町村の列のほうを使います。どちらかを直してください。")
            }
            Self::BadOwnerNumber(text) => write!(f, "「{text}」は法人番号（13桁）ではないため、使いません。"),
            Self::BadCount(text) => write!(f, "「{text}」は数ではないため、使いません。"),
            Self::BadPostalCode(text) => write!(f, "「{text}」は郵便番号（7桁）ではないため、使いません。"),
            Self::Hours(warning) => warning.fmt(f),
            Self::UnreadHours(text) => write!(f, "時間「{text}」を読めないため、備考に残します。"),
            Self::ApartRows(text) => {
                write!(f, "「{text}」の行が離れています。IDの順に並べ替えてから取り込んでください。")
            }
            Self::JointInsurer(text) => {
                write!(f, "保険者「{text}」は広域連合などです。その名前のまま取り込みます。")
            }
            Self::UnknownArea(text) => write!(f, "「{text}」にあたる市区町村がわかりません。"),
            Self::TooLong(most) => write!(f, "{most}文字を超えるため、使いません。短くしてください。"),
            Self::RepeatedColumn(name) => {
                write!(f, "見出しに「{name}」が2つ以上あります。いちばん左の列を使います。列を1つにしてください。")
            }
        }
    }
}
