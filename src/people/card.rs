//! The business card (名刺) as vCard 4.0 (RFC 6350), and as QR code for the other one's telephone.

use kyoten_text::name::family_and_given;
use kyoten_text::phone::PhoneNumber;

use super::best_reached::in_words;
use super::listing::Colleague;
use crate::platform::qr::{self, TooLong};

/// The longest line, in octets (RFC 6350, 3.2).
const LONGEST_LINE: usize = 75;

/// How much stands on the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Everything.
    Full,
    /// What a telephone keeps: name, place, numbers. The code stays large enough to be read.
    Short,
}

/// The card as text.
pub fn vcard(who: &Colleague, hub_name: &str, detail: Detail) -> String {
    let mut card = Card(String::new());
    card.line("BEGIN:VCARD");
    card.line("VERSION:4.0");
    if detail == Detail::Full {
        card.line("PRODID:-//Kyoten//Kyoten//JA");
        card.line("KIND:individual");
        card.line(&format!("UID:urn:uuid:{}", who.id.uuid()));
    }
    card.line(&format!("FN:{}", escaped(&who.name)));
    names(&mut card, who);
    for one in &who.affiliations {
        card.line(&format!("ORG:{}", escaped(&one.organization_name)));
        if !one.title.is_empty() {
            card.line(&format!("TITLE:{}", escaped(&one.title)));
        }
        if detail == Detail::Short {
            break;
        }
    }
    if !who.professions.is_empty() {
        let professions: Vec<&str> = who.professions.iter().map(|one| &*one.japanese).collect();
        card.line(&format!("ROLE:{}", escaped(&professions.join("・"))));
    }
    if let Some(phone) = &who.phone {
        // Numbers of examples ring nowhere and are no numbers of Japan.
        let uri = PhoneNumber::parse(phone).map_or_else(|_| format!("tel:{phone}"), |number| number.tel_uri());
        card.line(&format!("TEL;TYPE=work;VALUE=uri:{uri}"));
    }
    if let Some(email) = &who.email {
        card.line(&format!("EMAIL;TYPE=work:{}", escaped(email)));
    }
    if detail == Detail::Full {
        for (at, tag) in who.languages.iter().enumerate() {
            card.line(&format!("LANG;PREF={}:{tag}", at + 1));
        }
        let reached = in_words(&who.best_reached);
        let note = [reached.as_str(), hub_name].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
        card.line(&format!("NOTE:{}", escaped(&note.join("\n"))));
    }
    card.line("END:VCARD");
    card.0
}

/// The short card as an image that another telephone reads.
pub fn qr_svg(who: &Colleague, hub_name: &str) -> Result<String, TooLong> {
    qr::as_svg(&vcard(who, hub_name, Detail::Short), &who.name)
}

/// Family and given name, with the reading to sort by and, as telephones in Japan know it, to search by.
fn names(card: &mut Card, who: &Colleague) {
    let (family, given) = family_and_given(&who.name);
    let (family_kana, given_kana) = family_and_given(&who.kana);
    let sort = [family_kana, given_kana].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(",");
    // A reading holds kana, letters and spaces only, so nothing in it ends the quotes.
    let sort = if sort.is_empty() { String::new() } else { format!(";SORT-AS=\"{sort}\"") };
    card.line(&format!("N{sort}:{};{};;;", escaped(family), escaped(given)));
    if !family_kana.is_empty() {
        card.line(&format!("X-PHONETIC-LAST-NAME:{}", escaped(family_kana)));
    }
    if !given_kana.is_empty() {
        card.line(&format!("X-PHONETIC-FIRST-NAME:{}", escaped(given_kana)));
    }
}

struct Card(String);

