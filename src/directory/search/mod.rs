//! Finding facilities (社会資源をさがす): text, filters, the count beside each filter, what to drop when nothing is found,
//! and distance, answered at once from memory.
//!
//! A question asks all of this about 280,000 facilities at the same time. Sets of document numbers as bitmaps answer it in
//! well under a millisecond; the database cannot. The database stays the only truth: an [`Index`] is made from it and made
//! again when it has changed, and nothing is ever stored from here.
//!
//! The order is neutral (DESIGN.md, FIELD.md §0): who serves a need best by its own answers, then by distance, or by how well
//! the words fit and then by the syllabary from a kana that moves every day. Every hit says why it stands where it stands.

mod answer;
mod answers;
mod at_home;
mod counts;
mod document;
mod evaluate;
mod grades;
mod hash;
mod hits;
mod index;
mod lists;
pub mod mix;
mod near;
mod needs;
mod open;
mod postings;
mod query;
mod relax;
mod segment;
mod terms;
mod text;
mod texts;
mod understand;
mod vocabulary;
mod words;

#[cfg(test)]
mod agreement;
#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;

pub use answer::{Answer, Counts, Hit, Relaxation, Why};
pub use at_home::{AtHome, at_home};
pub use document::{Answered, Document, DocumentId, Fields, Located};
pub use index::Index;
pub use needs::{Caution, Means, Need, Said, Spoken, cautions_in, need, needs};
pub use open::{open_in_night, opens_later, tonight};
pub use query::{Condition, Moment, Near, OpenFilter, Order, Query, need_of};
pub use understand::{Meaning, Piece, understand};
