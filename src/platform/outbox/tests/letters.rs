//! Letters take the place of mail.

use super::*;

async fn print(house: &House) -> Letters {
    let (hub, now) = (house.hub, house.clock.now());
    let waiting = house.store.read(move |tx| letters_to_print(tx, hub, 100, now)).await.unwrap();
    house.program().0.letters(&waiting)
}

async fn note(house: &House, letters: &Letters) -> Vec<MessageId> {
    let (hub, now, ids) = (house.hub, house.clock.now(), letters.ids().to_vec());
    house.store.write(move |tx| printed(tx, hub, &ids, "test", now)).await.unwrap()
}

#[tokio::test]
async fn somebody_without_mail_gets_a_letter_with_a_code_to_scan() {
    for database in databases().await {
        let house = House::build(database).await;
        let id = house.invite("a", None).await;
        assert_eq!(house.work().await, 0, "a letter waits for a person");
        assert!(house.find(id).await.needs_a_person());
        let letters = print(&house).await;
        assert_eq!(letters.ids(), [id]);
        let file = letters.file();
        for part in [
            "<p>三重県汐見野市梅ヶ枝町1-2</p>",
            "<p class=\"name\">佐藤 花子 様</p>",
            "<p>令和8年4月1日</p>",
            "<h1>汐見野市在宅医療連携拠点へようこそ、佐藤 花子</h1>",
            "登録のご案内です。<br>二行目",
            "<svg class=\"qr\"",
            "<p class=\"url\">https://kyoten.example.jp/i/s3cret</p>",
            "お問い合わせ:電話 0000-22-0100",
            "@page { size: A4",
        ] {
            assert!(file.contains(part), "{part} is missing in:\n{file}");
        }
        assert!(!file.contains("<script") && !file.contains("src="), "it needs nothing from elsewhere");
        assert_eq!(note(&house, &letters).await, [id]);
        assert_eq!(house.find(id).await.state, State::Printed);
        assert!(print(&house).await.ids().is_empty());
        assert_eq!(note(&house, &letters).await, [], "printed once is printed");
    }
}

#[tokio::test]
async fn without_a_mail_server_mail_becomes_letters() {
    for database in databases().await {
        let mut house = House::build(database).await;
        let smtp = house.config.smtp.take();
        let id = house.invite("a", MAIL).await;
        house.work().await;
        let message = house.find(id).await;
        assert_eq!((message.channel, message.state), (Channel::Letter, State::Waiting));
        assert_eq!(message.trouble, Some(Trouble::NoMailHere));
        assert_eq!(print(&house).await.ids(), [id]);
        // Later somebody sets a mail server up, and sends what nobody printed.
        house.config.smtp = smtp;
        house.retry(id, Some(Channel::Email)).await.unwrap();
        house.work().await;
        assert_eq!(house.find(id).await.state, State::Sent);
        assert!(print(&house).await.ids().is_empty());
    }
}

#[tokio::test]
async fn a_mail_that_bounced_can_become_a_letter_and_a_letter_without_an_address_no_mail() {
    for database in databases().await {
        let house = House::build(database).await;
        house.server.will_be([Mood::Says(Point::Recipient, "550 no")]);
        let bounced = house.invite("a", MAIL).await;
        house.work().await;
        house.retry(bounced, Some(Channel::Letter)).await.unwrap();
        assert_eq!(house.retry(bounced, None).await, Err(NotPossible::WaitsAlready));
        assert_eq!(house.work().await, 0);
        assert_eq!(print(&house).await.ids(), [bounced]);
        house.clock.pass(jiff::SignedDuration::from_secs(1));
        let paper = house.invite("b", None).await;
        assert_eq!(house.retry(paper, Some(Channel::Email)).await, Err(NotPossible::NoEmail));
        let letters = print(&house).await;
        assert_eq!(letters.ids(), [bounced, paper]);
        note(&house, &letters).await;
        house.retry(paper, None).await.unwrap();
        assert_eq!(print(&house).await.ids(), [paper], "the printer jammed");
    }
}

#[tokio::test]
async fn what_people_typed_stays_text_on_paper_too() {
    for database in databases().await {
        let house = House::build(database).await;
        let values = values("<script>alert(1)</script>", "javascript:alert(1)");
        let to = Recipient { post: "<img src=x>\r\n\u{202e}二".to_owned(), ..recipient("\"><b>名", None) };
        house.send(Message::new("a", &to, Language::Japanese, &values).unwrap()).await.unwrap();
        let file = print(&house).await.file();
        for wrong in ["<script", "<img", "<b>", "href", "\u{202e}", "<svg"] {
            assert!(!file.contains(wrong), "{wrong} stands in:\n{file}");
        }
        assert!(file.contains("javascript:alert(1)"), "as text");
    }
}

#[tokio::test]
async fn a_letter_that_this_version_cannot_write_is_named_and_waits() {
    for database in databases().await {
        let house = House::build(database).await;
        let id = house.invite("a", None).await;
        let (hub, now) = (house.hub, house.clock.now());
        let waiting = house.store.read(move |tx| letters_to_print(tx, hub, 100, now)).await.unwrap();
        let (store, clock) = (house.store.clone(), house.clock.clone());
        let old = Outbox::new(store, house.hub, clock, &house.config, Templates::default()).unwrap();
        let letters = old.letters(&waiting);
        assert_eq!((letters.ids(), letters.unwritten()), (&[][..], &[id][..]));
    }
}
