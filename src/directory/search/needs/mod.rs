//! Needs in people's own words (困りごと) and who serves them.
//!
//! A term that is one of these phrases also finds the facilities that serve the need, and the hit says so. The table never
//! prefers one provider to another: it names kinds, services and capabilities, not organisations.

use std::collections::HashMap;
use std::sync::LazyLock;

use kyoten_text::normalize::search_key;

use super::super::kind::OrganizationKind as K;

/// A need and who serves it: any of the kinds, services or capabilities is enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Need {
    /// The words people use.
    pub phrase: &'static str,
    /// Kinds that serve it.
    pub kinds: &'static [K],
    /// Services that serve it.
    pub services: &'static [&'static str],
    /// Capabilities that serve it.
    pub capabilities: &'static [&'static str],
}

const fn n(
    phrase: &'static str,
    kinds: &'static [K],
    services: &'static [&'static str],
    capabilities: &'static [&'static str],
) -> Need {
    Need { phrase, kinds, services, capabilities }
}

const MOUTH: &[&str] = &["dental_visit", "oral_care"];
const DENTURE: &[&str] = &["denture", "dental_visit"];
const SWALLOWING: &[&str] = &["swallowing"];
const ULCER: &[&str] = &["pressure_ulcer"];
const PAIN: &[&str] = &["palliative_cancer", "opioid_oral", "opioid_injection"];
const DEMENTIA: &[&str] = &["dementia"];
const DEMENTIA_CARE: &[&str] = &["320", "720"];
const NIGHT_MEDICINE: &[&str] = &["pharmacist_visit_holiday"];
const MEDICINE: &[&str] = &["pharmacist_visit", "pharmacist_visit_holiday"];
const LAST_DAYS: &[&str] = &["death_at_home"];
const REHABILITATION: &[&str] = &["140", "160"];
const HOUSEWORK: &[&str] = &["110"];
const EQUIPMENT: &[&str] = &["170", "410"];
const BATH: &[&str] = &["120", "150", "780"];
const DOCTOR: &[&str] = &["home_visit", "house_call"];
const NIGHT_DOCTOR: &[&str] = &["house_call_night", "contact_24h", "night"];
const NURSE: &[&str] = &["nurse_visit"];
const RESPITE: &[&str] = &["210", "220", "230", "551"];
const NIGHT_CARE: &[&str] = &["710", "760"];

