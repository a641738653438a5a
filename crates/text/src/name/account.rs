//! What people type to sign in (サインイン名): one form in which it is compared, and what two of them look like.

use crate::normalize::display_line;
use unicode_normalization::UnicodeNormalization;

/// The form in which names for signing in are compared: NFKC, small letters, nothing that cannot be seen.
///
/// ＳＡＴＯ, Sato and sato are one name. Made for looking a name up: it takes any text and refuses none.
pub fn compared_account(text: &str) -> String {
    let fold = |text: &str| -> String {
        let folded: String = text.nfkc().flat_map(char::to_lowercase).filter(|c| *c != '\u{200d}').collect();
        display_line(&folded)
    };
    // In rare scripts what is left out brings characters together that fold anew; twice is usual.
    let mut compared = fold(text);
    for _ in 0..8 {
        let again = fold(&compared);
        if again == compared {
            break;
        }
        compared = again;
    }
    compared
}

/// What a name looks like on paper: two names with one look are taken for each other (UTS #39, for the characters that a
/// name may have). For comparing only.
pub fn account_look(compared: &str) -> String {
    let mut look = String::with_capacity(compared.len());
    for c in compared.chars() {
        match c {
            '0' => look.push('o'),
            '1' | 'i' | '|' | '!' => look.push('l'),
            'm' => look.push_str("rn"),
            'w' => look.push_str("vv"),
            'd' => look.push_str("cl"),
            '-' | '_' => look.push('.'),
            c => look.push(c),
        }
    }
    look
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn width_and_case_make_no_difference() {
        for typed in ["Sato.Hanako", "ｓａｔｏ．ｈａｎａｋｏ", " SATO.HANAKO\u{200b} ", "sa\u{200d}to.hanako"]
        {
            assert_eq!(compared_account(typed), "sato.hanako", "{typed:?}");
        }
        assert_eq!(compared_account("K\u{212a}"), "kk", "the Kelvin sign is a k");
    }

    #[test]
    fn names_that_are_taken_for_each_other_look_alike() {
        let look = |text: &str| account_look(&compared_account(text));
        for (one, other) in [
            ("tanaka1", "tanakal"),
            ("tanaka1", "tanakaI"),
            ("s0ra", "sora"),
            ("rnori", "mori"),
            ("vvada", "wada"),
            ("oclaka", "odaka"),
            ("sato-hanako", "sato_hanako"),
        ] {
            assert_eq!(look(one), look(other), "{one} {other}");
        }
        assert_ne!(look("sato"), look("saito"));
        assert_ne!(look("tanaka2"), look("tanaka3"));
    }

    proptest! {
        #[test]
        fn the_compared_form_is_its_own(text in any::<String>()) {
            let compared = compared_account(&text);
            prop_assert_eq!(compared_account(&compared), compared.clone());
        }
    }
}
