//! Why a file cannot be read (ファイルの問題), told so that the operator can mend it.

use std::error::Error;
use std::fmt;
use std::io;

/// What is wrong with a whole file. `Display` is Japanese, [`FileProblem::english`] is for the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileProblem {
    /// Not found, no permission, or the disk failed.
    Unreadable {
        /// What the operating system said.
        cause: String,
    },
    /// Nothing in it.
    Empty,
    /// A folder without a file.
    EmptyFolder,
    /// A header and no row.
    NoRows,
    /// Not one row that can be read.
    NoTable,
    /// A workbook of a kind that is not read: .xls, .ods.
    OtherWorkbook,
    /// A link inside a folder.
    Link,
    /// A device, a pipe or a socket.
    NotAFile,
    /// Folders nested beyond any reason.
    TooDeep {
        /// How many are allowed.
        limit: usize,
    },
    /// More files than one import takes.
    TooMany {
        /// How many are allowed.
        limit: usize,
    },
    /// The archive or the compressed stream is damaged.
    Damaged {
        /// What the decoder said.
        cause: String,
    },
    /// The entry needs a password.
    Encrypted,
    /// Compressed by something else than deflate.
    UnknownCompression,
    /// An archive inside an archive.
    Nested,
    /// Larger than one file may be.
    TooLarge {
        /// Bytes allowed.
        limit: u64,
    },
    /// All files together are larger than one import may be.
    TotalTooLarge {
        /// Bytes allowed.
        limit: u64,
    },
    /// Unpacks to so much more than it is that it cannot be a list.
    Bomb {
        /// Decompressed bytes per compressed byte allowed.
        limit: u64,
    },
    /// Neither UTF-8 nor UTF-16 nor Shift_JIS.
    UnknownEncoding,
    /// The workbook cannot be read.
    BadWorkbook {
        /// What the reader said.
        cause: String,
    },
    /// Not JSON, or not the JSON of a map.
    BadJson {
        /// What the parser said.
        cause: String,
    },
}

impl FileProblem {
    pub(super) fn unreadable(error: &io::Error) -> Self {
        Self::Unreadable { cause: error.to_string() }
    }

    /// The problem that stopped a stream: our own limit travels inside the `io::Error`.
    pub fn from_io(error: &io::Error) -> Self {
        match error.get_ref().and_then(|inner| inner.downcast_ref::<Self>()) {
            Some(own) => own.clone(),
            None => Self::Damaged { cause: error.to_string() },
        }
    }

    /// The same in English.
    pub fn english(&self) -> String {
        match self {
            Self::Unreadable { cause } => format!("cannot be opened: {cause}"),
            Self::Empty => "is empty".into(),
            Self::EmptyFolder => "is a folder without files; name the folder that has them".into(),
            Self::NoRows => "has nothing but a header; download it again".into(),
            Self::NoTable => "has no row that can be read; is it a CSV file?".into(),
            Self::OtherWorkbook => "is a workbook of an old or other kind; save it as CSV UTF-8".into(),
            Self::Link => "is a link inside a folder; links are not followed, name its target instead".into(),
            Self::NotAFile => "is not a regular file".into(),
            Self::TooDeep { limit } => format!("lies more than {limit} folders deep"),
            Self::TooMany { limit } => format!("more than {limit} files; import the rest separately"),
            Self::Damaged { cause } => format!("is damaged ({cause}); download it again"),
            Self::Encrypted => "is protected by a password; unpack it first".into(),
            Self::UnknownCompression => "uses an unknown compression; unpack it first".into(),
            Self::Nested => "is an archive inside an archive; unpack the outer one first".into(),
            Self::TooLarge { limit } => format!("unpacks to more than {} MB; split it", limit >> 20),
            Self::TotalTooLarge { limit } => {
                format!("everything unpacks to more than {} MB; import in parts", limit >> 20)
            }
            Self::Bomb { limit } => format!("unpacks to more than {limit} times its size; it was not read"),
            Self::UnknownEncoding => "is neither UTF-8, UTF-16 nor Shift_JIS; save it as CSV UTF-8".into(),
            Self::BadWorkbook { cause } => format!("cannot be read as a workbook ({cause}); save it as CSV UTF-8"),
            Self::BadJson { cause } => format!("cannot be read as JSON ({cause}); download it again"),
        }
    }
}

impl fmt::Display for FileProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { cause } => {
                write!(f, "ファイルを開けません（{cause}）。場所と読み取りの権限を確かめてください。")
            }
            Self::Empty => write!(f, "中身が空です。もう一度ダウンロードしてください。"),
            Self::EmptyFolder => {
                write!(f, "フォルダーにファイルがありません。ファイルのあるフォルダーを指定してください。")
            }
            Self::NoRows => {
                write!(f, "見出しのほかに中身がありません。もう一度ダウンロードしてください。")
            }
            Self::NoTable => {
                write!(f, "行として読めるところがありません。CSVファイルかどうか確かめてください。")
            }
            Self::OtherWorkbook => {
                write!(f, "古い形式などの表計算ファイル（.xls、.ods）です。「CSV UTF-8」で保存し直してください。")
            }
            Self::Link => {
                write!(f, "フォルダーの中のリンクはたどりません。リンク先のファイルを直接指定してください。")
            }
            Self::NotAFile => write!(f, "ふつうのファイルではありません。CSVなどのファイルを指定してください。"),
            Self::TooDeep { limit } => {
                write!(f, "フォルダーが{limit}段より深くなっています。浅い場所に移してください。")
            }
            Self::TooMany { limit } => write!(f, "ファイルが{limit}個を超えています。分けて取り込んでください。"),
            Self::Damaged { cause } => {
                write!(f, "ファイルが壊れています（{cause}）。もう一度ダウンロードしてください。")
            }
            Self::Encrypted => write!(f, "パスワードがかかっています。展開してから取り込んでください。"),
            Self::UnknownCompression => {
                write!(f, "この圧縮方式は読めません。展開してから取り込んでください。")
            }
            Self::Nested => {
                write!(f, "圧縮ファイルの中に圧縮ファイルがあります。外側を展開してから取り込んでください。")
            }
            Self::TooLarge { limit } => {
                write!(f, "展開すると{}MBを超えます。ファイルを分けてください。", limit >> 20)
            }
            Self::TotalTooLarge { limit } => {
                write!(f, "全部を展開すると{}MBを超えます。何回かに分けて取り込んでください。", limit >> 20)
            }
            Self::Bomb { limit } => {
                write!(f, "展開すると元の{limit}倍を超えるため、読み込みを止めました。入手元を確かめてください。")
            }
            Self::UnknownEncoding => write!(
                f,
                "文字コードがUTF-8・UTF-16・Shift_JISのどれでもありません。「CSV UTF-8」で保存し直してください。"
            ),
            Self::BadWorkbook { cause } => {
                write!(f, "Excelブックとして読めません（{cause}）。「CSV UTF-8」で保存し直してください。")
            }
            Self::BadJson { cause } => {
                write!(f, "JSONとして読めません（{cause}）。もう一度ダウンロードしてください。")
            }
        }
    }
}

impl Error for FileProblem {}
