//! Kana (仮名): width, kind, and the order of the fifty sounds (五十音順).

use unicode_normalization::UnicodeNormalization;

/// Half-width katakana U+FF66–U+FF9D in full width.
const HALF_WIDTH: [char; 56] = [
    'ヲ', 'ァ', 'ィ', 'ゥ', 'ェ', 'ォ', 'ャ', 'ュ', 'ョ', 'ッ', 'ー', 'ア', 'イ', 'ウ', 'エ', 'オ', 'カ', 'キ', 'ク',
    'ケ', 'コ', 'サ', 'シ', 'ス', 'セ', 'ソ', 'タ', 'チ', 'ツ', 'テ', 'ト', 'ナ', 'ニ', 'ヌ', 'ネ', 'ノ', 'ハ', 'ヒ',
    'フ', 'ヘ', 'ホ', 'マ', 'ミ', 'ム', 'メ', 'モ', 'ヤ', 'ユ', 'ヨ', 'ラ', 'リ', 'ル', 'レ', 'ロ', 'ワ', 'ン',
];

/// The voiced mark (濁点) or the half-voiced mark (半濁点) as a combining character.
pub(super) const VOICED: char = '\u{3099}';
pub(super) const HALF_VOICED: char = '\u{309a}';

/// Writes half-width katakana (半角カナ) in full width and joins voiced marks typed separately; everything else stays.
pub fn widen_kana(text: &str) -> String {
    let mut wide = String::with_capacity(text.len());
    for c in text.chars() {
        let Some(mark) = voiced_mark(c) else {
            wide.push(full_width(c));
            continue;
        };
        match wide.chars().next_back().and_then(|base| voice(base, mark)) {
            Some(voiced) => {
                wide.pop();
                wide.push(voiced);
            }
            None => wide.push(c),
        }
    }
    wide
}

/// Writes katakana of either width as hiragana (ひらがな); everything else stays.
pub fn to_hiragana(text: &str) -> String {
    widen_kana(text).chars().map(hiragana).collect()
}

/// Writes hiragana and half-width katakana as full-width katakana (カタカナ); everything else stays.
pub fn to_katakana(text: &str) -> String {
    widen_kana(text).chars().map(katakana).collect()
}

/// A key that sorts by plain byte order as a Japanese index does (五十音順).
///
/// First the bare sounds decide: kana kind, size and voicing are ignored and ー counts as the vowel
/// before it. Only between equals do voicing, size and the long mark decide. A space sorts before
/// every sound, so サトウ　ハナコ stands before サトウダ.
pub fn kana_sort_key(text: &str) -> String {
    let mut sounds = String::with_capacity(text.len() * 2);
    let mut details = String::new();
    let mut vowel = None;
    for c in widen_kana(text).nfkc() {
        if c.is_whitespace() {
            if !sounds.is_empty() && !sounds.ends_with(' ') {
                sounds.push(' ');
                details.push('0');
            }
            vowel = None;
            continue;
        }
        let c = hiragana(c);
        let (sound, detail) = match (c, vowel) {
            ('ー', Some(vowel)) => (vowel, '1'),
            ('ー', None) => continue,
            _ if is_hiragana(c) => bare_sound(c),
            _ if c.is_alphanumeric() => (c.to_ascii_lowercase(), '0'),
            _ => continue,
        };
        sounds.push(sound);
        details.push(detail);
        vowel = vowel_of(sound);
    }
    if sounds.ends_with(' ') {
        sounds.pop();
        details.pop();
    }
    let plain = details.trim_end_matches('0').len();
    details.truncate(plain);
    if !details.is_empty() {
        // Lower than every character of a key, and PostgreSQL refuses U+0000 in text.
        sounds.push('\u{1}');
        sounds.push_str(&details);
    }
    sounds
}

/// The row (行) of the kana index あかさたなはまやらわ under which `text` stands, `None` when it does not begin with kana.
pub fn initial_row(text: &str) -> Option<char> {
    let mut first = text.chars().filter(|c| c.is_alphanumeric() || voiced_mark(*c).is_some()).take(2);
    let initial = first.next()?;
    let (sound, _) = bare_sound(hiragana(full_width(initial)));
    ROWS.iter().find(|(_, sounds)| sounds.contains(sound)).map(|(row, _)| *row)
}

const ROWS: [(char, &str); 10] = [
    ('あ', "あいうえお"),
    ('か', "かきくけこ"),
    ('さ', "さしすせそ"),
    ('た', "たちつてと"),
    ('な', "なにぬねの"),
    ('は', "はひふへほ"),
    ('ま', "まみむめも"),
    ('や', "やゆよ"),
    ('ら', "らりるれろ"),
    ('わ', "わゐゑをん"),
];

const VOWELS: [(char, &str); 5] = [
    ('あ', "あかさたなはまやらわ"),
    ('い', "いきしちにひみりゐ"),
    ('う', "うくすつぬふむゆる"),
    ('え', "えけせてねへめれゑ"),
    ('お', "おこそとのほもよろを"),
];

