//! The hub's list to take home (データ): the two layouts of the municipal standard open data set (自治体標準オープンデータセット,
//! デジタル庁), 医療機関一覧 and 介護サービス事業所一覧, so that what the hub mended can be used by others.
//!
//! `?encoding=shift_jis` gives Windows-31J for old spreadsheets; what it cannot write becomes 〓, and the header
//! `x-kyoten-replacement: U+3013` says so. Without it the file is UTF-8 with a byte order mark.

mod columns;
mod encoding;
mod hours;
mod layout;
mod pages;
mod rows;
mod store;
mod stream;

#[cfg(test)]
mod tests;

use axum::Router;
use axum::routing::get;

use crate::hub::Hub;

/// The page and the two files.
pub fn routes() -> Router<Hub> {
    Router::new()
        .route("/open-data", get(pages::show))
        .route("/open-data/medical.csv", get(pages::medical))
        .route("/open-data/care.csv", get(pages::care))
}
