//! The texts that search is loaded from, and the revision it follows.

use kyoten_store::{Result, Tx, Value, params, values};

use crate::directory::OrganizationId;
use crate::directory::document;
use crate::directory::search::Document;
use crate::platform::hub_id::HubId;

/// The columns of [`row`].
pub const COLUMNS: [&str; 4] = ["hub_id", "organization_id", "revision", "document"];

/// One row for a new organisation.
pub fn row(hub: HubId, id: OrganizationId, revision: i64, text: String) -> Vec<Value> {
    values![hub.to_bytes(), id.to_bytes(), revision, text]
}

/// The revision after the first change of a directory.
pub const FIRST_CHANGE: i64 = 2;

/// Raises the directory's revision and answers the new one.
pub fn raise_revision(tx: &mut Tx<'_>, hub: HubId) -> Result<i64> {
    tx.one(
        "insert into directory_revision (hub_id, revision) values ($1, 2)
         on conflict (hub_id) do update set revision = directory_revision.revision + 1 returning revision",
        params![hub.to_bytes()],
        |row| row.read(0),
    )
}

/// The directory's revision; that of an untouched one is 1.
pub fn revision(tx: &mut Tx<'_>, hub: HubId) -> Result<i64> {
    let found =
        tx.find("select revision from directory_revision where hub_id = $1", params![hub.to_bytes()], |row| {
            row.read(0)
        })?;
    Ok(found.unwrap_or(1))
}

/// Writes the text of an organisation; an empty one takes it out of search.
pub fn save(tx: &mut Tx<'_>, hub: HubId, id: OrganizationId, revision: i64, text: &str) -> Result<()> {
    tx.execute(
        "insert into directory_document (hub_id, organization_id, revision, document) values ($1, $2, $3, $4)
         on conflict (hub_id, organization_id) do update set revision = excluded.revision, document = excluded.document",
        params![hub.to_bytes(), id.to_bytes(), revision, text],
    )?;
    Ok(())
}

/// What changed after a revision: documents, and the ids of those that are gone.
#[derive(Debug, Default)]
pub struct Changes {
    /// New and changed ones.
    pub documents: Vec<Document>,
    /// Those taken out.
    pub removed: Vec<u128>,
}

/// Everything that changed after `revision`; 0 reads the whole directory.
pub fn since(tx: &mut Tx<'_>, hub: HubId, revision: i64) -> Result<Changes> {
    let mut changes = Changes::default();
    tx.for_each(
        "select organization_id, document from directory_document where hub_id = $1 and revision > $2",
        params![hub.to_bytes(), revision],
        |row| {
            let id = OrganizationId::from_bytes(row.read(0)?);
            match document::read(id, row.text(1)?) {
                Some(document) => changes.documents.push(document),
                None => changes.removed.push(id.uuid().as_u128()),
            }
            Ok(())
        },
    )?;
    Ok(changes)
}

/// How many organisations search knows.
pub fn count(tx: &mut Tx<'_>, hub: HubId) -> Result<u64> {
    tx.one(
        "select count(*) from directory_document where hub_id = $1 and document <> ''",
        params![hub.to_bytes()],
        |row| row.read(0),
    )
}
