//! Closures out of free text: その他の休診日（gw、お盆等）, and the notes of care services.

use super::Warning;
use super::closures::Closure;
use super::scan::Scan;

/// A closure longer than this is a slip of the pen (`8/14-5/16`).
const LONGEST_DAYS: i32 = 62;

const CLOSED: [&str; 6] = ["休", "除く", "除き", "閉", "お休", "やすみ"];
const SEASON: [&str; 7] = ["年末年始", "お盆", "盆休", "夏季", "夏期", "冬季", "正月"];
/// With one of these a day of the week is not every one (8月の最終土曜日).
const SOME_DAYS: [&str; 6] = ["最終", "隔週", "月の", "毎月", "変更", "要確認"];
/// With one of these a sentence may speak of being open, so nothing is taken from it.
const OPEN: [&str; 15] = [
    "診療",
    "営業",
    "対応",
    "可能",
    "実施",
    "稼働",
    "相談",
    "時まで",
    "以外",
    "提供",
    "当番",
    "場合",
    "無休",
    "受付",
    "不定",
];
const FILLER: [&str; 42] = [
    "その他の",
    "その他",
    "定休日",
    "休業日",
    "休診日",
    "休業",
    "休診",
    "休暇",
    "休み",
    "休日",
    "特別休業期間",
    "期間",
    "年末年始",
    "年末",
    "年始",
    "お盆",
    "夏季",
    "夏期",
    "冬季",
    "冬期",
    "正月",
    "を除く",
    "除く",
    "但し",
    "ただし",
    "および",
    "及び",
    "となります",
    "とします",
    "です",
    "まで",
    "は",
    "の",
    "と",
    "を",
    "も",
    "が",
    "GW",
    "gw",
    "定休",
    "お",
    "毎年",
];

/// What a text says of closures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Closings {
    /// The closures it names.
    pub closures: Vec<Closure>,
    /// Whether it says nothing else, so that the text need not be kept.
    pub is_all_understood: bool,
    /// What looked like a closure and cannot be one.
    pub warnings: Vec<Warning>,
}

/// Reads a column that holds nothing but closures: every date is one, unless its sentence speaks of being open.
pub fn closings_from_text(text: &str) -> Closings {
    read(text, |sentence| !mentions(sentence, &OPEN))
}

/// Reads a note: dates and days are closures only where their sentence says so (を除く, 定休日, 年末年始).
pub fn closings_from_notes(text: &str) -> Closings {
    read(text, |sentence| (mentions(sentence, &CLOSED) || mentions(sentence, &SEASON)) && !mentions(sentence, &OPEN))
}

fn mentions(sentence: &str, words: &[&str]) -> bool {
    words.iter().any(|word| sentence.contains(word))
}

fn read(text: &str, speaks_of_closing: impl Fn(&str) -> bool) -> Closings {
    let text = text.replace("（改行）", "\n").replace("(改行)", "\n");
    let mut found = Closings { is_all_understood: true, ..Closings::default() };
    for sentence in text.split(['。', '\n', '\r', '※']).filter(|sentence| !sentence.trim().is_empty()) {
        if speaks_of_closing(sentence) {
            read_sentence(sentence, &mut found);
        } else {
            found.is_all_understood = false;
        }
    }
    found
}

fn read_sentence(sentence: &str, found: &mut Closings) {
    let mut scan = Scan::new(sentence);
    let says_off = mentions(sentence, &CLOSED);
    let (closures_before, warnings_before) = (found.closures.len(), found.warnings.len());
    while !scan.is_done() {
        let start = scan.position();
        match scan.dates() {
            Ok(Some(dates)) if is_plausible(&dates) => {
                found.closures.push(dates);
                found.closures.extend(scan.more_days_of(dates));
            }
            Ok(Some(_)) | Err(_) => {
                found.warnings.push(Warning::BadClosure(scan.piece(start)));
                found.is_all_understood = false;
                if scan.position() == start {
                    scan.skip();
                }
            }
            Ok(None) => {
                scan.go_back(start);
                read_day_or_filler(&mut scan, says_off, found);
            }
        }
    }
    if found.warnings.len() > warnings_before || mentions(sentence, &SOME_DAYS) {
        let of_sentence = found.closures.split_off(closures_before);
        found.closures.extend(of_sentence.into_iter().filter(|closure| !matches!(closure, Closure::Weekly(..))));
        found.is_all_understood = false;
    }
    if found.closures.len() == closures_before {
        found.is_all_understood = false;
    }
}

