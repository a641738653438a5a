//! The story of every import: when, which files, what came of them.

use jiff::Timestamp;
use kyoten_store::{Engine, Result, Row, Tx, params, values};

use super::organizations::json;
use crate::directory::import::ImportRun;
use crate::directory::import::day::{FileDay, ToldBy, name_without_day};
use crate::directory::import::report::{FileReport, ReadBefore};
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
        let day = file.as_of.map(|as_of| as_of.day.to_string());
        let told_by = file.as_of.map(|as_of| as_of.told_by.code());
        values![hub, import, position as i64, file.label, file.kind, day, told_by, json(&file.counts)]
    });
    let columns = ["hub_id", "import_id", "position", "label", "kind", "as_of", "as_of_by", "counts"];
    tx.insert_many("import_file", &columns, rows)?;
    Ok(())
}

/// The day of every file of every import, as far as it is known.
pub fn days(tx: &mut Tx<'_>, hub: HubId) -> Result<Vec<ReadBefore>> {
    let days = tx.query(
        "select distinct kind, label, as_of, as_of_by from import_file where hub_id = $1 and as_of is not null",
        params![hub.to_bytes()],
        |row| Ok((row.read::<String>(0)?, row.read::<String>(1)?, file_day(row, 2)?)),
    )?;
    Ok(days
        .into_iter()
        .filter_map(|(kind, label, as_of)| Some(ReadBefore { kind, name: name_without_day(&label), as_of: as_of? }))
        .collect())
}

/// The day of a file and who told it, from the two columns that begin here.
pub fn file_day(row: &Row<'_>, column: usize) -> Result<Option<FileDay>> {
    let day = row.read::<Option<String>>(column)?.and_then(|day| day.parse().ok());
    let told_by = row.read::<Option<String>>(column + 1)?.as_deref().and_then(ToldBy::from_code);
    Ok(day.zip(told_by).map(|(day, told_by)| FileDay { day, told_by }))
}
