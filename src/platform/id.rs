//! Names for things (識別子): 16 bytes in the database, 26 letters in an address.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use kyoten_store::{FromColumn, ToValue, Value, ValueRef};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use super::Clock;

/// The id of a `T`: a UUIDv7 (RFC 9562), so ids sort by the moment they were made, to a quarter of a microsecond.
///
/// Written as 26 letters and digits of Crockford's base 32: it sorts like the bytes, leaves out I, L, O and U, and does
/// not care about case, so it survives a telephone, a fax and a form filled in by hand. The 22 letters of base64url
/// would be shorter but do not.
pub struct Id<T> {
    uuid: Uuid,
    of: PhantomData<fn() -> T>,
}

impl<T> Id<T> {
    /// A new id, made now.
    pub fn new(clock: &Clock) -> Self {
        let now = clock.now();
        let nanoseconds = u128::try_from(now.as_nanosecond()).unwrap_or_default();
        let mut tail = random_bytes::<10>();
        // The twelve bits after the millisecond hold its fraction (RFC 9562, 6.2, method 3): ids made in one
        // millisecond keep their order. Uuid sets the four bits of the version itself.
        let fraction = (nanoseconds % 1_000_000 * 4096 / 1_000_000) as u16;
        tail[..2].copy_from_slice(&fraction.to_be_bytes());
        let millisecond = (nanoseconds / 1_000_000) as u64;
        Self::from_uuid(uuid::Builder::from_unix_timestamp_millis(millisecond, &tail).into_uuid())
    }

    /// The id that the database keeps as these bytes.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self::from_uuid(Uuid::from_bytes(bytes))
    }

    /// The bytes for the database.
    pub const fn to_bytes(self) -> [u8; 16] {
        self.uuid.into_bytes()
    }

    /// The id of a UUID made elsewhere.
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self { uuid, of: PhantomData }
    }

    /// The UUID, for systems that want one.
    pub const fn uuid(self) -> Uuid {
        self.uuid
    }
}

/// Bytes that nobody can guess.
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    // Without randomness no id and no nonce is safe; Linux has it from boot on, so this does not happen.
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// Crockford's base 32.
pub(crate) const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// `bytes` in Crockford's base 32, the first letter holding the two or three bits that are left over.
pub(crate) fn base32(bits: u128) -> String {
    (0..26).rev().map(|place| LETTERS[(bits >> (5 * place)) as usize & 31] as char).collect()
}

impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&base32(self.uuid.as_u128()))
    }
}

impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<T> ToValue for Id<T> {
    fn to_value(&self) -> Value {
        Value::Bytes(self.to_bytes().into())
    }
}

impl<T> FromColumn for Id<T> {
    fn from_column(value: ValueRef<'_>) -> Result<Self, String> {
        <[u8; 16]>::from_column(value).map(Self::from_bytes)
    }
}

/// A text that is no id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("番号は英数字26文字です。")]
pub struct NotAnId;

impl<T> FromStr for Id<T> {
    type Err = NotAnId;

    /// Reads 26 letters in either case, with I and L for 1, O for 0, as people write them; also a UUID with hyphens.
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        if text.len() == 36 {
            return Uuid::try_parse(text).map(Self::from_uuid).map_err(|_| NotAnId);
        }
        if text.len() != 26 {
            return Err(NotAnId);
        }
        let mut bits: u128 = 0;
        for (at, byte) in text.bytes().enumerate() {
            let letter = match byte.to_ascii_lowercase() {
                b'o' => b'0',
                b'i' | b'l' => b'1',
                other => other,
            };
            let value = LETTERS.iter().position(|known| *known == letter).ok_or(NotAnId)?;
            // 26 letters hold 130 bits: the first may only be 0 to 7.
            if at == 0 && value > 7 {
                return Err(NotAnId);
            }
            bits = bits << 5 | value as u128;
        }
        Ok(Self::from_uuid(Uuid::from_u128(bits)))
    }
}

// By hand, because a derive would ask the same of `T`.
impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Id<T> {}

impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.uuid == other.uuid
    }
}

impl<T> Eq for Id<T> {}

impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.uuid.cmp(&other.uuid)
    }
}

impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.uuid.hash(state);
    }
}

impl<T> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, T> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use proptest::prelude::*;

    use super::*;

    struct Patient;

    fn clock() -> Clock {
        Clock::moved("2026-04-01T00:00:00Z".parse().unwrap())
    }

    #[test]
    fn ids_sort_by_the_moment_they_were_made_as_bytes_and_as_text() {
        let clock = clock();
        let ids: Vec<Id<Patient>> = (0..500)
            .map(|_| {
                clock.pass(SignedDuration::from_micros(1));
                Id::new(&clock)
            })
            .collect();
        assert!(ids.is_sorted());
        assert!(ids.iter().map(Id::to_string).is_sorted());
        assert!(ids.iter().map(|id| id.to_bytes()).is_sorted());
    }

    #[test]
    fn an_id_is_a_uuid_of_version_seven() {
        let id = Id::<Patient>::new(&clock());
        assert_eq!(id.uuid().get_version_num(), 7);
        let (seconds, _) = id.uuid().get_timestamp().unwrap().to_unix();
        assert_eq!(seconds, 1_775_001_600);
    }

    #[test]
    fn two_ids_of_one_moment_differ() {
        let clock = clock();
        assert_ne!(Id::<Patient>::new(&clock), Id::new(&clock));
    }

    #[test]
    fn people_may_write_capitals_and_confuse_letters_with_digits() {
        let id: Id<Patient> = "01jqqzw0000000000000000001".parse().unwrap();
        assert_eq!("O1JQQZWOOOOOOOOOOOOOOOOOOI".parse(), Ok(id));
        assert_eq!(id.uuid().to_string().parse(), Ok(id));
    }

    #[test]
    fn what_is_no_id_is_refused() {
        for text in [
            "",
            "1",
            "81jqqzw0000000000000000001",
            "u1jqqzw0000000000000000001",
            "01jqqzw000000000000000000é",
            "01jqqzw00000000000000000011",
        ] {
            assert_eq!(text.parse::<Id<Patient>>(), Err(NotAnId), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_id_survives_text_bytes_and_json(bytes: [u8; 16]) {
            let id = Id::<Patient>::from_bytes(bytes);
            let text = id.to_string();
            prop_assert_eq!(text.len(), 26);
            prop_assert_eq!(text.parse(), Ok(id));
            prop_assert_eq!(Id::from_bytes(id.to_bytes()), id);
            let json = serde_json::to_string(&id).unwrap();
            prop_assert_eq!(serde_json::from_str::<Id<Patient>>(&json).unwrap(), id);
            prop_assert_eq!(Id::from_column(id.to_value().as_ref()), Ok(id));
        }
    }
}
