//! `kyoten directory …`: look into the directory and change it, until the pages with sign-in do.

mod options;
mod show;

use std::sync::Arc;

use jiff::civil::Date;
use kyoten::directory::capability::{Capability, OwnCode};
use kyoten::directory::facts::Fact;
use kyoten::directory::hours::{self, CareManagerTime, Reach};
use kyoten::directory::operations::{self, NewOrganization, Whereabouts};
use kyoten::directory::organization::{Accuracy, Field};
use kyoten::directory::record::IdentifierSystem;
use kyoten::directory::refusal::Refused;
use kyoten::directory::store::survey::{By, StoredCareManagerTime};
use kyoten::directory::{OrganizationId, item};
use kyoten::hub::Hub;
use kyoten::platform::{Clock, Config, DataFolder};

use super::Failure;
use crate::commands::say::say;
pub use options::Directory;
use options::{Add, What};

impl Directory {
    /// Does it and prints what came of it.
    pub async fn run(self, config: Config) -> Result<(), Failure> {
        let folder = Arc::new(DataFolder::open(&config.data)?);
        let hub = Hub::open(config, &folder, Clock::system()).await?;
        let done = Desk { hub: &hub, who: self.by }.on(self.what).await;
        // What was done before it failed is sealed too.
        hub.close().await?;
        done
    }
}

/// Whoever types, at the directory of a hub.
struct Desk<'h> {
    hub: &'h Hub,
    who: String,
}

/// Writes in one unit of work as whoever types: `write!(desk, |tx, hub, by| …)`.
macro_rules! write {
    ($desk:expr, |$tx:ident, $hub:ident, $by:ident| $work:expr) => {{
        let (who, now) = ($desk.who.clone(), $desk.hub.clock().now());
        $desk.hub.write(move |$tx, $hub| {
            let $by = By { who: &who, now };
            $work
        })
    }};
}

impl Desk<'_> {
    async fn on(self, what: What) -> Result<(), Failure> {
        let hub = self.hub;
        let today = hub.clock().today();
        let clock = hub.clock().clone();
        match what {
            What::Search { words, limit } => show::search(hub, &words.join(" "), limit).await,
            What::Show { id } => show::organization(hub, id).await,
            What::History { id, limit } => show::history(hub, id, limit).await,
            What::Capabilities => show::capabilities(hub).await,
            What::Reviews { limit } => show::reviews(hub, limit).await,
            What::Add(add) => self.add(*add).await,
            What::Set { id, field, value, point, told } => {
                let fact = |field, value| Fact {
                    field,
                    value,
                    source: told.source.clone(),
                    as_of: told.date.unwrap_or(today),
                };
                let field = operations::field(&field)?;
                anyhow::ensure!(field == Field::Address || point.is_none(), "--point は住所と一緒に入れてください。");
                let mut facts = vec![fact(field, value)];
                facts.extend(point.map(|point| fact(Field::Point, point)));
                let set = write!(self, |tx, hub, by| operations::set_fields(tx, hub, id, facts.clone(), by)).await?;
                done_at(id, set.as_ref())
            }
            What::Answer { id, code, answer, condition, told } => {
                let answered_on = told.date.unwrap_or(today);
                let new = Capability { code, answer: answer.into(), condition, source: told.source, answered_on };
                done(write!(self, |tx, hub, by| operations::answer(tx, hub, id, new.clone(), by)).await)
            }
            What::CareManagerTime { id, hours, reach, contact, note, told } => {
                let time = care_manager_time(&hours, &reach, &contact, &note)?;
                let answered_on = told.date.unwrap_or(today);
                let new = StoredCareManagerTime { time, source: told.source, answered_on };
                done(write!(self, |tx, hub, by| operations::set_care_manager_time(tx, hub, id, new.clone(), by)).await)
            }
            What::Withdraw { id, what, because } => self.withdraw(id, &what, because).await,
            What::Confirm { id, told } => {
                let day = told.date.unwrap_or(today);
                done(write!(self, |tx, hub, by| operations::confirm(tx, hub, id, day, &told.source, by)).await)
            }
            What::AddCapability { code, japanese, english, group } => {
                let own = OwnCode { code, group, japanese, english };
                done(write!(self, |tx, hub, by| operations::add_capability_code(tx, hub, &own, by)).await)
            }
            What::RetireCapability { code, because } => {
                let retire =
                    write!(self, |tx, hub, by| operations::retire_capability_code(tx, hub, &code, &because, by));
                say!("済みました。{}件の回答は、これからは変更の記録だけに残ります。", retire.await?);
                Ok(())
            }
            What::Decide { review, decision } => {
                let decision = decision.into();
                done(write!(self, |tx, hub, by| operations::decide(tx, hub, review, decision, by, &clock)).await)
            }
            What::Join { keep, other } => {
                write!(self, |tx, hub, by| operations::join(tx, hub, keep, other, by, &clock)).await?;
                say!("{other} を {keep} にまとめました。");
                say!("まちがいなら、kyoten directory part {other} --because わけ で元にもどせます。");
                Ok(())
            }
            What::Part { joined, because } => {
                let part = write!(self, |tx, hub, by| operations::part(tx, hub, joined, &because, by, &clock));
                say!("{joined} を {} と分けました。次の取り込みでも、別のままです。", part.await?);
                Ok(())
            }
        }
    }

    async fn add(&self, add: Add) -> Result<(), Failure> {
        let (today, clock) = (self.hub.clock().today(), self.hub.clock().clone());
        let new = add.checked(today, self.hub.config().hub.area.clone())?;
        let name = new.name.clone();
        let added = write!(self, |tx, hub, by| operations::add(tx, hub, &new, by, &clock)).await?;
        say!("{}", added.id);
        for number in &added.odd_numbers {
            say!("番号 {number} は検証番号が合いません。もう一度見て、ちがっていたら入れ直してください。");
        }
        say_where(added.id, &added.whereabouts);
        show::alike(self.hub, added.id, &name).await
    }

    async fn withdraw(&self, id: OrganizationId, what: &str, because: String) -> Result<(), Failure> {
        let what = what.to_owned();
        match what.as_str() {
            item::CONFIRMED => {
                done(write!(self, |tx, hub, by| operations::withdraw_confirmation(tx, hub, id, &because, by)).await)
            }
            item::CARE_MANAGER_TIME | "care-manager-time" => done(
                write!(self, |tx, hub, by| operations::withdraw_care_manager_time(tx, hub, id, &because, by)).await,
            ),
            word => match operations::field(word) {
                Ok(field) => {
                    let withdraw =
                        write!(self, |tx, hub, by| operations::withdraw_field(tx, hub, id, field, &because, by));
                    done_at(id, withdraw.await?.as_ref())
                }
                Err(_) => done(
                    write!(self, |tx, hub, by| operations::withdraw_answer(tx, hub, id, &what, &because, by)).await,
                ),
            },
        }
    }
}

