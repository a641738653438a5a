//! Which questions each kind of place is asked, and how often it can (質問と、できる割合).

use crate::directory::kind::OrganizationKind as K;

use super::line::Line;

/// A question to one kind of place.
#[derive(Clone, Copy)]
pub(super) struct Question {
    /// A code of the built-in table.
    pub code: &'static str,
    /// Yes in this many of a hundred places.
    pub yes: u32,
    /// Under a condition in this many.
    pub conditional: u32,
    /// In the invented area only those can whom the tables name.
    pub only_if_told: bool,
    /// Even a yes has words: which language, what it costs.
    pub always_words: bool,
}

const fn q(code: &'static str, yes: u32, conditional: u32) -> Question {
    Question { code, yes, conditional, only_if_told: false, always_words: false }
}

const fn told(code: &'static str, yes: u32, conditional: u32) -> Question {
    Question { code, yes, conditional, only_if_told: true, always_words: false }
}

const fn words(code: &'static str, yes: u32) -> Question {
    Question { code, yes, conditional: 0, only_if_told: false, always_words: true }
}

const HOSPITAL: &[Question] = &[
    q("emergency_admission", 60, 30),
    q("respite", 30, 30),
    told("home_visit", 30, 10),
    q("palliative_cancer", 50, 20),
    q("transfusion", 80, 10),
    q("ascites", 70, 10),
    q("ventilator", 40, 20),
    q("tpn", 80, 10),
    q("gastrostomy", 80, 10),
    q("swallowing", 60, 20),
    q("rehabilitation", 80, 10),
    q("infection", 60, 30),
    q("psychiatric", 20, 20),
    q("living_alone", 50, 40),
    q("public_assistance", 95, 0),
    q("wheelchair", 100, 0),
    words("languages", 50),
];

const CLINIC: &[Question] = &[
    told("home_visit", 30, 15),
    told("house_call", 30, 15),
    told("house_call_night", 8, 8),
    told("house_call_holiday", 8, 8),
    told("death_at_home", 22, 10),
    q("palliative_cancer", 18, 12),
    q("opioid_oral", 30, 15),
    told("opioid_injection", 8, 8),
    q("oxygen", 40, 20),
    told("ventilator", 5, 5),
    q("tpn", 20, 10),
    q("drip", 45, 20),
    q("gastrostomy", 28, 15),
    q("insulin", 60, 10),
    q("catheter", 40, 15),
    q("pressure_ulcer", 25, 20),
    told("dialysis", 3, 3),
    q("dementia", 40, 30),
    told("psychiatric", 6, 12),
    told("paediatrics", 10, 10),
    q("living_alone", 50, 30),
    q("public_assistance", 85, 5),
    q("wheelchair", 65, 20),
    words("languages", 14),
];

const DENTIST: &[Question] = &[
    told("dental_visit", 30, 15),
    told("denture", 28, 15),
    told("swallowing", 12, 10),
    q("oral_care", 55, 20),
    q("dementia", 35, 35),
    q("disability", 25, 25),
    q("paediatrics", 40, 20),
    q("public_assistance", 85, 5),
    q("wheelchair", 55, 25),
    words("languages", 8),
];

const PHARMACY: &[Question] = &[
    told("pharmacist_visit", 50, 15),
    told("pharmacist_visit_holiday", 10, 12),
    told("contact_24h", 35, 15),
    told("night", 8, 10),
    q("opioid_oral", 60, 10),
    told("opioid_injection", 8, 8),
    told("sterile_compounding", 5, 5),
    q("insulin", 80, 5),
    q("tpn", 15, 15),
    q("paediatrics", 40, 20),
    q("public_assistance", 95, 0),
    q("wheelchair", 75, 10),
    words("languages", 10),
];

