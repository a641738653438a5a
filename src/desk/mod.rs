//! The members' door (職員の画面): pages for people who signed in, and the pages by which they do.

pub mod audit;
pub mod fields;
pub mod home;
pub mod members;
mod menu;
pub mod sign_in;
#[cfg(test)]
mod tests;
mod times;

use crate::hub::Hub;
use crate::platform::web::Door;

pub use menu::{Item, MORE, Menu, SETTING_UP, home_of, menu};
pub use times::{minutes, moment};

/// Every page of the members' door.
pub fn door() -> Door<Hub> {
    home::door().merge(members::door()).merge(audit::door()).merge(sign_in::door())
}

/// What only a demo has: its roles, to be chosen by pressing a button.
pub fn demo_door() -> Door<Hub> {
    sign_in::demo_door()
}
