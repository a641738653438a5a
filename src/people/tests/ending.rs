//! Leavers do not stay in.

use jiff::civil::date;

use super::*;
use crate::people::link::Dead;
use crate::people::member::MemberState;

impl Desk {
    async fn leave(
        &self,
        viewer: &Viewer,
        id: MemberId,
        from: OrganizationId,
        last_day: Option<jiff::civil::Date>,
    ) -> operations::Result<()> {
        let viewer = viewer.clone();
        self.act(move |tx, clock| operations::leave(tx, &viewer, id, from, last_day, clock)).await
    }

    async fn join(&self, viewer: &Viewer, id: MemberId, new: NewAffiliation) -> operations::Result<()> {
        let viewer = viewer.clone();
        self.act(move |tx, clock| operations::join(tx, &viewer, id, &new, clock)).await
    }
}

#[tokio::test]
async fn ending_ends_everything_at_once() {
    for desk in desks().await {
        let minato = desk.organization("みなと訪問看護").await;
        let manager = desk.viewer(desk.manager("佐藤 一", minato).await).await;
        let hanako = desk.manager("髙橋 花子", minato).await;
        let reset = desk.invite(&manager, hanako).await.expect("a link is out");
        desk.sign_in(hanako).await;
        desk.sign_in(hanako).await;
        desk.end(&manager, hanako).await.expect("she ends");
        assert_eq!(desk.sessions(hanako).await, 0);
        assert_eq!(desk.standing(hanako).await, None);
        assert_eq!(desk.open_link(&reset.secret, None).await, Opened::Dead(Dead::Withdrawn));
        let member = desk.member(hanako).await;
        assert_eq!((member.state, member.ended_at), (MemberState::Ended, Some(desk.clock.now())));
        assert!(member.affiliations.iter().all(|one| !one.period.holds_or_will(date(2026, 4, 1))));
        assert_eq!(member.roles_now(desk.clock.now()).count(), 0);
        assert_eq!(why(desk.end(&manager, hanako).await), "HasEnded");
        assert_eq!(why(desk.invite(&manager, hanako).await), "HasEnded");
    }
}

#[tokio::test]
async fn who_comes_back_starts_anew() {
    for desk in desks().await {
        let (minato, shiori) = (desk.organization("みなと訪問看護").await, desk.organization("しおり薬局").await);
        let manager = desk.viewer(desk.manager("佐藤 一", minato).await).await;
        let other = desk.viewer(desk.manager("鈴木 二郎", shiori).await).await;
        let hanako = desk.manager("髙橋 花子", minato).await;
        desk.end(&manager, hanako).await.expect("she ends");
        let back = |viewer: &Viewer, place| {
            let (viewer, new) = (viewer.clone(), NewAffiliation::at(place));
            desk.act(move |tx, clock| operations::come_back(tx, &viewer, hanako, Some(&new), clock))
        };
        assert_eq!(why(back(&other, shiori).await), "NoSuchMember", "another one's leaver is nobody");
        back(&manager, minato).await.expect("she comes back");
        assert_eq!(why(back(&manager, minato).await), "HasNotEnded");
        assert_eq!(desk.member(hanako).await.state, MemberState::Invited);
        assert_eq!(desk.standing(hanako).await, None);
        let link = desk.invite(&manager, hanako).await.expect("a new invitation");
        desk.come_in(&link).await;
        let Viewer::Member(signed_in) = desk.viewer(hanako).await else { unreachable!() };
        assert_eq!(signed_in.manages, Vec::<[u8; 16]>::new(), "roles do not come back with her");
    }
}

#[tokio::test]
async fn who_leaves_one_of_two_organisations_stays_with_the_other() {
    for desk in desks().await {
        let (minato, shiori) = (desk.organization("みなと訪問看護").await, desk.organization("しおり薬局").await);
        let manager = desk.viewer(desk.manager("佐藤 一", minato).await).await;
        let hanako = desk.somebody("髙橋 花子", Some(minato)).await;
        desk.join(&desk.operator(), hanako, NewAffiliation::at(shiori)).await.expect("two at a time");
        let again = desk.join(&desk.operator(), hanako, NewAffiliation::at(shiori)).await;
        assert_eq!(why(again), "AlreadyThere");

        assert_eq!(why(desk.leave(&manager, hanako, shiori, None).await), "NotYourOrganization");
        desk.sign_in(hanako).await;
        desk.leave(&manager, hanako, minato, None).await.expect("she leaves");
        assert_eq!(why(desk.leave(&manager, hanako, minato, None).await), "NotThere");
        let Viewer::Member(signed_in) = desk.viewer(hanako).await else { unreachable!() };
        assert_eq!(signed_in.organizations, [shiori.to_bytes()]);
        assert_eq!(desk.sessions(hanako).await, 1, "she works on");

        desk.leave(&desk.operator(), hanako, shiori, None).await.expect("she leaves there too");
        assert_eq!(desk.member(hanako).await.state, MemberState::Ended, "who works nowhere has ended");
        assert_eq!(desk.sessions(hanako).await, 0);
    }
}

