//! PostgreSQL's errors in the store's words.

use std::error::Error as _;

use tokio_postgres::error::DbError;

use super::values::NotThisType;
use crate::Error;

/// Never passes on the detail: it quotes rows, and rows are patients.
pub(super) fn error(e: tokio_postgres::Error) -> Error {
    if let Some(refusal) = e.as_db_error() {
        return refused(refusal);
    }
    match e.source() {
        Some(source) if source.is::<NotThisType>() => Error::Sql { message: source.to_string(), code: String::new() },
        Some(source) => Error::Unavailable { reason: format!("{e}: {source}") },
        None => Error::Unavailable { reason: e.to_string() },
    }
}

fn refused(refusal: &DbError) -> Error {
    let reason = || refusal.message().to_owned();
    let constraint = || refusal.constraint().or(refusal.column()).unwrap_or("unnamed").to_owned();
    match refusal.code().code() {
        "23505" => Error::Unique { constraint: constraint() },
        "23503" => Error::ForeignKey { constraint: constraint() },
        code if code.starts_with("23") => Error::Constraint { constraint: constraint() },
        "40001" | "40P01" => Error::Conflict { reason: reason() },
        "25006" => Error::ReadOnly,
        "55P03" => Error::Busy { reason: reason() },
        // Shut down, crashed, starting up, no room for another connection.
        "57P01" | "57P02" | "57P03" | "57P05" | "53300" => Error::Unavailable { reason: reason() },
        code if code.starts_with("08") => Error::Unavailable { reason: reason() },
        // A migration changed a table under a prepared statement: a new connection prepares it anew.
        "0A000" if refusal.routine() == Some("RevalidateCachedQuery") => Error::Unavailable { reason: reason() },
        code => Error::Sql { message: reason(), code: code.to_owned() },
    }
}
