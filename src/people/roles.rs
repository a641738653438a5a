//! What a member is to the hub, from–to (役割), and the promise that somebody is always its administrator.

use jiff::Timestamp;

use crate::directory::OrganizationId;
use crate::platform::access::Role;

/// A role that a member has from a moment on, perhaps until another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoleAssignment {
    /// Which.
    pub role: Role,
    /// A manager's organisation, by its id of today.
    pub organization: Option<OrganizationId>,
    /// Since when.
    pub since: Timestamp,
    /// Until when.
    pub until: Option<Timestamp>,
}

impl RoleAssignment {
    /// Whether it is in force at this moment.
    pub fn is_in_force(&self, now: Timestamp) -> bool {
        self.since <= now && self.until.is_none_or(|until| now < until)
    }

    /// Whether it is in force now or will be later.
    pub fn is_or_will_be(&self, now: Timestamp) -> bool {
        self.until.is_none_or(|until| now < until && self.since < until)
    }

    /// Whether it is in force now and nobody has said when it ends.
    pub fn lasts(&self, now: Timestamp) -> bool {
        self.is_in_force(now) && self.until.is_none()
    }
}

/// Whether a role concerns the whole hub.
pub fn is_of_hub(role: Role) -> bool {
    matches!(role, Role::Coordinator | Role::Administrator | Role::PrivacyOfficer)
}

/// Whether the hub keeps an administrator for good. `roles` are those of every active member.
///
/// One whose role ends some day does not count: on that day the hub would have none.
pub fn has_lasting_administrator<'a>(roles: impl IntoIterator<Item = &'a RoleAssignment>, now: Timestamp) -> bool {
    roles.into_iter().any(|one| one.role == Role::Administrator && one.lasts(now))
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use proptest::prelude::*;

    use super::*;

    fn at(hours: i64) -> Timestamp {
        "2026-04-01T00:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_hours(hours)
    }

    fn some_role() -> impl Strategy<Value = RoleAssignment> {
        let role = prop::sample::select(vec![Role::Administrator, Role::Coordinator, Role::PrivacyOfficer]);
        (role, 0..20i64, prop::option::of(0..20i64)).prop_map(|(role, since, length)| RoleAssignment {
            role,
            organization: None,
            since: at(since),
            until: length.map(|hours| at(since + hours)),
        })
    }

    proptest! {
        #[test]
        fn with_a_lasting_administrator_there_is_one_at_every_later_moment(
            roles in prop::collection::vec(some_role(), 0..8), now in 0..25i64, later in 0..1000i64
        ) {
            if has_lasting_administrator(&roles, at(now)) {
                let then = at(now + later);
                prop_assert!(roles.iter().any(|one| one.role == Role::Administrator && one.is_in_force(then)));
            }
        }

        #[test]
        fn what_is_in_force_is_or_will_be(one in some_role(), now in 0..45i64) {
            let ever_later = (now..60).any(|hour| one.is_in_force(at(hour)));
            prop_assert_eq!(one.is_or_will_be(at(now)), ever_later);
        }
    }
}
