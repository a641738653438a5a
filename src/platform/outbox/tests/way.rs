//! The way of a mail: from the act that causes it to the server, past everything that can happen in between.

use super::*;

use State::{Bounced, Failed, GivenUp, Sending, Sent, Waiting};

#[tokio::test]
async fn a_mail_is_sent_once_and_its_story_is_kept() {
    for database in databases().await {
        let house = House::build(database).await;
        let id = house.invite("a", MAIL).await;
        assert_eq!(house.work().await, 1);
        assert_eq!(house.work().await, 0);
        assert_eq!(house.server.received().len(), 1);
        let message = house.find(id).await;
        assert_eq!((message.state, message.attempts, message.says.as_str()), (Sent, 1, "2.0.0 taken as 1"));
        assert_eq!(message.last_attempt_at, Some(house.clock.now()));
        assert_eq!(house.story(id).await, [(Waiting, None), (Sending, None), (Sent, None)]);
    }
}

#[tokio::test]
async fn the_act_and_its_message_are_kept_together_or_not_at_all() {
    for database in databases().await {
        let house = House::build(database).await;
        let (hub, clock) = (house.hub, house.clock.clone());
        let undone = house.store.write(move |tx| {
            send(tx, hub, &invitation("a", MAIL), &clock)?;
            Err::<(), _>(NotSent::Store(kyoten_store::Error::NoRow))
        });
        undone.await.unwrap_err();
        assert_eq!(house.work().await, 0);
        assert!(house.server.received().is_empty());
        let found = house.store.read(move |tx| find_by_key(tx, hub, "a")).await.unwrap();
        assert_eq!(found, None);
    }
}

#[tokio::test]
async fn the_same_key_is_the_same_message_and_never_another() {
    for database in databases().await {
        let house = House::build(database).await;
        let id = house.invite("a", MAIL).await;
        assert_eq!(house.invite("a", MAIL).await, id);
        let refused = house.send(invitation("a", Some("jiro@example.jp"))).await;
        assert_eq!(refused, Err(NotSent::OtherContent("a".to_owned())));
        let values = values("佐藤 花子", "https://kyoten.example.jp/i/2");
        let other = Message::new("a", &recipient("佐藤 花子", MAIL), Language::Japanese, &values).unwrap();
        house.send(other).await.unwrap_err();
        house.work().await;
        assert_eq!(house.invite("a", MAIL).await, id, "also when it is sent already");
        assert_eq!(house.work().await, 0);
        assert_eq!(house.server.received().len(), 1);
    }
}

#[tokio::test]
async fn what_the_server_puts_off_is_tried_again_after_longer_and_longer_pauses() {
    for database in databases().await {
        let house = House::build(database).await;
        let id = house.invite("a", MAIL).await;
        house.server.will_be([Mood::Says(Point::Recipient, "450 4.2.0 greylisted"), Mood::Cuts(Point::Greeting)]);
        house.work().await;
        let first = house.find(id).await;
        assert_eq!((first.state, first.trouble), (Waiting, Some(Trouble::Later)));
        assert_eq!(first.says.as_str(), "transient error (450): 4.2.0 greylisted");
        house.clock.pass(jiff::SignedDuration::from_secs(47));
        assert_eq!(house.work().await, 0, "the first pause is a minute, or a fifth less");
        house.wait_for(id).await;
        house.work().await;
        let began = house.clock.now();
        house.wait_for(id).await;
        assert!(house.clock.now().duration_since(began) > jiff::SignedDuration::from_secs(90));
        house.work().await;
        assert_eq!(house.find(id).await.attempts, 3);
        let story: Vec<_> = house.story(id).await;
        assert_eq!(story.last(), Some(&(Sent, None)));
        assert!(story.contains(&(Waiting, Some(Trouble::Cut))));
    }
}

#[tokio::test]
async fn what_the_server_refuses_for_good_bounces_and_waits_for_a_person() {
    for database in databases().await {
        let house = House::build(database).await;
        for (point, trouble) in [(Point::Recipient, Trouble::Recipient), (Point::Content, Trouble::Content)] {
            house.server.will_be([Mood::Says(point, "550 5.1.1 no")]);
            let id = house.invite(trouble.code(), MAIL).await;
            house.work().await;
            let message = house.find(id).await;
            assert_eq!((message.state, message.trouble), (Bounced, Some(trouble)));
            assert!(message.needs_a_person());
            house.clock.pass(jiff::SignedDuration::from_hours(1000));
            assert_eq!(house.work().await, 0, "nobody tries by himself");
            house.retry(id, None).await.unwrap();
            house.work().await;
            assert_eq!(house.find(id).await.state, Sent);
        }
    }
}

