use kyoten_text::normalize::{is_kana, search_key};

use super::read::read;
use super::*;

#[test]
fn the_table_can_be_read_and_every_need_is_served() {
    assert!(needs().len() > 80, "{}", needs().len());
    for need in needs() {
        assert!(!need.best.is_empty(), "{}", need.name());
        assert!(need.or.iter().all(|word| super::need(&search_key(word)).is_some_and(|other| other != need)));
    }
}

#[test]
fn a_need_is_found_however_it_is_written() {
    let name = |typed: &str| super::need(&search_key(typed)).map_or("", Need::name);
    for typed in ["リハビリ", "ﾘﾊﾋﾞﾘ", "りはびり"] {
        assert_eq!(name(typed), "リハビリ", "{typed}");
    }
    for typed in ["みとり", "看取り", "看取", "看とり", "ミトリ", "end of life", "End-of-Life"] {
        assert_eq!(name(typed), "看取り", "{typed}");
    }
    for typed in [
        "買い物",
        "買物",
        "かいもの",
        "買いもの",
        "買い物を手伝ってほしい",
        "買物を手伝ってほしい",
        "買い物を助けてほしい",
    ] {
        assert_eq!(name(typed), "買い物", "{typed}");
    }
    for typed in ["車いす", "車椅子", "車イス", "くるまいす", "車いすで行ける", "車椅子で行ける"]
    {
        assert_eq!(name(typed), "車いす", "{typed}");
    }
    for typed in ["入歯が合わない", "いればが合わない", "入れ歯", "義歯"] {
        assert_eq!(name(typed), "入れ歯", "{typed}");
    }
    assert_eq!(name("さくら歯科"), "");
    assert_eq!(name("田中"), "");
}

#[test]
fn fillers_are_no_needs() {
    for filler in ["の", "ほしい", "please"] {
        assert!(is_filler(&search_key(filler)) && super::need(&search_key(filler)).is_none(), "{filler}");
    }
    assert!(!is_filler("さくら"));
}

#[test]
fn short_kana_are_left_to_names() {
    let short =
        |need: &&Need| need.words.iter().any(|word| word.chars().count() < 2 && search_key(word).chars().all(is_kana));
    assert_eq!(needs().iter().find(short), None);
}

#[test]
fn a_mistake_in_the_table_says_where_it_is() {
    for (text, line) in [
        ("言葉: 歯\n", 1),
        ("\n言葉: 歯\nいちばん: 歯医者さん\n", 3),
        ("いちばん: 種類:歯科\n", 1),
        ("言葉: 歯\nいちばん: 種類:歯科\n\n言葉: 歯\nいちばん: 種類:薬局\n", 4),
        ("言葉: 日曜\n条件: 日曜日だけ\n", 2),
        ("言葉 歯\n", 1),
        ("言葉: 歯\nいちばん: 種類:歯科\nほか: 種類:薬局\n", 3),
    ] {
        assert_eq!(read(text).map(|table| table.needs.len()).map_err(|unread| unread.line), Err(line), "{text}");
    }
    let table = read("同じ: 車いす、車椅子\n\n言葉: 車いす\nいちばん: 車いす・リクライニング\n").unwrap();
    assert_eq!(table.by_key.len(), 2);
}
