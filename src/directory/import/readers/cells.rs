//! What one cell says, cleaned of the dirt that real files have.

use kyoten_text::csv_cell;
use kyoten_text::identifier::CorporateNumber;
use kyoten_text::normalize::{display_clean, display_line, narrow, to_katakana};
use kyoten_text::phone::{NotAPhoneNumber, PhoneNumber};

use super::refusal::LONGEST_NAME;
use super::{Context, Interrupted, Read, Refusal, Sink, Warning, refuse, rows, warn};
use crate::directory::hours::{self, Hours};
use crate::directory::import::table::{Row, Table};
use crate::directory::record::{Point, Record};

/// Characters the name of a 診療科 may have.
const LONGEST_DEPARTMENT: usize = 60;

/// The name of a place or an insurer in a reference table: one line, not longer than a name.
pub(super) fn place_name(raw: &str) -> Result<String, Refusal> {
    let name = line(raw);
    let is_long = name.len() > LONGEST_NAME && name.chars().count() > LONGEST_NAME;
    if is_long { Err(Refusal::TooLong(LONGEST_NAME)) } else { Ok(name) }
}

/// The cell, trimmed; empty when the table has no such column. What our own files disarmed is as it was again.
pub(super) fn text(row: &Row, column: Option<usize>) -> &str {
    column.map_or("", |column| csv_cell::restore(row.cell(column).trim()))
}

/// The digits in plain ASCII.
pub(super) fn plain_digits(text: &str) -> String {
    text.chars().map(narrow).filter(char::is_ascii_digit).collect()
}

/// Exactly `length` digits; up to three zeros that a spreadsheet dropped are put back.
pub(super) fn padded(text: &str, length: usize) -> Option<String> {
    let plain: String = text.chars().map(narrow).filter(|c| !matches!(c, '-' | '〒' | ' ')).collect();
    let digits = plain.bytes().all(|b| b.is_ascii_digit());
    (digits && plain.len() <= length && plain.len() + 3 >= length).then(|| format!("{plain:0>length$}"))
}

/// Coordinates in degrees: `Ok(None)` when the source gives none (empty or 0), `Err` when they are no place in Japan.
pub(super) fn position(latitude: &str, longitude: &str) -> Result<Option<Point>, NotInJapan> {
    let degrees = |text: &str| -> Result<f64, NotInJapan> {
        if text.is_empty() {
            return Ok(0.0);
        }
        let read = text.parse().or_else(|_| text.chars().map(narrow).collect::<String>().parse());
        // NaN, inf and what has hundreds of digits are no degrees.
        read.ok().filter(|degrees: &f64| degrees.abs() <= 180.0).ok_or(NotInJapan::NoNumber)
    };
    let (latitude, longitude) = (degrees(latitude)?, degrees(longitude)?);
    if latitude == 0.0 && longitude == 0.0 {
        return Ok(None);
    }
    let is_in_japan = |north: f64, east: f64| (20.0..=46.0).contains(&north) && (122.0..=154.0).contains(&east);
    if !is_in_japan(latitude, longitude) {
        let swapped = is_in_japan(longitude, latitude);
        return Err(if swapped { NotInJapan::Swapped } else { NotInJapan::Elsewhere });
    }
    // Both lie within the box, so they fit.
    let micro = |degrees: f64| (degrees * 1e6).round() as i32;
    Ok(Some(Point { latitude: micro(latitude), longitude: micro(longitude) }))
}

/// Why coordinates are no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotInJapan {
    NoNumber,
    Elsewhere,
    Swapped,
}

/// A whole number as people write it, with commas and in any width; `Ok(None)` when nothing is there.
pub(super) fn number(text: &str) -> Result<Option<i64>, ()> {
    if matches!(text, "" | "-" | "－" | "―" | "…" | "***") {
        return Ok(None);
    }
    let plain: String = text.chars().map(narrow).filter(|c| !matches!(c, ',' | ' ')).collect();
    let plain = plain.strip_suffix(".0").unwrap_or(&plain);
    plain.parse().map(Some).map_err(|_| ())
}