#[tokio::test]
async fn a_mistake_of_ours_bounces_nothing_and_mends_itself_when_it_is_put_right() {
    for database in databases().await {
        let mut house = House::build(database).await;
        let id = house.invite("a", MAIL).await;
        house.server.will_be([
            Mood::Says(Point::Sender, "553 not yours"),
            Mood::Says(Point::Recipient, "554 5.7.1 relay denied"),
        ]);
        for trouble in [Trouble::Sender, Trouble::Relay] {
            house.work().await;
            let message = house.find(id).await;
            assert_eq!((message.state, message.trouble), (Waiting, Some(trouble)));
            house.wait_for(id).await;
        }
        house.config.smtp.as_mut().unwrap().from = "right@example.jp".parse().unwrap();
        house.work().await;
        assert_eq!(house.server.received()[0].from, "right@example.jp");
        assert!(house.server.received()[0].text.contains("right@example.jp"), "the header says so too");
    }
}

#[tokio::test]
async fn after_many_attempts_a_mail_has_failed_and_a_person_decides() {
    for database in databases().await {
        let house = House::build(database).await;
        let id = house.invite("a", MAIL).await;
        let began = house.clock.now();
        house.server.will_be(vec![Mood::Says(Point::Greeting, "421 busy"); 24]);
        for _ in 1..24 {
            house.work().await;
            assert_eq!(house.find(id).await.state, Waiting);
            house.wait_for(id).await;
        }
        house.work().await;
        let message = house.find(id).await;
        assert_eq!((message.state, message.trouble, message.attempts), (Failed, Some(Trouble::Later), 24));
        let days = house.clock.now().duration_since(began).as_secs_f64() / 86_400.0;
        assert!((3.0..5.0).contains(&days), "{days} days");
        assert_eq!(house.work().await, 0);
        house.retry(id, None).await.unwrap();
        house.work().await;
        assert_eq!(house.find(id).await.state, Sent);
    }
}

#[tokio::test]
async fn a_jump_of_the_clock_gives_no_mail_up() {
    for database in databases().await {
        let house = House::build(database).await;
        let id = house.invite("a", MAIL).await;
        house.server.will_be([Mood::Says(Point::Greeting, "421 busy")]);
        house.work().await;
        house.clock.set_by(jiff::SignedDuration::from_hours(24 * 365));
        house.work().await;
        assert_eq!(house.find(id).await.state, Sent);
    }
}

#[tokio::test]
async fn a_mail_that_may_have_arrived_is_sent_again_with_the_very_same_bytes() {
    for database in databases().await {
        let mut house = House::build(database).await;
        let id = house.invite("a", MAIL).await;
        house.server.will_be([Mood::TakesAndCuts, Mood::Says(Point::Recipient, "451 later")]);
        house.work().await;
        assert_eq!(house.find(id).await.state, Waiting);
        // Between the attempts another program with other settings takes over, and one attempt is refused before the text.
        house.config.hub.phone = "0000-99-9999".to_owned();
        for _ in 0..2 {
            house.wait_for(id).await;
            house.work().await;
        }
        assert_eq!(house.find(id).await.state, Sent);
        let [one, two] = &house.server.received()[..] else { panic!("twice") };
        assert_eq!(one.text, two.text);
        assert_eq!(read(one).headers["message-id"], read(two).headers["message-id"]);
    }
}

#[tokio::test]
async fn a_program_that_is_killed_while_it_sends_leaves_a_mail_that_goes_out_again() {
    for database in databases().await {
        let house = House::build(database).await;
        let id = house.invite("a", MAIL).await;
        house.server.will_be([Mood::Hangs(Point::Content)]);
        let (_, timers) = house.program();
        tokio::select! { _ = timers.tick() => unreachable!("the server hangs"), () = house.server.silent(1) => {} }
        house.clock.pass(jiff::SignedDuration::from_secs(15));
        house.work().await;
        let story = [(Waiting, None), (Sending, None), (Sending, Some(Trouble::Interrupted)), (Sent, None)];
        assert_eq!(house.story(id).await, story);
    }
}

#[tokio::test]
async fn what_a_killed_program_was_sending_can_be_given_up_when_nobody_sends_it_any_more() {
    for database in databases().await {
        let house = House::build(database).await;
        let id = house.invite("a", MAIL).await;
        house.server.will_be([Mood::Hangs(Point::Content)]);
        let (_, timers) = house.program();
        tokio::select! { _ = timers.tick() => unreachable!("the server hangs"), () = house.server.silent(1) => {} }
        assert_eq!(house.give_up(id).await, Err(NotPossible::BeingSent));
        house.clock.pass(jiff::SignedDuration::from_secs(15));
        house.give_up(id).await.unwrap();
        assert_eq!(house.work().await, 0);
        assert_eq!(house.find(id).await.state, GivenUp);
    }
}

