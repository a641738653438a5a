//! Every act of the room stands in the audit, in the transaction in which it was done.

use super::*;
use crate::people::history::Act;
use crate::platform::audit::{Actor, Code, Event, Question, What, ask};

impl Desk {
    /// What the audit says, the oldest first.
    async fn audited(&self) -> Vec<Event> {
        let hub = self.hub;
        let answer = self.store.read(move |tx| ask(tx, hub, &Question::default(), None, 1_000)).await;
        let events = answer.expect("it answers").events.into_iter().map(|recorded| recorded.event);
        events.rev().collect()
    }

    /// What was done to whom, as the room's own history has it.
    async fn remembered(&self) -> Vec<String> {
        let sql = "select act from member_change order by number";
        self.store.read(move |tx| tx.query(sql, &[], |row| row.read(0))).await.expect("it reads")
    }
}

#[test]
fn every_act_is_a_code_that_the_audit_takes() {
    for act in Act::ALL {
        assert_eq!(Code::cleaned(act.code()), Some(Code::new(act.code())), "{act:?}");
    }
}

#[tokio::test]
async fn the_audit_says_who_did_what_to_whom() {
    for desk in desks().await {
        let minato = desk.organization("みなと訪問看護").await;
        let boss = desk.manager("佐藤 一", minato).await;
        let manager = desk.viewer(boss).await;
        let before = desk.audited().await.len();
        let mut new = person("髙橋 花子");
        new.affiliation = Some(NewAffiliation::at(minato));
        desk.clock.pass(SignedDuration::from_secs(1));
        let hanako = desk.add(&manager, new).await.expect("she is added");
        desk.clock.pass(SignedDuration::from_secs(1));
        let link = desk.invite(&manager, hanako).await.expect("she is invited");
        desk.clock.pass(SignedDuration::from_secs(1));
        desk.open_link(&link.secret, None).await;
        desk.clock.pass(SignedDuration::from_secs(1));
        desk.end(&desk.operator(), hanako).await.expect("she is ended");

        let events = desk.audited().await;
        let says = |event: &Event| (event.actor, event.what, event.reason.as_ref().map(ToString::to_string));
        let code = |act: Act| Some(act.code().to_owned());
        let told: Vec<_> = events[before..].iter().map(says).collect();
        assert_eq!(
            told,
            [
                (Actor::Member(boss), What::Write, code(Act::Added)),
                (Actor::Member(boss), What::Write, code(Act::Joined)),
                (Actor::Member(boss), What::Write, code(Act::Invited)),
                (Actor::Anyone, What::Write, code(Act::LinkOpened)),
                (Actor::Hub, What::Revoke, Some("session.all".to_owned())),
                (Actor::Operator, What::Revoke, code(Act::Ended)),
            ]
        );
        for event in &events[before..] {
            let object = event.object.as_ref().expect("it was done to somebody");
            assert_eq!((object.kind.as_str(), object.id), ("member", hanako.to_bytes()));
        }
        // That sessions end with their member is no act upon him.
        let acts = events.iter().filter_map(|event| says(event).2).filter(|code| !code.starts_with("session."));
        let mut audited: Vec<String> = acts.collect();
        let mut remembered = desk.remembered().await;
        audited.sort();
        remembered.sort();
        assert_eq!(audited, remembered, "neither knows of anything that the other does not");
    }
}

#[tokio::test]
async fn what_was_refused_left_nothing_behind() {
    for desk in desks().await {
        let minato = desk.organization("みなと訪問看護").await;
        let boss = desk.manager("佐藤 一", minato).await;
        let before = desk.audited().await;
        let refused = desk.add(&desk.anyone(), person("髙橋 花子")).await;
        assert!(refused.is_err());
        let viewer = desk.viewer(boss).await;
        let half_done = desk.act(move |tx, clock| {
            operations::add(tx, &viewer, &person("髙橋 花子"), clock)?;
            Err::<(), _>(Refused::NoLink)
        });
        assert!(half_done.await.is_err());
        assert_eq!(desk.audited().await, before);
    }
}
