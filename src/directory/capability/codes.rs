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
    /// The word of the trade, which search knows too. What pages say in each language stands in `lang/*.toml`.
    pub japanese: &'static str,
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

    /// The code by which the pages know its heading.
    pub fn code(self) -> &'static str {
        match self {
            Self::Visits => "visits",
            Self::Hours => "hours",
            Self::EndOfLife => "end_of_life",
            Self::Medicines => "medicines",
            Self::Breathing => "breathing",
            Self::Nutrition => "nutrition",
            Self::Procedures => "procedures",
            Self::Conditions => "conditions",
            Self::MouthAndRehabilitation => "mouth_and_rehabilitation",
            Self::Access => "access",
        }
    }
}

use CapabilityGroup as G;

const fn c(code: &'static str, group: CapabilityGroup, japanese: &'static str) -> CapabilityCode {
    CapabilityCode { code, group, japanese }
}

/// The built-in table, in the order of the pages.
pub const CAPABILITY_CODES: &[CapabilityCode] = &[
    c("home_visit", G::Visits, "訪問診療"),
    c("house_call", G::Visits, "往診(時間内)"),
    c("house_call_night", G::Visits, "往診(夜間)"),
    c("house_call_holiday", G::Visits, "往診(休日)"),
    c("dental_visit", G::Visits, "訪問歯科"),
    c("pharmacist_visit", G::Visits, "訪問薬剤管理指導(平日)"),
    c("pharmacist_visit_holiday", G::Visits, "訪問薬剤管理指導(夜間・休日)"),
    c("nurse_visit", G::Visits, "訪問看護"),
    c("contact_24h", G::Hours, "24時間連絡"),
    c("night", G::Hours, "夜間の対応"),
    c("holiday", G::Hours, "土日祝の利用"),
    c("emergency_admission", G::Hours, "緊急受入"),
    c("death_at_home", G::EndOfLife, "看取り"),
    c("palliative_cancer", G::EndOfLife, "がん緩和ケア"),
    c("opioid_oral", G::EndOfLife, "麻薬(内服・貼付)"),
    c("opioid_injection", G::EndOfLife, "麻薬(注射・PCA)"),
    c("sterile_compounding", G::Medicines, "無菌調剤"),
    c("insulin", G::Medicines, "インスリン・自己注射"),
    c("oxygen", G::Breathing, "在宅酸素"),
    c("ventilator_npv", G::Breathing, "人工呼吸器(NPPV)"),
    c("ventilator", G::Breathing, "人工呼吸器(TPPV)"),
    c("tracheostomy", G::Breathing, "気管切開"),
    c("suction", G::Breathing, "喀痰吸引"),
    c("tpn", G::Nutrition, "中心静脈栄養"),
    c("drip", G::Nutrition, "末梢点滴"),
    c("gastrostomy", G::Nutrition, "経鼻・胃瘻・腸瘻"),
    c("dialysis", G::Procedures, "透析(腹膜透析・血液透析の送迎)"),
    c("catheter", G::Procedures, "尿道カテーテル・膀胱瘻"),
    c("stoma", G::Procedures, "ストーマ"),
    c("pressure_ulcer", G::Procedures, "褥瘡(DESIGN-R D3以上)"),
    c("transfusion", G::Procedures, "輸血"),
    c("ascites", G::Procedures, "腹水穿刺"),
    c("dementia", G::Conditions, "認知症(BPSD)"),
    c("psychiatric", G::Conditions, "精神疾患"),
    c("intractable", G::Conditions, "神経難病"),
    c("paediatrics", G::Conditions, "小児・医療的ケア児"),
    c("disability", G::Conditions, "障害"),
    c("infection", G::Conditions, "感染症(結核・MRSA・肝炎など)"),
    c("living_alone", G::Conditions, "独居・身寄りなし"),
    c("public_assistance", G::Conditions, "生活保護"),
    c("swallowing", G::MouthAndRehabilitation, "嚥下評価・嚥下食"),
    c("denture", G::MouthAndRehabilitation, "入れ歯の直し(家で)"),
    c("oral_care", G::MouthAndRehabilitation, "口腔ケア"),
    c("rehabilitation", G::MouthAndRehabilitation, "リハビリ(PT・OT・ST)"),
    c("transport", G::Access, "送迎"),
    c("wheelchair", G::Access, "車いす・リクライニング"),
    c("respite", G::Access, "レスパイト"),
    c("cost_band", G::Access, "費用区分"),
    c("languages", G::Access, "外国語"),
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

/// Where a question stands in the table; the hub's own stand behind it.
pub fn place(code: &str) -> usize {
    CAPABILITY_CODES.iter().position(|known| known.code == code).unwrap_or(CAPABILITY_CODES.len())
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
