//! How something stands to whoever looks (関係).

use super::super::hub_id::HubId;
use super::{MemberId, OrganizationKey, Viewer};

/// A way in which a thing can stand to a viewer.
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
}

impl Relation {
    /// Every relation.
    pub const ALL: [Self; 4] = [Self::Own, Self::Managed, Self::SameOrganization, Self::SameHub];
}

/// All the ways in which a thing stands to a viewer; none for what belongs to another hub, so that no right reaches it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Relations(u8);

/// What relations are worked out from.
#[derive(Clone, Copy, Debug)]
pub struct Thing<'a> {
    /// Whose hub it belongs to.
    pub hub: HubId,
    /// The member it is about.
    pub member: Option<MemberId>,
    /// The organisations it belongs to, or those of its member.
    pub organizations: &'a [OrganizationKey],
}

impl Relations {
    /// How `thing` stands to `viewer`.
    pub fn of(viewer: &Viewer, thing: Thing<'_>) -> Self {
        if viewer.hub() != thing.hub {
            return Self::default();
        }
        let whole_hub = Self::from(Relation::SameHub);
        let Viewer::Member(signed_in) = viewer else { return whole_hub };
        let any = |of: &[OrganizationKey]| of.iter().any(|key| thing.organizations.contains(key));
        whole_hub
            .and(Relation::Own, thing.member == Some(signed_in.member))
            .and(Relation::Managed, any(&signed_in.manages))
            .and(Relation::SameOrganization, any(&signed_in.organizations))
    }

    /// With this one too, if it holds.
    #[must_use]
    pub fn and(self, relation: Relation, holds: bool) -> Self {
        if holds { Self(self.0 | 1 << relation as u8) } else { self }
    }

    /// Without this one.
    #[must_use]
    pub fn without(self, relation: Relation) -> Self {
        Self(self.0 & !(1 << relation as u8))
    }

    /// Whether this one holds.
    pub fn contains(self, relation: Relation) -> bool {
        self.0 & 1 << relation as u8 != 0
    }
}

impl From<Relation> for Relations {
    fn from(relation: Relation) -> Self {
        Self::default().and(relation, true)
    }
}
