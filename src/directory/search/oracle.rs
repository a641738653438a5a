//! The search as nobody would run it, for the tests: every document is read for every question.

use kyoten_text::normalize::search_key;

use super::super::capability::Answer;
use super::super::capability::codes::{AT_HOME, NIGHT};
use super::super::hours::Day;
use super::super::kind::OrganizationKind;
use super::at_home::SERVICES_AT_HOME;
use super::document::{Answered, Document, DocumentId};
use super::grades::{Wanted, wanted};
use super::hits::first_kana;
use super::near::metres;
use super::needs::Means;
use super::open::{open_in_night, opens_later, tonight};
use super::query::{Condition, Moment, OpenFilter, Order, Query};
use super::text::{Term, Text};
use super::{Answer as Found, Counts};
use crate::directory::hours::{Hours, Openness};

/// What the oracle gets wrong on purpose, to see that a test would notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mistake {
    None,
    ForgetsReadings,
    ForgetsTheDay,
    CountsItsOwnFilter,
    LooksTooFar,
    ForgetsAge,
    ForgetsThePlace,
}

pub(super) struct Oracle<'a> {
    pub(super) documents: &'a [Document],
    pub(super) moment: &'a Moment<'a>,
    pub(super) mistake: Mistake,
}

/// Class, grades, not in the newest source and not bearing the place, place unknown and distance, before today's first kana.
type Rank = (usize, usize, (bool, bool), (bool, u32), bool);