#[tokio::test]
async fn a_person_can_give_up_what_is_not_needed_and_cannot_undo_what_is_done() {
    for database in databases().await {
        let house = House::build(database).await;
        let id = house.invite("a", MAIL).await;
        house.give_up(id).await.unwrap();
        assert_eq!(house.work().await, 0);
        assert!(house.server.received().is_empty());
        let message = house.find(id).await;
        assert_eq!(message.state, GivenUp);
        assert!(!message.values.contains("s3cret"), "its link is forgotten");
        assert_eq!(house.give_up(id).await, Err(NotPossible::Closed));
        assert_eq!(house.retry(id, None).await, Err(NotPossible::Forgotten));

        let sent = house.invite("b", MAIL).await;
        house.work().await;
        assert_eq!(house.retry(sent, None).await, Err(NotPossible::SentAlready));
        assert_eq!(house.give_up(sent).await, Err(NotPossible::Closed));
        let unknown = MessageId::new(&house.clock);
        assert_eq!(house.retry(unknown, None).await, Err(NotPossible::NoSuchMessage));
        assert!(!house.find(sent).await.values.contains("s3cret"), "what was sent is not kept");
        assert_eq!(house.find(sent).await.frozen, None);
    }
}

#[tokio::test]
async fn what_is_being_sent_is_left_alone() {
    for database in databases().await {
        let house = House::build(database).await;
        let id = house.invite("a", MAIL).await;
        house.server.will_be([Mood::Hangs(Point::Content)]);
        let (_, timers) = house.program();
        let meddling = async {
            house.server.silent(1).await;
            assert_eq!(house.give_up(id).await, Err(NotPossible::BeingSent));
            assert_eq!(house.retry(id, Some(Channel::Letter)).await, Err(NotPossible::BeingSent));
        };
        tokio::select! { _ = timers.tick() => unreachable!("the server hangs"), () = meddling => {} }
    }
}

#[tokio::test]
async fn a_retry_need_not_wait_for_the_pause() {
    for database in databases().await {
        let house = House::build(database).await;
        let id = house.invite("a", MAIL).await;
        house.server.will_be([Mood::Says(Point::Greeting, "421 busy")]);
        house.work().await;
        house.retry(id, None).await.unwrap();
        assert_eq!(house.work().await, 1);
        assert_eq!(house.find(id).await.state, Sent);
    }
}

#[tokio::test]
async fn a_message_whose_timer_vanished_is_found_by_the_audit() {
    for database in databases().await {
        let house = House::build(database).await;
        let id = house.invite("a", MAIL).await;
        let sent = house.invite("b", MAIL).await;
        house.work().await;
        let lost = house.invite("c", MAIL).await;
        let hub = house.hub;
        let vanishes = house.store.write(move |tx| timers::cancel(tx, hub, EMAIL, &lost.to_string()));
        assert!(vanishes.await.unwrap());
        assert_eq!(house.work().await, 0, "without the audit nobody would ever come");
        assert_eq!(house.program().1.audit().await.unwrap().restored, [("outbox", 1)]);
        assert_eq!(house.work().await, 1);
        for id in [id, sent, lost] {
            assert_eq!(house.find(id).await.state, Sent);
        }
        assert_eq!(house.program().1.audit().await.unwrap().restored, [("outbox", 0)]);
    }
}

#[tokio::test]
async fn a_text_that_this_version_does_not_have_waits_for_one_that_does() {
    for database in databases().await {
        let house = House::build(database).await;
        let id = house.invite("a", MAIL).await;
        let (store, clock) = (house.store.clone(), house.clock.clone());
        let old = Outbox::new(store.clone(), house.hub, clock.clone(), &house.config, Templates::default()).unwrap();
        Timers::new(store, house.hub, clock, vec![old.kind()], Vec::new()).tick().await.unwrap();
        let message = house.find(id).await;
        assert_eq!((message.state, message.trouble), (Waiting, Some(Trouble::Unwritten)));
        assert!(message.values.contains("s3cret"));
        house.wait_for(id).await;
        house.work().await;
        assert_eq!(house.find(id).await.state, Sent);
    }
}

