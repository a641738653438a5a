//! What real files do wrong, one by one.

use super::*;

/// A row of care offices with some columns set.
fn offices(cells: &[(&str, &str)]) -> String {
    let mut columns = vec![
        ("都道府県コード又は市町村コード", "011029"),
        ("都道府県名", "北海道"),
        ("市区町村名", "札幌市北区"),
        ("事業所名", "あおい"),
        ("サービスの種類", "訪問介護"),
        ("住所", "札幌市北区麻生町６丁目"),
        ("緯度", "43.11"),
        ("経度", "141.34"),
        ("事業所番号", "0170210231"),
    ];
    for cell in cells {
        columns.retain(|known| known.0 != cell.0);
        columns.push(*cell);
    }
    let line = |of: fn(&(&str, &str)) -> String| columns.iter().map(of).collect::<Vec<_>>().join(",");
    format!("{}\r\n{}\r\n", line(|c| c.0.into()), line(|c| format!("\"{}\"", c.1.replace('"', "\"\""))))
}

fn one(cells: &[(&str, &str)]) -> (Record, Taken) {
    let (kind, mut taken) = take("x.csv", offices(cells));
    assert_eq!(kind, FileKind::KaigoOffices);
    assert_eq!(taken.refused, []);
    (taken.records.remove(0), taken)
}

fn refusal(cells: &[(&str, &str)]) -> (u64, String, &'static str) {
    let (_, taken) = take("x.csv", offices(cells));
    assert_eq!(taken.records, []);
    let (line, column, reason) = &taken.refused[0];
    (*line, column.clone(), reason.code())
}

#[test]
fn coordinates_of_nowhere_are_dropped() {
    let place = |latitude, longitude| {
        let (record, taken) = one(&[("緯度", latitude), ("経度", longitude)]);
        (record.place.position.is_some(), taken.warning_codes())
    };
    assert_eq!(place("0.0", "0.0"), (false, vec![]));
    assert_eq!(place("", ""), (false, vec![]));
    assert_eq!(place("43.11", "141.34"), (true, vec![]));
    assert_eq!(place("10.0", "141.3"), (false, vec!["confirmed_wrong_place"]));
    // In the sea off Cape Erimo, and in another prefecture.
    assert_eq!(place("41.5", "144.0"), (false, vec!["confirmed_wrong_place"]));
    assert_eq!(place("35.69", "139.70"), (false, vec!["confirmed_wrong_place"]));
    assert_eq!(place("北緯43", "x"), (false, vec!["bad_position"]));
}

#[test]
fn the_url_column_holds_other_things_too() {
    let web = |raw| {
        let (record, taken) = one(&[("URL", raw)]);
        (record.url, record.email, taken.warning_codes())
    };
    assert_eq!(web("lifegarden@example.jp"), (None, Some("lifegarden@example.jp".into()), vec!["mail_in_url"]));
    assert_eq!(web("javascript:alert(1)"), (None, None, vec!["bad_url"]));
    assert_eq!(web("なし"), (None, None, vec![]));
    assert_eq!(web("ｈｔｔｐｓ：//ｗｗｗ.example.jp"), (Some("https://www.example.jp".into()), None, vec![]));
}

#[test]
fn names_that_look_like_formulas_stay_text() {
    let (record, taken) = one(&[("事業所名", "=HYPERLINK(\"x\")")]);
    assert_eq!((record.name.as_str(), taken.warning_codes()), ("=HYPERLINK(\"x\")", vec!["formula_like"]));
}

#[test]
fn rows_that_say_nothing_are_refused_with_their_line() {
    assert_eq!(refusal(&[("事業所名", "  ")]), (2, "事業所名".into(), "missing"));
    assert_eq!(refusal(&[("事業所名", &"あ".repeat(201))]), (2, "事業所名".into(), "name_too_long"));
    assert_eq!(refusal(&[("事業所番号", "")]), (2, "事業所番号".into(), "missing"));
    assert_eq!(refusal(&[("事業所番号", "abc")]), (2, "事業所番号".into(), "bad_number"));
    assert_eq!(refusal(&[("サービスの種類", "なんでも屋")]), (2, "サービスの種類".into(), "unknown_service"));
}

#[test]
fn separators_inside_a_field_do_not_break_the_row() {
    let note = "訪問看護　９時〜１８時\u{2028}（24時間対応）\u{b}あり\u{85}";
    let (record, _) = one(&[("利用可能曜日特記事項", note), ("備考", "一行目（改行）二行目")]);
    assert_eq!(record.note, "一行目\n二行目");
}

#[test]
fn numbers_lose_zeros_and_get_them_back() {
    let (record, _) = one(&[("事業所番号", "170100143"), ("都道府県コード又は市町村コード", "11011")]);
    assert_eq!((record.key.as_str(), record.place.municipality.as_str()), ("0170100143:110", "01101"));
    let (record, _) = one(&[("事業所番号", "01B1400014")]);
    assert_eq!(record.key, "01B1400014:110");
}

