//! A week in the life of a dentist, and random hours against a minute-by-minute reading of the rules.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, date};
use proptest::prelude::*;

use super::*;
use crate::platform::holidays::{Holidays, Law, OfficialList};

const DENTIST: &str = "日 9:00-12:00、月・火・水・金 9:00-12:30 14:00-18:30、土 9:00-12:30 14:00-16:00、祝日休み、\
                       8/13-15休み、12/29-1/3休み";

fn november(day: i8, hour: i8, minute: i8) -> DateTime {
    date(2026, 11, day).at(hour, minute, 0, 0)
}

fn open_until(until: DateTime) -> Openness {
    Openness::Open { until }
}

fn opens_at(at: DateTime) -> Openness {
    Openness::ClosedNow { opens: Some(Opening::At(at)) }
}

#[test]
fn the_dentist_of_the_page_on_a_long_weekend() {
    let hours = parse_text(DENTIST).unwrap();
    assert_eq!(hours.openness(november(22, 9, 0), &Law), open_until(november(22, 12, 0)));
    assert_eq!(hours.openness(november(22, 12, 0), &Law), opens_at(november(24, 9, 0)), "the 23rd is a holiday");
    assert_eq!(hours.windows_on(date(2026, 11, 23), &Law), []);
    assert_eq!(hours.openness(date(2026, 12, 29).at(10, 0, 0, 0), &Law), opens_at(date(2027, 1, 4).at(9, 0, 0, 0)));
    assert!(hours.opens_on_sundays() && !hours.opens_on_holidays() && !hours.opens_at_night());
}

#[test]
fn the_night_pharmacy_is_open_after_midnight_and_the_day_after_closes() {
    let hours = parse_text("金 20:00-翌2:00、土 25:00-26:00").map(|h| h.to_string());
    assert_eq!(hours, Err(HoursError::BadTime("25:00-26:00".into())), "it would be a Sunday");
    let hours = parse_text("金 20:00-26:00、土休み").unwrap();
    assert_eq!(hours.openness(november(21, 1, 59), &Law), open_until(november(21, 2, 0)));
    assert_eq!(hours.openness(november(20, 23, 0), &Law), open_until(november(21, 2, 0)));
    assert_eq!(hours.openness(november(21, 2, 0), &Law), opens_at(november(27, 20, 0)));
    assert!(hours.opens_at_night());
}

#[test]
fn a_place_that_never_closes_is_followed_for_seven_days_and_opens_never_again() {
    let hours = parse_text("年中無休 24時間").unwrap();
    assert_eq!(hours.openness(november(22, 3, 0), &Law), open_until(november(29, 0, 0)));
    assert_eq!(hours.next_opening(november(22, 3, 0), &Law), None);
}

#[test]
fn a_run_of_open_days_longer_than_a_week_still_ends() {
    let hours = parse_text("木〜日・祝 0:00-翌11:30").unwrap();
    let golden_week = date(2026, 5, 1).at(9, 0, 0, 0);
    assert_eq!(hours.next_opening(golden_week, &Law), Some(Opening::At(date(2026, 5, 14).at(0, 0, 0, 0))));
}

#[test]
fn what_is_not_known_is_said_to_be_unknown() {
    assert_eq!(Hours::default().openness(november(22, 9, 0), &Law), Openness::Unknown);
    let (nursing, _) = from_open_days("平日", "");
    assert_eq!(nursing.openness(november(24, 9, 0), &Law), Openness::OpenToday);
    let tuesday = Openness::ClosedNow { opens: Some(Opening::On(date(2026, 11, 24))) };
    assert_eq!(nursing.openness(november(22, 9, 0), &Law), tuesday);
    let sundays_off = parse_text("日曜休み").unwrap();
    assert_eq!(sundays_off.openness(november(22, 9, 0), &Law), Openness::ClosedNow { opens: None });
    assert_eq!(sundays_off.openness(november(24, 9, 0), &Law), Openness::Unknown);
}

