//! Cells that a spreadsheet would run as a formula (数式の埋め込み), made harmless on the way out and restored on the way in.
//!
//! After OWASP "CSV Injection". A leading apostrophe makes a cell text; a cell that already has one gets another, so the
//! change can always be undone. Plain negative numbers stay: they are no formulas, and sums need them.

use std::borrow::Cow;

/// A cell as it may be written to a CSV or text file (書き出し).
pub fn neutralise(cell: &str) -> Cow<'_, str> {
    if looks_like_formula(cell) && !is_number(cell) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// A cell as it was before [`neutralise`] (読み込み); cells that were never changed stay.
pub fn restore(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(inner) if looks_like_formula(inner) && !is_number(inner) => inner,
        _ => cell,
    }
}

/// Any number of apostrophes and spaces, then a character that begins a formula.
fn looks_like_formula(cell: &str) -> bool {
    let first = cell.trim_start_matches(['\'', ' ', '\u{3000}', '\u{feff}']).chars().next();
    matches!(first, Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '|' | '＝' | '＋' | '－' | '＠' | '−'))
}

fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    let mut parts = digits.splitn(2, '.');
    parts.all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_become_text() {
        for cell in ["=1+1", "+81312345678", "@SUM(A1)", "-2+3", "\t=1", "＝HYPERLINK", "－１", " =1", "'=1"] {
            assert_eq!(neutralise(cell), format!("'{cell}"));
        }
        for cell in ["", "佐藤", "-5", "-0.25", "'さくら'", "03-1234-5678", "7時-8時"] {
            assert_eq!(neutralise(cell), cell);
        }
    }

    proptest! {
        #[test]
        fn what_went_out_comes_back(cell in "['=+@\\-＝ 　\t0-9.a]{0,6}|\\PC*") {
            let written = neutralise(&cell);
            prop_assert_eq!(restore(&written), cell.as_str());
        }
    }
}