impl Card {
    /// Adds a line, folded where it is too long, never inside of a character.
    fn line(&mut self, line: &str) {
        let mut room = LONGEST_LINE;
        for c in line.chars() {
            if c.len_utf8() > room {
                self.0.push_str("\r\n ");
                room = LONGEST_LINE - 1;
            }
            self.0.push(c);
            room -= c.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

/// RFC 6350, 3.4.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ',' | ';' => {
                escaped.push('\\');
                escaped.push(c);
            }
            '\n' => escaped.push_str("\\n"),
            '\r' => {}
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::directory::OrganizationId;
    use crate::directory::hours::{Hours, Reach, parse_text};
    use crate::people::affiliation::Affiliation;
    use crate::people::best_reached::Way;
    use crate::people::period::Period;
    use crate::people::profession::by_code;
    use crate::platform::Id;

    fn hanako() -> Colleague {
        Colleague {
            id: Id::from_bytes([1; 16]),
            name: "髙橋 花子".into(),
            kana: "たかはし はなこ".into(),
            professions: vec![by_code("nurse").unwrap().clone(), by_code("care_manager").unwrap().clone()],
            affiliations: vec![Affiliation {
                id: Id::from_bytes([2; 16]),
                organization: OrganizationId::from_bytes([3; 16]),
                organization_name: "みなと訪問看護; 汐入".into(),
                title: "所長, 管理者".into(),
                period: Period::since(date(2026, 4, 1)),
            }],
            languages: vec!["ja".into(), "vi".into()],
            best_reached: vec![
                Way {
                    reach: Reach::Phone,
                    hours: parse_text("月〜金 12:00-13:00").unwrap(),
                    note: "訪問中は出られません".into(),
                },
                Way { reach: Reach::Chat, hours: Hours::default(), note: String::new() },
            ],
            email: Some("hanako@example.jp".into()),
            phone: Some("03-5273-3881".into()),
        }
    }

    fn unfolded(card: &str) -> Vec<String> {
        card.replace("\r\n ", "").lines().map(str::to_owned).collect()
    }

    #[test]
    fn the_card_is_a_vcard_of_version_four() {
        let card = vcard(&hanako(), "汐見野市在宅医療連携拠点", Detail::Full);
        assert!(card.lines().all(|line| line.len() <= LONGEST_LINE), "{card}");
        let lines = unfolded(&card);
        for line in [
            "UID:urn:uuid:01010101-0101-0101-0101-010101010101",
            "FN:髙橋 花子",
            "N;SORT-AS=\"たかはし,はなこ\":髙橋;花子;;;",
            "X-PHONETIC-LAST-NAME:たかはし",
            "ORG:みなと訪問看護\\; 汐入",
            "TITLE:所長\\, 管理者",
            "ROLE:看護師・介護支援専門員",
            "TEL;TYPE=work;VALUE=uri:tel:+81352733881",
            "EMAIL;TYPE=work:hanako@example.jp",
            "LANG;PREF=2:vi",
        ] {
            assert!(lines.iter().any(|known| known == line), "{line} is missing in {lines:#?}");
        }
        assert_eq!(lines[..2], ["BEGIN:VCARD", "VERSION:4.0"]);
        assert_eq!(lines.last().unwrap(), "END:VCARD");
        assert!(
            lines.iter().any(|line| line.starts_with("NOTE:電話 ") && line.ends_with("\\n汐見野市在宅医療連携拠点"))
        );
    }

    #[test]
    fn who_hides_his_number_has_none_on_his_card() {
        let hidden = Colleague { phone: None, email: None, ..hanako() };
        let card = vcard(&hidden, "", Detail::Full);
        assert!(!card.contains("TEL") && !card.contains("EMAIL"));
    }

    #[test]
    fn a_number_of_the_demo_is_on_the_card_too() {
        let demo = Colleague { phone: Some("0000-22-0100".into()), ..hanako() };
        assert!(vcard(&demo, "", Detail::Short).contains("VALUE=uri:tel:0000-22-0100\r\n"));
    }

    #[test]
    fn the_code_holds_the_short_card() {
        assert!(qr_svg(&hanako(), "拠点").unwrap().starts_with("<svg"));
        let mut longest = hanako();
        longest.name = "葛\u{e0100}".repeat(60);
        longest.kana = "かつらぎ".repeat(30);
        longest.affiliations[0].organization_name = "あ".repeat(200);
        longest.affiliations[0].title = "い".repeat(60);
        longest.email = Some(format!("{}@example.jp", "a".repeat(200)));
        assert_eq!(qr_svg(&longest, "拠点").map(|_| ()).map_err(|e| e.to_string()), Ok(()));
    }

    proptest! {
        #[test]
        fn nothing_in_a_name_breaks_out_of_its_line(name in "\\PC{1,60}", title in "[a-z;,\\\\\n\r:]{0,30}") {
            let mut who = hanako();
            who.name = name;
            who.affiliations[0].title = title;
            let card = vcard(&who, "拠点", Detail::Full);
            prop_assert!(card.split("\r\n").all(|line| line.len() <= LONGEST_LINE && !line.contains(['\r', '\n'])));
            let lines = unfolded(&card);
            let starts = ["BEGIN:", "VERSION:", "PRODID:", "KIND:", "UID:", "FN:", "N", "X-PHONETIC-", "ORG:", "TITLE:",
                "ROLE:", "TEL;", "EMAIL;", "LANG;", "NOTE:", "END:"];
            prop_assert!(lines.iter().all(|line| starts.iter().any(|start| line.starts_with(start))), "{:?}", lines);
        }
    }
}