#[test]
fn a_holiday_follows_what_the_source_says_of_holidays() {
    let monday = november(23, 10, 0);
    let says = |text: &str| parse_text(text).unwrap().openness(monday, &Law);
    assert_eq!(says("月 9:00-17:00、祝日も診療"), open_until(november(23, 17, 0)));
    assert_eq!(says("月 9:00-17:00、祝 9:00-12:00"), open_until(november(23, 12, 0)));
    assert_eq!(says("月 9:00-17:00、祝日休み"), opens_at(november(30, 9, 0)));
    let silent = parse_text("月 9:00-17:00").unwrap();
    assert_eq!(silent.openness(monday, &Law), open_until(november(23, 17, 0)));
    assert_eq!(silent.doubt(monday, &Law), Some(Doubt::HolidayNotStated));
    assert_eq!(silent.doubt(november(30, 10, 0), &Law), None);
}

#[test]
fn a_doubtful_day_is_open_with_a_doubt_and_not_a_night_service() {
    let hours = parse_text("月 0:00-24:00(要確認)").unwrap();
    assert_eq!(hours.doubt(november(30, 10, 0), &Law), Some(Doubt::AllDay));
    assert!(!hours.opens_at_night());
}

#[test]
fn the_list_of_a_town_may_know_other_holidays() {
    let town = OfficialList::read("heading\n2026/1/1,元日\n2026/11/24,開町の日").unwrap();
    let hours = parse_text(DENTIST).unwrap();
    assert_eq!(hours.openness(november(22, 13, 0), &town), opens_at(november(23, 9, 0)));
    assert_eq!(hours.openness(november(24, 9, 0), &town), opens_at(november(25, 9, 0)));
}

#[test]
fn people_may_write_as_they_are_used_to() {
    let plain = "月・火・水 9:00-12:30 14:00-18:30、土 9:00-12:30、第2・4日曜 9:00-12:00、祝日休み、12/29-1/3休み";
    let expected = parse_text(plain).unwrap();
    for text in [
        "月〜水　９：００～１２：３０　１４：００～１８：３０，土　９：００－１２：３０，第２・第４日曜日　９：００－正午，祝日休診，１２／２９～１／３休み",
        "月曜・火曜・水曜は午前9時から12時半まで、午後2時〜6時30分まで。土曜日 9:00–12:30。第2,4日曜 9:00〜12:00。\
         休診日: 祝日、年末年始(12月29日〜1月3日)",
        "診療時間: 月、火、水 9:00ー12:30・14:00ー18:30; 土 9:00-12:30; 第2・4日 9:00-12:00; 祝日、12/29(火)-1/3(日)を除く",
    ] {
        assert_eq!(parse_text(text).as_ref(), Ok(&expected), "{text}");
    }
    assert_eq!(expected.to_string(), plain);
    assert_eq!(parse_text("毎日24時間").unwrap().to_string(), "毎日 0:00-24:00");
    assert_eq!(parse_text("年中無休").unwrap().to_string(), "毎日(時間不明)、祝日は曜日どおり");
    assert_eq!(parse_text("月〜金 9:00-17:00、土日祝休み").unwrap().to_string(), "月〜金 9:00-17:00、祝日休み");
    assert_eq!(parse_text("平日 9:00-17:00 受付 8:30-16:30").unwrap().windows().len(), 2);
    assert_eq!(parse_text("月 9:00-12:00 ※ 予約制 ※電話").unwrap().note(), "予約制 ※電話");
}

