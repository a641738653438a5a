//! Pharmacies (05) and midwives (04) of 医療情報ネット: bands of times for each day, and for pharmacies flags.

use super::columns::{Bands, Flags, Times, band, finished, flag};
use super::window::WindowKind;
use super::{Hours, HoursParts, Warning};

/// What a pharmacy's row says of its hours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PharmacyColumns<'a> {
    flags: Flags,
    bands: Vec<Bands<'a>>,
}

impl<'a> PharmacyColumns<'a> {
    /// How many columns it takes.
    pub const COLUMNS: usize = 117;

    /// Reads the columns from 営業日（月） to 祝_開店時間帯4_終了時間; missing ones say nothing.
    pub fn read(columns: &[&'a str]) -> (Self, Vec<Warning>) {
        let mut warnings = Vec::new();
        let text = |n: usize| columns.get(n).copied().unwrap_or_default();
        let open: [_; 8] = std::array::from_fn(|n| flag(text(n), &mut warnings));
        let regular: [_; 8] = std::array::from_fn(|n| flag(text(8 + n), &mut warnings));
        let holiday = flag(text(51), &mut warnings);
        let flags = Flags {
            weekly: std::array::from_fn(|n| stricter(open[n], regular[n])),
            weeks: Flags::weeks(columns.get(16..).unwrap_or_default(), &mut warnings),
            holiday: stricter(stricter(open[7], regular[7]), holiday),
            other: text(52).trim().to_owned(),
        };
        let times = |band: usize, day: usize| -> Times<'a> {
            let at = 53 + band * 16 + day * 2;
            (text(at), text(at + 1))
        };
        let bands = (0..4).map(|band| std::array::from_fn(|day| times(band, day))).collect();
        (Self { flags, bands }, warnings)
    }
}

fn stricter(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a && b),
        (a, b) => a.or(b),
    }
}

/// The hours of a pharmacy.
pub fn from_pharmacy(columns: &PharmacyColumns) -> (Hours, Vec<Warning>) {
    let mut warnings = Vec::new();
    let windows = columns.bands.iter().flat_map(|b| band(b, WindowKind::Open, &mut warnings)).collect();
    let parts = columns.flags.join(windows, &mut warnings);
    finished(parts, warnings)
}

/// The hours of a midwife: bands of 就業時間帯 and of 外来受付時間帯.
pub fn from_bands(working: &[Bands], reception: &[Bands]) -> (Hours, Vec<Warning>) {
    let mut warnings = Vec::new();
    let mut windows = Vec::new();
    for (bands, kind) in [(working, WindowKind::Open), (reception, WindowKind::Reception)] {
        windows.extend(bands.iter().flat_map(|b| band(b, kind, &mut warnings)));
    }
    finished(HoursParts { windows, ..HoursParts::default() }, warnings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::hours::{Day, HolidayRule};

    fn columns(days: &str, other: &'static str, bands: &[[Times<'static>; 8]]) -> Vec<&'static str> {
        let flags: Vec<&str> = days.chars().map(|c| if c == '1' { "1" } else { "0" }).collect();
        let mut columns = [flags.clone(), flags.clone()].concat();
        columns.extend((0..35).map(|n| flags[n % 7]));
        columns.extend([flags[7], other]);
        columns.extend(bands.iter().flatten().flat_map(|(from, to)| [*from, *to]));
        columns
    }

    fn same(days: &str, times: Times<'static>) -> [Times<'static>; 8] {
        std::array::from_fn(|n| if days.as_bytes()[n] == b'1' { times } else { ("", "") })
    }

    #[test]
    fn bands_that_touch_become_one_and_the_new_year_is_closed() {
        let bands = [same("11101100", ("09:00", "12:00")), same("11101100", ("12:00", "19:00"))];
        let text = "１２月３１日（改行）０１月０３日（改行）０１月０２日（改行）０１月０１日（改行）１２月３０日";
        let columns = columns("11101100", text, &bands);
        let (read, flag_warnings) = PharmacyColumns::read(&columns);
        let (hours, warnings) = from_pharmacy(&read);
        assert_eq!((flag_warnings, warnings), (vec![], vec![]));
        assert_eq!(hours.to_string(), "月・火・水・金・土 9:00-19:00、祝日休み、12/30-1/3休み");
    }

    #[test]
    fn a_holiday_with_times_has_its_own_hours() {
        let columns =
            columns("11111101", "", &[same("11111100", ("09:00", "19:00")), same("00000001", ("09:00", "18:00"))]);
        let (hours, warnings) = from_pharmacy(&PharmacyColumns::read(&columns).0);
        assert_eq!((hours.to_string().as_str(), warnings), ("月〜土 9:00-19:00、祝 9:00-18:00", vec![]));
        assert_eq!(hours.holidays(), HolidayRule::Own);
    }

    #[test]
    fn a_day_marked_open_without_times_is_kept_with_a_warning() {
        let columns = columns("11111110", "", &[same("11111100", ("09:00", "19:00"))]);
        let (hours, warnings) = from_pharmacy(&PharmacyColumns::read(&columns).0);
        assert_eq!(warnings, [Warning::OpenButNoTimes(Day::Sunday)]);
        assert_eq!(hours.to_string(), "月〜土 9:00-19:00、日(時間不明)、祝日休み");
    }

    #[test]
    fn a_midwife_receives_at_other_times_than_she_works() {
        let (hours, _) = from_bands(&[same("11111000", ("09:00", "17:00"))], &[same("11111000", ("10:00", "16:00"))]);
        assert_eq!(hours.to_string(), "月〜金 9:00-17:00、月〜金 受付 10:00-16:00");
    }

    #[test]
    fn a_short_row_says_nothing() {
        assert!(from_pharmacy(&PharmacyColumns::read(&[]).0).0.is_empty());
    }
}