const NURSE: &[Question] = &[
    q("nurse_visit", 100, 0),
    q("contact_24h", 80, 10),
    q("holiday", 60, 25),
    q("death_at_home", 80, 10),
    q("palliative_cancer", 65, 15),
    told("opioid_injection", 40, 20),
    q("oxygen", 95, 0),
    q("ventilator_npv", 60, 15),
    told("ventilator", 35, 20),
    q("tracheostomy", 55, 20),
    q("suction", 90, 5),
    q("tpn", 60, 20),
    q("drip", 90, 5),
    q("gastrostomy", 85, 10),
    q("insulin", 95, 0),
    q("catheter", 95, 0),
    q("stoma", 90, 5),
    q("pressure_ulcer", 85, 10),
    q("dementia", 80, 15),
    told("psychiatric", 30, 20),
    q("intractable", 55, 20),
    told("paediatrics", 25, 15),
    q("living_alone", 85, 10),
    q("public_assistance", 100, 0),
    q("rehabilitation", 60, 20),
];

const DAY_OR_HOME: &[Question] = &[
    q("holiday", 40, 15),
    q("suction", 15, 20),
    q("gastrostomy", 20, 25),
    q("oxygen", 40, 20),
    q("insulin", 35, 25),
    q("catheter", 55, 20),
    q("dementia", 65, 25),
    q("infection", 20, 40),
    q("public_assistance", 90, 0),
    q("transport", 75, 10),
    q("wheelchair", 90, 5),
    words("cost_band", 55),
];

const LIVING: &[Question] = &[
    q("emergency_admission", 15, 35),
    q("death_at_home", 45, 20),
    q("suction", 25, 25),
    q("gastrostomy", 30, 25),
    q("oxygen", 40, 25),
    q("insulin", 40, 25),
    q("catheter", 55, 20),
    q("dementia", 75, 20),
    q("living_alone", 50, 35),
    q("public_assistance", 60, 15),
    q("wheelchair", 95, 5),
    words("cost_band", 80),
];

const PLANNERS: &[Question] =
    &[q("holiday", 10, 25), q("contact_24h", 60, 20), q("living_alone", 85, 10), words("languages", 8)];

const NEIGHBOURS: &[Question] = &[q("holiday", 30, 20), q("living_alone", 80, 10), q("dementia", 50, 30)];

const MIDWIFE: &[Question] = &[q("paediatrics", 60, 20), q("contact_24h", 50, 20), words("languages", 20)];

const HELPERS: &[Question] = &[
    q("holiday", 75, 15),
    q("night", 30, 20),
    told("suction", 20, 15),
    q("dementia", 85, 10),
    q("death_at_home", 40, 30),
    q("living_alone", 90, 5),
    q("public_assistance", 95, 0),
    q("infection", 30, 40),
];

/// What a place of this kind is asked.
pub(super) fn questions(kind: K, services: &[String]) -> &'static [Question] {
    match kind {
        K::Hospital => HOSPITAL,
        K::Clinic | K::ClinicWithBeds => CLINIC,
        K::DentalClinic => DENTIST,
        K::Pharmacy => PHARMACY,
        K::Midwife => MIDWIFE,
        K::VisitingNurseStation => NURSE,
        K::CareManagementOffice | K::CommunitySupportCentre => PLANNERS,
        K::HomeCare if services.iter().any(|code| code == "120") => DAY_OR_HOME,
        K::HomeCare => HELPERS,
        K::HomeRehabilitation | K::DayService | K::MultifunctionalCare => DAY_OR_HOME,
        K::ShortStay | K::ResidentialCare => LIVING,
        K::Informal => NEIGHBOURS,
        _ => &[],
    }
}

