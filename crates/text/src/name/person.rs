//! A person's name (氏名) as the person writes it, without what could hide in it.

use crate::normalize::{display_line, is_kana, is_kanji, to_hiragana};
use unicode_normalization::char::is_combining_mark;

/// The longest name of a person, in characters that are seen.
pub const LONGEST_PERSON_NAME: usize = 60;
/// The longest reading of one: most kanji are read with two sounds.
pub const LONGEST_PERSON_KANA: usize = 120;

/// Marks on one letter: Vietnamese, Thai and Burmese names need up to four, decoration needs more.
const MOST_MARKS: usize = 4;

/// Why a text is no person's name, or no reading of one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAPersonName {
    /// Nothing is left, or no letter.
    #[error("氏名がありません。")]
    Empty,
    /// More characters than a name has.
    #[error("長すぎます({has}文字)。{most}文字までにしてください。")]
    TooLong {
        /// The most there may be.
        most: usize,
        /// What was typed.
        has: usize,
    },
    /// A character that no name has: a sign, a picture.
    #[error("「{0}」は使えません。")]
    NoLetter(char),
}

/// A name safe to store and show: the glyphs stay as they were typed — 髙, 﨑, 𠮷, variation sequences (IVS), and characters
/// of the private use area, which is where a town's own 外字 are — and what nobody sees goes: marks that turn the direction,
/// joiners, fillers, controls.
pub fn person_name(text: &str) -> Result<String, NotAPersonName> {
    let name: String = display_line(text).chars().filter(|c| !is_joiner(*c)).collect();
    let name = display_line(&name);
    let (mut seen, mut marks, mut letters) = (0, 0, 0);
    for c in name.chars() {
        if is_ideographic_variant(c) || is_combining_mark(c) {
            // Only what it varies is seen; a variation is the last one.
            marks += if is_ideographic_variant(c) { MOST_MARKS } else { 1 };
            if marks > MOST_MARKS || seen == 0 {
                return Err(NotAPersonName::NoLetter(c));
            }
            continue;
        } else if c.is_alphanumeric() || is_private(c) {
            letters += usize::from(!c.is_numeric() || is_kanji(c));
            seen += 1;
        } else if seen > 0 && is_between(c) {
            seen += 1;
        } else {
            return Err(NotAPersonName::NoLetter(c));
        }
        marks = 0;
    }
    match seen {
        _ if letters == 0 => Err(NotAPersonName::Empty),
        has if has > LONGEST_PERSON_NAME => Err(NotAPersonName::TooLong { most: LONGEST_PERSON_NAME, has }),
        _ => Ok(name),
    }
}

/// The reading of a name in hiragana (よみがな); empty for an empty one. Latin letters stay.
pub fn person_kana(text: &str) -> Result<String, NotAPersonName> {
    let kana = to_hiragana(&display_line(text));
    let reads = |c: char| is_kana(c) || matches!(c, '・' | ' ' | '　') || c.is_ascii_alphabetic();
    if let Some(c) = kana.chars().find(|c| !reads(*c)) {
        return Err(NotAPersonName::NoLetter(c));
    }
    match kana.chars().count() {
        has if has > LONGEST_PERSON_KANA => Err(NotAPersonName::TooLong { most: LONGEST_PERSON_KANA, has }),
        _ => Ok(kana),
    }
}

/// The reading that a name shows by itself, when it is written in kana or Latin letters only.
pub fn own_kana(name: &str) -> Option<String> {
    let kana = person_kana(name).ok()?;
    (!kana.is_empty()).then_some(kana)
}

/// Family name and given name, where a space parts them (髙橋　花子).
pub fn family_and_given(name: &str) -> (&str, &str) {
    name.split_once(char::is_whitespace).map_or((name, ""), |(family, given)| (family, given.trim()))
}

/// Signs inside of names: ジャン＝リュック, O'Brien, 山田(鈴木) 花子.
fn is_between(c: char) -> bool {
    c == ' '
        || matches!(c, '　' | '・' | '･' | '-' | '‐' | '\'' | '’' | '.' | ',' | '=' | '＝' | '゠')
        || matches!(c, '(' | ')' | '（' | '）')
}

/// ZWJ and the selectors of emoji. No name in Japan is told from another by them.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200d}' | '\u{fe0e}' | '\u{fe0f}')
}

