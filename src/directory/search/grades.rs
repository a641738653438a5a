//! How well each document serves what is wanted: a yes before a condition, that before an open question, a no last;
//! answers of this year before older ones.

use jiff::civil::Date;
use roaring::RoaringBitmap;

use super::super::capability::codes::NIGHT;
use super::at_home::{AtHome, at_home};
use super::needs::{Means, Need};
use super::open::{self, OpenAt};
use super::query::{Moment, OpenFilter, Query, need_of};
use super::segment::Segment;
use super::text::Text;

/// Open tonight when the night is asked for; yes, an old yes, under a condition, an old condition, serves it in the second way
/// or on another night, nobody knows, no.
pub(super) const GRADES: usize = 8;
/// So many wants decide the order; nobody types more, and each one costs.
const MOST_WANTS: usize = 6;

/// Something that is wanted, and that can be done well or less well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wanted<'q> {
    Need(&'static Need),
    Capability(&'q str),
    ComesHome(AtHome),
    Night,
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
        .chain(query.comes_home.then(|| Wanted::ComesHome(at_home(query))))
        .chain(query.open.contains(&OpenFilter::Night).then_some(Wanted::Night))
    {
        if wanted.len() < MOST_WANTS && !wanted.contains(&one) {
            wanted.push(one);
        }
    }
    wanted
}

/// Who serves by what it is and not by what it answered.
#[derive(Default)]
struct ByNature {
    best: RoaringBitmap,
    next: RoaringBitmap,
    night: Option<Nights>,
}

/// Who is open tonight or on another night. Whoever says that it does not answer at night is believed, whatever its hours.
struct Nights {
    tonight: RoaringBitmap,
    another: RoaringBitmap,
    refused: RoaringBitmap,
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
        let mut serving = self.by_day(means, moment);
        if means.open.contains(&OpenFilter::Night) {
            // Who said so is judged by the answer, not by the hours.
            serving |= &*self.open_at(OpenAt::Night, moment);
        }
        serving
    }

    /// The same but for being open at night.
    fn by_day(&self, means: &Means, moment: &Moment<'_>) -> RoaringBitmap {
        let mut serving = self.services.any_of(means.services.iter().copied());
        means.kinds.iter().for_each(|kind| serving |= self.of_kind(*kind));
        means.says.iter().for_each(|said| serving |= self.words.holding(&said.key).0);
        for filter in means.open.iter().filter(|filter| **filter != OpenFilter::Night) {
            serving |= &*self.open_at(OpenAt::of(*filter, moment), moment);
        }
        if means.comes_home {
            serving |= &self.comes_home;
        }
        if means.care_manager_time {
            serving |= &*self.open_at(OpenAt::care_manager_now(moment), moment);
        }
        serving
    }

    fn nights(&self, moment: &Moment<'_>) -> Nights {
        let open = self.open_at(OpenAt::Night, moment);
        let refused = self.answers.no.of(NIGHT).map_or_else(RoaringBitmap::new, |no| &*open & no);
        let tonight = &*self.open_at(OpenAt::Tonight(minute(open::tonight(moment.now))), moment) - &refused;
        let another = &*open - &tonight - &refused;
        Nights { tonight, another, refused }
    }

    /// The documents of each grade, together all documents of `among`.
    pub(super) fn grades(
        &self,
        wanted: &Wanted<'_>,
        among: &RoaringBitmap,
        moment: &Moment<'_>,
    ) -> [RoaringBitmap; GRADES] {
        let today = moment.now.date();
        match wanted {
            Wanted::Need(need) => {
                let by_nature = ByNature {
                    best: self.by_day(&need.best, moment),
                    next: self.serving(&need.next, moment),
                    night: need.best.open.contains(&OpenFilter::Night).then(|| self.nights(moment)),
                };
                self.graded(by_nature, &need.best.capabilities, among, today)
            }
            Wanted::Capability(code) => self.graded(ByNature::default(), &[code], among, today),
            Wanted::ComesHome(judged) => {
                let best = self.services.any_of(judged.services.iter().copied());
                self.graded(ByNature { best, ..ByNature::default() }, &judged.capabilities, among, today)
            }
            Wanted::Night => {
                let night = Some(self.nights(moment));
                self.graded(ByNature { night, ..ByNature::default() }, &[NIGHT], among, today)
            }
        }
    }

    fn graded(
        &self,
        by_nature: ByNature,
        codes: &[&str],
        among: &RoaringBitmap,
        today: Date,
    ) -> [RoaringBitmap; GRADES] {
        let [mut yes, mut old_yes, mut conditional, mut old_conditional, mut no]: [RoaringBitmap; 5] =
            Default::default();
        yes |= by_nature.best;
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
        let nothing = RoaringBitmap::new();
        let (tonight, another, refused) = match &by_nature.night {
            Some(nights) => (&nights.tonight, &nights.another, &nights.refused),
            None => (&nothing, &nothing, &nothing),
        };
        let first = [tonight, &yes, &old_yes, &conditional, &old_conditional].map(&mut take);
        let mut next = take(another);
        let no = take(&(no | refused));
        next |= take(&by_nature.next);
        let [tonight, yes, old_yes, conditional, old_conditional] = first;
        [tonight, yes, old_yes, conditional, old_conditional, next, rest, no]
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
            let grades = self.grades(one, among, moment);
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
            OpenFilter::Today => Self::RestOfDay(minute(moment.now)),
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
