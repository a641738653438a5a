//! The commands as they are typed: what they refuse, what they say, and what they leave alone.

mod alike;
mod demo;
mod pipe;
mod program;
mod strangers;
