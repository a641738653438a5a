//! The search key (検索キー): what is left of a text when everything people write differently is made equal.

use super::kana::{VOICED, enlarge, full_width, hiragana, is_hiragana, unvoice, voice, voiced_mark};
use super::variants::{common_form, rare_form};
use super::{is_dash, is_kanji};
use unicode_normalization::UnicodeNormalization;

/// The key under which a text is searched (検索キー); two writings of one name have one key.
///
/// - NFKC, with half-width katakana and voiced marks typed separately; lower case.
/// - Katakana becomes hiragana, small kana large (キヤノン = キャノン), and sounds that are spelt two ways
///   become one: ゐ い, ゑ え, を お, ぢ じ, づ ず. ゝ and ゞ are written out.
/// - Variant and old kanji become the common form (髙 高, 﨑 崎, 齋 斉, 邉 辺); 々 stays.
/// - ヶ or ケ between kanji becomes が (関ヶ原 = 関ケ原 = 関が原), and か in counting (3ヶ月 = 3カ月, 三ヶ月 = 三か月).
/// - A hyphen, dash or long mark of any kind is `-` between digits, ー after kana, and nothing elsewhere.
/// - Everything else that is no letter or digit is left out: spaces, middle dots, brackets, control characters,
///   variation selectors.
///
/// The key of a key is the key itself. Control characters never appear in it, so U+0001 may separate fields.
pub fn search_key(text: &str) -> String {
    let mut folder = Folder::with_capacity(text.len());
    if text.chars().all(|c| folder.take(c)) {
        return folder.key;
    }
    // Rare scripts and compatibility characters. What is left out can bring letters together that
    // compose anew, so we fold until nothing changes; twice is usual.
    let mut key = fold_any(text);
    for _ in 0..8 {
        let again = fold_any(&key);
        if again == key {
            break;
        }
        key = again;
    }
    key
}

fn fold_any(text: &str) -> String {
    let mut folder = Folder::with_capacity(text.len());
    // NFKC would turn a free-standing voiced mark into a space and a mark.
    let joined = text.chars().map(|c| voiced_mark(c).unwrap_or(c));
    for c in joined.nfkc() {
        if !folder.take(c) {
            for lower in c.to_lowercase().filter(|c| c.is_alphanumeric()) {
                folder.letter(lower);
            }
        }
    }
    folder.key
}

struct Folder {
    key: String,
    last: char,
    /// A dash was read after a digit; it is written when the next letter is a digit too.
    dash_waits: bool,
    /// What ヶ or ケ at the end of the key becomes when a kanji follows.
    counter: Option<Counter>,
}

#[derive(Clone, Copy)]
enum Counter {
    /// After a kanji: 関ヶ原.
    Place,
    /// After a kanji numeral: 八ヶ岳 or 三ヶ月.
    PlaceOrCount,
    /// After a digit: 3ヶ月.
    Count,
}

impl Folder {
    fn with_capacity(bytes: usize) -> Self {
        Self { key: String::with_capacity(bytes), last: '\0', dash_waits: false, counter: None }
    }

    /// Takes one character in; `false` when it is one that only NFKC can tell.
    fn take(&mut self, c: char) -> bool {
        match c {
            'a'..='z' | '0'..='9' => self.letter(c),
            'A'..='Z' => self.letter(c.to_ascii_lowercase()),
            '-' => self.dash(),
            '\0'..='\u{7f}' => {}
            'ぁ'..='ゖ' => self.kana(c),
            'ァ'..='ヶ' => self.katakana(c),
            'ヷ'..='ヺ' => self.katakana(['ワ', 'ヰ', 'ヱ', 'ヲ'][c as usize - 'ヷ' as usize]),
            'ゝ' | 'ヽ' => self.repeat(false),
            'ゞ' | 'ヾ' => self.repeat(true),
            '\u{3400}'..='\u{9fff}' => self.letter(common_form(c)),
            '々' | '〻' => self.letter('々'),
            '〆' | '〇' => self.letter(c),
            _ if is_dash(c) => self.dash(),
            '\u{ff01}'..='\u{ff5e}' => return self.take(super::narrow(c)),
            '\u{ff66}'..='\u{ff9d}' => self.katakana(full_width(c)),
            '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}' | '\u{30a0}' | '・' | '\u{ff5f}'..='\u{ff65}' => {}
            '\u{80}'..='\u{9f}' | '\u{2000}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => {}
            _ => {
                if let Some(mark) = voiced_mark(c) {
                    self.mark(mark);
                } else if let Some(common) = rare_form(c) {
                    self.letter(common);
                } else {
                    return false;
                }
            }
        }
        true
    }

    fn letter(&mut self, c: char) {
        if self.dash_waits && c.is_ascii_digit() {
            self.key.push('-');
        }
        self.dash_waits = false;
        if let Some(counter) = self.counter.take()
            && is_kanji(c)
            && let Some(read) = counter.read_before(c)
        {
            self.key.pop();
            self.key.push(read);
        }
        self.key.push(c);
        self.last = c;
    }

    fn kana(&mut self, c: char) {
        let c = match enlarge(c) {
            'ゐ' => 'い',
            'ゑ' => 'え',
            'を' => 'お',
            'ぢ' => 'じ',
            'づ' => 'ず',
            c => c,
        };
        self.letter(c);
    }

