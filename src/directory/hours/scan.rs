//! Reading typed text: width and dashes made alike, then times, dates and days taken from the front.

use jiff::civil::Date;

use super::closures::{Closure, MonthDay};
use super::days::{Day, DaySet, Weeks};
use super::window::{Minute, Span};

/// The text as it was typed and as it is read, character for character.
pub(super) struct Scan {
    typed: Vec<char>,
    folded: Vec<char>,
    at: usize,
}

/// A piece that looks like what was asked for, and is wrong.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Wrong;

type Found<T> = Result<Option<T>, Wrong>;

impl Scan {
    pub(super) fn new(text: &str) -> Self {
        let typed: Vec<char> = text.chars().collect();
        let mut folded: Vec<char> = Vec::with_capacity(typed.len());
        for &c in &typed {
            let before = folded.last().copied();
            folded.push(fold(c, before));
        }
        Self { typed, folded, at: 0 }
    }

    pub(super) fn position(&self) -> usize {
        self.at
    }

    pub(super) fn go_back(&mut self, position: usize) {
        self.at = position;
    }

    pub(super) fn is_done(&self) -> bool {
        self.at >= self.folded.len()
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.folded.get(self.at).copied()
    }

    pub(super) fn skip(&mut self) {
        self.at += 1;
    }

    pub(super) fn skip_spaces(&mut self) {
        while self.peek() == Some(' ') {
            self.at += 1;
        }
    }

    /// What was typed from `start` to here, or to the next mark when nothing was read; at most 20 characters.
    pub(super) fn piece(&self, start: usize) -> String {
        let rest = &self.folded[start.min(self.folded.len())..];
        let to_mark = rest.iter().skip(1).position(|c| matches!(c, '、' | '。' | ' ')).map_or(rest.len(), |n| n + 1);
        let length = self.at.saturating_sub(start).max(to_mark).min(20);
        self.typed.iter().skip(start).take(length).collect::<String>().trim().to_owned()
    }

    pub(super) fn eat(&mut self, word: &str) -> bool {
        let length = word.chars().count();
        let here = self.folded.get(self.at..self.at + length);
        let found = here.is_some_and(|here| here.iter().copied().eq(word.chars()));
        if found {
            self.at += length;
        }
        found
    }