impl Oracle<'_> {
    /// Total, ids in order, and counts.
    pub(super) fn answer(&self, query: &Query) -> (u64, Vec<DocumentId>, Counts) {
        let mut found = self.found(query);
        let text = Text::new(&query.text);
        found.sort_by(|a, b| {
            self.rank(a, query, &text).cmp(&self.rank(b, query, &text)).then(a.order().cmp(&b.order()))
        });
        let page = found.iter().skip(query.offset).take(query.limit).map(|document| document.id).collect();
        (found.len() as u64, page, self.counts(query))
    }

    pub(super) fn total(&self, query: &Query) -> u64 {
        self.found(query).len() as u64
    }

    fn found(&self, query: &Query) -> Vec<&Document> {
        let text = Text::new(&query.text);
        self.documents.iter().filter(|document| self.meets(document, query, &text)).collect()
    }

    pub(super) fn agrees(&self, query: &Query, answer: &Found) -> Result<(), String> {
        let (total, page, counts) = self.answer(query);
        let hits: Vec<DocumentId> = answer.hits.iter().map(|hit| hit.id).collect();
        if (total, &page, &counts) == (answer.total, &hits, &answer.counts) {
            return Ok(());
        }
        Err(format!(
            "{query:?}\noracle: {total} {page:?} {counts:?}\nanswer: {} {hits:?} {:?}",
            answer.total, answer.counts
        ))
    }

    fn meets(&self, document: &Document, query: &Query, text: &Text) -> bool {
        let has = |codes: &[String], code: &String| codes.contains(code);
        let near = match (&query.near, query.within_metres) {
            (Some(near), Some(reach)) => {
                let reach = reach + if self.mistake == Mistake::LooksTooFar { 100 } else { 0 };
                document.located.is_some_and(|located| metres(near.point, located.point) <= reach)
            }
            _ => true,
        };
        text.terms.iter().all(|term| self.stands_in(document, term))
            && (query.kinds.is_empty() || query.kinds.iter().any(|kind| document.is(*kind)))
            && (query.services.is_empty() || query.services.iter().any(|code| has(&document.services, code)))
            && query.capabilities.iter().all(|code| has(&document.capabilities, code))
            && (!query.comes_home || comes_home(document))
            && query.open.iter().all(|filter| self.is_open(document, *filter))
            && (!query.care_manager_time_now || self.takes_calls(document))
            && near
            && (query.municipalities.is_empty() || query.municipalities.contains(&document.municipality))
    }

    fn reading<'d>(&self, document: &'d Document) -> &'d str {
        if self.mistake == Mistake::ForgetsReadings { "" } else { document.kana_key() }
    }

    fn stands_in(&self, document: &Document, term: &Term) -> bool {
        let needed = term.need.is_some_and(|need| {
            [&need.best, &need.next, &need.ask].into_iter().any(|means| self.serves(document, means))
        });
        let in_address = |key: &String| document.address_key().contains(key);
        document.name_key().contains(&term.key)
            || self.reading(document).contains(&term.key)
            || in_address(&term.key)
            || term.address.as_ref().is_some_and(in_address)
            || term.phone.as_ref().is_some_and(|digits| document.phone_key().contains(digits))
            || document.words_key().contains(&term.key)
            || needed
    }

    fn serves(&self, document: &Document, means: &Means) -> bool {
        self.serves_by_nature(document, means)
            || means.capabilities.iter().any(|code| document.capabilities.iter().any(|own| own == code))
    }

    fn serves_by_nature(&self, document: &Document, means: &Means) -> bool {
        means.kinds.iter().any(|kind| document.is(*kind))
            || means.services.iter().any(|code| document.services.iter().any(|own| own == code))
            || means.says.iter().any(|said| document.words_key().split(' ').any(|word| word.contains(&said.key)))
            || means.open.iter().any(|filter| self.keeps_open(document, *filter))
            || (means.comes_home && comes_home(document))
            || (means.care_manager_time && self.takes_calls(document))
    }

    /// The grade of a document, from 0: open tonight when the night is asked for, yes, old yes, condition, old condition, the second way, unknown, no.
    fn grade(&self, document: &Document, wanted: &Wanted<'_>) -> usize {
        let nothing = Means::default();
        let mut at_home = Means::default();
        let night = Means { open: vec![OpenFilter::Night], ..Means::default() };
        let (best, codes, next) = match wanted {
            Wanted::Need(need) => (&need.best, need.best.capabilities.clone(), &need.next),
            Wanted::Capability(code) => (&nothing, vec![*code], &nothing),
            Wanted::ComesHome(judged) => {
                at_home.services.clone_from(&judged.services);
                (&at_home, judged.capabilities.clone(), &nothing)
            }
            Wanted::Night => (&night, vec![NIGHT], &nothing),
        };
        let refused = document.answers.iter().any(|one| one.code == NIGHT && one.answer == Answer::No);
        let at_night = best.open.contains(&OpenFilter::Night) && self.keeps_open(document, OpenFilter::Night);
        let from = tonight(self.moment.now);
        let is_tonight =
            |hours: &Hours| hours.opens_at_night() && open_in_night(hours, from, self.moment.holidays).is_some();
        if at_night && !refused && document.hours.iter().any(is_tonight) {
            return 0;
        }
        let by_day =
            Means { open: best.open.iter().copied().filter(|one| *one != OpenFilter::Night).collect(), ..best.clone() };
        if self.serves_by_nature(document, &by_day) {
            return 1;
        }
        let answers = document.answers.iter().filter(|one| codes.contains(&one.code.as_str()));
        let grade = |one: &Answered| {
            let days = (self.moment.now.date() - one.on).get_days();
            let old = usize::from(days > 365 && self.mistake != Mistake::ForgetsAge);
            match one.answer {
                Answer::Yes => 1 + old,
                Answer::Conditional => 3 + old,
                Answer::No => 7,
            }
        };
        match answers.map(grade).min() {
            Some(grade) if grade < 5 => grade,
            _ if at_night && !refused => 5,
            _ if at_night => 7,
            Some(grade) => grade,
            None if self.serves(document, next) => 5,
            None => 6,
        }
    }

    fn is_open(&self, document: &Document, filter: OpenFilter) -> bool {
        let says_so = filter == OpenFilter::Night && document.capabilities.iter().any(|code| code == NIGHT);
        says_so || self.keeps_open(document, filter)
    }

    fn keeps_open(&self, document: &Document, filter: OpenFilter) -> bool {
        let open_at = |hours: &Hours, at| matches!(hours.openness(at, self.moment.holidays), Openness::Open { .. });
        document.hours.iter().any(|hours| match filter {
            OpenFilter::Now => open_at(hours, self.moment.now),
            OpenFilter::At(at) => open_at(hours, at),
            OpenFilter::Today => opens_later(hours, self.moment.now, self.moment.holidays),
            OpenFilter::On(day) => hours.is_open_on(day),
            OpenFilter::Night => hours.opens_at_night(),
        })
    }

    fn takes_calls(&self, document: &Document) -> bool {
        document.care_manager_time.as_ref().is_some_and(|time| time.is_now(self.moment.now, self.moment.holidays))
    }

    fn rank(&self, document: &Document, query: &Query, text: &Text) -> Rank {
        let kana = first_kana(self.moment.day_number() + if self.mistake == Mistake::ForgetsTheDay { 30 } else { 0 });
        let wrapped = query.order() != Order::Gojuon && *document.sort_key < *kana.encode_utf8(&mut [0; 4]);
        let far = match &query.near {
            Some(near) if query.order() == Order::Near => {
                document.located.map_or((true, 0), |located| (false, metres(near.point, located.point)))
            }
            _ => (false, 0),
        };
        let level = wanted(query, text).iter().map(|one| self.grade(document, one)).sum();
        let elsewhere = self.place_key(query).is_some_and(|place| !document.name_key().contains(&place));
        (self.class(document, query, text), level, (document.missing, elsewhere), far, wrapped)
    }

    fn place_key(&self, query: &Query) -> Option<String> {
        let is_first = query.order.is_none() && query.near.is_some() && self.mistake != Mistake::ForgetsThePlace;
        query.place_word.as_deref().filter(|_| is_first).map(search_key).filter(|place| !place.is_empty())
    }

    fn class(&self, document: &Document, query: &Query, text: &Text) -> usize {
        let name = document.name_key();
        if let Some(place) = self.place_key(query) {
            let whole = [format!("{place}{}", text.whole), format!("{}{place}", text.whole)];
            return if whole.iter().any(|whole| whole == name) { 0 } else { 4 };
        }
        if query.order() != Order::Match || text.terms.is_empty() {
            return 4;
        }
        if name == text.whole {
            return 0;
        }
        let is_word = |term: &&Term| !query.is_graded() || term.need.is_none();
        let words: Vec<&Term> = text.terms.iter().filter(is_word).collect();
        let Some(first) = words.first() else { return 4 };
        let in_name = |term: &&Term| name.contains(&term.key);
        if name.starts_with(&first.key) && words.iter().all(in_name) {
            1
        } else if words.iter().all(in_name) {
            2
        } else if words.iter().all(|term| in_name(term) || self.reading(document).contains(&term.key)) {
            3
        } else {
            4
        }
    }

    fn counts(&self, query: &Query) -> Counts {
        let own = |condition: &Condition| {
            if self.mistake == Mistake::CountsItsOwnFilter { query.clone() } else { query.without(condition) }
        };
        let total = |query: Query| self.total(&query);
        let of_kinds = own(&Condition::Kinds);
        let of_kinds = self.found(&of_kinds);
        let kinds = OrganizationKind::ALL
            .into_iter()
            .map(|kind| (kind, of_kinds.iter().filter(|document| document.is(kind)).count() as u64));
        let codes = |query: Query, of: fn(&Document) -> &[String]| {
            let mut codes: Vec<String> = self.documents.iter().flat_map(|document| of(document).to_vec()).collect();
            codes.sort();
            codes.dedup();
            let found = self.found(&query);
            let count = |code: &String| found.iter().filter(|document| of(document).contains(code)).count() as u64;
            codes.into_iter().map(|code| (count(&code), code)).map(|(n, code)| (code, n)).collect::<Vec<_>>()
        };
        let mut capabilities = codes(query.clone(), |document| &document.capabilities);
        capabilities.retain(|(code, count)| *count > 0 || query.capabilities.contains(code));
        for code in &query.capabilities {
            if !capabilities.iter().any(|(known, _)| known == code) {
                capabilities.push((code.clone(), 0));
            }
        }
        capabilities.sort();
        let mut services = codes(own(&Condition::Services), |document| &document.services);
        services.retain(|(_, count)| *count > 0);
        let open =
            |filter| total(Query { open: query.open.iter().copied().chain([filter]).collect(), ..query.clone() });
        Counts {
            kinds: kinds.filter(|(_, count)| *count > 0).collect(),
            services,
            capabilities,
            comes_home: total(Query { comes_home: true, ..query.clone() }),
            open_now: open(OpenFilter::Now),
            sunday: open(OpenFilter::On(Day::Sunday)),
            holiday: open(OpenFilter::On(Day::Holiday)),
            night: open(OpenFilter::Night),
            care_manager_time: total(Query { care_manager_time_now: true, ..query.clone() }),
        }
    }
}

fn comes_home(document: &Document) -> bool {
    document.services.iter().any(|code| SERVICES_AT_HOME.contains(&code.as_str()))
        || document.capabilities.iter().any(|code| AT_HOME.contains(&code.as_str()))
}
