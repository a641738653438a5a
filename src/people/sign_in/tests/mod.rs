pub mod house;
pub mod key;

mod attacks;
mod emergencies;
mod links;
mod passkeys;
mod passwords;
mod sessions;
mod timing;
