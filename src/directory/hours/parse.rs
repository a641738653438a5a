//! Reading hours as people type them: 「月・火・水 9:00-12:30 14:00-18:30、土 9:00-12:30、第2・4日曜 9:00-12:00、
//! 祝日休み、12/29-1/3休み ※8月は電話で確かめてください」.

use super::closures::{Closure, HolidayRule};
use super::days::{Day, DaySet, Weeks};
use super::error::HoursError;
use super::scan::{Scan, Wrong};
use super::window::{Minute, Window, WindowKind};
use super::{Hours, HoursParts, Span, UntimedDays};

mod early;
#[cfg(test)]
mod tests;

/// The longest text that is read, in characters, without its note.
const LONGEST: usize = 2_000;

/// A closure of more than half a year is a slip of the pen (`8/14-5/16`).
const LONGEST_CLOSURE: i32 = 183;

const CLOSED: [&str; 14] = [
    "お休み",
    "休診日",
    "休業日",
    "定休日",
    "休館日",
    "休診",
    "休業",
    "定休",
    "休館",
    "休み",
    "閉店",
    "を除く",
    "除く",
    "休",
];
const OPEN: [&str; 7] = ["診療", "営業", "開所", "開院", "開局", "対応", "稼働"];
const SEASON: [&str; 10] =
    ["年末年始", "お盆", "夏季休暇", "夏期休暇", "夏季", "夏期", "冬季", "年末", "年始", "ゴールデンウィーク"];
const FILLER: [&str; 17] = [
    "時間",
    "毎年",
    "毎週",
    "毎月",
    "ただし",
    "但し",
    "また",
    "は",
    "も",
    "の",
    "と",
    "を",
    "(",
    ")",
    ":",
    "しています",
    "します",
];

/// Reads hours as people type them, in half or full width. What stands after ※ is kept as the note.
pub fn parse_text(text: &str) -> Result<Hours, HoursError> {
    if text.trim().is_empty() {
        return Err(HoursError::Empty);
    }
    let (said, note) = text.split_once('※').unwrap_or((text, ""));
    if said.chars().count() > LONGEST {
        return Err(HoursError::TooLong);
    }
    let mut reader = Reader::new(said);
    reader.read()?;
    Ok(HoursParts { note: note.to_owned(), ..reader.parts }.into())
}

struct Reader {
    scan: Scan,
    parts: HoursParts,
    days: Vec<(DaySet, Weeks)>,
    dates: Vec<Closure>,
    /// Where the waiting days or dates began.
    since: usize,
    /// The days have times already, so other days begin a new group.
    timed: bool,
    kind: WindowKind,
    labelled: bool,
    /// 定休日 stands before its days.
    closing: Option<usize>,
    /// 年末年始 stands there without dates.
    season: Option<usize>,
    /// The days need no times (年中無休).
    untimed: bool,
    /// How many windows the last span made.
    last_span: usize,
    /// When the last span of these days ends.
    until: Minute,
    /// Times that stand before their days (9:00-17:00 月〜金), and where they began.
    early: Vec<(Span, WindowKind)>,
    early_since: usize,
    /// More than one thing may be meant by the days behind such times.
    parted: bool,
}

impl Reader {
    fn new(text: &str) -> Self {
        Self {
            scan: Scan::new(text),
            parts: HoursParts::default(),
            days: Vec::new(),
            dates: Vec::new(),
            since: 0,
            timed: false,
            kind: WindowKind::Open,
            labelled: false,
            closing: None,
            season: None,
            untimed: false,
            last_span: 0,
            until: Minute::MIDNIGHT,
            early: Vec::new(),
            early_since: 0,
            parted: false,
        }
    }

    fn read(&mut self) -> Result<(), HoursError> {
        while !self.scan.is_done() {
            self.read_one()?;
        }
        self.end_sentence()?;
        if !self.early.is_empty() {
            self.find_days_of_early()?;
        }
        if self.untimed {
            self.keep_untimed();
        }
        self.nothing_waits()
    }

