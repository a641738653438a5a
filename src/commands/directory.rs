//! `kyoten directory …`: look into the directory and change it, until the pages with sign-in do.

use std::sync::Arc;

use clap::{Args, Subcommand, ValueEnum};
use jiff::civil::Date;
use kyoten::directory::capability::{Answer, Capability, OwnCode, codes};
use kyoten::directory::facts::Fact;
use kyoten::directory::hours::{self, CareManagerTime, Reach};
use kyoten::directory::kind::OrganizationKind;
use kyoten::directory::operations::{self, Decision, NewOrganization};
use kyoten::directory::organization::Field;
use kyoten::directory::record::Source;
use kyoten::directory::refusal::Refused;
use kyoten::directory::search::{Moment, Query};
use kyoten::directory::store::survey::{By, StoredCareManagerTime};
use kyoten::directory::store::{organizations, reviews, summaries, survey};
use kyoten::directory::{OrganizationId, import::matching::DoubtReason};
use kyoten::hub::Hub;
use kyoten::platform::{Clock, Config, DataFolder, Id};

use super::Failure;

/// What can be done to the directory.
#[derive(Subcommand)]
pub enum Directory {
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
    Add(Add),
    /// Set a field as the hub knows it: name, kana, phone, fax, url, email, address, hours or note.
    Set {
        /// Which organisation.
        id: OrganizationId,
        /// Which field.
        field: String,
        /// Its value; empty for "there is none".
        value: String,
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
    /// Set when an organisation takes care managers' calls: 「火・金 13:00-14:00」; without a time, take it away.
    CareManagerTime {
        /// Which organisation.
        id: OrganizationId,
        /// When.
        hours: Option<String>,
        /// How to reach them: phone, fax, visit, mail, chat (several with commas).
        #[arg(long, value_delimiter = ',', default_value = "phone")]
        reach: Vec<String>,
        /// Whom to ask for.
        #[arg(long, default_value = "")]
        contact: String,
        #[command(flatten)]
        told: Told,
    },
    /// What a field was and became.
    History {
        /// Which organisation.
        id: OrganizationId,
    },
    /// The questions of the survey.
    Capabilities,
    /// Add a question of the hub's own to the survey.
    AddCapability {
        /// Its code, beginning with own_.
        code: String,
        /// The Japanese words.
        japanese: String,
        /// The English words.
        english: String,
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
}

/// Options of `kyoten directory add`.
#[derive(Args)]
pub struct Add {
    /// Its name.
    name: String,
    /// Its reading.
    #[arg(long, default_value = "")]
    kana: String,
    /// What it is, such as informal or public_office.
    #[arg(long, default_value = "informal")]
    kind: String,
    /// With prefecture and municipality.
    #[arg(long, default_value = "")]
    address: String,
    /// Its municipality, five digits.
    #[arg(long, default_value = "")]
    municipality: String,
    /// Telephone.
    #[arg(long, default_value = "")]
    phone: String,
    /// What it does, for whom, at what cost.
    #[arg(long, default_value = "")]
    note: String,
    /// When: 「月〜金 9:00-17:00、祝日休み」.
    #[arg(long, default_value = "")]
    hours: String,
    #[command(flatten)]
    told: Told,
}

/// Who told the hub, and when.
#[derive(Args)]
pub struct Told {
    /// Who told it: 「電話で確認」.
    #[arg(long)]
    source: String,
    /// The day it was told. Default: today.
    #[arg(long)]
    date: Option<Date>,
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

/// A decision about a doubtful match.
#[derive(Clone, Copy, ValueEnum)]
pub enum DecisionWord {
    /// They are one.
    Same,
    /// They are two.
    Different,
}

/// Who a change is by when nobody is signed in.
const WHO: &str = "command";

impl Directory {
    /// Does it and prints what came of it.
    pub async fn run(self, config: Config) -> Result<(), Failure> {
        let folder = Arc::new(DataFolder::open(&config.data)?);
        let hub = Hub::open(config, &folder, Clock::system()).await?;
        self.on(&hub).await?;
        hub.store().clone().shutdown().await?;
        Ok(())
    }

    async fn on(self, hub: &Hub) -> Result<(), Failure> {
        let now = hub.clock().now();
        let today = hub.clock().today();
        let by = By { who: WHO, now };
        match self {
            Self::Search { words, limit } => search(hub, &words.join(" "), limit.min(summaries::MOST)).await,
            Self::Show { id } => show(hub, id).await,
            Self::Add(add) => {
                let new = add.checked(today)?;
                let clock = hub.clock().clone();
                let id = hub.write(move |tx, hub| operations::add(tx, hub, &new, &clock)).await?;
                println!("{id}");
                Ok(())
            }
            Self::Set { id, field, value, told } => {
                let names: Vec<&str> = Field::ALL.iter().map(|field| field.code()).collect();
                let field = Field::from_code(&field).ok_or_else(|| {
                    anyhow::anyhow!("「{field}」という項目はありません。{} のどれかです。", names.join("、"))
                })?;
                let fact = Fact { field, value, source: told.source, as_of: told.date.unwrap_or(today) };
                done(hub.write(move |tx, hub| operations::set_field(tx, hub, id, fact.clone(), by)).await)
            }
            Self::Answer { id, code, answer, condition, told } => {
                let answer = match answer {
                    AnswerWord::Yes => Answer::Yes,
                    AnswerWord::Conditional => Answer::Conditional,
                    AnswerWord::No => Answer::No,
                };
                let answered_on = told.date.unwrap_or(today);
                let new = Capability { code, answer, condition, source: told.source, answered_on };
                done(hub.write(move |tx, hub| operations::answer(tx, hub, id, new.clone(), by)).await)
            }
            Self::CareManagerTime { id, hours, reach, contact, told } => {
                let time = hours.map(|hours| care_manager_time(&hours, &reach, &contact)).transpose()?;
                let answered_on = told.date.unwrap_or(today);
                let new = time.map(|time| StoredCareManagerTime { time, source: told.source.clone(), answered_on });
                done(hub.write(move |tx, hub| operations::set_care_manager_time(tx, hub, id, new.clone(), by)).await)
            }
            Self::History { id } => history(hub, id).await,
            Self::Capabilities => capabilities(hub).await,
            Self::AddCapability { code, japanese, english } => {
                let own = OwnCode { code, group: "own".to_owned(), japanese, english };
                done(hub.write(move |tx, hub| operations::add_capability_code(tx, hub, &own, by)).await)
            }
            Self::Reviews { limit } => list_reviews(hub, limit).await,
            Self::Decide { review, decision } => {
                let decision = match decision {
                    DecisionWord::Same => Decision::Same,
                    DecisionWord::Different => Decision::Different,
                };
                done(hub.write(move |tx, hub| operations::decide(tx, hub, review, decision, by)).await)
            }
        }
    }
}

impl Add {
    fn checked(self, today: Date) -> Result<NewOrganization, Failure> {
        let kind = OrganizationKind::from_code(&self.kind).ok_or_else(|| {
            anyhow::anyhow!("「{}」という種類はありません。informal や public_office などです。", self.kind)
        })?;
        Ok(NewOrganization {
            kind,
            name: self.name,
            kana: self.kana,
            address: self.address,
            municipality: self.municipality,
            position: None,
            phone: self.phone,
            note: self.note,
            hours: self.hours,
            source: self.told.source,
            as_of: self.told.date.unwrap_or(today),
        })
    }
}

fn done(result: Result<(), Refused>) -> Result<(), Failure> {
    result?;
    println!("済みました。");
    Ok(())
}

fn care_manager_time(hours: &str, reach: &[String], contact: &str) -> Result<CareManagerTime, Failure> {
    let hours = hours::parse_text(hours)?;
    let reach: Option<Vec<Reach>> = reach.iter().map(|code| Reach::from_code(code)).collect();
    let reach = reach.ok_or_else(|| anyhow::anyhow!("--reach は phone、fax、visit、mail、chat のどれかです。"))?;
    Ok(CareManagerTime::new(hours, reach, contact, "")?)
}

async fn search(hub: &Hub, text: &str, limit: usize) -> Result<(), Failure> {
    let holidays = hub.holidays();
    let moment = Moment { now: hub.clock().local_now(), holidays: &*holidays };
    let query = Query { text: text.to_owned(), limit, ..Query::default() };
    let answer = hub.finder().search(&query, &moment).await?;
    let ids: Vec<OrganizationId> =
        answer.hits.iter().map(|hit| OrganizationId::from_bytes(hit.id.to_be_bytes())).collect();
    let found = hub.read(move |tx, hub| summaries::of(tx, hub, &ids)).await?;
    println!("{} 件", answer.total);
    for one in found {
        println!(
            "{}  {}  {}  {}  {}",
            one.id,
            one.kind.japanese(),
            one.name,
            one.phone.unwrap_or_default(),
            one.address
        );
    }
    Ok(())
}

async fn show(hub: &Hub, id: OrganizationId) -> Result<(), Failure> {
    let (stored, answers, time) = hub
        .read(move |tx, hub| {
            let stored = organizations::find(tx, hub, id)?;
            Ok::<_, kyoten_store::Error>((
                stored,
                survey::capabilities(tx, hub, id)?,
                survey::care_manager_time(tx, hub, id)?,
            ))
        })
        .await?;
    let stored = stored.ok_or(Refused::NoSuchOrganization)?;
    let organization = &stored.organization;
    println!("{}  {}", stored.id, organization.kind.japanese());
    for field in Field::ALL {
        let Some(value) = operations::field_text(organization, field) else { continue };
        let origin = organization.origins.get(field.code());
        let source = origin.map_or("", |origin| origin.source.japanese());
        let day = origin.and_then(|origin| origin.as_of).map(|day| day.to_string()).unwrap_or_default();
        println!("  {}: {value}  〔{source} {day}〕", field.japanese());
    }
    for identifier in &organization.identifiers {
        println!("  {}: {}", identifier.system.code(), identifier.value);
    }
    for service in &organization.services {
        println!("  サービス {} {}", service.code, service.departments.join("、"));
    }
    for answer in answers {
        let what = codes::by_code(&answer.code).map_or(answer.code.as_str(), |known| known.japanese);
        println!(
            "  {what}: {} {}  〔{} {}〕",
            answer.answer.code(),
            answer.condition,
            answer.source,
            answer.answered_on
        );
    }
    if let Some(time) = time {
        println!("  ケアマネタイム: {}  〔{} {}〕", time.time.hours(), time.source, time.answered_on);
    }
    Ok(())
}

async fn history(hub: &Hub, id: OrganizationId) -> Result<(), Failure> {
    for change in hub.read(move |tx, hub| survey::history(tx, hub, id, 200)).await? {
        let source = Source::from_code(&change.source)
            .map_or_else(|| change.source.clone(), |source| source.japanese().to_owned());
        let shown = |value: Option<String>| value.unwrap_or_else(|| "–".to_owned());
        println!(
            "{}  {}: {} → {}  〔{source} / {}〕",
            change.at,
            change.field,
            shown(change.was),
            shown(change.became),
            change.by
        );
    }
    Ok(())
}

async fn capabilities(hub: &Hub) -> Result<(), Failure> {
    for code in codes::CAPABILITY_CODES {
        println!("{:<26} {}  {}", code.code, code.group.japanese(), code.japanese);
    }
    for own in hub.read(survey::own_codes).await? {
        println!("{:<26} 拠点の項目  {}", own.code, own.japanese);
    }
    Ok(())
}

async fn list_reviews(hub: &Hub, limit: u32) -> Result<(), Failure> {
    for review in hub.read(move |tx, hub| reviews::waiting(tx, hub, limit)).await? {
        println!("{}  {}", review.id, DoubtReason::japanese(&review.reason));
        for (id, name, address) in [review.one, review.other] {
            println!("    {id}  {name}  {address}");
        }
    }
    Ok(())
}
