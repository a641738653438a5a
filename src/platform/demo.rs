//! Whether a hub is only for practice (見本): its mark stands in the database, so that every program that opens it knows.

/// What a demo shows; every page says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demo {
    /// Invented facilities.
    Invented,
    /// Real facilities from open data, as of some day.
    OpenData,
}

impl Demo {
    /// The mark in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Invented => "invented",
            Self::OpenData => "open_data",
        }
    }

    /// What a mark means.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Invented, Self::OpenData].into_iter().find(|demo| demo.code() == code)
    }
}