    fn read_one(&mut self) -> Result<(), HoursError> {
        let start = self.scan.position();
        let wrong = |error: fn(String) -> HoursError| move |scan: &Scan| error(scan.piece(start));
        match self.scan.peek() {
            Some(mark @ (' ' | '、' | '・')) => {
                self.parted |= mark != '・' && !self.days.is_empty();
                self.scan.skip();
                return Ok(());
            }
            Some('。') => {
                self.scan.skip();
                self.days_of_early_are_told();
                return self.end_sentence();
            }
            Some('(') => self.days_of_early_are_told(),
            _ => {}
        }
        if self.words(start)? {
            return Ok(());
        }
        match self.scan.span() {
            Ok(Some(span)) => return self.take_span(start, span),
            Ok(None) => self.scan.go_back(start),
            Err(Wrong) => return Err(wrong(HoursError::BadTime)(&self.scan)),
        }
        match self.scan.dates() {
            Ok(Some(dates)) if dates.days().is_some_and(|days| days > LONGEST_CLOSURE) => {
                return Err(wrong(HoursError::BadDate)(&self.scan));
            }
            Ok(Some(dates)) => {
                self.begin_group(start);
                self.season = None;
                self.dates.push(dates);
                return Ok(());
            }
            Ok(None) => self.scan.go_back(start),
            Err(Wrong) => return Err(wrong(HoursError::BadDate)(&self.scan)),
        }
        match self.scan.days() {
            Ok(Some(days)) => {
                self.no_day_of_days(start)?;
                self.begin_group(start);
                self.days.push(days);
                return Ok(());
            }
            Ok(None) => self.scan.go_back(start),
            Err(Wrong) => return Err(wrong(HoursError::BadDay)(&self.scan)),
        }
        match self.scan.span_of_hours() {
            Some(span) if self.is_plain_hours(span) => return self.take_span(start, span),
            _ => self.scan.go_back(start),
        }
        if self.scan.eat_any(&FILLER).is_some() {
            return Ok(());
        }
        if self.scan.peek().is_some_and(|c| c.is_ascii_digit()) {
            return Err(wrong(HoursError::BadTime)(&self.scan));
        }
        Err(wrong(HoursError::NotUnderstood)(&self.scan))
    }

