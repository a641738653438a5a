//! How near something is to whoever looks (関係).

use super::super::hub_id::HubId;
use super::{MemberId, OrganizationKey, Viewer};

/// How near a thing is to a viewer, the nearest first. A right that reaches one of these reaches all before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// It is about himself.
    Own,
    /// It belongs to an organisation that he manages.
    Managed,
    /// It belongs to an organisation that he belongs to.
    SameOrganization,
    /// It belongs to his hub.
    SameHub,
    /// It belongs to another hub: no right reaches it.
    OtherHub,
}

/// What a relation is worked out from.
#[derive(Clone, Copy, Debug)]
pub struct Thing<'a> {
    /// Whose hub it belongs to.
    pub hub: HubId,
    /// The member it is about.
    pub member: Option<MemberId>,
    /// The organisations it belongs to, or those of its member.
    pub organizations: &'a [OrganizationKey],
}

impl Relation {
    /// Every relation, the nearest first.
    pub const ALL: [Self; 5] = [Self::Own, Self::Managed, Self::SameOrganization, Self::SameHub, Self::OtherHub];

    /// How near `thing` is to `viewer`.
    pub fn of(viewer: &Viewer, thing: Thing<'_>) -> Self {
        if viewer.hub() != thing.hub {
            return Self::OtherHub;
        }
        let Viewer::Member(signed_in) = viewer else { return Self::SameHub };
        let any = |of: &[OrganizationKey]| of.iter().any(|key| thing.organizations.contains(key));
        if thing.member == Some(signed_in.member) {
            Self::Own
        } else if any(&signed_in.manages) {
            Self::Managed
        } else if any(&signed_in.organizations) {
            Self::SameOrganization
        } else {
            Self::SameHub
        }
    }
}
