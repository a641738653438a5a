use jiff::civil::{DateTime, date};
use kyoten_text::normalize::kana_sort_key;
use proptest::prelude::*;

use super::mix::{Chance, query_mix};
use super::oracle::{Mistake, Oracle};
use super::*;
use crate::directory::hours::{CareManagerTime, Day, Hours, parse_text};
use crate::directory::kind::OrganizationKind as K;
use crate::directory::record::Point;
use crate::platform::holidays::Law;

const SUNDAY: DateTime = date(2026, 11, 22).at(10, 0, 0, 0);

fn moment() -> Moment<'static> {
    Moment { now: SUNDAY, holidays: &Law }
}

fn document(id: DocumentId, name: &str, kana: &str) -> Document {
    with_fields(id, Fields { name, kana, ..Fields::default() })
}

fn with_fields(id: DocumentId, fields: Fields<'_>) -> Document {
    let reading = if fields.kana.is_empty() { fields.name } else { fields.kana };
    Document::new(id, K::Clinic, kana_sort_key(reading), fields.search_text())
}

fn hours(text: &str) -> Hours {
    parse_text(text).unwrap_or_else(|e| panic!("{text}: {e:?}"))
}

fn text(text: &str) -> Query {
    Query { text: text.to_owned(), ..Query::default() }
}

fn ids(index: &Index, query: &Query) -> Vec<DocumentId> {
    index.search(query, &moment()).hits.iter().map(|hit| hit.id).collect()
}

fn why(index: &Index, query: &Query) -> Vec<Why> {
    index.search(query, &moment()).hits.swap_remove(0).why
}

#[test]
fn a_name_is_found_in_any_script_and_width() {
    let index = Index::new(vec![document(1, "さくら歯科", "サクラシカ"), document(2, "髙橋医院", "タカハシイイン")]);
    for typed in ["ｻｸﾗ", "さくら", "サクラ", "サクラ歯科", "くら歯", "さ", "ﾗ歯"] {
        assert_eq!(ids(&index, &text(typed)), [1], "{typed}");
    }
    for typed in ["髙橋", "高橋", "たかはし", "ﾀｶﾊｼ医院", "高", "橋医"] {
        let found = if typed == "ﾀｶﾊｼ医院" { vec![] } else { vec![2] };
        assert_eq!(ids(&index, &text(typed)), found, "{typed}");
    }
    assert_eq!(ids(&index, &text("たかはし 医院")), [2]);
    assert!(ids(&index, &text("さくら 高橋")).is_empty());
}

#[test]
fn a_telephone_number_is_found_with_and_without_hyphens() {
    let facility = |id, phone| with_fields(id, Fields { name: "甲", phone, ..Fields::default() });
    let index = Index::new(vec![facility(1, "0594-22-0188"), facility(2, "0594-22-0142")]);
    for typed in ["0594-22-0188", "0594220188", "22-0188", "０５９４－２２－０１８８", "0188"] {
        assert_eq!(ids(&index, &text(typed)), [1], "{typed}");
        assert_eq!(why(&index, &text(typed))[0], Why::Phone(typed.into()));
    }
    assert_eq!(ids(&index, &text("0594")).len(), 2);
    assert!(ids(&index, &text("2-20")).is_empty(), "so few digits with a hyphen are a place in a town");
}

#[test]
fn an_address_is_found_however_its_numbers_are_written() {
    let facility = |id, address| with_fields(id, Fields { name: "甲", address, ..Fields::default() });
    let index =
        Index::new(vec![facility(1, "三重県いなべ市梅ヶ枝町3丁目5番2号"), facility(2, "三重県いなべ市梅ヶ枝町１３丁目１番")]);
    for typed in ["3丁目5番2号", "3-5-2", "３－５－２", "梅ヶ枝町3丁目5", "梅が枝町3-5", "いなべ市梅ヶ枝町三丁目5番", "町 5番2号"] {
        assert_eq!(ids(&index, &text(typed)), [1], "{typed}");
    }
    for typed in ["三重県", "三重県いなべ市", "いなべ市", "梅ヶ枝町"] {
        assert_eq!(ids(&index, &text(typed)).len(), 2, "{typed}");
    }
}

#[test]
fn a_need_finds_who_serves_it_and_says_so() {
    let mut dentist = document(1, "みなと歯科", "ミナトシカ");
    dentist.kind = K::DentalClinic;
    dentist.capabilities = vec!["denture".into()];
    let index = Index::new(vec![dentist, document(2, "鐘撞医院", "カネツキイイン")]);
    let query = text("入れ歯が合わない");
    assert_eq!(ids(&index, &query), [1]);
    assert_eq!(why(&index, &query)[..2], [Why::Need("入れ歯が合わない"), Why::Capability("denture".into())]);
}

