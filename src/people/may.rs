//! Who may do what to people: the only place that decides.
//!
//! A table of rights, by role and by relation to whom or what it concerns. What is not in it is denied.

use jiff::Timestamp;
use jiff::civil::Date;

use super::member::Member;
use super::roles::is_of_hub;
use crate::directory::OrganizationId;
use crate::platform::access::{Role, Viewer};

/// Something that can be done with people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Right {
    /// The directory of members: who they are and how they are reached.
    SeeDirectory,
    /// All that is known of a member: account, roles, agreements, history.
    SeeMember,
    /// Add somebody, bring him back, give him an affiliation.
    AddMember,
    /// Telephone, languages, how best reached.
    ChangeContact,
    /// Name, reading, professions, title.
    ChangeIdentity,
    /// E-mail address and name for signing in; links that let somebody in; ending an account.
    ChangeAccess,
    /// End an affiliation.
    EndAffiliation,
    /// Make somebody the manager of an organisation, or no longer.
    AppointManager,
    /// Roles in the whole hub.
    AppointForHub,
    /// See the yearly review.
    SeeReview,
    /// Confirm that somebody still works there.
    Review,
    /// Write down that somebody signed a sheet.
    RecordAgreement,
    /// Agree on the screen.
    Agree,
    /// Publish a version of the pledge or of the rules.
    PublishAgreement,
    /// Add a profession of the hub's own.
    AddProfession,
}

/// How whoever asks stands to what it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Relation {
    /// It is himself.
    Own,
    /// It belongs to an organisation that he manages.
    Organization,
    /// It belongs to his hub, as everything that he can ask for.
    Hub,
}

use Relation as To;

const TABLE: &[(Right, &[(Role, Relation)])] = &[
    (Right::SeeDirectory, &[(Role::Member, To::Hub)]),
    (
        Right::SeeMember,
        &[
            (Role::Member, To::Own),
            (Role::Manager, To::Organization),
            (Role::Administrator, To::Hub),
            (Role::PrivacyOfficer, To::Hub),
        ],
    ),
    (Right::AddMember, &[(Role::Manager, To::Organization), (Role::Administrator, To::Hub)]),
    (
        Right::ChangeContact,
        &[(Role::Member, To::Own), (Role::Manager, To::Organization), (Role::Administrator, To::Hub)],
    ),
    (Right::ChangeIdentity, &[(Role::Manager, To::Organization), (Role::Administrator, To::Hub)]),
    (Right::ChangeAccess, &[(Role::Manager, To::Organization), (Role::Administrator, To::Hub)]),
    (Right::EndAffiliation, &[(Role::Manager, To::Organization), (Role::Administrator, To::Hub)]),
    (Right::AppointManager, &[(Role::Manager, To::Organization), (Role::Administrator, To::Hub)]),
    (Right::AppointForHub, &[(Role::Administrator, To::Hub)]),
    (
        Right::SeeReview,
        &[(Role::Manager, To::Organization), (Role::Administrator, To::Hub), (Role::PrivacyOfficer, To::Hub)],
    ),
    (Right::Review, &[(Role::Manager, To::Organization), (Role::Administrator, To::Hub)]),
    (Right::RecordAgreement, &[(Role::Manager, To::Organization), (Role::Administrator, To::Hub)]),
    (Right::Agree, &[(Role::Member, To::Own)]),
    (Right::PublishAgreement, &[(Role::Administrator, To::Hub)]),
    (Right::AddProfession, &[(Role::Administrator, To::Hub)]),
];

/// Whether a viewer who stands so to a thing may do this with it. The operator at the machine may do all but agree in another's place.
pub fn may(viewer: &Viewer, right: Right, relations: &[Relation]) -> bool {
    let granted = TABLE.iter().find(|row| row.0 == right).map_or(&[][..], |row| row.1);
    match viewer {
        Viewer::Anyone { .. } => false,
        Viewer::Operator { .. } => right != Right::Agree,
        Viewer::Member(signed_in) => granted.iter().any(|(role, relation)| {
            let has = match role {
                Role::Member => true,
                // He manages what the relation says, and nothing else.
                Role::Manager => !signed_in.manages.is_empty(),
                role => signed_in.roles.contains(role),
            };
            has && relations.contains(relation)
        }),
    }
}

/// How a viewer stands to a member.
pub fn to_member(viewer: &Viewer, member: &Member, now: Timestamp, today: Date) -> Vec<Relation> {
    let mut relations = vec![Relation::Hub];
    if let Viewer::Member(signed_in) = viewer {
        if signed_in.member == member.id {
            relations.push(Relation::Own);
        }
        if member.organizations_concerned(now, today).iter().any(|one| manages(viewer, *one)) {
            relations.push(Relation::Organization);
        }
    }
    relations
}

/// The same where one organisation cannot decide for others: somebody belongs to a manager's organisation only when he works nowhere
/// else, and not for the hub. Otherwise a manager could enter with another one's rights, by a link or an e-mail address of his own.
pub fn to_member_alone(viewer: &Viewer, member: &Member, now: Timestamp, today: Date) -> Vec<Relation> {
    let mut relations = to_member(viewer, member, now, today);
    let concerned = member.organizations_concerned(now, today);
    let alone = !member.is_of_hub(now) && concerned.iter().all(|one| manages(viewer, *one));
    relations.retain(|relation| *relation != Relation::Organization || alone);
    relations
}

/// How a viewer stands to an organisation.
pub fn to_organization(viewer: &Viewer, organization: OrganizationId) -> Vec<Relation> {
    let mut relations = vec![Relation::Hub];
    relations.extend(manages(viewer, organization).then_some(Relation::Organization));
    relations
}

fn manages(viewer: &Viewer, organization: OrganizationId) -> bool {
    matches!(viewer, Viewer::Member(signed_in) if signed_in.manages.contains(&organization.to_bytes()))
}

/// Which right it takes to give or take a role.
pub fn right_to_appoint(role: Role) -> Right {
    if is_of_hub(role) { Right::AppointForHub } else { Right::AppointManager }
}