    pub(super) fn eat_any<'a>(&mut self, words: &[&'a str]) -> Option<&'a str> {
        words.iter().copied().find(|word| self.eat(word))
    }

    fn number(&mut self) -> Option<u16> {
        let digits: String = self.folded[self.at..].iter().take(4).take_while(|c| c.is_ascii_digit()).collect();
        let number = digits.parse().ok()?;
        self.at += digits.len();
        Some(number)
    }

    /// `9:00-12:30`, `午前9時〜正午`, `17:00-翌9:00`, `24時間`.
    pub(super) fn span(&mut self) -> Found<Span> {
        if self.eat_any(&["24時間", "終日"]).is_some() {
            return Ok(Some(Span::ALL_DAY));
        }
        let start = self.at;
        let Some(from) = self.time()? else { return Ok(None) };
        self.skip_spaces();
        if self.eat_any(&["-", "から", "より"]).is_none() {
            self.at = start;
            return Err(Wrong);
        }
        self.skip_spaces();
        let Some(mut to) = self.time()? else { return Err(Wrong) };
        self.eat("まで");
        let afternoon = to.minute.minutes() + 12 * 60;
        if from.is_afternoon && to.is_plain && to.minute < from.minute && afternoon > from.minute.minutes() {
            to.minute = Minute::try_from(afternoon).map_err(|_| Wrong)?;
        }
        Span::new(from.minute, to.minute).map(Some).map_err(|_| Wrong)
    }

    /// `9-17`, `9〜17時`: whole hours, with nothing behind them that could make them something else.
    pub(super) fn span_of_hours(&mut self) -> Option<Span> {
        let from = self.number()?;
        self.skip_spaces();
        if !self.eat("-") {
            return None;
        }
        self.skip_spaces();
        let to = self.number()?;
        self.eat("時");
        let ends = matches!(self.peek(), None | Some(' ' | '、' | '。' | '・' | '(' | ')' | '/'));
        (ends && from < to && to <= 24).then(|| Span::new(Minute::new(from, 0)?, Minute::new(to, 0)?).ok())?
    }

    /// The time a column holds, such as `09:00`, and nothing else.
    pub(super) fn only_time(text: &str) -> Option<Minute> {
        let mut scan = Self::new(text.trim());
        let time = scan.time().ok()??;
        scan.is_done().then_some(time.minute)
    }

    fn time(&mut self) -> Found<Time> {
        let start = self.at;
        if self.eat("正午") {
            return Ok(Minute::new(12, 0).map(|minute| Time { minute, is_afternoon: false, is_plain: false }));
        }
        let half = self.eat_any(&["午前", "午後", "AM", "PM", "am", "pm", "翌日", "翌朝", "翌"]);
        self.skip_spaces();
        let Some(hour) = self.number() else {
            self.at = start;
            return Ok(None);
        };
        let minute = if self.eat(":") {
            self.number().ok_or(Wrong)?
        } else if self.eat("時") {
            self.minutes_after_hour()?
        } else {
            self.at = start;
            return Ok(None);
        };
        let is_afternoon = matches!(half, Some("午後" | "PM" | "pm"));
        let shown = match half {
            None if hour <= 30 => hour,
            Some(h) if h.starts_with('翌') && hour <= 24 => hour + 24,
            Some("午前" | "AM" | "am") if hour <= 12 => hour,
            Some(_) if is_afternoon && hour < 12 => hour + 12,
            Some(_) if is_afternoon && hour <= 24 => hour,
            _ => return Err(Wrong),
        };
        let minute = Minute::new(shown, minute).ok_or(Wrong)?;
        Ok(Some(Time { minute, is_afternoon, is_plain: half.is_none() }))
    }

    fn minutes_after_hour(&mut self) -> Result<u16, Wrong> {
        if self.eat("半") {
            return Ok(30);
        }
        match self.number() {
            None => Ok(0),
            Some(minute) if self.eat("分") => Ok(minute),
            Some(_) => Err(Wrong),
        }
    }

    /// `12/29-1/3`, `8月13日〜15日`, `2026/3/1`.
    pub(super) fn dates(&mut self) -> Found<Closure> {
        let Some(first) = self.date()? else { return Ok(None) };
        let here = self.at;
        self.skip_spaces();
        if self.eat_any(&["-", "から", "より"]).is_none() {
            self.at = here;
            return Ok(Some(first.to(first).ok_or(Wrong)?));
        }
        self.skip_spaces();
        self.eat_any(&["翌年", "翌", "年始", "正月"]);
        let last = match self.date()? {
            Some(last) => last,
            None => first.on_day(self.number().ok_or(Wrong)?).ok_or(Wrong)?,
        };
        self.eat("日");
        self.eat("まで");
        first.to(last).map(Some).ok_or(Wrong)
    }

    /// The further days of `1月1日、2日、3日`.
    pub(super) fn more_days_of(&mut self, dates: Closure) -> Vec<Closure> {
        let mut days = Vec::new();
        let Closure::Yearly(_, first) = dates else { return days };
        loop {
            let here = self.at;
            let joined = self.eat_any(&["、", "・"]).is_some();
            let day = self.number().and_then(|n| i8::try_from(n).ok()).and_then(|n| MonthDay::new(first.month(), n));
            match day {
                Some(day) if joined && self.eat("日") => days.push(Closure::Yearly(day, day)),
                _ => {
                    self.at = here;
                    return days;
                }
            }
        }
    }

    fn date(&mut self) -> Found<Day365> {
        let start = self.at;
        let Some(first) = self.number() else { return Ok(None) };
        let year = (first >= 1900 && self.eat_any(&["/", "年"]).is_some()).then_some(first);
        let month = if year.is_some() { self.number() } else { Some(first) };
        let day = if self.eat_any(&["/", "月"]).is_some() { self.number() } else { None };
        let (Some(month), Some(day)) = (month, day) else {
            self.at = start;
            return Ok(None);
        };
        self.eat("日");
        self.weekday_in_brackets();
        let (month, day) = (i8::try_from(month).map_err(|_| Wrong)?, i8::try_from(day).map_err(|_| Wrong)?);
        let found = match year {
            Some(year) => Date::new(year as i16, month, day).ok().map(Day365::Once),
            None => MonthDay::new(month, day).map(Day365::EveryYear),
        };
        found.map(Some).ok_or(Wrong)
    }

    fn weekday_in_brackets(&mut self) {
        if let [Some('('), Some(day), Some(')')] =
            [0, 1, 2].map(|n| self.folded.get(self.at + n)).map(Option::<&char>::copied)
            && Day::from_char(day).is_some()
        {
            self.at += 3;
        }
    }

    /// `月`, `火曜日`, `月〜金`, `平日`, `土日`, `祝日`, `第2・第4土曜`.
    pub(super) fn days(&mut self) -> Found<(DaySet, Weeks)> {
        let weeks = if self.eat("第") { Some(self.weeks()?) } else { None };
        self.skip_spaces();
        let days = match self.eat_any(&["毎日", "全日", "平日"]) {
            Some("平日") => DaySet::WEEKDAYS,
            Some(_) => DaySet::WEEK,
            None => self.run_of_days()?,
        };
        match (days.is_empty(), weeks) {
            (true, Some(_)) => Err(Wrong),
            (true, None) => Ok(None),
            (false, weeks) => Ok(Some((days, weeks.unwrap_or_default()))),
        }
    }

    fn weeks(&mut self) -> Result<Weeks, Wrong> {
        let mut weeks = Vec::new();
        loop {
            weeks.push(self.week().ok_or(Wrong)?);
            self.eat("週");
            let here = self.at;
            let joined = self.eat_any(&["・", "、", "と", ".", "-"]).is_some();
            self.skip_spaces();
            let again = self.eat("第");
            if (joined || again) && self.week().is_some() {
                self.at -= 1;
            } else {
                self.at = here;
                self.eat("の");
                return Weeks::new(weeks).ok_or(Wrong);
            }
        }
    }

    fn week(&mut self) -> Option<u8> {
        let n = "12345一二三四五".chars().position(|c| Some(c) == self.peek())?;
        self.skip();
        Some((n % 5) as u8 + 1)
    }

    /// Days written without a mark between them (土日祝), and runs (月〜金).
    fn run_of_days(&mut self) -> Result<DaySet, Wrong> {
        let mut days = DaySet::NONE;
        while let Some(first) = self.day() {
            let here = self.at;
            self.skip_spaces();
            let last = if self.eat_any(&["-", "から"]).is_some() {
                self.skip_spaces();
                self.day()
            } else {
                None
            };
            match last {
                Some(Day::Holiday) => return Err(Wrong),
                Some(last) if first != Day::Holiday => days = days.union(from_to(first, last)),
                Some(_) => return Err(Wrong),
                None => {
                    self.at = here;
                    days = days.with(first);
                }
            }
        }
        Ok(days)
    }

    fn day(&mut self) -> Option<Day> {
        if self.eat_any(&["祝祭日", "祝日", "祭日", "祝"]).is_some() {
            return Some(Day::Holiday);
        }
        let day = Day::from_char(self.peek()?)?;
        self.skip();
        let _ = self.eat("曜日") || self.eat("曜");
        Some(day)
    }
}

