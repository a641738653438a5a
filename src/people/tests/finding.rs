//! The directory of members, and the accounts of those who look after them.

use super::*;
use crate::people::card::{Detail, vcard};
use crate::people::form::WayForm;
use crate::people::listing::{Account, Colleague, MemberQuery, PER_PAGE, Page};
use crate::people::member::MemberState;

impl Desk {
    async fn colleagues(&self, viewer: &Viewer, query: MemberQuery) -> operations::Result<Page<Colleague>> {
        let viewer = viewer.clone();
        self.act(move |tx, clock| listing::colleagues(tx, &viewer, &query, clock)).await
    }

    async fn accounts(&self, viewer: &Viewer, query: MemberQuery) -> operations::Result<Page<Account>> {
        let viewer = viewer.clone();
        self.act(move |tx, clock| listing::accounts(tx, &viewer, &query, clock)).await
    }

    async fn found(&self, viewer: &Viewer, query: MemberQuery) -> Vec<String> {
        let page = self.colleagues(viewer, query).await.expect("a list");
        assert_eq!(page.total, page.rows.len());
        page.rows.into_iter().map(|row| row.name).collect()
    }

    /// Somebody with a reading, who has come in.
    async fn named(&self, name: &str, kana: &str, change: impl Fn(&mut NewMember)) -> MemberId {
        let mut new = person(name);
        new.form.kana = kana.to_owned();
        change(&mut new);
        let id = self.add(&self.operator(), new).await.expect("he is added");
        let link = self.invite(&self.operator(), id).await.expect("he is invited");
        self.come_in(&link).await;
        id
    }
}

fn text(text: &str) -> MemberQuery {
    MemberQuery { text: text.to_owned(), ..MemberQuery::default() }
}

#[tokio::test]
async fn a_name_is_found_however_it_is_written() {
    for desk in desks().await {
        let minato = desk.organization("みなと訪問看護").await;
        let at = |new: &mut NewMember| new.affiliation = Some(NewAffiliation::at(minato));
        let hanako = desk.named("髙橋 花子", "たかはし はなこ", at).await;
        desk.named("山﨑 齋", "やまさき いつき", at).await;
        desk.named("葛\u{e0100}城 葵", "かつらぎ あおい", at).await;
        desk.named("𠮷田 実", "よしだ みのる", at).await;
        let viewer = desk.viewer(hanako).await;
        for (typed, found) in [
            ("高橋", "髙橋 花子"),
            ("タカハシ", "髙橋 花子"),
            ("ﾊﾅｺ", "髙橋 花子"),
            ("はなこ　髙橋", "髙橋 花子"),
            ("山崎斉", "山﨑 齋"),
            ("葛城", "葛\u{e0100}城 葵"),
            ("吉田", "𠮷田 実"),
            ("よした\u{3099}", "𠮷田 実"),
        ] {
            assert_eq!(desk.found(&viewer, text(typed)).await, [found], "{typed}");
        }
        for nobody in ["%", "_", "髙橋 太郎", "'; drop table member; --"] {
            let found = desk.found(&viewer, text(nobody)).await;
            assert!(found.is_empty() || found.len() == 4, "{nobody}: {found:?}");
        }
        assert_eq!(
            desk.found(&viewer, text("")).await,
            ["葛\u{e0100}城 葵", "髙橋 花子", "山﨑 齋", "𠮷田 実"],
            "五十音順"
        );
    }
}

#[tokio::test]
async fn colleagues_are_those_who_work_here_today() {
    for desk in desks().await {
        let (minato, shiori) = (desk.organization("みなと訪問看護").await, desk.organization("しおり薬局").await);
        let hanako = desk
            .named("髙橋 花子", "たかはし", |new| {
                new.affiliation = Some(NewAffiliation::at(minato));
                new.form.languages = vec!["ja".into(), "vi".into()];
                new.form.email = "hanako@example.jp".into();
                new.form.phone = "0000-22-0001".into();
                new.form.shows_contact = false;
                new.form.best_reached = vec![WayForm {
                    reach: crate::directory::hours::Reach::Phone,
                    hours: "月〜金 12:00-13:00".into(),
                    note: String::new(),
                }];
            })
            .await;
        let saburo = desk.administrator("田中 三郎").await;
        let jiro = desk.somebody("鈴木 二郎", Some(shiori)).await;
        desk.add(&desk.operator(), person("未来 人")).await.expect("invited only");
        let gone = desk.somebody("去田 一", Some(shiori)).await;
        desk.end(&desk.operator(), gone).await.expect("he ends");

        let viewer = desk.viewer(jiro).await;
        assert_eq!(desk.colleagues(&viewer, text("")).await.expect("a list").total, 3);
        assert_eq!(why(desk.colleagues(&desk.anyone(), text("")).await), "NoSuchMember");
        let one = |query| desk.found(&viewer, query);
        let nurses = MemberQuery { profession: Some("nurse".into()), ..text("花子") };
        assert_eq!(one(nurses).await, ["髙橋 花子"]);
        assert!(one(MemberQuery { profession: Some("dentist".into()), ..text("") }).await.is_empty());
        assert_eq!(one(MemberQuery { language: Some("vi".into()), ..text("") }).await, ["髙橋 花子"]);
        assert_eq!(one(MemberQuery { organization: Some(shiori), ..text("") }).await, ["鈴木 二郎"]);

        let read = |viewer: Viewer, id| desk.act(move |tx, clock| listing::card(tx, &viewer, id, clock));
        let card = read(viewer.clone(), hanako).await.expect("a card");
        assert_eq!((card.email.as_deref(), card.phone.as_deref()), (None, None), "she shows neither");
        assert_eq!(card.affiliations[0].organization_name, "みなと訪問看護");
        assert!(vcard(&card, "拠点", Detail::Full).contains("LANG;PREF=2:vi"));
        assert_eq!(why(read(viewer.clone(), gone).await), "NoSuchMember");
        read(viewer, saburo).await.expect("the hub's staff have cards too");
    }
}

