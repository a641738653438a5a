//! Reading dates (日付の読み取り) in any of the forms that papers and spreadsheets hold.

use super::{Era, NotADate};
use crate::normalize::{is_dash, narrow};
use jiff::civil::Date;

/// Reads a date: 令和8年11月22日(日), R8.11.22, 2026-11-22, 2026/11/22, 20261122, 昭和64年1月7日生, in any width.
///
/// A year of one or two digits without an era (8/11/22) is one of `default_era`: 昭和 for birthdays.
pub fn parse_date(text: &str, default_era: Era) -> Result<Date, NotADate> {
    let unreadable = || NotADate::Unreadable(text.trim().chars().take(30).collect());
    let (era, rest) = split_era(text);
    let numbers = numbers(&rest).ok_or_else(unreadable)?;
    let (era, year, month, day) = match (era, numbers.as_slice()) {
        (era, [(year, digits), (month, _), (day, _)]) if *digits <= 4 => {
            let western = era.is_none() && *digits > 2;
            let era = (!western).then(|| era.unwrap_or(default_era));
            (era, *year, *month, *day)
        }
        (None, [(compact, 8)]) => (None, compact / 10_000, compact / 100 % 100, compact % 100),
        (None, [(compact, 7)]) => {
            let code = compact / 1_000_000;
            let era = Era::ALL.into_iter().find(|era| i32::from(era.claim_code()) == code).ok_or_else(unreadable)?;
            (Some(era), compact / 10_000 % 100, compact / 100 % 100, compact % 100)
        }
        (Some(era), [(compact, 6)]) => (Some(era), compact / 10_000, compact / 100 % 100, compact % 100),
        _ => return Err(unreadable()),
    };
    day_of(era, year as i16, month as i16, day as i16)
}

/// Reads a year on its own: 昭和33年, S33, 1958年, 33 (of `default_era`); answers the Western year.
pub fn parse_year(text: &str, default_era: Era) -> Result<i16, NotADate> {
    let unreadable = || NotADate::Unreadable(text.trim().chars().take(30).collect());
    let (era, rest) = split_era(text);
    match (era, numbers(&rest).ok_or_else(unreadable)?.as_slice()) {
        (None, [(year, 3..=4)]) => Ok(*year as i16),
        (era, [(year, 1..=2)]) => {
            let (era, year) = (era.unwrap_or(default_era), *year as i16);
            let western = era.western_year(year);
            let ended = era.last_day().is_some_and(|last| western > last.year());
            if year < 1 || ended { Err(NotADate::NoSuchYear { era, year }) } else { Ok(western) }
        }
        _ => Err(unreadable()),
    }
}

fn day_of(era: Option<Era>, year: i16, month: i16, day: i16) -> Result<Date, NotADate> {
    let western = match era {
        None => year,
        Some(era) if year < 1 => return Err(NotADate::NoSuchYear { era, year }),
        Some(era) => era.western_year(year),
    };
    let no_such_day = || NotADate::NoSuchDay { year: western, month, day };
    let (small_month, small_day) = (i8::try_from(month), i8::try_from(day));
    let (Ok(small_month), Ok(small_day)) = (small_month, small_day) else {
        return Err(no_such_day());
    };
    let found = Date::new(western, small_month, small_day).map_err(|_| no_such_day())?;
    match era {
        Some(era) if !era.has(found) => {
            // A year or two past the end is habit; 大正40年 is a slip of the pen.
            let far = era.last_day().is_some_and(|last| western > last.year() + 5);
            Err(if far { NotADate::NoSuchYear { era, year } } else { NotADate::OutsideEra { era, year, day: found } })
        }
        _ => Ok(found),
    }
}

/// The era at the front of a text, if one is written, and the rest in plain characters.
fn split_era(text: &str) -> (Option<Era>, String) {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars().map(narrow).filter(|c| !c.is_whitespace()) {
        match c {
            '㍾' => plain.push_str("明治"),
            '㍽' => plain.push_str("大正"),
            '㍼' => plain.push_str("昭和"),
            '㍻' => plain.push_str("平成"),
            '㋿' => plain.push_str("令和"),
            // The weekday behind the date says nothing new.
            '(' => break,
            c => plain.push(c.to_ascii_uppercase()),
        }
    }
    for era in Era::ALL {
        let first = era.kanji().chars().next();
        for name in [Some(era.kanji().to_owned()), first.map(String::from), Some(era.letter().to_string())] {
            if let Some(rest) = name.and_then(|name| plain.strip_prefix(&name)) {
                return (Some(era), rest.trim_start_matches('.').to_owned());
            }
        }
    }
    let rest = plain.strip_prefix("西暦").unwrap_or(&plain).to_owned();
    (None, rest)
}