#[test]
fn the_best_fitting_name_stands_first() {
    let owner = with_fields(5, Fields { name: "甲", kana: "コウ", words: &["株式会社さくら"], ..Fields::default() });
    let documents = vec![
        owner,
        document(4, "桜医院", "サクライイン"),
        document(3, "あさくら医院", "アサクライイン"),
        document(2, "さくら医院", "サクライイン"),
        document(1, "さくら", "サクラ"),
    ];
    let index = Index::new(documents);
    assert_eq!(ids(&index, &text("サクラ")), [1, 2, 3, 4, 5]);
    let answer = index.search(&text("サクラ"), &moment());
    let first: Vec<&Why> = answer.hits.iter().map(|hit| &hit.why[0]).collect();
    let typed = || "サクラ".to_owned();
    let expected = [
        Why::NameExact,
        Why::NameBegins,
        Why::NamePart(typed()),
        Why::Reading(typed()),
        Why::Words(typed()),
    ];
    assert_eq!(first, expected.iter().collect::<Vec<_>>());
}

#[test]
fn equals_begin_with_another_kana_every_day_and_the_missing_stand_last() {
    let mut gone = document(9, "いわ医院", "イワイイン");
    gone.missing = true;
    let index = Index::new(vec![document(1, "あい医院", "アイ"), document(2, "いけ医院", "イケ"), document(3, "うめ医院", "ウメ"), gone]);
    let on = |days: i64| {
        let now = SUNDAY.checked_add(jiff::Span::new().days(days)).unwrap();
        let answer = index.search(&text("医院"), &Moment { now, holidays: &Law });
        answer.hits.iter().map(|hit| hit.id).collect::<Vec<_>>()
    };
    let mut first: Vec<DocumentId> = (0..44).map(|days| on(days)[0]).collect();
    assert!((0..44).all(|days| on(days)[3] == 9));
    first.sort_unstable();
    first.dedup();
    assert_eq!(first, [1, 2, 3]);
    assert_eq!(ids(&index, &Query { order: Some(Order::Gojuon), ..text("医院") }), [1, 2, 3, 9]);
    assert!(index.search(&text("いわ"), &moment()).hits[0].why.contains(&Why::NotInNewestSource));
}

#[test]
fn the_nearest_stand_first_and_dropping_sunday_finds_more() {
    let at = |mut document: Document, north: i32, opens: &str| {
        let point = Point { latitude: 35_000_000 + north, longitude: 136_000_000 };
        document.located = Some(Located { point, exact: north != 30_000 });
        document.hours = vec![hours(opens)];
        document
    };
    let index = Index::new(vec![
        at(document(1, "遠い歯科", "トオイシカ"), 30_000, "月 9:00-12:00"),
        at(document(2, "近い歯科", "チカイシカ"), 10_000, "日 9:00-12:00"),
        at(document(3, "中ほど歯科", "ナカホドシカ"), 20_000, "月 9:00-12:00"),
    ]);
    let near = Near { point: Point { latitude: 35_000_000, longitude: 136_000_000 }, label: "鐘撞町".into() };
    let query = Query { near: Some(near), ..text("歯科") };
    let answer = index.search(&query, &moment());
    let far: Vec<_> = answer.hits.iter().map(|hit| (hit.id, hit.metres)).collect();
    assert_eq!(far, [(2, Some(1112)), (3, Some(2224)), (1, Some(3336))]);
    assert!(answer.hits[2].why.contains(&Why::Near { metres: 3336, exact: false }));

    let sunday = Query { open: Some(OpenFilter::On(Day::Sunday)), ..query.clone() };
    let answer = index.search(&sunday, &moment());
    assert_eq!((answer.total, answer.counts.sunday, answer.counts.open_now), (1, 1, 1));
    assert_eq!(answer.relaxations[0], Relaxation::Drop { conditions: vec![Condition::Open], total: 3 });

    let close = Query { within_metres: Some(1_000), ..query };
    let answer = index.search(&close, &moment());
    assert_eq!(answer.total, 0);
    let wider = |metres, total| Relaxation::Widen { metres, total };
    assert!(answer.relaxations.contains(&wider(2_000, 1)) && answer.relaxations.contains(&wider(5_000, 3)));
    let now = Query { open: Some(OpenFilter::Now), ..text("歯科") };
    assert_eq!(why(&index, &now)[1], Why::OpenUntil(Some(date(2026, 11, 22).at(12, 0, 0, 0))));
}

