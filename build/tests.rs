// Hooked in beside the generated words:
//     include!(concat!(env!("OUT_DIR"), "/words.rs"));
//     #[cfg(test)] #[path = "../../../build/tests.rs"] mod tests;

#[allow(dead_code)]
#[path = "words.rs"]
mod generator;

use super::{Fill, Language, Phrase, Shown, Words};
use askama::filters::Safe;

fn filled(html: impl Fill) -> String {
    let mut text = String::new();
    html.fill(&mut text);
    text
}

fn refusal(ja: &str, easy: &str, en: &str) -> String {
    generator::generate(ja, easy, en).expect_err("the catalogue was accepted")
}

#[test]
fn furigana_stands_above_the_kanji_only_when_asked_for() {
    let parts = generator::parse("[開|ひら]く & 閉じる").unwrap();
    assert_eq!(generator::html(&parts, false), "開く &amp; 閉じる");
    assert_eq!(
        generator::html(&parts, true),
        "<ruby>開<rp>(</rp><rt>ひら</rt><rp>)</rp></ruby>く &amp; 閉じる"
    );
}

#[test]
fn a_missing_key_names_the_file_and_the_key() {
    assert_eq!(
        refusal("[a]\nb = \"い\"", "", ""),
        "lang/en.toml: a_b is missing"
    );
    assert_eq!(refusal("", "", "a = \"x\""), "lang/ja.toml: a is missing");
    assert_eq!(
        refusal("", "a = \"x\"", ""),
        "lang/ja-easy.toml: a is not in lang/ja.toml"
    );
}

#[test]
fn english_says_which_of_its_words_are_japanese() {
    let reason = refusal("a = \"しおみ\"", "", "a = \"Call しおみ\"");
    assert_eq!(reason, "lang/en.toml: a: し is Japanese, write [し|ja]");
    let parts = generator::parse("Call [汐見|ja]").unwrap();
    assert_eq!(generator::html(&parts, false), "Call <span lang=\"ja\">汐見</span>");
    assert!(refusal("a = \"[汐見|ja]\"", "", "a = \"x\"").contains("is for English"));
}

#[test]
fn the_words_of_a_table_are_found_by_their_code() {
    let plain = |language, code| Words::new(language).of_table("kind", code).map(|word| word.plain().into_owned());
    assert_eq!(plain(Language::Japanese, "hospital").as_deref(), Some("病院"));
    assert_eq!(plain(Language::English, "hospital").as_deref(), Some("Hospital"));
    assert_eq!(plain(Language::English, "no such code"), None);
    assert!(refusal("[table.a]\nb = \"{n}\"", "", "[table.a]\nb = \"{n}\"").contains("has a placeholder"));
}

#[test]
fn different_placeholders_are_refused() {
    let reason = refusal("a = \"{n}こ\"", "", "a = \"{m} places\"");
    assert!(
        reason.starts_with("lang/en.toml: a has the placeholders"),
        "{reason}"
    );
    assert!(generator::generate("a = \"{x}と{y}\"", "", "a = \"{y} and {x}\"").is_ok());
}

#[test]
fn a_reading_is_given_for_all_kanji_or_none() {
    assert!(refusal("a = \"[開|ひら]く場所\"", "", "a = \"x\"").contains("場 has no reading"));
    assert!(refusal("a = \"場所\"", "a = \"場所\\n\"", "a = \"x\"").contains("has no reading"));
    assert!(generator::generate("a = \"場所\"", "", "a = \"place\"").is_ok());
}

#[test]
fn broken_markup_is_refused() {
    for text in [
        "{",
        "}",
        "[開]",
        "[開|]",
        "[ひ|ひ]",
        "[開|open]",
        "{N}",
        "{n|one}",
        "{type}",
        "{a b}",
    ] {
        assert!(generator::parse(text).is_err(), "{text} was accepted");
    }
}

#[test]
fn every_language_has_its_words() {
    let words = |language, furigana| {
        Words { language, furigana }
            .search_count(3)
            .html()
            .to_owned()
    };
    assert_eq!(words(Language::Japanese, false), "3件あります");
    assert_eq!(words(Language::EasyJapanese, false), "3件 あります");
    assert_eq!(words(Language::English, true), "3 places");
    assert_eq!(
        words(Language::Japanese, true),
        "<span>3<ruby>件<rp>(</rp><rt>けん</rt><rp>)</rp></ruby>あります</span>"
    );
    assert_eq!(
        Words::new(Language::English).search_count("1").html(),
        "1 place"
    );
}

#[test]
fn arguments_are_escaped_once_and_phrases_not_again() {
    let t = Words::new(Language::Japanese);
    let phrase = t.search_why_name();
    assert_eq!(
        filled("<a href=\"x\">&'"),
        "&lt;a href=&quot;x&quot;&gt;&amp;&#39;"
    );
    assert_eq!(filled(&phrase), phrase.html());
    assert_eq!(filled(Safe("<b>3</b>")), "<b>3</b>");
    assert_eq!(filled(Shown(12.5)), "12.5");
    assert_eq!(
        t.search_relax("<&", 2).html(),
        "条件から「&lt;&amp;」をはずすと 2件あります"
    );
}

#[test]
fn the_words_of_others_are_marked_on_english_pages_only() {
    let marked = |language, text| Words::new(language).as_written(text).html().to_owned();
    assert_eq!(marked(Language::English, "歯科<の>回答"), "<span lang=\"ja\">歯科&lt;の&gt;回答</span>");
    assert_eq!(marked(Language::English, "FAX 0000-22-0189"), "FAX 0000-22-0189");
    assert_eq!(marked(Language::Japanese, "歯科の回答"), "歯科の回答");
    let both = Phrase::joined(&[Words::default().as_written("a"), Words::default().as_written("b")], " & ");
    assert_eq!((both.html(), both.is_empty()), ("a &amp; b", false));
}

#[test]
fn plain_text_has_no_markup() {
    let t = Words {
        language: Language::Japanese,
        furigana: true,
    };
    assert_eq!(t.search_count(3).plain(), "3件あります");
    assert_eq!(
        t.search_relax("A&B <c>", 2).plain(),
        "条件から「A&B <c>」をはずすと 2件あります"
    );
    assert_eq!(Phrase::default().plain(), "");
}

#[test]
fn language_codes_are_read_back() {
    for language in Language::ALL {
        assert_eq!(Language::from_code(language.code()), Some(language));
    }
    assert_eq!(Language::from_code("fr"), None);
}