#[test]
fn a_refusal_names_the_piece_and_shows_how() {
    use HoursError::*;
    let refusals = [
        ("　 ", Empty),
        ("月〜金 9:00-17:00 予約制、土休み", NotUnderstood("予約制".into())),
        ("月 ９：７５-12:00", BadTime("９：７５-12:00".into())),
        ("月 9-5", BadTime("9-5".into())),
        ("月 9:00", BadTime("9:00".into())),
        ("13/40休み", BadDate("13/40休み".into())),
        ("8/14-5/16休み", BadDate("8/14-5/16休み".into())),
        ("第6土曜 9:00-12:00", BadDay("第6土曜".into())),
        ("9:00-12:00", TimesWithoutDays("9:00-12:00".into())),
        ("月 9:00-12:00、土", DaysWithoutTimes("土".into())),
        ("12/31 9:00-12:00", TimesOnDates("12/31 9:00-12:00".into())),
        ("月 9:00-12:00、年末年始休み", SeasonWithoutDates("年末年始休み".into())),
        ("月 9:00-12:00 休み", ClosedWhat("休み".into())),
        ("休日 9:00-12:00", NotUnderstood("休日".into())),
    ];
    for (text, refusal) in refusals {
        let error = parse_text(text).unwrap_err();
        assert_eq!(error, refusal, "{text}");
        assert!(error.to_string().contains('。') && error.english().contains('.'));
    }
    assert_eq!(parse_text(&"月".repeat(2_001)), Err(TooLong));
}

#[test]
fn equal_hours_are_equal_values_however_they_were_given() {
    let one = parse_text("月・火 9:00-12:00、月・火 11:00-13:00").unwrap();
    let other = parse_text("火 9:00-13:00、月 9:00-13:00").unwrap();
    assert_eq!(one, other);
    assert_eq!(serde_json::to_string(&one).unwrap(), r#"{"w":[{"d":6,"f":540,"t":780}]}"#);
    assert_eq!(serde_json::to_string(&Hours::default()).unwrap(), "{}");
}

fn minutes() -> impl Strategy<Value = Minute> {
    (0u16..288).prop_map(|n| Minute::try_from(n * 5).unwrap())
}

fn day_sets() -> impl Strategy<Value = DaySet> {
    proptest::sample::subsequence(Day::ALL.to_vec(), 1..=8).prop_map(DaySet::from_iter)
}

fn weeks() -> impl Strategy<Value = Weeks> {
    let some = proptest::sample::subsequence(vec![1u8, 2, 3, 4, 5], 1..=5).prop_map(|n| Weeks::new(n).unwrap());
    prop_oneof![3 => Just(Weeks::ALL), 2 => some]
}

fn windows() -> impl Strategy<Value = Window> {
    let kind = prop_oneof![4 => Just(WindowKind::Open), 1 => Just(WindowKind::Reception)];
    let span = (minutes(), minutes()).prop_filter_map("a span", |(a, b)| Span::new(a, b).ok());
    (day_sets(), weeks(), span, kind, proptest::bool::weighted(0.1)).prop_map(|(days, weeks, span, kind, doubt)| {
        let window = Window::open(days, span).in_weeks(weeks).of_kind(kind);
        if doubt { window.doubted() } else { window }
    })
}

fn closures() -> impl Strategy<Value = Closure> {
    let month_day = (1i8..=12, 1i8..=28).prop_map(|(m, d)| MonthDay::new(m, d).unwrap());
    let day = (0i64..40).prop_map(|n| date(2026, 4, 20).saturating_add(n.days()));
    prop_oneof![
        (day_sets(), weeks()).prop_map(|(d, w)| Closure::Weekly(d, w)),
        (month_day, 0i64..50).prop_map(|(first, n)| {
            let last = date(2024, first.month(), first.day()).saturating_add(n.days());
            Closure::Yearly(first, MonthDay::of(last))
        }),
        (day, 0i64..5).prop_map(|(first, n)| Closure::Dated(first, first.saturating_add(n.days()))),
    ]
}

fn any_hours() -> impl Strategy<Value = Hours> {
    use HolidayRule::*;
    let rule = proptest::sample::select(vec![NotStated, Closed, Open, Own]);
    let untimed = (day_sets(), weeks()).prop_map(|(days, weeks)| UntimedDays { weeks, days });
    let lists = (
        proptest::collection::vec(windows(), 0..5),
        proptest::collection::vec(untimed, 0..2),
        proptest::collection::vec(closures(), 0..3),
    );
    (lists, rule).prop_map(|((windows, untimed, closures), holidays)| {
        HoursParts { windows, untimed, closures, holidays, ..HoursParts::default() }.into()
    })
}

/// The rules read one minute at a time. `shift` moves every window, to see that the comparison can fail.
struct Oracle<'a> {
    hours: &'a Hours,
    shift: i64,
}

