//! PostgreSQL: every connection has a thread, which also drives the connection's own traffic.
//!
//! A closure's statements then wake no other thread of the program, and a store belongs to no caller's runtime.

mod connection;
mod errors;
mod session;
mod values;
mod worker;

pub(crate) use connection::{check_server, configuration, connect};
pub(crate) use session::Session;
pub(crate) use values::column;
pub(crate) use worker::serve;
