//! Changing what is known of somebody.

use super::*;
use crate::people::history::{Act, Hand, MemberField};
use crate::people::operations::changeable;

async fn form_of(desk: &Desk, id: MemberId) -> (MemberForm, i64) {
    let member = desk.member(id).await;
    (MemberForm::of(&member.particulars), member.revision)
}

#[tokio::test]
async fn the_second_of_two_managers_is_told_what_the_first_changed() {
    for desk in desks().await {
        let minato = desk.organization("みなと訪問看護").await;
        let one = desk.viewer(desk.manager("佐藤 一", minato).await).await;
        let two = desk.viewer(desk.manager("鈴木 二郎", minato).await).await;
        let hanako = desk.somebody("髙橋 花子", Some(minato)).await;
        let (seen, revision) = form_of(&desk, hanako).await;

        let first = MemberForm { phone: "0000-22-0001".into(), ..seen.clone() };
        let after = desk.change(&one, hanako, first, revision).await.expect("the first saves");
        let second = MemberForm { languages: vec!["ja".into(), "vi".into()], ..seen };
        let refused = desk.change(&two, hanako, second.clone(), revision).await.expect_err("the second is told");
        let Refused::ChangedMeanwhile(changes) = &refused else { panic!("{refused:?}") };
        let [change] = changes.as_slice() else { panic!("{changes:?}") };
        assert_eq!((change.act, change.revision), (Act::Changed, after));
        assert!(matches!(&change.by, Hand::Member { name, .. } if name == "佐藤 一"));
        let [field] = change.fields.as_slice() else { panic!("{change:?}") };
        assert_eq!((field.field, field.was.as_str(), field.became.as_str()), (MemberField::Phone, "", "0000-22-0001"));
        assert!(refused.to_string().contains("佐藤 一: 電話 – → 0000-22-0001"), "{refused}");

        let both = MemberForm { phone: "0000-22-0001".into(), ..second };
        desk.change(&two, hanako, both, after).await.expect("what he typed is saved on top of the first");
        let known = desk.member(hanako).await.particulars;
        assert_eq!((known.phone.as_deref(), known.languages), (Some("0000-22-0001"), vec!["ja".into(), "vi".into()]));
    }
}

#[tokio::test]
async fn an_affiliation_that_ended_meanwhile_is_told_too() {
    for desk in desks().await {
        let (minato, shiori) = (desk.organization("みなと訪問看護").await, desk.organization("しおり薬局").await);
        let administrator = desk.viewer(desk.administrator("田中 三郎").await).await;
        let hanako = desk.somebody("髙橋 花子", Some(minato)).await;
        let (seen, revision) = form_of(&desk, hanako).await;
        let viewer = administrator.clone();
        let join = move |tx: &mut Tx<'_>, clock: &Clock| {
            operations::join(tx, &viewer, hanako, &NewAffiliation::at(shiori), clock)
        };
        desk.act(join).await.expect("she joins");
        let refused = desk.change(&administrator, hanako, seen, revision).await.expect_err("it changed");
        assert!(refused.to_string().contains("田中 三郎: 所属を加えた"), "{refused}");
    }
}

#[tokio::test]
async fn what_is_the_same_is_not_saved_again() {
    for desk in desks().await {
        let hanako = desk.somebody("髙橋 花子", None).await;
        let (seen, revision) = form_of(&desk, hanako).await;
        assert_eq!(desk.change(&desk.operator(), hanako, seen, revision).await.expect("nothing to do"), revision);
        assert!(!desk.history(hanako).await.contains(&"member.changed".to_owned()));
    }
}

