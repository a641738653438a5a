//! How long to wait after a failure (間隔).

use jiff::SignedDuration;

use crate::platform::id::random_bytes;

/// Pauses that double from failure to failure, each a little shorter or longer by chance: what failed together should not
/// come back together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pauses {
    /// After the first failure.
    pub first: SignedDuration,
    /// No pause is longer.
    pub longest: SignedDuration,
}

impl Pauses {
    /// The pause after so many failures in a row; `chance` from 0 to 1 makes it 20 % shorter to 20 % longer.
    pub fn after(self, failures: u32, chance: f64) -> SignedDuration {
        let doubled = 1_i32.checked_shl(failures.saturating_sub(1).min(30)).unwrap_or(i32::MAX);
        let pause = self.first.saturating_mul(doubled).min(self.longest);
        SignedDuration::from_secs_f64(pause.as_secs_f64() * (0.8 + 0.4 * chance.clamp(0.0, 1.0)))
    }

    /// The same, by chance.
    pub fn by_chance(self, failures: u32) -> SignedDuration {
        self.after(failures, f64::from(u16::from_be_bytes(random_bytes())) / f64::from(u16::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAUSES: Pauses = Pauses { first: SignedDuration::from_mins(1), longest: SignedDuration::from_hours(6) };

    #[test]
    fn pauses_double_up_to_the_longest() {
        let middle = |failures| PAUSES.after(failures, 0.5).as_mins();
        assert_eq!([1, 2, 3, 4, 9, 10, 11, 24, u32::MAX].map(middle), [1, 2, 4, 8, 256, 360, 360, 360, 360]);
        assert_eq!(middle(0), 1);
    }

    #[test]
    fn chance_moves_a_pause_by_a_fifth_and_no_more() {
        assert_eq!(PAUSES.after(1, 0.0).as_secs(), 48);
        assert_eq!(PAUSES.after(1, 1.0).as_secs(), 72);
        let some: Vec<_> = (0..50).map(|_| PAUSES.by_chance(1)).collect();
        assert!(some.iter().all(|pause| (48..=72).contains(&pause.as_secs())));
        assert!(some.iter().any(|pause| *pause != some[0]), "chance has a hand in it");
    }
}
