//! The ground floor (土台): what every room stands on. It knows no room.

pub mod access;
pub mod audit;
pub mod clock;
pub mod config;
pub mod data_folder;
pub mod demo;
pub mod health;
pub mod holidays;
pub mod hub_id;
pub mod id;
pub mod log;
pub mod metrics;
pub mod network;
pub mod outbox;
pub mod qr;
pub mod secrets;
pub mod server;
pub mod start;
pub mod throttle;
pub mod timers;
pub mod web;

pub use clock::Clock;
pub use config::Config;
pub use data_folder::DataFolder;
pub use demo::Demo;
pub use id::Id;
pub use start::Refusal;
pub use web::{Page, Problem, Shell};
