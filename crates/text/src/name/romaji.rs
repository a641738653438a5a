//! A reading in Latin letters (ローマ字), for those who cannot read kana: Hepburn, as on signs, without marks for long vowels
//! but where the kana has one.

use crate::normalize::to_hiragana;

/// しおみの → Shiomino, ステーション → Sutēshon. What is not kana stays as it is.
pub fn romaji(kana: &str) -> String {
    let kana: Vec<char> = to_hiragana(kana).chars().collect();
    let mut latin = String::new();
    let mut doubled = false;
    let mut at = 0;
    while at < kana.len() {
        let pair: String = kana[at..kana.len().min(at + 2)].iter().collect();
        let (sound, used) = match (digraph(&pair), single(kana[at])) {
            (Some(sound), _) => (sound.to_owned(), 2),
            (None, Some(sound)) => (sound.to_owned(), 1),
            (None, None) => (kana[at].to_string(), 1),
        };
        match (kana[at], sound.as_str()) {
            ('っ', _) => doubled = true,
            ('ー', _) => lengthen(&mut latin),
            ('ん', _) => latin.push_str(if is_vowel_or_y(kana.get(at + 1)) { "n'" } else { "n" }),
            (_, sound) => {
                if std::mem::take(&mut doubled) {
                    latin.extend(if sound.starts_with("ch") { Some('t') } else { sound.chars().next() });
                }
                latin.push_str(sound);
            }
        }
        at += used;
    }
    capitalised(&latin)
}

/// Shiomino → しおみの: the kana of a reading in Latin letters; `None` when it is none. Long vowels that are not written stay short.
pub fn kana(latin: &str) -> Option<String> {
    let mut written = latin.to_lowercase();
    for (long, short) in [("ā", "a-"), ("ī", "i-"), ("ū", "u-"), ("ē", "e-"), ("ō", "o-")] {
        written = written.replace(long, short);
    }
    let latin: Vec<char> = written.chars().collect();
    let mut kana = String::new();
    let mut at = 0;
    while at < latin.len() {
        let (here, next) = (latin[at], latin.get(at + 1).copied());
        let sound = (1..=3).rev().filter(|length| at + length <= latin.len()).find_map(|length| {
            let sound: String = latin[at..at + length].iter().collect();
            Some((of_sound(&sound)?, length))
        });
        if let Some((written, length)) = sound {
            kana.push_str(&written);
            at += length;
        } else if here == 'n' || (here == 'm' && matches!(next, Some('b' | 'm' | 'p'))) {
            kana.push('ん');
            at += 1 + usize::from(next == Some('\''));
        } else if next == Some(here) || (here == 't' && next == Some('c')) {
            kana.push('っ');
            at += 1;
        } else if here == '-' && !kana.is_empty() {
            kana.push('ー');
            at += 1;
        } else {
            return None;
        }
    }
    (!kana.is_empty()).then_some(kana)
}

/// The kana of one sound.
fn of_sound(sound: &str) -> Option<String> {
    if let Some((kana, _)) = DIGRAPHS.iter().find(|(_, known)| *known == sound) {
        return Some((*kana).to_owned());
    }
    let kana = KANA.chars().zip(SOUNDS).find(|(_, known)| *known == sound)?.0;
    Some(kana.to_string())
}

fn is_vowel_or_y(next: Option<&char>) -> bool {
    next.is_some_and(|next| "あいうえおやゆよ".contains(*next))
}

fn lengthen(latin: &mut String) {
    let long = match latin.pop() {
        Some('a') => 'ā',
        Some('i') => 'ī',
        Some('u') => 'ū',
        Some('e') => 'ē',
        Some('o') => 'ō',
        Some(other) => other,
        None => return,
    };
    latin.push(long);
}

fn capitalised(latin: &str) -> String {
    let mut rest = latin.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}

