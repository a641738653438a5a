//! Opening hours of the invented facilities, in the notation people type (診療時間・営業時間).

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::directory::hours::{Hours, parse_text};
use crate::directory::kind::OrganizationKind as K;

use super::chance::Chance;

/// When the desk of the hub answers.
pub(super) const OFFICE_DESK: &str = "月〜金 9:00-17:00、祝日休み、12/29-1/3休み";

/// Hours that the tables of facilities name by key.
const NAMED: &[(&str, &str)] = &[
    ("always", "毎日 0:00-24:00、祝日は曜日どおり"),
    ("bath", "月〜土 9:00-17:30、祝日は曜日どおり、12/31-1/3休み"),
    ("chidori", "月・火・木・金・土 9:30-12:30 14:30-19:00、第2・4日曜 9:00-12:30、祝日休み、12/30-1/4休み"),
    ("day", "月〜土 8:30-17:30、祝日は曜日どおり、12/31-1/3休み"),
    ("day-and-night", "月〜金 9:00-18:00、土 9:00-12:00、祝日休み ※訪問先の患者さんの電話は夜も休日も受けます"),
    ("day-week", "毎日 9:00-16:30、祝日は曜日どおり、1/1-1/2休み"),
    ("half-day", "月〜金 9:00-12:10 13:30-16:40、祝日は曜日どおり、12/29-1/3休み"),
    ("half-week", "月・水・金 10:00-16:00、祝日休み、8/13-8/15休み、12/28-1/4休み"),
    ("help", "毎日 7:00-20:00、祝日は曜日どおり"),
    ("late", "月・火・木・金 10:00-13:30 15:00-21:00、土 10:00-14:00、祝日休み、12/30-1/3休み"),
    ("late-shop", "月〜金 9:00-21:30、土・日 10:00-19:00、祝日 10:00-18:00、1/1休み"),
    ("lunch", "月〜金 10:00-18:00、祝日休み"),
    (
        "minato",
        "日 9:00-12:00、月・火・水・金 9:00-12:30 14:00-18:30、土 9:00-12:30 14:00-16:00、祝日休み、8/13-8/15休み、12/29-1/3休み",
    ),
    ("mornings", "毎日 7:00-9:00、祝日は曜日どおり"),
    ("night", "毎日 18:00-翌8:00、祝日は曜日どおり"),
    ("noon", "月・火・水・金 8:30-13:30 16:00-18:30、木・土 8:30-13:30、祝日 9:00-12:00、8/14-8/16休み、12/31-1/3休み"),
    ("nurse", "月〜金 8:30-17:30、土 8:30-12:30、祝日休み、12/30-1/3休み ※契約した方の電話は24時間受けます"),
    ("office", "月〜金 8:30-17:15、祝日休み、12/29-1/3休み"),
    ("office-sat", "月〜金 8:30-17:30、土 8:30-12:30、祝日休み、12/29-1/3休み"),
    ("pharmacy-24", "毎日 0:00-24:00、祝日は曜日どおり ※21:00から翌朝8:00までは電話をしてから来てください"),
    ("salon", "水 13:30-15:30、第2・4土曜 10:00-12:00、祝日休み、8/10-8/20休み"),
    ("salon-sunday", "第2・4日曜 13:00-15:30"),
    ("shop", "月〜金 8:30-17:30、第1・3土曜 9:00-17:00、祝日休み、12/30-1/4休み"),
    ("sumire", "月・火・水・金 9:30-13:00 14:30-18:00、日 9:30-12:00、祝日休み"),
    ("sunday", "日 9:00-12:00、月・火・木・金 9:00-12:30 15:00-19:00、土 9:00-13:00、祝日休み、12/31-1/3休み"),
    ("taxi", "毎日 7:30-19:00、祝日は曜日どおり、12/31-1/2休み"),
    ("two-days", "火・金 9:30-12:00 13:00-15:30、祝日休み、12/28-1/5休み"),
    ("van", "火・金 9:30-15:00、祝日は曜日どおり、12/31-1/3休み"),
];

