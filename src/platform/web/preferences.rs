//! How a visitor wants to see the pages (表示の設定): kept in a cookie, without an account.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, header};

use super::cookies::{cookie, cookie_name, set_cookie};
use super::words::{Language, Words};

/// How a visitor wants to see the pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Preferences {
    /// The language.
    pub language: Language,
    /// Readings above the kanji: what was chosen, if anything was.
    pub furigana: Option<bool>,
    /// 文字サイズ.
    pub text: TextSize,
    /// 色.
    pub contrast: Contrast,
}

/// 文字サイズ: the value of `data-text`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TextSize {
    /// 標準.
    #[default]
    Standard,
    /// 大.
    Large,
    /// 特大.
    Larger,
}

/// The value of `data-contrast`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Contrast {
    /// As designed.
    #[default]
    Standard,
    /// はっきりした色.
    High,
}

impl TextSize {
    /// Every size, from small to large.
    pub const ALL: [Self; 3] = [Self::Standard, Self::Large, Self::Larger];

    /// `standard`, `large` or `larger`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Large => "large",
            Self::Larger => "larger",
        }
    }
}

impl Contrast {
    /// `standard` or `high`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::High => "high",
        }
    }
}

impl Preferences {
    /// From `?lang=`, else the cookie, else what the browser says, else Japanese.
    pub(super) fn of(headers: &HeaderMap, query: Option<&str>, https: bool) -> Self {
        let mut own = match cookie(headers, &cookie_name(COOKIE, https)) {
            Some(value) => Self::parse(value),
            None => Self { language: spoken(headers), ..Self::default() },
        };
        if let Some(language) = asked(query) {
            own.language = language;
        }
        own
    }

    /// The words of the pages. Easy Japanese has its readings unless somebody does not want them.
    pub fn words(self) -> Words {
        let easy = self.language == Language::EasyJapanese;
        Words { furigana: self.furigana.unwrap_or(easy), ..Words::new(self.language) }
    }

    /// Takes over one field of the form; what it does not know it ignores.
    pub(super) fn choose(&mut self, name: &str, value: &str) {
        match name {
            "lang" => self.language = Language::from_code(value).unwrap_or(self.language),
            "furigana" => self.furigana = Some(value == "on"),
            "text" => self.text = TextSize::ALL.into_iter().find(|size| size.code() == value).unwrap_or(self.text),
            "contrast" => self.contrast = if value == "high" { Contrast::High } else { Contrast::Standard },
            _ => {}
        }
    }

    /// `ja.ruby.large.high`: words in any order; unknown ones are ignored, so an old cookie never breaks a page.
    fn parse(value: &str) -> Self {
        let mut own = Self::default();
        for word in value.split('.') {
            match word {
                "ruby" => own.furigana = Some(true),
                "noruby" => own.furigana = Some(false),
                "high" => own.contrast = Contrast::High,
                other => {
                    own.language = Language::from_code(other).unwrap_or(own.language);
                    own.text = TextSize::ALL.into_iter().find(|size| size.code() == other).unwrap_or(own.text);
                }
            }
        }
        own
    }

    /// The `Set-Cookie` that keeps them, for 400 days: the longest a browser allows.
    pub(super) fn set_cookie(self, https: bool) -> HeaderValue {
        let ruby = match self.furigana {
            Some(true) => ".ruby",
            Some(false) => ".noruby",
            None => "",
        };
        let high = if self.contrast == Contrast::High { ".high" } else { "" };
        let value = format!("{}.{}{ruby}{high}", self.language.code(), self.text.code());
        set_cookie(&cookie_name(COOKIE, https), &value, Some(FOUR_HUNDRED_DAYS), https)
    }
}

const COOKIE: &str = "kyoten-view";
const FOUR_HUNDRED_DAYS: Duration = Duration::from_secs(400 * 24 * 60 * 60);

fn asked(query: Option<&str>) -> Option<Language> {
    query?.split('&').find_map(|part| Language::from_code(part.strip_prefix("lang=")?))
}

