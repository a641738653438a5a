//! What somebody is by trade (職種): the code table of the field, and what a hub adds to it.

use std::borrow::Cow;

/// A profession (職種). Somebody may have several: the hub's own staff are often nurse and care manager.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profession {
    /// The stored code; a hub's own begin with [`OWN_PREFIX`].
    pub code: Cow<'static, str>,
    /// The Japanese name.
    pub japanese: Cow<'static, str>,
    /// Its reading.
    pub reading: Cow<'static, str>,
    /// The English name.
    pub english: Cow<'static, str>,
}

/// How the code of a hub's own profession begins.
pub const OWN_PREFIX: &str = "own_";

/// The professions that every hub knows, in the order in which lists show them.
pub static PROFESSIONS: [Profession; 30] = [
    p("physician", "医師", "いし", "Physician"),
    p("dentist", "歯科医師", "しかいし", "Dentist"),
    p("pharmacist", "薬剤師", "やくざいし", "Pharmacist"),
    p("nurse", "看護師", "かんごし", "Nurse"),
    p("visiting_nurse", "訪問看護師", "ほうもんかんごし", "Visiting nurse"),
    p("public_health_nurse", "保健師", "ほけんし", "Public health nurse"),
    p("midwife", "助産師", "じょさんし", "Midwife"),
    p("physical_therapist", "理学療法士", "りがくりょうほうし", "Physical therapist"),
    p("occupational_therapist", "作業療法士", "さぎょうりょうほうし", "Occupational therapist"),
    p("speech_therapist", "言語聴覚士", "げんごちょうかくし", "Speech therapist"),
    p("dietitian", "管理栄養士・栄養士", "かんりえいようし・えいようし", "Dietitian"),
    p("dental_hygienist", "歯科衛生士", "しかえいせいし", "Dental hygienist"),
    p("medical_social_worker", "医療ソーシャルワーカー", "いりょうソーシャルワーカー", "Medical social worker"),
    p("social_worker", "社会福祉士", "しゃかいふくしし", "Social worker"),
    p("mental_health_social_worker", "精神保健福祉士", "せいしんほけんふくしし", "Mental health social worker"),
    p("care_manager", "介護支援専門員", "かいごしえんせんもんいん", "Care manager"),
    p("chief_care_manager", "主任介護支援専門員", "しゅにんかいごしえんせんもんいん", "Chief care manager"),
    p("care_worker", "介護福祉士", "かいごふくしし", "Certified care worker"),
    p("home_helper", "訪問介護員", "ほうもんかいごいん", "Home helper"),
    p(
        "support_centre_staff",
        "地域包括支援センター職員",
        "ちいきほうかつしえんセンターしょくいん",
        "Community support centre staff",
    ),
    p("discharge_coordinator", "退院調整職員", "たいいんちょうせいしょくいん", "Discharge coordinator"),
    p("disability_consultant", "障害者相談員", "しょうがいしゃそうだんいん", "Disability consultant"),
    p("official", "行政職員", "ぎょうせいしょくいん", "Public official"),
    p("emergency_crew", "消防・救急", "しょうぼう・きゅうきゅう", "Ambulance crew"),
    p("welfare_commissioner", "民生委員", "みんせいいいん", "Welfare commissioner"),
    p(
        "council_of_social_welfare",
        "社会福祉協議会職員",
        "しゃかいふくしきょうぎかいしょくいん",
        "Council of social welfare staff",
    ),
    p("volunteer", "ボランティア", "ボランティア", "Volunteer"),
    p("clerk", "事務", "じむ", "Office staff"),
    p("resident", "住民", "じゅうみん", "Resident"),
    p("other", "その他", "そのた", "Other"),
];

const fn p(code: &'static str, japanese: &'static str, reading: &'static str, english: &'static str) -> Profession {
    Profession {
        code: Cow::Borrowed(code),
        japanese: Cow::Borrowed(japanese),
        reading: Cow::Borrowed(reading),
        english: Cow::Borrowed(english),
    }
}

/// The built-in profession with this code.
pub fn by_code(code: &str) -> Option<&'static Profession> {
    PROFESSIONS.iter().find(|profession| profession.code == code)
}

/// Whether a hub may call a profession of its own so: `own_`, then small letters, digits and `_`, up to 40.
pub fn is_own_code(code: &str) -> bool {
    let rest = code.strip_prefix(OWN_PREFIX).unwrap_or_default();
    let plain = rest.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    !rest.is_empty() && rest.len() <= 40 && plain
}

#[cfg(test)]
mod tests {
    use kyoten_text::name::ruby;

    use super::*;

    #[test]
    fn every_code_stands_once_and_reads_over_its_kanji() {
        for (at, profession) in PROFESSIONS.iter().enumerate() {
            assert!(PROFESSIONS[at + 1..].iter().all(|other| other.code != profession.code), "{}", profession.code);
            assert!(!is_own_code(&profession.code));
            let over = ruby(&profession.japanese, &profession.reading);
            let name: String = over.iter().map(|part| part.base.as_str()).collect();
            assert_eq!(name, profession.japanese);
            assert!(by_code(&profession.code).is_some());
        }
    }

    #[test]
    fn a_hub_names_its_own_with_own() {
        assert!(is_own_code("own_acupuncturist"));
        for code in ["acupuncturist", "own_", "own_鍼", "own_A", &format!("own_{}", "a".repeat(41))] {
            assert!(!is_own_code(code), "{code}");
        }
    }
}
