//! What `kyoten directory` prints.

use kyoten::directory::capability::{Answer, codes};
use kyoten::directory::item::{self, Item};
use kyoten::directory::kind::OrganizationKind;
use kyoten::directory::organization::Organization;
use kyoten::directory::record::Source;
use kyoten::directory::refusal::Refused;
use kyoten::directory::search::{Moment, Query};
use kyoten::directory::service_type;
use kyoten::directory::store::history::{self, Noted};
use kyoten::directory::store::summaries::{self, Summary};
use kyoten::directory::store::survey::{self, OwnQuestion};
use kyoten::directory::store::{facts, joins, organizations, reviews as waiting};
use kyoten::directory::{OrganizationId, import::matching::DoubtReason};
use kyoten::hub::Hub;
use kyoten::platform::clock;
use kyoten_text::name::organization_core;

use super::Failure;
use crate::commands::say::say;

/// So many that are alike are named when one is added.
const ALIKE: usize = 5;

/// The organisations that a search finds.
pub async fn search(hub: &Hub, text: &str, limit: usize) -> Result<(), Failure> {
    let (total, found) = find(hub, text, limit.min(summaries::MOST)).await?;
    say!("{total} 件");
    found.iter().for_each(|one| say!("{}", line(one)));
    Ok(())
}

/// Others with the name of one that was just added: it may be there already.
pub async fn alike(hub: &Hub, added: OrganizationId, name: &str) -> Result<(), Failure> {
    let (_, found) = find(hub, name, summaries::MOST).await?;
    let others: Vec<&Summary> =
        found.iter().filter(|one| one.id != added && is_alike(&one.name, name)).take(ALIKE).collect();
    if !others.is_empty() {
        say!("似た名前のものがもうあります。同じなら kyoten directory join 残す番号 {added} でまとめてください。");
        others.iter().for_each(|one| say!("  {}", line(one)));
    }
    Ok(())
}

/// Equal but for legal forms, or one stands whole in the other: two letters that do are a coincidence.
fn is_alike(one: &str, other: &str) -> bool {
    let (one, other) = (organization_core(one), organization_core(other));
    let (long, short) = if one.len() >= other.len() { (&one, &other) } else { (&other, &one) };
    one == other || short.chars().count() >= 3 && long.contains(short.as_str())
}

async fn find(hub: &Hub, text: &str, limit: usize) -> Result<(u64, Vec<Summary>), Failure> {
    let holidays = hub.holidays();
    let moment = Moment { now: hub.clock().local_now(), holidays: &*holidays };
    let query = Query { text: text.to_owned(), limit, ..Query::default() };
    let answer = hub.finder().search(&query, &moment).await?;
    let ids: Vec<OrganizationId> =
        answer.hits.iter().map(|hit| OrganizationId::from_bytes(hit.id.to_be_bytes())).collect();
    Ok((answer.total, hub.read(move |tx, hub| summaries::of(tx, hub, &ids)).await?))
}

fn line(one: &Summary) -> String {
    let phone = one.phone.as_deref().unwrap_or_default();
    format!("{}  {}  {}  {phone}  {}", one.id, one.kind.japanese(), one.name, one.address)
}

/// One organisation with the source of every item, what the hub said of it, and what it was joined from.
pub async fn organization(hub: &Hub, id: OrganizationId) -> Result<(), Failure> {
    let known = hub.read(move |tx, hub| {
        let standing = joins::standing(tx, hub, id)?;
        Ok::<_, kyoten_store::Error>((
            organizations::find(tx, hub, standing)?,
            facts::held(tx, hub, standing)?,
            (survey::capabilities(tx, hub, standing)?, survey::own_codes_ever(tx, hub)?),
            survey::care_manager_time(tx, hub, standing)?,
            joins::joined_into(tx, hub, standing)?,
        ))
    });
    let (stored, held, (answers, own), time, joined) = known.await?;
    let stored = stored.ok_or(Refused::NoSuchOrganization)?;
    let organization = &stored.organization;
    if stored.id != id {
        say!("{id} は、次の事業所とまとめられています。");
    }
    say!("{}  {}", stored.id, organization.kind.japanese());
    for item in Item::ALL.into_iter().filter(|item| *item != Item::Kind) {
        if let Some(value) = item.of(organization) {
            let value = if item == Item::Services { services(&value) } else { value };
            say!("  {}: {value}  〔{}〕", item.japanese(), origin(organization, item));
        }
    }
    if let (Some(day), Some(who)) = (&stored.confirmed_on, &stored.confirmed_by) {
        say!("  事業所の確認: {day}  〔{who}〕");
    }
    if stored.missing_since.is_some() {
        say!("  新しい名簿にはのっていません。");
    }
    for held in held {
        let fact = held.fact;
        let value = if fact.value.is_empty() { "なし" } else { &fact.value };
        say!("  拠点の調べ {}: {value}  〔{} {}〕", fact.field.code(), fact.source, fact.as_of);
    }
    for answer in answers {
        let what = question(&answer.code, &own);
        let told = answered(&format!("{} {}", answer.answer.code(), answer.condition));
        say!("  {what}({}): {told}  〔{} {}〕", answer.code, answer.source, answer.answered_on);
    }
    if let Some(time) = time {
        say!("  ケアマネタイム: {}  〔{} {}〕", time.time.hours(), time.source, time.answered_on);
    }
    for one in joined {
        say!("  まとめたもの: {}  {}", one.id, one.name);
    }
    Ok(())
}

