//! The invented members of the demo (架空の登録者): one of every profession, with a manager in each organisation.
//!
//! Nobody of this name is anybody, no number rings, and nobody has a password: a demo lets people in by a page of its own.

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::directory::hours::Reach;
use crate::people::form::{MemberForm, WayForm};
use crate::platform::access::Role;

/// An invented member: what his manager would type, and what became of him.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InventedMember {
    /// What was typed.
    pub form: MemberForm,
    /// The facility where he works, by its name; nothing: the hub's own staff.
    pub facility: Option<&'static str>,
    /// 役職.
    pub title: &'static str,
    /// His first day there.
    pub since: Date,
    /// Whether he manages it.
    pub manages: bool,
    /// His roles in the hub.
    pub roles: Vec<Role>,
    /// How his story ends.
    pub fate: Fate,
}

/// How the story of an invented member ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// He works here.
    Works,
    /// He works here, and nobody has confirmed it for more than a year.
    Overdue,
    /// He has not accepted yet.
    Invited,
    /// He has left.
    Left,
}

/// `professions|name|reading|facility|title|words`: the first profession is what he stands for. Words: `manager`, roles of the hub,
/// `invited`, `left`, `overdue`, `hidden` (shows no telephone), `night` and `noon` (when he is best reached), and languages
/// as `+vi`.
const MEMBERS: &str = "
nurse,care_manager|白石 澪|しらいし みお|||coordinator noon
clerk|磯部 汐里|いそべ しおり|||administrator
official|大浜 渡|おおはま わたる|汐見野市役所 高齢介護課|課長|manager privacy_officer
physician|潮見 航|しおみ わたる|港町ホームケアクリニック|院長|manager night +en
dentist|湊 千尋|みなと ちひろ|汐見野みなと歯科|院長|manager noon
dental_hygienist|白川 舞|しらかわ まい|汐見野みなと歯科||
pharmacist|薬師寺 岬|やくしじ みさき|港町薬局|管理薬剤師|manager night
visiting_nurse,nurse|髙波 凪|たかなみ なぎ|訪問看護ステーション しおかぜ|所長|manager night
visiting_nurse,nurse|渚 みのり|なぎさ みのり|訪問看護ステーション しおかぜ||overdue noon hidden
nurse|西浦 昇|にしうら のぼる|訪問看護ステーション しおかぜ||left
visiting_nurse|新田 芽衣|にった めい|訪問看護ステーション しおかぜ||invited
public_health_nurse|浜辺 薫|はまべ かおる|汐見野市保健センター|主査|manager
midwife|海野 こはる|うみの こはる|助産院 うみのこ|院長|manager +en
physical_therapist|力石 歩|りきいし あゆむ|汐見野中央訪問リハビリテーション|主任|manager
occupational_therapist|織部 環|おりべ たまき|訪問看護ステーション こもれび 千鳥野||manager
speech_therapist|言問 響|こととい ひびき|汐見野市立総合病院||noon
dietitian|穂積 菜摘|ほづみ なつみ|汐見野市立総合病院||
medical_social_worker,social_worker|橋立 結|はしだて ゆい|汐見野市立総合病院|地域連携室長|manager noon +zh
discharge_coordinator,nurse|門出 桜|かどで さくら|汐見野市立総合病院|退院支援看護師|
mental_health_social_worker|心野 光|しんの ひかる|汐見こころの病院||manager
social_worker|福井 遥|ふくい はるか|汐見野市中央地域包括支援センター||
support_centre_staff,chief_care_manager|堤 直樹|つつみ なおき|汐見野市中央地域包括支援センター|センター長|manager
care_manager|計良 桂|けら かつら|鐘撞居宅介護支援事業所|管理者|manager noon
chief_care_manager|葛󠄀城 恵|かつらぎ めぐみ|うめがえ居宅介護支援事業所|管理者|manager
care_worker|介川 守|すけがわ まもる|しおさいヘルパーステーション|サービス提供責任者|manager
home_helper|グエン ティ ホア||しおさいヘルパーステーション||hidden noon +vi
disability_consultant|相田 学|あいだ まなぶ|汐見野市障がい者相談支援センター||manager +jsl
emergency_crew|早川 隼|はやかわ しゅん|汐見野市消防本部|救急係長|manager
welfare_commissioner|民谷 節子|たみや せつこ|鐘撞見守り隊||manager hidden
council_of_social_welfare|協田 実|きょうだ みのる|汐見野市社会福祉協議会||manager
volunteer|耳塚 聡|みみづか さとし|傾聴ボランティア みみずく|代表|manager hidden
resident|住吉 和|すみよし なごみ|在宅介護者の会 ともしび|世話人|manager hidden
other|羽佐間 剪|はさま せん|汐見野訪問理美容 はさみや|店主|manager
";

