//! Languages that members speak (話せる言葉), by their tags of BCP 47, as a business card in vCard wants them.

/// A language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spoken {
    /// Its tag.
    pub code: &'static str,
    /// Its Japanese name.
    pub japanese: &'static str,
    /// The reading of that name.
    pub reading: &'static str,
    /// Its English name.
    pub english: &'static str,
}

/// The languages that can be chosen: those of the people who live and work in Japan in numbers.
pub const LANGUAGES: [Spoken; 25] = [
    s("ja", "日本語", "にほんご", "Japanese"),
    s("jsl", "日本手話", "にほんしゅわ", "Japanese Sign Language"),
    s("en", "英語", "えいご", "English"),
    s("zh", "中国語", "ちゅうごくご", "Chinese"),
    s("ko", "韓国・朝鮮語", "かんこく・ちょうせんご", "Korean"),
    s("vi", "ベトナム語", "ベトナムご", "Vietnamese"),
    s("fil", "フィリピノ語", "フィリピノご", "Filipino"),
    s("pt", "ポルトガル語", "ポルトガルご", "Portuguese"),
    s("es", "スペイン語", "スペインご", "Spanish"),
    s("ne", "ネパール語", "ネパールご", "Nepali"),
    s("id", "インドネシア語", "インドネシアご", "Indonesian"),
    s("my", "ミャンマー語", "ミャンマーご", "Burmese"),
    s("th", "タイ語", "タイご", "Thai"),
    s("km", "カンボジア語", "カンボジアご", "Khmer"),
    s("lo", "ラオス語", "ラオスご", "Lao"),
    s("mn", "モンゴル語", "モンゴルご", "Mongolian"),
    s("si", "シンハラ語", "シンハラご", "Sinhala"),
    s("bn", "ベンガル語", "ベンガルご", "Bengali"),
    s("hi", "ヒンディー語", "ヒンディーご", "Hindi"),
    s("ur", "ウルドゥー語", "ウルドゥーご", "Urdu"),
    s("ru", "ロシア語", "ロシアご", "Russian"),
    s("uk", "ウクライナ語", "ウクライナご", "Ukrainian"),
    s("fr", "フランス語", "フランスご", "French"),
    s("de", "ドイツ語", "ドイツご", "German"),
    s("ar", "アラビア語", "アラビアご", "Arabic"),
];

const fn s(code: &'static str, japanese: &'static str, reading: &'static str, english: &'static str) -> Spoken {
    Spoken { code, japanese, reading, english }
}

/// The language with this tag.
pub fn by_code(code: &str) -> Option<&'static Spoken> {
    LANGUAGES.iter().find(|language| language.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_stands_once() {
        for (at, language) in LANGUAGES.iter().enumerate() {
            assert_eq!(LANGUAGES.iter().position(|other| other.code == language.code), Some(at));
            assert_eq!(by_code(language.code), Some(language));
        }
        assert_eq!(by_code("xx"), None);
    }
}
