//! What stands in a mail, and what cannot be smuggled into one.

use super::*;

async fn sent(house: &House, message: Message) -> Received {
    house.send(message).await.unwrap();
    house.work().await;
    house.server.received().pop().expect("it was sent")
}

#[tokio::test]
async fn a_mail_says_the_same_in_plain_text_and_in_html_and_whom_to_ask() {
    for database in databases().await {
        let mut house = House::build(database).await;
        house.config.hub.hours = "平日 9:00–17:00".to_owned();
        let received = sent(&house, invitation("a", MAIL)).await;
        assert!(received.text.is_ascii(), "no server on the way needs to know Japanese");
        let mail = read(&received);
        assert_eq!(mail.headers["subject"], "汐見野市在宅医療連携拠点へようこそ、佐藤 花子");
        assert_eq!(mail.headers["from"], "汐見野市在宅医療連携拠点 <kyoten@example.jp>");
        assert_eq!(mail.headers["to"], "佐藤 花子 <hanako@example.jp>");
        assert_eq!(mail.headers["date"], "Wed, 01 Apr 2026 00:00:00 +0000");
        assert_eq!(mail.headers["auto-submitted"], "auto-generated");
        assert_eq!(
            mail.plain.trim_end(),
            "佐藤 花子 様\n\n登録のご案内です。\n二行目\n\n開く\nhttps://kyoten.example.jp/i/s3cret\n\n\
             -- \n汐見野市在宅医療連携拠点 から自動でお送りしました。\n\
             お問い合わせ:電話 0000-22-0100(平日 9:00–17:00)\n心あたりのない方は、捨ててください。"
        );
        assert!(mail.html.contains("<p>登録のご案内です。<br>\n二行目</p>"), "{}", mail.html);
        assert!(mail.html.contains("<a href=\"https://kyoten.example.jp/i/s3cret\">開く</a>"), "{}", mail.html);
    }
}

#[tokio::test]
async fn a_mail_is_written_in_the_language_of_its_reader() {
    for database in databases().await {
        let house = House::build(database).await;
        let values = values("Sato", LINK);
        let to = recipient("Sato", MAIL);
        let english = sent(&house, Message::new("a", &to, Language::English, &values).unwrap()).await;
        let mail = read(&english);
        assert!(mail.plain.starts_with("Dear Sato,\n") && mail.plain.contains("Sent automatically by Home Care Hub."));
        assert!(mail.html.contains("<html lang=\"en\">"));
        let easy = sent(&house, Message::new("b", &to, Language::EasyJapanese, &values).unwrap()).await;
        assert!(read(&easy).plain.contains("捨てて ください"), "without furigana: {}", read(&easy).plain);
    }
}

#[tokio::test]
async fn nobody_gets_a_line_of_his_own_into_a_mail() {
    for database in databases().await {
        let mut house = House::build(database).await;
        let evil = "山田\r\nBcc: victim@example.jp\r\n\r\n<b>\u{202e}\"太郎\",\0;";
        house.config.hub.name = evil.replace('\0', "");
        let values = values(evil, &format!("{LINK}\r\nX-Evil: 1"));
        let received =
            sent(&house, Message::new("a", &recipient(evil, MAIL), Language::Japanese, &values).unwrap()).await;
        let mail = read(&received);
        assert_eq!((received.to.as_str(), received.from.as_str()), ("hanako@example.jp", "kyoten@example.jp"));
        let names: Vec<&str> = mail.headers.keys().map(String::as_str).collect();
        let ours = ["auto-submitted", "content-type", "date", "from", "message-id", "mime-version", "subject", "to"];
        assert_eq!(names, ours);
        for text in [&mail.headers["subject"], &mail.headers["to"], &mail.headers["from"], &mail.plain, &mail.html] {
            assert!(!text.contains(|c: char| (c.is_control() && c != '\n') || c == '\u{202e}'), "{text:?}");
        }
        assert!(!mail.html.contains("<b>") && !mail.html.contains("X-Evil: 1\""), "{}", mail.html);
        assert!(received.text.lines().all(|line| line.len() <= 998), "no line is longer than RFC 5322 allows");
    }
}

