//! Who may do what (アクセス権): decided here and nowhere else, denied unless the table says otherwise.

mod role;
mod viewer;

pub use role::Role;
pub use viewer::{MemberId, OrganizationKey, SignedIn, Viewer};
