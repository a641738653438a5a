//! The digest of an event: SHA-256 over every column as the database keeps it, so that no column is forgotten and none
//! has to be understood to be checked.

use kyoten_store::ValueRef;
use sha2::{Digest as _, Sha256};

use super::tree::{Hash, leaf_hash};

const DOMAIN: &[u8] = b"kyoten audit event 1\n";

/// Works out digests one after the other in the same memory.
#[derive(Default)]
pub struct Digester(Vec<u8>);

impl Digester {
    /// The digest over these columns in this order. Each is written with its kind and length, so that no two rows that
    /// differ are written alike.
    pub fn digest<'a>(&mut self, columns: impl IntoIterator<Item = ValueRef<'a>>) -> Hash {
        let text = &mut self.0;
        text.clear();
        text.extend_from_slice(DOMAIN);
        let sized = |text: &mut Vec<u8>, kind: u8, bytes: &[u8]| {
            text.push(kind);
            text.extend_from_slice(&(bytes.len() as u64).to_be_bytes());
            text.extend_from_slice(bytes);
        };
        for column in columns {
            match column {
                ValueRef::Null => text.push(0),
                ValueRef::Int(number) => {
                    text.push(1);
                    text.extend_from_slice(&number.to_be_bytes());
                }
                ValueRef::Text(words) => sized(text, 2, words.as_bytes()),
                ValueRef::Bytes(bytes) => sized(text, 3, bytes),
            }
        }
        Sha256::digest(text).into()
    }
}

/// The leaf of an event in the tree: its digest, when it was sealed, and whether by the process that recorded it.
pub fn leaf(digest: &Hash, sealed_at: i64, witnessed: bool) -> Hash {
    leaf_hash(&[&sealed_at.to_be_bytes(), &[u8::from(witnessed)], digest])
}

#[cfg(test)]
mod tests {
    use kyoten_store::Value;
    use proptest::prelude::*;

    use super::*;

    fn value() -> impl Strategy<Value = Value> {
        prop_oneof![
            Just(Value::Null),
            any::<i64>().prop_map(Value::Int),
            ".{0,3}".prop_map(Value::Text),
            prop::collection::vec(any::<u8>(), 0..4).prop_map(Value::Bytes),
        ]
    }

    proptest! {
        #[test]
        fn rows_that_differ_have_other_digests(
            a in prop::collection::vec(value(), 0..5),
            b in prop::collection::vec(value(), 0..5),
        ) {
            let digest = |row: &[Value]| Digester::default().digest(row.iter().map(Value::as_ref));
            prop_assert_eq!(digest(&a) == digest(&b), a == b);
            prop_assert_eq!(digest(&a), digest(&a));
        }
    }

    #[test]
    fn nothing_a_number_a_text_and_bytes_are_four_things() {
        let mut digester = Digester::default();
        let mut of = |value: ValueRef<'_>| digester.digest([value]);
        let all = [of(ValueRef::Null), of(ValueRef::Int(0)), of(ValueRef::Text("")), of(ValueRef::Bytes(&[]))];
        for (at, one) in all.iter().enumerate() {
            assert!(!all[..at].contains(one));
        }
    }
}