/// The numbers of a date with how many digits each had; `None` when anything else stands between them.
fn numbers(text: &str) -> Option<Vec<(i32, usize)>> {
    let text = text.strip_suffix('生').unwrap_or(text);
    let mut numbers = Vec::with_capacity(3);
    let mut open = false;
    for c in text.chars() {
        if let Some(digit) = c.to_digit(10) {
            if !open {
                numbers.push((0, 0));
                open = true;
            }
            let (value, digits) = numbers.last_mut()?;
            *digits += 1;
            if *digits > 8 {
                return None;
            }
            *value = *value * 10 + digit as i32;
        } else if c == '元' && numbers.is_empty() {
            numbers.push((1, 1));
            open = true;
        } else if open && (is_dash(c) || matches!(c, '年' | '月' | '日' | '.' | '/' | '・' | ',' | '、')) {
            open = false;
        } else {
            return None;
        }
    }
    Some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::era::{long, plain, short};
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn dates_are_read_in_every_form_people_use() {
        let day = date(2026, 11, 22);
        for text in [
            "R8.11.22",
            "r8/11/22",
            "令和8年11月22日",
            "令和８年１１月２２日（日）",
            "令8.11.22",
            "㋿8年11月22日",
            "Ｒ８．１１．２２",
            "R08-11-22",
            "R081122",
            "5081122",
            "20261122",
            "2026-11-22",
            "2026/11/22",
            "２０２６年１１月２２日",
            "西暦2026年11月22日",
            "R.8.11.22",
        ] {
            assert_eq!(parse_date(text, Era::Showa), Ok(day), "{text}");
        }
        assert_eq!(parse_date("8/11/22", Era::Reiwa), Ok(day));
        assert_eq!(parse_date("8/11/22", Era::Showa), Ok(date(1933, 11, 22)));
        assert_eq!(parse_date("S15.3.2", Era::Reiwa), Ok(date(1940, 3, 2)));
        assert_eq!(parse_date("令和元年5月1日", Era::Showa), Ok(date(2019, 5, 1)));
        assert_eq!(parse_date("Ｈ９．１１．２５", Era::Showa), Ok(date(1997, 11, 25)));
        assert_eq!(parse_date("大正15年12月25日生", Era::Showa), Ok(date(1926, 12, 25)));
    }

    #[test]
    fn impossible_dates_say_which_they_are() {
        let wrong = parse_date("昭和64年1月8日", Era::Showa).unwrap_err();
        assert_eq!(wrong, NotADate::OutsideEra { era: Era::Showa, year: 64, day: date(1989, 1, 8) });
        assert_eq!(wrong.to_string(), "昭和64年1月8日は平成元年1月8日です。");
        assert_eq!(wrong.in_english(), "Showa 64 does not reach 1989-01-08; that day is H1.1.8.");
        assert_eq!(
            parse_date("令和元年4月30日", Era::Showa).unwrap_err().to_string(),
            "令和1年4月30日は平成31年4月30日です。"
        );
        assert_eq!(parse_date("2026-02-30", Era::Showa), Err(NotADate::NoSuchDay { year: 2026, month: 2, day: 30 }));
        assert_eq!(parse_date("令和0年1月1日", Era::Showa), Err(NotADate::NoSuchYear { era: Era::Reiwa, year: 0 }));
        assert_eq!(parse_date("大正50年1月1日", Era::Showa), Err(NotADate::NoSuchYear { era: Era::Taisho, year: 50 }));
        for text in ["", "昨日", "11/22", "2026", "1.2.3.4", "12345-1-1", "--1", "R", "6260101"] {
            assert!(matches!(parse_date(text, Era::Showa), Err(NotADate::Unreadable(_))), "{text}");
        }
    }

    #[test]
    fn years_stand_alone_where_asked() {
        for (text, year) in
            [("昭和33年", 1958), ("S33", 1958), ("33", 1958), ("1958年", 1958), ("平成31", 2019), ("令和元年", 2019)]
        {
            assert_eq!(parse_year(text, Era::Showa), Ok(year), "{text}");
        }
        assert_eq!(parse_year("昭和65年", Era::Showa), Err(NotADate::NoSuchYear { era: Era::Showa, year: 65 }));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(days in 0i32..80_000) {
            let day = date(1868, 1, 25).checked_add(jiff::Span::new().days(days)).unwrap();
            for text in [long(day), plain(day), short(day), day.to_string(), day.strftime("%Y%m%d").to_string()] {
                prop_assert_eq!(parse_date(&text, Era::Reiwa), Ok(day), "{}", text);
            }
        }

        #[test]
        fn no_text_makes_it_fail_badly(text in "\\PC*|[SHR令和元年月日0-9./\\-０-９ ]{0,12}") {
            let _ = parse_date(&text, Era::Showa);
            let _ = parse_year(&text, Era::Showa);
        }
    }
}