/// One line of text as it may be shown. Most cells are clean already.
pub(super) fn line(text: &str) -> String {
    let clean = |c: char| matches!(c, '!'..='~' | 'ぁ'..='ゖ' | 'ァ'..='ー' | '一'..='\u{9fff}' | '！'..='｝' | '、' | '。' | '「' | '」' | '々');
    if text.chars().all(clean) && !text.contains("（改行）") {
        text.to_owned()
    } else {
        one_wave(display_line(text))
    }
}

/// 〜 in its own number: Shift_JIS knows the wave only as ～ (U+FF5E), and a text is the same in every encoding.
fn one_wave(text: String) -> String {
    if text.contains('～') { text.replace('～', "〜") } else { text }
}

/// Full-width digits and Latin letters in plain ASCII; everything else as written.
pub(super) fn narrow_latin(text: &str) -> String {
    text.chars().map(|c| if matches!(c, '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ') { narrow(c) } else { c }).collect()
}

/// Why a row of facilities is refused: the column and the reason.
pub(super) type Refused = (&'static str, Refusal);

/// What is remembered while one row is read.
pub(super) struct Checks<'a> {
    pub(super) context: Context<'a>,
    warnings: Vec<(&'static str, Warning)>,
}

impl Checks<'_> {
    pub(super) fn warn(&mut self, column: &'static str, warning: Warning) {
        self.warnings.push((column, warning));
    }

    /// The name, which must be there and may not be endless.
    pub(super) fn name(&mut self, column: &'static str, raw: &str) -> Result<String, Refused> {
        let name = line(raw);
        if name.is_empty() {
            return Err((column, Refusal::Missing));
        }
        if name.len() > LONGEST_NAME && name.chars().count() > LONGEST_NAME {
            return Err((column, Refusal::NameTooLong));
        }
        if name.starts_with(['=', '+', '-', '@', '＝', '＋', '＠']) {
            self.warn(column, Warning::FormulaLike(short(&name)));
        }
        Ok(name)
    }

    /// A line of text that is left out when it is empty or longer than anybody reads.
    pub(super) fn short_line(&mut self, column: &'static str, raw: &str, most: usize) -> Option<String> {
        let text = line(raw);
        if text.len() > most && text.chars().count() > most {
            self.warn(column, Warning::TooLong(most));
            return None;
        }
        Some(text).filter(|text| !text.is_empty())
    }

    /// 法人の名称.
    pub(super) fn owner(&mut self, raw: &str) -> Option<String> {
        self.short_line("法人の名称", raw, LONGEST_NAME)
    }

    /// 診療科, each a name.
    pub(super) fn departments<'r>(&mut self, names: impl Iterator<Item = &'r str>) -> Vec<String> {
        names.filter_map(|name| self.short_line("診療科目", name, LONGEST_DEPARTMENT)).collect()
    }

    /// The reading in katakana.
    pub(super) fn kana(&mut self, raw: &str) -> Option<String> {
        let kana = self.short_line("フリガナ", raw, 2 * LONGEST_NAME)?;
        let plain = kana.chars().all(|c| matches!(c, 'ァ'..='ー' | '\u{3000}'));
        Some(if plain { kana } else { to_katakana(&kana) })
    }

    /// A telephone or fax number with hyphens.
    pub(super) fn phone(&mut self, column: &'static str, raw: &str) -> Option<String> {
        if raw.is_empty() {
            return None;
        }
        match PhoneNumber::parse(raw) {
            Ok(number) => Some(number.formatted().to_owned()),
            Err(NotAPhoneNumber::Empty) => None,
            Err(_) if says_none(raw) => None,
            Err(_) => {
                self.warn(column, Warning::BadPhone(short(raw)));
                None
            }
        }
    }

    /// 法人番号.
    pub(super) fn owner_number(&mut self, column: &'static str, raw: &str) -> Option<String> {
        if raw.is_empty() {
            return None;
        }
        match CorporateNumber::parse(raw) {
            Ok(number) => {
                if number.check().is_wrong() {
                    self.warn(column, Warning::CheckDigit(number.as_str().to_owned()));
                }
                Some(number.as_str().to_owned())
            }
            Err(_) => {
                if !says_none(raw) && !raw.bytes().all(|b| b == b'0') {
                    self.warn(column, Warning::BadOwnerNumber(short(raw)));
                }
                None
            }
        }
    }

    /// A capacity or number of beds; 0 and blank mean that none is stated.
    pub(super) fn count(&mut self, column: &'static str, raw: &str) -> Option<u32> {
        match number(raw.strip_suffix(['人', '名', '床']).unwrap_or(raw)) {
            Ok(Some(count)) if (1..=100_000).contains(&count) => u32::try_from(count).ok(),
            Ok(None | Some(0)) => None,
            _ => {
                self.warn(column, Warning::BadCount(short(raw)));
                None
            }
        }
    }

    /// What was odd, where nobody waits for rows.
    pub(super) fn warnings(self) -> Vec<Warning> {
        self.warnings.into_iter().map(|(_, warning)| warning).collect()
    }

    /// Hands over what was odd in this row.
    pub(super) fn tell(&mut self, line: u64, sink: Sink<'_>) -> Result<(), super::Stop> {
        for (column, warning) in self.warnings.drain(..) {
            warn(sink, line, column, warning)?;
        }
        Ok(())
    }

    /// The hours when anything is known, and what was odd in them.
    pub(super) fn hours(&mut self, column: &'static str, read: (Hours, Vec<hours::Warning>)) -> Option<Hours> {
        let (hours, warnings) = read;
        self.warnings.extend(warnings.into_iter().map(|warning| (column, Warning::Hours(warning))));
        (!hours.is_empty()).then_some(hours)
    }
}

