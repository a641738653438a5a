//! Telephone and fax numbers of Japan (電話番号・FAX番号): read from whatever a list holds, written one way.

mod area;
mod reading;

use area::area_code_length;
use std::fmt;

/// A telephone or fax number (電話番号); equal numbers have equal digits however they were written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PhoneNumber {
    digits: String,
    formatted: String,
}

/// A number and what else stood in the field (内線123, a second number, 平日のみ).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhoneField {
    /// The first number of the field.
    pub number: PhoneNumber,
    /// The rest of the field, `None` when nothing is left.
    pub note: Option<String>,
}

/// Why a field holds no telephone number; shown as it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAPhoneNumber {
    /// The field is empty or holds only a dash.
    #[error("電話番号がありません。")]
    Empty,
    /// No digits at all.
    #[error("「{0}」に電話番号が見つかりません。")]
    NoDigits(String),
    /// Fewer digits than a number of this kind has; often the area code is missing.
    #[error("{found}桁しかありません。市外局番から書いてください。")]
    TooShort {
        /// How many digits were found.
        found: usize,
    },
    /// More digits than a number has.
    #[error("{found}桁あります。電話番号は10桁か11桁です。")]
    TooLong {
        /// How many digits were found.
        found: usize,
    },
    /// The digits begin as no Japanese number does.
    #[error("「{0}」で始まる電話番号はありません。")]
    NoSuchPrefix(String),
}

impl PhoneNumber {
    /// Reads the first number of a field and forgets the rest; see [`PhoneField::parse`].
    pub fn parse(text: &str) -> Result<Self, NotAPhoneNumber> {
        PhoneField::parse(text).map(|field| field.number)
    }

    /// The digits with the leading zero and nothing else: 0594737987.
    pub fn digits(&self) -> &str {
        &self.digits
    }

    /// The number with hyphens: 0594-73-7987.
    pub fn formatted(&self) -> &str {
        &self.formatted
    }

    /// Can it receive a text message (携帯電話)?
    pub fn is_mobile(&self) -> bool {
        kind_of(&self.digits) == Some(Kind::Mobile)
    }

    /// The link that dials it: `tel:+81594737987`. Numbers that cannot be dialled from abroad stay national.
    pub fn tel_uri(&self) -> String {
        match kind_of(&self.digits) {
            Some(Kind::Landline | Kind::Mobile) => format!("tel:+81{}", &self.digits[1..]),
            _ => format!("tel:{}", self.digits.replace('#', "%23")),
        }
    }

    /// `groups` are the digits as the source hyphenated them.
    fn new(digits: String, groups: &[usize]) -> Self {
        let formatted = match split(&digits, groups) {
            Some((area, exchange)) => {
                format!("{}-{}-{}", &digits[..area], &digits[area..area + exchange], &digits[area + exchange..])
            }
            None => digits.clone(),
        };
        Self { digits, formatted }
    }
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.formatted)
    }
}

/// The digits of the first telephone number in a text, `None` when there is none; for comparing and searching.
pub fn digits(text: &str) -> Option<String> {
    PhoneNumber::parse(text).ok().map(|number| number.digits)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Landline,
    Mobile,
    /// 0120, 0570, 0990: ten digits, split 4-3-3.
    Toll10,
    /// 0800: eleven digits, split 4-3-4.
    Toll11,
    /// 119, #7119.
    Short,
}

/// The kind of number that begins so; `None` when no number does.
fn kind_of(digits: &str) -> Option<Kind> {
    let kind = match digits.as_bytes() {
        [b'#', ..] => Kind::Short,
        [b'1', _, _] => Kind::Short,
        [b'0', b'1', b'2', b'0', ..] | [b'0', b'5', b'7', b'0', ..] | [b'0', b'9', b'9', b'0', ..] => Kind::Toll10,
        [b'0', b'8', b'0', b'0', ..] => Kind::Toll11,
        [b'0', b'2' | b'5'..=b'9', b'0', ..] => Kind::Mobile,
        [b'0', b'1'..=b'9', ..] => Kind::Landline,
        _ => return None,
    };
    Some(kind)
}

impl Kind {
    fn length(self) -> usize {
        match self {
            Self::Landline | Self::Toll10 => 10,
            Self::Mobile | Self::Toll11 => 11,
            Self::Short => 3,
        }
    }
}

