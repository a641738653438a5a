//! Roles, and the administrator that a hub never loses.

use super::*;

#[tokio::test]
async fn hub_roles_are_the_administrators_to_give() {
    for desk in desks().await {
        let (minato, shiori) = (desk.organization("みなと訪問看護").await, desk.organization("しおり薬局").await);
        let administrator = desk.viewer(desk.administrator("田中 三郎").await).await;
        let manager = desk.viewer(desk.manager("佐藤 一", minato).await).await;
        let hanako = desk.somebody("髙橋 花子", Some(minato)).await;
        let own = desk.viewer(hanako).await;
        for role in [Role::Coordinator, Role::Administrator, Role::PrivacyOfficer] {
            assert_eq!(why(desk.give(&manager, hanako, NewRole::of_hub(role)).await), "OnlyAdministrators");
            assert_eq!(why(desk.give(&own, hanako, NewRole::of_hub(role)).await), "OnlyAdministrators");
            desk.give(&administrator, hanako, NewRole::of_hub(role)).await.expect("he may");
            assert_eq!(why(desk.give(&administrator, hanako, NewRole::of_hub(role)).await), "HasRole");
        }
        assert_eq!(why(desk.give(&manager, hanako, NewRole::manager(shiori)).await), "NotYourOrganization");
        assert_eq!(why(desk.give(&administrator, hanako, NewRole::manager(shiori)).await), "ManagerWorksThere");
        assert_eq!(why(desk.give(&administrator, hanako, NewRole::of_hub(Role::Manager)).await), "RoleAndOrganization");
        assert_eq!(why(desk.give(&administrator, hanako, NewRole::of_hub(Role::Member)).await), "EverybodysRole");
        desk.give(&manager, hanako, NewRole::manager(minato)).await.expect("his deputy");
        let Viewer::Member(signed_in) = desk.viewer(hanako).await else { unreachable!() };
        assert_eq!(signed_in.roles, Role::ALL, "all at once");
        desk.take(&manager, hanako, Role::Manager, Some(minato)).await.expect("and no longer");
        assert_eq!(why(desk.take(&manager, hanako, Role::Manager, Some(minato)).await), "HasNotRole");
    }
}

#[tokio::test]
async fn a_role_ends_on_its_own_when_its_time_is_over() {
    for desk in desks().await {
        let minato = desk.organization("みなと訪問看護").await;
        let hanako = desk.somebody("髙橋 花子", Some(minato)).await;
        let until = Some(desk.clock.now() + days(7));
        let since = Some(desk.clock.now() + days(1));
        let deputy = NewRole { since, until, ..NewRole::of_hub(Role::Coordinator) };
        desk.give(&desk.operator(), hanako, deputy).await.expect("for a week");
        assert_eq!(why(desk.give(&desk.operator(), hanako, NewRole::of_hub(Role::Coordinator)).await), "HasRole");
        let backwards = NewRole { until: since, since: until, ..deputy };
        assert_eq!(why(desk.give(&desk.operator(), hanako, backwards).await), "EndsBeforeItStarts");
        let coordinates = async || {
            let Viewer::Member(signed_in) = desk.viewer(hanako).await else { unreachable!() };
            signed_in.roles.contains(&Role::Coordinator)
        };
        assert!(!coordinates().await);
        desk.pass(days(1));
        assert!(coordinates().await);
        desk.pass(days(6));
        assert!(!coordinates().await);
        desk.give(&desk.operator(), hanako, NewRole::of_hub(Role::Coordinator)).await.expect("again");
    }
}

#[tokio::test]
async fn the_last_administrator_stays() {
    for desk in desks().await {
        let minato = desk.organization("みなと訪問看護").await;
        let first = desk.administrator("田中 三郎").await;
        let own = desk.viewer(first).await;
        assert_eq!(why(desk.take(&own, first, Role::Administrator, None).await), "LastAdministrator");
        assert_eq!(why(desk.end(&own, first).await), "LastAdministrator");
        assert_eq!(why(desk.end(&desk.operator(), first).await), "LastAdministrator");

        // One who has not come in yet, and one whose time is over in a week, do not count.
        let invited = desk.add(&own, person("鈴木 二郎")).await.expect("he is added");
        desk.give(&own, invited, NewRole::of_hub(Role::Administrator)).await.expect("for later");
        let deputy = desk.somebody("佐藤 一", Some(minato)).await;
        let week = NewRole { until: Some(desk.clock.now() + days(7)), ..NewRole::of_hub(Role::Administrator) };
        desk.give(&own, deputy, week).await.expect("for a week");
        assert_eq!(why(desk.take(&own, first, Role::Administrator, None).await), "LastAdministrator");

        let link = desk.invite(&own, invited).await.expect("he is invited");
        desk.come_in(&link).await;
        desk.take(&own, first, Role::Administrator, None).await.expect("now there is another");
        assert_eq!(desk.standing(first).await, None, "he works nowhere and not for the hub");
    }
}

#[tokio::test]
async fn two_administrators_cannot_dismiss_each_other_at_once() {
    for desk in desks().await {
        let one = desk.administrator("田中 三郎").await;
        let two = desk.administrator("鈴木 二郎").await;
        let (as_one, as_two) = (desk.viewer(one).await, desk.viewer(two).await);
        let (a, b) = tokio::join!(
            desk.take(&as_one, two, Role::Administrator, None),
            desk.take(&as_two, one, Role::Administrator, None)
        );
        assert!(a.is_ok() != b.is_ok(), "{a:?} {b:?}");
        assert_eq!(why(if a.is_ok() { b } else { a }), "LastAdministrator");
    }
}

#[tokio::test]
async fn a_hub_has_one_first_administrator_and_helps_him_when_he_has_lost_everything() {
    for desk in desks().await {
        let form = person("田中 三郎").form;
        let found = |viewer: Viewer, form: MemberForm| {
            desk.act(move |tx, clock| operations::found_administrator(tx, &viewer, &form, LIFE, clock))
        };
        let recover = |who: Option<&'static str>| {
            let viewer = desk.operator();
            desk.act(move |tx, clock| operations::recover_administrator(tx, &viewer, who, LIFE, clock))
        };
        assert_eq!(why(recover(None).await), "NoAdministrator");
        assert_eq!(why(found(desk.anyone(), form.clone()).await), "OnlyAdministrators");
        let lost = found(desk.operator(), form.clone()).await.expect("the first");
        assert_eq!(why(found(desk.operator(), person("鈴木 二郎").form).await), "HasAdministrator");

        // The sheet was lost before he came.
        let link = recover(None).await.expect("another sheet");
        assert!(matches!(desk.open_link(&lost.secret, None).await, Opened::Dead(_)));
        desk.come_in(&link).await;
        let first = link.link.member;
        desk.sign_in(first).await;

        // And then his telephone.
        let reset = recover(None).await.expect("a reset");
        assert_eq!(desk.sessions(first).await, 0, "whoever holds his telephone is out");
        desk.come_in(&reset).await;
        assert!(desk.history(first).await.contains(&"administrator.recovered".to_owned()));

        desk.administrator("鈴木 二郎").await;
        let Err(Refused::WhichAdministrator(names)) = recover(None).await else { panic!("two") };
        assert_eq!(names.split('、').count(), 2, "{names}");
        assert_eq!(why(recover(Some("nobody")).await), "WhichAdministrator");
        let sign_in: &'static str = String::leak(desk.member(first).await.particulars.sign_in.to_uppercase());
        assert_eq!(recover(Some(sign_in)).await.expect("this one").link.member, first);
    }
}
