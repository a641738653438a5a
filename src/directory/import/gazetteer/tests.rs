use super::*;

fn point(latitude: i32, longitude: i32) -> Point {
    Point { latitude, longitude }
}

fn gazetteer() -> Gazetteer {
    let mut gazetteer = Gazetteer::default();
    for (code, prefecture, name) in [
        ("01102", "北海道", "札幌市北区"),
        ("07203", "福島県", "郡山市"),
        ("13382", "東京都", "御蔵島村"),
        ("13381", "東京都", "三宅村"),
        ("13206", "東京都", "府中市"),
        ("26104", "京都府", "京都市中京区"),
        ("34208", "広島県", "府中市"),
        ("24343", "三重県", "朝日町"),
        ("40231", "福岡県", "那珂川市"),
        ("12224", "千葉県", "鎌ケ谷市"),
    ] {
        gazetteer.learn(&Read::Municipality {
            code: code.into(),
            prefecture: prefecture.into(),
            name: name.into(),
            kana: None,
            parent: None,
            position: Some(point(35_000_000, 139_000_000)),
        });
    }
    for (code, town, at) in [
        ("01102", "麻生町六丁目", 1),
        ("01102", "麻生町", 2),
        ("01102", "北二十五条西六丁目", 3),
        ("26104", "二条殿町", 4),
        ("24343", "大字小向", 5),
        ("24343", "小", 6),
    ] {
        gazetteer.learn(&Read::Town { municipality: code.into(), name: town.into(), position: point(at, at) });
    }
    for (code, town) in [("26104", "二条殿町"), ("26104", "")] {
        let (municipality, town) = (code.into(), town.into());
        gazetteer.learn(&Read::PostalCode { code: "6040845".into(), municipality, town, kana: None });
    }
    gazetteer.settle();
    gazetteer
}

#[test]
fn a_municipality_is_found_however_it_is_written() {
    let known = gazetteer();
    let of = |prefecture: &str, city: &str, address: &str| {
        known.municipality_of(Some(prefecture).filter(|p| !p.is_empty()), city, address).map(str::to_owned)
    };
    assert_eq!(of("", "", "三重県三重郡朝日町大字小向").as_deref(), Some("24343"));
    assert_eq!(of("", "", "福島県郡山市朝日").as_deref(), Some("07203"));
    assert_eq!(of("", "", "東京都三宅島三宅村阿古").as_deref(), Some("13381"));
    assert_eq!(of("", "", "東京都御蔵島村").as_deref(), Some("13382"));
    assert_eq!(of("", "", "府中市栄町"), None);
    assert_eq!(of("広島県", "", "府中市栄町").as_deref(), Some("34208"));
    assert_eq!(of("", "", "那珂川町一丁目").as_deref(), Some("40231"));
    assert_eq!(of("千葉県", "鎌ヶ谷市", "").as_deref(), Some("12224"));
    assert_eq!(of("", "札幌市北区麻生町", "").as_deref(), Some("01102"));
    assert_eq!(of("", "", ""), None);
}

#[test]
fn an_address_is_located_by_its_longest_town() {
    let known = gazetteer();
    let at =
        |code: &str, address: &str| known.locate(code, address).map(|(point, accuracy)| (point.latitude, accuracy));
    assert_eq!(at("01102", "北海道札幌市北区麻生町６丁目６番９号"), Some((1, Accuracy::Town)));
    assert_eq!(at("01102", "札幌市北区麻生町6-6-9"), Some((1, Accuracy::Town)));
    assert_eq!(at("01102", "麻生町7-1"), Some((2, Accuracy::Town)));
    assert_eq!(at("01102", "札幌市北区北25条西6丁目3番"), Some((3, Accuracy::Town)));
    assert_eq!(at("26104", "京都市中京区烏丸通御池上る二条殿町552"), Some((4, Accuracy::Town)));
    assert_eq!(at("24343", "三重県三重郡朝日町小向８９３"), Some((5, Accuracy::Town)));
    assert_eq!(at("24343", "三重県三重郡朝日町縄生"), Some((35_000_000, Accuracy::Municipality)));
    assert_eq!(at("99999", "どこか"), None);
}

#[test]
fn a_postal_code_tells_its_towns() {
    let known = gazetteer();
    assert_eq!(known.postal("6040845").len(), 2);
    assert_eq!(known.municipality_of_postal("6040845"), Some("26104"));
    assert_eq!((known.postal("0000000"), known.municipality_of_postal("x")), (vec![], None));
}

#[test]
fn an_invented_prefecture_is_understood_beside_the_real_ones() {
    let mut known = gazetteer();
    for (code, name) in [("99201", "汐見野市"), ("99341", "浦波町")] {
        known.learn(&Read::Municipality {
            code: code.into(),
            prefecture: "潮路県".into(),
            name: name.into(),
            kana: None,
            parent: None,
            position: Some(point(31_000_000, 146_000_000)),
        });
    }
    known.learn(&Read::Town {
        municipality: "99201".into(), name: "梅ヶ枝町三丁目".into(), position: point(7, 7)
    });
    known.settle();
    let of = |address: &str| known.municipality_of(None, "", address).map(str::to_owned);
    assert_eq!(of("潮路県汐見野市梅ヶ枝町3丁目2-8").as_deref(), Some("99201"));
    assert_eq!(of("汐見野市梅ヶ枝町3丁目2-8").as_deref(), Some("99201"));
    assert_eq!(of("潮路県磯辺郡浦波町岬12-5").as_deref(), Some("99341"));
    assert_eq!(of("三重県三重郡朝日町大字小向").as_deref(), Some("24343"));
    let located = known.locate("99201", "潮路県汐見野市梅ヶ枝町３丁目２番８号");
    assert_eq!(located, Some((point(7, 7), Accuracy::Town)));
}

#[test]
fn a_clone_does_not_see_what_is_learnt_later() {
    let mut known = gazetteer();
    let before = known.clone();
    known.learn(&Read::Town { municipality: "07203".into(), name: "朝日".into(), position: point(9, 9) });
    known.settle();
    assert_eq!(known.town_count(), before.town_count() + 1);
}
