//! What people do to the directory: every operation checks, keeps what it replaces, writes the history and lets search know.
//!
//! Each raises the directory's revision before it reads anything: that row is locked until the commit, so on PostgreSQL too one
//! operation, or one import, sees what the other one left.

use jiff::civil::Date;
use kyoten_store::Tx;
use kyoten_text::normalize;
use kyoten_text::phone::PhoneNumber;

use super::capability::{Answer, Capability, OWN_PREFIX, OwnCode};
use super::document;
use super::facts::{self, Fact};
use super::hours;
use super::kind::OrganizationKind;
use super::merge;
use super::organization::{Accuracy, Field, Organization, Origin, Origins, Place, Service};
use super::record::{Point, Source};
use super::store::reviews::MatchReview;
use super::store::survey::{By, Change, StoredCareManagerTime};
use super::store::{documents, organizations, records, reviews, survey};
use super::{OrganizationId, refusal::Refused};
use crate::platform::hub_id::HubId;
use crate::platform::{Clock, Id};

/// The longest text a field takes, in characters.
pub const LONGEST_FIELD: usize = 2000;
/// The longest name, in characters.
pub const LONGEST_NAME: usize = 200;

/// An operation's answer: done, or a refusal that says what to mend, or the database's trouble.
pub type Result<T> = std::result::Result<T, Refused>;

/// What a hub tells of an organisation that no source lists: informal services, offices, associations.
#[derive(Clone, Debug)]
pub struct NewOrganization {
    /// What it is.
    pub kind: OrganizationKind,
    /// Its name.
    pub name: String,
    /// Its reading in hiragana or katakana.
    pub kana: String,
    /// With prefecture and municipality; may be empty for a service that comes to the house.
    pub address: String,
    /// Five digits.
    pub municipality: String,
    /// Where it is, when known.
    pub position: Option<Point>,
    /// Telephone.
    pub phone: String,
    /// What it does, for whom, at what cost.
    pub note: String,
    /// When, in the notation of [`hours::parse_text`].
    pub hours: String,
    /// Who told the hub.
    pub source: String,
    /// The day it was told.
    pub as_of: Date,
}

/// Adds an organisation of the hub's own.
pub fn add(tx: &mut Tx<'_>, hub: HubId, new: &NewOrganization, clock: &Clock) -> Result<OrganizationId> {
    let name = checked_name(&new.name)?;
    let hours =
        if new.hours.trim().is_empty() { None } else { Some(hours::parse_text(&new.hours).map_err(Refused::hours)?) };
    let origin = Origin { source: Source::Hub, as_of: Some(new.as_of) };
    let origins: Origins = Field::ALL.iter().map(|field| (field.code().to_owned(), origin.clone())).collect();
    let code = if new.kind == OrganizationKind::Informal { "informal" } else { "other" };
    let organization = Organization {
        kind: new.kind,
        name,
        kana: checked_kana(&new.kana)?,
        owner: None,
        owner_number: None,
        phone: checked_phone(&new.phone)?,
        fax: None,
        url: None,
        email: None,
        note: checked_text(&new.note)?,
        identifiers: Vec::new(),
        places: vec![Place {
            postal_code: None,
            municipality: new.municipality.clone(),
            address: checked_text(&new.address)?,
            building: None,
            position: new.position,
            accuracy: if new.position.is_some() { Accuracy::Town } else { Accuracy::Unknown },
        }],
        services: vec![Service {
            place: 0,
            code: code.to_owned(),
            name: None,
            capacity: None,
            hours,
            departments: Vec::new(),
            beds: Vec::new(),
            source: Source::Hub,
        }],
        origins,
    };
    let revision = documents::raise_revision(tx, hub)?;
    let id = OrganizationId::new(clock);
    organizations::add(tx, hub, id, &organization, clock.now())?;
    documents::save(tx, hub, id, revision, &document::write(&organization, &document::Surveyed::default(), false))?;
    Ok(id)
}

/// Sets one field as the hub knows it. The sources keep what they say; the hub's word is shown.
pub fn set_field(tx: &mut Tx<'_>, hub: HubId, id: OrganizationId, fact: Fact, by: By<'_>) -> Result<()> {
    let revision = documents::raise_revision(tx, hub)?;
    let before = present(tx, hub, id)?;
    let value = match fact.field {
        Field::Name => checked_name(&fact.value)?,
        Field::Kana => checked_kana(&fact.value)?.unwrap_or_default(),
        Field::Phone | Field::Fax => checked_phone(&fact.value)?.unwrap_or_default(),
        Field::Url => checked_url(&fact.value)?,
        Field::Email => checked_email(&fact.value)?,
        Field::Hours => {
            if !fact.value.trim().is_empty() {
                hours::parse_text(&fact.value).map_err(Refused::hours)?;
            }
            checked_text(&fact.value)?
        }
        Field::Address | Field::Note => checked_text(&fact.value)?,
    };
    let source = checked_source(&fact.source, fact.as_of, by)?;
    survey::set_fact(tx, hub, id, &Fact { value: value.clone(), source: source.clone(), ..fact }, by)?;
    let was = field_text(&before.organization, fact.field);
    let became = (!value.is_empty()).then_some(value);
    let field = fact.field.code().to_owned();
    survey::add_change(tx, hub, id, &Change { at: by.now, field, was, became, source, by: by.who.to_owned() })?;
    rewrite(tx, hub, id, revision, by)
}