#[tokio::test]
async fn people_change_their_own_contact_and_their_managers_the_rest() {
    for desk in desks().await {
        let minato = desk.organization("みなと訪問看護").await;
        let hanako = desk.somebody("髙橋 花子", Some(minato)).await;
        let own = desk.viewer(hanako).await;
        let (seen, revision) = form_of(&desk, hanako).await;
        let mine = MemberForm { phone: "0000-22-0001".into(), shows_contact: false, ..seen.clone() };
        let revision = desk.change(&own, hanako, mine.clone(), revision).await.expect("her own telephone");
        for (change, field) in [
            (MemberForm { name: "髙橋 華子".into(), ..mine.clone() }, MemberField::Name),
            (MemberForm { professions: vec!["physician".into()], ..mine.clone() }, MemberField::Professions),
            (MemberForm { sign_in: "boss".into(), ..mine.clone() }, MemberField::SignIn),
            (MemberForm { email: "other@example.jp".into(), ..mine.clone() }, MemberField::Email),
        ] {
            let refused = desk.change(&own, hanako, change, revision).await.expect_err("not hers to change");
            assert!(matches!(refused, Refused::FieldOfManager(found) if found == field), "{refused:?}");
        }
        let fields = changeable(&own, &desk.member(hanako).await, &desk.clock);
        assert!(fields.contains(&MemberField::Phone) && !fields.contains(&MemberField::Name), "{fields:?}");
        let manager = desk.viewer(desk.manager("佐藤 一", minato).await).await;
        let renamed = MemberForm { name: "髙橋 華子".into(), email: "hanako@example.jp".into(), ..mine };
        desk.change(&manager, hanako, renamed, revision).await.expect("her manager may");
    }
}

#[tokio::test]
async fn a_manager_does_not_touch_the_sign_in_of_somebody_who_also_works_elsewhere_or_for_the_hub() {
    for desk in desks().await {
        let (minato, shiori) = (desk.organization("みなと訪問看護").await, desk.organization("しおり薬局").await);
        let manager = desk.viewer(desk.manager("佐藤 一", minato).await).await;
        let both = desk.somebody("髙橋 花子", Some(minato)).await;
        let operator = desk.operator();
        let join = move |tx: &mut Tx<'_>, clock: &Clock| {
            operations::join(tx, &operator, both, &NewAffiliation::at(shiori), clock)
        };
        desk.act(join).await.expect("she joins");
        let hub = desk.somebody("田中 三郎", Some(minato)).await;
        let hub = desk.with_role(hub, NewRole::of_hub(Role::Administrator)).await;
        for id in [both, hub] {
            let (seen, revision) = form_of(&desk, id).await;
            let taken_over = MemberForm { email: "mine@example.jp".into(), ..seen.clone() };
            assert_eq!(why(desk.change(&manager, id, taken_over, revision).await), "AlsoElsewhere");
            assert_eq!(why(desk.invite(&manager, id).await), "AlsoElsewhere");
            assert_eq!(why(desk.end(&manager, id).await), "AlsoElsewhere");
            let phone = MemberForm { phone: "0000-22-0001".into(), ..seen };
            desk.change(&manager, id, phone, revision).await.expect("her telephone he may");
        }
        // And he cannot make anybody his own.
        let stranger = desk.somebody("鈴木 二郎", Some(shiori)).await;
        let join = move |tx: &mut Tx<'_>, clock: &Clock| {
            operations::join(tx, &manager, stranger, &NewAffiliation::at(minato), clock)
        };
        assert_eq!(why(desk.act(join).await), "NotYours");
    }
}

#[tokio::test]
async fn whoever_is_not_known_is_not_found() {
    for desk in desks().await {
        let (minato, shiori) = (desk.organization("みなと訪問看護").await, desk.organization("しおり薬局").await);
        let nurse = desk.viewer(desk.somebody("髙橋 花子", Some(minato)).await).await;
        let manager = desk.viewer(desk.manager("佐藤 一", minato).await).await;
        let gone = desk.somebody("鈴木 二郎", Some(shiori)).await;
        let (seen, revision) = form_of(&desk, gone).await;
        assert_eq!(why(desk.change(&nurse, gone, seen.clone(), revision).await), "OnlyAdministrators");
        assert_eq!(why(desk.change(&manager, gone, seen.clone(), revision).await), "NotYours");
        desk.end(&desk.operator(), gone).await.expect("he ends");
        let nobody = MemberId::from_bytes([7; 16]);
        for (viewer, id) in [(&nurse, gone), (&manager, gone), (&nurse, nobody), (&desk.anyone(), gone)] {
            assert_eq!(why(desk.change(viewer, id, seen.clone(), revision).await), "NoSuchMember");
        }
        assert_eq!(why(desk.change(&desk.operator(), gone, seen, revision).await), "HasEnded");
    }
}
