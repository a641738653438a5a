//! Names of organisations and people (名称・氏名): the part that tells them apart, and their readings.

mod organization;
mod romaji;
mod ruby;

pub use organization::{organization_core, same_or_suffix};
pub use romaji::{kana, romaji};
pub use ruby::{Ruby, ruby};