/// Keeps an organisation's answer to one question of the survey.
pub fn answer(tx: &mut Tx<'_>, hub: HubId, id: OrganizationId, new: Capability, by: By<'_>) -> Result<()> {
    let revision = documents::raise_revision(tx, hub)?;
    present(tx, hub, id)?;
    if !survey::is_asked(tx, hub, &new.code)? {
        return Err(Refused::UnknownCapability(new.code));
    }
    let condition = checked_text(&new.condition)?;
    if new.answer == Answer::Conditional && condition.is_empty() {
        return Err(Refused::ConditionMissing);
    }
    let source = checked_source(&new.source, new.answered_on, by)?;
    let was = survey::capabilities(tx, hub, id)?.into_iter().find(|old| old.code == new.code);
    let told = |c: &Capability| format!("{} {}", c.answer.code(), c.condition).trim_end().to_owned();
    let new = Capability { condition, source: source.clone(), ..new };
    survey::set_capability(tx, hub, id, &new, by)?;
    let change = Change {
        at: by.now,
        field: format!("capability:{}", new.code),
        was: was.as_ref().map(told),
        became: Some(told(&new)),
        source,
        by: by.who.to_owned(),
    };
    survey::add_change(tx, hub, id, &change)?;
    refresh_document(tx, hub, id, revision)
}

/// Sets when an organisation takes care managers' calls, or with `None` takes that away.
pub fn set_care_manager_time(
    tx: &mut Tx<'_>,
    hub: HubId,
    id: OrganizationId,
    new: Option<StoredCareManagerTime>,
    by: By<'_>,
) -> Result<()> {
    let revision = documents::raise_revision(tx, hub)?;
    present(tx, hub, id)?;
    let mut source = "–".to_owned();
    if let Some(new) = &new {
        source = checked_source(&new.source, new.answered_on, by)?;
    }
    let was = survey::care_manager_time(tx, hub, id)?.map(|old| old.time.hours().to_string());
    survey::set_care_manager_time(tx, hub, id, new.as_ref(), by)?;
    let became = new.map(|new| new.time.hours().to_string());
    let field = "care_manager_time".to_owned();
    survey::add_change(tx, hub, id, &Change { at: by.now, field, was, became, source, by: by.who.to_owned() })?;
    refresh_document(tx, hub, id, revision)
}

/// Adds a question to the hub's survey.
pub fn add_capability_code(tx: &mut Tx<'_>, hub: HubId, own: &OwnCode, by: By<'_>) -> Result<()> {
    let rest = own.code.strip_prefix(OWN_PREFIX).unwrap_or_default();
    let plain = rest.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if rest.is_empty() || rest.len() > 40 || !plain {
        return Err(Refused::BadCapabilityCode(own.code.clone()));
    }
    checked_name(&own.japanese)?;
    checked_name(&own.english)?;
    if survey::add_own_code(tx, hub, own, by.now)? {
        Ok(())
    } else {
        Err(Refused::CapabilityCodeTaken(own.code.clone()))
    }
}

/// What a person decides about a doubtful match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// They are one: the second is joined into the first.
    Same,
    /// They are two, and stay two in every later import.
    Different,
}

/// Settles a doubtful match.
pub fn decide(tx: &mut Tx<'_>, hub: HubId, review: Id<MatchReview>, decision: Decision, by: By<'_>) -> Result<()> {
    let revision = documents::raise_revision(tx, hub)?;
    let (keep, other) = reviews::find_open(tx, hub, review)?.ok_or(Refused::ReviewSettled)?;
    let code = if decision == Decision::Same { "same" } else { "different" };
    if !reviews::decide(tx, hub, review, code, by.who, by.now)? {
        return Err(Refused::ReviewSettled);
    }
    if decision == Decision::Different {
        return Ok(());
    }
    let gone = present(tx, hub, other)?;
    present(tx, hub, keep)?;
    records::move_all(tx, hub, other, keep)?;
    survey::move_all(tx, hub, other, keep)?;
    organizations::set_merged_into(tx, hub, other, keep, by.now)?;
    documents::save(tx, hub, other, revision, "")?;
    let change = Change {
        at: by.now,
        field: "joined".to_owned(),
        was: Some(gone.organization.name),
        became: None,
        source: "hub".to_owned(),
        by: by.who.to_owned(),
    };
    survey::add_change(tx, hub, keep, &change)?;
    rewrite(tx, hub, keep, revision, by)
}

