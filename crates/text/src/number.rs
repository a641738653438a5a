//! Numbers as people read them (数字).

/// 12345 → 12,345.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comma_stands_at_every_third_digit() {
        let wanted = ["0", "999", "1,000", "12,345", "1,234,567"];
        assert_eq!([0, 999, 1_000, 12_345, 1_234_567].map(grouped), wanted);
    }
}
