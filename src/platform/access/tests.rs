use jiff::Timestamp;

use super::super::Clock;
use super::super::hub_id::HubId;
use super::*;

const ORG: OrganizationKey = [1; 16];
const OTHER_ORG: OrganizationKey = [2; 16];

fn hub(byte: u8) -> HubId {
    HubId::from_bytes([byte; 16])
}

fn member(roles: &[Role], organizations: &[OrganizationKey], manages: &[OrganizationKey]) -> Viewer {
    Viewer::Member(SignedIn {
        hub: hub(1),
        member: MemberId::new(&Clock::moved(Timestamp::UNIX_EPOCH)),
        roles: roles.to_vec(),
        organizations: organizations.to_vec(),
        manages: manages.to_vec(),
        proven_at: Timestamp::UNIX_EPOCH,
    })
}

#[test]
fn every_right_stands_in_the_table_once() {
    for right in Right::ALL.iter().copied() {
        let rules: Vec<&Rule> = POLICY.iter().filter(|rule| rule.right == right).collect();
        assert_eq!(rules.len(), 1, "{right:?}");
        assert!(!rules[0].grants.is_empty(), "{right:?} is nobody's");
        for (who, reach) in rules[0].grants {
            let alike = rules[0].grants.iter().filter(|grant| **grant == (*who, *reach)).count();
            assert_eq!(alike, 1, "{right:?} {who:?}");
        }
    }
    assert_eq!(POLICY.len(), Right::ALL.len());
}

#[test]
fn codes_of_rights_are_all_different() {
    let mut codes: Vec<&str> = Right::ALL.iter().map(|right| right.code()).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), Right::ALL.len());
}

#[test]
fn who_has_not_signed_in_may_nothing_and_neither_does_the_operator_use_the_desk() {
    for right in Right::ALL.iter().copied() {
        for relation in Relation::ALL {
            assert_eq!(decide(&Viewer::Anyone { hub: hub(1) }, right, relation), Decision::Refused, "{right:?}");
        }
    }
    assert_eq!(decide_coarsely(&Viewer::Operator { hub: hub(1) }, Right::UseDesk), Decision::Refused);
    assert_eq!(decide_coarsely(&Viewer::Operator { hub: hub(1) }, Right::ChangeAccess), Decision::Allowed);
}

#[test]
fn a_right_reaches_what_stands_as_the_table_says_and_nothing_else() {
    let all = member(&Role::ALL, &[ORG], &[ORG]);
    for rule in POLICY {
        for relation in Relation::ALL {
            let expected = rule.grants.iter().any(|(who, reach)| *who != Who::Operator && *reach == relation);
            assert_eq!(decide(&all, rule.right, relation).is_allowed(), expected, "{:?} {relation:?}", rule.right);
        }
    }
}

#[test]
fn who_has_no_role_yet_may_only_set_up_his_own_sign_in() {
    let newcomer = member(&[], &[], &[]);
    for right in Right::ALL.iter().copied() {
        for relation in Relation::ALL {
            let expected = right == Right::ChangeOwnSignIn && relation == Relation::Own;
            assert_eq!(decide(&newcomer, right, relation).is_allowed(), expected, "{right:?} {relation:?}");
        }
    }
}

#[test]
fn a_manager_without_an_organisation_manages_nothing() {
    let without = member(&[Role::Member, Role::Manager], &[], &[]);
    assert_eq!(decide_coarsely(&without, Right::ChangeAccess), Decision::Refused);
    let with = member(&[Role::Member, Role::Manager], &[ORG], &[ORG]);
    assert_eq!(decide(&with, Right::ChangeAccess, Relation::Managed), Decision::Allowed);
    assert_eq!(decide(&with, Right::ChangeAccess, Relation::SameOrganization), Decision::Refused);
}

#[test]
fn a_thing_stands_to_a_viewer_in_every_way_that_holds_and_in_none_when_it_is_of_another_hub() {
    let viewer = member(&[Role::Member], &[ORG, OTHER_ORG], &[ORG]);
    let Viewer::Member(own) = &viewer else { unreachable!() };
    let somebody = Some(MemberId::new(&Clock::moved(Timestamp::UNIX_EPOCH)));
    for (hub_byte, member, organizations, expected) in [
        (1, Some(own.member), &[OTHER_ORG][..], &[Relation::Own, Relation::SameOrganization, Relation::SameHub][..]),
        (1, somebody, &[OTHER_ORG, ORG], &[Relation::Managed, Relation::SameOrganization, Relation::SameHub]),
        (1, somebody, &[OTHER_ORG], &[Relation::SameOrganization, Relation::SameHub]),
        (1, somebody, &[[3; 16]], &[Relation::SameHub]),
        (1, None, &[], &[Relation::SameHub]),
        (2, Some(own.member), &[ORG], &[]),
    ] {
        let thing = Thing { hub: hub(hub_byte), member, organizations };
        let relations = Relations::of(&viewer, thing);
        for relation in Relation::ALL {
            assert_eq!(relations.contains(relation), expected.contains(&relation), "{thing:?} {relation:?}");
        }
        assert!(relations.without(Relation::SameHub) != relations || expected.is_empty());
    }
    let anyone = Viewer::Anyone { hub: hub(1) };
    let public = Relations::of(&anyone, Thing { hub: hub(1), member: None, organizations: &[] });
    assert_eq!(public, Relations::from(Relation::SameHub));
}
