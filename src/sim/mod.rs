//! Invented people and places (架空の世界): what `kyoten demo` shows, so that nobody real is ever on a screen by mistake.
//!
//! The area and its people are a pure function of a seed and a day; the mail server is there for tests and drills.

pub mod area;
pub mod demo;
mod files;
pub mod members;
pub mod staff;

pub mod mail_server;
#[cfg(test)]
mod tests;
