//! Addresses (住所): the prefecture, the part before the numbers, and a key by which two writings of one place are equal.

mod key;
mod prefecture;

pub use key::{key, town_key, town_part};
pub use prefecture::{PREFECTURES, Prefecture, prefecture_code, prefecture_of_code};

/// An address without its prefecture, and the prefecture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AddressParts<'a> {
    /// The prefecture when it is written (都道府県): "三重県".
    pub prefecture: Option<&'static str>,
    /// What follows it.
    pub rest: &'a str,
}

/// Splits the prefecture from an address; a postal code before it is left out.
pub fn parts(address: &str) -> AddressParts<'_> {
    let address = without_postal_code(address.trim());
    for prefecture in PREFECTURES {
        if let Some(rest) = address.strip_prefix(prefecture.name) {
            return AddressParts { prefecture: Some(prefecture.name), rest: rest.trim_start() };
        }
    }
    AddressParts { prefecture: None, rest: address }
}

/// 〒, three digits, a hyphen, four digits: left out when written so.
fn without_postal_code(address: &str) -> &str {
    let Some(after) = address.strip_prefix('〒') else {
        return address;
    };
    let is_code = |c: char| {
        let c = crate::normalize::narrow(c);
        c.is_ascii_digit() || c.is_whitespace() || crate::normalize::is_dash(c)
    };
    after.trim_start_matches(is_code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prefecture_is_split_off() {
        let parts_of = |address| {
            let parts = parts(address);
            (parts.prefecture, parts.rest)
        };
        assert_eq!(parts_of("三重県いなべ市員弁町"), (Some("三重県"), "いなべ市員弁町"));
        assert_eq!(parts_of("〒５１１－０２０５　三重県 いなべ市"), (Some("三重県"), "いなべ市"));
        assert_eq!(parts_of("京都市中京区"), (None, "京都市中京区"));
        assert_eq!(parts_of("京都府京都市"), (Some("京都府"), "京都市"));
        assert_eq!(parts_of(""), (None, ""));
    }
}
