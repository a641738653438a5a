//! What was typed, with conditions and places found in it.

use kyoten_text::normalize::search_key;

use crate::directory::search::{Caution, Meaning, Near, Need, Piece, Spoken, cautions_in};
use crate::directory::store::places::{Called, NamedPlace};

/// What was typed, understood.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// The parts that are asked for, in the order in which they were typed; joining words are not among them.
    pub parts: Vec<Part>,
    /// Conditions that have a box of their own; they are no part of the text any more.
    pub spoken: Vec<Spoken>,
    /// The place that was typed among the words.
    pub near: Option<Near>,
    /// The word that named it.
    pub place_word: Option<String>,
    /// A municipality outside of the hub's area was named.
    pub leaves_area: bool,
    /// Words that may be places; only the one who typed them knows which.
    pub doubtful: Vec<(String, Vec<NamedPlace>)>,
    /// Words that are looked for as a whole: what they would be if they were taken apart, and the needs in them alone.
    pub splits: Vec<(usize, [String; 2])>,
    /// Words of which nothing can be looked for: 😀.
    pub unsearchable: Vec<String>,
    /// What should be told before any answer.
    pub cautions: Vec<Caution>,
    /// The place to measure from is named elsewhere.
    has_place: bool,
    /// The text as it was typed, when all of it is still asked.
    typed: Option<String>,
}

/// A part of what is asked.
#[derive(Clone, Debug)]
pub struct Part {
    /// As typed.
    pub typed: String,
    /// What it is.
    pub meaning: PartMeaning,
}

