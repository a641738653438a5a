//! Organisations with their numbers, places and services.

use jiff::Timestamp;
use kyoten_store::{Result, Row, Tx, Value, params, values};

use crate::directory::OrganizationId;
use crate::directory::organization::{Organization, Place, Service};
use crate::directory::record::{Identifier, IdentifierSystem, Point};
use crate::platform::hub_id::HubId;

/// An organisation with what only the database knows of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Its id.
    pub id: OrganizationId,
    /// What it is.
    pub organization: Organization,
    /// Since when no newest source names it any more.
    pub missing_since: Option<Timestamp>,
    /// The organisation that it turned out to be.
    pub merged_into: Option<OrganizationId>,
    /// When they were joined.
    pub merged_at: Option<Timestamp>,
    /// The day on which the organisation itself confirmed its entry.
    pub confirmed_on: Option<String>,
    /// Who confirmed it, in a person's words.
    pub confirmed_by: Option<String>,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// The rows of many new organisations, written together: the nation is more than a million rows.
#[derive(Default)]
pub struct NewOrganizations {
    organizations: Vec<Vec<Value>>,
    identifiers: Vec<Vec<Value>>,
    places: Vec<Vec<Value>>,
    services: Vec<Vec<Value>>,
}

const ORGANIZATION: [&str; 17] = [
    "hub_id",
    "id",
    "kind",
    "name",
    "kana",
    "owner",
    "owner_number",
    "phone",
    "fax",
    "url",
    "email",
    "note",
    "origins",
    "missing_since",
    "confirmed_on",
    "created_at",
    "updated_at",
];
const IDENTIFIER: [&str; 4] = ["hub_id", "system", "value", "organization_id"];
const PLACE: [&str; 10] = [
    "hub_id",
    "organization_id",
    "position",
    "postal_code",
    "municipality",
    "address",
    "building",
    "latitude",
    "longitude",
    "accuracy",
];
const SERVICE: [&str; 11] = [
    "hub_id",
    "organization_id",
    "position",
    "place",
    "code",
    "name",
    "capacity",
    "hours",
    "departments",
    "beds",
    "source",
];

impl NewOrganizations {
    /// Adds one organisation.
    pub fn push(&mut self, hub: HubId, id: OrganizationId, o: &Organization, now: Timestamp) {
        let now = now.as_microsecond();
        self.organizations.push(values![
            hub.to_bytes(),
            id.to_bytes(),
            o.kind.code(),
            o.name,
            o.kana,
            o.owner,
            o.owner_number,
            o.phone,
            o.fax,
            o.url,
            o.email,
            o.note,
            json(&o.origins),
            Value::Null,
            Value::Null,
            now,
            now
        ]);
        self.parts(hub, id, o);
    }

    fn parts(&mut self, hub: HubId, id: OrganizationId, o: &Organization) {
        for identifier in &o.identifiers {
            self.identifiers.push(values![hub.to_bytes(), identifier.system.code(), identifier.value, id.to_bytes()]);
        }
        for (position, place) in o.places.iter().enumerate() {
            self.places.push(values![
                hub.to_bytes(),
                id.to_bytes(),
                position as i64,
                place.postal_code,
                place.municipality,
                place.address,
                place.building,
                place.position.map(|p| i64::from(p.latitude)),
                place.position.map(|p| i64::from(p.longitude)),
                place.accuracy.code()
            ]);
        }
        for (position, service) in o.services.iter().enumerate() {
            self.services.push(values![
                hub.to_bytes(),
                id.to_bytes(),
                position as i64,
                service.place as i64,
                service.code,
                service.name,
                service.capacity,
                service.hours.as_ref().map(json),
                some_json(&service.departments),
                some_json(&service.beds),
                service.source.code()
            ]);
        }
    }

    /// How many organisations wait.
    pub fn len(&self) -> usize {
        self.organizations.len()
    }

    /// Nothing waits.
    pub fn is_empty(&self) -> bool {
        self.organizations.is_empty()
    }