/// The table, by subject.
pub const NEEDS: &[Need] = &[
    // 口
    n("入れ歯が合わない", &[K::DentalClinic], &[], DENTURE),
    n("入れ歯", &[K::DentalClinic], &[], DENTURE),
    n("入れ歯が痛い", &[K::DentalClinic], &[], DENTURE),
    n("入れ歯がこわれた", &[K::DentalClinic], &[], DENTURE),
    n("歯が痛い", &[K::DentalClinic], &["dental"], MOUTH),
    n("歯ぐきがはれた", &[K::DentalClinic], &["dental"], MOUTH),
    n("口がかわく", &[K::DentalClinic], &[], MOUTH),
    n("口のにおい", &[K::DentalClinic], &[], MOUTH),
    n("飲みこみにくい", &[], &[], SWALLOWING),
    n("飲み込みにくい", &[], &[], SWALLOWING),
    n("むせる", &[], &[], SWALLOWING),
    n("食べられない", &[], &[], &["swallowing", "gastrostomy", "tpn", "drip"]),
    // だれ
    n("歯医者", &[K::DentalClinic], &["dental"], &[]),
    n("歯医者さん", &[K::DentalClinic], &["dental"], &[]),
    n("お医者さん", &[K::Hospital, K::ClinicWithBeds, K::Clinic], &["outpatient"], &[]),
    n("医者", &[K::Hospital, K::ClinicWithBeds, K::Clinic], &["outpatient"], &[]),
    n("医師", &[K::Hospital, K::ClinicWithBeds, K::Clinic], &["outpatient"], &[]),
    n("薬屋", &[K::Pharmacy], &["pharmacy"], &[]),
    n("看護師", &[K::VisitingNurseStation], &["130"], &[]),
    n("ケアマネ", &[K::CareManagementOffice], &["430"], &[]),
    n("ヘルパー", &[K::HomeCare], HOUSEWORK, &[]),
    n("デイ", &[K::DayService], &["150", "780"], &[]),
    n("老人ホーム", &[K::ResidentialCare], &["331", "510"], &[]),
    // 体
    n("床ずれ", &[], &["130"], ULCER),
    n("じょくそう", &[], &["130"], ULCER),
    n("痛み", &[], &[], PAIN),
    n("痛みがつらい", &[], &[], PAIN),
    n("がんの痛み", &[], &[], PAIN),
    n("息苦しい", &[], &[], &["oxygen", "ventilator_npv", "ventilator"]),
    n("酸素を使いたい", &[], &[], &["oxygen"]),
    n("たんが出せない", &[], &["130"], &["suction"]),
    n("たんの吸引", &[], &["130"], &["suction"]),
    n("おしっこの管", &[], &["130"], &["catheter"]),
    n("人工肛門", &[], &["130"], &["stoma"]),
    n("胃ろう", &[], &["130"], &["gastrostomy"]),
    n("点滴をしたい", &[], &["130"], &["drip", "tpn"]),
    n("インスリン", &[], &["130"], &["insulin"]),
    n("透析", &[], &[], &["dialysis"]),
    n("通院できない", &[], &[], &["home_visit", "house_call", "dental_visit"]),
    n("家に来てほしい", &[], &["110", "120", "130", "140"], &["home_visit", "house_call", "dental_visit"]),
    n("お医者さんに来てほしい", &[], &[], DOCTOR),
    n("看護師に来てほしい", &[K::VisitingNurseStation], &["130"], NURSE),
    // こころ
    n("眠れない", &[], &[], &["psychiatric", "home_visit"]),
    n("気分が落ちこむ", &[], &[], &["psychiatric"]),
    n("物忘れ", &[K::CommunitySupportCentre], DEMENTIA_CARE, DEMENTIA),
    n("もの忘れ", &[K::CommunitySupportCentre], DEMENTIA_CARE, DEMENTIA),
    n("認知症かもしれない", &[K::CommunitySupportCentre], DEMENTIA_CARE, DEMENTIA),
    n("歩き回る", &[], DEMENTIA_CARE, DEMENTIA),
    n("怒りっぽい", &[], DEMENTIA_CARE, DEMENTIA),
    // 薬
    n("夜間の薬", &[], &[], NIGHT_MEDICINE),
    n("夜に薬がほしい", &[], &[], NIGHT_MEDICINE),
    n("薬を届けてほしい", &[], &[], MEDICINE),
    n("薬が飲めない", &[], &[], MEDICINE),
    n("薬が余っている", &[K::Pharmacy], &[], MEDICINE),
    // 夜と急なとき
    n("夜が心配", &[], NIGHT_CARE, NIGHT_DOCTOR),
    n("夜間に来てほしい", &[], NIGHT_CARE, NIGHT_DOCTOR),
    n("急に悪くなった", &[], &[], &["house_call", "house_call_night", "contact_24h", "emergency_admission"]),
    // 最期
    n("家で看取り", &[], &[], LAST_DAYS),
    n("家で最期まで", &[], &[], LAST_DAYS),
    n("家で死にたい", &[], &[], LAST_DAYS),
    // 暮らし
    n("リハビリ", &[K::HomeRehabilitation], REHABILITATION, &["rehabilitation"]),
    n("歩けるようになりたい", &[K::HomeRehabilitation], REHABILITATION, &["rehabilitation"]),
    n("転びやすい", &[K::HomeRehabilitation], REHABILITATION, &["rehabilitation"]),
    n("買い物", &[K::Informal], HOUSEWORK, &[]),
    n("掃除", &[K::Informal], HOUSEWORK, &[]),
    n("ごみ出し", &[K::Informal], HOUSEWORK, &[]),
    n("食事の支度", &[K::Informal], HOUSEWORK, &[]),
    n("車いすを借りたい", &[K::Equipment, K::CouncilOfSocialWelfare], EQUIPMENT, &[]),
    n("ベッドを借りたい", &[K::Equipment], EQUIPMENT, &[]),
    n("手すりをつけたい", &[K::Equipment], EQUIPMENT, &[]),
    n("おむつ", &[K::CommunitySupportCentre], EQUIPMENT, &[]),
    n("お風呂", &[], BATH, &[]),
    n("お風呂に入れない", &[], BATH, &[]),
    n("送り迎え", &[], &["150", "160", "780"], &["transport"]),
    n("車いすで入れる", &[], &[], &["wheelchair"]),
    n("ひとりぐらし", &[K::CommunitySupportCentre, K::Informal], &[], &["living_alone"]),
    n("話し相手", &[K::Informal, K::CouncilOfSocialWelfare], &[], &[]),
    n("家族が休みたい", &[K::ShortStay], RESPITE, &["respite"]),
    n("家族が疲れた", &[K::ShortStay, K::CommunitySupportCentre], RESPITE, &["respite"]),
    n("介護のお金", &[K::CommunitySupportCentre, K::CareManagementOffice], &["430"], &["cost_band"]),
    n("介護の相談", &[K::CommunitySupportCentre, K::CareManagementOffice], &["430"], &[]),
    n("ケアマネをさがす", &[K::CareManagementOffice], &["430"], &[]),
    n("外国語", &[], &[], &["languages"]),
];

static BY_KEY: LazyLock<HashMap<String, &'static Need>> =
    LazyLock::new(|| NEEDS.iter().map(|need| (search_key(need.phrase), need)).collect());

/// The need that a term, as a search key, names.
pub fn need(key: &str) -> Option<&'static Need> {
    BY_KEY.get(key).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::service_type;

    #[test]
    fn every_need_is_served_by_somebody_we_know() {
        for need in NEEDS {
            let servers = need.kinds.len() + need.services.len() + need.capabilities.len();
            assert!(servers > 0, "nobody serves {}", need.phrase);
            for code in need.services {
                assert!(service_type::by_code(code).is_some(), "{}: no service {code}", need.phrase);
            }
            for code in need.capabilities {
                assert!(
                    crate::directory::capability::codes::by_code(code).is_some(),
                    "{}: no capability {code}",
                    need.phrase
                );
            }
        }
    }

    #[test]
    fn a_need_is_found_whatever_the_width_and_kind_of_its_kana() {
        assert_eq!(need(&search_key("リハビリ")), need(&search_key("ﾘﾊﾋﾞﾘ")));
        assert_eq!(need(&search_key("入れ歯が合わない")).map(|n| n.capabilities), Some(DENTURE));
        assert_eq!(need("訪問看護"), None);
    }

    #[test]
    fn a_phrase_is_one_term_and_stands_once() {
        let mut keys: Vec<String> = NEEDS.iter().map(|need| search_key(need.phrase)).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), NEEDS.len());
        assert!(NEEDS.iter().all(|need| !need.phrase.contains(char::is_whitespace)));
    }
}