fn vowel_of(sound: char) -> Option<char> {
    VOWELS.iter().find(|(_, sounds)| sounds.contains(sound)).map(|(vowel, _)| *vowel)
}

/// A hiragana without voicing and in large size, and what was taken away: 0 nothing, 2 size, 3 voice, 4 half voice.
fn bare_sound(c: char) -> (char, char) {
    let large = enlarge(c);
    if large != c {
        return (large, '2');
    }
    let (base, mark) = unvoice(c);
    match mark {
        None => (base, '0'),
        Some(VOICED) => (base, '3'),
        Some(_) => (base, '4'),
    }
}

pub(super) fn is_hiragana(c: char) -> bool {
    ('ぁ'..='ゖ').contains(&c)
}

/// Is `c` kana of any kind and width, or the long mark?
pub fn is_kana(c: char) -> bool {
    matches!(c, 'ぁ'..='ゖ' | 'ゝ' | 'ゞ' | 'ァ'..='ヺ' | 'ー' | 'ヽ' | 'ヾ' | '\u{ff66}'..='\u{ff9d}')
}

pub(super) fn full_width(c: char) -> char {
    match c {
        '\u{ff66}'..='\u{ff9d}' => HALF_WIDTH[c as usize - 0xff66],
        _ => c,
    }
}

pub(super) fn hiragana(c: char) -> char {
    match c {
        'ァ'..='ヶ' | 'ヽ' | 'ヾ' => shifted(c, -0x60),
        _ => c,
    }
}

pub(super) fn katakana(c: char) -> char {
    match c {
        'ぁ'..='ゖ' | 'ゝ' | 'ゞ' => shifted(c, 0x60),
        _ => c,
    }
}

/// Small kana (小書き) in large size: ゃ → や.
pub(super) fn enlarge(c: char) -> char {
    match c {
        'ぁ' | 'ぃ' | 'ぅ' | 'ぇ' | 'ぉ' | 'っ' | 'ゃ' | 'ゅ' | 'ょ' | 'ゎ' => shifted(c, 1),
        'ゕ' => 'か',
        'ゖ' => 'け',
        _ => c,
    }
}

pub(super) fn voiced_mark(c: char) -> Option<char> {
    match c {
        VOICED | '\u{309b}' | '\u{ff9e}' => Some(VOICED),
        HALF_VOICED | '\u{309c}' | '\u{ff9f}' => Some(HALF_VOICED),
        _ => None,
    }
}

/// Kana with its voiced mark joined: か + ゛ → が. `None` when the two do not go together.
pub(super) fn voice(base: char, mark: char) -> Option<char> {
    unicode_normalization::char::compose(base, mark).filter(|_| is_kana(base))
}

/// Hiragana without its voiced mark, and the mark: が → か, ゛.
pub(super) fn unvoice(c: char) -> (char, Option<char>) {
    match c {
        'が' | 'ぎ' | 'ぐ' | 'げ' | 'ご' | 'ざ' | 'じ' | 'ず' | 'ぜ' | 'ぞ' | 'だ' | 'ぢ' | 'づ' | 'で' | 'ど'
        | 'ば' | 'び' | 'ぶ' | 'べ' | 'ぼ' => (shifted(c, -1), Some(VOICED)),
        'ぱ' | 'ぴ' | 'ぷ' | 'ぺ' | 'ぽ' => (shifted(c, -2), Some(HALF_VOICED)),
        'ゔ' => ('う', Some(VOICED)),
        _ => (c, None),
    }
}

fn shifted(c: char, by: i32) -> char {
    u32::try_from(c as i32 + by).ok().and_then(char::from_u32).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_width_kana_and_loose_voiced_marks_become_whole() {
        assert_eq!(widen_kana("ｶﾞﾝ ﾊﾟｯﾄ"), "ガン パット");
        assert_eq!(widen_kana("か゛は゜"), "がぱ");
        assert_eq!(to_hiragana("ｼｵﾐﾉ ヴァーナ"), "しおみの ゔぁーな");
        assert_eq!(to_katakana("しおみのｳﾞ髙"), "シオミノヴ髙");
    }

    #[test]
    fn names_sort_as_in_a_telephone_book() {
        let sorted = [
            "かあさ",
            "カーサ",
            "かい",
            "きやく",
            "きゃく",
            "さどう",
            "さとう　はなこ",
            "サトウダ",
            "サトー",
            "スズキ",
            "はは",
            "ばば",
        ];
        let mut names = sorted;
        names.reverse();
        names.sort_by_key(|name| kana_sort_key(name));
        assert_eq!(names, sorted);
    }

    #[test]
    fn the_index_row_ignores_voicing_size_and_width() {
        for (text, row) in [("ｶﾞﾝ", 'か'), ("ヴィラ", 'あ'), ("ぱん", 'は'), ("んだ", 'わ'), ("　（ょし）", 'や')]
        {
            assert_eq!(initial_row(text), Some(row), "{text}");
        }
        assert_eq!(initial_row("髙橋"), None);
        assert_eq!(initial_row("ＡＢＣ"), None);
        assert_eq!(initial_row(""), None);
    }
}
