//! Okurigana (送り仮名): the kana after a kanji that some write and some leave out.

use super::{is_kanji, search_key};

/// So many places where kana may be left out are tried; each doubles the writings.
const MOST_PLACES: usize = 4;

/// The search keys of a phrase however much of its okurigana is written, the full one first: 買い物 買物, 申し込み 申込み
/// 申し込 申込.
///
/// A single hiragana between two kanji, or between a kanji and the end, may be missing. That holds for particles too
/// (麻薬の注射, 麻薬注射). What would be a single character is left out: it would mean anything.
pub fn okurigana_keys(phrase: &str) -> Vec<String> {
    let key = search_key(phrase);
    let chars: Vec<char> = key.chars().collect();
    let may_go = |at: usize| {
        let before = at.checked_sub(1).map(|before| chars[before]);
        before.is_some_and(is_kanji)
            && ('ぁ'..='ゖ').contains(&chars[at])
            && chars.get(at + 1).is_none_or(|next| is_kanji(*next))
    };
    let places: Vec<usize> = (0..chars.len()).filter(|at| may_go(*at)).take(MOST_PLACES).collect();
    let mut keys = Vec::with_capacity(1 << places.len());
    for left_out in 0..1_usize << places.len() {
        let is_left_out =
            |at: &usize| places.iter().position(|place| place == at).is_some_and(|n| left_out >> n & 1 == 1);
        let written: String = (0..chars.len()).filter(|at| !is_left_out(at)).map(|at| chars[at]).collect();
        if left_out == 0 || written.chars().count() > 1 {
            keys.push(written);
        }
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn okurigana_may_be_missing_between_kanji_and_at_the_end() {
        assert_eq!(okurigana_keys("買い物"), ["買い物", "買物"]);
        assert_eq!(okurigana_keys("看取り"), ["看取り", "看取"]);
        assert_eq!(okurigana_keys("申し込み"), ["申し込み", "申込み", "申し込", "申込"]);
        assert_eq!(okurigana_keys("麻薬の注射")[1], "麻薬注射");
    }

    #[test]
    fn other_kana_stay() {
        assert_eq!(okurigana_keys("痛み"), ["痛み"], "one kanji alone is not a word");
        assert_eq!(
            okurigana_keys("入れ歯が合わない"),
            ["入れ歯が合わない", "入歯が合わない", "入れ歯合わない", "入歯合わない"]
        );
        assert_eq!(okurigana_keys("デイサービス"), ["でいさーびす"]);
        assert_eq!(okurigana_keys("ｶｲﾓﾉ"), ["かいもの"]);
        assert_eq!(okurigana_keys(""), [""]);
    }
}
