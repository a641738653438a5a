//! Adding an organisation that no source lists.

use jiff::civil::Date;
use kyoten_store::Tx;

use super::{Deed, Result, Whereabouts, check, whereabouts};
use crate::directory::OrganizationId;
use crate::directory::document;
use crate::directory::kind::OrganizationKind;
use crate::directory::merge;
use crate::directory::record::{Identifier, IdentifierSystem, Point, Record, ServiceFacts, Source};
use crate::directory::service_type;
use crate::directory::store::survey::By;
use crate::directory::store::{documents, organizations, records};
use crate::platform::Clock;
use crate::platform::hub_id::HubId;

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
    /// A code of five or six digits or a name; empty when the address tells.
    pub municipality: String,
    /// The municipalities that are meant when neither tells: those of the hub.
    pub near: Vec<String>,
    /// Where it is, when known better than by its address.
    pub position: Option<Point>,
    /// Telephone.
    pub phone: String,
    /// Official numbers, by which the lists that come later know it.
    pub numbers: Vec<(IdentifierSystem, String)>,
    /// What it does, for whom, at what cost.
    pub note: String,
    /// When, in the notation of [`crate::directory::hours::parse_text`].
    pub hours: String,
    /// Who told the hub.
    pub source: String,
    /// The day it was told.
    pub as_of: Date,
}

/// What came of adding an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Added {
    /// Its id.
    pub id: OrganizationId,
    /// Where it is shown.
    pub whereabouts: Whereabouts,
    /// Numbers whose check digit does not fit: somebody should look again.
    pub odd_numbers: Vec<String>,
}

/// Adds an organisation of the hub's own. What was typed is kept as a record of the hub, beside which the records of other sources
/// are joined when they come.
pub fn add(tx: &mut Tx<'_>, hub: HubId, new: &NewOrganization, by: By<'_>, clock: &Clock) -> Result<Added> {
    let deed = Deed::begin(tx, hub, by)?;
    let id = OrganizationId::new(clock);
    let (record, odd_numbers) = record(tx, id, new, by)?;
    let content = serde_json::to_string(&record).unwrap_or_default();
    let row = records::row(hub, &record, content, id, id.to_bytes());
    let towns = whereabouts::towns_of(tx, std::slice::from_ref(&record), &[])?;
    let organization = merge::merge(vec![record], &towns);
    organizations::add(tx, hub, id, &organization, by.now)?;
    tx.insert_many("source_record", &records::COLUMNS, [row])?;
    let text = document::write(&organization, &document::Surveyed::default(), false);
    documents::save(tx, hub, id, deed.revision, &text)?;
    Ok(Added { id, whereabouts: Whereabouts::of(tx, &organization)?, odd_numbers })
}

/// What was typed, as a row of the hub's own list; and the numbers that look like typing errors.
fn record(tx: &mut Tx<'_>, id: OrganizationId, new: &NewOrganization, by: By<'_>) -> Result<(Record, Vec<String>)> {
    check::source(&new.source, new.as_of, by)?;
    let name = check::name(&new.name)?;
    let named = Some(new.municipality.as_str()).filter(|named| !named.trim().is_empty());
    let mut place = whereabouts::read(tx, &new.address, named, &new.near)?;
    if let Some(point) = new.position {
        whereabouts::check_point(tx, point, &place.municipality)?;
        place.position = Some(point);
    }
    let hours = check::opening(&new.hours)?;
    let code = service_type::usual_of(new.kind).to_owned();
    let is_told = hours.is_some() || code != "other";
    let service = ServiceFacts { code, hours, ..ServiceFacts::default() };
    let (mut identifiers, mut odd): (Vec<Identifier>, _) = (Vec::new(), Vec::new());
    for (system, typed) in &new.numbers {
        let (identifier, is_odd) = check::number(*system, typed)?;
        odd.extend(is_odd.then(|| identifier.value.clone()));
        identifiers.push(identifier);
    }
    let record = Record {
        source: Source::Hub,
        key: id.to_string(),
        dataset: "hub".to_owned(),
        as_of: Some(new.as_of),
        kind: new.kind,
        name,
        kana: check::kana(&new.kana)?,
        identifiers,
        owner: None,
        owner_number: None,
        place,
        phone: check::phone(&new.phone)?,
        fax: None,
        url: None,
        email: None,
        services: if is_told { vec![service] } else { Vec::new() },
        note: check::text(&new.note)?,
    };
    Ok((record, odd))
}
