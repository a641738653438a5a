//! A sorted list of keys in one piece of memory, asked for the longest one that a text begins with.

use crate::directory::record::Point;

/// One name: of which area, where its key lies, and where on the map it is.
#[derive(Clone, Copy, Debug)]
struct Name {
    area: u16,
    length: u16,
    start: u32,
    point: Point,
}

/// Names of places, each within an area.
#[derive(Clone, Debug, Default)]
pub struct Names {
    keys: String,
    list: Vec<Name>,
    sorted: bool,
}

impl Names {
    /// Adds a name; [`Names::sort`] makes it found.
    pub fn add(&mut self, area: u16, key: &str, point: Point) {
        let (Ok(start), Ok(length)) = (u32::try_from(self.keys.len()), u16::try_from(key.len())) else { return };
        self.keys.push_str(key);
        self.list.push(Name { area, length, start, point });
        self.sorted = false;
    }

    /// Sorts; of equal names the first stays.
    pub fn sort(&mut self) {
        if self.sorted {
            return;
        }
        let keys = std::mem::take(&mut self.keys);
        let key = |name: &Name| &keys[name.start as usize..][..name.length as usize];
        self.list.sort_by(|a, b| (a.area, key(a)).cmp(&(b.area, key(b))));
        self.list.dedup_by(|b, a| a.area == b.area && key(a) == key(b));
        self.list.shrink_to_fit();
        self.keys = keys;
        self.keys.shrink_to_fit();
        self.sorted = true;
    }

    /// How many names there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Bytes in memory.
    pub fn bytes(&self) -> usize {
        self.keys.capacity() + self.list.capacity() * size_of::<Name>()
    }

    fn key(&self, index: usize) -> &str {
        let name = &self.list[index];
        &self.keys[name.start as usize..][..name.length as usize]
    }

    /// The longest name of `area` that `text` begins with, and its length in bytes.
    pub fn longest_prefix(&self, area: u16, text: &str) -> Option<(Point, usize)> {
        let mut text = text;
        while !text.is_empty() {
            let after = self.list.partition_point(|name| {
                (name.area, &self.keys[name.start as usize..][..name.length as usize]) <= (area, text)
            });
            let before = after.checked_sub(1)?;
            if self.list[before].area != area {
                return None;
            }
            let key = self.key(before);
            if text.starts_with(key) {
                return Some((self.list[before].point, key.len()));
            }
            // Every shorter name that fits begins both; so what the two have in common is looked for next.
            text = common_start(text, key);
        }
        None
    }

    /// Every point of an area.
    pub fn points(&self, area: u16) -> impl Iterator<Item = Point> {
        let from = self.list.partition_point(|name| name.area < area);
        self.list[from..].iter().take_while(move |name| name.area == area).map(|name| name.point)
    }
}

fn common_start<'a>(a: &'a str, b: &str) -> &'a str {
    let same = a.char_indices().zip(b.chars()).find(|((_, x), y)| x != y).map_or(b.len().min(a.len()), |((i, _), _)| i);
    &a[..same]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HERE: Point = Point { latitude: 1, longitude: 2 };

    proptest! {
        #[test]
        fn the_longest_name_is_found(names in prop::collection::vec("[あいう]{1,5}", 0..40), text in "[あいう]{0,8}") {
            let mut list = Names::default();
            for name in &names {
                list.add(7, name, HERE);
                list.add(8, "あ", HERE);
            }
            list.sort();
            let longest = names.iter().filter(|name| text.starts_with(name.as_str())).map(String::len).max();
            prop_assert_eq!(list.longest_prefix(7, &text).map(|(_, length)| length), longest);
        }
    }
}
