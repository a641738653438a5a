//! Kyoten (拠点): the coordination hub for home medical care in a Japanese region.
//!
//! The modules are the rooms of the house (ARCHITECTURE.md): [`platform`] is the ground floor, [`directory`] and [`people`] are
//! rooms, [`report`] reads, [`site`] is the citizens' door and [`desk`] the members', and [`hub`] joins them.

pub mod desk;
pub mod directory;
pub mod hub;
pub mod people;
pub mod platform;
pub mod report;
pub mod sim;
pub mod site;

#[cfg(test)]
mod architecture;
#[cfg(test)]
mod testing;
