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

/// Who has a right, for what stands how to him, and how fresh the proof of who he is must be.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The right.
    pub right: Right,
    /// Both factors must have been shown within this time (step-up). `None`: the session is enough.
    pub proven_within: Option<SignedDuration>,
    /// Who has it, and for things in which relation to him.
    pub grants: &'static [(Who, Relation)],
}

const MEMBER: Who = Who::Role(Role::Member);
const MANAGER: Who = Who::Role(Role::Manager);
const COORDINATOR: Who = Who::Role(Role::Coordinator);
const ADMINISTRATOR: Who = Who::Role(Role::Administrator);
const PRIVACY_OFFICER: Who = Who::Role(Role::PrivacyOfficer);
const OPERATOR: (Who, Relation) = (Who::Operator, Relation::SameHub);

/// Whoever answers for an organisation or for all of them.
const MANAGERS: &[(Who, Relation)] = &[(MANAGER, Relation::Managed), (ADMINISTRATOR, Relation::SameHub), OPERATOR];

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
    Rule { right: Right::SeeDirectory, proven_within: None, grants: &[(MEMBER, Relation::SameHub), OPERATOR] },
    Rule {
        right: Right::SeeMember,
        proven_within: None,
        grants: &[
            (MEMBER, Relation::Own),
            (MANAGER, Relation::Managed),
            (ADMINISTRATOR, Relation::SameHub),
            (PRIVACY_OFFICER, Relation::SameHub),
            OPERATOR,
        ],
    },
    Rule { right: Right::AddMember, proven_within: ONE_HOUR, grants: MANAGERS },
    Rule {
        right: Right::ChangeContact,
        proven_within: None,
        grants: &[(MEMBER, Relation::Own), (MANAGER, Relation::Managed), (ADMINISTRATOR, Relation::SameHub), OPERATOR],
    },
    Rule { right: Right::ChangeIdentity, proven_within: None, grants: MANAGERS },
    Rule { right: Right::ChangeAccess, proven_within: TEN_MINUTES, grants: MANAGERS },
    Rule { right: Right::EndAffiliation, proven_within: ONE_HOUR, grants: MANAGERS },
    Rule { right: Right::AppointManager, proven_within: TEN_MINUTES, grants: MANAGERS },
    Rule {
        right: Right::AppointForHub,
        proven_within: TEN_MINUTES,
        grants: &[(ADMINISTRATOR, Relation::SameHub), OPERATOR],
    },
    Rule {
        right: Right::SeeReview,
        proven_within: None,
        grants: &[
            (MANAGER, Relation::Managed),
            (ADMINISTRATOR, Relation::SameHub),
            (PRIVACY_OFFICER, Relation::SameHub),
            OPERATOR,
        ],
    },
    Rule { right: Right::Review, proven_within: None, grants: MANAGERS },
    Rule { right: Right::RecordAgreement, proven_within: None, grants: MANAGERS },
    // Nobody agrees in another's place, not even at the machine itself.
    Rule { right: Right::Agree, proven_within: None, grants: &[(MEMBER, Relation::Own)] },
    Rule {
        right: Right::PublishAgreement,
        proven_within: ONE_HOUR,
        grants: &[(ADMINISTRATOR, Relation::SameHub), OPERATOR],
    },
    Rule { right: Right::SeeAudit, proven_within: ONE_HOUR, grants: &[(PRIVACY_OFFICER, Relation::SameHub)] },
    Rule { right: Right::AddProfession, proven_within: None, grants: &[(ADMINISTRATOR, Relation::SameHub), OPERATOR] },
];
