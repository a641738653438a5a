use super::*;
use crate::directory::hours::Day;
use crate::directory::search::understand;
use crate::directory::store::places::Called;

fn place(label: &str, municipality: &str) -> NamedPlace {
    let point = Point { latitude: 35_000_000, longitude: 136_000_000 };
    let name = label.trim_start_matches("汐見野市").to_owned();
    NamedPlace {
        label: label.into(),
        name,
        municipality: municipality.into(),
        point,
        is_municipality: label.ends_with('市'),
    }
}

/// 西町 is one town, 旭町 two, 桜 the beginning of one.
fn places() -> WordPlaces {
    let exactly = |places: Vec<NamedPlace>| Called { exactly: places, beginning: Vec::new() };
    let called = vec![
        ("西町".to_owned(), exactly(vec![place("汐見野市西町", "99201")])),
        ("にしまち".to_owned(), exactly(vec![place("汐見野市西町", "99201")])),
        ("旭町".to_owned(), exactly(vec![place("汐見野市旭町", "99201"), place("桐原市旭町", "99202")])),
        ("桜".to_owned(), Called { exactly: Vec::new(), beginning: vec![place("汐見野市桜台", "99201")] }),
        ("桐原市".to_owned(), exactly(vec![place("桐原市", "99202")])),
        ("きりはらし".to_owned(), exactly(vec![place("桐原市", "99202")])),
    ];
    WordPlaces { called, facilities: Vec::new(), area: vec!["99201".to_owned()] }
}

fn question(text: &str) -> Question {
    Question::new(text, &understand(text), &places(), false)
}

#[test]
fn conditions_typed_as_words_are_conditions() {
    let asked = question("歯科　日曜日 家に来る");
    assert_eq!(asked.spoken, [Spoken::Open(OpenFilter::On(Day::Sunday)), Spoken::ComesHome]);
    assert_eq!((asked.text(), asked.searched()), ("歯科".to_owned(), "歯科".to_owned()));
    let asked = question("日曜日の歯医者を探しています");
    assert_eq!((asked.spoken.len(), asked.text()), (1, "歯医者".to_owned()));
    let asked = question("夜の  歯医者");
    assert_eq!(asked.text(), "夜の  歯医者", "what is still asked stays as it was typed");
    assert_eq!(asked.searched(), "夜 歯医者");
}

#[test]
fn a_town_among_words_is_near_and_its_reading_too() {
    for text in ["西町 訪問看護", "西町の訪問看護", "訪問看護　西町", "西町訪問看護"] {
        let asked = question(text);
        assert_eq!(asked.near.as_ref().map(|near| near.label.as_str()), Some("西町"), "{text}");
        assert_eq!((asked.searched().as_str(), asked.place_word.as_deref()), ("訪問看護", Some("西町")));
    }
    let asked = question("にしまち 薬局");
    assert_eq!(asked.near.map(|near| near.label), Some("西町".to_owned()), "the kanji say more");
    let undone = question("西町 訪問看護");
    assert_eq!(undone.text_quoting(0), "\"西町\" 訪問看護");
    let undone = question("\"西町\" 訪問看護");
    assert!(undone.near.is_none() && undone.searched() == "\"西町\" 訪問看護");
}

#[test]
fn a_town_alone_is_a_word_and_can_be_made_a_place() {
    let asked = question("西町");
    assert!(asked.near.is_none());
    assert_eq!((asked.searched().as_str(), asked.doubtful.len()), ("西町", 1));
}

#[test]
fn a_municipality_is_looked_in_and_may_lie_outside_of_the_area() {
    for text in ["桐原市 薬局", "きりはらし 薬局", "桐原市の薬局"] {
        let asked = question(text);
        assert_eq!((asked.searched().as_str(), asked.leaves_area), ("桐原市 薬局", true), "{text}");
    }
}

#[test]
fn which_of_several_places_is_meant_is_never_guessed() {
    let asked = question("旭町 薬局");
    assert!(asked.near.is_none());
    assert_eq!((asked.searched().as_str(), asked.doubtful[0].1.len()), ("旭町 薬局", 2));
    let asked = question("旭町の薬局");
    assert_eq!((asked.searched().as_str(), asked.doubtful.len()), ("旭町 薬局", 1));
    let asked = question("桜歯科");
    assert_eq!((asked.searched().as_str(), asked.doubtful.len()), ("桜歯科", 0), "a name is never cut");
    assert_eq!(asked.splits, [(0, ["桜 歯科".to_owned(), "歯科".to_owned()])]);
}

#[test]
fn a_place_beside_the_one_in_the_field_is_a_word() {
    let asked = Question::new("西町の薬局", &understand("西町の薬局"), &places(), true);
    assert!(asked.near.is_none());
    assert_eq!(asked.searched(), "西町 薬局");
}

#[test]
fn only_the_first_place_is_measured_from() {
    let asked = question("西町 にしまち 薬局");
    assert_eq!(asked.searched(), "にしまち 薬局");
}

#[test]
fn what_cannot_be_looked_for_is_told() {
    let asked = question("歯科 😀");
    assert_eq!((asked.searched().as_str(), asked.unsearchable.as_slice()), ("歯科", &["😀".to_owned()][..]));
    for text in ["%", "😀", "…", "\u{fffd}"] {
        assert_eq!((question(text).searched().as_str(), question(text).unsearchable.len()), ("", 1), "{text}");
    }
}

#[test]
fn values_that_mean_nothing_are_told_and_the_others_hold() {
    let params = Params::of(Some(
        "kind=x&kind=clinic&open=noon&open=sunday&can=fly&can=denture&service=999&home=yes&order=best&area=moon&km=0&lat=0&lon=0&wish=qqq&page=x",
    ));
    let Values { query, unread } = Values::read(&params, &["99201".to_owned()]);
    let names: Vec<&str> = unread.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        ["kind", "open", "can", "service", "home", "order", "area", "km"],
        "and not more of them than that"
    );
    assert_eq!((query.kinds.len(), query.open.len(), query.capabilities.len()), (1, 1, 1));
    assert!(!query.comes_home && query.municipalities == ["99201"]);
    let point = Params::of(Some("lat=34.5&lon=136.7&page=x"));
    assert!(Values::read(&point, &[]).unread.is_empty());
}
