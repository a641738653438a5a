//! The yearly review (棚卸).

use jiff::civil::date;

use super::*;
use crate::people::review::ReviewLine;

impl Desk {
    async fn review(&self, viewer: &Viewer, of: Option<OrganizationId>) -> operations::Result<Vec<ReviewLine>> {
        let viewer = viewer.clone();
        self.act(move |tx, clock| listing::review(tx, &viewer, of, clock)).await
    }

    async fn confirm(&self, viewer: &Viewer, id: MemberId, at: Option<OrganizationId>) -> operations::Result<()> {
        let viewer = viewer.clone();
        self.act(move |tx, clock| operations::confirm(tx, &viewer, id, at, clock)).await
    }
}

#[tokio::test]
async fn each_year_somebody_says_of_everybody_that_he_is_still_there() {
    for desk in desks().await {
        let (minato, shiori) = (desk.organization("みなと訪問看護").await, desk.organization("しおり薬局").await);
        let chief = desk.manager("佐藤 一", minato).await;
        let hanako = desk.somebody("髙橋 花子", Some(minato)).await;
        desk.somebody("鈴木 二郎", Some(shiori)).await;
        let staff = desk.administrator("田中 三郎").await;
        let (manager, administrator) = (desk.viewer(chief).await, desk.viewer(staff).await);
        let (hub, clock) = (desk.hub, desk.clock.clone());
        let signed_in = desk.store.write(move |tx| operations::signed_in(tx, hub, hanako, &clock));
        signed_in.await.expect("it is kept");
        let last_sign_in = desk.clock.now();

        desk.pass(days(366));
        let today = desk.clock.today();
        assert_eq!(today, date(2027, 4, 2));
        let lines = desk.review(&manager, Some(minato)).await.expect("his own");
        assert_eq!(lines, desk.review(&manager, None).await.expect("the same"), "he sees no other organisation");
        let names: Vec<&str> = lines.iter().map(|line| line.name.as_str()).collect();
        assert_eq!(names, ["佐藤 一", "髙橋 花子"]);
        let line = &lines[1];
        assert_eq!((line.due_on, line.last_sign_in), (date(2027, 4, 1), Some(last_sign_in)));
        assert!(line.is_overdue(today) && line.organization_name == "みなと訪問看護");
        assert_eq!(why(desk.review(&manager, Some(shiori)).await), "NotYourOrganization");
        assert_eq!(why(desk.review(&desk.viewer(hanako).await, None).await), "OnlyAdministrators");
        let all = desk.review(&administrator, None).await.expect("the whole hub");
        assert_eq!(all.len(), 4);
        assert!(all.iter().any(|line| line.member == staff && line.organization.is_none()), "the hub's own staff too");

        desk.confirm(&manager, hanako, Some(minato)).await.expect("she is still there");
        assert_eq!(why(desk.confirm(&manager, hanako, Some(shiori)).await), "NotYourOrganization");
        assert_eq!(why(desk.confirm(&administrator, hanako, Some(shiori)).await), "NotThere");
        assert_eq!(why(desk.confirm(&administrator, hanako, None).await), "NotThere");
        desk.confirm(&administrator, staff, None).await.expect("of the hub");
        let lines = desk.review(&manager, None).await.expect("again");
        let after = lines.iter().find(|line| line.member == hanako).expect("she is there");
        assert_eq!((after.confirmed_on, after.due_on), (Some(today), date(2028, 4, 2)));
        assert_eq!(lines[0].member, chief, "whoever is due longest stands first");
        let all = desk.review(&administrator, None).await.expect("the whole hub");
        assert!(!all.iter().any(|line| line.member == staff && line.is_overdue(today)));
    }
}

#[tokio::test]
async fn who_has_left_is_not_asked_about_and_whose_last_day_is_over_is() {
    for desk in desks().await {
        let minato = desk.organization("みなと訪問看護").await;
        let gone = desk.somebody("髙橋 花子", Some(minato)).await;
        desk.end(&desk.operator(), gone).await.expect("she ends");
        let over = desk.somebody("鈴木 二郎", Some(minato)).await;
        let operator = desk.operator();
        let leave = move |tx: &mut Tx<'_>, clock: &Clock| {
            operations::leave(tx, &operator, over, minato, Some(date(2026, 4, 30)), clock)
        };
        desk.act(leave).await.expect("in a month");
        desk.pass(days(400));
        let lines = desk.review(&desk.operator(), None).await.expect("the whole hub");
        let [line] = lines.as_slice() else { panic!("{lines:?}") };
        assert_eq!((line.member, line.organization), (over, None), "an account that nobody ended");
        assert!(line.is_overdue(desk.clock.today()));
    }
}
