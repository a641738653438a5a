//! Ways to find more when little is found: what to drop, and how far to look.

use super::answer::Relaxation;
use super::evaluate::Found;
use super::query::{Condition, Query};

/// Fewer than this is little.
const LITTLE: u64 = 3;
/// The distances a page offers, in metres.
const STEPS: [u32; 5] = [2_000, 5_000, 10_000, 20_000, 50_000];
/// So many wider distances are offered.
const STEPS_OFFERED: usize = 2;

/// What to change so that more is found; the smallest changes first, then what finds most.
pub(super) fn relaxations(query: &Query, parts: &[Found<'_>], total: u64) -> Vec<Relaxation> {
    if total >= LITTLE {
        return Vec::new();
    }
    let conditions = query.conditions();
    let asks_on = |dropped: &[Condition]| {
        let rest = dropped.iter().fold(query.clone(), |query, condition| query.without(condition));
        let asks = Query { municipalities: Vec::new(), ..rest };
        !asks.is_empty() || asks.near.is_some() || dropped == [Condition::Municipalities]
    };
    let dropping = |conditions: Vec<Condition>| {
        // Everything there is would be no answer to the question.
        if !asks_on(&conditions) {
            return None;
        }
        let found = total_without(parts, &conditions);
        (found > total).then_some(Relaxation::Drop { conditions, total: found })
    };
    let mut ways: Vec<Relaxation> = conditions.iter().filter_map(|one| dropping(vec![one.clone()])).collect();
    ways.extend(widening(query, parts, total));
    if ways.is_empty() {
        let pairs =
            conditions.iter().enumerate().flat_map(|(n, one)| conditions[n + 1..].iter().map(move |two| [one, two]));
        // A word is one of the words: the two together are the words alone.
        let pairs = pairs.filter(|pair| !matches!(pair, [Condition::Term(_), Condition::Text]));
        ways.extend(pairs.filter_map(|[one, two]| dropping(vec![one.clone(), two.clone()])));
    }
    ways.sort_by_key(|way| (weight(way), std::cmp::Reverse(way.total())));
    ways
}

/// Dropping all the words gives up the question itself, so other changes stand before it.
fn weight(way: &Relaxation) -> usize {
    let gives_up = matches!(way, Relaxation::Drop { conditions, .. } if conditions.contains(&Condition::Text));
    way.changes() + usize::from(gives_up)
}

fn widening(query: &Query, parts: &[Found<'_>], total: u64) -> Vec<Relaxation> {
    let (Some(near), Some(reach)) = (&query.near, query.within_metres) else {
        return Vec::new();
    };
    let anywhere: Vec<_> = parts.iter().map(|found| found.without(|one| *one == Condition::Distance)).collect();
    let mut ways = Vec::new();
    let mut before = total;
    for metres in STEPS.into_iter().filter(|step| *step > reach) {
        let within = parts
            .iter()
            .zip(&anywhere)
            .map(|(found, set)| found.part.segment.places.count_within(near.point, metres, set));
        let found = within.sum();
        if found > before {
            ways.push(Relaxation::Widen { metres, total: found });
            before = found;
        }
        if ways.len() == STEPS_OFFERED {
            break;
        }
    }
    ways
}

fn total_without(parts: &[Found<'_>], dropped: &[Condition]) -> u64 {
    let all_words = dropped.contains(&Condition::Text);
    let left_out = |one: &Condition| dropped.contains(one) || (all_words && matches!(one, Condition::Term(_)));
    parts.iter().map(|found| found.without(left_out).len()).sum()
}
