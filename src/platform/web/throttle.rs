//! A bucket of tokens for each address: one request, one token; a minute fills it again (回数の制限).

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How many requests each address has left.
pub(super) struct Throttle {
    per_minute: f64,
    buckets: Mutex<HashMap<IpAddr, Bucket>>,
}

#[derive(Clone, Copy)]
struct Bucket {
    tokens: f64,
    filled_at: Duration,
}

/// So many addresses are remembered, about 6 MB.
const MOST: usize = 100_000;

impl Throttle {
    pub(super) fn new(per_minute: u32) -> Self {
        Self { per_minute: f64::from(per_minute), buckets: Mutex::default() }
    }

    /// Takes a token. If there is none: the seconds until there is one.
    pub(super) fn take(&self, address: IpAddr, uptime: Duration) -> Result<(), u64> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= MOST {
            self.forget(&mut buckets, uptime);
        }
        let bucket = buckets.entry(household(address)).or_insert(Bucket { tokens: self.per_minute, filled_at: uptime });
        *bucket = self.filled(*bucket, uptime);
        if bucket.tokens >= 1.0 {
            bucket.tokens -= 1.0;
            return Ok(());
        }
        Err(((1.0 - bucket.tokens) * 60.0 / self.per_minute).ceil().max(1.0) as u64)
    }

    fn filled(&self, bucket: Bucket, uptime: Duration) -> Bucket {
        let passed = uptime.saturating_sub(bucket.filled_at).as_secs_f64();
        Bucket { tokens: (bucket.tokens + passed * self.per_minute / 60.0).min(self.per_minute), filled_at: uptime }
    }

    /// Whoever asked little is forgotten first: a new bucket treats him the same. If all ask much, everybody starts anew,
    /// so that an attack with many addresses cannot fill the memory.
    fn forget(&self, buckets: &mut HashMap<IpAddr, Bucket>, uptime: Duration) {
        buckets.retain(|_, bucket| self.filled(*bucket, uptime).tokens < self.per_minute - 1.0);
        if buckets.len() >= MOST {
            buckets.clear();
        }
    }
}

/// One customer usually has a whole /64 of IPv6 addresses.
fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    const START: Duration = Duration::from_secs(100);

    #[test]
    fn who_asks_too_often_waits_and_the_others_do_not() {
        let throttle = Throttle::new(60);
        for _ in 0..60 {
            assert_eq!(throttle.take(ip("203.0.113.1"), START), Ok(()));
        }
        assert_eq!(throttle.take(ip("203.0.113.1"), START), Err(1));
        assert_eq!(throttle.take(ip("203.0.113.2"), START), Ok(()));
        assert_eq!(throttle.take(ip("203.0.113.1"), START + Duration::from_secs(1)), Ok(()));
        assert_eq!(throttle.take(ip("203.0.113.1"), START + Duration::from_secs(1)), Err(1));
    }

    #[test]
    fn the_addresses_of_one_household_share_a_bucket() {
        let throttle = Throttle::new(1);
        assert_eq!(throttle.take(ip("2001:db8::1"), START), Ok(()));
        assert_eq!(throttle.take(ip("2001:db8::2"), START), Err(60));
        assert_eq!(throttle.take(ip("2001:db8:0:1::1"), START), Ok(()));
    }

    #[test]
    fn many_addresses_do_not_fill_the_memory() {
        let throttle = Throttle::new(10);
        for bits in 0..(MOST as u32 * 2 + 10) {
            let _ = throttle.take(std::net::Ipv4Addr::from_bits(bits).into(), START);
        }
        assert!(throttle.buckets.lock().unwrap().len() <= MOST);
    }
}