const DIGRAPHS: [(&str, &str); 44] = [
    ("きゃ", "kya"),
    ("きゅ", "kyu"),
    ("きょ", "kyo"),
    ("しゃ", "sha"),
    ("しゅ", "shu"),
    ("しょ", "sho"),
    ("しぇ", "she"),
    ("ちゃ", "cha"),
    ("ちゅ", "chu"),
    ("ちょ", "cho"),
    ("ちぇ", "che"),
    ("にゃ", "nya"),
    ("にゅ", "nyu"),
    ("にょ", "nyo"),
    ("ひゃ", "hya"),
    ("ひゅ", "hyu"),
    ("ひょ", "hyo"),
    ("みゃ", "mya"),
    ("みゅ", "myu"),
    ("みょ", "myo"),
    ("りゃ", "rya"),
    ("りゅ", "ryu"),
    ("りょ", "ryo"),
    ("ぎゃ", "gya"),
    ("ぎゅ", "gyu"),
    ("ぎょ", "gyo"),
    ("じゃ", "ja"),
    ("じゅ", "ju"),
    ("じょ", "jo"),
    ("じぇ", "je"),
    ("びゃ", "bya"),
    ("びゅ", "byu"),
    ("びょ", "byo"),
    ("ぴゃ", "pya"),
    ("ぴゅ", "pyu"),
    ("ぴょ", "pyo"),
    ("てぃ", "ti"),
    ("でぃ", "di"),
    ("でゅ", "dyu"),
    ("ふぁ", "fa"),
    ("ふぃ", "fi"),
    ("ふぇ", "fe"),
    ("ふぉ", "fo"),
    ("うぃ", "wi"),
];

const KANA: &str = "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをがぎぐげござじずぜぞだぢづでどばびぶべぼぱぴぷぺぽぁぃぅぇぉゃゅょゎゐゑゔ";
const SOUNDS: [&str; 81] = [
    "a", "i", "u", "e", "o", "ka", "ki", "ku", "ke", "ko", "sa", "shi", "su", "se", "so", "ta", "chi", "tsu", "te",
    "to", "na", "ni", "nu", "ne", "no", "ha", "hi", "fu", "he", "ho", "ma", "mi", "mu", "me", "mo", "ya", "yu", "yo",
    "ra", "ri", "ru", "re", "ro", "wa", "o", "ga", "gi", "gu", "ge", "go", "za", "ji", "zu", "ze", "zo", "da", "ji",
    "zu", "de", "do", "ba", "bi", "bu", "be", "bo", "pa", "pi", "pu", "pe", "po", "a", "i", "u", "e", "o", "ya", "yu",
    "yo", "wa", "i", "e",
];

/// Two kana that are one sound.
fn digraph(pair: &str) -> Option<&'static str> {
    DIGRAPHS.iter().find(|(known, _)| *known == pair).map(|(_, sound)| *sound)
}

fn single(kana: char) -> Option<&'static str> {
    let at = KANA.chars().position(|known| known == kana)?;
    Some(SOUNDS.get(at).copied().unwrap_or("vu"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_are_written_as_on_signs() {
        for (kana, latin) in [
            ("しおみの", "Shiomino"),
            ("シカ", "Shika"),
            ("びょういん", "Byouin"),
            ("ほうもんかんごステーション", "Houmonkangosutēshon"),
            ("きっちん", "Kitchin"),
            ("さっぽろ", "Sapporo"),
            ("けんいち", "Ken'ichi"),
            ("しんばし", "Shinbashi"),
            ("ファミリー", "Famirī"),
            ("ヴィラ", "Vuira"),
            ("りょうようじょ", "Ryouyoujo"),
            ("24じかん", "24jikan"),
            ("", ""),
        ] {
            assert_eq!(romaji(kana), latin, "{kana}");
        }
    }

    #[test]
    fn what_is_printed_is_read_back() {
        for reading in [
            "しおみの",
            "びょういん",
            "きっちん",
            "さっぽろ",
            "けんいち",
            "ふぁみりー",
            "すてーしょん",
            "かねつきちょう",
        ] {
            assert_eq!(kana(&romaji(reading)).as_deref(), Some(reading));
        }
        assert_eq!(kana("Namba").as_deref(), Some("なんば"));
        for other in ["pharmacy", "dentist", "24h", "", "x"] {
            assert_eq!(kana(other), None, "{other}");
        }
    }

    #[test]
    fn every_kana_has_a_sound() {
        for code in ('ぁ' as u32)..=('ん' as u32) {
            let Some(kana) = char::from_u32(code) else { continue };
            assert!(kana == 'っ' || romaji(&kana.to_string()).is_ascii(), "{kana}: {}", romaji(&kana.to_string()));
        }
    }
}