#[test]
fn an_address_is_completed_only_with_what_it_lacks() {
    let address = |address, city| one(&[("住所", address), ("市区町村名", city)]).0.place.address;
    assert_eq!(address("あいの里1条6丁目1-20", "札幌市北区"), "北海道札幌市北区あいの里1条6丁目1-20");
    assert_eq!(address("北区あいの里1条", "札幌市北区"), "北海道札幌市北区あいの里1条");
    assert_eq!(address("北海道札幌市北区１－１", "札幌市北区"), "北海道札幌市北区1－1");
    let (record, taken) = one(&[("住所", "札幌市中央区１条")]);
    assert_eq!(record.place.address, "北海道札幌市中央区1条");
    assert!(taken.warning_codes().contains(&"other_municipality"));
}

#[test]
fn a_town_named_like_another_municipality_is_still_a_town() {
    let cells = [("都道府県コード又は市町村コード", "342084"), ("都道府県名", "広島県"), ("市区町村名", "府中市")];
    let place = [("住所", "府中町１－２"), ("緯度", ""), ("経度", "")];
    let (record, _) = one(&[cells.as_slice(), &place].concat());
    assert_eq!(record.place.address, "広島県府中市府中町1－2");
}

#[test]
fn a_renamed_ward_is_known_under_both_names() {
    let known = gazetteer();
    assert_eq!(known.municipality_of(None, "", "静岡県浜松市天竜区二俣町"), Some("22140"));
    assert_eq!(known.municipality_of(Some("北海道"), "", "石狩郡当別町弥生"), Some("01303"));
    assert_eq!(known.municipality_of(None, "", "札幌市北区麻生町"), Some("01102"));
    assert_eq!(known.municipality_of(None, "", "札幌市麻生町六丁目"), Some("01102"));
    assert_eq!(known.municipality_of(None, "", "どこでもない"), None);
}

#[test]
fn a_closure_that_ends_before_it_begins_is_told_and_not_believed() {
    let days = ["月", "火", "水", "木", "金", "土", "日"];
    let every_week = days.map(|day| format!("毎週決まった曜日に休診（{day}）"));
    let weeks = (1..=5).flat_map(|week| days.map(|day| format!("決まった週に休診（定期週）第{week}週（{day}）")));
    let flags: Vec<String> = every_week.into_iter().chain(weeks).collect();
    let head = format!("ID,正式名称,所在地,機関区分,{},祝日に休診,その他の休診日（gw、お盆等）\n", flags.join(","));
    let row = |closed: &str| {
        format!("{head}3921393100120,架空医院,高知県高知市１,2,{},0,{closed}\n", vec!["1"; flags.len()].join(","))
    };
    let (_, taken) = take("x.csv", row("８/１４－５/１６"));
    let told = taken.warned.iter().map(|(_, warning)| warning.to_string()).find(|text| text.contains("８/１４"));
    assert!(told.is_some_and(|text| text.ends_with('。')), "{:?}", taken.warned);
    let (_, taken) = take("x.csv", row("８/１４－８/１６"));
    assert!(taken.warned.iter().all(|(_, warning)| !warning.to_string().contains("８/１")), "{:?}", taken.warned);
}

#[test]
fn latitude_and_longitude_in_each_others_column_are_told() {
    let (record, taken) = one(&[("緯度", "141.34"), ("経度", "43.11")]);
    assert_eq!((record.place.position, taken.warning_codes()), (None, vec!["swapped_position"]));
}

#[test]
fn texts_that_nobody_reads_to_their_end_are_left_out_with_a_word() {
    let long = "長".repeat(301);
    assert_eq!(refusal(&[("住所", &long)]), (2, "住所".into(), "too_long"));
    let (record, taken) = one(&[("法人の名称", &long), ("方書", &long)]);
    assert_eq!((record.owner, record.place.building), (None, None));
    assert_eq!(taken.warning_codes(), ["too_long", "too_long"]);
    let row = samples::MUNICIPAL_MEDICAL.replace("131041,1,", &format!("131041,{long},"));
    let (_, taken) = take("x.csv", row);
    assert_eq!((taken.refused[0].1.as_str(), taken.refused[0].2.code()), ("NO", "too_long"));
}

#[test]
fn zero_places_mean_none_stated() {
    assert_eq!(one(&[("定員", "0")]).0.services[0].capacity, None);
    assert_eq!(one(&[("定員", "２９人")]).0.services[0].capacity, Some(29));
    let (record, taken) = one(&[("定員", "多数")]);
    assert_eq!((record.services[0].capacity, taken.warning_codes()), (None, vec!["bad_count"]));
}

#[test]
fn the_receiver_can_stop() {
    let found = Found::in_memory("x.csv", offices(&[]).into_bytes());
    let gazetteer = gazetteer();
    let context = Context { gazetteer: &gazetteer, as_of: None };
    let end = read(&found, &FileKind::KaigoOffices, context, &mut |_| Err(Stop));
    assert_eq!(end, Err(Interrupted::Stopped));
}

#[test]
fn a_day_stands_in_the_name() {
    use crate::directory::import::day::day_in_name;
    use jiff::civil::date;
    assert_eq!(day_in_name("jigyosho_510_20250601.csv"), Some(date(2025, 6, 1)));
    assert_eq!(day_in_name("hoken_202508.csv"), Some(date(2025, 8, 1)));
    assert_eq!(day_in_name("N03-21_01_210101.geojson"), None);
    assert_eq!(day_in_name("99999999.csv"), None);
}
