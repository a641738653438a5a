//! Writing one thing one way (表記ゆれの吸収): keys for searching and sorting, and text made safe to show.
//!
//! A key is never shown. It is what [`crate::grams`] indexes and what two writings are compared by.

mod clean;
mod compatible;
mod kana;
mod okurigana;
mod search;
mod variants;

pub use clean::{display_clean, display_line};
pub use compatible::nfkc;
pub use kana::{initial_row, is_kana, kana_sort_key, to_hiragana, to_katakana, widen_kana};
pub use okurigana::okurigana_keys;
pub use search::search_key;

/// Is `c` a kanji (漢字), 々 and 〆 included?
pub fn is_kanji(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '々' | '〆' | '〇' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Is `c` any of the hyphens, dashes, minus signs, rules and long marks that people type for one another?
pub fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | 'ー' | '\u{2d7}' | '\u{2010}'
            ..='\u{2015}'
                | '\u{2043}'
                | '\u{207b}'
                | '\u{208b}'
                | '\u{2212}'
                | '\u{2500}'
                | '\u{2501}'
                | '\u{fe58}'
                | '\u{fe63}'
                | '\u{ff0d}'
                | '\u{ff70}'
    )
}

/// The plain ASCII character for a full-width one (Ａ → A, 　 → space); every other character stays.
pub fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    }
}
