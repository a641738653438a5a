//! How much the hub knows of what can be done here (できることごとの数): answers to its survey by question.

use crate::directory::capability::codes::CAPABILITY_CODES;
use crate::directory::capability::{Answer, OwnCode};

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

    /// The share of all that did not answer, in percent.
    pub fn unanswered_percent(&self, asked: u64) -> u64 {
        percent(asked.saturating_sub(self.answered()), asked)
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

/// Groups the counted answers by question: the built-in ones in the order of their table, then the hub's own.
pub fn abilities(answers: &[(String, Answer, u64)], own: &[OwnCode]) -> Vec<Ability> {
    let codes = CAPABILITY_CODES.iter().map(|one| one.code).chain(own.iter().map(|one| one.code.as_str()));
    let all = codes.map(|code| {
        let of = |wanted: Answer| {
            let same = answers.iter().filter(|(known, answer, _)| known == code && *answer == wanted);
            same.map(|(_, _, number)| number).sum()
        };
        Ability {
            code: code.to_owned(),
            yes: of(Answer::Yes),
            conditional: of(Answer::Conditional),
            no: of(Answer::No),
        }
    });
    all.filter(|ability| ability.answered() > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_grouped_by_question_and_silence_is_counted() {
        let answers = [
            ("own_x".to_owned(), Answer::Yes, 1),
            ("home_visit".to_owned(), Answer::No, 1),
            ("home_visit".to_owned(), Answer::Yes, 2),
            ("home_visit".to_owned(), Answer::Conditional, 1),
            ("gone".to_owned(), Answer::Yes, 9),
        ];
        let own = OwnCode { code: "own_x".into(), group: String::new(), japanese: "X".into(), english: "X".into() };
        let found = abilities(&answers, &[own]);
        assert_eq!(found.iter().map(|one| one.code.as_str()).collect::<Vec<_>>(), ["home_visit", "own_x"]);
        let shares = [found[0].yes, found[0].conditional, found[0].no].map(|n| found[0].percent_of_answers(n));
        assert_eq!((found[0].answered(), shares, found[0].unanswered_percent(1000)), (4, [50, 25, 25], 99));
        assert_eq!((found[1].unanswered_percent(1), found[1].unanswered_percent(0)), (0, 0));
    }
}
