//! Opening hours in the words of the page's language: rows of a table, and the sentences below it.

use jiff::civil::{Date, DateTime};

use super::words;
use crate::directory::hours::{
    Closure, Day, DaySet, Exception, HolidayRule, Hours, MonthDay, Row, RowHours, Span, Weeks,
};
use crate::platform::holidays::Holidays;
use crate::platform::web::{Page, Phrase};

/// Opening hours as a page shows them.
pub struct HoursTable {
    /// Whose hours they are, where there are several.
    pub caption: Option<Phrase>,
    /// Whether every row has a morning and an afternoon.
    pub halves: bool,
    /// The rows, Sunday first.
    pub rows: Vec<HoursRow>,
    /// What stands below.
    pub sentences: Vec<Phrase>,
    /// Free text of the source.
    pub note: String,
}

/// One row of the table.
pub struct HoursRow {
    /// Its days.
    pub head: Phrase,
    /// The colour of a weekend: `sun`, `sat` or nothing.
    pub class: &'static str,
    /// Whether today is one of its days.
    pub today: bool,
    /// The morning; nothing when it is closed then.
    pub morning: Option<Phrase>,
    /// The afternoon; nothing when it is closed then.
    pub afternoon: Option<Phrase>,
    /// All its times; nothing when it is closed.
    pub times: Option<Phrase>,
    /// When patients are taken in.
    pub reception: Option<Phrase>,
}

/// A day as hours are announced for it, for the row to point out.
#[derive(Clone, Copy, Debug)]
pub struct Today {
    /// The date.
    pub date: Date,
    /// Whether it is a public holiday.
    pub is_holiday: bool,
}

impl Today {
    /// The day of a moment.
    pub fn of(now: DateTime, holidays: &dyn Holidays) -> Self {
        Self { date: now.date(), is_holiday: holidays.name(now.date()).is_some() }
    }
}

impl HoursTable {
    /// Lays out hours.
    pub fn new(page: &Page, hours: &Hours, today: Today) -> Self {
        let table = hours.table();
        let has_holiday = table.rows.iter().any(|row| row.days.contains(&Day::Holiday));
        let day = if today.is_holiday && has_holiday { Day::Holiday } else { Day::of(today.date) };
        let is_closed = today.is_holiday && hours.holidays() == HolidayRule::Closed;
        let occurrence = Weeks::occurrence(today.date);
        let is_today = |row: &Row| !is_closed && row.days.contains(&day) && row.weeks.contains(occurrence);
        let rows = table.rows.iter().map(|row| HoursRow::new(page, row, is_today(row))).collect();
        Self {
            caption: None,
            halves: table.has_halves(),
            rows,
            sentences: sentences(page, &table.exceptions, today.date),
            note: hours.note().to_owned(),
        }
    }

    /// Nothing to show.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.sentences.is_empty() && self.note.is_empty()
    }
}

impl HoursRow {
    fn new(page: &Page, row: &Row, today: bool) -> Self {
        let (morning, afternoon) = row.halves().unwrap_or_default();
        Self {
            head: row_days(page, row),
            class: match row.days.as_slice() {
                [Day::Sunday | Day::Holiday] => "sun",
                [Day::Saturday] => "sat",
                _ => "",
            },
            today,
            morning: morning.map(|part| span(page, part)),
            afternoon: afternoon.map(|part| span(page, part)),
            times: row_times(page, row),
            reception: (!row.reception.is_empty()).then(|| page.t.times_reception(spans(page, &row.reception))),
        }
    }
}

/// Hours in lines, one for all days with the same times; closed days are left out: 火・金 13:00–14:00.
pub fn lines(page: &Page, hours: &Hours) -> Vec<Phrase> {
    let mut rows: Vec<Row> = Vec::new();
    for row in hours.table().rows {
        match rows.iter_mut().find(|known| known.weeks == row.weeks && known.hours == row.hours) {
            Some(same) => same.days.extend(row.days),
            None => rows.push(row),
        }
    }
    let line = |row: &Row| {
        let times = row_times(page, row)?;
        Some(Phrase::joined(&[row_days(page, row), times], " "))
    };
    rows.iter().filter_map(line).collect()
}

/// What has to be said beside hours: holidays, closing days.
pub fn exceptions(page: &Page, hours: &Hours, today: Date) -> Vec<Phrase> {
    sentences(page, &hours.table().exceptions, today)
}

/// Hours in lines with what has to be said beside them.
pub fn all_lines(page: &Page, hours: &Hours, today: Date) -> Vec<Phrase> {
    let mut all = lines(page, hours);
    all.extend(exceptions(page, hours, today));
    if !hours.note().is_empty() {
        all.push(page.t.as_written(hours.note()));
    }
    all
}

