//! Hospitals, clinics and dentists of 医療情報ネット: the facility file's flags and the rows of each 診療科.

use std::collections::BTreeMap;

use super::columns::{Bands, Flags, band, finished, flag};
use super::window::{Window, WindowKind};
use super::{Hours, HoursParts, Warning};

/// 救急科: its hours are not outpatient hours and never make the place open.
pub const EMERGENCY_DEPARTMENT: &str = "09010";

/// The flags of the facility file (01-1, 02-1, 03-1): 毎週, 定期週, 祝日, その他の休診日.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NaviiFlags(Flags);

impl NaviiFlags {
    /// How many columns it takes.
    pub const COLUMNS: usize = 44;

    /// Reads the 44 columns from 毎週決まった曜日に休診（月） to その他の休診日; missing ones say nothing.
    pub fn read(columns: &[&str]) -> (Self, Vec<Warning>) {
        let mut warnings = Vec::new();
        let text = |n: usize| columns.get(n).copied().unwrap_or_default();
        let flags = Flags {
            weekly: std::array::from_fn(|n| flag(text(n), &mut warnings)),
            weeks: Flags::weeks(columns.get(7..).unwrap_or_default().get(..35).unwrap_or_default(), &mut warnings),
            holiday: flag(text(42), &mut warnings),
            other: text(43).trim().to_owned(),
        };
        (Self(flags), warnings)
    }
}

/// One row of 01-2, 02-2 or 03-2: a 診療科 and one of its 時間帯.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DepartmentRow<'a> {
    /// 診療科目コード.
    pub code: &'a str,
    /// 診療科目名.
    pub name: &'a str,
    /// 診療開始時間 and 診療終了時間.
    pub consultation: Bands<'a>,
    /// 外来受付開始時間 and 外来受付終了時間.
    pub reception: Bands<'a>,
}

/// The hours of a facility from its flags and its departments' rows, of which there may be none.
pub fn from_navii(flags: &NaviiFlags, rows: &[DepartmentRow]) -> (Hours, Vec<Warning>) {
    let mut warnings = Vec::new();
    let mut departments: BTreeMap<String, Vec<Window>> = BTreeMap::new();
    let mut outpatient = Vec::new();
    for row in rows {
        let mut windows = band(&row.consultation, WindowKind::Open, &mut warnings);
        windows.extend(band(&row.reception, WindowKind::Reception, &mut warnings));
        if row.code.trim() != EMERGENCY_DEPARTMENT {
            outpatient.extend_from_slice(&windows);
        }
        departments.entry(row.name.trim().to_owned()).or_default().extend(windows);
    }
    let parts = HoursParts { departments, ..flags.0.join(outpatient, &mut warnings) };
    finished(parts, warnings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::hours::{Closure, Day, DaySet, HolidayRule, MonthDay, Weeks};

    const NONE: Bands = [("", ""); 8];

    fn weekdays(times: (&'static str, &'static str)) -> Bands<'static> {
        std::array::from_fn(|n| if n < 5 { times } else { ("", "") })
    }

    fn flags(weekly: &str, weeks: &str, holiday: &str, other: &str) -> NaviiFlags {
        let mut columns: Vec<String> = weekly.chars().chain(weeks.chars()).map(String::from).collect();
        columns.resize(42, String::new());
        columns.extend([holiday.to_owned(), other.to_owned()]);
        let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
        let (flags, warnings) = NaviiFlags::read(&columns);
        assert_eq!(warnings, []);
        flags
    }

    #[test]
    fn a_hospital_without_rows_is_open_on_its_days_at_unknown_times() {
        let (hours, warnings) = from_navii(
            &flags("1111110", "11111101111110111111011111101111111", "0", "12月31日 1月1日 1月2日 1月3日"),
            &[],
        );
        assert_eq!(warnings, []);
        assert_eq!(hours.open_days(), DaySet::WEEK.without(Day::Sunday.into()));
        assert_eq!(hours.holidays(), HolidayRule::Closed);
        let new_year = Closure::Yearly(MonthDay::new(12, 31).unwrap(), MonthDay::new(1, 3).unwrap());
        assert_eq!((hours.closures(), hours.note()), ([new_year].as_slice(), ""));
    }

    #[test]
    fn zero_is_closed_in_a_column_called_closed_and_some_weeks_close_some_saturdays() {
        let weeks = "1111110111110011111101111100";
        let (hours, _) = from_navii(&flags("1111110", weeks, "1", ""), &[]);
        let saturdays = Closure::Weekly(Day::Saturday.into(), Weeks::new([2, 4]).unwrap());
        assert_eq!(hours.closures(), [saturdays]);
        assert!(hours.opens_on_holidays() && !hours.opens_on_sundays());
    }

    #[test]
    fn departments_join_into_outpatient_hours_and_the_emergency_room_does_not() {
        let row = |code, name, times| DepartmentRow { code, name, consultation: weekdays(times), reception: NONE };
        let rows = [
            row("01001", "内科", ("09:00", "12:00")),
            row("01001", "内科", ("14:00", "17:00")),
            row("07001", "皮膚科", ("10:00", "13:00")),
            row("09010", "救急科", ("00:00", "23:59")),
        ];
        let (hours, warnings) = from_navii(&flags("1111100", "", "0", ""), &rows);
        assert_eq!(hours.to_string(), "月〜金 9:00-13:00 14:00-17:00、祝日休み");
        assert!(!hours.opens_at_night());
        assert_eq!(hours.departments().len(), 3);
        assert!(hours.departments()["救急科"].iter().all(Window::is_doubtful));
        assert!(warnings.iter().all(|w| matches!(w, Warning::DoubtfulAllDay(_))));
    }

    #[test]
    fn times_win_over_a_flag_that_says_closed() {
        let mut sunday = weekdays(("09:00", "12:00"));
        sunday[6] = ("10:00", "12:00");
        sunday[7] = ("17:00", "09:00");
        let row = DepartmentRow { code: "01001", name: "内科", consultation: sunday, reception: NONE };
        let (hours, warnings) = from_navii(&flags("1111100", "", "0", ""), &[row]);
        assert_eq!(hours.to_string(), "月〜金 9:00-12:00、日 10:00-12:00、祝 17:00-翌9:00");
        assert_eq!(warnings, [Warning::ClosedButTimes(Day::Sunday), Warning::ClosedButTimes(Day::Holiday)]);
    }

    #[test]
    fn bad_columns_are_warned_of_and_never_panic() {
        let mut times = NONE;
        times[0] = ("09:00", "09:00");
        times[1] = ("9時半", "");
        times[2] = ("25:61", "x");
        times[3] = ("2９：００", "1");
        let row = DepartmentRow { code: "", name: "", consultation: times, reception: NONE };
        let (hours, warnings) = from_navii(&NaviiFlags::read(&["2"]).0, &[row]);
        assert!(hours.is_empty());
        assert_eq!(warnings.len(), 6, "{warnings:?}");
        assert_eq!(NaviiFlags::read(&["2"]).1, [Warning::BadFlag("2".into())]);
    }
}
