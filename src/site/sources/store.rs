//! What was imported when.

use jiff::Timestamp;
use kyoten_store::{Result, Tx, params};

use super::attribution::ReadFile;
use crate::directory::import::report::FileCounts;
use crate::directory::store::imports;
use crate::platform::hub_id::HubId;

/// Every file of every import.
pub fn files(tx: &mut Tx<'_>, hub: HubId) -> Result<Vec<ReadFile>> {
    tx.query(
        "select f.label, f.kind, f.as_of, f.as_of_by, r.finished_at, f.counts
         from import_file f join import_run r on r.hub_id = f.hub_id and r.id = f.import_id
         where f.hub_id = $1 order by r.finished_at, f.position",
        params![hub.to_bytes()],
        |row| {
            let counts: FileCounts = serde_json::from_str(row.text(5)?).unwrap_or_default();
            let used = counts.created + counts.merged + counts.completes + counts.updated + counts.unchanged;
            Ok(ReadFile {
                label: row.read(0)?,
                kind: row.read(1)?,
                as_of: imports::file_day(row, 2)?,
                read_at: Timestamp::from_microsecond(row.read(4)?).unwrap_or(Timestamp::UNIX_EPOCH),
                rows: used + counts.reference,
            })
        },
    )
}
