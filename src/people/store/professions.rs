//! Professions that a hub adds.

use jiff::Timestamp;
use kyoten_store::{Result, Tx, params};

use crate::people::profession::Profession;
use crate::platform::hub_id::HubId;

/// Adds a profession. `false`: its code is there already.
pub fn add(tx: &mut Tx<'_>, hub: HubId, new: &Profession, now: Timestamp) -> Result<bool> {
    let added = tx.execute(
        "insert into profession (hub_id, code, label_ja, reading, label_en, created_at) values ($1, $2, $3, $4, $5, $6)
         on conflict (hub_id, code) do nothing",
        params![hub, new.code, new.japanese, new.reading, new.english, now.as_microsecond()],
    )?;
    Ok(added == 1)
}

/// The hub's own professions, in the order in which they were added.
pub fn own(tx: &mut Tx<'_>, hub: HubId) -> Result<Vec<Profession>> {
    tx.query(
        "select code, label_ja, reading, label_en from profession where hub_id = $1 order by created_at, code",
        params![hub],
        |row| {
            let text = |column| row.read::<String>(column).map(Into::into);
            Ok(Profession { code: text(0)?, japanese: text(1)?, reading: text(2)?, english: text(3)? })
        },
    )
}
