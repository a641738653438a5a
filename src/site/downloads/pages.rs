//! `GET /open-data` and its two files.

use std::sync::Arc;

use askama::Template;
use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use kyoten_text::number;
use serde::Deserialize;

use super::encoding::Encoding;
use super::layout::Layout;
use super::rows::{self, Municipalities};
use super::store;
use super::stream::{self, Paged};
use crate::directory::OrganizationId;
use crate::hub::Hub;
use crate::platform::web::{Page, Phrase, Problem, Result, show as shown};
use crate::site::words;

/// How the file is wanted.
#[derive(Deserialize)]
pub struct Wish {
    #[serde(default)]
    encoding: String,
}

/// One of the files, for the page.
struct File {
    id: &'static str,
    title: Phrase,
    what: Phrase,
    rows: Phrase,
    path: &'static str,
    columns: Vec<(&'static str, Phrase)>,
}

#[derive(Template)]
#[template(path = "site/downloads/page.html")]
struct Downloads {
    page: Page,
    area: Phrase,
    files: [File; 2],
    today: Phrase,
}

/// What there is to take home.
pub async fn show(State(hub): State<Hub>, page: Page) -> Result<Response> {
    let area = hub.config().hub.area.clone();
    let counts = hub
        .read(move |tx, hub| {
            let count = |tx: &mut _, layout| store::count(tx, hub, layout, &area);
            let counts = [count(tx, Layout::Medical)?, count(tx, Layout::Care)?];
            Ok::<_, kyoten_store::Error>(counts)
        })
        .await?;
    let t = &page.t;
    let file = |id, layout: Layout, title, what, count| File {
        id,
        title,
        what,
        rows: t.open_data_rows_now(number::grouped(count)),
        path: layout.path(),
        columns: layout.columns().map(|(_, head)| (head.name, (head.meaning)(page.t))).collect(),
    };
    let files = [
        file("medical", Layout::Medical, t.download_medical(), t.open_data_medical_what(), counts[0]),
        file("care", Layout::Care, t.download_care(), t.open_data_care_what(), counts[1]),
    ];
    let area = if hub.config().hub.area.is_empty() {
        t.open_data_area_all()
    } else {
        let names: Vec<Phrase> = hub.area_names().iter().map(|name| t.as_written(name)).collect();
        t.open_data_area_only(words::listed(&page, &names))
    };
    let today = t.date(hub.clock().today());
    shown(&Downloads { area, files, today, page })
}

/// 医療機関一覧.
pub async fn medical(State(hub): State<Hub>, page: Page, Query(wish): Query<Wish>) -> Result<Response> {
    file(hub, &page, Layout::Medical, &wish).await
}

/// 介護サービス事業所一覧.
pub async fn care(State(hub): State<Hub>, page: Page, Query(wish): Query<Wish>) -> Result<Response> {
    file(hub, &page, Layout::Care, &wish).await
}

async fn file(hub: Hub, page: &Page, layout: Layout, wish: &Wish) -> Result<Response> {
    let encoding =
        Encoding::named(&wish.encoding).ok_or_else(|| Problem::bad_input(page.t.error_text_400().plain()))?;
    let names = hub.read(move |tx, _| store::municipalities(tx)).await?;
    let source = Arc::new(List { layout, encoding, names, area: hub.config().hub.area.clone(), hub });
    let name = source.layout.file_name(&source.area);
    let body = Paged::new(store::BEGINNING, move |after| Arc::clone(&source).page(after));
    let mut answer = Response::new(Body::new(body));
    let head = answer.headers_mut();
    head.insert(header::CONTENT_TYPE, HeaderValue::from_static(encoding.media_type()));
    head.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // RFC 6266. The name is of digits, letters and underscores.
    if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        head.insert(header::CONTENT_DISPOSITION, disposition);
    }
    head.insert(header::LINK, HeaderValue::from_static("</sources>; rel=\"license\""));
    if encoding == Encoding::ShiftJis {
        head.insert("x-kyoten-replacement", HeaderValue::from_static("U+3013"));
    }
    Ok(answer)
}

/// A list while it is sent.
struct List {
    hub: Hub,
    layout: Layout,
    encoding: Encoding,
    area: Vec<String>,
    names: Municipalities,
}

impl List {
    /// The organisations after this one as bytes; the first page brings the header. Written beside the database, so that
    /// nobody else's page waits for it.
    async fn page(self: Arc<Self>, after: OrganizationId) -> Result<stream::Page<OrganizationId>, anyhow::Error> {
        let list = Arc::clone(&self);
        let page = self.hub.read(move |tx, hub| {
            let found = store::page(tx, hub, list.layout, &list.area, after)?;
            let header = (after == store::BEGINNING).then(|| list.layout.header());
            let mut bytes = if header.is_some() { list.encoding.beginning().to_vec() } else { Vec::new() };
            let rows = found.iter().flat_map(|one| rows::rows(list.layout, one, &list.area, &list.names));
            bytes.extend(list.encoding.rows(rows, header.as_deref())?);
            Ok::<_, anyhow::Error>((bytes, found.last().filter(|_| found.len() == store::PAGE).map(|last| last.id)))
        });
        page.await.inspect_err(|e| tracing::error!("a download broke off: {e:#}"))
    }
}
