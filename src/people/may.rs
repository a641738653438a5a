//! How a viewer stands to people and organisations, for the table of rights ([`crate::platform::access::POLICY`]), which alone decides.

use jiff::Timestamp;
use jiff::civil::Date;

use super::member::Member;
use super::roles::is_of_hub;
use crate::directory::OrganizationId;
use crate::platform::access::{Relation, Relations, Right, Role, Thing, Viewer, decide};

/// Whether a viewer to whom a thing stands so may do this with it.
pub fn may(viewer: &Viewer, right: Right, relations: impl Into<Relations>) -> bool {
    decide(viewer, right, relations).is_allowed()
}

/// How a member stands to a viewer.
pub fn to_member(viewer: &Viewer, member: &Member, now: Timestamp, today: Date) -> Relations {
    let concerned: Vec<_> = member.organizations_concerned(now, today).into_iter().map(|one| one.to_bytes()).collect();
    Relations::of(viewer, Thing { hub: viewer.hub(), member: Some(member.id), organizations: &concerned })
}

/// The same where one organisation cannot decide for others: somebody belongs to a manager's organisation only when he works nowhere
/// else, and not for the hub. Otherwise a manager could enter with another one's rights, by a link or an e-mail address of his own.
pub fn to_member_alone(viewer: &Viewer, member: &Member, now: Timestamp, today: Date) -> Relations {
    let relations = to_member(viewer, member, now, today);
    let manages =
        |id: &OrganizationId| matches!(viewer, Viewer::Member(signed_in) if signed_in.manages.contains(&id.to_bytes()));
    let alone = !member.is_of_hub(now) && member.organizations_concerned(now, today).iter().all(manages);
    if alone { relations } else { relations.without(Relation::Managed) }
}

/// How an organisation stands to a viewer.
pub fn to_organization(viewer: &Viewer, organization: OrganizationId) -> Relations {
    Relations::of(viewer, Thing { hub: viewer.hub(), member: None, organizations: &[organization.to_bytes()] })
}

/// Which right it takes to give or take a role.
pub fn right_to_appoint(role: Role) -> Right {
    if is_of_hub(role) { Right::AppointForHub } else { Right::AppointManager }
}
