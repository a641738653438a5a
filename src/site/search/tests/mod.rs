//! What people type, and what they see, on the invented area.

mod typed;

use crate::directory::search::{Moment, Why, needs};
use crate::site::ask;
use crate::site::params::Params;
use crate::site::testing::{Town, text};
use crate::testing::{Answer, databases};

/// A Sunday morning; Monday is 勤労感謝の日.
const SUNDAY: &str = "2026-11-22T01:00:00Z";
/// A Wednesday at ten.
const WEDNESDAY: &str = "2026-11-25T01:00:00Z";

/// The names on the page, in order.
fn names(page: &Answer) -> Vec<String> {
    let hits = page.text.split("<li class=\"hit\">").skip(1);
    let name = |hit: &str| {
        let name = hit.split("</h3>").next().unwrap_or_default();
        let name = name.split("<a ").nth(1).unwrap_or_default();
        plain(name.split_once('>').map_or("", |(_, rest)| rest))
    };
    hits.map(name).collect()
}

/// What each hit says of itself, in order.
fn rows(page: &Answer) -> Vec<String> {
    let hits = page.text.split("<li class=\"hit\">").skip(1);
    hits.map(|hit| plain(hit.split("</li>").next().unwrap_or_default())).collect()
}

/// Text without tags and without readings.
fn plain(html: &str) -> String {
    let mut told = String::new();
    for part in html
        .split("<rt>")
        .enumerate()
        .map(|(n, part)| if n == 0 { part } else { part.split_once("</rt>").map_or("", |(_, rest)| rest) })
    {
        let mut inside = false;
        for c in part.replace("<rp>(</rp>", "").replace("<rp>)</rp>", "").chars() {
            match c {
                '<' => inside = true,
                '>' => inside = false,
                _ if !inside => told.push(c),
                _ => {}
            }
        }
    }
    told
}

