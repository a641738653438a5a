//! Passwords (パスワード): long, of any characters, and not one that others have. No rule about kinds of characters, and none
//! ever expires (NIST SP 800-63B, ASVS 5.0 V6.2).

use zxcvbn::{Score, zxcvbn};

use super::common;

/// Characters a password has at least.
pub const SHORTEST: usize = 13;
/// Characters a password has at most.
pub const LONGEST: usize = 256;

/// A password in the form in which it is hashed.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

/// Never shows it.
impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password")
    }
}

/// How hard a password is to guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Taken.
    Enough,
    /// Good.
    Good,
    /// Very good.
    VeryGood,
}

/// Why a password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weak {
    /// Too short; so many characters are missing.
    Short(usize),
    /// Too long.
    Long,
    /// Mostly the name of its owner, of the hub, or of this program.
    Known,
    /// What others use too: words, years, rows of keys, repetitions.
    Common,
}

impl Password {
    /// What somebody typed to sign in; it need not be a good one. `None`: too long to be one.
    pub fn typed(text: &str) -> Option<Self> {
        // Before the work of normalising: nobody types more bytes than that.
        if text.len() > LONGEST * 8 {
            return None;
        }
        let text = kyoten_text::normalize::nfkc(text);
        (text.chars().count() <= LONGEST).then_some(Self(text))
    }

    /// What is hashed.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// How good it would be for somebody of whom these words are known: name, sign-in name, the hub's names.
    pub fn strength(&self, known: &[&str]) -> Result<Strength, Weak> {
        let length = self.0.chars().count();
        if length < SHORTEST {
            return Err(Weak::Short(SHORTEST - length));
        }
        let plain = common::plain(&self.0);
        let parts: Vec<String> = known.iter().flat_map(|text| common::parts(text)).collect();
        if common::unexplained(&plain, &parts) < common::LEAST_UNEXPLAINED {
            let text: String = plain.iter().collect();
            let has_own = parts.iter().any(|part| text.contains(part.as_str()));
            return Err(if has_own { Weak::Known } else { Weak::Common });
        }
        let words: Vec<&str> = parts.iter().map(String::as_str).collect();
        match zxcvbn(&self.0, &words) {
            guess if guess.score() < Score::Three => Err(Weak::Common),
            guess if guess.guesses_log10() < 12.0 => Ok(Strength::Enough),
            guess if guess.guesses_log10() < 16.0 => Ok(Strength::Good),
            _ => Ok(Strength::VeryGood),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 4] =
        ["佐藤 美里", "misato.sato@shiomino.example", "汐見野市在宅医療連携拠点", "Shiomino Home Care Hub"];

    fn strength(text: &str) -> Result<Strength, Weak> {
        Password::typed(text).unwrap().strength(&KNOWN)
    }

    #[test]
    fn thirteen_characters_of_any_kind_are_needed_and_no_more_than_that_is_asked() {
        assert_eq!(strength("kaeru-tonda!"), Err(Weak::Short(1)));
        assert_eq!(strength(""), Err(Weak::Short(13)));
        for good in [
            "kaeru-tonda-ike",
            "あおいかえるがとんだ三日月",
            "xq7 vtp kkd 02",
            "correct ninja staple horse",
            "tsukuemo-kabin-hagaki",
            "雨の日はバスで診療所へ行きます",
        ] {
            assert!(strength(good).is_ok(), "{good}: {:?}", strength(good));
        }
    }

    #[test]
    fn what_others_use_too_is_refused() {
        for common in [
            "password123456",
            "Password2026!!",
            "p@ssw0rd-p@ssw0rd",
            "1234567890123",
            "qwertyuiop123",
            "aaaaaaaaaaaaa",
            "ababababababab",
            "abcabcabcabcabc",
            "sakurasakura1",
            "kango-kango-2026",
            "houmonkango2026",
            "zaitakuiryou01",
            "Nihon2026Tokyo",
            "1qaz2wsx3edc4rfv",
            "iloveyou-iloveyou",
            "admin-admin-123",
            "reiwa8nen4gatsu",
            "20260401-20270331",
            "さくらさくらさくらさ",
            "ぱすわーどぱすわーど12",
            "看護看護看護看護看護看護看",
            "letmein-letmein",
            "abcdefghijklmnop",
            "zyxwvutsrqponm",
            "monkey-dragon1",
        ] {
            assert!(matches!(strength(common), Err(Weak::Common | Weak::Short(_))), "{common}: {:?}", strength(common));
        }
    }

    #[test]
    fn the_names_of_oneself_and_of_the_hub_are_no_password() {
        for known in [
            "misato-sato-2026",
            "Shiomino-Hub-2026",
            "satomisato12345",
            "ShiominoHomeCare",
            "佐藤美里佐藤美里佐藤美里1",
        ] {
            assert_eq!(strength(known), Err(Weak::Known), "{known}");
        }
        assert!(strength("misato-kaeru-ike-tonda").is_ok(), "a name may be a part of a long one");
    }

    #[test]
    fn a_password_is_the_same_however_the_keyboard_is_set() {
        let narrow = Password::typed("kaeru-tonda-1").unwrap();
        assert_eq!(Password::typed("ｋａｅｒｕ－ｔｏｎｄａ－１").unwrap(), narrow);
        assert_ne!(Password::typed("Kaeru-tonda-1").unwrap(), narrow);
        assert_ne!(Password::typed(" kaeru-tonda-1").unwrap(), narrow, "spaces belong to it");
    }

    #[test]
    fn too_long_is_no_password() {
        assert!(Password::typed(&"あ".repeat(256)).is_some());
        assert_eq!(Password::typed(&"あ".repeat(257)), None);
        assert_eq!(Password::typed(&"a".repeat(100_000)), None);
        assert_eq!(Password::typed(&"\u{fdfa}".repeat(200)), None, "one character that NFKC makes eighteen of");
    }

    #[test]
    fn better_ones_are_told_apart() {
        assert!(strength("xq7 vtp kkd 02 mzz 81 pwe").unwrap() > strength("kaeru-tonda-ike").unwrap());
    }
}
