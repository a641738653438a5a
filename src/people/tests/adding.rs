//! A manager adds a nurse in a minute.

use super::*;
use crate::people::member::MemberState;
use crate::people::profession::Profession;

#[tokio::test]
async fn a_manager_adds_a_nurse_who_comes_in_by_her_link() {
    for desk in desks().await {
        let minato = desk.organization("みなと訪問看護").await;
        let manager = desk.viewer(desk.manager("佐藤 一", minato).await).await;
        let mut new = person("髙橋 花子");
        new.affiliation = Some(NewAffiliation::at(minato));
        let id = desk.add(&manager, new).await.expect("she is added");
        assert_eq!(desk.member(id).await.state, MemberState::Invited);
        assert_eq!(desk.standing(id).await, None, "nobody enters before accepting");

        let link = desk.invite(&manager, id).await.expect("she is invited");
        assert_eq!(link.link.expires_at, desk.clock.now() + hours(72));
        desk.come_in(&link).await;
        let Viewer::Member(signed_in) = desk.viewer(id).await else { unreachable!() };
        assert_eq!((signed_in.roles, signed_in.manages), (vec![Role::Member], vec![]));
        assert_eq!(signed_in.organizations, [minato.to_bytes()]);
        assert_eq!(
            desk.history(id).await,
            ["member.added", "affiliation.began", "invitation.made", "link.opened", "invitation.accepted"]
        );
    }
}

#[tokio::test]
async fn a_manager_adds_to_his_own_organisation_only() {
    for desk in desks().await {
        let (minato, shiori) = (desk.organization("みなと訪問看護").await, desk.organization("しおり薬局").await);
        let manager = desk.viewer(desk.manager("佐藤 一", minato).await).await;
        let nurse = desk.viewer(desk.somebody("鈴木 二郎", Some(minato)).await).await;
        let at = |place: Option<OrganizationId>| NewMember {
            affiliation: place.map(NewAffiliation::at),
            ..person("髙橋 花子")
        };
        assert_eq!(why(desk.add(&manager, at(Some(shiori))).await), "NotYourOrganization");
        assert_eq!(why(desk.add(&manager, at(None)).await), "OrganizationMissing");
        assert_eq!(why(desk.add(&nurse, at(Some(minato))).await), "NotYourOrganization");
        assert_eq!(why(desk.add(&desk.anyone(), at(Some(minato))).await), "NotYourOrganization");
        let nowhere = OrganizationId::from_bytes([9; 16]);
        assert_eq!(why(desk.add(&manager, at(Some(nowhere))).await), "NoSuchOrganization");
        let administrator = desk.viewer(desk.administrator("田中 三郎").await).await;
        desk.add(&administrator, at(None)).await.expect("the hub's own staff");
    }
}

#[tokio::test]
async fn no_two_sign_in_with_names_that_are_one_or_look_like_one() {
    for desk in desks().await {
        let operator = desk.operator();
        let named = |name: &str, sign_in: &str| {
            let mut new = person(name);
            new.form.sign_in = sign_in.to_owned();
            new
        };
        desk.add(&operator, named("佐藤 一", "Tanaka1")).await.expect("the first one");
        assert_eq!(why(desk.add(&operator, named("鈴木 二郎", "ｔａｎａｋａ１")).await), "SignInTaken");
        assert_eq!(why(desk.add(&operator, named("鈴木 二郎", "tanakal")).await), "SignInLooksAlike");
        assert_eq!(why(desk.add(&operator, named("鈴木 二郎", "tаnaka1")).await), "NotInSignIn", "a Cyrillic letter");
        let mut by_mail = named("鈴木 二郎", "");
        by_mail.form.email = "Jiro@Example.jp".to_owned();
        let jiro = desk.add(&operator, by_mail).await.expect("by mail");
        assert_eq!(desk.member(jiro).await.particulars.sign_in, "jiro@example.jp");
        let mut again = named("田中 三郎", "");
        again.form.email = "JIRO@example.jp".to_owned();
        assert_eq!(why(desk.add(&operator, again.clone()).await), "SignInTaken");
        again.form.sign_in = "saburo".to_owned();
        desk.add(&operator, again).await.expect("two may share the mail of their office, with names of their own");
    }
}

#[tokio::test]
async fn one_person_gets_one_account_however_the_name_is_written() {
    for desk in desks().await {
        let minato = desk.organization("みなと訪問看護").await;
        let operator = desk.operator();
        desk.somebody("髙橋 花子", Some(minato)).await;
        for written in ["高橋 花子", "髙橋花子", "髙橋\u{200d} 花\u{202e}子", "高\u{e0100}橋　花子"] {
            let refused = desk.add(&operator, person(written)).await.expect_err("the same name");
            let Refused::SameName(who) = refused else { panic!("{written}: {refused:?}") };
            assert_eq!(who, "髙橋 花子(みなと訪問看護)", "{written}");
        }
        let mut other = person("高橋 花子");
        other.same_name = SameName::AnotherPerson;
        let other = desk.add(&operator, other).await.expect("another person of this name");
        assert_eq!(desk.member(other).await.particulars.name, "高橋 花子");
    }
}

#[tokio::test]
async fn names_of_one_and_of_sixty_characters_are_kept_as_they_are_typed() {
    for desk in desks().await {
        for (at, name) in ["李", &"葛\u{e0100}".repeat(60), "\u{e123}田 𠮷", "Nguyễn Thị Hoa"].into_iter().enumerate()
        {
            let mut new = person(name);
            new.form.sign_in = format!("person{at}x");
            let id = desk.add(&desk.operator(), new).await.unwrap_or_else(|refused| panic!("{name}: {refused}"));
            assert_eq!(desk.member(id).await.particulars.name, name);
        }
    }
}

#[tokio::test]
async fn a_hub_adds_a_profession_that_the_table_lacks() {
    for desk in desks().await {
        let administrator = desk.viewer(desk.administrator("田中 三郎").await).await;
        let own = Profession {
            code: "own_acupuncturist".into(),
            japanese: "はり師".into(),
            reading: "はりし".into(),
            english: "Acupuncturist".into(),
        };
        let add = |viewer: Viewer, own: Profession| {
            desk.act(move |tx, clock| operations::add_profession(tx, &viewer, &own, clock))
        };
        let nurse = desk.viewer(desk.somebody("鈴木 二郎", Some(desk.organization("汐入").await)).await).await;
        assert_eq!(why(add(nurse, own.clone()).await), "OnlyAdministrators");
        add(administrator.clone(), own.clone()).await.expect("it is added");
        assert_eq!(why(add(administrator.clone(), own.clone()).await), "ProfessionTaken");
        assert_eq!(why(add(administrator, Profession { code: "nurse".into(), ..own }).await), "ProfessionCode");
        let mut new = person("針谷 灸");
        new.form.professions = vec!["own_acupuncturist".to_owned(), "nurse".to_owned()];
        let id = desk.add(&desk.operator(), new).await.expect("it can be chosen");
        assert_eq!(desk.member(id).await.particulars.professions, ["own_acupuncturist", "nurse"]);
    }
}
