//! The invented answers to the hub's survey (社会資源調査の回答), and the care-manager times told with it.

use jiff::civil::{Date, Weekday};

use crate::directory::capability::{Answer, Capability, OLD_AFTER_DAYS, codes};
use crate::directory::kind::OrganizationKind as K;

use super::chance::Chance;
use super::facilities::Facility;
use super::model::{RecordKey, Subject, SurveyAnswer, SurveyLayer};
use super::survey_rules::{Question, conditions, good_at, questions};
use super::{care_manager, line::Line};

/// What stands beside answers that nobody gave.
pub(super) const SAMPLE: &str = "見本の回答";

/// The answers of the invented facilities; `navii` is the day of which the medical list speaks.
pub(super) fn of_facilities(facilities: &[Facility], seed: u64, today: Date, navii: Date) -> SurveyLayer {
    let mut layer = SurveyLayer::default();
    let mut with_time = 0;
    for facility in facilities {
        let mut records = facility.others.iter().map(|record| &record.services).collect::<Vec<_>>();
        records.insert(0, &facility.main.services);
        let subject = Subject {
            record: RecordKey { source: facility.main.source, key: facility.main.key.clone() },
            kind: facility.main.kind,
            services: records.into_iter().flatten().map(|service| service.code.clone()).collect(),
        };
        let mut chance = Chance::of(seed, &format!("survey {}", facility.main.name));
        let line = Some(facility.line);
        let answers = match fixed(facility.line, today, navii) {
            Some(answers) => answers,
            None => answers(&subject, line, Voice::of(&subject, line, today, &mut chance), &mut chance),
        };
        layer
            .answers
            .extend(answers.into_iter().map(|c| SurveyAnswer { record: subject.record.clone(), capability: c }));
        if facility.line.has("time") {
            let told = Voice::of(&subject, line, today, &mut chance);
            let fax = facility.main.fax.as_deref();
            if facility.line.has("minato") {
                let told = Voice { source: "歯科の回答".into(), day: before(today, 48) };
                layer.care_manager_times.push(care_manager::minato(fax, subject.record, told));
                continue;
            }
            layer.care_manager_times.push(care_manager::time(with_time, fax, subject.record, told, &mut chance));
            with_time += 1;
        }
    }
    layer
}

/// Invented answers for real facilities, marked as such: from the key and the kind alone, in whatever order they come.
pub fn survey_for(subjects: &[Subject], seed: u64, today: Date) -> SurveyLayer {
    let mut layer = SurveyLayer::default();
    for subject in subjects {
        let mut chance = Chance::of(seed, &format!("{} {}", subject.record.source.code(), subject.record.key));
        let told = Voice { source: SAMPLE.into(), ..Voice::of(subject, None, today, &mut chance) };
        let takes_part = chance.percent(70);
        let has_time = care_manager::is_usual(subject.kind) && chance.percent(30);
        if takes_part {
            let answers = answers(subject, None, told.clone(), &mut chance);
            let keyed = answers.into_iter().map(|c| SurveyAnswer { record: subject.record.clone(), capability: c });
            layer.answers.extend(keyed);
        }
        if has_time {
            let slot = chance.below(100) as usize;
            layer.care_manager_times.push(care_manager::time(slot, None, subject.record.clone(), told, &mut chance));
        }
    }
    layer
}

/// Who tells, and when.
#[derive(Clone, Debug)]
pub(super) struct Voice {
    /// Such as 歯科の回答.
    pub source: String,
    /// The day.
    pub day: Date,
}

impl Voice {
    /// Most have answered within the year; some answers are old.
    fn of(subject: &Subject, line: Option<Line>, today: Date, chance: &mut Chance) -> Self {
        let old = chance.percent(12) && line.is_none_or(|line| !line.has("night"));
        let age = if old { OLD_AFTER_DAYS + 5 + chance.below(38) as i32 } else { 3 + chance.below(325) as i32 };
        let day = working_day(before(today, age));
        let source = match chance.below(20) {
            0..=10 => format!("{}の回答", called(subject.kind)),
            11..=14 => "電話で確認".to_owned(),
            _ => format!("令和{}年調査", day.year() - 2018),
        };
        Self { source, day }
    }
}

