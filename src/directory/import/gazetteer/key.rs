//! One spelling for places: 霞ヶ関 and 霞が関, ６丁目 and 六丁目, 大字石仏 and 石仏 are the same.

use kyoten_text::normalize::{is_dash, is_kanji, narrow};

/// The spelling by which places are compared. Never shown.
pub fn place_key(text: &str) -> String {
    let chars: Vec<char> = text.chars().map(narrow).filter(|c| !is_passed_over(*c)).collect();
    let mut key = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let c = chars[at];
        if c == '大' && chars.get(at + 1) == Some(&'字') {
            at += 2;
            continue;
        }
        if numeral(c).is_some()
            && let Some((number, next)) = number_before_unit(&chars, at)
        {
            key.push_str(&number.to_string());
            at = next;
            continue;
        }
        let between = at > 0 && is_kanji(chars[at - 1]) && chars.get(at + 1).is_some_and(|next| is_kanji(*next));
        match c {
            '字' => {}
            'ヶ' | 'ケ' | 'ヵ' | 'が' | 'ガ' if between => key.push('ケ'),
            'ヶ' | 'ヵ' => key.push('ケ'),
            'ノ' | '之' | '乃' if between => key.push('の'),
            _ if is_dash(c) && key.ends_with(|last: char| last.is_ascii_digit()) => key.push('-'),
            _ => key.push(one_glyph(c)),
        }
        at += 1;
    }
    key
}

fn is_passed_over(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' | '\u{200b}')
}

fn numeral(c: char) -> Option<u32> {
    Some(match c {
        '〇' => 0,
        '一' => 1,
        '二' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        '十' => 10,
        _ => return None,
    })
}

/// A number in kanji is written in digits where a unit follows: 二十五条 → 25条, but 三島 stays.
fn number_before_unit(chars: &[char], from: usize) -> Option<(u32, usize)> {
    let mut number = 0;
    let mut digit = None;
    let mut at = from;
    while let Some(value) = chars.get(at).copied().and_then(numeral) {
        if value == 10 {
            number += digit.take().unwrap_or(1) * 10;
        } else {
            digit = Some(digit.map_or(value, |before: u32| (before * 10 + value) % 1000));
        }
        at += 1;
    }
    number += digit.unwrap_or(0);
    let unit =
        matches!((chars.get(at)?, chars.get(at + 1)), ('地', Some('割')) | ('条' | '番' | '号' | '線' | '丁', _));
    unit.then_some((number, at))
}

/// Old and new glyphs that stand for one another in place names.
fn one_glyph(c: char) -> char {
    match c {
        '龍' => '竜',
        '檮' => '梼',
        '﨑' | '嵜' => '崎',
        '髙' => '高',
        '澤' => '沢',
        '濱' | '濵' => '浜',
        '渕' => '淵',
        '曾' => '曽',
        '廣' => '広',
        '國' => '国',
        '惠' => '恵',
        '條' => '条',
        '邊' | '邉' => '辺',
        '櫻' => '桜',
        '瀧' => '滝',
        '壽' => '寿',
        '嶋' => '島',
        '籔' | '薮' => '藪',
        '鹽' => '塩',
        '舘' => '館',
        '槇' => '槙',
        '藏' => '蔵',
        '靜' => '静',
        '會' => '会',
        '縣' => '県',
        '塚' => '塚',
        '祇' => '祗',
        '鷗' => '鴎',
        '穗' => '穂',
        '來' => '来',
        '豐' => '豊',
        '眞' => '真',
        '萬' => '万',
        '學' => '学',
        '圓' => '円',
        '榮' => '栄',
        other => other.to_ascii_uppercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_same_place_has_the_same_key() {
        for (one, other) in [
            ("霞ヶ関一丁目", "霞が関１丁目"),
            ("北二十五条西六丁目", "北25条西6丁目"),
            ("大字石仏字中川原", "石仏中川原"),
            ("龍ケ崎市", "竜ヶ崎市"),
            ("四之宮", "四ノ宮"),
            ("麻生町6－6", "麻生町６−６"),
            ("葛\u{e0100}城市", "葛城 市"),
        ] {
            assert_eq!(place_key(one), place_key(other), "{one} {other}");
        }
        assert_ne!(place_key("三島町"), place_key("3島町"));
    }

    proptest! {
        #[test]
        fn any_text_has_a_key(text in any::<String>()) {
            place_key(&text);
        }
    }
}
