//! The story of every import: when, which files, what came of them.

use jiff::Timestamp;
use kyoten_store::{Engine, Result, Tx, Value, params, values};

use super::organizations::json;
use crate::directory::import::ImportRun;
use crate::directory::import::report::FileReport;
use crate::platform::Id;
use crate::platform::hub_id::HubId;

/// Lets PostgreSQL look at what an import brought: until then it plans as if the tables were empty, and the first pages take
/// seconds. SQLite plans well without.
pub fn refresh_statistics(tx: &mut Tx<'_>) -> Result<()> {
    if tx.engine() == Engine::Postgres {
        for table in [
            "organization",
            "organization_identifier",
            "place",
            "service",
            "capability",
            "source_record",
            "directory_document",
        ] {
            tx.batch(&format!("analyze {table}"))?;
        }
    }
    Ok(())
}

/// Keeps an import and its files; `times` are its beginning and its end.
pub fn remember(
    tx: &mut Tx<'_>,
    hub: HubId,
    import: Id<ImportRun>,
    times: (Timestamp, Timestamp),
    summary: &str,
    files: &[FileReport],
) -> Result<()> {
    let (hub, import) = (hub.to_bytes(), import.to_bytes());
    tx.execute(
        "insert into import_run (hub_id, id, started_at, finished_at, summary) values ($1, $2, $3, $4, $5)",
        params![hub, import, times.0.as_microsecond(), times.1.as_microsecond(), summary],
    )?;
    let rows = files.iter().enumerate().map(|(position, file)| {
        values![hub, import, position as i64, file.label, file.kind, Value::Null, json(&file.counts)]
    });
    tx.insert_many("import_file", &["hub_id", "import_id", "position", "label", "kind", "as_of", "counts"], rows)?;
    Ok(())
}
