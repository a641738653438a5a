//! What can go wrong, in one clear sentence each.

use crate::Engine;

/// The store's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What can go wrong between a unit of work and the disk.
///
/// Everything is owned text, so that one failed commit can be told to everybody in its group.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A row with the same key is already there.
    #[error("a row with the same key exists already ({constraint})")]
    Unique {
        /// PostgreSQL: the constraint or index; SQLite: `table.column, table.column`.
        constraint: String,
    },
    /// A row that is pointed to is missing, or one that is pointed to would vanish.
    #[error("a row that this refers to, or that refers to this, stands in the way ({constraint})")]
    ForeignKey {
        /// PostgreSQL: the constraint; SQLite does not say.
        constraint: String,
    },
    /// A `not null`, `check` or exclusion constraint refused the row.
    #[error("a constraint of the table refused the row ({constraint})")]
    Constraint {
        /// The constraint, column or condition, as the database names it.
        constraint: String,
    },
    /// Another program holds the database, or too much work waits already.
    #[error("the database is busy: {reason}")]
    Busy {
        /// Who or what keeps it busy.
        reason: String,
    },
    /// The transaction lost against others again and again.
    #[error("the transaction lost against others every time it was tried: {reason}")]
    Conflict {
        /// What the database said the last time.
        reason: String,
    },
    /// The database cannot be reached, and nothing was changed.
    #[error("the database cannot be reached: {reason}")]
    Unavailable {
        /// What the connection said.
        reason: String,
    },
    /// The connection was lost while committing: the change may be there or not. Never tried again by itself.
    #[error("the connection was lost during the commit, so it is not known whether the change was made: {reason}")]
    OutcomeUnknown {
        /// What the connection said.
        reason: String,
    },
    /// An earlier statement of the same unit failed; on PostgreSQL nothing more is possible then, so neither on SQLite.
    #[error("an earlier statement of this unit of work failed, so nothing of it was kept: {first}")]
    Failed {
        /// What the earlier statement said.
        first: String,
    },
    /// A read tried to write.
    #[error("a read may not write")]
    ReadOnly,
    /// The unit of work panicked; nothing of it was kept.
    #[error("the unit of work panicked: {message}")]
    Panicked {
        /// What the panic said.
        message: String,
    },
    /// The store was shut down.
    #[error("the store was shut down")]
    Closed,
    /// PostgreSQL cannot keep the NUL character, so neither database is given it.
    #[error("a text contains the NUL character, which cannot be stored")]
    NulInText,
    /// The statement has another number of placeholders than values were given.
    #[error("the statement has {expected} placeholders, but {given} values were given")]
    Parameters {
        /// The highest `$n` of the statement.
        expected: usize,
        /// The values that came with it.
        given: usize,
    },
    /// A placeholder is not written `$1`, `$2`, …
    #[error("the statement has a placeholder that is not $1, $2, …")]
    Placeholder,
    /// `execute` was given a statement that answers with rows.
    #[error("the statement answers with rows: use query, find or one")]
    AnswersRows,
    /// A column holds something else than the program reads.
    #[error("column {column} cannot be read: {reason}")]
    Unreadable {
        /// The column, counted from 0.
        column: usize,
        /// What was wanted and what was found.
        reason: String,
    },
    /// One row was wanted and none was found.
    #[error("one row was wanted, none was found")]
    NoRow,
    /// At most one row was wanted and more were found.
    #[error("one row was wanted, more were found")]
    ManyRows,
    /// The schema was made by a newer program than this one.
    #[error(
        "the database has schema {found}, but this program knows only up to {known}: start the newer program, \
         or restore the backup from before the update"
    )]
    SchemaIsNewer {
        /// The schema of the database.
        found: i64,
        /// The newest one this program knows.
        known: i64,
    },
    /// The database belongs to another program.
    #[error(
        "the database holds tables that are not this program's ({tables}): give it an empty database, or the right one"
    )]
    ForeignTables {
        /// Some of their names.
        tables: String,
    },
    /// The schema is older than this program needs.
    #[error("the database has schema {found}, but this program needs {needed}: run the migration first")]
    SchemaIsOlder {
        /// The schema of the database; 0 is an empty one.
        found: i64,
        /// The one this program needs.
        needed: i64,
    },
    /// A migration that was applied here reads differently now.
    #[error("migration {version} ({name}) was changed after it was applied: restore its text and add a new migration")]
    MigrationChanged {
        /// Its number.
        version: i64,
        /// Its name.
        name: String,
    },
    /// The program's migrations and the applied ones are not one line.
    #[error("migration {version} does not fit the history: {reason}")]
    MigrationOrder {
        /// Its number.
        version: i64,
        /// What is wrong.
        reason: String,
    },
    /// The text names no database.
    #[error("“{text}” names no database: give the path of a file or postgres://user@host/database")]
    UnknownDatabase {
        /// What was given, without a password.
        text: String,
    },
    /// The SQLite library has a bug that corrupts data.
    #[error("SQLite {found} can corrupt the database (WAL reset bug): this program needs 3.51.3 or newer")]
    UnsafeSqlite {
        /// Its version.
        found: String,
    },
    /// A setting that durability rests on did not take.
    #[error("{engine} did not accept {setting}: found {found}, and without it acknowledged writes could be lost")]
    UnsafeSetting {
        /// The database.
        engine: Engine,
        /// The setting that was asked for.
        setting: &'static str,
        /// What was read back.
        found: String,
    },
    /// A PostgreSQL database that would sort or store text differently.
    #[error(
        "the PostgreSQL database has {found}, but needs encoding UTF8 and locale C.UTF-8: \
         create database kyoten template template0 encoding 'UTF8' lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'"
    )]
    WrongLocale {
        /// Encoding, collation and character type that were found.
        found: String,
    },
    /// Anything else the database refused.
    #[error("the database refused: {message}")]
    Sql {
        /// What it said.
        message: String,
        /// SQLSTATE on PostgreSQL, the extended result code on SQLite.
        code: String,
    },
}

impl Error {
    /// Is a row with the same key there already?
    pub fn is_unique_violation(&self) -> bool {
        matches!(self, Self::Unique { .. })
    }

    /// Was the transaction undone for the sake of another one?
    pub fn is_conflict(&self) -> bool {
        matches!(self, Self::Conflict { .. })
    }

    /// Was the database not there?
    pub fn is_unavailable(&self) -> bool {
        matches!(self, Self::Unavailable { .. })
    }

    /// For values that are of the right type and still make no sense, such as an unknown code.
    pub fn unreadable(column: usize, reason: impl std::fmt::Display) -> Self {
        Self::Unreadable { column, reason: reason.to_string() }
    }
}