/// What a part is.
#[derive(Clone, Debug)]
pub enum PartMeaning {
    /// A word that is looked for.
    Word,
    /// A need of the table.
    Need(&'static Need),
    /// The place to measure from.
    Near,
    /// The municipality to look in, by its name.
    In(String),
}

/// What the words of a text may mean as places.
#[derive(Clone, Debug, Default)]
pub struct WordPlaces {
    /// By the word as typed.
    pub called: Vec<(String, Called)>,
    /// Facilities that are called just so.
    pub facilities: Vec<(String, NamedPlace)>,
    /// The municipalities of the hub.
    pub area: Vec<String>,
}

/// What a word is, seen as a place.
enum Place<'a> {
    Near(&'a NamedPlace),
    In(&'a NamedPlace),
    Doubtful(&'a [NamedPlace]),
    None,
}

impl WordPlaces {
    fn of(&self, word: &str) -> Place<'_> {
        let called = self.called.iter().find(|(known, _)| known == word).map(|(_, called)| called);
        if let Some(called) = called {
            match called.exactly.as_slice() {
                [one] if one.is_municipality => return Place::In(one),
                [one] => return Place::Near(one),
                [] if called.beginning.is_empty() => {}
                [] => return Place::Doubtful(&called.beginning),
                several => return Place::Doubtful(several),
            }
        }
        match self.facilities.iter().find(|(known, _)| known == word) {
            Some((_, facility)) => Place::Near(facility),
            None => Place::None,
        }
    }
}

/// A postal code is a place even alone: no name bears it.
fn is_number(word: &str) -> bool {
    word.chars().all(|c| c.is_numeric() || "-－‐〒".contains(c))
}

impl Question {
    /// Understands a text whose words may be these places. A place alone is a word to look for: names bear it too. So is
    /// one beside the place that the field names already.
    pub(super) fn new(text: &str, pieces: &[Piece], places: &WordPlaces, has_place: bool) -> Self {
        let mut question = Self { has_place, ..Self::default() };
        for piece in pieces {
            question.take(piece, places, pieces.len() > 1);
            question.heed(piece);
        }
        if question.spoken.is_empty() {
            question.typed = Some(text.trim().to_owned());
        }
        question
    }

    /// Nobody in danger should depend on how well the words are understood.
    fn heed(&mut self, piece: &Piece) {
        let cautions: Vec<Caution> = match &piece.meaning {
            Meaning::Need(need) => need.caution.into_iter().collect(),
            Meaning::Mixed(parts) => return parts.iter().for_each(|part| self.heed(part)),
            Meaning::Word => cautions_in(&search_key(&piece.typed)).collect(),
            Meaning::Quoted | Meaning::Filler => return,
        };
        for caution in cautions {
            if !self.cautions.contains(&caution) {
                self.cautions.push(caution);
            }
        }
    }

    fn take(&mut self, piece: &Piece, places: &WordPlaces, has_others: bool) {
        match &piece.meaning {
            Meaning::Filler => {}
            Meaning::Need(need) => match need.condition {
                Some(spoken) if self.spoken.contains(&spoken) => {}
                Some(spoken) => self.spoken.push(spoken),
                None => self.add(&piece.typed, PartMeaning::Need(need)),
            },
            Meaning::Quoted => self.add(&piece.typed, PartMeaning::Word),
            Meaning::Word if search_key(&piece.typed).is_empty() => self.unsearchable.push(piece.typed.clone()),
            Meaning::Word => self.take_word(&piece.typed, places, has_others),
            Meaning::Mixed(_) if matches!(places.of(&piece.typed), Place::Near(_)) => {
                self.take_word(&piece.typed, places, has_others);
            }
            Meaning::Mixed(parts) => {
                // 「桜歯科」 is a name; 「桜町の歯科」 asks, even when there are several towns of that name.
                let is_asked = parts.iter().any(|part| part.meaning == Meaning::Filler);
                let is_place = |part: &Piece| match places.of(&part.typed) {
                    Place::Near(_) | Place::In(_) => true,
                    Place::Doubtful(_) => is_asked,
                    Place::None => false,
                };
                if parts.iter().filter(|part| part.meaning == Meaning::Word).all(is_place) {
                    parts.iter().for_each(|part| self.take(part, places, true));
                } else {
                    let joined = |is_kept: fn(&Meaning) -> bool| {
                        let kept = parts.iter().filter(|part| is_kept(&part.meaning)).map(|part| part.typed.as_str());
                        kept.collect::<Vec<_>>().join(" ")
                    };
                    let apart = joined(|meaning| *meaning != Meaning::Filler);
                    let needs = joined(|meaning| matches!(meaning, Meaning::Need(_)));
                    self.splits.push((self.parts.len(), [apart, needs]));
                    self.add(&piece.typed, PartMeaning::Word);
                }
            }
        }
    }

    fn take_word(&mut self, word: &str, places: &WordPlaces, has_others: bool) {
        match places.of(word) {
            Place::Near(_) if self.has_place => self.add(word, PartMeaning::Word),
            Place::Near(place) if (has_others || is_number(word)) && self.near.is_none() => {
                self.near = Some(Near { point: place.point, label: place.name.clone() });
                self.place_word = Some(word.to_owned());
                self.parts.push(Part { typed: word.to_owned(), meaning: PartMeaning::Near });
            }
            Place::In(place) if has_others => {
                self.leaves_area |= !places.area.is_empty() && !places.area.contains(&place.municipality);
                self.add(word, PartMeaning::In(place.label.clone()));
            }
            Place::Near(place) | Place::In(place) => {
                self.doubtful.push((word.to_owned(), vec![place.clone()]));
                self.add(word, PartMeaning::Word);
            }
            Place::Doubtful(places) => {
                if has_others && !self.has_place {
                    self.doubtful.push((word.to_owned(), places.to_vec()));
                }
                self.add(word, PartMeaning::Word);
            }
            Place::None => self.add(word, PartMeaning::Word),
        }
    }

    fn add(&mut self, typed: &str, meaning: PartMeaning) {
        self.parts.push(Part { typed: typed.to_owned(), meaning });
    }

    /// The words that are looked for, with a space between two and none within.
    pub(super) fn searched(&self) -> String {
        let word = |(_, typed): (usize, &str)| typed.split_whitespace().collect::<String>();
        self.searched_parts().map(word).collect::<Vec<_>>().join(" ")
    }

    fn searched_parts(&self) -> impl Iterator<Item = (usize, &str)> {
        self.parts.iter().enumerate().filter_map(|(n, part)| match &part.meaning {
            PartMeaning::Near => None,
            PartMeaning::In(name) => Some((n, name.as_str())),
            PartMeaning::Word | PartMeaning::Need(_) => Some((n, part.typed.as_str())),
        })
    }

    /// The part that is this word of what is looked for.
    pub fn searched_part(&self, number: usize) -> Option<usize> {
        self.searched_parts().nth(number).map(|(part, _)| part)
    }

    /// What stands in the box.
    pub fn text(&self) -> String {
        self.typed.clone().unwrap_or_else(|| self.text_with(|_, part| Some(part.typed.clone())))
    }

    /// The text without some of its parts.
    pub fn text_without(&self, numbers: &[usize]) -> String {
        self.text_with(|n, part| (!numbers.contains(&n)).then(|| part.typed.clone()))
    }

    /// The text without some of its parts and without the place to measure from; a municipality by its name, so that it
    /// is understood alone too.
    pub(super) fn text_without_place(&self, numbers: &[usize]) -> String {
        self.text_with(|n, part| match &part.meaning {
            _ if numbers.contains(&n) => None,
            PartMeaning::Near => None,
            PartMeaning::In(name) => Some(name.clone()),
            PartMeaning::Word | PartMeaning::Need(_) => Some(part.typed.clone()),
        })
    }

    /// The text with one part in quotation marks, so that it means only itself.
    pub fn text_quoting(&self, number: usize) -> String {
        self.text_with(|n, part| Some(if n == number { format!("\"{}\"", part.typed) } else { part.typed.clone() }))
    }

    /// The text with other words in place of one part.
    pub fn text_saying(&self, number: usize, words: &str) -> String {
        self.text_with(|n, part| Some(if n == number { words.to_owned() } else { part.typed.clone() }))
    }

    fn text_with(&self, said: impl Fn(usize, &Part) -> Option<String>) -> String {
        self.parts.iter().enumerate().filter_map(|(n, part)| said(n, part)).collect::<Vec<_>>().join(" ")
    }
}