/// A small town in which everything happens: few characters, so that terms are found.
fn town(seed: u64) -> Vec<Document> {
    const LETTERS: [char; 12] = ['さ', 'く', 'ら', 'ー', '病', '院', '歯', '科', '高', 'あ', 'a', '3'];
    let patterns: Vec<Hours> =
        ["月火水木金 9:00-12:00", "日 9:00-12:00", "毎日 9:00-21:00", "土日祝 13:00-17:00"].map(hours).to_vec();
    let mut chance = Chance::new(seed);
    let word = |chance: &mut Chance, longest| {
        (0..1 + chance.below(longest)).map(|_| LETTERS[chance.below(LETTERS.len())]).collect::<String>()
    };
    let documents = 1 + chance.below(40);
    let mut town = Vec::new();
    for id in 0..documents as DocumentId {
        let (name, kana, owner) = (word(&mut chance, 6), word(&mut chance, 6), word(&mut chance, 4));
        let address = format!("三重県津市{}{}丁目{}番", word(&mut chance, 2), chance.below(4), chance.below(30));
        let phone = format!("059422{:04}", chance.below(10_000));
        let fields =
            Fields { name: &name, kana: &kana, address: &address, building: "", phone: &phone, words: &["訪問看護", &owner] };
        let mut document = with_fields(id, fields);
        document.kind = [K::Clinic, K::Hospital, K::DentalClinic, K::Pharmacy][chance.below(4)];
        document.missing = chance.one_in(5);
        document.municipality = ["24201", "24202"][chance.below(2)].into();
        if !chance.one_in(5) {
            let point = Point {
                latitude: 34_700_000 + chance.below(100_000) as i32,
                longitude: 136_500_000 + chance.below(100_000) as i32,
            };
            document.located = Some(Located { point, exact: chance.one_in(2) });
        }
        document.services = pick(&mut chance, &["110", "130", "dental", "430"]);
        document.capabilities = pick(&mut chance, &["denture", "night", "home_visit"]);
        document.hours = (0..chance.below(3)).map(|_| patterns[chance.below(4)].clone()).collect();
        document.care_manager_time =
            chance.one_in(3).then(|| CareManagerTime::new(patterns[chance.below(4)].clone(), [], "", "").unwrap());
        town.push(document);
    }
    town
}

fn pick(chance: &mut Chance, codes: &[&str]) -> Vec<String> {
    codes.iter().filter(|_| chance.one_in(2)).map(|code| (*code).to_owned()).collect()
}

/// The first queries of the town's mix that are worth asking, with pages of several sizes.
fn questions(seed: u64, town: &[Document], count: usize) -> Vec<Query> {
    let mut chance = Chance::new(seed);
    let mut queries: Vec<Query> = super::mix::queries(seed, town).take(count).collect();
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
    let town = town(seed);
    let index = Index::new(town.clone());
    let moment = moment();
    let oracle = Oracle { documents: &town, moment: &moment, mistake };
    for query in questions(seed, &town, 30) {
        let answer = index.search(&query, &moment);
        oracle.agrees(&query, &answer)?;
        for way in &answer.relaxations {
            let relaxed = match way {
                Relaxation::Drop { conditions, .. } => conditions.iter().fold(query.clone(), |query, one| query.without(one)),
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
    for mistake in
        [Mistake::ForgetsReadings, Mistake::ForgetsTheDay, Mistake::CountsItsOwnFilter, Mistake::OneMetreTooFar]
    {
        let noticed = (0..200).any(|seed| compare(seed, mistake).is_err());
        assert!(noticed, "{mistake:?} went unnoticed");
    }
}

#[test]
fn an_edit_is_seen_at_once_and_many_edits_ask_for_a_rebuild() {
    let index = Index::new(vec![document(1, "旧医院", "キュウ")]);
    let edited = index.with_changes(vec![document(1, "新医院", "シン"), document(2, "別医院", "ベツ")], &[]);
    assert_eq!((edited.len(), ids(&edited, &text("新")), ids(&edited, &text("旧"))), (2, vec![1], vec![]));
    assert_eq!(ids(&index, &text("旧")), [1], "the old index still answers as before");
    assert_eq!(edited.with_changes(vec![], &[1, 2]).len(), 0);
    let many = (0..1_100).map(|id| document(id, "医院", "イイン")).collect();
    assert!(!edited.needs_rebuild() && index.with_changes(many, &[]).needs_rebuild());
}

#[test]
fn a_query_knows_its_parts() {
    assert!(Query::default().is_empty());
    let query = Query { capabilities: vec!["night".into()], comes_home: true, ..text("さくら 歯科") };
    let conditions = query.conditions();
    let expected =
        [Condition::Capability("night".into()), Condition::ComesHome, Condition::LastTerm, Condition::Text];
    assert_eq!(conditions, expected);
    assert_eq!(query.without(&Condition::LastTerm).text, "さくら");
    let nothing = conditions.iter().fold(query, |query, one| query.without(one));
    assert!(nothing.is_empty());
}

#[test]
fn a_mix_is_the_same_for_the_same_seed() {
    let town = town(7);
    assert_eq!(query_mix(1, &town), query_mix(1, &town));
    assert_ne!(query_mix(1, &town), query_mix(2, &town));
}
