//! Japanese text (日本語の文字・日付・番号) as pure functions: no I/O, no clock, no randomness.
//!
//! What the hub searches, sorts, compares and prints passes through here, so that 髙橋 is found as 高橋, シオミノ as しおみの,
//! and a date, a telephone number or an address means one thing however it was typed.

pub mod address;
pub mod clock_time;
pub mod csv_cell;
pub mod distance;
pub mod era;
pub mod grams;
pub mod identifier;
pub mod name;
pub mod normalize;
pub mod number;
pub mod phone;
