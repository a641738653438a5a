//! What people take when they are asked for a password: words of the trade, towns, names, years, rows of keys. Our own short
//! list beside the crate's list of leaked ones, which knows hardly any Japanese.
//!
//! A password is read from left to right, and whatever is such a word, a number, a row or a repetition explains itself. What is
//! left over must be worth guessing.

/// So many characters must be left over.
pub const LEAST_UNEXPLAINED: usize = 5;

/// Words that need no guessing, in small letters.
const WORDS: &[&str] = &[
    // what is typed where a password is wanted
    "password",
    "passwd",
    "pass",
    "passcode",
    "secret",
    "login",
    "admin",
    "administrator",
    "root",
    "user",
    "guest",
    "test",
    "demo",
    "sample",
    "welcome",
    "hello",
    "changeme",
    "letmein",
    "iloveyou",
    "default",
    "kyoten",
    "パスワード",
    "ぱすわーど",
    "あんしょう",
    "ひみつ",
    "himitsu",
    "aikotoba",
    "anshou",
    "bangou",
    "ばんごう",
    // rows of keys
    "qwerty",
    "qwertyuiop",
    "asdfgh",
    "asdfghjkl",
    "zxcvbn",
    "zxcvbnm",
    "qazwsx",
    "1qaz",
    "2wsx",
    "3edc",
    "4rfv",
    "5tgb",
    "6yhn",
    "7ujm",
    "abc",
    "xyz",
    "あいうえお",
    "かきくけこ",
    "いろは",
    "iroha",
    "aiueo",
    // the trade
    "kango",
    "kangoshi",
    "kaigo",
    "houmon",
    "homon",
    "zaitaku",
    "iryou",
    "iryo",
    "byouin",
    "byoin",
    "shika",
    "yakkyoku",
    "kurinikku",
    "clinic",
    "hospital",
    "nurse",
    "doctor",
    "care",
    "home",
    "hub",
    "center",
    "sentaa",
    "iin",
    "shinryou",
    "oushin",
    "renkei",
    "chiiki",
    "shien",
    "fukushi",
    "hoken",
    "keamane",
    "station",
    "suteshon",
    "看護",
    "訪問",
    "在宅",
    "医療",
    "介護",
    "病院",
    "連携",
    "拠点",
    "薬局",
    "歯科",
    "診療",
    "地域",
    "支援",
    "福祉",
    "ほうもん",
    "かんご",
    "かいご",
    "ざいたく",
    "いりょう",
    // what the year and the country offer
    "nihon",
    "nippon",
    "japan",
    "tokyo",
    "osaka",
    "kyoto",
    "nagoya",
    "sapporo",
    "fukuoka",
    "yokohama",
    "hokkaido",
    "okinawa",
    "showa",
    "heisei",
    "reiwa",
    "昭和",
    "平成",
    "令和",
    "nen",
    "gatsu",
    "nichi",
    "haru",
    "natsu",
    "aki",
    "fuyu",
    "spring",
    "summer",
    "autumn",
    "winter",
    "getsu",
    "kyou",
    "日本",
    "東京",
    // what people like
    "sakura",
    "さくら",
    "himawari",
    "ひまわり",
    "tanpopo",
    "momiji",
    "fuji",
    "yama",
    "kawa",
    "umi",
    "sora",
    "hana",
    "yuki",
    "hoshi",
    "tsuki",
    "neko",
    "inu",
    "kuma",
    "pikachu",
    "doraemon",
    "totoro",
    "kitty",
    "gundam",
    "naruto",
    "anpanman",
    "snoopy",
    "disney",
    "love",
    "daisuki",
    "だいすき",
    "arigatou",
    "ありがとう",
    "konnichiwa",
    "こんにちは",
    "ganbare",
    "monkey",
    "dragon",
    "sunshine",
    "princess",
    "football",
    "baseball",
    "soccer",
    "yakyuu",
    // names
    "sato",
    "satou",
    "suzuki",
    "takahashi",
    "tanaka",
    "watanabe",
    "ito",
    "itou",
    "yamamoto",
    "nakamura",
    "kobayashi",
    "kato",
    "katou",
    "yoshida",
    "yamada",
    "taro",
    "tarou",
    "hanako",
    "ichiro",
    "jiro",
    "yuko",
    "keiko",
    "akira",
    "hiroshi",
    "takashi",
];

/// A password as it is compared: small letters, without the usual disguises (p@ssw0rd) and without what stands between words.
pub fn plain(password: &str) -> Vec<char> {
    let undisguised = |c: char| match c {
        '@' => 'a',
        '$' => 's',
        '!' => 'i',
        other => other,
    };
    let letters = password.chars().flat_map(char::to_lowercase).map(undisguised);
    letters.filter(|c| c.is_alphanumeric() || *c == 'ー').collect()
}