    fn katakana(&mut self, c: char) {
        let before = self.last;
        self.kana(hiragana(c));
        if matches!(c, 'ヶ' | 'ケ' | 'ヵ' | 'カ') {
            let small_ke = matches!(c, 'ヶ' | 'ケ');
            self.counter = match before {
                '0'..='9' => Some(Counter::Count),
                _ if is_numeral(before) && small_ke => Some(Counter::PlaceOrCount),
                _ if is_kanji(before) && small_ke => Some(Counter::Place),
                _ => None,
            };
        }
    }

    /// ゝ repeats the sound before it, ゞ repeats it voiced.
    fn repeat(&mut self, voiced: bool) {
        if !is_hiragana(self.last) {
            return;
        }
        let (sound, _) = unvoice(self.last);
        self.kana(if voiced { voice(sound, VOICED).unwrap_or(sound) } else { sound });
    }

    fn mark(&mut self, mark: char) {
        if self.dash_waits || !is_hiragana(self.last) {
            return;
        }
        if let Some(voiced) = voice(self.last, mark) {
            self.key.pop();
            self.counter = None;
            self.kana(voiced);
        }
    }

    fn dash(&mut self) {
        if is_hiragana(self.last) {
            self.counter = None;
            self.key.push('ー');
            self.last = 'ー';
        } else if self.last.is_ascii_digit() {
            self.dash_waits = true;
        }
    }
}

impl Counter {
    fn read_before(self, next: char) -> Option<char> {
        match self {
            Self::Count => Some('か'),
            Self::PlaceOrCount if "月所国年".contains(next) => Some('か'),
            Self::Place | Self::PlaceOrCount => Some('が'),
        }
    }
}

fn is_numeral(c: char) -> bool {
    matches!(c, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '数' | '何')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn same(writings: &[&str]) {
        for other in &writings[1..] {
            assert_eq!(search_key(writings[0]), search_key(other), "{} and {other}", writings[0]);
        }
    }

    #[test]
    fn one_name_has_one_key_however_it_is_written() {
        same(&["髙橋", "高橋", "高　橋", "高\u{e0100}橋"]);
        same(&["山﨑", "山崎", "山嵜"]);
        same(&["渡邊", "渡邉", "渡辺"]);
        same(&["齋藤", "斎藤", "齊藤", "斉藤"]);
        same(&["𠮷田", "吉田"]);
        same(&["神谷", "神谷"]);
        same(&["關ヶ原", "関ケ原", "関が原", "関ガ原", "関ｹ原"]);
        same(&["キヤノン", "キャノン", "ｷｬﾉﾝ", "きやのん"]);
        same(&["ガーデン", "ｶﾞｰﾃﾞﾝ", "カ゛-テ゛ン", "か\u{3099}―て\u{3099}ん"]);
        same(&["いすゞ", "いすず", "イスヾ"]);
        same(&["3ヶ月", "３カ月", "3か月", "３ヵ月"]);
        same(&["三ヶ月", "三か月"]);
        same(&["八ヶ岳", "八ケ岳", "八が岳"]);
        same(&["㈱さくら・ケア", "(株)サクラケア", "株さくらけあ"]);
        same(&["Ｋｉデンタル", "KIデンタル"]);
        same(&["キヌヱ", "きぬえ"]);
    }

    #[test]
    fn different_things_keep_different_keys() {
        for (a, b) in
            [("さとう", "さどう"), ("佐々木", "佐木"), ("ビル", "ビール"), ("1-2", "12"), ("在宅ケア", "在宅が")]
        {
            assert_ne!(search_key(a), search_key(b));
        }
        assert_eq!(search_key("受け付け"), "受け付け");
        assert_eq!(search_key("在宅ケアセンター"), "在宅けあせんたー");
    }

    #[test]
    fn dashes_mean_what_stands_before_them() {
        assert_eq!(search_key("１４８－３"), "148-3");
        assert_eq!(search_key("７ー７"), "7-7");
        assert_eq!(search_key("センタ−"), "せんたー");
        assert_eq!(search_key("A-B 棟―"), "ab棟");
        assert_eq!(search_key("3-"), "3");
    }

    #[test]
    fn what_nobody_can_see_is_left_out() {
        assert_eq!(search_key("あ\u{2028}い\u{b}う\u{1}え\u{202e}お\u{feff}"), "あいうえお");
        assert_eq!(search_key("、。「」・…　"), "");
    }

    proptest! {
        #[test]
        fn the_key_of_a_key_is_itself(text in "\\PC*") {
            let key = search_key(&text);
            prop_assert_eq!(search_key(&key), key);
        }

        #[test]
        fn the_key_of_a_key_is_itself_for_japanese(text in "[ァ-ヾぁ-ゞ゛゜ｦ-ﾟ一-丿0-9０-９ー−\\-ヶケ月髙﨑 ㈱①é\u{301}]{0,12}") {
            let key = search_key(&text);
            prop_assert_eq!(search_key(&key), key.clone());
            prop_assert!(!key.chars().any(|c| c.is_control() || c.is_whitespace()));
        }
    }
}
