//! Reading the tables of invented names: one facility in a line (see [`super::medical_names`]).

use super::towns::{Place, place};

/// One line of a table.
#[derive(Clone, Copy)]
pub(super) struct Line {
    /// How the name is made, in the tables that say so.
    pub pattern: &'static str,
    pub name: &'static str,
    pub kana: &'static str,
    pub place: &'static Place,
    pub options: &'static str,
    pub note: &'static str,
}

impl Line {
    /// What stands behind `key=`.
    pub(super) fn option(&self, key: &str) -> Option<&'static str> {
        self.options.split_whitespace().find_map(|option| option.strip_prefix(key)?.strip_prefix('='))
    }

    /// Whether this word stands among the options.
    pub(super) fn has(&self, word: &str) -> bool {
        self.options.split_whitespace().any(|option| option == word)
    }
}

/// The lines of a table that begins with the name.
pub(super) fn lines(table: &'static str) -> impl Iterator<Item = Line> {
    table.lines().filter(|line| !line.is_empty()).map(|line| read("", line))
}

/// The lines of a table that begins with the pattern of the name.
pub(super) fn patterned_lines(table: &'static str) -> impl Iterator<Item = Line> {
    table.lines().filter(|line| !line.is_empty()).map(|line| {
        let (pattern, rest) = line.split_once('|').expect("a line has columns");
        read(pattern, rest)
    })
}

fn read(pattern: &'static str, line: &'static str) -> Line {
    let mut columns = line.split('|');
    let mut next = || columns.next().unwrap_or_default();
    let (name, kana, tag) = (next(), next(), next());
    Line { pattern, name, kana, place: place(tag), options: next(), note: next() }
}
