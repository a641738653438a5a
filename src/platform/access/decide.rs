//! The only reader of the table of rights.

use jiff::SignedDuration;

use super::{POLICY, Relation, Relations, Right, Role, Rule, Viewer, Who};

/// Whether somebody may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// He may.
    Allowed,
    /// He may not, and nothing tells him that there was something.
    Refused,
}

impl Decision {
    /// Whether he may.
    pub fn is_allowed(self) -> bool {
        self == Self::Allowed
    }
}

/// Whether `viewer` may use `right` on a thing that stands to him in these `relations`.
pub fn decide(viewer: &Viewer, right: Right, relations: impl Into<Relations>) -> Decision {
    let relations = relations.into();
    granted(viewer, right, |relation| relations.contains(relation))
}

/// Whether `viewer` may use `right` on anything at all: what a page can know before it has looked at the thing.
pub fn decide_coarsely(viewer: &Viewer, right: Right) -> Decision {
    granted(viewer, right, |_| true)
}

fn granted(viewer: &Viewer, right: Right, holds: impl Fn(Relation) -> bool) -> Decision {
    let is_granted = |(who, relation): &(Who, Relation)| holds(*relation) && is(viewer, *who);
    let allowed = rule(right).is_some_and(|rule| rule.grants.iter().any(is_granted));
    if allowed { Decision::Allowed } else { Decision::Refused }
}

/// How recently both factors must have been shown for `right`. `None`: the session is enough.
pub fn proof(right: Right) -> Option<SignedDuration> {
    rule(right).and_then(|rule| rule.proven_within)
}

fn rule(right: Right) -> Option<&'static Rule> {
    POLICY.iter().find(|rule| rule.right == right)
}

fn is(viewer: &Viewer, who: Who) -> bool {
    match (viewer, who) {
        (Viewer::Member(_), Who::SignedIn) | (Viewer::Operator { .. }, Who::Operator) => true,
        // Managing is always managing something.
        (Viewer::Member(signed_in), Who::Role(Role::Manager)) => !signed_in.manages.is_empty(),
        (Viewer::Member(signed_in), Who::Role(role)) => signed_in.roles.contains(&role),
        _ => false,
    }
}
