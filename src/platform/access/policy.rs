//! The table of rights (権限の表). A right that is not granted here is nobody's.

use jiff::SignedDuration;

use super::{Relation, Right, Role};

/// Who is granted a right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Every signed-in member, also one who came by a one-time link and has no role until he has set up his sign-in.
    SignedIn,
    /// A member with this role.
    Role(Role),
    /// Whoever may type commands on the machine itself.
    Operator,
}

/// Who has a right, how far it reaches, and how fresh the proof of who he is must be.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The right.
    pub right: Right,
    /// Both factors must have been shown within this time (step-up). `None`: the session is enough.
    pub proven_within: Option<SignedDuration>,
    /// Who has it, and for things in at most which relation to him.
    pub grants: &'static [(Who, Relation)],
}

const MEMBER: Who = Who::Role(Role::Member);
const MANAGER: Who = Who::Role(Role::Manager);
const COORDINATOR: Who = Who::Role(Role::Coordinator);
const ADMINISTRATOR: Who = Who::Role(Role::Administrator);
const PRIVACY_OFFICER: Who = Who::Role(Role::PrivacyOfficer);

const TEN_MINUTES: Option<SignedDuration> = Some(SignedDuration::from_mins(10));
const ONE_HOUR: Option<SignedDuration> = Some(SignedDuration::from_hours(1));

/// Every right, once.
pub const POLICY: &[Rule] = &[
    Rule { right: Right::UseDesk, proven_within: None, grants: &[(MEMBER, Relation::SameHub)] },
    Rule { right: Right::KeepOwnSessions, proven_within: None, grants: &[(MEMBER, Relation::Own)] },
    Rule { right: Right::ChangeOwnSignIn, proven_within: TEN_MINUTES, grants: &[(Who::SignedIn, Relation::Own)] },
    Rule {
        right: Right::VouchForColleague,
        proven_within: TEN_MINUTES,
        grants: &[(MEMBER, Relation::SameOrganization), (COORDINATOR, Relation::SameHub)],
    },
    Rule {
        right: Right::ReviewEmergencies,
        proven_within: ONE_HOUR,
        grants: &[
            (MANAGER, Relation::Managed),
            (ADMINISTRATOR, Relation::SameHub),
            (PRIVACY_OFFICER, Relation::SameHub),
        ],
    },
    Rule {
        right: Right::ResetSignIn,
        proven_within: TEN_MINUTES,
        grants: &[(MANAGER, Relation::Managed), (ADMINISTRATOR, Relation::SameHub), (Who::Operator, Relation::SameHub)],
    },
];