struct Time {
    minute: Minute,
    is_afternoon: bool,
    is_plain: bool,
}

#[derive(Clone, Copy)]
enum Day365 {
    EveryYear(MonthDay),
    Once(Date),
}

impl Day365 {
    /// The day of the same month, for `8/13-15`, or of the next, for `12/31-3`.
    fn on_day(self, day: u16) -> Option<Self> {
        let day = i8::try_from(day).ok()?;
        match self {
            Self::EveryYear(first) if day < first.day() => {
                MonthDay::new(first.month() % 12 + 1, day).map(Self::EveryYear)
            }
            Self::EveryYear(first) => MonthDay::new(first.month(), day).map(Self::EveryYear),
            Self::Once(first) => Date::new(first.year(), first.month(), day).ok().map(Self::Once),
        }
    }

    fn to(self, last: Self) -> Option<Closure> {
        match (self, last) {
            (Self::EveryYear(first), Self::EveryYear(last)) => Some(Closure::Yearly(first, last)),
            (Self::Once(first), Self::Once(last)) if first <= last => Some(Closure::Dated(first, last)),
            (Self::Once(first), Self::EveryYear(last)) => {
                let in_year = |year| Date::new(year, last.month(), last.day()).ok().filter(|last| first <= *last);
                let last = in_year(first.year()).or_else(|| in_year(first.year() + 1))?;
                Some(Closure::Dated(first, last))
            }
            _ => None,
        }
    }
}

fn from_to(first: Day, last: Day) -> DaySet {
    let week = &Day::ALL[..7];
    let days = week.iter().copied().cycle().skip_while(|day| *day != first);
    let run: DaySet = days.clone().take(7).take_while(|day| *day != last).collect();
    run.with(last)
}

/// One character as it is read: half width, one kind of dash, one comma, one stop.
fn fold(c: char, before: Option<char>) -> char {
    let half = match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    };
    match half {
        '〜' | '~' | '–' | '—' | '−' | '‐' | '‑' | '―' => '-',
        'ー' if before.is_some_and(|b| b.is_ascii_digit() || "時分日月火水木金土曜半".contains(b)) => '-',
        ',' | '､' => '、',
        ';' | '\n' | '\r' | '｡' => '。',
        '･' | '·' => '・',
        '∶' => ':',
        '\u{3000}' | '\t' | '\u{a0}' => ' ',
        other => other,
    }
}