/// Lengths of the first and the second group. The area code decides; where we do not know it, the source's hyphens.
fn split(digits: &str, groups: &[usize]) -> Option<(usize, usize)> {
    match kind_of(digits)? {
        Kind::Landline => match area_code_length(digits) {
            Some(area) => Some((area, 6 - area)),
            None => match groups {
                [area @ 2..=5, exchange, 4] if area + exchange == 6 => Some((*area, *exchange)),
                _ => None,
            },
        },
        Kind::Mobile => Some((3, 4)),
        Kind::Toll10 | Kind::Toll11 => Some((4, 3)),
        Kind::Short => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_written_one_way() {
        for (text, formatted) in [
            ("0594-73-7987", "0594-73-7987"),
            ("594737987", "0594-73-7987"),
            ("０３－１２３４－５６７８", "03-1234-5678"),
            ("（0594）73ー7987", "0594-73-7987"),
            ("03(1234)5678", "03-1234-5678"),
            ("+81-3-1234-5678", "03-1234-5678"),
            ("+81(0)3-1234-5678", "03-1234-5678"),
            ("81 90 1234 5678", "090-1234-5678"),
            ("09012345678", "090-1234-5678"),
            ("9012345678", "090-1234-5678"),
            ("0120123456", "0120-123-456"),
            ("120123456", "0120-123-456"),
            ("0800-123-4567", "0800-123-4567"),
            ("0570012345", "0570-012-345"),
            ("050 3456 7890", "050-3456-7890"),
            ("TEL:047-345-6789", "047-345-6789"),
            ("04-7123-4567", "04-7123-4567"),
            ("048--123--4567", "048-123-4567"),
            ("011.123.4567", "011-123-4567"),
            ("０１２３の１２の３４５６", "0123-12-3456"),
            ("#7119", "#7119"),
            ("119", "119"),
        ] {
            assert_eq!(PhoneNumber::parse(text).map(|n| n.formatted), Ok(formatted.to_owned()), "{text}");
        }
    }

    #[test]
    fn the_rest_of_the_field_is_kept() {
        for (text, formatted, note) in [
            ("03-1234-5678(代)", "03-1234-5678", "(代)"),
            ("03-1234-5678 内線123", "03-1234-5678", "内線123"),
            ("03-1234-5678、090-1111-2222", "03-1234-5678", "090-1111-2222"),
            ("03-1234-5678 03-1234-5679", "03-1234-5678", "03-1234-5679"),
            ("24時間 0594-73-7987", "0594-73-7987", "24時間"),
            ("直通 ０５９４-73-7987（訪問看護）", "0594-73-7987", "直通 （訪問看護）"),
        ] {
            let field = PhoneField::parse(text).unwrap();
            assert_eq!((field.number.formatted(), field.note.as_deref()), (formatted, Some(note)), "{text}");
        }
        assert_eq!(PhoneField::parse("電話 03-1234-5678").unwrap().note, None);
    }

    #[test]
    fn what_is_no_number_is_refused_with_a_reason() {
        assert_eq!(PhoneNumber::parse("－"), Err(NotAPhoneNumber::Empty));
        assert_eq!(PhoneNumber::parse("なし"), Err(NotAPhoneNumber::NoDigits("なし".to_owned())));
        assert_eq!(PhoneNumber::parse("12-3456"), Err(NotAPhoneNumber::TooShort { found: 6 }));
        assert_eq!(PhoneNumber::parse("03-1234-56789"), Err(NotAPhoneNumber::TooLong { found: 11 }));
        assert_eq!(PhoneNumber::parse("00-1234-5678"), Err(NotAPhoneNumber::NoSuchPrefix("00".to_owned())));
    }

    #[test]
    fn a_link_dials_the_number() {
        let uri = |text| PhoneNumber::parse(text).unwrap().tel_uri();
        assert_eq!(uri("0594-73-7987"), "tel:+81594737987");
        assert_eq!(uri("0120-123-456"), "tel:0120123456");
        assert_eq!(uri("#7119"), "tel:%237119");
        assert!(PhoneNumber::parse("080-1234-5678").unwrap().is_mobile());
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(digits in "0[1-9][0-9]{8}|0[5-9]0[0-9]{8}") {
            if let Ok(number) = PhoneNumber::parse(&digits) {
                prop_assert_eq!(number.digits(), digits.as_str());
                prop_assert_eq!(PhoneNumber::parse(number.formatted()), Ok(number.clone()));
            }
        }

        #[test]
        fn no_text_makes_it_fail_badly(text in "\\PC*|[0-9０-９+\\-（）() 代内線]{0,24}") {
            let _ = PhoneField::parse(&text);
        }
    }
}
