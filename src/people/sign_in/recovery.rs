//! Recovery codes (回復コード): ten, on paper, each in place of the app's code once.

/// How many are given out.
pub const COUNT: usize = 10;

/// Letters that nobody confuses: no I, L, O, U.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Letters of a code, without its hyphens: 60 bits.
const LENGTH: usize = 12;

/// A code as it is printed: `7K3M-0QXZ-5TWA`.
pub fn written(random: u64) -> String {
    let letters = (0..LENGTH).map(|place| LETTERS[(random >> (5 * place)) as usize & 31] as char);
    let mut code = String::with_capacity(LENGTH + 2);
    for (place, letter) in letters.enumerate() {
        if place > 0 && place % 4 == 0 {
            code.push('-');
        }
        code.push(letter);
    }
    code
}

/// What is hashed, however the code was typed: small letters, full width, O for 0, I and L for 1, without hyphens. `None`: no code.
pub fn read(typed: &str) -> Option<String> {
    let narrow = typed.chars().map(kyoten_text::normalize::narrow);
    let letters = narrow.filter(|c| !c.is_whitespace() && !kyoten_text::normalize::is_dash(*c));
    let plain: String = letters
        .map(|c| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .take(LENGTH + 1)
        .collect();
    (plain.len() == LENGTH && plain.bytes().all(|byte| LETTERS.contains(&byte))).then_some(plain)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_code_may_be_typed_as_people_type() {
        let code = written(0);
        assert_eq!(code, "0000-0000-0000");
        for typed in ["0000-0000-0000", "oooo oooo oooo", "００００ー００００ー００００", "000000000000"]
        {
            assert_eq!(read(typed).as_deref(), Some("000000000000"), "{typed}");
        }
        assert_eq!(read("il1I-abcd-wxyz").as_deref(), Some("1111ABCDWXYZ"));
        for typed in ["", "0000-0000-000", "0000-0000-0000-0", "0000-0000-000U", "0000-0000-000あ"] {
            assert_eq!(read(typed), None, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn what_is_printed_can_be_read_and_keeps_sixty_bits(a: u64, b: u64) {
            prop_assert!(read(&written(a)).is_some());
            let bits = u64::MAX >> 4;
            prop_assert_eq!(written(a) == written(b), a & bits == b & bits);
        }
    }
}
