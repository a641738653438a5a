//! How often somebody may try (回数の制限), so that nobody can guess and nobody can lock another out.
//!
//! The yardsticks are those of QUALITY §3.2. Every try takes a token and gets it back when it was right. A computer that
//! this member has used before has a bucket of its own, so strangers who guess at his name leave his own computer alone;
//! and a passkey needs none of these buckets, because it cannot be guessed.

use std::net::IpAddr;
use std::time::Duration;

use sha2::{Digest as _, Sha256};

use crate::platform::throttle::{Rate, Throttle};

/// Wrong tries from one address: three, then one in 20 seconds.
const ADDRESS: Rate = Rate::new(3, 20.0);
/// Wrong tries at one name from computers it has never used: many, then one in two seconds. Unknown names too.
const ACCOUNT: Rate = Rate::new(1800, 2.0);
/// Wrong tries at one name from a computer it has used.
const DEVICE: Rate = Rate::new(10, 20.0);
/// Wrong codes after the right password, from computers it has never used. Six digits need it tighter.
const CODE: Rate = Rate::new(5, 600.0);
/// Asking for a way back in, from one address: three, then one in 21 minutes.
const RECOVERY: Rate = Rate::new(3, 1250.0);
/// Passkey challenges for one address: they cost a row.
const CHALLENGE: Rate = Rate::new(60, 1.0);

/// A name, as the buckets know it: its hash, so that memory is bounded whatever is typed.
type Name = [u8; 32];

/// Everybody's buckets.
pub struct Attempts {
    address: Throttle<IpAddr>,
    account: Throttle<Name>,
    device: Throttle<(Name, [u8; 32])>,
    code: Throttle<Name>,
    code_on_device: Throttle<(Name, [u8; 32])>,
    recovery: Throttle<IpAddr>,
    challenge: Throttle<IpAddr>,
}

/// One try: whose, and from where.
#[derive(Clone, Copy, Debug)]
pub struct Attempt {
    address: IpAddr,
    name: Name,
    /// The hash of the browser's token, if this member has used the browser before.
    device: Option<[u8; 32]>,
    uptime: Duration,
}

impl Attempt {
    /// A try at `name` in the form in which names are compared.
    pub fn new(address: IpAddr, name: &str, device: Option<[u8; 32]>, uptime: Duration) -> Self {
        Self { address, name: Sha256::digest(name).into(), device, uptime }
    }
}

impl Default for Attempts {
    fn default() -> Self {
        Self {
            address: Throttle::new(ADDRESS),
            account: Throttle::new(ACCOUNT),
            device: Throttle::new(DEVICE),
            code: Throttle::new(CODE),
            code_on_device: Throttle::new(DEVICE),
            recovery: Throttle::new(RECOVERY),
            challenge: Throttle::new(CHALLENGE),
        }
    }
}

impl Attempts {
    /// Takes what a try costs before anything is computed. `Err`: the seconds to wait.
    pub fn begin(&self, attempt: Attempt) -> Result<(), u64> {
        if let Some(device) = attempt.device {
            return self.device.take((attempt.name, device), attempt.uptime);
        }
        self.address.take(attempt.address, attempt.uptime)?;
        self.account.take(attempt.name, attempt.uptime).inspect_err(|_| {
            // It was not tried, so it costs nothing.
            self.address.give_back(&attempt.address, attempt.uptime);
        })
    }

    /// It was right: it cost nothing.
    pub fn was_right(&self, attempt: Attempt) {
        match attempt.device {
            Some(device) => self.device.give_back(&(attempt.name, device), attempt.uptime),
            None => {
                self.address.give_back(&attempt.address, attempt.uptime);
                self.account.give_back(&attempt.name, attempt.uptime);
            }
        }
    }

    /// Takes what a code costs, after the password was right. `Err`: the seconds to wait.
    pub fn begin_code(&self, attempt: Attempt) -> Result<(), u64> {
        match attempt.device {
            Some(device) => self.code_on_device.take((attempt.name, device), attempt.uptime),
            None => self.code.take(attempt.name, attempt.uptime),
        }
    }