    /// The words that are neither days nor times. `false`: it is none of them.
    fn words(&mut self, start: usize) -> Result<bool, HoursError> {
        if self.scan.eat("休日") {
            return Err(HoursError::NotUnderstood(self.scan.piece(start)));
        }
        if self.scan.eat_any(&["最終", "最後の"]).is_some() {
            return Err(HoursError::LastOfMonth(self.scan.piece(start)));
        }
        if self.scan.eat_any(&["年中無休", "無休", "365日"]).is_some() {
            self.parts.holidays = HolidayRule::Open;
            if self.days.is_empty() && !self.timed {
                self.begin_group(start);
                self.days.push((DaySet::WEEK, Weeks::ALL));
                self.untimed = true;
            }
        } else if self.scan.eat_any(&["曜日どおり", "曜日通り"]).is_some() {
            self.keep_open(start)?;
        } else if self.scan.eat_any(&["(時間不明)", "(時間は不明)", "時間不明"]).is_some() {
            self.some_days_wait(start)?;
            self.keep_untimed();
        } else if self.scan.eat_any(&["(要確認)", "要確認"]).is_some() {
            if !self.early.is_empty() {
                return Err(self.early_without_days());
            }
            let sure = self.parts.windows.len().saturating_sub(self.last_span);
            self.parts.windows[sure..].iter_mut().for_each(|w| *w = w.doubted());
        } else if self.scan.eat("受付") {
            self.label(WindowKind::Reception);
        } else if self.scan.eat_any(&OPEN).is_some() {
            self.label(WindowKind::Open);
            if !self.timed && !self.days.is_empty() && self.ends_here() {
                self.keep_open(start)?;
            }
        } else if self.scan.eat_any(&SEASON).is_some() {
            self.season = Some(start);
        } else if self.scan.eat_any(&CLOSED).is_some() {
            self.close(start)?;
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    fn label(&mut self, kind: WindowKind) {
        self.kind = kind;
        self.labelled = true;
    }

    /// Whether what is said of the waiting days ends here (祝日も営業、…).
    fn ends_here(&mut self) -> bool {
        while self.scan.eat_any(&["しています", "します", "あり", ")", " "]).is_some() {}
        matches!(self.scan.peek(), None | Some('、' | '。'))
    }

    fn begin_group(&mut self, start: usize) {
        if self.timed {
            self.days.clear();
            (self.timed, self.until) = (false, Minute::MIDNIGHT);
            if !self.labelled {
                self.kind = WindowKind::Open;
            }
        }
        if self.days.is_empty() && self.dates.is_empty() {
            self.since = start;
        }
    }

    fn take_span(&mut self, start: usize, span: super::Span) -> Result<(), HoursError> {
        if !self.dates.is_empty() {
            return Err(HoursError::TimesOnDates(self.scan.piece(self.since)));
        }
        if let Some(closing) = self.closing {
            return Err(HoursError::ClosedWhat(self.scan.piece(closing)));
        }
        let says_nothing_yet = self.parts.windows.is_empty() && self.parts.untimed.is_empty();
        match (self.days.is_empty(), self.early.is_empty()) {
            (true, true) if !says_nothing_yet => return Err(HoursError::TimesWithoutDays(self.scan.piece(start))),
            // 9:00-12:00 月〜金 13:00-17:00: whose times are the second ones?
            (false, false) => return Err(self.early_without_days()),
            (true, is_first) => {
                if is_first {
                    self.early_since = start;
                }
                self.early.push((span, self.kind));
                self.labelled = false;
            }
            (false, true) => self.add_windows(span, self.kind),
        }
        self.until = span.to();
        self.skip_slash();
        Ok(())
    }

    fn add_windows(&mut self, span: Span, kind: WindowKind) {
        let before = self.parts.windows.len();
        let windows = self.days.iter().map(|(days, weeks)| Window::open(*days, span).in_weeks(*weeks).of_kind(kind));
        self.parts.windows.extend(windows);
        self.last_span = self.parts.windows.len() - before;
        (self.timed, self.labelled, self.untimed) = (true, false, false);
    }

    /// 祝日の月曜 is neither every holiday nor every Monday.
    fn no_day_of_days(&mut self, start: usize) -> Result<(), HoursError> {
        let here = self.scan.position();
        if self.scan.eat("の") {
            self.scan.skip_spaces();
            if !matches!(self.scan.days(), Ok(None)) {
                return Err(HoursError::NotUnderstood(self.scan.piece(start)));
            }
        }
        self.scan.go_back(here);
        Ok(())
    }

    fn close(&mut self, start: usize) -> Result<(), HoursError> {
        if let Some(season) = self.season {
            return Err(HoursError::SeasonWithoutDates(self.scan.piece(season)));
        }
        if self.timed || (self.days.is_empty() && self.dates.is_empty()) {
            self.begin_group(start);
            self.closing = Some(start);
            return Ok(());
        }
        if self.parted && !self.early.is_empty() {
            // 9:00-17:00 月〜金 土日休み: are 月〜金 closed too?
            return Err(self.early_without_days());
        }
        self.keep_closed();
        Ok(())
    }

    fn keep_closed(&mut self) {
        let weekly = self.days.drain(..).map(|(days, weeks)| Closure::Weekly(days, weeks));
        self.parts.closures.extend(weekly.chain(self.dates.drain(..)));
        (self.closing, self.untimed) = (None, false);
    }

    fn keep_untimed(&mut self) {
        let untimed = self.days.drain(..).map(|(days, weeks)| UntimedDays { weeks, days });
        self.parts.untimed.extend(untimed);
        self.untimed = false;
    }

    /// Holidays are kept as the weekday; other days are open at times not told.
    fn keep_open(&mut self, start: usize) -> Result<(), HoursError> {
        self.some_days_wait(start)?;
        let holiday = (DaySet::from(Day::Holiday), Weeks::ALL);
        if self.days.contains(&holiday) {
            self.parts.holidays = HolidayRule::Open;
            self.days.retain(|days| *days != holiday);
        }
        self.keep_untimed();
        Ok(())
    }

    fn some_days_wait(&self, start: usize) -> Result<(), HoursError> {
        match self.timed || self.days.is_empty() {
            true => Err(HoursError::NotUnderstood(self.scan.piece(start))),
            false => Ok(()),
        }
    }

    fn end_sentence(&mut self) -> Result<(), HoursError> {
        let Some(closing) = self.closing else { return Ok(()) };
        if self.days.is_empty() && self.dates.is_empty() {
            return Err(HoursError::ClosedWhat(self.scan.piece(closing)));
        }
        self.keep_closed();
        Ok(())
    }

    fn nothing_waits(&self) -> Result<(), HoursError> {
        if let Some(season) = self.season {
            return Err(HoursError::SeasonWithoutDates(self.scan.piece(season)));
        }
        let waits = !self.dates.is_empty() || (!self.timed && !self.days.is_empty());
        if waits { Err(HoursError::DaysWithoutTimes(self.scan.piece(self.since))) } else { Ok(()) }
    }
}
