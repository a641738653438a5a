//! Codes of medical institutions and insurers (医療機関コード・保険者番号).
//!
//! 「保険医療機関等コードの設定について」: 都道府県2 + 点数表1 + 郡市区2 + 番号4 + 検証1.

use super::{CheckDigit, Code, NotAnIdentifier, checks_six_digits, code_of, modulus_10_weight_21};

/// The fee table by which an institution bills (点数表), the third digit of its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FeeTable {
    /// 医科, 1.
    Medical,
    /// 歯科, 3.
    Dental,
    /// 調剤, 4.
    Pharmacy,
    /// 訪問看護, 6.
    VisitingNurse,
}

impl FeeTable {
    /// The digit in the code.
    pub fn digit(self) -> char {
        match self {
            Self::Medical => '1',
            Self::Dental => '3',
            Self::Pharmacy => '4',
            Self::VisitingNurse => '6',
        }
    }

    fn of(digit: u8) -> Option<Self> {
        [Self::Medical, Self::Dental, Self::Pharmacy, Self::VisitingNurse]
            .into_iter()
            .find(|table| table.digit() as u8 == digit)
    }
}

/// The ten-digit code of a medical institution, pharmacy or visiting-nurse office (医療機関コード).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MedicalInstitutionCode(Code<10>);
code_of!(MedicalInstitutionCode);

impl MedicalInstitutionCode {
    /// Reads all ten digits; a lost leading zero is put back.
    pub fn parse(text: &str) -> Result<Self, NotAnIdentifier> {
        Code::read(text, 1)?.only_digits()?.in_a_prefecture().map(Self)
    }

    /// Reads the nine digits of the regional bureaus' lists (都道府県2 + 7), which leave the fee table out.
    pub fn from_nine_digits(text: &str, table: FeeTable) -> Result<Self, NotAnIdentifier> {
        let nine = Code::<9>::read(text, 1)?.only_digits()?;
        Self::parse(&format!("{}{}{}", &nine.as_str()[..2], table.digit(), &nine.as_str()[2..]))
    }

    /// Reads the seven digits that institutions call their own, inside a known prefecture (01–47).
    pub fn from_seven_digits(prefecture: u8, text: &str, table: FeeTable) -> Result<Self, NotAnIdentifier> {
        let seven = Code::<7>::read(text, 1)?.only_digits()?;
        Self::parse(&format!("{prefecture:02}{}{}", table.digit(), seven.as_str()))
    }

    /// The prefecture (01–47).
    pub fn prefecture(&self) -> u8 {
        self.as_str()[..2].parse().unwrap_or(0)
    }

    /// The fee table, when it is one we know.
    pub fn fee_table(&self) -> Option<FeeTable> {
        FeeTable::of(self.0.0[2])
    }

    /// The code without prefecture and fee table, as forms print it (7桁).
    pub fn seven_digits(&self) -> &str {
        &self.as_str()[3..]
    }

    /// Compares the check digit by the rule of the prefecture.
    pub fn check(&self) -> CheckDigit {
        let code = &self.0.0;
        let checked = if checks_six_digits(&code[..2]) { &code[3..9] } else { &code[..9] };
        CheckDigit::compare(self.0.last(), modulus_10_weight_21(checked))
    }
}

/// The number of a health insurer or of public funds (保険者番号・公費負担者番号): eight digits, or six of 国民健康保険.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct InsurerNumber(Digits);

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Digits {
    Six(Code<6>),
    Eight(Code<8>),
}

impl InsurerNumber {
    /// Reads six or eight digits; five and seven have lost a zero.
    pub fn parse(text: &str) -> Result<Self, NotAnIdentifier> {
        match Code::<6>::read(text, 1) {
            Ok(six) => Ok(Self(Digits::Six(six.only_digits()?))),
            Err(NotAnIdentifier::WrongLength { .. }) => Ok(Self(Digits::Eight(Code::read(text, 1)?.only_digits()?))),
            Err(other) => Err(other),
        }
    }

    /// The number as it is stored and sent.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Digits::Six(code) => code.as_str(),
            Digits::Eight(code) => code.as_str(),
        }
    }

    /// Compares the check digit.
    pub fn check(&self) -> CheckDigit {
        let digits = self.as_str().as_bytes();
        let (last, checked) = digits.split_last().unwrap_or((&0, &[]));
        CheckDigit::compare(*last, modulus_10_weight_21(checked))
    }
}

impl std::fmt::Debug for Digits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Six(code) => f.write_str(code.as_str()),
            Self::Eight(code) => f.write_str(code.as_str()),
        }
    }
}

impl std::fmt::Display for InsurerNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bureaus_nine_digits_become_the_full_code() {
        let code = MedicalInstitutionCode::from_nine_digits("010112489", FeeTable::Medical).unwrap();
        assert_eq!(code.as_str(), "0110112489");
        assert_eq!(code, MedicalInstitutionCode::from_nine_digits("10112489", FeeTable::Medical).unwrap());
        assert_eq!(code, MedicalInstitutionCode::from_seven_digits(1, "01,1248,9", FeeTable::Medical).unwrap());
        assert_eq!((code.prefecture(), code.fee_table(), code.seven_digits()), (1, Some(FeeTable::Medical), "0112489"));
        assert_eq!(code.check(), CheckDigit::Right);
    }

    #[test]
    fn a_typing_error_is_pointed_at_and_not_refused() {
        let code = MedicalInstitutionCode::parse("0110112480").unwrap();
        assert_eq!(code.check(), CheckDigit::Wrong { expected: '9' });
        assert_eq!(
            MedicalInstitutionCode::parse("9910112480"),
            Err(NotAnIdentifier::NoSuchPrefecture("99".to_owned()))
        );
    }

    #[test]
    fn insurers_have_six_or_eight_digits() {
        assert_eq!(InsurerNumber::parse("33120015").unwrap().check(), CheckDigit::Right);
        assert_eq!(InsurerNumber::parse("１０１００１６").unwrap().as_str(), "01010016");
        assert_eq!(InsurerNumber::parse("138057").unwrap().as_str().len(), 6);
        assert!(InsurerNumber::parse("123").is_err());
    }
}
