//! Which hits stand on the page asked for, and why.

use std::borrow::Cow;

use kyoten_text::normalize::search_key;
use roaring::RoaringBitmap;

use super::answer::{Hit, Why};
use super::evaluate::Found;
use super::grades::{Wanted, wanted};
use super::index::Part;
use super::query::{Moment, OpenFilter, Order, Query};
use super::terms::Standing;
use super::text::{Term, Text};

/// Where the syllabary may begin. It moves on every day, so that nobody is always first.
const FIRST_KANA: [char; 44] = [
    'あ', 'い', 'う', 'え', 'お', 'か', 'き', 'く', 'け', 'こ', 'さ', 'し', 'す', 'せ', 'そ', 'た', 'ち', 'つ', 'て',
    'と', 'な', 'に', 'ぬ', 'ね', 'の', 'は', 'ひ', 'ふ', 'へ', 'ほ', 'ま', 'み', 'む', 'め', 'も', 'や', 'ゆ', 'よ',
    'ら', 'り', 'る', 'れ', 'ろ', 'わ',
];
/// Name is the text, name begins with it, name holds it, reading holds it, anything holds it.
/// What a need finds is no matter of words: only the words that name no need are looked at.
const CLASSES: usize = 5;

/// The kana with which the syllabary begins on a day.
pub(super) fn first_kana(day_number: u32) -> char {
    FIRST_KANA[day_number as usize % FIRST_KANA.len()]
}

/// A query with what was found in every part.
pub(super) struct Page<'a> {
    pub(super) query: &'a Query,
    pub(super) text: &'a Text,
    pub(super) moment: &'a Moment<'a>,
    pub(super) parts: &'a [Found<'a>],
}

/// A document's place in the daily order: those after the first kana, then those before it.
type Daily = (bool, u32, u32);