impl Oracle<'_> {
    fn kept_as(&self, day: Date) -> Option<Day> {
        let holiday = Law.name(day).is_some();
        let kept = match self.hours.holidays() {
            HolidayRule::Closed if holiday => return None,
            HolidayRule::Own if holiday => Day::Holiday,
            _ => Day::of(day),
        };
        let week = (day.day() as u8).div_ceil(7);
        let off = self.hours.closures().iter().any(|closure| match closure {
            Closure::Weekly(days, weeks) => days.contains(kept) && weeks.contains(week),
            Closure::Dated(first, last) => first.series(1.day()).take_while(|d| d <= last).any(|d| d == day),
            Closure::Yearly(first, last) => {
                let start = date(2024, first.month(), first.day());
                let days = start.series(1.day()).map(MonthDay::of).take(366);
                let end = days.clone().position(|d| d == *last).unwrap();
                days.take(end + 1).any(|d| d == MonthDay::of(day))
            }
        });
        (!off).then_some(kept)
    }

    fn holds(&self, days: DaySet, weeks: Weeks, day: Date) -> bool {
        let week = (day.day() as u8).div_ceil(7);
        self.kept_as(day).is_some_and(|kept| days.contains(kept) && weeks.contains(week))
    }

    /// For each minute of these days from the first on, whether it is open.
    fn minutes(&self, first: Date, days: i64) -> Vec<bool> {
        let opens = self.hours.windows().iter().any(|w| w.kind() == WindowKind::Open);
        let counted = |w: &&Window| !opens || w.kind() == WindowKind::Open;
        let mut open = vec![false; usize::try_from(days * DAY).unwrap()];
        for n in -1..days {
            let day = first.saturating_add(n.days());
            for window in self.hours.windows().iter().filter(counted).filter(|w| self.holds(w.days(), w.weeks(), day)) {
                for minute in window.span().from().minutes()..window.span().to().minutes() {
                    let minute = n * DAY + i64::from(minute) + self.shift;
                    if let Some(open) = usize::try_from(minute).ok().and_then(|minute| open.get_mut(minute)) {
                        *open = true;
                    }
                }
            }
        }
        open
    }
}

/// 14 days from here hold Golden Week of 2026, five holidays and the change of month.
const FIRST: Date = date(2026, 4, 25);
const DAY: i64 = 24 * 60;

fn minute_of_fortnight(minute: i64) -> DateTime {
    FIRST.at(0, 0, 0, 0).saturating_add(minute.minutes())
}