/// Which questions the words of a table answer with yes.
pub(super) fn good_at(kind: K, line: Line) -> Vec<&'static str> {
    let mut codes: Vec<&'static str> = Vec::new();
    for (word, pharmacy_or_dentist, others) in GOOD_AT {
        if line.has(word) {
            let known = match kind {
                K::Pharmacy | K::DentalClinic => pharmacy_or_dentist,
                _ => others,
            };
            codes.extend(known.iter().filter(|code| kind.is_medical() || !code.starts_with("house_call")));
        }
    }
    if kind == K::DentalClinic {
        codes.retain(|code| !code.starts_with("pharmacist"));
    } else {
        codes.retain(|code| !["dental_visit", "denture"].contains(code));
    }
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// A word of the tables; what it says of pharmacies and dentists, and of all others.
const GOOD_AT: &[(&str, &[&str], &[&str])] = &[
    ("visits", &["pharmacist_visit", "dental_visit", "denture"], &[]),
    (
        "night",
        &["night", "pharmacist_visit_holiday", "contact_24h"],
        &["house_call_night", "house_call_holiday", "contact_24h"],
    ),
    ("opioids", &["opioid_oral", "opioid_injection"], &["opioid_injection", "palliative_cancer"]),
    ("sterile", &["sterile_compounding", "tpn"], &[]),
    ("home", &[], &["home_visit", "house_call", "death_at_home"]),
    ("ventilator", &[], &["ventilator", "ventilator_npv", "tracheostomy", "suction"]),
    ("children", &[], &["paediatrics"]),
    ("pain", &[], &["palliative_cancer", "opioid_oral", "opioid_injection"]),
    ("dialysis", &[], &["dialysis"]),
    ("mind", &[], &["psychiatric", "dementia"]),
    ("intractable", &[], &["intractable"]),
    ("rear", &[], &["emergency_admission", "transfusion"]),
    ("respite", &[], &["respite"]),
    ("rehabilitation", &[], &["rehabilitation"]),
    ("suction", &[], &["suction"]),
];

/// What people add when the answer is "under a condition".
pub(super) fn conditions(kind: K, code: &str) -> &'static [&'static str] {
    match code {
        "home_visit" | "house_call" | "nurse_visit" => &["車で20分まで", "市内だけ", "主治医の紹介があれば"],
        "house_call_night" | "house_call_holiday" => &["かかりつけの方だけ", "22時まで", "電話で相談してから"],
        "dental_visit" | "denture" => &["平日の昼休みだけ", "木曜の午後だけ", "市内だけ"],
        "pharmacist_visit" | "pharmacist_visit_holiday" => &["前の日までに連絡", "車で15分まで", "急ぐときは相談"],
        "opioid_oral" => &["取り寄せに1日", "在庫を電話で確かめて", "主治医と相談して"],
        "opioid_injection" => &["取り寄せに2日", "PCAポンプは要相談", "訪問看護と一緒なら"],
        "contact_24h" | "night" => &["22時まで", "かかりつけの方だけ", "登録した方だけ"],
        "living_alone" => &["緊急の連絡先があれば", "市の職員と相談して", "後見の方がいれば"],
        "public_assistance" => &["医療券の届いた月から", "空きがあれば"],
        "sterile_compounding" => &["共同の無菌室を使う", "2日前までに"],
        "ventilator" | "ventilator_npv" | "tracheostomy" => &["状態が落ち着いている方", "2人で訪問できる日", "要相談"],
        "paediatrics" => &["6歳から", "3歳から", "主治医と相談して"],
        "dialysis" => &["月・水・金の午後", "送迎は市内だけ"],
        "cost_band" if matches!(kind, K::ResidentialCare) => {
            &["月9万円くらいから", "月12万円くらいから", "月15万円くらいから", "月18万円くらいから"]
        }
        "cost_band" => &["1割負担で1回900円くらい", "1割負担で1回1,200円くらい", "1割負担のほかに食費650円"],
        "languages" => &["英語", "英語と中国語", "ベトナム語(木曜)", "ポルトガル語(翻訳の機械)"],
        "wheelchair" => &["段が1つあります。手伝います", "リクライニングは要相談"],
        "holiday" => &["第1・第3土曜だけ", "祝日は電話で", "年末年始をのぞく"],
        "emergency_admission" | "respite" => &["空きがあれば", "2週間まで", "登録した方だけ"],
        "transport" => &["市内だけ", "車いすは1台まで"],
        "infection" => &["個室が空いていれば", "結核をのぞく"],
        "death_at_home" => &["訪問看護と一緒なら", "主治医が往診できれば"],
        "insulin" | "suction" | "gastrostomy" | "drip" => {
            &["看護師がいる時間だけ", "日中だけ", "研修を受けた者がいる日"]
        }
        _ => &["要相談", "状態による", "主治医の指示があれば"],
    }
}