impl Page<'_> {
    /// The hits of the page.
    pub(super) fn hits(&self) -> Vec<Hit> {
        self.ranked().into_iter().map(|(part, doc)| self.hit(&self.parts[part], doc)).collect()
    }

    fn starts_with(&self) -> Option<char> {
        (self.query.order() != Order::Gojuon).then(|| first_kana(self.moment.day_number()))
    }

    fn ranked(&self) -> Vec<(usize, u32)> {
        let firsts: Vec<u32> = self
            .parts
            .iter()
            .map(|found| {
                self.starts_with().map_or(0, |kana| found.part.segment.first_from(kana.encode_utf8(&mut [0; 4])))
            })
            .collect();
        let (mut skip, mut page) = (self.query.offset, Vec::new());
        let wanted = wanted(self.query, self.text);
        let place = self.place_key();
        let mut earlier: Vec<RoaringBitmap> = vec![RoaringBitmap::new(); self.parts.len()];
        for class in self.classes(place.is_some()) {
            let mut sets = Vec::with_capacity(self.parts.len());
            for (found, earlier) in self.parts.iter().zip(&mut earlier) {
                let mut set = self.class(found, class, place.as_deref());
                set -= &*earlier;
                *earlier |= &set;
                sets.push(set);
            }
            for level in self.by_level(sets, &wanted) {
                for equals in self.among_equals(level, place.as_deref()) {
                    let room = self.query.limit - page.len();
                    let total: u64 = equals.sets.iter().map(RoaringBitmap::len).sum();
                    if room == 0 {
                        return page;
                    }
                    if total <= skip as u64 {
                        skip -= total as usize;
                        continue;
                    }
                    page.extend(self.first_of(&equals, &firsts, skip + room).into_iter().skip(skip));
                    skip = 0;
                }
            }
        }
        page
    }

    /// The classes that decide the order, the last of which holds everything.
    fn classes(&self, by_place: bool) -> impl Iterator<Item = usize> {
        let by_words = self.query.order() == Order::Match && !self.text.terms.is_empty();
        (0..CLASSES).filter(move |class| by_words || (by_place && *class == 0) || *class == CLASSES - 1)
    }

    /// The word that named the place, when nothing else was asked than to begin there.
    fn place_key(&self) -> Option<String> {
        let is_first = self.query.order.is_none() && self.query.near.is_some();
        self.query.place_word.as_deref().filter(|_| is_first).map(search_key).filter(|key| !key.is_empty())
    }

    /// The documents that fit the text at least as well as this class says.
    fn class(&self, found: &Found<'_>, class: usize, place: Option<&str>) -> RoaringBitmap {
        let (all, segment) = (&*found.all, &found.part.segment);
        if let Some(place) = place {
            let whole = |key: &str| all & segment.named(key);
            return match class {
                0 => whole(&format!("{place}{}", self.text.whole)) | whole(&format!("{}{place}", self.text.whole)),
                _ => all.clone(),
            };
        }
        let terms: Vec<&Standing> = self.words(found).collect();
        let Some(first) = terms.first() else {
            return if class == 0 { all & segment.named(&self.text.whole) } else { all.clone() };
        };
        match class {
            0 => all & segment.named(&self.text.whole),
            1 => terms[1..].iter().fold(all & &first.begins, |all, term| all & &term.name),
            2 => terms.iter().fold(all.clone(), |all, term| all & &term.name),
            3 => terms.iter().fold(all.clone(), |all, term| all & &term.read),
            _ => all.clone(),
        }
    }

    /// Where the words stand that name no need; how well needs are served is another matter.
    fn words<'f>(&'f self, found: &'f Found<'_>) -> impl Iterator<Item = &'f Standing> {
        let is_word = |(term, _): &(&Term, _)| !self.query.is_graded() || term.need.is_none();
        self.text.terms.iter().zip(&found.standings).filter(is_word).map(|(_, standing)| &**standing)
    }

    /// A class by how well what is wanted is served, the best first.
    fn by_level(&self, sets: Vec<RoaringBitmap>, wanted: &[Wanted<'_>]) -> Vec<Vec<RoaringBitmap>> {
        if wanted.is_empty() || sets.iter().all(RoaringBitmap::is_empty) {
            return vec![sets];
        }
        let of_parts: Vec<Vec<RoaringBitmap>> = sets
            .iter()
            .zip(self.parts)
            .map(|(set, found)| found.part.segment.levels(wanted, set, self.moment))
            .collect();
        let count = of_parts.iter().map(Vec::len).max().unwrap_or(0);
        let level = |n: usize| of_parts.iter().map(|levels| levels[n].clone()).collect::<Vec<_>>();
        (0..count).map(level).filter(|sets| sets.iter().any(|set| !set.is_empty())).collect()
    }

    /// A class, those last whom the newest source no longer names. Then those first who bear the place that was named, and
    /// by distance those last whose place is unknown.
    fn among_equals(&self, sets: Vec<RoaringBitmap>, place: Option<&str>) -> Vec<Equals> {
        let near = self.query.order() == Order::Near;
        let (missing, newest) = self.split(sets, |part| Cow::Borrowed(&part.segment.missing));
        let mut equals = Vec::new();
        for sets in [newest, missing] {
            let (bearing, others) = match place {
                Some(place) => self.split(sets, |part| Cow::Owned(part.segment.name.holding(place).0)),
                None => (Vec::new(), sets),
            };
            for sets in [bearing, others].into_iter().filter(|sets| !sets.is_empty()) {
                if near {
                    let (located, elsewhere) = self.split(sets, |part| Cow::Borrowed(part.segment.places.located()));
                    equals.push(Equals { sets: located, near });
                    equals.push(Equals { sets: elsewhere, near: false });
                } else {
                    equals.push(Equals { sets, near });
                }
            }
        }
        equals
    }

    /// What of the sets is in these, and what is not.
    fn split<'p>(
        &'p self,
        sets: Vec<RoaringBitmap>,
        these: impl Fn(&'p Part) -> Cow<'p, RoaringBitmap>,
    ) -> (Vec<RoaringBitmap>, Vec<RoaringBitmap>) {
        let within: Vec<_> = sets.iter().zip(self.parts).map(|(set, found)| set & &*these(found.part)).collect();
        let without = sets.into_iter().zip(&within).map(|(set, within)| set - within).collect();
        (within, without)
    }

    fn first_of(&self, equals: &Equals, firsts: &[u32], wanted: usize) -> Vec<(usize, u32)> {
        let mut best: Vec<(u32, Daily, usize, u32)> = Vec::new();
        for (n, (found, set)) in self.parts.iter().zip(&equals.sets).enumerate() {
            let part = found.part;
            let daily = |doc: u32| part.place(doc, firsts[n]);
            match &self.query.near {
                Some(near) if equals.near => {
                    let nearest = part.segment.places.nearest(near.point, set, wanted, daily);
                    best.extend(nearest.into_iter().map(|(metres, daily, doc)| (metres, daily, n, doc)));
                }
                _ => {
                    let turned = set.range(firsts[n]..).chain(set.range(..firsts[n]));
                    best.extend(turned.take(wanted).map(|doc| (0, daily(doc), n, doc)));
                }
            }
        }
        if self.parts.len() > 1 {
            best.sort_unstable();
        }
        best.into_iter().take(wanted).map(|(_, _, part, doc)| (part, doc)).collect()
    }

    fn hit(&self, found: &Found<'_>, doc: u32) -> Hit {
        let segment = &found.part.segment;
        let near = self.query.near.as_ref().and_then(|near| segment.places.metres_to(doc, near.point));
        let mut why = Vec::new();
        self.why_text(found, doc, &mut why);
        self.why_conditions(found, doc, &mut why);
        if let Some((metres, exact)) = near {
            why.push(Why::Near { metres, exact });
        }
        if segment.missing.contains(doc) {
            why.push(Why::NotInNewestSource);
        }
        if let (Order::Match, Some(starts_with)) = (self.query.order(), self.starts_with()) {
            why.push(Why::DailyOrder { starts_with });
        }
        Hit { id: segment.ids[doc as usize], metres: near.map(|(metres, _)| metres), why }
    }

    fn why_text(&self, found: &Found<'_>, doc: u32, why: &mut Vec<Why>) {
        let segment = &found.part.segment;
        let exact = !self.text.terms.is_empty() && segment.name.texts.of(doc) == self.text.whole.as_bytes();
        if exact {
            why.push(Why::NameExact);
        }
        for (n, (term, standing)) in self.text.terms.iter().zip(&found.standings).enumerate() {
            let typed = || term.typed.clone();
            // How the need is served says more than where its word stands.
            if let Some(need) = term.need.filter(|_| standing.need.contains(doc)) {
                why.push(Why::Need(need.name()));
            } else if exact {
            } else if n == 0 && standing.begins.contains(doc) {
                why.push(Why::NameBegins);
            } else if standing.name.contains(doc) {
                why.push(Why::NamePart(typed()));
            } else if standing.read.contains(doc) {
                why.push(Why::Reading(typed()));
            } else if standing.address.contains(doc) {
                why.push(Why::Address(typed()));
            } else if standing.phone.contains(doc) {
                why.push(Why::Phone(typed()));
            } else if standing.words.contains(doc) {
                why.push(Why::Words(typed()));
            }
        }
        if let (Some(word), Some(key)) = (&self.query.place_word, self.place_key())
            && segment.name.texts.text(doc).contains(&key)
        {
            why.push(Why::NamePart(word.clone()));
        }
    }

    fn why_conditions(&self, found: &Found<'_>, doc: u32, why: &mut Vec<Why>) {
        let segment = &found.part.segment;
        self.why_codes(found, doc, &self.query.services, &self.query.capabilities, why);
        if self.query.comes_home {
            why.push(Why::ComesHome);
        }
        why.extend(self.query.open.iter().map(|filter| match filter {
            OpenFilter::Today | OpenFilter::On(_) | OpenFilter::Night => Why::Opens(*filter),
            OpenFilter::Now => Why::OpenUntil(segment.hours.open_until(doc, self.moment.now, self.moment)),
            OpenFilter::At(at) => Why::OpenUntil(segment.hours.open_until(doc, *at, self.moment)),
        }));
        if self.query.care_manager_time_now {
            why.push(Why::CareManagerTime);
        }
    }

    fn why_codes<S: AsRef<str>>(
        &self,
        found: &Found<'_>,
        doc: u32,
        services: &[S],
        capabilities: &[S],
        why: &mut Vec<Why>,
    ) {
        let segment = &found.part.segment;
        let mut add = |reason: Why| {
            if !why.contains(&reason) {
                why.push(reason);
            }
        };
        for code in services.iter().map(AsRef::as_ref) {
            if segment.services.of(code).is_some_and(|able| able.contains(doc)) {
                add(Why::Service(code.to_owned()));
            }
        }
        for code in capabilities.iter().map(AsRef::as_ref) {
            if segment.capabilities.of(code).is_some_and(|able| able.contains(doc)) {
                add(Why::Capability(code.to_owned()));
            }
        }
    }
}

/// Documents between which only distance or the daily order decides, for every part.
struct Equals {
    sets: Vec<RoaringBitmap>,
    near: bool,
}
