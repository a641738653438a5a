//! Days without times (介護サービス情報公表システム), and the municipal standard layout.

use super::closing_text::closings_from_notes;
use super::closures::HolidayRule;
use super::columns::{finished, window};
use super::days::{Day, DaySet, Weeks};
use super::scan::Scan;
use super::{Hours, HoursParts, UntimedDays, Warning, parse_text};

/// 利用可能曜日 (`平日,土曜日,日曜日,祝日`) and 利用可能曜日特記事項. A holiday that is not listed is closed.
pub fn from_open_days(days: &str, note: &str) -> (Hours, Vec<Warning>) {
    let mut warnings = Vec::new();
    let days = day_list(days, &mut warnings);
    let mut parts = HoursParts::default();
    if !days.is_empty() {
        parts.untimed.push(UntimedDays { weeks: Weeks::ALL, days });
        parts.holidays = HolidayRule::Closed;
    }
    add_note(&mut parts, note, &mut warnings);
    finished(parts, warnings)
}

/// 自治体標準: 診療曜日 `月火水木金土`, 診療開始時間, 診療終了時間 and 診療日時特記事項. Without days the note is read.
///
/// One beginning and one end cannot tell a lunch break. A note that is wholly understood and tells the times of just these
/// days, as a hub writes it into its own list, is what counts then; one that tells of some of them stays a note.
pub fn from_municipal(days: &str, from: &str, to: &str, note: &str) -> (Hours, Vec<Warning>) {
    let mut warnings = Vec::new();
    let days = day_list(days, &mut warnings);
    if days.is_empty() {
        if let Ok(hours) = parse_text(note) {
            return (hours, warnings);
        }
        return finished(HoursParts { note: telling(note).to_owned(), ..HoursParts::default() }, warnings);
    }
    let told = parse_text(note).ok();
    let has_times = !from.trim().is_empty() || !to.trim().is_empty();
    if let Some(hours) = told.as_ref().filter(|hours| !has_times && every_week(hours) == days) {
        return (hours.clone(), warnings);
    }
    let mut parts = HoursParts::default();
    let first = days.monday_first().next().unwrap_or(Day::Monday);
    match window(first, (from, to), &mut warnings) {
        Some(window) => parts.windows.push(window.on(days)),
        None => parts.untimed.push(UntimedDays { weeks: Weeks::ALL, days }),
    }
    match told.filter(|hours| hours.open_days().is_empty()) {
        // Only holidays and closures.
        Some(hours) => {
            let rest = HoursParts::from(hours);
            parts = HoursParts { holidays: rest.holidays, closures: rest.closures, note: rest.note, ..parts };
        }
        None => add_note(&mut parts, note, &mut warnings),
    }
    finished(parts, warnings)
}

/// The days open in every week.
fn every_week(hours: &Hours) -> DaySet {
    let timed = hours.windows().iter().filter(|window| window.weeks().is_all()).map(|window| window.days());
    let untimed = hours.untimed().iter().filter(|one| one.weeks.is_all()).map(|one| one.days);
    timed.chain(untimed).fold(DaySet::NONE, DaySet::union)
}

fn day_list(text: &str, warnings: &mut Vec<Warning>) -> DaySet {
    let mut scan = Scan::new(text);
    let mut all = DaySet::NONE;
    while !scan.is_done() {
        let start = scan.position();
        match scan.days() {
            Ok(Some((days, _))) => all = all.union(days),
            _ => {
                scan.go_back(start);
                if !matches!(scan.peek(), Some(' ' | '、' | '。' | '・' | '/' | '|' | '"')) {
                    warnings.push(Warning::UnknownDay(scan.piece(start)));
                    break;
                }
                scan.skip();
            }
        }
    }
    all
}

fn add_note(parts: &mut HoursParts, note: &str, warnings: &mut Vec<Warning>) {
    let note = telling(note);
    let closings = closings_from_notes(note);
    warnings.extend(closings.warnings);
    parts.closures.extend(closings.closures);
    if !closings.is_all_understood {
        note.clone_into(&mut parts.note);
    }
}

