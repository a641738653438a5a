//! Taking a database from the schema it has to the one the program needs.

use crate::{Engine, Error, Result, Store, Tx, params};

/// One step of the schema's history. Once shipped it never changes.
///
/// The text is one for both databases. Where they must differ (a search index), a line `-- only: sqlite` or
/// `-- only: postgres` begins a part for one of them, and a line `-- both` ends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Migration {
    /// Its number; the highest one is the version of the schema.
    pub version: i64,
    /// What it is about, as in its file's name.
    pub name: &'static str,
    /// Its statements.
    pub sql: &'static str,
}

/// What a migration found and left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaState {
    /// The version before; nothing in an empty database.
    pub before: Option<i64>,
    /// The version now.
    pub version: Option<i64>,
    /// What was applied this time.
    pub applied: Vec<i64>,
}

struct Applied {
    version: i64,
    name: String,
    checksum: String,
}

/// Migrating nodes meet here; "kyoten" in ASCII.
const POSTGRES_LOCK: i64 = 0x6b79_6f74_656e;

impl Store {
    /// Applies what is missing, each migration in its own transaction; several programs may do so at once.
    pub async fn migrate(&self, migrations: &[Migration]) -> Result<SchemaState> {
        let history = in_order(migrations)?;
        let known = history.clone();
        let before = self.write(move |tx| compare(tx, &known)).await?;
        let mut state = SchemaState { before, version: before, applied: Vec::new() };
        for migration in history {
            if self.write(move |tx| apply(tx, migration)).await? {
                state.applied.push(migration.version);
            }
            state.version = state.version.max(Some(migration.version));
        }
        Ok(state)
    }

    /// Checks without changing anything that the schema is exactly the one this program needs.
    pub async fn check_schema(&self, migrations: &[Migration]) -> Result<()> {
        let history = in_order(migrations)?;
        let needed = history.last().map_or(0, |migration| migration.version);
        let found = self
            .read(move |tx| if is_empty(tx)? { Ok(None) } else { compare_existing(tx, &history) })
            .await?
            .unwrap_or(0);
        if found < needed { Err(Error::SchemaIsOlder { found, needed }) } else { Ok(()) }
    }

    /// The version of the schema; nothing in an empty database.
    pub async fn schema_version(&self) -> Result<Option<i64>> {
        self.read(|tx| {
            if is_empty(tx)? {
                return Ok(None);
            }
            tx.one("select max(version) from schema_migration", &[], |row| row.read(0))
        })
        .await
    }
}

fn in_order(migrations: &[Migration]) -> Result<Vec<Migration>> {
    let mut history = migrations.to_vec();
    history.sort_by_key(|migration| migration.version);
    match history.windows(2).find(|pair| pair[0].version == pair[1].version) {
        Some(pair) => {
            Err(Error::MigrationOrder { version: pair[0].version, reason: "the number is used twice".to_owned() })
        }
        None => Ok(history),
    }
}

fn compare(tx: &mut Tx<'_>, history: &[Migration]) -> Result<Option<i64>> {
    lock(tx)?;
    if is_empty(tx)? {
        refuse_foreign_tables(tx)?;
        tx.batch(
            "create table schema_migration (
                 version bigint primary key,
                 name text not null,
                 checksum text not null,
                 applied_at bigint not null
             )",
        )?;
    }
    compare_existing(tx, history)
}

/// What another program keeps here is left alone. Tables of an extension of PostgreSQL are nobody's.
fn refuse_foreign_tables(tx: &mut Tx<'_>) -> Result<()> {
    let names = match tx.engine() {
        Engine::Sqlite => {
            "select name from sqlite_schema where type in ('table', 'view') and name not like 'sqlite~_%' escape '~' order by name limit 3"
        }
        Engine::Postgres => {
            "select cast(c.relname as text) from pg_class c
             where c.relnamespace = to_regnamespace(current_schema()) and c.relkind in ('r', 'p', 'v', 'm', 'f')
               and not exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype = 'e')
             order by c.relname limit 3"
        }
    };
    let found: Vec<String> = tx.query(names, &[], |row| row.read(0))?;
    if found.is_empty() { Ok(()) } else { Err(Error::ForeignTables { tables: found.join(", ") }) }
}

