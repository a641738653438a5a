//! Which hub (拠点) a row belongs to: the first column of every key.

mod store;

use super::Id;

pub use store::{demo, find, find_or_found, mark_demo};

/// What a [`HubId`] names.
#[derive(Debug)]
pub enum Hub {}

/// The id of a hub.
pub type HubId = Id<Hub>;
