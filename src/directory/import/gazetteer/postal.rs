//! Postal codes in one sorted list.

/// A town with a postal code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Town {
    /// Five digits.
    pub municipality: String,
    /// 町域, empty for the whole municipality.
    pub name: String,
}

/// Every postal code with its towns.
#[derive(Clone, Debug, Default)]
pub(super) struct PostalCodes {
    names: String,
    list: Vec<Entry>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    code: u32,
    start: u32,
    area: u16,
    length: u16,
}

impl PostalCodes {
    pub(super) fn add(&mut self, code: &str, area: u16, town: &str) {
        let (Ok(code), Ok(start), Ok(length)) =
            (code.parse(), u32::try_from(self.names.len()), u16::try_from(town.len()))
        else {
            return;
        };
        self.names.push_str(town);
        self.list.push(Entry { code, start, area, length });
    }

    pub(super) fn sort(&mut self) {
        self.list.sort_by_key(|entry| entry.code);
    }

    pub(super) fn bytes(&self) -> usize {
        self.names.capacity() + self.list.capacity() * size_of::<Entry>()
    }

    fn entries(&self, code: &str) -> &[Entry] {
        let Ok(code) = code.parse::<u32>() else { return &[] };
        let from = self.list.partition_point(|entry| entry.code < code);
        let to = self.list.partition_point(|entry| entry.code <= code);
        &self.list[from..to]
    }

    pub(super) fn find<'a>(&self, code: &str, code_of: impl Fn(u16) -> &'a String) -> Vec<Town> {
        let town = |entry: &Entry| Town {
            municipality: code_of(entry.area).clone(),
            name: self.names[entry.start as usize..][..usize::from(entry.length)].to_owned(),
        };
        self.entries(code).iter().map(town).collect()
    }

    pub(super) fn only_area(&self, code: &str) -> Option<u16> {
        let entries = self.entries(code);
        let first = entries.first()?.area;
        entries.iter().all(|entry| entry.area == first).then_some(first)
    }
}