#[tokio::test]
async fn who_looks_after_accounts_sees_his_own() {
    for desk in desks().await {
        let (minato, shiori) = (desk.organization("みなと訪問看護").await, desk.organization("しおり薬局").await);
        let manager = desk.viewer(desk.manager("佐藤 一", minato).await).await;
        let administrator = desk.viewer(desk.administrator("田中 三郎").await).await;
        let mut new = person("髙橋 花子");
        new.affiliation = Some(NewAffiliation::at(minato));
        let hanako = desk.add(&manager, new).await.expect("she is added");
        desk.invite(&manager, hanako).await.expect("she is invited");
        let jiro = desk.somebody("鈴木 二郎", Some(shiori)).await;
        let gone = desk.somebody("去田 一", Some(minato)).await;
        desk.end(&manager, gone).await.expect("he ends");

        let names = async |viewer: &Viewer, query: MemberQuery| -> Vec<String> {
            let page = desk.accounts(viewer, query).await.expect("a list");
            assert_eq!(page.total, page.rows.len());
            page.rows.into_iter().map(|one| one.member.particulars.name).collect()
        };
        assert_eq!(names(&manager, text("")).await, ["佐藤 一", "髙橋 花子"]);
        assert_eq!(names(&manager, MemberQuery { organization: Some(shiori), ..text("") }).await, [""; 0]);
        let ended = MemberQuery { state: Some(MemberState::Ended), ..text("") };
        assert_eq!(names(&manager, ended.clone()).await, ["去田 一"]);
        assert_eq!(names(&administrator, text("")).await.len(), 4);
        assert_eq!(why(desk.accounts(&desk.viewer(jiro).await, text("")).await), "NoSuchMember");
        let invited = MemberQuery { state: Some(MemberState::Invited), ..text("") };
        let page = desk.accounts(&manager, invited).await.expect("a list");
        assert!(matches!(&page.rows[0].link, Some((_, true))));

        let account = |viewer: Viewer, id| desk.act(move |tx, clock| listing::account(tx, &viewer, id, clock));
        account(manager.clone(), hanako).await.expect("his own");
        assert_eq!(why(account(manager, jiro).await), "NoSuchMember");
        account(desk.viewer(jiro).await, jiro).await.expect("everybody sees his own");
        assert_eq!(why(account(desk.viewer(jiro).await, hanako).await), "NoSuchMember");

        // Back at another place, he is no longer the first manager's to look into.
        let operator = desk.operator();
        let back = move |tx: &mut Tx<'_>, clock: &Clock| {
            operations::come_back(tx, &operator, gone, Some(&NewAffiliation::at(shiori)), clock)
        };
        desk.act(back).await.expect("he comes back elsewhere");
        desk.end(&administrator, gone).await.expect("and ends");
        let manager = desk.viewer(desk.manager("後任 者", minato).await).await;
        assert_eq!(names(&manager, ended).await.len(), 1, "both ended on one day: he was at both last");
    }
}

#[tokio::test]
async fn a_long_list_comes_in_pages() {
    for desk in desks().await {
        let minato = desk.organization("みなと訪問看護").await;
        let viewer = desk.viewer(desk.somebody("髙橋 花子", Some(minato)).await).await;
        let (hub, clock) = (desk.hub, desk.clock.clone());
        let many = desk.act(move |tx, _| {
            for number in 0..60u32 {
                let mut who = person(&format!("看護 師{number}")).form.checked(&[]).expect("a person");
                who.sign_in = format!("nurse{number}x");
                let id = MemberId::new(&clock);
                members::add(tx, hub, id, &who, crate::people::member::MemberState::Active, clock.now())?;
                let period = crate::people::period::Period::since(clock.today());
                crate::people::store::affiliations::add(
                    tx,
                    hub,
                    crate::platform::Id::new(&clock),
                    id,
                    minato,
                    "",
                    period,
                )?;
            }
            Ok(())
        });
        many.await.expect("they are added");
        let first = desk.colleagues(&viewer, text("")).await.expect("a page");
        let second = desk.colleagues(&viewer, MemberQuery { page: 1, ..text("") }).await.expect("a page");
        assert_eq!((first.total, first.rows.len(), second.rows.len()), (61, PER_PAGE as usize, 11));
        assert!(first.rows.iter().all(|one| second.rows.iter().all(|other| other.id != one.id)));
        assert!(first.rows.iter().all(|one| one.affiliations.len() == 1 && one.professions.len() == 1));
        let beyond = desk.colleagues(&viewer, MemberQuery { page: u32::MAX, ..text("") }).await.expect("a page");
        assert_eq!((beyond.total, beyond.rows.len()), (61, 0));
    }
}
