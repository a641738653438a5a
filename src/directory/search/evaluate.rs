//! The conditions of a query as sets of documents.

use std::borrow::Cow;
use std::ops::Deref;
use std::sync::Arc;

use roaring::RoaringBitmap;

use super::index::Part;
use super::open::OpenAt;
use super::query::{Condition, Moment, Query};
use super::terms::Standing;
use super::text::Text;

/// A set that is borrowed, shared or made for this query.
pub(super) enum Documents<'a> {
    Known(&'a RoaringBitmap),
    Shared(Arc<RoaringBitmap>),
    Anywhere(Arc<Standing>),
    Made(RoaringBitmap),
}

impl Deref for Documents<'_> {
    type Target = RoaringBitmap;

    fn deref(&self) -> &RoaringBitmap {
        match self {
            Self::Known(documents) => documents,
            Self::Shared(documents) => documents,
            Self::Anywhere(standing) => &standing.anywhere,
            Self::Made(documents) => documents,
        }
    }
}

/// The query applied to one part of the index.
pub(super) struct Found<'a> {
    pub(super) part: &'a Part,
    /// Where each term stands.
    pub(super) standings: Vec<Arc<Standing>>,
    conditions: Vec<(Condition, Documents<'a>)>,
    /// What meets every condition.
    pub(super) all: Cow<'a, RoaringBitmap>,
}

impl<'a> Found<'a> {
    pub(super) fn new(part: &'a Part, query: &Query, text: &Text, moment: &Moment<'_>) -> Self {
        let segment = &*part.segment;
        let standings: Vec<Arc<Standing>> = text.terms.iter().map(|term| segment.standing(term, moment)).collect();
        let mut conditions = Vec::new();
        for (number, standing) in text.numbers.iter().zip(&standings) {
            conditions.push((Condition::Term(*number), Documents::Anywhere(Arc::clone(standing))));
        }
        if let [only] = *query.kinds {
            conditions.push((Condition::Kinds, Documents::Known(segment.of_kind(only))));
        } else if !query.kinds.is_empty() {
            let mut any = RoaringBitmap::new();
            query.kinds.iter().for_each(|kind| any |= segment.of_kind(*kind));
            conditions.push((Condition::Kinds, Documents::Made(any)));
        }
        if !query.services.is_empty() {
            let any = segment.services.any_of(query.services.iter().map(String::as_str));
            conditions.push((Condition::Services, Documents::Made(any)));
        }
        for code in &query.capabilities {
            let able =
                segment.capabilities.of(code).map_or_else(|| Documents::Made(RoaringBitmap::new()), Documents::Known);
            conditions.push((Condition::Capability(code.clone()), able));
        }
        if query.comes_home {
            conditions.push((Condition::ComesHome, Documents::Known(&segment.comes_home)));
        }
        for filter in &query.open {
            let open = segment.open_at(OpenAt::of(*filter, moment), moment);
            conditions.push((Condition::Open(*filter), Documents::Shared(open)));
        }
        if query.care_manager_time_now {
            let open = segment.open_at(OpenAt::care_manager_now(moment), moment);
            conditions.push((Condition::CareManagerTime, Documents::Shared(open)));
        }
        if let (Some(near), Some(reach)) = (&query.near, query.within_metres) {
            conditions.push((Condition::Distance, Documents::Made(segment.places.within(near.point, reach))));
        }
        if !query.municipalities.is_empty() {
            let any = segment.municipalities.any_of(query.municipalities.iter().map(String::as_str));
            conditions.push((Condition::Municipalities, Documents::Made(any)));
        }
        let mut found = Self { part, standings, conditions, all: Cow::Borrowed(&part.segment.all) };
        found.all = found.without(|_| false);
        found
    }

    /// What meets every condition but those to be left out.
    pub(super) fn without(&self, left_out: impl Fn(&Condition) -> bool) -> Cow<'a, RoaringBitmap> {
        let mut sets: Vec<&RoaringBitmap> = self
            .conditions
            .iter()
            .filter(|(condition, _)| !left_out(condition))
            .map(|(_, documents)| &**documents)
            .collect();
        let live = &self.part.live;
        if sets.is_empty() {
            return Cow::Borrowed(live);
        }
        sets.sort_unstable_by_key(|set| set.len());
        if self.part.is_whole() {
            return Cow::Owned(sets[1..].iter().fold(sets[0].clone(), |all, set| all & *set));
        }
        Cow::Owned(sets.into_iter().fold(live.clone(), |all, set| all & set))
    }

    /// What there would be without a condition; the whole answer when it is not asked for.
    pub(super) fn apart_from(&self, condition: &Condition) -> Cow<'_, RoaringBitmap> {
        if self.conditions.iter().any(|(asked, _)| asked == condition) {
            return self.without(|one| one == condition);
        }
        Cow::Borrowed(&*self.all)
    }
}
