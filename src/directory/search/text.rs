//! What was typed, taken apart into terms.

use kyoten_text::normalize::{is_dash, narrow};
use kyoten_text::{address, normalize};

use super::needs::{Need, need};
use super::understand::quoted;

/// So many digits without hyphens may be part of a telephone number …
const PHONE_DIGITS: usize = 3;
/// … and so many with hyphens: `3-5-2` is rather a place in a town.
const PHONE_DIGITS_WITH_HYPHENS: usize = 6;

/// One word of what was typed, in the forms in which it is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Term {
    /// As typed.
    pub(super) typed: String,
    /// Looked for in every field.
    pub(super) key: String,
    /// Looked for in the address, when that is written otherwise than the rest: 3丁目5番 is `3-5`.
    pub(super) address: Option<String>,
    /// Looked for among telephone numbers: the digits alone.
    pub(super) phone: Option<String>,
    /// What the word asks for when it is a need.
    pub(super) need: Option<&'static Need>,
}

impl Term {
    /// The term of a typed word; none when nothing of it can be looked for. In quotation marks it means only itself.
    pub(super) fn new(typed: &str) -> Option<Self> {
        let quoted = quoted(typed);
        let word = quoted.unwrap_or(typed);
        let key = normalize::search_key(word);
        if key.is_empty() {
            return None;
        }
        let phone = phone_part(word);
        // 095(822) is no place in a town.
        let is_phone = phone.as_ref().is_some_and(|(_, is_phone)| *is_phone);
        let address = if is_phone { None } else { address_part(word, &key) };
        let phone = phone.map(|(digits, _)| digits);
        let need = if quoted.is_some() { None } else { need(&key) };
        Some(Self { typed: word.to_owned(), need, key, address, phone })
    }
}

fn address_part(typed: &str, key: &str) -> Option<String> {
    let mut address = address::key(typed);
    // 3丁目 alone is 3-something, not every 3 of every address.
    if key.ends_with("丁目") && address.chars().all(|c| c.is_ascii_digit()) && !address.is_empty() {
        address.push('-');
    }
    (address != key && !address.is_empty()).then_some(address)
}

/// The digits of a telephone number or of a part of one, and whether it can be nothing else: 095(822)2323, +81-95-822-2323.
fn phone_part(typed: &str) -> Option<(String, bool)> {
    let mut typed: String = typed.chars().map(|c| if is_dash(c) { '-' } else { narrow(c) }).collect();
    let is_abroad = typed.starts_with("+81");
    if is_abroad {
        typed = typed.replacen("+81", "0", 1).replacen("(0)", "", 1);
    }
    if !typed.chars().all(|c| c.is_ascii_digit() || "-().".contains(c)) {
        return None;
    }
    let mut groups = typed.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty());
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let has_area_code = groups.next().is_some_and(|first| first.starts_with('0') && (first.len() > 1 || is_abroad));
    let is_phone = typed.contains(['(', '.']) || is_abroad || (has_area_code && groups.next().is_some());
    let is_plain = digits.len() == typed.len();
    let least = if is_phone || is_plain { PHONE_DIGITS } else { PHONE_DIGITS_WITH_HYPHENS };
    (digits.len() >= least).then_some((digits, is_phone))
}

/// Whether words that were typed apart are one telephone number: 095 822 2323.
pub(super) fn is_whole_phone(words: &[&str]) -> bool {
    let is_group =
        |word: &&str| word.chars().all(|c| narrow(c).is_ascii_digit() || is_dash(c) || "+()".contains(narrow(c)));
    let joined = words.concat();
    words.iter().all(is_group)
        && phone_part(&joined).is_some_and(|(digits, _)| digits.starts_with('0') && (10..=11).contains(&digits.len()))
}

/// The terms of a text, each once, and the whole as a key, for exact names.
pub(super) struct Text {
    pub(super) terms: Vec<Term>,
    /// Each term's number among the words as typed: some words cannot be looked for.
    pub(super) numbers: Vec<usize>,
    pub(super) whole: String,
}

impl Text {
    pub(super) fn new(text: &str) -> Self {
        let words = text.split_whitespace().enumerate();
        let (numbers, terms) = words.filter_map(|(n, word)| Some((n, Term::new(word)?))).unzip();
        Self { terms, numbers, whole: normalize::search_key(text) }
    }
}