/// The times of one day, each with the weeks of the month where it is not every week.
pub fn on_day(page: &Page, hours: &Hours, day: Day) -> Vec<(Option<Phrase>, Phrase)> {
    let rows = hours.table().rows.into_iter().filter(|row| row.days.contains(&day));
    let told = |row: Row| {
        let weeks = (!row.weeks.is_all()).then(|| nth(page, row.weeks));
        Some((weeks, row_times(page, &row)?))
    };
    rows.filter_map(told).collect()
}

/// A span of time: 9:00–12:30.
pub fn span(page: &Page, span: Span) -> Phrase {
    page.t.times_range(words::minute(page, span.from()), words::minute(page, span.to()))
}

/// Spans of time, one after the other.
pub fn spans(page: &Page, all: &[Span]) -> Phrase {
    let all: Vec<Phrase> = all.iter().map(|one| span(page, *one)).collect();
    Phrase::joined(&all, between_spans(page))
}

fn between_spans(page: &Page) -> &'static str {
    if page.is_english() { ", " } else { " " }
}

/// The moment at which something ends, seen from `now`: 18:00, 24:00, 翌1:00, or with its date.
pub fn until(page: &Page, now: DateTime, end: DateTime) -> Phrase {
    let tomorrow = now.date().tomorrow().ok();
    let time = words::time(end.time());
    if end.date() == now.date() {
        return page.t.find_plain(time);
    }
    if tomorrow != Some(end.date()) {
        return Phrase::joined(&[page.t.short_date(end.date()), page.t.find_plain(time)], " ");
    }
    if end.hour() == 0 && end.minute() == 0 { page.t.find_plain("24:00") } else { page.t.weekday_next_morning(time) }
}

fn row_times(page: &Page, row: &Row) -> Option<Phrase> {
    match &row.hours {
        RowHours::Closed => None,
        RowHours::TimesUnknown => Some(page.t.times_not_told()),
        RowHours::Spans(spans) => {
            let one = |(part, doubtful): &(Span, bool)| {
                let text = span(page, *part);
                if *doubtful { page.t.times_doubtful(text) } else { text }
            };
            let spans: Vec<Phrase> = spans.iter().map(one).collect();
            Some(Phrase::joined(&spans, between_spans(page)))
        }
    }
}

fn row_days(page: &Page, row: &Row) -> Phrase {
    let short = |day: &Day| words::short_day(page, *day);
    match row.days.as_slice() {
        days if !row.weeks.is_all() => on_weeks(page, days.iter().copied().collect(), row.weeks),
        [first, .., last] if is_run(&row.days) => page.t.times_range(short(first), short(last)),
        days => Phrase::joined(&days.iter().map(short).collect::<Vec<_>>(), between(page)),
    }
}

/// So many days that follow each other are told as a range: 月–金.
const RUN: usize = 4;

fn is_run(days: &[Day]) -> bool {
    let place = |day: &Day| Day::ALL.iter().position(|known| known == day);
    days.len() >= RUN
        && !days.contains(&Day::Holiday)
        && days.windows(2).all(|pair| place(&pair[0]).zip(place(&pair[1])).is_some_and(|(one, next)| one + 1 == next))
}

/// 第2・第4土曜日; every week: 月曜日・火曜日.
pub fn on_weeks(page: &Page, days: DaySet, weeks: Weeks) -> Phrase {
    let full: Vec<Phrase> = days.iter().map(|day| words::day(page, day)).collect();
    let full = Phrase::joined(&full, between(page));
    if weeks.is_all() {
        return full;
    }
    page.t.times_on_weeks(nth(page, weeks), full)
}

/// 第2・第4.
fn nth(page: &Page, weeks: Weeks) -> Phrase {
    let each: Vec<Phrase> = weeks.iter().map(|n| page.t.times_week(ordinal(page, n))).collect();
    match each.as_slice() {
        [first @ .., last] if page.is_english() && !first.is_empty() => {
            Phrase::joined(&[Phrase::joined(first, ", "), last.clone()], " and ")
        }
        each => Phrase::joined(each, between(page)),
    }
}

fn between(page: &Page) -> &'static str {
    if page.is_english() { ", " } else { "・" }
}

fn ordinal(page: &Page, n: u8) -> String {
    let ending = match (page.is_english(), n) {
        (false, _) => "",
        (true, 1) => "st",
        (true, 2) => "nd",
        (true, 3) => "rd",
        (true, _) => "th",
    };
    format!("{n}{ending}")
}

