//! The authenticator app (認証アプリ): six digits that change every 30 seconds (TOTP, RFC 6238).

use jiff::{SignedDuration, Timestamp};
use totp_rs::{Builder, Totp};

/// The seconds of a step.
pub const STEP: i64 = 30;

/// A code that is so many steps early or late is taken: telephones are rarely exact.
const SKEW: i64 = 1;

/// A code that is further off, but not more than ten minutes, tells that the telephone's clock is wrong.
const CLOCK_WRONG: i64 = 20;

/// The secret that the app and the hub share.
pub type Secret = [u8; 20];

/// What a code is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Right; this step must be written down as used.
    Right(i64),
    /// It was used before.
    Used,
    /// It would be right if the telephone's clock were.
    ClockWrong {
        /// The step the code is of. It must be written down as used: else whoever guessed it would know that it will be right later.
        step: i64,
        /// How far the telephone's clock is ahead; negative: behind.
        ahead: SignedDuration,
    },
    /// Wrong.
    Wrong,
}

/// What `typed` is worth now; `used` are the steps of the last half hour whose codes were taken.
pub fn judge(secret: &Secret, typed: &str, used: &[i64], now: Timestamp) -> Verdict {
    let Some(typed) = digits(typed) else { return Verdict::Wrong };
    let current = step_of(now);
    // Always the same number of codes is computed, whatever was typed.
    let steps = (-CLOCK_WRONG..=CLOCK_WRONG).map(|off| (off, current + off));
    let matching: Vec<(i64, i64)> = steps.filter(|(_, step)| code(secret, *step) == typed).collect();
    let is_used = |step: i64| used.contains(&step);
    let near = |(off, _): &&(i64, i64)| off.abs() <= SKEW;
    if let Some((_, step)) = matching.iter().filter(near).find(|(_, step)| !is_used(*step)) {
        return Verdict::Right(*step);
    }
    match matching.first() {
        None => Verdict::Wrong,
        // A code from the future was written down when it was first typed; its telephone is still ahead.
        Some((off, step)) if is_used(*step) && *off <= SKEW => Verdict::Used,
        Some((off, step)) => Verdict::ClockWrong { step: *step, ahead: SignedDuration::from_secs(off * STEP) },
    }
}

/// The six digits of a step.
pub fn code(secret: &Secret, step: i64) -> String {
    let seconds = u64::try_from(step * STEP).unwrap_or_default();
    totp(secret).generate(seconds).to_string()
}

/// The step of a moment.
pub fn step_of(moment: Timestamp) -> i64 {
    moment.as_second().div_euclid(STEP)
}

/// The address that an app reads from a QR code.
pub fn address(secret: &Secret, issuer: &str, account: &str) -> String {
    let escaped = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20");
    let (issuer, account) = (escaped(&issuer.replace(':', " ")), escaped(&account.replace(':', " ")));
    format!(
        "otpauth://totp/{issuer}:{account}?secret={}&issuer={issuer}&algorithm=SHA1&digits=6&period=30",
        typed(secret)
    )
}

/// The secret as somebody types it into an app: base 32, in groups of four without spaces between.
pub fn typed(secret: &Secret) -> String {
    totp(secret).secret().to_base32()
}

/// Exactly what every app can do: SHA-1, six digits, 30 seconds.
fn totp(secret: &Secret) -> Totp {
    Builder::new().with_secret(secret.to_vec()).with_skew(0).build_noncompliant()
}

/// Six digits, however a keyboard wrote them: ４８２ ０１５ is 482015.
fn digits(typed: &str) -> Option<String> {
    let narrow = typed.chars().map(kyoten_text::normalize::narrow);
    let digits: String = narrow.filter(|c| !c.is_whitespace() && !kyoten_text::normalize::is_dash(*c)).collect();
    (digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The secret of RFC 6238, appendix B.
    const RFC: &Secret = b"12345678901234567890";

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    #[test]
    fn the_codes_are_those_of_the_rfc() {
        for (seconds, expected) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")]
        {
            assert_eq!(code(RFC, step_of(at(seconds))), expected);
            assert_eq!(judge(RFC, expected, &[], at(seconds)), Verdict::Right(seconds / 30));
        }
    }

    #[test]
    fn one_step_early_or_late_is_taken_two_are_the_clock_and_half_an_hour_is_wrong() {
        let now = at(1_000_000_000);
        let step = step_of(now);
        for off in -60..=60 {
            let expected = match off {
                -1..=1 => Verdict::Right(step + off),
                -20..=20 => Verdict::ClockWrong { step: step + off, ahead: SignedDuration::from_secs(off * STEP) },
                _ => Verdict::Wrong,
            };
            assert_eq!(judge(RFC, &code(RFC, step + off), &[], now), expected, "{off}");
        }
    }

    #[test]
    fn a_code_is_taken_once() {
        let now = at(1_000_000_000);
        let step = step_of(now);
        assert_eq!(judge(RFC, &code(RFC, step), &[step], now), Verdict::Used);
        assert_eq!(judge(RFC, &code(RFC, step - 1), &[step], now), Verdict::Right(step - 1));
        assert_eq!(judge(RFC, &code(RFC, step - 5), &[step - 5], now), Verdict::Used);
        let ahead = judge(RFC, &code(RFC, step + 5), &[step + 5], now);
        assert!(matches!(ahead, Verdict::ClockWrong { .. }), "typed again, it is still the clock");
        assert_eq!(
            judge(RFC, &code(RFC, step + 5), &[step + 5], at(1_000_000_150)),
            Verdict::Used,
            "and never becomes right"
        );
    }

    #[test]
    fn a_code_may_be_typed_with_spaces_and_full_width_digits() {
        let now = at(59);
        for typed in ["287082", "287 082", " 287-082 ", "２８７０８２", "２８７　０８２", "２８７ー０８２"]
        {
            assert_eq!(judge(RFC, typed, &[], now), Verdict::Right(1), "{typed}");
        }
        for typed in ["", "28708", "2870822", "28708a", "２８７０８", "٢٨٧٠٨٢", "287082\0"] {
            assert_eq!(judge(RFC, typed, &[], now), Verdict::Wrong, "{typed}");
        }
    }

    #[test]
    fn the_address_for_the_app_is_escaped() {
        assert_eq!(
            address(RFC, "汐見野 拠点:1", "a&b@example.jp"),
            "otpauth://totp/%E6%B1%90%E8%A6%8B%E9%87%8E%20%E6%8B%A0%E7%82%B9%201:a%26b%40example.jp?secret=\
             GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=%E6%B1%90%E8%A6%8B%E9%87%8E%20%E6%8B%A0%E7%82%B9%201&algorithm=SHA1&digits=6&period=30"
        );
    }

    proptest! {
        #[test]
        fn whatever_is_taken_is_within_a_step_and_was_not_used(
            secret: [u8; 20], number in 0_u32..1_000_000, seconds in 0_i64..4_000_000_000, used in prop::collection::vec(-3_i64..4, 0..5),
        ) {
            let now = at(seconds);
            let used: Vec<i64> = used.into_iter().map(|off| step_of(now) + off).collect();
            if let Verdict::Right(step) = judge(&secret, &format!("{number:06}"), &used, now) {
                prop_assert!((step - step_of(now)).abs() <= 1 && !used.contains(&step));
            }
        }
    }
}