fn origin(organization: &Organization, item: Item) -> String {
    let origin = item.origin_field(organization).and_then(|field| organization.origins.get(field));
    let day = origin.and_then(|origin| origin.as_of).map(|day| format!(" {day}")).unwrap_or_default();
    format!("{}{day}", item.source(organization).map_or("–", Source::japanese))
}

/// What changed of an organisation, the newest first.
pub async fn history(hub: &Hub, id: OrganizationId, limit: u32) -> Result<(), Failure> {
    let known = hub.read(move |tx, hub| {
        let found = organizations::find(tx, hub, id)?.is_some();
        Ok::<_, kyoten_store::Error>((found, history::of(tx, hub, id, limit)?, survey::own_codes_ever(tx, hub)?))
    });
    let (found, lines, own) = known.await?;
    anyhow::ensure!(found, Refused::NoSuchOrganization);
    if lines.is_empty() {
        say!("まだ変更はありません。");
    }
    lines.iter().for_each(|noted| say!("{}", change(noted, &own)));
    Ok(())
}

fn change(noted: &Noted, own: &[OwnQuestion]) -> String {
    let change = &noted.change;
    let what = match change.field.as_str() {
        item::CARE_MANAGER_TIME => "ケアマネタイム".to_owned(),
        item::CONFIRMED => "事業所の確認".to_owned(),
        item::MISSING => "新しい名簿にない".to_owned(),
        item::JOINED => "まとめた相手".to_owned(),
        item::PARTED => "分けた相手".to_owned(),
        field => match (Item::from_code(field), item::question(field)) {
            (Some(item), _) => item.japanese().to_owned(),
            (None, Some(code)) => question(code, own).to_owned(),
            (None, None) => field.to_owned(),
        },
    };
    let shown = |value: &Option<String>| match (change.field.as_str(), value.as_deref()) {
        (_, None) => "–".to_owned(),
        (item::MISSING, Some(value)) => if value == "true" { "はい" } else { "いいえ" }.to_owned(),
        ("kind", Some(code)) => OrganizationKind::from_code(code).map_or(code, |kind| kind.japanese()).to_owned(),
        (field, Some(value)) if item::question(field).is_some() => answered(value),
        ("services", Some(codes)) => services(codes),
        (_, Some(value)) => value.replace('\n', " "),
    };
    let values = match change.field.as_str() {
        item::JOINED | item::PARTED => shown(&change.was),
        _ if change.was == change.became => format!("{} のまま", shown(&change.was)),
        _ => format!("{} → {}", shown(&change.was), shown(&change.became)),
    };
    let source = Source::from_code(&change.source).map_or(change.source.as_str(), |source| source.japanese());
    let reason = if change.reason.is_empty() { String::new() } else { format!(" わけ: {}", change.reason) };
    let of = noted.of.as_ref().map(|name| format!("「{name}」 ")).unwrap_or_default();
    let at = clock::local(change.at).strftime("%Y-%m-%d %H:%M");
    format!("{at}  {of}{what}: {values}  〔{source} / {}{reason}〕", change.by)
}

/// `yes 市内だけ` in words.
fn answered(text: &str) -> String {
    let (code, condition) = text.split_once(' ').unwrap_or((text, ""));
    let word = match Answer::from_code(code) {
        Some(Answer::Yes) => "できます",
        Some(Answer::Conditional) => "条件つき",
        Some(Answer::No) => "できません",
        None => code,
    };
    if condition.is_empty() { word.to_owned() } else { format!("{word}({condition})") }
}

fn services(codes: &str) -> String {
    let name = |code| service_type::by_code(code).map_or(code, |known| known.japanese);
    codes.split(' ').map(name).collect::<Vec<_>>().join("、")
}

fn question<'q>(code: &'q str, own: &'q [OwnQuestion]) -> &'q str {
    let of_hub = || own.iter().find(|own| own.question.code == code).map(|own| own.question.japanese.as_str());
    codes::by_code(code).map(|known| known.japanese).or_else(of_hub).unwrap_or(code)
}

/// The questions of the survey.
pub async fn capabilities(hub: &Hub) -> Result<(), Failure> {
    for code in codes::CAPABILITY_CODES {
        say!("{:<26} {}  {}", code.code, code.group.japanese(), code.japanese);
    }
    for OwnQuestion { question, is_retired } in hub.read(survey::own_codes_ever).await? {
        let retired = if is_retired { "  (もう聞きません)" } else { "" };
        say!("{:<26} 拠点の項目  {}{retired}", question.code, question.japanese);
    }
    Ok(())
}

/// The doubtful matches that wait for a person.
pub async fn reviews(hub: &Hub, limit: u32) -> Result<(), Failure> {
    let waiting = hub.read(move |tx, hub| waiting::waiting(tx, hub, limit)).await?;
    if waiting.is_empty() {
        say!("待っている照合はありません。");
    }
    for review in waiting {
        say!("{}  {}", review.id, DoubtReason::japanese(&review.reason));
        for (id, name, address) in [review.one, review.other] {
            say!("    {id}  {name}  {address}");
        }
    }
    Ok(())
}
