use jiff::civil::{DateTime, date};
use kyoten_text::normalize::kana_sort_key;

use super::agreement::town;
use super::mix::query_mix;
use super::*;
use crate::directory::capability;
use crate::directory::hours::{Day, Hours, parse_text};
use crate::directory::kind::OrganizationKind as K;
use crate::directory::record::Point;
use crate::platform::holidays::Law;

const SUNDAY: DateTime = date(2026, 11, 22).at(10, 0, 0, 0);

pub(super) fn moment() -> Moment<'static> {
    Moment { now: SUNDAY, holidays: &Law }
}

fn document(id: DocumentId, name: &str, kana: &str) -> Document {
    with_fields(id, Fields { name, kana, ..Fields::default() })
}

pub(super) fn with_fields(id: DocumentId, fields: Fields<'_>) -> Document {
    let reading = if fields.kana.is_empty() { fields.name } else { fields.kana };
    Document::new(id, K::Clinic, kana_sort_key(reading), fields.search_text())
}

pub(super) fn hours(text: &str) -> Hours {
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
    for typed in [
        "0594(22)0188",
        "0594.22.0188",
        "+81-594-22-0188",
        "+81594220188",
        "+81(0)594-22-0188",
        "（０５９４）２２－０１８８",
    ] {
        assert_eq!(ids(&index, &text(typed)), [1], "{typed}");
    }
    for typed in ["0594", "0594-2", "0594(22)", "(0594)"] {
        assert_eq!(ids(&index, &text(typed)), [1, 2], "{typed}");
    }
    assert!(ids(&index, &text("2-20")).is_empty(), "so few digits with a hyphen are a place in a town");
}

#[test]
fn an_address_is_found_however_its_numbers_are_written() {
    let facility = |id, address| with_fields(id, Fields { name: "甲", address, ..Fields::default() });
    let index = Index::new(vec![
        facility(1, "三重県いなべ市梅ヶ枝町3丁目5番2号"),
        facility(2, "三重県いなべ市梅ヶ枝町１３丁目１番"),
    ]);
    for typed in [
        "3丁目5番2号",
        "3-5-2",
        "３－５－２",
        "梅ヶ枝町3丁目5",
        "梅が枝町3-5",
        "いなべ市梅ヶ枝町三丁目5番",
        "町 5番2号",
    ] {
        assert_eq!(ids(&index, &text(typed)), [1], "{typed}");
    }
    for typed in ["三重県", "三重県いなべ市", "いなべ市", "梅ヶ枝町"] {
        assert_eq!(ids(&index, &text(typed)).len(), 2, "{typed}");
    }
}

/// A document that answered so many days ago.
fn answering(id: DocumentId, kind: K, answers: &[(&str, capability::Answer, i64)]) -> Document {
    let mut document = document(id, &format!("甲{id}"), "コウ");
    document.kind = kind;
    let answered = |(code, answer, days): &(&str, capability::Answer, i64)| Answered {
        code: (*code).to_owned(),
        answer: *answer,
        on: SUNDAY.date().saturating_sub(jiff::Span::new().days(*days)),
    };
    document.answer(answers.iter().map(answered).collect());
    document
}

#[test]
fn who_serves_a_need_best_stands_first_and_the_no_last() {
    use capability::Answer::{Conditional, No, Yes};
    let index = Index::new(vec![
        answering(1, K::DentalClinic, &[("denture", No, 10)]),
        answering(2, K::DentalClinic, &[]),
        answering(3, K::DentalClinic, &[("dental_visit", Yes, 10)]),
        answering(4, K::DentalClinic, &[("denture", Conditional, 400)]),
        answering(5, K::DentalClinic, &[("denture", Conditional, 10)]),
        answering(6, K::DentalClinic, &[("denture", Yes, 366)]),
        answering(7, K::DentalClinic, &[("denture", Yes, 365)]),
        answering(8, K::Pharmacy, &[]),
    ]);
    let query = text("入れ歯が合わない");
    assert_eq!(ids(&index, &query), [7, 6, 5, 4, 3, 2, 1]);
    assert!(why(&index, &query).contains(&Why::Need("入れ歯")));
    let by_name = Query { order: Some(Order::Gojuon), ..query };
    assert_eq!(ids(&index, &by_name), [1, 2, 3, 4, 5, 6, 7]);
}

