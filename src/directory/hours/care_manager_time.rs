//! ケアマネタイム: when a doctor takes the calls of care managers, and how to reach them.

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use super::{Hours, Opening, Openness};
use crate::platform::holidays::Holidays;

/// A way to reach a doctor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// 電話.
    Phone,
    /// FAX.
    Fax,
    /// 訪問・面談.
    Visit,
    /// メール.
    Mail,
    /// 連絡ツール・チャット.
    Chat,
}

impl Reach {
    /// Every way, the most used first.
    pub const ALL: [Self; 5] = [Self::Phone, Self::Fax, Self::Visit, Self::Mail, Self::Chat];

    /// The stored code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Fax => "fax",
            Self::Visit => "visit",
            Self::Mail => "mail",
            Self::Chat => "chat",
        }
    }

    /// The way with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reach| reach.code() == code)
    }

    /// The name shown to people.
    pub fn japanese(self) -> &'static str {
        match self {
            Self::Phone => "電話",
            Self::Fax => "FAX",
            Self::Visit => "訪問・面談",
            Self::Mail => "メール",
            Self::Chat => "チャット",
        }
    }

    /// The English name shown to people.
    pub fn english(self) -> &'static str {
        match self {
            Self::Phone => "Telephone",
            Self::Fax => "Fax",
            Self::Visit => "In person",
            Self::Mail => "Mail",
            Self::Chat => "Chat",
        }
    }
}

/// When and how a clinic takes care managers' questions (ケアマネタイム). It has at least one window.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Parts", into = "Parts")]
pub struct CareManagerTime {
    hours: Hours,
    reach: Vec<Reach>,
    contact: String,
    note: String,
}

/// Neither a time nor a day was given for the calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("ケアマネタイムの曜日と時間を書いてください。例: 火・金 13:00-14:00")]
pub struct NoWindow;

impl NoWindow {
    /// The same in English.
    pub fn english(&self) -> &'static str {
        "Write the days and times for care managers, such as 火・金 13:00-14:00 (Tuesday and Friday)."
    }
}

impl CareManagerTime {
    /// The times, the ways, whom to ask for (`地域連携室 0000-22-0189`), and anything else.
    pub fn new(
        hours: Hours,
        reach: impl IntoIterator<Item = Reach>,
        contact: &str,
        note: &str,
    ) -> Result<Self, NoWindow> {
        if hours.open_days().is_empty() {
            return Err(NoWindow);
        }
        let mut reach: Vec<Reach> = reach.into_iter().collect();
        reach.sort_unstable();
        reach.dedup();
        Ok(Self { hours, reach, contact: contact.trim().to_owned(), note: note.trim().to_owned() })
    }

    /// The days and times; `to_string` writes them (火・金 13:00-14:00).
    pub fn hours(&self) -> &Hours {
        &self.hours
    }

    /// How to reach the doctor, each way once.
    pub fn reach(&self) -> &[Reach] {
        &self.reach
    }

    /// Whom to ask for, and at what number.
    pub fn contact(&self) -> &str {
        &self.contact
    }

    /// Anything else.
    pub fn note(&self) -> &str {
        &self.note
    }

    /// Whether calls are taken now.
    pub fn is_now(&self, at: DateTime, holidays: &dyn Holidays) -> bool {
        matches!(self.hours.openness(at, holidays), Openness::Open { .. })
    }

    /// When calls are taken next, after the current time of calls if there is one.
    pub fn next(&self, after: DateTime, holidays: &dyn Holidays) -> Option<Opening> {
        self.hours.next_opening(after, holidays)
    }
}

#[derive(Serialize, Deserialize)]
struct Parts {
    #[serde(rename = "h")]
    hours: Hours,
    #[serde(rename = "r", default, skip_serializing_if = "Vec::is_empty")]
    reach: Vec<Reach>,
    #[serde(rename = "c", default, skip_serializing_if = "String::is_empty")]
    contact: String,
    #[serde(rename = "n", default, skip_serializing_if = "String::is_empty")]
    note: String,
}

impl TryFrom<Parts> for CareManagerTime {
    type Error = NoWindow;

    fn try_from(parts: Parts) -> Result<Self, NoWindow> {
        Self::new(parts.hours, parts.reach, &parts.contact, &parts.note)
    }
}

impl From<CareManagerTime> for Parts {
    fn from(time: CareManagerTime) -> Self {
        let CareManagerTime { hours, reach, contact, note } = time;
        Self { hours, reach, contact, note }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::directory::hours::parse_text;
    use crate::platform::holidays::Law;

    #[test]
    fn a_care_manager_sees_when_the_next_call_is_taken() {
        let hours = parse_text("火・金 13:00-14:00、祝日休み").unwrap();
        let time = CareManagerTime::new(hours, [Reach::Fax, Reach::Phone, Reach::Fax], "0000-22-0189", "").unwrap();
        assert_eq!(time.reach(), [Reach::Phone, Reach::Fax]);
        let tuesday = date(2026, 11, 24);
        assert!(time.is_now(tuesday.at(13, 30, 0, 0), &Law) && !time.is_now(tuesday.at(14, 0, 0, 0), &Law));
        let friday = Opening::At(date(2026, 11, 27).at(13, 0, 0, 0));
        assert_eq!(time.next(tuesday.at(13, 30, 0, 0), &Law), Some(friday));
        let json = serde_json::to_string(&time).unwrap();
        assert_eq!(serde_json::from_str::<CareManagerTime>(&json).unwrap(), time);
    }

    #[test]
    fn there_is_no_care_manager_time_without_a_window() {
        assert_eq!(CareManagerTime::new(Hours::default(), [], "", ""), Err(NoWindow));
    }
}
