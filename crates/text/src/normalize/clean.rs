//! Text made safe to store and show (表示用の整形) without changing how its writer spelt it.

use super::kana::voiced_mark;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// What the open data writes where a line ends.
const WRITTEN_LINE_BREAK: &str = "（改行）";

/// Several lines of text made safe to store and show; the writer's glyphs stay (髙 is not turned into 高).
///
/// Takes away control characters and characters that reverse or hide text, joins what NFC joins, makes every kind of
/// line break (VT, U+2028, U+2029, `（改行）`) a `\n`, and collapses runs of spaces and of empty lines.
pub fn display_clean(text: &str) -> String {
    let text = text.replace(WRITTEN_LINE_BREAK, "\n");
    let text = composed(&text.chars().filter(|c| !is_hidden(*c)).collect::<String>());
    let mut clean = String::with_capacity(text.len());
    let mut space = None;
    let mut breaks = 0;
    let mut after_return = false;
    for c in text.chars() {
        let is_second_half = c == '\n' && after_return;
        after_return = c == '\r';
        match c {
            _ if is_second_half => {}
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                breaks += 1;
                space = None;
            }
            _ if c.is_whitespace() => {
                space.get_or_insert(if c == '\u{3000}' { c } else { ' ' });
            }
            _ => {
                if !clean.is_empty() {
                    (0..breaks.min(2)).for_each(|_| clean.push('\n'));
                    clean.extend(space.filter(|_| breaks == 0));
                }
                clean.push(c);
                (space, breaks) = (None, 0);
            }
        }
    }
    clean
}

/// The same on one line (一行): line breaks become spaces. For names, addresses and labels.
pub fn display_line(text: &str) -> String {
    let mut line = display_clean(text);
    if line.contains('\n') {
        line = line.split('\n').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    }
    line
}

/// Characters that have no place in what people read: they steer, hide or reverse text.
fn is_hidden(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' => false,
        _ if c.is_control() => true,
        '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' => true,
        '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' => true,
        '\u{2060}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}' => true,
        '\u{fdd0}'..='\u{fdef}' => true,
        _ => (c as u32) & 0xfffe == 0xfffe,
    }
}

/// NFC, but for the compatibility ideographs: NFC would replace 福 (U+FA1B) and the writer chose it.
fn composed(text: &str) -> String {
    if is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return text.to_owned();
    }
    let mut composed = String::with_capacity(text.len());
    for piece in text.split_inclusive(is_compatibility_ideograph) {
        let ideograph = piece.chars().next_back().filter(|c| is_compatibility_ideograph(*c));
        let rest = &piece[..piece.len() - ideograph.map_or(0, char::len_utf8)];
        composed.extend(rest.chars().map(loose_mark).nfc());
        composed.extend(ideograph);
    }
    composed
}

fn loose_mark(c: char) -> char {
    if matches!(c, '\u{3099}' | '\u{309a}') { voiced_mark(c).unwrap_or(c) } else { c }
}

fn is_compatibility_ideograph(c: char) -> bool {
    matches!(c, '\u{f900}'..='\u{faff}' | '\u{2f800}'..='\u{2fa1f}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_writers_glyphs_stay() {
        for text in ["髙橋", "山﨑", "福祉", "葛\u{e0100}城", "ｶﾞ", "①㈱", "👨‍👩‍👧"] {
            assert_eq!(display_clean(text), text);
        }
        assert_eq!(display_clean("か\u{3099}福"), "が福");
    }

    #[test]
    fn line_breaks_of_every_kind_are_line_breaks() {
        assert_eq!(
            display_clean("12月30日（改行）12月31日\u{2028}1月1日\u{b}1月2日\r\n1月3日"),
            "12月30日\n12月31日\n1月1日\n1月2日\n1月3日"
        );
        assert_eq!(display_clean(" a \n\n\n\n b "), "a\n\nb");
        assert_eq!(display_line("桜町\u{2029}１番"), "桜町 １番");
    }

    #[test]
    fn spaces_collapse_and_hidden_characters_go() {
        assert_eq!(display_clean("　佐藤　 花子\t"), "佐藤　花子");
        assert_eq!(display_clean("abc\u{202e}\u{200b}d\0e\u{feff}"), "abcde");
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing(text in any::<String>()) {
            let clean = display_clean(&text);
            prop_assert_eq!(display_clean(&clean), clean.clone());
            let line = display_line(&text);
            prop_assert_eq!(display_line(&line), line.clone());
            prop_assert!(!line.contains('\n'));
        }
    }
}