impl Add {
    fn checked(self, today: Date, near: Vec<String>) -> Result<NewOrganization, Failure> {
        let care = self.care_number.into_iter().map(|number| (IdentifierSystem::CareOffice, number));
        let medical = self.medical_number.into_iter().map(|number| (IdentifierSystem::MedicalInstitution, number));
        Ok(NewOrganization {
            kind: operations::kind(&self.kind)?,
            name: self.name,
            kana: self.kana,
            address: self.address,
            municipality: self.municipality,
            near,
            position: self.point.as_deref().map(operations::point).transpose()?,
            phone: self.phone,
            numbers: care.chain(medical).collect(),
            note: self.note,
            hours: self.hours,
            source: self.told.source,
            as_of: self.told.date.unwrap_or(today),
        })
    }
}

fn done(result: Result<(), Refused>) -> Result<(), Failure> {
    result?;
    say!("済みました。");
    Ok(())
}

fn done_at(id: OrganizationId, whereabouts: Option<&Whereabouts>) -> Result<(), Failure> {
    say!("済みました。");
    if let Some(whereabouts) = whereabouts {
        say_where(id, whereabouts);
    }
    Ok(())
}

/// Where an organisation is shown now, how sure that is, and what to do when it is not sure.
fn say_where(id: OrganizationId, whereabouts: &Whereabouts) {
    let place = &whereabouts.place;
    let municipality = whereabouts.municipality.as_deref().unwrap_or("市区町村");
    let postal_code = place.postal_code.as_ref().map(|code| format!("〒{code} ")).unwrap_or_default();
    let building = place.building.as_ref().map(|building| format!(" {building}")).unwrap_or_default();
    say!("  住所: {postal_code}{}{building}", if place.address.is_empty() { "なし" } else { &place.address });
    let degrees = |micro: i32| f64::from(micro) / 1e6;
    let point = place.position.map(|p| format!("{},{}", degrees(p.latitude), degrees(p.longitude))).unwrap_or_default();
    let mend = format!("建物の場所がわかれば、kyoten directory set {id} point 緯度,経度 で入れてください。");
    match place.accuracy {
        Accuracy::Exact if place.position.is_some() => say!("  地図の場所: {point}(建物)"),
        Accuracy::Town => say!("  地図の場所: {point}({municipality}の、町のまん中)。{mend}"),
        Accuracy::Municipality if place.address.is_empty() => say!("  地図の場所: {point}({municipality}のまん中)"),
        Accuracy::Municipality => {
            say!("  地図の場所: {point}({municipality}のまん中)。町の名前が見つかりませんでした。{mend}");
        }
        Accuracy::Exact | Accuracy::Unknown => say!(
            "  地図の場所: わかりません。この住所では場所が見つからないので、地図と「近い順」には出ません。\
             都道府県と市区町村から入れ直してください。{mend}"
        ),
    }
}

fn care_manager_time(hours: &str, reach: &[String], contact: &str, note: &str) -> Result<CareManagerTime, Failure> {
    let hours = hours::parse_text(hours)?;
    let reach: Option<Vec<Reach>> = reach.iter().map(|code| Reach::from_code(code)).collect();
    let reach = reach.ok_or_else(|| anyhow::anyhow!("--reach は phone、fax、visit、mail、chat のどれかです。"))?;
    Ok(CareManagerTime::new(hours, reach, contact, note)?)
}
