//! Numbers of care offices (介護保険事業所番号).

use super::{CheckDigit, Code, NotAnIdentifier, checks_six_digits, code_of, modulus_10_weight_21};

/// The ten characters of a care office (事業所番号): 都道府県2 + 区分1 + 7. 区分 may be a letter (B 介護医療院).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CareOfficeNumber(Code<10>);
code_of!(CareOfficeNumber);

impl CareOfficeNumber {
    /// Reads a number; a lost leading zero is put back.
    pub fn parse(text: &str) -> Result<Self, NotAnIdentifier> {
        let code = Code::<10>::read(text, 1)?.in_a_prefecture()?;
        // The letters I, O and Q are never given out: they look like digits.
        match code.0[3..].iter().find(|b| !b.is_ascii_digit()) {
            Some(strange) => Err(NotAnIdentifier::StrangeCharacter(char::from(*strange))),
            None if matches!(code.0[2], b'I' | b'O' | b'Q') => {
                Err(NotAnIdentifier::StrangeCharacter(char::from(code.0[2])))
            }
            None => Ok(Self(code)),
        }
    }

    /// The prefecture (01–47).
    pub fn prefecture(&self) -> u8 {
        self.as_str()[..2].parse().unwrap_or(0)
    }

    /// What kind of office it is (区分), in Japanese.
    pub fn kind(&self) -> Option<&'static str> {
        Some(match self.0.0[2] {
            b'0' => "地域包括支援センター",
            b'1' => "医療機関(医科)",
            b'3' => "医療機関(歯科)",
            b'4' => "薬局",
            b'5' => "介護老人保健施設",
            b'6' => "訪問看護ステーション",
            b'7' => "指定事業所",
            b'8' => "基準該当事業所",
            b'9' => "地域密着型サービス事業所",
            b'A' => "総合事業の事業所",
            b'B' => "介護医療院",
            _ => return None,
        })
    }

    /// Compares the check digit: over nine characters, and in 埼玉 千葉 東京 神奈川 alternatively over six, because numbers
    /// taken over from medical codes kept their own.
    pub fn check(&self) -> CheckDigit {
        let code = &self.0.0;
        let over_nine = CheckDigit::compare(self.0.last(), modulus_10_weight_21(&code[..9]));
        if over_nine.is_wrong() && checks_six_digits(&code[..2]) {
            let over_six = CheckDigit::compare(self.0.last(), modulus_10_weight_21(&code[3..9]));
            if over_six == CheckDigit::Right {
                return over_six;
            }
        }
        over_nine
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lost_zero_is_put_back_and_letters_are_read() {
        let number = CareOfficeNumber::parse("170100010").unwrap();
        assert_eq!((number.as_str(), number.prefecture(), number.kind()), ("0170100010", 1, Some("指定事業所")));
        assert_eq!(CareOfficeNumber::parse("０１ｂ０１００１５３").unwrap().kind(), Some("介護医療院"));
        assert_eq!(CareOfficeNumber::parse("01I0100153"), Err(NotAnIdentifier::StrangeCharacter('I')));
        assert_eq!(CareOfficeNumber::parse("0170B00010"), Err(NotAnIdentifier::StrangeCharacter('B')));
    }
}
