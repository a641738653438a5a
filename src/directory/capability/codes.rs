//! The hub's questions to every organisation (対応できること): the built-in code table, which a hub may extend.
//!
//! Open data knows nothing of home care; these answers are the hub's own survey layer.

/// A question of the survey: can you do this?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CapabilityCode {
    /// The stored code.
    pub code: &'static str,
    /// Under which heading it is asked and shown.
    pub group: CapabilityGroup,
    /// The words on Japanese pages.
    pub japanese: &'static str,
    /// The words on plain-Japanese pages (やさしい日本語); the same where the word is plain already.
    pub easy: &'static str,
    /// The words on English pages.
    pub english: &'static str,
}

/// The headings under which capabilities stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CapabilityGroup {
    /// 家に来る.
    Visits,
    /// 夜間・休日.
    Hours,
    /// 看取り・痛み.
    EndOfLife,
    /// 薬.
    Medicines,
    /// 呼吸.
    Breathing,
    /// 栄養・点滴.
    Nutrition,
    /// 処置.
    Procedures,
    /// 病気と状態.
    Conditions,
    /// 口とリハビリ.
    MouthAndRehabilitation,
    /// 受け入れと費用.
    Access,
}

impl CapabilityGroup {
    /// Every group in the order of the pages.
    pub const ALL: [Self; 10] = [
        Self::Visits,
        Self::Hours,
        Self::EndOfLife,
        Self::Medicines,
        Self::Breathing,
        Self::Nutrition,
        Self::Procedures,
        Self::Conditions,
        Self::MouthAndRehabilitation,
        Self::Access,
    ];

    /// The Japanese heading.
    pub fn japanese(self) -> &'static str {
        match self {
            Self::Visits => "家に来る",
            Self::Hours => "夜間・休日",
            Self::EndOfLife => "看取り・痛み",
            Self::Medicines => "薬",
            Self::Breathing => "呼吸",
            Self::Nutrition => "栄養・点滴",
            Self::Procedures => "処置",
            Self::Conditions => "病気と状態",
            Self::MouthAndRehabilitation => "口とリハビリ",
            Self::Access => "受け入れと費用",
        }
    }

    /// The English heading.
    pub fn english(self) -> &'static str {
        match self {
            Self::Visits => "Comes to the house",
            Self::Hours => "Nights and holidays",
            Self::EndOfLife => "End of life and pain",
            Self::Medicines => "Medicines",
            Self::Breathing => "Breathing",
            Self::Nutrition => "Nutrition and drips",
            Self::Procedures => "Procedures",
            Self::Conditions => "Illnesses and conditions",
            Self::MouthAndRehabilitation => "Mouth and rehabilitation",
            Self::Access => "Access and cost",
        }
    }
}

use CapabilityGroup as G;

const fn c(
    code: &'static str,
    group: CapabilityGroup,
    japanese: &'static str,
    easy: &'static str,
    english: &'static str,
) -> CapabilityCode {
    CapabilityCode { code, group, japanese, easy, english }
}

