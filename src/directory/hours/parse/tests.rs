//! What people type at a desk, and what is never guessed.

use super::super::{Hours, HoursError, parse_text};

fn read(text: &str) -> Hours {
    parse_text(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Each writing and the same in the program's own.
fn all_read_as(writings: &[(&str, &str)]) {
    for (typed, own) in writings {
        assert_eq!(read(typed).to_string(), *own, "{typed}");
        assert_eq!(read(own), read(typed), "{own}");
    }
}

#[test]
fn around_the_clock_is_every_day() {
    all_read_as(&[
        ("24時間", "毎日 0:00-24:00"),
        ("２４時間３６５日", "毎日 0:00-24:00、祝日は曜日どおり"),
        ("365日24時間", "毎日 0:00-24:00、祝日は曜日どおり"),
        ("24時間 年中無休", "毎日 0:00-24:00、祝日は曜日どおり"),
        ("365日 9:00-18:00", "毎日 9:00-18:00、祝日は曜日どおり"),
        ("月〜金 24時間", "月〜金 0:00-24:00"),
    ]);
    // Whoever answers the telephone at any hour is not open at any hour.
    for unclear in ["24時間対応", "24時間365日対応", "24時間(要確認)", "24時間、祝日休み", "24時間、年末年始休み"]
    {
        assert!(parse_text(unclear).is_err(), "{unclear}");
    }
}

#[test]
fn times_may_stand_before_their_days() {
    all_read_as(&[
        ("午前9時半〜午後5時 月〜金", "月〜金 9:30-17:00"),
        ("9:00-12:00 14:00-18:00 月・火・木", "月・火・木 9:00-12:00 14:00-18:00"),
        ("9:00-17:00 月、火", "月・火 9:00-17:00"),
        ("受付 8:30-11:30 月〜金", "月〜金 受付 8:30-11:30"),
        ("9:00-17:00 月〜金(土日祝休)", "月〜金 9:00-17:00、祝日休み"),
        ("9:00-17:00 年中無休", "毎日 9:00-17:00、祝日は曜日どおり"),
    ]);
    for unclear in [
        "9:00-12:00",
        "8:30-12:00/15:00-18:00",
        "9:00-12:00 月〜金 13:00-17:00 土",
        "9:00-17:00 月〜金 土日休み",
        "9:00-17:00 月〜金、土日祝休み",
        "月 9:00-12:00。13:00-17:00 火",
    ] {
        let answer = parse_text(unclear);
        let is_asked = matches!(answer, Err(HoursError::TimesWithoutDays(_) | HoursError::DaysWithoutTimes(_)));
        assert!(is_asked, "{unclear}: {answer:?}");
    }
}

#[test]
fn times_alone_are_those_of_all_days_but_the_closed_ones() {
    all_read_as(&[
        ("9:00-17:00(土日祝休)", "月〜金 9:00-17:00、祝日休み"),
        ("9:00〜17:00（土・日・祝休み）", "月〜金 9:00-17:00、祝日休み"),
        ("9:00-17:00、日曜休み", "月〜土 9:00-17:00"),
        ("水曜定休 10:00-19:00", "月・火・木〜日 10:00-19:00"),
        ("8:30-12:00/15:00-18:00(日祝休)", "月〜土 8:30-12:00 15:00-18:00、祝日休み"),
    ]);
    // Nobody said which days of the week.
    for unclear in
        ["9:00-17:00 祝日休み", "9:00-17:00、12/29-1/3休み", "9:00-17:00、第3水曜休み", "9:00-17:00 毎日休み"]
    {
        assert!(parse_text(unclear).is_err(), "{unclear}");
    }
}

#[test]
fn a_slash_parts_morning_and_afternoon_and_hours_need_no_minutes() {
    all_read_as(&[
        ("月〜金 8:30-12:00/15:00-18:00", "月〜金 8:30-12:00 15:00-18:00"),
        ("月〜金 8:30-12:00 / 15:00-18:00、12/29-1/3休み", "月〜金 8:30-12:00 15:00-18:00、12/29-1/3休み"),
        ("月〜金 9-17", "月〜金 9:00-17:00"),
        ("月〜金 9〜17時", "月〜金 9:00-17:00"),
        ("月〜金 9-12/14-18、土 9-12", "月〜金 9:00-12:00 14:00-18:00、土 9:00-12:00"),
        ("毎日 0-24", "毎日 0:00-24:00"),
    ]);
    // The afternoon, the evening, five in the afternoon, a week, a day of the month, half a time.
    for unclear in [
        "月 1-5",
        "月 9-12 2-5",
        "月 9-12 6-8",
        "月 9-5",
        "月 9:00-12:00、1-3土曜 9:00-12:00",
        "月 9:00-12:00/15:00",
        "月 9-25",
    ] {
        assert!(parse_text(unclear).is_err(), "{unclear}");
    }
}

#[test]
fn weeks_may_stand_side_by_side_and_the_last_one_is_explained() {
    let own = "第1・3土曜 9:00-12:00";
    all_read_as(&[("第1第3土曜 9:00-12:00", own), ("第１ 第３土曜日 9:00-12:00", own), ("第1、第3土曜 9-12", own)]);
    for text in ["最終土曜 9:00-12:00", "月 9:00-12:00、最後の土曜 9:00-12:00"] {
        let error = parse_text(text).expect_err(text);
        assert!(matches!(error, HoursError::LastOfMonth(_)), "{text}: {error:?}");
        assert!(error.to_string().contains("第4・5土曜") && error.english().contains("第4・5土曜"));
    }
}

#[test]
fn a_day_of_other_days_is_not_guessed() {
    for text in ["祝日の月曜 9:00-12:00", "祝日の 月曜 9:00-12:00", "月曜の祝日 9:00-12:00", "土曜の第2・4 9:00-12:00"]
    {
        let answer = parse_text(text);
        assert!(matches!(answer, Err(HoursError::NotUnderstood(_))), "{text}: {answer:?}");
    }
    assert_eq!(
        parse_text("祝日の月曜 9:00-12:00").unwrap_err().to_string().split('」').next(),
        Some("「祝日の月曜"),
        "the whole piece is shown"
    );
    all_read_as(&[
        ("月曜の9:00-12:00", "月 9:00-12:00"),
        ("祝日の午前9時〜正午", "祝 9:00-12:00"),
        ("祝日と月曜 9:00-12:00", "月・祝 9:00-12:00"),
        ("毎月の第2土曜 9:00-12:00", "第2土曜 9:00-12:00"),
    ]);
}
