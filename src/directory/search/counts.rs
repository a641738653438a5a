//! The numbers beside the filters.

use std::collections::BTreeMap;

use roaring::RoaringBitmap;

use super::super::hours::Day;
use super::super::kind::OrganizationKind;
use super::answer::Counts;
use super::evaluate::Found;
use super::open::OpenAt;
use super::query::{Condition, Moment, OpenFilter};
use super::vocabulary::Vocabulary;

/// Counts what each filter would find, over all parts.
pub(super) fn count(parts: &[Found<'_>], asked: &[String], moment: &Moment<'_>) -> Counts {
    let mut kinds = [0; OrganizationKind::ALL.len()];
    let (mut services, mut capabilities) = (BTreeMap::new(), BTreeMap::new());
    let mut counts = Counts::default();
    for found in parts {
        let segment = &found.part.segment;
        let of_kinds = found.apart_from(&Condition::Kinds);
        for (total, kind) in kinds.iter_mut().zip(OrganizationKind::ALL) {
            *total += both(&of_kinds, segment.of_kind(kind));
        }
        add(&mut services, &segment.services, &found.apart_from(&Condition::Services));
        // A capability that is asked for already counts what there is with it, which is the answer; so does any other.
        add(&mut capabilities, &segment.capabilities, &found.all);
        counts.comes_home += both(&found.all, &segment.comes_home);
        let opening = |filter| both(&found.all, &segment.open_at(OpenAt::of(filter, moment), moment));
        counts.open_now += opening(OpenFilter::Now);
        counts.sunday += opening(OpenFilter::On(Day::Sunday));
        counts.holiday += opening(OpenFilter::On(Day::Holiday));
        counts.night += opening(OpenFilter::Night);
        counts.care_manager_time += both(&found.all, &segment.open_at(OpenAt::care_manager_now(moment), moment));
    }
    for code in asked {
        capabilities.entry(code.as_str()).or_insert(0);
    }
    counts.kinds = OrganizationKind::ALL.into_iter().zip(kinds).filter(|(_, count)| *count > 0).collect();
    counts.services = named(services);
    counts.capabilities = named(capabilities);
    counts
}

fn add<'a>(totals: &mut BTreeMap<&'a str, u64>, codes: &'a Vocabulary, among: &RoaringBitmap) {
    for (code, documents) in codes.iter() {
        let count = both(among, documents);
        if count > 0 {
            *totals.entry(code).or_default() += count;
        }
    }
}

fn named(totals: BTreeMap<&str, u64>) -> Vec<(String, u64)> {
    totals.into_iter().map(|(code, count)| (code.to_owned(), count)).collect()
}

fn both(a: &RoaringBitmap, b: &RoaringBitmap) -> u64 {
    a.intersection_len(b)
}