/// Everybody, as of this day.
pub fn members(today: Date) -> Vec<InventedMember> {
    MEMBERS.lines().filter(|line| !line.is_empty()).enumerate().map(|(at, line)| member(at, line, today)).collect()
}

fn member(at: usize, line: &'static str, today: Date) -> InventedMember {
    let mut columns = line.split('|');
    let mut next = || columns.next().unwrap_or_default();
    let (professions, name, kana, facility, title) = (next(), next(), next(), next(), next());
    let words: Vec<&str> = next().split_whitespace().collect();
    let has = |word: &str| words.contains(&word);
    let languages = words.iter().filter_map(|word| word.strip_prefix('+'));
    let fate = [("overdue", Fate::Overdue), ("invited", Fate::Invited), ("left", Fate::Left)];
    let fate = fate.into_iter().find(|(word, _)| has(word)).map_or(Fate::Works, |(_, fate)| fate);
    let days = if fate == Fate::Overdue { 500 } else { 20 + 10 * at as i64 };
    InventedMember {
        form: MemberForm {
            name: name.to_owned(),
            kana: kana.to_owned(),
            professions: professions.split(',').map(str::to_owned).collect(),
            sign_in: format!("demo.{}", sign_in(at)),
            email: String::new(),
            phone: format!("0000-31-{:04}", 100 + at),
            shows_contact: !has("hidden"),
            languages: std::iter::once("ja").chain(languages).map(str::to_owned).collect(),
            best_reached: ways(has("night"), has("noon")),
        },
        facility: (!facility.is_empty()).then_some(facility),
        title,
        since: today.saturating_sub(days.days()),
        manages: has("manager"),
        roles: Role::ALL.into_iter().filter(|role| *role != Role::Manager && has(role.code())).collect(),
        fate,
    }
}

/// Names of two letters that no two share and nobody mistakes.
fn sign_in(at: usize) -> String {
    const LETTERS: &[u8; 10] = b"abcefghjkn";
    [LETTERS[at / 10 % 10], LETTERS[at % 10]].into_iter().map(char::from).collect()
}

fn ways(night: bool, noon: bool) -> Vec<WayForm> {
    let way = |reach, hours: &str, note: &str| WayForm { reach, hours: hours.to_owned(), note: note.to_owned() };
    let mut ways = Vec::new();
    if noon {
        ways.push(way(Reach::Phone, "月〜金 12:00-13:00", "訪問中は出られません"));
    }
    if night {
        ways.push(way(Reach::Phone, "月〜金 17:00-21:00、土 9:00-12:00", "急ぎのときはいつでも"));
    }
    if noon || night {
        ways.push(way(Reach::Chat, "", ""));
    }
    ways
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jiff::civil::date;

    use super::*;
    use crate::people::profession::PROFESSIONS;
    use crate::people::review::due_on;
    use crate::sim::area::fictional_area;

    const TODAY: Date = date(2026, 11, 22);

    #[test]
    fn there_is_one_of_every_profession_and_everything_typed_is_right() {
        let all = members(TODAY);
        let first: BTreeSet<&str> = all.iter().map(|one| one.form.professions[0].as_str()).collect();
        for profession in &PROFESSIONS {
            assert!(first.contains(&*profession.code), "nobody stands for {}", profession.code);
        }
        let mut looks = BTreeSet::new();
        for one in &all {
            let known = one.form.checked(&[]).unwrap_or_else(|why| panic!("{}: {why}", one.form.name));
            assert!(looks.insert(known.keys().sign_in_look), "{}", known.sign_in);
            assert!(known.phone.is_some_and(|phone| phone.starts_with("0000-")), "nobody can be called");
        }
    }

    #[test]
    fn every_organisation_exists_and_has_its_manager() {
        let area = fictional_area(1, TODAY);
        let all = members(TODAY);
        let facilities: BTreeSet<&str> = all.iter().filter_map(|one| one.facility).collect();
        assert!(facilities.len() > 15);
        for facility in facilities {
            assert!(area.records.iter().any(|record| record.name == facility), "there is no {facility}");
            let managers = all.iter().filter(|one| one.facility == Some(facility) && one.manages).count();
            assert_eq!(managers, 1, "{facility}");
        }
    }

    #[test]
    fn one_has_left_one_is_invited_one_is_overdue_and_the_hub_has_its_staff() {
        let all = members(TODAY);
        let count = |fate| all.iter().filter(|one| one.fate == fate).count();
        assert_eq!((count(Fate::Left), count(Fate::Invited), count(Fate::Overdue)), (1, 1, 1));
        for one in &all {
            assert_eq!(due_on(one.since, None) < TODAY, one.fate == Fate::Overdue, "{}", one.form.name);
        }
        for role in [Role::Coordinator, Role::Administrator, Role::PrivacyOfficer] {
            assert_eq!(all.iter().filter(|one| one.roles.contains(&role)).count(), 1, "{role:?}");
        }
    }
}
