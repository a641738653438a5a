//! Who looks (DESIGN.md, decision 6).

use jiff::Timestamp;

use super::super::hub_id::HubId;
use super::super::id::Id;
use super::Role;

/// Stands for a member where the room `people` is not known.
#[derive(Debug)]
pub enum Member {}

/// A member's id.
pub type MemberId = Id<Member>;

/// The 16 bytes of an organisation's id: the ground floor knows no directory.
pub type OrganizationKey = [u8; 16];

/// Who asks for something. Every function that reads or writes what is not public takes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Viewer {
    /// Nobody who has signed in: a citizen.
    Anyone {
        /// Whose hub he visits.
        hub: HubId,
    },
    /// A member.
    Member(SignedIn),
    /// Whoever may type commands on the machine itself.
    Operator {
        /// The hub of the data folder.
        hub: HubId,
    },
}

/// A member whose session is good now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// The hub.
    pub hub: HubId,
    /// Who.
    pub member: MemberId,
    /// His roles in the whole hub, today.
    pub roles: Vec<Role>,
    /// The organisations he belongs to today.
    pub organizations: Vec<OrganizationKey>,
    /// Those of them that he manages.
    pub manages: Vec<OrganizationKey>,
    /// When he last showed both factors: sensitive acts want it to be recent.
    pub proven_at: Timestamp,
}

impl SignedIn {
    /// Somebody who is nothing to the hub yet.
    pub fn without_roles(hub: HubId, member: MemberId, proven_at: Timestamp) -> Self {
        Self { hub, member, roles: Vec::new(), organizations: Vec::new(), manages: Vec::new(), proven_at }
    }
}

impl Viewer {
    /// The hub.
    pub fn hub(&self) -> HubId {
        match self {
            Self::Anyone { hub } | Self::Operator { hub } => *hub,
            Self::Member(signed_in) => signed_in.hub,
        }
    }
}
