//! The index answers as reading every document does, on thousands of questions to small invented towns.

use proptest::prelude::*;

use super::mix::{Chance, queries};
use super::oracle::{Mistake, Oracle};
use super::tests::{hours, moment, with_fields};
use super::*;
use crate::directory::capability;
use crate::directory::hours::{CareManagerTime, Hours};
use crate::directory::kind::OrganizationKind as K;
use crate::directory::record::Point;

/// A small town in which everything happens: few characters, so that terms are found.
pub(super) fn town(seed: u64) -> Vec<Document> {
    let mut chance = Chance::new(seed ^ 1);
    region(seed, 1 + chance.below(40), 100_000)
}

/// A town of so many facilities, spread over so many microdegrees.
fn region(seed: u64, documents: usize, spread: usize) -> Vec<Document> {
    const LETTERS: [char; 12] = ['さ', 'く', 'ら', 'ー', '病', '院', '歯', '科', '高', 'あ', 'a', '3'];
    let patterns: Vec<Hours> =
        ["月火水木金 9:00-12:00", "日 9:00-12:00", "毎日 9:00-21:00", "土日祝 13:00-17:00"].map(hours).to_vec();
    let mut chance = Chance::new(seed);
    let word = |chance: &mut Chance, longest| {
        (0..1 + chance.below(longest)).map(|_| LETTERS[chance.below(LETTERS.len())]).collect::<String>()
    };
    let mut town = Vec::new();
    for id in 0..documents as DocumentId {
        let (name, kana, owner) = (word(&mut chance, 6), word(&mut chance, 6), word(&mut chance, 4));
        let address = format!("三重県津市{}{}丁目{}番", word(&mut chance, 2), chance.below(4), chance.below(30));
        let phone = format!("059422{:04}", chance.below(10_000));
        let fields = Fields {
            name: &name,
            kana: &kana,
            address: &address,
            building: "",
            phone: &phone,
            words: &["訪問看護", &owner],
        };
        let mut document = with_fields(id, fields);
        document.kind = [K::Clinic, K::Hospital, K::DentalClinic, K::Pharmacy][chance.below(4)];
        if chance.below(3) == 0 {
            document.also = vec![K::DayService];
        }
        document.missing = chance.one_in(5);
        document.municipality = ["24201", "24202"][chance.below(2)].into();
        if !chance.one_in(5) {
            let point = Point {
                latitude: 34_700_000 + chance.below(spread) as i32,
                longitude: 136_500_000 + chance.below(spread) as i32,
            };
            document.located = Some(Located { point, exact: chance.one_in(2) });
        }
        document.services = pick(&mut chance, &["110", "130", "dental", "430"]);
        let asked = pick(&mut chance, &["denture", "night", "home_visit", "opioid_injection"]);
        document.answer(asked.into_iter().map(|code| answered(&mut chance, code)).collect());
        document.hours = (0..chance.below(3)).map(|_| patterns[chance.below(4)].clone()).collect();
        document.care_manager_time =
            chance.one_in(3).then(|| CareManagerTime::new(patterns[chance.below(4)].clone(), [], "", "").unwrap());
        town.push(document);
    }
    town
}

fn answered(chance: &mut Chance, code: String) -> Answered {
    let answer = [capability::Answer::Yes, capability::Answer::Conditional, capability::Answer::No][chance.below(3)];
    let days = [10, 365, 366, 800][chance.below(4)];
    Answered { code, answer, on: moment().now.date().saturating_sub(jiff::Span::new().days(days)) }
}

fn pick(chance: &mut Chance, codes: &[&str]) -> Vec<String> {
    codes.iter().filter(|_| chance.one_in(2)).map(|code| (*code).to_owned()).collect()
}

/// The first queries of the town's mix that are worth asking, with pages of several sizes.
fn questions(seed: u64, town: &[Document], count: usize) -> Vec<Query> {
    let mut chance = Chance::new(seed);
    let mut queries: Vec<Query> = queries(seed, town).take(count).collect();
    for query in &mut queries {
        query.limit = [1, 5, 100][chance.below(3)];
        query.offset = [0, 0, 1, 7][chance.below(4)];
        if query.within_metres.is_some() && chance.one_in(2) {
            query.within_metres = Some(500);
        }
    }
    queries
}

fn compare(seed: u64, mistake: Mistake) -> Result<(), String> {
    compare_in(&town(seed), seed, mistake, 30)
}

fn compare_in(town: &[Document], seed: u64, mistake: Mistake, count: usize) -> Result<(), String> {
    let index = Index::new(town.to_vec());
    let moment = moment();
    let oracle = Oracle { documents: town, moment: &moment, mistake };
    for query in questions(seed, town, count) {
        let answer = index.search(&query, &moment);
        oracle.agrees(&query, &answer)?;
        for way in &answer.relaxations {
            let relaxed = match way {
                Relaxation::Drop { conditions, .. } => {
                    conditions.iter().fold(query.clone(), |query, one| query.without(one))
                }
                Relaxation::Widen { metres, .. } => Query { within_metres: Some(*metres), ..query.clone() },
            };
            if oracle.total(&relaxed) != way.total() || way.total() <= answer.total {
                return Err(format!("{query:?}: {way:?}"));
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_index_answers_as_reading_everything_does(seed: u64) {
        prop_assert_eq!(compare(seed, Mistake::None), Ok(()));
    }

    #[test]
    fn a_changed_index_answers_as_a_fresh_one(seed: u64, other: u64) {
        let (old, new) = (town(seed), town(other));
        let mut chance = Chance::new(seed);
        let changed: Vec<Document> = new.into_iter().filter(|_| chance.one_in(3)).collect();
        let removed: Vec<DocumentId> = old.iter().map(|document| document.id).filter(|_| chance.one_in(4)).collect();
        let removed: Vec<DocumentId> =
            removed.into_iter().filter(|id| changed.iter().all(|document| document.id != *id)).collect();
        let gone = |id: DocumentId| removed.contains(&id) || changed.iter().any(|document| document.id == id);
        let mut now: Vec<Document> = old.iter().filter(|document| !gone(document.id)).cloned().collect();
        now.extend(changed.iter().cloned());
        let half = changed.len() / 2;
        let stepwise = Index::new(old).with_changes(changed[..half].to_vec(), &removed).with_changes(changed[half..].to_vec(), &[]);
        let fresh = Index::new(now.clone());
        prop_assert_eq!(stepwise.len(), fresh.len());
        for query in now.first().map(|_| questions(seed, &now, 30)).unwrap_or_default() {
            prop_assert_eq!(stepwise.search(&query, &moment()), fresh.search(&query, &moment()), "{:?}", query);
        }
    }
}

#[test]
fn a_wrong_oracle_is_noticed() {
    for mistake in [
        Mistake::ForgetsReadings,
        Mistake::ForgetsTheDay,
        Mistake::CountsItsOwnFilter,
        Mistake::LooksTooFar,
        Mistake::ForgetsAge,
        Mistake::ForgetsThePlace,
    ] {
        let noticed = (0..200).any(|seed| compare(seed, mistake).is_err());
        assert!(noticed, "{mistake:?} went unnoticed");
    }
}

/// Large enough for bitmaps instead of lists, for many cells of the map, and for terms dear enough to be remembered.
#[test]
fn a_large_region_is_answered_alike() {
    let region = region(42, 3_000, 3_000_000);
    assert_eq!(compare_in(&region, 1, Mistake::None, 40), Ok(()));
}