#[test]
fn coming_home_is_judged_by_the_visit_that_was_asked_for() {
    use capability::Answer::{Conditional, Yes};
    let index = Index::new(vec![
        answering(1, K::DentalClinic, &[("dental_visit", Conditional, 5), ("denture", Yes, 5)]),
        answering(2, K::DentalClinic, &[("denture", Yes, 5)]),
        answering(3, K::DentalClinic, &[("dental_visit", Yes, 5)]),
        answering(4, K::Clinic, &[("house_call", Yes, 5)]),
    ]);
    let home = Query { comes_home: true, ..Query::default() };
    let chosen = Query { kinds: vec![K::DentalClinic], ..home.clone() };
    assert_eq!(ids(&index, &chosen), [3, 1, 2]);
    assert_eq!(ids(&index, &Query { text: "歯医者".into(), ..home.clone() }), [3, 1, 2]);
    let doctors = Query { kinds: vec![K::Clinic], ..home };
    assert_eq!(ids(&index, &doctors), [4]);
}

#[test]
fn capabilities_hold_together_and_one_that_is_only_wished_leaves_nobody_out() {
    use capability::Answer::{Conditional, No, Yes};
    let nurse = |id, answers: &[(&str, capability::Answer, i64)]| answering(id, K::VisitingNurseStation, answers);
    let mut late = nurse(5, &[("opioid_injection", Yes, 5)]);
    late.hours = vec![hours("毎日 9:00-22:00")];
    let index = Index::new(vec![
        nurse(1, &[("opioid_injection", Yes, 5), ("contact_24h", No, 5)]),
        nurse(2, &[("opioid_injection", Conditional, 5), ("contact_24h", Conditional, 5)]),
        nurse(3, &[("opioid_injection", Yes, 5), ("contact_24h", Conditional, 5)]),
        nurse(4, &[("contact_24h", Yes, 5)]),
        late,
        nurse(6, &[("opioid_injection", Yes, 5)]),
    ]);
    let query = text("麻薬の注射 夜");
    assert_eq!(ids(&index, &query), [5, 3, 2]);
    let wished = Query { text: "麻薬の注射".into(), wishes: vec!["夜".into()], ..Query::default() };
    assert_eq!(ids(&index, &wished), [5, 3, 2, 6, 1], "unknown before no");
    let none = text("麻薬の注射 透析");
    let softer = |number, total| Relaxation::Drop { conditions: vec![Condition::Term(number)], total };
    let offered = index.search(&none, &moment()).relaxations;
    assert!(offered.contains(&softer(1, 5)), "{offered:?}");
    assert!(!offered.contains(&softer(0, 0)), "nothing that finds nobody is offered");
}

#[test]
fn quotation_marks_make_a_need_a_word() {
    let index = Index::new(vec![answering(1, K::DentalClinic, &[]), document(2, "歯医者さんの本屋", "ハイシャ")]);
    assert_eq!(ids(&index, &text("歯医者")).len(), 2);
    assert_eq!(ids(&index, &text("\"歯医者\"")), [2]);
}

#[test]
fn whoever_bears_the_name_of_the_place_stands_before_who_is_nearer() {
    let at = |mut document: Document, north: i32| {
        document.kind = K::Pharmacy;
        document.located =
            Some(Located { point: Point { latitude: 35_000_000 + north, longitude: 136_000_000 }, exact: true });
        document
    };
    let index = Index::new(vec![
        at(document(1, "あさひ薬局", "アサヒ"), 100),
        at(document(2, "西町中央薬局", "ニシマチ"), 40_000),
        at(document(3, "西町薬局", "ニシマチ"), 90_000),
    ]);
    let near = Near { point: Point { latitude: 35_000_000, longitude: 136_000_000 }, label: "西町".into() };
    let query = Query { near: Some(near), place_word: Some("西町".into()), ..text("薬局") };
    assert_eq!(ids(&index, &query), [3, 2, 1]);
    assert_eq!(ids(&index, &Query { order: Some(Order::Near), ..query }), [1, 2, 3]);
}

#[test]
fn the_box_of_the_night_finds_who_is_open_and_who_said_so() {
    use capability::Answer::{No, Yes};
    let mut late = answering(3, K::Pharmacy, &[("night", No, 3)]);
    late.hours = vec![hours("毎日 9:00-21:30")];
    let index = Index::new(vec![answering(1, K::Pharmacy, &[("night", Yes, 3)]), answering(2, K::Pharmacy, &[]), late]);
    let night = Query { open: vec![OpenFilter::Night], ..Query::default() };
    assert_eq!(ids(&index, &night), [1, 3]);
}

