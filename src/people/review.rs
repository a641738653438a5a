//! The yearly review of who still works where (棚卸): leavers must not stay in.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};

use crate::directory::OrganizationId;
use crate::platform::access::MemberId;

/// Whoever is due within so many days is asked about.
const SOON_DAYS: i64 = 30;

/// A line of the review: a member at one organisation, or at the hub itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewLine {
    /// Who.
    pub member: MemberId,
    /// The name.
    pub name: String,
    /// The reading.
    pub kana: String,
    /// Where; nothing: no organisation, the hub's own staff.
    pub organization: Option<OrganizationId>,
    /// The organisation's name.
    pub organization_name: String,
    /// Since when he is there.
    pub since: Date,
    /// When he last signed in.
    pub last_sign_in: Option<Timestamp>,
    /// When somebody last confirmed that he is there.
    pub confirmed_on: Option<Date>,
    /// When that is to be confirmed next.
    pub due_on: Date,
}

impl ReviewLine {
    /// Whether it is to be asked about now: it is due within a month, or overdue.
    pub fn is_due_soon(&self, today: Date) -> bool {
        self.due_on <= today.saturating_add(SOON_DAYS.days())
    }

    /// Whether it should have been confirmed before this day.
    pub fn is_overdue(&self, today: Date) -> bool {
        self.due_on < today
    }
}

/// When somebody who is there since a day, and was last confirmed on another, is to be confirmed next: a year after.
pub fn due_on(since: Date, confirmed_on: Option<Date>) -> Date {
    let last = confirmed_on.map_or(since, |day| day.max(since));
    last.saturating_add(1.year())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn it_is_due_a_year_after_the_last_confirmation() {
        assert_eq!(due_on(date(2026, 4, 1), None), date(2027, 4, 1));
        assert_eq!(due_on(date(2020, 4, 1), Some(date(2026, 2, 10))), date(2027, 2, 10));
        assert_eq!(due_on(date(2026, 4, 1), Some(date(2025, 2, 10))), date(2027, 4, 1), "who came back is new");
        assert_eq!(due_on(date(2024, 2, 29), None), date(2025, 2, 28));
    }
}
