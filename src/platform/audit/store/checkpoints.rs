//! The tables of checkpoints and keys.

use jiff::Timestamp;
use kyoten_store::{Result, Tx, params};

use crate::platform::audit::key::{Announcement, PublicKey};
use crate::platform::audit::note::Note;
use crate::platform::hub_id::HubId;

/// A checkpoint as it stands in the database; the text may be anything by now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredNote {
    /// Its number, by its key.
    pub number: i64,
    /// Its text.
    pub text: String,
    /// The nodes of the tree at that size.
    pub frontier: Vec<u8>,
}

/// All checkpoints in order.
pub fn notes(tx: &mut Tx<'_>, hub: HubId) -> Result<Vec<StoredNote>> {
    let sql = "select number, note, frontier from audit_checkpoint where hub_id = $1 order by number";
    tx.query(sql, params![hub], |row| {
        Ok(StoredNote {
            number: row.read(0).unwrap_or_default(),
            text: row.read(1).unwrap_or_default(),
            frontier: row.read(2).unwrap_or_default(),
        })
    })
}

/// The newest checkpoint.
pub fn newest(tx: &mut Tx<'_>, hub: HubId) -> Result<Option<StoredNote>> {
    let sql = "select number, note, frontier from audit_checkpoint where hub_id = $1 order by number desc limit 1";
    tx.find(sql, params![hub], |row| {
        Ok(StoredNote { number: row.read(0)?, text: row.read(1)?, frontier: row.read(2)? })
    })
}

/// Adds a checkpoint. An error of a unique key: another node was quicker.
pub fn add(tx: &mut Tx<'_>, hub: HubId, number: i64, note: &Note, frontier: &[u8]) -> Result<()> {
    tx.execute(
        "insert into audit_checkpoint (hub_id, number, note, frontier) values ($1, $2, $3, $4)",
        params![hub, number, note.to_string(), *frontier],
    )
    .map(drop)
}

/// The list of keys. An entry that cannot be read is nothing.
pub fn keys(tx: &mut Tx<'_>, hub: HubId) -> Result<Vec<Option<Announcement>>> {
    let sql = "select public_key, since, predecessor, by_predecessor, by_itself from audit_key
               where hub_id = $1 order by since, public_key";
    tx.query(sql, params![hub], |row| {
        let read = || {
            let key = |bytes: [u8; 32]| PublicKey::from_bytes(&bytes);
            let predecessor = match row.read::<Option<[u8; 32]>>(2).ok()? {
                Some(bytes) => Some(key(bytes)?),
                None => None,
            };
            Some(Announcement {
                key: key(row.read(0).ok()?)?,
                since: Timestamp::from_microsecond(row.read(1).ok()?).ok()?,
                predecessor,
                by_predecessor: row.read(3).ok()?,
                by_itself: row.read(4).ok()?,
            })
        };
        Ok(read())
    })
}

/// Adds a key to the list, if it is not there.
pub fn add_key(tx: &mut Tx<'_>, hub: HubId, entry: &Announcement) -> Result<()> {
    tx.execute(
        "insert into audit_key (hub_id, public_key, since, predecessor, by_predecessor, by_itself)
         values ($1, $2, $3, $4, $5, $6) on conflict do nothing",
        params![
            hub,
            entry.key.to_bytes(),
            entry.since.as_microsecond(),
            entry.predecessor.map(PublicKey::to_bytes),
            entry.by_predecessor,
            entry.by_itself
        ],
    )
    .map(drop)
}