/// How many there are.
fn count(page: &Answer) -> u64 {
    let told = page.text.split("data-announce>").nth(1).and_then(|rest| rest.split('<').next()).unwrap_or_default();
    let digits: String = plain(told).chars().filter(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(0)
}

/// One invented area for all of them: to fill it takes longer than to ask.
#[tokio::test]
async fn on_a_wednesday_people_find_help_in_their_own_words() {
    for db in databases().await {
        let town = Town::invented(db, WEDNESDAY).await;
        every_word_of_the_table_finds_somebody(&town).await;
        what_people_type_finds_somebody_who_can_help(&town).await;
        each_row_says_how_each_condition_holds_and_the_best_stands_first(&town).await;
        a_town_typed_among_the_words_is_near_and_can_be_undone(&town).await;
        a_name_that_holds_a_town_is_still_found_and_doubt_is_a_choice(&town).await;
        what_means_nothing_is_told_calmly_or_cleaned_away(&town).await;
        typed::words_of_danger_are_answered_with_the_number_to_call(&town).await;
        typed::a_kind_stands_before_names_that_hold_its_word(&town).await;
        typed::readings_in_latin_letters_are_tried(&town).await;
        typed::telephone_numbers_are_found_as_they_are_written(&town).await;
        typed::the_place_of_the_field_is_called_by_its_name(&town).await;
        every_way_on_finds_as_many_as_it_says_and_every_chip_can_be_dropped(&town).await;
    }
}

async fn every_word_of_the_table_finds_somebody(town: &Town) {
    let holidays = town.hub.holidays();
    let moment = Moment { now: town.hub.clock().local_now(), holidays: &*holidays };
    let mut nobody = Vec::new();
    for word in needs().iter().flat_map(|need| &need.words) {
        let asked = ask::read(&town.hub, &Params::default().with("q", word)).await.expect("it is understood");
        let found = town.hub.finder().search(&asked.query, &moment).await.expect("it is answered");
        let serves = |why: &Why| matches!(why, Why::Need(_)) || !asked.words.spoken.is_empty();
        if !found.hits.first().is_some_and(|hit| hit.why.iter().any(serves)) {
            nobody.push(word);
        }
    }
    assert!(nobody.is_empty(), "{nobody:?}");
}

/// What people type, and what the first one found must say of itself.
const TYPED: &[(&str, &str)] = &[
    ("麻薬 注射 夜", "麻薬(注射・PCA)"),
    ("人工呼吸器 小児", "小児・医療的ケア児"),
    ("胃ろう 夜間", "経鼻・胃瘻・腸瘻"),
    ("買い物を手伝ってほしい", "地域の支え合い"),
    ("みとり", "看取り:できます"),
    ("看取り", "看取り:できます"),
    ("配食", "地域の支え合い"),
    ("お弁当", "地域の支え合い"),
    ("日曜日の歯医者", "歯科"),
    ("歯が痛い", "歯科"),
    ("車椅子", "車いす・リクライニング:できます"),
    ("車いすで行ける", "車いす・リクライニング:できます"),
    ("車いすで行ける歯医者", "歯科"),
    ("オピオイド", "麻薬("),
    ("痛み止めの注射", "麻薬(注射・PCA):できます"),
    ("英語が話せる", "外国語:できます。英語"),
    ("入れ歯が合わない", "歯科"),
    ("床ずれ", "褥瘡(DESIGN-R D3以上):できます"),
    ("認知症の相談", "地域包括支援センター"),
    ("介護保険の申請", ""),
    ("薬を届けてほしい", "薬局"),
    ("点滴", "末梢点滴:できます"),
    ("透析の送迎", "診療所"),
    ("夜中に来てくれる医者", "診療所"),
    ("今開いている薬局", "薬局"),
    ("今日開いている薬局", "薬局"),
    ("今日開いている病院", "病院"),
    ("休日当番医", "診療所"),
    ("休日診療", "診療所"),
    ("熱が出た", "診療所"),
    ("子どもの人工呼吸器", "人工呼吸器(TPPV)"),
    ("レスパイト", "病院"),
    ("家族が休みたい", "病院"),
    ("dentist", "歯科"),
    ("home visit doctor", "訪問診療:できます"),
    ("Sunday", "日曜日"),
    ("night", ""),
    ("pharmacy", "薬局"),
    ("shopping help", "地域の支え合い"),
    ("wheelchair", "車いす・リクライニング:できます"),
    ("meals", "地域の支え合い"),
    ("speak English", "外国語:できます。英語"),
    ("nursing at home", "訪問看護"),
    ("end of life", "看取り:できます"),
    ("ｼﾞﾝｺｳｺｷｭｳｷ", "人工呼吸器(TPPV)"),
    ("買物", "地域の支え合い"),
    ("ＤＥＮＴＩＳＴ　ｓｕｎｄａｙ", "歯科"),
    ("dentist who comes home on Sunday", "歯科"),
    ("pharmacy open at night", "薬局"),
    ("open pharmacy", "薬局"),
    ("pharmacy open on Sunday", "薬局"),
    ("doctor who visits at home", "診療所"),
    ("someone to bathe my mother", "訪問入浴介護"),
    ("訪問入浴", "訪問入浴介護"),
    ("ごはんがたべられない", "末梢点滴:できます"),
    ("父の入れ歯が合わない", "歯科"),
];

async fn what_people_type_finds_somebody_who_can_help(town: &Town) {
    for (typed, said) in TYPED {
        let page = town.search(typed).await;
        assert_eq!(page.status, 200, "{typed}");
        assert!(count(&page) > 0 && !rows(&page).is_empty(), "{typed}");
        assert!(rows(&page)[0].contains(said), "{typed}: {}", rows(&page)[0]);
    }
}

async fn each_row_says_how_each_condition_holds_and_the_best_stands_first(town: &Town) {
    let page = town.search("麻薬 注射 夜").await;
    let rows = rows(&page);
    for row in &rows {
        assert!(row.contains("麻薬(注射・PCA)"), "{row}");
        let night =
            ["夜間の対応", "往診(夜間)", "夜間・休日)", "24時間連絡", "今夜は", "次に夜も開くのは", "訪問介護看護"];
        assert!(night.iter().any(|said| row.contains(said)), "{row}");
    }
    let is_conditional = |row: &String| row.contains("条件つき");
    assert!(rows.is_sorted_by_key(is_conditional) && !is_conditional(&rows[0]), "{rows:?}");
    assert!(text(&page).contains("できる、条件つき、わからないの順"));

    let page = town.get(&Params::default().with("q", "麻薬 注射").with("wish", "夜").address("/search")).await;
    let softer = self::rows(&page);
    assert!(softer.len() > rows.len() && names(&page)[0] == names(&town.search("麻薬 注射 夜").await)[0]);
    assert!(plain(&page.text).contains("できれば 夜"));

    let dentists = town.search("入れ歯が合わない").await;
    let told = self::rows(&dentists).join("\n");
    for said in [
        "入れ歯の直し(家で):できます",
        "入れ歯の直し(家で):条件つき。",
        "入れ歯の直し(家で):できません",
        "入れ歯の直し(家で):まだ聞いていません",
    ] {
        assert!(told.contains(said), "{said} is missing in {told}");
    }
    let places = ["できます", "条件つき", "まだ聞いていません"].map(|said| told.find(&format!("直し(家で):{said}")));
    assert!(places.is_sorted(), "{places:?}");
}

async fn a_town_typed_among_the_words_is_near_and_can_be_undone(town: &Town) {
    for typed in ["鐘撞町 薬局", "鐘撞町の薬局", "かねつきちょう 薬局", "ｶﾈﾂｷﾁｮｳ 薬局", "0000011 薬局"]
    {
        let page = town.search(typed).await;
        let read = plain(&page.text);
        assert!(read.contains("場所の名前とみて、鐘撞町から近い順に"), "{typed}");
        assert!(count(&page) > 10 && rows(&page)[0].contains("町から"), "{typed}: {}", rows(&page)[0]);
    }
    let page = town.search("鐘撞町 薬局").await;
    assert!(page.text.contains("q=%22%E9%90%98%E6%92%9E%E7%94%BA%22+%E8%96%AC%E5%B1%80"), "the way to undo it");
    let undone = town.search("\"鐘撞町\" 薬局").await;
    assert!(count(&undone) < count(&page) && !plain(&undone.text).contains("場所の名前とみて"));

    let kana =
        town.get(&Params::default().with("kind", "pharmacy").with("near", "かねつきちょう").address("/search")).await;
    assert!(plain(&kana.text).contains("鐘撞町から近い順"));
    let station = town.get(&Params::default().with("near", "鐘撞駅").address("/search")).await;
    let read = plain(&station.text);
    assert!(
        read.contains("「鐘撞駅」という場所は見つかりません。") && read.contains("汐見野市鐘撞本町の近く"),
        "{read}"
    );

    let city = town.search("きりはらし 薬局").await;
    assert!(
        plain(&city.text).contains("「きりはらし」を市町村の名前とみて、桐原市の中をさがしました。")
            && count(&city) > 0
    );
    assert!(rows(&city).iter().all(|row| row.contains("桐原市")), "{:?}", rows(&city));

    let facility = town.search("汐見野みなと歯科 薬局").await;
    assert!(plain(&facility.text).contains("「汐見野みなと歯科」を場所の名前とみて"), "{}", plain(&facility.text));
}

async fn a_name_that_holds_a_town_is_still_found_and_doubt_is_a_choice(town: &Town) {
    assert_eq!(names(&town.search("浜手薬局").await)[0], "浜手薬局");
    assert_eq!(names(&town.search("浜手 薬局").await)[0], "浜手薬局", "the name before the distance");
    let doubtful = town.search("鐘撞 歯科").await;
    let read = plain(&doubtful.text);
    assert!(read.contains("「鐘撞」は場所の名前かもしれません。"), "{read}");
    for choice in ["汐見野市鐘撞町の近く", "汐見野市鐘撞本町の近く"] {
        assert!(read.contains(choice), "{choice}");
    }
    let alone = town.search("鐘撞町").await;
    assert!(count(&alone) > 0 && plain(&alone.text).contains("汐見野市鐘撞町の近く"));
}

async fn what_means_nothing_is_told_calmly_or_cleaned_away(town: &Town) {
    for (asked, said) in [
        ("kind=x", "「kind=x」はわからないので"),
        ("kind=pharmacy&open=noon", "「open=noon」はわからないので"),
        ("q=%F0%9F%98%80", "「😀」ではさがせません"),
        ("q=%25", "「%」ではさがせません"),
        ("q=%E8%96%AC%E5%B1%80+%F0%9F%98%80", "「😀」は使わずにさがしました"),
        ("kind=pharmacy&q=%25", "「%」は使わずにさがしました"),
        ("lat=0&lon=0&kind=pharmacy", "「lat=0、lon=0」はわからないので"),
    ] {
        let page = town.get(&format!("/search?{asked}")).await;
        assert_eq!(page.status, 200, "{asked}");
        assert!(plain(&page.text).contains(said), "{asked}: {}", plain(&page.text));
    }
    assert_eq!(count(&town.search("😀").await), 0);
    assert!(town.search("😀").await.text.contains("value=\"😀\""), "nothing typed is lost");
    for (asked, canonical) in [
        ("q=a&lat=&lon=&near=", "/search?q=a"),
        ("q=%00%E2%80%AE&kind=pharmacy", "/search?kind=pharmacy"),
        ("q=a&utm_source=x", "/search?q=a"),
        ("q=a%08b", "/search?q=ab"),
    ] {
        let page = town.get(&format!("/search?{asked}")).await;
        assert_eq!((page.status.as_u16(), page.location()), (303, canonical), "{asked}");
        assert_eq!(town.get(canonical).await.status, 200);
    }
    let long = "薬局".repeat(80);
    let page = town.search(&long).await;
    assert!(page.status == 200 && page.text.contains(&long), "what is too long stays in the box");
    assert!(plain(&page.text).contains("100文字まで"));
}

/// 勤労感謝の日, at nine.
const HOLIDAY: &str = "2026-11-23T00:00:00Z";

#[tokio::test]
async fn on_a_holiday_today_is_meant() {
    for db in databases().await {
        let town = Town::invented(db, HOLIDAY).await;
        for typed in ["今日開いている薬局", "休日当番医", "当番医"] {
            let page = town.search(typed).await;
            assert!(count(&page) > 0 && page.text.contains("value=\"today\" checked"), "{typed}");
            for row in rows(&page) {
                assert!(row.contains("今日 ") || row.contains("いま開いています"), "{typed}: {row}");
            }
        }
        let holiday = town.get("/search?kind=pharmacy&open=holiday").await;
        let today = |row: &String| row.contains("今日(祝日) ");
        assert!(rows(&holiday).iter().any(today) && !plain(&holiday.text).contains("次の祝日は 11月23日"));
    }
}

#[tokio::test]
async fn the_night_and_the_second_sunday_say_when() {
    for db in databases().await {
        let town = Town::invented(db, SUNDAY).await;
        let night = town.get("/search?kind=pharmacy&open=night").await;
        let told = rows(&night);
        assert!(!told.is_empty());
        for row in &told {
            let said = ["今夜は", "次に夜も開くのは", "夜間の対応:"];
            assert!(said.iter().any(|said| row.contains(said)), "{row}");
        }
        assert!(told.iter().any(|row| row.contains("夜間の対応:")), "{told:?}");
        let refuses = |row: &String| row.contains("夜間の対応:できません");
        assert!(told.iter().any(refuses) && told.is_sorted_by_key(refuses), "who refuses stands last: {told:?}");
        for typed in ["麻薬 注射 夜", "夜 薬局"] {
            let rows = rows(&town.search(typed).await);
            let chidori = rows.iter().position(|row| row.contains("ちどり薬局 病院前店")).expect("its word is found");
            assert!(rows[chidori].contains("夜間の対応:できません"), "{}", rows[chidori]);
            let tonight = rows.iter().filter(|row| row.contains("今夜は")).count();
            assert!(tonight > 0 && rows[..tonight].iter().all(|row| row.contains("今夜は")), "{typed}: {rows:?}");
            assert!(rows[..chidori].iter().all(|row| !row.contains("夜間の対応:できません")), "{typed}: {rows:?}");
        }
        let read = plain(&night.text);
        assert!(read.contains("明日 11月23日(月)は祝日(勤労感謝の日)です。"), "{read}");

        let sunday = town.get("/search?kind=dental_clinic&open=sunday").await;
        let every_other = rows(&sunday).into_iter().find(|row| row.contains("第2・第4日曜日"));
        let row = every_other.expect("one opens on some Sundays");
        assert!(row.contains("今日 "), "today is the fourth: {row}");

        let holiday = town.get("/search?kind=pharmacy&open=holiday").await;
        assert!(
            rows(&holiday).iter().all(|row| row.contains("次の祝日は 11月23日(月) 勤労感謝の日")),
            "{:?}",
            rows(&holiday)
        );
    }
}

async fn every_way_on_finds_as_many_as_it_says_and_every_chip_can_be_dropped(town: &Town) {
    for typed in [
        "麻薬 注射 透析",
        "鐘撞町 透析 小児",
        "どこにもない名前 歯科",
        "桐原市 透析",
        "日曜日の透析",
        "麻薬 透析 夜 小児",
        "鐘撞町 どこにもない名前",
        "どこにもない歯科",
    ] {
        let page = town.search(typed).await;
        let note = page.text.split("<div class=\"note\">").last().unwrap_or_default();
        let offers: Vec<(u64, String)> = note.split("<p>").filter_map(offer).collect();
        assert!(count(&page) > 2 || !offers.is_empty(), "{typed}: {}", plain(note));
        for (number, href) in offers {
            assert!(number > 0, "{typed}: {href}");
            let relaxed = town.get(&href).await;
            assert_eq!(count(&relaxed), number, "{typed}: {href}: {}", plain(&relaxed.text));
        }
    }
    let page = town.search("鐘撞町 歯科 夜 日曜日").await;
    let chips =
        page.text.split("class=\"chosen").nth(1).and_then(|rest| rest.split("</ul>").next()).unwrap_or_default();
    let hrefs: Vec<String> =
        chips.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).map(unescaped).collect();
    assert_eq!(hrefs.len(), 5, "{chips}");
    for href in hrefs {
        assert_eq!(town.get(&href).await.status, 200, "{href}");
    }
}

/// The number and the address of a way on.
fn offer(paragraph: &str) -> Option<(u64, String)> {
    let (words, link) = paragraph.split_once("<a href=\"")?;
    let words = plain(words);
    let (before, _) = words.rsplit_once("件あります")?;
    let digits: String =
        before.chars().rev().take_while(|c| c.is_ascii_digit() || *c == ',').filter(|c| *c != ',').collect();
    let number = digits.chars().rev().collect::<String>().parse().ok()?;
    Some((number, unescaped(link.split('"').next()?)))
}

fn unescaped(href: &str) -> String {
    href.replace("&amp;", "&").replace("&#38;", "&")
}
