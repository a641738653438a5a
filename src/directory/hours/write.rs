//! Writing hours as people type them, so that [`parse_text`](super::parse_text) reads the same hours again.

use std::collections::BTreeMap;
use std::fmt;

use super::Hours;
use super::closures::{Closure, HolidayRule, MonthDay};
use super::days::{Day, DaySet, Weeks};
use super::window::{Window, WindowKind};

/// 「月〜金 9:00-12:30 14:00-18:30、第2・4土曜 9:00-12:00、祝日休み、12/29-1/3休み」. Departments are not written.
impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut sentences = timed(self.windows());
        sentences.extend(self.untimed().iter().map(|u| format!("{}(時間不明)", days_of(u.days, u.weeks))));
        match self.holidays() {
            HolidayRule::Closed => sentences.push("祝日休み".into()),
            HolidayRule::Open => sentences.push("祝日は曜日どおり".into()),
            HolidayRule::NotStated | HolidayRule::Own => {}
        }
        sentences.extend(self.closures().iter().map(closed));
        write!(f, "{}", sentences.join("、"))?;
        match (sentences.is_empty(), self.note()) {
            (_, "") => Ok(()),
            (true, note) => write!(f, "※{note}"),
            (false, note) => write!(f, " ※{note}"),
        }
    }
}

/// One sentence for all days with the same times.
fn timed(windows: &[Window]) -> Vec<String> {
    let mut sentences: Vec<(String, DaySet, Weeks, WindowKind)> = Vec::new();
    let mut of_day: BTreeMap<(WindowKind, Weeks, usize), Vec<String>> = BTreeMap::new();
    for (place, day) in Day::MONDAY_FIRST.into_iter().enumerate() {
        for window in windows.iter().filter(|w| w.days().contains(day)) {
            let doubt = if window.is_doubtful() { "(要確認)" } else { "" };
            let times = of_day.entry((window.kind(), window.weeks(), place)).or_default();
            times.push(format!("{}{doubt}", window.span()));
        }
    }
    for ((kind, weeks, place), times) in of_day {
        let (times, day) = (times.join(" "), Day::MONDAY_FIRST[place]);
        match sentences.iter_mut().find(|(t, _, w, k)| (t.as_str(), *w, *k) == (times.as_str(), weeks, kind)) {
            Some((_, days, ..)) => *days = days.with(day),
            None => sentences.push((times, day.into(), weeks, kind)),
        }
    }
    let sentence = |(times, days, weeks, kind): (String, DaySet, Weeks, WindowKind)| match kind {
        WindowKind::Open => format!("{} {times}", days_of(days, weeks)),
        WindowKind::Reception => format!("{} 受付 {times}", days_of(days, weeks)),
    };
    sentences.sort_by_key(|(_, _, weeks, kind)| (*kind, !weeks.is_all()));
    sentences.into_iter().map(sentence).collect()
}

fn closed(closure: &Closure) -> String {
    let month_day = |d: MonthDay| format!("{}/{}", d.month(), d.day());
    match *closure {
        Closure::Weekly(days, weeks) => format!("{}休み", days_of(days, weeks)),
        Closure::Yearly(first, last) if first == last => format!("{}休み", month_day(first)),
        Closure::Yearly(first, last) => format!("{}-{}休み", month_day(first), month_day(last)),
        Closure::Dated(first, last) if first == last => format!("{}休み", first.strftime("%Y/%-m/%-d")),
        Closure::Dated(first, last) => {
            format!("{}-{}休み", first.strftime("%Y/%-m/%-d"), last.strftime("%Y/%-m/%-d"))
        }
    }
}

/// 「月〜金」, 「月・水」, 「毎日」, 「第2・4土曜・第2・4日曜」.
pub(super) fn days_of(days: DaySet, weeks: Weeks) -> String {
    if weeks.is_all() {
        return runs(days).join("・");
    }
    let which: Vec<String> = weeks.iter().map(|n| n.to_string()).collect();
    let named = |day: Day| match day {
        Day::Holiday => "祝日".to_owned(),
        day => format!("{}曜", day.japanese()),
    };
    let each: Vec<String> = days.monday_first().map(|day| format!("第{}{}", which.join("・"), named(day))).collect();
    each.join("・")
}

/// Four days on end and more are written as a run.
fn runs(days: DaySet) -> Vec<String> {
    let week = &Day::MONDAY_FIRST[..7];
    let holiday = days.contains(Day::Holiday).then(|| "祝".to_owned());
    if days.without(Day::Holiday.into()) == DaySet::WEEK {
        return std::iter::once("毎日".to_owned()).chain(holiday).collect();
    }
    let mut written = Vec::new();
    for run in week.split(|day| !days.contains(*day)).filter(|run| !run.is_empty()) {
        match run {
            [first, _, _, .., last] if run.len() >= 4 => {
                written.push(format!("{}〜{}", first.japanese(), last.japanese()));
            }
            short => written.extend(short.iter().map(|day| day.japanese().to_owned())),
        }
    }
    written.extend(holiday);
    written
}
