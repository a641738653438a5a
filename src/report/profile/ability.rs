//! How much the hub knows of what can be done here (できることごとの数): answers to its survey by question.

use std::collections::BTreeSet;

use super::resources::Counts;
use crate::directory::capability::codes::CAPABILITY_CODES;
use crate::directory::capability::{Answer, OwnCode};
use crate::directory::kind::OrganizationKind;

/// The answers to one question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ability {
    /// The question.
    pub code: String,
    /// できます.
    pub yes: u64,
    /// 条件があります.
    pub conditional: u64,
    /// できません.
    pub no: u64,
    /// How many could have answered: all of the kinds of which anybody did.
    pub asked: u64,
}

impl Ability {
    /// How many answered.
    pub fn answered(&self) -> u64 {
        self.yes + self.conditional + self.no
    }

    /// The share of those who answered, in percent. A condition is no yes: each answer has its own share.
    pub fn percent_of_answers(&self, number: u64) -> u64 {
        percent(number, self.answered())
    }

    /// The share of those that could have answered and did not, in percent.
    pub fn unanswered_percent(&self) -> u64 {
        percent(self.asked.saturating_sub(self.answered()), self.asked)
    }
}

/// Rounded, but only all is 100 and only none is 0.
fn percent(part: u64, whole: u64) -> u64 {
    match part {
        0 => 0,
        _ if part >= whole => 100,
        _ => ((part * 200 + whole) / (whole * 2)).clamp(1, 99),
    }
}

/// Answers of one kind of organisation to one question, and how many gave them.
pub struct Given {
    /// The question.
    pub code: String,
    /// The answer.
    pub answer: Answer,
    /// What those are that gave it.
    pub kind: OrganizationKind,
    /// How many.
    pub number: u64,
}

/// Groups the counted answers by question: the built-in ones in the order of their table, then the hub's own.
/// A fire station is not asked for dentures: who could have answered is told by the kinds of those who did.
pub fn abilities(answers: &[Given], own: &[OwnCode], counts: &Counts) -> Vec<Ability> {
    let codes = CAPABILITY_CODES.iter().map(|one| one.code).chain(own.iter().map(|one| one.code.as_str()));
    let all = codes.map(|code| {
        let of = |wanted: Answer| {
            let same = answers.iter().filter(|given| given.code == code && given.answer == wanted);
            same.map(|given| given.number).sum()
        };
        let kinds: BTreeSet<OrganizationKind> =
            answers.iter().filter(|given| given.code == code).map(|given| given.kind).collect();
        Ability {
            code: code.to_owned(),
            yes: of(Answer::Yes),
            conditional: of(Answer::Conditional),
            no: of(Answer::No),
            asked: kinds.into_iter().map(|kind| counts.of(kind)).sum(),
        }
    });
    all.filter(|ability| ability.answered() > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_grouped_by_question_and_silence_is_counted() {
        let (clinic, dentist) = (OrganizationKind::Clinic, OrganizationKind::DentalClinic);
        let given = |code: &str, answer, kind, number| Given { code: code.to_owned(), answer, kind, number };
        let answers = [
            given("own_x", Answer::Yes, dentist, 1),
            given("home_visit", Answer::No, clinic, 1),
            given("home_visit", Answer::Yes, clinic, 2),
            given("home_visit", Answer::Conditional, clinic, 1),
            given("gone", Answer::Yes, clinic, 9),
        ];
        let mut counts = Counts::default();
        for (kind, number) in [(clinic, 8), (dentist, 1), (OrganizationKind::FireDepartment, 991)] {
            counts.add(kind, "13104", number);
        }
        let own = OwnCode { code: "own_x".into(), group: String::new(), japanese: "X".into(), english: "X".into() };
        let found = abilities(&answers, &[own], &counts);
        assert_eq!(found.iter().map(|one| one.code.as_str()).collect::<Vec<_>>(), ["home_visit", "own_x"]);
        let shares = [found[0].yes, found[0].conditional, found[0].no].map(|n| found[0].percent_of_answers(n));
        assert_eq!((found[0].answered(), shares, found[0].unanswered_percent()), (4, [50, 25, 25], 50));
        assert_eq!((found[1].asked, found[1].unanswered_percent()), (1, 0));
    }
}
