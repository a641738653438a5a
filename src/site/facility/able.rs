//! What a facility can do for people at home (できること): every answer with its source and age, and what was not asked.

use jiff::civil::Date;

use super::pages::Known;
use crate::directory::capability::codes::{CAPABILITY_CODES, CapabilityGroup};
use crate::directory::capability::{Answer, Capability};
use crate::directory::kind::OrganizationKind as Kind;
use crate::platform::web::{Page, Phrase};
use crate::site::words;

/// So many answers stand in one list.
const WITHOUT_HEADINGS: usize = 7;

/// What it can do.
#[derive(Default)]
pub struct Able {
    /// The answers under their headings.
    pub groups: Vec<AbleGroup>,
    /// What matters for its kind and was not asked.
    pub not_asked: Option<Phrase>,
}

/// Answers under one heading.
pub struct AbleGroup {
    /// The heading; none where there is only one list.
    pub title: Option<Phrase>,
    /// The answers.
    pub answers: Vec<AnswerView>,
}

/// One answer.
pub struct AnswerView {
    /// The question.
    pub what: Phrase,
    /// The answer's word.
    pub answer: Phrase,
    /// Its class: `answer-no` or nothing.
    pub class: &'static str,
    /// Under which condition.
    pub condition: String,
    /// Who said it.
    pub source: String,
    /// When.
    pub date: Phrase,
    /// How old it is, when it should be asked again.
    pub age: Option<Phrase>,
}

impl Able {
    /// Orders the answers by the groups of the table; the hub's own questions stand under a heading of that name, or last.
    pub fn new(page: &Page, known: &Known, today: Date) -> Self {
        let view = |capability: &Capability| AnswerView::new(page, known, capability, today);
        let answered = |code: &str| known.capabilities.iter().find(|capability| capability.code == code);
        let mut groups: Vec<AbleGroup> = Vec::new();
        for group in CapabilityGroup::ALL {
            let codes = CAPABILITY_CODES.iter().filter(|code| code.group == group).map(|code| code.code);
            let own = known.own_codes.iter().filter(|own| own.group == group.japanese());
            let own = own.map(|own| own.code.as_str());
            let answers: Vec<AnswerView> = codes.chain(own).filter_map(answered).map(view).collect();
            if !answers.is_empty() {
                groups.push(AbleGroup { title: Some(words::group(page, group)), answers });
            }
        }
        let has_place = |code: &str| {
            let own = known.own_codes.iter().find(|own| own.code == code);
            let groups =
                || CapabilityGroup::ALL.iter().any(|group| own.is_some_and(|own| own.group == group.japanese()));
            CAPABILITY_CODES.iter().any(|known| known.code == code) || groups()
        };
        let rest: Vec<AnswerView> = known.capabilities.iter().filter(|c| !has_place(&c.code)).map(view).collect();
        if !rest.is_empty() {
            groups.push(AbleGroup { title: Some(page.t.facility_more_other_abilities()), answers: rest });
        }
        Self { not_asked: not_asked(page, known, &groups), groups: in_one_if_few(groups) }
    }
}

/// A few answers need no headings.
fn in_one_if_few(groups: Vec<AbleGroup>) -> Vec<AbleGroup> {
    let count: usize = groups.iter().map(|group| group.answers.len()).sum();
    if count == 0 || count > WITHOUT_HEADINGS {
        return groups;
    }
    vec![AbleGroup { title: None, answers: groups.into_iter().flat_map(|group| group.answers).collect() }]
}

impl AnswerView {
    fn new(page: &Page, known: &Known, capability: &Capability, today: Date) -> Self {
        let t = &page.t;
        let days = (today - capability.answered_on).get_days();
        let years = days / 365;
        Self {
            what: words::ability(page, &capability.code, &known.own_codes),
            answer: answer(page, capability.answer),
            class: if capability.answer == Answer::No { "answer-no" } else { "" },
            condition: capability.condition.clone(),
            source: capability.source.clone(),
            date: t.date(capability.answered_on),
            age: capability.is_old(today).then(|| t.common_years_old(years)),
        }
    }
}

/// The word of an answer.
pub fn answer(page: &Page, answer: Answer) -> Phrase {
    match answer {
        Answer::Yes => page.t.facility_answer_yes(),
        Answer::Conditional => page.t.facility_answer_conditional(),
        Answer::No => page.t.facility_answer_no(),
    }
}

/// できます(市内全域).
pub fn with_condition(page: &Page, word: Phrase, condition: &str) -> Phrase {
    if condition.is_empty() { word } else { page.t.common_noted(word, page.t.as_written(condition)) }
}

fn not_asked(page: &Page, known: &Known, groups: &[AbleGroup]) -> Option<Phrase> {
    let open = important(known.stored.organization.kind)
        .iter()
        .filter(|code| known.capabilities.iter().all(|capability| capability.code != **code));
    let open: Vec<Phrase> = open.map(|code| words::ability(page, code, &[])).collect();
    if open.is_empty() {
        return groups.is_empty().then(|| page.t.facility_more_nothing_asked());
    }
    Some(page.t.facility_more_not_asked(words::listed(page, &open)))
}

/// What a person at home wants to know of each kind first.
fn important(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Hospital | Kind::ClinicWithBeds => {
            &["home_visit", "house_call", "emergency_admission", "death_at_home", "palliative_cancer", "respite"]
        }
        Kind::Clinic => {
            &["home_visit", "house_call", "house_call_night", "contact_24h", "death_at_home", "opioid_oral"]
        }
        Kind::DentalClinic => &["dental_visit", "denture", "swallowing", "oral_care", "wheelchair"],
        Kind::Pharmacy => {
            &["pharmacist_visit", "pharmacist_visit_holiday", "contact_24h", "opioid_oral", "sterile_compounding"]
        }
        Kind::VisitingNurseStation => {
            &["contact_24h", "death_at_home", "opioid_injection", "ventilator", "tracheostomy", "paediatrics"]
        }
        Kind::CareManagementOffice | Kind::CommunitySupportCentre => &["contact_24h", "holiday", "languages"],
        Kind::HomeCare => &["night", "holiday", "suction", "dementia", "death_at_home"],
        Kind::HomeRehabilitation => &["rehabilitation", "swallowing", "intractable"],
        Kind::DayService => &["transport", "holiday", "suction", "gastrostomy", "dementia"],
        Kind::ShortStay => &["emergency_admission", "suction", "gastrostomy", "insulin", "oxygen", "dementia"],
        Kind::MultifunctionalCare => &["night", "death_at_home", "suction", "gastrostomy", "dementia"],
        Kind::ResidentialCare => {
            &["emergency_admission", "death_at_home", "suction", "gastrostomy", "dialysis", "cost_band"]
        }
        Kind::Equipment => &["holiday"],
        Kind::Midwife
        | Kind::PublicOffice
        | Kind::ProfessionalAssociation
        | Kind::CouncilOfSocialWelfare
        | Kind::FireDepartment
        | Kind::Informal
        | Kind::Other => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::capability::codes;

    #[test]
    fn what_is_important_stands_in_the_table() {
        for kind in Kind::ALL {
            assert!(important(kind).iter().all(|code| codes::by_code(code).is_some()), "{kind:?}");
        }
    }
}
