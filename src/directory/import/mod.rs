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