/// The built-in table, in the order of the pages.
pub const CAPABILITY_CODES: &[CapabilityCode] = &[
    c("home_visit", G::Visits, "訪問診療", "お医者さんが決まった日に家に来る", "Regular home visits by a doctor"),
    c("house_call", G::Visits, "往診(時間内)", "よぶと家に来る(昼)", "House calls in opening hours"),
    c("house_call_night", G::Visits, "往診(夜間)", "よぶと家に来る(夜)", "House calls at night"),
    c("house_call_holiday", G::Visits, "往診(休日)", "よぶと家に来る(休みの日)", "House calls on holidays"),
    c("dental_visit", G::Visits, "訪問歯科", "歯医者さんが家に来る", "Dentist comes to the house"),
    c(
        "pharmacist_visit",
        G::Visits,
        "訪問薬剤管理指導(平日)",
        "薬局の人が家に来る(平日)",
        "Pharmacist comes to the house on weekdays",
    ),
    c(
        "pharmacist_visit_holiday",
        G::Visits,
        "訪問薬剤管理指導(夜間・休日)",
        "薬局の人が家に来る(夜・休みの日)",
        "Pharmacist comes at night and on holidays",
    ),
    c("nurse_visit", G::Visits, "訪問看護", "看護師さんが家に来る", "Nurse comes to the house"),
    c("contact_24h", G::Hours, "24時間連絡", "いつでも電話できる", "Reachable day and night"),
    c("night", G::Hours, "夜間の対応", "夜も使える", "Open at night"),
    c("holiday", G::Hours, "土日祝の利用", "土曜・日曜・祝日も使える", "Open at weekends and on holidays"),
    c("emergency_admission", G::Hours, "緊急受入", "急なときに入れる", "Emergency admission"),
    c("death_at_home", G::EndOfLife, "看取り", "家で最期までみる", "Care until death at home"),
    c("palliative_cancer", G::EndOfLife, "がん緩和ケア", "がんの痛みをやわらげる", "Palliative care for cancer"),
    c("opioid_oral", G::EndOfLife, "麻薬(内服・貼付)", "強い痛みどめ(のみ薬・はり薬)", "Opioids by mouth or patch"),
    c("opioid_injection", G::EndOfLife, "麻薬(注射・PCA)", "強い痛みどめ(注射)", "Opioids by injection or PCA"),
    c("sterile_compounding", G::Medicines, "無菌調剤", "点滴の薬をきれいな部屋で作る", "Sterile compounding"),
    c("insulin", G::Medicines, "インスリン・自己注射", "インスリンなどの注射", "Insulin and self-injection"),
    c("oxygen", G::Breathing, "在宅酸素", "家で酸素を使う", "Oxygen at home"),
    c("ventilator_npv", G::Breathing, "人工呼吸器(NPPV)", "呼吸の機械(マスク)", "Ventilator, mask (NPPV)"),
    c("ventilator", G::Breathing, "人工呼吸器(TPPV)", "呼吸の機械(のどから)", "Ventilator, invasive (TPPV)"),
    c("tracheostomy", G::Breathing, "気管切開", "のどに管がある人", "Tracheostomy"),
    c("suction", G::Breathing, "喀痰吸引", "たんの吸引", "Suction"),
    c("tpn", G::Nutrition, "中心静脈栄養", "太い血管からの栄養", "Central venous nutrition (TPN)"),
    c("drip", G::Nutrition, "末梢点滴", "点滴", "Peripheral drip"),
    c("gastrostomy", G::Nutrition, "経鼻・胃瘻・腸瘻", "管から食べる人", "Tube feeding, gastrostomy"),
    c("dialysis", G::Procedures, "透析(腹膜透析・血液透析の送迎)", "透析", "Dialysis, with transport"),
    c("catheter", G::Procedures, "尿道カテーテル・膀胱瘻", "おしっこの管", "Urinary catheter"),
    c("stoma", G::Procedures, "ストーマ", "人工肛門", "Stoma"),
    c("pressure_ulcer", G::Procedures, "褥瘡(DESIGN-R D3以上)", "ひどい床ずれ", "Deep pressure ulcers"),
    c("transfusion", G::Procedures, "輸血", "輸血", "Transfusion"),
    c("ascites", G::Procedures, "腹水穿刺", "おなかの水をぬく", "Ascites puncture"),
    c("dementia", G::Conditions, "認知症(BPSD)", "認知症", "Dementia with behavioural symptoms"),
    c("psychiatric", G::Conditions, "精神疾患", "こころの病気", "Mental illness"),
    c("intractable", G::Conditions, "神経難病", "神経の難しい病気", "Intractable neurological disease"),
    c("paediatrics", G::Conditions, "小児・医療的ケア児", "子ども", "Children with medical needs"),
    c("disability", G::Conditions, "障害", "障害のある人", "Disability"),
    c(
        "infection",
        G::Conditions,
        "感染症(結核・MRSA・肝炎など)",
        "うつる病気の人",
        "Infections (TB, MRSA, hepatitis …)",
    ),
    c("living_alone", G::Conditions, "独居・身寄りなし", "ひとりで暮らす人", "Living alone, no relatives"),
    c("public_assistance", G::Conditions, "生活保護", "生活保護の人", "Public assistance"),
    c(
        "swallowing",
        G::MouthAndRehabilitation,
        "嚥下評価・嚥下食",
        "のみこみの検査と食事",
        "Swallowing assessment and diet",
    ),
    c("denture", G::MouthAndRehabilitation, "入れ歯の直し(家で)", "家で入れ歯を直す", "Dentures mended at home"),
    c("oral_care", G::MouthAndRehabilitation, "口腔ケア", "口の中をきれいにする", "Oral care"),
    c("rehabilitation", G::MouthAndRehabilitation, "リハビリ(PT・OT・ST)", "リハビリ", "Rehabilitation (PT, OT, ST)"),
    c("transport", G::Access, "送迎", "車でむかえに来る", "Transport"),
    c("wheelchair", G::Access, "車いす・リクライニング", "車いすで入れる", "Wheelchair accessible"),
    c("respite", G::Access, "レスパイト", "家族が休むための入院", "Respite admission"),
    c("cost_band", G::Access, "費用区分", "かかるお金", "Cost band"),
    c("languages", G::Access, "外国語", "外国のことば", "Languages other than Japanese"),
];

/// The questions whose yes means that somebody comes to the house (家に来る), for search and for every page alike.
pub const AT_HOME: &[&str] = &[
    "home_visit",
    "house_call",
    "house_call_night",
    "house_call_holiday",
    "dental_visit",
    "pharmacist_visit",
    "pharmacist_visit_holiday",
    "nurse_visit",
    "denture",
];

/// The question whose yes means the same as being open at night (夜間の対応).
pub const NIGHT: &str = "night";

/// The question of which the words say more than the yes: 英語と中国語.
pub const LANGUAGES: &str = "languages";

/// The built-in question with this code.
pub fn by_code(code: &str) -> Option<&'static CapabilityCode> {
    CAPABILITY_CODES.iter().find(|known| known.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_asked_once_and_every_group_has_questions() {
        for (i, one) in CAPABILITY_CODES.iter().enumerate() {
            assert!(CAPABILITY_CODES[i + 1..].iter().all(|other| other.code != one.code), "{} twice", one.code);
        }
        assert!(AT_HOME.iter().all(|code| by_code(code).is_some()), "a question of the list is not in the table");
        for group in CapabilityGroup::ALL {
            assert!(CAPABILITY_CODES.iter().any(|code| code.group == group));
        }
    }
}
