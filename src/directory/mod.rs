//! The directory (社会資源): who can help near here — organisations, services, hours, capabilities, care-manager time —
//! filled from open data, completed by the hub's own survey, and found at once.

pub mod border;
pub mod capability;
pub mod contact;
pub mod document;
pub mod facts;
pub mod finder;
pub mod hours;
pub mod import;
pub mod item;
pub mod kind;
pub mod merge;
pub mod operations;
pub mod organization;
pub mod record;
pub mod refusal;
pub mod search;
pub mod service_type;
pub mod store;
pub mod words;

#[cfg(test)]
mod tests;

/// The id of an organisation.
pub type OrganizationId = crate::platform::Id<organization::Organization>;
