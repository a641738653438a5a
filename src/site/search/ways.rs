//! What to do when little was found: what to drop, how far to look, each with what it finds.

use kyoten_text::number;

use super::others::Other;
use crate::directory::search::{Answer, Condition, OpenFilter, Relaxation};
use crate::platform::web::{Page, Phrase};
use crate::site::ask::{Asked, PartMeaning};
use crate::site::params::Params;
use crate::site::words;

/// A way to find more.
pub struct Way {
    /// What it would change and find.
    pub words: Phrase,
    /// What to press.
    pub press: Phrase,
    /// Where it leads.
    pub href: String,
}

/// So many ways are offered; the nearest stand first.
const MOST_WAYS: usize = 4;

/// The ways of the page: other questions first, then what to drop.
pub(super) fn ways(page: &Page, asked: &Asked, answer: &Answer, others: &[Other]) -> Vec<Way> {
    let clean = asked.params.without(&["page"]);
    let relaxed = answer.relaxations.iter().filter_map(|relaxation| way(page, asked, &clean, relaxation));
    others.iter().map(|other| other.way(page)).chain(relaxed).take(MOST_WAYS).collect()
}

fn way(page: &Page, asked: &Asked, clean: &Params, relaxation: &Relaxation) -> Option<Way> {
    let t = &page.t;
    match relaxation {
        Relaxation::Widen { metres, total } => {
            let km = metres / 1000;
            Some(Way {
                words: t.search_relax_distance(km, number::grouped(*total)),
                press: t.search_widen_show(),
                href: clean.with("km", &km.to_string()).address("/search"),
            })
        }
        Relaxation::Drop { conditions, total } => {
            let named: Vec<Phrase> =
                conditions.iter().map(|condition| condition_words(page, asked, condition)).collect();
            let n = number::grouped(*total);
            let (words, press) = match (named.as_slice(), conditions.as_slice()) {
                ([one], [condition]) if stays_as_wish(asked, condition) => {
                    (t.find_relax_wish(one, n), t.find_wish_show())
                }
                ([one, other, ..], _) => (t.find_relax_two(one, other, n), t.search_relax_show()),
                ([one], _) => (t.search_relax(one, n), t.search_relax_show()),
                ([], _) => return None,
            };
            Some(Way { words, press, href: after(asked, clean, conditions).address("/search") })
        }
    }
}

/// The address without these conditions. Words go last first, so that the numbers of the others still hold.
fn after(asked: &Asked, clean: &Params, conditions: &[Condition]) -> Params {
    let (words, others): (Vec<_>, Vec<_>) = conditions.iter().partition(|one| matches!(one, Condition::Term(_)));
    let numbers = words.into_iter().filter_map(|one| match one {
        Condition::Term(number) => Some(*number),
        _ => None,
    });
    let params = others.into_iter().fold(clean.clone(), |params, condition| asked.without(&params, condition));
    asked.without_words(&params, &numbers.collect::<Vec<_>>())
}

fn stays_as_wish(asked: &Asked, condition: &Condition) -> bool {
    let Condition::Term(number) = condition else { return false };
    let part = asked.words.searched_part(*number).and_then(|part| asked.words.parts.get(part));
    matches!(part.map(|part| &part.meaning), Some(PartMeaning::Need(need)) if need.can_be_wished())
}

/// A condition as the page calls it.
pub(super) fn condition_words(page: &Page, asked: &Asked, condition: &Condition) -> Phrase {
    let (t, query) = (&page.t, &asked.query);
    match condition {
        Condition::Term(number) => t.as_written(query.terms().nth(*number).unwrap_or_default()),
        Condition::Text => t.find_words_condition(t.as_written(&asked.words.text())),
        Condition::Kinds => {
            words::listed(page, &query.kinds.iter().map(|kind| words::kind(page, *kind)).collect::<Vec<_>>())
        }
        Condition::Services => {
            words::listed(page, &query.services.iter().map(|code| words::service(page, code)).collect::<Vec<_>>())
        }
        Condition::Capability(code) => words::ability(page, code, &[]),
        Condition::ComesHome => t.search_home_visit(),
        Condition::Open(OpenFilter::Now | OpenFilter::At(_)) => t.search_open_now(),
        Condition::Open(OpenFilter::Today) => t.find_open_today(),
        Condition::Open(OpenFilter::Night) => t.search_at_night(),
        Condition::Open(OpenFilter::On(day)) => words::day(page, *day),
        Condition::CareManagerTime => t.find_care_manager_time(),
        Condition::Distance => t.find_distance_limit(query.within_metres.unwrap_or_default() / 1000),
        Condition::Municipalities if page.hub.short.is_empty() => t.find_own_area(),
        Condition::Municipalities => t.as_written(&page.hub.short),
    }
}