/// The first minute of the fortnight at which the two disagree. What was promised at one minute (until when it is open,
/// when it opens) is compared with what the rules say of every minute up to then.
fn disagreement(hours: &Hours, shift: i64) -> Option<DateTime> {
    let open = Oracle { hours, shift }.minutes(FIRST, 23);
    let change_after = |minute: i64| {
        let here = open[minute as usize];
        open.iter().skip(minute as usize).position(|o| *o != here).map(|n| minute_of_fortnight(minute + n as i64))
    };
    let (mut known, mut change) = (None, None);
    (0..14 * DAY).find_map(|minute| {
        let (at, is_open) = (minute_of_fortnight(minute), open[minute as usize]);
        if known != Some(is_open) {
            (known, change) = (Some(is_open), change_after(minute));
        }
        let agrees = match hours.openness(at, &Law) {
            Openness::Open { until } => {
                is_open && (Some(until) == change || until == at.date().at(0, 0, 0, 0) + 7.days())
            }
            Openness::ClosedNow { opens: Some(Opening::At(time)) } => !is_open && change.is_none_or(|c| c == time),
            Openness::ClosedNow { opens: Some(Opening::On(day)) } => !is_open && change.is_none_or(|c| c.date() >= day),
            Openness::ClosedNow { opens: None } => !is_open && change.is_none(),
            Openness::OpenToday | Openness::Unknown => !is_open,
        };
        (!agrees).then_some(at)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20, ..ProptestConfig::default() })]

    #[test]
    fn openness_agrees_with_the_rules_read_minute_by_minute(hours in any_hours()) {
        prop_assert_eq!(disagreement(&hours, 0), None, "{}", hours);
    }

    #[test]
    fn one_minute_off_is_noticed(span in (minutes(), minutes()).prop_filter_map("a span", |(a, b)| Span::new(a, b).ok())) {
        let windows = vec![Window::open(Day::Monday.into(), span)];
        let hours = Hours::from(HoursParts { windows, ..HoursParts::default() });
        prop_assert_eq!(disagreement(&hours, 0), None);
        prop_assert!(disagreement(&hours, 1).is_some());
        prop_assert!(disagreement(&hours, -1).is_some());
    }

    #[test]
    fn the_next_opening_is_the_first_minute_open_after_a_closed_one(hours in any_hours(), minute in 0i64..20_160) {
        let after = minute_of_fortnight(minute);
        let open = Oracle { hours: &hours, shift: 0 }.minutes(FIRST, 23);
        let mut minutes = (minute..).zip(&open[minute as usize..]);
        minutes.find(|(_, open)| !**open);
        let expected = minutes.find(|(_, open)| **open).map(|(minute, _)| minute_of_fortnight(minute));
        if let Some(Opening::At(at)) = hours.next_opening(after, &Law) {
            prop_assert!(expected.is_none_or(|expected| expected == at), "{}: {} {:?}", hours, at, expected);
        } else if hours.untimed().is_empty() {
            prop_assert_eq!(expected, None, "{}", hours);
        }
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(hours in any_hours(), note in "([ぁ-んa-z0-9]( ?※?[ぁ-ん0-9]){0,5})?") {
        let hours = hours.with_note(&note);
        prop_assume!(!hours.is_empty());
        let text = hours.to_string();
        prop_assert_eq!(parse_text(&text), Ok(hours), "{}", text);
    }

    #[test]
    fn json_keeps_everything_and_order_does_not_matter(hours in any_hours()) {
        let json = serde_json::to_string(&hours).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Hours>(&json).unwrap(), &hours);
        let mut parts = HoursParts::from(hours.clone());
        parts.windows.reverse();
        parts.closures.reverse();
        prop_assert_eq!(Hours::from(parts), hours);
    }

    #[test]
    fn no_text_makes_anything_panic(text in "([月火水木金土日祝曜第0-9０-９:：時分半/・、。〜\\-～ー休み受付年末始※ ]|\\PC){0,40}") {
        if let Ok(hours) = parse_text(&text) {
            let _ = (hours.table(), hours.openness(november(22, 9, 0), &Law));
        }
        let _ = (from_open_days(&text, &text), from_municipal(&text, &text, &text, &text), closings_from_text(&text));
    }
}

/// Three thousand patterns, as many as a prefecture has, in a millisecond of an optimised program.
#[test]
#[cfg_attr(debug_assertions, ignore = "a measure of the optimised program")]
fn three_thousand_patterns_are_answered_in_a_millisecond() {
    let patterns: Vec<Hours> = (0..3_000u16)
        .map(|n| {
            let (from, to) = (8 + n % 3, 16 + n % 5);
            let noon = [":00", ":30", ":15"][usize::from(n % 3)];
            let text = format!(
                "月〜金 {from}:00-12{noon} 14:00-{to}:00、第{}土曜 {from}:{:02}-12:00、祝日休み、12/29-1/3休み",
                n % 5 + 1,
                n % 60
            );
            parse_text(&text).unwrap()
        })
        .collect();
    for (place, at) in [("a closed night", november(22, 22, 0)), ("an open morning", november(24, 10, 0))] {
        let fastest = (0..20)
            .map(|_| {
                let start = std::time::Instant::now();
                let open = patterns.iter().filter(|h| matches!(h.openness(at, &Law), Openness::Open { .. })).count();
                std::hint::black_box(open);
                start.elapsed()
            })
            .min()
            .unwrap();
        println!("3,000 patterns, {place}: {fastest:?}");
        assert!(fastest < std::time::Duration::from_millis(1), "{fastest:?}");
    }
}
