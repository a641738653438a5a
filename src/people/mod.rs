//! People (登録者): who works with this hub, where, as what, until when — and the yearly look at whether that is still so.
//!
//! Other rooms and pages use [`operations`] to change something, [`listing`] to show it, [`standing`] to know who looks.
//! Whoever may do what is decided in [`may`]; what happened is written down by [`trail()`].

pub mod affiliation;
pub mod agreement;
pub mod best_reached;
pub mod card;
pub mod form;
pub mod history;
pub mod language;
pub mod link;
pub mod listing;
pub mod may;
pub mod member;
pub mod operations;
pub mod period;
pub mod profession;
pub mod refusal;
pub mod review;
pub mod roles;
pub mod sign_in;
pub mod standing;
pub mod store;
mod trail;
pub mod words;

#[cfg(test)]
mod tests;

pub use trail::{Trace, trail};