const HOSPITAL: &[&str] = &[
    "月〜金 8:30-11:30 13:30-16:00、第1・3土曜 8:30-11:30、祝日休み、12/29-1/3休み",
    "月〜金 8:45-12:00 14:00-17:00、土 8:45-12:00、祝日休み、12/30-1/3休み",
    "月〜金 9:00-12:00、祝日休み、12/29-1/3休み ※急ぐときは夜も休日も電話をしてください",
];

const CLINIC: &[&str] = &[
    "月・火・木・金 9:00-12:30 15:00-18:30、水・土 9:00-12:30、祝日休み、8/13-8/15休み、12/29-1/3休み",
    "月・火・水・金 8:30-12:00 14:30-18:00、木・土 8:30-12:00、祝日休み、12/30-1/4休み",
    "月〜金 9:00-12:00 16:00-18:30、土 9:00-13:00、第3土曜休み、祝日休み",
    "月・火・水・金 9:00-12:30 14:00-17:30、第2・4土曜 9:00-12:30、祝日休み、8/14-8/16休み、12/29-1/3休み",
    "月・水・木・金 9:00-12:00 15:30-19:30、火・土 9:00-12:00、祝日休み",
    "月〜金 9:00-13:00 15:00-18:00、土 9:00-13:00、第3水曜休み、祝日休み、12/29-1/3休み",
];

const DENTAL: &[&str] = &[
    "月・火・水・金 9:00-12:30 14:00-18:30、土 9:00-12:30 14:00-17:00、祝日休み、12/29-1/3休み",
    "月・火・木・金 9:30-13:00 14:30-19:30、土 9:30-14:00、祝日休み、8/12-8/16休み",
    "月〜水・金・土 9:00-12:00 13:30-18:00、祝日休み、12/30-1/4休み",
    "月・火・木・金・土 10:00-13:00 15:00-20:00、祝日休み",
];

const PHARMACY: &[&str] = &[
    "月・火・木・金 9:00-18:30、水・土 9:00-13:00、祝日休み、12/29-1/3休み",
    "月〜金 9:00-19:00、土 9:00-14:00、祝日休み、8/13-8/15休み",
    "月〜金 8:45-18:00、第1・3土曜 9:00-12:30、祝日休み、12/30-1/3休み",
    "月〜土 9:00-19:30、祝日 9:00-13:00、1/1-1/2休み",
];

const MIDWIFE: &[&str] = &["月・火・木・金 10:00-16:00、第2・4土曜 10:00-12:00、祝日休み"];

/// Every text of this module, read once.
static READ: LazyLock<HashMap<&'static str, Hours>> = LazyLock::new(|| {
    let named = NAMED.iter().map(|(_, text)| *text);
    let usual = [HOSPITAL, CLINIC, DENTAL, PHARMACY, MIDWIFE].into_iter().flatten().copied();
    named.chain(usual).map(|text| (text, read(text))).collect()
});

/// The hours that a table names.
pub(super) fn named(key: &str) -> Hours {
    let (_, text) = NAMED.iter().find(|known| known.0 == key).unwrap_or_else(|| panic!("no hours {key}"));
    READ[text].clone()
}

/// Hours as such a place may have them; none where people live.
pub(super) fn usual(kind: K, chance: &mut Chance) -> Option<Hours> {
    let choices = match kind {
        K::Hospital => HOSPITAL,
        K::Clinic | K::ClinicWithBeds => CLINIC,
        K::DentalClinic => DENTAL,
        K::Pharmacy => PHARMACY,
        K::Midwife => MIDWIFE,
        _ => return None,
    };
    Some(READ[chance.pick(choices)].clone())
}

/// The value of a text in the notation.
pub(super) fn read(text: &str) -> Hours {
    parse_text(text).unwrap_or_else(|e| panic!("{text}: {e}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_can_be_read() {
        for (key, _) in NAMED {
            assert!(!named(key).windows().is_empty());
        }
        for text in [HOSPITAL, CLINIC, DENTAL, PHARMACY, MIDWIFE].into_iter().flatten() {
            assert!(!read(text).windows().is_empty());
        }
        assert!(!read(OFFICE_DESK).windows().is_empty());
    }
}
