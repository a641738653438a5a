//! The pages about people.
