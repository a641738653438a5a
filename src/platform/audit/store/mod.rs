//! The SQL of the audit.

pub(super) mod alerts;
pub(super) mod chain;
pub(super) mod checkpoints;
pub(super) mod events;
pub(super) mod questions;