fn is_ideographic_variant(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0d}' | '\u{e0100}'..='\u{e01ef}')
}

fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{ffffd}' | '\u{100000}'..='\u{10fffd}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_stays_as_it_was_typed() {
        for name in [
            "髙橋 花子",
            "山﨑　太郎",
            "𠮷田 一",
            "葛\u{e0100}城 葵",
            "\u{e123}井 実",
            "福田 恵",
            "李",
            "〆木 々",
            "ジャン＝リュック・ピカール",
            "Nguyễn Thị Hoa",
            "O'Brien, Mary-Jane",
            "山田（鈴木） 花子",
            "မြင့်မြင့်",
            "محمد علي",
        ] {
            assert_eq!(person_name(name).as_deref(), Ok(name));
        }
    }

    #[test]
    fn what_nobody_sees_goes() {
        for typed in [
            "佐藤\u{202e} 花子",
            "佐藤\u{200d} 花\u{200b}子",
            " \u{feff}佐藤 花子\t",
            "佐藤 花子\u{fe0f}",
            "佐藤\n花子",
        ] {
            assert_eq!(person_name(typed).as_deref(), Ok("佐藤 花子"), "{typed:?}");
        }
        assert_eq!(person_name("か\u{3099}んた").as_deref(), Ok("がんた"), "NFD and NFC are one name");
        assert_eq!(person_name("Nguye\u{302}\u{303}n").as_deref(), Ok("Nguyễn"));
    }

    #[test]
    fn what_is_no_name_is_refused_by_the_character_that_makes_it_none() {
        for (typed, why) in [
            ("", NotAPersonName::Empty),
            (" \u{3000}\u{200b}", NotAPersonName::Empty),
            ("119", NotAPersonName::Empty),
            ("👩‍⚕️佐藤", NotAPersonName::NoLetter('👩')),
            ("佐藤 花子♪", NotAPersonName::NoLetter('♪')),
            ("=cmd()", NotAPersonName::NoLetter('=')),
            ("<b>佐藤", NotAPersonName::NoLetter('<')),
            ("\u{e0100}佐藤", NotAPersonName::NoLetter('\u{e0100}')),
            ("葛\u{e0100}\u{e0101}城", NotAPersonName::NoLetter('\u{e0101}')),
            ("\u{301}佐藤", NotAPersonName::NoLetter('\u{301}')),
            ("Z\u{327}\u{327}\u{327}\u{327}\u{327}a", NotAPersonName::NoLetter('\u{327}')),
        ] {
            assert_eq!(person_name(typed), Err(why), "{typed:?}");
        }
    }

    #[test]
    fn sixty_characters_are_a_name_and_sixty_one_are_not() {
        let long = "葛\u{e0100}".repeat(60);
        assert_eq!(person_name(&long).as_deref(), Ok(long.as_str()), "a variation is not a character of its own");
        assert_eq!(person_name(&"あ".repeat(61)), Err(NotAPersonName::TooLong { most: 60, has: 61 }));
        assert_eq!(person_name("一").as_deref(), Ok("一"));
    }

    #[test]
    fn a_reading_is_hiragana() {
        assert_eq!(person_kana("ﾀｶﾊｼ ハナコ").as_deref(), Ok("たかはし はなこ"));
        assert_eq!(person_kana("高橋"), Err(NotAPersonName::NoLetter('高')));
        assert_eq!(own_kana("さくら").as_deref(), Some("さくら"));
        assert_eq!(own_kana("Mary Smith").as_deref(), Some("Mary Smith"));
        assert_eq!(own_kana("髙橋"), None);
    }

    #[test]
    fn the_family_name_stands_first() {
        assert_eq!(family_and_given("髙橋　花子"), ("髙橋", "花子"));
        assert_eq!(family_and_given("李"), ("李", ""));
    }

    proptest! {
        #[test]
        fn a_name_read_twice_is_the_same_name(text in any::<String>()) {
            if let Ok(name) = person_name(&text) {
                prop_assert_eq!(person_name(&name), Ok(name.clone()));
                let hides = |c: char| c.is_control() || is_joiner(c) || ('\u{202a}'..='\u{202e}').contains(&c);
                prop_assert!(!name.chars().any(hides));
            }
        }
    }
}