    /// The code was right.
    pub fn code_was_right(&self, attempt: Attempt) {
        match attempt.device {
            Some(device) => self.code_on_device.give_back(&(attempt.name, device), attempt.uptime),
            None => self.code.give_back(&attempt.name, attempt.uptime),
        }
    }

    /// Somebody asks for a way back in.
    pub fn begin_recovery(&self, address: IpAddr, uptime: Duration) -> Result<(), u64> {
        self.recovery.take(address, uptime)
    }

    /// Somebody is about to use a passkey.
    pub fn begin_challenge(&self, address: IpAddr, uptime: Duration) -> Result<(), u64> {
        self.challenge.take(address, uptime)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Duration = Duration::from_secs(1000);
    const KNOWN: Option<[u8; 32]> = Some([7; 32]);

    fn from(last: u8, device: Option<[u8; 32]>) -> Attempt {
        Attempt::new(IpAddr::from([203, 0, 113, last]), "doctor", device, NOW)
    }

    fn tries(attempts: &Attempts, attempt: Attempt, times: usize) -> usize {
        (0..times).filter(|_| attempts.begin(attempt).is_ok()).count()
    }

    #[test]
    fn one_address_has_three_wrong_tries_and_right_ones_cost_nothing() {
        let attempts = Attempts::default();
        assert_eq!(tries(&attempts, from(1, None), 10), 3);
        assert_eq!(attempts.begin(from(1, None)), Err(20));
        assert_eq!(tries(&attempts, from(2, None), 10), 3);
        for _ in 0..50 {
            attempts.begin(from(3, None)).unwrap();
            attempts.was_right(from(3, None));
        }
    }

    #[test]
    fn ten_thousand_tries_from_a_thousand_addresses_leave_the_doctors_own_computer_alone() {
        let attempts = Attempts::default();
        let mut taken = 0;
        for n in 0..10_000_u32 {
            let address = IpAddr::from([10, 0, (n % 1000 / 250) as u8, (n % 250) as u8]);
            taken += usize::from(attempts.begin(Attempt::new(address, "doctor", None, NOW)).is_ok());
        }
        assert_eq!(taken, 1800, "what one name takes at once from strangers");
        assert!(attempts.begin(from(9, None)).is_err());
        assert_eq!(attempts.begin(from(1, KNOWN)), Ok(()), "the doctor's own computer");
        assert_eq!(tries(&attempts, from(1, Some([8; 32])), 20), 10, "a stolen computer has its own limit");
    }

    #[test]
    fn a_try_that_the_name_refuses_costs_the_address_nothing() {
        let attempts = Attempts::default();
        for n in 0..1800_u32 {
            let address = IpAddr::from(n.to_be_bytes());
            attempts.begin(Attempt::new(address, "doctor", None, NOW)).unwrap();
        }
        for _ in 0..10 {
            assert_eq!(attempts.begin(from(1, None)), Err(2));
        }
        assert_eq!(attempts.begin(Attempt::new(IpAddr::from([203, 0, 113, 1]), "nurse", None, NOW)), Ok(()));
    }

    #[test]
    fn codes_after_the_right_password_are_few() {
        let attempts = Attempts::default();
        let of = |attempt| (0..50).filter(|_| attempts.begin_code(attempt).is_ok()).count();
        assert_eq!((of(from(1, None)), of(from(2, None)), of(from(1, KNOWN))), (5, 0, 10));
        attempts.code_was_right(from(1, KNOWN));
        assert_eq!(of(from(1, KNOWN)), 1);
    }

    #[test]
    fn ways_back_in_are_the_slowest() {
        let attempts = Attempts::default();
        let address = IpAddr::from([203, 0, 113, 1]);
        let times = (0..10).filter(|_| attempts.begin_recovery(address, NOW).is_ok()).count();
        assert_eq!((times, attempts.begin_recovery(address, NOW)), (3, Err(1250)));
        assert_eq!(attempts.begin_recovery(address, NOW + Duration::from_secs(1250)), Ok(()));
    }
}
