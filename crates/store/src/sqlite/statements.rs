//! Statements on one SQLite connection.

use rusqlite::types::{ToSqlOutput, ValueRef as SqliteValue};
use rusqlite::{Connection, ErrorCode, Statement, ffi};

use crate::value::refuse_nul;
use crate::{Error, Result, Value, ValueRef};

pub(crate) fn execute(connection: &Connection, sql: &str, params: &[Value]) -> Result<u64> {
    let mut statement = connection.prepare_cached(sql).map_err(error)?;
    if statement.column_count() > 0 {
        return Err(Error::AnswersRows);
    }
    bind(&mut statement, params)?;
    statement.raw_execute().map(|count| count as u64).map_err(error)
}

pub(crate) fn for_each(
    connection: &Connection,
    sql: &str,
    params: &[Value],
    mut see: impl FnMut(&rusqlite::Row<'_>) -> Result<()>,
) -> Result<()> {
    let mut statement = connection.prepare_cached(sql).map_err(error)?;
    bind(&mut statement, params)?;
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next().map_err(error)? {
        see(row)?;
    }
    Ok(())
}

pub(crate) fn insert_many(
    connection: &Connection,
    table: &str,
    columns: &[&str],
    rows: impl IntoIterator<Item = Vec<Value>>,
) -> Result<u64> {
    let places: Vec<String> = (1..=columns.len()).map(|n| format!("${n}")).collect();
    let sql = format!("insert into {table} ({}) values ({})", columns.join(", "), places.join(", "));
    let mut statement = connection.prepare_cached(&sql).map_err(error)?;
    let mut count = 0;
    for row in rows {
        if row.len() != columns.len() {
            return Err(Error::Parameters { expected: columns.len(), given: row.len() });
        }
        refuse_nul(&row)?;
        // Here every `$n` stands at its own place, so SQLite's numbers are ours.
        for (index, value) in row.iter().enumerate() {
            statement.raw_bind_parameter(index + 1, value).map_err(error)?;
        }
        statement.raw_execute().map_err(error)?;
        count += 1;
    }
    Ok(count)
}

/// To SQLite `$2` is a name, numbered by where it is first seen; here it means the second value.
fn bind(statement: &mut Statement<'_>, params: &[Value]) -> Result<()> {
    refuse_nul(params)?;
    let mut expected = 0;
    for index in 1..=statement.parameter_count() {
        let number = statement.parameter_name(index).and_then(|name| name.strip_prefix('$')?.parse::<usize>().ok());
        let Some(number) = number.filter(|number| *number > 0) else {
            return Err(Error::Placeholder);
        };
        expected = expected.max(number);
        if let Some(value) = params.get(number - 1) {
            statement.raw_bind_parameter(index, value).map_err(error)?;
        }
    }
    if expected == params.len() { Ok(()) } else { Err(Error::Parameters { expected, given: params.len() }) }
}

pub(crate) fn column<'a>(row: &'a rusqlite::Row<'_>, column: usize) -> Result<ValueRef<'a>> {
    match row.get_ref(column) {
        Ok(SqliteValue::Null) => Ok(ValueRef::Null),
        Ok(SqliteValue::Integer(number)) => Ok(ValueRef::Int(number)),
        Ok(SqliteValue::Text(text)) => std::str::from_utf8(text)
            .map(ValueRef::Text)
            .map_err(|_| Error::unreadable(column, "the text is not UTF-8")),
        Ok(SqliteValue::Blob(bytes)) => Ok(ValueRef::Bytes(bytes)),
        Ok(SqliteValue::Real(_)) => Err(Error::unreadable(column, "a fraction; cast it to bigint or text")),
        Err(_) => Err(Error::unreadable(column, "the answer has fewer columns")),
    }
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => SqliteValue::Null,
            Self::Int(number) => SqliteValue::Integer(*number),
            Self::Text(text) => SqliteValue::Text(text.as_bytes()),
            Self::Bytes(bytes) => SqliteValue::Blob(bytes),
        }))
    }
}

/// Puts SQLite's error into the store's words.
pub(crate) fn error(e: rusqlite::Error) -> Error {
    // The sentence alone: the statement may be a whole schema.
    if let rusqlite::Error::SqlInputError { error, msg, .. } = &e {
        return Error::Sql { message: msg.clone(), code: error.extended_code.to_string() };
    }
    let rusqlite::Error::SqliteFailure(failure, message) = &e else {
        return Error::Sql { message: e.to_string(), code: String::new() };
    };
    let message = message.clone().unwrap_or_else(|| failure.to_string());
    let constraint = || message.split_once("failed: ").map_or(message.clone(), |(_, what)| what.to_owned());
    match (failure.code, failure.extended_code) {
        (_, ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID) => {
            Error::Unique { constraint: constraint() }
        }
        (_, ffi::SQLITE_CONSTRAINT_FOREIGNKEY) => Error::ForeignKey { constraint: "foreign key".to_owned() },
        (ErrorCode::ConstraintViolation, _) => Error::Constraint { constraint: constraint() },
        (ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _) => Error::Busy { reason: message },
        (ErrorCode::ReadOnly, _) => Error::ReadOnly,
        (ErrorCode::CannotOpen, _) => Error::Unavailable { reason: message },
        (_, code) => Error::Sql { message, code: code.to_string() },
    }
}
