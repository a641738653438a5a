//! Reading hours as people type them: 「月・火・水 9:00-12:30 14:00-18:30、土 9:00-12:30、第2・4日曜 9:00-12:00、
//! 祝日休み、12/29-1/3休み ※8月は電話で確かめてください」.

use super::closures::{Closure, HolidayRule};
use super::days::{Day, DaySet, Weeks};
use super::scan::{Scan, Wrong};
use super::window::{Window, WindowKind};
use super::{Hours, HoursParts, UntimedDays};

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

/// Why typed hours were not understood. The message says how to write it instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HoursError {
    /// There is nothing to read.
    #[error("曜日と時間を書いてください。例: 月〜金 9:00-17:00")]
    Empty,
    /// More than 2,000 characters.
    #[error("長すぎます。2,000字までで書いてください。")]
    TooLong,
    /// A word that says nothing of hours.
    #[error("「{0}」がわかりません。例: 月〜金 9:00-17:00、祝日休み。ほかのことは ※ のあとに書いてください。")]
    NotUnderstood(String),
    /// A time that is none, or half a span.
    #[error("時刻「{0}」がわかりません。例: 9:00-12:30、翌朝までは 17:00-翌9:00")]
    BadTime(String),
    /// A date that is none, or a closure of more than half a year.
    #[error("日付「{0}」がわかりません。例: 12/29-1/3休み、8/13-15休み、2026/3/1休み")]
    BadDate(String),
    /// A day or week of the month that is none.
    #[error("曜日「{0}」がわかりません。例: 月・水、月〜金、第2・4土曜")]
    BadDay(String),
    /// Times before any day.
    #[error("「{0}」は何曜日の時間ですか。曜日を先に書いてください。例: 月〜金 9:00-17:00")]
    TimesWithoutDays(String),
    /// Days, and then nothing.
    #[error(
        "「{0}」の時間を書いてください。例: 土 9:00-12:00。休みなら「土休み」、時間がわからなければ「土(時間不明)」"
    )]
    DaysWithoutTimes(String),
    /// Times on dates; only closures have dates.
    #[error("「{0}」: 日付には「休み」だけを書けます。その日だけの時間は ※ のあとに書いてください。")]
    TimesOnDates(String),
    /// 年末年始 without saying from when to when.
    #[error("「{0}」は日付で書いてください。例: 12/29-1/3休み")]
    SeasonWithoutDates(String),
    /// 休み, but not when.
    #[error("「{0}」はいつのことですか。例: 祝日休み、第3水曜休み")]
    ClosedWhat(String),
}

impl HoursError {
    /// The same in English.
    pub fn english(&self) -> String {
        match self {
            Self::Empty => "Write days and times, such as 月〜金 9:00-17:00 (Monday to Friday).".into(),
            Self::TooLong => "Too long: write at most 2,000 characters.".into(),
            Self::NotUnderstood(p) => {
                format!("\"{p}\" was not understood. Write 月〜金 9:00-17:00、祝日休み; anything else goes after ※.")
            }
            Self::BadTime(p) => {
                format!("\"{p}\" is not a time. Write 9:00-12:30, or 17:00-翌9:00 until the next morning.")
            }
            Self::BadDate(p) => format!("\"{p}\" is not a date. Write 12/29-1/3休み, 8/13-15休み or 2026/3/1休み."),
            Self::BadDay(p) => format!("\"{p}\" is not a day. Write 月・水, 月〜金 or 第2・4土曜."),
            Self::TimesWithoutDays(p) => format!("\"{p}\": on which days? Write the days first: 月〜金 9:00-17:00."),
            Self::DaysWithoutTimes(p) => {
                format!("\"{p}\": at what times? Write 土 9:00-12:00, 土休み if closed, 土(時間不明) if not known.")
            }
            Self::TimesOnDates(p) => format!("\"{p}\": dates can only be closed (休み); put special times after ※."),
            Self::SeasonWithoutDates(p) => format!("Write \"{p}\" as dates, such as 12/29-1/3休み."),
            Self::ClosedWhat(p) => format!("\"{p}\": when? Write 祝日休み or 第3水曜休み."),
        }
    }
}

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
        }
    }

    fn read(&mut self) -> Result<(), HoursError> {
        while !self.scan.is_done() {
            self.read_one()?;
        }
        self.end_sentence()?;
        if self.untimed {
            self.keep_untimed();
        }
        self.nothing_waits()
    }

    fn read_one(&mut self) -> Result<(), HoursError> {
        let start = self.scan.position();
        let wrong = |error: fn(String) -> HoursError| move |scan: &Scan| error(scan.piece(start));
        match self.scan.peek() {
            Some(' ' | '、' | '・') => {
                self.scan.skip();
                return Ok(());
            }
            Some('。') => {
                self.scan.skip();
                return self.end_sentence();
            }
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
                self.begin_group(start);
                self.days.push(days);
                return Ok(());
            }
            Ok(None) => self.scan.go_back(start),
            Err(Wrong) => return Err(wrong(HoursError::BadDay)(&self.scan)),
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
        if self.scan.eat_any(&["年中無休", "無休"]).is_some() {
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
            self.timed = false;
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
        if self.days.is_empty() {
            return Err(HoursError::TimesWithoutDays(self.scan.piece(start)));
        }
        let (kind, before) = (self.kind, self.parts.windows.len());
        let windows = self.days.iter().map(|(days, weeks)| Window::open(*days, span).in_weeks(*weeks).of_kind(kind));
        self.parts.windows.extend(windows);
        self.last_span = self.parts.windows.len() - before;
        (self.timed, self.labelled, self.untimed) = (true, false, false);
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
