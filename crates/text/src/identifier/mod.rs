//! Public numbers (公的番号) and their check digits (検証番号).
//!
//! Real lists contain typing errors, so a wrong check digit is something to point at and never a reason to refuse.
//! Reading repairs what spreadsheets do: lost leading zeros, full-width digits, hyphens, a trailing `.0`.

mod care;
mod medical;
mod public;

pub use care::CareOfficeNumber;
pub use medical::{FeeTable, InsurerNumber, MedicalInstitutionCode};
pub use public::{CorporateNumber, MunicipalityCode};

use crate::normalize::{is_dash, narrow};

/// What the check digit of a number says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckDigit {
    /// It fits the other digits.
    Right,
    /// It does not fit: a typing error is likely.
    Wrong {
        /// The check digit that would fit.
        expected: char,
    },
    /// No known rule covers this number.
    NotTestable,
}

impl CheckDigit {
    /// Is there something to point at?
    pub fn is_wrong(self) -> bool {
        matches!(self, Self::Wrong { .. })
    }

    fn compare(written: u8, expected: u8) -> Self {
        let expected = b'0' + expected;
        if written == expected { Self::Right } else { Self::Wrong { expected: char::from(expected) } }
    }
}

/// Why a text is no number of the asked kind; shown as it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAnIdentifier {
    /// Nothing is written.
    #[error("番号がありません。")]
    Empty,
    /// Too few or too many characters.
    #[error("{expected}桁のところ{found}桁です。")]
    WrongLength {
        /// How many characters the number has.
        expected: usize,
        /// How many were written.
        found: usize,
    },
    /// A character that the number cannot hold.
    #[error("「{0}」は番号に使えない文字です。")]
    StrangeCharacter(char),
    /// The first two digits are no prefecture (01–47).
    #[error("先頭の「{0}」は都道府県番号ではありません。")]
    NoSuchPrefecture(String),
}

/// `N` ASCII characters of a number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Code<const N: usize>([u8; N]);

impl<const N: usize> Code<N> {
    /// Takes `text` as `N` characters, with at most `lost` leading zeros put back.
    fn read(text: &str, lost: usize) -> Result<Self, NotAnIdentifier> {
        let characters = characters(text)?;
        let found = characters.len();
        if found > N || found + lost < N {
            return Err(NotAnIdentifier::WrongLength { expected: N, found });
        }
        let mut code = [b'0'; N];
        code[N - found..].copy_from_slice(&characters);
        Ok(Self(code))
    }

    fn as_str(&self) -> &str {
        // Only ASCII letters and digits get in.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    fn only_digits(self) -> Result<Self, NotAnIdentifier> {
        match self.0.iter().find(|b| !b.is_ascii_digit()) {
            Some(strange) => Err(NotAnIdentifier::StrangeCharacter(char::from(*strange))),
            None => Ok(self),
        }
    }

    fn in_a_prefecture(self) -> Result<Self, NotAnIdentifier> {
        let front = &self.as_str()[..2];
        match front.parse() {
            Ok(1..=47) => Ok(self),
            _ => Err(NotAnIdentifier::NoSuchPrefecture(front.to_owned())),
        }
    }

    fn last(&self) -> u8 {
        self.0[N - 1]
    }
}

/// Implements what every number of `N` characters offers.
macro_rules! code_of {
    ($name:ident) => {
        impl $name {
            /// The number as it is stored and sent.
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::identifier::NotAnIdentifier;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }
    };
}
use code_of;

/// The letters and digits of a number without what people put between them.
fn characters(text: &str) -> Result<Vec<u8>, NotAnIdentifier> {
    let narrowed: String = text.chars().map(narrow).collect();
    let trimmed = narrowed.trim().trim_start_matches('\'');
    let trimmed = trimmed.strip_suffix(".0").unwrap_or(trimmed);
    let mut characters = Vec::with_capacity(16);
    for c in trimmed.chars() {
        match c {
            '0'..='9' | 'A'..='Z' => characters.push(c as u8),
            'a'..='z' => characters.push(c.to_ascii_uppercase() as u8),
            ',' | '.' | '・' => {}
            _ if is_dash(c) || c.is_whitespace() => {}
            _ => return Err(NotAnIdentifier::StrangeCharacter(c)),
        }
    }
    if characters.is_empty() { Err(NotAnIdentifier::Empty) } else { Ok(characters) }
}

/// Modulus 10 with weights 2 and 1 from the right, the digits of each product added (M10W21); letters count A = 10, B = 11.
fn modulus_10_weight_21(characters: &[u8]) -> u8 {
    let sum: u32 = characters
        .iter()
        .rev()
        .enumerate()
        .map(|(place, c)| {
            let value = char::from(*c).to_digit(36).unwrap_or(0);
            let product = value * if place % 2 == 0 { 2 } else { 1 };
            product / 10 + product % 10
        })
        .sum();
    ((10 - sum % 10) % 10) as u8
}

/// Prefectures whose medical codes are checked over the last six digits only: 埼玉 千葉 東京 神奈川.
fn checks_six_digits(prefecture: &[u8]) -> bool {
    matches!(prefecture, b"11" | b"12" | b"13" | b"14")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_spreadsheets_do_is_repaired() {
        assert_eq!(Code::<10>::read("１１０１-12489", 1).unwrap().as_str(), "0110112489");
        assert_eq!(Code::<4>::read("'123.0", 1).unwrap().as_str(), "0123");
        assert_eq!(Code::<4>::read("12", 1), Err(NotAnIdentifier::WrongLength { expected: 4, found: 2 }));
        assert_eq!(Code::<4>::read("　", 1), Err(NotAnIdentifier::Empty));
        assert_eq!(Code::<4>::read("12あ", 1), Err(NotAnIdentifier::StrangeCharacter('あ')));
    }

    impl<const N: usize> std::fmt::Debug for Code<N> {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str(self.as_str())
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_reading_fail_badly(text: String) {
            let _ = MedicalInstitutionCode::parse(&text);
            let _ = CareOfficeNumber::parse(&text);
            let _ = MunicipalityCode::parse(&text);
            let _ = CorporateNumber::parse(&text);
            let _ = InsurerNumber::parse(&text);
        }

        #[test]
        fn one_wrong_digit_is_noticed(digits in "[0-9]{9}", place in 0usize..9, by in 1u8..10) {
            let right = modulus_10_weight_21(digits.as_bytes());
            let mut wrong = digits.into_bytes();
            wrong[place] = b'0' + (wrong[place] - b'0' + by) % 10;
            prop_assert_ne!(modulus_10_weight_21(&wrong), right);
        }
    }
}
