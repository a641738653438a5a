//! How well each document serves what is wanted: a yes before a condition, that before an open question, a no last;
//! answers of this year before older ones.

use jiff::civil::Date;
use roaring::RoaringBitmap;

use super::super::capability::codes::AT_HOME;
use super::needs::{Means, Need};
use super::open::OpenAt;
use super::query::{Moment, OpenFilter, Query, need_of};
use super::segment::{SERVICES_AT_HOME, Segment};
use super::text::Text;

/// Yes, an old yes, under a condition, an old condition, serves it in the second way, nobody knows, no.
pub(super) const GRADES: usize = 7;
/// So many wants decide the order; nobody types more, and each one costs.
const MOST_WANTS: usize = 6;

/// Something that is wanted, and that can be done well or less well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted<'q> {
    Need(&'static Need),
    Capability(&'q str),
    ComesHome,
}

/// Everything of a query that can be done well or less well.
pub(super) fn wanted<'q>(query: &'q Query, text: &Text) -> Vec<Wanted<'q>> {
    if !query.is_graded() {
        return Vec::new();
    }
    let needs = text.terms.iter().filter_map(|term| term.need);
    let wishes = query.wishes.iter().filter_map(|word| need_of(word));
    let mut wanted: Vec<Wanted<'q>> = Vec::new();
    for one in needs
        .chain(wishes)
        .map(Wanted::Need)
        .chain(query.capabilities.iter().map(|code| Wanted::Capability(code)))
        .chain(query.comes_home.then_some(Wanted::ComesHome))
    {
        if wanted.len() < MOST_WANTS && !wanted.contains(&one) {
            wanted.push(one);
        }
    }
    wanted
}

impl Segment {
    /// The documents that serve in one of these ways.
    pub(super) fn serving(&self, means: &Means, moment: &Moment<'_>) -> RoaringBitmap {
        let mut serving = self.by_nature(means, moment);
        serving |= self.capabilities.any_of(means.capabilities.iter().copied());
        serving
    }

    /// The documents that serve by what they are and not by what they answered.
    fn by_nature(&self, means: &Means, moment: &Moment<'_>) -> RoaringBitmap {
        let mut serving = self.services.any_of(means.services.iter().copied());
        means.kinds.iter().for_each(|kind| serving |= self.of_kind(*kind));
        means.says.iter().for_each(|said| serving |= self.words.holding(&said.key).0);
        for filter in &means.open {
            // Who said so is judged by the answer, not by the hours.
            let when = if *filter == OpenFilter::Night { OpenAt::Night } else { OpenAt::of(*filter, moment) };
            serving |= &*self.open_at(when, moment);
        }
        if means.comes_home {
            serving |= &self.comes_home;
        }
        if means.care_manager_time {
            serving |= &*self.open_at(OpenAt::care_manager_now(moment), moment);
        }
        serving
    }

    /// The documents of each grade, together all documents of `among`.
    pub(super) fn grades(
        &self,
        wanted: Wanted<'_>,
        among: &RoaringBitmap,
        moment: &Moment<'_>,
    ) -> [RoaringBitmap; GRADES] {
        match wanted {
            Wanted::Need(need) => {
                let (best, next) = (self.by_nature(&need.best, moment), self.serving(&need.next, moment));
                self.graded(best, &need.best.capabilities, &next, among, moment.now.date())
            }
            Wanted::Capability(code) => {
                self.graded(RoaringBitmap::new(), &[code], &RoaringBitmap::new(), among, moment.now.date())
            }
            Wanted::ComesHome => {
                let by_nature = self.services.any_of(SERVICES_AT_HOME.iter().copied());
                self.graded(by_nature, AT_HOME, &RoaringBitmap::new(), among, moment.now.date())
            }
        }
    }

    fn graded(
        &self,
        by_nature: RoaringBitmap,
        codes: &[&str],
        next: &RoaringBitmap,
        among: &RoaringBitmap,
        today: Date,
    ) -> [RoaringBitmap; GRADES] {
        let [mut yes, mut old_yes, mut conditional, mut old_conditional, mut no]: [RoaringBitmap; 5] =
            Default::default();
        yes |= by_nature;
        for code in codes {
            let old = self.answers.old(code, today);
            if let Some(documents) = self.answers.yes.of(code) {
                yes |= documents - &*old;
                old_yes |= documents;
            }
            if let Some(documents) = self.answers.conditional.of(code) {
                conditional |= documents - &*old;
                old_conditional |= documents;
            }
            if let Some(documents) = self.answers.no.of(code) {
                no |= documents;
            }
        }
        let mut rest = among.clone();
        let mut take = |set: &RoaringBitmap| {
            let taken = &rest & set;
            rest -= &taken;
            taken
        };
        let first = [&yes, &old_yes, &conditional, &old_conditional].map(&mut take);
        let no = take(&no);
        let next = take(next);
        let [yes, old_yes, conditional, old_conditional] = first;
        [yes, old_yes, conditional, old_conditional, next, rest, no]
    }

    /// The documents of `among` by how far they are from serving everything well, the best first.
    pub(super) fn levels(
        &self,
        wanted: &[Wanted<'_>],
        among: &RoaringBitmap,
        moment: &Moment<'_>,
    ) -> Vec<RoaringBitmap> {
        let mut levels = vec![among.clone()];
        for one in wanted {
            let grades = self.grades(*one, among, moment);
            let mut further = vec![RoaringBitmap::new(); levels.len() + GRADES - 1];
            for (n, level) in levels.iter().enumerate().filter(|(_, level)| !level.is_empty()) {
                for (grade, documents) in grades.iter().enumerate().filter(|(_, documents)| !documents.is_empty()) {
                    further[n + grade] |= level & documents;
                }
            }
            levels = further;
        }
        levels
    }
}

impl OpenAt {
    /// The set that an opening filter asks for. Minutes are what hours are made of, and what is remembered.
    pub(super) fn of(filter: OpenFilter, moment: &Moment<'_>) -> Self {
        match filter {
            OpenFilter::Now => Self::Minute(minute(moment.now)),
            OpenFilter::At(at) => Self::Minute(minute(at)),
            OpenFilter::On(day) => Self::Day(day),
            OpenFilter::Night => Self::NightOrSaid,
        }
    }

    /// Care managers may call now.
    pub(super) fn care_manager_now(moment: &Moment<'_>) -> Self {
        Self::CareManager(minute(moment.now))
    }
}

fn minute(at: jiff::civil::DateTime) -> jiff::civil::DateTime {
    at.date().at(at.hour(), at.minute(), 0, 0)
}
