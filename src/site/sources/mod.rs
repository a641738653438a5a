//! Where everything comes from (情報の出どころ): the lines that the licences ask for, who processed the data, and what was
//! read when.

mod attribution;
mod store;

#[cfg(test)]
mod tests;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use kyoten_text::number;

use crate::directory::import::day::{FileDay, ToldBy};
use crate::hub::Hub;
use crate::platform::web::{Page, Phrase, Result, show as shown};
use crate::platform::{Demo, clock};
use attribution::{Attribution, Taken};

/// The page of this slice.
pub fn routes() -> Router<Hub> {
    Router::new().route("/sources", get(show))
}

/// One source on the page.
struct Line {
    words: Phrase,
    used_for: Phrase,
    licence: Phrase,
    read: Phrase,
}

#[derive(Template)]
#[template(path = "site/sources/page.html")]
struct Sources {
    page: Page,
    lines: Vec<Line>,
}

async fn show(State(hub): State<Hub>, page: Page) -> Result<Response> {
    let files = hub.read(store::files).await?;
    let lines = Attribution::ALL.iter().map(|source| line(&page, *source, source.taken(&files))).collect();
    shown(&Sources { lines, page })
}

fn line(page: &Page, source: Attribution, taken: Option<Taken>) -> Line {
    let t = &page.t;
    let read = taken.map(|taken| {
        let read_on = t.date(clock::local(taken.read_at).date());
        let rows = number::grouped(taken.rows);
        match taken.as_of {
            _ if taken.rows == 0 => t.sources_last_read(read_on),
            // What the invented area holds was never published by anybody.
            day if page.demo == Some(Demo::Invented) => {
                let pretended = day.map_or_else(|| read_on.clone(), |told| t.date(told.day));
                t.origin_list_read_invented(pretended, rows)
            }
            Some(FileDay { day, told_by: ToldBy::Modified }) => t.origin_list_read_written(read_on, rows, t.date(day)),
            Some(told) => t.origin_list_read_dated(t.date(told.day), read_on, rows),
            None => t.origin_list_read(read_on, rows),
        }
    });
    let (words, used_for, licence) = said(page, source);
    let unread = || match source {
        // Without the list the law itself is asked (platform::holidays).
        Attribution::Holidays => t.origin_list_by_law(),
        _ => t.origin_list_not_read(),
    };
    Line { words, used_for, licence, read: read.unwrap_or_else(unread) }
}

/// The line itself, what it is used for, its licence.
fn said(page: &Page, source: Attribution) -> (Phrase, Phrase, Phrase) {
    use Attribution as A;
    let t = &page.t;
    match source {
        A::CareServices => {
            (t.sources_care_services(), t.origin_list_for_care(), t.origin_list_licence_cc_by_4_or_pdl())
        }
        A::MedicalNet => (t.sources_medical_net(), t.origin_list_for_medical(), t.sources_licence_pdl()),
        A::Bureau => (t.sources_bureau(), t.origin_list_for_codes(), t.origin_list_licence_terms()),
        A::Prefecture => (t.sources_hokkaido(), t.origin_list_for_hospitals(), t.origin_list_licence_cc_by_2_1()),
        A::Municipal => (t.origin_list_municipal(), t.origin_list_for_municipal(), t.origin_list_licence_terms()),
        A::Boundaries => (t.sources_boundaries(), t.origin_list_for_map(), t.origin_list_licence_map()),
        A::Addresses => (t.sources_addresses(), t.origin_list_for_places(), t.sources_licence_cc_by_4()),
        A::Statistics => (t.sources_statistics(), t.origin_list_for_figures(), t.origin_list_licence_terms()),
        A::Holidays => (t.sources_public_holidays(), t.origin_list_for_holidays(), t.origin_list_licence_terms()),
        A::PostalCodes => (t.sources_postal_codes(), t.origin_list_for_postal(), t.origin_list_licence_none()),
    }
}
