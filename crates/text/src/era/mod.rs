//! Japanese eras (元号): reading dates as people write them, and writing them as forms want them.
//!
//! The list of eras is data; a new era is one line in [`Era::ALL`] and its `match` arms. 元号法 (昭和54年法律第43号).

use jiff::civil::{Date, Weekday, date};

mod parse;

pub use parse::{parse_date, parse_year};

/// An era of the Japanese calendar (元号).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Era {
    /// 明治, from 1868.
    Meiji,
    /// 大正, from 30 July 1912.
    Taisho,
    /// 昭和, from 25 December 1926.
    Showa,
    /// 平成, from 8 January 1989.
    Heisei,
    /// 令和, from 1 May 2019.
    Reiwa,
}

impl Era {
    /// Every era that a living person's papers can name, oldest first.
    pub const ALL: [Self; 5] = [Self::Meiji, Self::Taisho, Self::Showa, Self::Heisei, Self::Reiwa];

    /// The name in kanji: 令和.
    pub fn kanji(self) -> &'static str {
        match self {
            Self::Meiji => "明治",
            Self::Taisho => "大正",
            Self::Showa => "昭和",
            Self::Heisei => "平成",
            Self::Reiwa => "令和",
        }
    }

    /// The letter that forms use: R.
    pub fn letter(self) -> char {
        match self {
            Self::Meiji => 'M',
            Self::Taisho => 'T',
            Self::Showa => 'S',
            Self::Heisei => 'H',
            Self::Reiwa => 'R',
        }
    }

    /// The name in Latin letters: Reiwa.
    pub fn romaji(self) -> &'static str {
        match self {
            Self::Meiji => "Meiji",
            Self::Taisho => "Taisho",
            Self::Showa => "Showa",
            Self::Heisei => "Heisei",
            Self::Reiwa => "Reiwa",
        }
    }

    /// The digit that medical claims use (レセプトの元号区分): 5 for 令和.
    pub fn claim_code(self) -> u8 {
        self as u8 + 1
    }

    /// The first day of the era.
    pub fn first_day(self) -> Date {
        match self {
            // The law made the whole year 明治元年; before 明治6年 the calendar was another one.
            Self::Meiji => date(1868, 1, 25),
            Self::Taisho => date(1912, 7, 30),
            Self::Showa => date(1926, 12, 25),
            Self::Heisei => date(1989, 1, 8),
            Self::Reiwa => date(2019, 5, 1),
        }
    }

    /// The last day of the era, `None` while it lasts; 明治 and 大正 ended on the day on which the next began.
    pub fn last_day(self) -> Option<Date> {
        match self {
            Self::Meiji => Some(date(1912, 7, 30)),
            Self::Taisho => Some(date(1926, 12, 25)),
            Self::Showa => Some(date(1989, 1, 7)),
            Self::Heisei => Some(date(2019, 4, 30)),
            Self::Reiwa => None,
        }
    }

    /// The era in which a day lies, `None` before 明治.
    pub fn of(day: Date) -> Option<Self> {
        Self::ALL.into_iter().rev().find(|era| era.first_day() <= day)
    }

    /// The Western year of a year of this era: 昭和33年 → 1958.
    pub fn western_year(self, year: i16) -> i16 {
        self.first_day().year() - 1 + year
    }

    /// The year of the era that a day lies in, the first being 1.
    pub fn year_of(self, day: Date) -> i16 {
        day.year() - self.first_day().year() + 1
    }

    fn has(self, day: Date) -> bool {
        self.first_day() <= day && self.last_day().is_none_or(|last| day <= last)
    }
}

/// Why a text is no date; carries what a message in either language needs.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotADate {
    /// The text does not read as a date.
    #[error("「{0}」は日付として読めません。令和8年11月22日、R8.11.22、2026-11-22 のように書いてください。")]
    Unreadable(String),
    /// There is no such day in the calendar: 2月30日.
    #[error("{year}年{month}月{day}日という日はありません。")]
    NoSuchDay {
        /// The Western year.
        year: i16,
        /// The month that was written.
        month: i16,
        /// The day that was written.
        day: i16,
    },
    /// The day exists but lies in another era: 昭和64年1月8日 was 平成元年1月8日.
    #[error("{}{}年{}月{}日は{}です。", .era.kanji(), .year, .day.month(), .day.day(), plain(*.day))]
    OutsideEra {
        /// The era that was written.
        era: Era,
        /// The year of it that was written.
        year: i16,
        /// The day that was most likely meant.
        day: Date,
    },
    /// The era has no such year: 令和0年, 大正20年.
    #[error("{}{}年という年はありません。", .era.kanji(), .year)]
    NoSuchYear {
        /// The era that was written.
        era: Era,
        /// The year of it that was written.
        year: i16,
    },
}