/// What stands below the table; closures that are over are left out, free text is shown on its own.
pub(super) fn sentences(page: &Page, exceptions: &[Exception], today: Date) -> Vec<Phrase> {
    let t = &page.t;
    let mut sentences = Vec::new();
    let mut closed = Vec::new();
    for exception in exceptions {
        match exception {
            Exception::HolidaysClosed => sentences.push(t.facility_holidays_closed()),
            Exception::HolidaysAsWeekday => sentences.push(t.facility_holidays_open()),
            Exception::HolidaysNotStated => sentences.push(t.state_more_sentence(t.state_holiday_unknown())),
            Exception::Closed(Closure::Dated(_, last)) if *last < today => {}
            Exception::Closed(closure) => closed.push(closure_days(page, *closure)),
            Exception::Note(_) => {}
        }
    }
    if !closed.is_empty() {
        let days = Phrase::joined(&closed, if page.is_english() { "; " } else { "、" });
        sentences.push(t.facility_closed_days(days));
    }
    sentences
}

fn closure_days(page: &Page, closure: Closure) -> Phrase {
    let t = &page.t;
    match closure {
        Closure::Weekly(days, weeks) => on_weeks(page, days, weeks),
        Closure::Yearly(first, last) if first == last => month_day(page, first),
        Closure::Yearly(first, last) if first.month() == last.month() && first < last => {
            t.times_range_in_month(t.month(first.month()), t.day_of_month(first.day()), t.day_of_month(last.day()))
        }
        Closure::Yearly(first, last) => {
            let days = t.times_range(month_day(page, first), month_day(page, last));
            if first.month() == 12 && last.month() == 1 { t.times_new_year(days) } else { days }
        }
        Closure::Dated(first, last) if first == last => t.date(first),
        Closure::Dated(first, last) => t.times_range(t.date(first), t.date(last)),
    }
}

fn month_day(page: &Page, day: MonthDay) -> Phrase {
    page.t.month_day(day.month(), day.day())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::directory::hours::parse_text;
    use crate::platform::Config;
    use crate::platform::holidays::Law;
    use crate::platform::web::{Language, Words};

    fn page(language: Language) -> Page {
        let mut page = Page::plain(Config::standard().hub);
        (page.t, page.preferences.language) = (Words::new(language), language);
        page
    }

    fn table(page: &Page, hours: &str, now: DateTime) -> HoursTable {
        HoursTable::new(page, &parse_text(hours).unwrap(), Today::of(now, &Law))
    }

    #[test]
    fn some_weeks_closures_and_today_are_told_in_words() {
        let hours =
            "月〜金 9:00-12:30 14:00-18:30、第2・4土曜 9:00-12:00、祝日休み、8/13-15休み、12/29-1/3休み、第3水曜休み";
        let now = date(2026, 11, 28).at(10, 0, 0, 0);
        let japanese = table(&page(Language::Japanese), hours, now);
        let heads: Vec<String> = japanese.rows.iter().map(|row| row.head.plain().into_owned()).collect();
        assert_eq!(heads, ["日", "月–金", "第2・第4土曜日"]);
        assert_eq!(japanese.rows.iter().map(|row| row.today).collect::<Vec<_>>(), [false, false, true]);
        let sentences: Vec<String> = japanese.sentences.iter().map(|s| s.plain().into_owned()).collect();
        let closed = "第3水曜日、8月13日–15日、年末年始(12月29日–1月3日)は休みます。";
        assert!(sentences[0].starts_with("祝日") && sentences[1] == closed, "{sentences:?}");
        let english = table(&page(Language::English), hours, now);
        assert_eq!(english.rows[2].head.plain(), "2nd and 4th Saturday");
        assert_eq!(
            english.sentences[1].plain(),
            "Closed 3rd Wednesday; 13–15 August; over New Year (29 December–3 January)."
        );
    }

    #[test]
    fn an_end_after_midnight_says_so() {
        let (page, now) = (page(Language::Japanese), date(2026, 11, 22).at(20, 0, 0, 0));
        let shown = |end: DateTime| until(&page, now, end).plain().into_owned();
        assert_eq!(shown(date(2026, 11, 22).at(21, 30, 0, 0)), "21:30");
        assert_eq!(shown(date(2026, 11, 23).at(0, 0, 0, 0)), "24:00");
        assert_eq!(shown(date(2026, 11, 23).at(1, 0, 0, 0)), "翌1:00");
        assert_eq!(shown(date(2026, 11, 24).at(9, 0, 0, 0)), "11月24日(火) 9:00");
    }

    #[test]
    fn hours_fit_into_lines() {
        let hours = parse_text("火・金 13:00-14:00、第1月曜 18:00-翌1:00").unwrap();
        let shown: Vec<String> =
            lines(&page(Language::Japanese), &hours).iter().map(|line| line.plain().into_owned()).collect();
        assert_eq!(shown, ["第1月曜日 18:00–翌1:00", "火・金 13:00–14:00"]);
    }
}
