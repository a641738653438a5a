//! Where a request came from, as far as it is kept (接続元).

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Where a request came from, as far as it is kept: the first 24 bits of an IPv4 address, the first 48 of an IPv6 one.
/// It tells the clinic from the provider at home, but names no household (ADR 7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Surroundings {
    /// A /24.
    V4([u8; 3]),
    /// A /48.
    V6([u8; 6]),
}

impl Surroundings {
    /// As the database keeps it.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::V4(bytes) => bytes,
            Self::V6(bytes) => bytes,
        }
    }

    /// As the database kept it.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().map(Self::V4).or_else(|_| bytes.try_into().map(Self::V6)).ok()
    }
}

impl From<IpAddr> for Surroundings {
    fn from(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => {
                let [a, b, c, _] = address.octets();
                Self::V4([a, b, c])
            }
            IpAddr::V6(address) => {
                let [a, b, c, d, e, f, ..] = address.octets();
                Self::V6([a, b, c, d, e, f])
            }
        }
    }
}

impl fmt::Display for Surroundings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::V4([a, b, c]) => write!(f, "{}/24", Ipv4Addr::new(a, b, c, 0)),
            Self::V6(bytes) => {
                let mut whole = [0; 16];
                whole[..6].copy_from_slice(&bytes);
                write!(f, "{}/48", Ipv6Addr::from(whole))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_only_its_surroundings() {
        for (address, kept) in [
            ("203.0.113.9", "203.0.113.0/24"),
            ("::ffff:203.0.113.9", "203.0.113.0/24"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ] {
            let surroundings = Surroundings::from(address.parse::<IpAddr>().unwrap());
            assert_eq!(surroundings.to_string(), kept);
            assert_eq!(Surroundings::from_bytes(surroundings.bytes()), Some(surroundings));
        }
        assert_eq!(Surroundings::from_bytes(&[1, 2]), None);
    }
}
