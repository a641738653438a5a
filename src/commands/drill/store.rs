//! What somebody does who has the database in his hands: its rows are read, changed and written back.

use std::collections::HashMap;

use kyoten::platform::hub_id::HubId;
use kyoten_store::{Engine, Result, Tx, Value, params};

/// A table of the audit.
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its columns; `hub_id` is the first.
    pub columns: &'static [&'static str],
    /// How many of them are the key.
    keys: usize,
}

/// The places of the tables in [`Rows`].
pub const EVENTS: usize = 0;
pub const BATCHES: usize = 1;
pub const CHECKPOINTS: usize = 2;
pub const KEYS: usize = 3;
pub const LANES: usize = 4;

/// The tables of the audit.
pub const TABLES: [Table; 5] = [
    Table {
        name: "audit_event",
        columns: &[
            "hub_id",
            "lane",
            "number",
            "at",
            "actor_kind",
            "actor_id",
            "behalf_id",
            "what",
            "object_kind",
            "object_id",
            "subject_id",
            "reason",
            "amount",
            "request",
            "network",
            "digest",
        ],
        keys: 3,
    },
    Table {
        name: "audit_batch",
        columns: &["hub_id", "first", "count", "sealed_at", "witnessed", "spans", "root", "signature"],
        keys: 2,
    },
    Table { name: "audit_checkpoint", columns: &["hub_id", "number", "note", "frontier"], keys: 2 },
    Table {
        name: "audit_key",
        columns: &["hub_id", "public_key", "since", "predecessor", "by_predecessor", "by_itself"],
        keys: 2,
    },
    Table { name: "audit_lane", columns: &["hub_id", "lane", "sealed"], keys: 2 },
];

/// The rows of every table.
pub type Rows = [Vec<Vec<Value>>; TABLES.len()];

/// Takes away the guards against mistakes, which whoever owns the tables can do.
pub fn drop_guards(tx: &mut Tx<'_>) -> Result<()> {
    for table in &TABLES[..3] {
        for guard in ["stays", "kept"] {
            let on = match tx.engine() {
                Engine::Sqlite => String::new(),
                Engine::Postgres => format!(" on {}", table.name),
            };
            tx.batch(&format!("drop trigger if exists {}_{guard}{on}", table.name))?;
        }
    }
    Ok(())
}

/// Reads all rows of a hub.
pub fn read(tx: &mut Tx<'_>, hub: HubId) -> Result<Rows> {
    let mut rows = Rows::default();
    for (table, rows) in TABLES.iter().zip(&mut rows) {
        let columns = table.columns.join(", ");
        let sql = format!("select {columns} from {} where hub_id = $1 order by {columns}", table.name);
        *rows = tx.query(&sql, params![hub], |row| (0..table.columns.len()).map(|at| row.read(at)).collect())?;
    }
    Ok(rows)
}

/// Makes one state of the tables out of another.
pub fn change(tx: &mut Tx<'_>, before: &Rows, after: &Rows) -> Result<()> {
    for (at, table) in TABLES.iter().enumerate() {
        let key = |row: &Vec<Value>| format!("{:?}", &row[..table.keys]);
        let old: HashMap<String, &Vec<Value>> = before[at].iter().map(|row| (key(row), row)).collect();
        let new: HashMap<String, &Vec<Value>> = after[at].iter().map(|row| (key(row), row)).collect();
        let gone: Vec<&Vec<Value>> =
            before[at].iter().filter(|row| new.get(&key(row)).is_none_or(|other| other != row)).collect();
        let come: Vec<Vec<Value>> =
            after[at].iter().filter(|row| old.get(&key(row)).is_none_or(|other| other != row)).cloned().collect();
        let conditions: Vec<String> = (0..table.keys).map(|n| format!("{} = ${}", table.columns[n], n + 1)).collect();
        let sql = format!("delete from {} where {}", table.name, conditions.join(" and "));
        for row in gone {
            tx.execute(&sql, &row[..table.keys])?;
        }
        if !come.is_empty() {
            tx.insert_many(table.name, table.columns, come)?;
        }
    }
    Ok(())
}

/// The table that the writers of the drill write into.
pub fn create_work(tx: &mut Tx<'_>) -> Result<()> {
    tx.batch(
        "drop table if exists drill_work;
         create table drill_work (writer bigint, number bigint, note text not null, primary key (writer, number));",
    )
}

/// What a writer does besides recording it.
pub fn work(tx: &mut Tx<'_>, writer: i64, number: i64) -> Result<()> {
    let sql = "insert into drill_work (writer, number, note) values ($1, $2, $3)";
    tx.execute(sql, params![writer, number, "訪問 10:40、次回は金曜日の午前に変更。"]).map(drop)
}

/// Reads every event without looking at it: the least that a check has to do.
pub fn read_through(tx: &mut Tx<'_>, hub: HubId) -> Result<u64> {
    let columns = TABLES[EVENTS].columns.join(", ");
    let sql = format!("select {columns} from audit_event where hub_id = $1 order by lane, number");
    let mut bytes = 0;
    tx.for_each(&sql, params![hub], |row| {
        for column in 0..TABLES[EVENTS].columns.len() {
            bytes += u64::from(row.value(column)? != kyoten_store::ValueRef::Null);
        }
        Ok(())
    })?;
    Ok(bytes)
}