/// Refuses a schema that is newer, was made from other texts, or has holes.
fn compare_existing(tx: &mut Tx<'_>, history: &[Migration]) -> Result<Option<i64>> {
    let applied = tx.query("select version, name, checksum from schema_migration order by version", &[], |row| {
        Ok(Applied { version: row.read(0)?, name: row.read(1)?, checksum: row.read(2)? })
    })?;
    let found = applied.last().map(|last| last.version);
    let known = history.last().map_or(0, |migration| migration.version);
    if let Some(found) = found.filter(|found| *found > known) {
        return Err(Error::SchemaIsNewer { found, known });
    }
    for old in &applied {
        let Some(migration) = history.iter().find(|migration| migration.version == old.version) else {
            let reason = format!("it was applied here as “{}”, but this program does not know it", old.name);
            return Err(Error::MigrationOrder { version: old.version, reason });
        };
        if checksum(migration.sql) != old.checksum {
            return Err(Error::MigrationChanged { version: old.version, name: old.name.clone() });
        }
    }
    let is_applied = |migration: &Migration| applied.iter().any(|old| old.version == migration.version);
    let hole = history.iter().find(|migration| Some(migration.version) < found && !is_applied(migration));
    match hole {
        Some(hole) => Err(Error::MigrationOrder {
            version: hole.version,
            reason: "later ones were applied without it: give it a higher number".to_owned(),
        }),
        None => Ok(found),
    }
}

/// `false`: another program was quicker.
fn apply(tx: &mut Tx<'_>, migration: Migration) -> Result<bool> {
    lock(tx)?;
    let count = "select count(*) from schema_migration where version = $1";
    if tx.one(count, params![migration.version], |row| row.read(0))? {
        return Ok(false);
    }
    tx.batch(&text_for(tx.engine(), migration.sql))?;
    let now = match tx.engine() {
        Engine::Sqlite => "cast(unixepoch('subsec') * 1000000 as bigint)",
        Engine::Postgres => "cast(extract(epoch from clock_timestamp()) * 1000000 as bigint)",
    };
    tx.execute(
        &format!("insert into schema_migration (version, name, checksum, applied_at) values ($1, $2, $3, {now})"),
        params![migration.version, migration.name, checksum(migration.sql)],
    )?;
    Ok(true)
}

/// SQLite has only one writer as it is.
fn lock(tx: &mut Tx<'_>) -> Result<()> {
    match tx.engine() {
        Engine::Sqlite => Ok(()),
        Engine::Postgres => tx.batch(&format!("select pg_advisory_xact_lock({POSTGRES_LOCK})")),
    }
}

fn is_empty(tx: &mut Tx<'_>) -> Result<bool> {
    let table = match tx.engine() {
        Engine::Sqlite => "select count(*) from sqlite_schema where type = 'table' and name = 'schema_migration'",
        Engine::Postgres => "select count(to_regclass('schema_migration'))",
    };
    tx.one(table, &[], |row| Ok(row.read::<i64>(0)? == 0))
}

fn text_for(engine: Engine, sql: &str) -> String {
    let mut meant = true;
    let mut text = String::with_capacity(sql.len());
    for line in sql.lines() {
        match line.trim() {
            "-- both" => meant = true,
            "-- only: sqlite" => meant = engine == Engine::Sqlite,
            "-- only: postgres" => meant = engine == Engine::Postgres,
            _ => {}
        }
        if meant {
            text.push_str(line);
        }
        text.push('\n');
    }
    text
}

/// FNV-1a over the lines, so that a checkout with other line ends is the same text. It finds accidents, not forgers.
fn checksum(sql: &str) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in sql.lines().flat_map(|line| line.trim_end().bytes().chain([b'\n'])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_for_one_database_is_left_out_on_the_other() {
        let sql = "create table a (x text);\n-- only: sqlite\nsqlite;\n-- only: postgres\npostgres;\n-- both\nboth;\n";
        let sqlite = text_for(Engine::Sqlite, sql);
        assert!(sqlite.contains("sqlite;") && sqlite.contains("both;") && !sqlite.contains("postgres;"));
        let postgres = text_for(Engine::Postgres, sql);
        assert!(postgres.contains("postgres;") && postgres.contains("both;") && !postgres.contains("sqlite;"));
    }

    #[test]
    fn line_ends_do_not_make_another_migration_but_a_letter_does() {
        assert_eq!(checksum("create table a;\r\n"), checksum("create table a;\n"));
        assert_ne!(checksum("create table a;\n"), checksum("create table b;\n"));
    }
}
