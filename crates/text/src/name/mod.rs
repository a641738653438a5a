//! Names of organisations and people (名称・氏名): the part that tells them apart, and their readings.

mod account;
mod organization;
mod person;
mod romaji;
mod ruby;

pub use account::{account_look, compared_account};
pub use organization::{organization_core, same_or_suffix};
pub use person::{
    LONGEST_PERSON_KANA, LONGEST_PERSON_NAME, NotAPersonName, family_and_given, own_kana, person_kana, person_name,
};
pub use romaji::{kana, romaji};
pub use ruby::{Ruby, ruby};
