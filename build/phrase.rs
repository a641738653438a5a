/// The language of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// 日本語
    #[default]
    Japanese,
    /// やさしい日本語: short words and sentences, for readers whose first language is another.
    EasyJapanese,
    /// English
    English,
}

impl Language {
    /// All languages, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::Japanese, Self::EasyJapanese, Self::English];

    /// How the language is written in a cookie or an address.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Japanese => "ja",
            Self::EasyJapanese => "ja-easy",
            Self::English => "en",
        }
    }

    /// The language with this [`code`](Self::code).
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|language| language.code() == code)
    }

    /// The value of the `lang` attribute.
    pub const fn html(self) -> &'static str {
        match self {
            Self::Japanese | Self::EasyJapanese => "ja",
            Self::English => "en",
        }
    }
}

/// The words of the pages in one language: one method per key of `lang/*.toml`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// The language.
    pub language: Language,
    /// Whether the reading stands above the kanji. English has none.
    pub furigana: bool,
}

impl Words {
    /// The words without furigana.
    pub const fn new(language: Language) -> Self {
        Self {
            language,
            furigana: false,
        }
    }

    /// Somebody's own words, as they wrote them: where the page is not in ordinary Japanese they say that they are.
    pub fn as_written(self, text: &str) -> Phrase {
        let is_japanese =
            |c: char| matches!(c, '々' | 'ぁ'..='ヿ' | '㐀'..='鿿' | '豈'..='\u{faff}' | 'ｦ'..='ﾟ' | '\u{20000}'..='\u{323af}');
        let marked = self.language != Language::Japanese && text.contains(is_japanese);
        let mut html = String::new();
        text.fill(&mut html);
        Phrase { html: if marked { format!("<span lang=\"ja\">{html}</span>") } else { html }.into() }
    }

    /// From the five forms of a text: Japanese, with furigana, easy Japanese, with furigana, English.
    fn pick<T: Copy>(self, [ja, ja_ruby, easy, easy_ruby, en]: [T; 5]) -> T {
        match (self.language, self.furigana) {
            (Language::Japanese, false) => ja,
            (Language::Japanese, true) => ja_ruby,
            (Language::EasyJapanese, false) => easy,
            (Language::EasyJapanese, true) => easy_ruby,
            (Language::English, _) => en,
        }
    }
}

/// A text of the catalogue as safe HTML, ready for a template. See [`Phrase::plain`] for attributes and titles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Phrase {
    html: std::borrow::Cow<'static, str>,
}

impl Phrase {
    const fn fixed(html: &'static str) -> Self {
        Self {
            html: std::borrow::Cow::Borrowed(html),
        }
    }

    fn filled(pieces: &[Piece], values: &[&dyn Fill]) -> Self {
        let mut html = String::with_capacity(96);
        write_pieces(pieces, values, &mut html);
        Self { html: html.into() }
    }

    /// Phrases one after the other.
    pub fn joined(phrases: &[Self], between: &str) -> Self {
        let mut html = String::new();
        for (i, phrase) in phrases.iter().enumerate() {
            if i > 0 {
                between.fill(&mut html);
            }
            html.push_str(&phrase.html);
        }
        Self { html: html.into() }
    }

    /// The same, never cut at the end of a line: a date, a figure with its unit.
    pub fn unbroken(&self) -> Self {
        Self { html: format!("<span class=\"nb\">{}</span>", self.html).into() }
    }

    /// Nothing to say.
    pub fn is_empty(&self) -> bool {
        self.html.is_empty()
    }

    /// The HTML.
    pub fn html(&self) -> &str {
        &self.html
    }

    /// The text without furigana and markup, not escaped: for attributes and titles (a template escapes it), mail and files.
    pub fn plain(&self) -> std::borrow::Cow<'_, str> {
        if !self.html.contains(['<', '&']) {
            return std::borrow::Cow::Borrowed(&self.html);
        }
        let mut text = String::with_capacity(self.html.len());
        let mut rest = &*self.html;
        while let Some(at) = rest.find(['<', '&']) {
            text.push_str(&rest[..at]);
            rest = &rest[at..];
            let (shown, length) = plain_start(rest);
            text.push_str(shown);
            rest = &rest[length..];
        }
        text.push_str(rest);
        text.into()
    }
}

