//! What the search index holds of a key (索引語): its characters and its pairs of neighbouring characters.
//!
//! One and two characters of Japanese already find what is meant, so the index has unigrams and bigrams. A gram is two
//! code points in a `u64`: the first in the upper half. The first character of each field also stands beside
//! [`START`], so "begins with" can be asked.

/// Stands between the fields of one record in a key; no gram crosses it.
pub const FIELD_SEPARATOR: char = '\u{1}';

/// The character that stands before the first of a field.
pub const START: char = '\u{2}';

/// Two neighbouring characters as one number.
pub const fn pair(first: char, second: char) -> u64 {
    ((first as u64) << 32) | second as u64
}

/// One character as a number; never equal to a pair.
pub const fn single(c: char) -> u64 {
    c as u64
}

/// Gives `f` every gram of a key of one or several fields; a gram that occurs twice is given twice.
pub fn grams(key: &str, mut f: impl FnMut(u64)) {
    let mut before = START;
    for c in key.chars() {
        if c == FIELD_SEPARATOR {
            before = START;
            continue;
        }
        f(single(c));
        f(pair(before, c));
        before = c;
    }
}

/// Gives `f` the fewest grams that a record must have for the key of a query to occur in it.
///
/// The grams are necessary, not sufficient: look at the stored key again. With `from_start` only fields that begin
/// with the query are asked for.
pub fn query_grams(query: &str, from_start: bool, mut f: impl FnMut(u64)) {
    let mut before = None;
    let mut alone = true;
    for c in query.chars().filter(|c| *c != FIELD_SEPARATOR) {
        match before {
            None if from_start => f(pair(START, c)),
            None => {}
            Some(before) => {
                alone = false;
                f(pair(before, c));
            }
        }
        before = Some(c);
    }
    if let (Some(only), true, false) = (before, alone, from_start) {
        f(single(only));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    fn all(key: &str) -> HashSet<u64> {
        let mut found = HashSet::new();
        grams(key, |gram| {
            found.insert(gram);
        });
        found
    }

    fn asked(query: &str, from_start: bool) -> Vec<u64> {
        let mut grams = Vec::new();
        query_grams(query, from_start, |gram| grams.push(gram));
        grams
    }

    #[test]
    fn no_gram_crosses_fields_and_each_field_has_a_start() {
        let grams = all("松戸\u{1}旭町");
        assert!(
            grams.contains(&pair('松', '戸')) && grams.contains(&pair(START, '旭')) && grams.contains(&single('町'))
        );
        assert!(!grams.contains(&pair('戸', '旭')));
        assert_eq!(grams.len(), 8);
    }

    #[test]
    fn a_query_asks_as_little_as_it_can() {
        assert_eq!(asked("松", false), [single('松')]);
        assert_eq!(asked("松", true), [pair(START, '松')]);
        assert_eq!(asked("松戸市", false), [pair('松', '戸'), pair('戸', '市')]);
        assert!(asked("", true).is_empty());
    }

    proptest! {
        #[test]
        fn what_occurs_in_a_key_is_found(key in "[あ-お\u{1}]{1,9}", from in 0usize..9, to in 0usize..9) {
            let chars: Vec<char> = key.chars().collect();
            let (from, to) = (from.min(chars.len()), to.min(chars.len()));
            if from < to && !chars[from..to].contains(&FIELD_SEPARATOR) {
                let part: String = chars[from..to].iter().collect();
                let found = all(&key);
                prop_assert!(asked(&part, false).iter().all(|gram| found.contains(gram)));
                if from == 0 {
                    prop_assert!(asked(&part, true).iter().all(|gram| found.contains(gram)));
                }
            }
        }
    }
}