/// The first of our languages in `Accept-Language`. Whoever prefers another foreign language gets English.
fn spoken(headers: &HeaderMap) -> Language {
    let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut languages: Vec<(&str, f32)> = wanted.split(',').filter_map(weighed).collect();
    // Stable: those of equal weight keep the order of the browser.
    languages.sort_by(|a, b| b.1.total_cmp(&a.1));
    let known = |tag: &str| tag.split('-').next().map(str::to_ascii_lowercase);
    let primary: Vec<String> = languages.iter().filter_map(|(tag, _)| known(tag)).collect();
    match primary.iter().find(|tag| *tag == "ja" || *tag == "en").map(String::as_str) {
        Some("en") => Language::English,
        Some(_) => Language::Japanese,
        None if primary.iter().any(|tag| tag != "*") => Language::English,
        None => Language::Japanese,
    }
}

fn weighed(part: &str) -> Option<(&str, f32)> {
    let (tag, weight) = part.split_once(';').unwrap_or((part, "q=1"));
    let weight: f32 = weight.trim().strip_prefix("q=")?.parse().ok()?;
    let tag = tag.trim();
    (!tag.is_empty() && weight > 0.0).then_some((tag, weight))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(cookie: Option<&str>, accept: Option<&str>, query: Option<&str>) -> Preferences {
        let mut headers = HeaderMap::new();
        if let Some(value) = cookie {
            headers.insert(header::COOKIE, HeaderValue::from_str(value).unwrap());
        }
        if let Some(value) = accept {
            headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_str(value).unwrap());
        }
        Preferences::of(&headers, query, false)
    }

    #[test]
    fn what_was_chosen_comes_back_from_the_cookie() {
        for language in Language::ALL {
            for text in TextSize::ALL {
                for (furigana, contrast) in
                    [(None, Contrast::High), (Some(true), Contrast::Standard), (Some(false), Contrast::High)]
                {
                    let chosen = Preferences { language, furigana, text, contrast };
                    let cookie = chosen.set_cookie(false);
                    let sent = format!("other=1; {}", cookie.to_str().unwrap().split(';').next().unwrap());
                    assert_eq!(seen(Some(&sent), Some("en"), None), chosen);
                }
            }
        }
    }

    #[test]
    fn the_cookie_is_closed_to_scripts_and_neighbours() {
        let secure = Preferences::default().set_cookie(true);
        assert_eq!(secure, "__Host-kyoten-view=ja.standard; Path=/; Max-Age=34560000; HttpOnly; SameSite=Lax; Secure");
        assert!(!Preferences::default().set_cookie(false).to_str().unwrap().contains("Secure"));
    }

    #[test]
    fn the_address_wins_over_the_cookie_and_the_cookie_over_the_browser() {
        let language = |cookie, accept, query| seen(cookie, accept, query).language;
        assert_eq!(language(None, None, None), Language::Japanese);
        assert_eq!(language(None, Some("en-US,en;q=0.9,ja;q=0.8"), None), Language::English);
        assert_eq!(language(None, Some("en;q=0.5, ja-JP"), None), Language::Japanese);
        assert_eq!(language(None, Some("vi,fr;q=0.5"), None), Language::English);
        assert_eq!(language(None, Some("*"), None), Language::Japanese);
        assert_eq!(language(Some("kyoten-view=ja"), Some("en"), None), Language::Japanese);
        assert_eq!(language(Some("kyoten-view=ja"), Some("en"), Some("q=a&lang=ja-easy")), Language::EasyJapanese);
        assert_eq!(language(Some("kyoten-view=ja"), None, Some("lang=<script>")), Language::Japanese);
    }

    #[test]
    fn easy_japanese_has_its_readings_until_somebody_takes_them_away() {
        let shown = |cookie| seen(Some(cookie), None, None).words().furigana;
        assert!(shown("kyoten-view=ja-easy.standard") && !shown("kyoten-view=ja.standard"));
        assert!(shown("kyoten-view=ja.standard.ruby") && !shown("kyoten-view=ja-easy.standard.noruby"));
    }

    #[test]
    fn nonsense_in_the_cookie_is_ignored() {
        assert_eq!(seen(Some("kyoten-view=<b>..;;=.large"), None, None), Preferences::default());
        assert_eq!(seen(Some("kyoten-view=xx.large"), None, None).text, TextSize::Large);
    }
}