#[test]
fn by_night_hours_and_answers_are_judged_apart() {
    use capability::Answer::{Conditional, Yes};
    let mut late = answering(1, K::Pharmacy, &[]);
    late.hours = vec![hours("毎日 9:00-21:30")];
    let index = Index::new(vec![
        late,
        answering(2, K::Pharmacy, &[("night", Conditional, 400)]),
        answering(3, K::Pharmacy, &[("night", Conditional, 3)]),
        answering(4, K::Pharmacy, &[("night", Yes, 400)]),
        answering(5, K::Pharmacy, &[("night", Yes, 3)]),
        answering(6, K::Pharmacy, &[]),
    ]);
    let found = ids(&index, &text("夜"));
    assert_eq!(found.len(), 5, "{found:?}");
    assert_eq!(found, [1, 5, 4, 3, 2], "open tonight, a yes, an old yes, a condition, an old condition");
}

#[test]
fn at_night_who_is_open_tonight_stands_first_and_who_refuses_last() {
    use capability::Answer::{No, Yes};
    let opening = |id, opens: &str, answers: &[(&str, capability::Answer, i64)]| {
        let mut document = answering(id, K::Pharmacy, answers);
        document.hours = vec![hours(opens)];
        document
    };
    let index = Index::new(vec![
        opening(1, "月 9:00-21:30", &[("night", No, 3), ("contact_24h", No, 3)]),
        opening(2, "毎日 9:00-21:30", &[("night", No, 3)]),
        opening(3, "月 9:00-21:30", &[]),
        opening(4, "月 9:00-18:00", &[("night", Yes, 3)]),
        opening(5, "毎日 0:00-24:00", &[]),
        opening(6, "月 9:00-18:00", &[]),
    ]);
    for query in [text("夜"), text("夜 薬局"), Query { open: vec![OpenFilter::Night], ..Query::default() }] {
        let mut found = ids(&index, &query);
        assert_eq!(found[..3], [5, 4, 3], "{query:?}");
        found[3..].sort_unstable();
        assert_eq!(found[3..], [1, 2], "{query:?}");
    }
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
    let expected =
        [Why::NameExact, Why::NameBegins, Why::NamePart(typed()), Why::Reading(typed()), Why::Words(typed())];
    assert_eq!(first, expected.iter().collect::<Vec<_>>());
}

#[test]
fn equals_begin_with_another_kana_every_day_and_the_missing_stand_last() {
    let mut gone = document(9, "いわ医院", "イワイイン");
    gone.missing = true;
    let index = Index::new(vec![
        document(1, "あい医院", "アイ"),
        document(2, "いけ医院", "イケ"),
        document(3, "うめ医院", "ウメ"),
        gone,
    ]);
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

    let sunday = Query { open: vec![OpenFilter::On(Day::Sunday)], ..query.clone() };
    let answer = index.search(&sunday, &moment());
    assert_eq!((answer.total, answer.counts.sunday, answer.counts.open_now), (1, 1, 1));
    assert_eq!(
        answer.relaxations[0],
        Relaxation::Drop { conditions: vec![Condition::Open(OpenFilter::On(Day::Sunday))], total: 3 }
    );

    for (reach, total) in [(1_111, 0), (1_112, 1), (2_223, 1), (2_224, 2)] {
        assert_eq!(index.total(&Query { within_metres: Some(reach), ..query.clone() }, &moment()), total, "{reach}");
    }
    let close = Query { within_metres: Some(1_000), ..query };
    let answer = index.search(&close, &moment());
    assert_eq!(answer.total, 0);
    let wider = |metres, total| Relaxation::Widen { metres, total };
    assert!(answer.relaxations.contains(&wider(2_000, 1)) && answer.relaxations.contains(&wider(5_000, 3)));
    let now = Query { open: vec![OpenFilter::Now], ..text("歯科") };
    assert_eq!(why(&index, &now)[1], Why::OpenUntil(Some(date(2026, 11, 22).at(12, 0, 0, 0))));
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
    let (first, second) = (Condition::Term(0), Condition::Term(1));
    let expected =
        [Condition::Capability("night".into()), Condition::ComesHome, second.clone(), first.clone(), Condition::Text];
    assert_eq!(conditions, expected);
    assert_eq!((query.without(&first).text.as_str(), query.without(&first).wishes.len()), ("歯科", 0));
    let softened = text("さくら 歯科 夜").without(&Condition::Term(2));
    assert_eq!((softened.text.as_str(), softened.wishes.as_slice()), ("さくら 歯科", &["夜".to_owned()][..]));
    let nothing = conditions.iter().fold(query, |query, one| query.without(one));
    assert!(nothing.is_empty());
}

#[test]
fn a_mix_is_the_same_for_the_same_seed() {
    let town = town(7);
    assert_eq!(query_mix(1, &town), query_mix(1, &town));
    assert_ne!(query_mix(1, &town), query_mix(2, &town));
}
