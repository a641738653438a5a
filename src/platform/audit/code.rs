//! Short words of the program: all that an event ever says besides ids and numbers.

use std::borrow::Cow;
use std::fmt;

/// A short word of the program: lower-case letters, digits, `_`, `-` and `.`, at most 32 of them. It can break no line,
/// close no quote and start no formula, wherever it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Code(Cow<'static, str>);

const LONGEST_CODE: usize = 32;

const fn fits_code(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' | b'.')
}

impl Code {
    /// A code of the program itself; a wrong one does not compile where it is a constant.
    pub const fn new(word: &'static str) -> Self {
        let bytes = word.as_bytes();
        assert!(!bytes.is_empty() && bytes.len() <= LONGEST_CODE, "a code has 1 to 32 characters");
        let mut at = 0;
        while at < bytes.len() {
            assert!(fits_code(bytes[at]), "a code is made of a-z, 0-9, _, - and .");
            at += 1;
        }
        Self(Cow::Borrowed(word))
    }

    /// A code out of what came from elsewhere: everything that fits no code becomes `_`, and the rest is cut off.
    pub fn cleaned(text: &str) -> Option<Self> {
        let cleaned = text.chars().take(LONGEST_CODE).map(|c| {
            let c = c.to_ascii_lowercase();
            if u8::try_from(c).is_ok_and(fits_code) { c } else { '_' }
        });
        let cleaned: String = cleaned.collect();
        if cleaned.is_empty() { None } else { Some(Self(Cow::Owned(cleaned))) }
    }

    /// The word.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn whatever_comes_from_outside_can_break_no_line_and_colour_no_terminal(text: String) {
            let hostile = format!("{text}\r\n\u{1b}[31m\u{202e}=cmd|' /C calc'!A0");
            for text in [&text, &hostile] {
                if let Some(code) = Code::cleaned(text) {
                    prop_assert!(code.as_str().bytes().all(fits_code) && code.as_str().len() <= LONGEST_CODE);
                } else {
                    prop_assert!(text.is_empty());
                }
            }
        }
    }
}