/// Joins an organisation anew from its records and the hub's facts.
fn rewrite(tx: &mut Tx<'_>, hub: HubId, id: OrganizationId, revision: i64, by: By<'_>) -> Result<()> {
    let old = present(tx, hub, id)?;
    let (sources, missing) = records::of_organization(tx, hub, id)?;
    // One that only the hub knows stays as it was entered.
    let own = sources.is_empty();
    let known = old.organization.places.clone();
    let point_of = move |_: &str, address: &str| -> Option<(Point, Accuracy)> {
        known.iter().find(|place| place.address == address).and_then(|place| Some((place.position?, place.accuracy)))
    };
    let mut organization = if own { old.organization } else { merge::merge(sources, &point_of) };
    facts::lay_over(&mut organization, &survey::facts(tx, hub, id)?);
    let missing_since = (missing && !own).then(|| old.missing_since.unwrap_or(by.now));
    organizations::save(tx, hub, id, &organization, missing_since, by.now)?;
    refresh_document(tx, hub, id, revision)
}

/// Writes the text that search reads.
fn refresh_document(tx: &mut Tx<'_>, hub: HubId, id: OrganizationId, revision: i64) -> Result<()> {
    let stored = present(tx, hub, id)?;
    let surveyed = survey::surveyed(tx, hub, id)?;
    let text = document::write(&stored.organization, &surveyed, stored.missing_since.is_some());
    documents::save(tx, hub, id, revision, &text)?;
    Ok(())
}

fn present(tx: &mut Tx<'_>, hub: HubId, id: OrganizationId) -> Result<organizations::Stored> {
    organizations::find(tx, hub, id)?.filter(|stored| stored.merged_into.is_none()).ok_or(Refused::NoSuchOrganization)
}

/// One field's value as text, for the history.
pub fn field_text(organization: &Organization, field: Field) -> Option<String> {
    match field {
        Field::Name => Some(organization.name.clone()),
        Field::Kana => organization.kana.clone(),
        Field::Phone => organization.phone.clone(),
        Field::Fax => organization.fax.clone(),
        Field::Url => organization.url.clone(),
        Field::Email => organization.email.clone(),
        Field::Address => Some(organization.main_place().address.clone()),
        Field::Hours => {
            organization.services.iter().find_map(|service| service.hours.as_ref()).map(ToString::to_string)
        }
        Field::Note => (!organization.note.is_empty()).then(|| organization.note.clone()),
    }
}

fn checked_name(text: &str) -> Result<String> {
    let name = normalize::display_clean(text).replace('\n', " ");
    match name.chars().count() {
        0 => Err(Refused::NameMissing),
        n if n > LONGEST_NAME => Err(Refused::TooLong { most: LONGEST_NAME, has: n }),
        _ => Ok(name),
    }
}

fn checked_text(text: &str) -> Result<String> {
    let clean = normalize::display_clean(text);
    match clean.chars().count() {
        n if n > LONGEST_FIELD => Err(Refused::TooLong { most: LONGEST_FIELD, has: n }),
        _ => Ok(clean),
    }
}

fn checked_kana(text: &str) -> Result<Option<String>> {
    let kana = normalize::to_katakana(&normalize::display_clean(text));
    let reads = |c: char| matches!(c, 'ァ'..='ヺ' | 'ー' | '・' | ' ' | '　') || c.is_ascii_alphanumeric();
    match kana.chars().find(|c| !reads(*c)) {
        Some(c) => Err(Refused::NotKana(c)),
        None => Ok((!kana.is_empty()).then_some(kana)),
    }
}

fn checked_phone(text: &str) -> Result<Option<String>> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    // Numbers of examples and of the demo, which ring nowhere.
    let plain = text.trim();
    if plain.starts_with("0000-") && plain.len() == 12 && plain.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
        return Ok(Some(plain.to_owned()));
    }
    PhoneNumber::parse(text)
        .map(|number| Some(number.formatted().to_owned()))
        .map_err(|_| Refused::NotAPhone(text.to_owned()))
}

fn checked_url(text: &str) -> Result<String> {
    let url = text.trim();
    let safe = (url.starts_with("https://") || url.starts_with("http://"))
        && !url.contains(char::is_whitespace)
        && !url.contains('"');
    if url.is_empty() || (safe && url.len() <= LONGEST_FIELD) { Ok(url.to_owned()) } else { Err(Refused::NotAUrl) }
}

fn checked_email(text: &str) -> Result<String> {
    let mail = text.trim();
    let shape =
        mail.split_once('@').is_some_and(|(who, host)| !who.is_empty() && host.contains('.') && !host.ends_with('.'));
    let plain = mail.bytes().all(|b| b.is_ascii_graphic() && !b"<>\"(),;:\\".contains(&b));
    if mail.is_empty() || (shape && plain && mail.len() <= 254) { Ok(mail.to_owned()) } else { Err(Refused::NotAMail) }
}

/// A word needs somebody who said it, on a day that has come.
fn checked_source(source: &str, told_on: Date, by: By<'_>) -> Result<String> {
    let source = normalize::display_clean(source);
    if source.is_empty() {
        return Err(Refused::SourceMissing);
    }
    if told_on > crate::platform::clock::local(by.now).date() {
        return Err(Refused::DayToCome(told_on));
    }
    Ok(source)
}
