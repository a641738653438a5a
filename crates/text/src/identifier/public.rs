//! Numbers of municipalities and of legal persons (全国地方公共団体コード・法人番号).

use super::{CheckDigit, Code, NotAnIdentifier, characters, code_of};

/// The code of a municipality (全国地方公共団体コード): prefecture 2 + municipality 3, and a check digit behind it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MunicipalityCode {
    five: Code<5>,
    /// As written; `None` when the source left it out.
    check_digit: Option<u8>,
}

impl MunicipalityCode {
    /// Reads five digits, or six with the check digit.
    ///
    /// Five digits can be a six-digit code that lost its zero: they are read as one when that gives a right check digit
    /// and the plain reading gives a municipality number that does not exist (below 100). In a column that always has
    /// six digits use [`Self::parse_six`].
    pub fn parse(text: &str) -> Result<Self, NotAnIdentifier> {
        match characters(text)?.len() {
            6 => Self::parse_six(text),
            5 => {
                let plain = Self::parse_five(text)?;
                let number: u16 = plain.five.as_str()[2..].parse().unwrap_or(0);
                match Self::parse_six(text) {
                    Ok(padded) if (1..100).contains(&number) && padded.check() == CheckDigit::Right => Ok(padded),
                    _ => Ok(plain),
                }
            }
            _ => Self::parse_five(text),
        }
    }

    /// Reads five digits without check digit; a lost leading zero is put back.
    pub fn parse_five(text: &str) -> Result<Self, NotAnIdentifier> {
        let five = Code::<5>::read(text, 1)?.only_digits()?.in_a_prefecture()?;
        Ok(Self { five, check_digit: None })
    }

    /// Reads six digits with check digit; a lost leading zero is put back.
    pub fn parse_six(text: &str) -> Result<Self, NotAnIdentifier> {
        let six = Code::<6>::read(text, 1)?.only_digits()?.in_a_prefecture()?;
        let mut five = [0; 5];
        five.copy_from_slice(&six.0[..5]);
        Ok(Self { five: Code(five), check_digit: Some(six.last()) })
    }

    /// A code from a prefecture (1–47) and the three digits of a municipality, as 医療情報ネット writes them.
    pub fn from_parts(prefecture: u8, municipality: u16) -> Result<Self, NotAnIdentifier> {
        Self::parse_five(&format!("{prefecture:02}{municipality:03}"))
    }

    /// The five digits without check digit (01101).
    pub fn as_str(&self) -> &str {
        self.five.as_str()
    }

    /// The six digits with the right check digit (011011).
    pub fn six_digits(&self) -> String {
        format!("{}{}", self.five.as_str(), char::from(b'0' + self.expected()))
    }

    /// Five digits with their check digit behind them, also of a prefecture that does not exist: invented places have such.
    pub fn with_check_digit(five: &str) -> Option<String> {
        let digits =
            <[u8; 5]>::try_from(five.as_bytes()).ok().filter(|digits| digits.iter().all(u8::is_ascii_digit))?;
        Some(format!("{five}{}", char::from(b'0' + check_digit(digits))))
    }

    /// The prefecture (1–47).
    pub fn prefecture(&self) -> u8 {
        self.as_str()[..2].parse().unwrap_or(0)
    }

    /// Compares the check digit that was written.
    pub fn check(&self) -> CheckDigit {
        match self.check_digit {
            Some(written) => CheckDigit::compare(written, self.expected()),
            None => CheckDigit::NotTestable,
        }
    }

    fn expected(&self) -> u8 {
        check_digit(self.five.0)
    }
}

fn check_digit(five: [u8; 5]) -> u8 {
    let sum: u32 = five.iter().zip([6, 5, 4, 3, 2]).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    ((11 - sum % 11) % 10) as u8
}

impl std::fmt::Display for MunicipalityCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::fmt::Debug for MunicipalityCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MunicipalityCode({})", self.as_str())
    }
}

/// The thirteen-digit number of a legal person (法人番号); the first digit is the check digit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CorporateNumber(Code<13>);
code_of!(CorporateNumber);

impl CorporateNumber {
    /// Reads thirteen digits; the first is never zero, so none can be lost.
    pub fn parse(text: &str) -> Result<Self, NotAnIdentifier> {
        Code::read(text, 0)?.only_digits().map(Self)
    }

    /// Compares the check digit.
    pub fn check(&self) -> CheckDigit {
        let digits = &self.0.0;
        let weighted = digits[1..].iter().rev().zip([1, 2].into_iter().cycle());
        let sum: u32 = weighted.map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
        CheckDigit::compare(digits[0], (9 - sum % 9) as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_municipality_has_one_code_with_and_without_check_digit() {
        let chuo = MunicipalityCode::parse("011011").unwrap();
        assert_eq!((chuo.as_str(), chuo.check(), chuo.prefecture()), ("01101", CheckDigit::Right, 1));
        assert_eq!(MunicipalityCode::parse("01101").unwrap().six_digits(), "011011");
        assert_eq!(MunicipalityCode::parse("1101").unwrap().as_str(), "01101");
        assert_eq!(MunicipalityCode::parse("11002").unwrap().as_str(), "01100");
        assert_eq!(MunicipalityCode::parse("13104").unwrap().as_str(), "13104");
        assert_eq!(MunicipalityCode::from_parts(39, 201).unwrap().six_digits(), "392014");
        assert_eq!(MunicipalityCode::parse("011012").unwrap().check(), CheckDigit::Wrong { expected: '1' });
        assert!(MunicipalityCode::parse("991011").is_err());
        assert_eq!(MunicipalityCode::with_check_digit("01101").as_deref(), Some("011011"));
        assert_eq!(MunicipalityCode::with_check_digit("99201").map(|six| six.len()), Some(6));
        assert_eq!(MunicipalityCode::with_check_digit("9920"), None);
    }

    #[test]
    fn a_legal_person_is_checked_by_its_first_digit() {
        // 国税庁 gives this example in 法人番号の検査用数字.
        assert_eq!(CorporateNumber::parse("8700110005901").unwrap().check(), CheckDigit::Right);
        assert_eq!(CorporateNumber::parse("7700110005901").unwrap().check(), CheckDigit::Wrong { expected: '8' });
        assert!(CorporateNumber::parse("700110005901").is_err());
    }
}
