//! Needs in people's own words (困りごと) and who serves them.
//!
//! The table is `needs.txt`, which people read and mend who are no programmers; its head says how. A word that stands in it
//! also finds the facilities that serve the need, those who serve it best first, and the hit says how. The table never
//! prefers one provider to another: it names kinds, services, answers and times, not organisations.

mod read;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::super::kind::OrganizationKind;
use super::query::OpenFilter;
use read::read;

/// A need and who serves it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Need {
    /// What people write, the usual writing first.
    pub words: Vec<String>,
    /// Who serves it best: a yes stands before a condition, and that before an open question.
    pub best: Means,
    /// Who serves it next.
    pub next: Means,
    /// Whom to ask, though nobody knows yet whether they can.
    pub ask: Means,
    /// What else the words may mean: words of another need.
    pub or: Vec<String>,
    /// The condition that the words are and nothing else: the same as a box that is ticked.
    pub condition: Option<Spoken>,
    /// Other words that say the same, to be understood in place of these.
    pub reads_as: String,
    /// What whoever asks for this should be told first.
    pub caution: Option<Caution>,
}

impl Need {
    /// Whether who serves it changes from minute to minute.
    pub(super) fn is_of_the_moment(&self) -> bool {
        let now = |means: &Means| {
            means.care_manager_time || means.open.iter().any(|one| matches!(one, OpenFilter::Now | OpenFilter::Today))
        };
        [&self.best, &self.next, &self.ask].into_iter().any(now)
    }

    /// Whether it is answered with yes, a condition or no, so that it can be wished for without leaving anybody out.
    pub fn can_be_wished(&self) -> bool {
        !self.best.capabilities.is_empty()
    }

    /// How a page calls it.
    pub fn name(&self) -> &str {
        self.words.first().map_or("", String::as_str)
    }
}

/// What somebody should be told before any answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caution {
    /// A life may be in danger: call 119.
    Ambulance,
    /// Somebody may despair: who listens (こころの電話).
    Despair,
}

/// Ways in which somebody serves a need; any of them is enough.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Means {
    /// Being of one of these kinds.
    pub kinds: Vec<OrganizationKind>,
    /// Providing one of these services.
    pub services: Vec<&'static str>,
    /// Having answered yes or conditional to one of these questions.
    pub capabilities: Vec<&'static str>,
    /// One of these stands in its own words.
    pub says: Vec<Said>,
    /// Being open then.
    pub open: Vec<OpenFilter>,
    /// Coming to the house.
    pub comes_home: bool,
    /// Taking care managers' calls now.
    pub care_manager_time: bool,
}

impl Means {
    /// Whether nobody serves in any of these ways.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Words that a facility uses of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// As a page shows them.
    pub words: String,
    /// Their search key.
    pub key: String,
}

/// A condition that has a box of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spoken {
    /// Open then.
    Open(OpenFilter),
    /// Open on the next day off: a Sunday or a public holiday, today if it is one.
    DayOff,
    /// 家に来る.
    ComesHome,
    /// ケアマネタイム.
    CareManagerTime,
}

/// The table, ready to be asked.
#[derive(Debug, Default)]
struct Table {
    needs: Vec<Need>,
    /// The needs by every search key under which people may write them.
    by_key: HashMap<String, usize>,
    /// Search keys of words that mean nothing by themselves.
    fillers: HashSet<String>,
    /// The keys of the needs with a caution: digits alone stand in too many numbers.
    cautions: Vec<(String, Caution)>,
    /// The longest key, in characters.
    longest: usize,
}

static TABLE: LazyLock<Table> =
    LazyLock::new(|| read(include_str!("needs.txt")).unwrap_or_else(|unread| panic!("needs.txt: {unread}")));

/// Every need.
pub fn needs() -> &'static [Need] {
    &TABLE.needs
}

/// The need that a term, as a search key, names.
pub fn need(key: &str) -> Option<&'static Need> {
    TABLE.by_key.get(key).map(|n| &TABLE.needs[*n])
}

/// Whether a search key is a word that means nothing by itself: の, ほしい, please.
pub(super) fn is_filler(key: &str) -> bool {
    TABLE.fillers.contains(key)
}

/// The cautions that a text calls for though nothing of it could be understood, as a search key.
pub fn cautions_in(key: &str) -> impl Iterator<Item = Caution> {
    TABLE.cautions.iter().filter(move |(word, _)| key.contains(word.as_str())).map(|(_, caution)| *caution)
}

/// The longest key of the table, in characters.
pub(super) fn longest() -> usize {
    TABLE.longest
}
