//! Who did what, and the proof of it (監査): docs/adr/0007-audit-chain.md.
//!
//! A unit of work that changes something calls [`record()`]; whoever shows personal data waits for [`Audit::look`] first.
//! Both write ids and codes, never words that a person typed. A moment later the events of all threads and nodes are put
//! into one order and hashed into one tree (`seal`), whose root is signed every hour ([`note`]) and can be kept by
//! others. [`verify`] reads it all and says in words what does not fit.

pub mod alert;
pub mod batch;
mod catch_up;
mod code;
pub mod digest;
mod event;
pub mod export;
mod home;
mod keeper;
pub mod key;
mod lane;
mod looks;
pub mod note;
mod record;
mod seal;
mod signing;
mod store;
mod surroundings;
#[cfg(test)]
mod tests;
pub mod tree;
pub mod verify;
mod watch;
mod what;

pub use code::Code;
pub use event::{Actor, COLUMNS, Event, Object, Place};
pub use home::remembered;
pub use keeper::{Audit, Round};
pub use record::{record, record_many, write};
pub use signing::{announced_keys, newest_checkpoint};
pub use store::alerts::{OpenAlert, open as open_alerts, settle as settle_alert};
pub use store::questions::{Answer, Cursor, Question, Recorded, ask};
pub use surroundings::Surroundings;
pub use what::What;
