//! What every page knows: its words, its visitor's wishes, whose hub it is.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use jiff::civil::DateTime;

use super::super::config::HubSettings;
use super::super::demo::Demo;
use super::preferences::{Contrast, Preferences, TextSize};
use super::words::{Language, Phrase, Words};

/// What every page knows. A handler takes it as an argument and keeps it in its template as `page`.
#[derive(Clone, Debug)]
pub struct Page {
    /// The words in the visitor's language.
    pub t: Words,
    /// How the visitor wants to see it.
    pub preferences: Preferences,
    /// What a `<script>` must carry to run: `nonce="{{ page.nonce }}"`.
    pub nonce: String,
    /// Path and query of this page, to come back to.
    pub here: String,
    /// The number under which the log knows this request.
    pub request_id: String,
    /// Whose hub it is.
    pub hub: Arc<HubSettings>,
    /// Whether this is a demo.
    pub demo: Option<Demo>,
    /// When it is asked for, in Japan; nothing outside of a request.
    pub now: Option<DateTime>,
}

impl Page {
    /// The name of the hub in the language of the page.
    pub fn hub_name(&self) -> &str {
        if self.is_english() { &self.hub.name_en } else { &self.hub.name }
    }

    /// The same as words on the page.
    pub fn hub_words(&self) -> Phrase {
        self.t.as_written(self.hub_name())
    }

    /// Whether the page is in English.
    pub fn is_english(&self) -> bool {
        self.preferences.language == Language::English
    }

    /// Whether the colours are of high contrast.
    pub fn high_contrast(&self) -> bool {
        self.preferences.contrast == Contrast::High
    }

    /// The next larger text; after the largest the standard one.
    pub fn next_text(&self) -> TextSize {
        match self.preferences.text {
            TextSize::Standard => TextSize::Large,
            TextSize::Large => TextSize::Larger,
            TextSize::Larger => TextSize::Standard,
        }
    }

    /// The path of this page without its query.
    pub fn path(&self) -> &str {
        self.here.split('?').next().unwrap_or("/")
    }

    /// The digits of the desk's telephone, for a `tel:` link.
    pub fn phone_digits(&self) -> String {
        self.hub.phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
    }

    /// A page outside of any request: Japanese, for tests of templates and for prints.
    pub fn plain(hub: HubSettings) -> Self {
        Self::new(Preferences::default(), "/", Arc::new(hub), None)
    }

    pub(super) fn new(preferences: Preferences, here: &str, hub: Arc<HubSettings>, demo: Option<Demo>) -> Self {
        Self {
            t: preferences.words(),
            preferences,
            nonce: super::super::id::base32(u128::from_be_bytes(super::super::id::random_bytes())),
            here: here.to_owned(),
            request_id: super::super::log::short_number(),
            hub,
            demo,
            now: None,
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Page {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        // Missing only where a router is used without its shell, as in a small test.
        let own = parts.extensions.get::<Self>().cloned();
        Ok(own.unwrap_or_else(|| Self::plain(super::super::Config::standard().hub)))
    }
}
