//! Finding the number in a field (電話番号の読み取り).

use super::{Kind, NotAPhoneNumber, PhoneField, PhoneNumber, kind_of};
use crate::normalize::{is_dash, narrow};

/// Words that only say that a number follows.
const LABELS: [&str; 9] = ["TEL", "Tel", "tel", "FAX", "Fax", "fax", "電話番号", "電話", "℡"];

impl PhoneField {
    /// Reads a field in any width, with hyphens of every kind, brackets, +81, 内線 and further numbers.
    ///
    /// The first run of digits that makes a number is taken. A leading zero that a spreadsheet lost is put back: nine digits,
    /// or ten that begin like a mobile number without its zero.
    pub fn parse(text: &str) -> Result<Self, NotAPhoneNumber> {
        let written: Vec<char> = text.chars().collect();
        let plain: Vec<char> = written.iter().map(|c| narrow(*c)).collect();
        let mut refused = None;
        let mut at = 0;
        while let Some(start) = next_start(&plain, at) {
            let run = Run::read(&plain[start..]);
            match run.number() {
                Ok((number, length)) => {
                    let note = note(&written[..start], &written[start + length..]);
                    return Ok(Self { number, note });
                }
                Err(e) => {
                    refused.get_or_insert(e);
                }
            }
            at = start + run.length.max(1);
        }
        Err(refused.unwrap_or_else(|| {
            let is_empty = plain.iter().all(|c| c.is_whitespace() || is_dash(*c));
            let shown = || text.trim().chars().take(20).collect();
            if is_empty { NotAPhoneNumber::Empty } else { NotAPhoneNumber::NoDigits(shown()) }
        }))
    }
}

/// A run of digits with what people put between them.
struct Run {
    digits: String,
    /// Where each digit stood, so that the rest can be told.
    ends: Vec<usize>,
    /// How many digits stood together.
    groups: Vec<usize>,
    length: usize,
}

impl Run {
    fn read(text: &[char]) -> Self {
        let mut run = Self { digits: String::new(), ends: Vec::new(), groups: Vec::new(), length: 0 };
        let mut open = false;
        for (at, c) in text.iter().enumerate() {
            match c {
                '0'..='9' => {
                    run.digits.push(*c);
                    run.ends.push(at + 1);
                    match run.groups.last_mut().filter(|_| open) {
                        Some(group) => *group += 1,
                        None => run.groups.push(1),
                    }
                    open = true;
                }
                '+' | '#' if at == 0 => run.digits.push(*c),
                ' ' | '\u{a0}' | '(' | ')' | '.' | 'の' | 'ノ' | '[' | ']' => open = false,
                _ if is_dash(*c) => open = false,
                _ => break,
            }
            run.length = at + 1;
        }
        run
    }

    /// The number at the front of the run, and how many characters it took.
    fn number(&self) -> Result<(PhoneNumber, usize), NotAPhoneNumber> {
        let written = self.digits.as_str();
        if let Some(short) = written.strip_prefix('#') {
            let found = short.len();
            let number = || PhoneNumber::new(written.to_owned(), &[]);
            return if found == 4 { Ok((number(), self.length)) } else { Err(NotAPhoneNumber::TooShort { found }) };
        }
        let international = written.strip_prefix("+81").or_else(|| written.strip_prefix("81").filter(|r| r.len() >= 9));
        let (national, dropped, groups) = match international {
            Some(rest) => (rest, self.ends.len() - rest.len(), [].as_slice()),
            None => (written.trim_start_matches('+'), 0, self.groups.as_slice()),
        };
        let digits = match (national.as_bytes(), national.len()) {
            ([b'0', ..], _) => national.to_owned(),
            ([b'1', ..], 3) => national.to_owned(),
            (_, 9) => format!("0{national}"),
            ([b'2' | b'5'..=b'9', b'0', ..], 10) => format!("0{national}"),
            _ if international.is_some() => format!("0{national}"),
            (_, found @ ..9) => return Err(NotAPhoneNumber::TooShort { found }),
            (_, 10..=11) => return Err(NotAPhoneNumber::NoSuchPrefix(national[..2].to_owned())),
            (_, found) => return Err(NotAPhoneNumber::TooLong { found }),
        };
        let kind = kind_of(&digits).ok_or_else(|| NotAPhoneNumber::NoSuchPrefix(digits.chars().take(2).collect()))?;
        let wanted = kind.length();
        if digits.len() < wanted {
            return Err(NotAPhoneNumber::TooShort { found: digits.len() });
        }
        let added = digits.len() - national.len();
        let last = wanted - added + dropped;
        if digits.len() > wanted && (kind == Kind::Short || !self.group_ends_at(last)) {
            return Err(NotAPhoneNumber::TooLong { found: digits.len() });
        }
        let groups = if groups.len() >= 3 { &groups[..3] } else { groups };
        // What follows the last digit of the number belongs to the rest.
        let length = self.ends[last - 1];
        Ok((PhoneNumber::new(digits[..wanted].to_owned(), groups), length))
    }

    /// Does a group of digits end after the `count`th digit? Then a second number may follow.
    fn group_ends_at(&self, count: usize) -> bool {
        let mut sum = 0;
        self.groups.iter().any(|group| {
            sum += group;
            sum == count
        })
    }
}

fn next_start(text: &[char], from: usize) -> Option<usize> {
    (from..text.len()).find(|at| {
        let follows = text.get(at + 1).is_some_and(char::is_ascii_digit);
        text[*at].is_ascii_digit() || (matches!(text[*at], '+' | '#') && follows)
    })
}

/// What is left of a field around its number, without labels and separators at the edges.
fn note(before: &[char], after: &[char]) -> Option<String> {
    let mut before: String = before.iter().collect();
    for label in LABELS {
        before = before.replace(label, "");
    }
    let edge = |c: char| {
        c.is_whitespace() || is_dash(c) || matches!(c, ':' | '：' | '・' | '、' | '，' | ',' | '/' | '／' | ';')
    };
    let before = before.trim_matches(|c| edge(c) || matches!(c, '(' | '（' | '['));
    let after: String = after.iter().collect();
    let after = after.trim_matches(edge);
    let after = if matches!(after, ")" | "）" | "]") { "" } else { after };
    let note = format!("{before} {after}");
    let note = note.trim();
    (!note.is_empty()).then(|| note.to_owned())
}