    /// Writes what waits.
    pub fn flush(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        tx.insert_many("organization", &ORGANIZATION, self.organizations.drain(..))?;
        tx.insert_many("organization_identifier", &IDENTIFIER, self.identifiers.drain(..))?;
        tx.insert_many("place", &PLACE, self.places.drain(..))?;
        tx.insert_many("service", &SERVICE, self.services.drain(..))?;
        Ok(())
    }
}

/// Adds one organisation.
pub fn add(tx: &mut Tx<'_>, hub: HubId, id: OrganizationId, organization: &Organization, now: Timestamp) -> Result<()> {
    let mut rows = NewOrganizations::default();
    rows.push(hub, id, organization, now);
    rows.flush(tx)
}

/// Writes an organisation anew. `missing_since` says whether the newest sources still name it.
pub fn save(
    tx: &mut Tx<'_>,
    hub: HubId,
    id: OrganizationId,
    o: &Organization,
    missing_since: Option<Timestamp>,
    now: Timestamp,
) -> Result<()> {
    tx.execute(
        "update organization set kind = $1, name = $2, kana = $3, owner = $4, owner_number = $5, phone = $6, fax = $7, url = $8,
           email = $9, note = $10, origins = $11, missing_since = $12, updated_at = $13
         where hub_id = $14 and id = $15",
        params![
            o.kind.code(), o.name, o.kana, o.owner, o.owner_number, o.phone, o.fax, o.url, o.email, o.note, json(&o.origins),
            missing_since.map(|t| t.as_microsecond()), now.as_microsecond(), hub.to_bytes(), id.to_bytes()
        ],
    )?;
    for part in [
        "delete from service where hub_id = $1 and organization_id = $2",
        "delete from place where hub_id = $1 and organization_id = $2",
        "delete from organization_identifier where hub_id = $1 and organization_id = $2",
    ] {
        tx.execute(part, params![hub.to_bytes(), id.to_bytes()])?;
    }
    let mut rows = NewOrganizations::default();
    rows.parts(hub, id, o);
    rows.flush(tx)
}

/// Keeps on which day an organisation confirmed its entry, and who; nothing takes the confirmation away.
pub fn set_confirmed(
    tx: &mut Tx<'_>,
    hub: HubId,
    id: OrganizationId,
    confirmed: Option<(&str, &str)>,
    now: Timestamp,
) -> Result<()> {
    tx.execute(
        "update organization set confirmed_on = $1, confirmed_by = $2, updated_at = $3 where hub_id = $4 and id = $5",
        params![
            confirmed.map(|(day, _)| day),
            confirmed.map(|(_, who)| who),
            now.as_microsecond(),
            hub.to_bytes(),
            id.to_bytes()
        ],
    )?;
    Ok(())
}

/// The columns that [`stored`] reads.
pub const STORED: &str =
    "id, kind, name, kana, owner, owner_number, phone, fax, url, email, note, origins, missing_since, merged_into,
  confirmed_on, updated_at, merged_at, confirmed_by";
/// The columns that [`identifier`] reads.
pub const IDENTIFIER_READ: &str = "system, value";
/// The columns that [`place`] reads.
pub const PLACE_READ: &str = "postal_code, municipality, address, building, latitude, longitude, accuracy";
/// The columns that [`service`] reads.
pub const SERVICE_READ: &str = "place, code, name, capacity, hours, departments, beds, source";

/// The organisation with this id, with its places and services.
pub fn find(tx: &mut Tx<'_>, hub: HubId, id: OrganizationId) -> Result<Option<Stored>> {
    let one = params![hub.to_bytes(), id.to_bytes()];
    let read = format!("select {STORED} from organization where hub_id = $1 and id = $2");
    let Some(mut stored) = tx.find(&read, one, stored)? else { return Ok(None) };
    let organization = &mut stored.organization;
    let [identifiers, places, services] = parts();
    organization.identifiers = tx.query(&identifiers, one, identifier)?;
    organization.places = tx.query(&places, one, place)?;
    organization.services = tx.query(&services, one, service)?;
    Ok(Some(stored))
}