/// The note, unless it only says that there is none.
fn telling(note: &str) -> &str {
    let bare = note.trim().trim_end_matches('。');
    let says_nothing = matches!(
        bare,
        "なし"
            | "無し"
            | "無"
            | "特になし"
            | "特に無し"
            | "特に無"
            | "特にありません"
            | "特記なし"
            | "特記事項なし"
            | "留意事項なし"
    ) || bare.chars().all(|c| "-－‐ー―".contains(c));
    if says_nothing { "" } else { note.trim() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::hours::{Closure, MonthDay};

    #[test]
    fn care_services_tell_days_only() {
        let (hours, warnings) = from_open_days("平日,土曜日", "特になし");
        assert_eq!((hours.to_string().as_str(), warnings), ("月〜土(時間不明)、祝日休み", vec![]));
        assert!(!hours.opens_on_sundays() && !hours.opens_on_holidays());
        let (hours, _) = from_open_days("平日,土曜日,日曜日,祝日", "-");
        assert_eq!(hours.to_string(), "毎日・祝(時間不明)");
        assert!(hours.opens_on_sundays() && hours.opens_on_holidays());
        assert!(from_open_days("", "").0.is_empty());
    }

    #[test]
    fn what_a_note_excludes_is_closed() {
        let (hours, _) = from_open_days("平日,土曜日,祝日", "水曜日、日曜日、12/30～1/3を除く");
        assert!(!hours.open_days().contains(Day::Wednesday));
        let new_year = Closure::Yearly(MonthDay::new(12, 30).unwrap(), MonthDay::new(1, 3).unwrap());
        assert_eq!((hours.closures(), hours.note()), ([new_year].as_slice(), ""));
    }

    #[test]
    fn a_note_that_is_not_understood_stays() {
        let note = "営業時間外・休日も転送電話にて緊急時対応可能";
        let (hours, warnings) = from_open_days("平日", note);
        assert_eq!((hours.note(), hours.closures(), warnings), (note, [].as_slice(), vec![]));
        assert_eq!(from_open_days("平日,えらい日", "").1, [Warning::UnknownDay("えらい日".into())]);
    }

    #[test]
    fn a_note_that_tells_the_times_of_just_these_days_counts() {
        for own in [
            "月〜金 9:00-13:00 14:00-18:00、土 9:00-12:00、祝日休み、12/29-1/3休み ※予約制",
            "月〜土 20:00-翌8:00",
            "月〜土 9:00-12:00、第2・4日曜 9:00-12:00、月〜土 受付 8:30-11:30",
        ] {
            let (hours, warnings) = from_municipal("月火水木金土", "", "", own);
            assert_eq!((hours.to_string().as_str(), warnings), (own, vec![]));
        }
        // The controls: of some days, of other days, beside times in the columns, and in words of its own.
        for note in ["土 9:00-12:00", "月〜日 9:00-12:00", "月〜土 9:00-12:00 予約制", "午前のみ"] {
            let (hours, _) = from_municipal("月火水木金土", "", "", note);
            assert_eq!(hours.to_string(), format!("月〜土(時間不明) ※{note}"));
        }
        let (hours, _) = from_municipal("月火", "9:00", "18:00", "月・火 9:00-12:00");
        assert_eq!(hours.to_string(), "月・火 9:00-18:00 ※月・火 9:00-12:00");
    }

    #[test]
    fn the_municipal_layout_has_one_span_for_all_days() {
        let (hours, _) = from_municipal("月火水木金土", "9:00", "18:00", "木曜日は休診");
        assert_eq!(hours.to_string(), "月・火・水・金・土 9:00-18:00");
        let (hours, _) = from_municipal("", "", "", "月〜金 9:00-12:00");
        assert_eq!(hours.to_string(), "月〜金 9:00-12:00");
        let (hours, _) = from_municipal("月火", "9:00", "18:00", "祝日は曜日どおり、12/29-1/3休み ※予約制");
        assert_eq!(hours.to_string(), "月・火 9:00-18:00、祝日は曜日どおり、12/29-1/3休み ※予約制");
        let (hours, warnings) = from_municipal("月;水", "", "", "");
        assert_eq!((hours.to_string().as_str(), warnings), ("月・水(時間不明)", vec![]));
    }
}
