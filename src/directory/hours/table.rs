//! The table of the facility page, as data: days that follow each other with equal hours share a row.

use super::closures::{Closure, HolidayRule};
use super::days::{Day, Weeks};
use super::window::{Minute, Span, Window, WindowKind};
use super::{Hours, UntimedDays};

/// Opening hours as the facility page lays them out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Sunday first, the holiday last. Empty when no day is known to be open.
    pub rows: Vec<Row>,
    /// What stands below the table.
    pub exceptions: Vec<Exception>,
}

/// One row: days in these weeks of the month have these hours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Days that follow each other.
    pub days: Vec<Day>,
    /// The weeks of the month it is about.
    pub weeks: Weeks,
    /// What there is on them.
    pub hours: RowHours,
    /// When patients are taken in, where the source tells that beside the opening hours.
    pub reception: Vec<Span>,
}

/// What a row says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowHours {
    /// 休み.
    Closed,
    /// Open, at times nobody told.
    TimesUnknown,
    /// Open in these spans, in order; the flag says that the span is doubtful.
    Spans(Vec<(Span, bool)>),
}

/// A sentence below the table; the words are made where it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exception {
    /// 祝日は休みます.
    HolidaysClosed,
    /// 祝日も曜日どおりです.
    HolidaysAsWeekday,
    /// Nobody told how holidays are kept.
    HolidaysNotStated,
    /// A day off of some weeks, a range of every year or of one.
    Closed(Closure),
    /// Free text.
    Note(String),
}

impl Table {
    /// Whether every row fits the two columns 午前 and 午後; otherwise each is better shown as a list of spans.
    pub fn has_halves(&self) -> bool {
        self.rows.iter().all(|row| row.halves().is_some())
            && self.rows.iter().any(|row| matches!(row.halves(), Some((Some(_), Some(_)))))
    }
}

impl Row {
    /// The morning's and the afternoon's span; nothing when the day is not made of one of each at most.
    pub fn halves(&self) -> Option<(Option<Span>, Option<Span>)> {
        let (noon, lunch) = (Minute::new(12, 0)?, Minute::new(14, 0)?);
        let spans = match &self.hours {
            RowHours::Closed => return Some((None, None)),
            RowHours::TimesUnknown => return None,
            RowHours::Spans(spans) => spans,
        };
        let is_morning = |span: &Span| span.from() < noon && span.to() <= lunch;
        match spans.as_slice() {
            [(one, _)] if is_morning(one) => Some((Some(*one), None)),
            [(one, _)] if one.from() >= noon => Some((None, Some(*one))),
            [(first, _), (second, _)] if is_morning(first) && second.from() >= noon => {
                Some((Some(*first), Some(*second)))
            }
            _ => None,
        }
    }
}

impl Hours {
    /// The rows and sentences of the facility page.
    pub fn table(&self) -> Table {
        let mut rows: Vec<Row> = Vec::new();
        let days = if self.windows().is_empty() && self.untimed().is_empty() { &[][..] } else { &Day::ALL[..] };
        for &day in days {
            if day == Day::Holiday && self.holidays() != HolidayRule::Own {
                continue;
            }
            for row in self.rows_of(day) {
                match rows.iter_mut().rev().find(|r| r.is_about(&row)) {
                    Some(same) if follows(same.days.last(), day) => same.days.push(day),
                    _ => rows.push(row),
                }
            }
        }
        Table { rows, exceptions: self.exceptions() }
    }

    /// One row for each set of weeks in which the day is open, or a single closed one.
    fn rows_of(&self, day: Day) -> Vec<Row> {
        let open_kind = self.windows().first().map_or(WindowKind::Open, Window::kind);
        let of_day: Vec<&Window> = self.windows().iter().filter(|w| w.days().contains(day)).collect();
        let untimed = self.untimed().iter().filter(|u| u.days.contains(day));
        let mut weeks: Vec<Weeks> = of_day.iter().filter(|w| w.kind() == open_kind).map(|w| w.weeks()).collect();
        weeks.extend(untimed.map(|u: &UntimedDays| u.weeks));
        weeks.sort_unstable_by(|a, b| b.cmp(a));
        weeks.dedup();
        let spans = |weeks: Weeks, kind: WindowKind| {
            let of_kind = of_day.iter().filter(move |w| w.weeks() == weeks && w.kind() == kind);
            let mut spans: Vec<(Span, bool)> = of_kind.map(|w| (w.span(), w.is_doubtful())).collect();
            spans.sort_unstable();
            spans
        };
        if weeks.is_empty() {
            return vec![Row { days: vec![day], weeks: Weeks::ALL, hours: RowHours::Closed, reception: Vec::new() }];
        }
        let row = |weeks: Weeks| {
            let open = spans(weeks, open_kind);
            let hours = if open.is_empty() { RowHours::TimesUnknown } else { RowHours::Spans(open) };
            let beside = open_kind == WindowKind::Open;
            let reception = if beside { spans(weeks, WindowKind::Reception) } else { Vec::new() };
            Row { days: vec![day], weeks, hours, reception: reception.into_iter().map(|(span, _)| span).collect() }
        };
        weeks.into_iter().map(row).collect()
    }

