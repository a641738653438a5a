//! Writing the same thing with the same characters (NFKC), for what is compared and never shown.

use unicode_normalization::UnicodeNormalization;

/// NFKC: ＡＢＣ１ is ABC1, ｶﾞ is ガ, however a keyboard wrote it.
pub fn nfkc(text: &str) -> String {
    text.nfkc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_password_typed_with_three_keyboards_is_one() {
        for typed in ["ﾊﾟｽ ＡＢＣ１２", "パス　ABC12", "ハ\u{309a}ス ABC12"] {
            assert_eq!(nfkc(typed), "パス ABC12");
        }
    }
}