#[tokio::test]
async fn a_name_of_sixteen_kilobytes_is_refused_before_it_is_written_down() {
    let long = "長".repeat(16 * 1024);
    let values = values(&long, LINK);
    let to = recipient("佐藤", MAIL);
    let refused = |to: &Recipient, key: &str, values: &Invitation| Message::new(key, to, Language::Japanese, values);
    assert_eq!(refused(&to, "a", &values), Err(BadMessage::TooLong));
    let short = Invitation { name: "佐藤".to_owned(), ..values };
    assert_eq!(refused(&recipient(&long, MAIL), "a", &short), Err(BadMessage::TooLong));
    assert_eq!(refused(&recipient(" \u{200b}", MAIL), "a", &short), Err(BadMessage::NoName));
    for key in ["", "a b", "鍵", &"a".repeat(201)] {
        assert!(matches!(refused(&to, key, &short), Err(BadMessage::Key(_))), "{key}");
    }
}

#[tokio::test]
async fn a_long_name_in_a_subject_is_cut_and_in_a_text_is_not() {
    for database in databases().await {
        let house = House::build(database).await;
        let values = values(&"長".repeat(3000), LINK);
        let received =
            sent(&house, Message::new("a", &recipient("佐藤", MAIL), Language::Japanese, &values).unwrap()).await;
        let subject = &read(&received).headers["subject"];
        assert!(subject.chars().count() == 121 && subject.ends_with("長…"), "{subject}");
    }
}

#[test]
fn the_name_of_a_mail_hangs_on_hub_and_key_alone() {
    let (one, two) = (HubId::from_bytes([1; 16]), HubId::from_bytes([2; 16]));
    assert_eq!(mail::message_id(one, "a"), mail::message_id(one, "a"));
    assert_ne!(mail::message_id(one, "a"), mail::message_id(one, "b"));
    assert_ne!(mail::message_id(one, "a"), mail::message_id(two, "a"));
    assert_eq!(mail::message_id(one, "a").len(), 32);
}

#[tokio::test]
async fn an_old_telephone_address_is_given_to_the_server_in_quotes() {
    for database in databases().await {
        let house = House::build(database).await;
        let received = sent(&house, invitation("a", Some("old..phone.@docomo.example.jp"))).await;
        assert_eq!(received.to, "\"old..phone.\"@docomo.example.jp");
        let kept = house.invite("a", Some("old..phone.@docomo.example.jp")).await;
        assert_eq!(house.find(kept).await.to.email.unwrap().to_string(), "old..phone.@docomo.example.jp");
    }
}

#[tokio::test]
async fn a_test_mail_goes_past_the_outbox() {
    for database in databases().await {
        let house = House::build(database).await;
        let mailer = Mailer::new(house.config.smtp.as_ref().unwrap(), None).unwrap();
        let to: EmailAddress = "hanako@example.jp".parse().unwrap();
        assert_eq!(send_at_once(&house.config, &mailer, &to, &house.clock).await.unwrap(), "2.0.0 taken as 1");
        assert!(read(&house.server.received()[0]).plain.contains("このメールが読めたら"));
        house.server.will_be([Mood::Says(Point::Recipient, "550 no")]);
        let refused = send_at_once(&house.config, &mailer, &to, &house.clock).await.unwrap_err();
        assert_eq!(refused.trouble, Trouble::Recipient);
    }
}

#[tokio::test]
async fn a_name_of_rare_characters_arrives_as_it_is_and_nothing_in_a_name_is_an_address() {
    for database in databases().await {
        let mut house = House::build(database).await;
        house.config.hub.name = "拠点(仮), \"在宅\" <other@example.jp>; \\".to_owned();
        // 𠮷 and 髙 from name registers, a private 外字, and a joined emoji, each of several bytes.
        for (key, name) in
            ["𠮷".repeat(60), "髙﨑\u{e000}辻\u{e0100}👩\u{200d}⚕️".to_owned(), "=?utf-8?b?eA==?=".to_owned()]
                .into_iter()
                .enumerate()
        {
            let message =
                Message::new(&key.to_string(), &recipient(&name, MAIL), Language::Japanese, &values("x", LINK));
            let received = sent(&house, message.unwrap()).await;
            let mail = read(&received);
            assert_eq!(mail.headers["to"], format!("{name} <hanako@example.jp>"));
            assert_eq!(mail.headers["from"], format!("{} <kyoten@example.jp>", house.config.hub.name));
            assert!(!received.text.contains("other@example.jp>; "), "in the header it is encoded");
            let (head, _) = received.text.split_once("\r\n\r\n").unwrap();
            assert!(head.lines().filter(|line| line.contains("=?")).all(|line| line.len() <= 76), "{head}");
        }
    }
}
