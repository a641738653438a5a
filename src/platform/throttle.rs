//! Buckets of tokens (回数の制限): who uses his up waits until the next one drips in.
//!
//! They live in the memory of one process: an attack must not become writes. Several nodes allow several times as much.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How many tokens a bucket holds, and how fast they come back.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// A full bucket.
    pub burst: f64,
    /// Tokens in a second.
    pub per_second: f64,
}

/// What is left for one key. [`Duration`]s are the uptime of the process, which nobody can set back.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Bucket {
    tokens: f64,
    filled_at: Duration,
}

/// A bucket for each key.
pub struct Throttle<K> {
    rate: Rate,
    most: usize,
    buckets: Mutex<HashMap<K, Bucket>>,
}

/// So many keys are remembered, a few MB.
const MOST: usize = 100_000;

impl Rate {
    /// A rate from the tokens of a full bucket and the seconds one token takes to come back.
    pub const fn new(burst: u32, seconds_each: f64) -> Self {
        Self { burst: burst as f64, per_second: 1.0 / seconds_each }
    }

    fn filled(self, bucket: Bucket, uptime: Duration) -> Bucket {
        let passed = uptime.saturating_sub(bucket.filled_at).as_secs_f64();
        Bucket { tokens: (bucket.tokens + passed * self.per_second).min(self.burst), filled_at: uptime }
    }

    /// The seconds until there is a whole token.
    fn wait(self, bucket: Bucket) -> u64 {
        ((1.0 - bucket.tokens) / self.per_second).ceil().max(1.0) as u64
    }
}

impl<K: Eq + Hash> Throttle<K> {
    /// Full buckets for everybody.
    pub fn new(rate: Rate) -> Self {
        Self { rate, most: MOST, buckets: Mutex::default() }
    }

    /// Takes a token. If there is none: the seconds until there is one.
    pub fn take(&self, key: K, uptime: Duration) -> Result<(), u64> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= self.most {
            self.forget(&mut buckets, uptime);
        }
        let bucket = buckets.entry(key).or_insert(Bucket { tokens: self.rate.burst, filled_at: uptime });
        *bucket = self.rate.filled(*bucket, uptime);
        if bucket.tokens >= 1.0 {
            bucket.tokens -= 1.0;
            return Ok(());
        }
        Err(self.rate.wait(*bucket))
    }

    /// Gives a token back: what it was taken for turned out to be right.
    pub fn give_back(&self, key: &K, uptime: Duration) {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bucket) = buckets.get_mut(key) {
            *bucket = self.rate.filled(*bucket, uptime);
            bucket.tokens = (bucket.tokens + 1.0).min(self.rate.burst);
        }
    }

    /// Whether there is a token, without taking it. If there is none: the seconds until there is one.
    pub fn peek(&self, key: &K, uptime: Duration) -> Result<(), u64> {
        let buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(bucket) = buckets.get(key) else { return Ok(()) };
        let bucket = self.rate.filled(*bucket, uptime);
        if bucket.tokens >= 1.0 { Ok(()) } else { Err(self.rate.wait(bucket)) }
    }

    /// Whoever asked little is forgotten first: a new bucket treats him nearly the same. So an attack with many keys
    /// neither fills the memory nor empties the bucket of the one key it is after.
    fn forget(&self, buckets: &mut HashMap<K, Bucket>, uptime: Duration) {
        let mut left: Vec<f64> = buckets.values().map(|bucket| self.rate.filled(*bucket, uptime).tokens).collect();
        let middle = left.len() / 2;
        let (_, median, _) = left.select_nth_unstable_by(middle, f64::total_cmp);
        let median = *median;
        buckets.retain(|_, bucket| self.rate.filled(*bucket, uptime).tokens < median);
    }
}

/// One customer usually has a whole /64 of IPv6 addresses.
pub fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Duration = Duration::from_secs(100);

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn who_asks_too_often_waits_and_the_others_do_not() {
        let throttle = Throttle::new(Rate::new(60, 1.0));
        for _ in 0..60 {
            assert_eq!(throttle.take(1, START), Ok(()));
        }
        assert_eq!(throttle.take(1, START), Err(1));
        assert_eq!((throttle.peek(&1, START), throttle.peek(&2, START)), (Err(1), Ok(())));
        assert_eq!(throttle.take(2, START), Ok(()));
        let later = START + Duration::from_secs(1);
        assert_eq!((throttle.take(1, later), throttle.take(1, later)), (Ok(()), Err(1)));
    }

    #[test]
    fn what_is_given_back_can_be_taken_again_but_never_more_than_a_full_bucket() {
        let throttle = Throttle::new(Rate::new(2, 60.0));
        for _ in 0..10 {
            assert_eq!(throttle.take("a", START), Ok(()));
            throttle.give_back(&"a", START);
        }
        throttle.give_back(&"a", START);
        assert_eq!([(); 3].map(|()| throttle.take("a", START)), [Ok(()), Ok(()), Err(60)]);
    }

    #[test]
    fn the_addresses_of_one_household_share_a_key() {
        assert_eq!(household(ip("2001:db8::1")), household(ip("2001:db8::2")));
        assert_ne!(household(ip("2001:db8::1")), household(ip("2001:db8:0:1::1")));
        assert_eq!(household(ip("::ffff:192.0.2.1")), ip("192.0.2.1"));
    }

    #[test]
    fn many_keys_neither_fill_the_memory_nor_forget_the_one_that_is_attacked() {
        let throttle = Throttle { most: 1000, ..Throttle::new(Rate::new(5, 3600.0)) };
        for _ in 0..5 {
            assert_eq!(throttle.take(u32::MAX, START), Ok(()));
        }
        for key in 0..10_000 {
            let _ = throttle.take(key, START);
            let _ = throttle.take(key, START);
        }
        assert!(throttle.buckets.lock().unwrap().len() <= 1000);
        assert!(throttle.take(u32::MAX, START).is_err(), "the attacked key was forgotten");
    }
}
