//! Whose turn it is (いま・今日): decided from the times, the moment and the calendar alone.

use jiff::civil::DateTime;

use crate::directory::hours::{Hours, Openness, Span};
use crate::platform::holidays::Holidays;

/// What a care-manager time means at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Calls are taken now.
    Now(Until),
    /// Calls are taken later today; empty when nobody told the times.
    Later(Vec<Span>),
    /// It was today, and is over.
    Over(Vec<Span>),
    /// Not today.
    NotToday,
}

/// When the calls end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// At this time.
    At(DateTime),
    /// Not within the next days.
    Always,
}

/// What these hours mean at a moment.
pub fn turn(hours: &Hours, at: DateTime, holidays: &dyn Holidays) -> Turn {
    let opens = match hours.openness(at, holidays) {
        Openness::Open { until } => return Turn::Now(end(at, until)),
        Openness::OpenToday => return Turn::Later(Vec::new()),
        Openness::ClosedNow { .. } | Openness::Unknown => hours.windows_on(at.date(), holidays),
    };
    let minute = i32::from(at.hour()) * 60 + i32::from(at.minute());
    let (later, over): (Vec<Span>, Vec<Span>) =
        opens.into_iter().partition(|span| i32::from(span.from().minutes()) > minute);
    match (later.is_empty(), over.is_empty()) {
        (false, _) => Turn::Later(later),
        (true, false) => Turn::Over(over),
        (true, true) => Turn::NotToday,
    }
}

fn end(at: DateTime, until: DateTime) -> Until {
    let tomorrow = at.date().tomorrow().unwrap_or(at.date());
    if until.date() > tomorrow { Until::Always } else { Until::At(until) }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::directory::hours::parse_text;
    use crate::platform::holidays::Law;

    #[test]
    fn a_day_has_its_turns() {
        let hours = parse_text("火・金 8:30-9:00 13:00-14:00、祝日休み").unwrap();
        let tuesday = |hour, minute| date(2026, 11, 24).at(hour, minute, 0, 0);
        let is = |at| turn(&hours, at, &Law);
        assert!(matches!(is(tuesday(8, 0)), Turn::Later(spans) if spans.len() == 2));
        assert!(matches!(is(tuesday(10, 0)), Turn::Later(spans) if spans.len() == 1));
        assert_eq!(is(tuesday(13, 59)), Turn::Now(Until::At(tuesday(14, 0))));
        assert!(matches!(is(tuesday(14, 0)), Turn::Over(spans) if spans.len() == 2));
        assert_eq!(is(date(2026, 11, 25).at(13, 0, 0, 0)), Turn::NotToday);
        // 勤労感謝の日 2027 is a Tuesday.
        assert_eq!(is(date(2027, 11, 23).at(13, 0, 0, 0)), Turn::NotToday);
    }

    #[test]
    fn one_that_never_ends_and_one_without_times() {
        let at = date(2026, 11, 24).at(10, 0, 0, 0);
        assert_eq!(turn(&parse_text("毎日 0:00-24:00").unwrap(), at, &Law), Turn::Now(Until::Always));
        let (days, _) = crate::directory::hours::from_open_days("平日", "");
        assert_eq!(turn(&days, at, &Law), Turn::Later(vec![]));
    }
}
