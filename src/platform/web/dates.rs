//! Days in the words of the page (日付): 令和8年11月22日(日), 2026年11月22日(日) in easy Japanese, Sun 22 November 2026.

use jiff::civil::{Date, Weekday};
use kyoten_text::era::Era;

use super::super::holidays;
use super::words::{Language, Phrase, Words};

impl Words {
    /// A day with its year and weekday.
    pub fn date(self, day: Date) -> Phrase {
        let month_day = self.month_day(day.month(), day.day());
        self.date_full(self.year(day), month_day, self.short_weekday(day.weekday())).unbroken()
    }

    /// A day with its year alone: 令和8年1月1日.
    pub fn plain_date(self, day: Date) -> Phrase {
        self.date_plain(self.year(day), self.month_day(day.month(), day.day())).unbroken()
    }

    /// A day without its year: 11月24日(火).
    pub fn short_date(self, day: Date) -> Phrase {
        self.date_short(self.month_day(day.month(), day.day()), self.short_weekday(day.weekday())).unbroken()
    }

    /// The same of a public holiday: 11月23日(月・祝).
    pub fn short_holiday(self, day: Date) -> Phrase {
        let weekday = self.date_holiday(self.short_weekday(day.weekday()));
        self.date_short(self.month_day(day.month(), day.day()), weekday).unbroken()
    }

    /// A day of any year: 8月13日.
    pub fn month_day(self, month: i8, day: i8) -> Phrase {
        self.date_month_day(self.month(month), self.day_of_month(day))
    }

    /// 8月, August.
    pub fn month(self, month: i8) -> Phrase {
        self.numbered("month", month)
    }

    /// 13日, 13.
    pub fn day_of_month(self, day: i8) -> Phrase {
        self.numbered("day", day)
    }

    /// A public holiday by its official name; one that the law does not know yet stays as it is written.
    pub fn holiday(self, name: &str) -> Phrase {
        let known = holidays::code(name).and_then(|code| self.of_table("holiday", code));
        known.unwrap_or_else(|| self.as_written(name))
    }

    fn year(self, day: Date) -> Phrase {
        let era = Era::of(day).filter(|_| self.language == Language::Japanese);
        let named = era.and_then(|era| Some((era, self.of_table("era", &era.romaji().to_lowercase())?)));
        match named {
            Some((era, name)) if era.year_of(day) == 1 => self.date_first_year(name),
            Some((era, name)) => self.date_era_year(name, era.year_of(day)),
            None => self.date_year(day.year()),
        }
    }

    fn numbered(self, table: &str, number: i8) -> Phrase {
        let known = self.of_table(table, &number.to_string());
        known.unwrap_or_else(|| self.as_written(&number.to_string()))
    }

    /// 月, Mon.
    pub fn short_weekday(self, weekday: Weekday) -> Phrase {
        match weekday {
            Weekday::Sunday => self.weekday_short_sunday(),
            Weekday::Monday => self.weekday_short_monday(),
            Weekday::Tuesday => self.weekday_short_tuesday(),
            Weekday::Wednesday => self.weekday_short_wednesday(),
            Weekday::Thursday => self.weekday_short_thursday(),
            Weekday::Friday => self.weekday_short_friday(),
            Weekday::Saturday => self.weekday_short_saturday(),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_day_is_written_as_its_reader_counts_years() {
        let shown = |language, day| Words::new(language).date(day).plain().into_owned();
        assert_eq!(shown(Language::Japanese, date(2026, 11, 22)), "令和8年11月22日(日)");
        assert_eq!(shown(Language::Japanese, date(2019, 5, 1)), "令和元年5月1日(水)");
        assert_eq!(shown(Language::EasyJapanese, date(2026, 11, 22)), "2026年11月22日(日)");
        assert_eq!(shown(Language::English, date(2026, 11, 22)), "Sun 22 November 2026");
        assert_eq!(Words::new(Language::Japanese).short_holiday(date(2026, 11, 23)).plain(), "11月23日(月・祝)");
    }

    #[test]
    fn days_are_read_as_they_are_spoken() {
        let t = Words { language: Language::Japanese, furigana: true };
        let day = t.month_day(10, 6);
        assert!(day.html().contains("<ruby>6日<rp>(</rp><rt>むいか</rt>"), "{}", day.html());
        assert!(t.month_day(10, 11).html().contains("11<ruby>日<rp>(</rp><rt>にち</rt>"));
    }

    #[test]
    fn holidays_have_names_in_every_language() {
        for language in Language::ALL {
            let t = Words::new(language);
            let year = date(2026, 1, 1).series(jiff::ToSpan::days(1)).take(365);
            for name in year.filter_map(holidays::holiday_name) {
                let code = holidays::code(name).unwrap_or_else(|| panic!("{name} has no code"));
                assert!(t.of_table("holiday", code).is_some(), "{name} has no words");
            }
        }
        assert_eq!(Words::new(Language::Japanese).holiday("勤労感謝の日").plain(), "勤労感謝の日");
        assert_eq!(Words::new(Language::English).holiday("勤労感謝の日").plain(), "Labour Thanksgiving Day");
        assert_eq!(Words::new(Language::English).holiday("町の日").html(), "<span lang=\"ja\">町の日</span>");
    }
}
