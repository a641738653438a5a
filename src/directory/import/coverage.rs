//! What the lists of a dataset speak of (名簿の範囲), and of which day: only the newest one tells what is gone.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::civil::Date;

use crate::directory::record::{Record, Source};

/// The day of a list. Nobody knows that of `None`: it is taken for older than every other.
pub type Day = Option<Date>;

/// What a row that is there says of rows that are not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Says {
    /// Its file has every row of the municipality: what it leaves out there has vanished.
    AllOfTheMunicipality,
    /// Its file has every row of the dataset: what it leaves out has vanished.
    AllOfTheDataset,
    /// Nothing, and neither does any other row of its dataset.
    NothingOfTheDataset,
    /// Nothing: it stands in somebody else's list.
    Nothing,
}

/// Which part of the country the files of a dataset speak of, those of one day: what they leave out there has vanished.
#[derive(Debug, Default)]
pub struct Coverage {
    municipalities: HashSet<String>,
    prefectures: HashSet<String>,
    /// Municipalities whose rows were left out because nobody asked for them.
    left_out: HashSet<String>,
    is_whole: bool,
    is_doubtful: bool,
}

impl Coverage {
    /// Takes what a row says of those that are not there.
    pub fn take(&mut self, record: &Record, says: Says) {
        match says {
            Says::AllOfTheMunicipality => self.add(record),
            Says::AllOfTheDataset => {
                self.is_whole = true;
                self.note(&record.place.municipality);
            }
            Says::NothingOfTheDataset => self.distrust(),
            Says::Nothing => {}
        }
    }

    /// Notes that rows of a municipality were left out: nobody can tell which of them have vanished.
    pub fn leave_out(&mut self, municipality: &str) {
        if !self.left_out.contains(municipality) {
            self.left_out.insert(municipality.to_owned());
        }
    }

    /// What the files leave out has not vanished: a row was refused.
    pub fn distrust(&mut self) {
        self.is_doubtful = true;
    }

    /// Whether they speak of this municipality, be it that they leave something out.
    fn reaches(&self, municipality: &str) -> bool {
        !self.left_out.contains(municipality)
            && (self.is_whole || self.is_national() || self.municipalities.contains(municipality))
    }

    /// A file of at least 40 prefectures speaks for the whole country, also where it no longer has a single row.
    fn is_national(&self) -> bool {
        self.prefectures.len() >= 40
    }

    fn add(&mut self, record: &Record) {
        let municipality = &record.place.municipality;
        // A row whose address lies in another prefecture than its number does not make the list one of that place too.
        if self.municipalities.contains(municipality) || prefecture_in_key(record) != municipality.get(..2) {
            return;
        }
        self.note(municipality);
        self.prefectures.insert(municipality.get(..2).unwrap_or_default().to_owned());
    }

    fn note(&mut self, municipality: &str) {
        if !self.municipalities.contains(municipality) {
            self.municipalities.insert(municipality.to_owned());
        }
    }

    /// The municipalities it speaks of, [`EVERYWHERE`] for all that there may be.
    fn names(&self) -> Vec<&str> {
        if self.left_out.is_empty() && (self.is_whole || self.is_national()) {
            return vec![EVERYWHERE];
        }
        self.municipalities.iter().map(String::as_str).filter(|one| self.reaches(one)).collect()
    }
}

/// The prefecture in the number of a national register; where there is none, that of the place.
fn prefecture_in_key(record: &Record) -> Option<&str> {
    match record.source {
        Source::Kaigo | Source::Navii | Source::Hoken => record.key.get(..2),
        Source::Hub | Source::Municipal | Source::Prefecture => record.place.municipality.get(..2),
    }
}

/// The lists of one dataset that an import reads, by their day.
#[derive(Debug, Default)]
pub struct Lists(BTreeMap<Day, Coverage>);

impl Lists {
    /// Those of a day.
    pub fn of(&mut self, day: Day) -> &mut Coverage {
        self.0.entry(day).or_default()
    }

    /// All are of one day: none of them can be older than another.
    pub fn are_of_one_day(&self) -> bool {
        self.0.len() == 1
    }

    /// The day of the newest list that tells what is gone in a municipality, when one does: none that leaves doubts speaks of
    /// it later.
    pub fn speaking_of(&self, municipality: &str) -> Option<Day> {
        let (day, newest) = self.0.iter().rev().find(|(_, coverage)| coverage.reaches(municipality))?;
        (!newest.is_doubtful).then_some(*day)
    }

    /// What will be remembered of them. `are_believed`: nobody doubts that what they leave out is gone.
    pub fn days(&self, are_believed: bool) -> Vec<(&str, ListDays)> {
        let mut all: BTreeMap<&str, ListDays> = BTreeMap::new();
        for (day, coverage) in &self.0 {
            let is_whole = are_believed && !coverage.is_doubtful;
            for municipality in coverage.names().into_iter().filter(|_| day.is_some()) {
                let days = all.entry(municipality).or_default();
                *days = days.newest_of(ListDays { newest: *day, whole: day.filter(|_| is_whole) });
            }
        }
        all.into_iter().collect()
    }
}

/// Stands for all municipalities of a dataset.
pub const EVERYWHERE: &str = "*";

/// Of which day the newest list of a dataset is that speaks of a municipality.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListDays {
    /// The newest of all: what is older changes nothing.
    pub newest: Day,
    /// The newest that was read whole: what only older ones have is gone.
    pub whole: Day,
}

impl ListDays {
    /// The newer days of the two.
    pub fn newest_of(self, other: Self) -> Self {
        Self { newest: self.newest.max(other.newest), whole: self.whole.max(other.whole) }
    }
}

/// The days of the lists of earlier imports, by dataset and municipality.
#[derive(Debug, Default)]
pub struct KnownLists(pub HashMap<String, HashMap<String, ListDays>>);

impl KnownLists {
    /// The days for one municipality.
    pub fn days(&self, dataset: &str, municipality: &str) -> ListDays {
        let Some(lists) = self.0.get(dataset) else { return ListDays::default() };
        let of = |name: &str| lists.get(name).copied().unwrap_or_default();
        of(municipality).newest_of(of(EVERYWHERE))
    }

    /// The days that were kept under just this name.
    pub fn kept(&self, dataset: &str, name: &str) -> ListDays {
        self.0.get(dataset).and_then(|lists| lists.get(name)).copied().unwrap_or_default()
    }
}
