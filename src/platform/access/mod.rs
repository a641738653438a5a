//! Who may do what (アクセス権): decided here and nowhere else, denied unless the table says otherwise (ADR 6).

mod decide;
mod policy;
mod relation;
mod right;
mod role;
#[cfg(test)]
mod tests;
mod viewer;

pub use decide::{Decision, decide, decide_coarsely, proof};
pub use policy::{POLICY, Rule, Who};
pub use relation::{Relation, Relations, Thing};
pub use right::Right;
pub use role::Role;
pub use viewer::{MemberId, OrganizationKey, SignedIn, Viewer};