/// What the markup at the start of `html` shows, and how long it is.
fn plain_start(html: &str) -> (&'static str, usize) {
    for (entity, character) in [
        ("&amp;", "&"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
    ] {
        if html.starts_with(entity) {
            return (character, entity.len());
        }
    }
    for (open, close) in [("<rt>", "</rt>"), ("<rp>", "</rp>")] {
        if let (true, Some(end)) = (html.starts_with(open), html.find(close)) {
            return ("", end + close.len());
        }
    }
    if html.starts_with('&') {
        ("&", 1)
    } else {
        ("", html.find('>').map_or(html.len(), |end| end + 1))
    }
}

impl std::fmt::Display for Phrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.html)
    }
}

impl askama::filters::HtmlSafe for Phrase {}

impl askama::FastWritable for Phrase {
    fn write_into(
        &self,
        dest: &mut dyn std::fmt::Write,
        _: &dyn askama::Values,
    ) -> askama::Result<()> {
        Ok(dest.write_str(&self.html)?)
    }
}

/// A part of a text with placeholders.
enum Piece {
    Html(&'static str),
    Value(usize),
    /// The first when the value is one, else the second: `{n|one place|{n} places}`.
    Count(usize, &'static [Piece], &'static [Piece]),
}

fn write_pieces(pieces: &[Piece], values: &[&dyn Fill], html: &mut String) {
    for piece in pieces {
        match piece {
            Piece::Html(text) => html.push_str(text),
            Piece::Value(at) => values[*at].fill(html),
            Piece::Count(at, one, other) => {
                write_pieces(if values[*at].is_one() { one } else { other }, values, html)
            }
        }
    }
}

/// What may stand in a placeholder. Texts are escaped; a [`Phrase`] and what askama calls safe stay as they are.
pub trait Fill {
    /// Appends the value as HTML.
    fn fill(&self, html: &mut String);

    /// Whether English uses the singular for it.
    fn is_one(&self) -> bool {
        false
    }
}

/// Anything that can be shown, to stand in a placeholder: `Shown(time)`.
#[derive(Clone, Copy, Debug)]
pub struct Shown<T>(pub T);

impl<T: std::fmt::Display> Fill for Shown<T> {
    fn fill(&self, html: &mut String) {
        self.0.to_string().fill(html);
    }
}

impl Fill for str {
    fn fill(&self, html: &mut String) {
        for character in self.chars() {
            match character {
                '&' => html.push_str("&amp;"),
                '<' => html.push_str("&lt;"),
                '>' => html.push_str("&gt;"),
                '"' => html.push_str("&quot;"),
                '\'' => html.push_str("&#39;"),
                other => html.push(other),
            }
        }
    }

    fn is_one(&self) -> bool {
        self == "1"
    }
}

impl Fill for String {
    fn fill(&self, html: &mut String) {
        self.as_str().fill(html);
    }

    fn is_one(&self) -> bool {
        self == "1"
    }
}

impl Fill for std::borrow::Cow<'_, str> {
    fn fill(&self, html: &mut String) {
        str::fill(self, html);
    }

    fn is_one(&self) -> bool {
        self == "1"
    }
}

impl Fill for char {
    fn fill(&self, html: &mut String) {
        self.encode_utf8(&mut [0; 4]).fill(html);
    }
}

impl Fill for Phrase {
    fn fill(&self, html: &mut String) {
        html.push_str(&self.html);
    }
}

impl<T: std::fmt::Display> Fill for askama::filters::Safe<T> {
    fn fill(&self, html: &mut String) {
        html.push_str(&self.0.to_string());
    }
}

impl<T: Fill + ?Sized> Fill for &T {
    fn fill(&self, html: &mut String) {
        (**self).fill(html);
    }

    fn is_one(&self) -> bool {
        (**self).is_one()
    }
}

macro_rules! fill_numbers {
    ($($number:ty),*) => {$(
        impl Fill for $number {
            fn fill(&self, html: &mut String) {
                html.push_str(&self.to_string());
            }

            fn is_one(&self) -> bool {
                *self == 1 as $number
            }
        }
    )*};
}

fill_numbers!(i8, i16, i32, i64, isize, u8, u16, u32, u64, usize, f32, f64);