fn read_day_or_filler(scan: &mut Scan, says_off: bool, found: &mut Closings) {
    let start = scan.position();
    if scan.eat_any(&FILLER).is_some() || scan.eat_any(&["(", ")", " ", "、", "・", "-", "/", ":"]).is_some() {
        return;
    }
    match scan.days() {
        Ok(Some((days, weeks))) if names_days(scan, start) && (says_off || !weeks.is_all()) => {
            found.closures.push(Closure::Weekly(days, weeks));
        }
        _ => {
            scan.go_back(start + 1);
            found.is_all_understood = false;
        }
    }
}

/// 日 alone may be a part of any word; 日曜, 祝日, 平日 and 第2土 are days.
fn names_days(scan: &Scan, start: usize) -> bool {
    let piece = scan.piece(start);
    ["曜", "祝", "平日", "第", "土日"].iter().any(|sure| piece.contains(sure))
}

fn is_plausible(closure: &Closure) -> bool {
    closure.days().is_none_or(|days| days <= LONGEST_DAYS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::hours::{Day, MonthDay, Weeks};

    fn days(from: (i8, i8), to: (i8, i8)) -> Closure {
        Closure::Yearly(MonthDay::new(from.0, from.1).unwrap(), MonthDay::new(to.0, to.1).unwrap())
    }

    #[test]
    fn dates_are_found_in_every_spelling() {
        for text in [
            "12月29日～1月3日",
            "１２／２９〜１／３",
            "12/29-1/3",
            "年末年始（12月29日から1月3日まで）",
            "12月29日(火)～1月3日(日)",
        ] {
            let found = closings_from_text(text);
            assert_eq!(found.closures, [days((12, 29), (1, 3))], "{text}");
        }
        assert_eq!(closings_from_text("12/29～翌年1/3").closures, [days((12, 29), (1, 3))]);
        assert_eq!(closings_from_text("12月31日から3日まで").closures, [days((12, 31), (1, 3))]);
        let three = [days((1, 1), (1, 1)), days((1, 2), (1, 2)), days((1, 3), (1, 3))];
        assert_eq!(closings_from_text("1月1日、2日、3日は休み").closures, three);
        assert_eq!(closings_from_text("8月13日～15日").closures, [days((8, 13), (8, 15))]);
        assert!(closings_from_text("お盆（8/13～8/15）、年末年始（12/29～1/3）").is_all_understood);
    }

    #[test]
    fn a_slip_of_the_pen_is_not_a_nine_month_closure() {
        let found = closings_from_text("8/14-5/16");
        assert_eq!((found.closures.len(), found.warnings.len(), found.is_all_understood), (0, 1, false));
        assert_eq!(closings_from_text("13/32").closures, []);
    }

    #[test]
    fn a_column_that_speaks_of_being_open_closes_nothing() {
        assert_eq!(closings_from_text("12月31日は診療します").closures, []);
        assert_eq!(closings_from_notes("12/30～1/3も対応").closures, []);
        assert_eq!(closings_from_notes("日曜日は要相談").closures, []);
        assert_eq!(closings_from_notes("GW、お盆は不定").closures, []);
    }

    #[test]
    fn notes_close_what_they_exclude() {
        let found = closings_from_notes("但し、１２月３１日～１月３日までを除く");
        assert_eq!((found.closures, found.is_all_understood), (vec![days((12, 31), (1, 3))], true));
        let third = Closure::Weekly(Day::Wednesday.into(), Weeks::new([3]).unwrap());
        assert_eq!(closings_from_notes("第3水曜日は定休日です。お電話ください。").closures, [third]);
        assert_eq!(closings_from_notes("８月の最終土曜日、1/1～1/3はお休み").closures, [days((1, 1), (1, 3))]);
        assert_eq!(closings_from_notes("10月1日から土曜日を休みにしています").closures, []);
        assert_eq!(closings_from_notes("年末年始を除く").closures, []);
    }
}