impl NotADate {
    /// The same message in English.
    pub fn in_english(&self) -> String {
        match self {
            Self::Unreadable(text) => format!("“{text}” is no date. Write 2026-11-22 or R8.11.22."),
            Self::NoSuchDay { year, month, day } => {
                format!("There is no day {year}-{month:02}-{day:02}.")
            }
            Self::OutsideEra { era, year, day } => {
                format!("{} {year} does not reach {day}; that day is {}.", era.romaji(), short(*day))
            }
            Self::NoSuchYear { era, year } => format!("There is no year {} {year}.", era.romaji()),
        }
    }
}

/// A day as documents write it: 令和8年11月22日(日), and 元年 for the first year.
pub fn long(day: Date) -> String {
    let weekday = match day.weekday() {
        Weekday::Monday => '月',
        Weekday::Tuesday => '火',
        Weekday::Wednesday => '水',
        Weekday::Thursday => '木',
        Weekday::Friday => '金',
        Weekday::Saturday => '土',
        Weekday::Sunday => '日',
    };
    format!("{}({weekday})", plain(day))
}

/// A day without its weekday: 令和8年11月22日.
pub fn plain(day: Date) -> String {
    format!("{}{}月{}日", year(day), day.month(), day.day())
}

/// The year of a day: 令和8年, 令和元年; the Western year before 明治.
pub fn year(day: Date) -> String {
    match Era::of(day) {
        None => format!("{}年", day.year()),
        Some(era) => match era.year_of(day) {
            1 => format!("{}元年", era.kanji()),
            year => format!("{}{year}年", era.kanji()),
        },
    }
}

/// A day as narrow columns write it: R8.11.22.
pub fn short(day: Date) -> String {
    match Era::of(day) {
        None => day.to_string(),
        Some(era) => format!("{}{}.{}.{}", era.letter(), era.year_of(day), day.month(), day.day()),
    }
}

/// The age in full years (満年齢) on a day, `None` before birth.
///
/// As people count and the law's practice shows: a year older on the birthday; who was born on 29 February, on 1 March
/// of the years that have none.
pub fn age_on(birth: Date, day: Date) -> Option<u16> {
    if day < birth {
        return None;
    }
    let had_birthday = (day.month(), day.day()) >= (birth.month(), birth.day());
    let years = day.year() - birth.year() - i16::from(!had_birthday);
    u16::try_from(years).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_as_forms_want_them() {
        let day = date(2026, 11, 22);
        assert_eq!(long(day), "令和8年11月22日(日)");
        assert_eq!(short(day), "R8.11.22");
        assert_eq!(long(date(2019, 5, 1)), "令和元年5月1日(水)");
        assert_eq!(short(date(2019, 5, 1)), "R1.5.1");
        assert_eq!(year(date(1958, 4, 1)), "昭和33年");
        assert_eq!(plain(date(1860, 1, 1)), "1860年1月1日");
    }

    #[test]
    fn each_era_begins_where_the_one_before_it_ends() {
        for pair in Era::ALL.windows(2) {
            let gap = pair[1].first_day().since(pair[0].last_day().unwrap()).unwrap().get_days();
            assert!((0..=1).contains(&gap), "{pair:?}");
        }
        assert_eq!(Era::of(date(1989, 1, 7)), Some(Era::Showa));
        assert_eq!(Era::of(date(1989, 1, 8)), Some(Era::Heisei));
        assert_eq!(Era::Reiwa.claim_code(), 5);
    }

    #[test]
    fn age_changes_on_the_birthday() {
        let birth = date(1931, 11, 22);
        assert_eq!(age_on(birth, date(2026, 11, 21)), Some(94));
        assert_eq!(age_on(birth, date(2026, 11, 22)), Some(95));
        assert_eq!(age_on(date(1940, 2, 29), date(2026, 2, 28)), Some(85));
        assert_eq!(age_on(date(1940, 2, 29), date(2026, 3, 1)), Some(86));
        assert_eq!(age_on(birth, date(1931, 11, 21)), None);
    }
}