/// How numbers, places and services of an organisation are asked for.
pub(super) fn parts() -> [String; 3] {
    [
        (IDENTIFIER_READ, "organization_identifier", "system, value"),
        (PLACE_READ, "place", "position"),
        (SERVICE_READ, "service", "position"),
    ]
    .map(|(columns, table, order)| {
        format!("select {columns} from {table} where hub_id = $1 and organization_id = $2 order by {order}")
    })
}

/// An organisation without its numbers, places and services, from [`STORED`].
pub fn stored(row: &Row<'_>) -> Result<Stored> {
    let moment = |column| {
        Ok::<_, kyoten_store::Error>(row.read::<Option<i64>>(column)?.and_then(|t| Timestamp::from_microsecond(t).ok()))
    };
    Ok(Stored {
        id: OrganizationId::from_bytes(row.read(0)?),
        organization: Organization {
            kind: row.read(1)?,
            name: row.read(2)?,
            kana: row.read(3)?,
            owner: row.read(4)?,
            owner_number: row.read(5)?,
            phone: row.read(6)?,
            fax: row.read(7)?,
            url: row.read(8)?,
            email: row.read(9)?,
            note: row.read(10)?,
            identifiers: Vec::new(),
            places: Vec::new(),
            services: Vec::new(),
            origins: from_json(row.text(11)?),
        },
        missing_since: moment(12)?,
        merged_into: row.read::<Option<[u8; 16]>>(13)?.map(OrganizationId::from_bytes),
        merged_at: moment(16)?,
        confirmed_on: row.read(14)?,
        confirmed_by: row.read(17)?,
        updated_at: moment(15)?.unwrap_or(Timestamp::UNIX_EPOCH),
    })
}

/// An official number, from [`IDENTIFIER_READ`].
pub fn identifier(row: &Row<'_>) -> Result<Identifier> {
    let system = match row.text(0)? {
        "care_office" => IdentifierSystem::CareOffice,
        "medical_institution" => IdentifierSystem::MedicalInstitution,
        _ => IdentifierSystem::Navii,
    };
    Ok(Identifier { system, value: row.read(1)? })
}

/// A place, from [`PLACE_READ`].
pub fn place(row: &Row<'_>) -> Result<Place> {
    let position = match (row.read::<Option<i32>>(4)?, row.read::<Option<i32>>(5)?) {
        (Some(latitude), Some(longitude)) => Some(Point { latitude, longitude }),
        _ => None,
    };
    Ok(Place {
        postal_code: row.read(0)?,
        municipality: row.read(1)?,
        address: row.read(2)?,
        building: row.read(3)?,
        position,
        accuracy: row.read(6)?,
    })
}

/// A service, from [`SERVICE_READ`].
pub fn service(row: &Row<'_>) -> Result<Service> {
    let text = |column| row.read::<Option<String>>(column);
    Ok(Service {
        place: row.read::<usize>(0)?,
        code: row.read(1)?,
        name: row.read(2)?,
        capacity: row.read(3)?,
        hours: text(4)?.as_deref().map(from_json),
        departments: text(5)?.as_deref().map(from_json).unwrap_or_default(),
        beds: text(6)?.as_deref().map(from_json).unwrap_or_default(),
        source: row.read(7)?,
    })
}

/// JSON of a value that always has one.
pub(super) fn json<T: serde::Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn some_json<T: serde::Serialize>(list: &[T]) -> Option<String> {
    (!list.is_empty()).then(|| json(list))
}

/// Reads JSON that this program wrote; what a newer version wrote differently reads as nothing.
pub(super) fn from_json<T: serde::de::DeserializeOwned + Default>(text: &str) -> T {
    serde_json::from_str(text).unwrap_or_default()
}
