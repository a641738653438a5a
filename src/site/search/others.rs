//! Other questions, asked when this one finds nobody: a word taken apart, a facility as the place to look around.

use kyoten_text::number;

use super::ways::Way;
use crate::directory::OrganizationId;
use crate::directory::search::{Moment, Query, Why};
use crate::directory::store::summaries;
use crate::hub::Hub;
use crate::platform::web::{Page, Result};
use crate::site::ask::{self, Asked, PartMeaning, with_text};
use crate::site::params::Params;

/// So many words are tried.
const MOST_WORDS: usize = 2;
/// A word that more names bear means none of them.
const MOST_NAMES: u64 = 3;

/// Another question, with what it finds.
pub(super) struct Other {
    what: What,
    params: Params,
    total: u64,
}

enum What {
    /// The words as they are looked for now.
    Apart(String),
    /// The place to look around.
    Near(String),
}

impl Other {
    /// How the page offers it.
    pub(super) fn way(&self, page: &Page) -> Way {
        let t = &page.t;
        Way {
            words: match &self.what {
                What::Apart(text) => t.find_relax_split(t.as_written(text), number::grouped(self.total)),
                What::Near(place) => t.find_relax_near(t.as_written(place), number::grouped(self.total)),
            },
            press: t.search_similar_show(),
            href: self.params.address("/search"),
        }
    }
}

/// The other questions that find somebody.
pub(super) async fn others(hub: &Hub, asked: &Asked, moment: &Moment<'_>) -> Result<Vec<Other>> {
    let params = asked.params.without(&["page"]);
    let mut others = Vec::new();
    for (part, texts) in asked.words.splits.iter().take(MOST_WORDS) {
        for words in texts {
            let text = asked.words.text_saying(*part, words);
            let other = Other::asked(hub, moment, What::Apart(text.clone()), params.with("q", &text)).await?;
            if other.total > 0 {
                others.push(other);
                break;
            }
        }
    }
    let words = asked.words.parts.iter().enumerate().filter(|(_, part)| matches!(part.meaning, PartMeaning::Word));
    for (n, part) in words.take(MOST_WORDS).filter(|_| asked.words.parts.len() > 1) {
        for name in facilities(hub, &part.typed, moment).await? {
            let text = asked.words.text_without(&[n]);
            let params = with_text(&params, &text).with("near", &name);
            others.push(Other::asked(hub, moment, What::Near(name), params).await?);
        }
    }
    others.retain(|other| other.total > 0);
    Ok(others)
}

impl Other {
    async fn asked(hub: &Hub, moment: &Moment<'_>, what: What, params: Params) -> Result<Self> {
        let query = Query { limit: 0, ..ask::read(hub, &params).await?.query };
        let total = hub.finder().search(&query, moment).await?.total;
        Ok(Self { what, params, total })
    }
}

/// The few facilities whose name holds a word.
async fn facilities(hub: &Hub, word: &str, moment: &Moment<'_>) -> Result<Vec<String>> {
    let query = Query { text: format!("\"{word}\""), limit: MOST_NAMES as usize, ..Query::default() };
    let answer = hub.finder().search(&query, moment).await?;
    if answer.total > MOST_NAMES {
        return Ok(Vec::new());
    }
    let in_name = |why: &Why| matches!(why, Why::NameExact | Why::NameBegins | Why::NamePart(_) | Why::Reading(_));
    let hits = answer.hits.iter().filter(|hit| hit.why.iter().any(in_name));
    let ids: Vec<OrganizationId> = hits.map(|hit| OrganizationId::from_bytes(hit.id.to_be_bytes())).collect();
    let found = hub.read(move |tx, hub| summaries::of(tx, hub, &ids)).await?;
    Ok(found.into_iter().filter(|summary| summary.position.is_some()).map(|summary| summary.name).collect())
}
