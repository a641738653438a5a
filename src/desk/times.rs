//! Moments and lengths of time in words.

use jiff::{SignedDuration, Timestamp};

use crate::platform::clock::local;
use crate::platform::web::{Phrase, Words};

/// 令和8年4月1日 14:03, on a wall in Japan.
pub fn moment(t: &Words, moment: &Timestamp) -> Phrase {
    let at = local(*moment);
    let time = format!("{}:{:02}", at.hour(), at.minute());
    t.desk_moment(t.plain_date(at.date()), time)
}

/// Whole minutes, at least one.
pub fn minutes(time: SignedDuration) -> i64 {
    let seconds = time.as_secs().abs();
    ((seconds + 30) / 60).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::web::Language;

    #[test]
    fn a_moment_is_written_as_on_a_wall_in_japan() {
        let at: Timestamp = "2026-03-31T15:05:00Z".parse().unwrap();
        assert_eq!(moment(&Words::new(Language::Japanese), &at).plain(), "令和8年4月1日 0:05");
        assert_eq!(moment(&Words::new(Language::English), &at).plain(), "1 April 2026 0:05");
    }

    #[test]
    fn minutes_are_rounded_and_never_none() {
        let of = |seconds| minutes(SignedDuration::from_secs(seconds));
        assert_eq!([of(0), of(29), of(90), of(-600), of(615)], [1, 1, 2, 10, 10]);
    }
}
