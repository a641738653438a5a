//! What can be typed after `kyoten directory`.

use clap::{Args, Subcommand, ValueEnum};
use jiff::civil::Date;
use kyoten::directory::OrganizationId;
use kyoten::directory::capability::Answer;
use kyoten::directory::operations::Decision;
use kyoten::directory::store::reviews;
use kyoten::platform::Id;

/// Look into the directory and change it, until the pages with sign-in do.
#[derive(Args)]
pub struct Directory {
    /// Who does it: a name that the history keeps.
    #[arg(long, global = true, default_value = "command")]
    pub by: String,
    #[command(subcommand)]
    pub what: What,
}

/// What can be done to the directory.
#[derive(Subcommand)]
pub enum What {
    /// Find organisations.
    Search {
        /// Words: part of a name, a reading, an address, a telephone number, a need.
        words: Vec<String>,
        /// How many to show.
        #[arg(long, default_value_t = 20)]
        limit: usize,
    },
    /// Show one organisation with the source of every field.
    Show {
        /// Its number, as in its address.
        id: OrganizationId,
    },
    /// Add an organisation of the hub's own: an informal service, an office, an association.
    Add(Box<Add>),
    /// Set a field as the hub knows it: name, kana, phone, fax, url, email, address, point, hours or note.
    Set {
        /// Which organisation.
        id: OrganizationId,
        /// Which field.
        field: String,
        /// Its value; empty for "there is none".
        #[arg(allow_hyphen_values = true)]
        value: String,
        /// With an address: where the house is, as latitude,longitude.
        #[arg(long, allow_hyphen_values = true)]
        point: Option<String>,
        #[command(flatten)]
        told: Told,
    },
    /// Keep an answer to a question of the survey.
    Answer {
        /// Which organisation.
        id: OrganizationId,
        /// Which question; `kyoten directory capabilities` lists them.
        code: String,
        /// What was answered.
        answer: AnswerWord,
        /// Under which condition.
        #[arg(long, default_value = "")]
        condition: String,
        #[command(flatten)]
        told: Told,
    },
    /// Set when an organisation takes care managers' calls: 「火・金 13:00-14:00」.
    CareManagerTime {
        /// Which organisation.
        id: OrganizationId,
        /// When.
        hours: String,
        /// How to reach them: phone, fax, visit, mail, chat (several with commas).
        #[arg(long, value_delimiter = ',', default_value = "phone")]
        reach: Vec<String>,
        /// Whom to ask for.
        #[arg(long, default_value = "")]
        contact: String,
        /// Anything else.
        #[arg(long, default_value = "")]
        note: String,
        #[command(flatten)]
        told: Told,
    },
    /// Take back what the hub said: a field, an answer, care-manager-time or confirmed. What the sources say is shown again.
    Withdraw {
        /// Which organisation.
        id: OrganizationId,
        /// What: a field, a question of the survey, care-manager-time or confirmed.
        what: String,
        /// Why.
        #[arg(long)]
        because: String,
    },
    /// Keep that an organisation has confirmed its entry.
    Confirm {
        /// Which organisation.
        id: OrganizationId,
        #[command(flatten)]
        told: Told,
    },
    /// What was shown, what is shown since, by whose word, who changed it and why.
    History {
        /// Which organisation.
        id: OrganizationId,
        /// How many lines to show.
        #[arg(long, default_value_t = 200)]
        limit: u32,
    },
    /// The questions of the survey.
    Capabilities,
    /// Add a question of the hub's own to the survey, or ask a retired one again.
    AddCapability {
        /// Its code, beginning with own_.
        code: String,
        /// The Japanese words.
        japanese: String,
        /// The English words.
        english: String,
        /// The heading it stands under, such as 夜間・休日.
        #[arg(long, default_value = "own")]
        group: String,
    },
    /// Stop asking a question of the hub's own. Its answers stay in the history.
    RetireCapability {
        /// Its code.
        code: String,
        /// Why.
        #[arg(long)]
        because: String,
    },
    /// The doubtful matches that wait for a person.
    Reviews {
        /// How many to show.
        #[arg(long, default_value_t = 20)]
        limit: u32,
    },
    /// Settle a doubtful match.
    Decide {
        /// Which one.
        review: Id<reviews::MatchReview>,
        /// Are they one?
        decision: DecisionWord,
    },
    /// Join two organisations that are one.
    Join {
        /// The one that is kept.
        keep: OrganizationId,
        /// The one that is joined into it; its address leads to the other from then on.
        other: OrganizationId,
    },
    /// Part what was joined: two organisations again, each with all that was told of it.
    Part {
        /// The one that was joined into another.
        joined: OrganizationId,
        /// Why.
        #[arg(long)]
        because: String,
    },
}

/// Options of `kyoten directory add`.
#[derive(Args)]
pub struct Add {
    /// Its name.
    pub name: String,
    /// Its reading.
    #[arg(long, default_value = "")]
    pub kana: String,
    /// What it is, such as informal or public_office.
    #[arg(long, default_value = "informal")]
    pub kind: String,
    /// With prefecture and municipality.
    #[arg(long, default_value = "")]
    pub address: String,
    /// Its municipality, as a code or a name, when the address does not tell.
    #[arg(long, default_value = "")]
    pub municipality: String,
    /// Where the house is, as latitude,longitude.
    #[arg(long, allow_hyphen_values = true)]
    pub point: Option<String>,
    /// Telephone.
    #[arg(long, default_value = "")]
    pub phone: String,
    /// 介護保険事業所番号, ten characters.
    #[arg(long)]
    pub care_number: Vec<String>,
    /// 医療機関コード, ten digits.
    #[arg(long)]
    pub medical_number: Vec<String>,
    /// What it does, for whom, at what cost.
    #[arg(long, default_value = "")]
    pub note: String,
    /// When: 「月〜金 9:00-17:00、祝日休み」.
    #[arg(long, default_value = "")]
    pub hours: String,
    #[command(flatten)]
    pub told: Told,
}

/// Who told the hub, and when.
#[derive(Args)]
pub struct Told {
    /// Who told it: 「電話で確認」.
    #[arg(long)]
    pub source: String,
    /// The day it was told. Default: today.
    #[arg(long)]
    pub date: Option<Date>,
}

/// An answer to the survey.
#[derive(Clone, Copy, ValueEnum)]
pub enum AnswerWord {
    /// できます.
    Yes,
    /// 条件つき.
    Conditional,
    /// できません.
    No,
}

impl From<AnswerWord> for Answer {
    fn from(word: AnswerWord) -> Self {
        match word {
            AnswerWord::Yes => Self::Yes,
            AnswerWord::Conditional => Self::Conditional,
            AnswerWord::No => Self::No,
        }
    }
}

/// A decision about a doubtful match.
#[derive(Clone, Copy, ValueEnum)]
pub enum DecisionWord {
    /// They are one.
    Same,
    /// They are two.
    Different,
}

impl From<DecisionWord> for Decision {
    fn from(word: DecisionWord) -> Self {
        match word {
            DecisionWord::Same => Self::Same,
            DecisionWord::Different => Self::Different,
        }
    }
}
