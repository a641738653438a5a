//! Reading open data into the directory (取り込み): files are recognised by their columns, rows become records, records of
//! one facility become one organisation, and whatever cannot be used is told with its place and reason.

pub mod apply;
pub mod boundary;
pub mod contradiction;
pub mod coverage;
pub mod day;
pub mod files;
pub mod gazetteer;
pub mod intake;
pub mod kinds;
pub mod made;
pub mod matching;
pub mod open;
pub mod progress;
pub mod readers;
pub mod reading;
pub mod reference;
pub mod report;
pub mod run;
mod sets;
pub mod spool;
pub mod table;
mod traits;

use std::path::PathBuf;

use jiff::civil::Date;

use report::ImportReport;

/// What an import's id names.
#[derive(Debug)]
pub enum ImportRun {}

/// Why an import ended without having changed anything.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// Somebody stopped it.
    #[error(
        "止めました。名簿も、郵便番号や祝日などの表も、取り込む前のままです。もう一度同じように取り込めば、はじめから読み直します。"
    )]
    Stopped,
    /// Somebody changed the directory while the files were read.
    #[error("読んでいる間に、ほかの人が名簿を変えました。何も取り込んでいません。もう一度取り込んでください。")]
    DirectoryChanged,
    /// It was only a preview; what would have changed.
    #[error("preview")]
    Preview(Box<ImportReport>),
    /// The day that the operator told has not come.
    #[error(
        "--as-of {day} は、まだ来ていない日です（きょうは {today}）。データの日付を確かめてください。 / --as-of {day} is in the future"
    )]
    FutureDay {
        /// What was told.
        day: Date,
        /// The day it is.
        today: Date,
    },
    /// The area is to be one that has no code of a municipality.
    #[error(
        "--area の「{0}」は市区町村のコードではありません。5桁の数字で書いてください（例：13104）。 / --area: \"{0}\" is not five digits"
    )]
    NoCode(String),
    /// The area is to be a municipality that there is not.
    #[error(
        "--area の {0} という市区町村は一覧にありません。コードを確かめてください。 / --area: there is no municipality {0}"
    )]
    UnknownMunicipality(String),
    /// The list of refused and odd rows could not be begun.
    #[error("理由の一覧（{}）を作れません（{cause}）。フォルダーがあるか、書き込めるかを確かめてください。", .path.display())]
    RowList {
        /// Where it should be.
        path: PathBuf,
        /// What the operating system said.
        cause: std::io::Error,
    },
    /// A file of our own could not be written.
    #[error("作業用のファイルを読み書きできません({0})。空きと権限を確かめてください。")]
    Io(#[from] std::io::Error),
    /// Our own words could not be read.
    #[error("取り込みの内容を読めません({0})。")]
    Json(#[from] serde_json::Error),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] kyoten_store::Error),
}