    fn exceptions(&self) -> Vec<Exception> {
        let mut exceptions = Vec::new();
        match self.holidays() {
            HolidayRule::Closed => exceptions.push(Exception::HolidaysClosed),
            HolidayRule::Open => exceptions.push(Exception::HolidaysAsWeekday),
            HolidayRule::NotStated if !self.open_days().is_empty() => exceptions.push(Exception::HolidaysNotStated),
            HolidayRule::NotStated | HolidayRule::Own => {}
        }
        exceptions.extend(self.closures().iter().map(|closure| Exception::Closed(*closure)));
        if !self.note().is_empty() {
            exceptions.push(Exception::Note(self.note().to_owned()));
        }
        exceptions
    }
}

impl Row {
    fn is_about(&self, other: &Self) -> bool {
        (self.weeks, &self.hours, &self.reception) == (other.weeks, &other.hours, &other.reception)
    }
}

/// Whether the day stands right after the last one of a row. The holiday always has a row of its own.
fn follows(last: Option<&Day>, day: Day) -> bool {
    day != Day::Holiday && last.is_some_and(|last| *last as u8 + 1 == day as u8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::hours::{MonthDay, parse_text};

    fn shown(table: &Table) -> Vec<String> {
        let row = |row: &Row| {
            let days: Vec<&str> = row.days.iter().map(|d| d.japanese()).collect();
            let weeks: Vec<u8> = if row.weeks.is_all() { vec![] } else { row.weeks.iter().collect() };
            let hours = match &row.hours {
                RowHours::Closed => "休み".to_owned(),
                RowHours::TimesUnknown => "?".to_owned(),
                RowHours::Spans(spans) => spans.iter().map(|(s, _)| s.to_string()).collect::<Vec<_>>().join(" "),
            };
            format!("{}{weeks:?} {hours}", days.join("・"))
        };
        table.rows.iter().map(row).collect()
    }

    #[test]
    fn the_page_shows_the_dentist_as_drawn() {
        let text = "日 9:00-12:00、月・火・水・金 9:00-12:30 14:00-18:30、土 9:00-12:30 14:00-16:00、祝日休み、\
                    8/13-15休み、12/29-1/3休み";
        let table = parse_text(text).unwrap().table();
        let rows = [
            "日[] 9:00-12:00",
            "月・火・水[] 9:00-12:30 14:00-18:30",
            "木[] 休み",
            "金[] 9:00-12:30 14:00-18:30",
            "土[] 9:00-12:30 14:00-16:00",
        ];
        assert_eq!(shown(&table), rows);
        assert!(table.has_halves());
        let day = |month, day| MonthDay::new(month, day).unwrap();
        let closed = |first, last| Exception::Closed(Closure::Yearly(first, last));
        let exceptions = [Exception::HolidaysClosed, closed(day(8, 13), day(8, 15)), closed(day(12, 29), day(1, 3))];
        assert_eq!(table.exceptions, exceptions);
    }

    #[test]
    fn some_sundays_have_a_row_that_says_which() {
        let table = parse_text("月〜金 9:00-19:00、第2・4日曜 9:00-12:00、祝 10:00-12:00").unwrap().table();
        let rows = ["日[2, 4] 9:00-12:00", "月・火・水・木・金[] 9:00-19:00", "土[] 休み", "祝[] 10:00-12:00"];
        assert_eq!(shown(&table), rows);
        assert!(!table.has_halves(), "9:00-19:00 is neither a morning nor an afternoon");
    }

    #[test]
    fn nothing_known_makes_no_rows() {
        assert_eq!(Hours::default().table(), Table { rows: vec![], exceptions: vec![] });
    }
}