#[tokio::test]
async fn secrets_of_what_never_left_are_forgotten_after_a_month() {
    for database in databases().await {
        let house = House::build(database).await;
        house.server.will_be([Mood::Says(Point::Recipient, "550 no")]);
        let bounced = house.invite("a", MAIL).await;
        house.work().await;
        house.clock.pass(jiff::SignedDuration::from_hours(30 * 24 - 1));
        let waiting = house.invite("b", None).await;
        house.program().1.audit().await.unwrap();
        assert!(house.find(bounced).await.values.contains("s3cret"));
        house.clock.pass(jiff::SignedDuration::from_hours(30 * 24));
        house.program().1.audit().await.unwrap();
        let message = house.find(bounced).await;
        assert!(!message.values.contains("s3cret") && message.forgotten_at.is_some());
        assert_eq!(house.retry(bounced, None).await, Err(NotPossible::Forgotten));
        assert!(house.find(waiting).await.values.contains("s3cret"), "a letter that waits for the printer is kept");
    }
}

#[tokio::test]
async fn the_figures_say_how_many_messages_wait_and_for_whom() {
    for database in databases().await {
        let house = House::build(database).await;
        house.server.will_be([Mood::Says(Point::Recipient, "550 no")]);
        house.invite("a", MAIL).await;
        house.work().await;
        house.invite("b", MAIL).await;
        house.invite("c", None).await;
        let hub = house.hub;
        let counts = house.store.read(move |tx| counts(tx, hub)).await.unwrap();
        assert_eq!(counts, [(Channel::Email, Bounced, 1), (Channel::Email, Waiting, 1), (Channel::Letter, Waiting, 1)]);
    }
}

#[tokio::test]
async fn what_could_not_leave_while_its_link_lived_does_not_leave_and_a_person_is_told() {
    for database in databases().await {
        let house = House::build(database).await;
        let in_three_days = house.clock.now() + jiff::SignedDuration::from_hours(72);
        let short = Invitation { void_at: Some(in_three_days), ..values("佐藤 花子", LINK) };
        let mail = house.send(invitation_of("mail", MAIL, &short)).await.unwrap();
        let other = house.send(invitation_of("other", MAIL, &short)).await.unwrap();
        let letter = house.send(invitation_of("letter", None, &short)).await.unwrap();
        house.server.will_be([Mood::TakesAndCuts, Mood::Says(Point::Recipient, "550 no")]);
        house.work().await;
        assert_eq!((house.find(mail).await.state, house.find(other).await.state), (Waiting, Bounced));
        house.clock.pass(jiff::SignedDuration::from_hours(72) - jiff::SignedDuration::from_secs(1));
        house.program().1.audit().await.unwrap();
        assert!(house.find(letter).await.values.contains("s3cret"), "a second before it is of use");

        house.clock.pass(jiff::SignedDuration::from_secs(1));
        house.work().await;
        let expired = (Failed, Some(Trouble::Expired));
        let found = house.find(mail).await;
        assert_eq!(((found.state, found.trouble), found.frozen), (expired, None));
        assert_eq!(house.server.received().len(), 1, "the one that was cut off");
        let (hub, now) = (house.hub, house.clock.now());
        assert_eq!(house.store.read(move |tx| letters_to_print(tx, hub, 100, now)).await.unwrap(), []);
        assert_eq!(house.retry(other, None).await, Err(NotPossible::Forgotten));

        house.program().1.audit().await.unwrap();
        let found = house.find(letter).await;
        assert_eq!((found.state, found.trouble), expired);
        assert!(found.needs_a_person());
        assert_eq!(
            (house.find(other).await.state, house.story(other).await.len()),
            (Bounced, 3),
            "that is known already"
        );
        for id in [mail, other, letter] {
            let message = house.find(id).await;
            assert!(!message.values.contains("s3cret") && message.forgotten_at.is_some());
            assert_eq!(house.retry(id, Some(Channel::Letter)).await, Err(NotPossible::Forgotten));
        }
    }
}

#[tokio::test]
async fn a_text_that_cannot_be_written_holds_nobody_up_and_says_nothing_of_itself() {
    for database in databases().await {
        let house = House::build(database).await;
        let bad = house.send(invitation_of("bad", MAIL, &values(PANICS, LINK))).await.unwrap();
        let good = house.invite("good", MAIL).await;
        house.work().await;
        assert_eq!(house.find(good).await.state, Sent);
        let message = house.find(bad).await;
        assert_eq!((message.state, message.trouble, message.says.as_str()), (Waiting, Some(Trouble::Unwritten), ""));
        for _ in 1..24 {
            house.wait_for(bad).await;
            house.work().await;
        }
        assert_eq!(house.find(bad).await.state, Failed, "it is not tried for ever");
    }
}
