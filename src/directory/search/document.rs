//! What is indexed of one organisation.

use jiff::civil::Date;
use kyoten_text::{address, normalize, phone};
use serde::{Deserialize, Serialize};

use super::super::capability::Answer;
use super::super::hours::{CareManagerTime, Hours};
use super::super::kind::OrganizationKind;
use super::super::record::Point;

/// The 128 bits of an organisation's id.
pub type DocumentId = u128;

/// Stands between the five fields of a search text; normalised text never holds it.
const BETWEEN_FIELDS: char = '\u{1}';
/// Stands between two words; a search key holds no white space, and neither does a term.
const BETWEEN_WORDS: char = ' ';

/// Where an organisation is and whether the point is that of the house.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Located {
    /// The point.
    pub point: Point,
    /// `false` when only the town or the municipality is known: the page then says 「約」.
    pub exact: bool,
}

/// What an organisation answered to one question of the survey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// The question's code.
    #[serde(rename = "c")]
    pub code: String,
    /// The answer.
    #[serde(rename = "a")]
    pub answer: Answer,
    /// The day of the answer.
    #[serde(rename = "d")]
    pub on: Date,
}

/// One organisation as the search sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The organisation's id.
    pub id: DocumentId,
    /// What it is.
    pub kind: OrganizationKind,
    /// What it is also, by its services: a home for the elderly that has a day service. Each once, never `kind` itself.
    pub also: Vec<OrganizationKind>,
    /// The reading in the order of the syllabary, by which lists are sorted.
    pub sort_key: String,
    /// Municipality, five digits; empty when unknown.
    pub municipality: String,
    /// Where it is, when known.
    pub located: Option<Located>,
    /// Codes of what it provides.
    pub services: Vec<String>,
    /// Codes of what it answered yes or conditional to.
    pub capabilities: Vec<String>,
    /// Every answer, also the noes.
    pub answers: Vec<Answered>,
    /// When each of its services is open; notes and the hours of departments would only take room.
    pub hours: Vec<Hours>,
    /// When care managers may call (ケアマネタイム).
    pub care_manager_time: Option<CareManagerTime>,
    /// The newest source no longer names it.
    pub missing: bool,
    /// The revision of the database at which it last changed.
    pub revision: u64,
    text: String,
    ends: [u32; 4],
}

/// The words of one organisation as its sources write them, before they are made comparable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fields<'a> {
    /// The name.
    pub name: &'a str,
    /// The name's reading; empty when unknown.
    pub kana: &'a str,
    /// The address with prefecture and municipality.
    pub address: &'a str,
    /// 方書(ビル名等); empty when there is none.
    pub building: &'a str,
    /// Telephone, in any form; empty when unknown.
    pub phone: &'a str,
    /// Services, departments, capabilities and owner in the words of the people who look for them.
    pub words: &'a [&'a str],
}

impl Fields<'_> {
    /// The search text that the database keeps: `name␁kana␁address␁phone␁words`, normalised, so that loading is copying.
    pub fn search_text(&self) -> String {
        let mut text = String::with_capacity(256);
        text.push_str(&normalize::search_key(self.name));
        text.push(BETWEEN_FIELDS);
        text.push_str(&normalize::search_key(self.kana));
        text.push(BETWEEN_FIELDS);
        // The key is made for comparing and leaves the prefecture out; people look for 東京都 too.
        text.push_str(&normalize::search_key(address::parts(self.address).prefecture.unwrap_or_default()));
        text.push_str(&address::key(self.address));
        text.push(BETWEEN_FIELDS);
        // A number that is no telephone's is looked for by its digits all the same.
        let plain = || self.phone.chars().filter(char::is_ascii_digit).collect();
        text.push_str(&phone::digits(self.phone).unwrap_or_else(plain));
        text.push(BETWEEN_FIELDS);
        let words = self.words.iter().chain([&self.building]).map(|word| normalize::search_key(word));
        for (n, word) in words.filter(|word| !word.is_empty()).enumerate() {
            if n > 0 {
                text.push(BETWEEN_WORDS);
            }
            text.push_str(&word);
        }
        text
    }
}

impl Document {
    /// A document with nothing but its text, which [`Fields::search_text`] made; the other fields are filled in by the caller.
    pub fn new(id: DocumentId, kind: OrganizationKind, sort_key: String, search_text: String) -> Self {
        let mut text = search_text;
        let mut ends = [0; 4];
        let mut found = 0;
        for (at, _) in text.match_indices(BETWEEN_FIELDS).take(4) {
            ends[found] = at as u32;
            found += 1;
        }
        // A text with fewer fields comes from an older version of the program: the fields it lacks are empty.
        for end in &mut ends[found..] {
            *end = text.len() as u32;
            text.push(BETWEEN_FIELDS);
        }
        Self {
            id,
            kind,
            also: Vec::new(),
            sort_key,
            municipality: String::new(),
            located: None,
            services: Vec::new(),
            capabilities: Vec::new(),
            answers: Vec::new(),
            hours: Vec::new(),
            care_manager_time: None,
            missing: false,
            revision: 0,
            text,
            ends,
        }
    }

    /// Gives it its answers to the survey.
    pub fn answer(&mut self, answers: Vec<Answered>) {
        self.capabilities = answers.iter().filter(|a| a.answer != Answer::No).map(|a| a.code.clone()).collect();
        self.answers = answers;
    }

    /// Whether it is of this kind, first of all or also.
    pub fn is(&self, kind: OrganizationKind) -> bool {
        self.kind == kind || self.also.contains(&kind)
    }

    fn field(&self, n: usize) -> &str {
        let from = if n == 0 { 0 } else { self.ends[n - 1] as usize + 1 };
        let to = self.ends.get(n).map_or(self.text.len(), |end| *end as usize);
        &self.text[from..to]
    }

    /// The name as a search key.
    pub fn name_key(&self) -> &str {
        self.field(0)
    }

    /// The reading as a search key.
    pub fn kana_key(&self) -> &str {
        self.field(1)
    }

    /// The address as a search key: 3丁目5番2号 is `3-5-2`.
    pub fn address_key(&self) -> &str {
        self.field(2)
    }

    /// The digits of the telephone number.
    pub fn phone_key(&self) -> &str {
        self.field(3)
    }

    /// Services, departments, capabilities and owner as search keys, one space between two.
    pub fn words_key(&self) -> &str {
        self.field(4)
    }

    /// The whole search text, as the database keeps it.
    pub fn search_text(&self) -> &str {
        &self.text
    }

    /// The order of the syllabary; names that read alike are ordered by how they are written, then by id.
    pub(super) fn order(&self) -> (&str, &str, DocumentId) {
        (&self.sort_key, self.name_key(), self.id)
    }
}