fn answers(subject: &Subject, line: Option<Line>, told: Voice, chance: &mut Chance) -> Vec<Capability> {
    let asked = questions(subject.kind, &subject.services);
    let known_for: Vec<&str> = line.map(|line| good_at(subject.kind, line)).unwrap_or_default();
    let takes_part = line.is_none() || !known_for.is_empty() || chance.percent(72);
    let mut all: Vec<Capability> = Vec::new();
    for code in &known_for {
        let (answer, condition) = match chance.below(10) {
            0 => (Answer::Conditional, chance.pick(conditions(subject.kind, code))),
            _ => (Answer::Yes, ""),
        };
        all.push(said(code, answer, condition, &told));
    }
    for question in asked.iter().filter(|_| takes_part) {
        // Some questions stay open: unknown is not no.
        let open = chance.percent(14);
        let (answer, condition) = answer_to(subject.kind, question, line, chance);
        if !open && !known_for.contains(&question.code) {
            all.push(said(question.code, answer, condition, &told));
        }
    }
    all
}

fn answer_to(kind: K, question: &Question, line: Option<Line>, chance: &mut Chance) -> (Answer, &'static str) {
    let rolled = chance.below(100);
    let condition = chance.pick(conditions(kind, question.code));
    // In the invented area the tables say who comes to the house.
    let decided = line.is_some() && question.only_if_told;
    match rolled {
        _ if decided => (Answer::No, ""),
        roll if roll < question.yes && question.always_words => (Answer::Yes, condition),
        roll if roll < question.yes => (Answer::Yes, ""),
        roll if roll < question.yes + question.conditional => (Answer::Conditional, condition),
        _ => (Answer::No, ""),
    }
}

/// Three dentists whose answers every seed gives alike: the demo begins with the question that finds them.
fn fixed(line: Line, today: Date, navii: Date) -> Option<Vec<Capability>> {
    let dentist = |days| Voice { source: "歯科の回答".into(), day: before(today, days) };
    let list = Voice { source: "医療情報ネット".into(), day: navii };
    if line.has("minato") {
        let told = dentist(48);
        return Some(vec![
            said("dental_visit", Answer::Yes, "市内全域", &told),
            said("denture", Answer::Yes, "", &told),
            said("swallowing", Answer::Yes, "内視鏡", &told),
            said("oral_care", Answer::Yes, "", &told),
            said("wheelchair", Answer::Yes, "入口に段がありません", &list),
        ]);
    }
    if line.has("chidori") {
        let told = dentist(96);
        return Some(vec![
            said("dental_visit", Answer::Yes, "", &told),
            said("denture", Answer::Conditional, "型とりは外来で", &told),
            said("oral_care", Answer::Yes, "", &told),
            said("paediatrics", Answer::Yes, "", &told),
            said("wheelchair", Answer::Yes, "", &list),
        ]);
    }
    if line.has("sumire") {
        let told = Voice { source: "電話で確認".into(), day: before(today, OLD_AFTER_DAYS + 20) };
        return Some(vec![
            said("dental_visit", Answer::Yes, "", &told),
            said("denture", Answer::Yes, "", &told),
            said("holiday", Answer::Conditional, "日曜日は電話で確かめてください", &told),
        ]);
    }
    None
}

fn said(code: &str, answer: Answer, condition: &str, told: &Voice) -> Capability {
    let code = codes::by_code(code).unwrap_or_else(|| panic!("no question {code}")).code.to_owned();
    Capability { code, answer, condition: condition.to_owned(), source: told.source.clone(), answered_on: told.day }
}

fn before(today: Date, days: i32) -> Date {
    today.saturating_sub(jiff::Span::new().days(days))
}

/// This day or the last before it on which somebody would have been at the telephone.
fn working_day(mut day: Date) -> Date {
    let off = |day: Date| {
        let new_year = (day.month() == 12 && day.day() >= 29) || (day.month() == 1 && day.day() <= 3);
        new_year || matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
    };
    while off(day) {
        day = before(day, 1);
    }
    day
}

/// How a kind of place is called when it answers.
fn called(kind: K) -> &'static str {
    match kind {
        K::Hospital => "病院",
        K::Clinic | K::ClinicWithBeds => "診療所",
        K::DentalClinic => "歯科",
        K::Pharmacy => "薬局",
        K::Midwife => "助産所",
        K::VisitingNurseStation => "訪問看護",
        K::Informal => "団体",
        _ => "事業所",
    }
}
