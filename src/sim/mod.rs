//! Invented people and places (架空の世界): what `kyoten demo` shows, so that nobody real is ever on a screen by mistake.
//!
//! Everything here is a pure function of a seed and a day.

pub mod area;
pub mod demo;
mod files;
pub mod members;
pub mod staff;

#[cfg(test)]
mod tests;
