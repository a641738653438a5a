//! Official numbers of invented places, with right check digits (検証番号), under a prefecture that does not exist.

/// 医療機関コード and 介護保険事業所番号: nine characters and the digit that M10W21 asks for.
pub(super) fn with_check_digit(nine: &str) -> String {
    let weighted = nine.chars().rev().zip([2, 1].into_iter().cycle()).map(|(c, weight)| {
        let product = value(c) * weight;
        product / 10 + product % 10
    });
    let check = (10 - weighted.sum::<u32>() % 10) % 10;
    format!("{nine}{check}")
}

/// 法人番号: the check digit stands before the twelve. No registry office begins with 9999.
pub(super) fn owner_number(serial: u32) -> String {
    let twelve = format!("9999{serial:08}");
    format!("{}{twelve}", check_of_owner(&twelve))
}

fn check_of_owner(twelve: &str) -> u32 {
    let weighted = twelve.chars().rev().zip([1, 2].into_iter().cycle()).map(|(c, weight)| value(c) * weight);
    9 - weighted.sum::<u32>() % 9
}

/// Digits count as themselves, letters from ten.
fn value(c: char) -> u32 {
    c.to_digit(36).expect("numbers are made of digits and letters")
}

#[cfg(test)]
mod tests {
    use kyoten_text::identifier::{CareOfficeNumber, CheckDigit, MedicalInstitutionCode};

    use super::*;

    #[test]
    fn the_examples_of_the_insurers_and_the_tax_agency_hold() {
        assert_eq!(with_check_digit("3312001"), "33120015");
        assert_eq!(check_of_owner("000012050002"), 7);
    }

    #[test]
    fn the_same_digits_in_a_real_prefecture_would_pass() {
        for serial in 1..400 {
            let code = with_check_digit(&format!("05101{serial:04}"));
            assert_eq!(MedicalInstitutionCode::parse(&code).unwrap().check(), CheckDigit::Right, "{code}");
            for class in ['0', '5', '6', '7', '9', 'B'] {
                let office = with_check_digit(&format!("05{class}01{serial:04}"));
                assert_eq!(CareOfficeNumber::parse(&office).unwrap().check(), CheckDigit::Right, "{office}");
            }
        }
    }
}
