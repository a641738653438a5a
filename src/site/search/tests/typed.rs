//! What the page makes of words of danger, kinds, telephone numbers and places.

use super::{count, names, plain, rows};
use crate::site::params::Params;
use crate::site::testing::Town;
use crate::testing::Answer;

pub(super) async fn words_of_danger_are_answered_with_the_number_to_call(town: &Town) {
    let urgent = |page: &Answer| {
        plain(
            page.text
                .split("<p class=\"note red\">")
                .nth(1)
                .and_then(|rest| rest.split("</p>").next())
                .unwrap_or_default(),
        )
    };
    for typed in [
        "119",
        "救急車",
        "救急",
        "息が苦しい",
        "倒れた",
        "母が急に倒れた",
        "胸が痛い",
        "父の胸が痛い",
        "意識がない",
        "急に動かない",
        "けいれん",
        "大量に血が出た",
        "ｹｲﾚﾝしています",
        "collapsed",
        "my father collapsed",
        "chest pain",
        "he is unconscious",
        "Seizure",
        "bleeding",
        "emergency",
    ] {
        assert!(urgent(&town.search(typed).await).contains("119に電話してください"), "{typed}");
    }
    for typed in ["死にたい", "もう死にたいです", "自殺", "消えたい", "suicide", "I want to die", "my son wants to die"]
    {
        let page = town.search(typed).await;
        let told = urgent(&page);
        for said in ["119に電話してください", "よりそいホットライン 0120-279-338", "#いのちSOS 0120-061-338"]
        {
            assert!(told.contains(said), "{typed}: {told}");
        }
        assert!(page.text.contains("href=\"tel:0120279338\""), "{typed}");
    }
    for typed in ["家で死にたい", "want to die at home", "薬局", "さくら歯科"] {
        assert_eq!(urgent(&town.search(typed).await), "", "{typed}");
    }
    let nobody = town.search("どこにもない名前").await;
    assert!(count(&nobody) == 0 && plain(&nobody.text).contains("119に電話してください"));
    assert!(!plain(&town.search("薬局").await.text).contains("119に電話してください"));
}

pub(super) async fn a_kind_stands_before_names_that_hold_its_word(town: &Town) {
    for (typed, kind) in [
        ("病院 夜間", "病院"),
        ("夜 病院", "病院"),
        ("病院", "病院"),
        ("診療所", "診療所"),
        ("薬局", "薬局"),
        ("歯科", "歯科"),
        ("ヘルパー", "訪問介護"),
        ("デイサービス", "デイサービス"),
    ] {
        let page = town.search(typed).await;
        let of_kind = |row: &String| row.lines().nth(1).is_some_and(|chips| chips.contains(kind));
        let rows = rows(&page);
        assert!(count(&page) > 1 && of_kind(&rows[0]), "{typed}: {rows:?}");
        assert!(rows.is_sorted_by_key(|row| !of_kind(row)), "{typed}: {rows:?}");
    }
}

pub(super) async fn telephone_numbers_are_found_as_they_are_written(town: &Town) {
    for typed in
        ["0000-22-0512", "0000(22)0512", "+81-000-22-0512", "0000.22.0512", "0000 22 0512", "０００0（22）0512"]
    {
        let page = town.search(typed).await;
        assert_eq!((count(&page), names(&page)[0].contains("ちどり薬局")), (1, true), "{typed}");
    }
    let short = town.search("88").await;
    assert_eq!(count(&short) == 0, plain(&short.text).contains("3つ以上の数字"), "{}", plain(&short.text));
}

pub(super) async fn the_place_of_the_field_is_called_by_its_name(town: &Town) {
    for (typed, name) in
        [("汐見野", "汐見野市"), ("しおみの", "汐見野市"), ("汐見野市鐘撞町", "鐘撞町"), ("0000011", "鐘撞町")]
    {
        let page = town.get(&Params::default().with("kind", "pharmacy").with("near", typed).address("/search")).await;
        assert!(plain(&page.text).contains(&format!("{name}から近い順")), "{typed}");
        assert!(rows(&page)[0].contains(&format!("{name}から")), "{typed}: {}", rows(&page)[0]);
    }
    let code = town.search("000-0011").await;
    assert!(count(&code) > 10 && plain(&code.text).contains("鐘撞町から近い順"), "a postal code alone is a place");
}

pub(super) async fn readings_in_latin_letters_are_tried(town: &Town) {
    for (typed, name) in [("Chidori", "ちどり"), ("chidori pharmacy", "ちどり薬局"), ("Shiomino", "汐見野")]
    {
        let page = town.search(typed).await;
        assert!(count(&page) > 0 && names(&page).iter().any(|one| one.contains(name)), "{typed}: {:?}", names(&page));
    }
    let near = town.get("/search?kind=pharmacy&near=Kanetsuki").await;
    assert!(plain(&near.text).contains("鐘撞"), "{}", plain(&near.text));
}