#[tokio::test]
async fn a_last_day_ends_the_access_by_itself() {
    for desk in desks().await {
        let minato = desk.organization("みなと訪問看護").await;
        let manager = desk.viewer(desk.manager("佐藤 一", minato).await).await;
        let hanako = desk.manager("髙橋 花子", minato).await;
        let yesterday = desk.leave(&manager, hanako, minato, Some(date(2026, 3, 31))).await;
        assert_eq!(why(yesterday), "DayIsPast");
        desk.leave(&manager, hanako, minato, Some(date(2026, 4, 30))).await.expect("in a month");
        desk.pass(days(29));
        let Viewer::Member(signed_in) = desk.viewer(hanako).await else { unreachable!() };
        assert_eq!(signed_in.manages, [minato.to_bytes()], "on her last day she is still there");
        desk.pass(hours(14));
        assert!(desk.standing(hanako).await.is_some(), "23:00");
        desk.pass(hours(1));
        assert_eq!(desk.standing(hanako).await, None, "midnight in Japan");
    }
}

#[tokio::test]
async fn moving_leaves_no_day_between_and_no_manager_behind() {
    for desk in desks().await {
        let (minato, shiori) = (desk.organization("みなと訪問看護").await, desk.organization("しおり薬局").await);
        let hanako = desk.manager("髙橋 花子", minato).await;
        let move_by = |viewer: Viewer, day| {
            let new = NewAffiliation { from: Some(day), ..NewAffiliation::at(shiori) };
            desk.act(move |tx, clock| operations::move_to(tx, &viewer, hanako, minato, &new, clock))
        };
        let manager = desk.viewer(desk.manager("佐藤 一", minato).await).await;
        assert_eq!(why(move_by(manager, date(2026, 4, 10)).await), "NotYourOrganization");
        assert_eq!(why(move_by(desk.operator(), date(2026, 3, 10)).await), "DayIsPast");
        move_by(desk.operator(), date(2026, 4, 10)).await.expect("she moves");
        desk.pass(days(8));
        let Viewer::Member(before) = desk.viewer(hanako).await else { unreachable!() };
        assert_eq!((before.organizations, before.manages), (vec![minato.to_bytes()], vec![minato.to_bytes()]));
        desk.pass(days(1));
        let Viewer::Member(after) = desk.viewer(hanako).await else { unreachable!() };
        assert_eq!((after.organizations, after.manages), (vec![shiori.to_bytes()], vec![]));
    }
}

#[tokio::test]
async fn slips_of_the_keyboard_are_refused() {
    for desk in desks().await {
        let (minato, shiori) = (desk.organization("みなと訪問看護").await, desk.organization("しおり薬局").await);
        let hanako = desk.somebody("髙橋 花子", Some(minato)).await;
        let at = |from, last_day| NewAffiliation { from: Some(from), last_day, ..NewAffiliation::at(shiori) };
        let operator = desk.operator();
        let backwards = at(date(2026, 5, 1), Some(date(2026, 4, 29)));
        assert_eq!(why(desk.join(&operator, hanako, backwards).await), "EndsBeforeItStarts");
        assert_eq!(why(desk.join(&operator, hanako, at(date(2206, 5, 1), None)).await), "DayFarAway");
        assert_eq!(why(desk.join(&operator, hanako, at(date(206, 5, 1), None)).await), "DayFarAway");
        desk.join(&operator, hanako, at(date(2026, 5, 1), Some(date(2026, 5, 1)))).await.expect("for one day");
        let overlapping = at(date(2026, 5, 1), None);
        assert_eq!(why(desk.join(&operator, hanako, overlapping).await), "AlreadyThere");
        desk.join(&operator, hanako, at(date(2026, 5, 2), None)).await.expect("from the next day on");
    }
}

#[tokio::test]
async fn two_organisations_that_turn_out_to_be_one_are_one_for_their_people() {
    for desk in desks().await {
        let (minato, same) = (desk.organization("みなと訪問看護").await, desk.organization("港訪問看護").await);
        let hanako = desk.somebody("髙橋 花子", Some(same)).await;
        let manager = desk.manager("佐藤 一", same).await;
        let (hub, clock) = (desk.hub, desk.clock.clone());
        let joined = desk.store.write(move |tx| {
            let by = By { who: "test", now: clock.now() };
            crate::directory::operations::join(tx, hub, minato, same, by, &clock)
        });
        joined.await.expect("they are joined");
        let Viewer::Member(signed_in) = desk.viewer(manager).await else { unreachable!() };
        assert_eq!(signed_in.manages, [minato.to_bytes()]);
        let manager = Viewer::Member(signed_in);
        assert_eq!(why(desk.join(&desk.operator(), hanako, NewAffiliation::at(minato)).await), "AlreadyThere");
        desk.leave(&manager, hanako, minato, None).await.expect("by its new name");
        assert_eq!(desk.member(hanako).await.state, MemberState::Ended);
    }
}
