//! What the search answers: hits with reasons, counts beside the filters, and ways out when little is found.

use jiff::civil::DateTime;

use super::super::kind::OrganizationKind;
use super::document::DocumentId;
use super::query::{Condition, OpenFilter};

/// The answer to a query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// How many facilities there are.
    pub total: u64,
    /// The page asked for.
    pub hits: Vec<Hit>,
    /// What each filter would find.
    pub counts: Counts,
    /// What to drop; only when fewer than three were found.
    pub relaxations: Vec<Relaxation>,
}

/// One facility found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Which.
    pub id: DocumentId,
    /// How far it is from the place asked for, when both are known.
    pub metres: Option<u32>,
    /// Why it stands here.
    pub why: Vec<Why>,
}

/// A reason for which a facility is found, or stands where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The name is what was typed.
    NameExact,
    /// The name begins with what was typed.
    NameBegins,
    /// A word stands in the name.
    NamePart(String),
    /// A word stands in the reading.
    Reading(String),
    /// A word stands in the address.
    Address(String),
    /// A number stands in the telephone number.
    Phone(String),
    /// A word stands among its services, departments, capabilities or its owner.
    Words(String),
    /// It serves a need (困りごと) of our table: by which word the table calls it.
    Need(&'static str),
    /// It provides a service that was asked for.
    Service(String),
    /// It has a capability that was asked for.
    Capability(String),
    /// It comes to the house.
    ComesHome,
    /// It is this far away; not `exact`: measured from its town.
    Near {
        /// How far.
        metres: u32,
        /// Whether the point is that of the house.
        exact: bool,
    },
    /// It is open at the moment asked for, until then; the end is absent when it never closes or nobody told.
    OpenUntil(Option<DateTime>),
    /// It is open on the day or at night, as asked for.
    Opens(OpenFilter),
    /// Care managers may call now.
    CareManagerTime,
    /// Among equals the syllabary begins with this kana today.
    DailyOrder {
        /// The kana that is first today.
        starts_with: char,
    },
    /// The newest source no longer names it, so it stands last among its equals.
    NotInNewestSource,
}

/// How many facilities there would be with a filter switched on, everything else as asked. A filter of which one may choose
/// several (kinds, services) does not apply to its own counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// By kind, in the order of [`OrganizationKind::ALL`], without zeros.
    pub kinds: Vec<(OrganizationKind, u64)>,
    /// By service, sorted by code, without zeros.
    pub services: Vec<(String, u64)>,
    /// By capability, sorted by code, without zeros.
    pub capabilities: Vec<(String, u64)>,
    /// 家に来る.
    pub comes_home: u64,
    /// いま開いている.
    pub open_now: u64,
    /// 日曜日.
    pub sunday: u64,
    /// 祝日.
    pub holiday: u64,
    /// 夜間.
    pub night: u64,
    /// ケアマネタイム, now.
    pub care_manager_time: u64,
}

/// A way to find more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Relaxation {
    /// Drop these conditions.
    Drop {
        /// One, or two when no single one helps.
        conditions: Vec<Condition>,
        /// What is found then.
        total: u64,
    },
    /// Look farther.
    Widen {
        /// The new greatest distance.
        metres: u32,
        /// What is found then.
        total: u64,
    },
}

impl Relaxation {
    /// What is found then.
    pub fn total(&self) -> u64 {
        match self {
            Self::Drop { total, .. } | Self::Widen { total, .. } => *total,
        }
    }

    /// How many conditions change.
    pub fn changes(&self) -> usize {
        match self {
            Self::Drop { conditions, .. } => conditions.len(),
            Self::Widen { .. } => 1,
        }
    }
}