/// The words in a name, an address or a title, each worth comparing by itself; and the whole without gaps.
pub fn parts(text: &str) -> Vec<String> {
    let text = kyoten_text::normalize::nfkc(text).to_lowercase();
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| is_word(word));
    let mut parts: Vec<String> = words.map(str::to_owned).collect();
    let whole: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
    // A Japanese title has no gaps: its words are pieces of two or three characters.
    let characters: Vec<char> = whole.chars().collect();
    if characters.iter().any(|c| kyoten_text::normalize::is_kanji(*c)) {
        for length in [2, 3] {
            parts.extend(characters.windows(length).map(|piece| piece.iter().collect::<String>()));
        }
    }
    parts.push(whole);
    parts.retain(|part| is_word(part));
    parts
}

/// One kanji or three letters: what is shorter stands in every text.
fn is_word(word: &str) -> bool {
    word.chars().count() >= if word.is_ascii() { 3 } else { 2 }
}

/// Whether a text begins with a word; a digit is a digit, or stands for a letter.
fn begins_with(text: &[char], word: &[char]) -> bool {
    let letter = |c: char| match c {
        '0' => 'o',
        '1' => 'l',
        '3' => 'e',
        '5' => 's',
        other => other,
    };
    text.len() >= word.len() && text.iter().zip(word).all(|(c, wanted)| c == wanted || letter(*c) == *wanted)
}

/// How many characters of a plain password are neither a usual word, nor one of `own`, nor a number, a row or a repetition.
pub fn unexplained(text: &[char], own: &[String]) -> usize {
    let own: Vec<Vec<char>> = own.iter().map(|word| word.chars().collect()).collect();
    let words: Vec<Vec<char>> = WORDS.iter().map(|word| word.chars().collect()).collect();
    let mut seen = vec![usize::MAX; text.len() + 1];
    seen[0] = 0;
    // The reading that leaves least: at each place either one character is left over or a run explains itself.
    for at in 0..text.len() {
        let here = seen[at];
        seen[at + 1] = seen[at + 1].min(here + 1);
        let rest = &text[at..];
        let known = own.iter().chain(&words).filter(|word| begins_with(rest, word)).map(Vec::len);
        let runs = [run(rest, is_number), run(rest, is_row), run(rest, is_same)];
        // What was written already adds nothing when it is written again.
        let again = (3..=rest.len()).take_while(|length| occurs(&text[..at], &rest[..*length])).last();
        for length in known.chain(runs.into_iter().filter(|length| *length >= 3)).chain(again) {
            seen[at + length] = seen[at + length].min(here);
        }
        // Two digits are a day, a month, a lucky number.
        if rest.len() >= 2 && rest[..2].iter().all(char::is_ascii_digit) {
            seen[at + 2] = seen[at + 2].min(here + 1);
        }
    }
    seen[text.len()]
}

fn occurs(before: &[char], part: &[char]) -> bool {
    before.windows(part.len()).any(|window| window == part)
}

/// How far a run goes in which every two neighbours belong together.
fn run(text: &[char], together: fn(char, char) -> bool) -> usize {
    1 + text.windows(2).take_while(|pair| together(pair[0], pair[1])).count()
}

fn is_number(a: char, b: char) -> bool {
    a.is_ascii_digit() && b.is_ascii_digit()
}

fn is_row(a: char, b: char) -> bool {
    (a as u32).abs_diff(b as u32) == 1
}

fn is_same(a: char, b: char) -> bool {
    a == b
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(text: &str, own: &[&str]) -> usize {
        let own: Vec<String> = own.iter().flat_map(|text| parts(text)).collect();
        unexplained(&plain(text), &own)
    }

    #[test]
    fn words_numbers_rows_and_repetitions_explain_themselves() {
        assert_eq!(left("P@ssw0rd-2026", &[]), 0);
        assert_eq!(left("kangokangokango", &[]), 0);
        assert_eq!(left("abcdefg9999999", &[]), 0);
        assert_eq!(left("kaerutonda", &[]), 10);
        assert_eq!(left("kaerukaerukaeru", &[]), 5, "said three times it is said once");
    }

    #[test]
    fn own_words_are_found_in_names_addresses_and_titles() {
        assert_eq!(parts("Misato.Sato@shiomino.example")[..4], ["misato", "sato", "shiomino", "example"]);
        assert!(parts("汐見野市").contains(&"見野".to_owned()));
        assert_eq!(left("misato2026sato", &["misato.sato"]), 0);
        assert_eq!(left("汐見野の拠点", &["汐見野市在宅医療連携拠点"]), 1);
    }

    #[test]
    fn every_word_of_the_list_is_written_as_it_is_compared() {
        for word in WORDS {
            let compared: String = plain(word).into_iter().collect();
            assert_eq!(*word, compared, "{word}");
            assert_eq!(kyoten_text::normalize::nfkc(word), *word);
        }
    }
}