/// Free text on several lines.
pub(super) fn note(raw: &str) -> String {
    if raw.is_empty() { String::new() } else { one_wave(display_clean(raw)) }
}

/// A quotation for a message: not longer than people read.
pub(super) fn short(text: &str) -> String {
    let mut short: String = line(text).chars().take(60).collect();
    if text.chars().count() > 60 {
        short.push('…');
    }
    short
}

/// なし, 無, － and the like: a cell that says that it says nothing.
pub(super) fn says_none(text: &str) -> bool {
    let text = text.trim();
    matches!(text, "" | "なし" | "無し" | "無" | "ナシ" | "特になし" | "未定" | "準備中" | "不明" | "該当なし" | "0")
        || text.chars().all(|c| kyoten_text::normalize::is_dash(c) || matches!(c, '*' | '＊' | '.' | '/' | '?' | '？'))
}

/// Reads every row as a facility with `record`, and hands over the record, then what was odd.
pub(super) fn facilities(
    table: &mut Table,
    context: Context<'_>,
    sink: Sink<'_>,
    mut record: impl FnMut(&Row, &mut Checks<'_>) -> Result<Record, Refused>,
) -> Result<(), Interrupted> {
    let mut checks = Checks { context, warnings: Vec::new() };
    rows(table, sink, |row, sink| hand_over(row, &mut checks, sink, &mut record))
}

pub(super) fn hand_over(
    row: &Row,
    checks: &mut Checks<'_>,
    sink: Sink<'_>,
    record: &mut impl FnMut(&Row, &mut Checks<'_>) -> Result<Record, Refused>,
) -> Result<(), super::Stop> {
    checks.warnings.clear();
    match record(row, checks) {
        Ok(record) => sink(Read::Facility { line: row.line(), record: Box::new(record) })?,
        Err((column, reason)) => return refuse(sink, row.line(), Some(column), reason),
    }
    checks.tell(row.line(), sink)
}

/// For files whose rows are not read one by one.
pub(super) fn checks(context: Context<'_>) -> Checks<'_> {
    Checks { context, warnings: Vec::new() }
}
