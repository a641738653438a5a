//! How and when somebody is best reached (連絡のとりかた): ways in the order of preference, each with its hours.

use serde::{Deserialize, Serialize};

use crate::directory::hours::{Hours, Reach};

/// The most ways one may name: who names more has named none.
pub const MOST_WAYS: usize = 5;
/// The longest note of a way, in characters.
pub const LONGEST_NOTE: usize = 100;

/// One way to reach somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Way {
    /// By telephone, by fax …
    #[serde(rename = "r")]
    pub reach: Reach,
    /// On which days, from when to when; nothing in it: at any time.
    #[serde(rename = "h", default, skip_serializing_if = "is_any_time")]
    pub hours: Hours,
    /// Anything else: 訪問中は出られません.
    #[serde(rename = "n", default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

fn is_any_time(hours: &Hours) -> bool {
    *hours == Hours::default()
}

impl Way {
    /// Whether no hours are named.
    pub fn is_any_time(&self) -> bool {
        is_any_time(&self.hours)
    }

    /// As it is typed and as the history keeps it: 電話 月〜金 12:00-13:00(訪問中は出られません).
    pub fn japanese(&self) -> String {
        let note = if self.note.is_empty() { String::new() } else { format!("({})", self.note) };
        if self.is_any_time() {
            format!("{}{note}", self.reach.japanese())
        } else {
            format!("{} {}{note}", self.reach.japanese(), self.hours)
        }
    }
}

/// All ways in one line, the best first.
pub fn in_words(ways: &[Way]) -> String {
    ways.iter().map(Way::japanese).collect::<Vec<_>>().join("、")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::hours::parse_text;

    #[test]
    fn a_way_is_written_as_people_say_it_and_read_back() {
        let hours = parse_text("月〜金 12:00-13:00").unwrap();
        let noon = Way { reach: Reach::Phone, hours, note: "訪問中は出られません".into() };
        let chat = Way { reach: Reach::Chat, hours: Hours::default(), note: String::new() };
        let both = [noon, chat];
        assert!(in_words(&both).starts_with("電話 "), "{}", in_words(&both));
        assert!(in_words(&both).ends_with("12:00-13:00(訪問中は出られません)、チャット"), "{}", in_words(&both));
        let json = serde_json::to_string(&both).unwrap();
        assert_eq!(serde_json::from_str::<Vec<Way>>(&json).unwrap(), both);
    }
}
