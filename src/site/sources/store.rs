//! What was imported when.

use jiff::Timestamp;
use jiff::civil::Date;
use kyoten_store::{Result, Tx, params};

use super::attribution::ReadFile;
use crate::directory::import::readers::day_in_name;
use crate::directory::import::report::FileCounts;
use crate::platform::hub_id::HubId;

/// Every file of every import. A file that does not tell its day is dated by its name.
pub fn files(tx: &mut Tx<'_>, hub: HubId) -> Result<Vec<ReadFile>> {
    tx.query(
        "select f.label, f.kind, f.as_of, r.finished_at, f.counts
         from import_file f join import_run r on r.hub_id = f.hub_id and r.id = f.import_id
         where f.hub_id = $1 order by r.finished_at, f.position",
        params![hub.to_bytes()],
        |row| {
            let label: String = row.read(0)?;
            let told = row.read::<Option<String>>(2)?.and_then(|day| day.parse::<Date>().ok());
            let counts: FileCounts = serde_json::from_str(row.text(4)?).unwrap_or_default();
            let used = counts.created + counts.merged + counts.completes + counts.updated + counts.unchanged;
            Ok(ReadFile {
                as_of: told.or_else(|| day_in_name(label.rsplit('/').next().unwrap_or(&label))),
                kind: row.read(1)?,
                read_at: Timestamp::from_microsecond(row.read(3)?).unwrap_or(Timestamp::UNIX_EPOCH),
                rows: used + counts.reference,
                label,
            })
        },
    )
}
