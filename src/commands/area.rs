//! What may be typed after `--area`.

use kyoten_text::identifier::MunicipalityCode;

/// A text that is no code of a municipality.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "市区町村の番号は、42201 のような5けたの数字です。 / write the five digits of the municipality's code, such as 42201"
)]
pub struct NotAMunicipality;

/// The five digits of a municipality (全国地方公共団体コード). The sixth, if it is there, must be the right check digit.
pub fn municipality(text: &str) -> Result<String, NotAMunicipality> {
    let five = text.get(..5).filter(|_| text.bytes().all(|byte| byte.is_ascii_digit())).ok_or(NotAMunicipality)?;
    let is_whole = text == five || MunicipalityCode::with_check_digit(five).as_deref() == Some(text);
    if is_whole { Ok(five.to_owned()) } else { Err(NotAMunicipality) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_digits_are_a_municipality_and_so_are_six_with_the_right_check_digit() {
        for text in ["42201", "422011", "01101", "011011"] {
            assert_eq!(municipality(text).as_deref(), Ok(&text[..5]));
        }
        for text in ["", "abc", "4220", "422012", "4220111", "四二二〇一", "42201 ", "-4220", "諫早市"] {
            assert_eq!(municipality(text), Err(NotAMunicipality), "{text}");
        }
    }
}
