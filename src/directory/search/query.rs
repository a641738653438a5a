//! What somebody looks for.

use std::fmt;

use jiff::civil::DateTime;

use super::super::hours::Day;
use super::super::kind::OrganizationKind;
use super::super::record::Point;
use super::needs::Need;
use super::text::Term;
use crate::platform::holidays::Holidays;

/// So many words can be dropped one by one; every pair of conditions costs when nothing is found.
const MOST_TERMS: usize = 6;

/// When a place has to be open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OpenFilter {
    /// いま開いている.
    Now,
    /// 今日: now, or later today.
    Today,
    /// On this day of the week, or on holidays (日曜日, 祝日).
    On(Day),
    /// 夜間.
    Night,
    /// At a moment of local time.
    At(DateTime),
}

/// A place to measure from (どこの近く).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Near {
    /// The point.
    pub point: Point,
    /// How the page calls it: 鐘撞町.
    pub label: String,
}

/// How the hits are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Order {
    /// 近い順; without a place to measure from the same as [`Order::Match`].
    Near,
    /// 五十音順.
    Gojuon,
    /// By how well the words fit, then by the syllabary from a kana that moves every day.
    Match,
}

/// A question to the directory. The default asks for everything, twenty at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// Words with a space between two; all of them must be found somewhere, or their need be served.
    pub text: String,
    /// Needs that should be served if possible: nobody is left out for them, but who serves them stands first.
    pub wishes: Vec<String>,
    /// Any of these kinds; empty asks for none in particular.
    pub kinds: Vec<OrganizationKind>,
    /// Any of these services.
    pub services: Vec<String>,
    /// All of these capabilities.
    pub capabilities: Vec<String>,
    /// 家に来る.
    pub comes_home: bool,
    /// Open at all of these.
    pub open: Vec<OpenFilter>,
    /// The care managers' time (ケアマネタイム) is now.
    pub care_manager_time_now: bool,
    /// Measured from here.
    pub near: Option<Near>,
    /// The word that named the place to measure from: who bears it in the name stands first.
    pub place_word: Option<String>,
    /// Not farther than this; only together with `near`.
    pub within_metres: Option<u32>,
    /// In any of these municipalities: the hub's area.
    pub municipalities: Vec<String>,
    /// `None`: who serves the needs best, then near when there is a place to measure from, else by match.
    pub order: Option<Order>,
    /// How many hits to pass over.
    pub offset: usize,
    /// How many hits to show.
    pub limit: usize,
}

impl Default for Query {
    fn default() -> Self {
        Self {
            text: String::new(),
            wishes: Vec::new(),
            kinds: Vec::new(),
            services: Vec::new(),
            capabilities: Vec::new(),
            comes_home: false,
            open: Vec::new(),
            care_manager_time_now: false,
            near: None,
            place_word: None,
            within_metres: None,
            municipalities: Vec::new(),
            order: None,
            offset: 0,
            limit: 20,
        }
    }
}

/// One part of a query that somebody can drop.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Condition {
    /// One word of several, by its number. A need that is a matter of yes and no stays as a wish.
    Term(usize),
    /// All the words.
    Text,
    /// The kinds.
    Kinds,
    /// The services.
    Services,
    /// One capability.
    Capability(String),
    /// 家に来る.
    ComesHome,
    /// One time at which it is open.
    Open(OpenFilter),
    /// ケアマネタイム.
    CareManagerTime,
    /// The greatest distance.
    Distance,
    /// The municipalities.
    Municipalities,
}

impl Query {
    /// Whether nothing is asked for, so that every facility answers.
    pub fn is_empty(&self) -> bool {
        self.conditions().is_empty()
    }

    /// The words of the text.
    pub fn terms(&self) -> impl Iterator<Item = &str> {
        self.text.split_whitespace()
    }

    /// The parts that are there, in the order in which a page offers to drop them.
    pub fn conditions(&self) -> Vec<Condition> {
        let mut there = Vec::new();
        there.extend(self.open.iter().copied().map(Condition::Open));
        if self.care_manager_time_now {
            there.push(Condition::CareManagerTime);
        }
        there.extend(self.capabilities.iter().cloned().map(Condition::Capability));
        if self.comes_home {
            there.push(Condition::ComesHome);
        }
        if !self.services.is_empty() {
            there.push(Condition::Services);
        }
        if !self.kinds.is_empty() {
            there.push(Condition::Kinds);
        }
        if self.near.is_some() && self.within_metres.is_some() {
            there.push(Condition::Distance);
        }
        if !self.municipalities.is_empty() {
            there.push(Condition::Municipalities);
        }
        match self.terms().count() {
            0 => {}
            1 => there.push(Condition::Text),
            words => {
                there.extend((0..words.min(MOST_TERMS)).rev().map(Condition::Term));
                there.push(Condition::Text);
            }
        }
        there
    }

    /// The same question without one part, from its first page.
    pub fn without(&self, condition: &Condition) -> Self {
        let mut query = Self { offset: 0, ..self.clone() };
        match condition {
            Condition::Term(number) => {
                let mut terms: Vec<&str> = self.terms().collect();
                if *number < terms.len() {
                    let word = terms.remove(*number);
                    let wished = need_of(word).is_some_and(Need::can_be_wished);
                    query.wishes.extend(wished.then(|| word.to_owned()));
                }
                query.text = terms.join(" ");
            }
            Condition::Text => query.text.clear(),
            Condition::Kinds => query.kinds.clear(),
            Condition::Services => query.services.clear(),
            Condition::Capability(code) => query.capabilities.retain(|one| one != code),
            Condition::ComesHome => query.comes_home = false,
            Condition::Open(filter) => query.open.retain(|one| one != filter),
            Condition::CareManagerTime => query.care_manager_time_now = false,
            Condition::Distance => query.within_metres = None,
            Condition::Municipalities => query.municipalities.clear(),
        }
        query
    }

    /// The order in force among those who serve the needs equally well.
    pub fn order(&self) -> Order {
        match (self.order, &self.near) {
            (Some(Order::Near) | None, Some(_)) => Order::Near,
            (Some(Order::Near) | None, None) => Order::Match,
            (Some(order), _) => order,
        }
    }

    /// Whether those who serve the needs best stand first; not when another order was asked for.
    pub(super) fn is_graded(&self) -> bool {
        matches!(self.order, None | Some(Order::Match))
    }
}

/// The need that a word of a query names.
pub fn need_of(word: &str) -> Option<&'static Need> {
    Term::new(word)?.need
}

/// When a question is asked, and under which calendar.
#[derive(Clone, Copy)]
pub struct Moment<'a> {
    /// Local wall time.
    pub now: DateTime,
    /// Which days are public holidays.
    pub holidays: &'a dyn Holidays,
}

impl Moment<'_> {
    /// Days since 1970: what the daily order moves by.
    pub fn day_number(&self) -> u32 {
        let days = self.now.date().duration_since(jiff::civil::date(1970, 1, 1)).as_hours() / 24;
        u32::try_from(days).unwrap_or(0)
    }
}

impl fmt::Debug for Moment<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Moment").field("now", &self.now).finish_non_exhaustive()
    }
}
