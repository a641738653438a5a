pub mod house;
pub mod key;

mod attacks;
mod emergencies;
mod links;
mod notices;
mod passkeys;
mod passwords;
mod sessions;
mod timing;
