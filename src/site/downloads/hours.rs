//! Opening hours in the columns of the standard: days, one beginning, one end, and words for the rest (特記事項).

use crate::directory::hours::{Day, DaySet, HolidayRule, Hours, HoursParts, Minute, WindowKind};

/// What the columns say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HoursCells {
    /// 診療曜日: 月火水木金.
    pub days: String,
    /// 診療開始時間: 09:00.
    pub from: String,
    /// 診療終了時間: 18:00.
    pub to: String,
    /// 診療日時特記事項.
    pub note: String,
}

/// Days, and a beginning and an end only where one of each tells everything. Otherwise the words tell it: a lunch break that
/// a column cannot hold must not look like open time.
pub fn cells(hours: &Hours) -> HoursCells {
    let days = every_week(hours);
    let span = only_span(hours);
    let untimed_only = hours.windows().is_empty() && hours.untimed().iter().all(|one| one.weeks.is_all());
    let told_by_columns = !days.is_empty() && (span.is_some() || untimed_only);
    let (from, to) = span.unwrap_or_default();
    let note = if told_by_columns { rest(hours) } else { hours.to_string() };
    HoursCells { days: days.monday_first().map(letter).collect(), from, to, note }
}

/// The same for the list of care services, which has no columns for times: words tell them.
pub fn days_and_words(hours: &Hours) -> HoursCells {
    let told = cells(hours);
    let note = if told.from.is_empty() { told.note } else { hours.to_string() };
    HoursCells { days: told.days, note, ..HoursCells::default() }
}

/// The days open in every week.
fn every_week(hours: &Hours) -> DaySet {
    let timed = hours.windows().iter().filter(|window| window.weeks().is_all()).map(|window| window.days());
    let untimed = hours.untimed().iter().filter(|one| one.weeks.is_all()).map(|one| one.days);
    timed.chain(untimed).fold(DaySet::NONE, DaySet::union)
}

/// The only span of the week: no break, no other day, no doubt, no night.
fn only_span(hours: &Hours) -> Option<(String, String)> {
    let ([window], []) = (hours.windows(), hours.untimed()) else { return None };
    let plain = window.weeks().is_all() && window.kind() == WindowKind::Open && !window.is_doubtful();
    let clock = |minute: Minute| format!("{:02}:{:02}", minute.hour(), minute.minute());
    (plain && !window.span().is_overnight()).then(|| (clock(window.span().from()), clock(window.span().to())))
}

/// What the columns do not hold: holidays, closures, the source's own words.
fn rest(hours: &Hours) -> String {
    let holidays = if hours.holidays() == HolidayRule::Own { HolidayRule::NotStated } else { hours.holidays() };
    let parts = HoursParts { holidays, closures: hours.closures().to_vec(), ..HoursParts::default() };
    let closed = Hours::from(parts);
    if closed.is_empty() { hours.note().to_owned() } else { closed.with_note(hours.note()).to_string() }
}

fn letter(day: Day) -> char {
    day.japanese().chars().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::hours::{from_municipal, parse_text};

    fn told(text: &str) -> [String; 4] {
        let HoursCells { days, from, to, note } = cells(&parse_text(text).expect("hours"));
        [days, from, to, note]
    }

    #[test]
    fn one_span_fills_the_columns_and_comes_back() {
        let text = "月〜金 9:00-18:00、祝日休み、12/29-1/3休み";
        let [days, from, to, note] = told(text);
        assert_eq!([days.as_str(), &from, &to, &note], ["月火水木金", "09:00", "18:00", "祝日休み、12/29-1/3休み"]);
        let (again, warnings) = from_municipal(&days, &from, &to, &note);
        assert_eq!((again.windows(), warnings.len()), (parse_text(text).expect("hours").windows(), 0));
        assert_eq!(told("毎日・祝 9:00-21:00"), ["月火水木金土日祝", "09:00", "21:00", ""]);
        let words = days_and_words(&parse_text(text).expect("hours"));
        assert_eq!([words.days, words.from, words.note], ["月火水木金", "", text]);
    }

    #[test]
    fn a_break_is_told_in_words_and_never_as_open_time() {
        let text = "月〜金 9:00-12:30 14:00-18:30、土 9:00-12:00";
        assert_eq!(told(text), ["月火水木金土", "", "", text]);
        let text = "月〜金 9:00-12:00、第2・4土曜 9:00-12:00";
        assert_eq!(told(text), ["月火水木金", "", "", text]);
        assert_eq!(cells(&Hours::default()), HoursCells::default());
    }

    #[test]
    fn days_alone_are_days_alone() {
        let (hours, _) = from_municipal("月水", "", "", "");
        assert_eq!(cells(&hours), HoursCells { days: "月水".into(), ..HoursCells::default() });
        let told = cells(&hours.with_note("時間は相談"));
        assert_eq!(told.note, "時間は相談");
    }
}
